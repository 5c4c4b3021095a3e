"""What is not accepted, told apart so that the message can say what to do instead."""

import re

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext as _

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!", b"\x00asm")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NEW_OFFICE = re.compile(rb"\[Content_Types\]\.xml|word/|xl/|ppt/|mimetypeapplication/vnd\.oasis")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_WEB = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|form|img|link|meta|style|\?xml|\?php|xsl)",
    re.IGNORECASE,
)
_LOOKS_INTO = 200_000


def why_refused(content: bytes) -> str:
    """Why a content that is none of ours is refused; empty when nothing speaks against plain text."""
    for found, sentence in (
        (_is_heic(content), _heic()),
        (_is_office(content), _office()),
        (content.startswith(_ARCHIVES), _archive()),
        (content.startswith(_PROGRAMS), _program()),
        (bool(_WEB.search(content[:_LOOKS_INTO])), _web()),
        (content.lstrip().startswith(b"{\\rtf"), _office()),
        (_is_binary(content), _unknown(content)),
    ):
        if found:
            return str(sentence)
    return ""


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC


def _is_office(content: bytes) -> bool:
    if content.startswith(_OLD_OFFICE):
        return True
    return content.startswith(b"PK\x03\x04") and bool(_NEW_OFFICE.search(content[:_LOOKS_INTO]))


def _is_binary(content: bytes) -> bool:
    """Whether it holds bytes that no text has."""
    return bool(re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", content))


def _heic() -> str | Promise:
    return _(
        "Fotos im Format HEIC kann Roter Faden nicht öffnen. Wählen Sie das Foto direkt auf dem Telefon aus, dann "
        "schickt es ein JPEG, oder speichern Sie es als JPEG."
    )


def _office() -> str | Promise:
    return _(
        "Dateien aus Word, Excel, PowerPoint oder LibreOffice nehmen wir nicht an, in ihnen können Programme stecken. "
        "Speichern Sie die Datei als PDF."
    )


def _archive() -> str | Promise:
    return _("Archive (ZIP und ähnliche) nehmen wir nicht an. Entpacken Sie es und wählen Sie die Dateien einzeln.")


def _program() -> str | Promise:
    return _("Das ist ein Programm. Programme nehmen wir nicht an.")


def _web() -> str | Promise:
    return _(
        "Webseiten und SVG-Bilder nehmen wir nicht an, in ihnen können Programme stecken. Drucken Sie die Seite als "
        "PDF, oder speichern Sie das Bild als PNG."
    )


def _unknown(content: bytes) -> str | Promise:
    allowed = _("Möglich sind PDF, Fotos und Bilder (JPEG, PNG, WebP), Scans (TIFF) und einfacher Text.")
    found = _named(content)
    if found:
        return _("Dateien der Art „{kind}“ nehmen wir nicht an. {allowed}").format(kind=found, allowed=allowed)
    return _("Diese Art von Datei kennen wir nicht. {allowed}").format(allowed=allowed)


def _named(content: bytes) -> str:
    """How files of this kind usually end, if puremagic knows."""
    try:
        return puremagic.from_string(content[:_LOOKS_INTO]).lstrip(".")[:10]
    except (puremagic.PureError, ValueError):
        return ""
