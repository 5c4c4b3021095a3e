"""How an offer comes into the directory: written in a draft, looked at by the city where that is asked, published.

A provider's first offer is looked at by the city's unit, later ones its staff publish themselves, unless the city wants
to see all of them (``Organisation.is_reviewed``). Anybody may suggest something. Every step says who took it and when.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network.access import may_care_for_directory
from roterfaden.network.models import Organisation, Seat
from roterfaden.offers.actions import add_offer, change_offer, origin_of
from roterfaden.offers.forms import Entry
from roterfaden.offers.models import DraftState, DraftStep, Offer, OfferChange, OfferDraft

Document = Mapping[str, list[str]]


def needs_review(organisation: Organisation, user: Any) -> bool:
    """Whether the city looks at what ``user`` writes for this organisation before it is published. Costs a query."""
    if may_care_for_directory(user):
        return False
    return organisation.is_reviewed or not organisation.offers.exists()


def changed_meanwhile(draft: OfferDraft) -> list[OfferChange]:
    """What happened to the offer since the draft was begun that would change it: the draft does not know of it."""
    if draft.offer is None:
        return []
    return list(draft.offer.changes.filter(at__gt=draft.created_at).exclude(differences=[]).order_by("at", "id"))


@transaction.atomic
def keep_draft(
    pk: UUID,
    entry: Document,
    *,
    by: Any,
    seen: int | None,
    organisation: Organisation | None,
    offer: Offer | None = None,
) -> OfferDraft:
    """Keep what was typed so far; without ``seen`` the draft begins. ``offer``: the one it would change.

    Raises ``EditConflict`` when somebody else saved since ``seen``, ``RuleBroken`` when it is handed in already.
    """
    if seen is not None:
        draft = OfferDraft.claim(pk, seen)
        if not draft.is_open:
            raise RuleBroken(_("Dieser Entwurf lässt sich nicht mehr ändern: {state}.").format(state=draft.badge.word))
    else:
        draft = OfferDraft(pk=pk, offer=offer, created_by=by)
    draft.organisation = organisation
    draft.entry, draft.title = dict(entry), entry.get("title", [""])[0][:200]
    draft.changed_by, draft.changed_at = by, timezone.now()
    draft.save(force_insert=seen is None)
    return draft


@transaction.atomic
def hand_in(draft: OfferDraft, entry: Entry, *, by: Any) -> Offer | None:
    """The draft is complete: it is published, or the city looks at it first (then ``None``)."""
    if needs_review(entry.wording["organisation"], by):
        _step(draft.pk, DraftState.IN_REVIEW, by=by)
        return None
    return publish_draft(draft, entry, by=by, seen_offer=draft.offer.revision if draft.offer else None)


@transaction.atomic
def publish_draft(
    draft: OfferDraft, entry: Entry, *, by: Any, seen_offer: int | None, seen: int | None = None
) -> Offer:
    """Put what the draft says into the directory, as the facts of whoever wrote it.

    ``seen``, ``seen_offer``: the revisions of draft and offer that were read; ``EditConflict`` when they moved on.
    """
    kept = _step(draft.pk, DraftState.PUBLISHED, by=by, seen=seen)
    origin = origin_of(kept.changed_by or by, entry.wording["organisation"])
    said = (entry.wording, entry.wanted_times, entry.wanted_contacts)
    if kept.offer_id and seen_offer is not None:
        offer = change_offer(kept.offer_id, *said, seen=seen_offer, by=by, origin=origin)
    else:
        offer = add_offer(*said, by=by, origin=origin)
    kept.offer = offer
    kept.save(update_fields=["offer"])
    _tell(kept, _("Ihr Angebot „{title}“ steht im Verzeichnis."), path=offer.get_absolute_url(), by=by)
    return offer


@transaction.atomic
def return_draft(pk: UUID, *, words: str, by: Any, seen: int) -> OfferDraft:
    """The city asks the provider to go on with it; ``words`` say why. They stand with the draft, not in the mail."""
    draft = _step(pk, DraftState.RETURNED, words=words, by=by, seen=seen)
    _tell(draft, _("Bitte überarbeiten Sie Ihr Angebot „{title}“."), path=draft.get_absolute_url(), by=by)
    return draft


@transaction.atomic
def fetch_back(pk: UUID, *, by: Any) -> OfferDraft:
    """Go on with what was handed in or thrown away."""
    return _step(pk, DraftState.DRAFT, by=by)


@transaction.atomic
def discard_draft(pk: UUID, *, by: Any) -> OfferDraft:
    """Throw a draft away; it can be fetched back."""
    return _step(pk, DraftState.DISCARDED, by=by)


@transaction.atomic
def copy_offer(offer: Offer, pk: UUID, entry: Document, *, by: Any) -> OfferDraft:
    """A draft that begins with everything an offer says."""
    title = _("{title} (Kopie)").format(title=offer.title)[:200]
    return keep_draft(pk, {**entry, "title": [title]}, by=by, seen=None, organisation=offer.organisation)


@transaction.atomic
def suggest(*, title: str, words: str, reach: str, offer: Offer | None, by: Any | None) -> OfferDraft:
    """Anybody names an offer that is missing or wrong; the city decides. ``by`` is nobody on the public page."""
    draft = OfferDraft(
        state=DraftState.SUGGESTED, title=title, words=words, reach=reach, offer=offer, created_by=by, changed_by=by
    )
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def take_up(pk: UUID, *, organisation: Organisation | None, by: Any) -> OfferDraft:
    """The city follows a suggestion. For a new offer a draft of ``organisation`` begins with its words; returns it.

    For a correction the suggestion itself is returned: its offer is changed on its own page.
    """
    suggestion = _step(pk, DraftState.TAKEN_UP, by=by)
    if suggestion.offer_id:
        return suggestion
    draft = OfferDraft(organisation=organisation, title=suggestion.title, created_by=by, changed_by=by)
    draft.entry = {"title": [suggestion.title], "description": [suggestion.words]}
    if organisation is not None:
        draft.entry["organisation"] = [str(organisation.pk)]
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def decline(pk: UUID, *, words: str, by: Any) -> OfferDraft:
    """The city does not follow a suggestion, and says why."""
    return _step(pk, DraftState.DECLINED, words=words, by=by)


@transaction.atomic
def suggest_again(pk: UUID, *, by: Any) -> OfferDraft:
    """Undo that a suggestion was declined."""
    return _step(pk, DraftState.SUGGESTED, by=by)


def _step(pk: UUID, state: DraftState, *, by: Any, words: str = "", seen: int | None = None) -> OfferDraft:
    draft = OfferDraft.claim(pk, seen)
    draft.go(state)
    if state != DraftState.SUGGESTED:
        draft.reach = ""
    draft.changed_at = timezone.now()
    draft.save()
    DraftStep.objects.create(draft=draft, state=state, words=words, by=by)
    return draft


def _tell(draft: OfferDraft, text: str, *, path: str, by: Any) -> None:
    """The organisation's staff hear of what somebody else decided: a notice, and a mail that does not say what."""
    holding = Seat.objects.current().filter(role=Role.PROVIDER_STAFF, organisation=draft.organisation)
    if draft.organisation_id is None or by.pk in set(holding.values_list("user", flat=True)):
        return
    staff = get_user_model().objects.filter(is_active=True, pk__in=holding.values("user")).order_by("pk")
    notify(staff, text.format(title=draft), path=path, mail=True)
