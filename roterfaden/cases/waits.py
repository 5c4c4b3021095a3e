"""What a case waits for that others have to do: the facts behind the list "wartet auf andere", and its lines.

They stand beside the facts of ``worklist.py`` and not among them: neither a light nor the next day follows from them,
and a person's page does not ask for them.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.ready import Ready
from roterfaden.base.dates import calendar_day
from roterfaden.cases.models import (
    AcceptanceState,
    AreaAcceptance,
    Case,
    CaseTransfer,
    ChecklistState,
    ChecklistStep,
    ConferenceInvitee,
    ConferenceState,
    HandOver,
    HandOverState,
    HouseholdLink,
    LinkState,
    StepWho,
)
from roterfaden.cases.models.area_change import AreaChangeState
from roterfaden.cases.models.entrusted import whether

_STEPS = ", ".join(f"'{state}'" for state in AreaChangeState.with_steps())


def _waits(_user: Any) -> dict[str, Any]:
    here = OuterRef("pk")
    steps = ChecklistStep.objects.waiting().filter(case=here, who=StepWho.OFFICE)
    # Whoever planned it and has not said yet which dates suit them waits for nobody else.
    of_others = Q(user=None) | ~Q(user=F("conference__planned_by"))
    silent = ConferenceInvitee.objects.current().filter(
        of_others, case=here, conference__state=ConferenceState.PROPOSED, answered_at=None
    )
    handed, given = (model.objects.open().filter(case=here) for model in (HandOver, CaseTransfer))
    # Two questions, not one with "or": that would look through the links of all one's cases again for each of them.
    links = HouseholdLink.objects.filter(state=LinkState.PROPOSED)
    there, from_there = links.filter(case=here, other_agreed_at=None), links.filter(other_case=here, agreed_at=None)
    asked = AreaAcceptance.objects.waiting().filter(case=here)
    return {
        "office_on": Subquery(steps.order_by("due_on").values("due_on")[:1], output_field=DateField()),
        "takeover_waits": Exists(asked),
        "dates_wait": Exists(silent),
        "is_offered": whether(Exists(handed) | Exists(given)),
        "link_waits": whether(Exists(there) | Exists(from_there)),
    }


WAITS = Ready("cases.Case", _waits)
FUNCTIONS = f"""
create or replace function rf.cases_that_wait() returns uuid[] language plpgsql stable
as $$
begin
  return array(
    select s.case_id from cases_checkliststep s join cases_legalareachange c on c.id = s.change_id
    where s.state = '{ChecklistState.OPEN}' and s.who = '{StepWho.OFFICE}' and c.state in ({_STEPS})
    union all
    select i.case_id from cases_conferenceinvitee i join cases_conference m on m.id = i.conference_id
    where m.state = '{ConferenceState.PROPOSED}' and i.withdrawn_at is null and i.answered_at is null
      and i.user_id is distinct from m.planned_by_id
    union all
    select case_id from cases_areaacceptance where state = '{AcceptanceState.ASKED}'
    union all
    select case_id from cases_handover where state = '{HandOverState.OPEN}'
    union all
    select case_id from cases_casetransfer where state = '{HandOverState.OPEN}'
    union all
    select case_id from cases_householdlink where state = '{LinkState.PROPOSED}' and other_agreed_at is null
    union all
    select other_case_id from cases_householdlink where state = '{LinkState.PROPOSED}' and agreed_at is null
  );
end $$;
comment on function rf.cases_that_wait() is
  'Cases that wait for somebody but a provider, of those whoever asks may read: planned once per session.';
"""
"""Which cases these are, asked once per statement. As sub-queries of each case they doubled what the counts above every
list take to plan (4 to 8 ms with 20,000 cases) and made them run a tenth longer; like this it is half a millisecond.
"""


class CasesThatWait(Func):
    """What ``rf.cases_that_wait`` says. It means the same as :data:`WAITS`, which say of one case what it is."""

    template = "(select rf.cases_that_wait())::uuid[]"
    output_field = ArrayField(models.UUIDField())


WAITING = Q(asked_at__isnull=False) | Q(pk__among=CasesThatWait())
"""Which cases wait for somebody. Needs ``asked_at`` of the facts of a list."""


def waits_for(case: Case) -> Iterator[str]:
    """Everything that a case of the list waits for."""
    row: Any = case
    today = timezone.localdate()
    if row.asked_at:
        yield _answer((timezone.now() - row.asked_at).days)
    if row.dates_wait:
        yield _("Antworten auf die Termine einer Konferenz fehlen noch")
    if row.office_on:
        day = calendar_day(row.office_on, today)
        if row.office_on < today:
            yield _("Schritt einer anderen Stelle zum Rechtskreiswechsel ist seit dem {day} fällig").format(day=day)
        else:
            yield _("Schritt einer anderen Stelle zum Rechtskreiswechsel bis {day}").format(day=day)
    if row.takeover_waits:
        yield _("Die Stelle, die nach dem Rechtskreiswechsel zahlt, hat noch nicht zugesagt")
    if row.is_offered:
        yield _("Übergabe ist vorgeschlagen, die Antwort fehlt noch")
    if row.link_waits:
        yield _("Die Fallführung der anderen Akte im Haushalt hat der Verbindung noch nicht zugestimmt")


def _answer(days: int) -> str:
    if not days:
        return _("Antwort auf eine Vermittlung steht seit heute aus")
    said = ngettext(
        "Antwort auf eine Vermittlung steht seit {days} Tag aus",
        "Antwort auf eine Vermittlung steht seit {days} Tagen aus",
        days,
    )
    return said.format(days=days)
