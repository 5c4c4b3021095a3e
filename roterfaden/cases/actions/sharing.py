"""Joining two files of a household, and sharing steps over the link: written once, followed by both."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.consents import Agreement, Permission, record_consent
from roterfaden.cases.actions.household import add_relative, move_out
from roterfaden.cases.actions.timeline import locked, locked_open, refuse_if_objected, tell
from roterfaden.cases.kinship import seen_from
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    Client,
    Consent,
    DataKind,
    HouseholdLink,
    HouseholdMember,
    LinkState,
    Measure,
    PassingPurpose,
    ReceivedStep,
    Relation,
    RelationKind,
    Relative,
    SharedStep,
)

GONE = gettext_lazy("Dieser Schritt wird nicht mehr geteilt. Nichts wurde geändert.")
_ANSWERS = {
    "gone": GONE,
    "closed": gettext_lazy("Eine der beiden Akten ist abgeschlossen oder eingeschränkt. Nichts wurde geändert."),
    "refused": gettext_lazy("Diesen Stand gibt es hier nicht."),
    "conflict": gettext_lazy("Der Stand wurde gerade geändert. Sehen Sie ihn sich noch einmal an."),
}


def joinable(case: Case, user: User) -> Any:
    """Other running files that ``user`` may open: nobody learns of a person here whom they do not know already.

    So these are the cases of a caseload and of whom one stands in for, few enough to choose from in one list.
    """
    joined = HouseholdLink.objects.standing().filter(Q(case=case) | Q(other_case=case))
    known = Case.objects.file_visible_to(user).open().exclude(pk=case.pk)
    known = known.exclude(pk__in=joined.values("case")).exclude(pk__in=joined.values("other_case"))
    return known.select_related("client").order_by("client__family_name", "client__given_name", "id")


@transaction.atomic
def propose_link(relative: Relative, other_case: Case, *, by: User) -> HouseholdLink:
    """Say that ``relative`` is the person of ``other_case``. Each side agrees for itself.

    Whoever leads a side has agreed for it by proposing; leading the other one, they also enter there who the person of
    this file is, unless somebody of that name is known. Raises ``RuleBroken`` unless ``by`` may open both files.
    """
    if not joinable(relative.case, by).filter(pk=other_case.pk).exists():
        raise RuleBroken(_("Diese beiden Akten können Sie nicht verbinden."))
    # In one order, whoever joins which side: two who do so at once wait for each other once only.
    locked_now = {each.pk: locked_open(each) for each in sorted((relative.case, other_case), key=lambda each: each.pk)}
    case, other_case = locked_now[relative.case_id], locked_now[other_case.pk]
    _refuse_joined(relative)
    now = timezone.now()
    here, there = leads(case, by), leads(other_case, by)
    link = HouseholdLink.objects.create(
        case=case,
        relative=relative,
        other_case=other_case,
        other_relative=_counterpart(relative, case, other_case, by) if there else None,
        state=LinkState.AGREED if here and there else LinkState.PROPOSED,
        proposed_by=by,
        agreed_at=now if here else None,
        other_agreed_at=now if there else None,
    )
    for side, agreed in ((case, here), (other_case, there)):
        if not agreed:
            _ask(side, by)
    return link


def _refuse_joined(relative: Relative) -> None:
    if HouseholdLink.objects.standing().naming(relative).exists():
        raise RuleBroken(_("{name} ist schon mit einer Akte verbunden.").format(name=relative))


def _counterpart(relative: Relative, case: Case, other_case: Case, by: User) -> Relative:
    """The person of ``case`` in the other file: who is known there by that name and kinship, else entered.

    Entered is as little as it takes: the given name and how they belong together.
    """
    me = case.relatives.filter(is_self=True).first()
    kinship, described = seen_from(_tie(me, relative), me)
    them = other_case.relatives.filter(is_self=True).first()
    names = {str(case.client).casefold(), case.client.short_name.casefold()}
    known: Relative
    for known in other_case.relatives.current().filter(is_self=False):
        is_meant = known.name.casefold() in names and seen_from(_tie(known, them), known)[0] == kinship
        if is_meant and not HouseholdLink.objects.standing().naming(known).exists():
            return known
    return add_relative(
        other_case,
        by=by,
        kinship=kinship,
        described=described,
        name=case.client.short_name,
        gender=case.client.gender,
        lives_here=HouseholdMember.objects.today().filter(relative=relative).exists(),
    )


def _tie(one: Relative | None, other: Relative | None) -> Relation | None:
    """How two of a file belong together; custody says so only where nothing else does."""
    ties = Relation.objects.current().filter(Q(one=one, other=other) | Q(one=other, other=one))
    return min(ties, key=lambda tie: tie.kind == RelationKind.CUSTODY, default=None)


def leads(case: Case, user: User) -> bool:
    """Whether ``user`` leads the case today, as deputy or for somebody absent too (one query)."""
    return bool(user.case_access.filter(case=case, is_lead=True).exists())


def _ask(case: Case, by: User) -> None:
    if case.lead_id != by.pk:
        said = _("{name} schlägt vor, die Akte {reference} im Haushalt mit einer anderen zu verbinden.")
        path = reverse("cases:household", args=[case.pk])
        notify([case.lead], said.format(name=by, reference=case.reference), path=path)


@transaction.atomic
def agree_link(link: HouseholdLink, *, case: Case, by: User, relative: Relative | None = None) -> HouseholdLink:
    """The team of ``case`` agrees. In the other file it says, by ``relative``, who is meant there."""
    case = locked_open(case)
    if not leads(case, by):
        raise RuleBroken(_("Zustimmen kann, wer den Fall führt oder vertritt."))
    current = HouseholdLink.claim(link.pk, None)
    if current.state != LinkState.PROPOSED:
        raise RuleBroken(_("Dieser Vorschlag ist nicht mehr offen. Nichts wurde geändert."))
    if current.case_id == case.pk:
        current.agreed_at = timezone.now()
    elif relative is None or relative.case_id != case.pk:
        raise RuleBroken(_("Wählen Sie, wer in dieser Akte gemeint ist."))
    else:
        _refuse_joined(relative)
        current.other_agreed_at, current.other_relative = timezone.now(), relative
    if current.agreed_at and current.other_agreed_at:
        current.state = LinkState.AGREED
    current.save()
    return current


@transaction.atomic
def end_link(link: HouseholdLink, *, case: Case, by: Any) -> HouseholdLink:
    """Part two files, or decline to join them. What was shared over the link is shared no more, at once."""
    locked(case)
    current = HouseholdLink.claim(link.pk, None)
    if current.state == LinkState.ENDED:
        raise RuleBroken(_("Diese Verbindung ist schon beendet."))
    current.state, current.ended_at, current.ended_by = LinkState.ENDED, timezone.now(), by
    current.save()
    return current


@transaction.atomic
def move_apart(member: HouseholdMember, link: HouseholdLink | None, *, by: Any, on: date) -> HouseholdMember:
    """Somebody lives elsewhere from a day on, and their file, joined by ``link``, is joined no more."""
    moved = move_out(member, by=by, on=on)
    if link is not None:
        end_link(link, case=moved.household.case, by=by)
    return moved


def permission_for(named: Relative) -> Permission:
    """What the person allows when steps are shared with ``named``: goals and plan, to act together."""
    return Permission(
        purpose=PassingPurpose.COOPERATION,
        purpose_detail=_("gemeinsame Schritte im Haushalt"),
        kinds=[DataKind.PLAN],
        recipient_described=str(named),
    )


def consent_for(case: Case, named: Relative) -> Consent | None:
    """The consent of the person of ``case`` on which steps are shared with ``named`` already (one query).

    Two may be called the same, "Kind" mostly: what is shared with another one rests on a consent of its own.
    """
    wanted = permission_for(named)
    others = SharedStep.objects.filter(case=case).exclude(Q(link__relative=named) | Q(link__other_relative=named))
    running = Consent.objects.running().to(None, wanted.recipient_described).filter(case=case, single_act=False)
    return (
        running.exclude(pk__in=others.values("consent"))
        .filter(
            purpose=wanted.purpose,
            purpose_detail__in=["", wanted.purpose_detail],
            kinds__contains=[DataKind.PLAN.value],
        )
        .first()
    )


@transaction.atomic
def share_step(
    step: Measure | ActionGoal, link: HouseholdLink, *, by: Any, may_tick: bool = True, agreed: Agreement | None = None
) -> SharedStep:
    """Let the other file of the household follow a step. ``agreed`` records the person's consent if none runs yet."""
    case = locked_open(step.case)
    refuse_if_objected(case.client)
    current = HouseholdLink.objects.select_for_update(of=("self",), no_key=True).get(pk=link.pk)
    if not current.is_agreed or case.pk not in (current.case_id, current.other_case_id):
        raise RuleBroken(_("Diese beiden Akten sind nicht mehr verbunden."))
    if isinstance(step, Measure) and step.offer and step.offer.organisation.is_sensitive:
        raise RuleBroken(_("Die Stelle dieser Maßnahme ist vertraulich. Solche Schritte werden nicht geteilt."))
    if step.is_withdrawn:
        raise RuleBroken(_("Dieser Schritt steht nicht mehr im Plan."))
    named = named_in(current, case)
    _refuse_if_others_are_called_so(named)
    consent = consent_for(case, named)
    if consent is None:
        if agreed is None:
            raise RuleBroken(_("Ohne Einwilligung der Person teilen wir nichts."))
        consent = record_consent(case, by=by, permission=permission_for(named), agreement=agreed)
    field = "measure" if isinstance(step, Measure) else "action_goal"
    ended = SharedStep.objects.filter(link=current, ended_at__isnull=True, **{field: step})
    if ended.running().exists():
        raise RuleBroken(_("Dieser Schritt ist dort schon zu sehen."))
    for lapsed in ended:
        _end(lapsed, by)
    shared = SharedStep(link=current, consent=consent, may_tick=may_tick, shared_by=by, case=case, **{field: step})
    shared.save(force_insert=True)
    tell(case, Act.STEP_SHARED, by=by, text=f"{step.title} ({named})", subject=step.pk)
    return shared


def _refuse_if_others_are_called_so(named: Relative) -> None:
    """A consent says by name for whom it is."""
    if Relative.objects.current().filter(case=named.case_id, name=named.name).exclude(pk=named.pk).exists():
        said = _("Mehrere heißen hier „{name}“. Tragen Sie ihre Namen ein; die Einwilligung sagt, für wen sie gilt.")
        raise RuleBroken(said.format(name=named))


@transaction.atomic
def end_share(shared: SharedStep, *, by: Any) -> SharedStep:
    """The other file does not follow this step any more."""
    case = locked(shared.case)
    current = SharedStep.objects.select_related("measure", "action_goal").get(pk=shared.pk)
    if current.ended_at is not None:
        raise RuleBroken(_("Dieser Schritt wird schon nicht mehr geteilt."))
    ended = _end(current, by)
    step = current.measure or current.action_goal
    tell(case, Act.SHARING_ENDED, by=by, text=str(step), subject=step.pk if step else None)
    return ended


def _end(shared: SharedStep, by: Any) -> SharedStep:
    current = SharedStep.claim(shared.pk, None)
    current.ended_at, current.ended_by = timezone.now(), by
    current.save()
    return current


@transaction.atomic
def tick_received(received: ReceivedStep, *, state: str, seen: int) -> None:
    """Say in the other file where a shared step stands. PostgreSQL writes it, for one team may not open both files."""
    with connection.cursor() as cursor:
        # "with": a statement that begins with "select" is not told to the history as a change of this person.
        cursor.execute(
            "with said as (select rf.tick_shared(%s, %s, %s) as so) select so from said", [received.pk, seen, state]
        )
        (answer,) = cursor.fetchone()
    if answer != "done":
        raise RuleBroken(_ANSWERS[answer])


def named_in(link: HouseholdLink, case: Case) -> Relative:
    """The person of the other file as ``case`` tells of them. Raises ``RuleBroken`` before that is said."""
    found = link.relative if link.case_id == case.pk else link.other_relative
    if found is None:
        raise RuleBroken(_("Wählen Sie, wer in dieser Akte gemeint ist."))
    return found


def is_under_age(client: Client) -> bool:
    """Whether somebody else consents for the person, by what is known of their age."""
    return client.age is not None and client.age < 18
