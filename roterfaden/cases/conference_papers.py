"""What stands in the papers of a conference: the person's invitation, the list to sign, closed minutes."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.document_content import letterhead, person_of
from roterfaden.cases.documents.content import (
    Attended,
    ConferenceInvitationContent,
    ConferenceMinutesContent,
    ConferenceSignaturesContent,
    Meeting,
    Party,
    Promised,
)
from roterfaden.cases.models import Conference, ConferenceMinutes


def invitation_content(meeting: Conference) -> ConferenceInvitationContent:
    """The invitation as it stands now, with whom to ring when the date does not suit (three queries)."""
    return ConferenceInvitationContent(
        **_head(meeting, meeting.case.lead),
        phone=meeting.case.client.organisation.phone,
        as_of=timezone.localdate(),
        agenda=tuple(topic["title"] for topic in meeting.agenda),
        participants=tuple(Party(one.name, one.office) for one in _invited(meeting) if not one.is_client),
    )


def signatures_content(meeting: Conference, worker: User) -> ConferenceSignaturesContent:
    """All who are invited, and room for three more (two queries)."""
    expected = [Party(one.name, one.office) for one in _invited(meeting)]
    return ConferenceSignaturesContent(
        **_head(meeting, worker), as_of=timezone.localdate(), participants=(*expected, *[Party("", "")] * 3)
    )


def minutes_content(meeting: Conference, kept: ConferenceMinutes) -> ConferenceMinutesContent:
    """The minutes word for word as they were closed (one query)."""
    said = kept.content
    head = _head(meeting, kept.closed_by, said["purpose"])
    return ConferenceMinutesContent(
        **head,
        as_of=timezone.localdate(kept.closed_at),
        number=kept.number,
        agenda=tuple(said["agenda"]),
        text=said["text"],
        attendance=tuple(Attended(**one) for one in said["attendance"]),
        decisions=tuple(Promised(one["text"], one["who"], date.fromisoformat(one["due"])) for one in said["decisions"]),
    )


def _head(meeting: Conference, worker: User, purpose: str = "") -> dict[str, Any]:
    assert meeting.starts_at is not None
    local = timezone.localtime(meeting.starts_at)
    return {
        "letterhead": letterhead(),
        "person": person_of(meeting.case.client),
        "case_manager": Party(worker.name, _("Case Management")),
        "reference": meeting.case.reference,
        "meeting": Meeting(
            kind=str(meeting),
            purpose=purpose or meeting.purpose,
            day=local.date(),
            time=f"{local:%H:%M}",
            minutes=meeting.duration,
            way_label=str(meeting.get_way_display()),
            place=meeting.place,
        ),
    }


def _invited(meeting: Conference) -> Any:
    return meeting.invitees.current().select_related("recipient")
