"""Every page there is, with somebody who may see it: for checks that go over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.models import Case, Phase
from tests.conftest import BACKEND
from tests.factories import CaseFactory, staff_with
from tests.world import Address, World, arguments_for, every_address

EACH = ("case", "assessment", "network_map", "history", "documents", "evaluation", "close")
CASE_PAGES = {
    Phase.ASSESSMENT: (*EACH, "agree"),
    Phase.AGREEMENT: ("case", "assessment", "agree"),
    Phase.PLANNING: ("case", "documents", "plan_fix"),
    Phase.EVALUATION: ("case", "evaluation", "close"),
    Phase.CLOSED: (*EACH, "reopen"),
}
"""Pages of a case that look different in these phases; the world's own case is being accompanied."""
NOWHERE = "/app/gibt-es-nicht/"


@dataclass(frozen=True)
class Visit:
    """A page, who looks at it (``None`` is a stranger), what it holds, and what is said about it."""

    name: str
    path: str
    user: User | None
    content: bytes = field(repr=False, default=b"")
    headers: dict[str, str] = field(repr=False, default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} ({self.path})"


def every_visit(world: World) -> list[Visit]:
    """All addresses that answer with a page, each for one user who may see it, and some pages in several states."""
    browsers: dict[User | None, Client] = {}
    visits = []
    for visit in _candidates(world):
        browser = browsers.setdefault(visit.user, browser_of(visit.user))
        answer = browser.get(visit.path)
        wanted = 404 if visit.path == NOWHERE else 200
        if answer.status_code == wanted and answer.headers["Content-Type"].startswith("text/html"):
            visits.append(replace(visit, content=answer.content, headers=dict(answer.headers)))
    return visits


def browser_of(user: User | None) -> Client:
    """A client of the web application with ``user`` at it."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def _candidates(world: World) -> Iterator[Visit]:
    staff = {role: world.lead if role == Role.CASE_MANAGER else staff_with(role) for role in Role}
    for address in every_address():
        if address.audience is None and address.arguments:
            continue  # a page of the sign-in package about something that is not in the world
        path = reverse(address.name, kwargs=arguments_for(address, world))
        yield Visit(address.name, path, _somebody_for(address, staff))
    for role in (Role.HEAD_OF_UNIT, Role.ADMINISTRATOR):
        yield Visit(f"Heute: {role.label}", reverse("desk:today"), staff[role])
    for phase, pages in CASE_PAGES.items():
        case: Case = CaseFactory(lead=world.lead, phase=phase)
        for page in pages:
            yield Visit(f"{page}: {phase.label}", reverse(f"cases:{page}", args=[case.pk]), world.lead)
    yield Visit("nicht gefunden", NOWHERE, world.lead)


def _somebody_for(address: Address, staff: dict[Role, User]) -> User | None:
    """The case manager where they may enter, else whoever may; addresses around sign-in are seen by strangers."""
    if address.audience is None or address.audience.everyone:
        return None
    allowed = [role for role in (Role.CASE_MANAGER, Role.HEAD_OF_UNIT, *Role) if role in address.audience.roles]
    return staff[allowed[0]] if allowed else staff[Role.CASE_MANAGER]
