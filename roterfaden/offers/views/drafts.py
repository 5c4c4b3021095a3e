"""Drafts of offers: written, handed in, looked at by the city, published or given back."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do
from roterfaden.base.edits import seen_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.network.access import may_care_for_directory
from roterfaden.network.models import Organisation
from roterfaden.offers import reviewing
from roterfaden.offers.access import may_edit, organisations_of
from roterfaden.offers.differences import differences, facts_of, facts_of_entry
from roterfaden.offers.forms import Entry
from roterfaden.offers.forms.entry import document_of
from roterfaden.offers.forms.review import ReturnForm
from roterfaden.offers.models import DraftState, Offer, OfferDraft


def offer_add(request: HttpRequest) -> HttpResponse:
    """A new offer: an empty form, which becomes a draft with the first thing that is typed."""
    entry = Entry(None, organisations=organisations_of(request.user))
    return _page(request, OfferDraft(pk=uuid4()), entry, seen=0)


def change_by_draft(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Other facts for an offer whose changes the city wants to see first: go on with the draft, or begin one.

    What is sent here was typed before the city wanted that: a draft begins with it.
    """
    if request.method != "POST" and (begun := _visible(request).filter(offer=offer).open().first()):
        return redirect(begun)
    entry = Entry(request.POST or None, organisations=organisations_of(request.user), offer=offer)
    return _page(request, OfferDraft(pk=uuid4(), offer=offer, organisation=offer.organisation), entry, seen=0)


@require_POST
def offer_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new draft that begins with everything this offer says."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, offer):
        raise Http404
    entry = Entry(None, organisations=organisations_of(request.user), offer=offer)
    draft = reviewing.copy_offer(offer, uuid4(), entry.document, by=request.user)
    toast(request, _("Die Kopie ist ein Entwurf. Ändern Sie, was anders ist."))
    return redirect(draft)


def drafts(request: HttpRequest) -> HttpResponse:
    """What is begun and not published yet: one's own, or for the city everybody's."""
    mine = OfferDraft.objects.visible_to(request.user).open().select_related("organisation", "changed_by")
    return render(request, "offers/drafts.html", {"drafts": mine})


def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on with a draft. It keeps what is typed, also while one types, and is handed in when it is complete."""
    known = _visible(request).filter(pk=pk).first()
    if known and known.is_suggestion:
        raise Http404
    if request.method != "POST":
        return _shown(request, known)
    organisations = organisations_of(request.user)
    entry = Entry(request.POST, organisations=organisations, offer=known.offer if known else _about(request))
    try:
        if known and _is_handed_in_already(request, known):
            return redirect(known.offer or known)
        kept = _keep(request, pk, organisations, known)
    except EditConflict as error:
        return _conflict(request, error.current, entry)
    except RuleBroken as error:
        entry.form.add_error(None, error.message)
        return _page(request, known or OfferDraft(pk=pk), entry, seen=known.revision if known else 0)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Seen": str(kept.revision)})
    if "hand_in" not in request.POST:
        toast(request, _("Der Entwurf ist gespeichert. Außer Ihrer Organisation und der Kommune sieht ihn niemand."))
        return redirect("offers:drafts")
    return _hand_in(request, kept, entry)


def _visible(request: HttpRequest) -> Any:
    return OfferDraft.objects.visible_to(request.user).select_related("organisation", "offer__organisation")


def _shown(request: HttpRequest, known: OfferDraft | None) -> HttpResponse:
    if known is None:
        raise Http404
    if known.state == DraftState.PUBLISHED and known.offer:
        return redirect(known.offer)
    if not known.is_open:
        return render(request, "offers/draft.html", {"draft": known, "steps": _steps(known)})
    entry = Entry(None, organisations=organisations_of(request.user), offer=known.offer, typed=known.typed)
    return _page(request, known, entry, seen=known.revision)


def _keep(request: HttpRequest, pk: UUID, organisations: Any, known: OfferDraft | None) -> OfferDraft:
    """Keep what was typed. A draft that somebody else has under this address does not exist for the reader."""
    chosen = _organisation(request, organisations, known)
    keep = partial(reviewing.keep_draft, pk, document_of(request.POST), by=request.user, organisation=chosen)
    if known:
        return keep(seen=seen_of(request) or 0)
    try:
        with transaction.atomic():
            return keep(seen=None, offer=_about(request))
    except IntegrityError as error:
        raise Http404 from error


def _is_handed_in_already(request: HttpRequest, known: OfferDraft) -> bool:
    """Whether the button was pressed twice: the same was handed in a moment ago."""
    return "hand_in" in request.POST and not known.is_open and known.entry == document_of(request.POST)


def _about(request: HttpRequest) -> Offer | None:
    """The offer which the new draft would change, named in the address."""
    if not (asked := request.GET.get("angebot")):
        return None
    offer = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=_id(asked))
    if not may_edit(request.user, offer):
        raise Http404
    return offer


def _organisation(request: HttpRequest, organisations: Any, known: OfferDraft | None) -> Organisation | None:
    """Whose draft it is: of the organisation that was chosen, or else of the one for which its writer works."""
    wanted = request.POST.get("organisation", "")
    chosen: Organisation | None = organisations.filter(pk=_id(wanted)).first()
    before = known.organisation if known else None
    if chosen or before or may_care_for_directory(request.user):
        return chosen or before
    mine: Organisation | None = organisations.first()
    return mine


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _hand_in(request: HttpRequest, kept: OfferDraft, entry: Entry) -> HttpResponse:
    if not entry.is_valid:
        return _page(request, kept, entry, seen=kept.revision)
    try:
        offer = reviewing.hand_in(kept, entry, by=request.user)
    except (RuleBroken, EditConflict) as error:
        entry.form.add_error(None, str(error))
        return _page(request, kept, entry, seen=kept.revision)
    if offer is None:
        toast(request, _("Danke! Die Kommune sieht sich den Eintrag an und veröffentlicht ihn. Sie bekommen Bescheid."))
        return redirect(kept)
    toast(request, _("Das Angebot steht im Verzeichnis."))
    return redirect(offer)


def _conflict(request: HttpRequest, current: Any, entry: Entry) -> HttpResponse:
    """Somebody else saved meanwhile: both versions are shown, and the next save wins on purpose."""
    if "X-Autosave" in request.headers:
        return HttpResponse(status=409)
    theirs = Entry(None, organisations=organisations_of(request.user), typed=current.typed)
    entry.form.show_typed_conflict(theirs.form, current)
    return _page(request, current, entry, seen=current.revision)


def _page(request: HttpRequest, draft: OfferDraft, entry: Entry, *, seen: int) -> HttpResponse:
    entry.form.go_on_from_revision(seen)
    is_new = draft._state.adding
    context = {
        "entry": entry,
        "draft": draft,
        "is_new": is_new,
        "here": reverse("offers:draft", args=[draft.pk]) + (f"?angebot={draft.offer_id}" if draft.offer_id else ""),
        "steps": [] if is_new else _steps(draft),
        "meanwhile": [] if is_new else reviewing.changed_meanwhile(draft),
        "publishes": _publishes(request.user, draft),
    }
    return render(request, "offers/draft_edit.html", context, status=entry.status)


def _publishes(user: Any, draft: OfferDraft) -> bool:
    """Whether handing in publishes at once."""
    if may_care_for_directory(user):
        return True
    mine = [draft.organisation] if draft.organisation else list(organisations_of(user))
    return not any(reviewing.needs_review(one, user) for one in mine)


def _steps(draft: OfferDraft) -> Any:
    return draft.steps.select_related("by")


@require_POST
def draft_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = get_object_or_404(_visible(request), pk=pk)
    undo = reverse("offers:draft_reopen", args=[pk])
    act = partial(reviewing.discard_draft, pk, by=request.user)
    return do(request, reverse("offers:drafts"), act, said=_("„{title}“ ist verworfen.").format(title=found), undo=undo)


@require_POST
def draft_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on with what was handed in or thrown away."""
    found = get_object_or_404(_visible(request), pk=pk)
    act = partial(reviewing.fetch_back, pk, by=request.user)
    return do(request, found.get_absolute_url(), act, said=_("Sie können weiterschreiben."))


def reviews(request: HttpRequest) -> HttpResponse:
    """What the city has to look at: drafts handed in and suggestions, the oldest first."""
    waiting = OfferDraft.objects.visible_to(request.user).waiting()
    return render(
        request, "offers/reviews.html", {"waiting": waiting.select_related("organisation", "offer", "created_by")}
    )


def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One draft as the city looks at it: what is new or changed, field by field."""
    found = get_object_or_404(_visible(request), pk=pk, state=DraftState.IN_REVIEW)
    return _review_page(request, found, ReturnForm(initial={"seen": found.revision}))


@require_POST
def review_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it into the directory."""
    found = get_object_or_404(_visible(request), pk=pk, state=DraftState.IN_REVIEW)
    entry = _entry(request, found)
    form = ReturnForm({"seen": request.POST.get("seen"), "words": "-"})
    if not entry.is_valid:
        return _review_page(request, found, ReturnForm(initial={"seen": found.revision}), status=422)
    act = partial(reviewing.publish_draft, found, entry, by=request.user, seen_offer=seen_of(request, "seen_offer"))
    if form.is_valid():
        try:
            offer = act(seen=form.seen_revision)
        except EditConflict:
            found.refresh_from_db()
            return _review_page(request, found, ReturnForm(initial={"seen": found.revision}), status=409)
        toast(request, _("Veröffentlicht. Der Träger bekommt Bescheid."))
        return redirect(offer)
    return _review_page(request, found, ReturnForm(initial={"seen": found.revision}), status=422)


@require_POST
def review_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it back to the provider, with words."""
    found = get_object_or_404(_visible(request), pk=pk, state=DraftState.IN_REVIEW)
    form = ReturnForm(request.POST)
    act = partial(reviewing.return_draft, pk, by=user_of(request))
    if attempt(form, lambda: act(words=form.cleaned_data["words"], seen=form.seen_revision)):
        toast(request, _("Zurückgegeben. Der Träger liest Ihre Worte beim Entwurf und bekommt Bescheid."))
        return redirect("offers:reviews")
    return _review_page(request, found, form, status=409 if form.conflict else 422)


def _entry(request: HttpRequest, found: OfferDraft) -> Entry:
    everybody = Organisation.objects.visible_to(user_of(request))
    return Entry(found.typed, organisations=everybody, offer=found.offer)


def _review_page(request: HttpRequest, found: OfferDraft, form: ReturnForm, status: int = 200) -> HttpResponse:
    entry = _entry(request, found)
    is_whole = entry.is_valid
    after = facts_of_entry(
        entry.form.cleaned_data, *((entry.wanted_times, entry.wanted_contacts) if is_whole else ((), ()))
    )
    context = {
        "draft": found,
        "form": form,
        "entry": entry,
        "is_whole": is_whole,
        "differences": differences(facts_of(found.offer) if found.offer else {}, after),
        "steps": _steps(found),
        "meanwhile": reviewing.changed_meanwhile(found),
        "moved_on": status == 409,
    }
    return render(request, "offers/review.html", context, status=status)
