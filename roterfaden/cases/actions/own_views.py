"""The person's own view: asked for by a link or on paper, taken down, taken back."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.answers import WrongCode, call
from roterfaden.cases.actions.link_keys import LinkKey, NewLink, new_link
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked, tell
from roterfaden.cases.models import Act, Case, CloseReason, GivenBy, LinkEnd, OwnView, ViewLink
from roterfaden.cases.models.own_view import QUESTIONS

DEVICE_LASTS = timedelta(hours=1)
LANGUAGE = "select rf.view_link_language(%s)"
ENTER = "with called as (select rf.enter_view_link(%s, %s) as said) select said from called"
GIVE = """
    with called as (select rf.view_by_link(%s, %s, %s, %s, %s, %s, %s, %s) as said) select said from called
"""


@transaction.atomic
def make_view_link(case: Case, *, by: Any, language: str, way: GivenBy = GivenBy.LINK) -> NewLink:
    """A link to the questions, in place of any earlier one; the file may be closed. It opens nothing of the file."""
    case = _locked_with_someone_to_ask(case)
    case.view_links.end(LinkEnd.REPLACED)
    lasts = DEVICE_LASTS if way == GivenBy.DEVICE else None
    made = new_link(ViewLink, by=by, lasts=lasts, case=case, language=language, way=way)
    tell(case, Act.OWN_VIEW_LINK, by=by, text=_("erstellt"))
    return made


@transaction.atomic
def withdraw_view_link(case: Case, *, by: Any) -> None:
    """The link leads nowhere from now on."""
    case = locked(case)
    if not case.view_links.end(LinkEnd.WITHDRAWN):
        raise RuleBroken(_("Zurzeit gibt es keinen Link."))
    tell(case, Act.OWN_VIEW_LINK, by=by, text=_("zurückgezogen"))


@transaction.atomic
def enter_own_view(case: Case, *, by: Any, language: str, **said: Any) -> OwnView:
    """Take down what the person answered on paper."""
    case = _locked_with_someone_to_ask(case)
    if not says_something(said):
        raise RuleBroken(_("Hier steht noch keine Antwort."))
    view: OwnView = OwnView.objects.create(case=case, language=language, given_by=GivenBy.PAPER, entered_by=by, **said)
    tell(case, Act.OWN_VIEW_GIVEN, by=by, text=str(GivenBy.PAPER.label), subject=view.pk)
    return view


@transaction.atomic
def withdraw_own_view(view: OwnView, *, by: Any) -> OwnView:
    """Take an answer back that is not the person's or not wanted any more; it can be restored."""
    case = locked(view.case)
    current = withdraw(view, by=by)
    tell(case, Act.OWN_VIEW_WITHDRAWN, by=by, subject=current.pk)
    return current


@transaction.atomic
def restore_own_view(view: OwnView, *, by: Any) -> OwnView:
    """Bring an answer back."""
    case = locked(view.case)
    current = restore(view, by=by)
    tell(case, Act.OWN_VIEW_RESTORED, by=by, subject=current.pk)
    return current


def says_something(said: dict[str, Any]) -> bool:
    """Whether there is an answer at all: each may be missing, but not all of them."""
    return any(said.get(name) is not None for name in QUESTIONS) or bool(str(said.get("words", "")).strip())


def expire_view_links() -> int:
    """Write down which links are over. Nobody waits for an answer that is voluntary. For the daily run."""
    return ViewLink.objects.over().end(LinkEnd.EXPIRED)


# --- without an account -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What stands behind a link for who has its code: in which language to ask, and whom to ring."""

    language: str
    office: str
    phone: str


def view_link_language(key: LinkKey) -> str | None:
    """The language of the questions behind a link; ``None``: there is nothing (any more)."""
    language: str | None = call(LANGUAGE, key.token_hash)
    return language


@transaction.atomic
def enter_view_link(key: LinkKey, code: str) -> Asked | WrongCode | None:
    """Open the questions. They tell nothing about anybody. ``None``: there is nothing (any more)."""
    found: dict[str, Any] = json.loads(call(ENTER, key.token_hash, key.hash_of(code)))
    match found.pop("outcome"):
        case "open":
            return Asked(**found)
        case "wrong":
            return WrongCode(found["left"])
        case _:
            return None


@transaction.atomic
def view_by_link(key: LinkKey, code: str, **said: Any) -> bool:
    """The one answer that a link is good for. Whoever leads the case hears that there is one."""
    answers = [said.get(name) for name in QUESTIONS]
    words = str(said.get("words", "")).strip()
    told: dict[str, Any] = json.loads(
        call(GIVE, key.token_hash, key.hash_of(code), *answers, words, json.dumps(_ways_in_words()))
    )
    if told["outcome"] != "done":
        return False
    path = reverse("cases:evaluation", args=[told["case"]]) + "#sicht"
    notify([User(pk=UUID(told["told"]))], _("Eine Person hat gesagt, wie sie die Begleitung erlebt hat."), path=path)
    return True


def _ways_in_words() -> dict[str, str]:
    return {way.value: str(way.label) for way in GivenBy}


def _locked_with_someone_to_ask(case: Case) -> Case:
    case = locked(case)
    if case.close_reason == CloseReason.DECEASED:
        raise RuleBroken(_("Die Person ist gestorben. Niemand wird mehr gefragt."))
    return case
