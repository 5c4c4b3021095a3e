"""The page on which a head of unit decides how much one person can carry."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases import figures
from roterfaden.cases.actions.caseload import set_caseload_rule
from roterfaden.cases.forms.caseload import CaseloadRuleForm
from roterfaden.cases.models import CaseloadRule

NEWEST_VERSIONS = 20


def caseload_rule(request: HttpRequest) -> HttpResponse:
    """What counts now, on what it rests, and what counted before."""
    rule = CaseloadRule.in_force(user_of(request))
    form = CaseloadRuleForm(request.POST or None, instance=rule, workers=figures.case_managers())
    if form.is_valid():
        act = partial(set_caseload_rule, by=request.user, seen=form.seen_revision, **form.wording)
        if done(form, act):
            toast(request, _("Die Richtwerte gelten ab jetzt."))
            return redirect("cases:workload")
    return form_page(request, "cases/caseload_rule.html", form, rule=rule, versions=_versions(rule))


def _versions(rule: CaseloadRule) -> Any:
    events: Any = rule.events  # type: ignore[attr-defined]
    return events.select_related("changed_by").order_by("-pgh_id")[:NEWEST_VERSIONS] if rule.is_decided else []
