"""What consents and disclosures have in common: to whom, what for, which kinds of data."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models.entrusted import sensitive_filter, team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class DataKind(models.TextChoices):
    """What a piece of information is about. People understand these words; the paper has them in their language."""

    CONTACT = "contact", _("Name, Geburtsdatum, Anschrift, Telefon, E-Mail")
    LANGUAGE = "language", _("Sprache und Verständigung")
    CONCERN = "concern", _("Anliegen und was gebraucht wird")
    FAMILY = "family", _("Familie und Haushalt")
    RESIDENCE = "residence", _("Herkunftsland, Aufenthalt und Aufenthaltspapiere")
    HOUSING = "housing", _("Wohnen")
    EDUCATION_WORK = "education_work", _("Schule, Ausbildung und Arbeit")
    INCOME = "income", _("Einkommen und Leistungen")
    DEBTS = "debts", _("Schulden")
    VIOLENCE = "violence", _("erlebte Gewalt und Schutz")
    ASSESSMENT = "assessment", _("Ergebnisse der Bestandsaufnahme")
    PLAN = "plan", _("Ziele und Hilfeplan")
    HEALTH = "health", _("Gesundheit, Krankheit, Behinderung")
    RELIGION = "religion", _("Religion oder Weltanschauung")
    ORIGIN = "origin", _("ethnische Herkunft")
    POLITICS = "politics", _("politische Meinung oder Gewerkschaft")
    SEXUALITY = "sexuality", _("Sexualleben oder sexuelle Orientierung")

    @classmethod
    def special(cls) -> tuple["DataKind", ...]:
        """Special categories under Art. 9 DSGVO: only with words that name them."""
        return (cls.HEALTH, cls.RELIGION, cls.ORIGIN, cls.POLITICS, cls.SEXUALITY)

    @classmethod
    def ordinary(cls) -> tuple["DataKind", ...]:
        """All others."""
        return tuple(kind for kind in cls if kind not in cls.special())

    @property
    def is_special(self) -> bool:
        """Whether Art. 9 DSGVO protects it."""
        return self in DataKind.special()


class PassingPurpose(models.TextChoices):
    """What the recipient needs the data for."""

    OFFER = "offer", _("damit ich ein Angebot oder eine Beratung bekomme")
    HOUSING = "housing", _("damit ich eine Wohnung finde oder behalte")
    BENEFITS = "benefits", _("damit Leistungen für mich geklärt oder beantragt werden")
    EDUCATION_WORK = "education_work", _("damit ich Kita, Schule, Ausbildung oder Arbeit finde")
    HEALTH = "health", _("damit ich medizinische oder psychologische Hilfe bekomme")
    RESIDENCE = "residence", _("damit mein Aufenthalt oder eine Erlaubnis geklärt wird")
    COOPERATION = "cooperation", _("damit alle, die mir helfen, sich abstimmen können")
    HANDOVER = "handover", _("damit eine andere Stelle mich weiter begleitet")
    OTHER = "other", _("zu einem anderen Zweck")

    @property
    def for_recipient(self) -> str:
        """The same for whoever receives the data: the labels are the person's own words."""
        return str(_FOR_RECIPIENT[self])


_FOR_RECIPIENT = {
    PassingPurpose.OFFER: _("Angebot oder Beratung"),
    PassingPurpose.HOUSING: _("Wohnung finden oder behalten"),
    PassingPurpose.BENEFITS: _("Leistungen klären oder beantragen"),
    PassingPurpose.EDUCATION_WORK: _("Kita, Schule, Ausbildung oder Arbeit finden"),
    PassingPurpose.HEALTH: _("Medizinische oder psychologische Hilfe"),
    PassingPurpose.RESIDENCE: _("Aufenthalt oder Erlaubnis klären"),
    PassingPurpose.COOPERATION: _("Abstimmung der Hilfen"),
    PassingPurpose.HANDOVER: _("Weitere Begleitung durch eine andere Stelle"),
    PassingPurpose.OTHER: _("Anderer Zweck"),
}

SPECIAL_KINDS = [kind.value for kind in DataKind.special()]


Record = TypeVar("Record", bound=models.Model)


def confidential() -> Q:
    """What goes to a place whose name says why somebody needs help, or is of a special kind."""
    return Q(recipient__is_sensitive=True, recipient__isnull=False) | Q(kinds__overlap=SPECIAL_KINDS)


class RecipientQuerySet(models.QuerySet[Record]):
    """Records that name a recipient."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today.

        What goes to a confidential place, or is of a special kind (Art. 9 DSGVO), is for those with full insight.
        """
        return self.filter((team_filter(user) & ~confidential()) | sensitive_filter(user))


class ToRecipient(models.Model):
    """A record that names a recipient: an organisation of the directory, or one described in words."""

    recipient = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Stelle")
    )
    recipient_described = models.CharField(_("andere Stelle oder Person"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def recipient_name(self) -> str:
        """The recipient's name for those who may read the record."""
        return str(self.recipient) if self.recipient is not None else self.recipient_described

    @property
    def recipient_on_record(self) -> str:
        """The name as the timeline holds it, which more people read: never that of a confidential place."""
        if self.recipient is not None and self.recipient.is_sensitive:
            return str(_("Vertrauliche Stelle"))
        return self.recipient_name

    @property
    def goes_to_immigration_authority(self) -> bool:
        """Whether the recipient is the Ausländerbehörde."""
        return self.recipient is not None and self.recipient.is_immigration_authority

    @property
    def kind_labels(self) -> list[str]:
        """The kinds of data in words, in the order of the vocabulary."""
        return [str(kind.label) for kind in DataKind if kind in self.kinds]  # type: ignore[attr-defined]


def one_recipient(name: str) -> models.CheckConstraint:
    """Either an organisation or a description."""
    return models.CheckConstraint(
        condition=Q(recipient__isnull=False, recipient_described="")
        | (Q(recipient__isnull=True) & ~Q(recipient_described="")),
        name=name,
        violation_error_message=_("Nennen Sie genau eine Stelle: aus dem Verzeichnis oder beschrieben."),
    )


def some_kinds(name: str) -> models.CheckConstraint:
    """At least one kind of data."""
    return models.CheckConstraint(
        condition=~Q(kinds=[]), name=name, violation_error_message=_("Nennen Sie mindestens eine Art von Daten.")
    )
