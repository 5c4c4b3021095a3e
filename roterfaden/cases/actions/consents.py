"""Recording what a person allows, and what they take back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked, locked_open, tell
from roterfaden.cases.models import Act, Case, Consent, DataKind, GivenHow, PassingPurpose, WithdrawnHow
from roterfaden.network.models import Organisation

USUAL_DAYS = 182
LONGEST_DAYS = 731


def usual_end() -> date:
    """Until when a consent given today usually holds: half a year."""
    return timezone.localdate() + timedelta(days=USUAL_DAYS)


@dataclass(frozen=True)
class Permission:
    """What is allowed: to whom, what for, which kinds of data."""

    purpose: PassingPurpose | str
    kinds: Iterable[DataKind | str]
    purpose_detail: str = ""
    recipient: Organisation | None = None
    recipient_described: str = ""


@dataclass(frozen=True)
class Agreement:
    """How the person said yes, on what day, until when."""

    given_how: GivenHow | str
    language: str
    interpreted_by: str = ""
    witness: str = ""
    valid_until: date = field(default_factory=usual_end)
    given_on: date = field(default_factory=timezone.localdate)
    paper_number: str = ""
    special_named: bool = False
    single_act: bool = False


@transaction.atomic
def record_consent(case: Case, *, by: Any, permission: Permission, agreement: Agreement) -> Consent:
    """Record a consent in the words in which it was given. From now on its wording cannot change."""
    case = locked_open(case)
    kinds = in_order(permission.kinds)
    _check_wording(permission, kinds, agreement)
    authority = permission.recipient is not None and permission.recipient.is_immigration_authority
    consent = Consent(
        case=case,
        recipient=permission.recipient,
        recipient_described="" if permission.recipient else permission.recipient_described.strip(),
        purpose=permission.purpose,
        purpose_detail=permission.purpose_detail.strip(),
        kinds=kinds,
        special_named=agreement.special_named,
        # Never a standing consent for the Ausländerbehörde: each act is asked for anew.
        single_act=agreement.single_act or authority,
        valid_from=timezone.localdate(),
        valid_until=agreement.valid_until,
        given_on=agreement.given_on,
        given_how=agreement.given_how,
        language=agreement.language,
        interpreted_by=agreement.interpreted_by.strip(),
        witness=agreement.witness.strip(),
        paper_number=agreement.paper_number.strip(),
        recorded_by=by,
    )
    _refuse_a_double(consent)
    consent.save(force_insert=True)
    tell(case, Act.CONSENT_GIVEN, by=by, text=_in_words(consent), subject=consent.pk)
    return consent


@transaction.atomic
def withdraw_consent(
    consent: Consent, *, by: Any, how: WithdrawnHow | str, on: date | None = None, note: str = ""
) -> Consent:
    """Take a consent back, at once: what went out on it is closed for its recipient by the database itself.

    Possible in a closed case too: the right to withdraw has no end.
    """
    case = locked(consent.case)
    current = (
        Consent.objects.select_for_update(of=("self",), no_key=True).select_related("recipient").get(pk=consent.pk)
    )
    day = on or timezone.localdate()
    if current.withdrawn_at is not None:
        raise RuleBroken(_("Diese Einwilligung ist schon widerrufen."))
    if not current.given_on <= day <= timezone.localdate():
        raise RuleBroken(_("Der Tag liegt zwischen der Einwilligung und heute."))
    current.withdrawn_at, current.withdrawn_on, current.withdrawn_by = timezone.now(), day, by
    current.withdrawn_how, current.withdrawn_note = how, note.strip()
    current.save()
    tell(case, Act.CONSENT_WITHDRAWN, by=by, text=_in_words(current), reason=note, subject=current.pk)
    return current


def in_order(kinds: Iterable[DataKind | str]) -> list[str]:
    """Each kind once, in the order of the vocabulary."""
    chosen = {str(kind) for kind in kinds}
    return [kind.value for kind in DataKind if kind in chosen]


def _check_wording(permission: Permission, kinds: list[str], agreement: Agreement) -> None:
    today = timezone.localdate()
    if not kinds:
        raise RuleBroken(_("Wählen Sie aus, um welche Daten es geht."))
    if (permission.recipient is None) == (not permission.recipient_described.strip()):
        raise RuleBroken(_("Nennen Sie genau eine Stelle: aus dem Verzeichnis oder beschrieben."))
    if permission.purpose == PassingPurpose.OTHER and not permission.purpose_detail.strip():
        raise RuleBroken(_("Beschreiben Sie den Zweck in eigenen Worten."))
    if not agreement.special_named and any(DataKind(kind).is_special for kind in kinds):
        raise RuleBroken(
            _("Besonders geschützte Daten gehen nur weiter, wenn die Person sie ausdrücklich genannt und erlaubt hat.")
        )
    if agreement.given_on > today:
        raise RuleBroken(_("Die Einwilligung kann nicht in der Zukunft gegeben worden sein."))
    if agreement.valid_until < today:
        raise RuleBroken(_("Das Ende der Einwilligung liegt in der Vergangenheit."))
    if agreement.valid_until > today + timedelta(days=LONGEST_DAYS):
        raise RuleBroken(_("Eine Einwilligung gilt höchstens zwei Jahre. Danach fragen wir die Person noch einmal."))
    if agreement.given_how == GivenHow.ORAL_INTERPRETER and not agreement.interpreted_by.strip():
        raise RuleBroken(_("Nennen Sie, wer gedolmetscht hat."))
    if agreement.given_how == GivenHow.ORAL_WITNESS and not agreement.witness.strip():
        raise RuleBroken(_("Nennen Sie die Zeugin oder den Zeugen."))


def _refuse_a_double(consent: Consent) -> None:
    """The database refuses it too; here it is said in words."""
    if consent.single_act:
        return
    same = Consent.objects.running().to(consent.recipient, consent.recipient_described)
    same = same.filter(
        case=consent.case,
        purpose=consent.purpose,
        purpose_detail=consent.purpose_detail,
        kinds__contains=consent.kinds,
        kinds__contained_by=consent.kinds,
        single_act=False,
    )
    if same.exists():
        raise RuleBroken(_("Genau diese Einwilligung läuft schon. Sie können sie verwenden."))


def _in_words(consent: Consent) -> str:
    """Without the data themselves: to whom and what for."""
    return f"{consent.recipient_on_record}: {consent.get_purpose_display()}"
