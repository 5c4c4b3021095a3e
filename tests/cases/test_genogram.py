"""The genogram: generations, symbols and lines as everybody in social work reads them, the same for the same family."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from roterfaden.cases.genogram import PITCH, ROW, Figure, Genogram, genogram
from roterfaden.cases.models import Gender, Parting, Relation, RelationKind

ME, SPOUSE, CHILD, BABY, MOTHER, EARLIER = (uuid4() for _number in range(6))
FAMILY = [
    Figure(ME, "Karim", Gender.MALE, 40, is_self=True, lives_here=True),
    Figure(SPOUSE, "Amal", Gender.FEMALE, 36, lives_here=True),
    Figure(CHILD, "Jusuf", Gender.MALE, 9, lives_here=True),
    Figure(BABY, "Mila", Gender.NOT_STATED, 3, lives_here=True),
    Figure(MOTHER, "Huda", Gender.FEMALE, None, has_died=True),
    Figure(EARLIER, "Rana", Gender.FEMALE, 38),
]


def relation(one: UUID, kind: RelationKind, other: UUID, **more: str) -> Relation:
    return Relation(one_id=one, kind=kind, other_id=other, **more)


def drawn(*more: Relation, family: list[Figure] | None = None) -> Genogram:
    relations = [relation(parent, RelationKind.PARENT, child) for parent in (ME, SPOUSE) for child in (CHILD, BABY)]
    relations += [relation(MOTHER, RelationKind.PARENT, ME), *more]
    picture = genogram(family or FAMILY, relations, ["Karim: Vater von Jusuf."])
    assert picture is not None
    return picture


def kinds(picture: Genogram) -> set[str]:
    return {stroke.kind for stroke in picture.strokes}


MARRIED = relation(ME, RelationKind.MARRIED, SPOUSE)


def test_generations_stand_below_each_other_and_nobody_upon_another() -> None:
    spots = {spot.figure.key: spot for spot in drawn(MARRIED).spots}
    assert spots[MOTHER].y + ROW == spots[ME].y == spots[SPOUSE].y == spots[CHILD].y - ROW == spots[BABY].y - ROW
    assert abs(spots[ME].x - spots[SPOUSE].x) == PITCH
    places = {(spot.x, spot.y) for spot in spots.values()}
    assert len(places) == len(spots)


def test_the_person_has_two_outlines_and_a_cross_stands_for_who_has_died() -> None:
    spots = {spot.figure.key: spot for spot in drawn(MARRIED).spots}
    assert [len(spots[key].outlines) for key in (ME, SPOUSE)] == [2, 1]
    assert spots[MOTHER].cross
    assert not spots[SPOUSE].cross


@pytest.mark.parametrize(
    ("kind", "parting", "expected"),
    [
        (RelationKind.MARRIED, "", {"married"}),
        (RelationKind.PARTNER, "", {"partners"}),
        (RelationKind.MARRIED, Parting.SEPARATED, {"married", "separated"}),
        (RelationKind.MARRIED, Parting.DIVORCED, {"married", "divorced"}),
        (RelationKind.PARTNER, Parting.SEPARATED, {"partners", "separated"}),
    ],
)
def test_lines_say_how_a_couple_is_together(kind: RelationKind, parting: str, expected: set[str]) -> None:
    picture = drawn(relation(ME, kind, SPOUSE, parting=parting))
    assert kinds(picture) == {*expected, "children"}
    assert expected <= {sign.kind for sign in picture.legend}


def test_who_came_together_again_is_not_drawn_as_parted() -> None:
    assert "divorced" not in kinds(drawn(relation(ME, RelationKind.MARRIED, SPOUSE, parting=Parting.DIVORCED), MARRIED))


def test_a_divorced_and_a_present_spouse_stand_on_either_side() -> None:
    picture = drawn(MARRIED, relation(EARLIER, RelationKind.MARRIED, ME, parting=Parting.DIVORCED))
    at = {spot.figure.key: spot.x for spot in picture.spots}
    assert sorted([at[SPOUSE], at[EARLIER]]) == [at[ME] - PITCH, at[ME] + PITCH]


def test_the_same_family_gives_the_same_picture() -> None:
    assert drawn(MARRIED) == drawn(MARRIED)


def test_names_of_either_script_are_read_their_way_and_long_ones_fit() -> None:
    family = [replace(FAMILY[0], name="كريم"), replace(FAMILY[1], name="Aufenthaltsgestattung von Amal"), *FAMILY[2:]]
    spots = {spot.figure.key: spot for spot in drawn(MARRIED, family=family).spots}
    assert (spots[ME].direction, spots[SPOUSE].direction) == ("rtl", "ltr")
    assert all(len(line) <= 15 for _height, line in spots[SPOUSE].lines)


def test_one_person_alone_is_no_picture() -> None:
    assert genogram(FAMILY[:1], [], []) is None
