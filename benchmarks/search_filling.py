"""A hundred thousand offers in twelve languages, in a database of its own, for ``benchmarks/search.py``.

The judged offers (``judging.few``) are among them word for word. All others are built from the same topics and
conditions by lot, with words of their own: sentences of the integration concept, names of persons, houses and streets,
telephone numbers, and in the other languages sentences of the papers the product prints. So of every offer it is known
what it is about, and its words are as frequent and as rare as in a real directory.

Everything is written by COPY, what the search knows by the product's own functions (``offers/search/indexing.py``);
translations come from a stock for each topic and are spread by ``INSERT … SELECT``, into the index only: the search
reads them there. At the end some offers are given to the product, which must find nothing to change.
"""

import random
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import judging
import names
import yaml
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone, translation
from filling import Steps

from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import District, Organisation, Place
from roterfaden.offers.models import Fee, Offer, OfferEntry, OfferKind, OfferSchedule, OfferText, Topic
from roterfaden.offers.search import indexing
from roterfaden.offers.search.words import BACKWARDS

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "ar", "uk", "tr", "ro", "bg", "fa", "ru", "fr", "kmr", "pl")
"""Besides German. In the first four the judged topics have words of their own."""
PROVIDERS, PLACES_EACH, PERSONS = 2_000, 40, 30_000
VARIANTS = 8
CHUNK = 5_000
LOOKED_AT_AGAIN = 200
HOUSES = ("Haus der Begegnung", "Stadtteilbüro", "Gemeindehaus", "Familienzentrum", "Bürgerhaus", "Pfarrheim", "Treff")
SEATS = ("Nachbarschaftshilfe", "Förderverein", "Bildungswerk", "Diakonie", "Freundeskreis", "Sozialdienst")
KINDS = {
    "ankommen": OfferKind.INFORMATION, "deutsch": OfferKind.COURSE, "wohnen": OfferKind.HOUSING,
    "arbeit": OfferKind.WORK, "familie": OfferKind.NURSERY_SCHOOL, "bildung": OfferKind.COURSE,
    "miteinander": OfferKind.MEETING, "mobilitaet": OfferKind.OTHER,
}  # fmt: skip
FIELDS = {
    "wohnen": "Wohnen", "arbeit": "Arbeiten", "bildung": "Bildung", "familie": "Bildung", "deutsch": "Sprache",
    "miteinander-sport": "Sport", "miteinander-ehrenamt": "Ehrenamt", "miteinander": "Dialog", "schutz": "Sozialräume",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """An offer, what it means, and which texts of the stock are its translations."""

    number: int
    meant: judging.Meant
    offer: Offer
    variant: int


def fill(size: int) -> None:
    """Fill an empty database."""
    say = Steps()
    call_command("migrate", interactive=False, verbosity=0)
    say("Tabellen")
    with translation.override("de"), connection.cursor() as cursor:
        cursor.execute(_BENCH)
        cursor.execute("set session_replication_role = replica")
        definitions = _without_indexes(cursor)
        words = _stock()
        say("Vorrat der Übersetzungen")
        for chunk in _chunks(_offers(size)):
            words |= _write(chunk)
        _copy("offers_searchword", ["word"], ((word,) for word in sorted(words)))
        say("Angebote")
        cursor.execute(_SPREAD)
        say("Übersetzungen")
        _at_once(*_INDEXES, *definitions)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum (analyze)")
        cursor.execute("alter system set shared_buffers = '1GB'")
        say("Indexe, VACUUM ANALYZE")
        _look_again(size)
        say("Gegenprobe")


# ---- The offers ------------------------------------------------------------------------------------------------------


def _offers(size: int) -> Iterator[Made]:
    planted = judging.few()
    world = World()
    for number, meant in enumerate(planted, start=1):
        yield Made(number, meant, world.offer(number, meant, planted=True), 0)
    for number, meant in enumerate(judging.many(size - len(planted)), start=len(planted) + 1):
        yield Made(number, meant, world.offer(number, meant), 1 + number % VARIANTS)


class World:
    """What offers refer to: providers, places by district, topics and fields, persons to ask for."""

    def __init__(self) -> None:
        self.dice = random.Random(3)
        self.today = timezone.localdate()
        self.persons = [(person[0], person[1]) for person in islice(names.persons(random.Random(4)), PERSONS)]
        self.topics = {topic.key: topic for topic in Topic.objects.select_related("family")}
        named = dict.fromkeys(FIELDS.values())
        made = (FieldOfAction(key=f"feld-{at}", title=name, short_title=name) for at, name in enumerate(named))
        self.fields = {field.title: field for field in FieldOfAction.objects.bulk_create(made)}
        self.providers = Organisation.objects.bulk_create(
            Organisation(key=f"traeger-{number}", name=f"{self._of(SEATS)} {self._person()[1]} e. V.", kind="verein")
            for number in range(PROVIDERS)
        )
        self.places = {key: self._places(key, name) for key, name in judging.DISTRICTS.items()}

    def _of(self, among: Any) -> Any:
        return self.dice.choice(among)

    def _person(self) -> tuple[str, str]:
        return self._of(self.persons)  # type: ignore[no-any-return]

    def _places(self, key: str, name: str) -> list[Place]:
        district = District.objects.create(key=key, name=name)
        return Place.objects.bulk_create(
            Place(
                key=f"{key}-{number}", name=f"{self._of(HOUSES)} {self._person()[1]}straße", kind="begegnungsort",
                district=district, latitude=round(51.6 + self.dice.random() / 10, 6),
                longitude=round(7.0 + self.dice.random() / 10, 6),
            )
            for number in range(PLACES_EACH)
        )  # fmt: skip

    def offer(self, number: int, meant: judging.Meant, *, planted: bool = False) -> Offer:
        """The offer with its relations, ready to be indexed; a planted one says what it is judged by and no more."""
        place = self._of(self.places[meant.value("quartier")])
        marks = meant.marks
        family = meant.topic.partition("-")[0]
        offer = Offer(
            id=UUID(int=number),
            key=f"angebot-{number}",
            title=meant.title if planted else self._title(meant.title, place),
            description=meant.description if planted else self._description(meant.description),
            registration="" if planted or number % 2 else f"02365 {self.dice.randrange(10_000, 1_000_000)}",
            kind=KINDS.get(family, OfferKind.ADVICE),
            organisation=self._of(self.providers),
            german_level=meant.value("niveau"),
            only_for=meant.value("fuer"),
            childcare="kinder:on" in marks or None,
            fee=Fee.FREE if "kostenlos:on" in marks else "",
            free_places=3 if "frei:on" in marks else None,
            free_places_on=self.today if "frei:on" in marks else None,
            access_ways=["walk_in"] if "weg:walk_in" in marks else [],
            languages=[mark.partition(":")[2] for mark in sorted(marks) if mark.startswith("sprache:")],
            checked_on=self.today - timedelta(days=self.dice.randrange(240)),
        )
        offer.__dict__["_prefetched_objects_cache"] = {
            "topics": [self.topics[meant.topic]] if meant.is_tagged else [], "places": [place], "target_groups": [],
            "fields_of_action": list(self._fields(meant.topic, family)), "schedules": list(self._spans(offer, marks)),
        }  # fmt: skip
        return offer

    def _fields(self, topic: str, family: str) -> Iterator[FieldOfAction]:
        if name := FIELDS.get(topic) or FIELDS.get(family):
            yield self.fields[name]

    def _title(self, title: str, place: Place) -> str:
        endings = ("", "", f" in {place.district}", f" im {place.name}", f" {self._person()[1]}", " in der Gruppe")
        return f"{title}{self._of(endings)}"

    def _description(self, description: str) -> str:
        said = [self._of(sentences("de")) for _sentence in range(self.dice.randrange(1, 4))]
        given, family = self._person()
        return " ".join([description, *said, f"Ansprechperson: {given} {family}, {self._person()[1]}straße."])

    def _spans(self, offer: Offer, marks: Iterable[str]) -> Iterator[OfferSchedule]:
        for name, (start, end) in judging.HOURS.items():
            if f"zeit:{name}" in marks:
                day = self.dice.randrange(1, 6)
                yield OfferSchedule(offer=offer, weekday=day, starts_at=time(start), ends_at=time(end))
        if "zeit:wochenende" in marks:
            yield OfferSchedule(offer=offer, weekday=6, starts_at=time(10), ends_at=time(11))


@cache
def sentences(language: str) -> list[str]:
    """Sentences which somebody wrote for this language: the concept's in German, else those of the printed papers."""
    paths = "demo/marl/konzept.yaml" if language == "de" else f"roterfaden/**/texts/**/{language}.yaml"
    told = [
        text for path in sorted(ROOT.glob(paths)) for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    found = (one for text in told for one in re.split(r"(?<=[.!?؟])\s+", text))
    return sorted({one for one in found if 25 <= len(one) <= 140 and "{" not in one})


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _texts(one)


# ---- Into the tables -------------------------------------------------------------------------------------------------


def _stock() -> set[str]:
    """Write the texts of each topic in every language some times over; their words."""
    dice = random.Random(5)
    texts = [
        (topic, variant, language, *_translation(topic, variant, language, dice))
        for topic in judging.topics()
        for variant in range(VARIANTS + 1)
        for language in LANGUAGES
    ]
    _copy("bench.variant", ["topic", "variant", "language", "title", "text"], texts)
    indexed = [
        (topic, variant, language, int(section), found)
        for topic, variant, language, title, text in texts
        for (_language, section), found in indexing.translated(language, title, [text]).items()
    ]
    rows = ((*key, _vector(found)) for *key, found in indexed)
    _copy("bench.variant_words", ["topic", "variant", "language", "section", "words"], rows)
    return {word for *_key, found in indexed for word in found}


def _translation(topic: str, variant: int, language: str, dice: random.Random) -> tuple[str, str]:
    """Title and text; a planted offer (variant 0) has those it is judged by."""
    title, text = judging.translations(topic).get(language, ("", ""))
    more = dice.sample(sentences(language), 2)
    if not title:
        return _heading(language, topic.partition("-")[0]), " ".join(more)
    return title, text if variant == 0 else f"{text} {more[0]}"


@cache
def _heading(language: str, family: str) -> str:
    path = ROOT / "roterfaden/offers/brochure/texts" / f"{language}.yaml"
    return str(yaml.safe_load(path.read_text(encoding="utf-8"))["groups"][family])


def _chunks(offers: Iterator[Made]) -> Iterator[list[Made]]:
    while chunk := list(islice(offers, CHUNK)):
        yield chunk


def _write(chunk: list[Made]) -> set[str]:
    """Some thousand offers with all that hangs on them; their words."""
    texts = [(one.number, key, found) for one in chunk for key, found in indexing.texts_of(one.offer).items() if found]
    _copy_all(Offer, [one.offer for one in chunk])
    for name, column in (("topics", "topic_id"), ("places", "place_id"), ("fields_of_action", "fieldofaction_id")):
        pairs = ((one.offer.pk, other.pk) for one in chunk for other in getattr(one.offer, name).all())
        _copy(f"offers_offer_{name}", ["offer_id", column], pairs)
    _copy_all(OfferSchedule, [span for one in chunk for span in one.offer.schedules.all()])
    entries = ((one.number, one.offer.pk, True, one.offer.title, indexing.facets_of(one.offer)) for one in chunk)
    _copy("offers_offerentry", ["number", "offer_id", "is_listed", "title", "facets"], entries)
    vectors = ((number, language, int(section), _vector(found)) for number, (language, section), found in texts)
    _copy("offers_offertext", ["entry_id", "language", "section", "words"], vectors)
    meanings = ((one.number, one.meant.topic, sorted(one.meant.marks), one.variant, *_said(one.offer)) for one in chunk)
    _copy("bench.offer", ["number", "topic", "marks", "variant", "title", "text"], meanings)
    return {word for *_key, found in texts for word in found if not word.startswith(BACKWARDS)}


def _copy_all(model: type[Model], rows: list[Any]) -> None:
    """Rows of a model; what only PostgreSQL sets is left to it."""
    fields = [one for one in model._meta.concrete_fields if one.has_default() or one.db_default is NOT_PROVIDED]
    table = model._meta.db_table
    _copy(table, [one.column for one in fields], ([getattr(row, one.attname) for one in fields] for row in rows))


def _said(offer: Offer) -> tuple[str, str]:
    """Title and everything else that stands in the index in German, as it is written, for the other searches."""
    told = [topic.name for topic in offer.topics.all()] + [one.short_title for one in offer.fields_of_action.all()]
    told += [offer.organisation.name, offer.description, offer.registration, offer.german_level]
    told += [f"{place.name} {place.district}" for place in offer.places.all()] + offer.language_names
    told += [_chosen(offer.kind, offer.fee, offer.only_for), "Kinderbetreuung" if offer.childcare else ""]
    return offer.title, " ".join(filter(None, told))


@cache
def _chosen(kind: str, fee: str, only_for: str) -> str:
    one = Offer(kind=kind, fee=fee, only_for=only_for)
    return f"{one.get_kind_display()} {one.get_fee_display()} {one.get_only_for_display()}"


def _vector(words: Iterable[str]) -> str:
    return " ".join(f"'{word}'" for word in words)


def _copy(table: str, columns: Iterable[str], rows: Iterable[Any]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({named}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _without_indexes(cursor: Any) -> list[str]:
    """Take the large indexes of the words away; how to make them again."""
    cursor.execute("select pg_get_indexdef('offer_text_words'::regclass)")
    (words,) = cursor.fetchone()
    cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = 'offer_text_once_per_section'")
    (once,) = cursor.fetchone()
    cursor.execute("drop index offer_text_words")
    cursor.execute("alter table offers_offertext drop constraint offer_text_once_per_section")
    return [words, f"alter table offers_offertext add constraint offer_text_once_per_section {once}"]


def _at_once(*statements: str) -> None:
    """Large steps, two beside each other."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_alone, statements))


def _alone(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("set maintenance_work_mem = '512MB'")
            cursor.execute(statement)
    finally:
        connection.close()


def _look_again(size: int) -> None:
    """Raises if the product would write anything else into the index than what stands there."""
    some = random.Random(6).sample(range(1, size + 1), LOOKED_AT_AGAIN)
    offers = Offer.objects.filter(entry__in=some).order_by("pk")
    before = _index_of(some)
    indexing.TRANSLATIONS[:] = [_from_stock]
    with transaction.atomic():
        indexing.refresh(offers)
        after = _index_of(some)
        transaction.set_rollback(True)
    if before != after:
        raise RuntimeError(f"The product would index otherwise: {list(before ^ after)[:5]}")


def _index_of(numbers: list[int]) -> set[Any]:
    entries = OfferEntry.objects.filter(number__in=numbers).order_by("number").values_list("title", "facets", "number")
    texts = OfferText.objects.filter(entry__in=numbers).order_by("pk")
    found = {(title, " ".join(sorted(facets)), number) for title, facets, number in entries}
    return found | set(texts.values_list("language", "section", "words", "entry"))


def _from_stock(offers: list[Offer]) -> Iterator[indexing.Translated]:
    with connection.cursor() as cursor:
        cursor.execute(_TRANSLATIONS_OF, [[offer.pk.int for offer in offers]])
        for number, language, title, text in cursor.fetchall():
            yield indexing.Translated(UUID(int=number), language, title, [text])


_BENCH = """
create schema bench;
grant usage on schema bench to public;
alter default privileges in schema bench grant select on tables to public;
create unlogged table bench.offer (
    number int primary key, topic text, marks text[], variant int, title text, text text
);
create unlogged table bench.variant (topic text, variant int, language text, title text, text text);
create unlogged table bench.variant_words (topic text, variant int, language text, section int, words tsvector);
"""
_SPREAD = """
insert into offers_offertext (entry_id, language, section, words)
select number, language, section, words from bench.offer join bench.variant_words using (topic, variant)
where words <> '';
select setval(pg_get_serial_sequence('offers_offerentry', 'number'), (select max(number) from offers_offerentry));
create unlogged table bench.text as
select number, titles || ' ' || rest as content,
       setweight(to_tsvector('german', titles) || to_tsvector('simple', titles), 'A')
       || to_tsvector('german', rest) || to_tsvector('simple', rest) as words
from (
    select o.number, o.title || ' ' || s.titles as titles, o.text || ' ' || s.texts as rest
    from bench.offer o join (
        select topic, variant, string_agg(title, ' ') as titles, string_agg(text, ' ') as texts
        from bench.variant group by topic, variant
    ) s using (topic, variant)
) told;
"""
_INDEXES = (
    "create index bench_trigrams on bench.text using gin (content gin_trgm_ops)",
    "create index bench_full_text on bench.text using gin (words); alter table bench.text add primary key (number)",
)
_TRANSLATIONS_OF = """
select o.number, v.language, v.title, v.text from bench.offer o join bench.variant v using (topic, variant)
where o.number = any (%s)
"""
