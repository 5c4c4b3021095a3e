"""A table becomes offers as they would be: what is new, what changes, what does not fit and why. Nothing is written."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from roterfaden.base.badges import Badge, Text, Tone
from roterfaden.base.names import fold
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import (
    AccessWay,
    Fee,
    Interpreting,
    Offer,
    OfferImport,
    OfferKind,
    OnlyFor,
    ReviewInterval,
    Topic,
    Whoever,
)
from roterfaden.offers.models.offer import RESIDENCE
from roterfaden.offers.models.texts import tidy
from roterfaden.offers.spreadsheets import parsing
from roterfaden.offers.spreadsheets.cells import LINKS, cell_of, other_times, spans_now, with_columns
from roterfaden.offers.spreadsheets.columns import APPEND, BY_KEY, COLUMNS
from roterfaden.offers.spreadsheets.parsing import Names, NotReadable, Span, Unknown
from roterfaden.offers.spreadsheets.reading import LOST
from roterfaden.offers.wanted import RhythmWanted

ONE_OF = ("organisation", "project")
"""Columns with the name of one thing."""
MORE_IN_IT = ("rhythm", "description")
"""What other columns say can be part of these."""

# From this likeness (of 100) two titles of one provider may mean the same.
NEARLY = 88
LONGEST_RHYTHM = 200

READERS: dict[str, Callable[[str], Any]] = {
    "title": parsing.text_of(200),
    "kind": parsing.kind_of,
    "description": parsing.text_of(20_000),
    "target_group": parsing.text_of(300),
    "only_for": parsing.choice_of(OnlyFor.choices),
    "age_from": parsing.number_of(120),
    "age_to": parsing.number_of(120),
    "any_residence": parsing.yes_or_no,
    "residence": parsing.choices_of(RESIDENCE),
    "eligibility": parsing.text_of(2_000),
    "languages": parsing.languages_of,
    "german_level": parsing.level_of,
    "interpreting": parsing.choice_of(Interpreting.choices),
    "childcare": parsing.yes_or_no,
    "childcare_note": parsing.text_of(200),
    "fee": parsing.choice_of(Fee.choices),
    "cost": parsing.text_of(200),
    "access_ways": parsing.choices_of(AccessWay.choices),
    "contact_by": parsing.choices_of(Whoever.choices),
    "registration": parsing.text_of(300),
    "registration_url": parsing.address_of,
    "documents": parsing.items_of(200),
    "rhythm": parsing.text_of(LONGEST_RHYTHM),
    "in_school_breaks": parsing.yes_or_no,
    "on_holidays": parsing.surely_yes_or_no,
    "is_online": parsing.surely_yes_or_no,
    "online_url": parsing.address_of,
    "capacity": parsing.number_of(32_000),
    "free_places": parsing.number_of(32_000),
    "has_waiting_list": parsing.yes_or_no,
    "waiting_weeks": parsing.number_of(1_000),
    "keywords": parsing.items_of(80),
    "funding": parsing.text_of(200),
    "starts_on": parsing.day_of,
    "valid_until": parsing.day_of,
    "review_months": parsing.choice_of(ReviewInterval.choices),
}


class RowState(models.TextChoices):
    """What would become of a row."""

    BAD = "fehler", gettext_lazy("so nicht möglich")
    DOUBLE = "doppelt", gettext_lazy("steht schon weiter oben")
    NEW = "neu", gettext_lazy("neu")
    CHANGED = "geaendert", gettext_lazy("ändert ein Angebot")
    SAME = "gleich", gettext_lazy("steht schon so da")
    SKIPPED = "weggelassen", gettext_lazy("weggelassen")

    @property
    def badge(self) -> Badge:
        """The state as icon, word and colour."""
        return Badge(self.label, *SIGNS[self])


SIGNS = {
    RowState.BAD: (Tone.DANGER, "danger"),
    RowState.DOUBLE: (Tone.WARNING, "warning"),
    RowState.NEW: (Tone.SUCCESS, "add"),
    RowState.CHANGED: (Tone.INFO, "edit"),
    RowState.SAME: (Tone.NEUTRAL, "check"),
    RowState.SKIPPED: (Tone.NEUTRAL, "close"),
}


@dataclass(frozen=True)
class Problem:
    """What does not fit in one cell; ``place`` is its column. A hint keeps nobody from taking the row."""

    place: int | None
    message: str
    is_hint: bool = False


@dataclass
class Row:
    """One line of the table; ``number`` as the spreadsheet counts. ``offer`` is the one it changes.

    ``changes``: headings of what would be different, for a double from the row above.
    """

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    spans: list[Span] | None = None
    rhythms: list[RhythmWanted] | None = None
    problems: list[Problem] = field(default_factory=list)
    offer: Offer | None = None
    state: RowState = RowState.NEW
    changes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called, as far as known."""
        return str(self.values.get("title", ""))

    @property
    def times(self) -> dict[str, Any]:
        """What the columns of times say."""
        return {"schedules": self.spans, "rhythms": self.rhythms}

    @property
    def is_good(self) -> bool:
        """Whether it can be taken."""
        return self.state in {RowState.NEW, RowState.CHANGED}

    @property
    def why(self) -> str:
        """What there is to know about it, in sentences."""
        told = [problem.message for problem in self.problems]
        if self.changes:
            told.append(_("Anders: {what}.").format(what=", ".join(self.changes)))
        return " ".join(told)

    @property
    def is_hinted(self) -> bool:
        """Whether somebody should look although it fits."""
        return any(problem.is_hint for problem in self.problems)

    @property
    def told(self) -> Text:
        """What its problems mean for it."""
        return _("Das passt noch nicht") if self.state == RowState.BAD else _("Bitte ansehen")

    @property
    def tone(self) -> Tone:
        """How much they matter."""
        return Tone.DANGER if self.state == RowState.BAD else Tone.WARNING

    @property
    def is_skipped(self) -> bool:
        """Whether somebody left it out."""
        return self.state == RowState.SKIPPED

    @property
    def stays(self) -> bool:
        """Whether it says something that would be lost if it were forgotten when the good rows are taken."""
        return self.state in {RowState.BAD, RowState.SKIPPED} or (self.state == RowState.DOUBLE and bool(self.changes))


@dataclass
class Checked:
    """All rows, and the names that nobody here knows, by column: name as written and how often."""

    rows: list[Row]
    unknown: dict[str, dict[str, int]]
    names: dict[str, Names]

    def number(self, state: RowState) -> int:
        """How many rows are in this state."""
        return sum(row.state == state for row in self.rows)

    @property
    def counts(self) -> list[tuple[RowState, int]]:
        """How many rows of each state there are, states without rows left out."""
        return [(state, self.number(state)) for state in RowState if self.number(state)]


def check(found: OfferImport, *, only: Collection[int] | None = None) -> Checked:
    """What would become of each row, or of those with these numbers; queries do not depend on how many there are."""
    names = _names(found.answers)
    known = _Known()
    checked = Checked([], {}, names)
    for number, cells in zip(found.numbers, found.rows, strict=True):
        if only is not None and number not in only:
            continue
        row = Row(number, list(cells))
        checked.rows.append(row)
        is_skipped = number in found.skipped
        _read(row, found.headings, found.mapping, names, {} if is_skipped else checked.unknown)
        if is_skipped:
            row.state = RowState.SKIPPED
            continue
        if found.organisation is not None:
            row.values.setdefault("organisation", found.organisation)
        _settle(row, known, found.mapping)
        known.learn(row, found.mapping.index("title") if "title" in found.mapping else None)
    return checked


def _names(answers: dict[str, dict[str, str]]) -> dict[str, Names]:
    def named(key: str, called: str, rows: Any) -> Names:
        return Names(called, rows, answers.get(key))

    def related(relation: str) -> Any:
        """What offers may refer to, without knowing the module that keeps it."""
        field: Any = Offer._meta.get_field(relation)
        return field.related_model._default_manager.all()

    organisations = list(Organisation.objects.all())
    return {
        "organisation": named("organisation", _("Den Anbieter"), [
            *((one, one.name) for one in organisations), *((one, one.short_name) for one in organisations),
            *((one, one.key) for one in organisations)]),
        "places": named("places", _("Den Ort"), [
            pair for one in Place.objects.all() for pair in ((one, one.name), (one, one.key))]),
        "fields_of_action": named("fields_of_action", _("Das Handlungsfeld"), [
            pair for one in related("fields_of_action")
            for pair in ((one, one.title), (one, one.short_title), (one, one.key))]),
        "target_groups": named("target_groups", _("Die Zielgruppe"), [
            pair for one in related("target_groups") for pair in ((one, one.name), (one, one.key))]),
        "topics": named("topics", _("Das Thema"), [
            pair for one in Topic.objects.all() for pair in ((one, one.name), (one, one.key))]),
        "districts": named("districts", _("Das Quartier"), [
            pair for one in related("districts") for pair in ((one, one.name), (one, one.key))]),
        "project": named("project", _("Das Projekt"), [
            pair for one in related("project") for pair in ((one, one.title), (one, one.key))]),
    }  # fmt: skip


class _Known:
    """The offers that are there, by their key and by provider and title, and the rows further up."""

    def __init__(self) -> None:
        offers: list[Offer] = list(with_columns(Offer.objects.all()))
        self.by_key = {offer.key: offer for offer in offers}
        self.by_name = {(offer.organisation_id, fold(offer.title)): offer for offer in offers if offer.is_active}
        self.rows: dict[Any, Row] = {}
        # What the titles of each provider are, and where each stands.
        self.titles: dict[UUID, dict[str, str]] = {}
        for (organisation, title), offer in self.by_name.items():
            told = _("im Verzeichnis: „{title}“").format(title=offer.title)
            self.titles.setdefault(organisation, {})[title] = told

    def like(self, row: Row) -> Offer | None:
        """The offer that is meant."""
        if found := self.by_key.get(row.values.get("key", "")):
            return found
        return self.by_name.get((row.values["organisation"].pk, fold(row.title)))

    def learn(self, row: Row, place: int | None) -> None:
        """Remember a row that can be taken; one that looks like another is told so at its title."""
        if not row.is_good:
            return
        title, titles = fold(row.title), self.titles.setdefault(row.values["organisation"].pk, {})
        if row.state == RowState.NEW and (like := _nearly(title, titles)):
            row.problems.append(Problem(place, _("Vielleicht dasselbe wie {what}.").format(what=like), is_hint=True))
        titles.setdefault(title, _("Zeile {n}: „{title}“").format(n=row.number, title=row.title))


def _read(
    row: Row,
    headings: Sequence[str],
    mapping: Sequence[str],
    names: dict[str, Names],
    unknown: dict[str, dict[str, int]],
) -> None:
    said: list[str] = []
    for place, (key, cell) in enumerate(zip(mapping, row.cells, strict=True)):
        cell = _bare(cell)
        if LOST in cell:
            row.problems.append(
                Problem(place, _("Hier sind Buchstaben verloren gegangen. Bitte nachsehen."), is_hint=True)
            )
        if not cell or not key:
            continue
        try:
            _read_cell(row, key, cell, names)
        except Unknown as error:
            for name in error.names:
                unknown.setdefault(key, {}).setdefault(name, 0)
                unknown[key][name] += 1
            row.problems.append(Problem(place, error.message))
        except NotReadable as error:
            # People understand "jeden 2. Dienstag": times that can't be read as such are kept as words.
            is_kept = key == "schedules" and len("; ".join([*said, cell])) <= LONGEST_RHYTHM
            if is_kept:
                said.append(cell)
            told = _(" Der Text steht dann als Rhythmus da.") if is_kept else ""
            row.problems.append(Problem(place, error.message + told, is_hint=is_kept))
        else:
            if key == "rhythm":
                said.append(cell)
    if said:
        row.values["rhythm"] = "; ".join(dict.fromkeys(said))
    _append(row, headings, mapping)


def _append(row: Row, headings: Sequence[str], mapping: Sequence[str]) -> None:
    extra = [
        f"{headings[place]}: {row.cells[place]}"
        for place, key in enumerate(mapping)
        if key == APPEND and row.cells[place]
    ]
    if extra:
        row.values["description"] = "\n".join(filter(None, [row.values.get("description", ""), *extra]))


def _read_cell(row: Row, key: str, cell: str, names: dict[str, Names]) -> None:
    if key in ONE_OF:
        found = names[key].find([cell])
        if found:
            row.values[key] = found[0]
    elif key in LINKS:
        try:
            row.links[key] = names[key].find([cell])
        except Unknown:
            row.links[key] = names[key].find(parsing.items(cell))
    elif key == "schedules":
        row.spans = parsing.spans_of(cell)
    elif key == "rhythms":
        row.rhythms = parsing.rhythms_of(cell)
    elif key in READERS:
        row.values[key] = READERS[key](cell)
    elif key != APPEND:
        row.values[key] = cell


def _bare(cell: str) -> str:
    """The sign that keeps a spreadsheet from running a cell is not part of it."""
    return cell[1:] if cell[:1] == "'" else cell


def _leave_what_is_the_same(row: Row, offer: Offer, mapping: Sequence[str]) -> None:
    """What stands in a cell just as it would leave here now is no change, however else it could be read."""
    for place, key in enumerate(mapping):
        cell = _bare(row.cells[place])
        if not cell or key not in BY_KEY or tidy(cell) != tidy(cell_of(offer, key)):
            continue
        row.problems = [one for one in row.problems if one.place != place or one.is_hint]
        if key in LINKS:
            row.links[key] = list(getattr(offer, key).all())
        elif key == "schedules":
            row.spans = spans_now(offer)
        elif key == "rhythms":
            row.rhythms = list(other_times(offer))
        elif row.values.get(key, cell) == cell or key not in MORE_IN_IT:
            row.values[key] = getattr(offer, key)


def _settle(row: Row, known: _Known, mapping: Sequence[str]) -> None:
    if not row.title:
        row.problems.append(Problem(None, _("Der Titel fehlt.")))
    if "organisation" not in row.values and not any(not problem.is_hint for problem in row.problems):
        row.problems.append(Problem(None, _("Der Anbieter fehlt.")))
    if "organisation" in row.values:
        row.offer = known.like(row)
    if row.offer is not None:
        _leave_what_is_the_same(row, row.offer, mapping)
    if row.values.get("residence"):
        row.values.setdefault("any_residence", False)
    row.problems += [Problem(None, message) for message in _contradictions(row)]
    if any(not problem.is_hint for problem in row.problems):
        row.state = RowState.BAD
        return
    mark = row.offer.pk if row.offer else (row.values["organisation"].pk, fold(row.title))
    if first := known.rows.get(mark):
        row.state = RowState.DOUBLE
        row.changes = list(_differing(row, first))
        row.problems.append(Problem(None, _same_as(row, first), is_hint=True))
        return
    known.rows[mark] = row
    if row.offer is None:
        row.values.setdefault("kind", OfferKind.OTHER)
        return
    row.changes = list(_changes(row, row.offer))
    row.state = RowState.CHANGED if row.changes else RowState.SAME


def _contradictions(row: Row) -> list[str]:
    """What the constraints of an offer would refuse, with what the table does not tell as it stands there."""
    pairs = (
        ("age_from", "age_to", _("Das höchste Alter liegt unter dem niedrigsten.")),
        ("starts_on", "valid_until", _("Der letzte Tag liegt vor dem ersten.")),
        ("free_places", "capacity", _("Es sind mehr Plätze frei, als es gibt.")),
    )
    names = ("residence", "any_residence", *(name for pair in pairs for name in pair[:2]))
    told = {name: row.values.get(name, getattr(row.offer, name, None)) for name in names}
    found = [message for first, last, message in pairs if _before(told[last], told[first])]
    if told["residence"] and told["any_residence"] is not False:
        found.append(_("Für jeden Aufenthaltsstatus, oder nur für die genannten: bitte entscheiden."))
    return found


def _before(last: int | date | None, first: int | date | None) -> bool:
    return last is not None and first is not None and last < first  # type: ignore[operator]


def _same_as(row: Row, first: Row) -> str:
    if not row.changes:
        return _("Dasselbe steht schon in Zeile {n}.").format(n=first.number)
    told = _("Dasselbe Angebot steht in Zeile {n} mit anderen Angaben. Diese Zeile bleibt liegen, bis Sie entscheiden.")
    return told.format(n=first.number)


def _differing(row: Row, first: Row) -> Iterator[str]:
    for column in COLUMNS:
        mine, theirs = (
            (one.values.get(column.key), one.links.get(column.key), one.times.get(column.key)) for one in (row, first)
        )
        # What the table does not tell of an offer was filled in above.
        if mine != theirs and any(mine):
            yield str(column.heading)


def _nearly(title: str, titles: dict[str, str]) -> str:
    """Where a title stands that differs by no more than letters lost or mistyped; "Kurs A1" is not "Kurs A2"."""
    near = process.extract(title, titles.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY, limit=None)
    return next((titles[name] for name, _score, _place in near if _numbered(name) == _numbered(title)), "")


def _numbered(title: str) -> list[str]:
    return [word for word in title.split() if any(map(str.isdigit, word))]


def _changes(row: Row, offer: Offer) -> list[str]:
    """The headings of what would be different."""
    different = [key for key, value in row.values.items() if key != "key" and getattr(offer, key) != value]
    different += [key for key, rows in row.links.items() if set(getattr(offer, key).all()) != set(rows)]
    if row.spans is not None and row.spans != spans_now(offer):
        different.append("schedules")
    if row.rhythms is not None and set(row.rhythms) != set(other_times(offer)):
        different.append("rhythms")
    return [str(BY_KEY[key].heading) for key in different]
