"""Servers that speak LibreTranslate's protocol (``/languages``, ``/translate``), as a city can run one itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roterfaden.offers.translating.machine.requesting import Service, batches, strange, texts_in

GERMAN = "de"


@dataclass(frozen=True)
class LibreTranslate:
    """The client. The protocol knows no fixed wording: the editor warns afterwards."""

    service: Service

    def speaks(self, language: str) -> bool:
        """Whether the server has a model from German into the language."""
        answer = self.service.ask("GET", "/languages")
        if not isinstance(answer, list):
            raise strange()
        return any(
            isinstance(one, dict) and one.get("code") == GERMAN and language in one.get("targets", []) for one in answer
        )

    def translate(self, texts: Sequence[str], language: str, words: Mapping[str, str]) -> list[str]:
        """The texts in their order."""
        found: list[str] = []
        for portion in batches(texts):
            told: dict[str, Any] = {"q": portion, "source": GERMAN, "target": language, "format": "text"}
            if self.service.key:
                told["api_key"] = self.service.key
            answer = self.service.ask("POST", "/translate", told)
            if not isinstance(answer, dict):
                raise strange()
            found += texts_in(answer.get("translatedText"), len(portion))
        return found
