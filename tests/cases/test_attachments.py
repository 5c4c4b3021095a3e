"""Files of a case: added in one go, seen by the team, handed out as a download, taken back with a reason."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from roterfaden.accounts.models import User
from roterfaden.base import shelf
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases.actions import attachments, team
from roterfaden.cases.forms.attachments import title_from
from roterfaden.cases.models import Act, Attachment, AttachmentKind, Case, Part, Phase
from tests import papers
from tests.base.clamd import clamd, nobody_listens
from tests.factories import CaseFactory, CaseManagerFactory, add_attachment

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def case() -> Case:
    found: Case = CaseFactory(phase=Phase.STEERING)
    return found


@pytest.fixture
def browser(case: Case, signed_in: SignIn) -> Client:
    return signed_in(case.lead)


def upload(browser: Client, case: Case, *files: tuple[str, bytes], field: str = "chosen", **more: Any) -> HttpResponse:
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    answer = browser.post(
        reverse("cases:attachment_add", args=[case.pk]), {"kind": "letter", "title": "", field: chosen, **more}
    )
    return answer  # type: ignore[return-value]


def page_of(browser: Client, name: str, attachment: Attachment, **query: Any) -> Any:
    return browser.get(reverse(f"cases:{name}", args=[attachment.case_id, attachment.pk]), query)


def the_act(case: Case) -> Any:
    return case.timeline.order_by("-at").first()


# --- adding -----------------------------------------------------------------------------------------------------------


def test_a_scan_is_added_in_one_go_and_the_timeline_tells_it(case: Case, browser: Client) -> None:
    answer = upload(browser, case, ("Bescheid_Jobcenter.pdf", papers.pdf(pages=2)))
    assert answer.status_code == 302
    kept = Attachment.objects.get(case=case)
    assert (kept.title, kept.content_type, kept.pages, kept.uploaded_by) == (
        "Bescheid Jobcenter",
        "application/pdf",
        2,
        case.lead,
    )
    assert kept.unseal() == papers.pdf(pages=2)
    told = the_act(case)
    assert (told.act, told.text, told.subject) == (Act.FILE_ADDED, "Bescheid Jobcenter", kept.pk)
    assert "Bescheid Jobcenter" in browser.get(answer.url).content.decode()  # type: ignore[attr-defined]


def test_several_files_at_once_each_become_one(case: Case, browser: Client) -> None:
    upload(
        browser,
        case,
        ("eins.pdf", papers.pdf()),
        ("zwei.png", papers.picture("PNG")),
        title="Mietvertrag",
        kind="contract",
    )
    kept = Attachment.objects.filter(case=case).order_by("title")
    assert [(file.title, file.kind) for file in kept] == [
        ("Mietvertrag (1)", AttachmentKind.CONTRACT),
        ("Mietvertrag (2)", AttachmentKind.CONTRACT),
    ]


def test_a_photo_is_told_to_have_lost_its_hidden_data(case: Case, browser: Client) -> None:
    answer = upload(browser, case, ("IMG_2024.jpg", papers.photo()), field="photo")
    assert b"Telefonmarke" not in Attachment.objects.get(case=case).unseal()
    page = browser.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "aus dem Foto entfernt" in page
    assert "Foto vom" in page, "a name the camera gave says nothing"


BAD = {
    "bescheid.pdf": (papers.pdf(catalog=b"/OpenAction<</S/JavaScript/JS(1)>>"), "JavaScript"),
    "foto.jpg": (b"<html><script>alert(1)</script></html>", "Webseiten"),
    "logo.svg": (b"<svg onload='alert(1)'/>", "Webseiten"),
    "brief.docm": (b"PK\x03\x04" + b"[Content_Types].xml word/vbaProject.bin", "Word"),
    "rechnung.exe": (b"MZ" + bytes(60), "Programm"),
    "los.bat": (b"echo hallo", "Endung"),
    "bild.heic": (b"\x00\x00\x00\x18ftypheic" + bytes(30), "HEIC"),
    "riesig.png": (papers.bomb(), "Bildpunkte"),
    "leer.txt": (b" "[:0], "leer"),
    "versteckt.pdf": (papers.pdf() + b"PK\x05\x06" + bytes(18), "eine zweite"),
}


@pytest.mark.parametrize("name", [name for name in BAD if name != "leer.txt"])
def test_what_is_refused_is_named_at_the_field_and_nothing_is_kept(name: str, case: Case, browser: Client) -> None:
    content, word = BAD[name]
    answer = upload(browser, case, (name, content), title="Mein Titel")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{name}: " in page
    assert word in page
    assert 'id="id_chosen_error"' in page
    assert "Mein Titel" in page, "what was typed is still there"
    assert not Attachment.objects.exists()
    assert not shelf.directory().exists()


def test_a_good_file_is_kept_although_another_one_is_refused(case: Case, browser: Client) -> None:
    answer = upload(browser, case, ("gut.pdf", papers.pdf()), ("schlecht.exe", b"MZ" + bytes(60)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Das ist gespeichert:" in page
    assert "Die übrigen Dateien sind gespeichert." in page
    assert "nichts gespeichert" not in page
    assert "schlecht.exe: " in page
    assert Attachment.objects.get(case=case).title == "gut"


def test_a_file_over_the_limit_is_refused_with_its_size(case: Case, browser: Client, settings: Any) -> None:
    settings.FILE_SIZE_LIMIT = 1024 * 1024
    answer = upload(browser, case, ("gross.txt", b"a" * (1024 * 1024 + 1)))
    assert "Die Datei hat 2 MB, möglich sind 1 MB" in answer.content.decode()


def test_files_that_are_too_large_together_are_taken_as_far_as_possible(
    case: Case, browser: Client, settings: Any
) -> None:
    settings.FILE_SIZE_LIMIT, settings.UPLOAD_SIZE_LIMIT = 1000, 1500
    answer = upload(browser, case, ("eins.txt", b"a" * 900), ("zwei.txt", b"b" * 900))
    assert "zwei.txt: Alle Dateien zusammen" in answer.content.decode()
    assert Attachment.objects.get().title == "eins"


def test_choosing_nothing_is_no_upload(case: Case, browser: Client) -> None:
    answer = browser.post(reverse("cases:attachment_add", args=[case.pk]), {"kind": "letter"})
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei" in answer.content.decode()


def test_pressing_twice_keeps_one_file(case: Case, browser: Client) -> None:
    upload(browser, case, ("bescheid.pdf", papers.pdf()))
    answer = upload(browser, case, ("bescheid.pdf", papers.pdf()))
    assert "bescheid.pdf: liegt schon in der Akte (bescheid)." in answer.content.decode()
    assert Attachment.objects.count() == 1


def test_the_name_of_a_file_is_never_a_path(case: Case, browser: Client) -> None:
    upload(browser, case, ("../../../etc/passwd.txt", b"root"))
    kept = Attachment.objects.get()
    assert kept.title == "passwd"
    assert [place.name for place in shelf.directory().rglob("*") if place.is_file()] == [str(kept.pk)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Bescheid_vom_Amt.pdf", "Bescheid vom Amt"),
        ("C:\\Users\\x\\Vertrag.pdf", "Vertrag"),
        ("IMG_20261124_101500.jpg", ""),
        ("image.jpg", ""),
        ("20261124.pdf", ""),
        ("böse\u202efdp\x00.pdf", "böse fdp"),
    ],
)
def test_a_title_comes_from_a_name_that_says_something(name: str, title: str) -> None:
    assert title_from(name) == title


def test_nothing_is_added_to_a_closed_case(signed_in: SignIn) -> None:
    closed = CaseFactory(phase=Phase.CLOSED)
    browser = signed_in(closed.lead)
    assert (
        "wird gelesen, nicht geändert"
        in browser.get(reverse("cases:attachment_add", args=[closed.pk])).content.decode()
    )
    assert upload(browser, closed, ("a.pdf", papers.pdf())).status_code == 422
    assert not Attachment.objects.exists()


def test_when_the_row_cannot_be_written_no_content_stays(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: Any, **_more: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(attachments, "tell", fails)
    with pytest.raises(IntegrityError):
        add_attachment(case)
    assert list(shelf.identifiers()) == []


# --- the scanner ------------------------------------------------------------------------------------------------------


def test_a_virus_is_refused_and_stored_nowhere(case: Case, browser: Client, settings: Any) -> None:
    with clamd() as (settings.CLAMD, _daemon):
        answer = upload(browser, case, ("bescheid.txt", papers.EICAR))
    assert "Schadsoftware" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_scanned_file_says_so_and_an_unscanned_one_as_well(case: Case, browser: Client, settings: Any) -> None:
    unscanned = add_attachment(case)
    with clamd() as (settings.CLAMD, _daemon):
        upload(browser, case, ("bescheid.pdf", papers.pdf()))
    scanned = Attachment.objects.exclude(pk=unscanned.pk).get()
    assert "ohne Befund" in page_of(browser, "attachment", scanned).content.decode()
    assert "nicht geprüft" in page_of(browser, "attachment", unscanned).content.decode()


def test_without_its_scanner_nothing_is_accepted_and_nothing_typed_is_lost(
    case: Case, browser: Client, settings: Any
) -> None:
    settings.CLAMD = nobody_listens()
    answer = upload(browser, case, ("bescheid.pdf", papers.pdf()), title="Bescheid März")
    assert answer.status_code == 422
    assert "Die Virenprüfung antwortet gerade nicht" in answer.content.decode()
    assert "Bescheid März" in answer.content.decode()
    assert not Attachment.objects.exists()


# --- who --------------------------------------------------------------------------------------------------------------

ADDRESSES = ["attachment", "attachment_preview", "attachment_download", "attachment_withdraw", "attachment_restore"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_is_not_in_the_team_finds_nothing(name: str, case: Case, signed_in: SignIn) -> None:
    attachment = add_attachment(case)
    stranger: User = CaseManagerFactory()
    CaseFactory(lead=stranger)
    address = reverse(f"cases:{name}", args=[case.pk, attachment.pk])
    browser = signed_in(stranger)
    assert {browser.get(address).status_code, browser.post(address).status_code} <= {404, 405}
    assert browser.post(address).status_code == 404
    attachment.refresh_from_db()
    assert not attachment.is_withdrawn


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_file_of_another_case_is_not_found_under_ones_own(name: str, case: Case, signed_in: SignIn) -> None:
    mine = CaseFactory()
    address = reverse(f"cases:{name}", args=[mine.pk, add_attachment(case).pk])
    assert signed_in(mine.lead).post(address).status_code == 404


def test_only_the_team_sees_a_file_and_only_as_long_as_it_is_one(case: Case) -> None:
    attachment, colleague = add_attachment(case), CaseManagerFactory()
    assert list(Attachment.objects.visible_to(case.lead)) == [attachment]
    assert list(Attachment.objects.visible_to(colleague)) == []
    member = team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    assert list(Attachment.objects.visible_to(colleague)) == [attachment]
    team.leave_team(member, by=case.lead)
    assert list(Attachment.objects.visible_to(colleague)) == []


# --- looking ----------------------------------------------------------------------------------------------------------


def test_a_file_is_handed_out_as_a_download_that_runs_nothing(case: Case, browser: Client) -> None:
    attachment = add_attachment(case, papers.pdf(), title='Bescheid "März" / Größe')
    answer = page_of(browser, "attachment_download", attachment)
    assert answer.content == papers.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "/" not in answer["Content-Disposition"].partition("''")[2]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("content", [papers.pdf(pages=2), papers.scan(2), papers.photo(), papers.picture("WEBP")])
def test_the_preview_is_a_picture_of_our_own(content: bytes, case: Case, browser: Client) -> None:
    attachment = add_attachment(case, content)
    answer = page_of(browser, "attachment_preview", attachment, seite=attachment.pages)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    with Image.open(BytesIO(answer.content)) as image:
        assert image.format == "WEBP"


def test_a_larger_preview_has_more_to_see(case: Case, browser: Client) -> None:
    attachment = add_attachment(case, papers.pdf())

    def width(**query: Any) -> int:
        with Image.open(BytesIO(page_of(browser, "attachment_preview", attachment, **query).content)) as image:
            return image.width

    assert (width(), width(zoom=2), width(zoom=9)) == (1000, 2000, 1000)


@pytest.mark.parametrize("page", ["0", "3", "-1", "x", "99999999999", "٣"])
def test_a_page_that_is_not_there_is_not_found(page: str, case: Case, browser: Client) -> None:
    attachment = add_attachment(case, papers.pdf(pages=2))
    assert page_of(browser, "attachment_preview", attachment, seite=page).status_code == 404


def test_the_words_of_a_pdf_can_be_read_without_seeing_it(case: Case, browser: Client) -> None:
    attachment = add_attachment(case, papers.pdf(text="Ihr Antrag ist bewilligt"))
    assert "Ihr Antrag ist bewilligt" in page_of(browser, "attachment", attachment).content.decode()


def test_a_text_is_shown_as_text_and_nothing_else(case: Case, browser: Client) -> None:
    attachment = add_attachment(case, "Grüße & <b>kein Fett</b>".encode())
    page = page_of(browser, "attachment", attachment).content.decode()
    assert "Grüße &amp; &lt;b&gt;kein Fett&lt;/b&gt;" in page
    assert page_of(browser, "attachment_preview", attachment).status_code == 404


@pytest.mark.parametrize("content", [papers.pdf(), b"nur Text"])
def test_a_damaged_file_is_not_shown_and_the_page_says_what_to_do(content: bytes, case: Case, browser: Client) -> None:
    attachment = add_attachment(case, content)
    shelf.place_of(attachment.pk).write_bytes(b"etwas anderes")
    assert "lässt sich nicht öffnen" in page_of(browser, "attachment", attachment).content.decode()
    assert page_of(browser, "attachment_preview", attachment).status_code == 404
    answer = page_of(browser, "attachment_download", attachment)
    assert answer.status_code == 302
    assert "Administration" in browser.get(answer.url).content.decode()


def test_many_files_cost_no_more_queries(
    case: Case, browser: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(12) as sent:
            browser.get(reverse("cases:documents", args=[case.pk]))
        return len(sent)

    add_attachment(case)
    few = queries()
    for _number in range(8):
        add_attachment(case)
    assert queries() == few


# --- naming, protecting, taking back ----------------------------------------------------------------------------------


def test_a_file_gets_a_better_name(case: Case, browser: Client) -> None:
    attachment = add_attachment(case)
    address = reverse("cases:attachment", args=[case.pk, attachment.pk])
    answer = browser.post(address, {"seen": 1, "title": "Bewilligung März", "kind": "letter", "is_sensitive": "on"})
    assert answer.status_code == 302
    attachment.refresh_from_db()
    assert (attachment.title, attachment.is_sensitive) == ("Bewilligung März", True)
    assert the_act(case).act == Act.FILE_CHANGED


def test_two_people_do_not_overwrite_each_other(case: Case, browser: Client) -> None:
    attachment = add_attachment(case)
    attachments.change_attachment(attachment, by=case.lead, seen=1, title="Von ihr")
    address = reverse("cases:attachment", args=[case.pk, attachment.pk])
    answer = browser.post(address, {"seen": 1, "title": "Von ihm", "kind": "letter"})
    assert answer.status_code == 409
    assert {"Von ihr" in answer.content.decode(), "Von ihm" in answer.content.decode()} == {True}
    with pytest.raises(EditConflict):
        attachments.change_attachment(attachment, by=case.lead, seen=1, title="Von ihm")


def test_the_timeline_does_not_name_a_protected_file(case: Case) -> None:
    attachment = add_attachment(case, title="Arztbrief", is_sensitive=True)
    assert the_act(case).text == "besonders geschützte Datei"
    attachments.withdraw_attachment(attachment, by=case.lead, reason="falsche Akte")
    assert the_act(case).text == "besonders geschützte Datei"


def test_papers_on_health_are_always_protected(case: Case) -> None:
    attachment = add_attachment(case, kind=AttachmentKind.HEALTH)
    assert attachment.is_sensitive
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(is_sensitive=False)


def test_a_file_taken_back_is_not_opened_any_more_and_can_be_restored(case: Case, browser: Client) -> None:
    attachment = add_attachment(case, papers.pdf())
    address = reverse("cases:attachment_withdraw", args=[case.pk, attachment.pk])
    assert browser.post(address, {"reason": "  "}).status_code == 422
    assert browser.post(address, {"reason": "gehört einer anderen Person"}).status_code == 302
    assert (the_act(case).act, the_act(case).reason) == (Act.FILE_WITHDRAWN, "gehört einer anderen Person")
    assert page_of(browser, "attachment_download", attachment).status_code == 404
    assert page_of(browser, "attachment_preview", attachment).status_code == 404
    assert "gehört einer anderen Person" in page_of(browser, "attachment", attachment).content.decode()
    browser.post(reverse("cases:attachment_restore", args=[case.pk, attachment.pk]))
    assert page_of(browser, "attachment_download", attachment).content == papers.pdf()
    assert the_act(case).act == Act.FILE_RESTORED


def test_adding_a_file_is_undone_with_one_click(case: Case, browser: Client) -> None:
    upload(browser, case, ("bescheid.pdf", papers.pdf()))
    kept = Attachment.objects.get()
    browser.post(reverse("cases:attachment_withdraw", args=[case.pk, kept.pk]) + "?zurueck")
    kept.refresh_from_db()
    assert (kept.is_withdrawn, kept.withdrawn_reason) == (True, "gleich wieder zurückgenommen")


def test_taking_back_needs_a_reason(case: Case) -> None:
    with pytest.raises(RuleBroken, match="Grund"):
        attachments.withdraw_attachment(add_attachment(case), by=case.lead, reason=" ")


def test_a_wrong_file_can_be_taken_back_after_the_end(case: Case, signed_in: SignIn) -> None:
    attachment = add_attachment(case)
    Case.objects.filter(pk=case.pk).update(closed_at="2026-01-01T12:00Z", close_reason="moved")
    address = reverse("cases:attachment_withdraw", args=[case.pk, attachment.pk])
    assert signed_in(case.lead).post(address, {"reason": "falsche Akte"}).status_code == 302


def test_an_unknown_file_is_not_found(case: Case, browser: Client) -> None:
    assert browser.get(reverse("cases:attachment", args=[case.pk, uuid4()])).status_code == 404
