"""Household and family of a person: who is there, who moves, how they belong together."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import household as acts
from roterfaden.cases.actions import sharing
from roterfaden.cases.family import Family, Kin, family_of
from roterfaden.cases.forms.household import AddRelativeForm, MoveForm, MoveOutForm, RelationForm, RelativeForm, TieForm
from roterfaden.cases.models import Case, HouseholdMember, ReceivedStep, Relation, Relative, SharedStep
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.reads import listed

TAB = "household"


def household(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who lives here, who is family, the genogram with the same as a list, and a line to enter somebody."""
    case, user = find_case(request, pk), user_of(request)
    family = family_of(case, user)
    form = AddRelativeForm(request.POST or None, partners=family.partners)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, partial(acts.add_relative, case, by=request.user, **form.wording))
        if added:
            toast(request, _("Eingetragen."), undo=reverse("cases:relative_remove", args=[pk, added.pk]))
            return redirect(reverse("cases:household", args=[pk]) + "#eintragen")
    given = SharedStep.objects.visible_to(user).running().filter(case=case).select_related("measure", "action_goal")
    received = ReceivedStep.objects.visible_to(user).filter(case=case).select_related("relative")
    listed(request, [kin.file for kin in family.everybody if kin.file])
    context = frame(
        case,
        tab=TAB,
        form=form,
        family=family,
        waiting=[(link, family.named(link)) for link in family.links if not link.is_agreed],
        given=[(shared, family.joined.get(shared.link_id)) for shared in given],
        received=received,
    )
    return render(request, "cases/household.html", context, status=status_of(form))


def relative(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Somebody of the family: correct what is known of them, and how they belong to others."""
    case, family, kin = _kin(request, pk, relative)
    form = RelativeForm(request.POST or None, instance=kin.relative)
    act = partial(acts.change_relative, kin.relative, by=request.user)
    if form.is_valid() and done(form, lambda: act(seen=form.seen_revision, **form.wording)):
        toast(request, _("Gespeichert."))
        return redirect("cases:household", pk)
    ties = [tie for tie in family.ties if kin.relative.pk in (tie.relation.one_id, tie.relation.other_id)]
    if kin.file:
        listed(request, [kin.file])
    return form_page(request, "cases/relative.html", form, **frame(case, tab=TAB, kin=kin, ties=ties))


@require_POST
def relative_remove(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Take out somebody who was entered by mistake."""
    found = _relative(request, pk, relative)
    undo = reverse("cases:relative_restore", args=[pk, found.pk])
    act = partial(acts.remove_relative, found, by=request.user)
    return do(request, _here(pk), act, said=_("Entfernt."), undo=undo)


@require_POST
def relative_restore(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Bring somebody back."""
    found = _relative(request, pk, relative)
    act = partial(acts.restore_relative, found, by=request.user)
    return do(request, _here(pk), act, said=_("Wieder eingetragen."))


@require_POST
def move_in(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Somebody of the family lives with the person from now on."""
    found = _relative(request, pk, relative)
    return do(request, _here(pk), partial(acts.move_in, found, by=request.user), said=_("Im Haushalt eingetragen."))


def move_out(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Somebody moves out; what they share may end with it."""
    case, _family, kin = _kin(request, pk, relative)
    member = kin.member
    if member is None or member.ends_on is not None:
        return redirect("cases:relative", pk, kin.relative.pk)
    joined = kin.link if kin.link and kin.link.is_agreed else None
    form = MoveOutForm(request.POST or None, is_joined=joined is not None)
    chosen = form.cleaned_data if form.is_valid() else {}
    parting = joined if chosen.get("parts") else None
    if chosen and done(form, partial(sharing.move_apart, member, parting, by=request.user, on=chosen["on"])):
        undo = "" if joined else reverse("cases:move_out_undo", args=[pk, kin.relative.pk])
        toast(request, _("Auszug eingetragen."), undo=undo)
        return redirect(_here(pk))
    return form_page(request, "cases/move_out.html", form, **frame(case, tab=TAB, kin=kin))


@require_POST
def move_out_undo(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Nobody moved out after all."""
    found = _relative(request, pk, relative)
    latest = HouseholdMember.objects.filter(relative=found, ends_on__isnull=False).order_by("-ends_on", "pk")
    member = get_object_or_404(latest.select_related("household__case", "relative")[:1])
    act = partial(acts.take_back_move, member, by=request.user)
    return do(request, _here(pk), act, said=_("Der Auszug ist zurückgenommen."))


def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person moves, with or without the others."""
    case = find_case(request, pk)
    here = [kin.relative for kin in family_of(case, user_of(request)).here]
    form = MoveForm(request.POST or None, here=here)
    if form.is_valid():
        chosen = {"on": form.cleaned_data["on"], "along": form.cleaned_data.get("along", ())}
        if done(form, partial(acts.move_household, case, by=request.user, **chosen)):
            toast(request, _("Umzug eingetragen. Die neue Anschrift gehört in die Angaben zur Person."))
            return redirect(_here(pk))
    return form_page(request, "cases/move.html", form, **frame(case, tab=TAB))


def tie_add(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """How somebody belongs to another one of the family."""
    case = find_case(request, pk)
    found = get_object_or_404(case.relatives.current(), pk=relative)
    found.case = case
    name = case.client.short_name if found.is_self else found.name
    form = TieForm(request.POST or None, relative=found, name=name, case=case)
    if form.is_valid():
        ends = form.ends(found)
        ends["one"].case = case
        added = attempt(form, partial(acts.relate, by=request.user, **ends))
        if added:
            toast(request, _("Eingetragen."), undo=reverse("cases:relation_remove", args=[pk, added.pk]))
            return redirect(_here(pk, "#beziehungen"))
    return form_page(request, "cases/tie.html", form, **frame(case, tab=TAB, relative=found, name=name))


def relation(request: HttpRequest, pk: UUID, relation: UUID) -> HttpResponse:
    """One relation: since when, until when, which custody."""
    case = find_case(request, pk)
    family = family_of(case, user_of(request))
    tie = next((tie for tie in family.ties if tie.relation.pk == relation), None)
    if tie is None:
        raise Http404
    tie.relation.case = case
    form = RelationForm(request.POST or None, instance=tie.relation)
    act = partial(acts.change_relation, tie.relation, by=request.user)
    if form.is_valid() and done(form, lambda: act(seen=form.seen_revision, **form.wording)):
        toast(request, _("Gespeichert."))
        return redirect(_here(pk, "#beziehungen"))
    return form_page(request, "cases/relation.html", form, **frame(case, tab=TAB, tie=tie))


@require_POST
def relation_remove(request: HttpRequest, pk: UUID, relation: UUID) -> HttpResponse:
    """Take out a relation that was entered by mistake."""
    found = _relation(request, pk, relation)
    undo = reverse("cases:relation_restore", args=[pk, found.pk])
    act = partial(acts.remove_relation, found, by=request.user)
    return do(request, _here(pk, "#beziehungen"), act, said=_("Entfernt."), undo=undo)


@require_POST
def relation_restore(request: HttpRequest, pk: UUID, relation: UUID) -> HttpResponse:
    """Bring a relation back."""
    found = _relation(request, pk, relation)
    act = partial(acts.restore_relation, found, by=request.user)
    return do(request, _here(pk, "#beziehungen"), act, said=_("Wieder eingetragen."))


def _here(pk: UUID, anchor: str = "") -> str:
    return reverse("cases:household", args=[pk]) + anchor


def _relative(request: HttpRequest, pk: UUID, relative: UUID) -> Relative:
    case = find_case(request, pk)
    found: Relative = get_object_or_404(case.relatives.filter(is_self=False), pk=relative)
    found.case = case
    return found


def _relation(request: HttpRequest, pk: UUID, relation: UUID) -> Relation:
    case = find_case(request, pk)
    found: Relation = get_object_or_404(Relation.objects.filter(case=case), pk=relation)
    found.case = case
    return found


def _kin(request: HttpRequest, pk: UUID, relative: UUID) -> tuple[Case, Family, Kin]:
    case = find_case(request, pk)
    family = family_of(case, user_of(request))
    found = next((kin for kin in family.everybody if kin.relative.pk == relative), None)
    if found is None:
        raise Http404
    return case, family, found
