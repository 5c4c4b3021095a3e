"""What data protection and the head of unit see: requests by reference, records, measures, impact assessment."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast
from roterfaden.rights import actions, impact, measures, register
from roterfaden.rights.documents import inner_pdf
from roterfaden.rights.forms import ImpactForm, ListFilter
from roterfaden.rights.models import DataRequest, ImpactDraft
from roterfaden.rights.views.persons import ROWS, attachment, filtered, inline


def requests(request: HttpRequest) -> HttpResponse:
    """All requests by reference: what, until when, who answers. No names, nothing of what was said."""
    visible = DataRequest.objects.visible_to(user_of(request))
    found = filtered(visible, request).select_related("taken_by")
    page = Paginator(found, ROWS).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "filters": ListFilter(request.GET),
        "waiting": visible.open().count(),
        "overdue": visible.overdue().count(),
        "erasable": visible.released_for_erasure().count(),
    }
    return render(request, "rights/requests.html", context)


def records(request: HttpRequest) -> HttpResponse:
    """The records of processing activities."""
    described = [(each.activity, register.facts(each)) for each in register.described()]
    return render(request, "rights/records.html", {"activities": described, "lead": impact.lead()})


def records_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    return inline(
        inner_pdf(_("Verzeichnis der Verarbeitungstätigkeiten"), impact.lead(), register.blocks()),
        "verarbeitungsverzeichnis.pdf",
    )


def protection(request: HttpRequest) -> HttpResponse:
    """The measures as they stand in this installation."""
    states = [(state, measures.word(state)) for state in measures.states()]
    return render(request, "rights/measures.html", {"states": states, "lead": impact.lead()})


def protection_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    title = _("Technische und organisatorische Maßnahmen")
    return inline(inner_pdf(title, impact.lead(), measures.blocks()), "massnahmen.pdf")


def impact_page(request: HttpRequest) -> HttpResponse:
    """Write down what only the municipality can say; every saving is a version of its own."""
    latest = _latest(request)
    initial = {**(latest.answers if latest else {}), "seen": latest.number if latest else 0}
    form = ImpactForm(request.POST or None, questions=impact.OPEN, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {question.key: form.cleaned_data[question.key] for question in impact.OPEN}
        seen = form.cleaned_data["seen"]
        saved = attempt(form, lambda: actions.save_impact_draft(by=request.user, seen=seen, answers=answers))
        if saved is not None:
            toast(request, _("Gespeichert als Fassung {number}.").format(number=saved.number))
            return redirect("rights:impact")
    drafts = ImpactDraft.objects.visible_to(user_of(request)).select_related("saved_by")[:ROWS]
    return form_page(request, "rights/impact.html", form, drafts=drafts, lead=impact.lead())


def impact_pdf(request: HttpRequest) -> HttpResponse:
    """The whole assessment on paper, with the version of the municipality's part."""
    latest = _latest(request)
    answers: dict[str, Any] = latest.answers if latest else {}
    paper = inner_pdf(impact.title(), impact.lead(latest.number if latest else 0), impact.blocks(answers))
    return inline(paper, "folgenabschaetzung.pdf")


def impact_text(request: HttpRequest) -> HttpResponse:
    """The whole assessment as text to go on writing with."""
    latest = _latest(request)
    text = impact.markdown(latest.answers if latest else {})
    return attachment(text, "text/markdown; charset=utf-8", "folgenabschaetzung.md")


def _latest(request: HttpRequest) -> ImpactDraft | None:
    return ImpactDraft.objects.visible_to(user_of(request)).order_by("-number").first()
