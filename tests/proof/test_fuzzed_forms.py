"""Every form of every page, filled in wrongly: never an error of ours, nothing half-written, no code of a stranger.

A small sample runs with the tests; ``benchmarks/fuzz`` sends 5,000 inputs. A failing input is named by its number: the
same seed gives the same inputs.
"""

import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import Resolver404, resolve, reverse

from tests.proof.cast import Cast, Somebody, ask, enters, undone
from tests.proof.fuzzing import HANDLER, SCRIPT, Form, encoded, filled_wrongly, forms_of
from tests.world import arguments_for, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("_quiet")]

INPUTS = int(os.environ.get("ROTERFADEN_FUZZ_INPUTS", "300"))
SEED = int(os.environ.get("ROTERFADEN_FUZZ_SEED", "3"))
AUTHORS = ("lead", "head_of_unit", "administrator", "data_protection", "provider of the offer", "a stranger")
WRITTEN_ANYHOW = ("django_session", "accounts_", "account_", "logbook_", "pghistory_context")
"""Sessions, failed sign-ins and what was looked at are noted although a request is refused."""

KEEPS_WHAT_IS_TYPED = {"offers:draft": "offers_offerdraft"}
"""Forms that keep what one typed even when it cannot be handed in yet, and the table where they keep it."""


def forms_for(cast: Cast) -> list[tuple[Somebody, Form]]:
    """Every form that one of the authors can see, each once, however many pages show it."""
    found: dict[tuple[str, str, tuple[str, ...]], tuple[Somebody, Form]] = {}
    for who in AUTHORS:
        somebody = cast.get(who)
        for path in pages_for(somebody, cast):
            answer: Any = ask(somebody, "GET", path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                for form in forms_of(path, answer.content.decode()):
                    if (name := name_of(form)) and name != "account_logout":
                        found.setdefault((who, name, form.names), (somebody, form))
    return [found[key] for key in sorted(found)]


def pages_for(somebody: Somebody, cast: Cast) -> Iterator[str]:
    for address in every_address():
        if enters(somebody, address) if address.audience is not None else not address.arguments:
            yield reverse(address.name, kwargs=arguments_for(address, cast.worlds["own"]))


def name_of(form: Form) -> str:
    try:
        return resolve(urlsplit(form.action).path).view_name
    except Resolver404:
        return ""


def fingerprint(tables: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Count and sum of hashes of these tables."""
    with connection.cursor() as cursor:
        parts = [
            f"select '{t}', count(*), coalesce(sum(hashtextextended(r::text, 0)), 0) from \"{t}\" r" for t in tables
        ]
        cursor.execute(" union all ".join(parts) or "select '', 0, 0 where false")
        return {name: (rows, int(mark)) for name, rows, mark in cursor.fetchall()}


def written_to() -> dict[str, int]:
    """How often each table which a refused request must leave alone was written to, also what was taken back since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables"
            " where schemaname = 'public'"
        )
        return {name: times for name, times in cursor.fetchall() if not name.startswith(WRITTEN_ANYHOW)}


def test_forms_filled_in_wrongly_break_nothing(cast: Cast) -> None:
    forms, dice = forms_for(cast), random.Random(SEED)
    known = cast.worlds["foreign"].arguments["cases"].values()
    foreign = [value for value in known if isinstance(value, UUID)]
    before, wrong, answers = fingerprint(written_to()), [], Counter[int]()
    assert len(forms) > 60
    for number in range(INPUTS):
        somebody, form = forms[number % len(forms)] if number < len(forms) else dice.choice(forms)
        data = filled_wrongly(form, dice, foreign)
        answer, said, after = sent(somebody, form, data)
        kept = KEEPS_WHAT_IS_TYPED.get(name_of(form)) if answer.status_code == 422 else None
        changed = [table for table, content in after.items() if before[table] != content and table != kept]
        answers[answer.status_code] += 1
        name = f"input {number}, {somebody.who}, {name_of(form)}, {str(data)[:300]}"
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code} {answer.exc_info[1] if answer.exc_info else ''!r}"[:900])
        if changed:
            wrong.append(f"{name}: {answer.status_code}, changed {changed}")
        if SCRIPT in said or HANDLER in said:
            wrong.append(f"{name}: runs foreign code")
    print(f"\n{INPUTS} inputs into {len(forms)} forms, seed {SEED}: {dict(sorted(answers.items()))}")
    assert wrong == []
    assert answers[422] > INPUTS / 10


def test_whatever_is_written_is_noticed(cast: Cast) -> None:
    case = cast.worlds["own"].case
    earlier, before = written_to(), fingerprint(["cases_case"])
    with undone():
        type(case)._base_manager.filter(pk=case.pk).update(reference="anders")
        assert written_to()["cases_case"] > earlier["cases_case"]
        assert fingerprint(["cases_case"]) != before
    assert written_to()["cases_case"] > earlier["cases_case"]
    assert fingerprint(["cases_case"]) == before


def sent(somebody: Somebody, form: Form, data: dict[str, list[Any]]) -> tuple[Any, str, dict[str, tuple[int, int]]]:
    """The answer, what it and the page behind a redirect say, and how the tables it wrote to look if it refused."""
    body, kind = encoded(data)
    cookies, earlier = dict(somebody.browser.cookies), written_to()
    cache.clear()
    with undone():
        answer: Any = somebody.browser.generic("POST", form.action, body, content_type=kind)
        said = answer.content.decode(errors="replace") if not answer.streaming else ""
        written = [table for table, times in written_to().items() if times != earlier[table]]
        after = fingerprint(written) if answer.status_code >= 400 else {}
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            said += somebody.browser.get(answer["Location"]).content.decode(errors="replace")
    somebody.browser.cookies.clear()
    somebody.browser.cookies.update(cookies)
    return answer, said, after
