"""What became of needs like those of a file. The file looks its own cells up; ``needs`` never learns whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, UUIDField
from django.db.models.functions import JSONObject

from roterfaden.accounts.ready import Ready
from roterfaden.base.badges import Badge
from roterfaden.cases.models import Gap
from roterfaden.needs.models import OUTCOME_BADGES, Outcome, OutcomeState

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


@dataclass(frozen=True)
class Echo:
    """A gap and the answers to needs of its field and district, newest first."""

    gap: Gap
    outcomes: list[Outcome]


def echoes_of(gaps: Iterable[Gap], user: "User") -> list[Echo]:
    """The gaps (given ``with_cells``) with the answers: one query, none without gaps that count."""
    known = list(gaps)
    cells = {gap.cell for gap in known if not gap.is_left_out}
    outcomes: list[Outcome] = []
    if cells:
        related = ("field_of_action", "district", "offer")
        outcomes = list(Outcome.objects.visible_to(user).about(cells).select_related(*related))
    return [Echo(gap, [one for one in outcomes if not gap.is_left_out and one.is_about(*gap.cell)]) for gap in known]


@dataclass(frozen=True)
class Answer:
    """The least of an answer, for a line of the plan: its state, and the offer that exists now."""

    state: str
    offer: str | None
    title: str | None

    @property
    def sign(self) -> Badge:
        """The state."""
        return OUTCOME_BADGES[OutcomeState(self.state)]

    @classmethod
    def read(cls, annotated: list[dict[str, Any]]) -> list[Self]:
        """The answers out of what :func:`answers_for_measures` found, each once."""
        return list(dict.fromkeys(cls(**one) for one in annotated))


def answers_for_measures(user: "User") -> dict[str, Any]:
    """For a query of measures, as ``answers``: those to needs like the ones they left, newest first."""
    return _ANSWERS.of(user)


def _answers(user: Any) -> dict[str, Any]:
    gaps = Gap.objects.visible_to(user).filter(
        measure=OuterRef(OuterRef("pk")), is_left_out=False, field_of_action=OuterRef("field_of_action")
    )
    # Of the district, if the answer is about one.
    told_of = ExpressionWrapper(OuterRef("district"), output_field=UUIDField())
    about = gaps.alias(told_of=told_of).filter(Q(told_of=None) | Q(told_of=F("district")))
    found = Outcome.objects.visible_to(user).filter(Exists(about)).order_by("-changed_at", "pk")
    answer = JSONObject(state="state", offer="offer", title="offer__title")
    return {"answers": ArraySubquery(found.values(answer=answer))}


_ANSWERS = Ready("cases.Measure", _answers)
