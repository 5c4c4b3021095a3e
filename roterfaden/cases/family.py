"""A person's household and family as one page shows it, gathered with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.cases.genogram import Figure, Genogram, genogram
from roterfaden.cases.kinship import Tie, kin_of, ties_of
from roterfaden.cases.models import (
    Case,
    Household,
    HouseholdLink,
    HouseholdMember,
    Relation,
    Relative,
)
from roterfaden.cases.models.household import COUPLES


@dataclass(frozen=True)
class Kin:
    """Somebody of the family, what they are to the person, how old, and their own file if it is joined.

    ``file`` is that file, for who may open it.
    """

    relative: Relative
    words: str
    member: HouseholdMember | None = None
    link: HouseholdLink | None = None
    file: Case | None = None

    @property
    def facts(self) -> str:
        """What stands behind the name."""
        known = _("verstorben") if self.relative.has_died else in_years(self.relative.birth_year)
        return ", ".join(filter(None, [self.words, known]))


@dataclass(frozen=True)
class Family:
    """Who lives with the person, who lives elsewhere, has moved out or has died, and how they belong together."""

    me: Relative | None
    household: Household | None
    here: list[Kin]
    elsewhere: list[Kin]
    gone: list[Kin]
    died: list[Kin]
    ties: list[Tie]
    links: list[HouseholdLink]
    partners: list[Relative]
    picture: Genogram | None

    @property
    def everybody(self) -> list[Kin]:
        """All of them."""
        return [*self.here, *self.elsewhere, *self.gone, *self.died]

    @property
    def joined(self) -> dict[UUID, Relative]:
        """Whose file is joined to this one by agreement, by link."""
        return {kin.link.pk: kin.relative for kin in self.everybody if kin.link and kin.link.is_agreed}

    def named(self, link: HouseholdLink) -> Relative | None:
        """Who is meant by a link in this file, once that has been said."""
        return next((kin.relative for kin in self.everybody if kin.link and kin.link.pk == link.pk), None)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has been entered yet, nor said that the person lives alone."""
        return self.household is None and not self.everybody


def in_years(born: int | None) -> str:
    """The age by the year of birth: before the birthday of this year it is one less, so it is said carefully."""
    if born is None:
        return ""
    age = timezone.localdate().year - born
    if age < 1:
        return _("geboren {year}").format(year=born)
    return ngettext("etwa %(age)d Jahr", "etwa %(age)d Jahre", age) % {"age": age}


def household_in_words(lines: Iterable[Any]) -> str:
    """Who lives with the person, in one line: grown-ups by name, children by age."""
    people = [line for line in lines if not line["is_child"]]
    children = [line for line in lines if line["is_child"]]
    parts = [str(line["name"]) for line in people]
    if children:
        year = timezone.localdate().year
        ages = ", ".join(str(year - line["born"]) if line["born"] else "?" for line in children)
        number = ngettext("%(count)d Kind", "%(count)d Kinder", len(children)) % {"count": len(children)}
        known = any(line["born"] for line in children)
        parts.append(_("{number} (etwa {ages} Jahre)").format(number=number, ages=ages) if known else number)
    return _("mit {people}").format(people=", ".join(parts)) if parts else _("lebt allein")


def family_of(case: Case, user: User) -> Family:
    """Gather it for ``user``, who may open the file. Five queries, however large the family is."""
    relatives = list(Relative.objects.current().filter(case=case))
    relations = list(Relation.objects.current().filter(case=case))
    stays = _stays(case)
    links = list(HouseholdLink.objects.visible_to(user).standing().filter(Q(case=case) | Q(other_case=case)))
    files = _files(links, case, user)
    me = next((each for each in relatives if each.is_self), None)
    words = kin_of(me, relations, relatives)
    household = next((each for each in stays.households if each.ends_on is None), None)
    people: dict[str, list[Kin]] = defaultdict(list)
    for relative in relatives:
        if not relative.is_self:
            member = stays.last_of.get(relative.pk)
            where = _where(relative, member, household)
            link = _link_of(relative, links, case)
            people[where].append(
                Kin(relative, ", ".join(words[relative.pk]), member, link, files.get(link.pk) if link else None)
            )
    names = {each.pk: case.client.short_name if each.is_self else each.name for each in relatives}
    genders = {each.pk: case.client.gender if each.is_self else each.gender for each in relatives}
    ties = ties_of(relations, names, genders)
    here = {kin.relative.pk for kin in people["here"]}
    return Family(
        me,
        household,
        people["here"],
        people["elsewhere"],
        people["gone"],
        people["died"],
        ties,
        links,
        _partners(me, relations, relatives),
        genogram(_figures(case, relatives, names, genders, here), relations, _told(case, people, ties)),
    )


def _where(relative: Relative, member: HouseholdMember | None, household: Household | None) -> str:
    if relative.has_died:
        return "died"
    if member is None:
        return "elsewhere"
    lives_here = household is not None and member.household_id == household.pk
    return "here" if lives_here and not _is_over(member) else "gone"


def _told(case: Case, people: dict[str, list[Kin]], ties: Iterable[Tie]) -> list[str]:
    """What the picture shows, for those who hear it: everybody, then how they belong together."""
    here = [case.client.short_name, *(f"{kin.relative} ({kin.facts})" for kin in people["here"])]
    away = [f"{kin.relative} ({kin.facts})" for where in ("elsewhere", "gone", "died") for kin in people[where]]
    sentences = [_("Im Haushalt: {people}.").format(people=", ".join(here))]
    if away:
        sentences.append(_("Außerdem: {people}.").format(people=", ".join(away)))
    return [*sentences, *(f"{tie}." for tie in ties)]


@dataclass(frozen=True)
class _Stays:
    households: list[Household]
    last_of: dict[UUID, HouseholdMember]


def _stays(case: Case) -> _Stays:
    """All households of the person, and where each relative lived with them last (one query)."""
    households: dict[UUID, Household] = {}
    members: list[HouseholdMember] = []
    lived = [f"members__{name}" for name in ("pk", "relative_id", "starts_on", "ends_on")]
    rows = (
        Household.objects.filter(case=case)
        .order_by("pk", "members__pk")
        .values_list("pk", "starts_on", "ends_on", *lived)
    )
    for pk, starts_on, ends_on, member, relative, came, went in rows:
        household = households.setdefault(pk, Household(pk=pk, case=case, starts_on=starts_on, ends_on=ends_on))
        if member:
            members.append(
                HouseholdMember(pk=member, household=household, relative_id=relative, starts_on=came, ends_on=went)
            )
    # Whoever lives here counts, whenever they came; a beginning that nobody knows lies before all others.
    found = sorted(members, key=lambda member: (member.ends_on or date.max, member.starts_on or date.min))
    return _Stays(list(households.values()), {member.relative_id: member for member in found})


def _is_over(member: HouseholdMember) -> bool:
    return member.ends_on is not None and member.ends_on <= timezone.localdate()


def _link_of(relative: Relative, links: Iterable[HouseholdLink], case: Case) -> HouseholdLink | None:
    ends = ((link, link.relative_id if link.case_id == case.pk else link.other_relative_id) for link in links)
    return next((link for link, end in ends if end == relative.pk), None)


def _files(links: Iterable[HouseholdLink], case: Case, user: User) -> dict[UUID, Case]:
    """The joined files that ``user`` may open too, by link (one query)."""
    ends = {link.other_case_id if link.case_id == case.pk else link.case_id: link.pk for link in links}
    known: Any = Case.objects.visible_to(user).filter(pk__in=ends).select_related("client")
    return {ends[file.pk]: file for file in known}


def _partners(me: Relative | None, relations: Iterable[Relation], relatives: Iterable[Relative]) -> list[Relative]:
    if me is None:
        return []
    pairs = [{each.one_id, each.other_id} for each in relations if each.kind in COUPLES]
    return [each for each in relatives if {me.pk, each.pk} in pairs]


def _figures(
    case: Case, relatives: Iterable[Relative], names: dict[UUID, str], genders: dict[UUID, str], here: set[UUID]
) -> list[Figure]:
    own_age = case.client.age
    return [
        Figure(
            each.pk,
            names[each.pk],
            genders[each.pk],
            own_age if each.is_self else each.age,
            each.is_self,
            each.is_self or each.pk in here,
            each.has_died,
        )
        for each in relatives
    ]
