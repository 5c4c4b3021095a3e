"""The whole case management goes to another organisation: proposed there, taken over as a file of its own.

What goes along is chosen and kept word for word until the answer. Then the other organisation begins its own file with
it, and this one is closed: a hand-over opens no file across organisations.
"""

from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.disclosures import Disclosure
from roterfaden.cases.models.entrusted import sensitive_filter
from roterfaden.cases.models.handing_over import HandOverState
from roterfaden.cases.models.passing_on import DataKind

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class CaseTransferQuerySet(models.QuerySet["CaseTransfer"]):
    """Hand-overs to other organisations."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases of which the user may read everything today; once taken over, for the two who did it.

        What is left then is the list of what went, no word of the file: the note is gone from the row as well.
        """
        if user.serves_immigration_authority:
            return self.none()
        parties = Q(former=user) | Q(proposed_by=user) | Q(receiver=user)
        return self.filter(sensitive_filter(user) | (Q(state=HandOverState.ACCEPTED) & parties))

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=HandOverState.OPEN)


@pgtrigger.register(
    pgtrigger.FSM(
        name="moves_on_once",
        field="state",
        transitions=[(HandOverState.OPEN.value, to.value) for to in HandOverState if to != HandOverState.OPEN],
    ),
    pgtrigger.Trigger(
        name="keeps_no_copy",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="open") & ~pgtrigger.Q(new__state="open"),
        func="NEW.package := '{}'::jsonb; RETURN NEW;",
    ),
)
@pghistory.track(exclude=["package"])
class CaseTransfer(Revised):
    """The proposal that a case manager of another organisation goes on, the answer, and the list of what went.

    ``package`` holds what goes along and the disclosure as it will be kept; PostgreSQL empties it with the answer.
    ``note`` is read by whoever is asked; once they have taken over, it stands in the disclosure and in their own file.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers", verbose_name=_("Fall"))
    reference = models.CharField(_("Aktenzeichen"), max_length=20, editable=False)
    former = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("bisherige Fallführung")
    )
    former_organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="+", verbose_name=_("bisherige Stelle")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Wer soll übernehmen?")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="+", verbose_name=_("Stelle, die übernimmt")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    proposed_at = models.DateTimeField(_("vorgeschlagen am"), default=timezone.now)
    note = models.TextField(_("Übergabenotiz"))
    due_on = models.DateField(_("Übergabe bis"))
    norm_citation = models.CharField(
        _("Fundstelle der Vorschrift"), max_length=200, blank=True, help_text=_("Leer: Einwilligung der Person.")
    )
    listed = models.JSONField(_("Was mitgeht"))
    package = models.JSONField(_("Was mitgeht, im Wortlaut"), default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(_("Stand"), max_length=10, choices=HandOverState, default=HandOverState.OPEN)
    answered_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    answer = models.TextField(_("Grund der Ablehnung"), blank=True)
    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="transfer", verbose_name=_("Übermittlung")
    )

    objects = CaseTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übergabe an eine andere Stelle")
        verbose_name_plural = _("Übergaben an andere Stellen")
        ordering = ["-proposed_at", "id"]
        indexes = [
            models.Index(fields=["case", "-proposed_at"], name="transfer_of_case"),
            models.Index(fields=["receiver"], condition=Q(state="open"), name="transfer_waits_for"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="open"),
                name="transfer_one_open_per_case",
                violation_error_message=_("Für diesen Fall ist schon eine Übergabe vorgeschlagen."),
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("former_organisation")),
                name="transfer_to_another_organisation",
                violation_error_message=_("Übergeben wird an eine andere Stelle."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="transfer_answered_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") ^ Q(answer=""), name="transfer_declined_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", disclosure__isnull=False)
                | (~Q(state="accepted") & Q(disclosure__isnull=True)),
                name="transfer_disclosed_when_accepted",
            ),
            models.CheckConstraint(condition=~Q(note="") | Q(state="accepted"), name="transfer_says_why"),
            models.CheckConstraint(condition=Q(state="open") | Q(package={}), name="transfer_keeps_no_copy"),
        ]

    def __str__(self) -> str:
        return f"{self.former_organisation} → {self.organisation}"

    @property
    def is_open(self) -> bool:
        """Whether the other organisation has not answered yet."""
        return self.state == HandOverState.OPEN

    @property
    def basis(self) -> str:
        """The legal basis in words."""
        return self.norm_citation or str(_("Einwilligung"))

    @property
    def lines(self) -> list["ListedLine"]:
        """What goes along, line by line."""
        return [ListedLine(line) for line in self.listed]

    @property
    def wording(self) -> str:
        """What goes along, word for word, while nobody has answered; afterwards the disclosure holds it."""
        return str(self.package["disclosure"]["text"]) if self.package else ""

    def settle(self, state: HandOverState) -> None:
        """Move on to ``state`` (not yet saved). Raises ``RuleBroken`` when it was settled before."""
        if not self.is_open:
            raise RuleBroken(
                _now("Diese Übergabe ist nicht mehr offen: {state}.").format(state=self.get_state_display())
            )
        self.state, self.answered_at, self.package = state, timezone.now(), {}


class ReceivingSeatQuerySet(models.QuerySet["ReceivingSeat"]):
    """Who can be asked."""

    def visible_to(self, user: "User") -> Self:
        """All, for case managers: whom one can hand a case over to has to be known across organisations."""
        is_asking = Role.CASE_MANAGER in user.roles and not user.serves_immigration_authority
        return self if is_asking else self.none()

    def outside(self, organisation: Any) -> Self:
        """Those of other organisations, by organisation and name."""
        others = self.exclude(organisation=organisation).select_related("user", "organisation")
        return others.order_by("organisation__name", "user__name", "pk")


class ReceivingSeat(models.Model):
    """Somebody who works on cases today, with the organisation they do it for: a window on the seats of all."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Fachkraft"))
    organisation = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, related_name="+", verbose_name=_("Stelle")
    )

    objects = ReceivingSeatQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Fachkraft, die übernehmen kann")
        verbose_name_plural = _("Fachkräfte, die übernehmen können")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.user}"


class ListedLine:
    """One line of what goes along: the part of the file, its kinds of data, and what of them."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.label, self.detail = str(line["label"]), str(line["detail"])
        self.labels = [str(DataKind(kind).label) for kind in line["kinds"]]

    @property
    def rest(self) -> str:
        """The detail where the label does not say it already."""
        return "" if self.detail in self.label else self.detail
