"""What people of a family are to one another, in words: as one asks for it, and as it reads from either side."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.models import Custody, Gender, Relation, RelationKind, Relative


class Kinship(TextChoices):
    """What somebody is to the person: the question that is asked. The relation stored follows from the answer."""

    CHILD = "child", gettext_lazy("Kind")
    SPOUSE = "married", gettext_lazy("Ehefrau oder Ehemann")
    PARTNER = "partner", gettext_lazy("Partnerin oder Partner")
    PARENT = "parent", gettext_lazy("Elternteil")
    SIBLING = "sibling", gettext_lazy("Geschwister")
    GUARDIAN = "guardian", gettext_lazy("Vormundin oder Vormund")
    OTHER = "other", gettext_lazy("jemand anderes")


_ORDER: list[str] = [
    RelationKind.MARRIED,
    RelationKind.PARTNER,
    RelationKind.PARENT,
    RelationKind.CUSTODY,
    RelationKind.SIBLING,
    RelationKind.OTHER,
]
_PARENT = {Gender.FEMALE: gettext_lazy("Mutter"), Gender.MALE: gettext_lazy("Vater")}
_CHILD = {Gender.FEMALE: gettext_lazy("Tochter"), Gender.MALE: gettext_lazy("Sohn")}
_PARTNER = {Gender.FEMALE: gettext_lazy("Partnerin"), Gender.MALE: gettext_lazy("Partner")}
_SPOUSE = {Gender.FEMALE: gettext_lazy("Ehefrau"), Gender.MALE: gettext_lazy("Ehemann")}
_SIBLING = {Gender.FEMALE: gettext_lazy("Schwester"), Gender.MALE: gettext_lazy("Bruder")}
_GUARDIAN = {Gender.FEMALE: gettext_lazy("Vormundin"), Gender.MALE: gettext_lazy("Vormund")}


def as_seen(relation: Relation, gender: str, *, forward: bool) -> str:
    """What the person at one end, of ``gender``, is to the other: ``forward`` for ``one``, else for ``other``."""
    known = Gender(gender)
    match RelationKind(relation.kind), forward:
        case RelationKind.PARENT, True:
            words = str(_PARENT.get(known, Kinship.PARENT.label))
        case RelationKind.PARENT, False:
            words = str(_CHILD.get(known, Kinship.CHILD.label))
        case RelationKind.MARRIED, _either:
            words = str(_SPOUSE.get(known, Kinship.SPOUSE.label))
        case RelationKind.PARTNER, _either:
            words = str(_PARTNER.get(known, Kinship.PARTNER.label))
        case RelationKind.SIBLING, _either:
            words = str(_SIBLING.get(known, _("Bruder oder Schwester")))
        case RelationKind.CUSTODY, True if relation.custody == Custody.GUARDIAN:
            words = str(_GUARDIAN.get(known, Kinship.GUARDIAN.label))
        case RelationKind.CUSTODY, _either:
            words = str(relation.get_custody_display())
        case _:
            words = relation.described
    if relation.is_past:
        how = relation.get_parting_display() or _("früher")
        return _("{relation} ({how})").format(relation=words, how=how)
    return words


@dataclass(frozen=True)
class Tie:
    """What one person of the family is to another, as a line of the list: "Amal: Mutter von Jusuf"."""

    relation: Relation
    one: str
    words: str
    other: str
    more: str = ""

    @property
    def to(self) -> str:
        """The word before the other one's name."""
        return _("für") if self.relation.kind == RelationKind.CUSTODY else _("von")

    def __str__(self) -> str:
        return f"{self.one}: {self.words} {self.to} {self.other}"


def ties_of(relations: Iterable[Relation], names: dict[UUID, str], genders: dict[UUID, str]) -> list[Tie]:
    """All relations as sentences, couples first; a relation with somebody who was taken out is left out.

    ``names`` are in the order in which people are shown.
    """
    known = [each for each in relations if each.one_id in names and each.other_id in names]
    place = {key: number for number, key in enumerate(names)}
    known.sort(key=lambda each: (_ORDER.index(each.kind), place[each.other_id], place[each.one_id]))
    return [_tie(each, names, genders) for each in known]


def _tie(relation: Relation, names: dict[UUID, str], genders: dict[UUID, str]) -> Tie:
    one, other = names[relation.one_id], names[relation.other_id]
    more = ""
    if relation.starts_on:
        more = _("seit {day}").format(day=f"{relation.starts_on:%d.%m.%Y}")
    if relation.ends_on:
        more = ", ".join(filter(None, [more, _("bis {day}").format(day=f"{relation.ends_on:%d.%m.%Y}")]))
    return Tie(relation, one, as_seen(relation, genders[relation.one_id], forward=True), other, more)


def kin_of(me: Relative | None, relations: Iterable[Relation], relatives: Iterable[Relative]) -> dict[UUID, list[str]]:
    """What each relative is to the person, in words; the custody that the person or a guardian has stands beside it."""
    genders = {relative.pk: relative.gender for relative in relatives}
    words: dict[UUID, list[str]] = {key: [] for key in genders}
    if me is None:
        return words
    for relation in sorted(relations, key=lambda each: each.kind == RelationKind.CUSTODY):
        if me.pk == relation.one_id and relation.other_id in words:
            words[relation.other_id].append(as_seen(relation, genders[relation.other_id], forward=False))
        elif me.pk == relation.other_id and relation.one_id in words:
            words[relation.one_id].append(as_seen(relation, genders[relation.one_id], forward=True))
    return words


def seen_from(relation: Relation | None, me: Relative | None) -> tuple[Kinship, str]:
    """What the person ``me`` is to the one at the other end, as their file would tell it, with a word for others."""
    if relation is None or me is None:
        return Kinship.OTHER, _("im selben Haushalt")
    forward = relation.one_id == me.pk
    match RelationKind(relation.kind):
        case RelationKind.PARENT:
            return (Kinship.PARENT if forward else Kinship.CHILD), ""
        case RelationKind.MARRIED | RelationKind.PARTNER | RelationKind.SIBLING as kind:
            return Kinship(kind.value), ""
        case RelationKind.CUSTODY if relation.custody == Custody.GUARDIAN:
            return (Kinship.GUARDIAN, "") if forward else (Kinship.OTHER, _("Mündel"))
        case _:
            return Kinship.OTHER, relation.described or _("im selben Haushalt")
