"""An offer in the words of one language: what stands under its title in a brochure and on its public page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from babel import Locale, UnknownLocaleError

from roterfaden.base.languages import language_name, listed
from roterfaden.network.models import BarrierFree
from roterfaden.offers.brochure.content import GERMAN, EntryText, Line, words
from roterfaden.offers.models import Fee, Frequency, GermanLevel, Offer, OfferContact, OfferSchedule, OnlyFor, Origin
from roterfaden.offers.models.schedule import LAST
from roterfaden.offers.translating.reading import EASY, Wording, wording

ONLY_FOR = {
    OnlyFor.WOMEN: "only_women",
    OnlyFor.MEN: "only_men",
    OnlyFor.GIRLS: "only_girls",
    OnlyFor.BOYS: "only_boys",
}


def entry_text(offer: Offer, language: str) -> EntryText:
    """The offer for readers of ``language``; texts nobody translated stand there in German, and it says so."""
    told = wording(offer, language)
    return EntryText(
        title=_words(told, "title"),
        spoken=told.language,
        description=_words(told, "description"),
        notes=tuple(_notes(offer, told, language)),
        lines=tuple(Line(words(language)[key], value) for key, value in _facts(offer, told, language) if value),
    )


def times(schedules: Iterable[OfferSchedule], language: str) -> list[str]:
    """The dates of an offer: same hours together, "Montag, Mittwoch 09:00–11:30"."""
    spans = sorted(schedules, key=lambda one: (_hours(one), one.weekday or 0, str(one.on_date)))
    return [
        f"{listed(dict.fromkeys(_day(one, language) for one in group), language)} {hours}"
        for hours, group in groupby(spans, key=_hours)
    ]


def languages_in_words(codes: Sequence[str], language: str) -> str:
    """Names of languages; one that Unicode has no name for keeps its German one. Its "ku" is Kurmanji."""
    names = _locale(language).languages
    known = ((code, "ku" if code == "kmr" else code.split("-")[0]) for code in codes)
    return listed((names.get(code) or names.get(wider) or str(language_name(code)) for code, wider in known), language)


def own_name(language: str) -> str:
    """The name of a language in itself."""
    if language == EASY:
        return str(language_name(language))
    return languages_in_words([language], language).capitalize()


def _notes(offer: Offer, told: Wording, language: str) -> Iterator[str]:
    said = words(language)
    if offer.origin == Origin.DEMO:
        yield said["example"]
    if told.language == GERMAN != language:
        yield said["german_only"]
    elif told.is_machine:
        yield said["machine"]
    if told.is_outdated and told.language != GERMAN:
        yield said["outdated"]
    if not offer.is_confirmed and offer.origin != Origin.DEMO:
        yield said["old"]


def _facts(offer: Offer, told: Wording, language: str) -> Iterator[tuple[str, str]]:
    said = words(language)
    only = said[ONLY_FOR[OnlyFor(offer.only_for)]] if offer.only_for else ""
    yield "who", listed([_words(told, "target_group"), only, _ages(offer, language)], language)
    yield "when", listed(times(offer.times_ahead, language), language, ";") or _words(told, "rhythm")
    yield "where", listed(_places(offer, language), language, ";")
    yield "languages", languages_in_words(offer.languages, language)
    yield "level", _level(offer, language)
    childcare = [said["childcare_yes"], _words(told, "childcare_note")]
    yield "childcare", listed(childcare, language) if offer.childcare else ""
    yield "cost", _cost(offer, told, language)
    yield "register", listed([_words(told, "registration"), offer.registration_url], language)
    yield "bring", listed(_words(told, "documents").splitlines(), language)
    yield "provider", listed([offer.organisation.name, offer.organisation.phone, offer.organisation.email], language)
    yield "contact", listed((_contact(one, language) for one in offer.public_contacts), language, ";")


def _cost(offer: Offer, told: Wording, language: str) -> str:
    text = _words(told, "cost")
    says_no_more = text.casefold() in {"", str(Fee.FREE.label).casefold()}
    return str(words(language)["free"]) if offer.fee == Fee.FREE and says_no_more else text


def _places(offer: Offer, language: str) -> Iterator[str]:
    said = words(language)
    for place in offer.places.all():
        step_free = said["step_free"] if place.step_free == BarrierFree.YES else ""
        yield listed([place.name, place.public_address, step_free], language)
    if offer.is_online:
        yield listed([said["online"], offer.online_url], language)


def _contact(contact: OfferContact, language: str) -> str:
    return listed([contact.name, contact.function, contact.phone, contact.email,
                    languages_in_words(contact.languages, language)], language)  # fmt: skip


def _level(offer: Offer, language: str) -> str:
    if not offer.german_level:
        return ""
    if offer.german_level == GermanLevel.A0:
        return str(words(language)["level_none"])
    return str(words(language)["level_from"]).format(level=offer.german_level)


def _ages(offer: Offer, language: str) -> str:
    key = {(True, True): "ages", (True, False): "age_from", (False, True): "age_to"}.get(
        (offer.age_from is not None, offer.age_to is not None)
    )
    # "from" is no name in Python.
    told = words(language)[key] if key else ""
    return str(told).replace("{from}", str(offer.age_from)).replace("{to}", str(offer.age_to))


def _day(schedule: OfferSchedule, language: str) -> str:
    said = words(language)
    if schedule.on_date:
        return f"{schedule.on_date:%d.%m.%Y}"
    day = _locale(language).days["stand-alone"]["wide"][(schedule.weekday or 1) - 1]
    if schedule.frequency == Frequency.MONTHLY:
        key = "last" if schedule.nth == LAST else "nth"
        return str(said[key]).format(day=day, number=schedule.nth)
    if schedule.every_weeks > 1:
        return str(said["every_weeks"]).format(day=day, number=schedule.every_weeks)
    return str(day)


def _hours(schedule: OfferSchedule) -> str:
    return f"{schedule.starts_at:%H:%M}–{schedule.ends_at:%H:%M}"


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_").removesuffix("_simple"))
    except UnknownLocaleError:
        return Locale.parse(GERMAN)


def _words(told: Wording, name: str) -> str:
    return told.texts[name].words if name in told.texts else ""
