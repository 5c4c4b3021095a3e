"""When a closed case will be deleted, told on its page."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from roterfaden.base.erasing import Announcement, announces_deletion
from roterfaden.cases.models import Client
from roterfaden.retention.models import Deadline, RetentionHold


@announces_deletion
def announce(case: Any) -> Announcement:
    """As of last night; ``on`` is ``None`` while no period in force says an end."""
    running = RetentionHold.objects.running().filter(client=OuterRef("pk"))
    persons = Client.objects.filter(pk=case.client_id).annotate(is_held=Exists(running))
    person = persons.select_related("deadline__rule").get()
    deadline: Deadline | None = getattr(person, "deadline", None)
    held = person.is_held or (deadline is not None and deadline.is_restricted)
    return Announcement(deadline.expected_on if deadline else None, held, reverse("retention:case", args=[case.pk]))
