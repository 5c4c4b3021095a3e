"""Words by which an example would tell of the person it came from."""

import re

from roterfaden.base.names import fold
from roterfaden.cases.models import Case, NetworkContact

SHORTEST = 3
SOMEBODY = re.compile(r"\b(?:Frau|Herr|Herrn|Familie|Dr\.)\s+([^\s,;()]+)")


def words_of_case(case: Case) -> frozenset[str]:
    """Names, street and telephone of the person, and the names of people on the network map (one query)."""
    person = case.client
    typed = [person.given_name, person.family_name, person.other_names, person.street]
    labels = NetworkContact.objects.filter(case=case).values_list("label", flat=True)
    named = [name for label in labels for name in SOMEBODY.findall(label)]
    return frozenset(word for text in [*typed, *named] for word in _words(text))


def tells(text: str, secret: frozenset[str]) -> list[str]:
    """The words of ``text`` that are among ``secret``, as they were typed."""
    return [word for word in re.findall(r"[^\W\d_]+", text) if not secret.isdisjoint(_words(word))]


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if len(word) >= SHORTEST]
