"""Enter a person, and correct what is known of them."""

from typing import Any

from django.db import transaction

from roterfaden.cases.actions.timeline import refuse_if_restricted, tell
from roterfaden.cases.models import Act, Client


@transaction.atomic
def register_client(*, by: Any, **fields: Any) -> Client:
    """Enter a person after the search has found nobody. ``fields`` are those of :class:`Client`."""
    return Client.objects.create(created_by=by, **fields)


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
