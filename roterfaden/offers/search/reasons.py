"""Why a hit is one: which word was found where, and what it was taken for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from roterfaden.base.languages import language_name
from roterfaden.offers.models import Offer, Section
from roterfaden.offers.search.finding import Found
from roterfaden.offers.search.shipped import shipped
from roterfaden.offers.search.vocabulary import Meaning
from roterfaden.offers.search.words import BACKWARDS, stem_of, terms

_ROWS = """
select entry_id, language, section, tsvector_to_array(words)
from offers_offertext where entry_id = any(%(numbers)s) and words @@ %(query)s::tsquery
"""


@dataclass(frozen=True)
class _Row:
    language: str
    section: Section
    words: frozenset[str]


def reasons(found: Found, offers: Sequence[Offer]) -> dict[UUID, list[str]]:
    """A few words for each word of the query, by offer. One query for all of them, none without words."""
    meanings = found.query.words
    if not meanings or not offers:
        return {}
    numbers = found.numbers_of(offers)
    rows = _rows(meanings, list(numbers.values()))
    each = {
        offer.pk: [_reason(meaning, rows[number], offer, found, number) for meaning in meanings]
        for offer in offers
        if (number := numbers.get(offer.pk)) is not None
    }
    return {pk: list(filter(None, told)) for pk, told in each.items()}


def _rows(meanings: Iterable[Meaning], numbers: list[int]) -> dict[int, list[_Row]]:
    query = " | ".join(part for meaning in meanings for part in (*meaning.exactly, *meaning.nearly))
    rows: dict[int, list[_Row]] = defaultdict(list)
    if query:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"numbers": numbers, "query": query})
            for number, language, section, words in cursor.fetchall():
                rows[number].append(_Row(language, Section(section), frozenset(words)))
    return rows


def _reason(meaning: Meaning, rows: list[_Row], offer: Offer, found: Found, number: int) -> str:
    """The best of what can be said about one word."""
    best = sorted(rows, key=lambda row: (row.language == "de", row.section), reverse=True)
    for row in best:
        if row.words.intersection(meaning.same):
            return _("„{word}“ {where}").format(word=meaning.written, where=_where(row))
    for topic in meaning.topics:
        if found.memory.having(f"thema:{topic}") >> number & 1:
            name = shipped().topic_names[topic]
            return _("„{word}“ steht für {topic}").format(word=meaning.written, topic=name)
    for row in best:
        if word := next(_near(meaning, row), ""):
            written = _as_written(word, offer) or word
            return _("„{word}“ {where}, gesucht: {typed}").format(
                word=written, where=_where(row), typed=meaning.written
            )
    return ""


def _near(meaning: Meaning, row: _Row) -> Iterator[str]:
    """The words of a section that made it a hit."""
    forward = sorted(word for word in row.words if not word.startswith(BACKWARDS))
    for word in (meaning.typed, *meaning.corrections):
        stem = stem_of(word)
        ends = (word, stem)
        yield from (one for one in forward if one.startswith(stem) or one.endswith(ends) or stem_of(one).endswith(ends))
    yield from (one for one in forward if one in meaning.inside)
    for phrase in (*((word,) for word in meaning.synonyms), *meaning.parts, *meaning.related):
        if all(any(one.startswith(part) for one in forward) for part in phrase):
            yield from (one for one in forward if one.startswith(phrase))


def _where(row: _Row) -> str:
    where = str(row.section.label)
    if row.language == "de":
        return where
    return _("{where} auf {language}").format(where=where, language=language_name(row.language))


def _as_written(word: str, offer: Offer) -> str:
    """The word as the offer writes it: with its umlauts."""
    told = (offer.title, *offer.keywords, offer.organisation.name, offer.target_group, offer.description)
    written = (letters for text in told for letters in text.replace("/", " ").replace("-", " ").split())
    return next((one.strip('.,;:!?()„“"') for one in written if word in terms(one)), "")
