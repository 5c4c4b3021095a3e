"""Fixed words beside the editor: which official terms a text uses, and whether a translation has their wording."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roterfaden.offers.models import GlossaryTerm, Language

# Other languages bend the end of a word: the beginning of a longer one is enough to find it again.
_KEPT, _BENT = 5, 2


@dataclass(frozen=True)
class Hit:
    """A term that the German text uses, and its fixed wording in the language; empty when nobody has fixed one."""

    term: GlossaryTerm
    wording: str

    def is_kept_in(self, text: str) -> bool:
        """Whether the translation has the fixed wording, bent or not."""
        words = _plain(text)
        return all(_stem(word) in words for word in _plain(self.wording).split())


def hits_in(texts: Iterable[str], terms: Iterable[GlossaryTerm], language: Language) -> list[Hit]:
    """The terms used in any of the German texts."""
    text = "\n".join(texts)
    return [Hit(term, term.wordings.get(language.pk, "")) for term in terms if term.is_used_in(text)]


def broken(hits: Iterable[Hit], source: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, list[Hit]]:
    """By name of the text: terms it uses whose fixed wording its translation lacks. Empty translations lack nothing."""
    found = {
        name: [hit for hit in hits if hit.wording and hit.term.is_used_in(source[name]) and not hit.is_kept_in(text)]
        for name, text in texts.items()
        if text and source.get(name)
    }
    return {name: lacking for name, lacking in found.items() if lacking}


def _plain(text: str) -> str:
    """Without case, vowel marks and stretched letters (Arabic), and signs."""
    letters = unicodedata.normalize("NFKD", text).casefold().replace("\u0640", "")
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return re.sub(r"[^\w]+", " ", kept)


def _stem(word: str) -> str:
    return word[:-_BENT] if len(word) > _KEPT else word
