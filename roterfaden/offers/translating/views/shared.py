"""What the pages of translating share."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.base.toasts import toast
from roterfaden.offers.models import Language, Offer, OfferTranslation


def find_language(request: HttpRequest, code: str) -> Language:
    """The language, or 404."""
    return get_object_or_404(Language.objects.visible_to(request.user), pk=code)


def find_offer(request: HttpRequest, pk: UUID) -> Offer:
    """The offer, or 404."""
    return get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def find_translation(offer: Offer, language: Language) -> OfferTranslation | None:
    """The translation, with the offer at hand; ``None`` if there is none yet."""
    related = offer.translations.select_related("changed_by", "released_by")
    found: OfferTranslation | None = related.filter(language=language).first()
    return found


def refuse(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Back to the offer with the reason."""
    said = _("Dieses Angebot übersetzen {who} und die Kommune.").format(who=offer.organisation.name)
    toast(request, said, tone="warning")
    return redirect(offer)


def address_of_editor(language: Language, offer: Offer, query: str) -> str:
    """The page where this offer is translated, within the list that ``query`` names."""
    return reverse("offers:translation_edit", args=[language.pk, offer.pk]) + query


def address_of_list(language: Language, query: str) -> str:
    """The list of a language."""
    return reverse("offers:translation_list", args=[language.pk]) + query
