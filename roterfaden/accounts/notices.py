"""Tell somebody something that will not wait: on Heute at once, and by mail without a name of a person in it."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Notice, User

log = logging.getLogger(__name__)


def notify(users: Iterable[User], text: object, *, path: str = "", mail: bool = False) -> list[Notice]:
    """Write one notice for each of ``users``; ``path`` is the page it is about.

    ``text`` stands on Heute, behind sign-in, and says what happened without naming a person seeking help. With
    ``mail`` each also gets a mail once the transaction is committed; it says only that there is something to read.
    """
    told = Notice.objects.bulk_create(
        Notice(user=user, text=str(text), path=path) for user in {user.pk: user for user in users}.values()
    )
    if mail:
        transaction.on_commit(lambda: mail_addresses([notice.user.email for notice in told]))
    return told


@transaction.atomic
def put_away(notice: Notice) -> Notice:
    """The notice is read; twice changes nothing."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mail_addresses(addresses: list[str]) -> None:
    """Say by mail that there is something to read, and nothing else."""
    subject = _("Roter Faden: ein wichtiger Hinweis wartet auf Sie")
    body = _(
        "Bitte melden Sie sich an und lesen Sie den Hinweis unter „Heute“.\n\n"
        "Aus Datenschutzgründen steht hier nicht, worum es geht."
    )
    for address in addresses:
        try:
            EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
        except OSError:
            # The notice itself is written; the operator sees that mail does not go out.
            log.exception("a notice could not be mailed")
