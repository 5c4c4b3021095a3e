"""Lights and lists follow from facts; lists are kept and shared; a pause and the weekly overview."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases import figures
from roterfaden.cases.actions import conferences, handing_over, monitoring, sharing, team, worklists
from roterfaden.cases.models import (
    Act,
    Case,
    ChecklistStep,
    Conference,
    Part,
    Phase,
    Referral,
    SavedList,
    StepWho,
    Urgency,
)
from roterfaden.cases.worklist import Light, Rank, WorkList, counted, light_of, ordered, reasons, weighed, why_now
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_conference,
    add_follow_up,
    add_measure,
    add_relative,
    ask_new_office,
    ask_provider,
    fix_conference,
)
from tests.world import begin_area_change, transfer_to_another

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def quiet_case(**more: object) -> Case:
    """A case in which nothing is due."""
    return CaseFactory(phase=Phase.STEERING, **more)


def overdue(case: Case, days: int) -> None:
    add_follow_up(case, in_days=-days)


def silent(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(last_contact_at=timezone.now() - timedelta(weeks=7))


def stalled(case: Case) -> None:
    look = add_follow_up(case, in_days=0)
    monitoring.hold_follow_up(look, by=case.lead, held_on=TODAY(), result="stalled")


def asked(case: Case, days: int) -> None:
    referral = ask_provider(add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory()))
    Referral.objects.filter(pk=referral.pk).update(sent_at=timezone.now() - timedelta(days=days))


def goal_late(case: Case) -> None:
    case.frame_goals.get().action_goals.update(due_on=TODAY() - timedelta(days=1))


def step_late(case: Case, **fields: object) -> None:
    add_measure(case.frame_goals.get().action_goals.get(), due_on=TODAY() - timedelta(days=1), **fields)


def in_sql(case: Case) -> str:
    """The light by which PostgreSQL makes its lists."""
    return str(weighed(Case.objects.filter(pk=case.pk)).values_list(F("light"), flat=True).get())


LIGHTS: list[tuple[Callable[[Case], None], Light]] = [
    (lambda case: None, Light.GREEN),
    (lambda case: overdue(case, 1), Light.YELLOW),
    (step_late, Light.YELLOW),
    (lambda case: step_late(case, state="running"), Light.GREEN),
    (lambda case: step_late(case, kind="no_offer", missing="Kurs"), Light.GREEN),
    (lambda case: overdue(case, 7), Light.YELLOW),
    (lambda case: overdue(case, 8), Light.RED),
    (silent, Light.RED),
    (stalled, Light.RED),
    (lambda case: asked(case, 1), Light.GREEN),
    (lambda case: asked(case, 15), Light.YELLOW),
    (goal_late, Light.YELLOW),
    (lambda case: add_follow_up(case, in_days=2) and None, Light.GREEN),
]


@pytest.mark.parametrize(("fact", "light"), LIGHTS)
def test_the_light_follows_from_the_facts_and_the_line_names_them(fact: Callable[[Case], None], light: Light) -> None:
    case = quiet_case()
    fact(case)
    row = ordered(Case.objects.all()).get()
    assert light_of(row) == in_sql(case) == light
    if light != Light.GREEN:
        assert why_now(row) == next(reasons(row))


@pytest.mark.parametrize(("days", "light"), [(-1, Light.RED), (0, Light.YELLOW), (56, Light.YELLOW), (57, Light.GREEN)])
def test_a_residence_paper_that_ends_is_seen_in_time(days: int, light: Light) -> None:
    case = quiet_case(client=ClientFactory(residence_until=TODAY() + timedelta(days=days)))
    assert light_of(ordered(Case.objects.all()).get()) == in_sql(case) == light


def test_an_urgency_somebody_set_moves_a_case_up_but_is_no_fact() -> None:
    case = quiet_case(urgency=Urgency.ACUTE)
    row = ordered(Case.objects.all()).get()
    assert row.rank == Rank.ACUTE  # type: ignore[attr-defined]
    assert light_of(row) == in_sql(case) == Light.GREEN


def test_a_later_look_that_goes_well_ends_the_stall() -> None:
    case = quiet_case()
    stalled(case)
    monitoring.hold_follow_up(add_follow_up(case, in_days=1), by=case.lead, held_on=TODAY(), result="on_track")
    assert light_of(ordered(Case.objects.all()).get()) == in_sql(case) == Light.GREEN


def test_each_list_holds_what_its_facts_say_and_the_counts_agree() -> None:
    me = CaseManagerFactory()
    drifting, week, waiting, _quiet = (quiet_case(lead=me) for _ in range(4))
    silent(drifting)
    add_follow_up(week, in_days=3)
    asked(waiting, 1)
    mine = Case.objects.visible_to(me)
    found = {one: list(ordered(mine.open(), worklist=one)) for one in WorkList if one}
    assert found == {WorkList.DRIFTING: [drifting], WorkList.WEEK: [week], WorkList.WAITING: [waiting]}
    assert counted(mine) == {"open": 4, "closed": 0, "driftet": 1, "woche": 1, "wartet": 1}


def step_of(who: StepWho, days: int = 30) -> Callable[[Case], None]:
    def begin(case: Case) -> None:
        steps = begin_area_change(case).steps
        steps.update(who=StepWho.WORKER, due_on=TODAY() + timedelta(days=30))
        steps.filter(key="konto").update(who=who, due_on=TODAY() + timedelta(days=days))

    return begin


def ask_for_dates(case: Case) -> None:
    meeting = add_conference(case)
    conferences.invite(meeting, by=case.lead, name="Mara Amt", recipient_described="Jobcenter")
    meeting.refresh_from_db()
    dates = [timezone.now() + timedelta(days=days) for days in (7, 8)]
    conferences.propose_dates(meeting, by=case.lead, seen=meeting.revision, dates=dates)


def hand_over(case: Case) -> None:
    seat = {"receiver": CaseManagerFactory(), "note": "Urlaub", "due_on": TODAY()}
    handing_over.propose_hand_over(case, by=case.lead, **seat)


def ask_who_pays(case: Case) -> None:
    step_of(StepWho.WORKER)(case)
    ask_new_office(case.area_changes.get())
    ChecklistStep.objects.update(who=StepWho.WORKER)


def propose_a_link(case: Case) -> None:
    other = quiet_case()
    team.join_team(other, by=other.lead, user=case.lead, part=Part.MEMBER)
    sharing.propose_link(add_relative(case, name=str(other.client)), other, by=case.lead)


WAITS: list[tuple[Callable[[Case], object], str]] = [
    (lambda case: asked(case, 0), "Antwort auf eine Vermittlung steht seit heute aus"),
    (lambda case: asked(case, 3), "Antwort auf eine Vermittlung steht seit 3 Tagen aus"),
    (step_of(StepWho.OFFICE), "Schritt einer anderen Stelle zum Rechtskreiswechsel bis"),
    (step_of(StepWho.OFFICE, -1), "Schritt einer anderen Stelle zum Rechtskreiswechsel ist seit dem"),
    (ask_for_dates, "Antworten auf die Termine einer Konferenz fehlen noch"),
    (hand_over, "Übergabe ist vorgeschlagen"),
    (transfer_to_another, "Übergabe ist vorgeschlagen"),
    (ask_who_pays, "hat noch nicht zugesagt"),
    (propose_a_link, "Verbindung noch nicht zugestimmt"),
]
"""Whom a case waits for, and how its line says so."""


@pytest.mark.parametrize(("wait", "said"), WAITS)
def test_the_list_of_those_that_wait_names_whom_for(
    wait: Callable[[Case], object], said: str, signed_in: Callable[..., Client]
) -> None:
    me = CaseManagerFactory()
    case = quiet_case(lead=me)
    wait(case)
    mine = Case.objects.filter(lead=me)
    [row] = ordered(mine, worklist=WorkList.WAITING)
    assert said in why_now(row, WorkList.WAITING)
    assert counted(mine)["wartet"] == 1
    assert said in signed_in(me).get(reverse("cases:cases") + "?liste=wartet").content.decode()


@pytest.mark.parametrize("own", [step_of(StepWho.WORKER), step_of(StepWho.PERSON), lambda case: add_conference(case)])
def test_what_is_ones_own_to_do_waits_for_nobody(own: Callable[[Case], object]) -> None:
    own(quiet_case())
    assert counted(Case.objects.all())["wartet"] == 0


def test_a_conference_waits_no_longer_once_only_whoever_planned_it_has_not_answered() -> None:
    case = quiet_case()
    ask_for_dates(case)
    invited = case.conferences.get().invitees
    invited.filter(user=None).update(answered_at=timezone.now())
    invited.filter(user=case.lead).update(answered_at=None)
    assert counted(Case.objects.all())["wartet"] == 0


def test_what_was_answered_or_called_off_is_waited_for_no_longer() -> None:
    case = quiet_case()
    hand_over(case)
    handing_over.withdraw_hand_over(case.hand_overs.get(), by=case.lead)
    step_of(StepWho.OFFICE)(case)
    ChecklistStep.objects.filter(who=StepWho.OFFICE).update(
        state="done", settled_at=timezone.now(), settled_by=case.lead
    )
    assert counted(Case.objects.all())["wartet"] == 0


@pytest.mark.parametrize(("wait", "said"), [(ask_for_dates, WAITS[4][1]), (hand_over, WAITS[5][1])])
def test_waiting_for_others_moves_neither_the_light_nor_the_next_day(wait: Callable[[Case], object], said: str) -> None:
    case = quiet_case()
    wait(case)
    row = ordered(Case.objects.filter(pk=case.pk)).get()
    assert light_of(row) == in_sql(case) == Light.GREEN
    assert (row.next_on, said in why_now(row)) == (None, False)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (7, True), (8, False)])
def test_this_week_knows_the_day_of_a_conference(days: int, stands: bool) -> None:
    case = quiet_case()
    meeting = fix_conference(add_conference(case))
    day = timezone.localtime().replace(hour=0, minute=30) + timedelta(days=days)
    Conference.objects.filter(pk=meeting.pk).update(starts_at=day)
    (row,) = ordered(Case.objects.all())
    assert list(ordered(Case.objects.all(), worklist=WorkList.WEEK)) == ([case] if stands else [])
    assert (why_now(row) == "Konferenz steht an") == stands
    assert light_of(row) == in_sql(case) == Light.GREEN


def test_the_page_of_a_list_shows_its_cases_with_light_and_reason(signed_in: Callable[..., Client]) -> None:
    me = CaseManagerFactory()
    case = quiet_case(lead=me, client=ClientFactory(family_name="Driftemann"))
    quiet_case(lead=me, client=ClientFactory(family_name="Laeuftgut"))
    silent(case)
    page = signed_in(me).get(reverse("cases:cases"), {"liste": "driftet"}).content.decode()
    assert "Driftemann" in page
    assert "Laeuftgut" not in page
    assert "Seit 7 Wochen kein Kontakt" in page
    assert "Driftemann" not in signed_in(me).get(reverse("cases:cases"), {"liste": "woche"}).content.decode()


def test_the_page_asks_the_same_number_of_queries_for_more_cases(
    signed_in: Callable[..., Client], django_assert_max_num_queries
) -> None:
    me = CaseManagerFactory()
    browser = signed_in(me)
    for _ in range(2):
        for _ in range(6):
            silent(quiet_case(lead=me))
        with django_assert_max_num_queries(12):
            browser.get(reverse("cases:cases"), {"liste": "driftet"})


# Kept lists ------------------------------------------------------------------------------------------------------


def test_filters_are_kept_under_a_name_and_open_with_one_click(signed_in: Callable[..., Client]) -> None:
    me = CaseManagerFactory()
    browser = signed_in(me)
    keep = reverse("cases:list_keep") + "?liste=driftet&begleitung=close&phase=erfunden"
    assert browser.post(keep, {"title": ""}).status_code == 422
    browser.post(keep, {"title": "Eng und still"})
    kept = SavedList.objects.get()
    assert (kept.worklist, kept.intensity, kept.phase, kept.organisation_id) == ("driftet", "close", "", None)
    assert kept.query == "?liste=driftet&begleitung=close"
    assert "Eng und still" in browser.get(reverse("cases:cases")).content.decode()


def test_the_same_name_keeps_the_newer_choice() -> None:
    me = CaseManagerFactory()
    for phase in (Phase.PLANNING, Phase.STEERING):
        worklists.keep_list(by=me, title="Meine", filters={"phase": phase})
    assert SavedList.objects.get().phase == Phase.STEERING


def test_a_shared_list_is_for_the_own_organisation_and_only_its_owner_removes_it(
    signed_in: Callable[..., Client],
) -> None:
    ours = OrganisationFactory()
    me, colleague = (SeatFactory(organisation=ours, role=Role.CASE_MANAGER, user=UserFactory()).user for _ in range(2))
    stranger = CaseManagerFactory()
    signed_in(me).post(reverse("cases:list_keep") + "?liste=wartet", {"title": "Warten", "share": "on"})
    kept = SavedList.objects.get()
    seen = ["Warten" in signed_in(who).get(reverse("cases:cases")).content.decode() for who in (colleague, stranger)]
    assert seen == [True, False]
    drop = reverse("cases:list_drop", args=[kept.pk])
    assert [signed_in(who).post(drop).status_code for who in (colleague, stranger, me)] == [404, 404, 302]
    assert not SavedList.objects.exists()


def test_there_are_not_endlessly_many_lists() -> None:
    me = CaseManagerFactory()
    for number in range(worklists.MOST_LISTS):
        worklists.keep_list(by=me, title=f"Liste {number}", filters={})
    with pytest.raises(RuleBroken):
        worklists.keep_list(by=me, title="eine zu viel", filters={})
    worklists.keep_list(by=me, title="Liste 3", filters={"order": "name"})


# Pause -----------------------------------------------------------------------------------------------------------


def test_while_a_case_rests_silence_is_no_sign(signed_in: Callable[..., Client]) -> None:
    case = quiet_case()
    silent(case)
    browser, until = signed_in(case.lead), TODAY() + timedelta(weeks=4)
    answers = {"until": until.isoformat(), "reason": "Reise zur Familie"}
    browser.post(reverse("cases:rest", args=[case.pk]), answers)
    row = ordered(Case.objects.all()).get()
    assert light_of(row) == in_sql(case) == Light.GREEN
    assert "Reise zur Familie" in why_now(row)
    assert [load.silent for load in figures.loads(HeadOfUnitFactory()) if load.open] == [0]
    page = browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "Reise zur Familie" in page
    assert "kein Kontakt" not in page
    browser.post(reverse("cases:rest_end", args=[case.pk]))
    assert light_of(ordered(Case.objects.all()).get()) == in_sql(case) == Light.RED
    told = set(case.timeline.values_list("act", flat=True))
    assert {Act.REST_AGREED, Act.REST_ENDED} <= told


def test_a_pause_that_is_over_hides_nothing() -> None:
    case = quiet_case()
    silent(case)
    Case.objects.filter(pk=case.pk).update(rests_until=TODAY() - timedelta(days=1), rest_reason="Reise")
    assert light_of(ordered(Case.objects.all()).get()) == in_sql(case) == Light.RED


@pytest.mark.parametrize("days", [-1, 0, 92])
def test_a_pause_lies_ahead_and_has_an_end(signed_in: Callable[..., Client], days: int) -> None:
    case = quiet_case()
    answers = {"until": (TODAY() + timedelta(days=days)).isoformat(), "reason": "Reise"}
    answer = signed_in(case.lead).post(reverse("cases:rest", args=[case.pk]), answers)
    assert answer.status_code == 422
    assert "spätestens am" in answer.content.decode()


# The weekly overview ---------------------------------------------------------------------------------------------

MONDAY = TODAY() - timedelta(days=TODAY().weekday())


def send(**more: object) -> int:
    return worklists.send_overviews("https://example.org", **more)  # type: ignore[arg-type]


def test_the_overview_tells_figures_and_no_person() -> None:
    case = quiet_case(client=ClientFactory(given_name="Samira", family_name="Niemandsonst"))
    silent(case)
    call_command("send_overviews", "https://example.org/", stdout=StringIO())
    [letter] = mail.outbox
    assert letter.to == [case.lead.email]
    assert "1 Fall driftet" in letter.body
    assert "https://example.org/app/faelle/" in letter.body
    assert not {"Samira", "Niemandsonst", case.reference} & set(letter.body.replace(",", " ").split())


def test_it_comes_once_a_week_and_again_in_the_next() -> None:
    silent(quiet_case())
    assert [send(today=MONDAY), send(today=MONDAY + timedelta(days=1)), send(today=MONDAY + timedelta(days=7))] == [
        1,
        0,
        1,
    ]


def test_who_has_nothing_to_do_gets_no_mail() -> None:
    quiet_case()
    assert send() == 0


def test_it_can_rest_or_stop(signed_in: Callable[..., Client]) -> None:
    case = quiet_case()
    silent(case)
    browser, page = signed_in(case.lead), reverse("cases:weekly_overview")
    assert "1 Fall driftet" in browser.get(page).content.decode()
    tomorrow = TODAY() + timedelta(days=1)
    browser.post(page, {"is_on": "on", "paused_until": tomorrow.isoformat()})
    assert send() == 0
    browser.post(page, {"is_on": ""})
    assert send() == 0
    browser.post(page, {"is_on": "on"})
    assert send() == 1
