"""A database of its own with very many cases, filled in minutes, for ``benchmarks/cases.py``.

Some stories of the demo and some hundred invented cases are written once through the acts and triggers of the product,
so that goals, plans, referrals, consents, logs and every version of history stand as the application writes them. Then
PostgreSQL multiplies all that hangs on their persons by ``INSERT … SELECT``: each copy has a person of its own (name,
spelling, birth date, number), keys of its own and a team of its own.

Left out of the copies: the hash chain over the logs (only its end is ever read), links with secret keys, and what
belongs to nobody's file.
"""

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import names
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone, translation

from roterfaden.accounts.models import User
from roterfaden.cases.models import Advice, Case, Client, ContactNote, Intake, TimelineEntry
from roterfaden.cases.models.timeline import Act
from roterfaden.demo.stories import many_cases, tell_stories
from roterfaden.demo.stories.casting import case_managers
from roterfaden.demo.stories.many import enough_staff
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.directory import with_facts
from roterfaden.offers.models import Offer

TOLD, TOLD_COPIES = 40, 300
"""Cases told through the acts, and how often each is copied: the rich files."""
INVENTED = 500
NOTES_EACH, WRITTEN_ALREADY = 10, 3
CASES_PER_WORKER = 167
"""A third of them open: about 58, a little more than the usual guide value of 50."""
TALKS, OPEN_TALKS, ADVICE, OFFERS, READS_EACH = 20_000, 8, 60_000, 2_000, 10
DESKS = 4
"""Colleagues of the intake desk: theirs are the talks and the advice, no case."""
SECRET = {"ViewLink", "ViewLinkEvent", "ReferralLink", "ReferralLinkEvent", "ClientMerge", "ClientMergeEvent"}


FEWEST = 2_000
"""Fewer cases than this leave no room for copies of the told and invented ones."""


def share(of_hundred_thousand: int, size: int) -> int:
    """How many there are with ``size`` cases of what there are so many of with 100,000."""
    return of_hundred_thousand * size // 100_000


def fill(size: int, municipality: str) -> None:
    """Fill an empty database with ``size`` cases and ten notes for each."""
    if size < FEWEST:
        raise ValueError(f"at least {FEWEST} cases")
    say = Steps()
    quiet: dict[str, Any] = {"verbosity": 0}
    call_command("migrate", interactive=False, **quiet)
    call_command("load_municipality", municipality, **quiet)
    say("Tabellen und Kommune")
    today = timezone.localdate()
    with translation.override("de"):
        tell_stories(seed=1, cases=TOLD, today=today)
        say("erzählte Fälle")
        many_cases(INVENTED, today=today, with_history=True)
    enrich(size)
    say("erfundene Fälle als Vorlage")
    more_offers(random.Random(1))
    say("Angebote")
    copies = Copies(enough_staff(case_managers(today), size // CASES_PER_WORKER), size)
    copies.prepare()
    say("Personen der Kopien")
    copies.write()
    say("Kopien")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LARGE_STEPS)
        cursor.execute(_READS, [READS_EACH])
    with connection.cursor() as cursor:
        cursor.execute("drop schema bench cascade")
        cursor.execute("vacuum (analyze)")
    say("Lesezugriffe, VACUUM ANALYZE")


class Steps:
    """Says how long each step took."""

    def __init__(self) -> None:
        self.since = timezone.now()

    def __call__(self, what: str) -> None:
        """One step is done."""
        now = timezone.now()
        print(f"  {what}: {(now - self.since).total_seconds():.0f} s", flush=True)
        self.since = now


def enrich(size: int) -> None:
    """What the invented cases lack: notes of the whole time, and that facts were corrected since; with triggers."""
    dice = random.Random(2)
    invented = list(Case.objects.filter(reference__startswith="B-").order_by("pk"))
    texts = dict(ContactNote.objects.filter(case__in=invented).order_by("at", "pk").values_list("case_id", "text"))
    told = Case.objects.exclude(reference__startswith="B-")
    times = 1 + share(TOLD_COPIES, size)
    written = times * ContactNote.objects.filter(case__in=told).count()
    each = (NOTES_EACH * size - written) / (size - times * told.count())
    notes, entries = [], []
    for number, case in enumerate(invented):
        # Some have many more than others; one more than the mean makes up for rounding.
        many = int(each) + 1 - WRITTEN_ALREADY + number % 13 - 6
        until = case.closed_at or timezone.now()
        for _note in range(max(0, many)):
            at = case.opened_at + (until - case.opened_at) * dice.random()
            note = ContactNote(case=case, at=at, text=texts[case.pk], created_by_id=case.lead_id)
            notes.append(note)
            entries.append(TimelineEntry(case=case, act=Act.NOTE_ADDED, at=at, by_id=case.lead_id, subject=note.pk))
    with transaction.atomic():
        ContactNote.objects.bulk_create(notes, batch_size=1000)
        TimelineEntry.objects.bulk_create(entries, batch_size=1000)
        with connection.cursor() as cursor:
            for table, times in _CORRECTED.items():
                for _time in range(times):
                    cursor.execute(f"update {table} set revision = revision + 1")


_CORRECTED = {
    "cases_client": 1, "cases_case": 3, "cases_intake": 1, "cases_actiongoal": 1, "cases_measure": 1,
    "cases_referral": 2, "cases_casetask": 1, "cases_followup": 1,
}  # fmt: skip


def more_offers(dice: random.Random) -> None:
    """The municipality's offers again with other words, languages, fields and places."""
    originals = list(with_facts(Offer.objects.current().prefetch_related("fields_of_action")))
    made = []
    for number in range(OFFERS - len(originals)):
        like = dice.choice(originals)
        words = [dice.choice(names.BEGINNINGS) + dice.choice(names.ENDINGS) for _ in range(5)]
        copy = Offer(
            key=f"benchmark-{number}",
            title=f"{like.title} {words[0].title()}",
            kind=like.kind,
            organisation=like.organisation,
            target_group=like.target_group,
            description=f"{like.description} {' '.join(words)}",
            languages=dice.sample(["ar", "uk", "tr", "fa", "ro", "en"], dice.randrange(3)),
            keywords=[*like.keywords, words[1]],
            origin=like.origin,
        )
        made.append((copy, like))
    Offer.objects.bulk_create(copy for copy, _like in made)
    for name in ("fields_of_action", "places"):
        through, column = getattr(Offer, name).through, getattr(Offer, name).field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(**{"offer_id": copy.pk, f"{column}_id": one.pk})
            for copy, like in made
            for one in getattr(like, name).all()
        )
    refresh_search(copy for copy, _like in made)


class Copies:
    """Every row that hangs on a person, again and again."""

    def __init__(self, staff: list[User], size: int) -> None:
        known = [user for user in staff if user.is_active]
        self.desks = [known[-1], *staff[-DESKS + 1 :]]
        self.workers = [user for user in staff if user not in self.desks]
        self.known = known
        self.size = size
        self.dice = random.Random(3)

    def prepare(self) -> None:
        """Say in a schema of its own what is copied how often, for whom and as whom."""
        moved, copies = list(self._moved()), list(self._copies())  # first: nothing can be asked while COPY runs
        with connection.cursor() as cursor:
            cursor.execute(_BENCH)
            for table, rows in (("moved", moved), ("copy", copies)):
                with cursor.copy(f"copy bench.{table} from stdin") as copy:
                    for row in rows:
                        copy.write_row(row)
            cursor.execute("create index on bench.copy (root); analyze")

    def _moved(self) -> Iterator[tuple[UUID, int, UUID]]:
        for number, user in enumerate(self.known):
            yield from ((user.pk, -1 - desk, other.pk) for desk, other in enumerate(self.desks))
            for shift in range(len(self.workers)):
                yield user.pk, shift, self.workers[(number + shift) % len(self.workers)].pk

    def _copies(self) -> Iterator[tuple[Any, ...]]:
        persons = names.persons(self.dice)
        shift = 0
        for root, many in self._roots():
            for number in range(many):
                shift += 1
                yield (root, number, shift % len(self.workers), *next(persons))
        for root, many in self._talks():
            yield from ((root, number, -1 - number % DESKS, *next(persons)) for number in range(many))
        advice = list(Advice.objects.order_by("pk").values_list("pk", flat=True))
        for root in advice:
            for number in range(share(ADVICE, self.size) // len(advice)):
                who = -1 - number % DESKS if number % 3 else number % len(self.workers)
                yield (root, number, who, *[None] * 7, [])

    def _roots(self) -> Iterator[tuple[UUID, int]]:
        """Persons with a case, and how often each comes; together as many cases as asked for."""
        cases = Case.objects.filter(client__merged_into=None).order_by("pk")
        told = list(cases.exclude(reference__startswith="B-").values_list("client", flat=True))
        invented = list(cases.filter(reference__startswith="B-").values_list("client", flat=True))
        copies = share(TOLD_COPIES, self.size)
        yield from ((root, copies) for root in told)
        left = self.size - Case.objects.count() - copies * len(told)
        for number, root in enumerate(invented):
            yield root, left // len(invented) + (number < left % len(invented))

    def _talks(self) -> Iterator[tuple[UUID, int]]:
        talks = Intake.objects.filter(client__cases=None, client__merged_into=None).order_by("pk")
        decided = list(talks.exclude(decision="").values_list("client", flat=True).distinct())
        yield from ((root, share(TALKS, self.size) // len(decided)) for root in dict.fromkeys(decided))
        undecided = talks.filter(decision="").values_list("client", flat=True)
        yield from ((root, OPEN_TALKS) for root in dict.fromkeys(undecided) if root not in decided)

    def write(self) -> None:
        """Copy table by table. No trigger runs: what triggers would write (history) is copied as well."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_LARGE_STEPS)
            for model in copied_models():
                # To build an index anew is several times quicker than to keep it while a million rows come.
                cursor.execute(_INDEXES, [model._meta.db_table])
                indexes = cursor.fetchall()
                for name, _definition in indexes:
                    cursor.execute(f"drop index {name}")
                cursor.execute(statement_for(model))
                for _name, definition in indexes:
                    cursor.execute(definition)


def copied_models() -> list[type[models.Model]]:
    """Tables of files, of talks and of advice, those of history among them."""
    found = apps.get_app_config("cases").get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model.__name__ not in SECRET and _root(model)
    ]


def statement_for(model: type[models.Model]) -> str:
    """The statement that copies a table: keys and references to copied rows made anew, colleagues moved."""
    chosen: dict[str, str] = {}
    moves = []
    for field in model._meta.concrete_fields:
        column = field.column
        if field.generated or (field.primary_key and not isinstance(field, models.UUIDField)):
            continue
        value = f"t.{column}"
        if field.related_model is User:
            moves.append(f"left join bench.moved {column}_ on {column}_.old = {value} and {column}_.shift = c.shift")
            value = f"coalesce({column}_.new, {value})"
        elif _is_key(field):
            value = f"bench.key({value}, c.n)"
        chosen[f'"{column}"'] = _changed(model, column) or value
    order = " order by t.pgh_id" if "pgh_id" in {field.name for field in model._meta.concrete_fields} else ""
    return (
        f'insert into "{model._meta.db_table}" ({", ".join(chosen)}) select {", ".join(chosen.values())} '
        f'from "{model._meta.db_table}" t {_root(model)} {" ".join(moves)}{order}'
    )


def _is_key(field: Any) -> bool:
    # By what it is, not by its name alone: elsewhere "subject" is the line of a mail.
    is_identifier = isinstance(getattr(field, "target_field", field), models.UUIDField)
    if not is_identifier or field.primary_key or field.name in ("id", "subject"):
        return is_identifier
    target = field.related_model
    return target is not None and target._meta.app_label == "cases" and bool(_root(target))


def _changed(model: type[models.Model], column: str) -> str:
    """What is the copy's own: the person, and the number of the file."""
    tracked = getattr(model, "pgh_tracked_model", model)
    if tracked is Client and column in names.COLUMNS:
        return f"c.{column}"
    if tracked is Case and column == "reference":
        return "'C-' || upper(substr(md5(t.id::text || '/' || c.n), 1, 12))"
    return ""


def _root(model: type[models.Model]) -> str:
    """How a row of this table leads to the root of the copies; nothing if it belongs to no file."""
    columns = {field.column for field in model._meta.concrete_fields}
    tracked = getattr(model, "pgh_tracked_model", model)
    if tracked in (Client, Advice):
        return "join bench.copy c on c.root = t.id"
    if "case_id" in columns:
        return "join bench.of_case o on o.case_id = t.case_id join bench.copy c on c.root = o.root"
    if "client_id" in columns:
        return "join bench.copy c on c.root = t.client_id"
    if "intake_id" in columns:
        return "join bench.of_intake o on o.intake_id = t.intake_id join bench.copy c on c.root = o.root"
    if "advice_id" in columns:
        return "join bench.copy c on c.root = t.advice_id"
    return ""


_BENCH = """
drop schema if exists bench cascade;
create schema bench;
create function bench.key(which uuid, n integer) returns uuid language sql immutable
as $$ select md5(which::text || '/' || n)::uuid $$;
create table bench.moved (old uuid, shift integer, new uuid, primary key (old, shift));
create table bench.copy (
    root uuid, n integer, shift integer,
    given_name text, family_name text, other_names text, birth_date date, phone text, phone_digits text,
    search_text text, skeletons text[]
);
create table bench.of_case as select id as case_id, client_id as root from cases_case;
create table bench.of_intake as select id as intake_id, client_id as root from cases_intake;
"""

_LARGE_STEPS = """
set local session_replication_role = replica;
set local work_mem = '256MB';
set local maintenance_work_mem = '512MB';
"""
_INDEXES = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
where indrelid = %s::regclass and not exists (select from pg_constraint where conindid = indexrelid)
"""

_READS = """
insert into logbook_readentry (
    at, reader_id, reader_name, roles, offices, client_id, case_id, reference, kind, page, purpose, request, reason,
    listed, is_outside
)
select now() - interval '1 hour' - random() * interval '700 days', k.lead_id, u.name, '{case_manager}', '',
       k.client_id, k.id, k.reference, case when number %% 3 = 0 then 'opened' else 'listed' end,
       case when number %% 3 = 0 then 'cases:case' else 'cases:cases' end, 'case_work', gen_random_uuid(), '',
       case when number %% 3 = 0 then 1 else 25 end, false
from cases_case k join accounts_user u on u.id = k.lead_id, generate_series(1, %s) number
"""
