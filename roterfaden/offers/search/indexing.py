"""Keeping true what the search knows of offers.

Call :func:`refresh` (through ``actions.refresh_search``) after anything that changes what :func:`facets_of` or
:func:`texts_of` read: relations, schedules, translations. A saved or updated offer and whatever gives it names
(provider, place, district, field of action, target group, topic) call it by themselves (``apps.py``,
``OfferQuerySet.update``); what is made by ``bulk_create`` needs the call.

Other languages come from whoever keeps them: a function that is given offers and yields :class:`Translated` texts,
added to ``TRANSLATIONS`` when its app is ready. Only what may be published belongs in it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Prefetch, TextField, Value
from django.db.models.expressions import Func

from roterfaden.base.languages import language_name
from roterfaden.network.models import Place
from roterfaden.offers.models import Fee, Frequency, Offer, OfferEntry, OfferText, SearchWord, Section, Transaction
from roterfaden.offers.models.telling import FREE_PLACES_HOLD
from roterfaden.offers.search.words import BACKWARDS, backwards, terms

SOURCE = "de"
# So many offers at once: their texts are held in memory.
BATCH = 500
SHORTEST_COMPOUND = 7
NOON, EVENING = time(12), time(17)
_LISTED = Func("words", function="tsvector_to_array", output_field=ArrayField(TextField()))


@dataclass(frozen=True)
class Translated:
    """The published texts of one offer in one language."""

    offer: UUID
    language: str
    title: str
    texts: Iterable[str] = ()


Translations = Callable[[list[Offer]], Iterable[Translated]]
TRANSLATIONS: list[Translations] = []
Sections = dict[tuple[str, int], list[str]]


def refresh(offers: Iterable[Offer]) -> None:
    """Bring what the search knows of these offers up to date; writes only where something differs."""
    refresh_keys(offer.pk for offer in offers)


def refresh_keys(offers: Iterable[UUID]) -> None:
    """The same for those with these identifiers."""
    keys = sorted(set(offers))
    for start in range(0, len(keys), BATCH):
        _refresh(keys[start : start + BATCH])


def forget(offer: Offer) -> None:
    """The offer is about to be deleted: its entry stays as a sign that it is gone."""
    OfferText.objects.filter(entry__offer=offer).delete()
    OfferEntry.objects.filter(offer=offer).update(offer=None, is_listed=False, facets=[], changed=Transaction())


def words_by_section(language: str = SOURCE) -> dict[UUID, dict[int, str]]:
    """The words of every offer, each section as one text. One query."""
    found: dict[UUID, dict[int, str]] = {}
    texts = OfferText.objects.filter(language=language, entry__offer__isnull=False).annotate(listed=_LISTED)
    for offer, section, words in texts.order_by("pk").values_list("entry__offer", "section", "listed"):
        found.setdefault(offer, {})[section] = " ".join(words)
    return found


def _refresh(keys: list[UUID]) -> None:
    wanted = {offer.pk: offer for offer in _with_all_that_is_read(keys)}
    texts = {pk: texts_of(offer) for pk, offer in wanted.items()}
    for source in TRANSLATIONS:
        for one in source(list(wanted.values())):
            texts[one.offer] |= translated(one.language, one.title, one.texts)
    numbers = _refresh_entries(wanted)
    _refresh_texts({numbers[pk]: texts[pk] if offer.is_active else {} for pk, offer in wanted.items()})


def _refresh_entries(wanted: dict[UUID, Offer]) -> dict[UUID, int]:
    """Entries as they shall be; the number of each offer."""
    known = {entry.offer_id: entry for entry in OfferEntry.objects.filter(offer__in=wanted).order_by("number")}
    new, changed = [], []
    for pk, offer in wanted.items():
        entry = known.get(pk) or OfferEntry(offer=offer)
        told = (offer.title, offer.is_active, offer.valid_until, facets_of(offer) if offer.is_active else [])
        if pk not in known:
            new.append(entry)
        elif (entry.title, entry.is_listed, entry.last_day, entry.facets) != told:
            entry.changed = Transaction()
            changed.append(entry)
        entry.title, entry.is_listed, entry.last_day, entry.facets = told
    OfferEntry.objects.bulk_create(new)
    OfferEntry.objects.bulk_update(changed, ["title", "is_listed", "last_day", "facets", "changed"])
    return {entry.offer_id: entry.number for entry in (*new, *known.values()) if entry.offer_id}


def _refresh_texts(wanted: dict[int, Sections]) -> None:
    known = {
        (text.entry_id, text.language, text.section): (text.pk, frozenset(text.listed))
        for text in OfferText.objects.filter(entry__in=wanted).annotate(listed=_LISTED).order_by("pk")
    }
    new, stale = [], {pk for pk, _words in known.values()}
    for number, sections in wanted.items():
        for (language, section), words in sections.items():
            pk, present = known.get((number, language, section), (None, frozenset()))
            if words and present == frozenset(words):
                stale.discard(pk)
            elif words:
                new.append(OfferText(entry_id=number, language=language, section=section, words=_vector(words)))
    if stale:
        OfferText.objects.filter(pk__in=stale).delete()
    OfferText.objects.bulk_create(new, batch_size=BATCH)
    touched = {text.entry_id for text in new}
    touched |= {number for (number, _language, _section), (pk, _words) in known.items() if pk in stale}
    if touched:
        OfferEntry.objects.filter(number__in=touched).update(changed=Transaction())
    if new:
        every = {word for sections in wanted.values() for words in sections.values() for word in words}
        SearchWord.learn(word for word in every if not word.startswith(BACKWARDS))


def _vector(words: list[str]) -> Any:
    return Func(Value(words), function="array_to_tsvector")


def _with_all_that_is_read(keys: list[UUID]) -> Any:
    places = Prefetch("places", Place.objects.select_related("district").order_by("pk"))
    named = Offer.objects.filter(pk__in=keys).order_by("pk").select_related("organisation")
    return named.prefetch_related("fields_of_action", "target_groups", "topics__family", places, "schedules")


def translated(language: str, title: str, texts: Iterable[str]) -> Sections:
    """The words of a translation by section."""
    return {(language, Section.TITLE): _words(language, [title]), (language, Section.REST): _words(language, texts)}


def texts_of(offer: Offer) -> Sections:
    """The German words by section. Reads relations: prefetch them for many."""
    fields = [one.short_title for one in offer.fields_of_action.all()]
    topics = [topic.name for topic in offer.topics.all()]
    groups = [group.name for group in offer.target_groups.all()]
    places = [f"{place.name} {place.district or ''}" for place in offer.places.all()]
    languages = [language_name(code) for code in offer.languages]
    facts = [str(offer.get_fee_display()), str(offer.get_only_for_display()), offer.german_level, offer.rhythm]
    if offer.childcare:
        facts.append("Kinderbetreuung")
    told = {
        Section.TITLE: [offer.title],
        Section.KEYWORDS: [*offer.keywords, *topics, str(offer.get_kind_display()), *fields],
        Section.PROVIDER: [offer.organisation.name, offer.organisation.short_name],
        Section.REST: [
            *(offer.target_group, *groups, *places, *languages, *facts),
            *(offer.eligibility, offer.description, offer.cost, offer.registration, *offer.documents),
        ],
    }
    return {(SOURCE, section): _words(SOURCE, texts) for section, texts in told.items()}


def _words(language: str, texts: Iterable[str]) -> list[str]:
    """Every word once; of German ones, which are compounds, also how they end."""
    words = set(terms(" ".join(texts)))
    if language.startswith(SOURCE):
        words |= {key for word in words if len(word) >= SHORTEST_COMPOUND for key in backwards(word)}
    return sorted(words)


def facets_of(offer: Offer) -> list[str]:
    """What the offer can be filtered by, each as ``filter:value``; ``-`` stands for an offer that says nothing.

    Reads relations: prefetch them for many.
    """
    return sorted({f"{name}:{value}" for name, value in _facets(offer) if value})


def _facets(offer: Offer) -> Iterator[tuple[str, Any]]:
    places = list(offer.places.all())
    districts = {place.district.key for place in places if place.district}
    yield "art", offer.kind
    if offer.review_due_on is not None:
        # Until when a confirmation holds, by day and month: few values to look up (``finding.py``).
        yield from (("stand", f"{offer.review_due_on:{form}}") for form in ("%Y-%m-%d", "%Y-%m"))
    yield "traeger", offer.organisation.key
    yield from (("feld", one.key) for one in offer.fields_of_action.all())
    yield from (("gruppe", one.key) for one in offer.target_groups.all())
    for topic in offer.topics.all():
        yield from (("thema", key) for key in (topic.key, topic.family_id))
    yield from (("ort", place.key) for place in places)
    yield from (("quartier", key) for key in districts or "-")
    yield from (("sprache", code) for code in offer.languages or "-")
    yield "niveau", offer.german_level
    yield "fuer", offer.only_for
    yield "kinder", "on" if offer.childcare else ""
    yield "kostenlos", "on" if offer.fee == Fee.FREE else ""
    if offer.free_places and offer.free_places_on is not None:
        # Until when one may count on the number (``finding.py``).
        yield "frei", f"{offer.free_places_on + FREE_PLACES_HOLD:%Y-%m-%d}"
    yield "online", "on" if offer.is_online else ""
    yield from (("weg", way) for way in offer.access_ways)
    for span in offer.schedules.all():
        yield "zeit", _time_of_day(span.starts_at)
        if span.weekday is not None and span.weekday > 5:
            yield "zeit", "wochenende"
        if span.frequency == Frequency.WEEKLY and span.every_weeks == 1:
            yield "tag", span.weekday


def _time_of_day(at: time) -> str:
    return "vormittags" if at < NOON else "nachmittags" if at < EVENING else "abends"
