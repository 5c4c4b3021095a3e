"""The integration concept as data: chapters, commitments, fields of action, goals and projects.

Fields of action, target groups and projects outlive a version; chapters, commitments and goals belong to one.
"""

from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised
from roterfaden.base.sources import lines_in_words
from roterfaden.concept.markdown import as_html

Row = TypeVar("Row", bound=models.Model)


class SearchedQuerySet(models.QuerySet[Row]):
    """Rows found by the words in some of their fields."""

    searched: ClassVar[tuple[str, ...]] = ()

    def search(self, text: str) -> Self:
        """Rows which have every word of ``text``, misspelt ones in the first field. Empty text finds everything."""
        found = self
        for word in text.split():
            holds = (Q(**{f"{field}__icontains": word}) for field in self.searched)
            nearly = Q(**{f"{self.searched[0]}__trigram_word_similar": word})
            found = found.filter(reduce(or_, holds, nearly))
        return found


class Concept(Identified):
    """The strategy of the municipality."""

    key = models.SlugField(_("Schlüssel"), unique=True)
    title = models.CharField(_("Titel"), max_length=200)

    class Meta:
        verbose_name = _("Integrationskonzept")
        verbose_name_plural = _("Integrationskonzepte")

    def __str__(self) -> str:
        return self.title


class ConceptVersionQuerySet(models.QuerySet["ConceptVersion"]):
    """Versions."""

    def newest(self) -> "ConceptVersion | None":
        """The version that is read and worked with, if a concept has been loaded."""
        return self.select_related("concept").order_by("-number").first()


class ConceptVersion(Identified):
    """One version of the concept."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="versions", verbose_name=_("Konzept"))
    label = models.CharField(_("Fassung"), max_length=80)
    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    as_of = models.CharField(_("Stand"), max_length=80, blank=True)

    objects = ConceptVersionQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        """The page of the field."""
        return reverse("concept:field", args=[self.key])

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)


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

    def get_absolute_url(self) -> str:
        """The chapter's own page; that of a field of action is the field's page."""
        name = "concept:field" if self.kind == ChapterKind.FIELD_OF_ACTION else "concept:chapter"
        return reverse(name, args=[self.key])

    @property
    def html(self) -> SafeString:
        """The text on a page of its own, below its h1."""
        return as_html(self.text)

    @property
    def html_in_document(self) -> SafeString:
        """The text in the whole document, below the chapter's h2."""
        return as_html(self.text, below=2)

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)


class Commitment(Identified):
    """A sentence to which all commit: of the Kodex, the administration's self-understanding, the definition."""

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


class GoalQuerySet(SearchedQuerySet["Goal"]):
    """Goals, found by their wording and explanation."""

    searched = ("title", "text", "field_of_action__title")


class Goal(Identified):
    """A goal of a field of action (not a goal of a person)."""

    version = models.ForeignKey(ConceptVersion, models.CASCADE, related_name="goals", verbose_name=_("Fassung"))
    field_of_action = models.ForeignKey(
        FieldOfAction, models.PROTECT, related_name="goals", verbose_name=_("Handlungsfeld")
    )
    key = models.SlugField(_("Schlüssel"), max_length=100)
    title = models.TextField(_("Wortlaut"))
    text = models.TextField(_("Erläuterung"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ziel")
        verbose_name_plural = _("Ziele")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="goal_key_once_per_version")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The goal's page."""
        return reverse("concept:goal", args=[self.key])

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)


class Horizon(models.TextChoices):
    """How soon the concept wants a project."""

    SHORT = "kurzfristig", _("kurzfristig")
    MEDIUM = "mittelfristig", _("mittelfristig")
    LONG = "langfristig", _("langfristig")
    PERMANENT = "dauerhaft", _("dauerhaft")


class ProjectQuerySet(SearchedQuerySet["Project"]):
    """Projects, found by title, summary and who answers for them."""

    searched = ("title", "summary", "responsible__name", "responsible__short_name", "field_of_action__title")


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
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_led",
        verbose_name=_("Verantwortlich"),
    )
    partners = models.ManyToManyField(
        "network.Organisation", blank=True, related_name="projects_joined", verbose_name=_("Partner")
    )
    places = models.ManyToManyField("network.Place", blank=True, related_name="projects", verbose_name=_("Orte"))
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="projects", verbose_name=_("Zielgruppen")
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="projects", verbose_name=_("Ziele"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=60, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("Projekt")
        verbose_name_plural = _("Projekte")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The project's page."""
        return reverse("concept:project", args=[self.key])

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)
