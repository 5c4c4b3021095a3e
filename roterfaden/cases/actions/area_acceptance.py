"""The office that is to pay from now on: asked whether it takes over, by link or in words; what it answered."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.answers import AnsweredMeanwhile, WrongCode, call
from roterfaden.cases.actions.disclosures import NormApplied, Told, close_disclosure, disclose, keep_open, retire
from roterfaden.cases.actions.link_keys import LinkKey, NewLink, new_link
from roterfaden.cases.actions.timeline import locked_open, refuse_if_objected, tell
from roterfaden.cases.models import (
    AcceptanceLink,
    AcceptanceState,
    Act,
    AnswerWay,
    AreaAcceptance,
    AreaChangeState,
    Case,
    ClosedWhy,
    Consent,
    DataKind,
    Disclosure,
    LegalAreaChange,
    LinkEnd,
    PassingPurpose,
)
from roterfaden.network.models import Organisation

PURPOSES = (PassingPurpose.BENEFITS, PassingPurpose.HANDOVER, PassingPurpose.COOPERATION)
"""What a consent may have been given for that carries the question."""
ALREADY_ASKED = gettext_lazy("Es ist schon eine Stelle gefragt.")
LINK_IS_OPEN = "select rf.acceptance_link_is_open(%s)"
ENTER_LINK = "with called as (select rf.enter_acceptance_link(%s, %s, %s, %s, %s) as said) select said from called"
ANSWER = """
    with called as (select rf.accept_by_link(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) as said)
    select said from called
"""


def told_to_office(change: LegalAreaChange, case: Case, *, birth_date: bool) -> list[Told]:
    """Exactly what the office reads, and nothing else: who, from which law to which, from when, and the question."""
    person = case.client
    day = date_format(change.changes_on, "j. F Y")
    areas = _("Bisheriger Rechtskreis: {before}. Neuer Rechtskreis ab {day}: {after}.")
    told = [Told((DataKind.CONTACT,), _("Name: {name}").format(name=person))]
    if birth_date and person.birth_date:
        born = _("geboren am {day}").format(day=date_format(person.birth_date))
        told.append(Told((DataKind.CONTACT,), born))
    said = areas.format(before=change.get_area_from_display(), day=day, after=change.get_area_to_display())
    question = _("Unsere Frage: Übernehmen Sie ab diesem Tag?")
    return [*told, Told((DataKind.INCOME,), said), Told((), question)]


@transaction.atomic
def ask_office(
    change: LegalAreaChange,
    *,
    by: Any,
    basis: Consent | NormApplied,
    due_on: date,
    recipient: Organisation | None = None,
    recipient_described: str = "",
    reach: str = "",
    birth_date: bool = False,
) -> AreaAcceptance:
    """Ask the new office whether it takes over. What it is told is a disclosure, on a consent or a norm."""
    case = locked_open(change.case)
    current = LegalAreaChange.claim(change.pk, None)
    if current.state != AreaChangeState.BEGUN:
        raise RuleBroken(_("Gefragt wird, wenn der Wechsel begonnen hat und bevor er vollzogen ist."))
    if current.acceptances.filter(state__in=AcceptanceState.standing()).exists():
        raise RuleBroken(ALREADY_ASKED)
    if due_on < timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Vergangenheit."))
    passed = disclose(
        case,
        by=by,
        told=told_to_office(current, case, birth_date=birth_date),
        purpose=basis.purpose if isinstance(basis, Consent) else PassingPurpose.BENEFITS,
        purpose_detail=basis.purpose_detail if isinstance(basis, Consent) else "",
        recipient=recipient,
        recipient_described=recipient_described,
        basis=basis,
    )
    asked = AreaAcceptance(
        change=current,
        disclosure=passed,
        reach=reach.strip(),
        changes_on=current.changes_on,
        asked_by=by,
        due_on=due_on,
    )
    try:
        asked.save(force_insert=True)
    except IntegrityError as error:
        # A confidential office: whoever does not see the whole file does not see that it was asked.
        raise RuleBroken(ALREADY_ASKED) from error
    tell(case, Act.ACCEPTANCE_ASKED, by=by, text=passed.recipient_on_record, subject=current.pk)
    return asked


@transaction.atomic
def make_acceptance_link(asked: AreaAcceptance, *, by: Any) -> NewLink:
    """A link for the office, instead of any earlier one. It tells what was told already, nothing new."""
    case = locked_open(asked.case)
    current = AreaAcceptance.claim(asked.pk, None)
    refuse_if_objected(case.client)
    if not current.is_waiting:
        raise RuleBroken(_("Die Antwort ist schon da."))
    if current.lacks_basis:
        raise RuleBroken(_("Die Einwilligung gilt nicht mehr. Ziehen Sie die Anfrage zurück, und fragen Sie neu."))
    keep_open(current.disclosure)
    current.links.end(LinkEnd.REPLACED)
    made = new_link(AcceptanceLink, by=by, acceptance=current)
    name = current.disclosure.recipient_on_record
    tell(case, Act.ACCEPTANCE_LINK, by=by, text=_("{name}: erstellt").format(name=name), subject=current.change_id)
    return made


@transaction.atomic
def record_acceptance(
    asked: AreaAcceptance,
    *,
    by: Any,
    seen: int | None,
    way: AnswerWay | str,
    state: AcceptanceState | str,
    contact_person: str = "",
    contact_phone: str = "",
    their_reference: str = "",
    reason: str = "",
) -> AreaAcceptance:
    """Take down what the office said on the telephone, in a letter or face to face. Its link ends."""
    case = locked_open(asked.case)
    current = AreaAcceptance.claim(asked.pk, seen)
    check_answer(state, contact_person, reason)
    current.settle(
        state,
        way=way,
        answered_at=timezone.now(),
        contact_person=contact_person.strip(),
        contact_phone=contact_phone.strip(),
        their_reference=their_reference.strip(),
        reason=reason.strip(),
        entered_by=by,
    )
    current.save()
    current.links.end(LinkEnd.USED)
    retire(current.disclosure)
    name = current.disclosure.recipient_on_record
    line = f"{name}: {in_words(state)} ({AnswerWay(way).label})"
    told = current.reason if name == current.disclosure.recipient_name else ""
    tell(case, Act.ACCEPTANCE_ANSWERED, by=by, text=line, reason=told, subject=current.change_id)
    return current


@transaction.atomic
def withdraw_question(asked: AreaAcceptance, *, by: Any, reason: str) -> AreaAcceptance:
    """Another office is to be asked, or the answer did not hold: the question is taken back, the link is dead."""
    case = locked_open(asked.case)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current = end_question(asked, reason=reason)
    name = current.disclosure.recipient_on_record
    tell(case, Act.ACCEPTANCE_WITHDRAWN, by=by, text=name, reason=reason, subject=current.change_id)
    return current


def end_question(asked: AreaAcceptance, *, reason: str) -> AreaAcceptance:
    """Take the question back without a line on the timeline: whoever calls tells why."""
    current = AreaAcceptance.claim(asked.pk, None)
    current.settle(AcceptanceState.WITHDRAWN, reason=reason.strip())
    current.save()
    current.links.end(LinkEnd.WITHDRAWN)
    retire(current.disclosure)
    return current


@transaction.atomic
def end_former_access(change: LegalAreaChange, disclosure: Disclosure, *, by: Any) -> Disclosure:
    """After the change: an office that is not responsible any more no longer reads here what it was told."""
    if change.state != AreaChangeState.DONE:
        raise RuleBroken(_("Der Rechtskreis ist noch nicht gewechselt."))
    return close_disclosure(disclosure, by=by, why=ClosedWhy.AREA_CHANGED, reason=str(change))


def expire_acceptance_links() -> int:
    """Write down which links are over; the question itself waits on Heute. For the daily run."""
    return AcceptanceLink.objects.over().end(LinkEnd.EXPIRED)


def check_answer(state: AcceptanceState | str, contact_person: str, reason: str) -> None:
    """Raise ``RuleBroken`` when something is missing that the answer needs."""
    if state not in AcceptanceState.answers():
        raise RuleBroken(_("Wählen Sie bitte eine Antwort."))
    if state == AcceptanceState.ACCEPTED and not contact_person.strip():
        raise RuleBroken(_("Wer ist bei der Stelle ansprechbar?"))
    if state == AcceptanceState.DECLINED and not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))


def in_words(state: AcceptanceState | str) -> str:
    """The answer as the timeline tells it."""
    return _("übernimmt") if state == AcceptanceState.ACCEPTED else _("ist nicht zuständig")


# --- without an account -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeAsked:
    """What stands behind a link for who has its code: what was told, who asks, until when."""

    revision: int
    text: str
    recipient: str
    asked_by: str
    office: str
    phone: str
    due_on: date


def acceptance_link_is_open(key: LinkKey) -> bool:
    """Whether there is something to answer behind a link. Says the same of everything else, known or not."""
    return bool(call(LINK_IS_OPEN, key.token_hash))


@transaction.atomic
def enter_acceptance_link(key: LinkKey, code: str, *, request: UUID, page: str) -> OfficeAsked | WrongCode | None:
    """Open what a link leads to; reading it is noted in the log. ``None``: there is nothing (any more)."""
    said = call(ENTER_LINK, key.token_hash, key.hash_of(code), request, page, _("Vertrauliche Stelle"))
    found: dict[str, Any] = json.loads(said)
    match found.pop("outcome"):
        case "open":
            return OfficeAsked(**{**found, "due_on": date.fromisoformat(found["due_on"])})
        case "wrong":
            if not found["left"]:
                _tell(found, _("Ein Link für eine Stelle ist gesperrt: fünfmal war der Code falsch."))
            return WrongCode(found["left"])
        case _:
            return None


@transaction.atomic
def accept_by_link(
    key: LinkKey,
    code: str,
    *,
    seen: int,
    state: str,
    contact_person: str = "",
    contact_phone: str = "",
    their_reference: str = "",
    reason: str = "",
) -> AcceptanceState:
    """The one answer that a link is good for. On the timeline nobody gave it: it came by link."""
    check_answer(state, contact_person, reason)
    words = [each.strip() for each in (contact_person, contact_phone, their_reference, reason)]
    line = f"{in_words(state)} ({AnswerWay.LINK.label})"
    answered = [key.token_hash, key.hash_of(code), seen, state, *words, line, _("Vertrauliche Stelle")]
    said: dict[str, Any] = json.loads(call(ANSWER, *answered, settings.DISCLOSED_DAYS))
    match said["outcome"]:
        case "done":
            told = _("Rechtskreiswechsel: {name} hat geantwortet: {answer}.")
            _tell(said, told.format(name=said["place"], answer=in_words(state)))
            return AcceptanceState(state)
        case "conflict" | "gone":
            raise AnsweredMeanwhile
        case _:
            raise RuleBroken(_("Das lässt sich hier zurzeit nicht speichern. Rufen Sie bitte an."))


def _tell(said: dict[str, Any], text: str) -> None:
    path = reverse("cases:area_change", args=[said["case"], said["change"]])
    notify([User(pk=UUID(pk)) for pk in said["told"]], text, path=path)
