"""Servers that speak DeepL's protocol (``/v2/languages``, ``/v2/translate``, ``/v2/glossaries``)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from roterfaden.offers.translating.machine.requesting import NotThere, Service, batches, strange, texts_in

# The service asks which English is meant.
VARIANTS = {"en": "EN-GB", "pt": "PT-PT"}


@dataclass(frozen=True)
class DeepL:
    """The client; fixed wording becomes a glossary for the length of one job."""

    service: Service

    def speaks(self, language: str) -> bool:
        """Whether the service translates into the language."""
        answer = self._ask("GET", "/v2/languages?type=target")
        if not isinstance(answer, list):
            raise strange()
        return _target(language) in {one.get("language") for one in answer if isinstance(one, dict)}

    def translate(self, texts: Sequence[str], language: str, words: Mapping[str, str]) -> list[str]:
        """The texts in their order."""
        found: list[str] = []
        with self._glossary(language, words) as about:
            for portion in batches(texts):
                told = {"text": portion, "source_lang": "DE", "target_lang": _target(language), **about}
                answer = self._ask("POST", "/v2/translate", told)
                translations = answer.get("translations") if isinstance(answer, dict) else None
                if not isinstance(translations, list):
                    raise strange()
                found += texts_in([one.get("text") for one in translations if isinstance(one, dict)], len(portion))
        return found

    @contextmanager
    def _glossary(self, language: str, words: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """A glossary at the service, taken away afterwards; nothing where it keeps none for this language."""
        made = self._make_glossary(language, words) if words else ""
        try:
            yield {"glossary_id": made} if made else {}
        finally:
            if made:
                self._ask("DELETE", f"/v2/glossaries/{made}")

    def _make_glossary(self, language: str, words: Mapping[str, str]) -> str:
        entries = "\n".join(f"{german}\t{wording}" for german, wording in words.items())
        told = {
            "name": "Roter Faden",
            "source_lang": "de",
            "target_lang": language,
            "entries": entries,
            "entries_format": "tsv",
        }
        try:
            answer = self._ask("POST", "/v2/glossaries", told)
        except NotThere:
            return ""
        return str(answer.get("glossary_id", "")) if isinstance(answer, dict) else ""

    def _ask(self, method: str, path: str, told: dict[str, Any] | None = None) -> Any:
        return self.service.ask(method, path, told, Authorization=f"DeepL-Auth-Key {self.service.key}")


def _target(language: str) -> str:
    return VARIANTS.get(language, language.upper())
