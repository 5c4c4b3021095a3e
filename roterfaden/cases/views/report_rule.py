"""The page on which a head of unit decides how many persons must share what a report tells."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions.reports import set_report_rule
from roterfaden.cases.forms.reports import ReportRuleForm
from roterfaden.cases.models import ReportRule

NEWEST_VERSIONS = 20


def report_rule(request: HttpRequest) -> HttpResponse:
    """What counts now, on what it rests, and what counted before."""
    rule = ReportRule.in_force(user_of(request))
    form = ReportRuleForm(request.POST or None, instance=rule)
    if form.is_valid() and done(
        form, partial(set_report_rule, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Die Schwelle gilt ab jetzt."))
        return redirect("cases:report_rule")
    return form_page(request, "cases/report_rule.html", form, rule=rule, versions=_versions(rule))


def _versions(rule: ReportRule) -> Any:
    events: Any = rule.events  # type: ignore[attr-defined]
    return events.select_related("changed_by").order_by("-pgh_id")[:NEWEST_VERSIONS] if rule.is_decided else []
