"""Lists around people: my cases, my conversations, and the unit's workload in figures."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.accounts.requests import user_of
from roterfaden.cases import figures
from roterfaden.cases.attention import WAITING_DAYS
from roterfaden.cases.forms.lists import AdviceFilter, CaseFilter, KeepListForm, NameFilter
from roterfaden.cases.models import AdviceFigure, Case, CaseloadRule, Client, Intake, Overdue, Reassignment, SavedList
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.search import given_talks
from roterfaden.cases.views import reads
from roterfaden.cases.worklist import WorkList, counted, ordered, why_now, with_talk

PAGE = 25
OPEN_SHOWN = 10
LATEST = 5


def cases(request: HttpRequest) -> HttpResponse:
    """My cases, the most urgent first. Filters stand in the address; a name is posted and leaves no trace there."""
    user = user_of(request)
    mine = Case.objects.visible_to(user)
    closed = request.GET.get("stand") == "abgeschlossen"
    filters = CaseFilter(request.GET)
    name = NameFilter(request.POST or None)
    counts = counted(mine)
    pages = Paginator(_named(_closed(mine) if closed else _open(mine, filters), name), PAGE)
    if not name.is_bound and (closed or filters.is_plain):
        # Known already: saves counting once more.
        pages.count = counts["closed" if closed else filters.asked["worklist"] or "open"]
    page = pages.get_page(1 if name.is_bound else request.GET.get("seite"))
    reads.listed(request, page.object_list)
    context = {
        "page": page,
        "rows": [(case, "" if closed else why_now(case, filters.asked["worklist"])) for case in page.object_list],
        "filters": filters,
        "name": name,
        "closed": closed,
        "is_open": not closed,
        "counts": counts,
        "means": WorkList(filters.asked["worklist"]).means,
        "lists": [] if closed else _lists(filters, counts),
        "saved": [] if closed else SavedList.objects.visible_to(user).select_related("owner"),
        "keep_form": KeepListForm(),
        "burden": figures.own_burden(user),
    }
    return render(request, "cases/cases_rows.html" if request.htmx else "cases/cases.html", context)  # type: ignore[attr-defined]


def _open(mine: CaseQuerySet, filters: CaseFilter) -> CaseQuerySet:
    asked = filters.asked
    wanted = {column: asked[column] for column in ("phase", "urgency", "intensity") if asked[column]}
    if asked["legal_area"]:
        wanted["client__legal_area"] = asked["legal_area"]
    return ordered(mine.open().filter(**wanted), asked["order"], asked["worklist"])


def _lists(filters: CaseFilter, counts: dict[str, int]) -> list[tuple[WorkList, int, bool]]:
    """The lists one works through, how many cases stand on each, and which is open."""
    current = filters.asked["worklist"]
    return [(one, counts[one.value or "open"], one == current) for one in WorkList]


def _closed(mine: CaseQuerySet) -> CaseQuerySet:
    return with_talk(mine.filter(closed_at__isnull=False))


def _named(found: CaseQuerySet, name: NameFilter) -> CaseQuerySet:
    if not name.is_valid() or not name.cleaned_data["name"]:
        return found
    return found.filter(client__in=Client.objects.named_like(name.cleaned_data["name"]).order_by().values("pk"))


def advice(request: HttpRequest) -> HttpResponse:
    """My conversations: the open ones first, then the decided ones; and how many there were, without names."""
    user = user_of(request)
    seen = Intake.objects.visible_to(user)
    given = given_talks(seen.given_away(user), user)
    mine = seen.filter(taken_by=user).exclude(pk__in=seen.given_away(user).values("pk"))
    filters = AdviceFilter(request.GET)
    decided = _wanted(mine.exclude(decision=""), filters).order_by("-decided_at", "pk")
    undecided = list(mine.open().select_related("client").order_by("-taken_at", "pk")[:OPEN_SHOWN])
    page = Paginator(decided.values("pk"), PAGE).get_page(request.GET.get("seite"))
    # The persons of the page alone: joined before, PostgreSQL asks of all the talks whether their person may be read.
    shown = seen.filter(pk__in=page.object_list).select_related("client").prefetch_related("fields_of_action")
    page.object_list = list(shown.order_by("-decided_at", "pk"))
    reads.listed_intakes(request, [*undecided, *page])
    reads.found(request, [talk.hit for talk in given if talk.hit])
    context = {
        "open": undecided,
        "given": given,
        "page": page,
        "filters": filters,
        "counts": figures.advice_counts(AdviceFigure.objects.filter(taken_by=user)),
    }
    return render(request, "cases/advice.html", context)


def _wanted(decided: Any, filters: AdviceFilter) -> Any:
    filters.is_valid()
    asked = filters.cleaned_data
    if asked.get("entscheidung"):
        decided = decided.filter(decision=asked["entscheidung"])
    if asked.get("handlungsfeld"):
        decided = decided.filter(fields_of_action=asked["handlungsfeld"])
    return decided


def advice_figures(request: HttpRequest) -> HttpResponse:
    """For those who steer: advice by topic, language and district, and how long people waited."""
    user = user_of(request)
    context = {
        "counts": figures.advice_counts(AdviceFigure.objects.visible_to(user), districts=True),
        "waits": figures.waits(user),
    }
    return render(request, "cases/advice_figures.html", context)


def workload(request: HttpRequest) -> HttpResponse:
    """For those who steer: figures by worker, month and field. No person and no way into a file."""
    rule = CaseloadRule.in_force(user_of(request))
    loads = figures.loads(request.user, rule=rule)
    context = {
        "rule": rule,
        "loads": Paginator(loads, PAGE).get_page(request.GET.get("seite")),
        "total": figures.total(loads),
        "reassignments": Reassignment.objects.visible_to(user_of(request)).select_related("worker", "by")[:LATEST],
        "phases": figures.OPEN_PHASES,
        "kinds": list(Overdue),
        "waiting_days": WAITING_DAYS,
        "advice": figures.advice_by_month(AdviceFigure.objects.visible_to(user_of(request))),
    }
    return render(request, "cases/workload.html", context)
