"""Our vocabularies as taxonomies of HSDS: the concept's own, the shipped topics, and the words of an offer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from roterfaden.api.hsds.facts import FACTS
from roterfaden.api.hsds.identifiers import derived
from roterfaden.api.hsds.shapes import Taxonomy, TaxonomyTerm
from roterfaden.base.residence import ResidenceTitle
from roterfaden.concept.models import FieldOfAction, TargetGroup
from roterfaden.offers.models import (
    AccessWay,
    ExceptionKind,
    Fee,
    GermanLevel,
    Interpreting,
    OfferKind,
    OnlyFor,
    Origin,
    Topic,
    Whoever,
)

LANGUAGE = "de"
Condition = Callable[[Any], Q]


@dataclass(frozen=True)
class Vocabulary:
    """One taxonomy: its words, and which offers have one of them (by the code, or by the key of the row)."""

    key: str
    name: str
    description: str
    has: Condition
    has_any: Q
    words: Any = None

    @property
    def id(self) -> UUID:
        """Its identifier."""
        return derived("taxonomy", self.key)

    def as_taxonomy(self) -> Taxonomy:
        """As HSDS tells it."""
        return Taxonomy(self.id, self.name, self.description)

    def term_id(self, code: str) -> UUID:
        """The identifier of a word of ours."""
        return derived("term", self.key, code)

    def term(self, code: str) -> TaxonomyTerm:
        """A word of ours."""
        return self._told(self.term_id(code), code, str(self.words(code).label))

    def told(self, row: Any) -> TaxonomyTerm:
        """A row of the concept as a word."""
        return self._told(row.pk, row.key, getattr(row, "title", "") or row.name, row.text)

    def topic(self, row: Topic) -> TaxonomyTerm:
        """A topic, below its family."""
        parent = self.term_id(row.family_id) if row.family_id else None
        return self._told(self.term_id(row.pk), row.pk, row.name, ", ".join(row.words), parent)

    def _told(self, pk: UUID, code: str, name: str, description: str = "", parent: UUID | None = None) -> TaxonomyTerm:
        return TaxonomyTerm(pk, code, name, description or name, self.id, self.name, LANGUAGE, parent)


def _one(field: str) -> Condition:
    return lambda code: Q(**{field: code})


def _of_list(field: str) -> Condition:
    return lambda code: Q(**{f"{field}__contains": [code]})


def _told(field: str) -> Q:
    return ~Q(**{field: ""})


def _words(key: str, name: str, description: str, field: str, words: Any) -> Vocabulary:
    return Vocabulary(key, name, description, _one(field), _told(field), words)


def _list(key: str, name: str, description: str, field: str, words: Any) -> Vocabulary:
    return Vocabulary(key, name, description, _of_list(field), Q(**{f"{field}__len__gt": 0}), words)


TOPICS = Vocabulary(
    "topics",
    "Themen",
    "Womit Menschen kommen, in Oberthemen und Themen.",
    lambda key: Q(topics=key) | Q(topics__family=key),
    Q(topics__isnull=False),
)
FIELDS = Vocabulary(
    "fields-of-action",
    "Handlungsfelder",
    "Die Handlungsfelder des Integrationskonzepts dieser Kommune.",
    _one("fields_of_action"),
    Q(fields_of_action__isnull=False),
)
GROUPS = Vocabulary(
    "target-groups",
    "Zielgruppen",
    "Die Zielgruppen des Integrationskonzepts dieser Kommune.",
    _one("target_groups"),
    Q(target_groups__isnull=False),
)
KINDS = _words("kinds", "Art", "Was ein Angebot ist.", "kind", OfferKind)
LEVELS = _words("german-levels", "Deutschniveau", "Wie viel Deutsch man braucht (GER).", "german_level", GermanLevel)
GENDERS = _words("only-for", "Geschlecht", "Für wen allein; fehlt es, spielt es keine Rolle.", "only_for", OnlyFor)
RESIDENCE = _list("residence", "Aufenthalt", "Nur mit einem dieser Aufenthaltstitel.", "residence", ResidenceTitle)
WAYS = _list("access-ways", "Zugang", "Wie man hinkommt.", "access_ways", AccessWay)
WHO = _list("contact-by", "Kontakt durch", "Wer sich zuerst melden darf.", "contact_by", Whoever)
INTERPRETING = _words("interpreting", "Sprachmittlung", "Ob jemand dolmetscht.", "interpreting", Interpreting)
FEES = _words("fees", "Kosten", "Ob es etwas kostet.", "fee", Fee)
ORIGINS = _words("origins", "Herkunft", "Woher die Angaben kommen; demo heißt erfunden.", "origin", Origin)
SINGLE_DAYS = Vocabulary(
    "single-days",
    "Einzelne Tage",
    "Was an einem Tag eines Termins anders ist. Wert: der Tag, bei verlegten auch Beginn, Ende und Ort.",
    _one("schedules__exceptions__kind"),
    Q(schedules__exceptions__isnull=False),
    ExceptionKind,
)
DETAILS = Vocabulary(
    "details",
    "Weitere Angaben",
    "Angaben mit einem Wert, für die HSDS kein Feld hat.",
    lambda code: FACTS[code].is_known,
    Q(),
    lambda code: FACTS[code],
)

VOCABULARIES = (
    TOPICS, FIELDS, GROUPS, KINDS, LEVELS, GENDERS, RESIDENCE, WAYS, WHO, INTERPRETING, FEES, ORIGINS, SINGLE_DAYS,
    DETAILS,
)  # fmt: skip
ENUMERATED = (KINDS, LEVELS, GENDERS, RESIDENCE, WAYS, WHO, INTERPRETING, FEES, ORIGINS, SINGLE_DAYS)


def all_terms() -> list[TaxonomyTerm]:
    """Every term, in a stable order. Three queries."""
    return [
        *map(TOPICS.topic, Topic.objects.order_by("position", "key")),
        *map(FIELDS.told, FieldOfAction.objects.order_by("position", "id")),
        *map(GROUPS.told, TargetGroup.objects.order_by("name", "id")),
        *_fixed_terms(),
    ]


def _fixed_terms() -> Iterator[TaxonomyTerm]:
    for vocabulary in ENUMERATED:
        yield from map(vocabulary.term, vocabulary.words.values)
    yield from map(DETAILS.term, FACTS)


def having_term(term: UUID) -> Q:
    """The offers for which a term holds; none if nobody knows it. One query, for the topics."""
    for vocabulary in (*ENUMERATED, DETAILS):
        codes = FACTS if vocabulary is DETAILS else vocabulary.words.values
        for code in codes:
            if vocabulary.term_id(code) == term:
                return vocabulary.has(code)
    for key in Topic.objects.order_by("key").values_list("key", flat=True):
        if TOPICS.term_id(key) == term:
            return TOPICS.has(key)
    return FIELDS.has(term) | GROUPS.has(term)


def having_taxonomy(taxonomy: UUID) -> Q:
    """The offers for which any term of a taxonomy holds; none if nobody knows it."""
    return next((one.has_any for one in VOCABULARIES if one.id == taxonomy), Q(pk__in=[]))
