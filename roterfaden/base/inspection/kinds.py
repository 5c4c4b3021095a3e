"""The types of files that may be kept, and what an inspection gives."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileType(models.TextChoices):
    """What may be kept, by media type. HEIC is missing: none of our packages can open it; phones send JPEG instead."""

    PDF = "application/pdf", _("PDF")
    JPEG = "image/jpeg", _("Foto (JPEG)")
    PNG = "image/png", _("Bild (PNG)")
    WEBP = "image/webp", _("Bild (WebP)")
    TIFF = "image/tiff", _("Scan (TIFF)")
    TEXT = "text/plain", _("Text")

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return {"application/pdf": ".pdf", "image/jpeg": ".jpg", "text/plain": ".txt"}.get(
            self.value, f".{self.value.partition('/')[2]}"
        )

    @property
    def is_picture(self) -> bool:
        """Whether it is one or more pictures."""
        return self.value.startswith("image/")


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: what it is, and its content as it will be kept.

    ``stripped``: it was a photo with hidden data such as place, time or device, which are gone now.
    """

    type: FileType
    content: bytes = field(repr=False)
    pages: int = 1
    stripped: bool = False


class Refused(Exception):
    """The file is not accepted. The message says why and what to do, for the person who chose it."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)
