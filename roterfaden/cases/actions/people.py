"""Enter a person, and correct what is known of them."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import refuse_if_restricted, tell
from roterfaden.cases.models import Act, Client


@transaction.atomic
def register_client(*, by: Any, organisation: UUID | None = None, **fields: Any) -> Client:
    """Enter a person after the search has found nobody. ``fields`` are those of :class:`Client`.

    The person belongs to the organisation in which ``by`` is case manager; with seats in several, ``organisation``
    says which.
    """
    theirs = by.organisations_as(Role.CASE_MANAGER)
    home = organisation or (next(iter(theirs)) if len(theirs) == 1 else None)
    if home is None or home not in theirs:
        raise RuleBroken(_("Wählen Sie, welche Ihrer Stellen die Person betreut."))
    return Client.objects.create(created_by=by, organisation_id=home, **fields)


@transaction.atomic
def correct_client(client: Client, *, by: Any, seen: int | None, **fields: Any) -> Client:
    """Change a person's details; every open case of theirs tells which ones, the history keeps the earlier values."""
    refuse_if_restricted(client)
    current = Client.claim(client.pk, seen)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, fields[name])
    current.save()
    if changed:
        labels = ", ".join(str(field.verbose_name) for field in Client._meta.fields if field.name in changed)
        for case in current.cases.open():
            tell(case, Act.CLIENT_CHANGED, by=by, text=labels, subject=current.pk)
    return current
