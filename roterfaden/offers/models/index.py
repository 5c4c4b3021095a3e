"""What the search knows: published words of offers, what one can filter them by, and every word once.

All three are derived (``offers/search/indexing.py``), hold only what everybody may read and have no secret rows.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import Func
from django.utils.translation import gettext_lazy as _


class Transaction(Func):
    """The number of the running transaction, by which a process sees what changed since it looked last."""

    template = "((pg_current_xact_id())::text)::bigint"
    output_field = models.BigIntegerField()


class Section(models.IntegerChoices):
    """Where a word stands, by how much it says there."""

    REST = 1, _("in der Beschreibung")
    PROVIDER = 2, _("beim Anbieter")
    KEYWORDS = 4, _("in den Stichworten")
    TITLE = 8, _("im Titel")


class OfferEntry(models.Model):
    """An offer as the search counts it: a small number, its place in the alphabet, what one filters by.

    The entry outlives the offer, so that processes which hold it in memory learn that it is gone.
    """

    number = models.AutoField(primary_key=True)
    offer = models.OneToOneField(
        "offers.Offer", models.SET_NULL, null=True, related_name="entry", verbose_name=_("Angebot")
    )
    is_listed = models.BooleanField(_("steht im Verzeichnis"), default=True)
    title = models.CharField(_("Titel"), max_length=200)
    last_day = models.DateField(_("letzter Tag"), null=True)
    facets = ArrayField(models.CharField(max_length=120), verbose_name=_("Filter"), default=list)
    changed = models.BigIntegerField(_("geändert in"), db_default=Transaction())

    class Meta:
        verbose_name = _("Eintrag der Suche")
        verbose_name_plural = _("Einträge der Suche")
        indexes = [models.Index(fields=["changed"], name="offer_entry_changed")]

    def __str__(self) -> str:
        return self.title


class OfferText(models.Model):
    """The words of one section of an offer in one language."""

    entry = models.ForeignKey(
        OfferEntry, models.CASCADE, db_index=False, related_name="texts", verbose_name=_("Eintrag")
    )
    language = models.CharField(_("Sprache"), max_length=12)
    section = models.PositiveSmallIntegerField(_("Abschnitt"), choices=Section)
    words = SearchVectorField(_("Wörter"))

    class Meta:
        verbose_name = _("Wörter eines Angebots")
        verbose_name_plural = _("Wörter der Angebote")
        # The search for words: ``search/finding.py``.
        indexes = [GinIndex(fields=["words"], name="offer_text_words")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "language", "section"], name="offer_text_once_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.language} {self.get_section_display()}"


class SearchWord(models.Model):
    """A word by which some offer is found, kept once. Words of former offers stay: they only suggest spellings."""

    word = models.CharField(_("Wort"), max_length=200, primary_key=True)
    changed = models.BigIntegerField(_("gelernt in"), db_default=Transaction())

    class Meta:
        verbose_name = _("Suchwort")
        verbose_name_plural = _("Suchwörter")
        indexes = [models.Index(fields=["changed"], name="search_word_changed")]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def learn(cls, words: Iterable[str]) -> None:
        """Add these folded words."""
        new: list[Any] = [SearchWord(word=word) for word in sorted(set(words))]
        SearchWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)
