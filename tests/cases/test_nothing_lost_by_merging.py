"""Whatever hangs on two entries of one person and whatever they say: merged nothing is lost, parted all is as it was.

Two persons with rows in every table there is of a person are the beginning; each example takes other rows away and lets
the two say something else. The tables come from the models: a new one joins by itself, as soon as the marked person of
``tests/retention/test_completeness.py`` has a row in it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from roterfaden.cases import reach
from roterfaden.cases.actions import merging
from roterfaden.cases.doubles import Side, merged_values, open_details
from roterfaden.cases.models import Client, ClientMerge
from roterfaden.cases.reach import reached_models
from roterfaden.retention.models import Deadline, RetentionRule
from tests.cases.test_merging import WORKED_OUT
from tests.factories import DistrictFactory, PlaceFactory
from tests.retention.test_completeness import marked_person
from tests.rowlevel.seen import undone

pytestmark = pytest.mark.django_db

Key = tuple[str, str]
Rows = dict[Key, dict[str, Any]]
MODELS = {model._meta.label: model for model in reached_models()}
HISTORIES = {label for label, model in MODELS.items() if hasattr(model, "pgh_tracked_model")}
TOLD_OF_A_MERGE = HISTORIES | {"cases.TimelineEntry", "cases.ClientMerge"}
AT_ONCE = (Phase.explicit, Phase.generate)
"""A fault is told as it was found: looking for a smaller example would take the database minutes."""
FIELDS: list[Any] = [field for field in Client._meta.fields if field.editable]


def leading_columns() -> Mapping[str, set[str]]:
    """By table the columns that lead to a person and move along."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in reach.links()[Client]:
        label = link.model._meta.label
        if label not in TOLD_OF_A_MERGE and f"{label}.{link.field.name}" not in WORKED_OUT:
            found[label].add(link.field.column)
    return found


def all_rows() -> Rows:
    """Every row of every table that may hold something of a person, by table and key."""
    parts = [
        f"select '{label}', t.{model._meta.pk.column}::text, to_jsonb(t)::text from {model._meta.db_table} t"
        for label, model in MODELS.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return {(label, key): json.loads(row) for label, key, row in cursor.fetchall()}


def hanging(rows: Rows) -> Mapping[Key, set[Key]]:
    """What hangs on each row, by the foreign keys of the models."""
    by_table: defaultdict[str, list[Key]] = defaultdict(list)
    for key in rows:
        by_table[key[0]].append(key)
    found: defaultdict[Key, set[Key]] = defaultdict(set)
    for target, model in MODELS.items():
        for link in reach.links().get(model, ()):
            for key in by_table[link.model._meta.label]:
                found[target, str(rows[key][link.field.column])].add(key)
    return found


def take_away(keys: Iterable[Key], below: Mapping[Key, set[Key]]) -> None:
    """These rows were never written, nor what hangs on them."""
    gone: defaultdict[str, set[str]] = defaultdict(set)
    ahead = set(keys)
    while ahead:
        label, key = ahead.pop()
        gone[label].add(key)
        ahead |= {more for more in below.get((label, key), ()) if more[1] not in gone[more[0]]}
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for label, some in gone.items():
            meta = MODELS[label]._meta
            cursor.execute(f"delete from {meta.db_table} where {meta.pk.column}::text = any(%s)", [list(some)])
        cursor.execute("set local session_replication_role = origin")


def said(field: Any) -> st.SearchStrategy[Any]:
    """What a person may have said in this field; a few values, so that both often say the same or nothing."""
    if field.choices:
        return st.sampled_from([value for value, _words in field.choices])
    if isinstance(field, models.BooleanField):
        return st.booleans()
    if isinstance(field, models.ForeignKey):
        return st.sampled_from([None, *field.remote_field.model.objects.order_by("key")])
    if isinstance(field, models.DateField):
        return st.none() | st.dates(date(1930, 1, 1), date(2040, 1, 1))
    shortest = 0 if field.blank else 1
    words = st.sampled_from(["Ali", "Khalid Omar", "Alina", "Ali Öz", "على", "A, B"]).filter(
        lambda word: len(word) <= field.max_length
    )
    characters = st.characters(codec="utf-8", exclude_characters="\x00")
    typed = st.text(characters, min_size=shortest, max_size=min(field.max_length, 20))
    whole = st.just("x" * field.max_length)
    return typed | whole | (words if field.max_length > 2 else typed) | (typed if shortest else st.just(""))


def say(person: Client, data: st.DataObject) -> Client:
    for field in FIELDS:
        setattr(person, field.name, data.draw(said(field), label=field.name))
    person.save()
    return person


def lost_names(kept: Mapping[str, Any], *earlier: Mapping[str, Any]) -> set[str]:
    """Names of either that no search would find any more, although there is room for them among the others."""
    spellings, longest = kept["other_names"], Client._meta.get_field("other_names").max_length
    whole = [f"{row['given_name']} {row['family_name']}".strip() for row in (kept, *earlier)]
    names = {*whole[1:], *(name for row in earlier for name in row["other_names"].split(", "))} - {whole[0], ""}
    return {
        name for name in names if f", {name}, " not in f", {spellings}, " and len(f"{spellings}, {name}") <= longest
    }


def merge(kept: Client, joined: Client, chosen: Mapping[str, str]) -> ClientMerge:
    seen = {one.pk: one.revision for one in (kept, joined)}
    return merging.merge_clients(kept, joined, by=kept.created_by, seen=seen, chosen=chosen)


NAMES = st.sampled_from(["Ali", "Khalid", "Alina", "Ali Khalid", "على"])
ENTRIES = st.fixed_dictionaries({
    "given_name": NAMES,
    "family_name": NAMES,
    "other_names": st.lists(NAMES, max_size=4).map(", ".join) | st.just("x" * 195),
})  # fmt: skip


@given(ENTRIES, ENTRIES, st.sampled_from(Side))
def test_a_name_that_is_part_of_another_one_is_kept_as_well(
    first: dict[str, str], second: dict[str, str], side: Side
) -> None:
    kept, joined = Client(**first), Client(**second)
    values = merged_values(kept, joined, dict.fromkeys(("given_name", "family_name"), side))
    assert lost_names(first | values, first, second) == set()


def test_merged_nothing_is_lost_and_parted_everything_is_as_it_was() -> None:
    persons = [marked_person(), marked_person()]
    rule = RetentionRule.objects.order_by("pk")[0]
    for person in persons:
        DistrictFactory()
        PlaceFactory()
        Deadline.objects.create(
            client=person, lead=person.created_by, kind=rule.kind, rule=rule, delete_on=date(2030, 1, 1)
        )
    full = all_rows()
    assert {label for label, _key in full} == MODELS.keys()
    below, both = hanging(full), {("cases.Client", str(person.pk)) for person in persons}
    others = sorted(full.keys() - both)
    leading = leading_columns()

    @settings(max_examples=25, phases=AT_ONCE)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        with undone():
            take_away(data.draw(st.sets(st.sampled_from(others), max_size=25)), below)
            kept, joined = (
                say(Client.objects.get(pk=person.pk), data) for person in data.draw(st.permutations(persons))
            )
            chosen = {one.name: data.draw(st.sampled_from(Side)) for one in open_details(kept, joined)}
            before = all_rows()
            done = merge(kept, joined, chosen)
            nothing_is_lost(before, all_rows(), done)
            merging.part_clients(done, by=kept.created_by)
            everything_is_as_it_was(before, all_rows())

    def nothing_is_lost(before: Rows, after: Rows, done: ClientMerge) -> None:
        stays, goes = ("cases.Client", str(done.kept_id)), ("cases.Client", str(done.joined_id))
        wanted = {
            key: row | {column: stays[1] for column in leading.get(key[0], ()) if row[column] == goes[1]}
            for key, row in before.items()
        }
        wanted[goes]["merged_into_id"] = stays[1]
        wanted[stays], wanted[goes]["revision"] = after[stays], after[goes]["revision"]
        assert [key for key, row in wanted.items() if after.get(key) != row] == []
        assert {label for label, _key in after.keys() - before.keys()} <= TOLD_OF_A_MERGE
        every_value_is_readable(before[stays], after[stays], after[goes], done)

    def every_value_is_readable(
        before: Mapping[str, Any], kept: Mapping[str, Any], joined: Mapping[str, Any], done: ClientMerge
    ) -> None:
        """In the record that stays, in the merge's, or in the record the merge leads to, which stays as it was."""
        for field in FIELDS:
            earlier, _now = done.changed.get(field.attname, (kept[field.attname], None))
            assert before[field.attname] == earlier, field
            assert kept[field.attname] in {earlier, joined[field.attname]} or field.name == "other_names"
        assert lost_names(kept, before, joined) == set()

    holds()


def everything_is_as_it_was(before: Rows, parted: Rows) -> None:
    """Table by table, but for the counters of edits; what is new only tells of it."""
    known = {key: row | {"revision": parted[key].get("revision")} for key, row in before.items() if "revision" in row}
    assert [key for key, row in (before | known).items() if parted.get(key) != row] == []
    assert {label for label, _key in parted.keys() - before.keys()} <= TOLD_OF_A_MERGE
