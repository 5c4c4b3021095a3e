"""What of a case can be talked about at a conference: its goals, what is still to be done, looks that are due."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.actions.conferences import Topic
from roterfaden.cases.actions.disclosures import Told
from roterfaden.cases.facts import Fact
from roterfaden.cases.models import ActionGoal, Case, Conference, DataKind, FollowUp, GoalState, Measure, StepState


@dataclass(frozen=True)
class Drawn:
    """A possible point of the agenda, with the record it comes from."""

    about: str
    title: str

    @property
    def topic(self) -> Topic:
        """As it stands on the agenda."""
        return Topic(self.title, DataKind.PLAN.value, self.about)


def drawn_from(case: Case, user: User) -> list[Drawn]:
    """Open goals, measures that are not done, planned follow-ups (three queries). No confidential place is named."""
    goals = ActionGoal.objects.visible_to(user).standing().filter(case=case, state=GoalState.OPEN)
    measures = Measure.objects.standing().filter(case=case)
    measures = measures.exclude(state=StepState.DONE).exclude(offer__organisation__is_sensitive=True)
    looks = FollowUp.objects.visible_to(user).planned().filter(case=case)
    return [
        *_drawn(_("Ziel: {title}"), goals.order_by("frame_goal__position", "position", "id")),
        *_drawn(_("Maßnahme: {title}"), measures.order_by("position", "id")),
        *(Drawn(str(one.pk), f"{one.question} ({date_format(one.due_on, 'j. F')})") for one in looks),
    ]


def _drawn(words: str, found: Any) -> list[Drawn]:
    return [Drawn(str(one.pk), words.format(title=one.title)) for one in found]


def facts_of_conference(meeting: Conference) -> list[Fact]:
    """What of a conference can be told to somebody who is invited: its points, and later what was decided."""
    points = [
        Fact(f"topic-{number}", DataKind(topic["kind"]), _("Tagesordnung: {title}").format(title=topic["title"]))
        for number, topic in enumerate(meeting.agenda)
    ]
    decided = [
        Fact(
            f"decision-{decision.pk}",
            DataKind.PLAN,
            _("Beschluss: {text} ({who}, bis {day})").format(
                text=decision.text, who=decision.whose, day=date_format(decision.due_on)
            ),
        )
        for decision in meeting.decisions.current().select_related("owner")
    ]
    return [*points, *decided]


def told_about(meeting: Conference) -> Told:
    """The first line of whatever is told to an invited person."""
    return Told((), _("Zur Konferenz: {kind}").format(kind=meeting))
