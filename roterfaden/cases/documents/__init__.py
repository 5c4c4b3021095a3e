"""The papers of a case to sign: goal agreement and help plan, in German or German beside the person's language.

What others may call: :func:`goal_agreement_pdf`, :func:`help_plan_pdf`, :func:`readers_pdf` (who has read the file),
:func:`appointment_pdf` (to take home), :func:`consent_pdf`, :func:`withdrawal_pdf`, :func:`checklist_pdf`
(Rechtskreiswechsel), :func:`hand_over_pdf` (to another organisation), :func:`mediation_pdf` (Konfliktklärung), the
papers of the end (:mod:`.closing`),
:data:`LANGUAGES`, :func:`paper_language`, :func:`paper_languages` and the values of
:mod:`roterfaden.cases.documents.content`. Fixed texts stand in ``texts/<language>.yaml``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from roterfaden.base.documents import qr_code, render_pdf
from roterfaden.cases.documents.content import (
    AppointmentContent,
    ChecklistContent,
    ConferenceInvitationContent,
    ConferenceMinutesContent,
    ConferenceSignaturesContent,
    ConsentContent,
    GoalAgreementContent,
    HandOverContent,
    HelpPlanContent,
    MediationContent,
    Paper,
    PlannedGoalContent,
    ReadersContent,
)

__all__ = [
    "LANGUAGES",
    "appointment_pdf",
    "checklist_pdf",
    "conference_invitation_pdf",
    "conference_minutes_pdf",
    "conference_signatures_pdf",
    "consent_pdf",
    "goal_agreement_pdf",
    "hand_over_pdf",
    "help_plan_pdf",
    "mediation_pdf",
    "paper_language",
    "paper_languages",
    "readers_pdf",
    "withdrawal_pdf",
]

LANGUAGES = {
    "ar": "Arabisch",
    "bg": "Bulgarisch",
    "en": "Englisch",
    "fr": "Französisch",
    "ku": "Kurdisch (Kurmandschi)",
    "de-simple": "Leichte Sprache",
    "fa": "Persisch (Farsi, Dari)",
    "pl": "Polnisch",
    "ro": "Rumänisch",
    "ru": "Russisch",
    "tr": "Türkisch",
    "uk": "Ukrainisch",
}
"""In which second languages every paper is there, whole: BCP 47 code and German name, by name."""
_WRITTEN_LIKE = {"prs": "fa", "kmr": "ku", "mo": "ro"}

HERE = Path(__file__).parent


def paper_language(spoken: str) -> str | None:
    """The language of our papers that somebody reads who speaks ``spoken`` (BCP 47), or ``None`` without one."""
    base = spoken.split("-")[0]
    return next((code for code in (spoken, base, _WRITTEN_LIKE.get(base)) if code in LANGUAGES), None)


def paper_languages(spoken: str) -> dict[str, str]:
    """All of :data:`LANGUAGES`, what somebody reads who speaks ``spoken`` first."""
    own = paper_language(spoken)
    return dict(sorted(LANGUAGES.items(), key=lambda language: language[0] != own))


def goal_agreement_pdf(content: GoalAgreementContent, language: str | None = None) -> bytes:
    """Return the goal agreement as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    paper = paper_of("goal_agreement", content, language)
    paper["as_of"] = content.agreed_on
    return render_pdf(HERE / "goal_agreement.typ", paper)


def help_plan_pdf(content: HelpPlanContent, language: str | None = None) -> bytes:
    """Return the help plan as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    paper = paper_of("help_plan", content, language)
    paper["as_of"] = content.version_on
    paper["frame_goals"] = _by_frame_goal(content.goals)
    return render_pdf(HERE / "help_plan.typ", paper)


def readers_pdf(content: ReadersContent, language: str | None = None) -> bytes:
    """Return who has read the person's file as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return render_pdf(HERE / "readers.typ", paper_of("readers", content, language))


def appointment_pdf(content: AppointmentContent, language: str | None = None) -> bytes:
    """Return the person's appointment as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return render_pdf(HERE / "appointment.typ", paper_of("appointment", content, language, appointment_texts))


def consent_pdf(content: ConsentContent, language: str | None = None) -> bytes:
    """Return the form of a consent to sign as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return _consent_paper("consent", content, language)


def withdrawal_pdf(content: ConsentContent, language: str | None = None) -> bytes:
    """Return the form with which the same consent is withdrawn; raises like :func:`consent_pdf`."""
    return _consent_paper("withdrawal", content, language)


def conference_invitation_pdf(content: ConferenceInvitationContent, language: str | None = None) -> bytes:
    """Return the person's invitation as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return _conference_paper("invitation", content, language)


def conference_minutes_pdf(content: ConferenceMinutesContent, language: str | None = None) -> bytes:
    """Return closed minutes as PDF/UA-1; what was written in them stays as it is. Raises like the invitation."""
    return _conference_paper("minutes", content, language)


def conference_signatures_pdf(content: ConferenceSignaturesContent, language: str | None = None) -> bytes:
    """Return the list to sign as PDF/UA-1; raises like the invitation."""
    return _conference_paper("signatures_list", content, language)


def mediation_pdf(content: MediationContent, language: str | None = None) -> bytes:
    """Return the protocol of a Konfliktklärung as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return render_pdf(HERE / "mediation.typ", paper_of("mediation", content, language, mediation_texts))


def checklist_pdf(content: ChecklistContent, language: str | None = None) -> bytes:
    """Return the checklist of a change of the Rechtskreis as PDF/UA-1, with ``language`` beside the German.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    paper = paper_of("goal_agreement", content, language)
    for each in paper["languages"]:
        common, own = paper["texts"][each], area_change_texts(each)
        terms = {**common["terms"], **consent_texts(each)["terms"], **own["terms"]}
        paper["texts"][each] = {**common, **hand_over_texts(each), **own, "terms": terms}
        paper["title"][each] = own["checklist"]
    return render_pdf(HERE / "checklist.typ", paper)


def hand_over_pdf(content: HandOverContent, language: str | None = None) -> bytes:
    """Return what goes along to another organisation as PDF/UA-1, with ``language`` beside the German, or German only.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    paper = paper_of("hand_over", content, language, hand_over_texts)
    for each in paper["languages"]:
        words = paper["texts"][each]
        words["terms"] = {**words["terms"], **consent_texts(each)["terms"]}
    return render_pdf(HERE / "hand_over.typ", paper)


def _conference_paper(
    title: str,
    content: ConferenceInvitationContent | ConferenceMinutesContent | ConferenceSignaturesContent,
    language: str | None,
) -> bytes:
    paper = paper_of("signatures", content, language)
    for each in paper["languages"]:
        own = conference_texts(each)
        paper["texts"][each] = {**paper["texts"][each], **own, "terms": {**own["terms"]}}
        paper["title"][each] = own[title]
    return render_pdf(HERE / f"conference_{title}.typ", paper)


def _consent_paper(title: str, content: ConsentContent, language: str | None) -> bytes:
    paper = paper_of("goal_agreement", content, language)
    for each in paper["languages"]:
        common, own = paper["texts"][each], consent_texts(each)
        paper["texts"][each] = {**common, **own, "terms": {**common["terms"], **own["terms"]}}
        paper["title"][each] = own[title]
    paper["as_of"] = content.as_of
    return render_pdf(HERE / f"{title}.typ", paper)


def paper_of(
    title: str,
    content: Paper,
    language: str | None,
    texts: Callable[[str], Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return what ``letter.typ`` expects of every document, and the content beside it; own ``texts`` come on top."""
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"No fixed texts in {language!r}; there are: {', '.join(LANGUAGES)}")
    languages = ["de"] if language is None else ["de", language]
    words = {each: {**fixed_texts(each), **(texts(each) if texts else {})} for each in languages}
    return {
        **asdict(content),
        "languages": languages,
        "texts": words,
        "title": {each: words[each][title] for each in languages},
        "about": content.person.name,
        "code": qr_code(content.short_url) if content.short_url else None,
    }


def _by_frame_goal(goals: Sequence[PlannedGoalContent]) -> list[dict[str, Any]]:
    def frame(goal: PlannedGoalContent) -> tuple[str, str, str | None, str]:
        return goal.field_of_action, goal.frame_goal, goal.frame_own_words, goal.frame_language

    names = ("field_of_action", "title", "own_words", "language")
    return [
        dict(zip(names, key, strict=True), goals=[asdict(goal) for goal in group])
        for key, group in groupby(goals, key=frame)
    ]


@cache
def texts_in(folder: Path, language: str) -> Mapping[str, Any]:
    """Return the fixed texts that stand in a folder for one language, by key."""
    texts: dict[str, Any] = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
    return texts


def fixed_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of a language by key; ``terms`` maps German words of our lists to their translation."""
    return texts_in(HERE / "texts", language)


def appointment_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of an appointment in a language, with its ``weekdays`` and ``months``."""
    return texts_in(HERE / "texts" / "appointment", language)


def consent_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of the consent form in a language, beside those every paper has."""
    return texts_in(HERE / "texts" / "consent", language)


def area_change_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of the checklist in a language, its ``steps`` by key, and the ``words`` of offices."""
    return texts_in(HERE / "texts" / "area_change", language)


@cache
def mediation_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of the protocol of a Konfliktklärung in a language, beside those every paper has."""
    own = texts_in(HERE / "texts" / "mediation", language)
    return {**own, "terms": {**fixed_texts(language)["terms"], **own["terms"]}}


def conference_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of a conference's papers in a language, beside those every paper has."""
    return texts_in(HERE / "texts" / "conference", language)


def hand_over_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of a hand-over to another organisation in a language."""
    return texts_in(HERE / "texts" / "handing_over", language)
