"""Writing an anonymous case report in a file: with what the check finds, beside the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.toasts import toast
from roterfaden.bodies.models import FACTS, WORDS
from roterfaden.cases.actions import reports as acts
from roterfaden.cases.anonymity.checking import check
from roterfaden.cases.anonymity.facets import facets_of, proposed
from roterfaden.cases.anonymity.identifiers import Finding
from roterfaden.cases.anonymity.known import known_case
from roterfaden.cases.forms.reports import ReportForm, SubmitForm
from roterfaden.cases.models import Case, ReportDraft
from roterfaden.cases.views.frame import find_case, frame

TAB = "passing_on"


@dataclass(frozen=True)
class Piece:
    """Some words of a text, marked where something was found."""

    words: str
    is_marked: bool


@dataclass(frozen=True)
class CheckedPart:
    """A part of the report with what was found in it, beside the field in which it is mended."""

    label: str
    target: str
    pieces: Sequence[Piece]
    findings: Sequence[Finding]


def report_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a report, with general words proposed from the file."""
    case, user = _whole_file(request, pk), user_of(request)
    if not case.is_open:
        raise Http404
    facets = facets_of(known_case(case, user))
    initial = {} if request.method == "POST" else proposed(facets)
    form = ReportForm(request.POST or None, facets=facets, initial=initial)
    if form.is_valid():
        begun = attempt(form, partial(acts.write_report, case, by=user, **form.wording))
        if begun:
            toast(request, _("Der Entwurf ist gespeichert und geprüft."))
            return redirect("cases:report", pk, begun.pk)
    context = frame(case, tab=TAB, form=form)
    return render(request, "cases/report_add.html", context, status=status_of(form))


def report(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    """The report where it stands: to be mended, waiting, approved, or gone."""
    case, found = _found(request, pk, report)
    if not (found.may_be_changed and case.is_open):
        return render(request, "cases/report.html", frame(case, tab=TAB, report=found, **told_of(found)))
    return _write(request, case, found)


def _write(request: HttpRequest, case: Case, found: ReportDraft) -> HttpResponse:
    user = user_of(request)
    known = known_case(case, user)
    facets = facets_of(known)
    form = ReportForm(request.POST or None, instance=found, facets=facets)
    if form.is_valid():
        act = partial(acts.change_report, found, by=user, seen=form.seen_revision, **form.wording)
        if attempt(form, act):
            toast(request, _("Gespeichert und noch einmal geprüft."))
            return redirect("cases:report", case.pk, found.pk)
    findings = check(known, facets, acts.told(found, FACTS), acts.told(found, WORDS))
    context = frame(
        case,
        tab=TAB,
        report=found,
        form=form,
        parts=_checked(found, findings),
        has_hard=any(finding.is_hard for finding in findings),
        is_clean=not findings,
    )
    return render(request, "cases/report_write.html", context, status=status_of(form))


def report_submit(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    """Ask a second person, once nothing names the person any more."""
    case, found = _found(request, pk, report)
    if not (found.may_be_changed and case.is_open):
        return redirect("cases:report", pk, report)
    user = user_of(request)
    findings = acts.findings_of(found, user)
    if any(finding.is_hard for finding in findings):
        return redirect("cases:report", pk, report)
    form = SubmitForm(
        request.POST or None,
        reviewers=acts.possible_reviewers(case, user, found),
        has_hints=bool(findings),
        initial={"seen": found.revision, "justification": found.justification},
    )
    if form.is_valid():
        wording = {"justification": "", **form.wording}
        act = partial(acts.submit_report, found, by=user, seen=form.seen_revision, **wording)
        if sent := attempt(form, act):
            undo = reverse("cases:report_recall", args=[pk, report])
            toast(request, _("{name} ist gefragt.").format(name=sent.reviewer), undo=undo)
            return redirect("cases:report", pk, report)
    context = frame(case, tab=TAB, report=found, form=form, findings=findings)
    return render(request, "cases/report_submit.html", context, status=status_of(form))


@require_POST
def report_recall(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    """Take it back to go on writing."""
    act = partial(acts.recall_report, _found(request, pk, report)[1], by=user_of(request))
    return do(request, _at(pk, report), act, said=_("Sie können weiterschreiben."))


@require_POST
def report_drop(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    """Give it up."""
    act = partial(acts.drop_report, _found(request, pk, report)[1], by=user_of(request))
    return do(
        request, reverse("cases:passing_on", args=[pk]), act, said=_("Der Bericht ist verworfen, sein Text gelöscht.")
    )


@require_POST
def report_deliver(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    """Hand it to the body."""
    act = partial(acts.deliver_report, _found(request, pk, report)[1], by=user_of(request))
    said = _("Der Bericht ist übergeben. In der Akte bleibt nur, dass es ihn gab.")
    return do(request, _at(pk, report), act, said=said)


def _at(pk: UUID, report: UUID) -> str:
    return reverse("cases:report", args=[pk, report])


def _whole_file(request: HttpRequest, pk: UUID) -> Case:
    """The case, for whoever may read everything in its file; otherwise 404."""
    case = find_case(request, pk)
    if not case.sees_sensitive:  # type: ignore[attr-defined]
        raise Http404
    return case


def _found(request: HttpRequest, pk: UUID, report: UUID) -> tuple[Case, ReportDraft]:
    case = _whole_file(request, pk)
    reports = ReportDraft.objects.visible_to(user_of(request)).filter(case=case)
    found = get_object_or_404(reports.select_related("body", "reviewer", "written_by"), pk=report)
    found.case = case
    return case, found


def told_of(report: Any) -> dict[str, list[tuple[str, str]]]:
    """The facts and the words of a report with their labels, for reading."""
    labels = {field.name: str(field.verbose_name) for field in report._meta.concrete_fields}
    return {
        "facts": [(labels[name], getattr(report, name)) for name in FACTS if getattr(report, name)],
        "words": [(labels[name], getattr(report, name)) for name in WORDS if getattr(report, name)],
    }


def _checked(report: ReportDraft, findings: Sequence[Finding]) -> list[CheckedPart]:
    """Only parts in which something was found; the facts above all come first."""
    labels = {field.name: str(field.verbose_name) for field in report._meta.concrete_fields}
    parts = []
    for name, label in [("", _("In allgemeinen Worten")), *((word, labels[word]) for word in WORDS)]:
        here = [finding for finding in findings if finding.passage.field == name]
        if here:
            text = getattr(report, name) if name else ""
            parts.append(CheckedPart(label, name or FACTS[0], _pieces(text, here), here))
    return parts


def _pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in sorted({(finding.passage.start, finding.passage.end) for finding in findings}):
        if text and start >= at:
            pieces += [Piece(text[at:start], is_marked=False), Piece(text[start:end], is_marked=True)]
            at = end
    return [piece for piece in (*pieces, Piece(text[at:], is_marked=False)) if piece.words]
