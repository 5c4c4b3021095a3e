"""Rules are changed, confirmed and set aside by the data protection officer."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.retention.models import RetentionRule, RuleState


@transaction.atomic
def add_rule(*, by: Any, kind: str, legal_area: str, **wording: Any) -> RetentionRule:
    """A period of one's own. It keeps, unchecked, until it is confirmed."""
    if RetentionRule.objects.filter(kind=kind, legal_area=legal_area).exists():
        raise RuleBroken(_("Für diese Art und diesen Rechtskreis gibt es schon eine Frist. Ändern Sie diese."))
    return RetentionRule.objects.create(
        kind=kind, legal_area=legal_area, changed_by=by, changed_at=timezone.now(), reason=_("angelegt"), **wording
    )


@transaction.atomic
def change_rule(rule: RetentionRule, *, by: Any, seen: int, reason: str, **wording: Any) -> RetentionRule:
    """Another wording. Whoever changes a period checks it anew: it is unchecked until confirmed again."""
    current = RetentionRule.claim(rule.pk, seen)
    for name, value in wording.items():
        setattr(current, name, value)
    return _write(current, RuleState.UNCHECKED, by=by, reason=reason)


@transaction.atomic
def confirm_rule(rule: RetentionRule, *, by: Any, seen: int | None = None) -> RetentionRule:
    """The period has been checked and is in force from now on."""
    current = RetentionRule.claim(rule.pk, seen)
    if current.state == RuleState.IN_FORCE:
        raise RuleBroken(_("Diese Frist gilt schon."))
    current.confirmed_by, current.confirmed_at = by, timezone.now()
    return _write(current, RuleState.IN_FORCE, by=by, reason=_("geprüft und bestätigt"))


@transaction.atomic
def set_rule_aside(rule: RetentionRule, *, by: Any, reason: str) -> RetentionRule:
    """The period does not apply here: it neither keeps nor deletes."""
    current = RetentionRule.claim(rule.pk, None)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    return _write(current, RuleState.SET_ASIDE, by=by, reason=reason)


@transaction.atomic
def reopen_rule(rule: RetentionRule, *, by: Any) -> RetentionRule:
    """Back to unchecked, from in force or set aside: it keeps until somebody decides."""
    return _write(
        RetentionRule.claim(rule.pk, None), RuleState.UNCHECKED, by=by, reason=_("Die Prüfung beginnt von vorn.")
    )


def _write(rule: RetentionRule, state: RuleState, *, by: Any, reason: str) -> RetentionRule:
    rule.state = state
    if state != RuleState.IN_FORCE:
        rule.confirmed_by = rule.confirmed_at = None
    rule.changed_by, rule.changed_at, rule.reason = by, timezone.now(), reason[:300]
    rule.save()
    return rule
