"""Where people work together: the municipality, its districts, organisations and places."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import NullIf, StrIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified, Revised
from roterfaden.base.names import fold, phone_digits
from roterfaden.base.weekdays import Weekday

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


def _search_text(*texts: str) -> str:
    return fold(" ".join(filter(None, texts)))


def _find(found: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """Rows in which every word of ``text`` or one much like it occurs (pg_trgm, 0.6).

    The name opens the search text, so what is found early in it comes first. Without text the order stays.
    """
    words = fold(text).split()
    for word in words:
        found = found.filter(Q(search_text__contains=word) | Q(search_text__trigram_word_similar=word))
    if not words:
        return found
    position = NullIf(StrIndex("search_text", models.Value(words[0])), models.Value(0))
    return found.order_by(position.asc(nulls_last=True), "name", "id")


class Edited(Revised):
    """A record that says who changed it last; what came with the data of the municipality says nobody."""

    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("geändert von"),
    )
    changed_at = models.DateTimeField(_("geändert am"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Reachable(Edited):
    """A record with a number to call."""

    phone = models.CharField(_("Telefon"), max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def phone_link(self) -> str:
        """The address that calls the number: digits only, since ``tel:`` allows no spaces."""
        return f"tel:{phone_digits(self.phone)}"


class Municipality(Identified):
    """Whose installation this is: exactly one row."""

    name = models.CharField(_("Name"), max_length=120)
    official_code = models.CharField(_("Amtlicher Gemeindeschlüssel"), max_length=8)
    unit_name = models.CharField(_("Fachdienst"), max_length=160)
    address_lines = ArrayField(models.CharField(max_length=120), verbose_name=_("Anschrift"), default=list, blank=True)
    single = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("Kommune")
        verbose_name_plural = _("Kommunen")
        constraints = [
            models.UniqueConstraint(fields=["single"], name="municipality_only_one"),
            models.CheckConstraint(condition=Q(single=True), name="municipality_single_is_true"),
        ]

    def __str__(self) -> str:
        return self.name


class District(Identified):
    """The small area everything is told by."""

    key = models.SlugField(_("Schlüssel"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    description = models.TextField(_("Beschreibung"), blank=True)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Quartier")
        verbose_name_plural = _("Quartiere")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The district's page."""
        return reverse("network:district", args=[self.pk])


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    CITY = "stadtverwaltung", _("Stadtverwaltung")
    OFFICE = "amt", _("Amt")
    WELFARE = "wohlfahrtsverband", _("Wohlfahrtsverband")
    CLUB = "verein", _("Verein")
    INITIATIVE = "initiative", _("Initiative")
    RELIGIOUS = "religionsgemeinschaft", _("Religionsgemeinschaft")
    SCHOOL = "schule", _("Schule")
    NURSERY = "kita", _("Kita")
    EDUCATION = "hochschule-bildungstraeger", _("Bildungsträger")
    HOUSING = "wohnungsunternehmen", _("Wohnungsunternehmen")
    BUSINESS = "wirtschaft", _("Wirtschaft")
    BODY = "gremium", _("Gremium")
    STATE = "kreis-land-bund", _("Kreis, Land, Bund")
    HEALTH = "gesundheit", _("Gesundheit")
    OTHER = "sonstige", _("Sonstige")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations: their names are public, except that a sensitive one is never shown beside a person."""

    def visible_to(self, user: "User") -> Self:
        """Every member of staff sees the directory of organisations."""
        return self if user.roles else self.none()

    def named_like(self, text: str) -> Self:
        """Organisations whose name or description holds all words of ``text``, typing errors forgiven."""
        return _find(self, text)  # type: ignore[return-value]


class Organisation(Reachable):
    """Who offers, takes part or states an opinion."""

    key = models.SlugField(_("Schlüssel"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Kurzname"), max_length=60, blank=True)
    kind = models.CharField(_("Art"), max_length=40, choices=OrganisationKind)
    description = models.TextField(_("Beschreibung"), blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Internetseite"), blank=True)
    is_sensitive = models.BooleanField(
        _("Name ist vertraulich"),
        default=False,
        help_text=_("Schon der Name verrät etwas Persönliches über die Menschen, die dort Hilfe suchen."),
    )
    is_immigration_authority = models.BooleanField(
        _("ist die Ausländerbehörde"),
        default=False,
        db_default=False,
        help_text=_(
            "Wer dort arbeitet, sieht keine Akte, und jede Übermittlung dorthin braucht eine eigene Rechtsgrundlage."
        ),
    )
    is_reviewed = models.BooleanField(
        _("Angebote vor dem Veröffentlichen prüfen"),
        default=False,
        db_default=False,
        help_text=_("Sonst prüft die Kommune nur das erste Angebot, danach veröffentlicht der Träger selbst."),
    )
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    search_text = models.TextField(editable=False, default="", db_default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="organisation_search")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search text true to names and description."""
        self.search_text = _search_text(self.name, self.short_name, self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return reverse("network:organisation", args=[self.pk])


class PlaceKind(models.TextChoices):
    """What a place is."""

    DISTRICT_OFFICE = "stadtteilbuero", _("Stadtteilbüro")
    SHARED_ACCOMMODATION = "gemeinschaftsunterkunft", _("Gemeinschaftsunterkunft")
    MEETING_PLACE = "begegnungsort", _("Begegnungsort")
    TOWN_HALL = "rathaus", _("Rathaus")
    SCHOOL = "schule", _("Schule")
    NURSERY = "kita", _("Kita")
    SPORT = "sportstaette", _("Sportstätte")
    LIBRARY = "bibliothek", _("Bibliothek")
    WORSHIP = "kirche-moschee", _("Kirche oder Moschee")
    OTHER = "sonstiges", _("Sonstiger Ort")


NOT_TOLD_WHERE = frozenset({PlaceKind.SHARED_ACCOMMODATION})
"""Whoever wants to harm the people who live there shall find their address on no public page, feed or paper."""


class BarrierFree(models.TextChoices):
    """An honest answer: nobody has looked yet is an answer too."""

    UNKNOWN = "unknown", _("noch nicht geprüft")
    YES = "yes", _("ja")
    PARTLY = "partly", _("teilweise")
    NO = "no", _("nein")

    @property
    def sign(self) -> Badge:
        """The answer as icon and word."""
        return Badge(self.label, *BARRIER_FREE_SIGNS[self])


BARRIER_FREE_SIGNS = {
    BarrierFree.UNKNOWN: (Tone.NEUTRAL, "question-mark"),
    BarrierFree.YES: (Tone.SUCCESS, "check"),
    BarrierFree.PARTLY: (Tone.WARNING, "half-circle"),
    BarrierFree.NO: (Tone.DANGER, "close"),
}
ACCESS_FIELDS = ("step_free", "lift", "accessible_toilet", "accessible_parking", "induction_loop")


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places."""

    def visible_to(self, user: "User") -> Self:
        """Every member of staff sees the places; who lives in one is no part of a place."""
        return self if user.roles else self.none()

    def told_where(self) -> Self:
        """Places of which everybody may know where they are."""
        return self.exclude(kind__in=NOT_TOLD_WHERE)

    def named_like(self, text: str) -> Self:
        """Places whose name, address or description holds all words of ``text``, typing errors forgiven."""
        return _find(self, text)  # type: ignore[return-value]


class Place(Reachable):
    """A district office, shared accommodation, a meeting place."""

    key = models.SlugField(_("Schlüssel"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=40, choices=PlaceKind)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("Quartier")
    )
    operator = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("Betreiber")
    )
    address = models.CharField(_("Adresse"), max_length=200, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    step_free = models.CharField(
        _("Stufenloser Zugang"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN
    )
    lift = models.CharField(
        _("Aufzug"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN, db_default=BarrierFree.UNKNOWN
    )
    accessible_toilet = models.CharField(
        _("Barrierefreies WC"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN
    )
    accessible_parking = models.CharField(
        _("Behindertenparkplatz"),
        max_length=10,
        choices=BarrierFree,
        default=BarrierFree.UNKNOWN,
        db_default=BarrierFree.UNKNOWN,
    )
    induction_loop = models.CharField(_("Höranlage"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN)
    access_note = models.CharField(_("Hinweis zum Zugang"), max_length=300, blank=True)
    # WGS 84; six decimals are a tenth of a metre.
    latitude = models.DecimalField(_("Breitengrad"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Längengrad"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_collective = models.BooleanField(
        _("steht für mehrere"),
        default=False,
        db_default=False,
        help_text=_("Ein Sammeleintrag wie „Grundschulen in Marl“, solange die einzelnen fehlen."),
    )
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("Beispielangabe der Demo"), default=False, editable=False)
    search_text = models.TextField(editable=False, default="", db_default="")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="place_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_lies_on_earth",
                violation_error_message=_("Bitte Breiten- und Längengrad angeben, oder keinen von beiden."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search text true to name, address and description."""
        self.search_text = _search_text(self.name, self.address, self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The place's page."""
        return reverse("network:place", args=[self.pk])

    @property
    def is_told_where(self) -> bool:
        """Whether everybody may know where it is; staff do."""
        return self.kind not in NOT_TOLD_WHERE

    @property
    def public_address(self) -> str:
        """The address for public pages, feeds and paper: nothing where it is not told."""
        return self.address if self.is_told_where else ""

    @property
    def public_point(self) -> tuple[float, float] | None:
        """Degrees north and east for public pages, feeds and paper."""
        if not self.is_told_where or self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    @property
    def access(self) -> list[tuple[str, Badge]]:
        """What is known about getting in and around without barriers: question and answer."""
        questions = {field.name: field.verbose_name for field in self._meta.fields}
        return [(str(questions[name]), BarrierFree(getattr(self, name)).sign) for name in ACCESS_FIELDS]


class Room(Identified):
    """A room of a place that can be used by groups."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="rooms", verbose_name=_("Ort"))
    name = models.CharField(_("Name"), max_length=120)
    seats = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    equipment = models.CharField(_("Ausstattung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="room_named_once_per_place")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(Identified):
    """A span of a weekday on which a place is open."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="opening_hours", verbose_name=_("Ort"))
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens_at = models.TimeField(_("von"))
    closes_at = models.TimeField(_("bis"))
    note = models.CharField(_("Hinweis"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten")
        ordering = ["weekday", "opens_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="opening_hours_close_after_open",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
