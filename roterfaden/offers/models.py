"""What is offered, by whom, where, when and for whom."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, Self

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.languages import language_name
from roterfaden.base.models import Identified
from roterfaden.base.sources import lines_in_words
from roterfaden.base.weekdays import Weekday
from roterfaden.network.models import Edited
from roterfaden.offers.search import WEIGHTS, Word, read_query, section, words_of


class OfferKind(models.TextChoices):
    """What an offer is."""

    ADVICE = "beratung", _("Beratung")
    COURSE = "kurs", _("Kurs")
    MEETING = "begegnung", _("Begegnung")
    COMPANIONSHIP = "begleitung", _("Begleitung")
    SPORT = "sport", _("Sport")
    NURSERY_SCHOOL = "kita-schule", _("Kita und Schule")
    INFORMATION = "information", _("Information")
    HOUSING = "wohnen", _("Wohnen")
    WORK = "arbeit", _("Arbeit")
    OTHER = "sonstiges", _("Sonstiges")


class Origin(models.TextChoices):
    """Where the facts of an offer come from; nothing invented may look real."""

    CONCEPT = "concept", _("im Integrationskonzept genannt")
    PROVIDER = "provider", _("vom Träger gepflegt")
    CITY = "city", _("von der Kommune gepflegt")
    DEMO = "demo", _("Beispiel der Demo")


# Half a year: most offers run by school terms.
STAYS_FRESH = timedelta(days=183)

ORIGIN_BADGES = {
    Origin.CONCEPT: Badge(_("im Konzept genannt"), Tone.INFO, "document"),
    Origin.PROVIDER: Badge(_("vom Träger gepflegt"), Tone.SUCCESS, "edit"),
    Origin.CITY: Badge(_("von der Kommune gepflegt"), Tone.SUCCESS, "edit"),
    Origin.DEMO: Badge(_("Beispiel der Demo"), Tone.WARNING, "info"),
}


class GermanLevel(models.TextChoices):
    """Levels of the Common European Framework; A0 means no German needed."""

    A0 = "A0", _("ohne Deutschkenntnisse")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class OfferQuerySet(models.QuerySet["Offer"]):
    """The directory and its search."""

    def visible_to(self, user: Any) -> Self:
        """Every member of staff sees all current offers."""
        return self if user.roles else self.none()

    def current(self) -> Self:
        """Offers that exist at present."""
        return self.filter(is_active=True)

    def search(self, text: str, *, any_word: bool = False) -> Self:
        """Offers in which every word of ``text`` occurs (with ``any_word``: at least one), spelling mistakes forgiven.

        Empty text finds everything. Costs a query for the vocabulary when called.
        """
        return self._find(text, any_word)[0]

    def ranked(self, text: str, *, any_word: bool = False) -> Self:
        """What ``search`` finds, most relevant first: title before keywords before provider before the rest."""
        found, words = self._find(text, any_word)
        if not words:
            return found.order_by("title", "id")
        relevance = sum((word.relevance for word in words[1:]), start=words[0].relevance)
        return found.annotate(relevance=relevance).order_by("-relevance", "title", "id")

    def _find(self, text: str, any_word: bool) -> tuple[Self, list[Word]]:
        words = read_query(text, SearchWord.vocabulary()) if text.strip() else []
        if not words:
            return self.all(), []
        sections = {f"section_{number}": section(number) for number in range(1, len(WEIGHTS) + 1)}
        fits = reduce(or_ if any_word else and_, [word.is_found for word in words])
        return self.alias(**sections).filter(fits), words


class Offer(Edited):
    """A service of an organisation, at places and times."""

    key = models.SlugField(_("Schlüssel"), max_length=100, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=OfferKind)
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="offers", verbose_name=_("Anbieter")
    )
    places = models.ManyToManyField("network.Place", blank=True, related_name="offers", verbose_name=_("Orte"))
    fields_of_action = models.ManyToManyField(
        "concept.FieldOfAction", related_name="offers", verbose_name=_("Handlungsfelder")
    )
    target_groups = models.ManyToManyField(
        "concept.TargetGroup", blank=True, related_name="offers", verbose_name=_("Zielgruppen des Konzepts")
    )
    target_group = models.CharField(_("Für wen"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("Sprachen"), default=list, blank=True)
    german_level = models.CharField(_("Deutschniveau"), max_length=2, choices=GermanLevel, blank=True)
    childcare = models.BooleanField(_("Kinderbetreuung"), null=True, blank=True)
    cost = models.CharField(_("Kosten"), max_length=200, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    rhythm = models.CharField(_("Rhythmus"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), verbose_name=_("Stichworte"), default=list, blank=True)
    origin = models.CharField(_("Herkunft der Angaben"), max_length=20, choices=Origin, default=Origin.PROVIDER)
    checked_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    is_active = models.BooleanField(_("besteht zurzeit"), default=True)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    search_text = models.TextField(editable=False, default="", db_default="")

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["title", "id"]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="offer_search")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the words by which it is found true. Changed relations need ``actions.refresh_search`` afterwards."""
        self.search_text = words_of(self)
        if (named := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*named, "search_text"}
        super().save(*args, **kwargs)
        SearchWord.learn([self.search_text])

    def get_absolute_url(self) -> str:
        """The offer's page."""
        return reverse("offers:offer", args=[self.pk])

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)

    @property
    def who_and_for_whom(self) -> str:
        """The line by which one decides: provider, target group, languages, level, childcare; only what is known."""
        facts = [
            self.organisation.short_name or self.organisation.name,
            self.target_group,
            ", ".join(self.language_names),
            self.level_in_words,
            gettext("mit Kinderbetreuung") if self.childcare else "",
        ]
        return " · ".join(filter(None, facts))

    @property
    def times_in_short(self) -> str:
        """The weekly times in few letters: "Mo, Mi 09:00–11:30"; of different hours the first, and how many more."""
        spans = list(self.schedules.all())
        if not spans:
            return ""
        first = spans[0]
        same = [one for one in spans if (one.starts_at, one.ends_at) == (first.starts_at, first.ends_at)]
        days = ", ".join(str(one.get_weekday_display())[:2] for one in same)
        words = f"{days} {first.starts_at:%H:%M}–{first.ends_at:%H:%M}"
        more = len(spans) - len(same)
        return gettext("{times} und {more} mehr").format(times=words, more=more) if more else words

    @property
    def language_names(self) -> list[str]:
        """The languages by name."""
        return [language_name(code) for code in self.languages]

    @property
    def level_in_words(self) -> str:
        """How much German one needs."""
        if self.german_level in {"", GermanLevel.A0}:
            return str(self.get_german_level_display())
        return gettext("Deutsch ab {level}").format(level=self.german_level)

    @property
    def origin_badge(self) -> Badge:
        """Where the facts come from."""
        return ORIGIN_BADGES[Origin(self.origin)]

    @property
    def freshness(self) -> Badge | None:
        """How far one may rely on the facts: invented, confirmed lately or long ago; nothing if never confirmed."""
        if self.origin == Origin.DEMO:
            return self.origin_badge
        if self.checked_on is None:
            return None
        if timezone.localdate() - self.checked_on > STAYS_FRESH:
            return Badge(_("lange nicht bestätigt"), Tone.WARNING)
        return Badge(_("bestätigt"), Tone.SUCCESS)

    @property
    def unknown(self) -> str:
        """What stands where a fact is missing: who is silent about it."""
        if self.origin == Origin.CONCEPT:
            return gettext("Das Konzept nennt dazu nichts.")
        return gettext("noch nicht angegeben")

    @property
    def is_kept_by_staff(self) -> bool:
        """Whether provider or city look after it here, so that the files it once came from no longer decide."""
        return self.origin in {Origin.PROVIDER, Origin.CITY}


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


class OfferSchedule(Identified):
    """A weekly time at which an offer takes place."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="schedules", verbose_name=_("Angebot"))
    place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="schedules", verbose_name=_("Ort")
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    starts_at = models.TimeField(_("von"))
    ends_at = models.TimeField(_("bis"))
    note = models.CharField(_("Hinweis"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="offer_schedule_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
