"""Brochures: every word can be read out, contents lead to the right page, and nobody stands in them unasked."""

import io
import re
import unicodedata
from collections.abc import Callable
from datetime import time
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from roterfaden.base.access import Role
from roterfaden.base.languages import listed
from roterfaden.offers.brochure.content import LANGUAGES, Format, Order, words
from roterfaden.offers.brochure.making import Wanted, make, with_all
from roterfaden.offers.brochure.shipped import bring_brochures
from roterfaden.offers.models import (
    Language,
    Offer,
    OfferContact,
    OfferSchedule,
    OfferTranslation,
    SavedBrochure,
    Topic,
)
from roterfaden.offers.models.texts import source_of
from roterfaden.offers.models.translations import Way
from roterfaden.offers.short import identifiers, short_code
from tests.factories import OfferFactory, OrganisationFactory, PlaceFactory, UserFactory
from tests.printed import words_of

SignIn = Callable[..., Client]

SENTENCES = {
    "de": "Frauen lernen die ersten Wörter für Kita und Arztbesuch.",
    "de-simple": "Hier lernen Frauen Deutsch.",
    "en": "Women learn their first words for nursery and doctor.",
    "ar": "تتعلم النساء الكلمات الأولى للروضة وزيارة الطبيب.",
    "uk": "Жінки вивчають перші слова для садочка та лікаря.",
    "tr": "Kadınlar kreş ve doktor için ilk sözcükleri öğrenir.",
    "ro": "Femeile învață primele cuvinte pentru grădiniță și medic.",
    "bg": "Жените учат първите думи за детската градина и лекаря.",
    "fa": "زنان نخستین واژه ها را برای کودکستان و پزشک می آموزند.",
    "ru": "Женщины учат первые слова для детского сада и врача.",
    "fr": "Les femmes apprennent les premiers mots pour la crèche et le médecin.",
    "kmr": "Jin gotinên pêşîn ji bo zarokxane û bijîşk hîn dibin.",
    "pl": "Kobiety uczą się pierwszych słów do przedszkola i lekarza.",
}


@pytest.fixture
def offer() -> Offer:
    """An offer in all languages."""
    made: Offer = OfferFactory(
        title="Deutschkurs", description=SENTENCES["de"], languages=["de", "ar"], fee="free", cost="kostenlos"
    )
    made.topics.add(Topic.objects.get(key="deutsch-kurs"))
    made.places.add(PlaceFactory(name="Treffpunkt", kind="begegnungsort", address="Bergstraße 1"))
    for weekday in (1, 3):
        OfferSchedule.objects.create(offer=made, weekday=weekday, starts_at=time(9), ends_at=time(11, 30))
    by = UserFactory()
    for code, sentence in SENTENCES.items():
        if code != "de":
            language, _new = Language.objects.get_or_create(code=code, defaults={"native_name": code})
            Language.objects.filter(pk=code).update(is_offered=True)
            OfferTranslation.objects.create(
                offer=made, language=language, texts={"title": f"{sentence[:12]}…", "description": sentence},
                source=source_of(made), came=Way.HAND, released_at=timezone.now(), released_by=by,
            )  # fmt: skip
    return made


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as pdfium reads it, with single blanks."""
    with PdfDocument(pdf) as paper:
        texts = (page.get_textpage().get_text_range() for page in paper)
        return [" ".join(unicodedata.normalize("NFKC", text).split()) for text in texts]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def printed(*languages: str, form: Format = Format.A4, order: Order = Order.TOPIC) -> bytes:
    wanted = Wanted(languages, form, order, {}, "https://kommune.example/a/")
    return make(with_all(Offer.objects.current().order_by("title"), languages), wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fixed_words_are_complete(language: str) -> None:
    german, other = words("de"), words(language)
    assert list(other) == list(german)
    assert list(other["groups"]) == list(german["groups"])
    for key, text in german.items():
        if isinstance(text, str):
            assert set(re.findall(r"{\w+}", other[key])) == set(re.findall(r"{\w+}", text)), key


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_can_be_taken_out_again_in_every_script(offer: Offer, language: str) -> None:
    found = words_of(text_of(printed(language)))
    expected = words_of(SENTENCES[language]) | words_of(words(language)["free"]) | {"Treffpunkt", "Bergstraße"}
    assert expected - found == set()


@pytest.mark.django_db
@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("form", Format)
def test_every_paper_is_accessible_pdf(offer: Offer, form: Format, order: Order) -> None:
    reader = PdfReader(io.BytesIO(printed("de", "ar", form=form, order=order)))
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.trailer["/Root"]["/Lang"] == "de"  # type: ignore[index]


@pytest.mark.django_db
def test_contents_and_index_name_the_page_on_which_an_offer_stands() -> None:
    topic = Topic.objects.get(key="deutsch-kurs")
    for number in range(30):
        organisation = OrganisationFactory(name=f"Verein {number % 3}")
        made = OfferFactory(title=f"Kurs Nummer{number:02}", description="Wort " * 60, organisation=organisation)
        made.topics.add(topic)
    pages = pages_of(printed("de"))
    last = len(pages) - 1
    for number in range(30):
        title = f"Kurs Nummer{number:02}"
        stands_on = next(n for n, text in enumerate(pages, start=1) if title in text and "Wort Wort" in text)
        listed = re.search(rf"{title}\s+(\d+)", pages[1])
        assert listed is not None
        assert int(listed[1]) == stands_on
    assert re.search(r"Verein 0\s+\d+(, \d+)*", pages[last])


@pytest.mark.django_db
def test_arabic_runs_from_the_right_and_german_beside_it_from_the_left(offer: Offer) -> None:
    with PdfDocument(printed("de", "ar")) as paper:
        text = paper[2].get_textpage()
        whole = text.get_text_range()
        width = paper[2].get_width()

        def left_of(word: str) -> float:
            at = whole.index(word)
            return float(text.get_charbox(at)[0])

        assert left_of("Frauen") < width / 3
        arabic = next(n for n, letter in enumerate(whole) if "\u0600" <= letter <= "\u06ff")
        assert text.get_charbox(arabic)[0] > width / 3


@pytest.mark.django_db
def test_what_is_not_translated_stands_there_in_german_and_says_so() -> None:
    OfferFactory(title="Mietberatung", description="Hilfe bei Fragen zur Miete.")
    text = text_of(printed("en"))
    assert "Mietberatung" in text
    assert words("en")["german_only"] in text


@pytest.mark.django_db
def test_who_did_not_agree_stands_in_no_brochure_and_on_no_public_page(offer: Offer, client: Client) -> None:
    OfferContact.objects.create(offer=offer, name="Erika Heimlich", phone="02365 110", is_public=False)
    OfferContact.objects.create(offer=offer, name="Samira Offen", phone="02365 112", is_public=True)
    everywhere = (
        text_of(printed("de")) + client.get(reverse("short:offer", args=[short_code(offer.pk)])).content.decode()
    )
    assert everywhere.count("Samira Offen") == 2
    assert "Heimlich" not in everywhere
    assert "110" not in everywhere


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Callable[[int], object]) -> None:
    OfferFactory.create_batch(2)
    with django_assert_num_queries(6):
        list(with_all(Offer.objects.all(), ["de", "ar"]))
    OfferFactory.create_batch(8)
    with django_assert_num_queries(6):
        list(with_all(Offer.objects.all(), ["de", "ar"]))


# --- short addresses -------------------------------------------------------------------------------------------------


@given(st.uuids())
def test_a_short_address_leads_back(pk: UUID) -> None:
    span = identifiers(short_code(pk))
    assert span is not None
    assert span[0] <= pk <= span[1]


def test_letters_that_look_like_digits_are_understood() -> None:
    assert identifiers("O1LI0abc") == identifiers("01110abc")
    assert identifiers("u0000000") is None
    assert identifiers("abc") is None


@pytest.mark.django_db
def test_the_public_page_speaks_the_language_of_the_reader(offer: Offer, client: Client) -> None:
    address = reverse("short:offer", args=[short_code(offer.pk)])
    page = client.get(address, headers={"accept-language": "ar-SY,ar;q=0.9,de;q=0.5"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert SENTENCES["ar"] in page
    answer = client.get(address, {"sprache": "tr"})
    assert SENTENCES["tr"] in answer.content.decode()
    assert (answer.headers["Vary"], answer.cookies.output()) == ("Accept-Language", "")
    offer.is_active = False
    offer.save()
    assert client.get(address).status_code == 404


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_the_filtered_directory_to_paper(offer: Offer, signed_in: SignIn) -> None:
    OfferFactory(title="Fußball", kind="sport")
    browser = signed_in(Role.CASE_MANAGER)
    chosen = {"title": "Sport in Marl", "language": "de", "second": "ar", "form": "a5", "order": "anbieter"}
    answer = browser.post(reverse("offers:brochure_new") + "?art=sport", chosen)
    paper = browser.get(answer["Location"])
    assert paper["Content-Type"] == "application/pdf"
    text = text_of(paper.content)
    assert "Sport in Marl" in text
    assert "Fußball" in text
    assert "Deutschkurs" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"sprachen": "xx"}, {"sprachen": "de,de"}, {"papier": "a3"}, {"ordnung": "x"}])
def test_what_cannot_be_printed_is_not_found(signed_in: SignIn, asked: dict[str, str]) -> None:
    assert signed_in(Role.CASE_MANAGER).get(reverse("offers:brochure_pdf"), asked).status_code == 404


@pytest.mark.django_db
def test_a_brochure_is_kept_changed_and_dropped(signed_in: SignIn) -> None:
    OfferFactory(kind="sport")
    browser = signed_in(Role.HEAD_OF_UNIT)
    chosen = {"title": "Sport", "language": "de", "second": "", "form": "a4", "order": "abc", "keep": "1"}
    browser.post(reverse("offers:brochure_new") + "?art=sport", chosen)
    saved = SavedBrochure.objects.get(titles__de="Sport")
    assert saved.query == "art=sport"
    browser.post(saved.get_absolute_url(), chosen | {"title": "Vereine", "seen": saved.revision})
    saved.refresh_from_db()
    assert str(saved) == "Vereine"
    browser.post(reverse("offers:brochure_drop", args=[saved.pk]))
    assert not SavedBrochure.objects.filter(pk=saved.pk).exists()


@pytest.mark.django_db
def test_those_of_the_concept_are_there_once() -> None:
    SavedBrochure.objects.all().delete()
    assert bring_brochures() == 4
    assert bring_brochures() == 0


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "Kurs، Kita؛ Amt"), ("fa", "Kurs، Kita؛ Amt"), ("ku", "Kurs, Kita; Amt")]
)
def test_lists_have_the_signs_of_their_script(language: str, said: str) -> None:
    assert listed([listed(["Kurs", "", "Kita"], language), "Amt"], language, ";") == said
