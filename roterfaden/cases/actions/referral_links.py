"""Links with which providers without an account answer: made, replaced, taken back, expired."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.link_keys import NewLink, new_link
from roterfaden.cases.actions.timeline import locked_open, refuse_if_objected, tell
from roterfaden.cases.masking import name_on_record
from roterfaden.cases.models import Act, Case, CaseAccess, LinkEnd, Referral, ReferralLink, ReferralState
from roterfaden.cases.models.plan import ReferralQuerySet
from roterfaden.network.models import Seat

ANSWER_WEEKS = 6
"""Weeks after the request, or the last reminder of a colleague, in which an answer is expected."""
REMINDER_WEEKS = 2
"""Weeks without an answer after which the daily run reminds, once."""


@transaction.atomic
def make_link(referral: Referral, *, by: Any) -> NewLink:
    """A link for the one who was asked, instead of any earlier one. It tells what was told already, nothing new."""
    case = locked_open(referral.case)
    current = Referral.claim(referral.pk, None)
    check_reachable(case, current)
    current.links.end(LinkEnd.REPLACED)
    made = new_link(ReferralLink, by=by, referral=current)
    _tell(case, current, Act.REFERRAL_LINK, by, _("{offer}: erstellt"))
    return made


@transaction.atomic
def withdraw_link(referral: Referral, *, by: Any) -> None:
    """The link leads nowhere from now on."""
    case = locked_open(referral.case)
    if not referral.links.end(LinkEnd.WITHDRAWN):
        raise RuleBroken(_("Zurzeit gibt es keinen Link."))
    _tell(case, referral, Act.REFERRAL_LINK, by, _("{offer}: zurückgezogen"))


@transaction.atomic
def remind(referral: Referral, *, by: Any) -> NewLink | None:
    """Ask once more for an answer: by a notice to those who have an account there, else by a new link."""
    case = locked_open(referral.case)
    current = Referral.claim(referral.pk, None)
    check_reachable(case, current)
    if current.state != ReferralState.SENT:
        raise RuleBroken(_("Die Antwort ist schon da."))
    reminded = case.timeline.filter(act=Act.REFERRAL_REMINDED, subject=current.pk)
    if reminded.filter(at__date=timezone.localdate()).exists():
        raise RuleBroken(_("Heute haben Sie schon erinnert. Rufen Sie lieber an."))
    _tell(case, current, Act.REFERRAL_REMINDED, by, "{offer}")
    if current.expired_at:
        current.expired_at = None
        current.save(update_fields=["expired_at"])
    readers = readers_of(current)
    if not readers:
        return make_link(current, by=by)
    _ask_again(current, readers)
    return None


def _ask_again(referral: Referral, readers: Iterable[User]) -> None:
    path = reverse("cases:disclosed_one", args=[referral.disclosure_id])
    notify(readers, _("Eine Fachkraft wartet auf Ihre Antwort zu einer Vermittlung."), path=path, mail=True)


def readers_of(referral: Referral) -> list[User]:
    """Who has an account at the recipient and can answer there (two queries)."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.readers_of(%s)", [referral.disclosure_id])
        (keys,) = cursor.fetchone()
    return list(User.objects.filter(pk__in=keys)) if keys else []


@transaction.atomic
def expire_links() -> int:
    """Write down which links are over, and tell those who wait. Nothing else ends. For the daily run."""
    expired = ReferralLink.objects.over().order_by("pk")
    links = list(expired.select_for_update(of=("self",), no_key=True).select_related("made_by", "case__lead"))
    for link in links:
        link.closed_at, link.closed_why = timezone.now(), LinkEnd.EXPIRED
        link.save(update_fields=["closed_at", "closed_why"])
        path = reverse("cases:referral", args=[link.case_id, link.referral_id])
        notify([link.made_by, link.case.lead], _("Ein Link für einen Träger ist ohne Antwort abgelaufen."), path=path)
    return len(links)


@transaction.atomic
def expire_referrals() -> int:
    """Write down which requests nobody answered in :data:`ANSWER_WEEKS`, and tell those who wait. For the daily run.

    The request is still open: a late answer counts, and whoever waits asks again, ends it or steers anew.
    """
    late = Referral.objects.unanswered_since(timezone.now() - timedelta(weeks=ANSWER_WEEKS)).order_by("pk")
    found = list(late.select_for_update(of=("self",), no_key=True).select_related("sent_by", "case__lead", "offer"))
    for referral in found:
        referral.expired_at = timezone.now()
        referral.save(update_fields=["expired_at"])
        _tell(referral.case, referral, Act.REFERRAL_EXPIRED, None, "{offer}")
        path = reverse("cases:referral", args=[referral.case_id, referral.pk])
        words = _("Auf eine Vermittlung hat {weeks} Wochen lang niemand geantwortet: erinnern oder nachsteuern.")
        works_on = CaseAccess.objects.filter(case=referral.case_id, user=referral.sent_by_id).exists()
        hears = [referral.case.lead, *([referral.sent_by] if works_on else [])]
        notify(hears, words.format(weeks=ANSWER_WEEKS), path=path)
    return len(found)


def remind_providers() -> int:
    """Ask those with an account once more whose answer is missing for :data:`REMINDER_WEEKS`. For the daily run.

    Only if no colleague has reminded them, and only about what they may still read. Whoever has no account gets no
    link by itself: a colleague tells them its code.
    """
    return sum(_remind_providers_of(late) for late in _to_be_reminded().select_related("case").order_by("pk"))


def _to_be_reminded() -> ReferralQuerySet:
    return Referral.objects.unanswered_since(timezone.now() - timedelta(weeks=REMINDER_WEEKS)).never_reminded()


@transaction.atomic
def _remind_providers_of(late: Referral) -> bool:
    """Whether anybody was reminded. The file is locked first, as by every act, or the two wait for each other."""
    try:
        case = locked_open(late.case)
        current = Referral.claim(late.pk, None)
        check_reachable(case, current)
    except RuleBroken:
        return False
    readers = list(User.objects.filter(is_active=True, seats__in=_seats_at(current)).distinct())
    if not readers or not _to_be_reminded().filter(pk=current.pk).exists():
        return False
    _tell(case, current, Act.REFERRAL_REMINDED, None, "{offer}")
    _ask_again(current, readers)
    return True


def _seats_at(referral: Referral) -> QuerySet[Seat]:
    """Like ``rf.readers_of``, which answers only to whoever may open the file: the daily run is nobody."""
    there = Seat.objects.current().filter(organisation=referral.disclosure.recipient_id)
    return there.filter(role__in=[Role.PROVIDER_STAFF, Role.OTHER_OFFICE])


def check_reachable(case: Case, referral: Referral) -> None:
    """Raise ``RuleBroken`` when the provider may not (any more) be asked for an answer here."""
    refuse_if_objected(case.client)
    if not referral.is_running:
        raise RuleBroken(_("Diese Vermittlung ist schon beendet."))
    if referral.lacks_consent or not referral.disclosure.is_open:
        raise RuleBroken(_("Die Einwilligung gilt nicht mehr. Fragen Sie die Person zuerst neu."))


def _tell(case: Case, referral: Referral, act: Act, by: Any, text: str) -> None:
    tell(case, act, by=by, text=text.format(offer=name_on_record(referral.offer)), subject=referral.pk)
