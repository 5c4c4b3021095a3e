"""What the team is for: members who see only a part, a colleague away today, an emergency that was looked at after.

And what becomes of a case when the law that pays changes, or another organisation goes on.
"""

from datetime import date, timedelta

from django.db import transaction

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.notices import put_away
from roterfaden.base.access import Role
from roterfaden.cases.actions import area_change, cover, emergency, handing_over, team, transfers
from roterfaden.cases.actions.area_acceptance import ask_office
from roterfaden.cases.actions.consents import Agreement, Permission, record_consent
from roterfaden.cases.area_changes import templates
from roterfaden.cases.handing_on import CONCERN, GOALS, PERSON, PLAN, parts_of
from roterfaden.cases.models import (
    Case,
    ChecklistState,
    DataKind,
    GivenHow,
    LeaveCover,
    LegalArea,
    LegalAreaChange,
    Part,
    PassingPurpose,
    Phase,
    ResidenceTitle,
    Scope,
)
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.network.models import Organisation

_REASON = "Anruf aus der Klinik: Die Person braucht heute ihre Unterlagen. Die Fallführung war nicht zu erreichen."
_REVIEW = "Ich war auf einem Hausbesuch ohne Empfang. Die Unterlagen wurden gebraucht, danke."
_NOTE = (
    "Ich gehe ab nächstem Monat auf eine halbe Stelle und kann nicht alle weiter begleiten. Vereinbart ist das meiste; "
    "jetzt geht es vor allem darum, bei der Wohnung dranzubleiben."
)
_MOVES = "Ein Umzug in Ihr Quartier steht bevor. Die Ziele sind vereinbart, der Antrag läuft."
_SCOPES = (Scope.ORDINARY, Scope.OWN, Scope.ORDINARY, Scope.FULL)


@transaction.atomic
def entrust(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Tell it of the persons of these stories; with fewer than three colleagues there is nothing to tell."""
    known = sorted(cases, key=lambda case: case.reference)
    if len(staff) < 3 or len(known) <= len(_SCOPES):
        return
    clock.at = moment_on(working_day(today - timedelta(days=9), back=True), 0.3)
    for case, scope in zip(known, _SCOPES, strict=False):
        free = [one for one in staff if not case.members.filter(user=one).exists()]
        if free:
            team.join_team(case, by=case.lead, user=free[0], part=Part.MEMBER, scope=scope)
    _emergency(staff, clock, known[len(_SCOPES)])
    _hand_over(staff, clock, today, known)
    _area_change(staff, clock, today, known)
    _transfer(staff, clock, today, known)
    clock.at = moment_on(working_day(today, back=True), 0.1)
    _cover(staff, today)


def _emergency(staff: list[User], clock: StoryClock, case: Case) -> None:
    strangers = [one for one in staff if not case.members.filter(user=one).exists()]
    if not strangers:
        return
    opened = emergency.open_emergency(case, by=strangers[0], reason=_REASON)
    clock.pass_minutes(25)
    emergency.end_emergency(opened, by=strangers[0])
    clock.pass_minutes(90)
    emergency.review_emergency(opened, by=case.lead, was_justified=True, review=_REVIEW)
    for notice in Notice.objects.unread().filter(text__contains=opened.reference):
        put_away(notice)


def _hand_over(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """A colleague asks the first of the staff, with whose account most people look around, to take a case."""
    offered = next(
        (
            case
            for case in cases
            if case.lead_id != staff[0].pk and case.phase == Phase.STEERING and _fits(case, staff[0])
        ),
        None,
    )
    if offered:
        clock.at = moment_on(working_day(today - timedelta(days=1), back=True), 0.6)
        handing_over.propose_hand_over(
            offered,
            by=offered.lead,
            receiver=staff[0],
            note=_NOTE,
            due_on=working_day(today + timedelta(days=8)),
            stays_until=working_day(today + timedelta(days=22)),
        )


def _transfer(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """A person moves, and another organisation with accounts here is asked to go on."""
    free = [case for case in cases if case.phase == Phase.STEERING and not case.hand_overs.exists()]
    # Of the first of the staff some persons will claim their rights: of them nothing goes anywhere.
    free.sort(key=lambda case: case.lead_id == staff[0].pk)
    seats = list(transfers.possible_seats(free[0], free[0].lead)) if free else []
    if not seats:
        return
    case, seat = free[0], seats[0]
    clock.at = moment_on(working_day(today - timedelta(days=2), back=True), 0.5)
    parts = [part for part in parts_of(case) if part.key in (PERSON, CONCERN, GOALS, PLAN)]
    consent = record_consent(
        case,
        by=case.lead,
        permission=Permission(
            purpose=PassingPurpose.HANDOVER,
            recipient=seat.organisation,
            kinds={kind for part in parts for kind in part.kinds},
        ),
        agreement=Agreement(given_how=GivenHow.PAPER, language=case.client.language),
    )
    due_on = working_day(today + timedelta(days=12))
    transfers.propose_transfer(case, by=case.lead, seat=seat, note=_MOVES, due_on=due_on, parts=parts, basis=consent)


def _fits(case: Case, receiver: User) -> bool:
    return bool(handing_over.possible_receivers(case, case.lead).filter(pk=receiver.pk).exists())


def _area_change(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Somebody was recognised, or has found work: the change is under way, some of its steps are done."""
    known = sorted(cases, key=lambda case: (case.phase != Phase.STEERING, case.lead_id != staff[0].pk))
    recognised = [case for case in known if case.client.residence_title == ResidenceTitle.RECOGNISED]
    changing = [(case, "asylblg-sgb-ii") for case in recognised if case.client.legal_area == LegalArea.ASYLBLG]
    changing += [(case, "sgb-ii-arbeit") for case in known if case.client.legal_area == LegalArea.SGB_II]
    if not changing:
        return
    case, key = changing[0]
    chosen = next(one for one in templates() if one.key == key)
    clock.at = moment_on(working_day(today - timedelta(days=12), back=True), 0.4)
    changes_on = working_day(today + timedelta(days=9))
    expected = area_change.expect_change(case, by=case.lead, template=chosen, changes_on=changes_on)
    change = area_change.begin_change(expected, by=case.lead, template=chosen)
    clock.at = moment_on(working_day(today - timedelta(days=5), back=True), 0.3)
    for step in change.steps.exclude(key="konto")[:2]:
        area_change.settle_step(step, by=case.lead, state=ChecklistState.DONE)
    account = change.steps.get(key="konto")
    area_change.settle_step(account, by=case.lead, state=ChecklistState.NOT_NEEDED, reason="Ein Konto ist schon da.")
    if case.client.legal_area == LegalArea.ASYLBLG:
        _ask_the_jobcenter(change, today)


def _ask_the_jobcenter(change: LegalAreaChange, today: date) -> None:
    """It has not said yet whether it takes over."""
    office = Organisation.objects.filter(name__startswith="Jobcenter").order_by("name", "pk").first()
    if office is None:
        return
    case = change.case
    consent = record_consent(
        case,
        by=case.lead,
        permission=Permission(
            purpose=PassingPurpose.BENEFITS, recipient=office, kinds=[DataKind.CONTACT, DataKind.INCOME]
        ),
        agreement=Agreement(given_how=GivenHow.PAPER, language=case.client.language),
    )
    due_on = working_day(today + timedelta(days=3))
    ask_office(change, by=case.lead, basis=consent, recipient=office, due_on=due_on, reach="Team Neuantrag")


def _cover(staff: list[User], today: date) -> None:
    absent = staff[-1]
    homes = absent.organisations_as(Role.CASE_MANAGER)
    stands_in = next((one for one in staff[:-1] if one.organisations_as(Role.CASE_MANAGER) >= homes), None)
    if stands_in and not LeaveCover.objects.filter(absent=absent).standing().exists():
        cover.arrange_cover(
            by=absent,
            absent=absent,
            cover=stands_in,
            starts_on=today - timedelta(days=2),
            ends_on=today + timedelta(days=9),
        )
