"""XLIFF out and in: nothing is lost on the way, nothing is written unseen, other people's programs read it."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from translate.storage import po
from translate.storage import xliff as toolkit_12
from translate.storage import xliff2 as toolkit_20

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.offers.models import Language, Offer, OfferTranslation, TranslationState
from roterfaden.offers.models.texts import TEXTS, mark_of, source_of, tidy
from roterfaden.offers.translating import actions, exchange, xliff
from roterfaden.offers.translating.actions import Seen
from roterfaden.offers.translating.xliff import Block, Document, Stage, Unit, bare
from tests.factories import HeadOfUnitFactory, LanguageFactory, OfferFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
VERSIONS = ["1.2", "2.0"]
both = pytest.mark.parametrize("version", VERSIONS)


@pytest.fixture
def arabic() -> Language:
    return LanguageFactory(code="ar", native_name="العربية")


@pytest.fixture
def head() -> User:
    return HeadOfUnitFactory()


@pytest.fixture
def offer() -> Offer:
    return OfferFactory(title="Deutschkurs <B1> & mehr", description="Zeile 1\nZeile 2", documents=["Ausweis", "Brief"])


def exported(language: Language, version: str, *offers: Offer) -> bytes:
    wanted = Offer.objects.filter(pk__in=[one.pk for one in offers]).order_by("title", "id")
    return xliff.write(exchange.document_of(wanted, language), version)


def translated(content: bytes, mark: str = "ar") -> bytes:
    """The file as somebody sends it back who has translated everything."""
    document = xliff.read(content)
    blocks = [
        Block(block.key, tuple(Unit(u.name, u.source, f"{mark} {u.source}", Stage.DONE) for u in block.units))
        for block in document.blocks
    ]
    version = "2.0" if b"document:2.0" in content else "1.2"
    return xliff.write(Document(document.language, tuple(blocks)), version)


def upload(browser: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("zurueck.xlf", content)
    return browser.post(reverse("offers:translation_import"), {"file": file})


def confirm(browser: Client, page: Any, **more: str) -> Any:
    form = page.context["form"]
    sent = {"content": form.initial["content"], "mark": form.initial["mark"], **more}
    return browser.post(reverse("offers:translation_import"), sent)


SPEAKABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(lambda text: tidy(bare(text)))
LETTERS = st.sampled_from(
    ["Büro", "دورة لغة", "українська", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "中文", "a\u0301\u202b", "𝒜", "]]>", "&amp;", "\t"]
)
WORDS = st.lists(st.one_of(SPEAKABLE, LETTERS), min_size=1, max_size=4).map(lambda parts: tidy(" ".join(parts)))
UNITS = st.builds(Unit, st.sampled_from(TEXTS), WORDS.filter(bool), WORDS, st.just(Stage.DONE))
BLOCKS = st.builds(
    Block, st.uuids().map(str), st.lists(UNITS, min_size=1, max_size=4, unique_by=lambda unit: unit.name).map(tuple)
)
DOCUMENTS = st.builds(
    Document, st.sampled_from(["ar", "de-simple", "uk"]), st.lists(BLOCKS, min_size=1, max_size=3).map(tuple)
)


@given(document=DOCUMENTS, version=st.sampled_from(VERSIONS))
def test_every_text_comes_back_as_it_went(document: Document, version: str) -> None:
    again = xliff.read(xliff.write(document, version))

    def told(of: Document) -> list[Any]:
        return [(block.key, [(unit.name, unit.source, unit.target) for unit in block.units]) for block in of.blocks]

    assert (again.language, told(again)) == (document.language, told(document))
    assert all((unit.stage == Stage.DONE) == bool(unit.target) for block in again.blocks for unit in block.units)


@given(document=DOCUMENTS)
def test_the_translate_toolkit_reads_the_same_words(document: Document) -> None:
    """An oracle nobody here wrote."""
    wanted = [(unit.source, unit.target) for block in document.blocks for unit in block.units]
    for version, store in (("1.2", toolkit_12.xlifffile), ("2.0", toolkit_20.Xliff2File)):
        read = store.parsestring(xliff.write(document, version))
        assert [(str(unit.source), str(unit.target or "")) for unit in read.units if not unit.isheader()] == wanted


OURS = ["escapes", "newlines", "tabs", "xmltags", "numbers", "untranslated", "blank", "doublespacing"]
"""What would fail by broken escaping, lines or signs, and not by the words of a translator."""


def pofilter(file: Path, remarks: Path, *names: str) -> None:
    """Run translate-toolkit's checks; it complains in words and leaves with 0 even when it cannot read a file."""
    program = Path(sys.executable).with_name("pofilter")
    asked = [program, "--progress=none", *(f"-t{name}" for name in names), file, remarks]
    ran = subprocess.run(asked, check=True, capture_output=True, timeout=60)
    assert ran.stderr == b""


def test_a_file_survives_pofilter(tmp_path: Path, offer: Offer, arabic: Language, head: User) -> None:
    """With the remarks of another program the file is still taken, and our writing is not at fault."""
    file, remarks = tmp_path / "hin.xlf", tmp_path / "her.xlf"
    file.write_bytes(translated(exported(arabic, "1.2", offer)))

    pofilter(file, remarks, *OURS)
    assert not remarks.exists()

    pofilter(file, remarks, "startcaps")
    assert b"pofilter" in remarks.read_bytes()
    [row] = exchange.preview(xliff.read(remarks.read_bytes()), by=head).rows
    assert (row.problems, row.is_whole) == ([], True)


def test_version_2_passes_the_same_checks(tmp_path: Path, offer: Offer, arabic: Language) -> None:
    """``pofilter`` itself reads no XLIFF 2: the toolkit's own reader hands it the texts."""
    file, remarks, store = tmp_path / "hin.po", tmp_path / "her.po", po.pofile()
    for unit in toolkit_20.Xliff2File.parsestring(translated(exported(arabic, "2.0", offer))).units:
        store.addsourceunit(str(unit.source)).target = str(unit.target)
    store.savefile(str(file))

    pofilter(file, remarks, *OURS)
    assert not remarks.exists()


@both
def test_what_comes_back_is_shown_first_and_then_taken(
    signed_in: SignIn, offer: Offer, arabic: Language, head: User, version: str
) -> None:
    browser = signed_in(head)
    out = browser.get(reverse("offers:translation_file", args=["ar"]) + f"?stand=fehlt&fassung={version}").content

    page = upload(browser, translated(out))
    assert page.status_code == 200
    assert not OfferTranslation.objects.exists()

    confirm(browser, page, release="on")
    made = OfferTranslation.objects.get(offer=offer)
    assert (made.state, made.came, made.released_by) == (TranslationState.CURRENT, "file", head)
    assert made.texts["description"] == "ar Zeile 1\nZeile 2"


def test_without_the_release_texts_wait_as_drafts(
    signed_in: SignIn, offer: Offer, arabic: Language, head: User
) -> None:
    browser = signed_in(head)
    confirm(browser, upload(browser, translated(exported(arabic, "1.2", offer))))
    assert OfferTranslation.objects.get().state == TranslationState.IN_WORK


def test_a_row_that_cannot_be_taken_says_why_and_the_others_are(
    signed_in: SignIn, offer: Offer, arabic: Language, head: User
) -> None:
    moved, gone, browser = OfferFactory(title="Angebot B"), OfferFactory(title="Angebot C"), signed_in(head)
    content = translated(exported(arabic, "2.0", offer, moved, gone))
    Offer.objects.filter(pk=moved.pk).update(title="Anders")
    Offer.objects.filter(pk=gone.pk).delete()

    page = upload(browser, content)
    said = {row.title: row.problems for row in page.context["found"].rows}
    assert "inzwischen ein anderer" in said["Anders"][0]
    assert "gibt es nicht mehr" in said[str(gone.pk)][0]

    confirm(browser, page, release="on")
    assert [one.offer for one in OfferTranslation.objects.all()] == [offer]


def test_what_changed_after_the_look_is_shown_again_and_nothing_is_written(
    signed_in: SignIn, offer: Offer, arabic: Language, head: User
) -> None:
    other, browser = OfferFactory(title="Angebot B"), signed_in(head)
    page = upload(browser, translated(exported(arabic, "1.2", offer, other)))
    Offer.objects.filter(pk=other.pk).update(title="Anders")

    again = confirm(browser, page, release="on")

    assert again.status_code == 200
    assert not OfferTranslation.objects.exists()


def test_one_that_fails_while_writing_leaves_nothing_half_written(offer: Offer, arabic: Language, head: User) -> None:
    other = OfferFactory(title="Angebot B")
    found = exchange.preview(xliff.read(translated(exported(arabic, "1.2", offer, other))), by=head)
    texts = {"title": "x"}
    actions.save_draft(other, arabic, texts, seen=Seen(0, mark_of(source_of(other))), by=head)

    with pytest.raises(actions.EditConflict):
        exchange.take(found, by=head, release=True)
    assert [one.offer for one in OfferTranslation.objects.all()] == [other]


def test_an_unfinished_file_becomes_a_draft_and_keeps_what_is_there(offer: Offer, arabic: Language, head: User) -> None:
    document = xliff.read(exported(arabic, "1.2", offer))
    [block] = document.blocks
    units = tuple(Unit(u.name, u.source, "عنوان" if u.name == "title" else "", Stage.DONE) for u in block.units)
    found = exchange.preview(xliff.read(xliff.write(Document("ar", (Block(block.key, units),)), "1.2")), by=head)

    assert exchange.take(found, by=head, release=True) == 1
    assert OfferTranslation.objects.get().state == TranslationState.IN_WORK


def test_others_do_not_write_by_a_file_what_they_may_not_write_by_hand(
    signed_in: SignIn, offer: Offer, arabic: Language
) -> None:
    page = upload(signed_in(Role.PROVIDER_STAFF), translated(exported(arabic, "1.2", offer)))
    assert "gibt es nicht mehr" in page.context["found"].rows[0].problems[0]


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="&x;" target-language="ar"/></xliff>"""


@pytest.mark.parametrize(
    "content",
    [
        ENTITIES,
        b"kein XML",
        b"<xliff/>",
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
        b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="a"/></xliff>',
    ],
)
def test_what_is_no_xliff_is_refused_with_a_sentence_at_the_field(
    signed_in: SignIn, head: User, content: bytes
) -> None:
    page = upload(signed_in(head), content)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()


@both
def test_codes_inside_a_text_are_refused_and_wrapping_is_read_past(
    offer: Offer, arabic: Language, head: User, version: str
) -> None:
    content = translated(exported(arabic, version, offer))
    tree = etree.parse(BytesIO(content))
    namespace = etree.QName(tree.getroot()).namespace
    target = next(tree.iter(f"{{{namespace}}}target"))
    words, target.text = target.text, None
    mark = etree.SubElement(target, f"{{{namespace}}}mrk", {"mid": "0", "mtype": "seg"})
    mark.text = words

    def problems() -> list[str]:
        return exchange.preview(xliff.read(etree.tostring(tree)), by=head).rows[0].problems

    assert problems() == []
    mark.tag = f"{{{namespace}}}ph"
    assert len(problems()) == 1


def test_a_foreign_identifier_is_told_as_it_stands(arabic: Language, head: User) -> None:
    units = (Unit("title", "a", "b", Stage.DONE),)
    document = Document("ar", (Block("fremd", units), Block(str(uuid4()), units)))
    rows = exchange.preview(document, by=head).rows
    assert [bool(row.problems) for row in rows] == [True, True]
    with pytest.raises(RuleBroken):
        exchange.preview(Document("tlh", document.blocks), by=head)
