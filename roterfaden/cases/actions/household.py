"""Household and family: who is there, who moves in or out, how they belong together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Act,
    Case,
    Custody,
    Gender,
    Household,
    HouseholdLink,
    HouseholdMember,
    Parting,
    Relation,
    RelationKind,
    Relative,
)
from roterfaden.cases.models.household import NO_CIRCLE


@transaction.atomic
def add_relative(
    case: Case,
    *,
    by: Any,
    kinship: Kinship,
    name: str = "",
    gender: Gender | str = Gender.NOT_STATED,
    birth_year: int | None = None,
    described: str = "",
    custody: Custody | str = "",
    parting: Parting | str = "",
    also_of: Relative | None = None,
    lives_here: bool = True,
    has_died: bool = False,
) -> Relative:
    """Enter somebody by what they are to the person. Without a name they are called by that: "Kind".

    ``also_of``: the other parent of a child, who shares a joint custody.
    """
    case = locked_open(case)
    me = _self_of(case)
    called = name.strip() or described.strip() or str(kinship.label)
    relative = Relative.objects.create(case=case, name=called, gender=gender, birth_year=birth_year, has_died=has_died)
    _kin(me, kinship, relative, described.strip(), parting)
    if kinship == Kinship.CHILD:
        if also_of is not None:
            _relate(also_of, RelationKind.PARENT, relative)
        if custody:
            holders = [me, also_of] if also_of is not None and custody == Custody.JOINT else [me]
            for holder in holders:
                _relate(holder, RelationKind.CUSTODY, relative, custody=custody)
    if lives_here and not has_died:
        _settle(case, relative)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=f"{relative}: {kinship.label}", subject=relative.pk)
    return relative


@transaction.atomic
def change_relative(relative: Relative, *, by: Any, seen: int, **fields: Any) -> Relative:
    """Correct name, gender or year of birth, or say that somebody has died."""
    case = locked_open(relative.case)
    current = Relative.claim(relative.pk, seen)
    for field, value in fields.items():
        setattr(current, field, value)
    current.save()
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=str(current), subject=current.pk)
    return current


@transaction.atomic
def remove_relative(relative: Relative, *, by: Any) -> Relative:
    """Take out somebody who was entered by mistake; can be restored. A joined file is parted first."""
    case = locked_open(relative.case)
    if HouseholdLink.objects.standing().naming(relative).exists():
        raise RuleBroken(_("Diese Person ist mit einer anderen Akte verbunden. Beenden Sie zuerst die Verbindung."))
    current = withdraw(relative, by=by)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=_("{name} entfernt").format(name=current), subject=current.pk)
    return current


@transaction.atomic
def restore_relative(relative: Relative, *, by: Any) -> Relative:
    """Bring somebody back who was taken out."""
    case = locked_open(relative.case)
    current = restore(relative, by=by)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=str(current), subject=current.pk)
    return current


@transaction.atomic
def move_in(relative: Relative, *, by: Any, on: date | None = None) -> HouseholdMember:
    """Somebody lives with the person from a day on; ``None``: since nobody knows when, or, coming back, since today."""
    case = locked_open(relative.case)
    relative = Relative.objects.get(pk=relative.pk)
    if relative.is_withdrawn:
        raise RuleBroken(_("{name} steht hier nicht mehr. Nichts wurde geändert.").format(name=relative))
    if relative.has_died:
        raise RuleBroken(_("{name} ist verstorben.").format(name=relative))
    if HouseholdMember.objects.today().filter(relative=relative, household__ends_on__isnull=True).exists():
        raise RuleBroken(_("{name} lebt schon hier.").format(name=relative))
    if on is None and HouseholdMember.objects.filter(relative=relative).exists():
        on = timezone.localdate()
    member = _settle(case, relative, on)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=_("{name} zieht ein").format(name=relative), subject=relative.pk)
    return member


@transaction.atomic
def move_out(member: HouseholdMember, *, by: Any, on: date) -> HouseholdMember:
    """Somebody lives elsewhere from a day on. When they lived here stays on record; where they went is not copied."""
    case = locked_open(member.household.case)
    current = HouseholdMember.claim(member.pk, None)
    if current.ends_on is not None:
        raise RuleBroken(_("Der Auszug ist schon eingetragen."))
    if on > timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Zukunft. Tragen Sie den Auszug ein, wenn er geschehen ist."))
    if current.starts_on is not None and on <= current.starts_on:
        raise RuleBroken(_("Der Auszug liegt nicht nach dem Einzug."))
    current.ends_on = on
    current.save()
    text = _("{name} zieht aus").format(name=current.relative)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=text, subject=current.relative_id)
    return current


@transaction.atomic
def take_back_move(member: HouseholdMember, *, by: Any) -> HouseholdMember:
    """Nobody moved out after all."""
    case = locked_open(member.household.case)
    current = HouseholdMember.claim(member.pk, None)
    newer = HouseholdMember.objects.filter(relative=current.relative_id, ends_on__isnull=True).exclude(pk=current.pk)
    if newer.exists():
        raise RuleBroken(_("{name} lebt schon wieder hier.").format(name=current.relative))
    if current.household.ends_on is not None:
        raise RuleBroken(_("Seit diesem Auszug gab es einen Umzug. Tragen Sie ein, wer jetzt hier lebt."))
    current.ends_on = None
    current.save()
    text = _("Auszug zurückgenommen: {name}").format(name=current.relative)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=text, subject=current.relative_id)
    return current


@transaction.atomic
def move_household(case: Case, *, by: Any, on: date, along: Iterable[Relative] = ()) -> Household:
    """The person moves. The household so far ends on that day for everybody; a new one begins with who comes along."""
    case = locked_open(case)
    if on > timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Zukunft. Tragen Sie den Umzug ein, wenn er geschehen ist."))
    former = _open_household(case)
    if former is not None:
        if former.starts_on is not None and on <= former.starts_on:
            raise RuleBroken(_("Der Umzug liegt nicht nach dem letzten Einzug."))
        members = former.members.filter(ends_on__isnull=True)
        if members.filter(starts_on__gte=on).exists():
            raise RuleBroken(_("An diesem Tag war jemand noch nicht eingezogen. Wählen Sie einen späteren Tag."))
        for member in members:
            ended = HouseholdMember.claim(member.pk, None)
            ended.ends_on = on
            ended.save()
        former = Household.claim(former.pk, None)
        former.ends_on = on
        former.save()
    household = Household.objects.create(case=case, starts_on=on)
    for relative in along:
        HouseholdMember.objects.create(household=household, relative=relative, starts_on=on)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=_("Umzug"), subject=household.pk)
    return household


@transaction.atomic
def relate(
    one: Relative,
    other: Relative,
    *,
    by: Any,
    kind: RelationKind | str,
    custody: str = "",
    described: str = "",
    parting: str = "",
) -> Relation:
    """Say what ``one`` is to ``other``; the other direction follows from it."""
    case = locked_open(one.case)
    relation = _relate(one, kind, other, custody=custody, described=described.strip(), parting=parting)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=f"{one}, {other}: {relation}", subject=relation.pk)
    return relation


@transaction.atomic
def change_relation(relation: Relation, *, by: Any, seen: int, **fields: Any) -> Relation:
    """Date a relation or its end, say what the custody is, or that a couple has parted."""
    case = locked_open(relation.case)
    current = Relation.claim(relation.pk, seen)
    for field, value in fields.items():
        setattr(current, field, value)
    _refuse_a_second(current)
    current.save()
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=f"{current.one}, {current.other}: {current}", subject=current.pk)
    return current


@transaction.atomic
def remove_relation(relation: Relation, *, by: Any) -> Relation:
    """Take out a relation that was entered by mistake; can be restored."""
    case = locked_open(relation.case)
    current = withdraw(relation, by=by)
    text = _("{relation} entfernt").format(relation=current)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=text, subject=current.pk)
    return current


@transaction.atomic
def restore_relation(relation: Relation, *, by: Any) -> Relation:
    """Bring a relation back that was taken out."""
    case = locked_open(relation.case)
    _refuse_a_second(relation)
    with _circles_refused():
        current = restore(relation, by=by)
    tell(case, Act.HOUSEHOLD_CHANGED, by=by, text=str(current), subject=current.pk)
    return current


def _self_of(case: Case) -> Relative:
    """The person's own place among the relatives, made when the first relative is entered."""
    return Relative.objects.get_or_create(case=case, is_self=True)[0]


def _kin(me: Relative, kinship: Kinship, relative: Relative, described: str, parting: str) -> Relation:
    match kinship:
        case Kinship.CHILD:
            return _relate(me, RelationKind.PARENT, relative)
        case Kinship.PARENT:
            return _relate(relative, RelationKind.PARENT, me)
        case Kinship.GUARDIAN:
            return _relate(relative, RelationKind.CUSTODY, me, custody=Custody.GUARDIAN)
        case Kinship.SPOUSE | Kinship.PARTNER:
            return _relate(relative, kinship.value, me, parting=parting)
        case Kinship.SIBLING:
            return _relate(relative, RelationKind.SIBLING, me)
        case _:
            return _relate(relative, RelationKind.OTHER, me, described=described or str(kinship.label))


def _relate(one: Relative, kind: str, other: Relative, **more: str) -> Relation:
    if one.pk == other.pk:
        raise RuleBroken(_("Eine Beziehung verbindet zwei verschiedene Personen."))
    relation = Relation(one=one, kind=kind, other=other, **more)
    _refuse_a_second(relation)
    with _circles_refused():
        relation.save()
    return relation


def _refuse_a_second(relation: Relation) -> None:
    """The database refuses it too; here it is said in words. What is over may have been more than once."""
    if relation.ends_on is not None or relation.parting:
        return
    pair = sorted([relation.one_id, relation.other_id])
    same = Relation.objects.current().annotate(low=Least("one", "other"), high=Greatest("one", "other"))
    same = same.filter(kind=relation.kind, low=pair[0], high=pair[1], ends_on__isnull=True, parting="").exclude(
        pk=relation.pk
    )
    if same.exists():
        raise RuleBroken(_("Diese Beziehung ist schon eingetragen."))


@contextmanager
def _circles_refused() -> Iterator[None]:
    """The database looks for circles of parents; what it finds is said in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        found: Any = error.__cause__
        if found.diag.constraint_name != NO_CIRCLE:
            raise
        raise RuleBroken(_("Niemand kann zu den eigenen Vorfahren gehören.")) from error


def _open_household(case: Case) -> Household | None:
    return Household.objects.select_for_update(no_key=True).filter(case=case, ends_on__isnull=True).first()


def _settle(case: Case, relative: Relative, on: date | None = None) -> HouseholdMember:
    household = _open_household(case) or Household.objects.create(case=case)
    return HouseholdMember.objects.create(household=household, relative=relative, starts_on=on or household.starts_on)
