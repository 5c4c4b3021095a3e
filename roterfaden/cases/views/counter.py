"""What the person says to an entry of their file."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import safeguards
from roterfaden.cases.forms.counter import CounterForm
from roterfaden.cases.models import ContactNote
from roterfaden.cases.models.safeguards import statements_on
from roterfaden.cases.views.frame import find_case, frame


def counter_add(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Write down what the person says to an entry of the timeline, or to the record it is about."""
    case = find_case(request, pk)
    found = get_object_or_404(case.timeline.all(), pk=entry)
    form = CounterForm(request.POST or None, spoken=case.client.language)
    if request.method == "POST" and form.is_valid():
        stated = attempt(form, partial(safeguards.state_counter, case, found, by=request.user, **form.cleaned_data))
        if stated:
            toast(request, _("Die Gegendarstellung steht jetzt beim Eintrag."))
            return redirect("cases:history", case.pk)
    subject = found.subject or found.pk
    context = frame(
        case,
        tab="history",
        entry=found,
        note=ContactNote.objects.filter(case=case, pk=subject).first(),
        statements=statements_on(case, [subject]).get(subject, []),
    )
    return form_page(request, "cases/counter_add.html", form, **context)


@require_POST
def counter_withdraw(request: HttpRequest, pk: UUID, statement: UUID) -> HttpResponse:
    """The person takes it back."""
    found = get_object_or_404(find_case(request, pk).counter_statements.current(), pk=statement)
    act = partial(safeguards.withdraw_counter, found, by=request.user)
    return do(request, reverse("cases:history", args=[pk]), act, said=_("Die Gegendarstellung ist zurückgenommen."))
