"""Reading what stands on a paper."""

import io
import re
import unicodedata

from pypdf import PdfReader
from pypdfium2 import PdfDocument

SOFT_HYPHEN, ZERO_WIDTH_NON_JOINER = "\u00ad", "\u200c"


def text_of(pdf: bytes) -> str:
    """The text of all pages, line by line: by pypdf, or by pdfium where pypdf gets the letters of Persian mixed up."""
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    if ZERO_WIDTH_NON_JOINER in text:
        with PdfDocument(pdf) as paper:
            text = "\n".join(sheet.get_textpage().get_text_range() for sheet in paper)
    return unicodedata.normalize("NFKC", text)


def words_of(text: str) -> set[str]:
    """Words of two letters and more, without placeholders and the invisible marks of direction.

    A German word is taken apart at its hyphens. Of a word in Arabic script the letters are told in the order of their
    codes: both readers move the joints of Persian words by a letter.
    """
    text = re.sub(r"\{\w+\}", " ", text).replace(SOFT_HYPHEN, "-")
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    words = re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFKC", visible))
    return {"".join(sorted(word)) if "\u0600" <= word[0] <= "\u06ff" else word for word in words}
