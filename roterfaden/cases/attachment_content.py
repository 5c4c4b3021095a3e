"""The one door through which the content of a case's file leaves the shelf."""

from roterfaden.cases.models import Attachment


def open_attachment(attachment: Attachment) -> bytes:
    """The content of a file the caller has found through ``visible_to``. Raises ``VaultError``.

    Every page that shows or hands out a content comes through here; the pages note the reading for the log.
    """
    return attachment.unseal()
