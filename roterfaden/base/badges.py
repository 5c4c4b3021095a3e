"""Values a page shows as a sign: the state of something (Badge) and its place in a sequence (Step)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Text = str | Promise


class Tone(StrEnum):
    """What a colour means. Nothing carries a colour without a tone, and no tone without its word and icon."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


TONE_ICONS = {
    Tone.NEUTRAL: "circle",
    Tone.INFO: "info",
    Tone.SUCCESS: "success",
    Tone.WARNING: "warning",
    Tone.DANGER: "danger",
}


@dataclass(frozen=True)
class Badge:
    """A state as icon, word and colour; without an icon of its own it takes the one of its tone."""

    word: Text
    tone: Tone | str = Tone.NEUTRAL
    icon: str = ""

    @property
    def sign(self) -> str:
        """The icon shown."""
        return self.icon or TONE_ICONS[Tone(self.tone)]


class StepState(StrEnum):
    """Where a step of a sequence stands."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Step:
    """One phase of a sequence; ``note`` is a short line under it, such as a date."""

    label: Text
    state: StepState | str = StepState.OPEN
    url: str = ""
    note: Text = ""

    @property
    def is_done(self) -> bool:
        """Whether the step lies behind."""
        return self.state == StepState.DONE

    @property
    def is_current(self) -> bool:
        """Whether the work is here."""
        return self.state == StepState.CURRENT

    @property
    def is_skipped(self) -> bool:
        """Whether the step was left out."""
        return self.state == StepState.SKIPPED
