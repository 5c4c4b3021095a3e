"""Plain text: characters only, kept as UTF-8."""

from django.utils.translation import gettext as _

from roterfaden.base.inspection.kinds import FileType, Inspected, Refused

SUFFIXES = {"", ".txt", ".text", ".md", ".csv", ".log"}


def inspect_text(content: bytes, suffix: str) -> Inspected:
    """The text. A script is text as well: only its name tells, so here the name may speak against a file."""
    if suffix not in SUFFIXES:
        raise Refused(
            _("Text nehmen wir nur als Datei mit der Endung .txt, .csv oder .md an, diese endet auf {suffix}.").format(
                suffix=suffix[:10]
            )
        )
    return Inspected(FileType.TEXT, decoded(content).encode())


def decoded(content: bytes) -> str:
    """The characters: UTF-8, or what Windows wrote for a long time. Raises ``Refused``."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("Der Text ist nicht lesbar. Bitte speichern Sie ihn als UTF-8 oder als PDF."))
