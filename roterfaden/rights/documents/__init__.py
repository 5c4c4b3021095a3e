"""The papers of the person's rights: information (Art. 15), handout (Art. 13), answers; records and assessment as PDF.

Papers for the person are German, or German beside their language. Fixed texts: ``texts/<language>.yaml``; words of the
models (names of fields, states): ``texts/words.csv``, German where a word has no translation yet.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from django.utils import timezone

from roterfaden.base.documents import render_pdf
from roterfaden.cases.document_content import letterhead
from roterfaden.cases.documents import LANGUAGES
from roterfaden.cases.documents import fixed_texts as texts_of_cases
from roterfaden.rights.coverage import left_out
from roterfaden.rights.information import Information, Item, Part, Record
from roterfaden.rights.models import DataRequest, Outcome, RequestKind, RequestState
from roterfaden.rights.values import Value, ValueKind

__all__ = ["LANGUAGES", "answer_pdf", "handout_pdf", "information_pdf", "inner_pdf"]

HERE = Path(__file__).parent
OF_THE_PAPER = (
    "page", "as_of", "reference", "no_date", "qr_alt", "own_words", "place_date", "signature", "terms",
)  # fmt: skip
"""What the paper itself needs, already translated for the goal agreement."""
RIGHTS = ("access", "correction", "erasure", "restriction", "copy", "objection", "consent")


@cache
def fixed_texts(language: str) -> Mapping[str, Any]:
    """The fixed texts of a language by key."""
    texts: dict[str, Any] = yaml.safe_load((HERE / "texts" / f"{language}.yaml").read_text(encoding="utf-8"))
    return texts


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """By language: words of the models, German to translated."""
    with (HERE / "texts" / "words.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="|"))
    return {language: {row["de"]: row[language] for row in table} for language in LANGUAGES}


def information_pdf(information: Information, language: str | None, *, asked_on: date, by: str) -> bytes:
    """The information as PDF/UA-1. Raises ValueError for a language without texts, DocumentError from typst."""
    paper = _paper("information", language, str(information.client))
    for each in paper["languages"][1:]:
        paper["texts"][each]["terms"] |= _names(information, each) | _periods(information, each)
    paper |= {
        "asked_on": asked_on,
        "by": by,
        "rights": [f"right_{each}" for each in RIGHTS],
        "kinds": [{"title": part.title, "count": len(part.records)} for part in information.parts],
        "recipients": [{"name": each.name, "through": each.through} for each in information.recipients],
        "periods": [
            {
                "what": str(each.what),
                "only_for": str(each.only_for),
                "how_long": str(each.how_long),
                "source": str(each.source),
            }
            for each in information.periods
        ],
        "parts": [_part(part) for part in information.parts],
        "changes": [
            {"on": each.on, "who": each.who, "what": each.what, "fields": each.fields} for each in information.changes
        ],
        "is_log_kept": information.is_log_kept,
        "readings": _readings(information),
        "left_out": [{"part": str(part), "field": str(field), "why": str(why)} for part, field, why in left_out()],
    }
    return render_pdf(HERE / "information.typ", paper)


def handout_pdf(language: str | None) -> bytes:
    """What happens to the data, to take along: the information of Art. 13 GDPR in plain words."""
    paper = _paper("handout", language, "")
    paper["rights"] = [f"right_{each}" for each in RIGHTS]
    return render_pdf(HERE / "handout.typ", paper)


def answer_pdf(request: DataRequest, language: str | None, *, wish: str, reason: str, wish_language: str) -> bytes:
    """The answer to a request as it stands: decision with its reason, a longer period, or that it came in."""
    paper = _paper(f"letter_{request.kind}", language, str(request.client))
    key = _standing(request)
    day = request.answered_on if key == "given" else request.due_on
    granted = request.outcome in {Outcome.GRANTED, Outcome.PARTLY}
    effect = f"effect_{request.kind}" if granted and request.kind != RequestKind.ACCESS else ""
    if request.kind == RequestKind.ERASURE and request.outcome == Outcome.PARTLY:
        effect = ""  # only a whole erasure is released
    paper |= {
        "reference": request.reference,
        "asked_on": request.received_on,
        "wish": wish,
        "wish_language": wish_language,
        "kind": str(request.kind),
        "sentence": key,
        "day": day,
        "effect": effect,
        "reason": reason,
        "may_appeal": key in {"partly", "refused"},
    }
    return render_pdf(HERE / "answer.typ", paper)


def inner_pdf(title: str, lead: str, blocks: list[dict[str, Any]]) -> bytes:
    """A paper of the house in German: headings, paragraphs, facts and tables (``inner.typ`` says which)."""
    paper = _paper("information", None, "")
    paper |= {"title": {"de": title}, "lead": lead, "blocks": blocks}
    return render_pdf(HERE / "inner.typ", paper)


def _standing(request: DataRequest) -> str:
    if request.kind == RequestKind.ACCESS and request.state == RequestState.ANSWERED:
        return "given"
    if request.state == RequestState.WITHDRAWN:
        return "withdrawn"
    if request.outcome:
        return str(request.outcome)
    return "extended" if request.extended_on else "waiting"


def _paper(title: str, language: str | None, about: str) -> dict[str, Any]:
    """What ``letter.typ`` expects of every document."""
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"No fixed texts in {language!r}; there are: {', '.join(LANGUAGES)}")
    languages = ["de"] if language is None else ["de", language]
    texts = {each: _texts(each) for each in languages}
    return {
        "languages": languages,
        "texts": texts,
        "title": {each: texts[each][title] for each in languages},
        "about": about,
        "letterhead": letterhead(),
        "reference": "",
        "as_of": timezone.localdate(),
        "short_url": "",
        "code": None,
    }


def _texts(language: str) -> dict[str, Any]:
    own = {key: texts_of_cases(language)[key] for key in OF_THE_PAPER}
    terms = {**own["terms"], **words().get(language, {})}
    return {**own, **fixed_texts(language), "terms": terms}


def _names(information: Information, language: str) -> dict[str, str]:
    """Languages and countries by their names in ``language``, keyed by the German ones."""
    locale = Locale.parse(language.split("-")[0])
    values = [
        value for part in information.parts for record in part.records for item in record.items for value in item.values
    ]
    return {
        value.shown: name
        for value in values
        if value.kind in {ValueKind.LANGUAGE, ValueKind.COUNTRY}
        and (name := (locale.languages if value.kind == ValueKind.LANGUAGE else locale.territories).get(value.code))
    }


def _periods(information: Information, language: str) -> dict[str, str]:
    """How long what is kept, in ``language``, keyed by the German wording."""
    texts, found = fixed_texts(language), {}
    for each in information.periods:
        if each.months:
            period = texts["months_from_year_end" if each.from_year_end else "months"].format(months=each.months)
            found[str(each.how_long)] = texts["period_proposed"].format(period=period) if each.is_proposal else period
    return found


def _readings(information: Information) -> list[dict[str, Any]]:
    """Who read when: on paper once a day for the same way and purpose. The data for machines tell every time."""
    days = dict.fromkeys(
        (timezone.localtime(each.at).date(), each.who, str(each.way), str(each.purpose))
        for each in information.readings
    )
    return [dict(zip(("at", "who", "way", "purpose"), day, strict=True)) for day in days]


def _part(part: Part) -> dict[str, Any]:
    return {"title": part.title, "one": part.one, "records": [_record(record) for record in part.records]}


def _record(record: Record) -> dict[str, Any]:
    """A record without its empty fields."""
    items = [_item(item) for item in record.items if item.values or item.lines]
    return {"title": record.title, "withdrawn": record.is_withdrawn, "items": items}


def _item(item: Item) -> dict[str, Any]:
    return {
        "label": item.label,
        "values": [_value(value) for value in item.values],
        "lines": [{"label": label, "value": _value(value)} for label, value in item.lines],
    }


def _value(value: Value) -> dict[str, Any]:
    return {"shown": value.shown, "typed": value.kind == ValueKind.TEXT, "language": value.language or None}
