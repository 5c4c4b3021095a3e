"""The work list, the editor side by side, and the acts beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.jobs.showing import latest
from roterfaden.offers.access import may_edit
from roterfaden.offers.models import GlossaryTerm, Language, Offer, OfferQuerySet, OfferTranslation, TranslationState
from roterfaden.offers.models.texts import label_of, source_of
from roterfaden.offers.translating import actions, machine
from roterfaden.offers.translating.access import KEEPERS, may_translate
from roterfaden.offers.translating.differences import Piece, differences
from roterfaden.offers.translating.forms import StateFilter, TranslationForm
from roterfaden.offers.translating.glossary import Hit, broken, hits_in
from roterfaden.offers.translating.machine.work import FOR_MACHINES, TRANSLATING, start_translating
from roterfaden.offers.translating.reading import readable_in, wording
from roterfaden.offers.translating.views.shared import (
    address_of_editor,
    address_of_list,
    find_language,
    find_offer,
    find_translation,
    refuse,
)
from roterfaden.offers.translating.worklist import after, tallies, worklist

ROWS = 25


def translations(request: HttpRequest) -> HttpResponse:
    """How much there is to translate, by language and state."""
    offered = Language.objects.visible_to(request.user).offered()
    context = {
        "tallies": tallies(user_of(request), offered),
        "states": list(TranslationState),
        "keeps": KEEPERS.admits(request.user),
    }
    return render(request, "offers/translations.html", context)


def translation_list(request: HttpRequest, language: str) -> HttpResponse:
    """The offers in one language, by state."""
    into, filters = find_language(request, language), StateFilter(request.GET)
    found = filters.narrow(worklist(user_of(request), into)).select_related("organisation")
    page = Paginator(found, ROWS).get_page(request.GET.get("seite"))
    rows = [
        (offer, TranslationState(offer.state_now).badge, address_of_editor(into, offer, filters.as_query))
        for offer in page
    ]
    for_machine = machine.is_configured() and filters.state in FOR_MACHINES
    context = {
        "language": into,
        "filters": filters,
        "page": page,
        "rows": rows,
        "for_machine": for_machine,
        "shown": latest(user_of(request), TRANSLATING, into.pk) if machine.is_configured() else None,
    }
    return render(request, "offers/translation_list.html", context)


@require_POST
def translation_machine(request: HttpRequest, language: str) -> HttpResponse:
    """Have the texts of a list translated by the service the operator has named."""
    into, filters = find_language(request, language), StateFilter(request.GET)
    if not machine.is_configured() or filters.state not in FOR_MACHINES:
        raise Http404
    start = partial(start_translating, into, filters.state, by=user_of(request))
    said = _("In Auftrag gegeben. Hier steht, wie weit die Übersetzung ist.")
    return do(request, address_of_list(into, filters.as_query), start, said=said)


@dataclass(frozen=True)
class Side:
    """One text: the field for it, the German one with what changed, the fixed words it uses, those that are missing."""

    field: BoundField
    pieces: list[Piece]
    has_changed: bool
    hits: list[Hit]
    lacking: list[Hit]


def translation_edit(request: HttpRequest, language: str, offer: UUID) -> HttpResponse:
    """The German texts and their translation side by side; saving leads on to the next of the list."""
    into, shown = find_language(request, language), find_offer(request, offer)
    if not may_translate(request.user, shown, into):
        return refuse(request, shown)
    known = find_translation(shown, into)
    hits = hits_in(source_of(shown).values(), GlossaryTerm.objects.visible_to(request.user), into)
    form = TranslationForm(request.POST or None, offer=shown, language=into, translation=known, hits=hits)
    filters = StateFilter(request.GET)
    todo = filters.narrow(worklist(user_of(request), into))
    if request.method == "POST" and form.is_valid():
        act = actions.save_draft if form.is_draft else actions.release
        if attempt(form, partial(act, shown, into, form.texts, seen=form.was_seen, by=request.user)):
            return _on(request, shown, into, filters, todo, is_draft=form.is_draft)
        form.go_on_with_source()
    context = {
        "offer": shown,
        "language": into,
        "translation": known,
        "badges": known.badges if known else [TranslationState.MISSING.badge],
        "form": form,
        "sides": _sides(form, known, hits),
        "filters": filters,
        "left": todo.exclude(pk=shown.pk).count() if filters.state else 0,
        "back": address_of_list(into, filters.as_query),
    }
    return render(request, "offers/translation_edit.html", context, status=status_of(form))


def _sides(form: TranslationForm, known: OfferTranslation | None, hits: list[Hit]) -> list[Side]:
    before = known.source if known else form.source
    lacking = broken(hits, form.source, known.working) if known else {}
    return [
        Side(
            form[name],
            differences(before.get(name, ""), now),
            before.get(name, "") != now,
            [hit for hit in hits if hit.term.is_used_in(now)],
            lacking.get(name, []),
        )
        for name, now in form.source.items()
        if name in form.fields
    ]


def _on(
    request: HttpRequest, done: Offer, into: Language, filters: StateFilter, todo: OfferQuerySet, *, is_draft: bool
) -> HttpResponse:
    """After a draft back to the list; after a release to the next offer of the list one works through."""
    if is_draft:
        toast(request, _("Entwurf gespeichert. Wer die Sprache liest, sieht ihn noch nicht."))
        return redirect(address_of_list(into, filters.as_query))
    toast(request, _("Freigegeben: {title}").format(title=done.title))
    return redirect(_next(done, into, filters, todo))


def _next(done: Offer, into: Language, filters: StateFilter, todo: OfferQuerySet) -> str:
    following = after(todo, done) if filters.state else None
    return (
        address_of_editor(into, following, filters.as_query) if following else address_of_list(into, filters.as_query)
    )


@require_POST
def translation_pass(request: HttpRequest, language: str, offer: UUID) -> HttpResponse:
    """The translation holds although the German text has changed."""
    undo = reverse("offers:translation_unpass", args=[language, offer])
    return _act(request, language, offer, actions.pass_on, said=_("Die Übersetzung gilt weiter."), undo=undo)


@require_POST
def translation_unpass(request: HttpRequest, language: str, offer: UUID) -> HttpResponse:
    """The translation does not hold after all."""
    said = _("Die Übersetzung ist wieder als veraltet gemerkt.")
    return _act(request, language, offer, actions.take_back_passing, said=said)


@require_POST
def translation_drop(request: HttpRequest, language: str, offer: UUID) -> HttpResponse:
    """The draft is given up."""
    return _act(request, language, offer, actions.drop_draft, said=_("Der Entwurf ist verworfen."))


def _act(
    request: HttpRequest, language: str, offer: UUID, act: Callable[..., object], *, said: str, undo: str = ""
) -> HttpResponse:
    """One act on a translation; then on to the next of the list, or, where it was refused, back to the same."""
    into, shown = find_language(request, language), find_offer(request, offer)
    if not may_translate(request.user, shown, into):
        return refuse(request, shown)
    known = find_translation(shown, into)
    if known is None:
        raise Http404
    filters = StateFilter(request.GET)
    try:
        act(known.pk, by=request.user)
    except RuleBroken as error:
        toast(request, error.message, tone="danger")
        return redirect(address_of_editor(into, shown, filters.as_query))
    toast(request, said, undo=undo)
    return redirect(_next(shown, into, filters, filters.narrow(worklist(user_of(request), into))))


def offer_in(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """An offer as people read it in this language: to show, to read out, to check."""
    into = find_language(request, language)
    found = get_object_or_404(readable_in(Offer.objects.visible_to(request.user), into.pk), pk=pk)
    words = wording(found, into.pk)
    rows = [(label_of(name), text) for name, text in words.texts.items() if name != "title"]
    context = {"offer": found, "language": into, "wording": words, "title": words.texts["title"], "rows": rows}
    return render(request, "offers/offer_in.html", context)


@require_POST
def offer_passes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All outdated translations of an offer hold: one click for all languages."""
    return _decide(request, pk, actions.pass_all_on, said=_("Die Übersetzungen gelten weiter."))


@require_POST
def offer_released_only(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Machines do not speak alone about this offer."""
    said = _("Übersetzungen dieses Angebots erscheinen erst, wenn jemand sie freigegeben hat.")
    undo = reverse("offers:offer_machine_too", args=[pk])
    return _decide(request, pk, actions.only_released, said=said, undo=undo)


@require_POST
def offer_machine_too(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words of a machine may be read before somebody has released them."""
    said = _("Maschinelle Übersetzungen dieses Angebots erscheinen auch ungeprüft, mit einem Hinweis.")
    return _decide(request, pk, actions.also_by_machine, said=said)


def _decide(request: HttpRequest, pk: UUID, act: Callable[..., object], *, said: str, undo: str = "") -> HttpResponse:
    shown = find_offer(request, pk)
    if not may_edit(request.user, shown):
        return refuse(request, shown)
    return do(request, shown.get_absolute_url(), partial(act, shown, by=request.user), said=said, undo=undo)
