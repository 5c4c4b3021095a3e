"""Sub-queries whose SQL is made once: they say what Django would have said, and refuse to be kept too long."""

from datetime import date
from itertools import product
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.utils import timezone

from roterfaden.accounts.ready import Build, Ready, ReadyObjects, ReadyRows
from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.models import Case, CaseMember, CaseTask
from roterfaden.cases.models.entrusted import team_filter
from tests.factories import CaseFactory, CaseManagerFactory

pytestmark = pytest.mark.django_db


def tasks(**conditions: Any) -> QuerySet[CaseTask]:
    return CaseTask.objects.filter(case=OuterRef("pk"), **conditions).order_by("due_on")


def what_is_due(user: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "first": Subquery(tasks().values("due_on")[:1], output_field=DateField()),
        "names": ArraySubquery(tasks().values("title")),
        "is_due": Exists(tasks(due_on__lte=today)),
        "mine": Exists(tasks().filter(team_filter(user))),
        "nothing": ArraySubquery(CaseTask.objects.none().values("title")),
        "always": ExpressionWrapper(Q(), output_field=BooleanField()),
        "of_the_person": Exists(CaseTask.objects.filter(case__client=OuterRef("client"))),
    }


def test_it_says_the_same_as_the_annotations_it_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    case, stranger = CaseFactory(), CaseManagerFactory()
    for day, title in ((date(2026, 3, 5), "später"), (date(2026, 3, 1), "früher")):
        case.tasks.create(title=title, due_on=day, owner=case.lead, created_by=case.lead)
    due = Ready("cases.Case", what_is_due)
    names = list(what_is_due(case.lead))
    for day in (date(2026, 2, 28), date(2026, 3, 2)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        for user in (case.lead, stranger, case.lead):
            said = Case.objects.annotate(**due.of(user)).values(*names).get()
            assert said == Case.objects.annotate(**what_is_due(user)).values(*names).get()


def test_conditions_and_order_may_use_it() -> None:
    late, early = CaseFactory(), CaseFactory()
    for case, day in ((late, date(2026, 3, 5)), (early, date(2026, 3, 1))):
        case.tasks.create(title="Anrufen", due_on=day, owner=case.lead, created_by=case.lead)
    found = Case.objects.annotate(**Ready("cases.Case", what_is_due).of(late.lead)).order_by("first")
    assert list(found) == [early, late]
    assert found.filter(first__gt=date(2026, 3, 2)).count() == 1


def test_inside_another_query_it_refuses() -> None:
    inner = Case.objects.annotate(**Ready("cases.Case", what_is_due).of(CaseManagerFactory())).filter(is_due=True)
    with pytest.raises(ValueError, match="another name"):
        list(CaseMember.objects.filter(Exists(inner.filter(pk=OuterRef("case")))))


def now(_user: Any) -> dict[str, Any]:
    return {"late": Exists(tasks(created_at__lte=timezone.now()))}


def of_the_organisation(user: Any) -> dict[str, Any]:
    return {"ours": Exists(tasks(case__client__organisation__in=user.organisation_ids))}


def by_word(user: Any) -> dict[str, Any]:
    return {"mine": Exists(tasks(title=str(user.pk)))}


@pytest.mark.parametrize("build", [now, of_the_organisation, by_word])
def test_what_depends_on_more_than_day_and_roles_is_not_kept(build: Build) -> None:
    with pytest.raises(ValueError, match="asks for more"):
        Ready("cases.Case", build).of(CaseManagerFactory())


def test_it_looks_out_at_one_table_alone() -> None:
    named = Exists(CaseTask.objects.filter(title=OuterRef("client__family_name")))
    with pytest.raises(ValueError, match="more than cases_case"):
        Ready("cases.Case", lambda _user: {"named": named}).of(CaseManagerFactory())


def everything_of(user: Any) -> Any:
    tasks = CaseTask.objects.visible_to(user).filter(due_on__lte=timezone.localdate()).values("pk", "title", "due_on")
    members = CaseMember.objects.filter(case__lead=user, user=user).annotate(
        title=Value("führt"), due_on=F("starts_on")
    )
    return tasks.union(members.values("pk", "title", "due_on"), all=True)


def test_a_whole_statement_says_the_same_as_the_query_it_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    case, stranger = CaseFactory(), CaseManagerFactory()
    for day, title in ((date(2026, 3, 5), "später"), (date(2026, 3, 1), "früher")):
        case.tasks.create(title=title, due_on=day, owner=case.lead, created_by=case.lead)
    rows = ReadyRows(everything_of)
    for day, found in ((date(2026, 2, 28), 1), (date(2026, 3, 2), 2)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        assert len(rows.of(case.lead)) == found
        for user in (case.lead, stranger):
            assert sorted(rows.of(user), key=str) == sorted(everything_of(user), key=str)


def test_a_whole_statement_is_not_kept_for_an_hour() -> None:
    with pytest.raises(ValueError, match="asks for more"):
        ReadyRows(lambda _user: Case.objects.filter(opened_at__lt=timezone.now()).values("pk")).of(CaseManagerFactory())


def tasks_of(user: Any, case: UUID, *, due: bool) -> QuerySet[CaseTask]:
    found = CaseTask.objects.visible_to(user).filter(case=case).select_related("owner", "case__client")
    found = found.annotate(is_mine=ExpressionWrapper(Q(owner=user), output_field=BooleanField())).order_by("due_on")
    return found.filter(due_on__lte=timezone.localdate()) if due else found


def test_objects_are_those_of_the_query_they_are_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two cases, on two days, for two persons and both possibilities, one after the other and back again."""
    cases, stranger = [CaseFactory(), CaseFactory()], CaseManagerFactory()
    for case in cases:
        for day, title in ((date(2026, 3, 5), "später"), (date(2026, 3, 1), "früher")):
            case.tasks.create(title=title, due_on=day, owner=case.lead, created_by=case.lead)
    ready, seen = ReadyObjects(tasks_of), set()
    for day in (date(2026, 2, 28), date(2026, 3, 2), date(2026, 2, 28)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        for case, user, due in product(cases, [cases[0].lead, cases[1].lead, stranger], (True, False)):
            found = ready.of(case.pk, user, due=due)
            assert found == list(tasks_of(user, case.pk, due=due))
            seen.add(len(found))
    assert seen == {0, 1, 2}


def test_objects_come_with_what_was_joined_and_annotated(django_assert_num_queries: Any) -> None:
    case = CaseFactory()
    case.tasks.create(title="Anrufen", owner=case.lead, created_by=case.lead)
    ready = ReadyObjects(tasks_of)
    assert case.lead.seat_kinds
    with django_assert_num_queries(1):
        (task,) = ready.of(case.pk, case.lead, due=False)
        told: Any = (task.owner, task.case.client, task.is_mine)
    assert told == (case.lead, case.client, True)


def test_objects_are_not_kept_for_an_hour() -> None:
    with pytest.raises(ValueError, match="asks for more"):
        ReadyObjects(lambda _user, case: Case.objects.filter(pk=case, opened_at__lt=timezone.now())).of(
            CaseFactory().pk
        )


def test_a_page_of_one_file_gets_a_statement_of_its_own_that_finds_the_same() -> None:
    case, stranger = CaseFactory(), CaseManagerFactory()
    case.tasks.create(title="Anrufen", due_on=timezone.localdate(), owner=case.lead, created_by=case.lead)
    ready, annotated = ReadyObjects(tasks_of), Ready("cases.Case", what_is_due)
    for user, about in product((case.lead, stranger), (None, case.pk, None)):
        with serving(user.pk, Purpose.CASE_WORK, about):
            assert [task.title for task in ready.of(case.pk, user, due=True)] == ["Anrufen"] * (user == case.lead)
            rows = Case.objects.filter(pk=case.pk).annotate(**annotated.of(user)).values_list("mine", flat=True)
            assert list(rows) == [True] * (user == case.lead)


def test_each_thread_asks_by_its_own_connection() -> None:
    """And none is kept: the thread that made the statement may end."""
    ready = ReadyObjects(lambda _user, case: Case.objects.filter(pk=case))
    case = CaseFactory()
    assert ready.of(case.pk) == [case]
    asked: list[Any] = []

    def ask() -> None:
        asked.append(ready.of(case.pk))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert asked == [[]]  # another connection does not see what this test has not committed
    assert ready._made(timezone.localdate(), frozenset(), False)[1].connection is None


def test_a_query_that_needs_somebody_is_not_asked_by_nobody() -> None:
    with pytest.raises(ValueError, match="who asks"):
        ReadyObjects(tasks_of).of(CaseFactory().pk, due=True)
