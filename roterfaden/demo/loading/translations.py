"""Translations of the invented offers: a machine's words, marked as such until somebody releases them."""
# ruff: noqa: RUF009  (``must`` and ``may`` return ``dataclasses.field``)

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from roterfaden.demo.loading.fields import Text
from roterfaden.demo.loading.problems import Problem
from roterfaden.demo.loading.sheets import Entry, Nested, Sheet, may, must
from roterfaden.demo.loading.tables import Count
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Language, Offer, OfferTranslation, Way
from roterfaden.offers.models.texts import Texts, source_of, tidy

TRANSLATIONS = "uebersetzungen.yaml"
FIELDS = {
    "titel": "title",
    "zielgruppe": "target_group",
    "beschreibung": "description",
    "voraussetzungen": "eligibility",
    "kosten": "cost",
    "anmeldung": "registration",
    "unterlagen": "documents",
    "rhythmus": "rhythm",
    "hinweis_kinderbetreuung": "childcare_note",
}


@dataclass(frozen=True, kw_only=True)
class TextsEntry(Entry):
    """Texts of an offer, of which none has to be there."""

    called: ClassVar[str] = "Texte"
    titel: str | None = may(Text())
    zielgruppe: str | None = may(Text())
    beschreibung: str | None = may(Text())
    voraussetzungen: str | None = may(Text())
    kosten: str | None = may(Text())
    anmeldung: str | None = may(Text())
    unterlagen: str | None = may(Text())
    rhythmus: str | None = may(Text())
    hinweis_kinderbetreuung: str | None = may(Text())

    @property
    def texts(self) -> Texts:
        """Those that are there, by the names of the code."""
        return {name: tidy(text) for german, name in FIELDS.items() if (text := getattr(self, german))}


@dataclass(frozen=True, kw_only=True)
class TranslationEntry(TextsEntry):
    """One offer in one language; ``vorher``: how German texts read when it was translated."""

    called: ClassVar[str] = "Übersetzung"
    key: str = must(Text(80))
    angebot: str = must(Text(100))
    sprache: str = must(Text(12))
    vorher: TextsEntry | None = may(Nested(TextsEntry))


def problems_of(path: Path) -> list[Problem]:
    """What is wrong with the file."""
    if not path.exists():
        return []
    sheet = Sheet(path)
    sheet.many("uebersetzungen", TranslationEntry)
    return sheet.page.problems


def load_translations(path: Path) -> Count:
    """Bring the translations to what the file says; those somebody has touched in the application stay.

    Offers and languages that are not there are named among the rows that are left.
    """
    count = Count(str(OfferTranslation._meta.verbose_name_plural))
    entries = Sheet(path).many("uebersetzungen", TranslationEntry) if path.exists() else []
    offers = {offer.key: offer for offer in Offer.objects.filter(key__in=[one.angebot for one in entries])}
    languages = set(Language.objects.values_list("pk", flat=True))
    known = {(one.offer_id, one.language_id): one for one in OfferTranslation.objects.all()}
    for entry in entries:
        offer = offers.get(entry.angebot)
        if offer is None or entry.sprache not in languages:
            count.left.append(entry.key)
        else:
            _put(count, offer, entry, known.get((offer.pk, entry.sprache)))
    if count.wrote:
        refresh_search(offers.values())
    return count


def _put(count: Count, offer: Offer, entry: TranslationEntry, row: OfferTranslation | None) -> None:
    if row is not None and row.changed_at is not None:
        count.kept.append(entry.key)
        return
    source = source_of(offer) | (entry.vorher.texts if entry.vorher else {})
    is_new, row = row is None, row or OfferTranslation(offer=offer, language_id=entry.sprache, came=Way.MACHINE)
    if (row.texts, row.source) == (entry.texts, source):
        count.unchanged += 1
        return
    row.texts, row.source = entry.texts, source
    row.save()
    if is_new:
        count.created += 1
    else:
        count.changed += 1
