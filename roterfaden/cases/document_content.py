"""What stands in the papers of a case: the goal agreement as it was agreed, the help plan as it stands today."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.agreed_words import AgreedFrame, AgreedGoal, AgreedWords, words_of
from roterfaden.cases.area_changes import template
from roterfaden.cases.documents.content import (
    ActionGoalContent,
    ChecklistContent,
    ChecklistStepContent,
    ConsentContent,
    FrameGoalContent,
    GoalAgreementContent,
    HandedPart,
    HandOverContent,
    HelpPlanContent,
    Letterhead,
    MeasureContent,
    OwnActivityContent,
    Party,
    Person,
    PlannedGoalContent,
    ScaleStep,
    SharedStepContent,
    ToldOffice,
)
from roterfaden.cases.models import (
    AcceptanceState,
    AreaAcceptance,
    Case,
    CaseTransfer,
    ChecklistStep,
    Client,
    Consent,
    DataKind,
    Disclosure,
    GoalAgreement,
    GuidingGoal,
    LegalAreaChange,
    Measure,
    OverseenClient,
    OwnActivity,
    ReceivedStep,
    ReferralState,
)
from roterfaden.cases.models.transfers import ListedLine
from roterfaden.cases.overview import FrameLine, GoalLine, Overview
from roterfaden.network.models import Municipality


def agreement_content(agreement: GoalAgreement, case: Case) -> GoalAgreementContent:
    """The agreement word for word as it was kept on the day it was agreed (one query)."""
    words = words_of(agreement)
    return GoalAgreementContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(agreement.agreed_by),
        reference=case.reference,
        number=agreement.number,
        agreed_on=agreement.agreed_on,
        guiding_goal=words.in_german,
        guiding_goal_own_words=_beside(words),
        guiding_goal_language=words.language,
        frame_goals=tuple(_frame_goal(frame) for frame in words.frames),
        note=agreement.note,
        next_review=agreement.next_review_on,
    )


def plan_content(case: Case, overview: Overview) -> HelpPlanContent:
    """The help plan as it stands today, out of an overview already gathered (one query)."""
    guiding = overview.guiding_goal
    return HelpPlanContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(case.lead),
        reference=case.reference,
        version_on=timezone.localdate(),
        guiding_goal=str(guiding) if guiding else "",
        goals=tuple(_planned_goal(frame, line) for frame in overview.frames for line in frame.goals),
        shared_steps=tuple(_shared(step) for step in overview.received),
        participants=tuple(Party(member.name, str(member.part.label)) for member in overview.team),
        next_review=min((follow_up.due_on for follow_up in overview.follow_ups), default=None),
        guiding_goal_own_words=_beside(guiding) if guiding else None,
        guiding_goal_language=guiding.language if guiding else "",
    )


def consent_content(consent: Consent, case: Case, worker: User, told: str = "") -> ConsentContent:
    """A consent, recorded or only about to be asked for, as it stands on paper (one query)."""
    kinds = [DataKind(kind) for kind in consent.kinds]
    return ConsentContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(worker),
        reference=case.reference,
        as_of=timezone.localdate(),
        recipient=consent.recipient_name,
        purpose_label=str(consent.get_purpose_display()),
        purpose_detail=consent.purpose_detail,
        kinds=tuple(str(kind.label) for kind in kinds if not kind.is_special),
        special_kinds=tuple(str(kind.label) for kind in kinds if kind.is_special),
        valid_until=consent.valid_until,
        single_act=consent.single_act or consent.goes_to_immigration_authority,
        to_authority=consent.goes_to_immigration_authority,
        told=told,
        given_on=None if consent._state.adding else consent.given_on,
        interpreted_by=consent.interpreted_by,
    )


def checklist_content(
    change: LegalAreaChange, case: Case, acceptance: AreaAcceptance | None = None
) -> ChecklistContent:
    """The checklist of a change as it stands today, with what the new office was told (two queries)."""
    steps = list(change.steps.order_by("due_on", "position", "id"))
    known = template(change.template)
    return ChecklistContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(case.lead),
        reference=case.reference,
        as_of=timezone.localdate(),
        change=known.title if known else str(change),
        area_from=str(change.get_area_from_display()),
        area_to=str(change.get_area_to_display()),
        changes_on=change.changes_on,
        steps=tuple(_checklist_step(step) for step in steps if not step.is_right),
        rights=tuple(_checklist_step(step) for step in steps if step.is_right),
        told=_told_office(acceptance) if acceptance else None,
    )


def _told_office(acceptance: AreaAcceptance) -> ToldOffice:
    passed = acceptance.disclosure
    reach = ", ".join(filter(None, [acceptance.contact_person, acceptance.contact_phone, acceptance.their_reference]))
    # In words which the papers know in every language already, from the referrals.
    state = ReferralState.ACCEPTED if acceptance.state == AcceptanceState.ACCEPTED else ReferralState.SENT
    return ToldOffice(
        recipient=passed.recipient_name,
        state=str(state.label),
        contact=reach,
        handed_on=timezone.localdate(passed.disclosed_at),
        basis=passed.norm_citation,
        kinds=tuple(passed.kind_labels),
        text=passed.text,
    )


def transfer_content(transfer: CaseTransfer, case: Case) -> HandOverContent:
    """The list of what goes along to another organisation; ``case`` is the person's file where the paper is made."""
    return HandOverContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(transfer.proposed_by),
        reference=transfer.reference,
        as_of=timezone.localdate(),
        recipient=f"{transfer.organisation}, {transfer.receiver}",
        handed_on=timezone.localdate(transfer.answered_at or transfer.proposed_at),
        basis=transfer.norm_citation,
        parts=_by_kinds(transfer.lines),
    )


def _by_kinds(lines: Sequence[ListedLine]) -> tuple[HandedPart, ...]:
    """The list as the person reads it, who knows the kinds from the consent: each once, in the order of the file."""
    details: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        details.setdefault(tuple(line.labels), []).extend(filter(None, [line.detail]))
    return tuple(HandedPart(kinds, "; ".join(said)) for kinds, said in details.items())


def disclosed_hand_over_content(disclosure: Disclosure, case: Case) -> HandOverContent:
    """A hand-over on paper, in the words that were disclosed."""
    kinds = [[str(DataKind(kind).label) for kind in part["kinds"]] for part in disclosure.snapshot]
    return HandOverContent(
        letterhead=letterhead(),
        person=person_of(case.client),
        case_manager=party_of(disclosure.by),
        reference=case.reference,
        as_of=timezone.localdate(),
        recipient=disclosure.recipient_name,
        handed_on=timezone.localdate(disclosure.disclosed_at),
        basis=disclosure.norm_citation,
        parts=tuple(
            HandedPart(tuple(labels), "", part["text"]) for labels, part in zip(kinds, disclosure.snapshot, strict=True)
        ),
    )


def letterhead() -> Letterhead:
    """The city's paper; before the municipality is set up it is blank."""
    city = Municipality.objects.first()
    if city is None:
        return Letterhead("", "", (), "")
    return Letterhead(city.name, city.unit_name, tuple(city.address_lines), "")


def person_of(client: Client | OverseenClient) -> Person:
    """Whose paper it is."""
    return Person(str(client), client.birth_date, client.language)


def party_of(user: User) -> Party:
    """Who works with the person."""
    return Party(user.name, _("Case Management"))


def _beside(guiding: AgreedWords | GuidingGoal) -> str | None:
    """The person's words of the Mottoziel where they stand beside the German ones."""
    is_german = guiding.language == "de" and guiding.german in {"", guiding.own_words}
    return None if is_german else guiding.own_words


def _frame_goal(frame: AgreedFrame) -> FrameGoalContent:
    goals = tuple(_action_goal(goal) for goal in frame.goals)
    return FrameGoalContent(frame.field_of_action, frame.title, goals, frame.own_words or None, frame.language)


def _action_goal(goal: AgreedGoal) -> ActionGoalContent:
    return ActionGoalContent(
        title=goal.title,
        own_words=goal.own_words or None,
        due=goal.due_on,
        scale=tuple(ScaleStep(step, text) for step, text in goal.scale),
        weight_label=str(goal.importance),
        language=goal.language,
    )


def _planned_goal(frame: FrameLine, line: GoalLine) -> PlannedGoalContent:
    return PlannedGoalContent(
        field_of_action=frame.frame.field_of_action.short_title,
        frame_goal=frame.frame.title,
        action_goal=line.goal.title,
        due=line.goal.due_on,
        measures=tuple(_measure(each.measure) for each in line.measures),
        own_activities=tuple(own_activity(activity) for activity in line.own_activities),
        own_words=line.goal.own_words or None,
        language=line.goal.language,
        frame_own_words=frame.frame.own_words or None,
        frame_language=frame.frame.language,
        is_shared=getattr(line.goal, "is_shared", False),
    )


def _measure(measure: Measure) -> MeasureContent:
    """A confidential provider is not named: the paper lies on kitchen tables."""
    open_offer = measure.offer if measure.offer and not measure.offer.organisation.is_sensitive else None
    return MeasureContent(
        title=measure.title,
        kind_label=str(measure.get_kind_display()),
        offer=open_offer.title if open_offer else None,
        provider=open_offer.organisation.name if open_offer else None,
        responsible=measure.responsible,
        due=measure.due_on,
        state_label=str(measure.get_state_display()),
        note=measure.compromise or measure.note,
        is_shared=getattr(measure, "is_shared", False),
    )


def _shared(step: ReceivedStep) -> SharedStepContent:
    return SharedStepContent(step.title, step.relative.name, step.responsible, step.due_on, step.get_state_display())


def own_activity(activity: OwnActivity) -> OwnActivityContent:
    """What the person does themselves."""
    return OwnActivityContent(activity.text, activity.due_on, str(activity.get_state_display()))


def _checklist_step(step: ChecklistStep) -> ChecklistStepContent:
    who, state = str(step.get_who_display()), str(step.get_state_display())
    return ChecklistStepContent(step.key, step.text, who, step.due_on, state)
