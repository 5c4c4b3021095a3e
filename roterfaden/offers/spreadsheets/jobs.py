"""Taking in a big table beside the pages: what happens to which row is decided first, then it happens bit by bit."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.jobs.actions import start_job
from roterfaden.jobs.kinds import Kind, Step
from roterfaden.jobs.models import Job
from roterfaden.offers.models import OfferImport
from roterfaden.offers.spreadsheets.actions import Outcome, checked, finish_taking, take_rows
from roterfaden.offers.spreadsheets.checking import RowState

AT_ONCE = 300
"""Rows up to which a table is taken in while one waits for the page."""
PORTION = 100
"""Rows in one piece."""


def start_taking(found: OfferImport, *, seen: int, only_good: bool, by: User) -> Job:
    """Take the table in. Raises ``EditConflict`` when it moved on, ``RuleBroken`` when it is being taken in already."""
    if found.revision != seen:
        raise EditConflict(found)
    title = _("Große Tabelle übernehmen")
    arguments = {"seen": seen, "only_good": only_good}
    return start_job(TAKING, found.pk, by=by, title=title, path=found.get_absolute_url(), arguments=arguments)


def take_piece(job: Job, by: User) -> Step:
    """The first piece decides about all rows, each further one takes some of them, the last one forgets the rest."""
    try:
        return _take(job, by) if job.memory else _plan(job)
    except EditConflict:
        raise RuleBroken(_("Inzwischen hat jemand die Tabelle geändert. Der Rest ist noch nicht übernommen.")) from None
    except OfferImport.DoesNotExist:
        raise RuleBroken(_("Die Tabelle gibt es hier nicht mehr.")) from None


TAKING = Kind("offers.table", take_piece)


def _plan(job: Job) -> Step:
    found = OfferImport.objects.get(pk=job.subject)
    if found.revision != job.arguments["seen"]:
        raise EditConflict(found)
    rows = checked(found).rows
    bad = sum(row.state == RowState.BAD for row in rows)
    if bad and not job.arguments["only_good"]:
        raise RuleBroken(_("{n} Zeilen passen noch nicht. Es ist nichts übernommen.").format(n=bad))
    taken = [row.number for row in rows if row.is_good]
    kept = [row.number for row in rows if row.stays]
    memory = {"seen": found.revision, "left": taken, "kept": kept, "added": 0, "changed": 0}
    return _step(memory, total=len(taken))


def _take(job: Job, by: User) -> Step:
    memory, pk = dict(job.memory), UUID(job.subject)
    now, memory["left"] = memory["left"][:PORTION], memory["left"][PORTION:]
    found, taken = take_rows(pk, now, seen=memory["seen"], by=by)
    memory["seen"] = found.revision
    memory["added"] += sum(row.state == RowState.NEW for row in taken)
    memory["changed"] += sum(row.state == RowState.CHANGED for row in taken)
    memory["kept"] += sorted(set(now) - {row.number for row in taken})
    if not memory["left"]:
        outcome = Outcome(memory["added"], memory["changed"], len(memory["kept"]))
        finish_taking(pk, memory["kept"], outcome, seen=found.revision, by=by)
    return _step(memory, total=job.total, is_last=not memory["left"])


def _step(memory: dict[str, Any], *, total: int, is_last: bool = False) -> Step:
    said = _("{added} neu, {changed} geändert.").format(added=memory["added"], changed=memory["changed"])
    return Step(done=total - len(memory["left"]), total=total, is_last=is_last, said=said, memory=memory)
