"""The assessment's template as data: what is asked, why, and in which form the answer is kept.

A template is a document (YAML in ``cases/questionnaires/``, JSON in the database). :func:`parse` turns it into a
:class:`Questionnaire`, :func:`outline` an unfinished draft; answers are JSON values by section and key, read by
:func:`clean_answers`, counted by :func:`progress` and shown by :func:`display`. Drafts are changed by ``editing.py``
and judged by ``checking.py``.
"""

from roterfaden.cases.questionnaire.answers import Answers, SectionProgress, Value, clean_answers, display, progress
from roterfaden.cases.questionnaire.document import QuestionnaireError, outline, parse, shipped, shipped_document
from roterfaden.cases.questionnaire.values import (
    LANGUAGE_LEVELS,
    Condition,
    Consequence,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    Side,
)

__all__ = [
    "LANGUAGE_LEVELS",
    "Answers",
    "Condition",
    "Consequence",
    "Kind",
    "Option",
    "Question",
    "Questionnaire",
    "QuestionnaireError",
    "Section",
    "SectionProgress",
    "Side",
    "Value",
    "clean_answers",
    "display",
    "outline",
    "parse",
    "progress",
    "shipped",
    "shipped_document",
]
