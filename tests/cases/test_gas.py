"""Goal Attainment Scaling: the published figures and the laws of the formula."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.cases.gas import SCALE, Scored, t_value, weight

levels = st.integers(-2, 2)
weights = st.one_of(st.integers(1, 9), st.decimals(Decimal("0.1"), 9, places=1))
goals = st.lists(st.builds(Scored, levels, weights), min_size=1, max_size=12)


def t(scored: Sequence[Scored], rho: float = 0.3) -> float:
    value = t_value(scored, rho)
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("scores", "weighed", "expected"),
    [
        ([1], [1], 60.00),
        ([0, 0, 0], [1, 1, 1], 50.00),
        ([1, 1, 1], [1, 1, 1], 63.69),
        ([-2, -2, -2], [1, 1, 1], 22.61),
        ([1, 0, -1], [3, 2, 1], 54.41),
    ],
)
def test_the_published_figures_come_out(scores: list[int], weighed: list[int], expected: float) -> None:
    assert round(t([Scored(x, w) for x, w in zip(scores, weighed, strict=True)]), 2) == expected


def test_without_any_score_there_is_no_value() -> None:
    assert t_value([]) is None


@pytest.mark.parametrize("level", [-3, 3, 100])
def test_a_level_outside_the_scale_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="level"):
        Scored(level, 1)


@pytest.mark.parametrize("heavy", [0, -1, Decimal("0.0")])
def test_a_goal_that_counts_for_nothing_is_refused(heavy: int | Decimal) -> None:
    with pytest.raises(ValueError, match="weight"):
        Scored(0, heavy)


@pytest.mark.parametrize("rho", [-0.1, 1.1])
def test_an_impossible_correlation_is_refused(rho: float) -> None:
    with pytest.raises(ValueError, match="rho"):
        t_value([Scored(0)], rho)


def test_the_weight_is_importance_times_difficulty() -> None:
    assert [weight(i, d) for i in (1, 2, 3) for d in (1, 2, 3)] == [1, 2, 3, 2, 4, 6, 3, 6, 9]


@pytest.mark.parametrize(("importance", "difficulty"), [(0, 1), (1, 4), (-1, 2)])
def test_importance_and_difficulty_go_from_one_to_three(importance: int, difficulty: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 3"):
        weight(importance, difficulty)


def test_every_level_has_a_german_name() -> None:
    assert sorted(SCALE) == [-2, -1, 0, 1, 2]
    assert len(set(map(str, SCALE.values()))) == 5


@given(st.lists(weights, min_size=1), st.floats(0, 1))
def test_all_goals_as_expected_give_fifty(weighed: list[int | Decimal], rho: float) -> None:
    assert t([Scored(0, w) for w in weighed], rho) == 50


@given(goals)
def test_negated_levels_mirror_around_fifty(scored: list[Scored]) -> None:
    mirrored = [Scored(-goal.level, goal.weight) for goal in scored]
    assert t(scored) + t(mirrored) == pytest.approx(100)


@given(goals, st.data())
def test_a_better_level_gives_a_higher_value(scored: list[Scored], choice: st.DataObject) -> None:
    index = choice.draw(st.integers(0, len(scored) - 1))
    values = [t([*scored[:index], Scored(level, scored[index].weight), *scored[index + 1 :]]) for level in range(-2, 3)]
    assert all(lower < higher for lower, higher in pairwise(values))


@given(goals, st.integers(2, 50))
def test_scaling_all_weights_changes_nothing(scored: list[Scored], factor: int) -> None:
    assert t([Scored(goal.level, goal.weight * factor) for goal in scored]) == pytest.approx(t(scored))


@given(goals.flatmap(lambda scored: st.tuples(st.just(scored), st.permutations(scored))))
def test_the_order_of_goals_changes_nothing(orders: tuple[list[Scored], list[Scored]]) -> None:
    scored, shuffled = orders
    assert t(shuffled) == pytest.approx(t(scored))


@given(levels, weights)
def test_a_single_goal_gives_ten_points_a_level_whatever_its_weight(level: int, heavy: int | Decimal) -> None:
    assert t([Scored(level, heavy)]) == pytest.approx(50 + 10 * level)


@given(goals)
def test_no_course_leaves_the_bounds_of_the_formula(scored: list[Scored]) -> None:
    """With ρ = 0.3 even all goals at the end of the scale lie within 20/√0.3 of the middle."""
    assert abs(t(scored) - 50) <= 20 / sqrt(0.3) + 1e-9


@given(goals, st.floats(0, 1))
def test_it_is_the_weighted_sum_measured_in_its_own_standard_deviation(scored: list[Scored], rho: float) -> None:
    """How Kiresuk and Sherman derive it: levels of variance 1 that correlate with ρ, pair by pair."""
    weighed = [float(goal.weight) for goal in scored]
    variance = sum(v * w * (1 if i == j else rho) for i, v in enumerate(weighed) for j, w in enumerate(weighed))
    total = sum(goal.level * w for goal, w in zip(scored, weighed, strict=True))
    assert t(scored, rho) == pytest.approx(50 + 10 * total / sqrt(variance))
