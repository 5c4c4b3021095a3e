"""Who works on a case besides the lead."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import (
    Act,
    Appointment,
    Case,
    CaseMember,
    CaseTask,
    FollowUp,
    HomeCare,
    Part,
    Problem,
    Scope,
    VisitState,
)


def readers_of_the_file(case: Case) -> QuerySet[User]:
    """Who of the team may open the file today, by name: whoever is to see to something in it is one of them."""
    team = case.members.current().of_the_file().values("user")
    return User.objects.filter(pk__in=team, is_active=True).order_by("name", "pk")


@transaction.atomic
def join_team(
    case: Case, *, by: Any, user: Any, part: Part, scope: Scope = Scope.FULL, ends_on: date | None = None
) -> CaseMember:
    """Open the file to a colleague, as deputy or to work along, as far as ``scope`` says, perhaps until a day."""
    case = locked_open(case)
    if case.members.current().filter(user=user).exists():
        raise RuleBroken(_("{name} gehört schon zum Team.").format(name=user))
    if user.serves_immigration_authority:
        raise RuleBroken(_("Wer in der Ausländerbehörde arbeitet, kann keine Akte öffnen."))
    if ends_on is not None and ends_on < timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Vergangenheit."))
    _see_all_who_lead(part, scope)
    member = CaseMember.objects.create(case=case, user=user, part=part, scope=scope, ends_on=ends_on)
    tell(
        case,
        Act.TEAM_CHANGED,
        by=by,
        text=_("{name} kommt dazu: {part}, {scope}").format(name=user, part=part.label, scope=scope.label),
        subject=member.pk,
    )
    return member


@transaction.atomic
def leave_team(member: CaseMember, *, by: Any) -> None:
    """Close the file to a colleague at once. What they still had to do goes to the lead, who cannot leave."""
    case = locked_open(member.case)
    if member.part == Part.LEAD:
        raise RuleBroken(_("Die Fallführung kann das Team nicht verlassen."))
    text = _("{name} verlässt das Team").format(name=member.user)
    if _leave_to_the_lead(case, member.user):
        text = _("{text}; was offen war, geht an {lead}").format(text=text, lead=case.lead)
    tell(case, Act.TEAM_CHANGED, by=by, text=text, subject=member.pk)
    # A membership holds to the end of its last day; one that ends now must not open the file for the rest of today.
    member.delete()


def _leave_to_the_lead(case: Case, user: Any) -> bool:
    """Whether there was anything. At home, what is nobody's by name is the lead's; nobody else stands at the door."""
    again = {"revision": F("revision") + 1}
    waiting = CaseTask.objects.open().filter(case=case, owner=user).update(owner=case.lead, **again)
    waiting += FollowUp.objects.planned().filter(case=case, owner=user).update(owner=case.lead, **again)
    waiting += Appointment.objects.planned().filter(case=case, owner=user).update(owner=case.lead, **again)
    waiting += Problem.objects.open().filter(case=case, owner=user).update(owner=None, **again)
    waiting += HomeCare.objects.running().filter(case=case, visitor=user).update(visitor=None, **again)
    case.home_visits.planned().filter(visitor=user).update(state=VisitState.CANCELLED, **again)
    return waiting > 0


@transaction.atomic
def change_scope(member: CaseMember, *, by: Any, scope: Scope) -> CaseMember:
    """Let a colleague see more or less of the file from now on."""
    case = locked_open(member.case)
    current = CaseMember.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=member.pk)
    _see_all_who_lead(Part(current.part), scope)
    if current.scope == scope:
        return current
    current.scope = scope
    current.save()
    text = _("{name} sieht jetzt: {scope}").format(name=current.user, scope=scope.label)
    tell(case, Act.SCOPE_CHANGED, by=by, text=text, subject=current.pk)
    return current


def _see_all_who_lead(part: Part, scope: Scope) -> None:
    if part != Part.MEMBER and scope != Scope.FULL:
        raise RuleBroken(_("Fallführung und Vertretung brauchen die ganze Akte."))
