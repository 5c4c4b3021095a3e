"""An uns übermittelt: what was passed on to one's own organisation, and nothing of the file behind it.

What belongs to a referral is answered here.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions.answers import AnsweredMeanwhile, answer_received, note_seen
from roterfaden.cases.forms.answers import RecipientAnswerForm, typed
from roterfaden.cases.models import Disclosure, ReceivedReferral, ReferralState
from roterfaden.cases.models.disclosures import DisclosureQuerySet
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note

ROWS = 25
SHOWN = ("purpose", "purpose_detail", "disclosed_at", "open_until", "text", "norm_citation", "consent_id", "case_id")
"""The columns a recipient sees, and the case for the log: never who the person is beyond the words that went."""


def disclosed(request: HttpRequest) -> HttpResponse:
    """What is open to one's organisations: what waits for an answer first and longest, then the newest.

    The words themselves only on opening one.
    """
    asked = ReceivedReferral.objects.filter(pk=OuterRef("pk"), state=ReferralState.SENT)
    rows = _open(request).defer("text").annotate(asked_at=Subquery(asked.values("sent_at")))
    page = Paginator(rows.order_by(F("asked_at").asc(nulls_last=True), "-disclosed_at", "pk"), ROWS)
    return render(request, "cases/disclosed.html", {"page": page.get_page(request.GET.get("seite"))})


def disclosed_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words that went, exactly, and for a referral the answer to it."""
    found = _read(request, pk)
    referral = ReceivedReferral.objects.visible_to(user_of(request)).filter(pk=pk).first()
    if referral is None:
        return render(request, "cases/disclosed_one.html", {"disclosure": found, "referral": None})
    if request.method == "POST":
        return _answer(request, found, referral)
    note_seen(referral)
    return _page(request, found, referral, _form(referral))


def _answer(request: HttpRequest, found: Disclosure, referral: ReceivedReferral) -> HttpResponse:
    if request.POST.get("seen") != str(referral.revision):
        return _conflict(request, found, referral)
    form = RecipientAnswerForm(request.POST, state=referral.state, revision=referral.revision)
    if form.is_valid():
        try:
            answered = done(form, partial(answer_received, referral, **form.answer))
        except AnsweredMeanwhile:
            referral.refresh_from_db()
            return _conflict(request, found, referral)
        if answered:
            toast(request, _("Ihre Antwort ist festgehalten. Die Fachkraft erfährt davon."))
            return redirect("cases:disclosed_one", found.pk)
    return _page(request, found, referral, form)


def _conflict(request: HttpRequest, found: Disclosure, referral: ReceivedReferral) -> HttpResponse:
    """Somebody was faster: the new state, and what was typed still in the form."""
    return _page(request, found, referral, _form(referral, initial=typed(request.POST)), conflict=True)


def _form(referral: ReceivedReferral, **more: Any) -> RecipientAnswerForm:
    return RecipientAnswerForm(state=referral.state, revision=referral.revision, **more)


def _page(
    request: HttpRequest,
    found: Disclosure,
    referral: ReceivedReferral,
    form: RecipientAnswerForm,
    *,
    conflict: bool = False,
) -> HttpResponse:
    context = {"disclosure": found, "referral": referral, "form": form, "conflict": conflict}
    return render(request, "cases/disclosed_one.html", context, status=409 if conflict else status_of(form))


def _read(request: HttpRequest, pk: UUID) -> Disclosure:
    """The one way of a recipient to the words of a disclosure: reading it is reading personal data, logged here."""
    found = get_object_or_404(_open(request), pk=pk)
    note(request, ReadKind.DISCLOSED, client=None, case=found.case_id)
    return found


def _open(request: HttpRequest) -> DisclosureQuerySet:
    names = ("recipient__name", "by__name")
    return Disclosure.objects.open_to(user_of(request)).select_related("recipient", "by").only(*SHOWN, *names)
