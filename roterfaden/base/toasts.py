"""A short confirmation where the act happened, with a way back: "Ziel erledigt. Rückgängig".

It travels as a Django message, so it survives the redirect after a post. The action rides in ``extra_tags`` as JSON,
because a message has no other field.
"""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _

from roterfaden.base.badges import TONE_ICONS, Text, Tone

LEVELS = {
    Tone.NEUTRAL: messages.INFO,
    Tone.INFO: messages.INFO,
    Tone.SUCCESS: messages.SUCCESS,
    Tone.WARNING: messages.WARNING,
    Tone.DANGER: messages.ERROR,
}
TONES = {
    "debug": Tone.INFO,
    "info": Tone.INFO,
    "success": Tone.SUCCESS,
    "warning": Tone.WARNING,
    "error": Tone.DANGER,
    "danger": Tone.DANGER,
}


@dataclass(frozen=True)
class Toast:
    """A message as it is shown; ``url`` is posted to by the button ``label``."""

    text: str
    tone: Tone
    url: str = ""
    label: str = ""

    @property
    def icon(self) -> str:
        """The icon of its tone."""
        return TONE_ICONS[self.tone]

    @property
    def stays(self) -> bool:
        """Whether it waits to be closed: warnings and errors never vanish by themselves."""
        return self.tone in {Tone.WARNING, Tone.DANGER}


def toast(
    request: HttpRequest,
    text: Text,
    *,
    tone: Tone | str = Tone.SUCCESS,
    undo: str = "",
    action: tuple[Text, str] | None = None,
) -> None:
    """Say what has happened on the next page. ``undo`` or the address in ``action`` (word, address) is posted to."""
    if undo:
        action = (_("Rückgängig"), undo)
    extra = json.dumps({"label": str(action[0]), "url": action[1]}) if action else ""
    messages.add_message(request, LEVELS[Tone(tone)], str(text), extra_tags=extra)


def read(message: Message) -> Toast:
    """The message as a toast; messages of Django and third parties come through without an action."""
    tone = TONES.get(message.level_tag, Tone.INFO)
    text = str(message.message)
    if not (message.extra_tags or "").startswith("{"):
        return Toast(text, tone)
    action = json.loads(message.extra_tags)
    return Toast(text, tone, url=action["url"], label=action["label"])
