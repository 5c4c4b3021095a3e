"""Every address with an object × everybody × own, foreign and mixed objects × GET and POST: no leak.

The addresses come from the URL resolver, the people from the roles and from what one can be to a file
(``tests/proof/cast.py``), the marks from the models: a new page, role or table joins by itself. A page that shows
something of a file to somebody outside by design is named here, with what it may show.
"""

from collections import Counter
from itertools import product

import pytest

from tests.proof.cast import (
    Cast,
    Somebody,
    addresses_with_objects,
    ask,
    belongs_to_a_file,
    mixtures,
    path_in,
    text_of,
)
from tests.world import Address, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("_quiet")]

METHODS = ("GET", "POST")
BY_DESIGN = {
    "cases:start_intake": "search-before-create names a person to every case manager, before a talk begins",
    "cases:emergency_open": "the same person, for whom an emergency is declared: with a reason, and the team is told",
    "cases:cover_revoke": "a head of unit ends what colleagues of the unit arranged for their leave; of no file",
}
"""Pages of a file which answer case managers outside its team, with the reason."""
LEAST = 3_000
asked: Counter[str] = Counter()


def enters(somebody: Somebody, address: Address) -> bool:
    """Whether a role of theirs may open the page at all."""
    assert address.audience is not None
    return address.audience.everyone or not address.audience.roles.isdisjoint(somebody.roles)


def refused(somebody: Somebody, address: Address) -> int:
    """The answer to somebody with whom the object is none of theirs."""
    if somebody.user is None:
        return 302
    return 404 if enters(somebody, address) else 403


def is_refused(cast: Cast, somebody: Somebody, address: Address, method: str, path: str) -> list[str]:
    """What is wrong with the answer to a request that has to be refused; nothing, if all is well."""
    answer = ask(somebody, method, path)
    asked[f"{method} {answer.status_code}"] += 1
    wanted = {refused(somebody, address)} | ({405} if enters(somebody, address) else set())
    said = text_of(answer)
    wrong = [] if answer.status_code in wanted else [f"{answer.status_code} instead of {sorted(wanted)}"]
    if answer.status_code == 302 and not answer.headers["Location"].startswith("/konto/anmelden/"):
        wrong.append(f"sent to {answer.headers['Location']}")
    wrong += [f"shows {mark}" for mark in cast.marks.values() if mark.lower() in said.lower()]
    return [f"{somebody.who}: {method} {address.name}: {words}" for words in wrong]


@pytest.mark.parametrize("method", METHODS)
def test_nobody_outside_a_team_learns_anything_of_its_file(cast: Cast, method: str) -> None:
    leaks: list[str] = []
    for address, somebody, (name, world) in product(addresses_with_objects(), cast.everybody, cast.worlds.items()):
        if belongs_to_a_file(address) and name not in somebody.belongs:
            if enters(somebody, address):
                if address.name in BY_DESIGN:
                    continue
            elif name == "foreign":
                continue  # the role is asked before the object is looked for: one object tells as much as two
            leaks += is_refused(cast, somebody, address, method, path_in(address, world))
    assert leaks == []


@pytest.mark.parametrize("method", METHODS)
def test_an_own_file_opens_nothing_of_another_one(cast: Cast, method: str) -> None:
    """The case in the address is one's own, the note is not; or the other way round."""
    leaks: list[str] = []
    own, foreign = cast.worlds["own"], cast.worlds["foreign"]
    tried = 0
    for address in addresses_with_objects():
        if belongs_to_a_file(address):
            for somebody in ("lead", "member"):
                for path in [*mixtures(address, own, foreign), *mixtures(address, foreign, own)]:
                    leaks += is_refused(cast, cast.get(somebody), address, method, path)
                    tried += 1
    assert leaks == []
    assert tried > 200


@pytest.mark.parametrize("method", METHODS)
def test_pages_beside_the_files_show_nothing_of_them_and_never_break(cast: Cast, method: str) -> None:
    """The directory, the concept, accounts: open by role, and without a word of a file."""
    wrong: list[str] = []
    for address, somebody in product(addresses_with_objects(), cast.everybody):
        if not belongs_to_a_file(address):
            answer = ask(somebody, method, path_in(address, cast.worlds["own"]))
            asked[f"{method} {answer.status_code}"] += 1
            refusals = {302, 405} if somebody.user is None else {403}
            if answer.status_code >= 500 or not (enters(somebody, address) or answer.status_code in refusals):
                wrong.append(f"{somebody.who}: {method} {address.name}: {answer.status_code}")
            marks = [mark for name, mark in cast.marks.items() if name not in somebody.belongs]
            wrong += [f"{somebody.who}: {address.name} shows {mark}" for mark in marks if mark in text_of(answer)]
    assert wrong == []


@pytest.mark.parametrize("method", METHODS)
def test_who_belongs_to_the_team_works_with_its_file_and_sees_no_other(cast: Cast, method: str) -> None:
    """The counterpart: a matrix in which everything is refused would prove nothing."""
    wrong: list[str] = []
    opened: Counter[str] = Counter()
    for address, who in product(addresses_with_objects(), ("lead", "deputy", "member")):
        if belongs_to_a_file(address):
            answer = ask(cast.get(who), method, path_in(address, cast.worlds["own"]))
            asked[f"{method} {answer.status_code}"] += 1
            opened[who] += answer.status_code not in {403, 404, 405}
            said = text_of(answer)
            if answer.status_code >= 500 or cast.marks["foreign"] in said:
                wrong.append(f"{who}: {method} {address.name}: {answer.status_code}")
    assert wrong == []
    assert min(opened.values()) > 20, opened


def test_no_list_names_a_person_of_others(cast: Cast) -> None:
    """Pages without an object in their address, for everybody who may open them."""
    wrong: list[str] = []
    for address in every_address():
        if address.audience is None or address.arguments:
            continue
        for somebody in cast.everybody:
            if enters(somebody, address):
                answer = ask(somebody, "GET", path_in(address, cast.worlds["own"]))
                asked[f"GET {answer.status_code}"] += 1
                said = text_of(answer)
                hidden = [mark for name, mark in cast.marks.items() if name not in somebody.belongs]
                wrong += [f"{somebody.who}: {address.name} shows {mark}" for mark in hidden if mark in said]
                if answer.status_code >= 500:
                    wrong.append(f"{somebody.who}: {address.name}: {answer.status_code}")
    assert wrong == []


def test_it_was_thousands_of_requests(cast: Cast) -> None:
    print(f"\n{sum(asked.values())} requests: {dict(sorted(asked.items()))}")
    assert sum(asked.values()) > LEAST
    assert asked["GET 404"] > 300
    assert asked["POST 404"] > 300
