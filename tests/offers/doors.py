"""A directory with something unpublished wherever there can be some, and all doors that are open to everybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum
from hashlib import md5, sha256
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st

from roterfaden.accounts.models import User
from roterfaden.api.hsds import terms
from roterfaden.api.hsds.identifiers import at_place
from roterfaden.network.models import Place, PlaceKind
from roterfaden.offers import actions, keeping_dates, reviewing
from roterfaden.offers.brochure.content import LANGUAGES
from roterfaden.offers.models import (
    DraftState,
    Frequency,
    Language,
    Offer,
    OfferContact,
    OfferDraft,
    OfferReview,
    OfferSchedule,
    OfferTranslation,
    Topic,
    Way,
)
from roterfaden.offers.models.texts import source_of
from roterfaden.offers.short import short_code
from tests.factories import DistrictFactory, HeadOfUnitFactory, OfferFactory, OrganisationFactory, PlaceFactory

TODAY = timezone.localdate()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
LEGAL = "arbeit-recht"
_numbers = count(1)


class State(Enum):
    """Whether an offer stands in the directory."""

    LISTED = "listed"
    RETIRED = "retired"
    ENDED = "ended"


class Translated(Enum):
    """What there is of it in Turkish."""

    NOTHING = "nothing"
    BEGUN = "only a draft"
    BEGUN_ANEW = "released, with a newer draft"
    BY_MACHINE = "by machine, about nothing legal"
    LEGAL_BY_MACHINE = "by machine, about rights"
    SWITCHED_OFF = "released in a language that is switched off"


@dataclass(frozen=True)
class Plan:
    """One offer; ``contacts`` says of each whether it agreed to be published."""

    state: State
    contacts: list[bool]
    is_hidden: bool
    is_once: bool
    translated: Translated


PLANS = st.builds(
    Plan,
    state=st.sampled_from(State),
    contacts=st.lists(st.booleans(), max_size=3),
    is_hidden=st.booleans(),
    is_once=st.booleans(),
    translated=st.sampled_from(Translated),
)
IN_THE_OPEN = Plan(State.LISTED, [True, False], False, False, Translated.BEGUN_ANEW)
HIDDEN = Plan(State.LISTED, [False, True], True, True, Translated.LEGAL_BY_MACHINE)
RETIRED = Plan(State.RETIRED, [True, False], False, False, Translated.BY_MACHINE)
ENDED = Plan(State.ENDED, [True], True, False, Translated.BEGUN_ANEW)


@dataclass
class Town:
    """Some offers, with every word that everybody may read and every one that nobody may who is not signed in."""

    told: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    offers: list[Offer] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def word(self, *, told: bool | None) -> str:
        """A word that stands nowhere else; ``None``: neither a secret nor told by itself."""
        word = md5(str(next(_numbers)).encode(), usedforsecurity=False).hexdigest()[:14]
        word = word.translate(str.maketrans("0123456789", "ghijklmnop"))
        self._note(word, told=told)
        return word

    def number(self, start: str, *, told: bool | None) -> str:
        """A number to call or a degree that stands nowhere else."""
        number = f"{start}{next(_numbers):05}1"
        self._note(number, told=told)
        return number

    def _note(self, word: str, *, told: bool | None) -> None:
        if told is not None:
            (self.told if told else self.secret).add(word)


def build(plans: Iterable[Plan]) -> Town:
    """The town with these offers."""
    town, by = Town(), HeadOfUnitFactory()
    for plan in plans:
        offer = _offer(town, plan)
        _contacts(town, plan, offer)
        _dates(town, plan, offer, by)
        _translation(town, plan, offer, by)
        _doubt(town, offer)
        _drafts(town, offer, by)
        if plan.state == State.RETIRED:
            actions.retire_offer(offer.pk, reason=town.word(told=False), by=by)
        town.offers.append(offer)
    actions.refresh_search(town.offers)
    return town


def _offer(town: Town, plan: Plan) -> Offer:
    is_listed = plan.state == State.LISTED
    at_all = True if is_listed else None  # a place and a provider are no secret, but nobody is told of them by itself
    texts = ("description", "target_group", "eligibility", "cost", "registration", "rhythm", "childcare_note")
    made: Offer = OfferFactory(
        title=town.word(told=is_listed),
        **{name: town.word(told=is_listed) for name in texts},
        childcare=True,
        keywords=[town.word(told=is_listed)],
        documents=[town.word(told=is_listed)],
        valid_until=TODAY - timedelta(days=1) if plan.state == State.ENDED else None,
        organisation=OrganisationFactory(name=town.word(told=at_all), phone="02365 99", is_reviewed=True),
    )
    where = False if plan.is_hidden else at_all
    place = PlaceFactory(
        name=town.word(told=at_all),
        kind=PlaceKind.SHARED_ACCOMMODATION if plan.is_hidden else PlaceKind.MEETING_PLACE,
        district=DistrictFactory(),
        address=f"{town.word(told=where)} 5, 45772 Marl",
        description=town.word(told=where),
        access_note=town.word(told=where),
        latitude=town.number("51.", told=where),
        longitude=town.number("7.", told=where),
    )
    town.places.append(place)
    made.places.add(place)
    made.topics.add(Topic.objects.get(key=LEGAL if plan.translated == Translated.LEGAL_BY_MACHINE else "deutsch-kurs"))
    return made


def _contacts(town: Town, plan: Plan, offer: Offer) -> None:
    for agreed in plan.contacts:
        told = agreed and plan.state == State.LISTED
        OfferContact.objects.create(
            offer=offer,
            name=town.word(told=told),
            function=town.word(told=told),
            phone=town.number("02094711", told=told),
            email=f"{town.word(told=told)}@example.org",
            is_public=agreed,
        )


def _dates(town: Town, plan: Plan, offer: Offer, by: User) -> None:
    """A time with somebody on duty, one day of it with somebody else, and days on which it is not closed after all."""
    rhythm = {"frequency": Frequency.ONCE, "on_date": MONDAY} if plan.is_once else {"weekday": 1}
    schedule = OfferSchedule.objects.create(
        offer=offer, place=town.places[-1], starts_at=time(9), ends_at=time(11), staffed_by=town.word(told=False),
        note=town.word(told=plan.state == State.LISTED), **rhythm,
    )  # fmt: skip
    if plan.state != State.ENDED:
        reason = town.word(told=plan.state == State.LISTED)
        day = {"new_starts_at": time(10), "new_ends_at": time(12), "staffed_by": town.word(told=False)}
        keeping_dates.move_date(schedule.pk, MONDAY, reason=reason, by=by, **day)
    closed = keeping_dates.close(offer, starts_on=TODAY, ends_on=MONDAY, reason=town.word(told=False), by=by)
    keeping_dates.take_back_closure(closed.pk, by=by)


def _translation(town: Town, plan: Plan, offer: Offer, by: User) -> None:
    if plan.translated == Translated.NOTHING:
        return
    language = Language.objects.get(code="pl" if plan.translated == Translated.SWITCHED_OFF else "tr")
    if plan.translated == Translated.SWITCHED_OFF:
        Language.objects.filter(pk=language.pk).update(is_offered=False)
    readable = plan.translated in {Translated.BEGUN_ANEW, Translated.BY_MACHINE} and plan.state == State.LISTED
    values: dict[str, object] = {"came": Way.HAND, "texts": {}}
    if plan.translated != Translated.BEGUN:
        values["texts"] = {name: town.word(told=readable) for name in ("title", "description")}
    if plan.translated in {Translated.BY_MACHINE, Translated.LEGAL_BY_MACHINE}:
        values["came"] = Way.MACHINE
    elif plan.translated != Translated.BEGUN:
        values |= {"released_at": timezone.now(), "released_by": by}
    if plan.translated in {Translated.BEGUN, Translated.BEGUN_ANEW}:
        values |= {"draft": {"title": town.word(told=False)}, "draft_came": Way.HAND}
    OfferTranslation.objects.create(offer=offer, language=language, source=source_of(offer), **values)


def _doubt(town: Town, offer: Offer) -> None:
    """Asked whether it holds; somebody said earlier why not."""
    token = f"frage-{offer.key}"
    OfferReview.objects.create(
        offer=offer, token_hash=sha256(token.encode()).hexdigest(), expires_at=timezone.now() + timedelta(days=1),
        words=town.word(told=False),
    )  # fmt: skip
    town.tokens.append(token)


def _drafts(town: Town, offer: Offer, by: User) -> None:
    """Somebody writes on it, the city looks at a new one, and people without an account have said something."""
    for about, state in ((offer, DraftState.DRAFT), (None, DraftState.IN_REVIEW)):
        entry = {name: [town.word(told=False)] for name in ("title", "description", "kontakte-0-name")}
        kept = reviewing.keep_draft(uuid4(), entry, by=by, seen=None, organisation=offer.organisation, offer=about)
        OfferDraft.objects.filter(pk=kept.pk).update(state=state)
    said = {"words": town.word(told=False), "reach": town.word(told=False), "by": None}
    reviewing.suggest(title=town.word(told=False), offer=None, **said)
    wrong = reviewing.suggest(title=offer.title, offer=offer, **said)
    reviewing.decline(wrong.pk, words=town.word(told=False), by=by)


def to(name: str, *args: object, **asked: object) -> str:
    """The address of a page with what is asked of it."""
    return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")


def _hsds(name: str, town: Town) -> list[str]:
    since = {"modified_after": date(2020, 1, 1), "full": "true"}
    first = town.offers[0]
    narrowed = {"organization_id": first.organisation_id, "full": "true"}
    return [
        *(to(name, **asked, per_page=200) for asked in ({}, {"full": "true"}, since, narrowed)),
        to(name, format="ndjson", full="true"),
        *(to(name, search=word) for word in sorted(town.secret)[:2]),
    ]


Door = Callable[[Town], Iterable[str]]


def _each(name: str) -> Door:
    return lambda town: [to(name, offer.pk) for offer in town.offers]


def _plain(name: str) -> Door:
    return lambda _town: [to(name)]


def _filtered(name: str) -> Door:
    """What the filters find: all, the searched, and what is near or at a place."""

    def paths(town: Town) -> Iterable[str]:
        yield from (to(name), to(name, seite=2))
        yield from (to(name, q=word) for word in sorted(town.secret)[:2])
        yield from (to(name, **{how: f"ort:{place.key}"}) for how in ("wo", "nahe") for place in town.places[-2:])

    return paths


def _short(town: Town) -> Iterable[str]:
    """In every language, and the others in those in which there is something."""
    for number, offer in enumerate(town.offers):
        for language in ("de", "tr", "pl") if number else LANGUAGES:
            yield to("short:offer", short_code(offer.pk), sprache=language)


DOORS: dict[str, Door] = {
    "embed": _filtered("embed"),
    "health": _plain("health"),
    "base:theme": _plain("base:theme"),
    "base:rail": _plain("base:rail"),
    "base:components": _plain("base:components"),
    "suggestions:suggest": _plain("suggestions:suggest"),
    "suggestions:thanks": _plain("suggestions:thanks"),
    "reviews:thanks": _plain("reviews:thanks"),
    "reviews:review": lambda town: [to("reviews:review", token) for token in town.tokens],
    "reviews:doubt": lambda town: [to("reviews:doubt", token) for token in town.tokens],
    "short:offer": _short,
    "calendars:filter": _filtered("calendars:filter"),
    "calendars:offer": _each("calendars:offer"),
    "calendars:place": lambda town: [to("calendars:place", place.pk) for place in town.places],
    "calendars:organisation": lambda town: [
        to("calendars:organisation", offer.organisation_id) for offer in town.offers
    ],
    "api:profile": _plain("api:profile"),
    "api:openapi": _plain("api:openapi"),
    "api:hsds_openapi": _plain("api:hsds_openapi"),
    "api:hsds": _plain("api:hsds"),
    "api:services": lambda town: [*_hsds("api:services", town), to("api:services", minimal="true")],
    "api:service": _each("api:service"),
    "api:service_at_locations": lambda town: [
        *_hsds("api:service_at_locations", town), to("api:service_at_locations", postcode="45772", full="true")
    ],
    "api:service_at_location": lambda town: [
        to("api:service_at_location", at_place(offer.pk, place.pk))
        for offer, place in zip(town.offers, town.places, strict=True)
    ],
    "api:organizations": lambda town: [
        to("api:organizations", full_service="true", per_page=200),
        *(to("api:organizations", search=word) for word in sorted(town.secret)[:2]),
    ],
    "api:organization": lambda town: [
        to("api:organization", offer.organisation_id, full_service="true") for offer in town.offers
    ],
    "api:taxonomies": _plain("api:taxonomies"),
    "api:taxonomy": lambda _town: [to("api:taxonomy", terms.KINDS.id)],
    "api:taxonomy_terms": lambda _town: [to("api:taxonomy_terms", per_page=200)],
    "api:taxonomy_term": lambda _town: [to("api:taxonomy_term", terms.KINDS.term_id("kurs"))],
    "api:schema_org": _each("api:schema_org"),
}  # fmt: skip
"""By the name of the address: where one looks behind it."""
WITH_A_CODE = {"answers:thanks", "answers:own_view_thanks", "answers:own_view", "answers:answer", "answers:office"}
"""About one person, for whoever has link and code: ``tests/cases``, ``tests/proof``."""


def said_at(path: str, browser: Client | None = None) -> str:
    """What stands there, headers included, in small letters; lines that a calendar folds are whole again."""
    answer = (browser or Client()).get(path)
    assert answer.status_code in {200, 404, 405}, (path, answer.status_code)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return f"{answer.headers} {content.decode()}".replace("\r\n ", "").lower()
