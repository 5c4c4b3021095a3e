"""Failed sign-ins lock an address for a while, the same way whether or not there is such an account.

Counted in a table, so that all web processes count together. Signed-in sessions, passkeys and the city's directory are
not affected: locking somebody out by guessing wrong on purpose does not stop their work.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from threading import Thread

from allauth.core import ratelimit
from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import FailedSignIn, User
from roterfaden.accounts.notices import mail_addresses, notify

FORGET_AFTER = timedelta(hours=24)

account_locked_out = Signal()
"""Sent with ``account`` and ``detail`` when an existing account is locked for a while."""


def is_locked_out(email: str) -> bool:
    """Whether signing in with this address has to wait."""
    return FailedSignIn.objects.filter(pk=_key(email), locked_until__gt=timezone.now()).exists()


@transaction.atomic
def count_failure(email: str) -> None:
    """One more failure with this address; at the limit it is locked, and its owner is told."""
    now = timezone.now()
    row, _created = FailedSignIn.objects.select_for_update(no_key=True).get_or_create(pk=_key(email))
    if row.locked_until is not None and row.locked_until > now:
        return
    fresh = row.last_failed_at > now - FORGET_AFTER and row.locked_until is None
    row.failures = row.failures + 1 if fresh else 1
    row.last_failed_at, row.locked_until = now, None
    if row.failures >= settings.LOCKOUT_AFTER:
        row.locked_until = now + settings.LOCKOUT_FOR
    row.save()
    if row.locked_until is not None:
        _tell(email, row)


def forget_failures(email: str) -> None:
    """Somebody got in: what failed before does not count any more."""
    FailedSignIn.objects.filter(pk=_key(email)).delete()


def forget_old_failures() -> None:
    """Remove what does not count any more."""
    FailedSignIn.objects.filter(last_failed_at__lt=timezone.now() - FORGET_AFTER).delete()


def tries_too_often(request: HttpRequest, action: str) -> bool:
    """Count one try of ``action`` (``ACCOUNT_RATE_LIMITS``); true when this computer has to wait a while first."""
    return not ratelimit.consume(request, action=action)


def _tell(email: str, row: FailedSignIn) -> None:
    account = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if account is None:
        return
    detail = _("nach {n} Fehlversuchen, bis {time} Uhr").format(
        n=row.failures, time=date_format(timezone.localtime(row.locked_until), "d.m.Y H:i")
    )
    account_locked_out.send(sender=User, account=account, detail=detail)
    notify(
        [account],
        _("Mit Ihrer Adresse wurde mehrmals vergeblich versucht, sich anzumelden; die Anmeldung war deshalb gesperrt.")
        + " "
        + _("Waren Sie das nicht, sagen Sie es bitte Ihrer Administration."),
        path="/konto/",
    )
    # In a thread of its own: the answer must not take longer because there is an account to write to.
    transaction.on_commit(lambda: Thread(target=mail_addresses, args=([account.email],), daemon=True).start())


def _key(email: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"sign-in:" + email.strip().lower().encode(), sha256).hexdigest()
