"""The rights of one person: overview, information under Art. 15, requests with their steps and answers."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.informing import files_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import safeguards
from roterfaden.cases.documents import LANGUAGES, paper_language, paper_languages
from roterfaden.cases.models import Case, Client, Safeguard, TimelineEntry
from roterfaden.cases.views.reads import listed_persons, opened_person
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note
from roterfaden.rights import actions
from roterfaden.rights.documents import answer_pdf, handout_pdf, information_pdf
from roterfaden.rights.forms import (
    AnswerForm,
    DecisionForm,
    InformationForm,
    ListFilter,
    ReasonForm,
    RequestForm,
    SafeguardReasonForm,
)
from roterfaden.rights.information import files_beyond, gather, parts_named, seen_in_part
from roterfaden.rights.models import DataRequest, Outcome, RequestKind, RequestState, StepAct
from roterfaden.rights.package import as_json, as_zip

ROWS = 25
ENTRIES = 200


def mine(request: HttpRequest) -> HttpResponse:
    """Requests of the persons one works with, the most urgent first."""
    chosen = ListFilter(request.GET)
    requests = filtered(DataRequest.objects.of_persons_of(user_of(request)), request).select_related("client")
    page = Paginator(requests, ROWS).get_page(request.GET.get("seite"))
    listed_persons(request, [found.client for found in page])
    return render(request, "rights/mine.html", {"page": page, "filters": chosen})


def filtered(requests: Any, request: HttpRequest) -> Any:
    """The requests the address asks for, the earliest deadline first."""
    state, kind = request.GET.get("stand", ""), request.GET.get("art", "")
    requests = {"ueberfaellig": requests.overdue, "alle": requests.all}.get(state, requests.open)()
    if kind in RequestKind.values:
        requests = requests.filter(kind=kind)
    return requests.order_by("due_on", "reference")


def person(request: HttpRequest, client: UUID) -> HttpResponse:
    """What the person may ask for, what they have asked for, and what is in force."""
    found = _client(request, client)
    context = {
        "client": found,
        "case": _case(request, found),
        "requests": found.data_requests.order_by("-received_on", "-reference"),
        "safeguards": found.safeguards.standing().select_related("set_by"),
        "languages": paper_languages(found.language),
    }
    return render(request, "rights/person.html", context)


def information(request: HttpRequest, client: UUID) -> HttpResponse:
    """What the information will contain; posting hands it over as a ZIP and records that."""
    found = _client(request, client)
    waiting = DataRequest.objects.open().filter(client=found, kind=RequestKind.ACCESS).order_by("received_on").first()
    initial = {"language": paper_language(found.language) or ""}
    form = InformationForm(request.POST or None, asked=waiting is not None, initial=initial)
    beyond = files_beyond(found, user_of(request))
    if request.method == "POST" and form.is_valid() and not beyond:
        made = attempt(form, partial(_hand_over, request, found, waiting, form.cleaned_data))
        if made is not None:
            return made
    context = {
        "client": found,
        "parts": [] if beyond else parts_named(found),
        "waiting": waiting,
        "beyond": beyond,
        "partly": seen_in_part(found, user_of(request)),
    }
    return form_page(request, "rights/information.html", form, **context)


@transaction.atomic
def _hand_over(
    request: HttpRequest, client: Client, waiting: DataRequest | None, wanted: dict[str, Any]
) -> HttpResponse:
    """The ZIP is made before the request counts as answered: what cannot be made was not given."""
    user = user_of(request)
    asked_on = waiting.received_on if waiting else wanted["received_on"]
    note(request, ReadKind.EXPORTED, client=client.pk)
    found = gather(client)
    language = wanted["language"] or None
    paper = information_pdf(found, language, asked_on=asked_on, by=user.name)
    package = as_zip(paper, as_json(found, asked_on=asked_on), files_of(client.pk, user))
    actions.give_information(
        client,
        by=user,
        language=language or "de",
        received_on=asked_on,
        handed_over=wanted["handed_over"],
        wish=_("Auskunft über alle gespeicherten Daten"),
    )
    return attachment(package, "application/zip", "auskunft.zip")


def handout(request: HttpRequest) -> HttpResponse:
    """The sheet on what happens to the data, to print for anybody."""
    return inline(handout_pdf(_language(request)), f"datenschutz-{_language(request) or 'de'}.pdf")


def request_add(request: HttpRequest, client: UUID) -> HttpResponse:
    """Write down what the person asks for."""
    found = _client(request, client)
    kind = request.GET.get("recht", "")
    entry = request.GET.get("eintrag", "")
    initial = {"kind": kind if kind in RequestKind.values else "", "entry": entry}
    form = RequestForm(request.POST or None, entries=_entries(request, found), spoken=found.language, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        taken = attempt(
            form,
            lambda: actions.take_request(
                found,
                RequestKind(wanted["kind"]),
                by=request.user,
                wish=wanted["wish"],
                wish_language=wanted["wish_language"],
                received_on=wanted["received_on"],
                language=wanted["language"] or "de",
                entry=wanted["entry"],
            ),
        )
        if taken is not None:
            toast(request, _("Die Anfrage ist festgehalten."))
            return redirect("rights:request", taken.pk)
    return form_page(request, "rights/request_add.html", form, client=found)


def _entries(request: HttpRequest, client: Client) -> Any:
    """Entries of the timeline that are about a record, latest first: what can be disputed or restricted."""
    cases = Case.objects.visible_to(user_of(request)).filter(client=client)
    latest = TimelineEntry.objects.filter(case__in=cases).order_by("-at", "-id").values("pk")[:ENTRIES]
    return TimelineEntry.objects.filter(pk__in=latest).order_by("-at", "-id")


def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request with its steps, and the acts that are possible now."""
    found = _request(request, pk)
    steps = list(found.steps.select_related("by"))
    form: Any = None
    if found.is_open:
        wanted = {"frist": _extend, "zurueck": _withdraw}.get(request.GET.get("was", ""))
        make = wanted or (_decide if _needs_decision(found) else _answer)
        form, act = make(request, found)
        if request.method == "POST" and form.is_valid() and attempt(form, act) is not None:
            toast(request, _("Gespeichert."))
            return redirect("rights:request", found.pk)
    context = {
        "data_request": found,
        "client": found.client,
        "steps": steps,
        "wish": next((step for step in steps if step.act == StepAct.RECEIVED), None),
        "entry": actions.entry_label(found.client, found.subject),
        "safeguards": Safeguard.objects.visible_to(user_of(request)).filter(request=found.pk),
        "title": form.title if form else "",
        "submit": form.submit if form else "",
        "may_extend": found.is_open and not found.extended_on and found.due_on >= timezone.localdate(),
        "may_withdraw": found.state == RequestState.RECEIVED,
        "doing": request.GET.get("was", ""),
        "is_access": found.kind == RequestKind.ACCESS,
        "next_step": _next_step(found),
    }
    if form is None:
        return render(request, "rights/request.html", {"form": None, **context})
    return form_page(request, "rights/request.html", form, **context)


def _next_step(found: DataRequest) -> str:
    """What happens to the data after a decision on erasure."""
    if found.is_released_for_erasure:
        return _(
            "Der nächtliche Löschlauf löscht alles, was von der Person festgehalten ist, sobald die Antwort übergeben "
            "und kein Fall mehr offen ist; er wartet, solange das Löschen ausgesetzt, die Verarbeitung eingeschränkt "
            "oder das Archiv zu fragen ist."
        )
    if found.kind == RequestKind.ERASURE and found.outcome == Outcome.PARTLY:
        return _(
            "Von selbst wird nichts gelöscht: Nehmen Sie zurück, was gehen soll; endgültig gelöscht wird es mit allem "
            "anderen, wenn die Frist endet."
        )
    return ""


def _needs_decision(found: DataRequest) -> bool:
    return found.kind != RequestKind.ACCESS and found.state == RequestState.RECEIVED


def _formed(kind: Any, request: HttpRequest, found: DataRequest, act: Any, title: str, submit: str) -> tuple[Any, Any]:
    form = kind(request.POST or None, initial={"seen": found.revision})
    form.title, form.submit = title, submit
    return form, lambda: act(found, by=request.user, seen=form.seen_revision, **form.wording)


def _decide(request: HttpRequest, found: DataRequest) -> tuple[Any, Any]:
    return _formed(DecisionForm, request, found, actions.decide, _("Entscheiden"), _("Entscheidung festhalten"))


def _answer(request: HttpRequest, found: DataRequest) -> tuple[Any, Any]:
    return _formed(AnswerForm, request, found, actions.answer, _("Antwort übergeben"), _("Als beantwortet festhalten"))


def _extend(request: HttpRequest, found: DataRequest) -> tuple[Any, Any]:
    return _formed(ReasonForm, request, found, actions.extend, _("Frist verlängern"), _("Um zwei Monate verlängern"))


def _withdraw(request: HttpRequest, found: DataRequest) -> tuple[Any, Any]:
    title = _("Die Person zieht die Anfrage zurück")
    return _formed(ReasonForm, request, found, actions.withdraw_request, title, _("Als zurückgezogen festhalten"))


def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer as it stands, in German or beside the person's language."""
    found = _request(request, pk)
    note(request, ReadKind.PRINTED, client=found.client_id)
    steps = {step.act: step for step in found.steps.order_by("at")}
    wish = steps.get(StepAct.RECEIVED)
    grounds = steps.get(StepAct.DECIDED) or steps.get(StepAct.EXTENDED)
    paper = answer_pdf(
        found,
        paper_language(found.language),
        wish=wish.text if wish else "",
        wish_language=(wish.text_language if wish else "") or "de",
        reason=grounds.text if grounds else "",
    )
    return inline(paper, f"antwort-{found.reference}.pdf")


def safeguard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A restriction or objection in force: set it aside for some hours, or end it."""
    visible = Safeguard.objects.visible_to(user_of(request)).select_related("client", "set_by", "ended_by")
    found = get_object_or_404(visible, pk=pk)
    _client(request, found.client_id)
    form = SafeguardReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = safeguards.lift_safeguard if "lift" in request.POST else safeguards.end_safeguard
        if attempt(form, partial(act, found, by=request.user, reason=form.cleaned_data["reason"])):
            toast(request, _("Für acht Stunden aufgehoben.") if "lift" in request.POST else _("Beendet."))
            return redirect("rights:person", found.client_id)
    return form_page(request, "rights/safeguard.html", form, safeguard=found, client=found.client)


def _client(request: HttpRequest, pk: UUID) -> Client:
    """A person whose file the user may open; own contributions alone open nobody's rights."""
    user = user_of(request)
    found: Client = get_object_or_404(Client.objects.visible_to(user).file_visible_to(user), pk=pk)
    opened_person(request, found.pk)
    return found


def _case(request: HttpRequest, client: Client) -> Case | None:
    opens = Case.objects.visible_to(user_of(request)).file_visible_to(user_of(request))
    return opens.filter(client=client).order_by("-opened_at").first()


def _request(request: HttpRequest, pk: UUID) -> DataRequest:
    visible = DataRequest.objects.of_persons_of(user_of(request)).select_related("client", "taken_by", "decided_by")
    found = get_object_or_404(visible, pk=pk)
    opened_person(request, found.client_id)
    return found


def _language(request: HttpRequest) -> str | None:
    language = request.GET.get("sprache", "")
    if language and language not in LANGUAGES:
        raise Http404
    return language or None


def inline(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at. Its name names nobody, and no shared computer keeps it."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def attachment(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
