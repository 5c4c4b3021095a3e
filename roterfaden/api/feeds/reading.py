"""What another directory delivers, as offers in our words; or the reason in German why one cannot be taken.

Terms of our own taxonomies are understood by their code. Of other directories we take what HSDS itself says.
"""

import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.api.hsds import terms
from roterfaden.api.hsds.facts import FACTS
from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import BarrierFree, Place
from roterfaden.network.models.directory import ACCESS_FIELDS
from roterfaden.offers.feeds import DAYS
from roterfaden.offers.models import ExceptionKind, Fee, Frequency, Offer, OfferKind

MOST_BYTES = 50 * 1024 * 1024
ONE_OF = {
    str(vocabulary.id): (name, vocabulary)
    for name, vocabulary in (
        ("kind", terms.KINDS),
        ("german_level", terms.LEVELS),
        ("only_for", terms.GENDERS),
        ("interpreting", terms.INTERPRETING),
        ("fee", terms.FEES),
    )
}
SEVERAL = {
    str(vocabulary.id): (name, vocabulary)
    for name, vocabulary in (("residence", terms.RESIDENCE), ("access_ways", terms.WAYS), ("contact_by", terms.WHO))
}
LINKS = {
    str(terms.TOPICS.id): "topics",
    str(terms.FIELDS.id): "fields_of_action",
    str(terms.GROUPS.id): "target_groups",
}
_CANCELLED = re.compile(r"(?P<on_date>\d{4}-\d\d-\d\d)")
_MOVED = re.compile(
    r"(?P<on_date>\d{4}-\d\d-\d\d)/(?P<new_date>\d{4}-\d\d-\d\d)T(?P<starts_at>\d\d:\d\d)"
    r"/(?P=new_date)T(?P<ends_at>\d\d:\d\d)(?:/(?P<place>.{1,200}))?"
)
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")


class Unusable(Exception):
    """One service cannot be taken."""


@dataclass(frozen=True)
class Thing:
    """A provider or a place as it was told."""

    id: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """An offer as it was told: facts by field of ours, and what belongs to it."""

    id: str
    title: str
    stands_on: str | None
    organisation: Thing
    places: list[Thing]
    facts: dict[str, Any]
    contacts: list[dict[str, Any]]
    notes: list[str]

    @classmethod
    def kept(cls, told: dict[str, Any]) -> "Incoming":
        """One that was stored as JSON."""
        places = [Thing(**place) for place in told["places"]]
        return cls(**{**told, "organisation": Thing(**told["organisation"]), "places": places})


@dataclass(frozen=True)
class Problem:
    """A service that cannot be taken: which one, and why."""

    number: int
    title: str
    words: str


def services_in(content: bytes) -> list[Any]:
    """The services in a file: JSON (a page, a list, one service), a line for each, or a zip file of such files."""
    if content[:2] == b"PK":
        return [service for part in _unpacked(content) for service in services_in(part)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken(_("Die Datei ist kein Text in UTF-8. Bitte das Verzeichnis als JSON ausgeben.")) from None
    for read in (_whole, _by_line):
        try:
            found = read(text)
        except (ValueError, RecursionError):
            continue
        if any(isinstance(one, dict) for one in found):
            return found
    raise RuleBroken(_("Die Datei enthält kein JSON nach HSDS 3.0."))


def _unpacked(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            files = [one for one in packed.infolist() if one.filename.endswith((".json", ".ndjson"))]
            if sum(one.file_size for one in files) > MOST_BYTES:
                raise RuleBroken(_("Ausgepackt ist die Datei größer, als wir auf einmal lesen."))
            yield from (packed.read(one) for one in files)
    # Damaged, encrypted, or packed in a way that Python does not know.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as error:
        raise RuleBroken(_("Die Zip-Datei lässt sich nicht öffnen.")) from error


def _whole(text: str) -> list[Any]:
    told = json.loads(text)
    if isinstance(told, list):
        return told
    if isinstance(told, dict):
        return list(told["contents"]) if isinstance(told.get("contents"), list) else [told]
    raise ValueError


def _by_line(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def read_all(services: Iterable[Any]) -> tuple[list[Incoming], list[Problem]]:
    """The offers, and what is wrong with the others."""
    offers: dict[str, Incoming] = {}
    problems = []
    for number, told in enumerate(services, start=1):
        try:
            one = read(told)
            if one.id in offers:
                raise Unusable(_("Diese Kennung kommt zweimal vor."))
            offers[one.id] = one
        except Unusable as error:
            problems.append(Problem(number, _title(told), str(error)))
    return list(offers.values()), problems


def _title(told: Any) -> str:
    return str(told.get("name") or "")[:120] if isinstance(told, dict) else ""


def read(told: Any) -> Incoming:
    """One service. Raises :class:`Unusable` with a sentence."""
    if not isinstance(told, dict):
        raise Unusable(_("Das ist kein Eintrag nach HSDS."))
    organisation = told.get("organization")
    if not isinstance(organisation, dict) or not organisation.get("name") or not organisation.get("id"):
        raise Unusable(_("Der Träger fehlt."))
    notes: list[str] = []
    places = list(_places(told))
    facts = _facts(told) | {
        "times": list(_times(told, notes)),
        "districts": _names(told, "service_areas"),
        "project": _program(told),
    }
    _check(facts)
    return Incoming(
        id=_text(told, "id", 200) or _refuse(_("Die Kennung fehlt.")),
        title=facts["title"],
        stands_on=_past_day(told.get("assured_date")),
        organisation=Thing(_text(organisation, "id", 200), _text(organisation, "name", 200), _reach(organisation)),
        places=places,
        facts=facts,
        contacts=list(_contacts(told)),
        notes=notes,
    )


def _refuse(words: str) -> Any:
    raise Unusable(words)


def _text(told: Any, key: str, most: int) -> str:
    value = told.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise Unusable(_("„{key}“ ist kein Text.").format(key=key))
    if len(value) > most:
        raise Unusable(_("„{key}“ ist länger als {most} Zeichen.").format(key=key, most=most))
    return value.strip()


def _short(told: Any, key: str, most: int) -> str:
    """A text of the other directory, as much of it as there is room for."""
    value = told.get(key)
    return value.strip().replace("\0", "")[:most] if isinstance(value, str) else ""


def _rows(told: Any, key: str) -> list[dict[str, Any]]:
    rows = told.get(key) or []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _names(told: Any, key: str) -> list[str]:
    return sorted({name for row in _rows(told, key) if (name := _short(row, "name", 120))})


def _program(told: dict[str, Any]) -> list[str]:
    """Identifier and name of what a service belongs to."""
    program = told.get("program")
    found = [_short(program, name, 200) for name in ("id", "name")] if isinstance(program, dict) else []
    return found if any(found) else []


def _number(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 120:
        raise Unusable(_("Ein Alter ist keine Zahl von 0 bis 120."))
    return int(value)


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat() if value else None
    except ValueError:
        raise Unusable(_("„{day}“ ist kein Datum.").format(day=str(value)[:20])) from None


def _past_day(value: Any) -> str | None:
    """A day on which something has happened; nobody has confirmed anything tomorrow."""
    day = _day(value)
    return day if day and day <= timezone.localdate().isoformat() else None


def _facts(told: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": _text(told, "name", 200) or _refuse(_("Der Name fehlt.")),
        "kind": OfferKind.OTHER.value,
        "description": _text(told, "description", 20_000),
        "is_active": told.get("status") != "inactive",
        "age_from": _number(told.get("minimum_age")),
        "age_to": _number(told.get("maximum_age")),
        "languages": list(dict.fromkeys(code for row in _rows(told, "languages") if (code := _short(row, "code", 12)))),
        "documents": [text for row in _rows(told, "required_documents") if (text := _short(row, "document", 200))],
        "funding": ", ".join(text for row in _rows(told, "funding") if (text := _short(row, "source", 200)))[:200],
        "online_url": _text(told, "url", 200),
        "topics": [],
        "fields_of_action": [],
        "target_groups": [],
        **dict.fromkeys(("german_level", "only_for", "interpreting", "fee"), ""),
        **{name: [] for name, _vocabulary in SEVERAL.values()},
    }
    details = _attributes(told, facts)
    return facts | (details or _of_others(told))


def _of_others(told: dict[str, Any]) -> dict[str, Any]:
    """What other directories say in words of their own."""
    is_free = any(row.get("amount") == 0 for row in _rows(told, "cost_options"))
    return {
        "eligibility": _short(told, "eligibility_description", 2000),
        "registration": _short(told, "application_process", 300),
        "cost": _short(told, "fees_description", 200),
        **({"fee": Fee.FREE.value} if is_free else {}),
    }


def _attributes(told: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Write what our own terms say into ``facts``; the details with a value are returned."""
    details: dict[str, Any] = {}
    is_ours = False
    for row in _rows(told, "attributes"):
        term = row.get("taxonomy_term")
        if not isinstance(term, dict):
            continue
        taxonomy, code = str(term.get("taxonomy_id")), str(term.get("code"))
        is_ours = is_ours or taxonomy in ONE_OF
        if taxonomy in ONE_OF and code in ONE_OF[taxonomy][1].words.values:
            facts[ONE_OF[taxonomy][0]] = code
        elif taxonomy in SEVERAL and code in SEVERAL[taxonomy][1].words.values:
            facts[SEVERAL[taxonomy][0]].append(code)
        elif taxonomy in LINKS:
            facts[LINKS[taxonomy]].append(code)
        elif taxonomy == str(terms.DETAILS.id) and code in FACTS:
            _detail(details, code, str(row.get("value")))
    for name in LINKS.values():
        facts[name] = sorted(set(facts[name]))
    for name, _vocabulary in SEVERAL.values():
        facts[name] = list(dict.fromkeys(facts[name]))
    if facts["residence"]:
        details["any_residence"] = False
    return {**_nothing_known(), **details} if is_ours or details else {}


def _nothing_known() -> dict[str, Any]:
    """Every detail, as far as a directory of our kind is silent about it."""
    return {name: Offer._meta.get_field(name).get_default() for name in FACTS}  # type: ignore[union-attr]


def _detail(details: dict[str, Any], code: str, value: str) -> None:
    try:
        parsed = FACTS[code].parse(value)
    except ValueError:
        words = _("„{value}“ passt nicht zu „{name}“.").format(value=value[:40], name=FACTS[code].label)
        raise Unusable(words) from None
    if code == "keywords":
        details.setdefault(code, []).append(parsed)
    else:
        details[code] = parsed.isoformat() if isinstance(parsed, date) else parsed


def _reach(told: dict[str, Any]) -> dict[str, Any]:
    phones = [number for row in _rows(told, "phones") if (number := _short(row, "number", 40))]
    return {
        "short_name": _short(told, "alternate_name", 60),
        "description": _short(told, "description", 5000),
        "email": _short(told, "email", 254),
        "website": _short(told, "website", 200),
        "phone": phones[0] if phones else "",
    }


def _places(told: dict[str, Any]) -> Iterator[Thing]:
    for at in _rows(told, "service_at_locations"):
        place = at.get("location")
        if isinstance(place, dict) and place.get("id") and place.get("name"):
            yield Thing(_text(place, "id", 200), _text(place, "name", 200), _where(place))


def _where(place: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"description": _short(place, "description", 5000), **dict(_barriers(place))}
    facts["phone"] = next((number for row in _rows(place, "phones") if (number := _short(row, "number", 40))), "")
    for row in _rows(place, "addresses")[:1]:
        city = " ".join(filter(None, (_short(row, "postal_code", 10), _short(row, "city", 80))))
        facts["address"] = ", ".join(filter(None, (_short(row, "address_1", 100), city)))
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        facts |= {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}
    return facts


def _barriers(place: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Answers in our words; other directories tell it in words of their own, which stay as a note."""
    questions = {str(Place._meta.get_field(name).verbose_name): name for name in (*ACCESS_FIELDS, "access_note")}  # type: ignore[union-attr]
    answers = {str(label): str(value) for value, label in BarrierFree.choices}
    for row in _rows(place, "accessibility"):
        name, said = questions.get(_short(row, "description", 300)), _short(row, "details", 300)
        if name in ACCESS_FIELDS and said in answers:
            yield name, answers[said]
        elif said:
            yield "access_note", said


def _contacts(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in _rows(told, "contacts"):
        phone = next(iter(_rows(row, "phones")), {})
        spoken = [code for one in _rows(phone, "languages") if (code := _short(one, "code", 12))]
        reach = {"phone": _short(phone, "number", 40), "email": _short(row, "email", 254)}
        name = _short(row, "name", 120)
        if name and any(reach.values()):
            yield {"name": name, "function": _short(row, "title", 120), "languages": spoken, **reach}


def _times(told: dict[str, Any], notes: list[str]) -> Iterator[dict[str, Any]]:
    rows = ((at.get("id"), at.get("location")) for at in _rows(told, "service_at_locations"))
    where = {str(pk): str(place.get("id")) for pk, place in rows if isinstance(place, dict)}
    for row in _rows(told, "schedules"):
        try:
            yield from _time(row, where.get(str(row.get("service_at_location_id"))))
        except (ValueError, Unusable, KeyError):
            said = _short(row, "description", 100) or _short(row, "byday", 40)
            notes.append(_("Ein Termin lässt sich nicht übernehmen: {words}").format(words=said or "?"))


def _time(row: dict[str, Any], place: str | None) -> Iterator[dict[str, Any]]:
    opens, closes = (time.fromisoformat(str(row[key])[:5]) for key in ("opens_at", "closes_at"))
    first, last = _day(row.get("dtstart")), _day(row.get("until"))
    if closes <= opens or row.get("bymonthday") or row.get("byweekno"):
        raise ValueError
    hours = {"starts_at": f"{opens:%H:%M}", "ends_at": f"{closes:%H:%M}"}
    same = {"place": place, "note": _short(row, "notes", 120), **hours}
    differing = list(_single_days(row))
    if row.get("freq") is None:
        if first is None or (row.get("count") or 1) != 1:
            raise ValueError
        yield {**same, "frequency": Frequency.ONCE.value, "on_date": first, **_differs(differing, None)}
        return
    is_monthly, every = row["freq"] == "MONTHLY", int(row.get("interval") or 1)
    if row["freq"] not in {"WEEKLY", "MONTHLY"} or (is_monthly and every != 1) or not 1 <= every <= 8:
        raise ValueError
    for day in str(row["byday"]).split(","):
        found = _DAY.fullmatch(day.strip())
        if not found or bool(found[1]) != is_monthly or (every > 1 and first is None):
            raise ValueError
        yield {
            **same,
            "frequency": (Frequency.MONTHLY if is_monthly else Frequency.WEEKLY).value,
            "weekday": DAYS.index(found[2]) + 1,
            "every_weeks": every,
            "nth": int(found[1]) if is_monthly else None,
            "starts_on": first,
            "ends_on": last,
            **_differs(differing, DAYS.index(found[2]) + 1),
        }


def _differs(days: list[dict[str, str]], weekday: int | None) -> dict[str, Any]:
    """Those of the days that can belong to a time on this weekday; nothing is said where there are none."""
    found = [one for one in days if weekday in {None, date.fromisoformat(one["on_date"]).isoweekday()}]
    return {"differs": found} if found else {}


def _single_days(row: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What our own terms say of single days (``hsds/schedules.py``), each day once."""
    known = set()
    for one in _rows(row, "attributes"):
        term, value = one.get("taxonomy_term"), str(one.get("value"))
        if not isinstance(term, dict) or str(term.get("taxonomy_id")) != str(terms.SINGLE_DAYS.id):
            continue
        found = (_CANCELLED if term.get("code") == ExceptionKind.CANCELLED else _MOVED).fullmatch(value)
        if found and found["on_date"] not in known and _is_single_day(found.groupdict()):
            known.add(found["on_date"])
            yield {"kind": str(term["code"]), **found.groupdict("")}


def _is_single_day(said: dict[str, str]) -> bool:
    """Whether these are days and hours that exist."""
    try:
        days = [date.fromisoformat(said[name]) for name in ("on_date", "new_date") if name in said]
        hours = [time.fromisoformat(said[name]) for name in ("starts_at", "ends_at") if name in said]
    except ValueError:
        return False
    return bool(days) and (not hours or hours[0] < hours[1])


def _check(facts: dict[str, Any]) -> None:
    """What the model wants of each field, and of two together."""
    related = {"topics", "fields_of_action", "target_groups", "times", "districts", "project"}
    offer = Offer(**{name: value for name, value in facts.items() if name not in related})
    try:
        offer.clean_fields(exclude={"key", "organisation", "project", "changed_by"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = Offer._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        raise Unusable(f"{label}: {messages[0]}") from None
    if offer.age_from is not None and offer.age_to is not None and offer.age_to < offer.age_from:
        raise Unusable(_("Das höchste Alter liegt unter dem niedrigsten."))
    if offer.starts_on and offer.valid_until and offer.valid_until < offer.starts_on:
        raise Unusable(_("Der letzte Tag liegt vor dem ersten."))
    if offer.free_places is not None and offer.capacity is not None and offer.free_places > offer.capacity:
        raise Unusable(_("Es sind mehr Plätze frei, als es gibt."))
