"""Passing data on: never without a basis, and kept exactly as it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.consents import in_order
from roterfaden.cases.actions.timeline import locked, locked_open, refuse_if_objected, tell
from roterfaden.cases.models import (
    Act,
    Case,
    ClosedWhy,
    Conference,
    ConferenceInvitee,
    Consent,
    DataKind,
    Disclosure,
    PassingPurpose,
)
from roterfaden.cases.norms import Norm, catalogue
from roterfaden.network.models import Organisation


@dataclass(frozen=True)
class Told:
    """One piece of information as it is told, with what it is about."""

    kinds: tuple[DataKind | str, ...]
    text: str


@dataclass(frozen=True)
class NormApplied:
    """A norm of the catalogue, and why it applies here."""

    key: str
    reason: str


@transaction.atomic
def disclose(
    case: Case,
    *,
    by: Any,
    told: Sequence[Told],
    purpose: PassingPurpose | str,
    purpose_detail: str = "",
    recipient: Organisation | None = None,
    recipient_described: str = "",
    basis: Consent | NormApplied,
    invitee: ConferenceInvitee | None = None,
) -> Disclosure:
    """Pass ``told`` on, if ``basis`` carries it: a running consent that covers all of it, or an active norm.

    What is told to an ``invitee`` of a conference only they read here, not their whole organisation.
    """
    disclosure = draft_disclosure(
        case,
        by=by,
        told=told,
        purpose=purpose,
        purpose_detail=purpose_detail,
        recipient=recipient,
        recipient_described=recipient_described,
        basis=basis,
    )
    disclosure.invitee = invitee
    if invitee is not None:
        keep_for(disclosure, invitee.conference)
    disclosure.save(force_insert=True)
    text = f"{disclosure.recipient_on_record} ({disclosure.basis})"
    tell(disclosure.case, Act.DISCLOSED, by=by, text=text, subject=disclosure.pk)
    return disclosure


def draft_disclosure(
    case: Case,
    *,
    by: Any,
    told: Sequence[Told],
    purpose: PassingPurpose | str,
    purpose_detail: str = "",
    recipient: Organisation | None = None,
    recipient_described: str = "",
    basis: Consent | NormApplied,
) -> Disclosure:
    """The disclosure as it would be kept, not saved: raises ``RuleBroken`` like :func:`disclose` when it may not go."""
    case = locked_open(case)
    refuse_if_objected(case.client)
    disclosure = Disclosure(
        case=case,
        recipient=recipient,
        recipient_described="" if recipient else recipient_described.strip(),
        purpose=purpose,
        purpose_detail=purpose_detail.strip(),
        kinds=in_order(kind for one in told for kind in one.kinds),
        snapshot=[{"kinds": [str(kind) for kind in one.kinds], "text": one.text} for one in told],
        text="\n".join(one.text for one in told),
        by=by,
    )
    if not disclosure.kinds or not disclosure.text.strip():
        raise RuleBroken(_("Wählen Sie aus, was weitergegeben werden soll."))
    if recipient is None and not disclosure.recipient_described:
        raise RuleBroken(_("Nennen Sie, an wen die Daten gehen."))
    if isinstance(basis, Consent):
        _rest_on_consent(disclosure, basis)
    else:
        _rest_on_norm(disclosure, basis)
    return disclosure


@transaction.atomic
def close_disclosure(disclosure: Disclosure, *, by: Any, why: ClosedWhy | str, reason: str = "") -> Disclosure:
    """End the recipient's access at once. What went remains on record."""
    case = locked(disclosure.case)
    current = (
        Disclosure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("recipient")
        .get(pk=disclosure.pk)
    )
    if current.closed_at is not None:
        raise RuleBroken(_("Der Zugriff ist schon beendet."))
    current.closed_at, current.closed_why = timezone.now(), why
    current.save(update_fields=["closed_at", "closed_why"])
    tell(case, Act.DISCLOSURE_CLOSED, by=by, text=current.recipient_on_record, reason=reason, subject=current.pk)
    return current


def retire(disclosure: Disclosure) -> None:
    """What it served has ended: the recipient reads it for some days more, at most as long as the consent holds."""
    if disclosure.closed_at is None:
        disclosure.open_until = min(last_day_after_end(), _longest(disclosure))
        disclosure.save(update_fields=["open_until"])


def keep_open(disclosure: Disclosure) -> None:
    """The end of what it served was taken back: it may be read as long as its basis allows."""
    if disclosure.closed_at is None:
        disclosure.open_until = _longest(disclosure)
        disclosure.save(update_fields=["open_until"])


def keep_for(disclosure: Disclosure, meeting: Conference) -> None:
    """A norm names no day: what is told for a conference is read until some days after it (not yet saved).

    What has lapsed stays shut: a new date is no new decision to tell it.
    """
    dates = [meeting.starts_at] if meeting.starts_at else meeting.dates
    has_lapsed = disclosure.open_until < timezone.localdate()
    if dates and disclosure.consent_id is None and not has_lapsed:
        some_days = timedelta(days=settings.DISCLOSED_DAYS)
        disclosure.open_until = max(disclosure.open_until, timezone.localdate(max(dates)) + some_days)


def last_day_after_end() -> date:
    """How long something may be read by its recipient once it has served its purpose."""
    return timezone.localdate() + timedelta(days=settings.DISCLOSED_DAYS)


def _longest(disclosure: Disclosure) -> date:
    return disclosure.consent.valid_until if disclosure.consent is not None else last_day_after_end()


def _rest_on_consent(disclosure: Disclosure, basis: Consent) -> None:
    # Locked, so that a withdrawal at the same moment comes before or after, not in between.
    consent = Consent.objects.select_for_update(of=("self",), no_key=True).get(pk=basis.pk)
    if consent.case_id != disclosure.case_id or not Consent.objects.running().filter(pk=consent.pk).exists():
        raise RuleBroken(_("Diese Einwilligung gilt nicht mehr. Fragen Sie die Person noch einmal."))
    if (consent.recipient_id, consent.recipient_described) != (
        disclosure.recipient_id,
        disclosure.recipient_described,
    ):
        raise RuleBroken(_("Diese Einwilligung gilt für eine andere Stelle."))
    if consent.purpose != disclosure.purpose or consent.purpose_detail not in {"", disclosure.purpose_detail}:
        raise RuleBroken(_("Diese Einwilligung gilt für einen anderen Zweck."))
    if beyond := set(disclosure.kinds) - set(consent.kinds):
        kinds = "; ".join(str(kind.label) for kind in DataKind if kind in beyond)
        raise RuleBroken(_("Die Einwilligung umfasst das nicht: {kinds}.").format(kinds=kinds))
    disclosure.consent, disclosure.open_until = consent, consent.valid_until


def _rest_on_norm(disclosure: Disclosure, basis: NormApplied) -> None:
    norm = catalogue().named(basis.key)
    if norm is None or not norm.is_active:
        raise RuleBroken(_("Diese Vorschrift ist nicht bestätigt und abgeschaltet."))
    if problem := _why_not(norm, disclosure):
        raise RuleBroken(problem)
    if not basis.reason.strip():
        raise RuleBroken(_("Sagen Sie, warum die Vorschrift hier gilt."))
    disclosure.norm, disclosure.norm_citation, disclosure.norm_reason = norm.key, norm.citation, basis.reason.strip()
    disclosure.open_until = last_day_after_end()


def _why_not(norm: Norm, disclosure: Disclosure) -> str:
    """Why this norm cannot carry this disclosure; empty if it can."""
    if disclosure.goes_to_immigration_authority and not norm.for_immigration_authority:
        return _("Auf diese Vorschrift lässt sich keine Übermittlung an die Ausländerbehörde stützen.")
    if norm.for_immigration_authority and not disclosure.goes_to_immigration_authority:
        return _("Diese Vorschrift gilt nur für die Ausländerbehörde.")
    if norm.legal_areas and disclosure.case.client.legal_area not in norm.legal_areas:
        return _("Diese Vorschrift gilt für den Rechtskreis der Person nicht.")
    if not norm.for_special_kinds and any(DataKind(kind).is_special for kind in disclosure.kinds):
        return _("Besonders geschützte Daten gehen auf diese Vorschrift hin nicht weiter. Fragen Sie die Person.")
    return ""
