"""Accounts and seats, for the administration."""

from functools import partial
from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.network import actions
from roterfaden.network.forms.accounts import AccountFilter, EndSeatForm, NewAccountForm, RenameForm, SeatForm
from roterfaden.network.models import Seat
from roterfaden.network.views.shared import one_page

NEWEST_CHANGES = 50


def users(request: HttpRequest) -> HttpResponse:
    """All accounts with the functions they hold today."""
    filters = AccountFilter(request.GET)
    held = Prefetch("seats", Seat.objects.current().select_related("organisation"), to_attr="held")
    page = one_page(request, filters.chosen(_accounts()).prefetch_related(held).order_by("name", "id"))
    return render(request, "network/users.html", {"filters": filters, "page": page})


def user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: its functions, its history, and what the administration can do."""
    account = get_object_or_404(_accounts(), pk=pk)
    seats = account.seats.select_related("organisation", "given_by", "ended_by")
    changes = account.changes.select_related("changed_by")[:NEWEST_CHANGES]
    context = {
        "account": account, "seats": seats, "changes": changes,
        "has_second_factor": is_mfa_enabled(account), "is_oneself": account.pk == request.user.pk,
        "in_directory": account.socialaccount_set.exists(),
    }  # fmt: skip
    return render(request, "network/user.html", context)


def user_add(request: HttpRequest) -> HttpResponse:
    """A new account with its first function, and the invitation."""
    form = NewAccountForm(request.POST or None)
    if account := attempt(form, lambda: actions.create_account(**form.cleaned_data, by=request.user)):
        _invite(request, account, _("{name} hat jetzt ein Konto.").format(name=account.name))
        return redirect(_address(account))
    return form_page(request, "network/user_add.html", form)


def user_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another name or address."""
    account = get_object_or_404(_accounts(), pk=pk)
    form = RenameForm(request.POST or None, initial={"name": account.name, "email": account.email})
    if attempt(form, lambda: actions.rename_account(account=account, **form.cleaned_data, by=request.user)):
        toast(request, _("Gespeichert."))
        return redirect(_address(account))
    return form_page(request, "network/user_edit.html", form, account=account)


def seat_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A further function for an account."""
    account = get_object_or_404(_accounts(), pk=pk)
    form = SeatForm(request.POST or None)
    if seat := attempt(form, lambda: actions.give_seat(account=account, **form.cleaned_data, by=request.user)):
        toast(request, _("Funktion vergeben: {role}.").format(role=seat.get_role_display()))
        return redirect(_address(account))
    return form_page(request, "network/seat_add.html", form, account=account)


def seat_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last day of a function."""
    seat = get_object_or_404(Seat.objects.select_related("user", "organisation"), pk=pk, ended_by=None)
    form = EndSeatForm(request.POST or None)
    if attempt(form, lambda: actions.end_seat(seat=seat, **form.cleaned_data, by=request.user)):
        toast(request, _("Funktion beendet."), undo=reverse("network:seat_resume", args=[seat.pk]))
        return redirect(_address(seat.user))
    return form_page(request, "network/seat_end.html", form, seat=seat)


@require_POST
def seat_resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the end of a function back."""
    seat = get_object_or_404(Seat.objects.select_related("user", "organisation"), pk=pk)
    act = partial(actions.resume_seat, seat=seat, by=request.user)
    return do(request, _address(seat.user), act, said=_("Die Funktion gilt weiter."))


@require_POST
def user_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The invitation once more."""
    account = get_object_or_404(_accounts(), pk=pk)
    _invite(request, account)
    return redirect(_address(account))


@require_POST
def user_lock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody signs in with this account any more."""
    account = get_object_or_404(_accounts(), pk=pk)
    act = partial(actions.lock_account, account=account, by=request.user)
    undo = reverse("network:user_unlock", args=[pk])
    return do(request, _address(account), act, said=_("Das Konto ist gesperrt."), undo=undo)


@require_POST
def user_unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The account may be used again."""
    account = get_object_or_404(_accounts(), pk=pk)
    act = partial(actions.unlock_account, account=account, by=request.user)
    return do(request, _address(account), act, said=_("Das Konto ist wieder offen."))


@require_POST
def user_factor_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The device with the second factor is lost."""
    account = get_object_or_404(_accounts(), pk=pk)
    act = partial(actions.reset_second_factor, account=account, by=request.user)
    return do(request, _address(account), act, said=_("Der zweite Faktor ist zurückgesetzt."))


@require_POST
def user_directory_unlink(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The directory knows this person by something new."""
    account = get_object_or_404(_accounts(), pk=pk)
    act = partial(actions.unlink_directory, account=account, by=request.user)
    return do(request, _address(account), act, said=_("Die Verknüpfung ist gelöst."))


def _accounts() -> QuerySet[Any]:
    return get_user_model().objects.all()


def _address(account: Any) -> str:
    return reverse("network:user", args=[account.pk])


def _invite(request: HttpRequest, account: Any, first: str = "") -> None:
    """Send the invitation and say how it went; a mail server that is down must not undo the account."""
    try:
        actions.invite(request, account=account)
    except OSError:
        problem = _("Die Mail ließ sich nicht verschicken. Bitte versuchen Sie es später mit „Einladung schicken“.")
        toast(request, f"{first} {problem}".strip(), tone=Tone.WARNING)
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        sent = _("In der Demo gehen keine Mails hinaus.") if settings.DEMO else _("Die Einladung ist unterwegs.")
        toast(request, f"{first} {sent}".strip())
