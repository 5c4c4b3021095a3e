"""Machines translate against a server that speaks the documented protocols, and never more than they may."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.offers.models import GlossaryTerm, Language, MachineUse, Offer, OfferTranslation, TranslationState
from roterfaden.offers.models.texts import mark_of, source_of
from roterfaden.offers.translating import actions
from roterfaden.offers.translating.machine import DeepL, LibreTranslate, Translator
from roterfaden.offers.translating.machine.requesting import Service
from roterfaden.offers.translating.machine.work import PORTION
from tests.factories import HeadOfUnitFactory, LanguageFactory, OfferFactory
from tests.jobs.worked import work_off
from tests.offers.translation_server import KEY, TranslationServer, translation_server, turned

SignIn = Callable[..., Client]
KINDS = {"libretranslate": LibreTranslate, "deepl": DeepL}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with translation_server() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client_of(server: TranslationServer, waits: list[float]) -> Callable[..., Translator]:
    def make(kind: str, key: str = KEY) -> Translator:
        return KINDS[kind](Service(server.url, key, wait=waits.append))

    return make


@each_kind
def test_texts_come_back_in_their_order_in_portions(
    client_of: Callable[..., Translator], server: TranslationServer, kind: str
) -> None:
    texts = [f"Text {number}\nzweite Zeile ä" for number in range(120)]
    assert client_of(kind).translate(texts, "ar", {}) == [turned(text) for text in texts]
    assert server.portions == [50, 50, 20]


@each_kind
def test_a_client_knows_which_languages_there_are(client_of: Callable[..., Translator], kind: str) -> None:
    machine = client_of(kind)
    assert [machine.speaks(code) for code in ("ar", "en", "kmr")] == [True, True, False]


@each_kind
@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([403], "Schlüssel"),
        ([429, 429], "überlastet"),
        ([456], "Kontingent"),
        ([413], "zu lang"),
        ([500], "500"),
        ([302], "302"),
    ],
)
def test_what_the_service_refuses_is_said_in_words(
    client_of: Callable[..., Translator], server: TranslationServer, kind: str, codes: list[int], said: str
) -> None:
    server.failures = list(codes)
    with pytest.raises(RuleBroken, match=said):
        client_of(kind).translate(["Hallo"], "ar", {})
    assert server.failures == []


@each_kind
def test_a_busy_service_is_asked_once_more(
    client_of: Callable[..., Translator], server: TranslationServer, waits: list[float], kind: str
) -> None:
    server.failures = [503]
    assert client_of(kind).translate(["Hallo"], "ar", {}) == ["ollaH"]
    assert len(waits) == 1


@each_kind
def test_a_wrong_key_is_told_apart(client_of: Callable[..., Translator], kind: str) -> None:
    with pytest.raises(RuleBroken, match="Schlüssel"):
        client_of(kind, "falsch").translate(["Hallo"], "ar", {})


def test_nobody_answers(waits: list[float]) -> None:
    with pytest.raises(RuleBroken, match="antwortet nicht"):
        LibreTranslate(Service("http://127.0.0.1:9", wait=waits.append)).speaks("ar")


def test_fixed_words_go_along_and_are_taken_away_again(
    client_of: Callable[..., Translator], server: TranslationServer
) -> None:
    machine = client_of("deepl")
    assert machine.translate(["Zum Jobcenter gehen"], "ar", {"Jobcenter": "Jobcenter (X)"}) == [
        "muZ Jobcenter (X) neheg"
    ]
    assert machine.translate(["Zum Jobcenter"], "tr", {"Jobcenter": "Jobcenter"}) == ["muZ retnecboJ"]
    assert server.glossaries == {}


@pytest.fixture
def arabic(db: None) -> Language:
    return LanguageFactory(code="ar", native_name="العربية")


@pytest.fixture
def head(db: None) -> User:
    return HeadOfUnitFactory()


@pytest.fixture
def configured(server: TranslationServer, settings: Any) -> Any:
    settings.TRANSLATION_KIND, settings.TRANSLATION_URL, settings.TRANSLATION_KEY = "deepl", server.url, KEY
    settings.TRANSLATION_BUDGET = 1_000
    return settings


def press(browser: Client, state: str = "fehlt") -> str:
    """Give the job, have it worked off, and look at the list again."""
    answer = browser.post(reverse("offers:translation_machine", args=["ar"]) + f"?stand={state}")
    work_off()
    return browser.get(answer["Location"]).content.decode()


def test_the_button_is_there_only_with_a_service(
    signed_in: SignIn, arabic: Language, head: User, settings: Any, server: TranslationServer
) -> None:
    OfferFactory()
    browser = signed_in(head)
    address = reverse("offers:translation_list", args=["ar"]) + "?stand=fehlt"
    assert "Maschinell vorübersetzen" not in browser.get(address).content.decode()
    assert browser.post(reverse("offers:translation_machine", args=["ar"]) + "?stand=fehlt").status_code == 404
    settings.TRANSLATION_KIND = "libretranslate"
    assert "Maschinell vorübersetzen" in browser.get(address).content.decode()


def test_a_list_is_translated_marked_and_counted(
    signed_in: SignIn, arabic: Language, head: User, configured: Any
) -> None:
    offer = OfferFactory(title="Deutsch lernen")
    actions.keep_term(
        GlossaryTerm(), {"word": "Deutsch", "meaning": "Sprache", "wordings": {"ar": "الألمانية"}}, seen=0, by=head
    )

    press(signed_in(head))

    made = OfferTranslation.objects.get(offer=offer)
    assert (made.texts["title"], made.state) == ("الألمانية nenrel", TranslationState.MACHINE)
    assert MachineUse.objects.get().letters == len("Deutsch lernen")


def test_only_what_changed_is_sent_again(
    signed_in: SignIn, arabic: Language, head: User, configured: Any, server: TranslationServer
) -> None:
    offer: Offer = OfferFactory(title="Kurs", description="Eins")
    browser = signed_in(head)
    press(browser)
    offer.description = "Zwei"
    offer.save()

    press(browser, "veraltet")

    assert server.asked[-1][1]["text"] == ["Zwei"]
    assert OfferTranslation.objects.get().texts == {"title": "sruK", "description": "iewZ"}


def test_a_long_list_is_translated_to_its_end_past_what_a_person_has_begun(
    signed_in: SignIn, arabic: Language, head: User, configured: Any
) -> None:
    offers = OfferFactory.create_batch(2 * PORTION + 3)
    seen = actions.Seen(0, mark_of(source_of(offers[0])))
    actions.save_draft(offers[0], arabic, {"title": "عرض"}, seen=seen, by=head)

    said = press(signed_in(head))

    by_machine = OfferTranslation.objects.in_state(TranslationState.MACHINE).count()
    assert by_machine == len(offers) - 1
    assert f"{by_machine} Angebote sind maschinell übersetzt." in said


def test_the_budget_of_a_month_is_kept(
    signed_in: SignIn, arabic: Language, head: User, configured: Any, server: TranslationServer
) -> None:
    OfferFactory(title="A" * 30)
    OfferFactory(title="B" * 30)
    configured.TRANSLATION_BUDGET = 50
    browser = signed_in(head)

    press(browser)
    assert OfferTranslation.objects.count() == 1
    before = len(server.asked)
    assert "verbraucht" in press(browser)
    assert (OfferTranslation.objects.count(), len(server.asked)) == (1, before)


def test_a_service_that_fails_leaves_everything_as_it_was(
    signed_in: SignIn, arabic: Language, head: User, configured: Any, server: TranslationServer
) -> None:
    OfferFactory()
    server.failures = [0, 456]
    assert "Kontingent" in press(signed_in(head))
    assert (OfferTranslation.objects.count(), MachineUse.objects.count()) == (0, 0)
