"""Rechtskreiswechsel: expected, begun with its checklist, done or called off; visible where one works."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import page
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases.actions import area_change
from roterfaden.cases.area_changes import steps, template, templates
from roterfaden.cases.document_content import checklist_content
from roterfaden.cases.documents import LANGUAGES, area_change_texts, checklist_pdf
from roterfaden.cases.models import (
    Act,
    AreaChangeState,
    Case,
    ChecklistState,
    ChecklistStep,
    LegalArea,
    LegalAreaChange,
    StepWho,
)
from roterfaden.cases.models import Client as Person
from roterfaden.cases.worklist import ordered, why_now
from roterfaden.desk.agenda import agenda_of
from tests.factories import CaseFactory, ClientFactory
from tests.printed import text_of, words_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def case_of(area: str = LegalArea.ASYLBLG, **values: Any) -> Case:
    return CaseFactory(client=ClientFactory(legal_area=area), **values)


def expect(case: Case, key: str = "asylblg-sgb-ii", *, in_days: int = 0) -> LegalAreaChange:
    chosen = template(key)
    assert chosen
    changes_on = TODAY + timedelta(days=in_days)
    return area_change.expect_change(case, by=case.lead, template=chosen, changes_on=changes_on)


def begin(case: Case, key: str = "asylblg-sgb-ii", *, in_days: int = 0) -> LegalAreaChange:
    chosen = template(key)
    assert chosen
    return area_change.begin_change(expect(case, key, in_days=in_days), by=case.lead, template=chosen)


def settle(step: ChecklistStep, state: ChecklistState = ChecklistState.DONE, reason: str = "") -> ChecklistStep:
    return area_change.settle_step(step, by=step.case.lead, state=state, reason=reason)


def acts_told(case: Case) -> set[str]:
    return set(case.timeline.values_list("act", flat=True))


# What happens -----------------------------------------------------------------------------------------------------


def test_beginning_copies_the_steps_with_days_counted_from_the_change() -> None:
    case = case_of()
    change = begin(case, in_days=30)
    chosen = template("asylblg-sgb-ii")
    assert chosen
    days = {step.key: step.due_on for step in change.steps.all()}
    assert days == {step.key: max(change.changes_on + timedelta(days=step.days), TODAY) for step in chosen.steps}
    assert set(change.steps.values_list("state", flat=True)) == {ChecklistState.OPEN}
    assert {Act.AREA_CHANGE_EXPECTED, Act.AREA_CHANGE_BEGUN} <= acts_told(case)


def test_begun_late_nothing_is_overdue_at_once_and_a_later_day_gives_the_days_back() -> None:
    change = begin(case_of(), in_days=-100)
    kept = {step.key: step.due_on for step in change.steps.all()}
    assert set(kept.values()) == {TODAY}
    assert {step.due for step in checklist_content(change, change.case).steps} == {TODAY}
    moved = area_change.move_day(
        change, by=change.case.lead, seen=change.revision, changes_on=TODAY + timedelta(days=30)
    )
    chosen = template("asylblg-sgb-ii")
    assert chosen
    wanted = {step.key: max(step.due_on(moved.changes_on), TODAY) for step in chosen.steps}
    assert {step.key: step.due_on for step in change.steps.all()} == wanted


def test_a_change_that_is_only_expected_has_no_steps_and_begins_later() -> None:
    case = case_of()
    change = expect(case)
    assert not change.steps.exists()
    chosen = template(change.template)
    assert chosen
    assert area_change.begin_change(change, by=case.lead, template=chosen).steps.exists()


def test_another_day_moves_what_is_still_to_do() -> None:
    change = begin(case_of(), in_days=30)
    account, choice = change.steps.get(key="konto"), change.steps.get(key="krankenkasse")
    settle(account)
    area_change.move_day(change, by=change.case.lead, seen=change.revision, changes_on=TODAY + timedelta(days=40))
    assert change.steps.get(key="konto").due_on == account.due_on
    assert change.steps.get(key="krankenkasse").due_on == choice.due_on + timedelta(days=10)
    with pytest.raises(EditConflict):
        area_change.move_day(change, by=change.case.lead, seen=change.revision, changes_on=TODAY)


def test_steps_are_done_not_needed_for_a_reason_and_opened_again() -> None:
    case = case_of()
    step = begin(case).steps.get(key="konto")
    with pytest.raises(RuleBroken):
        settle(step, ChecklistState.NOT_NEEDED)
    assert settle(step, ChecklistState.NOT_NEEDED, "Ein Konto ist schon da.").settled_by == case.lead
    with pytest.raises(RuleBroken):
        settle(step)
    assert settle(step, ChecklistState.OPEN).reason == ""
    assert settle(step).state == ChecklistState.DONE
    wanted = {Act.CHECKLIST_STEP_DONE, Act.CHECKLIST_STEP_NOT_NEEDED, Act.CHECKLIST_STEP_REOPENED}
    assert wanted <= acts_told(case)


def test_completing_changes_the_persons_legal_area_and_keeps_when() -> None:
    case = case_of()
    change = begin(case)
    area_change.complete_change(change, by=case.lead)
    assert Person.objects.get(pk=case.client_id).legal_area == LegalArea.SGB_II
    kept = LegalAreaChange.objects.get(pk=change.pk)
    assert (kept.area_from, kept.area_to, kept.changes_on, kept.state) == ("asylblg", "sgb_ii", TODAY, "done")
    # What is due after the day stays to do.
    assert settle(change.steps.get(key="bescheid-pruefen")).state == ChecklistState.DONE


def test_it_is_not_completed_before_its_day() -> None:
    change = begin(case_of(), in_days=1)
    with pytest.raises(RuleBroken, match="erst am"):
        area_change.complete_change(change, by=change.case.lead)


def test_a_change_is_called_off_with_a_reason_and_reminds_nobody_any_more() -> None:
    case = case_of()
    change = begin(case)
    with pytest.raises(RuleBroken):
        area_change.cancel_change(change, by=case.lead, reason=" ")
    area_change.cancel_change(change, by=case.lead, reason="Der Bescheid wurde aufgehoben.")
    assert not ChecklistStep.objects.waiting().filter(case=case).exists()
    assert Person.objects.get(pk=case.client_id).legal_area == LegalArea.ASYLBLG
    with pytest.raises(RuleBroken):
        settle(change.steps.get(key="konto"))
    assert expect(case).is_going_on


def test_there_is_one_change_at_a_time_and_only_one_that_fits() -> None:
    case = case_of()
    expect(case)
    with pytest.raises(RuleBroken, match="läuft schon"):
        expect(case)
    with pytest.raises(RuleBroken, match="passt nicht"):
        expect(case_of(), "sgb-ii-arbeit")
    with pytest.raises(RuleBroken, match="abgeschaltet"):
        expect(case_of(LegalArea.SGB_II), "sgb-ii-asylblg")


def test_postgresql_insists_on_the_order_of_states() -> None:
    change = expect(case_of())
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalAreaChange.objects.filter(pk=change.pk).update(state=AreaChangeState.DONE, ended_at=timezone.now())


# Where one sees it ------------------------------------------------------------------------------------------------


def test_a_due_step_stands_in_heute_in_the_list_of_cases_and_on_the_case(signed_in: Callable[..., Client]) -> None:
    case = case_of()
    step = begin(case, in_days=20).steps.get(key="bescheid")
    assert step.text in [line.title for line in agenda_of(case.lead).due]
    assert why_now(ordered(Case.objects.filter(pk=case.pk)).get()).startswith("Schritt zum Rechtskreiswechsel")
    browser = signed_in(case.lead)
    assert step.text in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    done = reverse("cases:checklist_step_done", args=[case.pk, step.pk])
    answer = browser.post(done, headers={"Referer": "http://testserver/app/heute/"})
    assert answer.headers["Location"] == reverse("desk:today")
    assert step.text not in [line.title for line in agenda_of(case.lead).due]


def test_the_pages_begin_a_change_and_add_a_step(signed_in: Callable[..., Client]) -> None:
    case = case_of()
    browser, there = signed_in(case.lead), reverse("cases:area_changes", args=[case.pk])
    assert browser.post(there, {"template": "sgb-ii-arbeit", "begins": "now"}).status_code == 422
    filled = {"template": "asylblg-sgb-ii", "begins": "now", "changes_on": TODAY.isoformat()}
    change_page = browser.post(there, filled).headers["Location"]
    change = case.area_changes.get()
    add = reverse("cases:checklist_step_add", args=[case.pk, change.pk])
    assert browser.post(add, {"text": "Strom anmelden", "who": "person"}).status_code == 422
    browser.post(add, {"text": "Strom anmelden", "who": StepWho.PERSON, "due_on": TODAY.isoformat()})
    assert "Strom anmelden" in browser.get(change_page).content.decode()
    # A second click on what is done says so and changes nothing.
    assert browser.post(there, filled).status_code == 422


# The data ---------------------------------------------------------------------------------------------------------


def test_every_template_names_its_source_and_what_is_unsure_is_a_question_or_switched_off() -> None:
    assert {one.key for one in templates()} >= {"asylblg-sgb-ii", "asylblg-sgb-xii", "sgb-ii-arbeit", "sgb-viii-sgb-ii"}
    for one in templates():
        assert all([one.source, one.questions, one.checked_by, one.steps]), one.key
        assert one.area_from != one.area_to
    assert [one.key for one in templates() if not one.is_active] == ["sgb-ii-asylblg"]
    used = {step.key for one in templates() for step in one.steps}
    assert used == set(steps())
    assert all(step.source for step in steps().values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_is_there_whole_in_every_language(language: str) -> None:
    german, translated = area_change_texts("de"), area_change_texts(language)
    assert list(translated) == list(german)
    assert set(translated["steps"]) == set(steps())
    assert list(translated["words"]) == list(german["words"])
    assert list(translated["terms"]) == list(german["terms"])
    titles = {one.title for one in templates()} | {str(who.label) for who in StepWho} | {"nicht nötig"}
    assert titles <= set(translated["terms"])
    for part in (translated["steps"], translated["words"], translated["terms"]):
        assert all(part.values())


@pytest.mark.parametrize("language", [None, "ar", "de-simple", "uk"])
def test_the_paper_is_accessible_and_says_every_step_in_both_languages(language: str | None) -> None:
    case = case_of()
    change = begin(case)
    area_change.add_step(change, by=case.lead, text="Strom anmelden", who=StepWho.PERSON, due_on=TODAY)
    settle(change.steps.get(key="konto"))
    paper = checklist_pdf(checklist_content(change, case), language)
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    found = undivided(text_of(paper))
    for step in change.steps.all():
        assert undivided(step.text) <= found
        if language and step.key:
            assert undivided(area_change_texts(language)["steps"][step.key]) <= found, step.key


def undivided(text: str) -> set[str]:
    """Words that no line divides; the names of offices apart from the Arabic words beside them."""
    apart = re.sub(r"(?<=[\u0600-\u06ff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u0600-\u06ff])", " ", text)
    return {word for word in words_of(apart) if len(word) < 17}
