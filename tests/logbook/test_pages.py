"""The log as data protection reads it, and as the person gets it on paper."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.cases.actions import goals, monitoring, people
from roterfaden.cases.models import Case
from roterfaden.logbook.models import ReadEntry, ReadKind
from roterfaden.logbook.unusual import MANY_FILES, MANY_OUTSIDE
from tests.factories import CaseFactory, CaseManagerFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Browser]


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=[Role.DATA_PROTECTION])


@pytest.fixture
def browser(officer: User, signed_in: SignIn) -> Browser:
    return signed_in(officer)


@pytest.fixture
def case(signed_in: SignIn) -> Case:
    """A case whose lead has opened it."""
    case = CaseFactory(lead=CaseManagerFactory(name="Hanna Beispiel"))
    signed_in(case.lead).get(reverse("cases:case", args=[case.pk]))
    return case


def text(response: HttpResponseBase) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def entry(case: Case | None = None, **values: Any) -> ReadEntry:
    """An entry as the function of the database would write it."""
    known = {
        "at": timezone.now(), "reader_id": uuid4(), "reader_name": "Jemand", "roles": [Role.CASE_MANAGER],
        "client_id": case.client_id if case else uuid4(), "kind": ReadKind.OPENED, "page": "cases:case",
        "purpose": Purpose.CASE_WORK, "request": uuid4(),
    }  # fmt: skip
    return ReadEntry.objects.create(**known | values)


def test_the_officer_sees_who_read_but_no_name_of_the_person(browser: Browser, case: Case) -> None:
    page = text(browser.get(reverse("logbook:reads")))
    assert "Hanna Beispiel" in page
    assert case.reference in page
    assert case.client.family_name not in page


def test_looking_into_the_log_stands_in_the_log(browser: Browser, officer: User, case: Case) -> None:
    for name in ("logbook:reads", "logbook:changes", "logbook:unusual", "logbook:reads_export"):
        b"".join(getattr(browser.get(reverse(name)), "streaming_content", []))
    mine = ReadEntry.objects.filter(reader_id=officer.pk).order_by("id").values_list("page", "kind", "purpose")
    assert list(mine) == [
        ("logbook:reads", ReadKind.LOG, Purpose.DATA_PROTECTION),
        ("logbook:changes", ReadKind.LOG, Purpose.DATA_PROTECTION),
        ("logbook:unusual", ReadKind.LOG, Purpose.DATA_PROTECTION),
        ("logbook:reads_export", ReadKind.EXPORTED, Purpose.DATA_PROTECTION),
    ]


@pytest.mark.parametrize("asked", ["reference", "identifier"])
def test_a_person_is_asked_for_by_a_posted_reference(browser: Browser, case: Case, asked: str) -> None:
    other = entry(reader_name="Ganz anderer")
    typed = case.reference if asked == "reference" else str(case.client_id)[:8]
    response = browser.post(reverse("logbook:reads") + "?grund=", {"kennung": typed}, follow=True)
    address = response.redirect_chain[0][0]
    assert typed not in address.replace(str(case.client_id), "")
    assert "Hanna Beispiel" in text(response)
    assert f'<td data-label="Wer"><div>{other.reader_name}' not in text(response)


def test_an_unknown_reference_is_said_at_the_field(browser: Browser) -> None:
    response = browser.post(reverse("logbook:reads"), {"kennung": "RF-0000-9999"})
    assert response.status_code == 422
    assert "Dazu steht nichts im Protokoll" in text(response)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("art=exported", {"Export"}),
        ("grund=on", {"Notfall"}),
        ("ausserhalb=on", {"Suche"}),
        ("von=2020-01-01&bis=2020-12-31", {"Früher"}),
        ("", {"Export", "Notfall", "Suche"}),
        ("von=unsinn", {"Export", "Notfall", "Suche"}),
    ],
)
def test_filters_leave_what_was_asked_for(browser: Browser, query: str, left: set[str]) -> None:
    entry(reader_name="Export", kind=ReadKind.EXPORTED)
    entry(reader_name="Notfall", reason="Person in Gefahr")
    entry(reader_name="Suche", kind=ReadKind.LISTED, is_outside=True)
    entry(reader_name="Früher", at=timezone.make_aware(timezone.datetime(2020, 5, 5, 12)))
    page = browser.get(f"{reverse('logbook:reads')}?{query}").context["page"]
    assert {found.reader_name for found in page} == left


def test_a_page_that_is_gone_keeps_its_name_in_the_log(browser: Browser) -> None:
    entry(page="cases:long_gone")
    assert "cases:long_gone" in text(browser.get(reverse("logbook:reads")))


def test_the_export_is_safe_to_open_in_a_spreadsheet(browser: Browser) -> None:
    entry(reader_name="=cmd()", reason="@boese")
    response: Any = browser.get(reverse("logbook:reads_export"))
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:2] == ["wann", "wer"]
    assert (lines[1][1], lines[1][7]) == ("'=cmd()", "'@boese")


def test_changes_name_fields_and_reasons_but_no_contents(browser: Browser, case: Case, signed_in: SignIn) -> None:
    address = reverse("cases:client_edit", args=[case.client_id])
    form = signed_in(case.lead).get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"street": "Geheime Gasse 7"}
    assert signed_in(case.lead).post(address, values).status_code == 302
    page = text(browser.get(reverse("logbook:changes")))
    assert "Straße und Hausnummer" in page
    assert "/app/menschen/…/bearbeiten/" in page
    assert "Geheime Gasse" not in page
    assert case.client.family_name not in page


def test_the_reason_of_an_act_stands_beside_its_changes(browser: Browser, signed_in: SignIn) -> None:
    case = CaseFactory(phase="planning")
    reason = "Die Wohnung ist weg."
    signed_in(case.lead).post(reverse("cases:renegotiate", args=[case.pk]), {"reason": reason})
    with connection.cursor() as cursor:
        # What happens at the end of a transaction.
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    found = browser.get(reverse("logbook:changes") + "?grund=on").context["page"]
    assert {change.reason for change in found} == {reason}


def test_changes_are_filtered_by_who_what_and_person(browser: Browser, case: Case) -> None:
    note = monitoring.write_note(case, by=case.lead, text="Anruf")
    CaseFactory()
    goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen.", language="de")
    person = browser.get(f"{reverse('logbook:changes')}?person={case.client_id}").context["page"]
    assert {change.what for change in person} >= {"Fall", "Kontaktnotiz", "Mottoziel", "Ratsuchende Person"}
    assert person.paginator.count == len(person)
    notes = browser.get(f"{reverse('logbook:changes')}?art=cases_contactnoteevent").context["page"]
    assert [(change.what, change.how) for change in notes] == [(note._meta.verbose_name, "angelegt")]
    nobody = browser.get(f"{reverse('logbook:changes')}?wer={CaseManagerFactory().pk}").context["page"]
    assert len(nobody) == 0


def test_what_is_worth_a_question_is_counted(browser: Browser) -> None:
    many, searching, urgent = uuid4(), uuid4(), uuid4()
    noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=7)
    while noon.isoweekday() == 7:
        noon -= timedelta(days=1)
    for _number in range(MANY_FILES):
        entry(reader_id=many, reader_name="Vielleser", at=noon)
    for _number in range(MANY_OUTSIDE):
        entry(reader_id=searching, reader_name="Sucher", kind=ReadKind.LISTED, is_outside=True, at=noon)
    entry(reader_id=urgent, reader_name="Helfer", reason="Gefahr", at=noon.replace(hour=3))
    context = browser.get(reverse("logbook:unusual")).context
    assert [(fact.name, fact.count) for fact in context["many"]] == [("Vielleser", MANY_FILES)]
    assert [(fact.name, fact.count) for fact in context["outside"]] == [("Sucher", MANY_OUTSIDE)]
    assert [(fact.name, fact.count) for fact in context["reasons"]] == [("Helfer", 1)]
    assert [fact.name for fact in context["hours"]] == ["Helfer"]


@pytest.mark.parametrize("name", ["logbook:reads", "logbook:changes", "logbook:unusual"])
def test_a_page_of_the_log_stays_within_its_budget(
    browser: Browser, name: str, django_assert_max_num_queries: Any
) -> None:
    for _number in range(2):
        CaseFactory()
        for _entry in range(30):
            entry()
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_PROTECTION])
def test_nobody_else_enters(role: Role, signed_in: SignIn) -> None:
    assert signed_in(role).get(reverse("logbook:reads")).status_code == 403


def paper(response: HttpResponseBase) -> str:
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))  # type: ignore[attr-defined]
    return " ".join("\n".join(sheet.extract_text() for sheet in reader.pages).split())


def test_the_person_learns_who_read_their_file_team_and_others_apart(case: Case, signed_in: SignIn) -> None:
    searching = CaseManagerFactory(name="Karim Anderswo")
    people.correct_client(case.client, by=case.lead, seen=case.client.revision, family_name="Wiesengrundmann")
    signed_in(searching).post(reverse("cases:find"), {"q": "Wiesengrundmann"})
    entry(case, reader_name="Notfall Vertretung", reason="Gefahr im Verzug", offices="Jugendamt")
    said = paper(signed_in(case.lead).get(reverse("cases:readers_pdf", args=[case.pk])))
    team, others = said.split("Andere", 1)
    assert "Hanna Beispiel" in team
    assert "Akte geöffnet" in team
    assert "Karim Anderswo" in others
    assert "Notfall Vertretung" in others
    assert "Jugendamt" in others
    assert "Karim Anderswo" not in team


def test_the_paper_comes_in_the_persons_language_and_is_told_on_the_timeline(case: Case, signed_in: SignIn) -> None:
    address = reverse("cases:readers_pdf", args=[case.pk])
    assert "Who has read my file?" in paper(signed_in(case.lead).get(f"{address}?sprache=en"))
    assert signed_in(case.lead).get(f"{address}?sprache=xx").status_code == 404
    assert case.timeline.filter(act="document_made", text__startswith="Wer hat meine Akte gelesen?").exists()


def test_data_protection_makes_the_paper_as_well(browser: Browser, officer: User, case: Case) -> None:
    response = browser.get(reverse("cases:client_readers_pdf", args=[case.client_id]))
    assert "Hanna Beispiel" in paper(response)
    told = ReadEntry.objects.get(reader_id=officer.pk)
    assert (told.kind, told.client_id) == (ReadKind.PRINTED, case.client_id)
