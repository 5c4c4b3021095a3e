"""A few papers that invented persons bring along: a letter and a certificate, both marked as samples."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from roterfaden.base.documents import render_pdf
from roterfaden.base.inspection import inspect
from roterfaden.base.virus_scan import ScanState
from roterfaden.cases.actions.attachments import add_attachment
from roterfaden.cases.models import AttachmentKind
from roterfaden.demo.stories.tale import Tale

# Every twelfth of the first persons brings something: enough to see it, quick enough for the first start.
_EVERY, _UP_TO = 12, 120
_SHEET = (1240, 1754)  # A4 at 150 dots per inch
_INK, _QUIET, _FAINT = "#1b2130", "#4c5567", "#e6e9f0"


@dataclass(frozen=True)
class SampleLetter:
    """What the letter says."""

    title: str = "Ihr Antrag: Es fehlen noch Unterlagen"
    day: str = "Musterstadt, im Frühjahr"
    paragraphs: tuple[str, ...] = (
        "Guten Tag,",
        "vielen Dank für Ihren Antrag. Damit wir entscheiden können, brauchen wir noch zwei Papiere von Ihnen: den "
        "Mietvertrag und die letzten drei Kontoauszüge.",
        "Bitte schicken Sie uns Kopien, keine Originale. Wenn Sie Fragen haben, rufen Sie uns an.",
    )


def bring_papers(tale: Tale) -> None:
    """Let this person bring along a letter and a certificate, if it is their turn."""
    number = tale.part.number
    if number % _EVERY != 1 or number > _UP_TO:
        return
    tale.clock.pass_minutes(5)
    _keep(tale, sample_letter(), "Schreiben vom Amt (Muster)", AttachmentKind.LETTER)
    tale.clock.pass_minutes(1)
    _keep(tale, sample_certificate(), "Teilnahmebescheinigung Sprachkurs (Muster)", AttachmentKind.CERTIFICATE)


def _keep(tale: Tale, content: bytes, title: str, kind: AttachmentKind) -> None:
    add_attachment(
        tale.case, by=tale.by, inspected=inspect(content, ""), scanned=ScanState.NOT_CHECKED, title=title, kind=kind
    )


@lru_cache(maxsize=1)
def sample_letter() -> bytes:
    """The letter as PDF."""
    letter = SampleLetter()
    content = {"title": letter.title, "day": letter.day, "paragraphs": letter.paragraphs}
    return render_pdf(Path(__file__).with_name("sample_letter.typ"), content)


@lru_cache(maxsize=1)
def sample_certificate() -> bytes:
    """The certificate as somebody photographed it: JPEG, a little askew."""
    sheet = Image.new("RGB", _SHEET, "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((620, 950), "MUSTER", font=ImageFont.load_default(290), fill=_FAINT, anchor="mm")
    draw.rectangle((70, 70, _SHEET[0] - 70, _SHEET[1] - 70), outline=_QUIET, width=4)
    for height, size, words, ink in (
        (300, 64, "Teilnahmebescheinigung", _INK),
        (480, 36, "Musterschule, Musterweg 1, 00000 Musterstadt", _QUIET),
        (700, 42, "hat an einem Sprachkurs der Stufe A2", _INK),
        (770, 42, "mit 300 Unterrichtsstunden teilgenommen.", _INK),
        (1560, 30, "Diese Bescheinigung ist erfunden.", _QUIET),
    ):
        draw.text((620, height), words, font=ImageFont.load_default(size), fill=ink, anchor="mm")
    target = BytesIO()
    sheet.rotate(1.2, resample=Image.Resampling.BILINEAR, expand=True, fillcolor="#8d8577").save(
        target, "JPEG", quality=85
    )
    return target.getvalue()
