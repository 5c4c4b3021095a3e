"""Whoever is shown a person stands in the log: by construction, on every page, in one more query at most."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.cases.actions import people
from roterfaden.cases.models import Case
from roterfaden.logbook.models import ReadEntry, ReadKind
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, IntakeFactory, UserFactory, staff_with
from tests.world import Address, World, arguments_for, every_address

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Browser]

MARK = "Wiesengrundmann"
"""The name of the persons of the world."""
SOUGHT = "Kastanienhofer"
"""The name of persons whom a test makes itself."""
OURS = [address for address in every_address() if address.audience is not None]


@pytest.fixture(scope="module")
def furnish() -> Callable[[World], object]:
    """The persons have a name which stands nowhere by chance."""

    def rename(world: World) -> None:
        intake = IntakeFactory._meta.model.objects.get(pk=world.arguments["cases"]["intake"])
        for person in (world.case.client, intake.client):
            people.correct_client(person, by=world.lead, seen=person.revision, family_name=MARK)

    return rename


def reads_by(user: User) -> Iterator[ReadEntry]:
    return ReadEntry.objects.filter(reader_id=user.pk).order_by("id").iterator()


ABOUT_NOBODY = {
    "rights:handout", "rights:records_pdf", "rights:measures_pdf", "rights:impact_pdf", "rights:impact_text",
    "retention:run_pdf", "cases:invitation_ics", "cases:year_csv", "bodies:report_pdf",
    "offers:brochure_pdf", "offers:export", "offers:programmes_csv", "offers:translation_file",
}  # fmt: skip
"""Papers and downloads in which no person can stand."""


def shows_the_person(response: HttpResponseBase) -> bool:
    if response.status_code in {301, 302, 403, 404, 405}:
        return False
    content = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type, attr-defined]
    # In a paper or a download the name can't be read off, it counts as shown.
    return MARK.encode() in content or not response.headers["Content-Type"].startswith("text/html")


def asked_for(address: Address, world: World) -> list[dict[str, Any]]:
    """What is typed into the searches, so that they find somebody."""
    # Only the beginning, since a page repeats what one typed.
    begun = MARK[:-3]
    words = {"cases:find": {"q": begun, "name": begun}, "cases:cases": {"name": begun}, "desk:search": {"q": begun}}
    return [words.get(address.name, {})]


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, *[role for role in Role if role != Role.CASE_MANAGER]])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_shows_a_person_without_an_entry_in_the_log(
    role: Role, method: str, world: World, signed_in: SignIn
) -> None:
    user = world.lead if role == Role.CASE_MANAGER else staff_with(role)
    browser = signed_in(user)
    persons = set(world.case.client.__class__.objects.filter(family_name=MARK).values_list("pk", flat=True))
    shown = []
    for address in OURS:
        if address.name in {"health", *ABOUT_NOBODY} or address.is_read_as_nobody:
            continue
        if not address.audience or not address.audience.admits(user):
            continue
        where = reverse(address.name, kwargs=arguments_for(address, world))
        for words in asked_for(address, world) if method == "post" else [{}]:
            before = set(ReadEntry.objects.values_list("pk", flat=True))
            response = getattr(browser, method)(where, words)
            if shows_the_person(response):
                shown.append(address.name)
                noted = ReadEntry.objects.exclude(pk__in=before).filter(reader_id=user.pk)
                told = noted.filter(client_id__in=persons) if MARK.encode() in _html(response) else noted
                collapsed = method == "post" and ReadEntry.objects.filter(page=address.name, client_id__in=persons)
                assert (address.name, bool(told or collapsed)) == (address.name, True)
    if role == Role.CASE_MANAGER:
        # The walk itself works: it sees most pages of a file.
        assert len(shown) > (40 if method == "get" else 20)


def _html(response: HttpResponseBase) -> bytes:
    is_html = response.headers["Content-Type"].startswith("text/html")
    return response.content if is_html and not response.streaming else b""  # type: ignore[attr-defined, no-any-return]


def test_an_entry_says_who_read_whom_when_and_what_for(signed_in: SignIn) -> None:
    case = CaseFactory()
    signed_in(case.lead).get(reverse("cases:case", args=[case.pk]))
    entry = ReadEntry.objects.get()
    seat = case.lead.seats.get()
    assert (entry.reader_id, entry.reader_name, entry.roles, entry.offices) == (
        case.lead.pk,
        case.lead.name,
        [Role.CASE_MANAGER],
        seat.organisation.name,
    )
    assert (entry.client_id, entry.case_id, entry.reference) == (case.client_id, case.pk, case.reference)
    assert (entry.kind, entry.page, entry.purpose) == (ReadKind.OPENED, "cases:case", Purpose.CASE_WORK)
    assert (entry.listed, entry.is_outside, entry.reason) == (1, False, "")


def test_a_paper_tells_more_than_the_file_it_was_made_of(signed_in: SignIn) -> None:
    case = CaseFactory(phase="steering")
    signed_in(case.lead).get(reverse("cases:plan_pdf", args=[case.pk]))
    assert [entry.kind for entry in ReadEntry.objects.all()] == [ReadKind.PRINTED]


def test_a_search_tells_each_person_found_how_many_there_were_and_who_is_outside_the_team(signed_in: SignIn) -> None:
    me = CaseManagerFactory()
    mine, foreign = CaseFactory(lead=me), CaseFactory()
    for case in (mine, foreign):
        people.correct_client(case.client, by=case.lead, seen=case.client.revision, family_name=SOUGHT)
    signed_in(me).post(reverse("cases:find"), {"q": SOUGHT, "name": SOUGHT})
    entries = {entry.client_id: entry for entry in ReadEntry.objects.all()}
    assert {entry.kind for entry in entries.values()} == {ReadKind.LISTED}
    assert {entry.listed for entry in entries.values()} == {2}
    assert (entries[mine.client_id].is_outside, entries[foreign.client_id].is_outside) == (False, True)
    assert entries[foreign.client_id].reference == foreign.reference


def test_typing_on_does_not_flood_the_log_but_opening_again_counts(signed_in: SignIn) -> None:
    case = CaseFactory()
    people.correct_client(case.client, by=case.lead, seen=case.client.revision, family_name=SOUGHT)
    browser = signed_in(case.lead)
    for letters in (4, 6, 8):
        browser.post(reverse("cases:find"), {"q": SOUGHT[:letters], "name": SOUGHT[:letters]})
    assert ReadEntry.objects.filter(page="cases:find").count() == 1
    for _time in range(3):
        browser.get(reverse("cases:case", args=[case.pk]))
    assert ReadEntry.objects.filter(page="cases:case").count() == 3


def test_a_form_that_comes_back_with_errors_shows_the_person_too(signed_in: SignIn) -> None:
    case = CaseFactory()
    where = reverse("cases:note", args=[case.pk, uuid.uuid4()])
    signed_in(case.lead).get(where)
    assert not ReadEntry.objects.exists()
    response = signed_in(case.lead).post(reverse("cases:follow_up_add", args=[case.pk]), {"question": ""})
    assert response.status_code == 422
    assert [entry.kind for entry in reads_by(case.lead)] == [ReadKind.OPENED]


def test_saving_while_typing_shows_nothing_and_is_not_noted(signed_in: SignIn) -> None:
    intake = IntakeFactory()
    browser = signed_in(intake.taken_by)
    values = {
        "seen": intake.revision, "concern": "Wohnung", "way": "office", "interpreting": "none", "urgency": "normal",
        "taken_at": "2026-01-02T10:00", "concern_language": "de", "talk_language": "de",
    }  # fmt: skip
    response = browser.post(reverse("cases:intake", args=[intake.pk]), values, headers={"X-Autosave": "1"})
    assert response.status_code in {204, 422}
    assert not ReadEntry.objects.exists()


def test_a_file_that_is_refused_was_not_read(signed_in: SignIn) -> None:
    case = CaseFactory()
    assert signed_in(CaseManagerFactory()).get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert not ReadEntry.objects.exists()


def test_the_log_costs_one_query_however_many_persons(signed_in: SignIn) -> None:
    lead = CaseManagerFactory()
    browser = signed_in(lead)
    for _number in range(5):
        CaseFactory(lead=lead)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(reverse("cases:cases"))
    # The last one of the request, before its transaction ends.
    said = [query["sql"] for query in asked if not query["sql"].startswith(("RELEASE", "select set_config"))]
    assert [sql for sql in said if "logbook" in sql] == said[-1:]
    assert ReadEntry.objects.count() == 5


def test_a_search_reads_of_the_log_what_is_about_the_persons_found(signed_in: SignIn) -> None:
    """Not all that its reader has seen in the last minutes: 5 ms of each search after a busy quarter of an hour."""
    case = CaseFactory()
    people.correct_client(case.client, by=case.lead, seen=case.client.revision, family_name=SOUGHT)
    many = [
        ReadEntry(at=timezone.now(), reader_id=case.lead.pk, client_id=uuid.uuid4(), kind=ReadKind.LISTED,
                  page="cases:find", request=uuid.uuid4(), roles=[])
        for _number in range(3000)
    ]  # fmt: skip
    browser = signed_in(case.lead)
    ReadEntry.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute("analyze logbook_readentry")

    before = rows_read_of_the_log()
    browser.post(reverse("cases:find"), {"q": SOUGHT, "name": SOUGHT})

    assert rows_read_of_the_log() - before < 50
    assert ReadEntry.objects.filter(client_id=case.client_id).exists()


def rows_read_of_the_log() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'logbook_readentry'"
        )
        return int(cursor.fetchone()[0])


def test_data_protection_sees_all_a_team_its_persons_others_what_they_read_themselves(signed_in: SignIn) -> None:
    case, other = CaseFactory(), CaseFactory()
    for each in (case, other):
        signed_in(each.lead).get(reverse("cases:case", args=[each.pk]))
    searching = CaseManagerFactory()
    people.correct_client(case.client, by=case.lead, seen=case.client.revision, family_name=SOUGHT)
    signed_in(searching).post(reverse("cases:find"), {"q": SOUGHT, "name": SOUGHT})

    def seen_by(user: User) -> set[tuple[Any, str]]:
        return set(ReadEntry.objects.visible_to(user).values_list("reference", "reader_name"))

    mine = {(case.reference, case.lead.name), (case.reference, searching.name)}
    assert seen_by(case.lead) == mine
    assert seen_by(searching) == {(case.reference, searching.name)}
    assert seen_by(UserFactory(roles=[Role.DATA_PROTECTION])) == mine | {(other.reference, other.lead.name)}
    assert seen_by(UserFactory(roles=[Role.HEAD_OF_UNIT])) == set()


def test_the_page_and_the_number_of_the_request_stand_beside_every_change(signed_in: SignIn) -> None:
    case: Case = CaseFactory()
    signed_in(case.lead).post(reverse("cases:quick_note"), {"case": case.pk, "text": "Anruf", "way": "phone"})
    context = case.contact_notes.get().events.get().pgh_context.metadata  # type: ignore[attr-defined]
    assert (context["page"], context["user"]) == ("cases:quick_note", str(case.lead.pk))
    assert uuid.UUID(context["request"])


def test_changes_past_the_application_are_kept_as_well() -> None:
    client = ClientFactory()
    type(client).objects.filter(pk=client.pk).update(street="Am Markt 1")
    with connection.cursor() as cursor:
        cursor.execute("update cases_client set street = 'Am Markt 2' where id = %s", [client.pk])
        cursor.execute("update accounts_user set name = 'Umbenannt' where id = %s", [client.created_by_id])
    streets = client.events.order_by("pgh_id").values_list("street", flat=True)  # type: ignore[attr-defined]
    assert list(streets) == ["", "Am Markt 1", "Am Markt 2"]
    assert client.created_by.events.filter(name="Umbenannt").exists()


def test_the_history_of_accounts_holds_no_password() -> None:
    fields = {field.name for field in User._meta.get_field("events").related_model._meta.get_fields()}  # type: ignore[union-attr]
    assert {"email", "name", "is_active"} <= fields
    assert not fields & {"password", "last_login"}
