"""What stands in the papers of an appointment, a conference and a Konfliktklärung."""

from dataclasses import dataclass
from datetime import date

from roterfaden.cases.documents.content.common import Paper, Party
from roterfaden.cases.documents.content.end import ViewContent


@dataclass(frozen=True)
class Meeting:
    """When and where people meet; ``time`` as on a clock: 14:00."""

    kind: str
    purpose: str
    day: date
    time: str
    minutes: int
    way_label: str
    place: str


@dataclass(frozen=True)
class ConferenceInvitationContent(Paper):
    """The invitation to a Hilfeplankonferenz for the person herself: with whom, where, about what."""

    case_manager: Party
    as_of: date
    meeting: Meeting
    agenda: tuple[str, ...]
    participants: tuple[Party, ...]
    phone: str = ""


@dataclass(frozen=True)
class AppointmentContent(Paper):
    """An appointment for the person to take home; ``address``: how they want to be spoken to."""

    case_manager: Party
    as_of: date
    address: str
    day: date
    time: str
    minutes: int
    way_label: str
    place: str
    subject: str
    bring: tuple[str, ...]
    with_interpreter: bool
    by_phone: bool
    phone: str = ""


@dataclass(frozen=True)
class Attended:
    """Somebody who was invited, and whether they came."""

    name: str
    office: str
    came: str


@dataclass(frozen=True)
class Promised:
    """Who does what until when."""

    text: str
    who: str
    due: date


@dataclass(frozen=True)
class ConferenceMinutesContent(Paper):
    """Minutes for the file, as they were closed."""

    case_manager: Party
    as_of: date
    number: int
    meeting: Meeting
    agenda: tuple[str, ...]
    text: str
    attendance: tuple[Attended, ...]
    decisions: tuple[Promised, ...]


@dataclass(frozen=True)
class ConferenceSignaturesContent(Paper):
    """The list in which everybody signs that they were there."""

    case_manager: Party
    as_of: date
    meeting: Meeting
    participants: tuple[Party, ...]


@dataclass(frozen=True)
class MediationContent(Paper):
    """The protocol of a Konfliktklärung, which everybody at the table signs."""

    mediator: Party
    as_of: date
    subject: str
    talked_on: date
    views: tuple[ViewContent, ...]
    agreement: str
    steps: tuple[Promised, ...]
    look_again_on: date | None = None
