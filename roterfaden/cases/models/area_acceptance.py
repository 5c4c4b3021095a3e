"""The office that is to pay from now on is asked whether it takes over, and says so: by link, telephone or letter."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.answer_links import AnswerLink, AnswerLinkQuerySet, link_indexes, link_rules, track_link
from roterfaden.cases.models.area_change import AreaChangeState, LegalAreaChange
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.disclosures import Disclosure
from roterfaden.cases.models.entrusted import team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class AcceptanceState(models.TextChoices):
    """Where the question stands. PostgreSQL insists on the order."""

    ASKED = "asked", _("gefragt")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", _("nicht zuständig")
    WITHDRAWN = "withdrawn", _("zurückgezogen")

    @classmethod
    def answers(cls) -> tuple["AcceptanceState", ...]:
        """What the office can say."""
        return (cls.ACCEPTED, cls.DECLINED)

    @classmethod
    def standing(cls) -> tuple["AcceptanceState", ...]:
        """Of these a change has one at most: nobody else is asked beside it."""
        return (cls.ASKED, cls.ACCEPTED)


class AnswerWay(models.TextChoices):
    """How the answer came."""

    LINK = "link", _("über den Link")
    PHONE = "phone", _("am Telefon")
    LETTER = "letter", _("schriftlich")
    TALK = "talk", _("im Gespräch")


_NEXT = {
    AcceptanceState.ASKED: (AcceptanceState.ACCEPTED, AcceptanceState.DECLINED, AcceptanceState.WITHDRAWN),
    # The office thinks better of it, or what was heard was taken down wrongly.
    AcceptanceState.ACCEPTED: (AcceptanceState.WITHDRAWN,),
}


class AreaAcceptanceQuerySet(models.QuerySet["AreaAcceptance"]):
    """Questions to receiving offices."""

    def visible_to(self, user: "User") -> Self:
        """Those of files the user may open today, as far as they may read what the office was told."""
        return self.filter(team_filter(user), disclosure__in=Disclosure.objects.visible_to(user))

    def waiting(self) -> Self:
        """Without an answer."""
        return self.filter(state=AcceptanceState.ASKED)

    def of_changes_to_come(self) -> Self:
        """Of a change that is going on, but for those taken back; the latest first."""
        coming = self.filter(change__state__in=AreaChangeState.going_on())
        return coming.exclude(state=AcceptanceState.WITHDRAWN).order_by("-asked_at", "pk")

    def named(self) -> Self:
        """With the name of the office as ``text``."""
        name = Coalesce("disclosure__recipient__name", "disclosure__recipient_described")
        return self.annotate(text=name)

    def as_json(self) -> models.QuerySet["AreaAcceptance", Any]:
        """What is shown beside the plan, for a sub-query; :class:`AcceptanceLine` makes it readable again."""
        return self.named().values(line=JSONObject(name="text", state="state", asked_at="asked_at"))


@pgtrigger.register(
    pgtrigger.FSM(
        name="acceptance_in_order",
        field="state",
        transitions=[(before.value, after.value) for before, following in _NEXT.items() for after in following],
    )
)
@pghistory.track()
@carries_its_case("change", "cases_legalareachange")
class AreaAcceptance(BelowCase, Revised):
    """One question to one office; what it was told is the disclosure, word for word."""

    above = "change"

    change = models.ForeignKey(
        LegalAreaChange, models.PROTECT, related_name="acceptances", verbose_name=_("Rechtskreiswechsel")
    )
    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="acceptance", verbose_name=_("Übermittlung")
    )
    reach = models.CharField(_("Wer ist dort zuständig, und wie erreichbar?"), max_length=200, blank=True)
    changes_on = models.DateField(_("gefragt zum"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gefragt von")
    )
    asked_at = models.DateTimeField(_("gefragt am"), default=timezone.now)
    due_on = models.DateField(_("Antwort erwartet bis"))
    state = models.CharField(_("Stand"), max_length=10, choices=AcceptanceState, default=AcceptanceState.ASKED)
    way = models.CharField(_("Wie kam die Antwort?"), max_length=10, choices=AnswerWay, blank=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    contact_person = models.CharField(_("Ansprechperson"), max_length=150, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=50, blank=True)
    their_reference = models.CharField(_("Zeichen der Stelle"), max_length=100, blank=True)
    reason = models.CharField(_("Grund"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("eingetragen von"),
    )

    objects = AreaAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Annahme durch die neue Stelle")
        verbose_name_plural = _("Annahmen durch neue Stellen")
        ordering = ["-asked_at", "id"]
        indexes = [
            models.Index(fields=["change", "-asked_at"], name="acceptance_of_change"),
            models.Index(fields=["case", "due_on"], condition=Q(state="asked"), name="acceptance_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["change"],
                condition=Q(state__in=["asked", "accepted"]),
                name="acceptance_one_at_a_time",
                violation_error_message=_("Es ist schon eine Stelle gefragt."),
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True, way="")
                | Q(state__in=["accepted", "declined"], answered_at__isnull=False) & ~Q(way="")
                | Q(state="withdrawn"),
                name="acceptance_answered_some_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(contact_person=""),
                name="acceptance_names_somebody",
                violation_error_message=_("Wer ist bei der Stelle ansprechbar?"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(reason=""),
                name="acceptance_refused_with_a_reason",
                violation_error_message=_("Nennen Sie bitte den Grund."),
            ),
            models.CheckConstraint(
                condition=Q(way__in=["", "link"], entered_by__isnull=True)
                | (~Q(way__in=["", "link"]) & Q(entered_by__isnull=False)),
                name="acceptance_heard_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure.recipient_name}: {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        """Whether the office has not answered."""
        return self.state == AcceptanceState.ASKED

    @property
    def stands(self) -> bool:
        """Whether the office is asked or has taken over."""
        return self.state in AcceptanceState.standing()

    @property
    def is_overdue(self) -> bool:
        """Whether the answer should have come."""
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def asks_for_another_day(self) -> bool:
        """Whether the change comes on another day than the office knows."""
        return self.stands and self.changes_on != self.change.changes_on

    @property
    def lacks_basis(self) -> bool:
        """Whether the consent it rests on was withdrawn, or access ended otherwise: no link opens any more."""
        return self.is_waiting and self.disclosure.closed_at is not None

    def settle(self, state: AcceptanceState | str, **said: Any) -> None:
        """Go to ``state`` (not yet saved). Raises ``RuleBroken`` when it does not follow."""
        if state not in _NEXT.get(AcceptanceState(self.state), ()):
            raise RuleBroken(_now("Das geht nicht mehr. Es steht schon so: {state}.").format(state=_label(self.state)))
        self.state = state
        for name, value in said.items():
            setattr(self, name, value)


def _label(state: str) -> str:
    return str(AcceptanceState(state).label)


class AcceptanceLine:
    """A question out of ``as_json``: enough to say where it stands."""

    def __init__(self, *, name: str, state: str, asked_at: str) -> None:
        self.name, self.state = name, AcceptanceState(state)
        self.asked_on: date = timezone.localdate(datetime.fromisoformat(asked_at))


class AcceptanceLinkQuerySet(AnswerLinkQuerySet["AcceptanceLink"]):
    """Links."""

    def visible_to(self, user: "User") -> Self:
        """Those of questions the user may read."""
        return self.filter(acceptance__in=AreaAcceptance.objects.visible_to(user))


@track_link
@carries_its_case("acceptance", "cases_areaacceptance")
class AcceptanceLink(BelowCase, AnswerLink):
    """The link with which the office answers, once."""

    above = "acceptance"

    acceptance = models.ForeignKey(AreaAcceptance, models.PROTECT, related_name="links", verbose_name=_("Annahme"))

    objects = AcceptanceLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Link für die neue Stelle")
        verbose_name_plural = _("Links für neue Stellen")
        ordering = ["-made_at", "id"]
        indexes = link_indexes("acceptance_link")
        constraints = link_rules("acceptance_link", to="acceptance")
