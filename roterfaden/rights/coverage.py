"""Which fields of a person the information leaves out, each with its reason; everything else is in it.

``tests/rights/test_information.py`` fails when a field of any table that leads to a person has no German
name to stand under and is not listed here, and when something listed here does not exist any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Text
from roterfaden.cases.models import Case, Client
from roterfaden.rights.reach import Model, reached

TECHNICAL = _("dient nur der Technik und sagt nichts über Sie")
KEYS = _("Suchwörter, aus Ihrem Namen und Ihrer Telefonnummer berechnet; Name und Nummer selbst stehen hier")
ELSEWHERE = _("steht hier schon an anderer Stelle")

EXCEPT: dict[str, Text] = {
    "cases.Client.search_text": KEYS,
    "cases.Client.skeletons": KEYS,
    "cases.Client.phone_digits": KEYS,
    "cases.Client.is_synthetic": TECHNICAL,
    "cases.ClientMerge.moved": TECHNICAL,
    "cases.ClientMerge.changed": ELSEWHERE,
    "cases.SelfRating.created_at": TECHNICAL,
    "cases.Level.section": TECHNICAL,
    "cases.Level.question": TECHNICAL,
    "cases.Level.key": TECHNICAL,
    "cases.SecondLook.key": TECHNICAL,
    "cases.TimelineEntry.subject": TECHNICAL,
    "cases.Consent.wording_key": TECHNICAL,
    "cases.Attachment.key_id": TECHNICAL,
    "cases.Attachment.sealed_key": TECHNICAL,
    "cases.Attachment.fingerprint": TECHNICAL,
    "cases.ReferralLink.token_hash": TECHNICAL,
    "cases.ReferralLink.code_hash": TECHNICAL,
    "cases.AcceptanceLink.token_hash": TECHNICAL,
    "cases.AcceptanceLink.code_hash": TECHNICAL,
    "cases.ViewLink.token_hash": TECHNICAL,
    "cases.ViewLink.code_hash": TECHNICAL,
    "cases.Safeguard.subject": TECHNICAL,
    "cases.Safeguard.request": TECHNICAL,
    "cases.CounterStatement.subject": TECHNICAL,
    "cases.HomeVisit.key": TECHNICAL,
    "cases.HouseholdLink.other_relative": ELSEWHERE,
    "cases.HouseholdLink.relative": ELSEWHERE,
    "cases.HandOver.tasks": TECHNICAL,
    "cases.HandOver.follow_ups": TECHNICAL,
    "cases.HandOver.visits": TECHNICAL,
    "cases.HandOver.appointments": TECHNICAL,
    "cases.Appointment.sequence": TECHNICAL,
    "cases.Conference.sequence": TECHNICAL,
    "cases.CaseTransfer.package": ELSEWHERE,
    "rights.DataRequest.subject": TECHNICAL,
}
"""Single fields by ``app.Model.field``."""

EXCEPT_EVERYWHERE: dict[str, Text] = {
    "id": TECHNICAL,
    "pk": TECHNICAL,
    "revision": TECHNICAL,
    "position": TECHNICAL,
}
"""Fields of this name in every table."""

EXCEPT_MODELS: dict[str, Text] = {
    "cases.IntakeField": ELSEWHERE,
}
"""Tables whose rows stand elsewhere in the information; their changes are told all the same."""

EXCEPT_PREFIXES = ("search_",)
"""Search keys by the name they have in every module."""

LANGUAGE_OF = {
    "cases.Intake.concern": "concern_language",
    "cases.GuidingGoal.own_words": "language",
    "cases.FrameGoal.own_words": "language",
    "cases.ActionGoal.own_words": "language",
    "cases.CounterStatement.text": "language",
    "rights.DataRequestStep.text": "text_language",
}
"""Where a table says in which language a text was written."""

PLANNED_ONLY = frozenset(
    {"cases.CaseTransfer", "cases.Client", "cases.ConferenceInvitee", "cases.Consent", "cases.Measure"}
)
"""Tables that name organisations without anything having gone to them: who supports the person, consents, plans, who is
invited to talk or asked to go on (neither says anything of the person; what was told besides is a disclosure).
"""


@dataclass(frozen=True)
class Covered:
    """A field that is in the information."""

    model: Model
    field: "models.Field[object, object]"

    @property
    def label(self) -> str:
        """Its name, ``cases.Client.phone``."""
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def has_name(self) -> bool:
        """Whether somebody gave it a German name; Django's own is the English one of the column."""
        return str(self.field.verbose_name) != self.field.name.replace("_", " ")


def reason_left_out(model: Model, field: "models.Field[object, object]") -> Text | None:
    """Why a field is not in the information; ``None``: it is."""
    if reason := EXCEPT.get(f"{model._meta.label}.{field.name}") or EXCEPT_EVERYWHERE.get(field.name):
        return reason
    if field.name.startswith(EXCEPT_PREFIXES):
        return KEYS
    if isinstance(field, models.ForeignKey) and field.remote_field.model in (Client, Case):
        return ELSEWHERE  # whose row it is says the heading
    return None


@cache
def covered(model: Model) -> tuple[Covered, ...]:
    """The fields of a table that are in the information, many-to-many ones too."""
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return tuple(Covered(model, field) for field in fields if reason_left_out(model, field) is None)


def left_out() -> Iterator[tuple[Text, Text, Text]]:
    """Table, field and reason of everything left out for another reason than technique (for the paper)."""
    for each in reached():
        if reason := EXCEPT_MODELS.get(each._meta.label):
            yield each._meta.verbose_name_plural or "", "", reason
            continue
        for field in each._meta.fields:
            why = reason_left_out(each, field)
            if why is not None and why not in (TECHNICAL, ELSEWHERE):
                yield each._meta.verbose_name or "", field.verbose_name or field.name, why
