"""Every address with an object × everybody × own, foreign and mixed objects × GET and POST: no leak.

The addresses come from the URL resolver, the people from the roles and from what one can be to a file
(``tests/proof/cast.py``), the marks from the models: a new page, role or table joins by itself. A page that shows
something of a file to somebody outside by design is named here, with what it may show.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse

from tests.proof.cast import (
    Cast,
    Somebody,
    addresses_with_objects,
    ask,
    belongs_to_a_file,
    enters,
    is_not_found,
    mixtures,
    path_in,
    refused_unseen,
    text_of,
)
from tests.proof.looking import found, lacking, marks_of, production_log, traces
from tests.world import Address, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("GET", "POST")
BY_DESIGN = {
    "cases:start_intake": "search-before-create names a person to every case manager, before a talk begins",
    "cases:emergency_open": "the same person, for whom an emergency is declared: with a reason, and the team is told",
    **{
        f"cases:queue_{act}": "who waits today has no name and is nobody's own; each colleague of the office calls"
        for act in ("take", "leave", "done", "back", "take_up")
    },
    "cases:cover_revoke": "a head of unit ends what colleagues of the unit arranged for their leave; of no file",
}
"""Pages of a file which answer case managers outside its team, with the reason."""
LEAST = 1_500
"""Requests by each method which have to be refused."""


Question = tuple[Somebody, str]
"""Who asks for which path."""


@dataclass
class Walk:
    """All requests of one test: how many, and what was wrong with any of them."""

    cast: Cast
    wrong: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    log: str = ""
    turn: int = 0

    def ask(self, somebody: Somebody, method: str, address: Address, path: str) -> HttpResponse:
        """One request. Whatever is answered leaves no trace of a person and tells the browser to be careful."""
        answer = ask(somebody, method, path)
        self.asked[f"{method} {answer.status_code}"] += 1
        left = [f"leaves {mark}" for mark in traces(marks_of(self.cast), answer)]
        self.find(somebody, method, address, [*left, *lacking(answer)])
        return answer

    def on_the_way(
        self, method: str, address: Address, asked: Iterable[Question], *, is_there: bool = False
    ) -> Iterator[Question]:
        """Those of the requests that have to go the whole way, through all that stands around a page.

        What a page answers without having asked the database anything cannot depend on the object, nor on what one is
        to it. And wherever a page itself says to somebody that there is no such object, what follows is the same for
        everybody. Of the former one goes the whole way for all, of the latter three, at each address somebody else's.
        To whom the object ``is_there``, all do: to ask the page alone before would only be asking twice.
        """
        unseen: defaultdict[int, list[Question]] = defaultdict(list)
        not_there: list[Question] = []
        looks = False  # for the object, once one has entered: nobody who enters is refused before
        for somebody, path in asked:
            entered = enters(somebody, address)
            status = None if looks and entered else refused_unseen(somebody, method, path)
            if status is None:
                looks = looks or entered
                alone = entered and somebody.user is not None and not is_there
                if alone and is_not_found(somebody, method, path):
                    not_there.append((somebody, path))
                else:
                    yield somebody, path
                continue
            unseen[status].append((somebody, path))
            if status != (405 if entered else 403):
                self.find(somebody, method, address, [f"{status} without a look at the object"])
        for status, alike in unseen.items():
            self.turn += 1
            self.asked[f"{method} {status} without a look"] += len(alike) - 1
            yield alike[self.turn % len(alike)]
        if not_there:
            self.turn += 1
            whole = {(self.turn + len(not_there) * third // 3) % len(not_there) for third in range(3)}
            self.asked[f"{method} 404 by the page alone"] += len(not_there) - len(whole)
            yield from (not_there[place] for place in sorted(whole))

    def find(self, somebody: Somebody, method: str, address: Address, words: list[str]) -> None:
        """Something is wrong."""
        self.wrong += [f"{somebody.who}: {method} {address.name}: {word}" for word in words]


@pytest.fixture
def walk(cast: Cast, settings: Any) -> Iterator[Walk]:
    """A walk on which nothing was found in the end. No session ends before it, however slow the machine is."""
    settings.SESSION_LIMITS = settings.SESSION_LIMITS_STRICT = (timedelta(days=1), timedelta(days=1))
    mail.outbox.clear()
    walked = Walk(cast)
    yield walked
    letters = [f"{letter.subject} {letter.body} {letter.alternatives}" for letter in mail.outbox]  # type: ignore[attr-defined]
    assert found(marks_of(cast), "\n".join([walked.log, *letters])) == []
    assert walked.wrong == []


@pytest.fixture
def logged(walk: Walk) -> Iterator[None]:
    """A walk of which the log of a real installation is kept; that of thousands of refusals takes too long."""
    with production_log() as lines:
        yield
    walk.log = lines.getvalue()
    assert len(walk.log.splitlines()) > 20


def refused(somebody: Somebody, address: Address) -> int:
    """The answer to somebody with whom the object is none of theirs."""
    if somebody.user is None:
        return 302
    return 404 if enters(somebody, address) else 403


def is_refused(walk: Walk, somebody: Somebody, address: Address, method: str, path: str) -> None:
    """A request that has to be refused."""
    answer = walk.ask(somebody, method, address, path)
    wanted = {refused(somebody, address)} | ({405} if enters(somebody, address) else set())
    said = text_of(answer)
    wrong = [] if answer.status_code in wanted else [f"{answer.status_code} instead of {sorted(wanted)}"]
    if answer.status_code == 302 and not answer.headers["Location"].startswith("/konto/anmelden/"):
        wrong.append(f"sent to {answer.headers['Location']}")
    wrong += [f"shows {mark}" for mark in found(list(walk.cast.marks.values()), said)]
    walk.find(somebody, method, address, wrong)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("administrator", "cases:case", 403),
        ("lead", "cases:team_leave", 405),
        ("lead", "cases:case", None),
        ("colleague without a case", "cases:case", None),
        ("a stranger", "cases:case", None),
    ],
)
def test_only_by_role_and_method_one_is_refused_without_a_look(
    cast: Cast, who: str, name: str, status: int | None
) -> None:
    address = next(known for known in addresses_with_objects() if known.name == name)
    assert refused_unseen(cast.get(who), "GET", path_in(address, cast.worlds["own"])) == status


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("method", METHODS)
def test_nobody_outside_a_team_learns_anything_of_its_file(cast: Cast, walk: Walk, method: str) -> None:
    for address in filter(belongs_to_a_file, addresses_with_objects()):
        asked = [
            (somebody, path_in(address, world))
            for somebody, (name, world) in product(cast.everybody, cast.worlds.items())
            if name not in somebody.belongs
            # The role is asked before the object is looked for: one object tells as much as two.
            and (address.name not in BY_DESIGN if enters(somebody, address) else name == "own")
        ]
        for somebody, path in walk.on_the_way(method, address, asked):
            is_refused(walk, somebody, address, method, path)
    assert walk.asked[f"{method} 404"] > 300
    assert walk.asked.total() > LEAST


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("method", METHODS)
def test_an_own_file_opens_nothing_of_another_one(cast: Cast, walk: Walk, method: str) -> None:
    """The case in the address is one's own, the note is not; or the other way round."""
    own, foreign = cast.worlds["own"], cast.worlds["foreign"]
    for address in filter(belongs_to_a_file, addresses_with_objects()):
        paths = [*mixtures(address, own, foreign), *mixtures(address, foreign, own)]
        asked = product(map(cast.get, ("lead", "member")), paths)
        for somebody, path in walk.on_the_way(method, address, asked):
            is_refused(walk, somebody, address, method, path)
    assert walk.asked.total() > 200


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("method", METHODS)
def test_pages_beside_the_files_show_nothing_of_them_and_never_break(cast: Cast, walk: Walk, method: str) -> None:
    """The directory, the concept, accounts: open by role, and without a word of a file."""
    for address in addresses_with_objects():
        if not belongs_to_a_file(address):
            asked = product(cast.everybody, [path_in(address, cast.worlds["own"])])
            for somebody, path in walk.on_the_way(method, address, asked, is_there=True):
                answer = walk.ask(somebody, method, address, path)
                refusals = {302, 405} if somebody.user is None else {403}
                if answer.status_code >= 500 or not (enters(somebody, address) or answer.status_code in refusals):
                    walk.find(somebody, method, address, [str(answer.status_code)])
                walk.find(somebody, method, address, [f"shows {mark}" for mark in hidden(somebody, cast, answer)])


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("method", METHODS)
def test_who_belongs_to_the_team_works_with_its_file_and_sees_no_other(cast: Cast, walk: Walk, method: str) -> None:
    """The counterpart: a matrix in which everything is refused would prove nothing."""
    opened: Counter[str] = Counter()
    for address in filter(belongs_to_a_file, addresses_with_objects()):
        asked = product(map(cast.get, ("lead", "deputy", "member")), [path_in(address, cast.worlds["own"])])
        for somebody, path in walk.on_the_way(method, address, asked, is_there=True):
            answer = walk.ask(somebody, method, address, path)
            opened[somebody.who] += answer.status_code not in {403, 404, 405}
            if answer.status_code >= 500 or cast.marks["foreign"] in text_of(answer):
                walk.find(somebody, method, address, [str(answer.status_code)])
    assert min(opened.values()) > 20, opened


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("method", METHODS)
def test_no_list_names_a_person_of_others(cast: Cast, walk: Walk, method: str) -> None:
    """Pages without an object in their address, for everybody who may open them; and whatever has no audience."""
    for address in every_address():
        if not address.arguments:
            asked: Iterable[Question] = product(cast.everybody, [path_in(address, cast.worlds["own"])])
            if address.audience is not None:
                entering = (one for one in asked if enters(one[0], address))
                asked = walk.on_the_way(method, address, entering, is_there=True)
            for somebody, path in asked:
                answer = walk.ask(somebody, method, address, path)
                walk.find(somebody, method, address, [f"shows {mark}" for mark in hidden(somebody, cast, answer)])
                if answer.status_code >= 500:
                    walk.find(somebody, method, address, [str(answer.status_code)])


def hidden(somebody: Somebody, cast: Cast, answer: HttpResponse) -> list[str]:
    """Marks which somebody must not see, and does."""
    said = text_of(answer)
    return [mark for name, mark in cast.marks.items() if name not in somebody.belongs and mark in said]
