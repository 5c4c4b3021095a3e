"""The files of a person, handed over with the information under Art. 15 GDPR."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.informing import StoredFile, supplies_files
from roterfaden.base.vault import VaultError
from roterfaden.cases.attachment_content import open_attachment
from roterfaden.cases.models import Attachment


@supplies_files
def files(person: UUID, user: Any) -> Iterator[StoredFile]:
    """What ``user`` may see of the person's files and nobody took back. For a damaged one a note says that it is."""
    found = Attachment.objects.visible_to(user).current().filter(case__client=person)
    for attachment in found.order_by("uploaded_at", "pk"):
        try:
            yield StoredFile(attachment.file_name, open_attachment(attachment))
        except VaultError:
            yield StoredFile(f"{attachment.file_name}.txt", _damaged(attachment).encode())


def _damaged(attachment: Attachment) -> str:
    return _(
        "Die Datei „{title}“, hinzugefügt am {day}, ist beschädigt oder fehlt. Wir können sie nicht öffnen und deshalb "
        "nicht mitgeben. Fragen Sie uns bitte danach."
    ).format(title=attachment.title, day=f"{timezone.localtime(attachment.uploaded_at):%d.%m.%Y}")
