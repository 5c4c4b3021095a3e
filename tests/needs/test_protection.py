"""Small groups are held back, whatever one adds and subtracts, and whoever knows how it is done."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from roterfaden.needs.models import NeedKind
from roterfaden.needs.protection import ELSEWHERE, FEWEST, NOWHERE, Figure, Split, Told, Unmet, tell

FIELDS = ["wohnen", "arbeiten"]
DISTRICTS = ["brassert", "hamm", "polsum", "sinsen"]
ALL_DISTRICTS = {*DISTRICTS, NOWHERE}
MONTHS = [date(2026, month, 1) for month in (1, 2, 3)]

Key = tuple[str, str, str, str]


@st.composite
def quarters(draw: st.DrawFn) -> list[Unmet]:
    """Many needs in few places, so that there are cells of every size around the threshold."""
    kinds = draw(st.lists(st.sampled_from(list(NeedKind)), min_size=1, max_size=2, unique=True))
    groups = draw(st.lists(st.sampled_from(["familien", "frauen"]), min_size=1, unique=True))
    found: list[Unmet] = []
    for field, district in product(FIELDS, [*DISTRICTS, NOWHERE]):
        for _one in range(draw(st.integers(0, 9))):
            found.append(
                Unmet(
                    draw(st.sampled_from(kinds)),
                    field,
                    draw(st.sampled_from(groups)),
                    district,
                    draw(st.sampled_from(MONTHS[: draw(st.integers(1, 3))])),
                )
            )
    return found


needs = quarters()


def key_of(figure: Figure) -> Key:
    return figure.field, figure.district, figure.by, figure.value


def numbers(told: Told) -> dict[Key, int]:
    return {key_of(figure): figure.number for figure in told.figures}


def meant(told: Told, unmet: list[Unmet]) -> dict[Key, frozenset[int]]:
    """Which needs each figure counts, by their place in the list."""
    alone = {(figure.field, figure.district) for figure in told.figures}
    found: defaultdict[Key, set[int]] = defaultdict(set)
    for number, one in enumerate(unmet):
        if told.includes(one):
            district = one.district if (one.field, one.district) in alone else ELSEWHERE
            found[one.field, district, "", ""].add(number)
            for split in Split:
                found[one.field, district, split, one.share(split)].add(number)
    return {key: frozenset(found[key]) for key in numbers(told)}


@given(needs)
def test_every_figure_is_of_five_or_more_and_counts_what_it_says(unmet: list[Unmet]) -> None:
    told = tell(unmet, DISTRICTS)
    groups = meant(told, unmet)
    assert numbers(told) == {key: len(members) for key, members in groups.items()}
    assert all(figure.number >= FEWEST for figure in told.figures)


@given(needs)
def test_each_need_is_in_one_figure_or_waits(unmet: list[Unmet]) -> None:
    told = tell(unmet, DISTRICTS)
    whole = sum(figure.number for figure in told.figures if not figure.by)
    assert whole == sum(told.includes(one) for one in unmet)


@given(needs)
def test_no_sum_or_difference_of_figures_leads_to_fewer_than_five(unmet: list[Unmet]) -> None:
    """Of every two figures, and of every sum of figures of one field with another: what one has more than the other."""
    told = tell(unmet, DISTRICTS)
    groups = list(meant(told, unmet).values())
    derived = {first | second for first, second in combinations(groups, 2) if not first & second} | set(groups)
    for whole, part in product(derived, groups):
        if part < whole:
            assert len(whole - part) >= FEWEST


@given(needs)
def test_shares_leave_no_small_remainder(unmet: list[Unmet]) -> None:
    told = tell(unmet, DISTRICTS)
    whole = {(figure.field, figure.district): figure.number for figure in told.figures if not figure.by}
    shares: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for figure in told.figures:
        if figure.by:
            shares[figure.field, figure.district, figure.by] += figure.number
    assert all(whole[field, district] == number for (field, district, _by), number in shares.items())


def hidden(told: Told, field: str) -> list[str]:
    return sorted(district for district in ALL_DISTRICTS if (field, district, "", "") not in numbers(told))


@given(needs)
def test_a_district_that_is_not_told_alone_could_have_any_number_from_none_to_four(unmet: list[Unmet]) -> None:
    """Whoever knows the rule and the figures cannot tell these worlds apart: the same figures come out of each."""
    told = tell(unmet, DISTRICTS)
    for field in FIELDS:
        out_of_sight = hidden(told, field)
        rest = numbers(told).get((field, ELSEWHERE, "", ""))
        for district, number in product(out_of_sight, range(FEWEST)):
            others = [other for other in out_of_sight if other != district]
            left = 0 if rest is None else rest - number
            assert 0 <= left <= (FEWEST - 1) * len(others)
            another = [one for one in unmet if (one.field, one.district) not in {(field, d) for d in out_of_sight}]
            another += world(field, district, number, others, left)
            same = numbers(tell(another, DISTRICTS))
            assert {k: v for k, v in same.items() if not k[2]} == {k: v for k, v in numbers(told).items() if not k[2]}


def world(field: str, district: str, number: int, others: list[str], left: int) -> list[Unmet]:
    """So many needs in the district, and the others spread over the other districts."""
    found = [district] * number
    for other in others:
        some = min(left, FEWEST - 1)
        found += [other] * some
        left -= some
    return [Unmet(NeedKind.DECLINED, field, "familien", place, MONTHS[0]) for place in found]


@given(needs, st.randoms())
def test_the_order_in_which_needs_arose_says_nothing(unmet: list[Unmet], chance: object) -> None:
    mixed = list(unmet)
    shuffle: Callable[[list[Unmet]], None] = chance.shuffle  # type: ignore[attr-defined]
    shuffle(mixed)
    assert numbers(tell(mixed, DISTRICTS)) == numbers(tell(unmet, DISTRICTS))


@given(needs, needs)
def test_what_waits_is_told_once_in_a_later_quarter(first: list[Unmet], second: list[Unmet]) -> None:
    before = tell(first, DISTRICTS)
    waiting = [one for one in first if not before.includes(one)]
    after = tell([*waiting, *second], DISTRICTS)
    told = sum(figure.number for one in (before, after) for figure in one.figures if not figure.by)
    still = sum(not after.includes(one) for one in [*waiting, *second])
    assert told + still == len(first) + len(second)
