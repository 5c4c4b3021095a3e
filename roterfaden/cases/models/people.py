"""The person seeking help. Never called "Fall": a case is something the person has."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case as When_
from django.db.models import FloatField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised
from roterfaden.base.names import name_keys, phone_digits
from roterfaden.cases.access import may_find_people

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class Gender(models.TextChoices):
    """As the person states it."""

    FEMALE = "female", _("weiblich")
    MALE = "male", _("männlich")
    DIVERSE = "diverse", _("divers")
    NOT_STATED = "not_stated", _("keine Angabe")


class ResidenceTitle(models.TextChoices):
    """On what the person's stay rests. Groups, not paragraphs: the paragraph belongs in the assessment."""

    GERMAN = "german", _("Deutsche Staatsangehörigkeit")
    EU = "eu", _("EU-Freizügigkeit")
    SETTLEMENT = "settlement", _("Niederlassungserlaubnis")
    RECOGNISED = "recognised", _("Aufenthaltserlaubnis nach Anerkennung (§ 25 Abs. 1, 2)")
    BAN_ON_REMOVAL = "ban_on_removal", _("Aufenthaltserlaubnis, Abschiebungsverbot (§ 25 Abs. 3)")
    TEMPORARY_PROTECTION = "temporary_protection", _("Vorübergehender Schutz (§ 24)")
    OTHER_PERMIT = "other_permit", _("Andere Aufenthaltserlaubnis")
    IN_PROCEDURE = "in_procedure", _("Aufenthaltsgestattung")
    TOLERATED = "tolerated", _("Duldung")
    UNCLEAR = "unclear", _("noch nicht geklärt")


class LegalArea(models.TextChoices):
    """Rechtskreis: the law from which the person's livelihood is paid."""

    ASYLBLG = "asylblg", "AsylbLG"
    SGB_II = "sgb_ii", "SGB II"
    SGB_III = "sgb_iii", "SGB III"
    SGB_VIII = "sgb_viii", "SGB VIII"
    SGB_XII = "sgb_xii", "SGB XII"
    NONE = "none", _("kein Leistungsbezug")
    UNCLEAR = "unclear", _("noch nicht geklärt")


class ClientQuerySet(models.QuerySet["Client"]):
    """Persons, and how they are found before they are entered a second time."""

    def visible_to(self, user: "User") -> Self:
        """Persons whose file the user may open: those of a case whose team the user belongs to, and own intakes."""
        return self.filter(
            Q(cases__members__in=user.case_memberships.current()) | Q(intakes__taken_by=user)
        ).distinct()

    def findable_by(self, user: "User") -> Self:
        """Persons that search-before-create may name (name, birth date, district): all of the unit, for case managers."""
        return self if may_find_people(user) else self.none()

    def named_like(self, text: str) -> Self:
        """Persons whose name resembles ``text`` in any transliteration, best match first."""
        keys = name_keys(text)
        match = Q(search_text__trigram_word_similar=keys.search) | Q(skeletons__contains=list(keys.skeletons))
        return (
            self.filter(match)
            .annotate(
                likeness=When_(
                    When(skeletons__contains=list(keys.skeletons), then=Value(1.0)), default=Value(0.0), output_field=FloatField()
                )
                + TrigramWordSimilarity(keys.search, "search_text")
            )
            .order_by("-likeness", "family_name", "given_name", "id")
        )

    def with_phone(self, text: str) -> Self:
        """Persons whose telephone number ends with the digits of ``text``."""
        return self.filter(phone_digits__endswith=phone_digits(text)[-7:])


@pghistory.track()
class Client(Revised):
    """A person seeking help, with what one needs to reach and address them."""

    given_name = models.CharField(_("Vorname"), max_length=100)
    family_name = models.CharField(_("Familienname"), max_length=100)
    other_names = models.CharField(
        _("Andere Schreibweisen"), max_length=200, blank=True, help_text=_("zum Beispiel in der eigenen Schrift oder der frühere Name")
    )
    form_of_address = models.CharField(
        _("Anrede"), max_length=80, blank=True, help_text=_("So möchte die Person angesprochen werden.")
    )
    birth_date = models.DateField(_("Geburtsdatum"), null=True, blank=True)
    gender = models.CharField(_("Geschlecht"), max_length=20, choices=Gender, default=Gender.NOT_STATED)
    language = models.CharField(_("Sprache"), max_length=12)
    needs_interpreter = models.BooleanField(_("braucht Sprachmittlung"), default=False)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postal_code = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=80, blank=True)
    district = models.ForeignKey(
        "network.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Quartier")
    )
    accommodation = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Gemeinschaftsunterkunft")
    )
    country_of_origin = models.CharField(_("Herkunftsland"), max_length=2, blank=True)
    arrived_on = models.DateField(_("in Deutschland seit"), null=True, blank=True)
    residence_title = models.CharField(
        _("Aufenthalt"), max_length=30, choices=ResidenceTitle, default=ResidenceTitle.UNCLEAR
    )
    residence_until = models.DateField(_("Aufenthaltspapier gültig bis"), null=True, blank=True)
    legal_area = models.CharField(_("Rechtskreis"), max_length=20, choices=LegalArea, default=LegalArea.UNCLEAR)
    is_synthetic = models.BooleanField(_("erfundene Person"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("angelegt von")
    )
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    search_text = models.TextField(editable=False, default="")
    skeletons = ArrayField(models.TextField(), editable=False, default=list)
    phone_digits = models.CharField(max_length=20, editable=False, default="")

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ratsuchende Person")
        verbose_name_plural = _("Ratsuchende")
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="client_search"),
            GinIndex(fields=["skeletons"], name="client_skeletons"),
            models.Index(fields=["birth_date"], name="client_birth_date"),
            models.Index(fields=["phone_digits"], name="client_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search keys true to the names."""
        keys = name_keys(self.given_name, self.family_name, self.other_names)
        self.search_text, self.skeletons = keys.search, list(keys.skeletons)
        self.phone_digits = phone_digits(self.phone)[-20:]
        super().save(*args, **kwargs)
