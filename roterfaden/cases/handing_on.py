"""What of a file goes along to another organisation: parts to choose from, each in words and as it begins a new file.

On paper goes the short wording and nothing else. A new file begins with more: every value of it is told in the whole
wording, by the name of its field, so that a disclosure says exactly what went.

Notes, files, the network map (it is about others) and what goes to confidential places stay where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.base.languages import country_name, language_name
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
    Problem,
)
from roterfaden.cases.questionnaire import display, parse

PERSON, CONCERN, RESIDENCE, LEGAL_AREA = "person", "concern", "residence", "legal_area"
GOALS, PLAN, TASKS, PROBLEMS = "goals", "plan", "tasks", "problems"
SECTION = "section:"
LABELS = {
    PERSON: gettext_lazy("Name und wie die Person zu erreichen ist"),
    CONCERN: gettext_lazy("Anliegen"),
    RESIDENCE: gettext_lazy("Herkunft und Aufenthalt"),
    LEGAL_AREA: gettext_lazy("Rechtskreis"),
    GOALS: gettext_lazy("Ziele"),
    PLAN: gettext_lazy("Hilfeplan und geplante Überprüfungen"),
    TASKS: gettext_lazy("Offene Aufgaben"),
    PROBLEMS: gettext_lazy("Offene Probleme in der Wohnung"),
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
_GUIDING = ["own_words", "language", "german"]
_FRAME = ["title", "own_words", "language", "explanation"]
_ACTIVITY = ["text", "due_on", "state"]
_LOOK = ["due_on", "at", "question"]
_TASK = ["title", "due_on"]
_PROBLEM = ["kind", "text", "since", "has_to_act", "due_on"]
_STEP = ["text", "is_right", "who", "due_on"]
_CONCERN = ["concern", "concern_language"]
_OF_CASE = ["urgency", "intensity"]
_CODES = {
    "language": language_name,
    "concern_language": language_name,
    "country_of_origin": country_name,
}


@dataclass(frozen=True)
class PartOfFile:
    """A part that can be chosen: its kinds of data, the words for paper, and the values with all the words for them.

    ``beside`` names what ``whole`` tells beside ``text``.
    """

    key: str
    label: str
    kinds: tuple[DataKind, ...]
    text: str
    whole: str
    detail: str
    beside: str
    values: Any

    @property
    def told(self) -> Told:
        """The part as it goes on paper, and as a disclosure keeps it."""
        return Told(self.kinds, self.text)

    @property
    def told_whole(self) -> Told:
        """The part as it begins a new file, for the disclosure: every one of ``values`` in words."""
        return Told(self.kinds, self.whole)

    @property
    def whole_detail(self) -> str:
        """What of it begins a new file."""
        return ", ".join(filter(None, [self.detail, self.beside]))

    @property
    def line(self) -> dict[str, Any]:
        """The part as the list of what went names it: no word of the file."""
        return {"label": self.label, "kinds": [str(kind) for kind in self.kinds], "detail": self.whole_detail}


def parts_of(case: Case) -> list[PartOfFile]:
    """Everything that may go along from a case, in the order of the file (ten queries)."""
    facts = {fact.key: fact.sentence for fact in facts_of_file(case)}
    return [
        *_person(case, facts),
        *_stay(case, facts),
        *_legal_area(case, facts),
        *_goals(case),
        *_tasks(case),
        *_problems(case),
        *_sections(case),
    ]


def line_of_case(case: Case) -> tuple[dict[str, Any], Told]:
    """What goes along with any choice, for the list and in words: why there is a case, how urgent, how close."""
    words = "\n".join([*_spelled(case.intake, ["criteria"]), *_spelled(case, _OF_CASE)])
    detail = _("Gründe für das Case Management, Dringlichkeit, wie eng begleitet wird; dazu die Übergabenotiz")
    return {"label": _("Zum Fall"), "kinds": [], "detail": detail}, Told((), words)


def of_case(case: Case) -> dict[str, Any]:
    """The same as values."""
    return {"criteria": case.intake.criteria, **_values(case, _OF_CASE)}


def _part(
    key: str,
    kinds: Sequence[DataKind],
    lines: Sequence[str],
    whole: Sequence[str],
    values: Any,
    *,
    detail: str = "",
    beside: str = "",
    label: str = "",
) -> list[PartOfFile]:
    if not lines:
        return []
    text, words = "\n".join(lines), "\n".join(whole)
    return [PartOfFile(key, label or str(LABELS[key]), tuple(kinds), text, words, detail, beside, values)]


def _person(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    keys = ("name", "birth_date", "language", "phone", "email", "address", "district")
    lines = [facts[key] for key in keys if key in facts]
    values = {name: getattr(case.client, name) for name in _REACH}
    concern = case.intake.concern.strip()
    said = [_("Anliegen: {concern}").format(concern=concern)] if concern else []
    told = {"concern": concern, "concern_language": case.intake.concern_language}
    named = [name for name in _REACH if name != "is_synthetic" or case.client.is_synthetic]
    beside = _("auch andere Schreibweisen, Anrede, Geschlecht und ob es Sprachmittlung braucht")
    return [
        *_part(
            PERSON,
            [DataKind.CONTACT, DataKind.LANGUAGE],
            lines,
            _spelled(case.client, named),
            values,
            beside=beside,
        ),
        *_part(CONCERN, [DataKind.CONCERN], said, _spelled(case.intake, _CONCERN), told),
    ]


def _stay(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    lines = [facts[key] for key in ("origin", "residence") if key in facts]
    return _part(
        RESIDENCE,
        [DataKind.RESIDENCE],
        lines,
        _spelled(case.client, _STAY),
        _values(case.client, _STAY),
        beside=_("auch seit wann die Person in Deutschland ist"),
    )


def _legal_area(case: Case, facts: dict[str, str]) -> list[PartOfFile]:
    lines = [facts["legal_area"]] if "legal_area" in facts else []
    change = case.area_changes.exclude(state="cancelled").first()
    values: dict[str, Any] = {"legal_area": case.client.legal_area, "change": None, "steps": []}
    whole, detail = _spelled(case.client, ["legal_area"]), ""
    if change:
        told = _fields(LegalAreaChange, "case", "opened_by")
        steps = list(ChecklistStep.objects.waiting().filter(change=change).order_by("due_on", "position", "pk"))
        values["change"] = _values(change, told)
        values["steps"] = [_values(step, ["key", *_STEP, "position"]) for step in steps]
        whole += [_listed(_spelled(change, told), str(LegalAreaChange._meta.verbose_name))]
        whole += [_listed(_spelled(step, _STEP), str(ChecklistStep._meta.verbose_name)) for step in steps]
        lines.append(
            _("Rechtskreiswechsel {change} zum {day}").format(change=change, day=date_format(change.changes_on))
        )
        lines += [f"– {step.text} ({date_format(step.due_on)})" for step in steps]
        detail = _("mit dem Wechsel und den offenen Schritten seiner Checkliste")
    return _part(LEGAL_AREA, [DataKind.INCOME], lines, whole, values, detail=detail)


def _goals(case: Case) -> list[PartOfFile]:
    frames = list(case.frame_goals.current().select_related("field_of_action"))
    goals = list(ActionGoal.objects.current().filter(frame_goal__in=frames).order_by("position", "pk"))
    guiding = getattr(case, "guiding_goal", None)
    lines = [_("Mottoziel: {words}").format(words=guiding)] if guiding else []
    for frame in frames:
        lines.append(f"{frame.field_of_action.short_title}: {frame.title}")
        lines += [f"– {goal.title} ({goal.get_state_display()})" for goal in goals if goal.frame_goal_id == frame.pk]
    whole = _spelled(guiding, _GUIDING) if guiding else []
    for frame in frames:
        whole.append(_listed(_spelled(frame, _FRAME), frame.field_of_action.short_title))
        whole += [_listed(_spelled(goal, _GOAL)) for goal in goals if goal.frame_goal_id == frame.pk]
    values = {
        "guiding": _values(guiding, _GUIDING) if guiding else None,
        "frames": [_frame(frame, goals) for frame in frames],
    }
    detail = ngettext("{count} Handlungsziel", "{count} Handlungsziele", len(goals)).format(count=len(goals))
    beside = _("mit eigenen Worten der Person, Zielskalen, Gewicht und Ausgangslage")
    return [
        *_part(GOALS, [DataKind.PLAN], lines, whole, values, detail=detail, beside=beside),
        *_plan(case, goals),
    ]


def _frame(frame: FrameGoal, goals: list[ActionGoal]) -> dict[str, Any]:
    own = [goal for goal in goals if goal.frame_goal_id == frame.pk]
    return {
        **_values(frame, _FRAME),
        "field_of_action_id": frame.field_of_action_id,
        "goals": [{"ref": str(goal.pk), **_values(goal, _GOAL)} for goal in own],
    }


def _plan(case: Case, goals: list[ActionGoal]) -> list[PartOfFile]:
    measures = list(
        Measure.objects.current()
        .filter(action_goal__in=goals)
        .exclude(offer__organisation__is_sensitive=True)
        .select_related("offer__organisation")
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
        "activities": [{"goal": str(one.action_goal_id), **_values(one, _ACTIVITY)} for one in activities],
        "looks": [_values(look, _LOOK) for look in looks],
    }
    aims = {goal.pk: goal.title for goal in goals}
    whole = [_listed([*_spelled(one, _MEASURE), *_offered(one)], aims[one.action_goal_id]) for one in measures]
    whole += [_listed(_spelled(one, _ACTIVITY), aims[one.action_goal_id]) for one in activities]
    whole += [_listed(_spelled(look, _LOOK), str(FollowUp._meta.verbose_name)) for look in looks]
    count = len(measures) + len(activities)
    detail = ngettext("{count} Schritt", "{count} Schritte", count).format(count=count)
    if looks:
        said = ngettext("{count} Überprüfung", "{count} Überprüfungen", len(looks)).format(count=len(looks))
        detail = f"{detail}, {said}"
    beside = _("mit Zuständigen, Fristen, Hinweisen, dem, was fehlt, und was stattdessen geschieht")
    return _part(PLAN, [DataKind.PLAN], lines, whole, values, detail=detail, beside=beside)


def _offered(measure: Measure) -> list[str]:
    if measure.offer is None:
        return []
    return [_("Angebot: {offer} ({organisation})").format(offer=measure.offer, organisation=measure.offer.organisation)]


def _tasks(case: Case) -> list[PartOfFile]:
    tasks = list(CaseTask.objects.open().filter(case=case))
    until = _("{title} (bis {day})")
    lines = [
        f"– {until.format(title=task, day=date_format(task.due_on)) if task.due_on else task.title}" for task in tasks
    ]
    detail = ngettext("{count} Aufgabe", "{count} Aufgaben", len(tasks)).format(count=len(tasks))
    whole = [_listed(_spelled(task, _TASK)) for task in tasks]
    return _part(TASKS, [DataKind.PLAN], lines, whole, [_values(task, _TASK) for task in tasks], detail=detail)


def _problems(case: Case) -> list[PartOfFile]:
    """Who saw to them here does not go along; over there it is whoever takes the case."""
    problems = list(Problem.objects.open().filter(case=case))
    lines = [
        _("– {kind}: {text} (bis {day})").format(
            kind=problem.get_kind_display(), text=problem, day=date_format(problem.due_on)
        )
        for problem in problems
    ]
    whole = [_listed(_spelled(problem, _PROBLEM)) for problem in problems]
    values = [_values(problem, _PROBLEM) for problem in problems]
    detail = ngettext("{count} Problem", "{count} Probleme", len(problems)).format(count=len(problems))
    beside = _("auch seit wann und wer sie lösen muss")
    return _part(PROBLEMS, [DataKind.HOUSING], lines, whole, values, detail=detail, beside=beside)


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
    questions = asked.shown(kept.answers)
    shown = [(question.label, display(question, kept.answers.get(question.key))) for question in questions]
    lines = [f"{label} {said}" for label, said in shown if said]
    kinds = [DataKind.ASSESSMENT, *_SECTION_KINDS.get(asked.key, ())]
    if kept.is_sensitive:
        kinds += _SPECIAL_SECTIONS.get(asked.key, DataKind.special())
    label = _("Bestandsaufnahme: {title}").format(title=asked.title)
    keys = [question.key for question in questions]
    values = {
        "template_id": latest.template_id,
        "is_complete": latest.completed_at is not None,
        "key": kept.key,
        # An answer to a question that is not asked any more is not told and does not go.
        "answers": {key: kept.answers[key] for key in keys if key in kept.answers},
    }
    stands = _("abgeschlossen") if latest.completed_at else _("noch nicht abgeschlossen")
    told = [label, *lines] if lines else []
    whole = [f"{label} ({latest.template}, {stands})", *lines]
    return _part(f"{SECTION}{asked.key}", kinds, told, whole, values, detail=asked.title, label=label)


def _listed(said: Sequence[str], head: str = "") -> str:
    return f"– {head}: {'; '.join(said)}" if head else f"– {'; '.join(said)}"


def _spelled(row: Model, names: Sequence[str]) -> list[str]:
    """Every value that goes, after the name of its field."""
    fields = [row._meta.get_field(name) for name in names]
    said = [(field.verbose_name, _in_words(row, field)) for field in fields]  # type: ignore[union-attr]
    return [f"{label}{'' if label.endswith('?') else ':'} {words}" for label, words in said if words]


def _in_words(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if field.name in _CODES:
        return str(_CODES[field.name](value)) if value else ""
    match value:
        case None | "":
            return ""
        case bool():
            return _("ja") if value else _("nein")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return date_format(value)
        case time():
            return time_format(value)
        case list():
            labels = dict(field.base_field.flatchoices)
            return ", ".join(str(labels.get(key, key)) for key in value)
    return str(value).strip()


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _fields(model: Any, *without: str) -> list[str]:
    unwanted = {"id", "revision", "pk", *without}
    return [field.name for field in model._meta.concrete_fields if field.name not in unwanted]
