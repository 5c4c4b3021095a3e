"""The unit's own examples of good goals: proposed by whoever has found one, released by the head of unit."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Revised
from roterfaden.cases.models.advice import TELLS_WHO

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
# As in short advice, and also the day of a month: in an example it is the day of one person.
TELLS_OF_SOMEBODY = rf"{TELLS_WHO}|\d{{1,2}}\.\s*(\d{{1,2}}\.|{MONTHS})"
OF_NOBODY = _("Bitte ohne Telefonnummer, Aktenzeichen, E-Mail oder Tagesdatum: Ein Beispiel erzählt von niemandem.")
TELLS_NOTHING = RegexValidator(TELLS_OF_SOMEBODY, message=OF_NOBODY, inverse_match=True)

TEXTS = (
    "frame_goal",
    "title",
    "scale_much_less",
    "scale_less",
    "scale_expected",
    "scale_more",
    "scale_much_more",
    "measure",
    "source",
)
"""Everything somebody typed."""


class ExampleState(models.TextChoices):
    """Where an example stands."""

    PROPOSED = "proposed", _("vorgeschlagen")
    RELEASED = "released", _("freigegeben")
    WITHDRAWN = "withdrawn", _("zurückgenommen")


class GoalExampleQuerySet(models.QuerySet["GoalExample"]):
    """Examples of the unit."""

    def visible_to(self, user: "User") -> Self:
        """Released ones for all who negotiate goals; the others for whoever proposed them, and heads of unit."""
        if Role.HEAD_OF_UNIT in user.roles:
            return self.all()
        if Role.CASE_MANAGER not in user.roles:
            return self.none()
        return self.filter(Q(state=ExampleState.RELEASED) | Q(proposed_by=user))

    def released(self) -> Self:
        """Those that stand in the form of a goal."""
        return self.filter(state=ExampleState.RELEASED)


def _text(name: object, length: int = 240, *, blank: bool = True) -> "models.CharField[str, str]":
    return models.CharField(name, max_length=length, blank=blank, validators=[TELLS_NOTHING])  # type: ignore[arg-type]


@pghistory.track()
class GoalExample(Revised):
    """A Handlungsziel that others can learn from, without anybody in it: no key leads to the case it came from."""

    field_of_action = models.ForeignKey(
        "concept.FieldOfAction", models.PROTECT, related_name="+", verbose_name=_("Handlungsfeld")
    )
    frame_goal = _text(_("Rahmenziel dazu"))
    title = _text(_("Handlungsziel"), blank=False)
    scale_much_less = _text(_("−2 = deutlich weniger als erwartet"), blank=False)
    scale_less = _text(_("−1 = weniger als erwartet"), blank=False)
    scale_expected = _text(_("0 = wie erwartet"), blank=False)
    scale_more = _text(_("+1 = mehr als erwartet"), blank=False)
    scale_much_more = _text(_("+2 = deutlich mehr als erwartet"), blank=False)
    measure = _text(_("Was oft dafür getan wird"))
    source = _text(_("Woher stammt das Beispiel?"), 300)
    state = models.CharField(
        _("Stand"), max_length=10, choices=ExampleState, default=ExampleState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("vorgeschlagen von")
    )
    proposed_at = models.DateTimeField(_("vorgeschlagen am"), auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("freigegeben von"),
    )

    objects = GoalExampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beispiel für ein Ziel")
        verbose_name_plural = _("Beispiele für Ziele")
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["field_of_action", "state"], name="goal_example_of_field")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="released", released_by__isnull=False)
                | (~Q(state="released") & Q(released_by__isnull=True)),
                name="goal_example_released_by_somebody",
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(**{f"{name}__regex": TELLS_OF_SOMEBODY}),
                    name=f"goal_example_{name}_of_nobody",
                    violation_error_message=OF_NOBODY,
                )
                for name in TEXTS
            ),
        ]

    def __str__(self) -> str:
        return self.title
