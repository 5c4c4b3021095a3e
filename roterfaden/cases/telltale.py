"""Words that tell of the person of a file, where others read them: in an example, in the note to another organisation.

What counts is what counts in an anonymous report (``anonymity/identifiers.py``). An example has no second reader and no
reason that could save a word: there every word of names and street counts as well, however ordinary it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from roterfaden.accounts.models import User
from roterfaden.base.names import fold
from roterfaden.cases.anonymity.identifiers import Finding, named_outright, people_named
from roterfaden.cases.anonymity.known import KnownCase, known_case
from roterfaden.cases.models import Case

SHORTEST = 3
SOMEBODY = re.compile(r"\b(?:Frau|Herr|Herrn|Familie|Dr\.)\s+([^\s,;()]+)")


@dataclass(frozen=True)
class Secret:
    """What is known of the person, and the single words of names and street."""

    known: KnownCase
    words: frozenset[str]


def secret_of(case: Case, user: User) -> Secret:
    """Read it with the rights of ``user`` (three queries)."""
    known, person = known_case(case, user), case.client
    typed = [person.given_name, person.family_name, person.other_names, person.street]
    named = [name for label in known.contacts for name in SOMEBODY.findall(label)]
    return Secret(known, frozenset(word for text in [*typed, *named] for word in _words(text)))


def tells(text: str, secret: Secret) -> list[str]:
    """The passages of ``text`` that tell of somebody, as they were typed."""
    passages = _passages(finding for finding in named_outright("", text, secret.known) if finding.is_hard)
    single = [word for word in re.findall(r"[^\W\d_]+", text) if not secret.words.isdisjoint(_words(word))]
    return [*passages, *(word for word in single if not any(word in passage for passage in passages))]


def names_in(text: str, case: Case, user: User) -> list[str]:
    """Names of the person, of relatives and of others of the file in ``text``, as they were typed (three queries)."""
    return _passages(people_named("", text, known_case(case, user)))


def _passages(findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(finding.passage.words for finding in findings))


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if len(word) >= SHORTEST]
