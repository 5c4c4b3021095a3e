"""What may be kept is told by its content; what could do something is refused with a sentence that helps."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from roterfaden.base.inspection import FileType, Refused, inspect
from tests import papers

ALLOWED = {
    "application/pdf": papers.pdf(),
    "image/jpeg": papers.picture("JPEG"),
    "image/png": papers.picture("PNG"),
    "image/webp": papers.picture("WEBP"),
    "image/tiff": papers.scan(),
    "text/plain": "Grüße aus Marl, привіт, مرحبا".encode(),
}


def zipped(*names: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 50)
    return target.getvalue()


@pytest.mark.parametrize("media_type", list(ALLOWED))
def test_the_content_tells_what_a_file_is(media_type: str) -> None:
    assert inspect(ALLOWED[media_type], "datei").type.value == media_type


def test_the_name_does_not_make_a_photo_a_pdf() -> None:
    assert inspect(papers.picture("JPEG"), "bescheid.pdf").type is FileType.JPEG


REFUSED = {
    "nothing": (b"", "leer"),
    "a Word file": (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "Word"),
    "an Excel file": (zipped("[Content_Types].xml", "xl/workbook.xml"), "Word"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Word"),
    "an archive": (zipped("a.txt"), "Archive"),
    "a Windows program": (b"MZ\x90\x00" + bytes(200), "Programm"),
    "a Linux program": (b"\x7fELF\x02\x01\x01" + bytes(200), "Programm"),
    "a script with its interpreter": (b"#!/bin/sh\nrm -rf /\n", "Programm"),
    "a web page": (b"<!DOCTYPE html><html><body>Hallo</body></html>", "Webseiten"),
    "a web page further down": (b"Harmlos.\n" * 40 + b"<ScRiPt>alert(1)</script>", "Webseiten"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "Webseiten"),
    "an SVG behind a declaration": (b'<?xml version="1.0"?>\n<svg/>', "Webseiten"),
    "an RTF": (b"{\\rtf1 Hallo}", "Word"),
    "an iPhone's HEIC": (b"\x00\x00\x00\x18ftypheic" + bytes(100), "HEIC"),
    "a video": (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "nehmen wir nicht an|kennen wir nicht"),
    "a GIF": (b"GIF89a" + bytes(50), "nehmen wir nicht an|kennen wir nicht"),
    "half a photo": (papers.picture("JPEG")[:600], "beschädigt"),
    "only the head of a PNG": (papers.picture("PNG")[:30], "beschädigt"),
    "a decompression bomb": (papers.bomb(), "Bildpunkte"),
    "a PDF of rubbish": (b"%PDF-1.7\n" + bytes(300), "beschädigt"),
    "a PDF without pages": (papers.pdf(pages=0), "beschädigt|mehr als"),
}


@pytest.mark.parametrize("what", list(REFUSED))
def test_what_is_not_on_the_list_is_refused_with_a_reason(what: str) -> None:
    content, words = REFUSED[what]
    with pytest.raises(Refused) as refused:
        inspect(content, "bescheid.pdf" if what != "nothing" else "leer.txt")
    assert any(word in refused.value.message for word in words.split("|")), refused.value.message


@pytest.mark.parametrize("name", ["start.bat", "los.js", "skript.ps1", "seite.html", "makro.vbs", "los.PY"])
def test_a_script_is_text_too_and_is_told_by_its_name(name: str) -> None:
    with pytest.raises(Refused, match="Endung"):
        inspect(b"echo hallo", name)


SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
DANGEROUS = {
    "a script at opening": papers.pdf(catalog=b"/OpenAction 10 0 R", objects=(SCRIPT,)),
    "a script under a disguised name": papers.pdf(
        catalog=b"/OpenAction 10 0 R", objects=(b"<</S/J#61vaScript/J#53(app.alert\\(1\\))>>",)
    ),
    "a script packed away": papers.pdf_with_packed_object(SCRIPT),
    "a program to start": papers.pdf(catalog=b"/OpenAction 10 0 R", objects=(b"<</S/Launch/F(calc.exe)>>",)),
    "a file inside": papers.pdf(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>", objects=(b"<</F(a.docm)>>",)
    ),
    "a dynamic form": papers.pdf(catalog=b"/AcroForm<</XFA(<xdp/>)/Fields[]>>"),
    "a form that sends": papers.pdf(catalog=b"/OpenAction 10 0 R", objects=(b"<</S/SubmitForm/F(http://x)>>",)),
    "a script nobody refers to": papers.pdf(objects=(SCRIPT,)),
}


@pytest.mark.parametrize("what", list(DANGEROUS))
def test_a_pdf_that_could_do_something_is_refused(what: str) -> None:
    with pytest.raises(Refused, match="Das PDF enthält"):
        inspect(DANGEROUS[what], "bescheid.pdf")


def test_a_pdf_that_only_speaks_of_scripts_is_kept() -> None:
    found = inspect(papers.pdf(text="/JavaScript und /Launch"), "kurs.pdf")
    assert found.type is FileType.PDF


def test_a_pdf_is_kept_byte_for_byte_and_its_pages_are_counted() -> None:
    content = papers.pdf(pages=3)
    found = inspect(content, "vertrag.pdf")
    assert (found.content, found.pages) == (content, 3)


@pytest.mark.parametrize(
    "second",
    [b"<script>alert(1)</script>", zipped("versteckt.exe"), b"MZ" + bytes(100)],
    ids=["page", "zip", "program"],
)
def test_a_pdf_with_a_second_file_behind_it_is_refused(second: bytes) -> None:
    with pytest.raises(Refused, match="eine zweite"):
        inspect(papers.pdf() + second, "bescheid.pdf")


def test_a_web_page_in_front_of_a_pdf_is_no_pdf() -> None:
    with pytest.raises(Refused):
        inspect(b"<html>" + papers.pdf(), "bescheid.pdf")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_does_not_survive(kind: str) -> None:
    polyglot = papers.picture(kind) + b"<script>alert(1)</script>" + zipped("boese.exe")
    kept = inspect(polyglot, "foto.jpg").content
    assert b"script" not in kept
    assert b"PK\x03\x04" not in kept


def test_a_photo_loses_place_device_and_comment() -> None:
    found = inspect(papers.photo(), "IMG_1.jpg")
    with Image.open(BytesIO(found.content)) as image:
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info
    assert b"Telefonmarke" not in found.content
    assert found.stripped


def test_a_photo_without_hidden_data_is_not_said_to_have_lost_some() -> None:
    assert not inspect(papers.picture("JPEG"), "foto.jpg").stripped


def test_a_photo_stands_upright_although_nothing_tells_any_more_how_it_was_held() -> None:
    with Image.open(BytesIO(inspect(papers.photo(turned=True), "foto.jpg").content)) as image:
        assert image.size == (420, 300)


def test_the_words_in_a_png_are_gone() -> None:
    assert b"verborgene Person" not in inspect(papers.commented_png(), "bild.png").content


def test_a_scan_keeps_its_pages_and_loses_who_made_it() -> None:
    found = inspect(papers.scan(3), "scan.tif")
    with Image.open(BytesIO(found.content)) as image:
        assert getattr(image, "n_frames", 1) == found.pages == 3
        image.seek(1)
        assert image.convert("RGB").getpixel((250, 400)) == (128, 128, 128)
    assert b"Amt 50" not in found.content


def test_a_picture_with_a_see_through_ground_is_kept_as_such() -> None:
    content = papers.picture("PNG", Image.new("RGBA", (20, 20), (0, 0, 0, 0)))
    with Image.open(BytesIO(inspect(content, "stempel.png").content)) as image:
        assert image.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_large_photo_becomes_as_large_as_needed() -> None:
    content = papers.picture("JPEG", Image.new("RGB", (8000, 6000)))
    with Image.open(BytesIO(inspect(content, "foto.jpg").content)) as image:
        assert max(image.size) == 5000


def test_old_windows_text_becomes_readable() -> None:
    assert inspect("Grüße".encode("cp1252"), "brief.txt").content == "Grüße".encode()
