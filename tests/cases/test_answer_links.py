"""Providers without an account answer once, by link and code; whatever is not open says nothing about anybody."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.applying import declared_rows
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import safeguards, team
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.disclosures import close_disclosure
from roterfaden.cases.actions.referral_links import (
    ANSWER_WEEKS,
    REMINDER_WEEKS,
    NewLink,
    make_link,
    remind,
    remind_providers,
    withdraw_link,
)
from roterfaden.cases.actions.referrals import answer_referral
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    Part,
    Phase,
    Referral,
    ReferralLink,
    SafeguardKind,
    Scope,
)
from roterfaden.logbook.models import ReadEntry
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_measure,
    advance,
    ask_provider,
)

pytestmark = pytest.mark.django_db

WORDS = "Braucht Kinderbetreuung am Vormittag."
UNKNOWN = "/antwort/gibt-es-nicht/"


@pytest.fixture
def case() -> Case:
    return CaseFactory(lead=CaseManagerFactory(name="Hanna Beispiel"), phase=Phase.PLANNING)


@pytest.fixture
def referral(case: Case) -> Referral:
    offer = OfferFactory(title="Mietberatung", organisation=OrganisationFactory(name="Mieterverein Musterstadt"))
    return ask_provider(add_measure(ActionGoal.objects.get(frame_goal__case=case), offer=offer), message=WORDS)


@pytest.fixture
def made(referral: Referral) -> NewLink:
    return make_link(referral, by=referral.case.lead)


@pytest.fixture
def browser() -> Client:
    """Nobody is signed in."""
    return Client()


def path(made: NewLink) -> str:
    return reverse("answers:answer", args=[made.key.token])


def wrong(made: NewLink) -> str:
    return f"{(int(made.code) + 1) % 10**6:06}"


def enter(browser: Client, made: NewLink, code: str | None = None, **said: Any) -> Any:
    return browser.post(path(made), {"code": made.code if code is None else code, **said})


def answer(browser: Client, made: NewLink, state: str, **said: Any) -> Any:
    referral = Referral.objects.get(pk=made.link.referral_id)
    return enter(browser, made, seen=referral.revision, state=state, **said)


def url(name: str, referral: Referral) -> str:
    return reverse(f"cases:{name}", args=[referral.case_id, referral.pk])


# --- the case manager -------------------------------------------------------------------------------------------------


def test_link_and_code_are_shown_once_and_stored_nowhere(
    case: Case, referral: Referral, signed_in: Callable[..., Client], browser: Client
) -> None:
    page = signed_in(case.lead).post(url("referral_link", referral)).content.decode()
    token = page.partition("/antwort/")[2].partition("/")[0]
    code = page.partition("data-code>")[2].partition("<")[0].replace(" ", "")
    link = ReferralLink.objects.get()
    assert token not in repr(vars(link))
    assert (len(token) > 40, len(code), code.isdigit()) == (True, 6, True)
    assert timedelta(days=13) < link.expires_at - timezone.now() <= timedelta(days=14)
    assert WORDS in browser.post(f"/antwort/{token}/", {"code": code}).content.decode()
    again = signed_in(case.lead).get(url("referral", referral)).content.decode()
    assert token not in again
    assert "offen bis" in again
    assert case.timeline.filter(act="referral_link", subject=referral.pk, by=case.lead).exists()


def test_wrong_codes_are_told_to_the_case_manager(
    case: Case, referral: Referral, made: NewLink, signed_in: Callable[..., Client], browser: Client
) -> None:
    enter(browser, made, wrong(made))
    assert "Falsche Codes" in signed_in(case.lead).get(url("referral", referral)).content.decode()


def test_no_link_without_consent_after_an_objection_or_an_end(case: Case, referral: Referral) -> None:
    objection = safeguards.set_safeguard(case.client, SafeguardKind.OBJECTION, by=case.lead, reason="Sie will es so.")
    with pytest.raises(RuleBroken, match="widersprochen"):
        make_link(referral, by=case.lead)
    safeguards.end_safeguard(objection, by=case.lead, reason="Sie will es doch.")
    withdraw_consent(referral.disclosure.consent, by=case.lead, how="phone")  # type: ignore[arg-type]
    referral.refresh_from_db()
    with pytest.raises(RuleBroken, match="Einwilligung"):
        make_link(referral, by=case.lead)
    answer_referral(referral, by=case.lead, state="ended_early", reason="widerrufen")
    with pytest.raises(RuleBroken, match="beendet"):
        make_link(referral, by=case.lead)
    assert not ReferralLink.objects.exists()


def test_who_may_not_read_the_referral_makes_no_link(
    case: Case, referral: Referral, signed_in: Callable[..., Client]
) -> None:
    Organisation.objects.filter(pk=referral.offer.organisation_id).update(is_sensitive=True)
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER, scope=Scope.ORDINARY)
    for who in (member, CaseManagerFactory()):
        for name in ("referral_link", "referral_link_withdraw", "referral_remind"):
            assert signed_in(who).post(url(name, referral)).status_code == 404
    assert not ReferralLink.objects.exists()


# --- the provider -----------------------------------------------------------------------------------------------------


def test_before_the_code_nothing_is_said_about_anybody(browser: Client, made: NewLink) -> None:
    page = browser.get(path(made)).content.decode()
    for word in (WORDS, "Mietberatung", "Mieterverein", "Hanna Beispiel"):
        assert word not in page


def test_with_the_code_stands_what_was_told_and_no_more(browser: Client, case: Case, made: NewLink) -> None:
    Organisation.objects.filter(pk=case.client.organisation_id).update(phone="02365 99-1")
    page = enter(browser, made, f"{made.code[:3]} {made.code[3:]}").content.decode()
    for word in (WORDS, "Mietberatung", "Hanna Beispiel", "Fachdienst Integration", "02365 99-1"):
        assert word in page
    for word in (case.client.family_name, case.reference, str(case.pk)):
        assert word not in page


def test_reading_is_noted_under_the_name_of_the_organisation_once(
    browser: Client, case: Case, referral: Referral, made: NewLink
) -> None:
    for _ in range(2):
        enter(browser, made)
    entry = ReadEntry.objects.get(kind="disclosed")
    assert (entry.client_id, entry.case_id, entry.reader_name) == (case.client_id, case.pk, "Mieterverein Musterstadt")
    assert (entry.page, entry.purpose) == ("answers:answer", "answering")
    referral.refresh_from_db()
    assert (referral.state, referral.seen_at is not None) == ("sent", True)


def test_of_a_confidential_place_log_and_timeline_tell_no_name(browser: Client, case: Case) -> None:
    offer = OfferFactory(title="Schutz", organisation=OrganisationFactory(name="Frauenhaus", is_sensitive=True))
    made = make_link(ask_provider(add_measure(ActionGoal.objects.get(), offer=offer)), by=case.lead)
    answer(browser, made, "declined", words="Das Frauenhaus ist voll.")
    assert ReadEntry.objects.get(kind="disclosed").reader_name == "Vertrauliche Stelle"
    entry = case.timeline.get(act="referral_answered")
    said = "Vertrauliche Stelle: abgelehnt (Antwort über Link), zählt ohne Namen als Bedarf"
    assert (entry.by, entry.text) == (None, said)
    assert "Frauenhaus" not in entry.reason


@pytest.mark.parametrize("state", ["accepted", "declined", "started", "ended_early"])
def test_one_link_takes_one_answer(browser: Client, case: Case, referral: Referral, made: NewLink, state: str) -> None:
    response = answer(browser, made, state, usual="kein Platz")
    assert response["Location"] == reverse("answers:thanks")
    assert browser.get(response["Location"]).status_code == 200
    referral.refresh_from_db()
    assert referral.state == state
    link = ReferralLink.objects.get()
    assert (link.closed_why, link.opened_at is not None) == ("used", True)
    entry = case.timeline.get(act="referral_answered")
    assert (entry.by, "Antwort über Link" in entry.text) == (None, True)
    assert [notice.path for notice in Notice.objects.all()] == [url("referral", referral)]
    assert answer(browser, made, "started").status_code == 404


def test_a_refusal_by_link_needs_its_reason(browser: Client, made: NewLink) -> None:
    assert answer(browser, made, "declined").status_code == 422
    assert answer(browser, made, "done").status_code == 422
    assert Referral.objects.get().state == "sent"
    assert answer(browser, made, "declined", usual="kein Platz", words="Ab Mai.").status_code == 302
    assert Referral.objects.get().reason == "kein Platz: Ab Mai."


def test_a_stale_page_is_shown_anew_with_what_was_typed(browser: Client, made: NewLink) -> None:
    response = enter(browser, made, seen=99, state="accepted", words="Am Montag.")
    assert response.status_code == 409
    assert "Am Montag." in response.content.decode()
    assert Referral.objects.get().state == "sent"


def test_a_code_of_another_shape_is_no_try(browser: Client, made: NewLink) -> None:
    for code in ("", "12345", "abcdef", "1234567", "٣٤٥٦٧٨"):
        assert enter(browser, made, code).status_code == 422
    assert ReferralLink.objects.get().failures == 0


def test_the_fifth_wrong_code_ends_the_link(browser: Client, made: NewLink) -> None:
    answers = [enter(browser, made, wrong(made)).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 404]
    assert (ReferralLink.objects.get().failures, ReferralLink.objects.get().closed_why) == (5, "guessed")
    assert enter(browser, made).status_code == 404


def test_who_tries_too_often_has_to_wait(browser: Client) -> None:
    answers = {browser.post(UNKNOWN, {"code": "123456"}).status_code for _ in range(31)}
    assert answers == {404, 429}


def test_a_link_tried_too_often_is_told(browser: Client, case: Case, referral: Referral, made: NewLink) -> None:
    for _ in range(5):
        enter(browser, made, wrong(made))
    notice = Notice.objects.get()
    assert (notice.user, notice.path) == (case.lead, url("referral", referral))
    assert "gesperrt" in notice.text


# --- asking once more -------------------------------------------------------------------------------------------------


def test_who_has_no_account_is_reminded_by_a_new_link(
    case: Case, referral: Referral, made: NewLink, signed_in: Callable[..., Client], browser: Client
) -> None:
    page = signed_in(case.lead).post(url("referral_remind", referral)).content.decode()
    assert "/antwort/" in page
    assert browser.get(path(made)).status_code == 404
    assert [link.closed_why for link in ReferralLink.objects.order_by("made_at")] == ["replaced", ""]
    assert case.timeline.get(act="referral_reminded").subject == referral.pk


def test_who_has_an_account_is_reminded_by_a_notice_that_names_nobody(
    case: Case,
    referral: Referral,
    signed_in: Callable[..., Client],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    there = SeatFactory(user=UserFactory(), organisation=referral.offer.organisation, role=Role.PROVIDER_STAFF).user
    UserFactory(roles=[Role.PROVIDER_STAFF])
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(case.lead).post(url("referral_remind", referral))
    notice = Notice.objects.get()
    assert (notice.user, notice.path) == (there, reverse("cases:disclosed_one", args=[referral.disclosure_id]))
    assert [mail.to for mail in mailoutbox] == [[there.email]]
    assert case.client.family_name not in notice.text + mailoutbox[0].body
    assert not ReferralLink.objects.exists()


def test_nobody_is_reminded_twice_a_day_or_after_the_answer(case: Case, referral: Referral) -> None:
    remind(referral, by=case.lead)
    with pytest.raises(RuleBroken, match="Heute"):
        remind(referral, by=case.lead)
    answer_referral(referral, by=case.lead, state="accepted")
    with pytest.raises(RuleBroken, match="schon da"):
        remind(referral, by=case.lead)


def test_the_daily_run_lets_links_expire_and_ends_nothing_else(case: Case, referral: Referral, made: NewLink) -> None:
    call_command("expire", stdout=StringIO())
    assert ReferralLink.objects.get().is_open
    _expired(made)
    for _ in range(2):
        call_command("expire", stdout=StringIO())
    assert ReferralLink.objects.get().closed_why == "expired"
    assert Referral.objects.get().state == "sent"
    assert [(notice.user, notice.path) for notice in Notice.objects.all()] == [(case.lead, url("referral", referral))]


def test_a_request_that_nobody_answers_runs_out_once_and_a_late_answer_counts(
    case: Case, referral: Referral, signed_in: Callable[..., Client]
) -> None:
    long_ago = timezone.now() - timedelta(weeks=ANSWER_WEEKS)
    Referral.objects.update(sent_at=long_ago + timedelta(minutes=5))
    call_command("expire", stdout=StringIO())
    assert not Referral.objects.get().has_expired
    Referral.objects.update(sent_at=long_ago)
    for _ in range(2):
        call_command("expire", stdout=StringIO())
    assert (Referral.objects.get().has_expired, Referral.objects.get().state) == (True, "sent")
    assert [(notice.user, notice.path) for notice in Notice.objects.all()] == [(case.lead, url("referral", referral))]
    assert case.timeline.filter(act=Act.REFERRAL_EXPIRED, subject=referral.pk, by=None).count() == 1
    page_of_it = signed_in(case.lead).get(url("referral", referral)).content.decode()
    plan = signed_in(case.lead).get(reverse("cases:case", args=[case.pk])).content.decode()
    assert all("ohne Antwort abgelaufen" in page for page in (page_of_it, plan))
    offered = dict(re.findall(r'name="(seen|state|reason)" value="([^"]+)"', page_of_it))
    assert offered == {"seen": str(referral.revision), "state": "ended_early", "reason": "Keine Antwort."}
    answered = answer_referral(Referral.objects.get(), by=case.lead, state="accepted")
    assert (answered.state, answered.has_expired) == ("accepted", False)


def _asked(weeks: int) -> None:
    Referral.objects.update(sent_at=timezone.now() - timedelta(weeks=weeks))


def _account_at(referral: Referral) -> User:
    return SeatFactory(user=UserFactory(), organisation=referral.offer.organisation, role=Role.PROVIDER_STAFF).user


def test_the_daily_run_reminds_accounts_once_and_gives_no_longer(case: Case, referral: Referral) -> None:
    there = _account_at(referral)
    call_command("expire", stdout=StringIO())
    assert not Notice.objects.exists()
    _asked(REMINDER_WEEKS)
    for _ in range(2):
        call_command("expire", stdout=StringIO())
    notice = Notice.objects.get()
    assert (notice.user, notice.path) == (there, reverse("cases:disclosed_one", args=[referral.disclosure_id]))
    assert case.timeline.get(act=Act.REFERRAL_REMINDED).by is None
    _asked(ANSWER_WEEKS)
    call_command("expire", stdout=StringIO())
    assert Referral.objects.get().has_expired


def _a_colleague_did(referral: Referral) -> None:
    remind(referral, by=referral.case.lead)


def _they_answered(referral: Referral) -> None:
    answer_referral(referral, by=referral.case.lead, state="accepted")


def _access_ended(referral: Referral) -> None:
    close_disclosure(referral.disclosure, by=referral.case.lead, why="mistake")


def _the_account_went(referral: Referral) -> None:
    User.objects.filter(seats__organisation=referral.offer.organisation_id).update(is_active=False)


@pytest.mark.parametrize("ended", [_a_colleague_did, _they_answered, _access_ended, _the_account_went])
def test_the_daily_run_reminds_nobody_who_was_reminded_has_answered_or_reads_no_more(
    ended: Callable[[Referral], None], referral: Referral
) -> None:
    _account_at(referral)
    _asked(REMINDER_WEEKS)
    ended(referral)
    Notice.objects.all().delete()
    call_command("expire", stdout=StringIO())
    assert not Notice.objects.filter(text__contains="wartet auf Ihre Antwort").exists()


def test_the_daily_run_locks_a_file_before_what_is_in_it_as_every_act_does(referral: Referral) -> None:
    _account_at(referral)
    _asked(REMINDER_WEEKS)
    with CaptureQueriesContext(connection) as asked:
        assert remind_providers() == 1
    locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    tables = ["cases_case" if 'FROM "cases_case"' in lock else "cases_referral" for lock in locks]
    assert tables == ["cases_case", "cases_referral"]


def test_the_daily_run_makes_no_link_by_itself(referral: Referral) -> None:
    _asked(REMINDER_WEEKS)
    call_command("expire", stdout=StringIO())
    assert not ReferralLink.objects.exists()


def test_a_reminder_gives_as_long_again(case: Case, referral: Referral) -> None:
    Referral.objects.update(sent_at=timezone.now() - timedelta(weeks=ANSWER_WEEKS))
    call_command("expire", stdout=StringIO())
    remind(Referral.objects.get(), by=case.lead)
    assert not Referral.objects.get().has_expired
    call_command("expire", stdout=StringIO())
    assert not Referral.objects.get().has_expired


# --- whatever is not open ---------------------------------------------------------------------------------------------


def _expired(made: NewLink) -> None:
    ReferralLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _replaced(made: NewLink) -> None:
    make_link(made.link.referral, by=made.link.made_by)


def _withdrawn(made: NewLink) -> None:
    withdraw_link(made.link.referral, by=made.link.made_by)


def _without_consent(made: NewLink) -> None:
    withdraw_consent(made.link.referral.disclosure.consent, by=made.link.made_by, how="phone")  # type: ignore[arg-type]


def _closed_there(made: NewLink) -> None:
    close_disclosure(made.link.referral.disclosure, by=made.link.made_by, why="mistake")


def _answered_on_the_telephone(made: NewLink) -> None:
    answer_referral(made.link.referral, by=made.link.made_by, state="accepted")


def _ended(made: NewLink) -> None:
    answer_referral(made.link.referral, by=made.link.made_by, state="ended_early", reason="weil")


def _used(made: NewLink) -> None:
    answer(Client(), made, "accepted")


def _guessed(made: NewLink) -> None:
    for _ in range(5):
        enter(Client(), made, wrong(made))


def _file_closed(made: NewLink) -> None:
    advance(made.link.referral.case, Phase.CLOSED)


def _restricted(made: NewLink) -> None:
    client = made.link.referral.case.client
    safeguards.set_safeguard(client, SafeguardKind.RESTRICTION, by=made.link.made_by, reason="Sie will es so.")


def _objected(made: NewLink) -> None:
    client = made.link.referral.case.client
    safeguards.set_safeguard(client, SafeguardKind.OBJECTION, by=made.link.made_by, reason="Sie will es so.")


NOT_OPEN = [
    _expired, _replaced, _withdrawn, _without_consent, _closed_there, _answered_on_the_telephone, _ended, _used,
    _guessed, _file_closed, _restricted, _objected,
]  # fmt: skip


@pytest.mark.parametrize("happened", NOT_OPEN)
def test_what_is_not_open_answers_like_what_never_was(
    happened: Callable[[NewLink], None], browser: Client, made: NewLink
) -> None:
    """No oracle: the same page, the same status, the same work for PostgreSQL."""
    happened(made)
    browser.get(UNKNOWN)  # the name of the house is asked once a minute
    state = Referral.objects.get().state
    for method, said in (("get", {}), ("post", {}), ("post", {"code": made.code}), ("post", {"code": wrong(made)})):
        seen = []
        for where in (path(made), UNKNOWN):
            with CaptureQueriesContext(connection) as queries:
                response = getattr(browser, method)(where, said)
            # Beside it tries are counted in the shared cache, which now and then begins a new row.
            asked = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"] and "_cache" not in one["sql"]]
            seen.append((response.status_code, response.content, sorted(response.headers), len(asked)))
        assert seen[0] == seen[1]
        assert seen[0][0] == 404
    assert answer(browser, made, "started").status_code == 404
    assert Referral.objects.get().state == state


def test_a_stranger_to_the_link_learns_as_much_from_another_code_as_from_none(browser: Client, made: NewLink) -> None:
    other = make_link(ask_provider(add_measure(ActionGoal.objects.get(), offer=OfferFactory())), by=made.link.made_by)
    assert enter(browser, made, other.code if other.code != made.code else wrong(made)).status_code == 422
    assert WORDS not in enter(browser, made, wrong(made)).content.decode()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def test_without_a_user_no_row_is_read_for_this_purpose(made: NewLink) -> None:
    seen = set()
    for rows in declared_rows():
        if not rows.is_open and rows.read not in {"false", "true"}:
            with serving(None, Purpose.ANSWERING), connection.cursor() as cursor:
                cursor.execute(f'select from "{rows.table}" limit 1')
                if cursor.fetchall():
                    seen.add(rows.table)
    assert seen == set()


def test_the_inner_functions_are_nobodys(made: NewLink) -> None:
    for function in ("cases_open_link(text)", "cases_write_answer(uuid,integer,text,text,text,text,uuid,integer)"):
        with connection.cursor() as cursor:
            cursor.execute("select has_function_privilege('roterfaden_serving', %s, 'execute')", [function])
            assert cursor.fetchone() == (False,)


def test_the_pages_ask_little(
    browser: Client, referral: Referral, made: NewLink, signed_in: Callable[..., Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_max_num_queries(2):
        browser.get(path(made))
    with django_assert_max_num_queries(12):
        enter(browser, made)
    manager = signed_in(referral.case.lead)
    with django_assert_max_num_queries(12):
        manager.get(url("referral", referral))
