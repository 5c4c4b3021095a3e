"""The network map: where everyone is placed, and the picture."""

import re
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.cases.network_map import (
    CENTRE_RADIUS,
    CLOSENESS,
    NARROW,
    QUADRANTS,
    WIDE,
    MapEntry,
    MapField,
    Placed,
    Shape,
    Tone,
    describe,
    layout,
    svg_model,
    svg_models,
)

SVG = "{http://www.w3.org/2000/svg}"
MOTHER = MapEntry("1", "Mutter", MapField.FAMILY, 1)
LABELS = [
    "Mutter",
    "أخي محمد عبد الرحمن الحسيني",
    "Aufenthaltsgestattungsverlängerungsstelle",
    "Frau Dr. Öztürk",
    "李",
    "–",
]


@st.composite
def maps(draw: st.DrawFn) -> list[MapEntry]:
    label = st.one_of(st.sampled_from(LABELS), st.text(min_size=1, max_size=60))
    entry = st.tuples(label, st.sampled_from(MapField), st.integers(1, 5), st.sampled_from(Tone))
    drawn = draw(st.lists(entry, max_size=24))
    return [MapEntry(str(index), *parts) for index, parts in enumerate(drawn)]


crowds = st.builds(
    lambda label, field, closeness, number: [MapEntry(str(i), f"{label} {i}", field, closeness) for i in range(number)],
    st.sampled_from(LABELS),
    st.sampled_from(MapField),
    st.integers(1, 5),
    st.integers(12, 24),
)
few_large_maps = settings(max_examples=40)
any_map = st.one_of(maps(), crowds)
any_shape = st.sampled_from([WIDE, NARROW])


def touching(placed: list[Placed]) -> list[tuple[str, str]]:
    return [(a.entry.label, b.entry.label) for a, b in combinations(placed, 2) if a.box.overlaps(b.box)]


@few_large_maps
@given(any_map, any_shape)
def test_no_two_labels_touch(entries: list[MapEntry], shape: Shape) -> None:
    placed = layout(entries, shape)
    assert len(placed) == len(entries)
    assert not touching(placed)


@few_large_maps
@given(any_map, any_shape)
def test_everyone_is_in_their_field_beside_the_person_and_inside_the_picture(
    entries: list[MapEntry], shape: Shape
) -> None:
    picture = svg_model(entries, shape=shape)
    assert shape == WIDE or (picture.left, picture.right) == (-200, 200)
    for spot in picture.placed:
        sideways, down = QUADRANTS[spot.entry.field]
        box = spot.box
        assert min(sideways * box.left, sideways * box.right) > 0
        assert min(down * box.top, down * box.bottom) > 0
        assert hypot(max(abs(box.x) - box.width / 2, 0), max(abs(box.y) - box.height / 2, 0)) > CENTRE_RADIUS
        assert picture.left < box.left
        assert picture.right > box.right
        assert picture.top < box.top
        assert picture.bottom > box.bottom


@few_large_maps
@given(any_map, any_shape)
def test_who_is_nearer_stands_nearer(entries: list[MapEntry], shape: Shape) -> None:
    placed = layout(entries, shape)
    for a, b in combinations(placed, 2):
        if a.entry.closeness < b.entry.closeness:
            assert shape.first_ring < a.distance < b.distance


@few_large_maps
@given(any_map.flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_the_same_entries_have_the_same_places_in_any_order(orders: tuple[list[MapEntry], list[MapEntry]]) -> None:
    entries, shuffled = orders
    assert layout(shuffled) == layout(entries)


@few_large_maps
@given(any_map, any_shape)
def test_rings_widen_outwards(entries: list[MapEntry], shape: Shape) -> None:
    heights = [height for _width, height in svg_model(entries, shape=shape).rings]
    assert len(heights) == len(CLOSENESS)
    assert heights == sorted(set(heights))


@pytest.mark.parametrize("closeness", [0, 6, -1])
def test_a_closeness_outside_one_to_five_is_refused(closeness: int) -> None:
    with pytest.raises(ValueError, match="closeness"):
        MapEntry("1", "Mutter", MapField.FAMILY, closeness)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Mutter", ("Mutter",)),
        ("Nachbarin Frau Schulz aus dem Erdgeschoss", ("Nachbarin Frau", "Schulz aus dem Erd…")),
        ("Aufenthaltsgestattungsverlängerung", ("Aufenthaltsgestattu…",)),
        ("  ", ("–",)),
    ],
)
def test_a_long_label_is_wrapped_and_shortened(label: str, lines: tuple[str, ...]) -> None:
    [spot] = layout([MapEntry("1", label, MapField.FRIENDS, 3)])
    assert spot.lines == lines


def test_a_label_in_arabic_runs_from_right_to_left() -> None:
    [spot] = layout([MapEntry("1", "2. أخي", MapField.FAMILY, 2)])
    assert spot.direction == "rtl"
    [spot] = layout([MapEntry("1", "Onkel محمد", MapField.FAMILY, 2)])
    assert spot.direction == "ltr"


def test_the_map_in_words_names_everyone_nearest_first() -> None:
    boss = MapEntry("2", "Chef", MapField.WORK_SCHOOL, 4, Tone.STRESSFUL)
    aunt = MapEntry("3", "Tante", MapField.FAMILY, 2, Tone.MIXED)
    assert describe([boss, aunt, MOTHER]) == (
        "3 Einträge. Familie: Mutter (sehr nah, stärkt mich), Tante (nah, mal so, mal so)."
        " Arbeit und Schule: Chef (eher fern, belastet mich)."
    )


def test_an_empty_map_says_so() -> None:
    assert svg_model([]).description == "Noch niemand eingetragen."


def drawn(*entries: MapEntry, centre: str = "") -> str:
    return render_to_string("cases/network_map.svg.html", {"maps": svg_models(list(entries), centre=centre)})


def svg_of(html: str) -> ElementTree.Element:
    svg, _narrow = re.findall(r'<svg class="netmap__picture .*?</svg>', html, re.DOTALL)
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_the_picture_has_a_name_and_a_description_for_those_who_hear_it() -> None:
    svg = svg_of(drawn(MOTHER))
    named = {element.get("id"): element.text for element in svg if element.tag in (SVG + "title", SVG + "desc")}
    assert svg.get("role") == "img"
    assert set((svg.get("aria-labelledby") or "").split()) == set(named)
    assert named["netzwerkkarte-wide-title"] == "Netzwerkkarte"
    assert "Mutter" in (named["netzwerkkarte-wide-desc"] or "")


def test_the_picture_brings_no_style_and_no_script_of_its_own() -> None:
    html = drawn(MOTHER, MapEntry("2", "<script>x</script>", MapField.FRIENDS, 2))
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
    assert "&lt;script&gt;" in html


def test_every_mark_of_the_picture_is_drawn_in_the_legend() -> None:
    html = drawn(*(MapEntry(tone, str(tone.label), MapField.FAMILY, 2, tone) for tone in Tone))
    used = set(re.findall(r'href="#([^"]+)"', html))
    assert used == {f"netzwerkkarte-{tone}" for tone in Tone}
    assert all(html.count(f'id="{name}"') == 1 for name in used)


def test_coordinates_are_whole_numbers_in_a_german_page() -> None:
    numbers = re.findall(r'\s(?:x|y|r|rx|ry|width|height|d)="([^"]*)"', drawn(MOTHER).split("<figcaption")[0])
    assert numbers
    assert not any("," in number or "." in number for number in numbers)


@pytest.mark.parametrize(
    ("centre", "lines"),
    [("", ("Ich",)), ("Samira", ("Samira",)), ("Frau Haddad", ("Frau", "Haddad")), ("Konstantinopel", ("Konstanti…",))],
)
def test_the_person_stands_in_the_middle(centre: str, lines: tuple[str, ...]) -> None:
    assert svg_model([], centre=centre).centre == lines
