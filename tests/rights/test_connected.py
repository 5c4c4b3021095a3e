"""What other modules add to the information, asked through the page, as row-level security lets it be given."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from roterfaden.accounts.models import User
from roterfaden.base import shelf
from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import attachments, team
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.models import Case, Part, Safeguard, SafeguardKind, Scope
from roterfaden.logbook.models import ReadEntry, ReadKind
from roterfaden.retention.models import RetentionRule, RuleState
from roterfaden.rights.actions import decide, take_request
from roterfaden.rights.models import DataRequest, Outcome, RequestKind
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    FieldOfActionFactory,
    UserFactory,
    add_attachment,
)

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Browser]


def asked(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {"language": "", "received_on": today.isoformat(), "handed_over": "in_person", "checked": "on", **more}


def given(browser: Browser, client: Any, **more: Any) -> zipfile.ZipFile:
    """The ZIP as the page hands it out."""
    answer = browser.post(reverse("rights:information", args=[client]), asked(**more))
    assert answer.headers["Content-Type"] == "application/zip", answer.content.decode()[:2000]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def machine(archive: zipfile.ZipFile) -> Any:
    return json.loads(archive.read("auskunft.json"))


def paper(archive: zipfile.ZipFile) -> str:
    sheets = PdfReader(io.BytesIO(archive.read("auskunft.pdf"))).pages
    return " ".join(unicodedata.normalize("NFKC", "\n".join(sheet.extract_text() for sheet in sheets)).split())


def member(case: Case, scope: Scope) -> User:
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER, scope=scope)
    return colleague


def test_the_person_reads_who_opened_their_file_from_which_office_and_what_for(signed_in: SignedIn) -> None:
    case = CaseFactory(lead__name="Hanna Beispiel")
    colleague = member(case, Scope.FULL)
    signed_in(colleague).get(reverse("cases:case", args=[case.pk]))
    office = str(colleague.seats.get().organisation)
    archive = given(signed_in(case.lead), case.client_id)
    told = machine(archive)
    assert told["read_log_kept"] is True
    mine = [each for each in told["read_by"] if each["by"] == f"{colleague.name} ({office})"]
    assert [(each["way"], each["purpose"]) for each in mine] == [("Akte geöffnet", "Fallarbeit")]
    text = paper(archive)
    assert colleague.name in text
    assert "Akte geöffnet" in text
    assert "Fallarbeit" in text


def test_on_paper_a_reader_stands_once_a_day_and_in_the_data_every_time(signed_in: SignedIn) -> None:
    case = CaseFactory()
    colleague = member(case, Scope.FULL)
    browser = signed_in(colleague)
    for _again in range(3):
        browser.get(reverse("cases:case", args=[case.pk]))
    archive = given(signed_in(case.lead), case.client_id)
    assert sum(each["by"].startswith(colleague.name) for each in machine(archive)["read_by"]) == 3
    readers = paper(archive).rpartition("Wer Ihre Daten gelesen hat")[2]
    assert readers.count(colleague.name) == 1


def test_whoever_took_the_talk_of_a_person_without_a_case_tells_all_readers(signed_in: SignedIn) -> None:
    advice = AdvisedIntakeFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into logbook_readentry (at, reader_id, reader_name, roles, offices, client_id, reference, kind,"
            " page, purpose, request, reason, listed, is_outside) values (now(), gen_random_uuid(), 'Erwin Fremd',"
            " '{}', 'Sozialamt', %s, '', 'listed', 'cases:find', 'case_work', gen_random_uuid(), '', 1, true)",
            [advice.client_id],
        )
    archive = given(signed_in(advice.taken_by), advice.client_id)
    assert "Erwin Fremd (Sozialamt)" in {each["by"] for each in machine(archive)["read_by"]}
    with serving(CaseManagerFactory().pk, Purpose.RIGHTS):
        assert not ReadEntry.objects.filter(client_id=advice.client_id).exists()


def test_what_a_talk_was_about_and_that_it_changed_is_in_the_information(signed_in: SignedIn) -> None:
    advice = AdvisedIntakeFactory()
    field = FieldOfActionFactory()
    advice.fields_of_action.add(field)
    told = machine(given(signed_in(advice.taken_by), advice.client_id))
    changed = [change["fields"] for change in told["changes"] if change["record"] == "Handlungsfeld eines Gesprächs"]
    assert ["neu eingetragen"] in changed
    talk = next(part for part in told["records"] if part["table"] == "cases.Intake")["rows"][0]["fields"]
    assert any(str(field) in shown for known in talk for shown in known["shown"])


def test_handing_over_the_information_stands_in_the_log(signed_in: SignedIn) -> None:
    case = CaseFactory()
    given(signed_in(case.lead), case.client_id)
    entry = ReadEntry.objects.get(client_id=case.client_id, page="rights:information")
    assert (entry.kind, entry.reader_id) == (ReadKind.EXPORTED, case.lead.pk)


def test_a_rule_nobody_confirmed_is_told_as_a_proposal(signed_in: SignedIn) -> None:
    case = CaseFactory()
    RetentionRule.objects.exclude(kind="closed_case", legal_area__in=["", "sgb_ii"]).delete()
    RetentionRule.objects.filter(legal_area="sgb_ii").update(months=48, source="Beschluss vom Mai")
    common = RetentionRule.objects.get(legal_area="")
    RetentionRule.objects.filter(pk=common.pk).update(
        months=36, from_year_end=True, source="Dienstanweisung 7", state=RuleState.IN_FORCE,
        confirmed_by=UserFactory(roles=[Role.DATA_PROTECTION]), confirmed_at=timezone.now(),
    )  # fmt: skip
    archive = given(signed_in(case.lead), case.client_id, language="tr")
    told = {each["what"]: (each["how_long"], each["source"]) for each in machine(archive)["periods"]}
    assert told == {
        "Abgeschlossener Fall": ("36 Monate ab Ende des Jahres", "Dienstanweisung 7"),
        "Abgeschlossener Fall, SGB II": ("noch nicht festgelegt (Vorschlag: 48 Monate)", "Beschluss vom Mai"),
    }
    text = paper(archive)
    assert "yıl sonundan itibaren 36 ay" in text
    assert "henüz belirlenmedi (öneri: 48 ay)" in text
    assert "Kapanmış dosya" in text


def test_the_files_of_the_person_lie_in_the_zip_and_a_damaged_one_is_owned_up_to(signed_in: SignedIn) -> None:
    case = CaseFactory()
    whole = add_attachment(case, b"Bescheid vom Mai", title="Bescheid")
    damaged = add_attachment(case, b"Ausweis, Vorderseite", title="Ausweis")
    back = add_attachment(case, b"gehoert jemand anderem", title="Falscher Brief")
    attachments.withdraw_attachment(back, by=case.lead, reason="falsche Person")
    with shelf.get(damaged.pk) as stored:
        broken = bytearray(stored.read())
    broken[-1] ^= 1
    shelf.put(damaged.pk, [bytes(broken)])
    archive = given(signed_in(case.lead), case.client_id)
    files = {name.partition("-")[2]: archive.read(name) for name in archive.namelist() if name.startswith("dateien/")}
    assert files[whole.file_name] == b"Bescheid vom Mai"
    assert "beschädigt" in files[f"{damaged.file_name}.txt"].decode()
    assert len(files) == 2
    rows = next(part for part in machine(archive)["records"] if part["table"] == "cases.Attachment")["rows"]
    assert len(rows) == 3
    # The keys of a file stay here.
    assert not {"sealed_key", "key_id", "fingerprint"} & {field["name"] for field in rows[0]["fields"]}


def test_who_sees_a_file_in_part_learns_who_can_give_the_information(signed_in: SignedIn) -> None:
    case = CaseFactory(lead__name="Hanna Beispiel")
    page = reverse("rights:information", args=[case.client_id])
    browser = signed_in(member(case, Scope.ORDINARY))
    shown = browser.get(page).content.decode()
    assert "Sie sehen nur einen Teil der Akte." in shown
    assert "Hanna Beispiel" in shown
    answer = browser.post(page, asked())
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not DataRequest.objects.exists()
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0]


def test_who_sees_own_contributions_only_finds_no_page_of_rights_or_periods(signed_in: SignedIn) -> None:
    case = CaseFactory()
    wish = take_request(case.client, RequestKind.CORRECTION, by=case.lead, wish="Geheimwort Zinnober")
    colleague = member(case, Scope.OWN)
    guard = set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Geheimwort Zinnober")
    browser = signed_in(colleague)
    pages = [
        reverse("rights:person", args=[case.client_id]),
        reverse("rights:information", args=[case.client_id]),
        reverse("rights:request_add", args=[case.client_id]),
        reverse("rights:request", args=[wish.pk]),
        reverse("rights:request_letter", args=[wish.pk]),
        reverse("rights:safeguard", args=[guard.pk]),
        reverse("retention:case", args=[case.pk]),
    ]
    assert {(page, browser.get(page).status_code) for page in pages} == {(page, 404) for page in pages}
    assert browser.post(pages[5], {"reason": "Wird gebraucht", "end": "1"}).status_code == 404
    assert Safeguard.objects.get(pk=guard.pk).ended_at is None
    assert wish.reference not in browser.get(reverse("rights:mine")).content.decode()
    with serving(colleague.pk, Purpose.RIGHTS):
        assert not DataRequest.objects.exists()
    # They must still be stopped by the restriction, and so they may know that there is one.
    with serving(colleague.pk, Purpose.CASE_WORK):
        assert Safeguard.objects.in_force().exists()


def test_without_the_sensitive_parts_rights_and_periods_open_and_show_none_of_them(signed_in: SignedIn) -> None:
    case = CaseFactory()
    add_attachment(case, title="Geheimwort Zinnober", is_sensitive=True)
    take_request(case.client, RequestKind.CORRECTION, by=case.lead, wish="Mein Name ist falsch.")
    guard = set_safeguard(case.client, SafeguardKind.OBJECTION, by=case.lead, reason="Sie will es so.")
    browser = signed_in(member(case, Scope.ORDINARY))
    for page in (
        reverse("rights:person", args=[case.client_id]),
        reverse("rights:information", args=[case.client_id]),
        reverse("rights:request_add", args=[case.client_id]),
        reverse("rights:safeguard", args=[guard.pk]),
        reverse("retention:case", args=[case.pk]),
    ):
        answer = browser.get(page)
        assert (page, answer.status_code, b"Zinnober" in answer.content) == (page, 200, False)


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.HEAD_OF_UNIT])
def test_the_measures_tell_of_the_chain_and_of_confirmed_periods(role: Role, signed_in: SignedIn) -> None:
    rules = RetentionRule.objects.count()
    shown = signed_in(role).get(reverse("rights:measures")).content.decode()
    assert "Verkettete Protokolle" in shown
    assert "verify_log" in shown
    assert f"0 von {rules} Fristen sind bestätigt" in shown


def test_a_log_without_its_triggers_is_told(signed_in: SignedIn) -> None:
    from roterfaden.logbook.informing import chain

    (before,) = chain()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("alter table logbook_readentry disable trigger logbook_link")
        (after,) = chain()
        transaction.set_rollback(True)
    assert (before.holds, after.holds) == (True, False)
    assert before.detail != after.detail


def test_the_request_page_says_what_happens_after_a_granted_erasure(signed_in: SignedIn) -> None:
    case = CaseFactory()
    request = take_request(case.client, RequestKind.ERASURE, by=case.lead, wish="Alles weg.")
    page, browser = reverse("rights:request", args=[request.pk]), signed_in(case.lead)
    assert "Löschlauf" not in browser.get(page).content.decode()
    decide(request, by=case.lead, outcome=Outcome.GRANTED, reason="Es spricht nichts dagegen.")
    assert "sobald die Antwort übergeben und kein Fall mehr offen ist" in browser.get(page).content.decode()


def test_everything_of_the_page_of_information_is_said_in_few_queries(
    signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    case = CaseFactory()
    browser, page = signed_in(case.lead), reverse("rights:person", args=[case.client_id])
    browser.get(page)
    with django_assert_max_num_queries(12):
        browser.get(page)
