"""Linking a person to an offer, recording what became of it, and steering anew."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.edits import seen_of
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import referrals
from roterfaden.cases.actions.referral_links import readers_of
from roterfaden.cases.echoes import echoes_of
from roterfaden.cases.forms.consents import RenewForm
from roterfaden.cases.forms.plan import OTHER_WAYS, NothingFitsForm, ways
from roterfaden.cases.forms.referrals import AnswerForm, CorrectionForm, ReferForm
from roterfaden.cases.models import Case, DataKind, Gap, Measure, MeasureKind, Referral, ReferralLink
from roterfaden.cases.views.consents import paper_before
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.plan import choose_offer, find_measure, search_page
from roterfaden.cases.views.saving import case_url, reason_of


def refer(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Ask the provider, with the person's consent, and show beforehand exactly what is passed on."""
    case, found = find_measure(request, pk, measure)
    if found.offer is None:
        return redirect("cases:measure", case.pk, found.pk)
    if found.offer.organisation.is_sensitive and not case.sees_sensitive:  # type: ignore[attr-defined]
        toast(request, _("Diese Stelle ist vertraulich. Vermitteln kann, wer vollen Einblick in die Akte hat."))
        return redirect("cases:measure", case.pk, found.pk)
    if request.method != "POST" and not found.offer.is_current:
        toast(request, _("Dieses Angebot gibt es nicht mehr. Wählen Sie ein anderes."), tone=Tone.INFO)
        return redirect("cases:steer_anew", case.pk, found.pk)
    form = ReferForm(request.POST or None, case=case, offer=found.offer, worker=request.user)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/refer_preview.html", {"form": form})
    if "preview" in request.POST:
        return render(request, "cases/refer.html", page(case, form=_unsent(form), measure=found))
    if form.is_valid():
        agreed = None if form.consent else form.agreement
        if "print" in request.POST and agreed:
            permission = referrals.permission_for(found.offer, form.told)
            return paper_before(request, case, permission, agreed, form.message)
        act = partial(referrals.refer, found, by=request.user, told=form.told, consent=form.consent, agreed=agreed)
        if done(form, act):
            toast(request, _("Vermittlung festgehalten. Melden Sie sich jetzt beim Träger."))
            return redirect(case_url(case, f"schritt-{found.pk}"))
    return render(request, "cases/refer.html", page(case, form=form, measure=found), status=status_of(form))


def _unsent(form: ReferForm) -> ReferForm:
    """The same form with what was entered so far, not yet judged."""
    entered = {name: form.data.get(name, "") for name in form.fields}
    lists = {name: form.entered(name) for name in ("tell", "word_kinds")}
    ticks = {name: name in form.data for name in ("consent_given", "special_named")}
    return ReferForm(initial=entered | lists | ticks, case=form.case, offer=form.offer, worker=form.worker)


def referral(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """What was told to whom, and what became of it."""
    case, found = find_referral(request, pk, referral)
    form = AnswerForm(request.POST or None, referral=found)
    conflict = False
    if form.is_valid():
        try:
            answered = attempt(form, partial(referrals.answer_referral, found, by=request.user, **form.cleaned_data))
        except EditConflict:
            case, found = find_referral(request, pk, referral)
            form, conflict = AnswerForm(referral=found, initial=_typed(form)), True
        else:
            if answered:
                return _answered(request, case, answered)
    can_steer = found.measure.offer_id == found.offer_id and not found.measure.is_withdrawn
    link = ReferralLink.objects.visible_to(user_of(request)).filter(referral=found).first()
    readers = len(readers_of(found)) if found.is_running else 0
    gaps = Gap.objects.visible_to(user_of(request)).with_cells().filter(referral=found)
    more = {
        "correction": CorrectionForm(initial={"seen": found.revision}, auto_id="berichtigen_%s"),
        "can_steer": can_steer,
        "link": link,
        "readers": readers,
        "echoes": echoes_of(gaps, user_of(request)) if found.has_failed else [],
    }
    context = page(case, form=form, referral=found, conflict=conflict, **more)
    return render(request, "cases/referral.html", context, status=409 if conflict else status_of(form))


def _typed(form: AnswerForm) -> dict[str, str]:
    return {"state": form.cleaned_data["state"], "reason": form.cleaned_data["reason"]}


def _answered(request: HttpRequest, case: Case, answered: Referral) -> HttpResponse:
    undo = reverse("cases:referral_correct", args=[case.pk, answered.pk]) + f"?zurueck&seen={answered.revision}"
    toast(request, _("Antwort festgehalten: {state}.").format(state=answered.get_state_display()), undo=undo)
    if answered.has_failed:
        return redirect("cases:referral", case.pk, answered.pk)
    return redirect(case_url(case, f"schritt-{answered.measure_id}"))


def referral_renew(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """Ask the person anew, because the consent behind a running referral was withdrawn or has run out."""
    case, found = find_referral(request, pk, referral)
    there = reverse("cases:referral", args=[case.pk, found.pk])
    if not found.lacks_consent:
        return redirect(there)
    special = any(DataKind(kind).is_special for kind in found.disclosure.kinds)
    form = RenewForm(request.POST or None, client=case.client, has_special=special)
    if form.is_valid() and done(form, partial(referrals.renew_consent, found, by=request.user, agreed=form.agreement)):
        toast(request, _("Neue Einwilligung festgehalten. Die Vermittlung läuft weiter."))
        return redirect(there)
    return form_page(request, "cases/referral_renew.html", form, **page(case, referral=found))


@require_POST
def referral_correct(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """Take back the last answer, with what was wrong about it."""
    case, found = find_referral(request, pk, referral)
    here = reverse("cases:referral", args=[case.pk, found.pk])
    seen = seen_of(request)
    act = partial(referrals.correct_referral, found, by=request.user, reason=reason_of(request), seen=seen)
    return do(request, here, act, said=_("Die letzte Antwort ist zurückgenommen."))


def steer_anew(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Find something else after it did not work out: another offer, or the answer that nothing fits."""
    case, found = find_measure(request, pk, measure)
    if request.GET.get("art") == MeasureKind.NO_OFFER:
        return _nothing_fits(request, case, found)
    if request.method == "POST":
        act = partial(
            referrals.steer_anew, found, by=request.user, offer=choose_offer(request, request.POST.get("angebot", ""))
        )
        said = _("Neues Angebot gewählt. Jetzt können Sie vermitteln.")
        return do(request, reverse("cases:measure", args=[case.pk, found.pk]), act, said=said)
    context = page(case, measure=found, goal=found.action_goal, ways=ways(OTHER_WAYS, MeasureKind.OFFER))
    return search_page(request, "cases/steer_anew.html", context)


def _nothing_fits(request: HttpRequest, case: Case, found: Measure) -> HttpResponse:
    form = NothingFitsForm(request.POST or None, goal=found.action_goal, client=case.client)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("missing", "compromise", "target_group")}
        if done(form, partial(referrals.steer_anew, found, by=request.user, **said)):
            toast(request, _("Festgehalten, was fehlt."))
            return redirect(case_url(case, f"schritt-{found.pk}"))
    context = page(case, measure=found, ways=ways(OTHER_WAYS, MeasureKind.NO_OFFER), form=form)
    return render(request, "cases/steer_anew.html", context, status=status_of(form))


def find_referral(request: HttpRequest, pk: UUID, referral: UUID) -> tuple[Case, Referral]:
    """The case and a referral in it that the user may read, with what its page shows."""
    case = find_case(request, pk)
    related = (
        "offer__organisation", "sent_by", "measure__action_goal__frame_goal", "measure__offer",
        "disclosure__consent", "disclosure__recipient",
    )  # fmt: skip
    found = get_object_or_404(
        Referral.objects.visible_to(user_of(request))
        .filter(measure__action_goal__frame_goal__case=case)
        .select_related(*related),
        pk=referral,
    )
    found.case = found.measure.action_goal.frame_goal.case = case
    return case, found
