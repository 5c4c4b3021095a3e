"""The person's own view: voluntary, in their language, by link and code, on a device handed over, from paper."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import closing, own_views, safeguards
from roterfaden.cases.actions.link_keys import NewLink
from roterfaden.cases.actions.own_views import make_view_link
from roterfaden.cases.documents.closing import LANGUAGES_AND_GERMAN, closing_texts
from roterfaden.cases.models import Case, CloseReason, OwnView, Phase, SafeguardKind, ViewLink
from roterfaden.logbook.models import ReadEntry
from tests.factories import CaseFactory, CaseManagerFactory

pytestmark = pytest.mark.django_db
UNKNOWN = "/antwort/sicht/nichts/"


@pytest.fixture
def case() -> Case:
    return CaseFactory(phase=Phase.STEERING)


@pytest.fixture
def made(case: Case) -> NewLink:
    return make_view_link(case, by=case.lead, language="ar")


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


def path(made: NewLink) -> str:
    return reverse("answers:own_view", args=[made.key.token])


def give(made: NewLink, **said: Any) -> Any:
    return Client().post(path(made), {"code": made.code, "words": "", **said})


def test_link_and_code_stand_on_one_page_and_are_stored_nowhere(case: Case, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(case.lead)
    page = browser.post(url("own_view_ask", case), {"language": "ar", "way": "link"}).content.decode()
    token = page.partition("/antwort/sicht/")[2].partition("/")[0]
    code = page.partition("data-code>")[2].partition("<")[0]
    link = ViewLink.objects.get()
    assert token not in repr(vars(link))
    assert closing_texts("ar")["way"] in Client().post(f"/antwort/sicht/{token}/", {"code": code}).content.decode()
    assert token not in browser.get(url("own_view_ask", case)).content.decode()
    assert case.timeline.filter(act="own_view_link", by=case.lead).exists()


@pytest.mark.parametrize("language", ["ar", "fa", "uk"])
def test_every_word_is_in_the_language_of_the_person_and_runs_in_its_direction(case: Case, language: str) -> None:
    made, texts = make_view_link(case, by=case.lead, language=language), closing_texts(language)
    direction = "ltr" if language == "uk" else "rtl"
    for data in ({}, {"code": made.code}, {"code": made.code, "words": ""}, {"code": "12"}):
        page = (Client().post(path(made), data) if data else Client().get(path(made))).content.decode()
        assert f'<html lang="{language}" dir="{direction}"' in page
        assert texts["sheet_intro"] in page
        for german in ("Bitte", "Weiter<", "freiwillig", "Zum Inhalt"):
            assert german not in page
    thanks = Client().get(give(made, way=5)["Location"]).content.decode()
    assert texts["thanks"] in thanks


def test_before_and_behind_the_code_nothing_is_said_about_anybody(case: Case, made: NewLink) -> None:
    pages = [Client().get(path(made)), Client().post(path(made), {"code": made.code})]
    for word in (case.client.family_name, case.reference, str(case.pk), case.lead.name):
        assert not any(word in page.content.decode() for page in pages)
    assert not ReadEntry.objects.exists()


def test_an_answer_is_the_persons_own_view_and_the_team_reads_it(
    case: Case, made: NewLink, signed_in: Callable[..., Client]
) -> None:
    assert give(made, way=5, today=2, words="شكرا لكم").status_code == 302
    view = OwnView.objects.get()
    assert (view.way, view.understanding, view.today, view.words) == (5, None, 2, "شكرا لكم")
    assert (view.given_by, view.language, view.entered_by) == ("link", "ar", None)
    entry = case.timeline.get(act="own_view_given")
    assert (entry.by, entry.text, entry.subject) == (None, "auf dem eigenen Telefon", view.pk)
    page = signed_in(case.lead).get(url("evaluation", case)).content.decode()
    assert "شكرا لكم" in page
    assert [(notice.user, notice.path) for notice in Notice.objects.all()] == [
        (case.lead, url("evaluation", case) + "#sicht")
    ]
    assert give(made, way=1).status_code == 404
    assert OwnView.objects.count() == 1


def test_an_empty_sheet_is_no_answer(made: NewLink) -> None:
    response = give(made)
    assert response.status_code == 422
    assert closing_texts("ar")["nothing_yet"] in response.content.decode()
    assert not OwnView.objects.exists()


def test_too_many_words_and_steps_that_are_not_there_are_refused(made: NewLink) -> None:
    assert give(made, words="x" * 2001).status_code == 422
    assert give(made, way=6).status_code == 422


def test_the_fifth_wrong_code_ends_the_link(made: NewLink) -> None:
    wrong = f"{(int(made.code) + 1) % 1000000:06}"
    answers = [Client().post(path(made), {"code": wrong}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 404]
    assert ViewLink.objects.get().closed_why == "guessed"
    assert give(made, way=5).status_code == 404


def _expired(made: NewLink) -> None:
    ViewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _replaced(made: NewLink) -> None:
    make_view_link(made.link.case, by=made.link.made_by, language="de")


def _withdrawn(made: NewLink) -> None:
    own_views.withdraw_view_link(made.link.case, by=made.link.made_by)


def _used(made: NewLink) -> None:
    give(made, way=3)


def _restricted(made: NewLink) -> None:
    safeguards.set_safeguard(
        made.link.case.client, SafeguardKind.RESTRICTION, by=made.link.made_by, reason="Sie will es so."
    )


@pytest.mark.parametrize("happened", [_expired, _replaced, _withdrawn, _used, _restricted])
def test_what_is_not_open_answers_like_what_never_was(happened: Callable[[NewLink], None], made: NewLink) -> None:
    happened(made)
    for data in ({}, {"code": made.code}):
        seen = [
            (response.status_code, response.content)
            for where in (path(made), UNKNOWN)
            for response in [Client().post(where, data, headers={"accept-language": "fa"})]
        ]
        assert seen[0] == seen[1]
        assert seen[0][0] == 404
        assert closing_texts("fa")["gone"] in seen[0][1].decode()


def test_after_the_end_the_person_may_still_say_it_but_not_after_a_death(case: Case) -> None:
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Nach Essen.")
    assert give(make_view_link(case, by=case.lead, language="de"), today=5).status_code == 302
    Case.objects.update(close_reason=CloseReason.DECEASED)
    with pytest.raises(RuleBroken, match="gestorben"):
        make_view_link(case, by=case.lead, language="de")


def test_who_hands_the_device_over_is_signed_out_first(case: Case, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(case.lead)
    page = browser.post(url("own_view_ask", case), {"language": "fa", "way": "device"}).content.decode()
    assert 'dir="rtl"' in page
    assert closing_texts("fa")["begin"] in page
    assert case.client.family_name not in page
    assert browser.get(url("case", case)).status_code == 302
    token = page.partition("/antwort/sicht/")[2].partition("/")[0]
    code = page.partition('name="code" value="')[2].partition('"')[0]
    assert browser.post(f"/antwort/sicht/{token}/", {"code": code, "way": 4}).status_code == 302
    assert OwnView.objects.get().given_by == "device"
    assert ViewLink.objects.get().expires_at < timezone.now() + timedelta(hours=2)


def test_what_stands_on_paper_is_entered_taken_back_and_restored(case: Case, signed_in: Callable[..., Client]) -> None:
    browser, page = signed_in(case.lead), url("own_view_enter", case)
    sheet = {"language": "ar", "given_on": timezone.localdate()}
    assert browser.post(page, sheet).status_code == 422
    tomorrow = {"given_on": timezone.localdate() + timedelta(days=1)}
    assert browser.post(page, {**sheet, "way": 4, **tomorrow}).status_code == 422
    assert browser.post(page, {**sheet, "way": 4, "words": "تمام"}).status_code == 302
    view = OwnView.objects.get()
    assert (view.given_by, view.entered_by) == ("paper", case.lead)
    browser.post(url("own_view_withdraw", case, view.pk))
    assert "تمام" not in browser.get(url("evaluation", case)).content.decode()
    browser.post(url("own_view_restore", case, view.pk))
    assert "تمام" in browser.get(url("evaluation", case)).content.decode()


def test_strangers_find_nothing(case: Case, signed_in: Callable[..., Client]) -> None:
    view, stranger = own_views.enter_own_view(case, by=case.lead, language="ar", way=3), signed_in(CaseManagerFactory())
    for name in ("own_view_ask", "own_view_enter", "own_view_pdf"):
        assert stranger.get(url(name, case)).status_code == 404
    for name, more in (
        ("own_view_withdraw", [view.pk]),
        ("own_view_restore", [view.pk]),
        ("own_view_link_withdraw", []),
    ):
        assert stranger.post(url(name, case, *more)).status_code == 404


def test_the_daily_run_closes_links_that_are_over_and_bothers_nobody(made: NewLink) -> None:
    _expired(made)
    call_command("expire", stdout=StringIO())
    assert ViewLink.objects.get().closed_why == "expired"
    assert not Notice.objects.exists()


def test_the_database_refuses_an_empty_view(case: Case) -> None:
    with pytest.raises(IntegrityError, match="own_view_says_something"), transaction.atomic():
        OwnView.objects.create(case=case, language="de", given_by="link")


def test_the_inner_function_is_nobodys() -> None:
    with connection.cursor() as cursor:
        asked = "select has_function_privilege('roterfaden_serving', 'cases_open_view_link(text)', 'execute')"
        cursor.execute(asked)
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("language", LANGUAGES_AND_GERMAN)
def test_every_language_says_everything(language: str) -> None:
    german, said = closing_texts("de"), closing_texts(language)
    assert list(said) == list(german)
    assert all(text.strip() for text in said.values())
    same = {key for key in german if said[key] == german[key]}
    assert language.startswith("de") or len(same) <= 2
