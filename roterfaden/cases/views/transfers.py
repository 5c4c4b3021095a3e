"""Pages of handing a whole case over to another organisation: choose, propose or print, answer, read the list."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import transfers as acts
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.actions.handing_over import GONE, may_hand_over
from roterfaden.cases.document_content import disclosed_hand_over_content, transfer_content
from roterfaden.cases.documents import hand_over_pdf, paper_languages
from roterfaden.cases.forms.handing_over import DeclineForm
from roterfaden.cases.forms.transfers import OutsideForm, TakeForm, TransferForm
from roterfaden.cases.handing_on import parts_of
from roterfaden.cases.models import (
    Act,
    Case,
    CaseTransfer,
    Consent,
    Disclosure,
    OfferedCase,
    PassingPurpose,
    Referral,
    ReferralState,
    TimelineEntry,
)
from roterfaden.cases.models.transfers import ListedLine
from roterfaden.cases.views import reads
from roterfaden.cases.views.conferences import site_of
from roterfaden.cases.views.frame import find_case, frame, leading_case
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note


def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to a case manager of another organisation to go on."""
    case, user = _of_whoever_hands_over(request, pk), user_of(request)
    form = TransferForm(
        request.POST or None, user=user, seats=acts.possible_seats(case, user), **_to_choose(case, user)
    )
    if form.is_valid():
        entered: dict[str, Any] = {name: form.cleaned_data[name] for name in ("seat", "note", "due_on")}
        entered |= {"parts": form.chosen_parts, "basis": form.chosen_basis}
        if proposed := attempt(form, partial(acts.propose_transfer, case, by=user, **entered)):
            undo = reverse("cases:transfer_withdraw", args=[proposed.pk])
            toast(request, _("{name} ist gefragt.").format(name=proposed.receiver), undo=undo)
            return redirect("cases:transferred", proposed.pk)
    waiting = case.transfers.open().select_related("receiver", "organisation").first()
    context = frame(case, waiting=waiting, referrals=_running_referrals(case, user))
    return form_page(request, "cases/transfer.html", form, **context)


def hand_over_outside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand over on paper to an organisation without accounts."""
    case, user = _of_whoever_hands_over(request, pk), user_of(request)
    form = OutsideForm(request.POST or None, user=user, **_to_choose(case, user))
    if form.is_valid():
        names = ("recipient", "recipient_described", "note")
        entered: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
        entered |= {"parts": form.chosen_parts, "basis": form.chosen_basis}
        if passed := attempt(form, partial(acts.hand_over_outside, case, by=user, **entered)):
            toast(request, _("Übergeben. Der Fall ist abgeschlossen; drucken Sie jetzt das Papier."))
            return redirect("cases:disclosure", pk, passed.pk)
    context = frame(case, referrals=_running_referrals(case, user))
    return form_page(request, "cases/hand_over_outside.html", form, **context)


def transferred(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """A hand-over to another organisation: where it stands, and the list of what goes or went along."""
    user = user_of(request)
    found = _find(user, transfer)
    case = _case_of(found, user)
    reads.listed(request, [case] if case else [])
    context = {
        "transfer": found,
        "case": case,
        "note": _note_of(found, user) if case else "",
        "withdraws": found.is_open and _in_file(found, user) and may_hand_over(found.case, user),
        "languages": paper_languages("de"),
    }
    return render(request, "cases/transferred.html", context)


@require_POST
def transfer_withdraw(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Take the proposal back."""
    user = user_of(request)
    found = _find(user, transfer)
    if not _in_file(found, user):
        raise Http404
    act = partial(acts.withdraw_transfer, found, by=user)
    back = reverse("cases:transferred", args=[found.pk])
    return do(request, back, act, said=_("Der Vorschlag ist zurückgezogen."))


def transfer_paper(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """The list for the person, from whoever has their file today."""
    user = user_of(request)
    found = _find(user, transfer)
    seen = _case_of(found, user)
    if seen is None:
        raise Http404
    case = find_case(request, seen.pk, kind=ReadKind.PRINTED)
    return _paper(request, case, transfer_content(found, case))


def disclosed_paper(request: HttpRequest, pk: UUID, handed: UUID) -> HttpResponse:
    """The paper of a hand-over to an organisation without accounts: for that organisation and for the person."""
    case = find_case(request, pk, kind=ReadKind.PRINTED)
    visible = Disclosure.objects.visible_to(user_of(request)).select_related("recipient", "by")
    found = get_object_or_404(visible, case=case, pk=handed, purpose=PassingPurpose.HANDOVER)
    return _paper(request, case, disclosed_hand_over_content(found, case))


def transfer_offer(request: HttpRequest, offered_transfer: UUID) -> HttpResponse:
    """What another organisation offers me: enough to decide. Taking it begins a file here."""
    user = user_of(request)
    found = _waiting(user, offered_transfer)
    if found is None:
        return _answered(request, offered_transfer)
    note(request, ReadKind.DISCLOSED, client=None, case=found.case)
    form = TakeForm(request.POST if request.method == "POST" else None)
    if case := attempt(form, partial(acts.accept_transfer, found, by=user, site=site_of(request))):
        toast(request, _("Sie führen jetzt diesen Fall."))
        return redirect("cases:case", case.pk)
    return _offer_page(request, found, form, DeclineForm())


@require_POST
def transfer_decline(request: HttpRequest, offered_transfer: UUID) -> HttpResponse:
    """I do not take it, and say why."""
    user = user_of(request)
    found = _waiting(user, offered_transfer)
    if found is None:
        return _answered(request, offered_transfer)
    form = DeclineForm(request.POST)
    if form.is_valid():
        act = partial(acts.decline_transfer, found, by=user, **form.cleaned_data)
        return do(request, reverse("desk:today"), act, said=_("Sie übernehmen den Fall nicht."))
    return _offer_page(request, found, TakeForm(), form)


def _of_whoever_hands_over(request: HttpRequest, pk: UUID) -> Case:
    case = leading_case(request, pk)
    if not case.is_open or not may_hand_over(case, user_of(request)):
        raise Http404
    return case


def _to_choose(case: Case, user: User) -> dict[str, Any]:
    consents = Consent.objects.visible_to(user).running().filter(case=case, purpose=PassingPurpose.HANDOVER)
    return {"case": case, "parts": parts_of(case), "consents": list(consents.select_related("recipient"))}


def _running_referrals(case: Case, user: User) -> list[Referral]:
    """Of whose answers nobody will hear in this file."""
    running = Referral.objects.visible_to(user).filter(case=case, state__in=ReferralState.running())
    return list(running.select_related("offer"))


def _find(user: User, pk: UUID) -> CaseTransfer:
    people = ("former", "receiver", "proposed_by", "organisation", "former_organisation")
    return get_object_or_404(CaseTransfer.objects.visible_to(user).select_related(*people), pk=pk)


def _in_file(transfer: CaseTransfer, user: User) -> bool:
    return Case.objects.visible_to(user).filter(pk=transfer.case_id).exists()


def _case_of(transfer: CaseTransfer, user: User) -> Case | None:
    """The file that belongs to it and that the user may open: the former one until the answer, then the new one."""
    begun = TimelineEntry.objects.visible_to(user).filter(act=Act.TRANSFER_TAKEN, subject=transfer.pk)
    cases = Case.objects.file_visible_to(user).select_related("client")
    return cases.filter(pk=transfer.case_id).first() or cases.filter(pk__in=begun.values("case")).first()


def _note_of(transfer: CaseTransfer, user: User) -> str:
    """In the proposal until it is taken, then on the timeline of the file that began with it."""
    taken = TimelineEntry.objects.visible_to(user).filter(act=Act.TRANSFER_TAKEN, subject=transfer.pk)
    return transfer.note or "".join(taken.values_list("reason", flat=True)[:1])


def _paper(request: HttpRequest, case: Case, content: Any) -> HttpResponse:
    language = language_of(request)
    paper = hand_over_pdf(content, language)
    tell_document_made(case, by=request.user, text=titled(_("Übergabe an eine andere Stelle"), language))
    return inline(paper, _("uebergabe"), language)


def _waiting(user: User, pk: UUID) -> OfferedCase | None:
    people = ("former", "proposed_by", "receiver", "comes_from")
    return OfferedCase.objects.visible_to(user).of_others().select_related(*people).filter(pk=pk).first()


def _answered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For somebody who comes back: what went along, or that it is settled. Who was never asked finds nothing."""
    user = user_of(request)
    if CaseTransfer.objects.visible_to(user).filter(pk=pk, receiver=user).exists():
        return redirect("cases:transferred", pk)
    get_list_or_404(Notice.objects.visible_to(user), path=reverse("cases:transfer_offer", args=[pk]))
    toast(request, GONE, tone=Tone.INFO)
    return redirect("desk:today")


def _offer_page(request: HttpRequest, offered: OfferedCase, form: TakeForm, refusal: DeclineForm) -> HttpResponse:
    lines = [ListedLine(line) for line in offered.listed]
    context = {"offered": offered, "lines": lines, "form": form, "refusal": refusal}
    return render(request, "cases/transfer_offer.html", context, status=status_of(form, refusal))
