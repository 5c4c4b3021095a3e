"""Which languages there are and who translates into them; the official words and their fixed wording."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast
from roterfaden.offers.models import GlossaryTerm, Language
from roterfaden.offers.translating import actions
from roterfaden.offers.translating.access import KEEPERS
from roterfaden.offers.translating.forms import LanguageForm, TermForm
from roterfaden.offers.translating.views.shared import find_language


def languages(request: HttpRequest) -> HttpResponse:
    """The languages, offered or not."""
    found = Language.objects.visible_to(request.user).prefetch_related("translated_by")
    return render(request, "offers/languages.html", {"languages": found})


def language_add(request: HttpRequest) -> HttpResponse:
    """One more language."""
    form = LanguageForm(request.POST or None)
    if form.is_valid():
        wanted = Language(code=form.cleaned_data["code"], native_name=form.cleaned_data["native_name"])
        actions.keep_language(wanted, form.cleaned_data["translated_by"])
        toast(request, _("{language} ist dabei.").format(language=wanted))
        return redirect("offers:languages")
    return form_page(request, "offers/language_edit.html", form, language=None)


def language_edit(request: HttpRequest, language: str) -> HttpResponse:
    """How a language calls itself, and who translates into it."""
    known = find_language(request, language)
    form = LanguageForm(request.POST or None, instance=known)
    if form.is_valid():
        known.native_name = form.cleaned_data["native_name"]
        actions.keep_language(known, form.cleaned_data["translated_by"])
        toast(request, _("Gespeichert."))
        return redirect("offers:languages")
    return form_page(request, "offers/language_edit.html", form, language=known)


@require_POST
def language_on(request: HttpRequest, language: str) -> HttpResponse:
    """Offer a language."""
    switched = actions.switch_language(find_language(request, language).pk, is_offered=True)
    toast(request, _("{language} wird angeboten.").format(language=switched))
    return redirect("offers:languages")


@require_POST
def language_off(request: HttpRequest, language: str) -> HttpResponse:
    """Offer it no longer."""
    switched = actions.switch_language(find_language(request, language).pk, is_offered=False)
    said = _("{language} wird nicht mehr angeboten. Übersetzungen bleiben aufgehoben.").format(language=switched)
    toast(request, said, undo=reverse("offers:language_on", args=[language]))
    return redirect("offers:languages")


def terms(request: HttpRequest) -> HttpResponse:
    """The official words with their fixed wording in the offered languages."""
    offered = list(Language.objects.visible_to(request.user).offered())
    rows = [(term, _by_wording(term, offered)) for term in GlossaryTerm.objects.visible_to(request.user)]
    return render(request, "offers/terms.html", {"rows": rows, "keeps": KEEPERS.admits(request.user)})


def _by_wording(term: GlossaryTerm, offered: list[Language]) -> list[tuple[str, list[Language]]]:
    """Each fixed wording once, with the languages that share it: many keep the German word."""
    found: dict[str, list[Language]] = {}
    for language in offered:
        if wording := term.wordings.get(language.pk):
            found.setdefault(wording, []).append(language)
    return list(found.items())


def term_add(request: HttpRequest) -> HttpResponse:
    """One more official word."""
    return _term(request, GlossaryTerm())


def term_edit(request: HttpRequest, term: UUID) -> HttpResponse:
    """Another wording."""
    return _term(request, get_object_or_404(GlossaryTerm.objects.visible_to(request.user), pk=term))


def _term(request: HttpRequest, term: GlossaryTerm) -> HttpResponse:
    offered = list(Language.objects.visible_to(request.user).offered())
    form = TermForm(request.POST or None, instance=term, languages=offered)
    if form.is_valid():
        keep = partial(actions.keep_term, term, form.record, seen=form.seen_revision, by=request.user)
        if attempt(form, keep):
            toast(request, _("Gespeichert. Das Wort steht ab jetzt neben jedem Text, der es benutzt."))
            return redirect("offers:terms")
    return form_page(request, "offers/term_edit.html", form, term=None if term._state.adding else term)
