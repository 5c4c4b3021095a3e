"""What the pages of the concept show: the document in parts, the fields with their numbers, the tabs of horizons."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from roterfaden.concept.models import (
    Chapter,
    ChapterKind,
    Commitment,
    ConceptVersion,
    FieldOfAction,
    Goal,
    Horizon,
    Project,
    TargetGroup,
)

FIELDS_ID = "handlungsfelder"


@dataclass(frozen=True)
class FieldInNumbers:
    """A field of action with what belongs to it."""

    field: FieldOfAction
    goals: int
    projects: int
    offers: int


@dataclass(frozen=True)
class Part:
    """One part of the document: a chapter with what hangs on it, or (without chapter) the fields of action."""

    id: str
    title: str
    chapter: Chapter | None = None
    commitments: list[Commitment] = field(default_factory=list)
    target_groups: list[TargetGroup] = field(default_factory=list)


@dataclass(frozen=True)
class HorizonTab:
    """One tab over the list of projects."""

    label: Any
    url: str
    count: int
    is_current: bool


def parts_of(version: ConceptVersion) -> list[Part]:
    """The document in its order; the chapters of the fields stand together as one part with cards."""
    commitments = list(version.commitments.all())
    parts: list[Part] = []
    for chapter in version.chapters.all():
        if chapter.kind != ChapterKind.FIELD_OF_ACTION:
            parts.append(_part(chapter, [one for one in commitments if one.kind == chapter.kind]))
        elif not any(part.id == FIELDS_ID for part in parts):
            parts.append(Part(FIELDS_ID, _("Die Handlungsfelder")))
    return parts


def _part(chapter: Chapter, commitments: list[Commitment]) -> Part:
    groups = list(TargetGroup.objects.all()) if chapter.kind == ChapterKind.TARGET_GROUPS else []
    return Part(chapter.key, chapter.title, chapter, commitments, groups)


def fields_in_numbers(version: ConceptVersion | None) -> list[FieldInNumbers]:
    """All fields of action with the number of their goals, projects and current offers (four queries)."""
    fields = list(FieldOfAction.objects.all())
    goals = _by_field(Goal.objects.filter(version=version), "field_of_action")
    projects = _by_field(Project.objects.all(), "field_of_action")
    offers = _by_field(FieldOfAction.objects.filter(offers__is_active=True), "pk")
    return [FieldInNumbers(one, goals.get(one.pk, 0), projects.get(one.pk, 0), offers.get(one.pk, 0)) for one in fields]


def _by_field(rows: QuerySet[Any], column: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(column).annotate(number=Count("*")))


def goals_by_field(goals: QuerySet[Goal]) -> list[tuple[FieldOfAction, list[Goal]]]:
    """The goals with the number of their projects, under their fields in the concept's order."""
    found = goals.select_related("field_of_action").annotate(number=Count("projects"))
    groups: dict[Any, tuple[FieldOfAction, list[Goal]]] = {}
    for goal in found.order_by("field_of_action__position", "position", "id"):
        groups.setdefault(goal.field_of_action_id, (goal.field_of_action, []))[1].append(goal)
    return list(groups.values())


def by_horizon(projects: QuerySet[Project]) -> list[tuple[str, list[Project]]]:
    """Projects under their horizons, the nearest first; horizons without projects are left out."""
    found = list(projects.select_related("responsible").order_by("position", "id"))
    groups = ((horizon.label, [one for one in found if one.horizon == horizon]) for horizon in Horizon)
    return [(str(label), members) for label, members in groups if members]


def horizon_tabs(projects: QuerySet[Project], asked: QueryDict, current: str) -> list[HorizonTab]:
    """One tab for all and one for each horizon; they keep the other filters and start at the first page."""
    counted = dict(projects.order_by().values_list("horizon").annotate(number=Count("*")))
    tabs = [HorizonTab(_("Alle"), _address(asked, ""), sum(counted.values()), not current)]
    tabs += [
        HorizonTab(horizon.label, _address(asked, horizon), counted.get(horizon, 0), current == horizon)
        for horizon in Horizon
    ]
    return tabs


def _address(asked: QueryDict, horizon: str) -> str:
    query = asked.copy()
    query.pop("seite", None)
    query.pop("horizont", None)
    if horizon:
        query["horizont"] = horizon
    return f"?{query.urlencode()}"
