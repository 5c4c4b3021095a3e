"""Whether a report could point at the person: everything found, at its passage, in plain words and with a proposal.

What names the person has to go. What only few share has to be said more generally, or there must be a reason. The
facts chosen in general words must be shared by enough persons, all of them together: they can always be made coarser.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from roterfaden.cases.anonymity.counting import Combination, ask
from roterfaden.cases.anonymity.facets import Facets, Words, chosen
from roterfaden.cases.anonymity.identifiers import Finding, named_outright
from roterfaden.cases.anonymity.known import KnownCase
from roterfaden.cases.anonymity.telling import Told, other_ages, told_in, unique, words_of_the_file
from roterfaden.cases.anonymity.wording import Passage

MOST_TOGETHER = 24
"""So many facts are counted beside each other; a text that tells more is too much already by these."""
MOST_PAIRS = 8
"""So many rare pairs are told at once; mending one mostly mends others."""


def check(known: KnownCase, facets: Facets, labels: Mapping[str, str], parts: Mapping[str, str]) -> list[Finding]:
    """What could point at the person, in the order of the text, in one query or two.

    ``labels`` are the chosen general words by field, ``parts`` the text by field.
    """
    named = [finding for field, text in parts.items() for finding in named_outright(field, text, known)]
    chosen_words = chosen(facets, labels)
    facts = unique(told for field, text in parts.items() for told in told_in(field, text, known))
    professions = {told.condition for told in facts}
    rare = [told for told in words_of_the_file(parts, known) if told.condition not in professions]
    found = [*_without_repetition(named), *_exact_ages(parts, known)]
    found += _too_rare(chosen_words, _apart_from([*facts, *rare], named))
    order = {field: place for place, field in enumerate(parts)}
    return sorted(found, key=lambda one: (order.get(one.passage.field, -1), one.passage.start))


def _without_repetition(found: Iterable[Finding]) -> Iterator[Finding]:
    """At each passage the gravest finding alone: a street in a date needs no two warnings."""
    taken: list[Passage] = []
    for finding in sorted(found, key=lambda one: not one.is_hard):
        if not any(_overlap(finding.passage, other) for other in taken):
            taken.append(finding.passage)
            yield finding


def _overlap(one: Passage, other: Passage) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _apart_from(facts: Iterable[Told], named: Sequence[Finding]) -> list[Told]:
    """Facts that are not part of something found already."""
    return [told for told in facts if not any(_overlap(told.passage, finding.passage) for finding in named)]


def _exact_ages(parts: Mapping[str, str], known: KnownCase) -> Iterator[Finding]:
    for field, text in parts.items():
        for passage in other_ages(field, text, known):
            message = _("„{words}“ ist ein genaues Alter.").format(words=passage.words)
            yield Finding(passage, message, _("Schreiben Sie „im Kita-Alter“, „im Schulalter“ oder „fast erwachsen“."))


def _too_rare(words: Mapping[str, Words], facts: Sequence[Told]) -> Iterator[Finding]:
    """All single facts, all pairs and everything together, asked at once."""
    general: Combination = [word.condition for word in words.values()]
    several = [told for told in facts if told.counts_together][:MOST_TOGETHER]
    singles: list[Combination] = [[told.condition] for told in facts]
    pairs = [*combinations(several, 2)]
    beside = [(told, word) for told in several for word in words.values()]
    asked: list[Combination] = [
        general,
        [*general, *(told.condition for told in several)],
        *singles,
        *([one.condition, other.condition] for one, other in pairs),
        *([told.condition, word.condition] for told, word in beside),
    ]
    answer = ask(asked)
    k, (general_enough, all_enough, *answers) = answer.threshold, answer.enough
    if words and not general_enough:
        yield _chosen_too_fine(words, k)
    rare = [told for told, enough in zip(facts, answers, strict=False) if not enough]
    yield from (_rare_alone(told, k) for told in rare)
    answers = answers[len(facts) :]
    left = [
        (one, other.passage.words)
        for (one, other), enough in zip(pairs, answers, strict=False)
        if not enough and one not in rare and other not in rare
    ]
    left += [
        (told, word.label)
        for (told, word), enough in zip(beside, answers[len(pairs) :], strict=False)
        if not enough and told not in rare
    ]
    yield from (_rare_together(told, other, k) for told, other in left[:MOST_PAIRS])
    if several and not (all_enough or rare or left) and general_enough:
        yield _rare_altogether(several, words, k)


def _chosen_too_fine(words: Mapping[str, Words], k: int) -> Finding:
    told = ", ".join(word.label for word in words.values())
    message = _("„{told}“ trifft zusammen auf weniger als {k} Menschen zu.").format(told=told, k=k)
    proposal = _("Wählen Sie bei den allgemeinen Angaben gröbere Worte oder „nicht erzählen“.")
    return Finding(Passage("", 0, 0, told), message, proposal, is_hard=True)


def _rare_alone(told: Told, k: int) -> Finding:
    message = _("„{words}“ trifft hier auf weniger als {k} Menschen zu.")
    return Finding(told.passage, message.format(words=told.passage.words, k=k), told.proposal)


def _rare_together(told: Told, other: str, k: int) -> Finding:
    message = _(
        "„{words}“ und „{other}“ trifft hier auf weniger als {k} Menschen zu. Lassen Sie eines weg oder schreiben Sie "
        "allgemeiner."
    )
    return Finding(told.passage, message.format(words=told.passage.words, other=other, k=k), told.proposal)


def _rare_altogether(facts: Sequence[Told], words: Mapping[str, Words], k: int) -> Finding:
    everything = ", ".join(
        f"„{one}“" for one in (*(told.passage.words for told in facts), *(w.label for w in words.values()))
    )
    message = _("Alles zusammen trifft hier auf weniger als {k} Menschen zu: {everything}.")
    proposal = _("Lassen Sie eine dieser Angaben weg oder schreiben Sie sie allgemeiner.")
    return Finding(facts[0].passage, message.format(k=k, everything=everything), proposal)
