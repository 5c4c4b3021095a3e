"""What a file really is, by its content; what is allowed in; and what it becomes before it is kept.

What others may call: :func:`inspect`, which gives an :class:`Inspected` or raises :class:`Refused` with a sentence for
the person; :class:`FileType`. Only what is on the list enters. Pictures are drawn anew, so that nothing travels along
with them: no place, no device, no second file hidden behind. PDF stays byte for byte what it was (it may be signed) and
is refused when it could do something. The name a person gave decides nothing but, for plain text, may speak against it.
"""

from pathlib import PurePath

from django.utils.translation import gettext as _

from roterfaden.base.inspection.kinds import FileType, Inspected, Refused
from roterfaden.base.inspection.pdf import inspect_pdf
from roterfaden.base.inspection.pictures import inspect_picture
from roterfaden.base.inspection.refusals import why_refused
from roterfaden.base.inspection.text import inspect_text

__all__ = ["FileType", "Inspected", "Refused", "inspect"]


def inspect(content: bytes, name: str) -> Inspected:
    """The file as it may be kept. Raises :class:`Refused`."""
    if not content:
        raise Refused(_("Die Datei ist leer."))
    kind = type_of(content)
    if kind is FileType.PDF:
        return inspect_pdf(content)
    if kind is not None:
        return inspect_picture(content, kind)
    refusal = why_refused(content)
    if refusal:
        raise Refused(refusal)
    return inspect_text(content, PurePath(name).suffix.lower())


def type_of(content: bytes) -> FileType | None:
    """The type that the first bytes announce; its own parser then proves it. ``None``: none of ours, or plain text."""
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return FileType.TIFF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileType.WEBP
    return None
