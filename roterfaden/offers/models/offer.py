"""What is offered, by whom, where, when and for whom."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.languages import language_name
from roterfaden.base.residence import ResidenceTitle
from roterfaden.base.sources import lines_in_words
from roterfaden.network.models import Edited
from roterfaden.offers.models.programme import Programme, names_of
from roterfaden.offers.models.telling import ToldInWords
from roterfaden.offers.models.vocabulary import (
    ORIGIN_BADGES,
    AccessWay,
    Fee,
    Frequency,
    GermanLevel,
    Interpreting,
    OfferKind,
    OnlyFor,
    Origin,
    ReviewInterval,
    Whoever,
)

if TYPE_CHECKING:
    from roterfaden.offers.models.contacts import OfferContact
    from roterfaden.offers.models.schedule import OfferSchedule
    from roterfaden.offers.telling import Coming

OLDEST = 120
# An offer is open to everybody or to those named: "not yet clarified" is no title to ask for.
RESIDENCE = [choice for choice in ResidenceTitle.choices if choice[0] != ResidenceTitle.UNCLEAR]


# The day until which a confirmation holds, as PostgreSQL counts months: the 31st of August and half a year is the 28th.
_HOLDS_UNTIL = Func(
    F("checked_on"),
    F("review_months"),
    template="(%(expressions)s))::date",
    arg_joiner=" + make_interval(months => ",
    output_field=models.DateField(),
)


def _list_of(choices: Any, name: Any) -> Any:
    return ArrayField(models.CharField(max_length=20, choices=choices), verbose_name=name, default=list, blank=True)


class OfferQuerySet(models.QuerySet["Offer"]):
    """The directory. Its search: ``offers/search``."""

    def update(self, **values: Any) -> int:
        """As always; the search hears of it, as it does of what is saved one by one."""
        from roterfaden.offers.search.indexing import refresh_keys

        keys = list(self.order_by().values_list("pk", flat=True))
        changed = super().update(**values)
        refresh_keys(keys)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def visible_to(self, user: Any) -> Self:
        """Every member of staff sees all offers, retired ones too."""
        return self if user.roles else self.none()

    def current(self) -> Self:
        """Offers that exist at present: neither retired nor past their last day."""
        lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate())
        return self.filter(lasts, is_active=True)

    def with_staleness(self) -> Self:
        """Each offer with ``is_stale``: 0 while its confirmation holds, 1 when it is too old or there never was one."""
        holds = When(checked_on__isnull=False, holds_until__gte=timezone.localdate(), then=Value(0))
        stale = Case(holds, default=Value(1), output_field=models.SmallIntegerField())
        return self.alias(holds_until=_HOLDS_UNTIL).annotate(is_stale=stale)

    def freshest_first(self, *then: Any) -> Self:
        """What somebody confirmed in time before what nobody did, and ``then`` in the given order (title).

        For every list of offers. In a search relevance decides first; there the index knows until when they hold.
        """
        return self.with_staleness().order_by("is_stale", *(then or ("title", "id")))

    def due_for_review(self, today: date) -> Self:
        """Offers of which somebody has to say again that they hold: never confirmed, or longer ago than wanted.

        Invented examples nobody can confirm.
        """
        holds = Q(checked_on__isnull=False, holds_until__gte=today)
        return self.alias(holds_until=_HOLDS_UNTIL).exclude(holds).exclude(origin=Origin.DEMO)


class Offer(ToldInWords, Edited):
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
    topics = models.ManyToManyField("offers.Topic", blank=True, related_name="offers", verbose_name=_("Themen"))
    target_group = models.CharField(_("Für wen"), max_length=300, blank=True)
    only_for = models.CharField(_("Geschlecht"), max_length=10, choices=OnlyFor, blank=True)
    age_from = models.PositiveSmallIntegerField(_("Alter von"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("Alter bis"), null=True, blank=True)
    any_residence = models.BooleanField(
        _("für jeden Aufenthaltsstatus"), null=True, blank=True, help_text=_("leer: nicht bekannt")
    )
    residence = _list_of(RESIDENCE, _("nur mit diesem Aufenthalt"))
    eligibility = models.TextField(_("Voraussetzungen"), blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("Sprachen"), default=list, blank=True)
    german_level = models.CharField(_("Deutschniveau"), max_length=2, choices=GermanLevel, blank=True)
    interpreting = models.CharField(_("Sprachmittlung"), max_length=10, choices=Interpreting, blank=True)
    childcare = models.BooleanField(_("Kinderbetreuung"), null=True, blank=True)
    childcare_note = models.CharField(_("Hinweis zur Kinderbetreuung"), max_length=200, blank=True)
    fee = models.CharField(_("Kostet es etwas?"), max_length=10, choices=Fee, blank=True)
    cost = models.CharField(_("Kosten"), max_length=200, blank=True)
    access_ways = _list_of(AccessWay, _("Wie man hinkommt"))
    contact_by = _list_of(Whoever, _("Wer sich melden darf"))
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    registration_url = models.URLField(_("Anmeldung im Internet"), blank=True)
    documents = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Was man mitbringt"), default=list, blank=True
    )
    rhythm = models.CharField(_("Rhythmus"), max_length=200, blank=True)
    in_school_breaks = models.BooleanField(_("auch in den Schulferien"), null=True, blank=True)
    on_holidays = models.BooleanField(_("auch an Feiertagen"), default=False, db_default=False)
    is_online = models.BooleanField(_("im Internet"), default=False, db_default=False)
    online_url = models.URLField(_("Adresse im Internet"), blank=True)
    districts = models.ManyToManyField(
        "network.District",
        blank=True,
        related_name="covered_by",
        verbose_name=_("nur für Menschen aus"),
        help_text=_("leer: für die ganze Kommune"),
    )
    capacity = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    free_places = models.PositiveSmallIntegerField(_("freie Plätze"), null=True, blank=True)
    free_places_on = models.DateField(_("freie Plätze, Stand"), null=True, blank=True, editable=False)
    has_waiting_list = models.BooleanField(_("Warteliste"), null=True, blank=True)
    waiting_weeks = models.PositiveSmallIntegerField(_("Wartezeit in Wochen"), null=True, blank=True)
    project = models.ForeignKey(
        "concept.Project", models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name=_("Projekt")
    )
    funding = models.CharField(_("gefördert durch"), max_length=200, blank=True)
    starts_on = models.DateField(_("ab"), null=True, blank=True)
    valid_until = models.DateField(_("letzter Tag"), null=True, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), verbose_name=_("Stichworte"), default=list, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("Programm")
    )
    programme_since = models.PositiveSmallIntegerField(_("seit (Jahr)"), null=True, blank=True)
    own_fields = ArrayField(
        models.CharField(max_length=30), verbose_name=_("eigene Texte"), default=list, blank=True, editable=False
    )
    origin = models.CharField(_("Herkunft der Angaben"), max_length=20, choices=Origin, default=Origin.PROVIDER)
    checked_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(
        _("Angaben wieder bestätigen"),
        choices=ReviewInterval,
        default=ReviewInterval.HALF_YEAR,
        db_default=ReviewInterval.HALF_YEAR,
    )
    is_active = models.BooleanField(_("besteht zurzeit"), default=True)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    # Kept by triggers (offers/rowlevel.py): dates, places, contacts and the provider's own facts count as well.
    modified_at = models.DateTimeField(_("Angaben geändert"), db_default=Now(), editable=False)

    coming: "Coming | None" = None
    """What comes next, where a page has asked for it (``telling.coming``)."""

    public_contacts: "Sequence[OfferContact]"
    """Whom everybody may ask, where a page has asked for them (``models.contacts.public_contacts``)."""

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="offer_age_to_after_from",
                violation_error_message=_("Das höchste Alter liegt unter dem niedrigsten."),
            ),
            models.CheckConstraint(
                condition=(Q(age_from__isnull=True) | Q(age_from__lte=OLDEST))
                & (Q(age_to__isnull=True) | Q(age_to__lte=OLDEST)),
                name="offer_age_is_of_people",
                violation_error_message=_("Bitte ein Alter in Jahren angeben."),
            ),
            models.CheckConstraint(
                condition=Q(residence=[]) | Q(any_residence=False),
                name="offer_residence_listed_where_it_matters",
                violation_error_message=_(
                    "Für jeden Aufenthaltsstatus, oder nur für die genannten: bitte entscheiden."
                ),
            ),
            models.CheckConstraint(
                condition=Q(free_places__isnull=True) | Q(capacity__isnull=True) | Q(free_places__lte=F("capacity")),
                name="offer_free_places_within_capacity",
                violation_error_message=_("Es sind mehr Plätze frei, als es gibt."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=F("starts_on")),
                name="offer_last_day_after_first",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(own_fields=[], programme_since__isnull=True),
                name="offer_own_fields_beside_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(programme_since__isnull=True) | Q(programme_since__range=(1900, 2100)),
                name="offer_programme_since_a_year",
                violation_error_message=_("Bitte eine Jahreszahl angeben."),
            ),
            models.CheckConstraint(
                condition=Q(review_months__in=ReviewInterval.values), name="offer_review_months_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what differs from its programme true (a query if it has one)."""
        self.own_fields = self.programme.differing(self) if self.programme is not None else []
        if (named := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*named, "own_fields"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The offer's page."""
        return reverse("offers:offer", args=[self.pk])

    @property
    def is_current(self) -> bool:
        """Whether it exists at present, by the rule of ``current()``."""
        return self.is_active and (self.valid_until is None or self.valid_until >= timezone.localdate())

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)

    @property
    def who_and_for_whom(self) -> str:
        """The line by which one decides: who offers it, for whom, in which language; only what is known."""
        facts = [
            self.organisation.short_name or self.organisation.name,
            self.target_group,
            str(self.get_only_for_display()),
            self.age_in_words,
            ", ".join(self.language_names),
            self.level_in_words,
            gettext("mit Kinderbetreuung") if self.childcare else "",
            gettext("kostenlos") if self.fee == Fee.FREE else "",
            gettext("im Internet") if self.is_online else "",
            self.free_in_short,
        ]
        return " · ".join(filter(None, facts))

    @property
    def times_ahead(self) -> "list[OfferSchedule]":
        """Its times that are not over."""
        return [one for one in self.schedules.all() if not one.is_over]

    @property
    def times_in_short(self) -> str:
        """The weekly times in few letters: "Mo, Mi 09:00–11:30"; of different hours the first, and how many more."""
        spans = [span for span in self.times_ahead if span.frequency == Frequency.WEEKLY and span.every_weeks == 1]
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
        """How far one may rely on the facts: invented, confirmed lately, long ago or never.

        ``None`` for what the concept says and nobody has confirmed: then its origin is shown.
        """
        if self.origin == Origin.DEMO:
            return self.origin_badge
        if self.checked_on is None:
            return None if self.origin == Origin.CONCEPT else Badge(_("noch nie bestätigt"), Tone.WARNING)
        if self.is_review_due:
            return Badge(_("lange nicht bestätigt"), Tone.WARNING)
        return Badge(_("bestätigt"), Tone.SUCCESS)

    @property
    def as_of(self) -> str:
        """From when the facts are, in words, wherever an offer is shown."""
        if self.checked_on is None:
            return gettext("Stand: nicht bestätigt")
        return gettext("Stand: {day}").format(day=date_format(self.checked_on, "j. F Y"))

    @property
    def review_due_on(self) -> date | None:
        """When the facts want to be confirmed again; None while nobody ever has."""
        return self.checked_on + relativedelta(months=self.review_months) if self.checked_on else None

    @property
    def is_review_due(self) -> bool:
        """Whether the confirmation is older than the owner wants it to be."""
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()

    @property
    def next_step(self) -> str:
        """What whoever keeps the offer does next."""
        if (due := self.review_due_on) is None:
            return gettext("Stimmt alles? Bitte bestätigen.")
        if self.is_review_due:
            return gettext("Bitte wieder bestätigen.")
        return gettext("Nichts zu tun bis {day}.").format(day=date_format(due, "j. F Y"))

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody confirmed the facts, and no longer ago than the owner wants."""
        return self.checked_on is not None and not self.is_review_due

    @property
    def unknown(self) -> str:
        """What stands where a fact is missing: who is silent about it."""
        if self.origin == Origin.CONCEPT:
            return gettext("Das Konzept nennt dazu nichts.")
        return gettext("noch nicht angegeben")

    @property
    def own_texts(self) -> list[str]:
        """The names of the fields in which it does not say what its programme says."""
        return names_of(self.own_fields)

    @property
    def is_kept_by_staff(self) -> bool:
        """Whether provider or city look after it here, so that the files it once came from no longer decide."""
        return self.origin in {Origin.PROVIDER, Origin.CITY}
