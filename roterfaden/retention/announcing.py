"""When a closed case will be deleted, told on its page."""

from typing import Any

from django.urls import reverse

from roterfaden.base.erasing import Announcement, announces_deletion
from roterfaden.retention.models import Deadline, RetentionHold


@announces_deletion
def announce(case: Any) -> Announcement:
    """As of last night; ``on`` is ``None`` while no period in force says an end."""
    deadline = Deadline.objects.filter(client=case.client_id).select_related("rule").first()
    held = RetentionHold.objects.running().filter(client=case.client_id).exists()
    held = held or (deadline is not None and deadline.is_restricted)
    return Announcement(deadline.expected_on if deadline else None, held, reverse("retention:case", args=[case.pk]))
