"""Publishing the assessment templates that come with Roter Faden."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from roterfaden.cases.models import AssessmentTemplate, TemplateState
from roterfaden.cases.questionnaire import Questionnaire, QuestionnaireError, parse
from roterfaden.cases.questionnaire.document import DIRECTORY
from roterfaden.demo.loading.problems import LoadingFailed, Problem
from roterfaden.demo.loading.tables import Count


@dataclass(frozen=True)
class Template:
    """One version of a template as its file says it."""

    file: str
    version: int
    read: Questionnaire
    document: dict[str, Any]


def publish_templates(directory: Path = DIRECTORY) -> Count:
    """Bring the templates to what the files say; of each key the highest version is the one in use.

    Must run inside a transaction. Raises :class:`LoadingFailed` for a file with a fault, and for one that changes a
    published version: answers to it would no longer fit the questions. Once a unit has published a version of its own,
    the files change nothing any more.
    """
    templates = sorted(_templates(directory), key=lambda template: (template.read.key, template.version))
    newest = {template.read.key: template.version for template in templates}
    count = Count(str(AssessmentTemplate._meta.verbose_name_plural))
    for template in templates:
        if _is_the_units_own(template.read.key):
            count.unchanged += 1
            continue
        _publish(template, template.version == newest[template.read.key], count)
    return count


def _publish(template: Template, is_current: bool, count: Count) -> None:
    published = AssessmentTemplate.objects.filter(key=template.read.key, version=template.version).first()
    if published is not None and published.document != template.document:
        message = (
            f"Version {template.version} ist veröffentlicht und darf sich nicht mehr ändern. "
            f"Bitte legen Sie eine neue Datei mit „version: {template.version + 1}“ an."
        )
        raise LoadingFailed([Problem(template.file, 0, message)])
    if published is not None:
        count.unchanged += 1
        return
    if is_current:
        # The old one steps back first: the database allows one version in force.
        in_force = AssessmentTemplate.objects.filter(key=template.read.key, state=TemplateState.PUBLISHED)
        in_force.update(state=TemplateState.SUPERSEDED)
    AssessmentTemplate.objects.create(
        key=template.read.key,
        version=template.version,
        title=template.read.title,
        document=template.document,
        state=TemplateState.PUBLISHED if is_current else TemplateState.SUPERSEDED,
    )
    count.created += 1


def _is_the_units_own(key: str) -> bool:
    own = AssessmentTemplate.objects.filter(key=key, changed_by__isnull=False)
    return own.exclude(state__in=TemplateState.unpublished()).exists()


def _templates(directory: Path) -> Iterator[Template]:
    for path in sorted(directory.glob("*.yaml")):
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            read = parse(document)
            yield Template(path.name, document["version"], read, document)
        except QuestionnaireError as fault:
            raise LoadingFailed([Problem(path.name, 0, str(fault))]) from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise LoadingFailed([Problem(path.name, line, "Ab hier ist die Datei nicht lesbar.")]) from None
