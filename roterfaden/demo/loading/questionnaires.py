"""Publishing the assessment templates that come with Roter Faden."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from roterfaden.cases.models import Assessment, AssessmentTemplate
from roterfaden.cases.questionnaire import Questionnaire, QuestionnaireError, parse
from roterfaden.cases.questionnaire.document import DIRECTORY
from roterfaden.demo.loading.problems import LoadingFailed, Problem
from roterfaden.demo.loading.tables import Count, Table


@dataclass(frozen=True)
class Template:
    """One version of a template as its file says it."""

    file: str
    read: Questionnaire
    document: dict[str, Any]


def publish_templates(directory: Path = DIRECTORY) -> Count:
    """Bring the templates to what the files say; of each key the highest version is the one in use.

    Must run inside a transaction. Raises :class:`LoadingFailed` for a file with a fault, and for one that changes a
    version by which people have already been asked: their answers would no longer fit the questions.
    """
    templates = sorted(_templates(directory), key=lambda template: (template.read.key, template.read.version))
    newest = {template.read.key: template.read.version for template in templates}
    count = Count(str(AssessmentTemplate._meta.verbose_name_plural))
    for template in templates:
        _publish(template, template.read.version == newest[template.read.key], count)
    return count


def _publish(template: Template, is_current: bool, count: Count) -> None:
    table: Table[AssessmentTemplate] = Table(AssessmentTemplate, by="version", key=template.read.key)
    published = table.rows.get(template.read.version)
    if published is not None and published.document != template.document and _is_in_use(published):
        message = (
            f"Version {template.read.version} wird schon benutzt und darf sich nicht mehr ändern. "
            f"Bitte legen Sie eine neue Datei mit „version: {template.read.version + 1}“ an."
        )
        raise LoadingFailed([Problem(template.file, 0, message)])
    if is_current and (published is None or not published.is_current):
        # The old one steps back first: the database allows one current template of a key.
        AssessmentTemplate.objects.filter(key=template.read.key, is_current=True).update(is_current=False)
    values = {"title": template.read.title, "document": template.document, "is_current": is_current}
    table.put(template.read.version, values)
    count.created += table.count.created
    count.changed += table.count.changed
    count.unchanged += table.count.unchanged


def _is_in_use(template: AssessmentTemplate) -> bool:
    return Assessment.objects.filter(template=template).exists()


def _templates(directory: Path) -> Iterator[Template]:
    for path in sorted(directory.glob("*.yaml")):
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield Template(path.name, parse(document), document)
        except QuestionnaireError as fault:
            raise LoadingFailed([Problem(path.name, 0, str(fault))]) from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise LoadingFailed([Problem(path.name, line, "Ab hier ist die Datei nicht lesbar.")]) from None
