"""What is known in the assessment: what follows from the person, and over it what the story tells."""

from typing import Any

from roterfaden.cases.models import LegalArea, ResidenceTitle, Urgency
from roterfaden.cases.questionnaire import Kind, Questionnaire
from roterfaden.demo.stories.reading import MaterialError, Text
from roterfaden.demo.stories.tale import Tale

_OFFICES = {
    LegalArea.ASYLBLG: ["auslaenderwesen", "sozialamt"],
    LegalArea.SGB_II: ["jobcenter"],
    LegalArea.SGB_III: ["arbeitsagentur"],
    LegalArea.SGB_VIII: ["jugendamt"],
    LegalArea.SGB_XII: ["sozialamt"],
}
_URGENCY = {Urgency.ACUTE: "sofort", Urgency.SOON: "woche", Urgency.NORMAL: "ohne_eile"}


def raw_answers(tale: Tale, questionnaire: Questionnaire) -> dict[str, dict[str, Any]]:
    """The answers by section and question, as one would type them; only where something is known."""
    kinds = {
        (section.key, question.key): question.kind
        for section in questionnaire.sections
        for question in section.questions
    }
    answers = _known_of_the_person(tale)
    for section, told in tale.story.bestandsaufnahme.items():
        for question, text in told.items():
            if (section, question) not in kinds:
                raise MaterialError(f"{tale.story.key}.yaml: Die Frage „{section}.{question}“ gibt es nicht.")
            said = _chosen(tale, text) if kinds[section, question] is Kind.CHOICES else tale.say(text)
            answers.setdefault(section, {})[question] = said
    return answers


def _chosen(tale: Tale, text: Text) -> list[str]:
    keys = [option.plain for option in text.one_of] or [text.plain]
    if len(keys) > 2 and tale.deck.chance(0.5):
        keys.remove(tale.dice.choice(keys))
    return keys


def _known_of_the_person(tale: Tale) -> dict[str, dict[str, Any]]:
    details, way = tale.person.details, tale.person.way
    until = details["residence_until"]
    offices = list(_OFFICES.get(details["legal_area"], []))
    if details["residence_title"] == ResidenceTitle.TOLERATED and "auslaenderwesen" not in offices:
        offices.append("auslaenderwesen")
    return {
        "aufenthalt": {
            "papier": way.papier,
            "gueltig_bis": until.isoformat() if until else "",
            "erwerbstaetigkeit": way.arbeit,
            "rechtskreis": str(details["legal_area"].value),
        },
        "wohnen": {"wohnform": "unterkunft" if details["accommodation"] else "mietwohnung"},
        "sprache": {"deutsch": "" if tale.person.level == "-" else tale.person.level},
        "hilfe": {"stellen": offices},
        "einschaetzung": {"dringlichkeit": _URGENCY[Urgency(tale.case.urgency)]},
    }
