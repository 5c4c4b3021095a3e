"""Tables of the periods: rules, coming deletions and holds, the protocol, and what statistics keep."""

from roterfaden.retention.models.deadlines import ArchiveState, Deadline
from roterfaden.retention.models.holds import HoldAct, HoldStep, RetentionHold
from roterfaden.retention.models.past import PastAdvice, PastCase, PastTrait, Trait
from roterfaden.retention.models.protocol import DeletionEntry, DeletionRun
from roterfaden.retention.models.rules import RetentionRule, RuleState

__all__ = [
    "ArchiveState",
    "Deadline",
    "DeletionEntry",
    "DeletionRun",
    "HoldAct",
    "HoldStep",
    "PastAdvice",
    "PastCase",
    "PastTrait",
    "RetentionHold",
    "RetentionRule",
    "RuleState",
    "Trait",
]
