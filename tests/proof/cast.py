"""Everybody there is, around two files with marked contents: whoever stands outside a file must never read its mark."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django_htmx.middleware import HtmxDetails

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import team
from roterfaden.cases.models import Client as Person
from roterfaden.cases.models import Part
from tests.conftest import BACKEND
from tests.factories import CaseManagerFactory, SeatFactory, UserFactory, staff_with
from tests.world import Address, World, arguments_for, every_address, make_world

OF_A_FILE = {Purpose.CASE_WORK, Purpose.RIGHTS}
"""Addresses for these purposes, with an object in them, belong to the file of one person."""
BORN, PHONE = date(1907, 9, 3), "0800 7349182"
WRITTEN = ("07349182", "7349182", "1907-09-03", "03.09.1907", "3. September 1907")
"""How day of birth and telephone of the person of the own file could appear."""


@dataclass(frozen=True)
class Somebody:
    """A browser with one person at it, and the worlds in which the files are theirs."""

    who: str
    browser: Client
    user: User | None = None
    roles: frozenset[Role] = frozenset()
    belongs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cast:
    """Two worlds with a mark each, and everybody around them."""

    worlds: dict[str, World]
    everybody: list[Somebody]
    marks: dict[str, str]

    def get(self, who: str) -> Somebody:
        """One of them."""
        return next(somebody for somebody in self.everybody if somebody.who == who)


def make_cast() -> Cast:
    """The lead of each file is a stranger to the other one; what all others are, their names tell."""
    marks = {"own": "Zwetschgenmus", "foreign": "Quittengelee"}
    worlds = {name: make_world() for name in marks}
    for name, world in worlds.items():
        leave_mark(world, marks[name])
    world = worlds["own"]
    person = Person.objects.get(pk=world.case.client_id)
    person.given_name, person.birth_date, person.phone = f"Amira{marks['own']}", BORN, PHONE
    person.save()
    case, lead = world.case, world.lead
    deputy = case.members.get(part=Part.DEPUTY).user
    member, former = CaseManagerFactory(), CaseManagerFactory()
    team.join_team(case, by=lead, user=member, part=Part.MEMBER)
    team.leave_team(team.join_team(case, by=lead, user=former, part=Part.MEMBER), by=lead)
    provider = UserFactory()
    for known in worlds.values():
        offered = case_offers(known)
        SeatFactory(user=provider, organisation=offered, role=Role.PROVIDER_STAFF)
    in_team = {"lead": lead, "deputy": deputy, "member": member}
    outside = {
        "lead of the other file": worlds["foreign"].lead,
        "former member": former,
        "colleague without a case": CaseManagerFactory(),
        "provider of the offer": provider,
        "everything but case work": UserFactory(roles=[role for role in Role if role != Role.CASE_MANAGER]),
        **{role.value: staff_with(role) for role in Role if role != Role.CASE_MANAGER},
        "nobody's colleague": UserFactory(),
    }
    everybody = [_at_a_browser(who, user, ("own",)) for who, user in in_team.items()]
    everybody += [
        _at_a_browser(who, user, ("foreign",) if user == worlds["foreign"].lead else ())
        for who, user in outside.items()
    ]
    return Cast(worlds, [*everybody, Somebody("a stranger", Client())], marks)


def case_offers(world: World) -> Any:
    """The organisation whose offer the file of this world uses."""
    return world.case.frame_goals.get().action_goals.get().measures.exclude(offer=None).get().offer.organisation


def _at_a_browser(who: str, user: User, belongs: tuple[str, ...]) -> Somebody:
    browser = Client(raise_request_exception=False)
    browser.force_login(user, backend=BACKEND)
    return Somebody(who, browser, user, frozenset(user.roles), belongs)


def leave_mark(world: World, mark: str) -> None:
    """Put ``mark`` into the person's names and into every free text below the file; a stranger must not find it."""
    talks = Person.objects.filter(intakes__pk=world.arguments["cases"]["intake"])
    for person in [*Person.objects.filter(pk=world.case.client_id), *talks]:
        person.family_name = f"{person.family_name}{mark}"
        person.street, person.town, person.email = f"{mark}weg 1", mark, f"{mark.lower()}@person.example"
        person.save()
    marked = sum(_mark_rows(model, world, mark) for model in apps.get_models())
    assert marked > 10, "no text of the file took the mark"


def _mark_rows(model: type[models.Model], world: World, mark: str) -> int:
    """Mark the texts of one table below the case. Tables that nobody may change, such as logs, refuse and stay."""
    names = {known.name for known in model._meta.concrete_fields}
    if "case" not in names or hasattr(model, "pgh_tracked_model"):
        return 0
    texts = [known for known in model._meta.concrete_fields if _takes_prose(known)]
    rows = model._base_manager.filter(case=world.case.pk)
    done = 0
    for text in texts:
        try:
            with transaction.atomic():
                done += rows.update(**{text.name: f"Notiz {mark}"})
        except DatabaseError:
            continue
    return done


def _takes_prose(known: "models.Field[Any, Any]") -> bool:
    prose = type(known) in {models.CharField, models.TextField}
    long_enough = known.max_length is None or known.max_length >= 40
    return prose and long_enough and not known.choices and not known.unique and "key" not in known.name


# --- asking -----------------------------------------------------------------------------------------------------------


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the request did is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(somebody: Somebody, method: str, path: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """One request, of which nothing stays behind."""
    cache.clear()
    cookies = dict(somebody.browser.cookies)
    with undone():
        answer: Any = somebody.browser.post(path, data or {}) if method == "POST" else somebody.browser.get(path)
    # The session's row is back, whatever the request did to it; so are the browser's cookies.
    somebody.browser.cookies.clear()
    somebody.browser.cookies.update(cookies)
    return answer  # type: ignore[no-any-return]


class _DatabaseAsked(Exception):
    """A view wants to know something."""


_view_at = lru_cache(resolve)


def refused_unseen(somebody: Somebody, method: str, path: str) -> int | None:
    """The status with which a page refuses somebody before it asks the database anything; ``None`` if it asks.

    Whoever is refused so, by their role or by the method, learns nothing of the object: nobody has looked for it.
    """
    if somebody.user is None:
        return None  # sent to the sign-in by what stands before all pages
    request: Any = RequestFactory().generic(method, path)
    request.user = somebody.user
    assert somebody.roles == somebody.user.roles  # known by now, and no question
    view, given, named = _view_at(path)
    asked, status = [], None

    def answer_nothing(_execute: Any, statement: str, *_values: Any) -> None:
        asked.append(statement)
        raise _DatabaseAsked

    # A request without session and messages can be refused; whatever else becomes of it, the whole one will show.
    with connection.execute_wrapper(answer_nothing), suppress(Exception):
        try:
            status = view(request, *given, **named).status_code
        except PermissionDenied:
            status = 403
    return status if status in {403, 405} and not asked else None


def is_not_found(somebody: Somebody, method: str, path: str) -> bool:
    """Whether the page at ``path`` says to somebody, in the transaction that serves them, that there is no such object.

    What stands around all pages (session, headers, log, the words of the refusal) is left out; it is the same whatever
    was not found.
    """
    view, given, named = _view_at(path)
    request: Any = RequestFactory().generic(method, path)
    request.user, request.htmx, request.session = somebody.user, HtmxDetails(request), SessionStore()
    request.resolver_match = resolve(path)
    # Whatever else becomes of a request without all that stands around it, the whole one will show.
    with undone(), suppress(Exception):
        try:
            with serving(somebody.user.pk if somebody.user else None, view.purpose):
                view(request, *given, **named)
        except Http404:
            return True
    return False


def text_of(answer: Any) -> str:
    """What an answer says, head and body."""
    if "text" not in answer.headers.get("Content-Type", "text") and "json" not in answer.headers["Content-Type"]:
        body = ""
    else:
        body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), body])


# --- addresses --------------------------------------------------------------------------------------------------------


def addresses_with_objects() -> list[Address]:
    """Our addresses which name something."""
    return [known for known in every_address() if known.audience is not None and known.arguments]


def enters(somebody: Somebody, address: Address) -> bool:
    """Whether a role of theirs may open the page at all."""
    assert address.audience is not None
    return address.audience.everyone or not address.audience.roles.isdisjoint(somebody.roles)


def belongs_to_a_file(address: Address) -> bool:
    """Whether the address leads into somebody's file."""
    return getattr(address.pattern.callback, "purpose", None) in OF_A_FILE


def path_in(address: Address, world: World, **instead: Any) -> str:
    """The address of this object of ``world``, or of another one where ``instead`` says so."""
    return reverse(address.name, kwargs={**arguments_for(address, world), **instead})


def mixtures(address: Address, own: World, foreign: World) -> Iterator[str]:
    """Addresses in which one object is of another file: ``own`` with one object of ``foreign``, for each object."""
    here, there = arguments_for(address, own), arguments_for(address, foreign)
    objects = [name for name, value in there.items() if isinstance(value, UUID) and value != here[name]]
    if len(objects) > 1:
        for name in objects:
            yield path_in(address, own, **{name: there[name]})
