"""Very many invented cases at once, for measuring: in bulk, all in a state the acts could reach."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

import pghistory.trigger
import pgtrigger
from django.db import connection, models, transaction
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.names import NameKeys, name_keys, phone_digits
from roterfaden.cases.actions.goals import goal_wording
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Assessment,
    AssessmentTemplate,
    Case,
    CaseMember,
    CaseTask,
    Client,
    CloseReason,
    Consent,
    ContactNote,
    DataKind,
    Decision,
    Disclosure,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    FrameGoal,
    GivenHow,
    GoalAgreement,
    GoalState,
    GuidingGoal,
    Intake,
    Intensity,
    Measure,
    MeasureKind,
    OwnActivity,
    Part,
    PassingPurpose,
    Referral,
    ReferralState,
    SelfRating,
    StepState,
    TimelineEntry,
)
from roterfaden.demo.stories.casting import case_managers
from roterfaden.demo.stories.days import moment_on, working_day
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.material import Geschichte, Handlungsziel, material
from roterfaden.demo.stories.people import Registry
from roterfaden.demo.stories.wording import Deck, Voice
from roterfaden.network.models import Seat
from roterfaden.offers.models import Offer

PER_CASE_MANAGER = 300
_BATCH = 1000
# Numbers of their own, far from those of the told stories and of hand-made cases.
_FIRST_NUMBER = 100_000
_OPEN_SHARE = 0.35
_INTENSITIES = (Intensity.CLOSE, Intensity.REGULAR, Intensity.REGULAR, Intensity.REGULAR, Intensity.LOOSE)


def many_cases(count: int, *, today: date, seed: int = 1, with_history: bool = False) -> int:
    """Write ``count`` cases with persons, goals, plan, notes and log; how many case managers share them.

    Each call adds new ones. Needs the municipality loaded, raises ``NotReady`` otherwise. History is written when asked
    for, which takes several times as long.
    """
    dice = random.Random(f"many-{seed}")
    staff = enough_staff(case_managers(today), -(-count // PER_CASE_MANAGER))
    desk = Desk(dice, staff, today, seed)
    with transaction.atomic(), pgtrigger.ignore(*_guards()) if with_history else pgtrigger.ignore():
        for first in range(0, count, _BATCH):
            desk.write(range(first, min(first + _BATCH, count)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(staff)


def _guards() -> list[str]:
    """The triggers that watch over acts; those that keep history are none of them."""
    found = pgtrigger.registered()
    return [trigger.get_uri(model) for model, trigger in found if not isinstance(trigger, pghistory.trigger.Event)]


def enough_staff(known: list[User], number: int) -> list[User]:
    """At least ``number`` case managers: those of the demo, and as many more, who cannot sign in, as it takes."""
    missing = max(0, number - len(known))
    emails = [f"fachkraft-{number:04d}@bench.roter-faden.example" for number in range(1, missing + 1)]
    there = {user.email for user in User.objects.filter(email__in=emails)}
    new = [
        User(email=email, name=f"Fachkraft {email[10:14]}", password="!", is_active=False, is_synthetic=True)
        for email in emails
        if email not in there
    ]
    User.objects.bulk_create(new)
    seat = Seat.objects.filter(user=known[0], role=Role.CASE_MANAGER).order_by("starts_on")[0]
    Seat.objects.bulk_create(
        Seat(user=user, organisation_id=seat.organisation_id, role=Role.CASE_MANAGER, starts_on=seat.starts_on)
        for user in new
    )
    return [*known, *User.objects.filter(email__in=emails).order_by("email")]


@lru_cache(maxsize=50_000)
def _keys(given: str, family: str, other: str) -> NameKeys:
    return name_keys(given, family, other)


def _wording(guiding: GuidingGoal, frame: FrameGoal, goals: Sequence[ActionGoal]) -> dict[str, Any]:
    """The words of an agreement, as ``agree_goals`` keeps them."""
    return {
        "guiding_goal": {"own_words": guiding.own_words, "language": guiding.language, "german": guiding.german},
        "frame_goals": [
            {
                "field_of_action": frame.field_of_action.short_title,
                "title": frame.title,
                "explanation": frame.explanation,
                "action_goals": [goal_wording(goal) for goal in goals],
            }
        ],
    }


@dataclass
class Rows:
    """The rows of a batch by table, in the order in which they are written."""

    tables: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def put(self, *rows: Any) -> None:
        """Add rows; the order in which tables first appear must respect foreign keys."""
        for row in rows:
            self.tables.setdefault(type(row), []).append(row)

    def write(self) -> None:
        """Insert everything by COPY, which spares building statements."""
        with connection.cursor() as cursor:
            # COPY goes past the hook by which pgtrigger tells the database what to ignore; another statement tells it.
            cursor.execute("SELECT 1")
            for model, rows in self.tables.items():
                fields = [field for field in model._meta.concrete_fields if not field.generated]
                columns = ", ".join(f'"{field.column}"' for field in fields)
                with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                    readers = [_reader(field) for field in fields]
                    for row in rows:
                        copy.write_row([read(row) for read in readers])


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """How to get the value of a field as the database keeps it; most are kept as they are."""
    if (
        isinstance(field, models.JSONField)
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    ):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    return lambda row: _plain(row.__dict__[field.attname])


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


class Desk:
    """Writes cases in batches."""

    def __init__(self, dice: random.Random, staff: Sequence[User], today: date, seed: int) -> None:
        self.dice, self.staff, self.today = dice, staff, today
        self.known, self.directory = material(), Directory()
        self.registry = Registry(seed, self.known, Deck(dice), self.directory, today)
        self.template = AssessmentTemplate.objects.in_force()
        self.start = self._last_reference() + 1
        (self.home,) = staff[0].organisations_as(Role.CASE_MANAGER)

    def _last_reference(self) -> int:
        """References of these cases begin with ``B`` and count on from what is there."""
        last = (
            Case.objects.filter(reference__startswith="B-")
            .order_by("-reference")
            .values_list("reference", flat=True)
            .first()
        )
        return int(last[2:]) if last else 0

    def write(self, numbers: range) -> None:
        """One batch."""
        rows = Rows()
        links = [self._case(rows, number) for number in numbers]
        rows.write()
        through = Intake.fields_of_action.through
        through._base_manager.bulk_create([through(intake_id=talk, fieldofaction_id=field) for talk, field in links])

    def _case(self, rows: Rows, number: int) -> tuple[Any, Any]:
        story = self.dice.choice(self.known.geschichten)
        lead = self.staff[number % len(self.staff)]
        is_open = self.dice.random() < _OPEN_SHARE
        ago = self.dice.randint(60, 500) if is_open else self.dice.randint(300, 1400)
        opened = moment_on(working_day(self.today - timedelta(days=ago), back=True), self.dice.random())
        client = self._client(number, story, opened, lead)
        voice = Voice(self.registry.deck, _Any(client), female=client.gender == "female")
        talk = Intake(
            client=client,
            taken_by=lead,
            taken_at=opened,
            concern=voice.say(story.aufnahme.anliegen),
            concern_language="de",
            talk_language=client.language,
            decision=Decision.CASE_MANAGEMENT,
            criteria=list(story.aufnahme.gruende),
            decision_note=voice.say(story.aufnahme.begruendung),
            client_agrees=True,
            decided_at=opened,
        )
        case = self._opened(number, client, talk, lead, opened, is_open)
        rows.put(client, talk, case, CaseMember(case=case, user=lead, part=Part.LEAD, starts_on=opened.date()))
        rows.put(
            Assessment(
                case=case, template=self.template, started_by=lead, started_at=opened, completed_at=case.assessed_at
            )
        )
        self._goals(rows, case, story, voice)
        self._follow(rows, case, story, voice)
        self._log(rows, case)
        return talk.pk, self.directory.field_of_action(story.aufnahme.felder[0]).pk

    def _client(self, number: int, story: Geschichte, opened: datetime, lead: User) -> Client:
        person = self.registry.invent(_FIRST_NUMBER + number, story.wer, opened.date())
        client = Client(**person.details, created_by=lead, organisation_id=self.home)
        keys = _keys(client.given_name, client.family_name, client.other_names)
        client.search_text, client.skeletons = keys.search, list(keys.skeletons)
        client.phone_digits = phone_digits(client.phone)[-20:]
        return client

    def _opened(self, number: int, client: Client, talk: Intake, lead: User, opened: datetime, is_open: bool) -> Case:
        stations = [opened + timedelta(days=days) for days in (12, 22, 30)]
        reached = self.dice.choice([1, 2, 3, 3, 3, 3]) if is_open else 3
        dates = dict(zip(("assessed_at", "agreed_at", "planned_at"), stations[:reached], strict=False))
        ended = None if is_open else opened + timedelta(days=self.dice.randint(120, 280))
        return Case(
            reference=f"B-{self.start + number:07d}",
            client=client,
            intake=talk,
            lead=lead,
            intensity=_INTENSITIES[number // 7 % len(_INTENSITIES)],
            opened_at=opened,
            **dates,
            evaluated_at=ended,
            closed_at=ended,
            close_reason="" if is_open else CloseReason.GOALS_REACHED,
            last_contact_at=ended
            or moment_on(working_day(self.today - timedelta(days=self.dice.randint(1, 60)), back=True), 0.5),
        )

    def _goals(self, rows: Rows, case: Case, story: Geschichte, voice: Voice) -> None:
        saying = self.dice.choice(story.mottoziel)["de"]
        guiding = GuidingGoal(case=case, own_words=voice.fill(saying), language="de")
        rows.put(
            guiding,
            SelfRating(case=case, guiding_goal=guiding, rated_on=case.opened_at.date(), value=self.dice.randint(2, 5)),
        )
        agreement = None
        if case.agreed_at:
            agreement = GoalAgreement(
                case=case, number=1, agreed_on=case.agreed_at.date(), agreed_by=case.lead, content={}
            )
            rows.put(agreement)
        written = story.rahmenziele[0]
        frame = FrameGoal(
            case=case,
            field_of_action=self.directory.field_of_action(written.feld),
            title=voice.say(written.titel),
            explanation=voice.say(written.worum),
            position=1,
        )
        rows.put(frame)
        goals = [
            self._goal(rows, case, frame, aim, voice, agreement, position)
            for position, aim in enumerate(written.handlungsziele, start=1)
        ]
        if agreement:
            agreement.content = _wording(guiding, frame, goals)

    def _goal(
        self,
        rows: Rows,
        case: Case,
        frame: FrameGoal,
        aim: Handlungsziel,
        voice: Voice,
        agreement: GoalAgreement | None,
        position: int,
    ) -> ActionGoal:
        steps = [voice.say(step) for step in aim.skala]
        goal = ActionGoal(
            case=case,
            frame_goal=frame,
            title=voice.say(aim.titel),
            due_on=self.today + timedelta(days=self.dice.randint(-20, 120)),
            importance=aim.wichtig,
            difficulty=aim.schwer,
            baseline=aim.ausgang,
            agreed_in=agreement,
            position=position,
            state=GoalState.OPEN if case.closed_at is None else GoalState.ACHIEVED,
            scale_much_less=steps[0],
            scale_less=steps[1],
            scale_expected=steps[2],
            scale_more=steps[3],
            scale_much_more=steps[4],
        )
        rows.put(goal)
        if case.planned_at:
            rows.put(*self._steps(case, goal, voice, aim))
        return goal

    def _steps(self, case: Case, goal: ActionGoal, voice: Voice, aim: Handlungsziel) -> Iterator[models.Model]:
        assert case.planned_at is not None
        offer = self.dice.choice(self.directory.offers)
        ended = case.closed_at is not None
        state = StepState.DONE if ended else StepState.RUNNING
        measure = Measure(
            case=case,
            action_goal=goal,
            kind=MeasureKind.OFFER,
            offer=offer,
            title=offer.title,
            responsible=offer.organisation.name[:160],
            state=state,
            position=1,
        )
        yield measure
        yield OwnActivity(case=case, action_goal=goal, text=voice.say(aim.selbst[0]), state=state, position=1)
        sent_at = case.planned_at + timedelta(days=3)
        consent, disclosure = self._told(case, offer, sent_at)
        yield consent
        yield disclosure
        yield Referral(
            case=case,
            measure=measure,
            offer=offer,
            sent_by=case.lead,
            sent_at=sent_at,
            message=disclosure.text,
            disclosure=disclosure,
            state=ReferralState.DONE if ended else ReferralState.STARTED,
            answered_at=case.planned_at + timedelta(days=12),
        )

    def _told(self, case: Case, offer: Offer, sent_at: datetime) -> tuple[Consent, Disclosure]:
        """What the provider was told when it was asked, and on which consent."""
        day = timezone.localdate(sent_at)
        said = f"Anfrage für „{offer.title}“\nName: {case.client}"
        passing: dict[str, Any] = {
            "case": case,
            "recipient": offer.organisation,
            "purpose": PassingPurpose.OFFER,
            "purpose_detail": offer.title,
            "kinds": [DataKind.CONTACT.value, DataKind.CONCERN.value],
        }
        consent = Consent(
            **passing,
            valid_from=day,
            valid_until=day + timedelta(days=365),
            given_on=day,
            given_how=GivenHow.PAPER,
            language=case.client.language,
            recorded_by=case.lead,
            recorded_at=sent_at,
            # Triggers rest here; the database would write what makes it different from others.
            wording_key=f"{self.dice.getrandbits(128):032x}",
        )
        disclosure = Disclosure(
            **passing,
            snapshot=[{"kinds": passing["kinds"], "text": said}],
            text=said,
            consent=consent,
            disclosed_at=sent_at,
            by=case.lead,
            open_until=consent.valid_until if case.is_open else day + timedelta(days=30),
        )
        return consent, disclosure

    def _follow(self, rows: Rows, case: Case, story: Geschichte, voice: Voice) -> None:
        lead, aim = case.lead, story.rahmenziele[0].handlungsziele[0]
        if case.planned_at:
            held = (case.planned_at + timedelta(days=30)).date()
            rows.put(
                FollowUp(
                    case=case,
                    due_on=held,
                    question=voice.say(aim.pruefung.frage),
                    owner=lead,
                    state=FollowUpState.HELD,
                    held_on=held,
                    result=FollowUpResult.ON_TRACK,
                    note=voice.say(aim.pruefung.laeuft),
                )
            )
        if case.is_open and case.planned_at:
            due = self.today + timedelta(days=self.dice.randint(-6, 40))
            rows.put(FollowUp(case=case, due_on=due, question=voice.say(aim.pruefung.frage), owner=lead))
        for number, note in enumerate(story.notizen.begleitung[:3], start=1):
            at = case.opened_at + timedelta(days=9 * number)
            rows.put(ContactNote(case=case, at=at, text=voice.say(note.text), created_by=lead))
        done = None if case.is_open and self.dice.random() < 0.3 else case.opened_at + timedelta(days=20)
        due = self.today + timedelta(days=self.dice.randint(-5, 25))
        rows.put(
            CaseTask(
                case=case,
                title=voice.say(story.aufgaben[0]),
                due_on=due,
                owner=lead,
                created_by=lead,
                done_at=done,
                done_by=lead if done else None,
            )
        )

    def _log(self, rows: Rows, case: Case) -> None:
        acts = [
            (Act.OPENED, case.opened_at),
            (Act.ASSESSMENT_COMPLETED, case.assessed_at),
            (Act.GUIDING_GOAL_SET, case.assessed_at),
            (Act.GOALS_AGREED, case.agreed_at),
            (Act.PLAN_FIXED, case.planned_at),
            (Act.NOTE_ADDED, case.last_contact_at),
            (Act.EVALUATED, case.evaluated_at),
            (Act.CLOSED, case.closed_at),
        ]
        rows.put(*(TimelineEntry(case=case, act=act, at=at, by=case.lead) for act, at in acts if at is not None))


class _Any(dict[str, str]):
    """Words for texts in which a person's details do not matter: whatever is not known is left as three dots."""

    def __init__(self, client: Client) -> None:
        name = f"{'Frau' if client.gender == 'female' else 'Herr'} {client.family_name}"
        super().__init__(name=name, namen=name, vorname=client.given_name)

    def __missing__(self, key: str) -> str:
        return "…"
