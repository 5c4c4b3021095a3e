"""The assessment's template as data: what is asked, why, and in which form the answer is kept.

A template is a document (YAML in ``cases/questionnaires/``, JSON in the database). :func:`parse` turns it into a
:class:`Questionnaire`; answers are JSON values by section and key, read by :func:`clean_answers`, counted by
:func:`progress` and shown by :func:`display`.
"""

from roterfaden.cases.questionnaire.answers import Answers, SectionProgress, Value, clean_answers, display, progress
from roterfaden.cases.questionnaire.document import QuestionnaireError, parse, shipped, shipped_document
from roterfaden.cases.questionnaire.values import (
    LANGUAGE_LEVELS,
    Condition,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
)

__all__ = [
    "LANGUAGE_LEVELS",
    "Answers",
    "Condition",
    "Kind",
    "Option",
    "Question",
    "Questionnaire",
    "QuestionnaireError",
    "Section",
    "SectionProgress",
    "Value",
    "clean_answers",
    "display",
    "parse",
    "progress",
    "shipped",
    "shipped_document",
]
