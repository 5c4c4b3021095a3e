"""The clock: nothing before its time, everything after; and the database counts as Python does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case, Client, CloseReason, LegalArea
from roterfaden.retention import candidates
from roterfaden.retention.actions.erasing import due_of
from roterfaden.retention.clock import Record, due, earliest, end_of, in_months
from roterfaden.retention.models import Deadline, RetentionRule
from tests.factories import AdvisedIntakeFactory, CaseFactory, ClientFactory, IntakeFactory

AREAS = ["asylblg", "sgb_ii", "sgb_viii"]


@dataclass(frozen=True)
class ARule:
    kind: str
    legal_area: str
    months: int
    from_year_end: bool
    state: str


days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
rules = st.builds(
    ARule,
    kind=st.sampled_from(["closed_case", "advice"]),
    legal_area=st.sampled_from(["", *AREAS]),
    months=st.integers(0, 240),
    from_year_end=st.booleans(),
    state=st.sampled_from(["in_force", "in_force", "in_force", "unchecked", "set_aside"]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Cases that are closed, re-opened and closed again, and advice in between: what their last state says."""
    records = []
    for _number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            moves = draw(st.lists(days, min_size=1, max_size=4).map(sorted))
            is_open = len(moves) % 2 == 0  # closed, re-opened, closed …
            records.append(Record("closed_case", None if is_open else moves[-1]))
        else:
            records.append(Record("advice", draw(days)))
    return records


@given(histories(), st.lists(rules, max_size=8), st.frozensets(st.sampled_from(AREAS)), days)
def test_nothing_goes_before_its_clock_and_everything_after(
    records: list[Record], known: list[ARule], areas: frozenset[str], today: date
) -> None:
    end = due(records, known, areas)
    kept = any(_keeps(record, known, areas, today) for record in records)
    may_go = end is not None and end.on <= today
    assert may_go is not kept


def _keeps(record: Record, known: list[ARule], areas: frozenset[str], today: date) -> bool:
    """The rule in other words: somebody who looks at one record, and says whether it must stay."""
    about = [rule for rule in known if rule.kind == record.kind and rule.state != "set_aside"]
    about = [rule for rule in about if rule.legal_area in {"", *areas}]
    if record.started is None or not about:
        return True
    return any(rule.state == "unchecked" or end_of(rule, record.started) > today for rule in about)


@given(histories(), st.lists(rules, max_size=8), st.frozensets(st.sampled_from(AREAS)), st.sampled_from(AREAS))
def test_a_change_of_the_legal_area_never_shortens_a_period(
    records: list[Record], known: list[ARule], areas: frozenset[str], another: str
) -> None:
    before, after = due(records, known, areas), due(records, known, areas | {another})
    # With another legal area more rules apply: the end comes later, or is not foreseeable any more.
    if before is not None and after is not None:
        assert after.on >= before.on


@given(days, st.integers(0, 600))
def test_months_are_counted_as_on_a_calendar(day: date, months: int) -> None:
    later = in_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_the_notice_stands_for_its_weeks() -> None:
    assert earliest(date(2026, 1, 1), None, 4) is None
    assert earliest(date(2026, 1, 1), date(2025, 12, 20), 4) == date(2026, 1, 17)
    assert earliest(date(2026, 1, 1), date(2025, 6, 1), 4) == date(2026, 1, 1)


person_rules = st.lists(
    st.tuples(
        st.sampled_from(["closed_case", "advice", "undecided_intake"]),
        st.sampled_from(["", *AREAS]),
        st.integers(0, 130),
        st.booleans(),
        st.sampled_from(["in_force", "in_force", "unchecked", "set_aside"]),
    ),
    max_size=8,
    unique_by=lambda rule: rule[:2],
)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=person_rules, closed=st.none() | days, advised=days, areas=st.lists(st.sampled_from(AREAS), max_size=3))
def test_the_database_and_the_pure_function_say_the_same(
    officer: User, known: list[tuple[str, str, int, bool, str]], closed: date | None, advised: date, areas: list[str]
) -> None:
    person = _person()
    RetentionRule.objects.all().update(state="set_aside", confirmed_at=timezone.now(), confirmed_by=officer)
    for kind, area, months, year_end, state in known:
        RetentionRule.objects.update_or_create(
            kind=kind,
            legal_area=area,
            defaults={
                "months": months, "from_year_end": year_end, "state": state, "source": "x",
                "confirmed_by": officer, "confirmed_at": timezone.now(),
            },
        )  # fmt: skip
    for area in areas:
        person.legal_area = area
        person.save()
    reason = {"closed_at": _at(closed), "close_reason": CloseReason.MOVED} if closed else {
        "closed_at": None, "close_reason": "",
    }  # fmt: skip
    Case.objects.filter(client=person).update(**reason)
    person.intakes.filter(decision="advice").update(decided_at=_at(advised))
    assert sum(seen for seen, _found in candidates.refresh(1)) == Client.objects.count()
    end, row = due_of(Client.objects.get(pk=person.pk)), Deadline.objects.filter(client=person).first()
    assert (end.on if end else None) == (row.delete_on if row else None)


def _person() -> Client:
    known = Client.objects.filter(family_name="Uhr").first()
    if known is None:
        advice = AdvisedIntakeFactory(client__family_name="Uhr", client__legal_area=LegalArea.NONE)
        CaseFactory(client=advice.client, lead=advice.taken_by)
        known = advice.client
    return known


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 30)))


@pytest.mark.django_db
def test_an_undecided_talk_and_a_mere_registration_have_clocks_too(rule: Callable[..., RetentionRule]) -> None:
    rule("undecided_intake", 6)
    rule("registration", 3)
    talk, alone = IntakeFactory(), ClientFactory()
    list(candidates.refresh(10))
    today = timezone.localdate()
    assert Deadline.objects.get(client=talk.client).delete_on == in_months(today, 6)
    assert Deadline.objects.get(client=alone).delete_on == in_months(today, 3)


@pytest.mark.django_db
def test_a_later_end_is_told_anew(rule: Callable[..., RetentionRule]) -> None:
    rule("undecided_intake", 6)
    talk = IntakeFactory()
    list(candidates.refresh(10))
    Deadline.objects.filter(client=talk.client).update(told_on=timezone.localdate() - timedelta(days=3))
    list(candidates.refresh(10))
    assert Deadline.objects.get(client=talk.client).told_on is not None
    rule("undecided_intake", 9)
    list(candidates.refresh(10))
    assert Deadline.objects.get(client=talk.client).told_on is None
