"""Linking a person to an offer, the answers that come, and steering anew."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Measure, MeasureKind, Referral, ReferralState, StepState

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
def refer(measure: Measure, *, by: Any, consent_given: bool, message: str = "") -> Referral:
    """Ask the provider of the measure's offer. Needs the person's consent to pass their request on."""
    case = locked_open(measure.action_goal.frame_goal.case)
    current = Measure.claim(measure.pk, None)
    if current.kind != MeasureKind.OFFER or current.offer is None:
        raise RuleBroken(_("Nur ein Angebot kann vermittelt werden."))
    if not consent_given:
        raise RuleBroken(_("Ohne Einverständnis der Person geben wir nichts weiter."))
    if current.referrals.filter(state__in=["sent", "accepted", "started"]).exists():
        raise RuleBroken(_("Für diese Maßnahme läuft schon eine Vermittlung."))
    referral = Referral.objects.create(measure=current, offer=current.offer, sent_by=by, message=message, consent_given=True)
    _follow(current, ReferralState.SENT)
    tell(case, Act.REFERRED, by=by, text=str(current.offer), subject=referral.pk)
    return referral


@transaction.atomic
def answer_referral(referral: Referral, *, by: Any, seen: int | None = None, state: str, reason: str = "") -> Referral:
    """Record what became of a referral. A refusal or an early end needs its reason."""
    case = locked_open(referral.measure.action_goal.frame_goal.case)
    current = Referral.claim(referral.pk, seen)
    if state not in ReferralState.next_states(current.state):
        raise RuleBroken(_("Dieser Schritt passt nicht zum Stand „{state}“.").format(state=current.get_state_display()))
    if state in {ReferralState.DECLINED, ReferralState.ENDED_EARLY} and not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund: Er hilft, beim nächsten Mal das Passende zu finden."))
    current.state, current.reason, current.answered_at = state, reason, timezone.now()
    current.save()
    _follow(Measure.claim(current.measure_id, None), ReferralState(state))
    tell(case, Act.REFERRAL_ANSWERED, by=by, text=f"{current.offer}: {current.get_state_display()}", reason=reason, subject=current.pk)
    return current


@transaction.atomic
def correct_referral(referral: Referral, *, by: Any, reason: str) -> Referral:
    """Take back the last answer: the referral stands again as asked. The history keeps both."""
    case = locked_open(referral.measure.action_goal.frame_goal.case)
    current = Referral.claim(referral.pk, None)
    if current.measure.referrals.exclude(pk=current.pk).filter(state__in=["sent", "accepted", "started"]).exists():
        raise RuleBroken(_("Für diese Maßnahme läuft inzwischen eine andere Vermittlung."))
    current.state, current.reason, current.answered_at = ReferralState.SENT, "", None
    current.save()
    _follow(Measure.claim(current.measure_id, None), ReferralState.SENT)
    tell(case, Act.REFERRAL_ANSWERED, by=by, text=_("{offer}: Antwort zurückgenommen").format(offer=current.offer), reason=reason, subject=current.pk)
    return current


@transaction.atomic
def steer_anew(measure: Measure, *, by: Any, offer: Any) -> Measure:
    """Choose another offer for a measure whose referral has ended without success; earlier referrals stay visible."""
    case = locked_open(measure.action_goal.frame_goal.case)
    current = Measure.claim(measure.pk, None)
    if current.referrals.filter(state__in=["sent", "accepted", "started"]).exists():
        raise RuleBroken(_("Beenden Sie zuerst die laufende Vermittlung."))
    before = current.title
    current.kind, current.offer, current.title, current.state = MeasureKind.OFFER, offer, offer.title, StepState.PLANNED
    current.missing = ""
    current.save()
    tell(case, Act.STEP_CHANGED, by=by, text=_("Nachgesteuert: statt „{before}“ nun „{after}“").format(before=before, after=offer.title), subject=current.pk)
    return current


def _follow(measure: Measure, state: ReferralState) -> None:
    measure.state = STEP_STATE[state]
    measure.save()
