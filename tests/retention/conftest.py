"""Rules in force, and persons whose time has come."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.models import Case, Phase
from roterfaden.retention.actions.running import delete_due
from roterfaden.retention.models import Deadline, DeletionRun, RetentionRule, RuleState
from tests.factories import CaseFactory, UserFactory


@pytest.fixture
def officer() -> User:
    """The data protection officer."""
    return UserFactory(roles=[Role.DATA_PROTECTION])


@pytest.fixture
def rule(officer: User) -> Callable[..., RetentionRule]:
    """``rule(kind, months)``: the only rule of this kind and legal area, in force."""

    def make(kind: str = "closed_case", months: int = 12, legal_area: str = "", **fields: Any) -> RetentionRule:
        RetentionRule.objects.filter(kind=kind).exclude(state=RuleState.IN_FORCE).update(state=RuleState.SET_ASIDE)
        wanted = {
            "months": months, "source": "Festlegung", "notice_weeks": 4, "from_year_end": False,
            "offer_to_archive": False, "state": RuleState.IN_FORCE, "confirmed_by": officer,
            "confirmed_at": timezone.now(),
        }  # fmt: skip
        made, _new = RetentionRule.objects.update_or_create(
            kind=kind, legal_area=legal_area, defaults={**wanted, **fields}
        )
        return made

    return make


@pytest.fixture
def protocol_files(settings: Any, tmp_path: Path) -> Path:
    """Where the runs of this test write their protocol."""
    settings.PROTOCOL_DIRECTORY = tmp_path / "loeschprotokoll"
    return tmp_path / "loeschprotokoll"


@pytest.fixture
def run(protocol_files: Path) -> Callable[..., DeletionRun]:
    """A real run; ``in_days`` from today."""

    def go(in_days: int = 0, batch: int = 100) -> DeletionRun:
        today = timezone.localdate() + timedelta(days=in_days)
        return delete_due(by="test", batch=batch, today=today, say=lambda _line: None)

    return go


def closed_ago(days: int, **fields: Any) -> Case:
    """A case that was closed so many days ago."""
    case: Case = CaseFactory(phase=Phase.CLOSED, **fields)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=days))
    return Case.objects.get(pk=case.pk)


def told(case: Case, days_ago: int = 60) -> None:
    """The notice before the deletion of the person was given so long ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    Deadline.objects.filter(client=case.client_id).update(told_on=day)
