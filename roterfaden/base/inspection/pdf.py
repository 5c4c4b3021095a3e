"""PDF: opened by PDFium, and refused when it could do something instead of only showing something."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.inspection.kinds import FileType, Inspected, Refused

MOST_PAGES = 500
PDFIUM = threading.RLock()
"""PDFium serves one thread at a time: whoever calls it holds this lock."""

_STREAM = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAMES = re.compile(rb"/([A-Za-z0-9]+)")
_DANGERS: dict[bytes, str | Promise] = {
    b"JavaScript": gettext_lazy("ein Programm (JavaScript)"),
    b"JS": gettext_lazy("ein Programm (JavaScript)"),
    b"Launch": gettext_lazy("einen Befehl, der etwas auf dem Rechner startet"),
    b"EmbeddedFile": gettext_lazy("weitere Dateien in seinem Innern"),
    b"EmbeddedFiles": gettext_lazy("weitere Dateien in seinem Innern"),
    b"RichMedia": gettext_lazy("eingebettete Medien"),
    b"XFA": gettext_lazy("ein dynamisches Formular (XFA)"),
    b"ImportData": gettext_lazy("einen Befehl, der Daten einliest"),
    b"SubmitForm": gettext_lazy("ein Formular, das Daten verschickt"),
}
_TAIL = 66_000  # a ZIP archive ends with its directory, within this many bytes of the end of the file


def inspect_pdf(content: bytes) -> Inspected:
    """The PDF as it is. Raises ``Refused`` when it cannot be shown or could do something."""
    refuse_second_nature(content)
    with opened(content) as document:
        pages = len(document)
        if not 0 < pages <= MOST_PAGES:
            raise Refused(_("Das PDF hat mehr als {limit} Seiten. Bitte teilen Sie es.").format(limit=MOST_PAGES))
        plain = BytesIO()
        # PDFium writes all objects one by one and in plain words, whatever way the file packed or disguised them.
        document.save(plain)
    danger = danger_in(plain.getvalue()) or danger_in(content)
    if danger:
        raise Refused(
            _(
                "Das PDF enthält {danger}. Solche Dateien nehmen wir nicht an. Öffnen Sie es, drucken Sie es als neues "
                "PDF und wählen Sie dieses."
            ).format(danger=danger)
        )
    return Inspected(FileType.PDF, content, pages=pages)


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, with PDFium held. Raises ``Refused`` for one it cannot open."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Refused(_why_not(error)) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise Refused(_("Das PDF ist beschädigt. Bitte speichern Sie es neu.")) from error
        finally:
            document.close()


def _why_not(error: pypdfium2.PdfiumError) -> str:
    if "password" in str(error).lower():
        return _("Das PDF ist mit einem Passwort geschützt. Bitte speichern Sie es ohne Passwort.")
    return _("Das PDF ist beschädigt oder nicht vollständig. Bitte speichern Sie es neu.")


def refuse_second_nature(content: bytes) -> None:
    """Refuse a PDF that is another file as well: one that goes on after its end, or a web page in its beginning."""
    _whole, end, rest = content.rpartition(b"%%EOF")
    appended = bool(end) and bool(rest.strip(b"\r\n\t \x00"))
    archive = b"PK\x05\x06" in content[-_TAIL:]
    page = re.search(rb"<\s*(?:script|html|svg|body|!doctype)", content[:1024], re.IGNORECASE)
    if appended or archive or page:
        raise Refused(_("Die Datei ist nicht nur ein PDF: In ihr steckt eine zweite. Bitte speichern Sie das PDF neu."))


def danger_in(content: bytes) -> str | Promise:
    """What a PDF could do, in words; empty when nothing. Reads the names outside the streams."""
    outside = _STREAM.sub(b" ", content)
    for name in set(_NAMES.findall(_ESCAPED.sub(_unescape, outside))):
        if name in _DANGERS:
            return _DANGERS[name]
    return ""


def _unescape(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])
