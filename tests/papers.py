"""Files as people upload them, and as they should not: made here byte by byte."""

import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text which every virus scanner reports (eicar.org)."""


def drawn(size: tuple[int, int] = (300, 420), colour: str = "white") -> Image.Image:
    """A sheet with a dark bar in its upper left corner."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((10, 10, size[0] // 2, 40), fill="black")
    return image


def picture(kind: str = "PNG", image: Image.Image | None = None, **options: Any) -> bytes:
    """A picture file."""
    target = BytesIO()
    (image or drawn()).save(target, kind, **options)
    return target.getvalue()


def photo(*, turned: bool = False) -> bytes:
    """A photo as a phone makes it: with the place where it was taken, the device, and how it was held."""
    exif = Image.Exif()
    exif[0x010F] = "Telefonmarke"
    exif[0x0110] = "Modell Marl"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 39.0, 12.0)
    return picture("JPEG", exif=exif, comment=b"hidden comment")


def commented_png() -> bytes:
    """A PNG that carries words nobody sees."""
    words = PngInfo()
    words.add_text("Author", "verborgene Person")
    return picture("PNG", pnginfo=words)


def scan(pages: int = 2) -> bytes:
    """A TIFF of several pages."""
    sheets = [drawn(colour=colour) for colour in ("white", "gray", "silver")[:pages]]
    return picture("TIFF", sheets[0], save_all=True, append_images=sheets[1:], software="Scanner von Amt 50")


def pdf(*, pages: int = 1, catalog: bytes = b"", objects: tuple[bytes, ...] = (), text: str = "Muster") -> bytes:
    """A small PDF with a line of text on each page. ``objects`` follow, numbered from 10 on; ``catalog`` may name them.

    Its table of contents is right, so that a strict reader opens it as well.
    """
    kids = b" ".join(b"%d 0 R" % (100 + number) for number in range(pages))
    line = f"BT /F1 24 Tf 40 700 Td ({text}) Tj ET".encode()
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Length %d>>\nstream\n%b\nendstream" % (len(line), line),
        **{10 + number: body for number, body in enumerate(objects)},
        **{100 + number: sheet for number in range(pages)},
    }
    return _written(numbered)


def _written(numbered: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in numbered.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return bytes(out) + b"trailer\n<</Size 1000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_with_packed_object(body: bytes) -> bytes:
    """A PDF whose object 10 lies compressed in an object stream (PDF 1.5), where no search of the file finds it."""
    inside = b"10 0 " + body
    packed = zlib.compress(inside)
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 10 0 R>>",
        2: b"<</Type/Pages/Kids[100 0 R]/Count 1>>",
        5: b"<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
        100: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    }
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, text in numbered.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    start = len(out)
    rows = {0: (0, 0, 255), 10: (2, 5, 0), 6: (1, start, 0)}
    rows |= {number: (1, place, 0) for number, place in places.items()}
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    table = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for _n, (kind, place, last) in sorted(rows.items())
    )
    out += (
        b"6 0 obj\n<</Type/XRef/Size 101/Root 1 0 R/W[1 4 1]/Index[%b]/Length %d>>\nstream\n%b\nendstream\nendobj\n"
        % (
            index,
            len(table),
            table,
        )
    )
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that would unfold into 900 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width // 8 + 1) * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
