"""Linking a person to an offer, the answers that come, and steering anew."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.consents import Agreement, Permission, record_consent
from roterfaden.cases.actions.disclosures import Told, close_disclosure, disclose, keep_open, retire
from roterfaden.cases.actions.gaps import counting, note_gap
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.masking import name_on_record
from roterfaden.cases.models import (
    Act,
    Case,
    ClosedWhy,
    Consent,
    Disclosure,
    LinkEnd,
    Measure,
    MeasureKind,
    PassingPurpose,
    Referral,
    ReferralState,
    StepState,
)
from roterfaden.offers.models import Offer

RUNNING = ReferralState.running()
OTHER_OFFER = gettext_lazy(
    "Für diese Maßnahme ist inzwischen ein anderes Angebot gewählt. Lesen Sie die Vorschau noch einmal mit der Person: "
    "Was sie erlaubt, gilt nur für dieses Angebot."
)

STEP_STATE = {
    ReferralState.SENT: StepState.PLANNED,
    ReferralState.ACCEPTED: StepState.PLANNED,
    ReferralState.DECLINED: StepState.PLANNED,
    ReferralState.STARTED: StepState.RUNNING,
    ReferralState.DONE: StepState.DONE,
    ReferralState.ENDED_EARLY: StepState.PLANNED,
}
"""What a referral's state means for the measure it serves."""


@transaction.atomic
def refer(
    measure: Measure, *, by: Any, told: Sequence[Told], consent: Consent | None = None, agreed: Agreement | None = None
) -> Referral:
    """Ask the provider of the measure's offer: a disclosure on a running consent, or on one given now (``agreed``)."""
    case = locked_open(measure.action_goal.frame_goal.case)
    current = _in_the_plan(Measure.claim(measure.pk, None))
    if current.kind != MeasureKind.OFFER or current.offer is None:
        raise RuleBroken(_("Nur ein Angebot kann vermittelt werden."))
    if current.offer_id != measure.offer_id:
        raise RuleBroken(OTHER_OFFER)
    if not current.offer.is_current:
        raise RuleBroken(_("Dieses Angebot gibt es nicht mehr. Wählen Sie ein anderes."))
    if current.is_asked():
        raise RuleBroken(_("Für diese Maßnahme läuft schon eine Vermittlung."))
    disclosure = _pass_on(case, current.offer, by=by, told=told, consent=consent, agreed=agreed)
    referral = Referral.objects.create(
        measure=current, offer=current.offer, sent_by=by, message=disclosure.text, disclosure=disclosure
    )
    _follow(current, ReferralState.SENT)
    tell(case, Act.REFERRED, by=by, text=name_on_record(current.offer), subject=referral.pk)
    return referral


@transaction.atomic
def renew_consent(referral: Referral, *, by: Any, agreed: Agreement) -> Referral:
    """The person agrees anew to what was told: the referral goes on with the same words on the new consent."""
    case = locked_open(referral.measure.action_goal.frame_goal.case)
    current = Referral.claim(referral.pk, None)
    if not current.is_running:
        raise RuleBroken(_("Diese Vermittlung ist schon beendet."))
    if not current.lacks_consent:
        raise RuleBroken(_("Die Einwilligung gilt noch."))
    before = current.disclosure
    if before.closed_at is None:
        close_disclosure(before, by=by, why=ClosedWhy.REPLACED)
    current.links.end(LinkEnd.WITHDRAWN)
    told = [Told(tuple(one["kinds"]), one["text"]) for one in before.snapshot]
    current.disclosure = _pass_on(case, current.offer, by=by, told=told, agreed=agreed)
    current.save()
    return current


def permission_for(offer: Offer, told: Sequence[Told]) -> Permission:
    """What a person allows who agrees to a referral: this provider, this offer, the kinds of data in ``told``."""
    return Permission(
        recipient=offer.organisation,
        purpose=PassingPurpose.OFFER,
        purpose_detail=offer.title,
        kinds={kind for one in told for kind in one.kinds},
    )


def consents_for(case: Case, offer: Offer) -> QuerySet[Consent]:
    """Running consents on which this offer could be asked for."""
    fitting = Consent.objects.running().to(offer.organisation)
    return fitting.filter(case=case, purpose=PassingPurpose.OFFER, purpose_detail__in=["", offer.title])


def _pass_on(
    case: Case,
    offer: Offer,
    *,
    by: Any,
    told: Sequence[Told],
    consent: Consent | None = None,
    agreed: Agreement | None = None,
) -> Disclosure:
    permission = permission_for(offer, told)
    if consent is None:
        if agreed is None:
            raise RuleBroken(_("Ohne Einwilligung der Person geben wir nichts weiter."))
        consent = record_consent(case, by=by, permission=permission, agreement=agreed)
    return disclose(
        case,
        by=by,
        told=told,
        purpose=permission.purpose,
        purpose_detail=permission.purpose_detail,
        recipient=permission.recipient,
        basis=consent,
    )


@transaction.atomic
def answer_referral(referral: Referral, *, by: Any, seen: int | None = None, state: str, reason: str = "") -> Referral:
    """Record what became of a referral. A refusal or an early end needs its reason."""
    case = locked_open(referral.measure.action_goal.frame_goal.case)
    current = Referral.claim(referral.pk, seen)
    check_answer(current.state, state, reason)
    current.state, current.reason, current.answered_at = state, reason, timezone.now()
    current.save()
    current.links.end(LinkEnd.USED)
    if not current.is_running:
        retire(current.disclosure)
    _follow(Measure.claim(current.measure_id, None), ReferralState(state))
    text = f"{name_on_record(current.offer)}: {answer_in_words(current.state)}"
    tell(case, Act.REFERRAL_ANSWERED, by=by, text=text, reason=reason, subject=current.pk)
    return current


def answer_in_words(state: str, how: str = "") -> str:
    """An answer on the timeline; what fails also counts as a need, which PostgreSQL notes in the file (``Gap``)."""
    words = " ".join(filter(None, [str(ReferralState(state).label), how]))
    return counting(words) if state in ReferralState.failed() else words


def check_answer(before: str, state: str, reason: str) -> None:
    """Raise ``RuleBroken`` when ``state`` cannot follow or needs a reason: the rule for whoever answers."""
    if state not in ReferralState.next_states(before):
        stands = ReferralState(before).label
        raise RuleBroken(_("Dieser Schritt passt nicht zum Stand „{state}“.").format(state=stands))
    if state in ReferralState.failed() and not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund: Er hilft, beim nächsten Mal das Passende zu finden."))


@transaction.atomic
def correct_referral(referral: Referral, *, by: Any, reason: str, seen: int | None = None) -> Referral:
    """Take back the last answer: the referral stands where it stood before. The history keeps both.

    ``seen`` is the revision with that answer: pressing twice takes back one answer, and none that came meanwhile.
    """
    case = locked_open(referral.measure.action_goal.frame_goal.case)
    current = Referral.claim(referral.pk, None)
    # Claimed without comparing, so that the answer is this sentence; the claim has counted the revision up by one.
    if seen is not None and current.revision != seen + 1:
        raise RuleBroken(_("Inzwischen steht hier etwas anderes. Sehen Sie es sich an; zurückgenommen ist nichts."))
    _in_the_plan(current.measure)
    if not reason.strip():
        raise RuleBroken(_("Sagen Sie bitte kurz, was falsch eingetragen war."))
    if current.measure.referrals.exclude(pk=current.pk).filter(state__in=RUNNING).exists():
        raise RuleBroken(_("Für diese Maßnahme läuft inzwischen eine andere Vermittlung."))
    if current.measure.offer_id != current.offer_id:
        raise RuleBroken(_("Für diese Maßnahme ist inzwischen ein anderes Angebot gewählt."))
    before = _before(current)
    current.state, current.reason, current.answered_at = before.state, before.reason, before.answered_at
    current.save()
    if current.is_running:
        keep_open(current.disclosure)
    _follow(Measure.claim(current.measure_id, None), ReferralState(current.state))
    text = _("{offer}: Antwort zurückgenommen").format(offer=name_on_record(current.offer))
    tell(case, Act.REFERRAL_ANSWERED, by=by, text=text, reason=reason, subject=current.pk)
    return current


def _before(referral: Referral) -> Any:
    """The referral as it was before its last answer, out of the history."""
    states = [state for state in ReferralState if referral.state in ReferralState.next_states(state)]
    earlier = referral.events.filter(state__in=states).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if earlier is None:
        raise RuleBroken(_("Es gibt noch keine Antwort, die man zurücknehmen könnte."))
    return earlier


@transaction.atomic
def steer_anew(
    measure: Measure,
    *,
    by: Any,
    offer: Offer | None = None,
    missing: str = "",
    compromise: str = "",
    target_group: Any = None,
) -> Measure:
    """Choose another offer for a measure that did not work out, or record that nothing fits (``missing`` says what).

    Earlier referrals stay visible at the measure.
    """
    case = locked_open(measure.action_goal.frame_goal.case)
    current = _in_the_plan(Measure.claim(measure.pk, None))
    if current.is_asked():
        raise RuleBroken(_("Beenden Sie zuerst die laufende Vermittlung."))
    if offer is not None and current.offer_id == offer.pk:
        return current
    if current.state == StepState.DONE:
        raise RuleBroken(_("Diese Maßnahme ist erledigt. Nehmen Sie eine neue in den Plan auf."))
    before = current.title
    current.offer, current.missing, current.compromise, current.state = offer, missing, compromise, StepState.PLANNED
    if offer is not None:
        current.kind, current.title, current.responsible = MeasureKind.OFFER, title_for(offer), provider_of(offer)
    elif missing.strip():
        current.kind, current.title, current.responsible = MeasureKind.NO_OFFER, title_of_gap(missing), ""
    else:
        raise RuleBroken(_("Wählen Sie ein Angebot, oder beschreiben Sie, was fehlt."))
    current.save()
    text = _("Nachgesteuert: statt „{before}“ nun „{after}“").format(before=before, after=current.title)
    if offer is None:
        note_gap(current, group=target_group)
        text = counting(text)
    tell(case, Act.STEP_CHANGED, by=by, text=text, subject=current.pk)
    return current


def title_for(offer: Offer) -> str:
    """What the plan calls a measure with this offer: nobody shall guess a confidential provider from the paper."""
    return str(offer.get_kind_display()) if offer.organisation.is_sensitive else offer.title


def provider_of(offer: Offer) -> str:
    """Who the plan names as responsible for this offer."""
    return _("vertrauliche Stelle") if offer.organisation.is_sensitive else offer.organisation.name[:160]


def title_of_gap(missing: str) -> str:
    """The first line of what is missing, short enough for a title."""
    return Truncator(missing.strip().splitlines()[0]).chars(120)


def _in_the_plan(measure: Measure) -> Measure:
    """The measure, unless it or its goal has left the plan: nobody would see what became of it."""
    goal = measure.action_goal
    if measure.is_withdrawn or goal.is_withdrawn or goal.frame_goal.is_withdrawn:
        raise RuleBroken(_("Diese Maßnahme steht nicht mehr im Plan. Nichts wurde geändert."))
    return measure


def _follow(measure: Measure, state: ReferralState) -> None:
    measure.state = STEP_STATE[state]
    measure.save()
