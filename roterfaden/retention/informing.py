"""What the periods tell others: how long what is kept, and how many rules somebody has confirmed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.base.informing import Period, State, shows_measure, tells_periods
from roterfaden.retention.models import RetentionRule, RuleState

OF_PERSONS_TOO = "change_history"
"""Runs out by itself, row by row, and yet holds a person's data."""


@tells_periods
def periods() -> Iterator[Period]:
    """The rules that decide about a person's data. One that nobody has confirmed is told as what it is: a proposal."""
    for rule in RetentionRule.objects.exclude(state=RuleState.SET_ASIDE).order_by("kind", "legal_area"):
        if not rule.is_of_a_person and rule.kind != OF_PERSONS_TOO:
            continue
        is_proposal = rule.state != RuleState.IN_FORCE
        yield Period(
            key=rule.kind,
            what=rule.kind_label,
            how_long=_how_long(rule, is_proposal=is_proposal),
            source=rule.source,
            only_for=rule.get_legal_area_display() if rule.legal_area else "",
            months=rule.months,
            from_year_end=rule.from_year_end,
            is_proposal=is_proposal,
        )


def _how_long(rule: RetentionRule, *, is_proposal: bool) -> str:
    months = ngettext("{months} Monat", "{months} Monate", rule.months).format(months=rule.months)
    period = _("{period} ab Ende des Jahres").format(period=months) if rule.from_year_end else months
    return _("noch nicht festgelegt (Vorschlag: {period})").format(period=period) if is_proposal else period


@shows_measure
def confirmed_rules() -> list[State]:
    """How many rules that are to be applied have been confirmed; without one in force nothing is deleted by itself."""
    used = RetentionRule.objects.exclude(state=RuleState.SET_ASIDE)
    every, confirmed = used.count(), used.filter(state=RuleState.IN_FORCE).count()
    detail = _(
        "{confirmed} von {every} Fristen sind bestätigt; was eine unbestätigte betrifft, wird nicht von selbst gelöscht"
    ).format(confirmed=confirmed, every=every)
    return [State(_("Speicherbegrenzung"), _("Löschfristen festgelegt"), 0 < confirmed == every, detail)]
