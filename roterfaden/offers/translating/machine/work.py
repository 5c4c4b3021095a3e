"""Having a list translated by the machine, as a job: what is sent, what it costs, and where the words go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.jobs.actions import start_job
from roterfaden.jobs.kinds import Kind, Step
from roterfaden.jobs.models import Job
from roterfaden.offers.models import (
    GlossaryTerm,
    Language,
    MachineUse,
    Offer,
    OfferTranslation,
    TranslationState,
)
from roterfaden.offers.models.texts import Texts, source_of
from roterfaden.offers.translating.actions import translate_by_machine
from roterfaden.offers.translating.glossary import hits_in
from roterfaden.offers.translating.machine import Translator, is_configured, translator
from roterfaden.offers.translating.worklist import worklist

PORTION = 10
"""Offers in one piece of the job: about one request to the service."""
FOR_MACHINES = frozenset({TranslationState.MISSING, TranslationState.OUTDATED})
"""Lists that a machine may go through."""


@dataclass(frozen=True)
class Order:
    """One offer with the texts that have to be translated anew."""

    offer: Offer
    source: Texts
    wanted: Texts

    @property
    def letters(self) -> int:
        """How much is sent."""
        return sum(map(len, self.wanted.values()))


def start_translating(language: Language, state: str, *, by: User) -> Job:
    """Have all offers of a list translated. Raises ``RuleBroken`` when somebody's job for the language is under way."""
    return start_job(
        TRANSLATING,
        language.pk,
        by=by,
        title=_("Maschinell übersetzen: {language}").format(language=language.name),
        path=_list(language, state),
        arguments={"language": language.pk, "state": state},
    )


def translate_piece(job: Job, by: User) -> Step:
    """The next offers of the list, as far as the month's budget goes.

    Raises ``RuleBroken`` when the service cannot or the budget is used up.
    """
    if not is_configured():
        raise RuleBroken(_("Es ist kein Übersetzungsdienst mehr eingetragen."))
    language = Language.objects.get(pk=job.arguments["language"])
    offers: Any = worklist(by, language)
    offers = offers.filter(state_now=job.arguments["state"]).order_by("pk")
    if after := job.memory.get("after"):
        offers = offers.filter(pk__gt=UUID(after))
    total = job.total if after else offers.count()
    portion = list(offers[:PORTION])
    orders = _orders(portion, language)
    taken = _affordable(orders)
    number = job.memory.get("translated", 0) + _translate(taken, language, translator(), is_first=not after, by=by)
    came = len(portion) if len(taken) == len(orders) else portion.index(taken[-1].offer) + 1
    is_last = came < PORTION and came == len(portion)
    said = ngettext("{n} Angebot ist maschinell übersetzt.", "{n} Angebote sind maschinell übersetzt.", number)
    asked = _("Bitte prüfen Sie die Texte, bevor Sie sie freigeben.")
    return Step(
        done=job.done + came,
        total=max(total, job.done + came),
        is_last=is_last,
        said=" ".join([said.format(n=number), *([asked] if number else [])]),
        memory={"after": str(portion[came - 1].pk) if came else after, "translated": number},
        path=_list(language, TranslationState.MACHINE if is_last and number else job.arguments["state"]),
    )


TRANSLATING = Kind("offers.translating", translate_piece)


def _list(language: Language, state: str) -> str:
    return f"{reverse('offers:translation_list', args=[language.pk])}?stand={state}"


def _translate(orders: list[Order], language: Language, machine: Translator, *, is_first: bool, by: User) -> int:
    """Ask the service and keep what it says. How many offers have words of it now."""
    if not orders:
        return 0
    if is_first and not machine.speaks(language.pk):
        raise RuleBroken(_("Der Übersetzungsdienst kann {language} nicht.").format(language=language))
    texts = [text for order in orders for text in order.wanted.values()]
    hits = hits_in(texts, GlossaryTerm.objects.all(), language)
    words = iter(machine.translate(texts, language.pk, {hit.term.word: hit.wording for hit in hits if hit.wording}))
    _count(sum(order.letters for order in orders))
    answered = [(order, {name: next(words) for name in order.wanted}) for order in orders]
    return sum(translate_by_machine(order.offer, language, said, order.source, by=by) for order, said in answered)


def used_this_month() -> int:
    """How many letters were sent since the first of the month."""
    return MachineUse.objects.filter(month=_month()).aggregate(all=Sum("letters"))["all"] or 0


def _orders(offers: list[Offer], language: Language) -> list[Order]:
    known = {one.offer_id: one for one in OfferTranslation.objects.filter(language=language, offer__in=offers)}
    orders = [_order(offer, known) for offer in offers]
    return [order for order in orders if order.wanted]


def _order(offer: Offer, known: Mapping[Any, OfferTranslation]) -> Order:
    source, translation = source_of(offer), known.get(offer.pk)
    if translation is None:
        return Order(offer, source, {name: text for name, text in source.items() if text})
    if translation.draft is not None:
        return Order(offer, source, {})
    before, there = translation.source, translation.texts
    changed = (name for name, text in source.items() if text and (before.get(name) != text or not there.get(name)))
    return Order(offer, source, {name: source[name] for name in changed})


def _affordable(orders: list[Order]) -> list[Order]:
    left = settings.TRANSLATION_BUDGET - used_this_month()
    taken: list[Order] = []
    for order in orders:
        if sum(one.letters for one in taken) + order.letters > left:
            break
        taken.append(order)
    if orders and not taken:
        raise RuleBroken(_("Was in diesem Monat maschinell übersetzt werden darf, ist verbraucht."))
    return taken


def _count(letters: int) -> None:
    """Write down what was sent, at once: two who send at the same time are both counted."""
    use, _made = MachineUse.objects.get_or_create(month=_month())
    MachineUse.objects.filter(pk=use.pk).update(letters=F("letters") + letters)


def _month() -> Any:
    return timezone.localdate().replace(day=1)
