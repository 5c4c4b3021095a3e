"""Forms for files: choose or photograph them, name them, take them back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm
from roterfaden.base.inspection import FileType, Inspected, Refused, inspect
from roterfaden.base.virus_scan import ScanState, scan
from roterfaden.cases.models import Attachment, AttachmentKind

MEGABYTE = 1024 * 1024
# Named types instead of image/*: an iPhone then sends a photo as JPEG and not as HEIC.
ACCEPTED = ",".join([*(kind.value for kind in FileType), *(kind.suffix for kind in FileType)])
_CAMERA_NAME = re.compile(r"^(?:img|dsc|dscn|pxl|image|photo|foto|scan|screenshot|whatsapp)[\s_-]*[\d\s_().:-]*$", re.I)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept, with the title it gets."""

    inspected: Inspected
    scanned: ScanState
    title: str


class SeveralFiles(forms.FileInput):
    """Chooses any number of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[InMemoryUploadedFile]:
        """The files, unread. A file too large is not refused here but with its name by the form."""
        chosen = data if isinstance(data, list | tuple) else [data]
        files = [file for file in chosen if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


def _limits() -> str:
    return _(
        "PDF, Fotos und Bilder (JPEG, PNG, WebP), Scans (TIFF) oder Text, je bis {size} MB. Word- und Excel-Dateien "
        "bitte vorher als PDF speichern."
    ).format(size=settings.FILE_SIZE_LIMIT // MEGABYTE)


class UploadForm(KernForm):
    """Photograph or choose files, and say in one word what they are."""

    photo = FilesField(
        label=gettext_lazy("Papier fotografieren"),
        required=False,
        widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
        help_text=gettext_lazy(
            "Öffnet auf dem Telefon die Kamera. Ort, Uhrzeit und Gerät, die in Fotos versteckt sind, entfernen wir."
        ),
    )
    chosen = FilesField(
        label=gettext_lazy("Dateien auswählen"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
        help_text=lazy(_limits, str)(),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Was ist es?"), choices=AttachmentKind, initial=AttachmentKind.LETTER, required=False
    )
    title = forms.CharField(
        label=gettext_lazy("Bezeichnung"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("zum Beispiel: Bescheid vom Jobcenter, März. Sonst nehmen wir den Namen der Datei."),
    )
    is_sensitive = forms.BooleanField(
        label=Attachment._meta.get_field("is_sensitive").verbose_name,
        help_text=Attachment._meta.get_field("is_sensitive").help_text,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """At least one file, photographed or chosen."""
        cleaned = super().clean() or {}
        if not self._chosen(cleaned) and not self.errors:
            self.add_error("chosen", _("Bitte wählen Sie eine Datei oder fotografieren Sie das Papier."))
        return cleaned

    def looked_at(self) -> Iterator[tuple[str, str, Accepted | Refused]]:
        """Each file: the field it came by, its name, and what it is or why it is refused. Reads and scans it now."""
        chosen = self._chosen(self.cleaned_data)
        for number, (field, file) in enumerate(chosen, start=1):
            name = PurePath(file.name or "").name
            try:
                content = _content(file)
                scanned = scan(content)
                inspected = inspect(content, name)
                yield field, name, Accepted(inspected, scanned, self._title(name, inspected, number, len(chosen)))
            except Refused as refused:
                yield field, name, refused

    def say_what_remains(self, *, some_kept: bool) -> None:
        """Browsers forget chosen files: say which are kept, and that the others lie where they were."""
        self.what_remains = (
            _("Die übrigen Dateien sind gespeichert. Die hier genannten liegen unverändert auf Ihrem Gerät.")
            if some_kept
            else _("Es ist noch nichts gespeichert. Die Dateien liegen unverändert auf Ihrem Gerät.")
        )

    def _chosen(self, cleaned: dict[str, Any]) -> list[tuple[str, InMemoryUploadedFile]]:
        return [(field, file) for field in ("photo", "chosen") for file in cleaned.get(field) or []]

    def _title(self, name: str, inspected: Inspected, number: int, count: int) -> str:
        typed = self.cleaned_data["title"].strip()
        if typed:
            return f"{typed} ({number})" if count > 1 else typed
        return title_from(name) or _("{kind} vom {moment}").format(
            kind=_("Foto") if inspected.type.is_picture else _("Datei"),
            moment=date_format(timezone.localtime(), "j. F Y, G:i"),
        )


def title_from(name: str) -> str:
    """A title out of a file's name; empty when a camera or scanner gave it, for then it says nothing."""
    words = PurePath(name.replace("\\", "/")).stem.replace("_", " ")
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())[:100]
    return "" if _CAMERA_NAME.match(words) or not any(sign.isalpha() for sign in words) else words


def _content(file: InMemoryUploadedFile) -> bytes:
    """The bytes of a file. Raises ``Refused`` when it was too large to be received."""
    limit, size = settings.FILE_SIZE_LIMIT, file.size or 0
    if size > limit:
        raise Refused(
            _("Die Datei hat {size} MB, möglich sind {limit} MB. Scannen Sie mit geringerer Auflösung.").format(
                size=-(-size // MEGABYTE), limit=limit // MEGABYTE
            )
        )
    content = file.read()
    if len(content) < size:
        raise Refused(_("Alle Dateien zusammen sind zu groß für ein Mal. Bitte nehmen Sie diese gleich noch einmal."))
    return bytes(content)


class AttachmentForm(SeenModelForm):
    """How a file is called, what it is, and how well it is protected."""

    class Meta:
        model = Attachment
        fields = ["title", "kind", "is_sensitive"]
