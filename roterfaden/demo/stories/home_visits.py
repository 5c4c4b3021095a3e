"""A worker on the way: who is visited at home and how often, what a visit showed, a conflict in the stairwell."""

from datetime import date, time, timedelta
from uuid import uuid4

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.actions import mediation, visits
from roterfaden.cases.actions.people import correct_client
from roterfaden.cases.models import Case, Mediation, PartyKind, ProblemKind
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.network.models import District

# Streets there are everywhere in examples: nobody is to find their own door in the demo.
_FLATS = ("Musterweg 12", "Musterweg 12", "Musterstraße 3a", "Musterstraße 41", "Musterplatz 7", "Musterallee 118")
_WAYS_IN = (
    "zweite Klingel von oben",
    "",
    "Hinterhaus, die Klingel ist kaputt: anrufen",
    "3. Stock",
    "",
    "Aufzug links",
)
_NOTES = (
    "Die Wohnung ist fast eingerichtet, ein Schrank fehlt noch. Die Post lag ungeöffnet da, wir haben sie zusammen "
    "durchgesehen: nichts Eiliges.",
    "Kurzer Besuch im Treppenhaus, die Kinder hatten Besuch. Nächste Woche noch einmal in Ruhe.",
    "Im Bad ist die Wand hinter der Tür schwarz. Wir haben gelüftet, Fotos für die Hausverwaltung gemacht und über das "
    "Heizen gesprochen.",
    "Es geht gut. Die Nebenkostenabrechnung ist gekommen und verstanden worden.",
)
_ENOUGH = 3
_LONGEST_AGO = 45


@transaction.atomic
def visit_homes(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Tell it of the first of the staff; with too few who live in a flat of their own there is nothing to tell."""
    known = today - timedelta(days=_LONGEST_AGO + 5)
    own = [case for case in cases if case.lead_id == staff[0].pk and case.client.accommodation_id is None]
    own = [case for case in own if case.opened_at < moment_on(known, 0)]
    homes = sorted(own, key=lambda case: case.reference)[: len(_FLATS)]
    if len(homes) < _ENOUGH:
        return
    clock.at = moment_on(working_day(today - timedelta(days=_LONGEST_AGO), back=True), 0.2)
    for number, case in enumerate(homes):
        _agree(clock, case, number)
    _visit(clock, today, homes)
    _settle(clock, today, homes[0], signed=True)
    if len(homes) > _ENOUGH:
        _settle(clock, today, homes[3], signed=False)
    clock.at = moment_on(working_day(today - timedelta(days=1), back=True), 0.9)
    for number, case in enumerate(homes[:_ENOUGH]):
        visits.plan_visit(case, by=case.lead, on_day=today, at=time(15, 30) if number == 0 else None)


def _agree(clock: StoryClock, case: Case, number: int) -> None:
    """The address, and how often somebody comes. Who shares a street number lives in one district."""
    known = District.objects.order_by("name")[number // 3 : number // 3 + 1].first()
    correct_client(case.client, by=case.lead, seen=None, street=_FLATS[number], district=known or case.client.district)
    visits.set_home_care(
        case, by=case.lead, seen=0, weeks=(2, 2, 4, 4, 8, 6)[number], starts_on=clock.today, way_in=_WAYS_IN[number]
    )
    clock.pass_minutes(4)


def _visit(clock: StoryClock, today: date, homes: list[Case]) -> None:
    for number, case in enumerate(homes[: len(_NOTES)]):
        day = working_day(today - timedelta(days=30 - 4 * number), back=True)
        clock.at = moment_on(day, 0.1)
        visit = visits.plan_visit(case, by=case.lead, on_day=day)
        clock.at = moment_on(day, 0.3 + number / 10)
        visits.record_visit(visit, by=case.lead, key=uuid4(), met=number != 1, text=_NOTES[number])
    clock.pass_minutes(10)
    _problems(clock, today, homes)


def _problems(clock: StoryClock, today: date, homes: list[Case]) -> None:
    by = homes[0].lead
    visits.find_problem(
        homes[2],
        by=by,
        kind=ProblemKind.MOULD,
        text="Schimmel im Bad hinter der Tür",
        since=clock.today - timedelta(days=20),
        due_on=working_day(today - timedelta(days=1), back=True),
        has_to_act="Hausverwaltung",
    )
    lost = visits.find_problem(
        homes[0],
        by=by,
        kind=ProblemKind.SUPPLY,
        text="Die Heizung im Kinderzimmer bleibt kalt",
        since=clock.today - timedelta(days=3),
        due_on=clock.today + timedelta(days=5),
        has_to_act="Vermieterin",
    )
    visits.find_problem(
        homes[1],
        by=by,
        kind=ProblemKind.FURNISHING,
        text="Ein Kleiderschrank fehlt",
        since=clock.today,
        due_on=working_day(today + timedelta(days=6)),
    )
    clock.at = moment_on(working_day(clock.today + timedelta(days=3)), 0.6)
    visits.solve_problem(
        lost, by=by, solved_on=clock.today, solution="Das Ventil ist getauscht, die Vermieterin hat es bezahlt."
    )


def _settle(clock: StoryClock, today: date, case: Case, *, signed: bool) -> None:
    """A conflict: agreed and signed, or still being talked about."""
    by, day = case.lead, working_day(today - timedelta(days=12 if signed else 2), back=True)
    clock.at = moment_on(day, 0.5)
    subject = "Ruhe am Abend und Spielen im Hof" if signed else "Wer stellt die Mülltonnen heraus?"
    talk = mediation.begin_mediation(case, by=by, subject=subject, talked_on=day, client_agrees=True)
    tenant = talk.parties.get()
    view = "Die Kinder brauchen einen Platz zum Spielen. Abends achten wir schon darauf, leise zu sein."
    mediation.change_party(tenant, by=by, seen=tenant.revision, kind=tenant.kind, label=tenant.label, view=view)
    clock.pass_minutes(5)
    neighbour = mediation.add_party(
        talk,
        by=by,
        kind=PartyKind.NEIGHBOUR,
        label="Nachbarin im 2. Stock",
        view="Ich arbeite nachts und muss nachmittags schlafen. Es geht mir um die Zeit bis 15 Uhr." if signed else "",
    )
    if not signed:
        return
    clock.pass_minutes(25)
    mediation.add_step(
        talk, by=by, text="Ich klingele, bevor ich mich ärgere", due_on=today + timedelta(days=30), party=neighbour
    )
    mediation.add_step(
        talk,
        by=by,
        text="Nach einem Platz im Jugendtreff fragen",
        due_on=working_day(today + timedelta(days=4)),
        owner=by,
    )
    _sign(clock, today, Mediation.objects.get(pk=talk.pk))


def _sign(clock: StoryClock, today: date, talk: Mediation) -> None:
    written = mediation.write_protocol(
        talk,
        by=talk.case.lead,
        seen=talk.revision,
        subject=talk.subject,
        talked_on=talk.talked_on,
        agreement="Gespielt wird im Hof ab 15 Uhr, bis dahin im Jugendtreff oder in der Wohnung. Ab 22 Uhr ist Ruhe.",
    )
    clock.pass_minutes(15)
    mediation.agree_mediation(
        written,
        by=talk.case.lead,
        seen=written.revision,
        signed_on=clock.today,
        look_again_on=working_day(today + timedelta(days=16)),
    )
