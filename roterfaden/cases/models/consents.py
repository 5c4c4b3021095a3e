"""Einwilligung: a person allows to pass certain data on to one recipient, for one purpose, for a time."""

from datetime import date, timedelta
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.languages import language_name
from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.passing_on import (
    SPECIAL_KINDS,
    DataKind,
    PassingPurpose,
    RecipientQuerySet,
    ToRecipient,
    one_recipient,
    some_kinds,
)
from roterfaden.network.models import Organisation

ENDING_WEEKS = 3


class GivenHow(models.TextChoices):
    """How the person said yes. § 67b SGB X wants writing; where that does not suit, somebody else has heard it."""

    PAPER = "paper", _("auf Papier unterschrieben")
    ORAL_INTERPRETER = "oral_interpreter", _("mündlich, mit Sprachmittlung")
    ORAL_WITNESS = "oral_witness", _("mündlich, vor einer Zeugin oder einem Zeugen")
    ORAL = "oral", _("mündlich, ohne weitere Person")
    BEFORE = "before", _("als Häkchen festgehalten, bevor es Einwilligungen gab")

    @classmethod
    def to_choose(cls) -> list[tuple[str, str]]:
        """What can still be chosen."""
        return [(way.value, str(way.label)) for way in cls if way is not cls.BEFORE]


class WithdrawnHow(models.TextChoices):
    """How the person took it back."""

    IN_PERSON = "in_person", _("im Gespräch")
    PHONE = "phone", _("am Telefon")
    PAPER = "paper", _("auf Papier")
    MESSAGE = "message", _("per Nachricht oder E-Mail")
    BY_OTHERS = "by_others", _("durch eine andere Person in ihrem Namen")


class ConsentState(models.TextChoices):
    """Where a consent stands; derived from its dates, never set."""

    RUNNING = "running", _("gilt")
    LATER = "later", _("gilt ab später")
    USED = "used", _("verbraucht")
    EXPIRED = "expired", _("abgelaufen")
    WITHDRAWN = "withdrawn", _("widerrufen")


class ConsentQuerySet(RecipientQuerySet["Consent"]):
    """Consents."""

    def with_use(self) -> Self:
        """Each says whether data went out on it (``is_used``)."""
        from roterfaden.cases.models.disclosures import Disclosure

        return self.annotate(is_used=Exists(Disclosure.objects.filter(consent=OuterRef("pk"))))

    def running(self, on: date | None = None) -> Self:
        """Those on which something may be passed on that day (today by default)."""
        day = on or timezone.localdate()
        held = self.with_use().filter(withdrawn_at__isnull=True, valid_from__lte=day, valid_until__gte=day)
        return held.exclude(single_act=True, is_used=True)

    def ending_soon(self) -> Self:
        """Standing consents that run out within the next weeks, the first to end first."""
        today = timezone.localdate()
        soon = today + timedelta(weeks=ENDING_WEEKS)
        running = self.filter(withdrawn_at__isnull=True, single_act=False, valid_from__lte=today)
        return running.filter(valid_until__gte=today, valid_until__lte=soon).order_by("valid_until", "id")

    def as_json(self) -> models.QuerySet["Consent", Any]:
        """To whom and until when, for a sub-query; :meth:`Consent.read` makes it a consent again."""
        return self.values(
            consent=JSONObject(
                id="pk",
                recipient="recipient__name",
                recipient_described="recipient_described",
                end="valid_until",
            )
        )

    def to(self, recipient: Organisation | None, described: str = "") -> Self:
        """Those for one recipient."""
        return self.filter(recipient=recipient, recipient_described="" if recipient else described)


_FROZEN = """
    IF OLD.withdrawn_at IS NOT NULL
       OR (to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_on', 'withdrawn_how', 'withdrawn_note', 'withdrawn_by_id'])
          IS DISTINCT FROM
          (to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_on', 'withdrawn_how', 'withdrawn_note', 'withdrawn_by_id'])
    THEN
        RAISE EXCEPTION 'A consent is withdrawn, never changed';
    END IF;
    RETURN NEW;
"""
_PREPARED = """
    NEW.wording_key = md5(
        NEW.purpose || '|' || NEW.purpose_detail || '|' || coalesce(NEW.recipient_id::text, NEW.recipient_described)
        || '|' || coalesce((SELECT string_agg(kind, ',' ORDER BY kind) FROM unnest(NEW.kinds) AS kind), '')
    );
    IF NOT NEW.single_act AND EXISTS (
        SELECT FROM network_organisation WHERE id = NEW.recipient_id AND is_immigration_authority
    ) THEN
        RAISE EXCEPTION 'A consent to the immigration authority holds for a single act';
    END IF;
    RETURN NEW;
"""
_CLOSES = """
    UPDATE cases_disclosure SET closed_at = NEW.withdrawn_at, closed_why = 'withdrawn'
    WHERE consent_id = NEW.id AND closed_at IS NULL;
    RETURN NULL;
"""


@pghistory.track()
@pgtrigger.register(
    pgtrigger.Protect(name="consent_is_kept", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="consent_is_only_withdrawn", when=pgtrigger.Before, operation=pgtrigger.Update, func=_FROZEN
    ),
    pgtrigger.Trigger(name="consent_is_prepared", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_PREPARED),
    pgtrigger.Trigger(
        name="consent_withdrawn_closes",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__withdrawn_at__isnull=True, new__withdrawn_at__isnull=False),
        func=_CLOSES,
    ),
)
class Consent(Identified, ToRecipient):
    """A permission as it was given. Its wording never changes: a correction withdraws it and records a new one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name=_("Fall"))
    purpose = models.CharField(_("Wozu"), max_length=20, choices=PassingPurpose)
    purpose_detail = models.CharField(_("genauer"), max_length=300, blank=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=DataKind), verbose_name=_("Welche Daten"))
    special_named = models.BooleanField(_("besonders geschützte Daten ausdrücklich genannt"), default=False)
    single_act = models.BooleanField(_("gilt nur für eine einzige Übermittlung"), default=False)
    valid_from = models.DateField(_("gilt ab"), default=timezone.localdate)
    valid_until = models.DateField(_("gilt bis"))
    given_on = models.DateField(_("gegeben am"), default=timezone.localdate)
    given_how = models.CharField(_("wie gegeben"), max_length=20, choices=GivenHow)
    language = models.CharField(_("erklärt auf"), max_length=12)
    interpreted_by = models.CharField(_("Sprachmittlung durch"), max_length=160, blank=True)
    witness = models.CharField(_("Zeugin oder Zeuge"), max_length=160, blank=True)
    paper_number = models.CharField(_("Papier abgelegt unter"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("festgehalten von")
    )
    recorded_at = models.DateTimeField(_("festgehalten am"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("widerrufen, wirksam seit"), null=True, blank=True)
    withdrawn_on = models.DateField(_("widerrufen am"), null=True, blank=True)
    withdrawn_how = models.CharField(_("wie widerrufen"), max_length=20, choices=WithdrawnHow, blank=True)
    withdrawn_note = models.CharField(_("dazu"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Widerruf festgehalten von"),
    )
    wording_key = models.CharField(max_length=32, editable=False, default="")
    """What makes two consents the same; written by the database."""

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "valid_until"], name="consent_of_case")]
        constraints = [
            one_recipient("consent_has_one_recipient"),
            some_kinds("consent_names_kinds"),
            models.CheckConstraint(
                condition=~Q(kinds__overlap=SPECIAL_KINDS) | Q(special_named=True),
                name="consent_names_special_kinds",
                violation_error_message=_("Besonders geschützte Daten müssen ausdrücklich genannt sein."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="consent_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(given_on__lte=F("valid_from")),
                name="consent_given_before_valid",
                violation_error_message=_("Eine Einwilligung gilt frühestens ab dem Tag, an dem sie gegeben wurde."),
            ),
            models.CheckConstraint(
                condition=(~Q(given_how=GivenHow.ORAL_WITNESS) | ~Q(witness=""))
                & (~Q(given_how=GivenHow.ORAL_INTERPRETER) | ~Q(interpreted_by="")),
                name="consent_oral_names_who_heard_it",
                violation_error_message=_("Nennen Sie, wer dabei war."),
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_on__isnull=True, withdrawn_how="", withdrawn_by__isnull=True
                )
                | (
                    Q(
                        withdrawn_at__isnull=False,
                        withdrawn_on__gte=F("given_on"),
                        withdrawn_by__isnull=False,
                        withdrawn_at__gte=F("recorded_at"),
                    )
                    & ~Q(withdrawn_how="")
                ),
                name="consent_withdrawn_after_given",
                violation_error_message=_("Ein Widerruf liegt nach der Einwilligung und sagt, wie er kam."),
            ),
            ExclusionConstraint(
                name="consent_not_running_twice",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("wording_key", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True, single_act=False),
                violation_error_message=_("Dieselbe Einwilligung läuft schon."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.valid_until:%d.%m.%Y})"

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Consent":
        """A consent out of ``as_json``: enough to name it."""
        recipient = Organisation(name=values["recipient"]) if values["recipient"] else None
        return cls(
            id=values["id"],
            recipient=recipient,
            recipient_described=values["recipient_described"],
            valid_until=date.fromisoformat(values["end"]),
        )

    @property
    def state(self) -> ConsentState:
        """Where it stands today. Whether a single act is used up is known after ``with_use``."""
        today = timezone.localdate()
        if self.withdrawn_at is not None:
            return ConsentState.WITHDRAWN
        if self.single_act and getattr(self, "is_used", False):
            return ConsentState.USED
        if self.valid_until < today:
            return ConsentState.EXPIRED
        return ConsentState.LATER if self.valid_from > today else ConsentState.RUNNING

    @property
    def holds(self) -> bool:
        """Whether what was passed on because of it may still be used: neither withdrawn nor run out."""
        return self.withdrawn_at is None and self.valid_until >= timezone.localdate()

    @property
    def id_text(self) -> str:
        """The identifier for the query of an address."""
        return str(self.pk)

    @property
    def language_in_words(self) -> str:
        """The language in which it was explained."""
        return language_name(self.language)

    @property
    def purpose_in_words(self) -> str:
        """The purpose with what it was said to be exactly."""
        return ": ".join(filter(None, [str(self.get_purpose_display()), self.purpose_detail]))
