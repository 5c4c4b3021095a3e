"""The library of good goals: by field of action, the unit's own and those that came with the software."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import examples as acts
from roterfaden.cases.forms.examples import ExampleForm
from roterfaden.cases.goal_examples import EXAMPLES, Example, as_example
from roterfaden.cases.models import ActionGoal, ExampleState, GoalExample
from roterfaden.cases.models.goals import SCALE_FIELDS
from roterfaden.cases.views.frame import find_case
from roterfaden.concept.models import FieldOfAction

ORDER = [ExampleState.PROPOSED, ExampleState.RELEASED, ExampleState.WITHDRAWN]


def examples(request: HttpRequest) -> HttpResponse:
    """All examples by field of action; those that wait for a head of unit stand open for them."""
    user = user_of(request)
    releases = Role.HEAD_OF_UNIT in user.roles
    known = GoalExample.objects.visible_to(user).select_related("field_of_action", "proposed_by")
    own = sorted(known, key=lambda example: (ORDER.index(ExampleState(example.state)), example.title))
    sections = [
        (
            field,
            [
                (
                    example,
                    as_example(example),
                    may_change(example, user),
                    releases and example.state == ExampleState.PROPOSED,
                )
                for example in own
                if example.field_of_action_id == field.pk
            ],
            as_example(EXAMPLES[field.key]) if field.key in EXAMPLES else None,
        )
        for field in FieldOfAction.objects.order_by("position", "key")
    ]
    return render(request, "cases/examples.html", {"sections": sections})


def may_change(example: GoalExample, user: User) -> bool:
    """Whether the acts of an example are offered to somebody."""
    return Role.HEAD_OF_UNIT in user.roles or example.state != ExampleState.RELEASED


def example_add(request: HttpRequest) -> HttpResponse:
    """Propose one; ``?vorlage=`` names the field of action whose shipped example it begins with."""
    shipped = EXAMPLES.get(request.GET.get("vorlage", ""))
    initial = _words(as_example(shipped)) if shipped else {}
    field = FieldOfAction.objects.filter(key=request.GET.get("vorlage") or request.GET.get("feld")).first()
    form = ExampleForm(request.POST or None, initial={**initial, "field_of_action": field})
    proposed = attempt(form, partial(acts.propose_example, by=user_of(request), **_wording(form)))
    if proposed:
        return _told(request, proposed)
    releases = Role.HEAD_OF_UNIT in user_of(request).roles
    return form_page(request, "cases/example.html", form, example=None, releases=releases)


def example_of_goal(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Propose one that begins with the words of a goal, without what would tell whose it was."""
    case = find_case(request, pk)
    goals = ActionGoal.objects.visible_to(user_of(request)).filter(case=case).select_related("frame_goal")
    found = get_object_or_404(goals, pk=goal)
    user = user_of(request)
    form = ExampleForm(request.POST or None, about=(case, user), initial=_words_of_goal(found))
    proposed = attempt(form, partial(acts.propose_example, by=user, about=case, **_wording(form)))
    if proposed:
        return _told(request, proposed)
    return form_page(request, "cases/example_of_goal.html", form, case=case, client=case.client, goal=found)


def example(request: HttpRequest, example: UUID) -> HttpResponse:
    """Say it better."""
    found = _find(request, example)
    user = user_of(request)
    if not may_change(found, user):
        return redirect("cases:examples")
    form = ExampleForm(request.POST or None, instance=found)
    if form.is_valid() and done(
        form, partial(acts.change_example, found, by=user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Beispiel gespeichert."))
        return redirect("cases:examples")
    return form_page(request, "cases/example.html", form, example=found)


@require_POST
def example_release(request: HttpRequest, example: UUID) -> HttpResponse:
    """Let everybody use it."""
    found = _find(request, example)
    undo = reverse("cases:example_restore", args=[found.pk])
    act = partial(acts.release_example, found, by=user_of(request))
    return do(request, reverse("cases:examples"), act, said=_("Beispiel freigegeben."), undo=undo)


@require_POST
def example_withdraw(request: HttpRequest, example: UUID) -> HttpResponse:
    """Take it out of the library."""
    found = _find(request, example)
    name = "example_release" if found.state == ExampleState.RELEASED else "example_restore"
    undo = reverse(f"cases:{name}", args=[found.pk])
    act = partial(acts.withdraw_example, found, by=user_of(request))
    return do(request, reverse("cases:examples"), act, said=_("Beispiel zurückgenommen."), undo=undo)


@require_POST
def example_restore(request: HttpRequest, example: UUID) -> HttpResponse:
    """It is a proposal again."""
    found = _find(request, example)
    act = partial(acts.restore_example, found, by=user_of(request))
    return do(request, reverse("cases:examples"), act, said=_("Das Beispiel ist wieder ein Vorschlag."))


def _find(request: HttpRequest, example: UUID) -> GoalExample:
    return get_object_or_404(GoalExample.objects.visible_to(user_of(request)), pk=example)


def _told(request: HttpRequest, proposed: GoalExample) -> HttpResponse:
    released = proposed.state == ExampleState.RELEASED
    said = _("Beispiel freigegeben.") if released else _("Vorschlag gespeichert. Die Leitung gibt ihn frei.")
    toast(request, said, undo=reverse("cases:example_withdraw", args=[proposed.pk]))
    return redirect("cases:examples")


def _wording(form: ExampleForm) -> dict[str, Any]:
    return form.wording if form.is_valid() else {}


def _words(shown: Example) -> dict[str, str]:
    scale = dict(zip(SCALE_FIELDS, shown.scale, strict=True))
    return {"frame_goal": shown.frame_goal, "title": shown.title, "measure": shown.measure, **scale}


def _words_of_goal(goal: ActionGoal) -> dict[str, Any]:
    frame = goal.frame_goal
    measure = goal.measures.current().order_by("position", "id").first()
    return {
        "field_of_action": frame.field_of_action_id,
        "frame_goal": frame.title,
        "title": goal.title,
        "measure": measure.title if measure and measure.offer_id is None else "",
        **{name: getattr(goal, name) for name in SCALE_FIELDS},
    }
