"""Those who were asked answer themselves: with an account, and without ever seeing more than what was passed on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.cases.actions import safeguards, team
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.referrals import STEP_STATE, answer_referral, correct_referral
from roterfaden.cases.models import (
    ActionGoal,
    Case,
    Measure,
    Part,
    Phase,
    Referral,
    ReferralState,
    SafeguardKind,
    Scope,
)
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
    disclose_to,
)
from tests.rowlevel.seen import rows_seen

pytestmark = pytest.mark.django_db

FAILED = {"declined", "ended_early"}
WAYS = [
    ["accepted", "started", "done"],
    ["started", "done"],
    ["accepted", "ended_early"],
    ["declined"],
    ["ended_early"],
]


@pytest.fixture
def referral() -> Referral:
    case = CaseFactory(phase=Phase.PLANNING)
    return ask_provider(add_measure(ActionGoal.objects.get(frame_goal__case=case), offer=OfferFactory()))


@pytest.fixture
def provider(referral: Referral) -> User:
    return staff_of(referral.offer.organisation)


@pytest.fixture
def browser(signed_in: Callable[..., Client], provider: User) -> Client:
    return signed_in(provider)


def staff_of(organisation: Organisation, role: Role = Role.PROVIDER_STAFF) -> User:
    return SeatFactory(user=UserFactory(), organisation=organisation, role=role).user


def there(referral: Referral) -> str:
    return reverse("cases:disclosed_one", args=[referral.disclosure_id])


def answer(browser: Client, referral: Referral, state: str, **said: Any) -> Any:
    referral.refresh_from_db()
    return browser.post(there(referral), {"seen": referral.revision, "state": state, **said})


def words_of(referral: Referral) -> dict[str, Any]:
    """Everything an answer writes."""
    row = Referral.objects.select_related("measure", "disclosure", "measure__action_goal__frame_goal__case").get(
        pk=referral.pk
    )
    # In a test all answers share one transaction, so one time: the order of their lines means nothing.
    told = row.case.timeline.filter(act="referral_answered").values_list("reason", "subject")
    return {
        "referral": (row.state, row.reason, row.revision, bool(row.answered_at)),
        "measure": (row.measure.state, row.measure.revision),
        "open_until": row.disclosure.open_until,
        "told": sorted((reason, subject == row.pk) for reason, subject in told),
        "versions": row.events.count(),  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("way", WAYS)
def test_the_provider_answers_and_the_step_follows(browser: Client, referral: Referral, way: list[str]) -> None:
    for state in way:
        said = {"words": "kein Platz"} if state in FAILED else {}
        assert answer(browser, referral, state, **said).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (way[-1], "kein Platz" if way[-1] in FAILED else "")
    assert Measure.objects.get(pk=referral.measure_id).state == STEP_STATE[ReferralState(way[-1])]


@pytest.mark.parametrize("way", WAYS)
def test_both_doors_write_the_same(browser: Client, referral: Referral, way: list[str]) -> None:
    """One rule, worded twice: in the act of the case manager and in PostgreSQL."""
    case = CaseFactory(lead=referral.case.lead, phase=Phase.PLANNING)
    recorded = ask_provider(add_measure(ActionGoal.objects.get(frame_goal__case=case), offer=OfferFactory()))
    for state in way:
        said = {"words": "kein Platz"} if state in FAILED else {}
        answer(browser, referral, state, **said)
        answer_referral(recorded, by=case.lead, state=state, reason=said.get("words", ""))
    assert words_of(referral) == words_of(recorded)


@pytest.mark.parametrize("before", ReferralState)
def test_both_doors_refuse_the_same_steps(browser: Client, referral: Referral, before: ReferralState) -> None:
    for after in ReferralState:
        Referral.objects.filter(pk=referral.pk).update(state=before, reason="weil")
        response = answer(browser, referral, after, words="kein Platz")
        allowed = after in ReferralState.next_states(before)
        assert (after, response.status_code) == (after, 302 if allowed else 422)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"usual": "Wartezeit zu lang"}, "Wartezeit zu lang"),
        ({"usual": "kein Platz", "words": "Erst im Mai."}, "kein Platz: Erst im Mai."),
        ({"usual": "anderes", "words": "Wir ziehen um."}, "Wir ziehen um."),
        ({"words": "Wir ziehen um."}, "Wir ziehen um."),
        ({}, None),
        ({"usual": "anderes"}, None),
        ({"usual": "erfunden"}, None),
    ],
)
def test_a_refusal_says_why(browser: Client, referral: Referral, said: dict[str, str], reason: str | None) -> None:
    response = answer(browser, referral, "declined", **said)
    assert response.status_code == (422 if reason is None else 302)
    assert Referral.objects.get().reason == (reason or "")


def test_an_end_is_not_explained_by_the_reasons_of_a_refusal(browser: Client, referral: Referral) -> None:
    answer(browser, referral, "started")
    assert "passt nicht zur Zielgruppe" not in browser.get(there(referral)).content.decode()
    assert answer(browser, referral, "ended_early", usual="kein Platz").status_code == 422
    assert answer(browser, referral, "ended_early", words="Sie ist umgezogen.").status_code == 302


def test_who_asked_and_who_leads_hear_of_it_without_a_name(browser: Client, referral: Referral) -> None:
    case, former = referral.case, referral.sent_by
    colleague = CaseManagerFactory()
    team.join_team(case, by=former, user=colleague, part=Part.DEPUTY)
    Case.objects.filter(pk=case.pk).update(lead=colleague)
    case.refresh_from_db()
    answer(browser, referral, "accepted")
    told = Notice.objects.all()
    assert {notice.user_id for notice in told} == {former.pk, case.lead_id}
    for notice in told:
        assert notice.path == reverse("cases:referral", args=[case.pk, referral.pk])
        assert case.client.family_name not in notice.text


def test_the_timeline_names_who_answered(browser: Client, provider: User, referral: Referral) -> None:
    answer(browser, referral, "accepted", words="Montag um neun.")
    entry = referral.case.timeline.get(act="referral_answered")
    assert (entry.by, entry.reason) == (provider, "Montag um neun.")
    assert entry.text == f"{referral.offer}: zugesagt (Antwort des Trägers)"
    version = referral.events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert version.pgh_context.metadata["user"] == str(provider.pk)


def test_of_a_confidential_place_the_timeline_tells_nothing(
    signed_in: Callable[..., Client],
) -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    offer = OfferFactory(organisation=OrganisationFactory(is_sensitive=True))
    referral = ask_provider(add_measure(ActionGoal.objects.get(), offer=offer))
    browser = signed_in(staff_of(offer.organisation))
    answer(browser, referral, "declined", words="Zimmer im Frauenhaus belegt.")
    entry = referral.case.timeline.get(act="referral_answered")
    assert (entry.by, entry.reason) == (None, "")
    assert entry.text == "Vertrauliche Stelle: abgelehnt (Antwort des Trägers), zählt ohne Namen als Bedarf"
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER, scope=Scope.ORDINARY)
    page = signed_in(member).get(reverse("cases:history", args=[referral.case_id])).content.decode()
    assert "Frauenhaus" not in page
    assert str(referral.offer) not in page


def test_the_case_manager_can_still_take_it_back(browser: Client, referral: Referral) -> None:
    answer(browser, referral, "declined", usual="kein Platz")
    correct_referral(referral, by=referral.case.lead, reason="Der Träger hat sich verklickt.")
    assert Referral.objects.get().state == "sent"


def test_the_first_opening_is_noted_once_and_told_to_the_case_manager(
    browser: Client, referral: Referral, signed_in: Callable[..., Client]
) -> None:
    page = reverse("cases:referral", args=[referral.case_id, referral.pk])
    assert "gelesen am" not in signed_in(referral.case.lead).get(page).content.decode()
    browser.get(there(referral))
    first = Referral.objects.get()
    assert (first.state, first.revision) == ("sent", 1)
    assert first.seen_at is not None
    browser.get(there(referral))
    assert Referral.objects.get().seen_at == first.seen_at
    assert "gelesen am" in signed_in(referral.case.lead).get(page).content.decode()
    plan = reverse("cases:case", args=[referral.case_id])
    assert "gelesen, noch ohne Antwort" in signed_in(referral.case.lead).get(plan).content.decode()


def test_what_waits_stands_first_and_says_since_when(browser: Client, referral: Referral) -> None:
    newer = disclose_to(referral.offer.organisation, referral.case, text="Nur zur Kenntnis.")
    page = browser.get(reverse("cases:disclosed")).content.decode()
    assert "wartet auf Ihre Antwort seit" in page
    assert page.index(there(referral)) < page.index(reverse("cases:disclosed_one", args=[newer.pk]))
    answer(browser, referral, "accepted")
    page = browser.get(reverse("cases:disclosed")).content.decode()
    assert "wartet auf Ihre Antwort seit" not in page
    assert page.index(there(referral)) > page.index(reverse("cases:disclosed_one", args=[newer.pk]))


def test_what_belongs_to_no_referral_is_read_only(browser: Client, referral: Referral) -> None:
    passed = disclose_to(referral.offer.organisation, referral.case)
    here = reverse("cases:disclosed_one", args=[passed.pk])
    assert "Ihre Antwort" not in browser.get(here).content.decode()
    assert browser.post(here, {"seen": 1, "state": "accepted"}).status_code == 200
    assert Referral.objects.get().state == "sent"


def test_a_faster_answer_is_shown_and_nothing_typed_is_lost(browser: Client, referral: Referral) -> None:
    answer_referral(referral, by=referral.case.lead, state="accepted")
    response = browser.post(there(referral), {"seen": 1, "state": "declined", "words": "Doch nicht."})
    assert response.status_code == 409
    assert "Doch nicht." in response.content.decode()
    assert Referral.objects.get().state == "accepted"


def test_sending_twice_answers_once(browser: Client, referral: Referral) -> None:
    sent = {"seen": referral.revision, "state": "accepted"}
    assert [browser.post(there(referral), sent).status_code for _ in range(2)] == [302, 409]
    assert referral.case.timeline.filter(act="referral_answered").count() == 1


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_after_the_consent_is_withdrawn_there_is_nothing_to_answer(browser: Client, referral: Referral) -> None:
    withdraw_consent(referral.disclosure.consent, by=referral.case.lead, how="phone")  # type: ignore[arg-type]
    assert answer(browser, referral, "accepted").status_code == 404
    assert Referral.objects.get().state == "sent"


def test_a_restricted_file_takes_no_answer(browser: Client, referral: Referral) -> None:
    kind = SafeguardKind.RESTRICTION
    safeguards.set_safeguard(referral.case.client, kind, by=referral.case.lead, reason="Sie will es so.")
    response = answer(browser, referral, "accepted")
    assert response.status_code == 422
    assert "Rufen Sie bitte an" in response.content.decode()
    assert "Art. 18" not in response.content.decode()
    assert Referral.objects.get().state == "sent"


def test_a_closed_file_takes_no_answer(browser: Client, referral: Referral) -> None:
    advance(referral.case, Phase.CLOSED)
    assert answer(browser, referral, "accepted").status_code == 422
    assert Referral.objects.get().state == "sent"


@pytest.mark.parametrize("who", [Role.PROVIDER_STAFF, Role.OTHER_OFFICE])
def test_another_organisation_finds_nothing(who: Role, referral: Referral, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(staff_of(OrganisationFactory(), who))
    assert browser.get(there(referral)).status_code == 404
    assert answer(browser, referral, "accepted").status_code == 404
    assert Referral.objects.get().seen_at is None


def test_those_who_answer_see_no_row_of_the_file(browser: Client, provider: User, referral: Referral) -> None:
    answer(browser, referral, "accepted")
    hidden = ("cases_case", "cases_client", "cases_referral", "cases_referralevent", "cases_measure")
    for purpose in Purpose:
        for table in (*hidden, "cases_consent", "cases_timelineentry"):
            column = "pgh_id" if table.endswith("event") else "id"
            assert (table, rows_seen(table, provider, purpose, column)) == (table, set())
    assert rows_seen("cases_receivedreferral", provider, Purpose.DISCLOSED, "disclosure_id") == {
        str(referral.disclosure_id)
    }


def test_the_list_and_the_page_ask_no_more_with_more(
    browser: Client, referral: Referral, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    goal = ActionGoal.objects.get()
    for _ in range(5):
        ask_provider(add_measure(goal, offer=OfferFactory(organisation=referral.offer.organisation)))
    with django_assert_max_num_queries(12):
        browser.get(reverse("cases:disclosed"))
    with django_assert_max_num_queries(12):
        browser.get(there(referral))
