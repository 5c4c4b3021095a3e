"""Having a list translated by the machine: what is sent, what it costs, and where the words go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.offers.models import GlossaryTerm, Language, MachineUse, Offer, OfferQuerySet, OfferTranslation
from roterfaden.offers.models.texts import Texts, source_of
from roterfaden.offers.translating.actions import translate_by_machine
from roterfaden.offers.translating.glossary import hits_in
from roterfaden.offers.translating.machine import Translator

MOST_OFFERS = 20
"""In one go: the person at the button waits for it."""


@dataclass(frozen=True)
class Job:
    """One offer with the texts that have to be translated anew."""

    offer: Offer
    source: Texts
    wanted: Texts

    @property
    def letters(self) -> int:
        """How much is sent."""
        return sum(map(len, self.wanted.values()))


def translate_list(offers: OfferQuerySet, language: Language, machine: Translator, *, by: Any) -> int:
    """Have up to ``MOST_OFFERS`` of the offers translated, as far as the month's budget goes. Says how many were.

    Raises ``RuleBroken`` when the service cannot or the budget is used up; then nothing was written.
    """
    jobs = _affordable(_jobs(offers, language))
    if not jobs:
        return 0
    if not machine.speaks(language.pk):
        raise RuleBroken(_("Der Übersetzungsdienst kann {language} nicht.").format(language=language))
    texts = [text for job in jobs for text in job.wanted.values()]
    hits = hits_in(texts, GlossaryTerm.objects.all(), language)
    words = iter(machine.translate(texts, language.pk, {hit.term.word: hit.wording for hit in hits if hit.wording}))
    _count(sum(job.letters for job in jobs))
    answered = [(job, {name: next(words) for name in job.wanted}) for job in jobs]
    return sum(translate_by_machine(job.offer, language, said, job.source, by=by) for job, said in answered)


def used_this_month() -> int:
    """How many letters were sent since the first of the month."""
    return MachineUse.objects.filter(month=_month()).aggregate(all=Sum("letters"))["all"] or 0


def _jobs(offers: OfferQuerySet, language: Language) -> list[Job]:
    known = {one.offer_id: one for one in OfferTranslation.objects.filter(language=language, offer__in=offers)}
    jobs = [_job(offer, known) for offer in offers]
    return [job for job in jobs if job.wanted][:MOST_OFFERS]


def _job(offer: Offer, known: Mapping[Any, OfferTranslation]) -> Job:
    source, translation = source_of(offer), known.get(offer.pk)
    if translation is None:
        return Job(offer, source, {name: text for name, text in source.items() if text})
    if translation.draft is not None:
        return Job(offer, source, {})
    before, there = translation.source, translation.texts
    changed = (name for name, text in source.items() if text and (before.get(name) != text or not there.get(name)))
    return Job(offer, source, {name: source[name] for name in changed})


def _affordable(jobs: list[Job]) -> list[Job]:
    left = settings.TRANSLATION_BUDGET - used_this_month()
    taken: list[Job] = []
    for job in jobs:
        if sum(one.letters for one in taken) + job.letters > left:
            break
        taken.append(job)
    if jobs and not taken:
        raise RuleBroken(_("Was in diesem Monat maschinell übersetzt werden darf, ist verbraucht."))
    return taken


def _count(letters: int) -> None:
    """Write down what was sent, at once: two who send at the same time are both counted."""
    use, _made = MachineUse.objects.get_or_create(month=_month())
    MachineUse.objects.filter(pk=use.pk).update(letters=F("letters") + letters)


def _month() -> Any:
    return timezone.localdate().replace(day=1)
