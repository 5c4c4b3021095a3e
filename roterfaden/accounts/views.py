"""Pages around one's own session that allauth does not have."""

from typing import Any
from uuid import UUID

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from roterfaden.accounts import kept_forms
from roterfaden.accounts.limits import SessionLimits, limits_for, remaining
from roterfaden.accounts.models import StoredSession
from roterfaden.accounts.requests import user_of
from roterfaden.accounts.sessions import end_all
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast


class SignInView(account.LoginView):  # type: ignore[misc]
    """Sign-in with what this installation offers: password, security key, directory."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is a directory to sign in with, and how it is called."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"directory": settings.DIRECTORY}


sign_in = login_not_required(SignInView.as_view())


@login_not_required
@never_cache
@require_GET
def session_state(request: HttpRequest) -> JsonResponse:
    """How many seconds are left. Asking does not prolong."""
    return _state(request)


session_state.passive = True  # type: ignore[attr-defined]


@login_not_required
@require_POST
def session_prolong(request: HttpRequest) -> JsonResponse:
    """Somebody is there: the pause starts anew."""
    if request.user.is_authenticated:
        session: Any = request.session
        session.touch()
    return _state(request)


def _state(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0, "prolongable": False})
    left = remaining(request, user_of(request))
    return JsonResponse({"seconds": left.seconds, "prolongable": left.can_be_prolonged})


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    user = user_of(request)
    session: Any = request.session
    found = list(StoredSession.objects.visible_to(user).live())
    limits = limits_for(user)
    in_use = [row for row in found if row.pk == session.stored_key or not _is_over(row, limits)]
    context = {"sessions": in_use, "here": session.stored_key, "limits": limits, "others": len(in_use) - 1}
    return render(request, "account/sessions.html", context)


@require_POST
def session_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's sessions."""
    get_object_or_404(StoredSession.objects.visible_to(user_of(request)), reference=pk).delete()
    toast(request, _("Die Sitzung ist beendet. Dort wird beim nächsten Klick nach der Anmeldung gefragt."))
    return redirect("account_sessions")


@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    session: Any = request.session
    ended = end_all(user_of(request), but=session.stored_key)
    toast(
        request,
        ngettext("Eine andere Sitzung ist beendet.", "{n} andere Sitzungen sind beendet.", ended).format(n=ended),
    )
    return redirect("account_sessions")


def kept_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was sent just after the session had ended: look at it, and send it again."""
    user = user_of(request)
    kept = kept_forms.find(pk, user)
    if kept is None:
        toast(request, _("Hier ist für Sie nichts (mehr) aufgehoben."), tone=Tone.INFO)
        return redirect("/")
    if request.method != "POST":
        return render(request, "account/kept_form.html", {"kept": kept})
    kept_forms.forget(pk, user)
    # 307: the browser sends the same form on to where it was meant for.
    return HttpResponse(status=307, headers={"Location": kept.path})


@require_POST
def kept_form_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away."""
    kept_forms.forget(pk, user_of(request))
    toast(request, _("Die aufgehobene Eingabe ist verworfen."))
    return redirect("/")


def _is_over(row: StoredSession, limits: SessionLimits) -> bool:
    now = timezone.now()
    return row.last_seen_at + limits.idle <= now or row.began_at + limits.absolute <= now
