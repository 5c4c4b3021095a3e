"""Pages of the concept: the document, its fields of action, goals and projects."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from roterfaden.concept.forms import GoalFilter, ProjectFilter
from roterfaden.concept.models import Chapter, ChapterKind, ConceptVersion, FieldOfAction, Goal, Project
from roterfaden.concept.reading import by_horizon, fields_in_numbers, goals_by_field, horizon_tabs, parts_of

PAGE_SIZE = 25
# So many offers stand on the page of a field or goal; the rest is one link away in the directory.
OFFERS_SHOWN = 8


def overview(request: HttpRequest) -> HttpResponse:
    """The whole document, with a table of contents."""
    version = ConceptVersion.objects.newest()
    parts = parts_of(version) if version else []
    return render(
        request, "concept/overview.html", {"version": version, "parts": parts, "fields": fields_in_numbers(version)}
    )


def chapter(request: HttpRequest, key: str) -> HttpResponse:
    """One chapter of the newest version."""
    version = ConceptVersion.objects.newest()
    chapters = list(Chapter.objects.filter(version=version).defer("text"))
    shown = get_object_or_404(Chapter, version=version, key=key)
    if shown.kind == ChapterKind.FIELD_OF_ACTION:
        return redirect("concept:field", key)
    commitments = list(version.commitments.filter(kind=shown.kind)) if version else []
    return render(request, "concept/chapter.html", {"chapter": shown, "chapters": chapters, "commitments": commitments})


def field(request: HttpRequest, key: str) -> HttpResponse:
    """A field of action: what it is about, its goals, its projects by horizon, its offers."""
    shown = get_object_or_404(FieldOfAction, key=key)
    version = ConceptVersion.objects.newest()
    offers = shown.offers.current().freshest_first()
    horizons = by_horizon(shown.projects.all())
    return render(
        request,
        "concept/field.html",
        {
            "field": shown,
            "chapter": Chapter.objects.filter(version=version, key=key, kind=ChapterKind.FIELD_OF_ACTION).first(),
            "goals": list(
                shown.goals.filter(version=version).annotate(number=Count("projects")).order_by("position", "id")
            ),
            "horizons": horizons,
            "project_count": sum(len(members) for _label, members in horizons),
            "offers": list(offers.select_related("organisation")[:OFFERS_SHOWN]),
            "offer_count": offers.count(),
            "fields": list(FieldOfAction.objects.all()),
        },
    )


def goals(request: HttpRequest) -> HttpResponse:
    """All goals by field of action."""
    version = ConceptVersion.objects.newest()
    filters = GoalFilter(request.GET, Goal.objects.filter(version=version))
    groups = goals_by_field(filters.found())
    total = sum(len(members) for _field, members in groups)
    return render(request, "concept/goals.html", {"filters": filters, "groups": groups, "total": total})


def goal(request: HttpRequest, key: str) -> HttpResponse:
    """A goal and what serves it: projects, and the offers of its field."""
    version = ConceptVersion.objects.newest()
    shown = get_object_or_404(Goal.objects.select_related("field_of_action"), version=version, key=key)
    offers = shown.field_of_action.offers.current().freshest_first()
    return render(
        request,
        "concept/goal.html",
        {
            "goal": shown,
            "projects": list(shown.projects.select_related("responsible").order_by("position", "id")),
            "offers": list(offers.select_related("organisation")[:OFFERS_SHOWN]),
            "offer_count": offers.count(),
        },
    )


def projects(request: HttpRequest) -> HttpResponse:
    """The projects of the concept, filtered."""
    filters = ProjectFilter(request.GET)
    found = filters.found()
    tabs = horizon_tabs(found, request.GET, filters.horizon)
    shown = found.filter(horizon=filters.horizon) if filters.horizon else found
    rows = shown.select_related("field_of_action", "responsible").annotate(goal_count=Count("goals"))
    page = Paginator(rows.order_by("position", "id"), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "concept/projects.html", {"filters": filters, "tabs": tabs, "page": page})


def project(request: HttpRequest, key: str) -> HttpResponse:
    """One project: who, with whom, where, for whom, and which goals it serves."""
    related = Project.objects.select_related("field_of_action", "responsible")
    shown = get_object_or_404(
        related.prefetch_related("partners", "places__district", "goals", "target_groups"), key=key
    )
    neighbours = shown.field_of_action.projects.exclude(pk=shown.pk).order_by("position", "id")
    return render(request, "concept/project.html", {"project": shown, "neighbours": list(neighbours[:6])})
