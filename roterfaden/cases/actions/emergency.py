"""Break glass: a file is opened in an emergency, everybody concerned is told at once, it is reviewed after."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked, tell
from roterfaden.cases.models import Act, Case, EmergencyAccess, TimelineEntry
from roterfaden.cases.models.entrusting import HOW_LONG, SHORTEST_REASON
from roterfaden.network.models import Seat


@transaction.atomic
def open_emergency(case: Case, *, by: Any, reason: str) -> EmergencyAccess:
    """Open the file to ``by`` for two hours. Team and data protection officers are told at once, by mail too."""
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise RuleBroken(_("Beschreiben Sie den Notfall mit mindestens 20 Zeichen."))
    if Role.CASE_MANAGER not in by.roles:
        raise RuleBroken(_("Einen Notfallzugriff gibt es nur für das Case Management."))
    _not_too_often(by)
    if by.case_access.filter(case=case).exclude(scope="own").exists():
        raise RuleBroken(_("Diese Akte steht Ihnen schon offen."))
    now = timezone.now()
    # First the row that opens the file: what follows is written into a file that is open.
    opened = EmergencyAccess.objects.create(
        case=case, reference=case.reference, user=by, reason=reason, opened_at=now, ends_at=now + HOW_LONG
    )
    case = locked(case)
    if not case.is_open:
        raise RuleBroken(_("Der Fall ist abgeschlossen: In eine abgeschlossene Akte führt kein Notfall."))
    tell(case, Act.EMERGENCY_OPENED, by=by, reason=reason, subject=opened.pk)
    _tell_everybody(opened)
    return opened


def _not_too_often(by: Any) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    today = EmergencyAccess.objects.filter(user=by, opened_at__date=timezone.localdate()).count()
    if today >= settings.EMERGENCIES_PER_DAY:
        raise RuleBroken(
            _("Heute haben Sie schon {count} Akten im Notfall geöffnet. Rufen Sie Fallführung oder Leitung an.").format(
                count=today
            )
        )


def _tell_everybody(opened: EmergencyAccess) -> None:
    until = timezone.localtime(opened.ends_at).strftime("%H:%M")
    said = _("Notfallzugriff: {name} hat die Akte {reference} geöffnet, bis {until} Uhr.")
    words = said.format(name=opened.user, reference=opened.reference, until=until)
    team = User.objects.filter(case_access__case=opened.case_id, is_active=True).exclude(pk=opened.user_id).distinct()
    notify(
        team.order_by("pk"),
        words + " " + _("Bitte sehen Sie danach nach, ob es gerechtfertigt war."),
        path=reverse("cases:emergency", args=[opened.case_id, opened.pk]),
        mail=True,
    )
    notify(data_protection_officers(), words, path=reverse("cases:emergencies"), mail=True)


def data_protection_officers() -> Any:
    """Everybody who watches over data protection today."""
    seats = Seat.objects.current().filter(role=Role.DATA_PROTECTION)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


@transaction.atomic
def end_emergency(emergency: EmergencyAccess, *, by: Any) -> EmergencyAccess:
    """The emergency is over: the file closes now, not after two hours. Twice changes nothing."""
    current = EmergencyAccess.objects.select_for_update(of=("self",), no_key=True).get(pk=emergency.pk)
    if current.is_running:
        # Told while the file is still open.
        tell(locked(current.case), Act.EMERGENCY_ENDED, by=by, subject=current.pk)
        current.ended_at = timezone.now()
        current.save()
    return current


@transaction.atomic
def note_run_out() -> int:
    """Write into each file that an emergency ended by itself, at that time; returns how many. For the daily run."""
    told = TimelineEntry.objects.filter(case=OuterRef("case"), act=Act.EMERGENCY_ENDED, subject=OuterRef("pk"))
    over = EmergencyAccess.objects.filter(~Exists(told), ended_at=None, ends_at__lte=timezone.now()).order_by("pk")
    over = over.select_for_update(of=("self",), no_key=True)
    entries = [
        TimelineEntry(
            case_id=one.case_id,
            act=Act.EMERGENCY_ENDED,
            by_id=one.user_id,
            at=one.ends_at,
            text=_("von selbst, nach zwei Stunden"),
            subject=one.pk,
        )
        for one in over
    ]
    return len(TimelineEntry.objects.bulk_create(entries))


@transaction.atomic
def review_emergency(emergency: EmergencyAccess, *, by: Any, was_justified: bool, review: str) -> EmergencyAccess:
    """Whoever leads the case says whether it was right. Data protection officers are told when it was not."""
    current = (
        EmergencyAccess.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=emergency.pk)
    )
    if current.user_id == by.pk:
        raise RuleBroken(_("Den eigenen Notfallzugriff prüft jemand anderes."))
    if current.is_running:
        raise RuleBroken(_("Der Notfallzugriff läuft noch. Sehen Sie ihn sich danach an."))
    if current.reviewed_at is not None:
        raise RuleBroken(_("Dieser Notfallzugriff ist schon geprüft."))
    if not review.strip():
        raise RuleBroken(_("Sagen Sie bitte kurz, wie Sie es sehen."))
    current.reviewed_at, current.reviewed_by = timezone.now(), by
    current.was_justified, current.review = was_justified, review.strip()
    current.save()
    verdict = _("gerechtfertigt") if was_justified else _("nicht gerechtfertigt")
    tell(locked(current.case), Act.EMERGENCY_REVIEWED, by=by, text=verdict, subject=current.pk)
    if not was_justified:
        said = _("Der Notfallzugriff von {name} auf die Akte {reference} war laut Fallführung nicht gerechtfertigt.")
        words = said.format(name=current.user, reference=current.reference)
        notify(data_protection_officers(), words, path=reverse("cases:emergencies"), mail=True)
    return current
