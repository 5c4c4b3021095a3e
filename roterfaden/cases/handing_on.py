"""What of a file goes along to another organisation: parts to choose from, each in words and as it begins a new file.

Notes, files, the network map (it is about others) and what goes to confidential places stay where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.cases.actions.disclosures import Told
from roterfaden.cases.facts import facts_of_file
from roterfaden.cases.models import (
    ActionGoal,
    Assessment,
    AssessmentSection,
    Case,
    CaseTask,
    ChecklistStep,
    DataKind,
    FollowUp,
    FrameGoal,
    LegalAreaChange,
    Measure,
    OwnActivity,
)
from roterfaden.cases.questionnaire import display, parse

PERSON, CONCERN, RESIDENCE, LEGAL_AREA = "person", "concern", "residence", "legal_area"
GOALS, PLAN, TASKS = "goals", "plan", "tasks"
SECTION = "section:"
LABELS = {
    PERSON: gettext_lazy("Name und wie die Person zu erreichen ist"),
    CONCERN: gettext_lazy("Anliegen"),
    RESIDENCE: gettext_lazy("Herkunft und Aufenthalt"),
    LEGAL_AREA: gettext_lazy("Rechtskreis"),
    GOALS: gettext_lazy("Ziele"),
    PLAN: gettext_lazy("Hilfeplan und geplante Überprüfungen"),
    TASKS: gettext_lazy("Offene Aufgaben"),
}
_SPECIAL_SECTIONS = {"gesundheit": (DataKind.HEALTH,)}
"""Of which special kind a sensitive section is; of one that is not known here, of all."""
_SECTION_KINDS = {
    "aufenthalt": (DataKind.RESIDENCE,),
    "wohnen": (DataKind.HOUSING,),
    "arbeit": (DataKind.EDUCATION_WORK,),
    "bildung": (DataKind.EDUCATION_WORK,),
    "sprache": (DataKind.LANGUAGE,),
    "familie": (DataKind.FAMILY,),
}
_REACH = (
    "given_name", "family_name", "other_names", "form_of_address", "birth_date", "gender", "language",
    "needs_interpreter", "phone", "email", "street", "postal_code", "town", "district_id", "is_synthetic",
)  # fmt: skip
_STAY = ("country_of_origin", "arrived_on", "residence_title", "residence_until")
_GOAL = [
    "title", "own_words", "language", "due_on", "importance", "difficulty", "scale_much_less", "scale_less",
    "scale_expected", "scale_more", "scale_much_more", "baseline", "state",
]  # fmt: skip
_MEASURE = ["kind", "title", "responsible", "due_on", "state", "note", "missing", "compromise"]


@dataclass(frozen=True)
class PartOfFile:
    """A part that can be chosen: its kinds of data, the words in which it is told, and the values it is made of."""

    key: str
    label: str
    kinds: tuple[DataKind, ...]
    text: str
    detail: str
    values: Any

    @property
    def told(self) -> Told:
        """The part as a disclosure keeps it."""
        return Told(self.kinds, self.text)

    @property
    def line(self) -> dict[str, Any]:
        """The part as the list of what went names it: no word of the file."""
        return {"label": self.label, "kinds": [str(kind) for kind in self.kinds], "detail": self.detail}


def parts_of(case: Case) -> list[PartOfFile]:
    """Everything that may go along from a case, in the order of the file (nine queries)."""
    facts = {fact.key: fact.sentence for fact in facts_of_file(case)}
    return [
        *_person(case, facts),
        *_stay(case, facts),
        *_legal_area(case, facts),
        *_goals(case),
        *_tasks(case),
        *_sections(case),
    ]


def _part(
    key: str, kinds: Sequence[DataKind], lines: Sequence[str], values: Any, detail: str = "", label: str = ""
) -> list[PartOfFile]:
    if not lines:
        return []
    return [PartOfFile(key, label or str(LABELS[key]), tuple(kinds), "\n".join(lines), detail, values)]


def _person(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    keys = ("name", "birth_date", "language", "phone", "email", "address", "district")
    lines = [facts[key] for key in keys if key in facts]
    values = {name: getattr(case.client, name) for name in _REACH}
    concern = case.intake.concern.strip()
    said = [_("Anliegen: {concern}").format(concern=concern)] if concern else []
    told = {"concern": concern, "concern_language": case.intake.concern_language}
    return [
        *_part(PERSON, [DataKind.CONTACT, DataKind.LANGUAGE], lines, values),
        *_part(CONCERN, [DataKind.CONCERN], said, told),
    ]


def _stay(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    lines = [facts[key] for key in ("origin", "residence") if key in facts]
    return _part(RESIDENCE, [DataKind.RESIDENCE], lines, {name: getattr(case.client, name) for name in _STAY})


def _legal_area(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    lines = [facts["legal_area"]] if "legal_area" in facts else []
    change = case.area_changes.exclude(state="cancelled").first()
    values: dict[str, Any] = {"legal_area": case.client.legal_area, "change": None, "steps": []}
    detail = ""
    if change:
        steps = list(ChecklistStep.objects.waiting().filter(change=change).order_by("due_on", "position", "pk"))
        values["change"] = _values(change, [*_fields(LegalAreaChange, "case", "opened_by")])
        values["steps"] = [_values(step, ["key", "text", "is_right", "who", "due_on", "position"]) for step in steps]
        lines.append(
            _("Rechtskreiswechsel {change} zum {day}").format(change=change, day=date_format(change.changes_on))
        )
        lines += [f"– {step.text} ({date_format(step.due_on)})" for step in steps]
        detail = _("mit dem Wechsel und den offenen Schritten seiner Checkliste")
    return _part(LEGAL_AREA, [DataKind.INCOME], lines, values, detail)


def _goals(case: Case) -> list[PartOfFile]:
    frames = list(case.frame_goals.current().select_related("field_of_action"))
    goals = list(ActionGoal.objects.current().filter(frame_goal__in=frames).order_by("position", "pk"))
    guiding = getattr(case, "guiding_goal", None)
    lines = [_("Mottoziel: {words}").format(words=guiding)] if guiding else []
    for frame in frames:
        lines.append(f"{frame.field_of_action.short_title}: {frame.title}")
        lines += [f"– {goal.title} ({goal.get_state_display()})" for goal in goals if goal.frame_goal_id == frame.pk]
    values = {
        "guiding": _values(guiding, ["own_words", "language", "german"]) if guiding else None,
        "frames": [_frame(frame, goals) for frame in frames],
    }
    detail = ngettext("{count} Handlungsziel", "{count} Handlungsziele", len(goals)).format(count=len(goals))
    return [*_part(GOALS, [DataKind.PLAN], lines, values, detail), *_plan(case, goals)]


def _frame(frame: FrameGoal, goals: list[ActionGoal]) -> dict[str, Any]:
    own = [goal for goal in goals if goal.frame_goal_id == frame.pk]
    return {
        **_values(frame, ["title", "own_words", "language", "explanation"]),
        "field_of_action_id": frame.field_of_action_id,
        "goals": [{"ref": str(goal.pk), **_values(goal, _GOAL)} for goal in own],
    }


def _plan(case: Case, goals: list[ActionGoal]) -> list[PartOfFile]:
    measures = list(
        Measure.objects.current()
        .filter(action_goal__in=goals)
        .exclude(offer__organisation__is_sensitive=True)
        .order_by("position", "pk")
    )
    activities = list(OwnActivity.objects.current().filter(action_goal__in=goals).order_by("position", "pk"))
    looks = list(FollowUp.objects.planned().filter(case=case))
    lines = [f"– {measure.title} ({measure.get_state_display()})" for measure in measures]
    lines += [_("– selbst: {text}").format(text=activity.text) for activity in activities]
    lines += [
        _("– Überprüfung am {day}: {question}").format(day=date_format(look.due_on), question=look.question)
        for look in looks
    ]
    values = {
        "measures": [
            {"goal": str(one.action_goal_id), "offer_id": one.offer_id, **_values(one, _MEASURE)} for one in measures
        ],
        "activities": [
            {"goal": str(one.action_goal_id), **_values(one, ["text", "due_on", "state"])} for one in activities
        ],
        "looks": [_values(look, ["due_on", "at", "question"]) for look in looks],
    }
    count = len(measures) + len(activities)
    detail = ngettext("{count} Schritt", "{count} Schritte", count).format(count=count)
    if looks:
        said = ngettext("{count} Überprüfung", "{count} Überprüfungen", len(looks)).format(count=len(looks))
        detail = f"{detail}, {said}"
    return _part(PLAN, [DataKind.PLAN], lines, values, detail)


def _tasks(case: Case) -> list[PartOfFile]:
    tasks = list(CaseTask.objects.open().filter(case=case))
    until = _("{title} (bis {day})")
    lines = [
        f"– {until.format(title=task, day=date_format(task.due_on)) if task.due_on else task.title}" for task in tasks
    ]
    detail = ngettext("{count} Aufgabe", "{count} Aufgaben", len(tasks)).format(count=len(tasks))
    return _part(TASKS, [DataKind.PLAN], lines, [_values(task, ["title", "due_on"]) for task in tasks], detail)


def _sections(case: Case) -> list[PartOfFile]:
    latest = case.assessments.select_related("template").first()
    if latest is None:
        return []
    asked = parse(latest.template.document)
    kept = {section.key: section for section in latest.sections.exclude(answers={})}
    return [
        part
        for section in asked.sections
        if section.key in kept
        for part in _section(latest, kept[section.key], section)
    ]


def _section(latest: Assessment, kept: AssessmentSection, asked: Any) -> list[PartOfFile]:
    shown = [
        (question.label, display(question, kept.answers.get(question.key))) for question in asked.shown(kept.answers)
    ]
    lines = [f"{label} {said}" for label, said in shown if said]
    kinds = [DataKind.ASSESSMENT, *_SECTION_KINDS.get(asked.key, ())]
    if kept.is_sensitive:
        kinds += _SPECIAL_SECTIONS.get(asked.key, DataKind.special())
    label = _("Bestandsaufnahme: {title}").format(title=asked.title)
    values = {
        "template_id": latest.template_id,
        "is_complete": latest.completed_at is not None,
        "key": kept.key,
        "answers": kept.answers,
    }
    return _part(f"{SECTION}{asked.key}", kinds, [label, *lines] if lines else [], values, asked.title, label)


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _fields(model: Any, *without: str) -> list[str]:
    unwanted = {"id", "revision", "pk", *without}
    return [field.name for field in model._meta.concrete_fields if field.name not in unwanted]
