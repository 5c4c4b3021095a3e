"""Asking whether the facts of offers still hold: the monthly mail, the reminder, the city's list, and the answers.

``manage.py send_offer_reviews`` runs every day. An organisation gets at most one mail in a calendar month, with all its
offers that are due. What nobody confirms is asked again after 30 days and after 60 days stands on the city's list, to
be called; offers that nobody keeps stand there at once. An answer holds for the offer, and so for all its languages.
"""

import json
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.network.models import Organisation, Seat
from roterfaden.network.rights import those_with
from roterfaden.offers.access import OF_THE_CITY
from roterfaden.offers.actions import refresh_search, remember
from roterfaden.offers.differences import facts_of
from roterfaden.offers.models import ChangeKind, Offer, OfferReview, ReviewAnswer, ReviewState

log = logging.getLogger(__name__)
Post = Callable[[Iterable[User], str, str], bool]

REMIND_AFTER, OVERDUE_AFTER = timedelta(days=30), timedelta(days=60)
# In a mail that goes out anyway; else the one of March would come two days too early for what was asked in February.
REMIND_ALONG = timedelta(days=28)
LINK_DAYS = 60
_TOKEN_BYTES = 32
_OFFER_OF = "select rf.offer_of_review(%s)"
# What writes is no plain "select": pghistory tells PostgreSQL the page before other statements only.
_CONFIRM = "with called as (select rf.confirm_by_link(%s) as said) select said from called"
_DOUBT = "with called as (select rf.doubt_by_link(%s, %s) as said) select said from called"


@dataclass
class Sent:
    """What a run did: mails to organisations, offers asked about, asked again, and given to the city."""

    mails: int = 0
    asked: int = 0
    reminded: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class _Question:
    """One offer in a mail; the token exists here and in the mail only."""

    review: OfferReview
    token: str


def send_reviews(site: str, today: date | None = None, *, rehearse: bool = False) -> Sent:
    """Do what is due today. Runs as often as one likes; ``rehearse`` writes and sends nothing, only says."""
    day = today or timezone.localdate()
    if not rehearse:
        return _run(site, day, _post)
    with transaction.atomic():
        sent = _run(site, day, _posts_nothing)
        transaction.set_rollback(True)
    return sent


def keepers_of(organisation: Organisation) -> QuerySet[User]:
    """Who is asked: the organisation's own staff; for the city's offices without any, the head of unit."""
    seats = Seat.objects.current().filter(role=Role.PROVIDER_STAFF, organisation=organisation)
    own = User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("email")
    if organisation.kind in OF_THE_CITY and not own.exists():
        return those_with(Role.HEAD_OF_UNIT)
    return own


def offer_behind(token: str) -> UUID | None:
    """The offer a link asks about; ``None`` for one that is used, replaced, too old or was never made."""
    return _call(_OFFER_OF, _hash(token))  # type: ignore[no-any-return]


@transaction.atomic
def confirm_by_link(token: str) -> bool:
    """The facts are right today. Whether the link still held."""
    pk = _call(_CONFIRM, _hash(token))
    if pk is None:
        return False
    refresh_search(Offer.objects.filter(pk=pk))
    return True


@transaction.atomic
def doubt_by_link(token: str, words: str) -> bool:
    """The facts do not hold any more; those who keep the offer, or else the city, hear of it."""
    said = _call(_DOUBT, _hash(token), words.strip())
    if said is None:
        return False
    answer: dict[str, Any] = json.loads(said)
    told = [User(pk=UUID(pk)) for pk in answer["told"]]
    path = reverse("offers:offer", args=[answer["offer"]])
    notify(told, _("Jemand schreibt: Die Angaben eines Angebots stimmen nicht mehr."), path=path)
    return True


@transaction.atomic
def confirm_after_call(pk: UUID, *, by: Any) -> Offer:
    """Somebody of the city has called, and the facts are right today."""
    now, day = timezone.now(), timezone.localdate()
    offer = Offer.claim(pk, None)
    OfferReview.objects.open().filter(offer=offer).update(
        state=ReviewState.CONFIRMED, answered_by=ReviewAnswer.CALL, closed_at=now, token_hash=None, expires_at=None
    )
    offer.checked_on, offer.changed_by, offer.changed_at = day, by, now
    offer.save()
    remember(offer, ChangeKind.CONFIRMED, by=by, reason=str(ReviewAnswer.CALL.label))
    return offer


@transaction.atomic
def ask_again_after(pk: UUID, months: int, *, by: Any) -> Offer:
    """Whoever keeps the offer says after how many months they want to be asked again."""
    offer = Offer.claim(pk, None)
    before = facts_of(offer)
    offer.review_months, offer.changed_by, offer.changed_at = months, by, timezone.now()
    offer.save()
    remember(offer, ChangeKind.CHANGED, before, by=by)
    return offer


def _run(site: str, day: date, post: Post) -> Sent:
    sent = Sent()
    _end_what_is_over()
    for organisation in _organisations(day):
        _ask(organisation, site, day, sent, post)
    _give_to_the_city(day, sent)
    return sent


def _end_what_is_over() -> None:
    """Of an offer past its last day nobody is asked any more."""
    over = OfferReview.objects.open().exclude(offer__in=Offer.objects.current())
    over.update(state=ReviewState.ENDED, closed_at=timezone.now(), token_hash=None, expires_at=None)


def _organisations(day: date) -> QuerySet[Organisation]:
    """Those with offers that nobody has been asked about yet, or that want to be asked about again."""
    asked = Exists(OfferReview.objects.open().filter(offer=OuterRef("pk")))
    due = Offer.objects.current().due_for_review(day).filter(~asked)
    again = OfferReview.objects.open().filter(state=ReviewState.ASKED, asked_on__lte=day - REMIND_ALONG)
    concerned = [*due.values_list("organisation", flat=True), *again.values_list("offer__organisation", flat=True)]
    return Organisation.objects.filter(pk__in=concerned).order_by("name", "id")


@transaction.atomic
def _ask(organisation: Organisation, site: str, day: date, sent: Sent, post: Post) -> None:
    """The month's mail to one organisation; written down only if it went out."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    open_ones = OfferReview.objects.open().filter(offer__organisation=organisation)
    asked = Exists(open_ones.filter(offer=OuterRef("pk")))
    due = list(organisation.offers.current().due_for_review(day).filter(~asked).order_by("title", "id"))
    keepers = list(keepers_of(organisation))
    if not keepers:
        OfferReview.objects.bulk_create(OfferReview(offer=one, state=ReviewState.OVERDUE, asked_on=day) for one in due)
        sent.overdue += len(due)
        return
    if _mailed_this_month(organisation, day):
        return
    ripe = day - (REMIND_ALONG if due else REMIND_AFTER)
    again = open_ones.filter(state=ReviewState.ASKED, asked_on__lte=ripe).select_related("offer").order_by("asked_on")
    new = [_question(OfferReview(offer=one, asked_on=day), ReviewState.ASKED, day) for one in due]
    old = [_question(review, ReviewState.REMINDED, day) for review in again]
    if not new and not old:
        return
    if post(keepers, *_mail(organisation, new, old, site, day)):
        sent.mails, sent.asked, sent.reminded = sent.mails + 1, sent.asked + len(new), sent.reminded + len(old)
    else:
        transaction.set_rollback(True)


def _mailed_this_month(organisation: Organisation, day: date) -> bool:
    return OfferReview.objects.filter(offer__organisation=organisation, mailed_on__gte=day.replace(day=1)).exists()


def _question(review: OfferReview, state: ReviewState, day: date) -> _Question:
    """Written down with a new link; one in an earlier mail does not hold any more."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    review.state, review.token_hash, review.mailed_on = state, _hash(token), day
    review.expires_at = timezone.now() + timedelta(days=LINK_DAYS)
    review.save()
    return _Question(review, token)


def _mail(
    organisation: Organisation, new: list[_Question], old: list[_Question], site: str, day: date
) -> tuple[str, str]:
    """Subject and text. It names offers, which are public, and no person."""
    parts = [
        _(
            "Guten Tag,\n\nim Verzeichnis der Angebote stehen Angaben von {organisation}. Menschen verlassen sich "
            "darauf. Bitte sagen Sie mit einem Klick, ob sie noch stimmen. Anmelden müssen Sie sich nicht, und Ihre "
            "Antwort gilt für alle Sprachen."
        ).format(organisation=organisation)
    ]
    if old:
        parts.append(_("Danach haben wir schon einmal gefragt:") + "\n\n" + _lines(old, site))
    if new:
        parts.append(_("Bitte prüfen:") + "\n\n" + _lines(new, site))
    until = date_format(day + timedelta(days=LINK_DAYS), "j. F Y")
    parts.append(
        _("Die Links gelten bis {day}. Alle Ihre Angebote, nach Anmeldung: {list}").format(
            day=until, list=site + reverse("offers:kept")
        )
    )
    return _("Roter Faden: Stimmen diese Angebote noch?"), "\n\n".join(parts) + "\n"


def _lines(questions: Iterable[_Question], site: str) -> str:
    return "\n\n".join(
        f"- {one.review.offer.title} ({one.review.offer.as_of})\n  {site}{reverse('reviews:review', args=[one.token])}"
        for one in questions
    )


def _post(keepers: Iterable[User], subject: str, body: str) -> bool:
    """A mail for each, so that nobody reads the addresses of others. Whether at least one went out."""
    went_out = False
    for keeper in keepers:
        try:
            EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [keeper.email]).send()
            went_out = True
        except OSError:
            # Tried again at the next run, unless a colleague got it; the operator sees that mail does not go out.
            log.exception("a question about offers could not be mailed")
    return went_out


def _posts_nothing(_keepers: Iterable[User], _subject: str, _body: str) -> bool:
    return True


@transaction.atomic
def _give_to_the_city(day: date, sent: Sent) -> None:
    """What nobody answered in time, or what was doubted and not put right, is for the city to call about."""
    waited = OfferReview.objects.open().exclude(state=ReviewState.OVERDUE).filter(asked_on__lte=day - OVERDUE_AFTER)
    sent.overdue += waited.update(state=ReviewState.OVERDUE)
    if sent.overdue:
        text = ngettext(
            "{n} Angebot ist neu auf der Liste „Lange nicht bestätigt“.",
            "{n} Angebote sind neu auf der Liste „Lange nicht bestätigt“.",
            sent.overdue,
        )
        notify(those_with(Role.HEAD_OF_UNIT), text.format(n=sent.overdue), path=reverse("offers:overdue"))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _call(statement: str, *values: Any) -> Any:
    """What a function of PostgreSQL says that stands open to whoever has a link."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (said,) = cursor.fetchone()
    return said
