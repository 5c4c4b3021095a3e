"""Rules: read, change, confirm, set aside."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.retention.actions import rules as acts
from roterfaden.retention.forms import NewRuleForm, RuleForm
from roterfaden.retention.kinds import kinds
from roterfaden.retention.models import RetentionRule, RuleState

NEWEST_VERSIONS = 30


def rules(request: HttpRequest) -> HttpResponse:
    """All periods, kind by kind, with source and state."""
    known = list(RetentionRule.objects.visible_to(user_of(request)).order_by("legal_area"))
    groups = [(kind, [rule for rule in known if rule.kind == kind.key]) for kind in kinds()]
    unchecked = sum(rule.state == RuleState.UNCHECKED for rule in known)
    return render(request, "retention/rules.html", {"groups": groups, "unchecked": unchecked})


def rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One period: what it says, on what it rests, and its versions."""
    found = _find(request, pk)
    versions = _versions(found)[:NEWEST_VERSIONS]
    return render(request, "retention/rule.html", {"rule": found, "versions": versions})


def _versions(found: RetentionRule) -> Any:
    events: Any = found.events  # type: ignore[attr-defined]
    return events.select_related("changed_by").order_by("-pgh_id")


def rule_add(request: HttpRequest) -> HttpResponse:
    """A period for a kind and legal area that has none."""
    form = NewRuleForm(request.POST or None)
    if form.is_valid():
        added = attempt(form, partial(acts.add_rule, by=request.user, **form.wording))
        if added:
            toast(request, _("Angelegt. Sie gilt, sobald Sie sie bestätigen."))
            return redirect("retention:rule", added.pk)
    return form_page(request, "retention/rule_add.html", form)


def rule_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another wording, with the reason."""
    found = _find(request, pk)
    form = RuleForm(request.POST or None, instance=found)
    if form.is_valid():
        change = partial(acts.change_rule, found, by=request.user, seen=form.seen_revision, **form.wording)
        if done(form, partial(change, reason=form.cleaned_data["reason"])):
            toast(request, _("Gespeichert. Die Frist gilt, sobald Sie sie wieder bestätigen."))
            return redirect("retention:rule", pk)
    return form_page(request, "retention/rule_edit.html", form, rule=found)


@require_POST
def rule_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The period has been checked."""
    act = partial(acts.confirm_rule, _find(request, pk), by=request.user)
    undo = reverse("retention:rule_reopen", args=[pk])
    return do(request, _page(pk), act, said=_("Die Frist gilt ab jetzt."), undo=undo)


def rule_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The period does not apply here, for a reason."""
    found = _find(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(form, partial(acts.set_rule_aside, found, by=request.user, **form.cleaned_data)):
        toast(request, _("Diese Frist wird nicht angewendet."), undo=reverse("retention:rule_reopen", args=[pk]))
        return redirect("retention:rule", pk)
    return form_page(request, "retention/rule_aside.html", form, rule=found)


@require_POST
def rule_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Back to unchecked."""
    act = partial(acts.reopen_rule, _find(request, pk), by=request.user)
    return do(request, _page(pk), act, said=_("Die Frist ist wieder ungeprüft: Nach ihr wird nichts gelöscht."))


def _find(request: HttpRequest, pk: UUID) -> RetentionRule:
    rules = RetentionRule.objects.visible_to(user_of(request)).select_related("confirmed_by", "changed_by")
    return get_object_or_404(rules, pk=pk)


def _page(pk: UUID) -> str:
    return reverse("retention:rule", args=[pk])
