"""How the goals of a case went, review by review."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.cases.course_chart import course_chart, nearness_chart
from roterfaden.cases.goal_course import nearness_of, progress_of
from roterfaden.cases.views.frame import find_case, frame


def goal_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The course of the Mottoziel, of all goals together and of each Rahmenziel."""
    case = find_case(request, pk)
    progress, nearness = progress_of(case), nearness_of(case)
    courses = [*([progress.whole] if progress.whole else []), *progress.frames.values()]
    if len(courses) == 2:
        # With a single Rahmenziel both would show the same.
        courses = courses[1:]
    context = frame(
        case,
        tab="plan",
        nearness=nearness,
        nearness_chart=nearness_chart(nearness) if nearness else None,
        courses=[(course, course_chart(course)) for course in courses],
    )
    return render(request, "cases/goal_course.html", context)
