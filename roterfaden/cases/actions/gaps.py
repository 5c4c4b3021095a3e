"""What was missing: noted in the file, left out by hand, and after each quarter counted without the person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Gap, Measure, Safeguard
from roterfaden.needs.actions import is_counted, record_needs
from roterfaden.needs.models import NeedKind
from roterfaden.needs.protection import Unmet
from roterfaden.needs.quarters import quarter_after, quarter_before, quarter_of

KINDS = list(NeedKind)


def counting(text: str) -> str:
    """A line of the timeline that also says that a need will be counted: of when, the count itself knows nothing."""
    return _("{text}, zählt ohne Namen als Bedarf").format(text=text)


def note_gap(measure: Measure, *, group: Any = None) -> Gap:
    """Nothing fits: the measure counts as a need, once. Inside the transaction of the act that says so."""
    if known := Gap.objects.filter(measure=measure, referral=None).first():
        return _set(known, is_left_out=False)
    frame = measure.action_goal.frame_goal
    return Gap.objects.create(
        measure=measure,
        kind=NeedKind.NOTHING_FITS,
        field_of_action_id=frame.field_of_action_id,
        target_group=group,
        district_id=frame.case.client.district_id,
        month=timezone.localdate().replace(day=1),
    )


def take_back_gap(measure: Measure) -> None:
    """The measure leaves the plan: it counts no more, unless it has been counted."""
    Gap.objects.waiting().filter(measure=measure, referral=None).update(is_left_out=True)


def bring_back_gap(measure: Measure) -> None:
    """The measure is in the plan again."""
    Gap.objects.filter(measure=measure, referral=None).update(is_left_out=False)


@transaction.atomic
def let_count(gap: Gap, *, by: Any, counts: bool) -> Gap:
    """Say that it is no need after all, or that it is one: nobody else can know why a referral ended."""
    case = locked_open(gap.case)
    current = Gap.objects.select_for_update(of=("self",), no_key=True).get(pk=gap.pk)
    if current.counted_in:
        raise RuleBroken(_("Das Quartal ist gezählt. Die Zahl lässt sich nicht mehr ändern, auch von uns nicht."))
    text = counting(gap.in_words) if counts else _("{need}: zählt nicht als Bedarf").format(need=gap.in_words)
    tell(case, Act.STEP_CHANGED, by=by, text=text, subject=gap.measure_id)
    return _set(current, is_left_out=not counts)


def _set(gap: Gap, *, is_left_out: bool) -> Gap:
    gap.is_left_out = is_left_out
    gap.save(update_fields=["is_left_out"])
    return gap


@transaction.atomic
def count_needs(today: date | None = None) -> int:
    """Count the quarter that is over, if nobody has; how many persons' needs are in its figures. For the daily run.

    A day later than the quarter ends, so that nothing is still being written. Everything in one transaction: the
    figures know the quarter and nothing finer. Too few for a figure stay in the file and wait for the next quarter.
    """
    quarter = quarter_before(quarter_of((today or timezone.localdate()) - timedelta(days=1)))
    return 0 if is_counted(quarter) else count_quarter(quarter)


@transaction.atomic
def count_quarter(quarter: date, *, beside: Iterable[Unmet] = ()) -> int:
    """Count one quarter, with everything that still waits from before, and ``beside`` what the demo invents."""
    persons = _by_person(quarter)
    chosen = {person: min(gaps, key=_weight) for person, gaps in persons.items()}
    told = record_needs(quarter, [*(gap.unmet for gap in chosen.values()), *beside])
    counted = [person for person, gap in chosen.items() if told.includes(gap.unmet)]
    keys = [gap.pk for person in counted for gap in persons[person]]
    Gap.objects.filter(pk__in=keys).update(counted_in=quarter)
    return len(counted)


def _by_person(quarter: date) -> dict[tuple[UUID, UUID], list[Gap]]:
    """What waits, by person and field: a person counts once in a field, however often something failed.

    Not of a person, and no entry, that is restricted or whose passing on was objected to (Art. 18 and 21 GDPR).
    """
    subjects = Q(subject=None) | Q(subject=OuterRef("measure_id")) | Q(subject=OuterRef("referral_id"))
    protected = Safeguard.objects.in_force().filter(subjects, client=OuterRef("case__client"))
    waiting = Gap.objects.waiting().filter(~Exists(protected), month__lt=quarter_after(quarter))
    found: dict[tuple[UUID, UUID], list[Gap]] = defaultdict(list)
    for gap in waiting.with_cells().order_by("pk").select_for_update(of=("self",), no_key=True):
        found[gap.case.client_id, gap.field_of_action_id].append(gap)
    return found


def _weight(gap: Gap) -> tuple[int, int]:
    """Which of several counts: the latest, and that nothing fits before that something did not work out."""
    return -gap.month.toordinal(), KINDS.index(NeedKind(gap.kind))
