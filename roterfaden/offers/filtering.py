"""The filters of the directory: each value says how many offers choosing it would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from roterfaden.base.languages import language_name
from roterfaden.offers.directory import Labels
from roterfaden.offers.models import GermanLevel, Offer, OfferKind
from roterfaden.offers.search import nearby
from roterfaden.offers.search.finding import Found, search
from roterfaden.offers.search.memory import Memory, memory
from roterfaden.offers.search.nearby import DISTRICT, PLACE
from roterfaden.offers.search.reasons import reasons
from roterfaden.offers.search.when import lately

EVERY = ("", _("alle"))
TIMES = {
    "vormittags": _("vormittags"),
    "nachmittags": _("nachmittags"),
    "abends": _("abends"),
    "wochenende": _("am Wochenende"),
}
WHENS = {"jetzt": _("jetzt geöffnet"), "heute": _("heute"), "woche": _("noch diese Woche")}
BOXES = {"kinder": _("mit Kinderbetreuung"), "kostenlos": _("kostenlos"), "frei": _("mit freien Plätzen")}
NAMES = ("thema", "feld", "art", "gruppe", "sprache", "zeit")
Choice = tuple[str, Any]


@dataclass(frozen=True)
class Chip:
    """A condition that was read out of the line, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Hit:
    """An offer with why it is one: the reasons, what of the line it lacks, and how far it is in kilometres."""

    offer: Offer
    reasons: list[str]
    lacks: list[str]
    kilometres: float | None


def find(asked: Mapping[str, str], *, language: str = "de", publicly: bool = False) -> Found:
    """What the filters in an address find. A value nobody knows narrows nothing.

    ``publicly``: for readers who may not know where every place is (``Place.objects.told_where``).
    """
    held = memory()
    near = nearby.find(asked["nahe"], publicly=publicly) if asked.get("nahe") else None
    return search(asked.get("q", ""), chosen=_chosen(asked, held), near=near, language=language, held=held)


def chips(asked: QueryDict, found: Found) -> list[Chip]:
    """The conditions that were read out of the line; each can be taken away."""
    return [Chip(condition.name, _address(asked, condition.without)) for condition in found.query.conditions]


def hits_of(found: Found, offers: Sequence[Offer]) -> list[Hit]:
    """The offers of a page with why they are there. One query when words were searched for."""
    why, numbers = reasons(found, offers), found.numbers_of(offers)
    entries = found.memory.entries
    return [
        Hit(
            offer,
            why.get(offer.pk, []),
            found.lacks(numbers[offer.pk]),
            found.near.of(entries[numbers[offer.pk]].facets) if found.near else None,
        )
        for offer in offers
    ]


def _address(asked: QueryDict, text: str) -> str:
    kept = asked.copy()
    kept.pop("seite", None)
    kept["q"] = text
    return f"?{kept.urlencode()}"


def _chosen(asked: Mapping[str, str], held: Memory) -> dict[str, Sequence[str]]:
    chosen: dict[str, Sequence[str]] = {name: [asked[name]] for name in NAMES if asked.get(name)}
    where, _colon, key = asked.get("wo", "").partition(":")
    if where in {DISTRICT, PLACE}:
        chosen[where] = [key]
    chosen = {name: values for name, values in chosen.items() if f"{name}:{values[0]}" in held.sets}
    chosen |= {name: ["on"] for name in BOXES if asked.get(name)}
    if (when := asked.get("wann")) in WHENS:
        chosen["wann"] = [str(when)]
    if (level := asked.get("niveau")) in GermanLevel.values:
        chosen["niveau"] = _up_to(str(level))
    return chosen


def _up_to(level: str) -> list[str]:
    return GermanLevel.values[: GermanLevel.values.index(level) + 1]


class OfferFilter(forms.Form):
    """By words and by everything one decides by. Filters that could not narrow anything are left out."""

    folded = ("feld", "art", "gruppe", "nahe", "niveau", "zeit", "kinder", "kostenlos", "frei")
    q = forms.CharField(
        label=_("Suche"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-width": "full"}),
    )
    thema = forms.ChoiceField(label=_("Thema"), required=False)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False)
    gruppe = forms.ChoiceField(label=_("Zielgruppe"), required=False)
    wo = forms.ChoiceField(label=_("Quartier oder Ort"), required=False)
    nahe = forms.ChoiceField(label=_("Das Nächste zuerst, von"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache"), required=False)
    niveau = forms.ChoiceField(label=_("Deutsch reicht bis"), required=False)
    zeit = forms.ChoiceField(label=_("Tageszeit"), required=False)
    wann = forms.ChoiceField(label=_("Wann"), required=False)
    kinder = forms.BooleanField(label=_("mit Kinderbetreuung"), required=False)
    kostenlos = forms.BooleanField(label=_("kostenlos"), required=False)
    frei = forms.BooleanField(label=_("mit freien Plätzen"), required=False)

    def __init__(self, values: Mapping[str, Any], found: Found, labels: Labels) -> None:
        super().__init__(values)
        self.found, self.labels = found, labels
        self._offer("thema", self._by_family("thema"))
        for name in ("feld", "gruppe"):
            self._offer(name, self._named(name, {key: label for key, (label, _family) in labels.of(name).items()}))
        self._offer("art", self._named("art", dict(OfferKind.choices)))
        self._offer("wo", self._places())
        self._offer("nahe", self._near())
        self._offer("sprache", self._languages())
        self._offer("niveau", self._levels())
        self._offer("zeit", self._named("zeit", TIMES))
        self._offer("wann", self._whens())
        for name, label in BOXES.items():
            self._box(name, label)

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EVERY, *choices]
        if not choices:
            del self.fields[name]

    def _box(self, name: str, label: Any) -> None:
        number = self.found.count(name, "on")
        self.fields[name].label = f"{label} ({number})"
        if not number and not self.data.get(name):
            del self.fields[name]

    def _named(self, name: str, labels: Mapping[str, Any]) -> list[Choice]:
        """The values that leave something, and the chosen one in any case."""
        counts = self.found.counts(name)
        kept = {*counts, *self.found.chosen.get(name, ())}
        return [(key, f"{label} ({counts.get(key, 0)})") for key, label in labels.items() if key in kept]

    def _by_family(self, name: str) -> list[Any]:
        families: dict[str, list[Choice]] = {}
        told = self.labels.of(name)
        for key, label in self._named(name, {key: label for key, (label, _family) in told.items()}):
            families.setdefault(told[key][1], []).append((key, label))
        return list(families.items())

    def _languages(self) -> list[Choice]:
        names = {code: language_name(code) for code in self.found.memory.values_of("sprache")}
        return self._named("sprache", dict(sorted(names.items(), key=lambda item: item[1])))

    def _levels(self) -> list[Choice]:
        if not self.found.memory.having_any("niveau"):
            return []
        counts = {level: self.found.count("niveau", *_up_to(level)) for level in GermanLevel.values}
        return [(level.value, f"{level.label} ({counts[level.value]})") for level in GermanLevel]

    def _whens(self) -> list[Choice]:
        if not self.found.memory.having_any("zeit"):
            return []
        every, there = {**lately(self.found.memory.most), **self.found.when}, self.found.without("wann")
        return [(key, f"{label} ({(every[f'wann:{key}'] & there).bit_count()})") for key, label in WHENS.items()]

    def _places(self) -> list[Any]:
        groups = []
        for title, name in ((_("Quartiere"), DISTRICT), (_("Orte"), PLACE)):
            labels = {key: label for key, (label, _family) in self.labels.of(name).items()}
            if listed := [(f"{name}:{key}", label) for key, label in self._named(name, labels)]:
                groups.append((title, listed))
        return groups

    def _near(self) -> list[Any]:
        groups = []
        for title, name in ((_("Quartiere"), DISTRICT), (_("Orte"), PLACE)):
            lie = [(f"{name}:{key}", label) for key, (label, lies) in self.labels.of(name).items() if lies]
            if lie:
                groups.append((title, lie))
        return groups

    @property
    def text(self) -> str:
        """The words searched for."""
        return str(self.data.get("q", ""))
