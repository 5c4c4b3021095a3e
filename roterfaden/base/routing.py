"""Declare a page together with who may open it.

``page("faelle/", views.case_list, name="cases", audience=CASE_WORK)`` is ``django.urls.path`` plus the audience. The
audience is enforced before the view runs and read by the test that walks every address with every role, so a page
without one cannot exist.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, get_resolver, path

from roterfaden.base.access import Audience, Purpose

View = Callable[..., HttpResponseBase]


def page(
    route: str,
    view: View,
    *,
    name: str,
    audience: Audience,
    purpose: Purpose = Purpose.DIRECTORY,
    kwargs: dict[str, Any] | None = None,
    as_nobody: bool = False,
) -> URLPattern:
    """A URL pattern whose view runs only for ``audience``: others are refused with 403, strangers asked to sign in.

    ``purpose`` is what the database is told: a page for the directory finds no row of a file, whoever opens it.
    ``as_nobody`` is for what other sites and systems read: the same for everybody, no cookie is read or set.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not audience.admits(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.audience, guarded.purpose = audience, purpose  # type: ignore[attr-defined]
    guarded.as_nobody = as_nobody  # type: ignore[attr-defined]
    return path(route, login_not_required(guarded) if audience.everyone else guarded, kwargs, name=name)


@lru_cache(maxsize=1024)
def address_of(view_name: str) -> str:
    """The address of a page as people know it, without whom it is about: ``/app/faelle/…/verlauf/``.

    A page that is not there any more keeps its name.
    """
    *namespaces, name = view_name.split(":")
    resolver, before = get_resolver(), "/"
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            return view_name
        prefix, resolver = resolver.namespace_dict[namespace]
        before += prefix
    for possibilities, *_rest in resolver.reverse_dict.getlist(name):
        route, parameters = possibilities[0]
        return f"{before}{route % dict.fromkeys(parameters, '…')}"
    return view_name
