"""The integration concept as data: chapters, commitments, fields of action, goals and projects.

Fields of action, target groups and projects outlive a version; chapters, commitments and goals belong to one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised


class Concept(Identified):
    """The strategy of the municipality."""

    key = models.SlugField(_("Schlüssel"), unique=True)
    title = models.CharField(_("Titel"), max_length=200)

    class Meta:
        verbose_name = _("Integrationskonzept")
        verbose_name_plural = _("Integrationskonzepte")

    def __str__(self) -> str:
        return self.title


class ConceptVersion(Identified):
    """One version of the concept."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="versions", verbose_name=_("Konzept"))
    label = models.CharField(_("Fassung"), max_length=80)
    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    as_of = models.CharField(_("Stand"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["concept", "number"], name="concept_version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.concept}, {self.label}"


class FieldOfAction(Identified):
    """Handlungsfeld: Wohnen, Arbeiten, Bildung …"""

    key = models.SlugField(_("Schlüssel"), unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    short_title = models.CharField(_("Kurztitel"), max_length=60)
    text = models.TextField(_("Beschreibung"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.short_title


class TargetGroup(Identified):
    """A group which the concept names as one with special needs."""

    key = models.SlugField(_("Schlüssel"), unique=True, max_length=80)
    name = models.CharField(_("Name"), max_length=200)
    text = models.TextField(_("Beschreibung"), blank=True)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Zielgruppe")
        verbose_name_plural = _("Zielgruppen")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ChapterKind(models.TextChoices):
    """What a chapter speaks about."""

    INTRODUCTION = "einleitung", _("Einleitung")
    KODEX = "kodex", _("Kodex")
    SELF_UNDERSTANDING = "selbstverstaendnis", _("Selbstverständnis")
    DEFINITION = "integrationsbegriff", _("Integrationsbegriff")
    LANGUAGE = "sprache", _("Sprache")
    TARGET_GROUPS = "zielgruppen", _("Zielgruppen")
    FIELD_OF_ACTION = "handlungsfeld", _("Handlungsfeld")
    UNIT = "sachgebiet", _("Sachgebiet")
    CASE_MANAGEMENT = "case-management", _("Case Management")
    REVISION = "fortschreibung", _("Evaluation und Fortschreibung")


class Chapter(Identified):
    """A chapter of one version; its text is Markdown."""

    version = models.ForeignKey(ConceptVersion, models.CASCADE, related_name="chapters", verbose_name=_("Fassung"))
    key = models.SlugField(_("Schlüssel"), max_length=80)
    kind = models.CharField(_("Art"), max_length=30, choices=ChapterKind)
    title = models.CharField(_("Titel"), max_length=200)
    text = models.TextField(_("Text"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Kapitel")
        verbose_name_plural = _("Kapitel")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="chapter_key_once_per_version")]

    def __str__(self) -> str:
        return self.title


class Commitment(Identified):
    """A sentence to which everyone commits: the Kodex, the administration's self-understanding, the definition's points."""

    version = models.ForeignKey(ConceptVersion, models.CASCADE, related_name="commitments", verbose_name=_("Fassung"))
    key = models.SlugField(_("Schlüssel"), max_length=80)
    kind = models.CharField(_("Art"), max_length=30, choices=ChapterKind)
    text = models.TextField(_("Wortlaut"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Selbstverpflichtung")
        verbose_name_plural = _("Selbstverpflichtungen")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="commitment_key_once_per_version")]

    def __str__(self) -> str:
        return self.text[:80]


class Goal(Identified):
    """A goal of a field of action (not a goal of a person)."""

    version = models.ForeignKey(ConceptVersion, models.CASCADE, related_name="goals", verbose_name=_("Fassung"))
    field_of_action = models.ForeignKey(FieldOfAction, models.PROTECT, related_name="goals", verbose_name=_("Handlungsfeld"))
    key = models.SlugField(_("Schlüssel"), max_length=100)
    title = models.TextField(_("Wortlaut"))
    text = models.TextField(_("Erläuterung"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Ziel")
        verbose_name_plural = _("Ziele")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="goal_key_once_per_version")]

    def __str__(self) -> str:
        return self.title


class Horizon(models.TextChoices):
    """How soon the concept wants a project."""

    SHORT = "kurzfristig", _("kurzfristig")
    MEDIUM = "mittelfristig", _("mittelfristig")
    LONG = "langfristig", _("langfristig")
    PERMANENT = "dauerhaft", _("dauerhaft")


class Project(Revised):
    """A project or measure of the concept."""

    key = models.SlugField(_("Schlüssel"), max_length=100, unique=True)
    field_of_action = models.ForeignKey(
        FieldOfAction, models.PROTECT, related_name="projects", verbose_name=_("Handlungsfeld")
    )
    title = models.CharField(_("Titel"), max_length=300)
    horizon = models.CharField(_("Zeithorizont"), max_length=20, choices=Horizon)
    summary = models.TextField(_("Zusammenfassung"))
    responsible = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="projects_led",
        verbose_name=_("Verantwortlich"),
    )
    partners = models.ManyToManyField("network.Organisation", blank=True, related_name="projects_joined", verbose_name=_("Partner"))
    places = models.ManyToManyField("network.Place", blank=True, related_name="projects", verbose_name=_("Orte"))
    target_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="projects", verbose_name=_("Zielgruppen"))
    goals = models.ManyToManyField(Goal, blank=True, related_name="projects", verbose_name=_("Ziele"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Projekt")
        verbose_name_plural = _("Projekte")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
