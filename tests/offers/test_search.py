"""Finding offers in the middle of a conversation."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import roterfaden
from roterfaden.concept.models import TargetGroup
from roterfaden.network.models import District
from roterfaden.offers import actions, asking, keeping_dates
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer, OfferEntry, OfferSchedule, SearchWord, Topic
from roterfaden.offers.models.telling import FREE_PLACES_HOLD
from roterfaden.offers.search import bits, lookup, memory, nearby
from roterfaden.offers.search.finding import Found, search
from roterfaden.offers.search.reasons import reasons
from roterfaden.offers.search.understanding import LONGEST_QUERY, MOST_WORDS, understand
from roterfaden.offers.search.vocabulary import Vocabulary
from roterfaden.offers.shipped import bring_topics
from tests.factories import (
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


def offer(title: str, **more: Any) -> Offer:
    made: Offer = OfferFactory(title=title, **more)
    return made


def titles(result: Found) -> list[str]:
    return [one.title for one in result.offers(Offer.objects.all())[:]]


def found(text: str, **how: Any) -> list[str]:
    """What has all of it."""
    result = search(text, **how)
    return [] if result.in_part else titles(result)


@pytest.fixture
def directory() -> None:
    """A handful of offers as Marl has them."""
    offer("Offener Deutschkurs für Frauen", childcare=True, keywords=["Anfängerinnen"])
    offer("Begleitung bei Terminen", description="Ehrenamtliche helfen, eine Wohnung zu suchen.", keywords=["Umzug"])
    offer(
        "Arbeit finden", organisation=OrganisationFactory(name="Jobcenter Kreis Recklinghausen", short_name="Jobcenter")
    )
    offer("Schwimmen für Kinder", target_group="Kinder ab sechs Jahren", languages=["ar"])
    offer(
        "Mietercafé",
        description="Fragen rund um das Wohnen.",
        organisation=OrganisationFactory(name="Betreuungsdienst"),
    )


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("deutschkurs frauen kinderbetreuung", "Offener Deutschkurs für Frauen"),
        ("DEUTSCHKURS", "Offener Deutschkurs für Frauen"),
        ("Deutschkurse für eine Frau", "Offener Deutschkurs für Frauen"),
        ("deutshkurs", "Offener Deutschkurs für Frauen"),
        ("Anfaengerinnen", "Offener Deutschkurs für Frauen"),
        ("Kurs", "Offener Deutschkurs für Frauen"),
        ("Wohnungssuche", "Begleitung bei Terminen"),
        ("wohung", "Begleitung bei Terminen"),
        ("arbiet", "Arbeit finden"),
        ("Jobzenter", "Arbeit finden"),
        ("schwimen", "Schwimmen für Kinder"),
        ("Kinderschwimmen", "Schwimmen für Kinder"),
        ("arabisch", "Schwimmen für Kinder"),
        ("mieter cafe", "Mietercafé"),
    ],
)
def test_a_word_of_the_conversation_finds_the_offer(asked: str, first: str) -> None:
    assert found(asked)[:1] == [first]


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("asked", ["xqzzt", "deutschkurs xqzzt", "%xqzzt_", "' OR 1=1"])
def test_what_nobody_offers_finds_nothing(asked: str) -> None:
    assert found(asked) == []


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("asked", ["", "   ", "!?", "%", "_"])
def test_no_words_find_everything_by_title(asked: str) -> None:
    assert found(asked) == sorted(found(asked))
    assert len(found(asked)) == 5


@pytest.mark.usefixtures("directory")
def test_the_halves_of_a_compound_must_stand_together() -> None:
    """A café of the Betreuungsdienst with a word about children is no childcare."""
    Offer.objects.get(title="Mietercafé").delete()
    offer("Café", organisation=OrganisationFactory(name="Betreuungsdienst"), description="Auch Kinder sind willkommen.")

    assert "Café" not in found("Kinderbetreuung")


def test_a_title_counts_more_than_a_keyword_and_that_more_than_the_rest() -> None:
    offer("C", description="Schach spielen")
    offer("B", keywords=["Schach"])
    offer("A", organisation=OrganisationFactory(name="Schachclub"))
    offer("Schach am Freitag")

    assert found("schach") == ["Schach am Freitag", "B", "A", "C"]


@pytest.mark.usefixtures("directory")
def test_some_of_the_words_are_enough_when_nothing_has_all() -> None:
    result = search("schwimmen arbeit")

    assert result.in_part
    assert set(titles(result)) == {"Schwimmen für Kinder", "Arbeit finden"}


def test_retired_offers_are_not_found() -> None:
    offer("Schach", is_active=False)

    assert found("schach") == []


def test_the_words_follow_the_relations() -> None:
    made = offer("Schach")
    made.places.add(PlaceFactory(name="Haus der Begegnung", district=District.objects.create(key="d", name="Drewer")))
    assert found("drewer") == []

    refresh_search([made])

    assert found("drewer") == ["Schach"]


def test_the_words_follow_the_providers_name() -> None:
    provider = OrganisationFactory(name="Alter Name")
    offer("Schach", organisation=provider)
    provider.name = "Turnverein"
    provider.save()

    assert found("turnverein") == ["Schach"]
    assert found("alter name") == []


def test_what_is_right_already_is_not_written_again(django_assert_num_queries: Any) -> None:
    made = [offer(f"Schach {number}") for number in range(3)]
    refresh_search(made)

    with django_assert_num_queries(10):
        refresh_search(Offer.objects.filter(pk__in=[one.pk for one in made]))
    assert SearchWord.objects.filter(word="schach").exists()


def test_a_long_text_costs_no_more_than_a_few_words() -> None:
    words = understand("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", Vocabulary([])).words

    assert len(words) == MOST_WORDS


@pytest.mark.parametrize("many", [2, 12])
def test_the_search_asks_three_times_however_many_offers(many: int, django_assert_num_queries: Any) -> None:
    for number in range(many):
        offer(f"Schach {number}")
    found("schach")  # has read the directory, as a process has that already served somebody

    with django_assert_num_queries(3):
        assert len(found("schach")) == many


def test_after_the_directory_was_emptied_it_is_read_anew_once(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Also when the transaction that notices has written itself, so that what it read cannot be kept."""
    monkeypatch.setattr(memory, "_kept", {"default": memory.Memory(files=("other", "1", "2"), seen=1)})
    offer("Schach")

    found("schach")

    with django_assert_num_queries(3):
        assert len(found("schach")) == 1


def test_an_endless_word_does_not_keep_the_server_busy() -> None:
    """Every cut of it would be tried as a compound, and each cut reads the word: minutes for 70,000 letters."""
    assert [len(word.typed) <= LONGEST_QUERY for word in understand("x" * 70_000, Vocabulary(["deutsch"])).words] == [
        True
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Deutschkurs B1 abends mit Kinderbetreuung in Drewer", ["B1", "abends", "mit Kinderbetreuung", "in Drewer"]),
        ("Beratung auf Arabisch, kostenlos", ["auf Arabisch", "kostenlos"]),
        ("Schwimmen für Frauen am Wochenende", ["nur für Frauen", "am Wochenende"]),
        ("kadınlar için almanca kursu", ["nur für Frauen"]),
        ("курс німецької ввечері", ["abends"]),
        ("Leute kennenlernen", []),
    ],
)
def test_a_line_is_read_into_conditions(line: str, names: list[str]) -> None:
    query = understand(line, Vocabulary(["deutschkurs", "kennenlernen"]), [("drewer", "Drewer")])

    assert [condition.name for condition in query.conditions] == names


def test_today_is_asked_of_the_dates() -> None:
    monday = timezone.make_aware(datetime(2026, 11, 30, 10, 30))
    for title, weekday in (("Montags", 1), ("Dienstags", 2)):
        OfferSchedule.objects.create(offer=offer(title), weekday=weekday, starts_at=time(10), ends_at=time(11))

    assert titles(search(chosen={"wann": ["heute"]}, now=monday)) == ["Montags"]
    assert titles(search(chosen={"wann": ["jetzt"]}, now=monday)) == ["Montags"]
    assert titles(search(chosen={"wann": ["woche"]}, now=monday)) == ["Dienstags", "Montags"]


def test_free_places_count_as_long_as_one_may_count_on_them() -> None:
    told = timezone.localdate() - FREE_PLACES_HOLD
    offer("Platz", free_places=3, free_places_on=told)
    offer("Lange her", free_places=3, free_places_on=told - timedelta(days=1))

    assert titles(search(chosen={"frei": ["on"]})) == ["Platz"]
    assert found("mit freien Plätzen") == ["Platz"]


RENAMED: dict[str, Callable[[Offer], Any]] = {
    "organisation": lambda one: one.organisation,
    "place": lambda one: one.places.get(),
    "district": lambda one: one.places.get().district,
    "field of action": lambda one: one.fields_of_action.get(),
    "target group": lambda one: one.target_groups.get(),
}


@pytest.fixture
def linked() -> Offer:
    made = offer("Schach")
    made.places.add(PlaceFactory(district=DistrictFactory(name="Drewer")))
    made.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    made.target_groups.add(TargetGroup.objects.create(key="frauen", name="Frauen"))
    refresh_search([made])
    return made


@pytest.mark.parametrize("what", RENAMED)
def test_the_search_hears_of_another_name(linked: Offer, what: str) -> None:
    thing = RENAMED[what](linked)
    for name in ("name", "short_title"):
        if hasattr(thing, name):
            setattr(thing, name, "Pirateninsel")
    thing.save()

    assert found("pirateninsel") == ["Schach"]


def test_the_search_hears_of_offers_that_are_updated_together(linked: Offer) -> None:
    Offer.objects.filter(title="Schach").update(title="Mühle")

    assert (found("schach"), found("mühle")) == ([], ["Mühle"])


MADE: dict[str, Callable[[Offer, Any], Any]] = {
    "schedule": lambda one, by: keeping_dates.add_schedule(one.pk, AT_NIGHT, seen=None, by=by),
    "schedules": lambda one, by: keeping_dates.set_schedules(one.pk, [AT_NIGHT], seen=one.revision, by=by),
    "free places": lambda one, by: actions.set_free_places(one.pk, 3, by=by),
    "confirmed": lambda one, by: actions.confirm_offer(one.pk, by=by),
    "called": lambda one, by: asking.confirm_after_call(one.pk, by=by),
    "interval": lambda one, by: asking.ask_again_after(one.pk, 1, by=by),
    "retired": lambda one, by: actions.retire_offer(one.pk, by=by),
}
AT_NIGHT = {"weekday": 6, "starts_at": time(20), "ends_at": time(22)}


@pytest.mark.parametrize("act", MADE)
def test_no_act_leaves_the_search_behind(linked: Offer, act: str) -> None:
    """What is brought up to date once more writes nothing."""
    MADE[act](linked, HeadOfUnitFactory())

    with CaptureQueriesContext(connection) as asked:
        refresh_search([linked])
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []


def test_offers_are_made_together_nowhere() -> None:
    """``bulk_create`` tells nobody, so that the search would have to be told each time."""
    made = re.compile(r"\bOffer\.(objects|_\w+_manager)[^\n]*\.bulk_(create|update)\(")
    sources = Path(roterfaden.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if made.search(path.read_text())] == []


def test_the_nearest_comes_first() -> None:
    for title, latitude in (("weit", "51.70"), ("nah", "51.66"), ("hier", "51.65")):
        made = offer(title)
        made.places.add(PlaceFactory(key=title, latitude=latitude, longitude="7.1"))
        refresh_search([made])

    assert titles(search(near=nearby.find("ort:hier"))) == ["hier", "nah", "weit"]


def test_a_hit_says_why_it_is_one() -> None:
    made = offer("Einbürgerung", keywords=["Pass"])
    found_by = {text: reasons(search(text), [made])[made.pk] for text in ("Einbürgerung", "Einbuergrung", "pass")}

    assert found_by == {
        "Einbürgerung": ["„Einbürgerung“ im Titel"],
        "Einbuergrung": ["„Einbürgerung“ im Titel, gesucht: Einbuergrung"],
        "pass": ["„pass“ in den Stichworten"],
    }


def test_a_deleted_offer_is_not_counted() -> None:
    made = [offer("Schach"), offer("Schach")]
    assert len(search("schach")) == 2

    made[0].delete()

    assert len(search("schach")) == 1


def test_what_many_offers_say_is_kept_and_asked_anew_for_those_that_changed(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(lookup, "FREQUENT", 2)
    chess = [offer(title, description="Schach") for title in ("A", "B", "C")]
    numbers = [one.entry.number for one in chess]
    frequent = lookup.Frequent()

    def having() -> list[int]:
        rows = lookup.look_up(["'schach'"], "de", frequent, max(numbers))["'schach'"]
        return bits.numbers(bits.union(found for _section, _is_own, found in rows))

    assert having() == numbers
    with django_assert_num_queries(0):
        assert having() == numbers

    chess[1].description = "Halma"
    chess[1].save()
    frequent = frequent.after(1 << numbers[1])

    assert having() == [numbers[0], numbers[2]]


def test_a_changed_text_alone_is_a_change() -> None:
    """The entry holds nothing of it, but processes look there for what changed."""
    made = offer("Schach")
    OfferEntry.objects.update(changed=0)

    Offer.objects.filter(pk=made.pk).update(description="mit Uhr")
    refresh_search([made])

    assert not OfferEntry.objects.filter(changed=0).exists()


def test_the_topic_comes_before_a_title_with_a_like_word() -> None:
    bring_topics()
    offer("Jugendamt")
    offer("Offene Tür").topics.add(Topic.objects.get(key="familie-jugend"))
    refresh_search(Offer.objects.all())

    assert found("Jugendzentrum") == ["Offene Tür", "Jugendamt"]


def test_debts_are_no_form_of_school() -> None:
    assert Vocabulary(["schulden", "schule", "schulen"]).forms_of("schule") == ("schule", "schulen")


def test_a_compound_of_known_words_is_no_piece_of_another() -> None:
    vocabulary = Vocabulary(["asyl", "beratung", "sozialberatung"])

    assert vocabulary.meaning("asylberatung").corrections == ()
    assert Vocabulary(["kinderbetreuung"]).meaning("betreung").corrections == ("kinderbetreuung",)
