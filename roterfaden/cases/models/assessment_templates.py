"""Versions of the questionnaire (Vorlage der Bestandsaufnahme): edited by the head of unit, published, superseded."""

from functools import cached_property
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Revised
from roterfaden.cases.questionnaire import Questionnaire, outline

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

TEMPLATE_KEY = "bestandsaufnahme"


class TemplateState(models.TextChoices):
    """Where a version stands; PostgreSQL insists on the order."""

    DRAFT = "draft", _("Entwurf")
    DISCARDED = "discarded", _("verworfen")
    PUBLISHED = "published", _("gilt")
    SUPERSEDED = "superseded", _("abgelöst")

    @classmethod
    def unpublished(cls) -> tuple["TemplateState", ...]:
        """Nobody has been asked by them, and they have no number."""
        return (cls.DRAFT, cls.DISCARDED)


NEXT = {
    TemplateState.DRAFT: (TemplateState.PUBLISHED, TemplateState.DISCARDED),
    TemplateState.DISCARDED: (TemplateState.DRAFT,),
    TemplateState.PUBLISHED: (TemplateState.SUPERSEDED,),
    TemplateState.SUPERSEDED: (),
}


class AssessmentTemplateQuerySet(models.QuerySet["AssessmentTemplate"]):
    """Versions of the questionnaire."""

    def visible_to(self, user: "User") -> Self:
        """What was published once, for the staff; drafts for heads of unit, who write them.

        The Ausländerbehörde has no business with what people are asked.
        """
        if user.serves_immigration_authority:
            return self.none()
        return self if Role.HEAD_OF_UNIT in user.roles else self.exclude(state__in=TemplateState.unpublished())

    def in_force(self, key: str = TEMPLATE_KEY) -> "AssessmentTemplate":
        """The one by which new assessments ask. Raises ``DoesNotExist`` when none was published yet."""
        return self.get(key=key, state=TemplateState.PUBLISHED)


_FROZEN = """
    IF (to_jsonb(NEW) - 'state' - 'revision') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'revision') THEN
        RAISE EXCEPTION 'A published version of the questionnaire never changes';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.Protect(name="template_is_kept", operation=pgtrigger.Delete),
    pgtrigger.FSM(
        name="template_goes_on",
        field="state",
        transitions=[(before.value, after.value) for before, afters in NEXT.items() for after in afters],
    ),
    pgtrigger.Trigger(
        name="template_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=["published", "superseded"]),
        func=_FROZEN,
    ),
)
class AssessmentTemplate(Revised):
    """One version of the questionnaire. A published version never changes, so old assessments stay readable.

    ``before`` is the draft as it was before its last edit, which can be taken back.
    """

    key = models.SlugField(_("Schlüssel"), default=TEMPLATE_KEY)
    version = models.PositiveSmallIntegerField(_("Fassung"), null=True, blank=True)
    title = models.CharField(_("Titel"), max_length=160)
    document = models.JSONField(_("Inhalt"))
    before = models.JSONField(_("Inhalt vor der letzten Änderung"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=TemplateState, default=TemplateState.DRAFT)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zuletzt bearbeitet von"),
    )
    changed_at = models.DateTimeField(_("zuletzt bearbeitet am"), null=True, blank=True)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True)
    news = models.CharField(_("Was ist neu?"), max_length=300, blank=True)

    objects = AssessmentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vorlage der Bestandsaufnahme")
        verbose_name_plural = _("Vorlagen der Bestandsaufnahme")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="assessment_template_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="published"), name="assessment_template_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="draft"),
                name="assessment_template_one_draft",
                violation_error_message=_("Es gibt schon einen Entwurf."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], version__isnull=True)
                | Q(state__in=["published", "superseded"], version__isnull=False),
                name="assessment_template_numbered_when_published",
            ),
        ]

    def __str__(self) -> str:
        if self.version is None:
            return _now("{title}, {state}").format(title=self.title, state=self.get_state_display())
        return _now("{title}, Fassung {version}").format(title=self.title, version=self.version)

    @cached_property
    def content(self) -> Questionnaire:
        """What is asked; of a draft as far as it has come."""
        return outline(self.document)

    @property
    def is_draft(self) -> bool:
        """Whether it can be edited."""
        return self.state == TemplateState.DRAFT

    @property
    def sensitive_sections(self) -> frozenset[str]:
        """The keys of the sections that hold special categories of data (Art. 9 DSGVO)."""
        return frozenset(section["key"] for section in self.document["sections"] if section.get("sensitive"))
