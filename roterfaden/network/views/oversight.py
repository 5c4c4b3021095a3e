"""Who still works with which role, and which rights were given: for the administration and data protection."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roterfaden.base.acting import do
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.network import recertifying
from roterfaden.network.models import CheckState, Organisation, RecertificationRound, SeatCheck
from roterfaden.network.rights import grants as all_grants
from roterfaden.network.views.shared import me, one_page


@dataclass(frozen=True)
class Question:
    """A seat to confirm, and whether the one who looks may answer."""

    check: SeatCheck
    may_answer: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer that may be given here."""
        return self.may_answer and self.check.state == CheckState.OPEN and self.check.round.closed_at is None

    @property
    def may_take_back(self) -> bool:
        """Whether a confirmation may still be taken back."""
        return self.may_answer and self.check.state == CheckState.CONFIRMED and self.check.round.closed_at is None


def recertification(request: HttpRequest) -> HttpResponse:
    """The round of the quarter: which organisations are done, and which are not."""
    latest = RecertificationRound.objects.first()
    context: dict[str, Any] = {"round": latest, "organisations": []}
    if latest is not None:
        checks = Q(seats__checks__round=latest)
        found = Organisation.objects.visible_to(me(request)).filter(checks).distinct()
        context["organisations"] = found.annotate(
            asked=Count("seats__checks", filter=checks),
            waiting=Count("seats__checks", filter=checks & Q(seats__checks__state=CheckState.OPEN)),
        ).order_by("-waiting", "name", "id")
    return render(request, "network/recertification.html", context)


def recertification_organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """All seats of an organisation: confirm them in a few clicks, or end one."""
    found = get_object_or_404(Organisation.objects.visible_to(me(request)), pk=organisation)
    latest = RecertificationRound.objects.first()
    checks = SeatCheck.objects.visible_to(me(request)).filter(round=latest, seat__organisation=found)
    if request.method == "POST":
        return _confirm(request, found, list(checks.filter(pk__in=_chosen(request))))
    checks = checks.select_related("round", "seat__user", "seat__organisation", "decided_by")
    questions = [Question(check, recertifying.may_answer(check, me(request))) for check in checks]
    context = {
        "organisation": found, "round": latest, "questions": questions,
        "can_confirm": any(question.is_open for question in questions),
    }  # fmt: skip
    return render(request, "network/recertification_organisation.html", context)


@require_POST
def check_end(request: HttpRequest, check: UUID) -> HttpResponse:
    """This person does not work in this function any more."""
    asked = _check(request, check)
    act = partial(recertifying.end, asked, by=request.user)
    return do(request, _back(asked), act, said=_("Die Funktion ist beendet."))


@require_POST
def check_take_back(request: HttpRequest, check: UUID) -> HttpResponse:
    """The confirmation was not meant so."""
    asked = _check(request, check)
    act = partial(recertifying.take_back, asked, by=request.user)
    return do(request, _back(asked), act, said=_("Die Funktion ist wieder unbestätigt."))


def grants(request: HttpRequest) -> HttpResponse:
    """Every time a right over personal data or accounts was given, as the database wrote it down."""
    page = one_page(request, all_grants())
    ids = {done_by for event in page if (done_by := _done_by(event))}
    names = {str(pk): name for pk, name in get_user_model().objects.filter(pk__in=ids).values_list("pk", "name")}
    for event in page:
        event.done_by = names.get(_done_by(event), "")
    return render(request, "network/grants.html", {"page": page})


def _done_by(event: Any) -> str:
    """The account the context of the history names; empty for what did not come through the application."""
    return (event.pgh_context and event.pgh_context.metadata.get("user")) or ""


def _confirm(request: HttpRequest, organisation: Organisation, checks: list[SeatCheck]) -> HttpResponse:
    try:
        count = recertifying.confirm(checks, by=request.user)
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        said = ngettext("Eine Funktion bestätigt.", "{n} Funktionen bestätigt.", count).format(n=count)
        toast(
            request,
            said if count else _("Bitte wählen Sie aus, was Sie bestätigen."),
            tone=Tone.SUCCESS if count else Tone.INFO,
        )
    return redirect("network:recertification_organisation", organisation.pk)


def _chosen(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(value) for value in request.POST.getlist("check")]
    except ValueError as error:
        raise PermissionDenied from error


def _check(request: HttpRequest, pk: UUID) -> SeatCheck:
    checks = SeatCheck.objects.visible_to(me(request)).select_related("seat__organisation", "round")
    return get_object_or_404(checks, pk=pk)


def _back(check: SeatCheck) -> str:
    return reverse("network:recertification_organisation", args=[check.seat.organisation_id])
