"""Pages of the frame itself: how it looks for one person, and the catalogue of parts."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from roterfaden.base import components
from roterfaden.base.context import KEYS_COOKIE, RAIL_COOKIE, THEME_COOKIE, THEMES

ONE_YEAR = 365 * 24 * 60 * 60


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it. Used without JavaScript; with it the cookie is set on the spot."""
    theme = request.POST.get("theme", "auto")
    return _remembering(request, THEME_COOKIE, theme if theme in THEMES else "auto")


@require_POST
def fold_rail(request: HttpRequest) -> HttpResponse:
    """Fold the navigation to its signs, or open it."""
    return _remembering(request, RAIL_COOKIE, "wide" if request.COOKIES.get(RAIL_COOKIE) == "narrow" else "narrow")


def switch_keys(request: HttpRequest) -> HttpResponse:
    """What single keys do, and the switch for them; with JavaScript the same stands in a dialog of every page."""
    if request.method == "POST":
        return _remembering(request, KEYS_COOKIE, "off" if request.POST.get("keys") == "off" else "on")
    return render(request, "base/keys_page.html")


def show_components(request: HttpRequest) -> HttpResponse:
    """Every part in every state, for those who build pages; only in the demo."""
    if not components.are_shown():
        raise Http404
    return render(request, "base/components.html", components.examples(request))


def _remembering(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if safe else "/")
    # Read by our own script as well, hence not HttpOnly; it says nothing about anybody.
    response.set_cookie(cookie, value, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response
