"""What the administration does with accounts and seats. Each act writes a line into the account's history."""

from datetime import date
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from roterfaden.accounts.identity import PROVIDER
from roterfaden.accounts.sessions import end_all
from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import AccountChange, AccountChangeKind, Organisation, Seat
from roterfaden.network.rights import in_words, tell_of_rights


@transaction.atomic
def create_account(
    *, name: str, email: str, organisation: Organisation, role: str, function: str, starts_on: date, by: Any
) -> Any:
    """A new account with its first seat; without a password until the person follows the invitation."""
    users = get_user_model().objects
    if users.filter(email__iexact=email.strip()).exists():
        raise RuleBroken(_("Zu dieser E-Mail gibt es schon ein Konto."))
    account = users.create_user(email, name=name)
    _remember(account, AccountChangeKind.CREATED, by, account.email)
    give_seat(account=account, organisation=organisation, role=role, function=function, starts_on=starts_on, by=by)
    return account


def invite(request: HttpRequest, *, account: Any) -> None:
    """Send the mail with which the person sets a password. Raises ``OSError`` when the mail server does not take it."""
    if not account.is_active:
        raise RuleBroken(_("Das Konto ist gesperrt. Öffnen Sie es zuerst wieder."))
    form = ResetPasswordForm({"email": account.email})
    if form.is_valid():
        form.save(request)
    _remember(account, AccountChangeKind.INVITED, request.user, account.email)


@transaction.atomic
def rename_account(*, account: Any, name: str, email: str, by: Any) -> Any:
    """Another name or address. With a new address the person signs in from now on; the password stays."""
    account = _locked(account)
    email = email.strip().lower()
    if get_user_model().objects.filter(email__iexact=email).exclude(pk=account.pk).exists():
        raise RuleBroken(_("Zu dieser E-Mail gibt es schon ein Konto."))
    before = f"{account.name}, {account.email}"
    account.name, account.email = name, email
    account.save(update_fields=["name", "email"])
    account.emailaddress_set.exclude(email=email).delete()
    _remember(account, AccountChangeKind.RENAMED, by, _("vorher: {before}").format(before=before))
    return account


@transaction.atomic
def give_seat(
    *,
    account: Any,
    organisation: Organisation,
    role: str,
    function: str,
    starts_on: date,
    by: Any,
    ends_on: date | None = None,
) -> Seat:
    """A role in an organisation from a day on, perhaps until a day. Nobody gives one to themselves."""
    _refuse_oneself(account, by)
    _locked(account)
    seat = Seat(
        user=account, organisation=organisation, role=role, function=function,
        starts_on=starts_on, ends_on=ends_on, given_by=by,
    )  # fmt: skip
    _keep_rules(seat)
    seat.save()
    _remember(account, AccountChangeKind.SEAT_GIVEN, by, in_words(seat))
    tell_of_rights(seat, by)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, ends_on: date, by: Any) -> Seat:
    """The last day of a seat. It may lie in the past or ahead, but not before the seat began."""
    _refuse_oneself(seat.user, by)
    seat.ends_on, seat.ended_by = ends_on, by
    _keep_rules(seat)
    seat.save(update_fields=["ends_on", "ended_by"])
    _remember(seat.user, AccountChangeKind.SEAT_ENDED, by, in_words(seat))
    return seat


@transaction.atomic
def resume_seat(*, seat: Seat, by: Any) -> None:
    """Take the end of a seat back."""
    _refuse_oneself(seat.user, by)
    _locked(seat.user)
    seat.ends_on, seat.ended_by = None, None
    _keep_rules(seat)
    seat.save(update_fields=["ends_on", "ended_by"])
    _remember(seat.user, AccountChangeKind.SEAT_RESUMED, by, in_words(seat))
    tell_of_rights(seat, by)


@transaction.atomic
def lock_account(*, account: Any, by: Any) -> None:
    """Nobody signs in with this account any more, and who is signed in with it is out at the next click."""
    _refuse_oneself(account, by)
    _set_active(account, False, AccountChangeKind.DEACTIVATED, by)
    end_all(account)


@transaction.atomic
def unlock_account(*, account: Any, by: Any) -> None:
    """The account may be used again, with the password and the seats it had."""
    _refuse_oneself(account, by)
    _set_active(account, True, AccountChangeKind.REACTIVATED, by)


@transaction.atomic
def reset_second_factor(*, account: Any, by: Any) -> None:
    """Forget apps, keys and codes, because the device is lost; the next sign-in leads to setting up a new one."""
    _refuse_oneself(account, by)
    Authenticator.objects.filter(user=account).delete()
    end_all(account)
    _remember(account, AccountChangeKind.FACTOR_RESET, by)


@transaction.atomic
def unlink_directory(*, account: Any, by: Any) -> None:
    """Forget as whom the directory knows this account; the next sign-in there goes by the e-mail address again."""
    _refuse_oneself(account, by)
    unlinked, _of_each = SocialAccount.objects.filter(user=account, provider=PROVIDER).delete()
    if unlinked:
        _remember(account, AccountChangeKind.DIRECTORY_UNLINKED, by)


def _set_active(account: Any, active: bool, kind: AccountChangeKind, by: Any) -> None:
    account = _locked(account)
    if account.is_active == active:
        return
    account.is_active = active
    account.save(update_fields=["is_active"])
    _remember(account, kind, by)


def _locked(account: Any) -> Any:
    """One change of an account at a time, so that two seats given at once are checked against one another."""
    return get_user_model().objects.select_for_update(no_key=True).get(pk=account.pk)


def _refuse_oneself(account: Any, by: Any) -> None:
    if account.pk == by.pk:
        raise RuleBroken(
            _("Am eigenen Konto ändern Sie hier nichts. Bitten Sie jemand anderen aus der Administration.")
        )


def _keep_rules(seat: Seat) -> None:
    # Before PostgreSQL is asked: a span that ends before it begins is no span it could compare with others.
    if seat.ends_on is not None and seat.ends_on < seat.starts_on:
        raise RuleBroken(_("Das Ende liegt vor dem Beginn."))
    if seat.contradicts_counselling():
        raise RuleBroken(_("Wer in der Ausländerbehörde arbeitet, kann nicht zugleich im Case Management arbeiten."))
    try:
        seat.full_clean()
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error


def _remember(account: Any, kind: AccountChangeKind, by: Any, detail: str = "") -> None:
    AccountChange.objects.create(account=account, kind=kind, changed_by=by, detail=detail[:500])
