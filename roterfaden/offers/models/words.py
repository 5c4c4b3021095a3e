"""The vocabulary of the search."""

from collections.abc import Iterable

from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """A word by which some offer is found, kept once. Words of former offers stay: they only suggest spellings."""

    word = models.CharField(_("Wort"), max_length=200, primary_key=True)

    class Meta:
        verbose_name = _("Suchwort")
        verbose_name_plural = _("Suchwörter")

    def __str__(self) -> str:
        return self.word

    @classmethod
    def learn(cls, texts: Iterable[str]) -> None:
        """Add the words of these search texts."""
        words = {word for text in texts for word in text.split() if word.isalnum()}
        new = [SearchWord(word=word) for word in sorted(words)]
        SearchWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)

    @classmethod
    def vocabulary(cls) -> str:
        """All words in one text, separated by blanks: one row is read faster than ten thousand."""
        return str(cls.objects.aggregate(all=StringAgg("word", " ", default=Value("")))["all"])
