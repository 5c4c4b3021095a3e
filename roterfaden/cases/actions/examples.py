"""The library of good goals: proposed, improved, released, taken back."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import Case, ExampleState, GoalExample
from roterfaden.cases.telltale import secret_of, tells
from roterfaden.network.models import Seat


@transaction.atomic
def propose_example(*, by: User, about: Case | None = None, **fields: Any) -> GoalExample:
    """Put an example before the head of unit; what a head of unit writes is released at once.

    ``about`` is the case it comes from: nothing keeps it. Raises ``RuleBroken`` if a word tells of that person.
    """
    if about is not None:
        _refuse_telling(about, by, fields)
    example = GoalExample(proposed_by=by, **fields)
    if Role.HEAD_OF_UNIT in by.roles:
        example.state, example.released_by = ExampleState.RELEASED, by
    example.save()
    if example.state == ExampleState.PROPOSED:
        notify(_heads_of(by), _("Ein Beispiel für ein Ziel wartet auf Ihre Freigabe."), path=reverse("cases:examples"))
    return example


def _refuse_telling(case: Case, by: User, fields: dict[str, Any]) -> None:
    secret = secret_of(case, by)
    told = [word for value in fields.values() if isinstance(value, str) for word in tells(value, secret)]
    if told:
        words = ", ".join(f"„{word}“" for word in dict.fromkeys(told))
        raise RuleBroken(_("Das verrät, um wen es geht: {words}. Bitte umschreiben.").format(words=words))


def _heads_of(worker: User) -> Any:
    organisations = worker.organisations_as(Role.CASE_MANAGER)
    leading = Seat.objects.current().filter(role=Role.HEAD_OF_UNIT, organisation__in=organisations)
    return User.objects.filter(pk__in=leading.values("user"), is_active=True)


@transaction.atomic
def change_example(example: GoalExample, *, by: User, seen: int, **fields: Any) -> GoalExample:
    """Say it better: a head of unit at any time, whoever proposed it until it is released."""
    current = GoalExample.claim(example.pk, seen)
    _refuse_others(current, by)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def release_example(example: GoalExample, *, by: User) -> GoalExample:
    """From now on it stands beside the form of every goal in its field of action."""
    current = GoalExample.claim(example.pk, None)
    if Role.HEAD_OF_UNIT not in by.roles:
        raise RuleBroken(_("Freigeben kann die Leitung."))
    current.state, current.released_by = ExampleState.RELEASED, by
    current.save()
    return current


@transaction.atomic
def withdraw_example(example: GoalExample, *, by: User) -> GoalExample:
    """Take it out of the library; goals that were written after it stay as they are."""
    current = GoalExample.claim(example.pk, None)
    _refuse_others(current, by)
    current.state, current.released_by = ExampleState.WITHDRAWN, None
    current.save()
    return current


@transaction.atomic
def restore_example(example: GoalExample, *, by: User) -> GoalExample:
    """It is a proposal again."""
    current = GoalExample.claim(example.pk, None)
    _refuse_others(current, by)
    current.state, current.released_by = ExampleState.PROPOSED, None
    current.save()
    return current


def _refuse_others(example: GoalExample, by: User) -> None:
    if Role.HEAD_OF_UNIT in by.roles:
        return
    if example.proposed_by_id != by.pk or example.state == ExampleState.RELEASED:
        raise RuleBroken(_("Dieses Beispiel ist freigegeben. Ändern kann es die Leitung; schlagen Sie ein neues vor."))
