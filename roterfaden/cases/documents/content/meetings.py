"""What stands in the papers of an appointment, a conference and a Konfliktklärung."""

from dataclasses import dataclass
from datetime import date

from roterfaden.cases.documents.content.common import Letterhead, Party, Person
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
class ConferenceInvitationContent:
    """The invitation to a Hilfeplankonferenz for the person herself: with whom, where, about what."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    meeting: Meeting
    agenda: tuple[str, ...]
    participants: tuple[Party, ...]
    phone: str = ""
    short_url: str = ""


@dataclass(frozen=True)
class AppointmentContent:
    """An appointment for the person to take home; ``address``: how they want to be spoken to."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
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
    short_url: str = ""


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
class ConferenceMinutesContent:
    """Minutes for the file, as they were closed."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    number: int
    meeting: Meeting
    agenda: tuple[str, ...]
    text: str
    attendance: tuple[Attended, ...]
    decisions: tuple[Promised, ...]
    short_url: str = ""


@dataclass(frozen=True)
class ConferenceSignaturesContent:
    """The list in which everybody signs that they were there."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    meeting: Meeting
    participants: tuple[Party, ...]
    short_url: str = ""


@dataclass(frozen=True)
class MediationContent:
    """The protocol of a Konfliktklärung, which everybody at the table signs."""

    letterhead: Letterhead
    person: Person
    mediator: Party
    reference: str
    as_of: date
    subject: str
    talked_on: date
    views: tuple[ViewContent, ...]
    agreement: str
    steps: tuple[Promised, ...]
    look_again_on: date | None = None
    short_url: str = ""
