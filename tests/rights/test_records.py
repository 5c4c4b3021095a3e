"""Records of processing, measures and impact assessment: from the code, and true of this installation."""

from collections.abc import Callable

import page
import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse

from roterfaden import __version__
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.config.environment import ROOT
from roterfaden.rights import actions, impact, measures, register
from roterfaden.rights.models import ImpactDraft
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_table_with_personal_data_belongs_to_a_declared_activity() -> None:
    assert register.undeclared() == [], "declare an activity in <module>/processing.py"


def test_every_activity_has_purpose_basis_data_and_keys_of_its_own() -> None:
    described = register.described()
    assert len({each.activity.key for each in described}) == len(described)
    for each in described:
        assert each.activity.bases
        assert each.categories, each.activity.key


def test_roles_come_from_the_pages() -> None:
    roles = {each.activity.key: each.roles for each in register.described()}
    assert roles["case_management"] == [
        "Case Management",
        "Sachgebietsleitung und Integrationsbeauftragung",
        "Mitarbeit bei einem Träger",
        "Mitarbeit in einem anderen Amt",
        "Datenschutz",
    ]


def test_measures_say_how_it_really_is(settings: LazySettings) -> None:
    def second_factor() -> tuple[bool | None, str]:
        return next((each.holds, str(each.detail)) for each in measures.states() if "Zweiter Faktor" in str(each.title))

    settings.SECOND_FACTOR_REQUIRED, settings.DEMO = False, True
    assert second_factor() == (False, "aus: Demo")
    settings.SECOND_FACTOR_REQUIRED = True
    assert second_factor()[0] is True


def test_what_the_software_cannot_see_it_does_not_claim() -> None:
    assert {str(each.title) for each in measures.states() if each.holds is None} >= {"Sicherungen"}


@pytest.mark.parametrize("name", ["records_pdf", "measures_pdf", "impact_pdf"])
def test_papers_of_the_house_are_accessible(name: str, signed_in: Callable[..., Browser]) -> None:
    paper = signed_in(Role.DATA_PROTECTION).get(reverse(f"rights:{name}")).content
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_the_impact_assessment_marks_what_is_open_and_keeps_every_version(signed_in: Callable[..., Browser]) -> None:
    officer = UserFactory(roles=[Role.DATA_PROTECTION])
    browser = signed_in(officer)
    empty = browser.get(reverse("rights:impact_text")).content.decode()
    assert empty.count("Von der Kommune auszufüllen") == len(impact.OPEN)
    browser.post(reverse("rights:impact"), {"seen": 0, "operation": "Rechenzentrum der Stadt"})
    browser.post(reverse("rights:impact"), {"seen": 1, "operation": "Rechenzentrum Nord"})
    assert [(draft.number, draft.answers["operation"]) for draft in ImpactDraft.objects.all()] == [
        (2, "Rechenzentrum Nord"), (1, "Rechenzentrum der Stadt"),
    ]  # fmt: skip
    text = browser.get(reverse("rights:impact_text")).content.decode()
    assert "Rechenzentrum Nord" in text
    assert text.count("Von der Kommune auszufüllen") == len(impact.OPEN) - 1


def test_two_who_write_at_once_do_not_overwrite_each_other(signed_in: Callable[..., Browser]) -> None:
    officer = UserFactory(roles=[Role.DATA_PROTECTION])
    actions.save_impact_draft(by=officer, seen=0, answers={})
    with pytest.raises(RuleBroken):
        actions.save_impact_draft(by=officer, seen=0, answers={})
    answer = signed_in(officer).post(reverse("rights:impact"), {"seen": 0, "operation": "Mein Text"})
    assert answer.status_code == 422
    assert "Mein Text" in answer.content.decode()


def test_case_managers_see_none_of_it(signed_in: Callable[..., Browser]) -> None:
    for name in ("requests", "records", "measures", "impact"):
        assert signed_in(Role.CASE_MANAGER).get(reverse(f"rights:{name}")).status_code == 403


def test_the_version_is_that_of_the_package() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()
