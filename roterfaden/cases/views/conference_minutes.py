"""Pages at and after a conference: minutes, decisions, what an invited person may see, papers."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import conference_minutes as acts
from roterfaden.cases.actions.disclosures import disclose
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.agenda import told_about
from roterfaden.cases.conference_papers import invitation_content, minutes_content, signatures_content
from roterfaden.cases.documents import conference_invitation_pdf, conference_minutes_pdf, conference_signatures_pdf
from roterfaden.cases.facts import in_words
from roterfaden.cases.forms.conference_minutes import DecisionForm, InviteeDiscloseForm, MinutesForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import (
    Case,
    Conference,
    ConferenceDecision,
    ConferenceInvitee,
    ConferenceKind,
    Consent,
    Disclosure,
)
from roterfaden.cases.views.conferences import find_conference, find_invitee, where
from roterfaden.cases.views.frame import frame
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.cases.views.reads import opened
from roterfaden.logbook.models import ReadKind


def conference_minutes(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Write the minutes while people talk; saved as one types."""
    case, meeting = find_conference(request, pk, conference)
    if not meeting.can_begin:
        return redirect(where(meeting))
    invitees = list(meeting.invitees.current().select_related("recipient"))
    form = MinutesForm(request.POST or None, meeting=meeting, invitees=invitees)
    if form.is_valid():
        kept = attempt(
            form,
            partial(
                acts.write_minutes,
                meeting,
                by=user_of(request),
                seen=form.seen_revision,
                text=form.cleaned_data["text"],
                attendance=form.attendance,
            ),
        )
        if kept:
            return _kept(request, kept)
    return _minutes_page(request, case, meeting, form, _decision_form(case, meeting))


def _kept(request: HttpRequest, kept: Conference) -> HttpResponse:
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Seen": str(kept.revision)})
    toast(request, _("Protokoll gespeichert. Es ist noch nicht abgeschlossen."))
    return redirect(where(kept))


def _minutes_page(
    request: HttpRequest, case: Case, meeting: Conference, form: MinutesForm, decision: DecisionForm
) -> HttpResponse:
    decisions = meeting.decisions.current().select_related("owner", "task__owner")
    context = frame(case, meeting=meeting, form=form, decision_form=decision, decisions=list(decisions))
    return render(request, "cases/conference_minutes.html", context, status=status_of(form, decision))


def _decision_form(case: Case, meeting: Conference, data: QueryDict | None = None) -> DecisionForm:
    return DecisionForm(data, team=team_of(case), invited=acts.outside_owners(meeting), prefix="beschluss")


def _said_of(decided: ConferenceDecision) -> str:
    if decided.is_watched and decided.task is not None:
        return _("Beschluss festgehalten. {name} fragt an dem Tag nach.").format(name=decided.task.owner)
    return _("Als Aufgabe angelegt.")


@require_POST
def conference_decide(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """A decision: who does what until when."""
    case, meeting = find_conference(request, pk, conference)
    if not meeting.can_begin:
        return redirect(where(meeting))
    form = _decision_form(case, meeting, request.POST)
    if form.is_valid():
        decided = attempt(form, partial(acts.decide, meeting, by=user_of(request), **form.cleaned_data))
        if decided:
            toast(request, _said_of(decided))
            return redirect("cases:conference_minutes", case.pk, meeting.pk)
    invitees = list(meeting.invitees.current().select_related("recipient"))
    return _minutes_page(request, case, meeting, MinutesForm(meeting=meeting, invitees=invitees), form)


@require_POST
def decision_withdraw(request: HttpRequest, pk: UUID, conference: UUID, decision: UUID) -> HttpResponse:
    """It was not decided after all."""
    _case, meeting = find_conference(request, pk, conference)
    found = get_object_or_404(meeting.decisions.select_related("conference__case"), pk=decision)
    act = partial(acts.withdraw_decision, found, by=user_of(request))
    return do(request, where(meeting), act, said=_("Beschluss zurückgenommen."))


@require_POST
def conference_close(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Close the minutes: from then on nothing in them changes."""
    _case, meeting = find_conference(request, pk, conference)
    act = partial(acts.close_minutes, meeting, by=user_of(request), seen=request.POST.get("seen", ""))
    return do(request, where(meeting), act, said=_("Das Protokoll ist abgeschlossen."))


def conference_reopen(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Correct closed minutes, for a reason."""
    case, meeting = find_conference(request, pk, conference)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, partial(acts.reopen_minutes, meeting, by=user_of(request), reason=reason)):
            toast(request, _("Das Protokoll ist wieder offen. Die frühere Fassung bleibt lesbar."))
            return redirect("cases:conference_minutes", case.pk, meeting.pk)
    return form_page(request, "cases/conference_reopen.html", form, **page(case, meeting=meeting))


def conference_disclose(request: HttpRequest, pk: UUID, conference: UUID, invitee: UUID) -> HttpResponse:
    """Let one invited person see chosen parts, on a legal basis."""
    case, meeting, found = find_invitee(request, pk, conference, invitee)
    if found.is_client:
        raise Http404
    consents = Consent.objects.visible_to(user_of(request)).running().filter(case=case)
    fitting = list(consents.to(found.recipient, found.recipient_described).select_related("recipient"))
    form = InviteeDiscloseForm(request.POST or None, meeting=meeting, invitee=found, consents=fitting)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/disclose_preview.html", {"message": in_words(form.told)})
    if form.is_valid() and done(form, partial(_disclose, request, meeting, found, form)):
        toast(request, _("Freigegeben. {name} sieht genau das und nicht mehr.").format(name=found))
        return redirect(where(meeting))
    context = page(case, meeting=meeting, invitee=found, message=in_words(form.told))
    return form_page(request, "cases/conference_disclose.html", form, **context)


def _disclose(
    request: HttpRequest, meeting: Conference, invitee: ConferenceInvitee, form: InviteeDiscloseForm
) -> Disclosure:
    return disclose(
        meeting.case,
        by=user_of(request),
        told=[told_about(meeting), *form.told],
        recipient=invitee.recipient,
        recipient_described=invitee.recipient_described,
        invitee=invitee,
        **form.grounds,
    )


def conference_invitation_paper(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """The invitation for the person, in her language."""
    case, meeting = find_conference(request, pk, conference)
    if meeting.starts_at is None or meeting.kind != ConferenceKind.HELP_PLAN:
        raise Http404
    language = language_of(request)
    paper = conference_invitation_pdf(invitation_content(meeting), language)
    return _paper(request, case, meeting, paper, _("Einladung zur Konferenz"), _("einladung"), language)


def conference_signatures_paper(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """The list in which everybody signs that they were there."""
    case, meeting = find_conference(request, pk, conference)
    if meeting.starts_at is None:
        raise Http404
    language = _language_at(meeting, request)
    paper = conference_signatures_pdf(signatures_content(meeting, user_of(request)), language)
    return _paper(request, case, meeting, paper, _("Unterschriftenliste"), _("unterschriften"), language)


def conference_minutes_paper(request: HttpRequest, pk: UUID, conference: UUID, number: int) -> HttpResponse:
    """Closed minutes, as they were closed."""
    case, meeting = find_conference(request, pk, conference)
    kept = get_object_or_404(meeting.minutes.select_related("closed_by"), number=number)
    language = _language_at(meeting, request)
    paper = conference_minutes_pdf(minutes_content(meeting, kept), language)
    title = _("Protokoll der Konferenz, Fassung {number}").format(number=number)
    return _paper(request, case, meeting, paper, title, _("protokoll-{number}").format(number=number), language)


def _language_at(meeting: Conference, request: HttpRequest) -> str | None:
    """The person's language, where the person sits at the table; offices among themselves read German."""
    return language_of(request) if meeting.kind == ConferenceKind.HELP_PLAN else None


def _paper(
    request: HttpRequest, case: Case, meeting: Conference, paper: bytes, title: str, name: str, language: str | None
) -> HttpResponse:
    opened(request, case, ReadKind.PRINTED)
    tell_document_made(case, by=request.user, text=titled(title, language), subject=meeting.pk)
    return inline(paper, name, language)


def team_of(case: Case) -> object:
    """Accounts of the team, by name."""
    return User.objects.filter(pk__in=case.members.current().values("user")).order_by("name", "pk")
