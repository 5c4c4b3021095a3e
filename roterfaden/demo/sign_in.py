"""One-click sign-in as an invented person. Exists in demo mode only, and only for accounts marked as synthetic."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.views import SignInView
from roterfaden.base.access import Role
from roterfaden.base.badges import Text
from roterfaden.demo.people import PASSWORD
from roterfaden.network.models import Seat

SHOWN_AT_ONCE = 2
BACKEND = "roterfaden.accounts.backend.Backend"

# What each role finds here today, and the sign beside it.
PURPOSES: dict[Role, tuple[Promise, str]] = {
    Role.CASE_MANAGER: (
        _("begleitet Menschen vom ersten Gespräch über Ziele und Hilfeplan bis zur Auswertung"),
        "folder",
    ),
    Role.HEAD_OF_UNIT: (_("pflegt Organisationen und Orte, liest Projekte und sieht die Auslastung"), "network"),
    Role.VOLUNTEER_COORDINATOR: (_("findet Angebote, Orte und Projekte für das Ehrenamt"), "volunteer"),
    Role.PROVIDER_STAFF: (_("liest, was dem Haus übermittelt wurde, und pflegt dessen Angebote"), "offer"),
    Role.OTHER_OFFICE: (_("liest, was dem Amt übermittelt wurde, und findet Angebote"), "house"),
    Role.BODY_MEMBER: (_("verfolgt Konzept, Ziele und Projekte"), "body"),
    Role.ADMINISTRATOR: (_("richtet Konten ein und vergibt Funktionen"), "settings"),
    Role.DATA_PROTECTION: (_("beaufsichtigt Lesezugriffe, Fristen und Anfragen, ohne Namen zu sehen"), "shield"),
}


@dataclass(frozen=True)
class DemoPerson:
    """A person to sign in as, with the words of the sign-in page."""

    user: User
    function: str
    organisation: str


@dataclass(frozen=True)
class DemoRole:
    """A role with the persons who hold it. Of many only the first are shown at once."""

    name: Text
    purpose: Text
    icon: str
    people: list[DemoPerson]

    @property
    def first(self) -> list[DemoPerson]:
        """The persons shown at once."""
        return self.people[:SHOWN_AT_ONCE]

    @property
    def others(self) -> list[DemoPerson]:
        """The persons behind "more"."""
        return self.people[SHOWN_AT_ONCE:]


def demo_roles() -> list[DemoRole]:
    """The invented persons by role, in the order of the roles. One query."""
    seats = Seat.objects.current().filter(user__is_synthetic=True, user__is_active=True)
    by_role: dict[str, list[DemoPerson]] = {}
    for seat in seats.select_related("user", "organisation").order_by("starts_on", "user__name"):
        organisation = seat.organisation.short_name or seat.organisation.name
        by_role.setdefault(seat.role, []).append(DemoPerson(seat.user, seat.function, organisation))
    return [
        DemoRole(role.label, purpose, icon, by_role[role])
        for role, (purpose, icon) in PURPOSES.items()
        if role in by_role
    ]


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page with the invented persons beside the form; without the demo's mode the plain page."""
    if not settings.DEMO:
        return cast(HttpResponseBase, SignInView.as_view()(request))
    view = SignInView.as_view(
        template_name="demo/sign_in.html", extra_context={"demo_roles": demo_roles, "demo_password": PASSWORD}
    )
    return cast(HttpResponseBase, view(request))


@login_not_required
@require_POST
def enter(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """Sign in as this person."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, pk=person, is_synthetic=True, is_active=True)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(_destination(request))


def _destination(request: HttpRequest) -> str:
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
