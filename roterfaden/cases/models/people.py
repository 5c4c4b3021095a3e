"""The person seeking help. Never called "Fall": a case is something the person has."""

from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, Expression, F, FloatField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.dates import full_years
from roterfaden.base.models import Revised
from roterfaden.base.names import name_keys, phone_digits, query_keys, query_words, typed_words
from roterfaden.base.residence import ResidenceTitle
from roterfaden.cases.models.entrusted import EntrustedPersons

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class Gender(models.TextChoices):
    """As the person states it."""

    FEMALE = "female", _("weiblich")
    MALE = "male", _("männlich")
    DIVERSE = "diverse", _("divers")
    NOT_STATED = "not_stated", _("keine Angabe")


class LegalArea(models.TextChoices):
    """Rechtskreis: the law from which the person's livelihood is paid."""

    ASYLBLG = "asylblg", "AsylbLG"
    SGB_II = "sgb_ii", "SGB II"
    SGB_III = "sgb_iii", "SGB III"
    SGB_VIII = "sgb_viii", "SGB VIII"
    SGB_XII = "sgb_xii", "SGB XII"
    NONE = "none", _("kein Leistungsbezug")
    UNCLEAR = "unclear", _("noch nicht geklärt")


# How many points a word of the query earns: written the same, the same name otherwise spelled, a beginning. A word that
# is only similar earns its similarity, at most one point. What is known beside the name outweighs every name.
_EXACT, _SPELLED, _BEGINNING, _BESIDE_THE_NAME = 4.0, 3.0, 2.0, 20.0
SHORTEST_SIMILAR = 4
_SHORTEST_PHONE = 5
_PHONE_END = 7


class SoughtQuerySet(models.QuerySet[Any]):
    """Rows with the search keys of a person: how somebody is found before they are entered a second time."""

    def sought(self, *, name: str = "", birth_date: date | None = None, phone: str = "", similar: bool = True) -> Self:
        """Whoever may be meant, the likeliest first; nobody if nothing is asked.

        A name finds alone: a date or number that differs or was never noted moves a person down and hides nobody. A
        number finds alone too; a date does where no name is asked or one word of the name is shared. Without
        ``similar`` a name has to begin so or to be the same in another spelling.
        """
        match, likeness = _resembles(name, similar=similar)
        if birth_date:
            shared = Q(skeletons__overlap=list(query_keys(name).skeletons)) if name else Q()
            match |= Q(birth_date=birth_date) & shared
            likeness += _points((Q(birth_date=birth_date), _BESIDE_THE_NAME), (Q(birth_date=None), 1.0))
        if is_number(phone):
            match |= _reached_at(phone)
            likeness += _points((_reached_at(phone), _BESIDE_THE_NAME))
        if not match:
            return self.none()
        return self.filter(match).annotate(likeness=likeness).order_by("-likeness", "family_name", "given_name", "id")

    def named_like(self, text: str) -> Self:
        """Persons of whom every word of ``text`` is a name, in any spelling, begun or mistyped; likeliest first."""
        return self.sought(name=text)

    def doubles_of(self, *, name: str, birth_date: date | None, phone: str = "") -> Self:
        """Who is probably the same person as the one about to be entered.

        The same telephone number; or the whole name in any spelling, with no birth date that speaks against it; or the
        same birth date and one of the names, for instance after a marriage.
        """
        words = query_words(name)
        whole = reduce(and_, (Q(skeletons__overlap=list(keys)) for keys in words), Q()) if words else _NOBODY
        if birth_date:
            whole &= Q(birth_date=None) | Q(birth_date=birth_date)
        same = whole | _reached_at(phone)
        if birth_date:
            same |= Q(birth_date=birth_date, skeletons__overlap=list(query_keys(name).skeletons))
        return self.filter(same).order_by("family_name", "given_name", "id")


class ClientQuerySet(SoughtQuerySet):
    """Persons."""

    def visible_to(self, user: "User") -> Self:
        """Persons of a case entrusted to the user today in any scope, and those of own talks that became no case.

        With each of them those who were found to be the same person. Nobody for whoever serves the Ausländerbehörde.
        """
        if user.serves_immigration_authority:
            return self.none()
        return self.filter(_known_to(user, "pk") | _known_to(user, "merged_into"))

    def file_visible_to(self, user: "User") -> Self:
        """Persons of a case whose file the user may open today, and those of own talks: everything known."""
        return self.unmerged().filter(Q(pk__among=EntrustedPersons(user, "file")) | Q(Exists(_talks(user, "pk"))))

    def unmerged(self) -> Self:
        """Without those who stand under somebody else now."""
        return self.filter(merged_into=None)


def _known_to(user: "User", person: str) -> Q:
    return Q(**{f"{person}__among": EntrustedPersons(user, "all")}) | Q(Exists(_talks(user, person)))


def _talks(user: "User", person: str) -> Any:
    from roterfaden.cases.models.intake import BECAME_A_CASE

    return user.intakes.filter(~BECAME_A_CASE, client=OuterRef(person))


_NOBODY = Q(pk__in=[])
_SPACED = Concat(Value(" "), "search_text", Value(" "), output_field=models.TextField())


def _resembles(text: str, *, similar: bool) -> tuple[Q, Combinable]:
    """The condition that every typed word resembles a name, and the points for how much."""
    matches: list[Q] = []
    likeness: Combinable = Value(0.0, output_field=FloatField())
    for word, keys in typed_words(text):
        spelled = Q(skeletons__overlap=list(keys))
        begins = Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")
        alike = similar and len(word) >= SHORTEST_SIMILAR
        matches.append(spelled | begins | (Q(search_text__trigram_word_similar=word) if alike else _NOBODY))
        # Compared for thousands of rows: a regular expression takes four times as long.
        exact = begins & Q(GreaterThan(StrIndex(_SPACED, Value(f" {word} ")), 0))
        likeness += _points(
            (exact, _EXACT),
            (spelled, _SPELLED),
            (begins, _BEGINNING),
            otherwise=TrigramWordSimilarity(word, "search_text"),
        )
    return (reduce(and_, matches) if matches else Q()), likeness


def _points(*steps: tuple[Q, float], otherwise: Expression | None = None) -> Choice:
    """The points of the first condition that holds."""
    cases = [When(condition, then=Value(points)) for condition, points in steps]
    return Choice(*cases, default=otherwise or Value(0.0), output_field=FloatField())


def is_number(phone: str) -> bool:
    """Whether it has five digits that are more than an area code: the one of the town fits nearly everybody."""
    digits = phone_digits(phone)
    return len(digits) >= _SHORTEST_PHONE + digits.startswith("0")


def _reached_at(phone: str) -> Q:
    if not is_number(phone):
        return _NOBODY
    digits = phone_digits(phone)
    holds = Q(phone_digits__contains=digits)
    if len(digits) <= _PHONE_END:
        return holds
    # Somebody types the number with, another without the area code: the end decides.
    return holds | Q(phone_digits__endswith=digits[-_PHONE_END:])


@pghistory.track()
class Client(Revised):
    """A person seeking help, with what one needs to reach and address them."""

    given_name = models.CharField(_("Vorname"), max_length=100)
    family_name = models.CharField(_("Familienname"), max_length=100)
    other_names = models.CharField(
        _("Andere Schreibweisen"),
        max_length=200,
        blank=True,
        help_text=_("zum Beispiel in der eigenen Schrift oder der frühere Name"),
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
        "network.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Gemeinschaftsunterkunft"),
    )
    country_of_origin = models.CharField(_("Herkunftsland"), max_length=2, blank=True)
    arrived_on = models.DateField(_("in Deutschland seit"), null=True, blank=True)
    residence_title = models.CharField(
        _("Aufenthalt"), max_length=30, choices=ResidenceTitle, default=ResidenceTitle.UNCLEAR
    )
    residence_until = models.DateField(_("Aufenthaltspapier gültig bis"), null=True, blank=True)
    legal_area = models.CharField(_("Rechtskreis"), max_length=20, choices=LegalArea, default=LegalArea.UNCLEAR)
    organisation = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("betreut bei"),
        help_text=_("Nur deren Case Management findet die Person beim Suchen."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("zusammengeführt mit"),
        help_text=_("Dieselbe Person: Alles, was an diesen Angaben hing, hängt jetzt dort."),
    )
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
            GinIndex(fields=["phone_digits"], opclasses=["gin_trgm_ops"], name="client_phone_digits"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="client_merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def age(self) -> int | None:
        """Full years today, if the day of birth is known."""
        return None if self.birth_date is None else full_years(self.birth_date, timezone.localdate())

    @property
    def short_name(self) -> str:
        """How one speaks of the person in a sentence; some have one name only, and it stands as the family name."""
        return self.given_name or self.family_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search keys true to the names."""
        keys = name_keys(self.given_name, self.family_name, self.other_names)
        self.search_text, self.skeletons = keys.search, list(keys.skeletons)
        self.phone_digits = phone_digits(self.phone)[-20:]
        super().save(*args, **kwargs)
