"""Nothing is entered twice: what the assessment asks about residence and livelihood is what the person's record says.

The questionnaire names papers more finely than the record does. A section that nobody has saved starts with what the
record knows; saving it keeps the record true.
"""

from datetime import date
from typing import Any

from roterfaden.cases.models import Case, Client, Household, LegalArea, ResidenceTitle

SECTION = "aufenthalt"
FAMILY = "familie"
PAPER, VALID_UNTIL, LEGAL_AREA = QUESTIONS = ("papier", "gueltig_bis", "rechtskreis")
TITLE_OF_PAPER: dict[str, ResidenceTitle] = {
    "gestattung": ResidenceTitle.IN_PROCEDURE,
    "duldung": ResidenceTitle.TOLERATED,
    "duldung_identitaet": ResidenceTitle.TOLERATED,
    "duldung_ausbildung": ResidenceTitle.TOLERATED,
    "duldung_beschaeftigung": ResidenceTitle.TOLERATED,
    "erlaubnis_24": ResidenceTitle.TEMPORARY_PROTECTION,
    "erlaubnis_25_1": ResidenceTitle.RECOGNISED,
    "erlaubnis_25_2": ResidenceTitle.RECOGNISED,
    "erlaubnis_25_3": ResidenceTitle.BAN_ON_REMOVAL,
    "erlaubnis_25_5": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_25ab": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_104c": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_aufnahme": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_ausbildung": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_arbeit": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_familie": ResidenceTitle.OTHER_PERMIT,
    "erlaubnis_andere": ResidenceTitle.OTHER_PERMIT,
    "niederlassung": ResidenceTitle.SETTLEMENT,
    "daueraufenthalt_eu": ResidenceTitle.SETTLEMENT,
    "freizuegigkeit": ResidenceTitle.EU,
    "deutsch": ResidenceTitle.GERMAN,
}
# The record's title where it names exactly one paper; "recognised" could be either of two and stays open.
PAPER_OF_TITLE: dict[str, str] = {
    ResidenceTitle.IN_PROCEDURE: "gestattung",
    ResidenceTitle.TOLERATED: "duldung",
    ResidenceTitle.TEMPORARY_PROTECTION: "erlaubnis_24",
    ResidenceTitle.BAN_ON_REMOVAL: "erlaubnis_25_3",
    ResidenceTitle.SETTLEMENT: "niederlassung",
    ResidenceTitle.EU: "freizuegigkeit",
    ResidenceTitle.GERMAN: "deutsch",
}


def from_client(section: str, client: Client) -> dict[str, Any]:
    """What the record already knows, as answers to the section; empty for every other section."""
    if section != SECTION:
        return {}
    answers: dict[str, Any] = {}
    if client.residence_title in PAPER_OF_TITLE:
        answers[PAPER] = PAPER_OF_TITLE[client.residence_title]
    if client.residence_until:
        answers[VALID_UNTIL] = client.residence_until.isoformat()
    if client.legal_area != LegalArea.UNCLEAR:
        answers[LEGAL_AREA] = client.legal_area
    return answers


def from_file(section: str, case: Case) -> dict[str, Any]:
    """What the record and the household know already, as answers to the section."""
    if section != FAMILY:
        return from_client(section, case.client)
    household = Household.objects.filter(case=case, ends_on__isnull=True).first()
    if household is None:
        return {}
    here = list(household.members.today().as_json())
    return {"personen": 1 + len(here), "kinder": sum(line["line"]["is_child"] for line in here)}


def to_client(section: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The fields of the record that the answers to a section tell anew. Questions left open change nothing.

    A unit words its own questions: an answer of another form than the record needs stays in the assessment alone.
    """
    if section != SECTION:
        return {}
    fields: dict[str, Any] = {}
    if (paper := str(answers.get(PAPER))) in TITLE_OF_PAPER:
        fields["residence_title"] = TITLE_OF_PAPER[paper]
    if until := _day(answers.get(VALID_UNTIL)):
        fields["residence_until"] = until
    if (area := str(answers.get(LEGAL_AREA))) in LegalArea.values:
        fields["legal_area"] = area
    return fields


def _day(answer: Any) -> date | None:
    try:
        return date.fromisoformat(str(answer))
    except ValueError:
        return None
