"""Somebody was entered twice: found, compared, put together so that nothing is lost, and parted again exactly."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.test import Client as Browser
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import reach
from roterfaden.cases.actions import closing, merging
from roterfaden.cases.actions.intake import start_intake
from roterfaden.cases.actions.people import correct_client
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.doubles import open_details
from roterfaden.cases.models import (
    Act,
    Case,
    Client,
    ClientMerge,
    CloseReason,
    Custody,
    Measure,
    Phase,
    ProbableDouble,
    SafeguardKind,
)
from roterfaden.logbook.models import ReadEntry
from roterfaden.retention.actions.holds import set_hold
from roterfaden.rights.actions import take_request
from roterfaden.rights.information import gather
from roterfaden.rights.models import RequestKind
from tests import papers
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    IntakeFactory,
    OrganisationFactory,
    SeatFactory,
    add_attachment,
    add_relative,
    disclose_to,
    join_files,
    share,
)
from tests.rowlevel.seen import may

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Browser]
BORN = date(1990, 3, 12)
WORKED_OUT = {"retention.Deadline.client"}
"""One row for each person, worked out anew every night."""


@pytest.fixture
def worker() -> User:
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


@pytest.fixture
def browser(worker: User, signed_in: SignedIn) -> Browser:
    return signed_in(worker)


def person(worker: User, **more: Any) -> Client:
    """Somebody the worker has registered and talked to."""
    details = {"given_name": "Amina", "family_name": "Haddad", "birth_date": BORN, **more}
    return IntakeFactory(taken_by=worker, client=ClientFactory(created_by=worker, **details)).client


def merge(kept: Client, joined: Client, by: User, side: str = "kept") -> ClientMerge:
    """As a page does it: as the serving role, for the purpose of case work."""
    persons = {one.pk: one for one in Client.objects.filter(pk__in=[kept.pk, joined.pk])}
    kept, joined = persons[kept.pk], persons[joined.pk]
    chosen = {one.name: side for one in open_details(kept, joined)}
    with serving(by.pk, Purpose.CASE_WORK):
        seen = {kept.pk: kept.revision, joined.pk: joined.revision}
        return merging.merge_clients(kept, joined, by=by, seen=seen, chosen=chosen)


def part(done: ClientMerge, by: User) -> None:
    with serving(by.pk, Purpose.CASE_WORK):
        merging.part_clients(done, by=by)


def url(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=args)


# Nothing is lost ---------------------------------------------------------------------------------------------------


def full_person(dice: Random, worker: User, *, is_open: bool) -> Client:
    """A person on whom something of every kind hangs."""
    client = person(worker, phone=f"0209 {dice.randrange(100000, 999999)}", given_name=dice.choice(["Amina", "Amena"]))
    for _number in range(dice.randint(0, 2)):
        AdvisedIntakeFactory(taken_by=worker, client=client)
    for _number in range(dice.randint(0, 1)):
        CaseFactory(lead=worker, phase=Phase.CLOSED, client=client)
    if is_open:
        case = CaseFactory(lead=worker, phase=dice.choice([Phase.ASSESSMENT, Phase.STEERING]), client=client)
        add_attachment(case, papers.pdf(pages=1))
        link = join_files(case, CaseFactory(lead=worker))
        add_relative(case, custody=Custody.JOINT, also_of=link.relative)
        for step in Measure.objects.filter(case=case):
            share(step, link)
        disclose_to(OrganisationFactory(), case)
    if dice.random() < 0.7:
        take_request(client, dice.choice(list(RequestKind)), by=worker, wish="Bitte.")
    return client


def everything(*persons: Client) -> dict[str, dict[Any, Any]]:
    """Every row that hangs on the persons, found from the relations of the models; histories tell what happened."""
    left_out = {"cases.TimelineEntry", "cases.ClientMerge"}
    dump = {}
    for model, keys in reach.rows_of([one.pk for one in persons]).items():
        if hasattr(model, "pgh_tracked_model") or model._meta.label in left_out:
            continue
        rows = model._base_manager.filter(pk__in=keys).values()
        dump[model._meta.label] = {row[model._meta.pk.attname]: row for row in rows}
    for row in dump["cases.Client"].values():
        del row["revision"]
    return dump


def still_led(joined: Client) -> set[str]:
    """The columns in which rows still lead to somebody; the merge itself, and how the two belong together, aside."""
    return {
        f"{link.model._meta.label}.{link.field.name}"
        for link in reach.links()[Client]
        if link.model is not ClientMerge
        and not hasattr(link.model, "pgh_tracked_model")
        and link.rows({joined.pk}).exists()
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_hung_on_either_hangs_on_the_one_that_stays_and_parting_restores_every_row(
    worker: User, seed: int
) -> None:
    dice = Random(seed)
    kept = full_person(dice, worker, is_open=dice.random() < 0.5)
    joined = full_person(dice, worker, is_open=not kept.cases.open().exists())
    set_safeguard(joined, SafeguardKind.OBJECTION, by=worker, reason="Sie will es so.")
    set_hold(client_id=joined.pk, case_id=None, by=worker, reason="Widerspruch", until=date.max)
    before = everything(kept, joined)
    done = merge(kept, joined, worker, side=dice.choice(["kept", "joined"]))
    after = everything(kept)
    assert {label: set(rows) for label, rows in after.items()} == {label: set(rows) for label, rows in before.items()}
    assert still_led(joined) <= WORKED_OUT
    for case in Case.objects.filter(client=kept):
        assert case.timeline.filter(act=Act.CLIENTS_MERGED, subject=done.pk).count() == 1
    part(done, worker)
    assert everything(kept, joined) == before
    for case in Case.objects.filter(client__in=[kept, joined]):
        assert case.timeline.filter(act=Act.CLIENTS_PARTED, subject=done.pk).count() == 1


def test_every_column_that_leads_to_a_person_moves_along() -> None:
    """A new table with a foreign key to ``Client`` moves by itself; one row for each person has to be worked out."""
    with connection.cursor() as cursor:
        cursor.execute("select place::text || '.' || col from rf.places_of_persons()")
        moving = {place for (place,) in cursor.fetchall()}
    leading = {
        (f"{link.model._meta.db_table}.{link.field.column}", f"{link.model._meta.label}.{link.field.name}")
        for link in reach.links()[Client]
        if not hasattr(link.model, "pgh_tracked_model") and link.model is not ClientMerge
    }
    assert {column for column, label in leading if label not in WORKED_OUT} == moving
    assert {label for _column, label in leading} >= WORKED_OUT


def test_the_information_tells_of_both_and_the_readers_of_both(worker: User, signed_in: SignedIn) -> None:
    kept, joined = person(worker), person(worker, phone="0209 735711")
    signed_in(worker).get(url("client", joined.pk))
    done = merge(kept, joined, worker)
    with serving(worker.pk, Purpose.RIGHTS):
        told = gather(Client.objects.get(pk=kept.pk))
        persons = next(part for part in told.parts if part.model == "cases.Client")
        assert {record.key for record in persons.records} == {str(kept.pk), str(joined.pk)}
        assert any(part.model == "cases.ClientMerge" for part in told.parts)
        assert any("Leyla Demir" in reading.who for reading in told.readings)
        assert ReadEntry.objects.visible_to(worker).of_person(kept.pk).filter(client_id=joined.pk).exists()
    part(done, worker)
    assert not ReadEntry.objects.of_person(kept.pk).filter(client_id=joined.pk).exists()


# Who may, and what refuses -----------------------------------------------------------------------------------------


def test_only_who_leads_both_may(worker: User, browser: Browser) -> None:
    mine, other = CaseFactory(lead=worker), CaseFactory()
    assert browser.get(url("merge", mine.client_id, other.client_id)).status_code == 404
    with pytest.raises(Client.DoesNotExist):
        merge(mine.client, AdvisedIntakeFactory().client, worker)
    assert not ClientMerge.objects.exists()


def test_the_database_lets_nobody_merge_past_its_function(worker: User) -> None:
    kept, joined = person(worker), person(worker)
    forged = "update cases_client set merged_into_id = %s where id = %s"
    with pytest.raises(ProgrammingError, match="permission denied"):
        may(forged, worker, Purpose.CASE_WORK, [kept.pk, joined.pk])
    other = CaseFactory()
    with serving(worker.pk, Purpose.CASE_WORK), connection.cursor() as cursor:
        cursor.execute("select rf.merge_clients(%s, %s, '{}', %s)", [kept.pk, other.client_id, worker.pk])
        assert cursor.fetchone() == (None,)


def test_never_across_organisations(worker: User, browser: Browser) -> None:
    here, there = person(worker), person(worker)
    elsewhere = OrganisationFactory()
    SeatFactory(user=worker, organisation=elsewhere)
    Client.objects.filter(pk=there.pk).update(organisation=elsewhere)
    with pytest.raises(RuleBroken):
        merge(here, there, worker)
    assert not ProbableDouble.objects.exists()


def test_two_running_cases_are_refused_with_the_way_out(worker: User, browser: Browser) -> None:
    one, two = CaseFactory(lead=worker), CaseFactory(lead=worker)
    page = browser.get(url("merge", one.client_id, two.client_id)).content.decode()
    assert url("case", one.pk) in page
    assert url("case", two.pk) in page
    with pytest.raises(RuleBroken, match="Schließen Sie zuerst"):
        merge(one.client, two.client, worker)
    closing.close_case(two, by=worker, reason=CloseReason.WISH, note="Er möchte nicht mehr.")
    merge(one.client, two.client, worker)
    assert set(Case.objects.filter(client=one.client)) == {one, two}


def test_a_restricted_person_is_left_alone_and_what_holds_once_is_named(worker: User) -> None:
    kept, joined = person(worker), person(worker)
    for one in (kept, joined):
        set_safeguard(one, SafeguardKind.OBJECTION, by=worker, reason="Sie will es so.")
    with pytest.raises(RuleBroken, match="Schutz auf Wunsch der Person"):
        merge(kept, joined, worker)
    set_safeguard(person(worker), SafeguardKind.RESTRICTION, by=worker, reason="Sie will es so.")
    restricted = Client.objects.get(safeguards__kind=SafeguardKind.RESTRICTION)
    with pytest.raises(RuleBroken, match="eingeschränkt"):
        merge(kept, restricted, worker)


def test_nothing_new_hangs_on_an_entry_that_stands_under_another(worker: User, browser: Browser) -> None:
    kept, joined = person(worker), person(worker)
    merge(kept, joined, worker)
    with pytest.raises(IntegrityError, match="stands under another"), transaction.atomic():
        start_intake(joined.pk, by=worker)
    assert browser.get(url("client", joined.pk)).headers["Location"] == url("client", kept.pk)
    assert browser.get(url("client_edit", joined.pk)).status_code == 404


def test_one_merge_is_parted_after_the_other_and_what_was_said_since_stays(worker: User) -> None:
    kept = person(worker, phone="", email="")
    first = merge(kept, person(worker, phone="0209 1234567", email="a@example.org"), worker)
    second = merge(kept, person(worker), worker)
    with pytest.raises(RuleBroken, match="danach"):
        part(first, worker)
    part(second, worker)
    correct_client(kept, by=worker, seen=None, phone="0209 7654321")
    part(first, worker)
    kept.refresh_from_db()
    assert (kept.phone, kept.email) == ("0209 7654321", "")
    with pytest.raises(RuleBroken, match="schon wieder getrennt"):
        part(first, worker)


# The pages ---------------------------------------------------------------------------------------------------------


def test_a_search_finds_both_and_one_click_puts_them_side_by_side(worker: User, browser: Browser) -> None:
    kept, joined = person(worker), person(worker, given_name="Aminah", birth_date=None, phone="0209 735711")
    person(worker, given_name="Ali", family_name="Öztürk")
    found = browser.post(url("find"), {"q": "Haddad"}).content.decode()
    there = url("merge", kept.pk, joined.pk)
    assert there in found or url("merge", joined.pk, kept.pk) in found
    page = browser.get(there)
    form = page.context["form"]
    assert list(form.fields) == ["seen_kept", "seen_joined", "given_name"]
    typed = {"seen_kept": kept.revision, "seen_joined": joined.revision}
    wrong = browser.post(there, typed)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["given_name"])
    assert browser.post(there, {**typed, "given_name": "joined"}).headers["Location"] == url("client", kept.pk)
    kept.refresh_from_db()
    assert (kept.given_name, kept.phone, kept.other_names) == ("Aminah", "0209 735711", "Amina Haddad")
    assert browser.post(there, {**typed, "given_name": "joined"}).status_code == 302
    assert ClientMerge.objects.count() == 1
    shown = browser.get(url("client", kept.pk)).content.decode()
    assert url("merge_part", ClientMerge.objects.get().pk) in shown
    browser.post(url("merge_part", ClientMerge.objects.get().pk))
    kept.refresh_from_db()
    assert (kept.given_name, kept.phone, kept.other_names) == ("Amina", "", "")


def test_what_somebody_changed_meanwhile_is_looked_at_again(worker: User, browser: Browser) -> None:
    kept, joined = person(worker), person(worker)
    seen = {"seen_kept": kept.revision, "seen_joined": joined.revision}
    correct_client(joined, by=worker, seen=None, phone="0209 735711")
    answer = browser.post(url("merge", kept.pk, joined.pk), seen)
    assert answer.status_code == 422
    assert "noch einmal hin" in answer.content.decode()


@pytest.mark.parametrize("many", [2, 30])
def test_the_list_names_each_pair_once_and_costs_few_queries(
    worker: User, browser: Browser, many: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(many):
        for name in ("Yusuf", "Yousef"):
            person(worker, given_name=name, family_name=f"Karim{number}", birth_date=BORN - timedelta(days=number))
    theirs = person(CaseManagerFactory(), given_name="Yusuf", family_name="Karim1", birth_date=BORN)
    with django_assert_max_num_queries(12):
        page = browser.get(url("doubles"))
    pairs = [pair for pair in page.context["page"] if pair.is_both]
    assert page.context["page"].paginator.count == many + 2
    assert len({frozenset((pair.first_id, pair.second_id)) for pair in pairs}) == len(pairs)
    assert str(theirs) in page.content.decode()
    assert "Das klärt, wer" in page.content.decode()


def test_moved_tables_are_rows_with_one_key() -> None:
    """``rf.merge_clients`` notes what moved by ``id``."""
    for link in reach.links()[Client]:
        if link.model._meta.managed and not hasattr(link.model, "pgh_tracked_model"):
            assert isinstance(link.model._meta.pk, models.UUIDField), link.model
