"""Programmes: where which runs, their common texts, and offers for many places at once."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, status_of
from roterfaden.base.toasts import toast
from roterfaden.network.access import may_care_for_directory
from roterfaden.network.models import Place
from roterfaden.offers import programmes as acts
from roterfaden.offers.access import EDITORS, may_change_programme, may_edit, organisations_of
from roterfaden.offers.coverage import coverage, csv_of
from roterfaden.offers.models import Offer, Programme
from roterfaden.offers.programme_forms import JoinForm, ManyForm, ProgrammeForm
from roterfaden.offers.views.offers import refused


def programmes(request: HttpRequest) -> HttpResponse:
    """Which institution has which programme, and where one is missing."""
    filters, table = coverage(request.user, request.GET)
    context = {"filters": filters, "table": table, "may_add": EDITORS.admits(request.user)}
    return render(request, "offers/programmes.html", context)


def programmes_csv(request: HttpRequest) -> HttpResponse:
    """The same table as a file."""
    _filters, table = coverage(request.user, request.GET)
    headers = {"Content-Disposition": f'attachment; filename="{_("programme.csv")}"', "Cache-Control": "no-store"}
    return HttpResponse(csv_of(table), content_type="text/csv; charset=utf-8", headers=headers)


def programme(request: HttpRequest, key: str) -> HttpResponse:
    """One programme: what it is, its texts, its offers and which of them have texts of their own."""
    shown = _find(request, key)
    context = {
        "programme": shown,
        "offers": list(acts.offers_of(shown).select_related("organisation").prefetch_related("places")),
        "may_change": may_change_programme(request.user, shown),
        "may_add": EDITORS.admits(request.user),
    }
    return render(request, "offers/programme.html", context)


def programme_add(request: HttpRequest) -> HttpResponse:
    """A new programme."""
    form = _form(request, None)
    if request.method == "POST" and (added := attempt(form, lambda: acts.add_programme(form.wording, by=request.user))):
        toast(request, _("Das Programm ist aufgenommen."))
        return redirect(added)
    return render(request, "offers/programme_edit.html", {"form": form}, status=status_of(form))


def programme_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Other texts: first how many offers change, then the change."""
    shown = _find(request, key)
    if not may_change_programme(request.user, shown):
        return _not_yours(request, shown)
    form, spread = _form(request, shown), None
    if request.method == "POST" and form.is_valid():
        spread = acts.spread_of(shown, form.wording)
        if not spread.changing or form.cleaned_data["shown"] == form.mark:
            change = partial(acts.change_programme, shown.pk, form.wording, by=request.user)
            changed = attempt(form, lambda: change(seen=form.seen_revision))
            if changed is not None:
                toast(request, _changed(changed))
                return redirect("offers:programme", key=shown.key)
            spread = None
        else:
            form.show_again()
    context = {"programme": shown, "form": form, "spread": spread}
    return render(request, "offers/programme_edit.html", context, status=status_of(form))


def programme_many(request: HttpRequest, key: str) -> HttpResponse:
    """The offer of a programme for several places at once."""
    shown = _find(request, key)
    form = _many_form(request, shown)
    if request.method == "POST":
        made = attempt(form, lambda: acts.add_at_many(shown, by=request.user, **form.wanted))
        if made is not None:
            toast(request, _made(len(made)))
            return redirect(shown)
    return render(request, "offers/programme_many.html", {"programme": shown, "form": form}, status=status_of(form))


def offer_join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To which programme the offer belongs."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    now = {"programme": shown.programme_id, "since": shown.programme_since}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and done(form, lambda: acts.join_programme(pk, **form.cleaned_data, by=request.user)):
        toast(request, _("Gespeichert."))
        return redirect(shown)
    context = {"offer": shown, "form": form}
    return render(request, "offers/programme_join.html", context, status=status_of(form))


@require_POST
def offer_follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The texts of the programme instead of its own."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    act = partial(acts.follow_programme, pk, by=request.user)
    return do(request, shown.get_absolute_url(), act, said=_("Jetzt gelten die Texte des Programms."))


def _find(request: HttpRequest, key: str) -> Programme:
    found: Any = Programme.objects.visible_to(request.user).select_related("run_by")
    return get_object_or_404(found, key=key)  # type: ignore[no-any-return]


def _form(request: HttpRequest, shown: Programme | None) -> ProgrammeForm:
    return ProgrammeForm(
        request.POST if request.method == "POST" else None,
        instance=shown,
        organisations=organisations_of(request.user),
        cares_for_all=may_care_for_directory(request.user),
    )


def _many_form(request: HttpRequest, shown: Programme) -> ManyForm:
    """Places where it could run and does not; whoever keeps one organisation only offers it by that one."""
    there = shown.offers.current().values("places")
    fitting = Place.objects.visible_to(user_of(request)).filter(kind__in=shown.institutions, is_collective=False)
    free = fitting.exclude(pk__in=there).exclude(pk__in=shown.not_at.all())
    return ManyForm(
        request.POST if request.method == "POST" else None,
        places=list(free.select_related("district", "operator").order_by("district__name", "name")),
        providers=organisations_of(request.user),
        own=may_care_for_directory(request.user),
    )


def _not_yours(request: HttpRequest, shown: Programme) -> HttpResponse:
    toast(request, _("Dieses Programm pflegt jemand anderes."), tone="warning")
    return redirect(shown)


def _changed(number: int) -> str:
    text = ngettext(
        "Gespeichert. {n} Angebot hat die neuen Texte.", "Gespeichert. {n} Angebote haben die neuen Texte.", number
    )
    return text.format(n=number)


def _made(number: int) -> str:
    text = ngettext("{n} Angebot ist angelegt.", "{n} Angebote sind angelegt.", number)
    return text.format(n=number)
