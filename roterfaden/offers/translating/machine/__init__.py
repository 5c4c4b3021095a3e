"""Machine translation as a plug-in: a server of one's own or a bought service, off unless the operator names one.

A plug-in is a class with the methods of :class:`Translator`, entered in ``KINDS``. What goes out are texts of offers in
the directory and nothing else. What comes back is marked and, where it tells of rights, waits for a person
(:func:`roterfaden.offers.translating.actions.translate_by_machine`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from django.conf import settings

from roterfaden.offers.translating.machine.deepl import DeepL
from roterfaden.offers.translating.machine.libretranslate import LibreTranslate
from roterfaden.offers.translating.machine.requesting import Service


class Translator(Protocol):
    """What a plug-in can do. Whatever fails raises ``RuleBroken`` with a sentence for whoever pressed the button."""

    def speaks(self, language: str) -> bool:
        """Whether it translates from German into the language."""

    def translate(self, texts: Sequence[str], language: str, words: Mapping[str, str]) -> list[str]:
        """The texts in their order. ``words``: fixed wording by German word, used if the service can."""


KINDS: dict[str, Callable[[Service], Translator]] = {"libretranslate": LibreTranslate, "deepl": DeepL}


def is_configured() -> bool:
    """Whether the operator has named a service."""
    return bool(settings.TRANSLATION_KIND)


def translator() -> Translator:
    """The service the operator has named."""
    service = Service(settings.TRANSLATION_URL, settings.TRANSLATION_KEY)
    return KINDS[settings.TRANSLATION_KIND](service)
