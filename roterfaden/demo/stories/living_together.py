"""A family in two files: a couple, each with their own case manager; what one has told, the other's does not read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.actions import assessment, goals, household, intake, monitoring, people, plan, sharing, team
from roterfaden.cases.actions.consents import Agreement
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Case,
    Custody,
    Gender,
    GivenHow,
    IntakeCriterion,
    LegalArea,
    Measure,
    Part,
    Parting,
    RelationKind,
    Relative,
    ResidenceTitle,
    Way,
)
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.demo.stories.directory import Directory

TOGETHER = 2
_NOTE = "Besprochen, welche Schritte beide zusammen gehen. Die Einwilligung ist unterschrieben."
_SCALE = ("scale_much_less", "scale_less", "scale_expected", "scale_more", "scale_much_more")


@dataclass(frozen=True)
class _Told:
    """What one of the two has told, and what they want to reach."""

    details: dict[str, Any]
    concern: str
    field: str
    motto: str
    frame: str
    goal: str
    scale: tuple[str, ...]
    steps: tuple[str, ...]
    own: str


_BOTH = {
    "family_name": "Darwisch",
    "language": "ar",
    "country_of_origin": "SY",
    "arrived_on": date(2022, 9, 14),
    "residence_title": ResidenceTitle.RECOGNISED,
    "legal_area": LegalArea.SGB_II,
    "is_synthetic": True,
}
_SHE = _Told(
    {**_BOTH, "given_name": "Amal", "gender": Gender.FEMALE, "birth_date": date(1990, 4, 2), "phone": "030 23125 411"},
    "Für Mila fehlt ein Kita-Platz. Ohne den kann ich nicht in den Kurs.",
    "bildung",
    "Ich lerne, und meine Kinder lernen auch.",
    "Ich besuche einen Sprachkurs.",
    "Der Kurs beginnt, und für Mila ist gesorgt.",
    ("nichts begonnen", "angemeldet", "im Kurs", "A2 bestanden", "B1 bestanden"),
    ("Kita-Platz für Mila vormerken", "Platz im Kurs anfragen"),
    "Ich rufe in zwei Kitas an.",
)
_HE = _Told(
    {**_BOTH, "given_name": "Karim", "gender": Gender.MALE, "birth_date": date(1985, 11, 20), "phone": "030 23125 412"},
    "Unsere Wohnung ist zu klein für vier. Und ich suche Arbeit.",
    "wohnen",
    "Ein eigener Tisch für alle.",
    "Wir wohnen so, dass alle Platz haben.",
    "Wir haben den Wohnberechtigungsschein und eine Zusage.",
    ("nichts begonnen", "Antrag gestellt", "Schein da", "Zusage", "eingezogen"),
    ("Wohnberechtigungsschein für vier beantragen", "Bewerbungsmappe für Wohnungen füllen"),
    "Ich frage im Lager nach freien Wohnungen.",
)


@transaction.atomic
def live_together(
    staff: list[User], clock: StoryClock, directory: Directory, today: date, *, keys: list[UUID]
) -> list[Case]:
    """Amal and Karim, accompanied by the first two of the staff; a colleague who helps both proposes to join the files.

    Nobody to tell of with fewer than three at work.
    """
    if len(staff) < TOGETHER + 1:
        return []
    began = working_day(today - timedelta(days=50), back=True)
    hers = _case(_SHE, staff[0], clock, directory, began, keys[0])
    his = _case(_HE, staff[1], clock, directory, began, keys[1])
    clock.at = moment_on(working_day(today - timedelta(days=20), back=True), 0.3)
    husband, wife = _her_family(hers, today.year), _his_family(his, today.year)
    for case in (hers, his):
        team.join_team(case, by=case.lead, user=staff[2], part=Part.MEMBER)
    clock.pass_minutes(60)
    link = sharing.propose_link(husband, his, by=staff[2])
    clock.pass_minutes(30)
    sharing.agree_link(link, case=hers, by=hers.lead)
    sharing.agree_link(link, case=his, by=his.lead, relative=wife)
    clock.pass_minutes(15)
    clock.at = moment_on(working_day(today - timedelta(days=6), back=True), 0.5)
    for case in (hers, his):
        _share(case, link)
        monitoring.write_note(case, by=case.lead, text=_NOTE)
        soon = working_day(today + timedelta(days=12))
        monitoring.plan_follow_up(case, by=case.lead, question="Wie weit sind die gemeinsamen Schritte?", due_on=soon)
    return [hers, his]


def _case(told: _Told, by: User, clock: StoryClock, directory: Directory, began: date, key: UUID) -> Case:
    clock.at = moment_on(began, 0.2)
    person = people.register_client(by=by, id=key, **told.details)
    area = directory.field_of_action(told.field)
    talk = intake.start_intake(
        person.pk, by=by, concern=told.concern, concern_language="de", way=Way.OFFICE, fields_of_action=[area]
    )
    clock.pass_minutes(40)
    case = intake.open_case(talk, by=by, criteria=[IntakeCriterion.COMPLEX], client_agrees=True)
    clock.at = moment_on(working_day(began + timedelta(days=7)), 0.2)
    begun = assessment.start_assessment(case, by=by)
    assessment.save_section(begun, "staerken", {"gelingt": "Beide halten zusammen."}, by=by, seen=0)
    assessment.complete_assessment(begun, by=by)
    clock.at = moment_on(working_day(began + timedelta(days=14)), 0.2)
    goals.set_guiding_goal(case, by=by, own_words=told.motto, language="de", self_rating=4)
    frame = goals.add_frame_goal(case, by=by, title=told.frame, field_of_action=area)
    goal = goals.add_action_goal(
        frame,
        by=by,
        title=told.goal,
        due_on=began + timedelta(days=120),
        importance=3,
        difficulty=2,
        **dict(zip(_SCALE, told.scale, strict=True)),
    )
    goals.agree_goals(case, by=by, agreed_on=clock.today)
    for title in told.steps:
        plan.add_measure(goal, by=by, title=title, responsible=by.name, due_on=began + timedelta(days=90))
    plan.add_own_activity(goal, by=by, text=told.own)
    plan.fix_plan(case, by=by)
    return Case.objects.select_related("client", "lead").get(pk=case.pk)


def _her_family(case: Case, year: int) -> Relative:
    """What Amal tells: her husband, two children, and her mother, who has died."""
    by = case.lead
    husband = household.add_relative(
        case, by=by, kinship=Kinship.SPOUSE, name="Karim", gender=Gender.MALE, birth_year=1985
    )
    for name, gender, born in (("Jusuf", Gender.MALE, year - 9), ("Mila", Gender.FEMALE, year - 3)):
        household.add_relative(
            case,
            by=by,
            kinship=Kinship.CHILD,
            name=name,
            gender=gender,
            birth_year=born,
            custody=Custody.JOINT,
            also_of=husband,
        )
    household.add_relative(
        case, by=by, kinship=Kinship.PARENT, name="Huda", gender=Gender.FEMALE, birth_year=1961, has_died=True
    )
    return husband


def _his_family(case: Case, year: int) -> Relative:
    """What Karim tells: the same household, and a daughter of an earlier marriage, of whom Amal's file says nothing."""
    by = case.lead
    wife = household.add_relative(
        case, by=by, kinship=Kinship.SPOUSE, name="Amal", gender=Gender.FEMALE, birth_year=1990
    )
    for name, gender, born in (("Jusuf", Gender.MALE, year - 9), ("Mila", Gender.FEMALE, year - 3)):
        household.add_relative(
            case, by=by, kinship=Kinship.CHILD, name=name, gender=gender, birth_year=born, also_of=wife
        )
    earlier = household.add_relative(
        case,
        by=by,
        kinship=Kinship.SPOUSE,
        name="Rana",
        gender=Gender.FEMALE,
        parting=Parting.DIVORCED,
        lives_here=False,
    )
    daughter = household.add_relative(
        case,
        by=by,
        kinship=Kinship.CHILD,
        name="Noor",
        gender=Gender.FEMALE,
        birth_year=year - 14,
        also_of=earlier,
        lives_here=False,
    )
    household.relate(earlier, daughter, by=by, kind=RelationKind.CUSTODY, custody=Custody.ALONE)
    return wife


def _share(case: Case, link: Any) -> None:
    """The first step of each is followed by both."""
    first = Measure.objects.current().filter(case=case).earliest("position")
    agreed = Agreement(given_how=GivenHow.PAPER, language="ar", valid_until=case.opened_at.date() + timedelta(days=365))
    sharing.share_step(first, link, by=case.lead, agreed=agreed)
