"""Every page there is, with somebody who may see it: for checks that go over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.models import Case, Phase
from tests.conftest import BACKEND
from tests.factories import CaseFactory, UserFactory
from tests.world import Address, World, arguments_for, every_address

CASE_PAGES = ("case", "assessment", "network_map", "history", "documents", "evaluation", "agree", "close", "reopen")
"""Pages of a case that look different in each phase."""
NOWHERE = "/app/gibt-es-nicht/"


@dataclass(frozen=True)
class Visit:
    """A page and who looks at it; ``None`` is a stranger."""

    name: str
    path: str
    user: User | None

    def __str__(self) -> str:
        return f"{self.name} ({self.path})"


def every_visit(world: World) -> list[Visit]:
    """All addresses that answer with a page, each for one user who may see it, and some pages in several states."""
    return [visit for visit in _candidates(world) if _is_page(visit)]


def browser_of(user: User | None) -> Client:
    """A client of the web application with ``user`` at it."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def _candidates(world: World) -> Iterator[Visit]:
    staff = {role: world.lead if role == Role.CASE_MANAGER else UserFactory(roles=[role]) for role in Role}
    for address in every_address():
        if address.audience is None and address.arguments:
            continue  # a page of the sign-in package about something that is not in the world
        path = reverse(address.name, kwargs=arguments_for(address, world))
        yield Visit(address.name, path, _somebody_for(address, staff))
    for role in (Role.HEAD_OF_UNIT, Role.ADMINISTRATOR):
        yield Visit(f"Heute: {role.label}", reverse("desk:today"), staff[role])
    for phase in (Phase.ASSESSMENT, Phase.AGREEMENT, Phase.PLANNING, Phase.EVALUATION, Phase.CLOSED):
        yield from _pages_of(CaseFactory(lead=world.lead, phase=phase))
    yield Visit("nicht gefunden", NOWHERE, world.lead)


def _pages_of(case: Case) -> Iterator[Visit]:
    for page in CASE_PAGES:
        yield Visit(f"{page}: {Phase(case.phase).label}", reverse(f"cases:{page}", args=[case.pk]), case.lead)


def _somebody_for(address: Address, staff: dict[Role, User]) -> User | None:
    """The case manager where they may enter, else whoever may; addresses around sign-in are seen by strangers."""
    if address.audience is None or address.audience.everyone:
        return None
    allowed = [role for role in (Role.CASE_MANAGER, Role.HEAD_OF_UNIT, *Role) if role in address.audience.roles]
    return staff[allowed[0]] if allowed else staff[Role.CASE_MANAGER]


def _is_page(visit: Visit) -> bool:
    answer = browser_of(visit.user).get(visit.path)
    wanted = 404 if visit.path == NOWHERE else 200
    return answer.status_code == wanted and answer.headers["Content-Type"].startswith("text/html")
