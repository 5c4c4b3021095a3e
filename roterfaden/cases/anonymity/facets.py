"""What may be told of a person in general words: for each kind of fact the true words, from fine to coarse.

A writer chooses among these and cannot make a fact finer. Proposed is the finest choice that enough persons share.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.anonymity.counting import Condition, are_enough
from roterfaden.cases.anonymity.known import KnownCase, KnownDistrict
from roterfaden.cases.anonymity.regions import regions_of
from roterfaden.cases.models import Gender, LegalArea

MANY = 99
MOST_DISTRICTS = 6
"""So many districts are told by name; of more one reads their number."""
_STAGES = (
    (0, 13, gettext_lazy("Kind (unter 14 Jahren)")),
    (14, 17, gettext_lazy("Jugendliche oder Jugendlicher (14 bis 17 Jahre)")),
    (18, 64, gettext_lazy("erwachsen (18 bis 64 Jahre)")),
    (65, 120, gettext_lazy("65 Jahre oder älter")),
)
# What says least about why help is missing goes first; each step makes one fact coarser.
_COARSEN = (
    "gender", "district_group", "household", "origin", "age_band", "legal_area", "household", "origin", "age_band",
    "need_field",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """General words for a fact, and of whom they are true."""

    label: str
    condition: Condition


Facets = Mapping[str, Sequence[Words]]
"""By the name of the field: true words from fine to coarse. Telling nothing is always possible."""


def facets_of(known: KnownCase) -> Facets:
    """All words that are true of the person. One query, for districts with too few persons to be told alone."""
    return {
        "need_field": [Words(field.short_title, Condition(field=field.key)) for field in known.fields],
        "age_band": list(_ages(known)),
        "origin": [
            Words(name, Condition(countries=tuple(sorted(codes))))
            for name, codes in regions_of(known.client.country_of_origin)
        ],
        "district_group": list(_districts(known)),
        "gender": list(_gender(known)),
        "legal_area": list(_legal_area(known)),
        "household": list(_household(known)),
    }


def proposed(facets: Facets) -> dict[str, str]:
    """The finest words for each fact that enough persons share as a whole. One query."""
    levels = dict.fromkeys(facets, 0)
    steps = [dict(levels)]
    for name in _COARSEN:
        levels[name] = levels[name] + 1 if name != "need_field" else len(facets[name])
        steps.append(dict(levels))
    told = [{name: word for name, at in step.items() if (word := _at(facets[name], at))} for step in steps]
    enough = are_enough([word.condition for word in words.values()] for words in told)
    best = next((words for words, is_enough in zip(told, enough, strict=True) if is_enough), {})
    return {name: word.label for name, word in best.items()}


def chosen(facets: Facets, labels: Mapping[str, str]) -> dict[str, Words]:
    """The told facts of a report, by field; words that are not true of the person (any more) are left out."""
    return {
        name: word
        for name, words in facets.items()
        if (word := next((word for word in words if word.label == labels[name]), None))
    }


def _at(words: Sequence[Words], level: int) -> Words | None:
    return words[level] if level < len(words) else None


def born_between(today: date, youngest: int, oldest: int) -> Condition:
    """Of this age today, in full years, both included."""
    return Condition(
        born_from=_years_before(today, oldest + 1) + timedelta(days=1), born_until=_years_before(today, youngest)
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _ages(known: KnownCase) -> Iterator[Words]:
    age = known.age
    if age is None:
        return
    ten = age // 10 * 10
    if ten < 90:
        label = _("{first} bis {last} Jahre").format(first=ten, last=ten + 9)
        yield Words(label, born_between(known.today, ten, ten + 9))
    for first, last, stage in _STAGES:
        if first <= age <= last:
            yield Words(str(stage), born_between(known.today, first, last))


def _districts(known: KnownCase) -> Iterator[Words]:
    """The district with enough persons, or else all those together that have too few."""
    if known.client.district_id is None:
        return
    home = str(known.client.district_id)
    enough = are_enough([Condition(districts=(district.id,))] for district in known.districts)
    small = [district for district, is_enough in zip(known.districts, enough, strict=True) if not is_enough]
    together = small if home in {one.id for one in small} else [one for one in known.districts if one.id == home]
    yield Words(_named(together), Condition(districts=tuple(district.id for district in together)))


def _named(districts: Sequence[KnownDistrict]) -> str:
    if len(districts) > MOST_DISTRICTS:
        return _("einer von {count} Sozialräumen mit wenigen Akten").format(count=len(districts))
    *others, last = [district.name for district in districts]
    return _("{others} oder {last}").format(others=", ".join(others), last=last) if others else last


def _gender(known: KnownCase) -> Iterator[Words]:
    gender = Gender(known.client.gender)
    if gender != Gender.NOT_STATED:
        yield Words(str(gender.label), Condition(gender=gender.value))


def _legal_area(known: KnownCase) -> Iterator[Words]:
    area = LegalArea(known.client.legal_area)
    if area != LegalArea.UNCLEAR:
        yield Words(str(area.label), Condition(legal_area=area.value))


def _household(known: KnownCase) -> Iterator[Words]:
    if known.children:
        few = known.children <= 2
        label = _("mit einem oder zwei Kindern") if few else _("mit drei oder mehr Kindern")
        yield Words(label, Condition(children=(1, 2) if few else (3, MANY)))
        yield Words(_("mit Kindern"), Condition(children=(1, MANY)))
    elif known.people == 1:
        yield Words(_("allein lebend"), Condition(people=(1, 1)))
    elif known.people and known.children == 0:
        yield Words(_("mit anderen Erwachsenen"), Condition(people=(2, MANY), children=(0, 0)))
