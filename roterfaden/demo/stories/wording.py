"""Choosing among a story's words so that no two persons sound alike, and fitting them to the person.

In the files ``[sie|er]`` holds the form for a woman and for a man, ``{vorname}`` a word about the person or out of
the story's variants, ``{name}`` "Frau Haddad" and ``{namen}`` the same in the cases where "Herr" becomes "Herrn".
"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from roterfaden.demo.stories.reading import MaterialError, Text

Item = TypeVar("Item")
_BY_SEX = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")


class Deck:
    """Draws from lists so that everything is used before anything is used again."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.drawn: Counter[tuple[str, int]] = Counter()

    def draw(self, name: str, items: Sequence[Item]) -> Item:
        """One of the items least often drawn under this name so far."""
        least = min(self.drawn[name, number] for number in range(len(items)))
        number = self.dice.choice([n for n in range(len(items)) if self.drawn[name, n] == least])
        self.drawn[name, number] += 1
        return items[number]

    def weighed(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, each as often as its weight says."""
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.dice.random() < share


class Voice:
    """Says a story's texts for one person."""

    def __init__(self, deck: Deck, words: Mapping[str, str], *, female: bool) -> None:
        self.deck, self.words, self.female = deck, words, female
        if type(words) is dict:
            self.words = {name: self._by_sex(word) for name, word in words.items()}

    def say(self, text: Text | None) -> str:
        """The text with every choice made; empty for none."""
        chosen = self._choose(text) if text else ""
        said = self.fill(chosen)
        # A sentence that begins with a word of its own begins with a capital all the same.
        return said[:1].upper() + said[1:] if chosen.startswith("{") else said

    def _choose(self, text: Text) -> str:
        if text.one_of:
            return self._choose(self.deck.draw(f"text-{id(text)}", text.one_of))
        if text.parts:
            return " ".join(filter(None, map(self._choose, text.parts)))
        return text.plain

    def fill(self, plain: str) -> str:
        """The words put into their places."""
        try:
            return self._by_sex(plain).format_map(self.words)
        except (KeyError, ValueError, IndexError) as error:
            raise MaterialError(f"Der Platzhalter {error} ist nicht bekannt, in: {plain}") from None

    def _by_sex(self, plain: str) -> str:
        return _BY_SEX.sub(r"\1" if self.female else r"\2", plain)
