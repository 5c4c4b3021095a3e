"""Plans change: what is due is put off with one press, moved to a fixed time, and given to a colleague."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import monitoring
from roterfaden.cases.actions.team import join_team
from roterfaden.cases.models import Case, CaseTask, FollowUp, Part, Phase
from roterfaden.cases.pushing import pushes
from tests.browser.windows import PHONE, OpenWindow, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, add_follow_up


@pytest.fixture
def case(transactional_db: None) -> Case:
    person = ClientFactory(given_name="Rima", family_name="Saleh")
    steered: Case = CaseFactory(lead=CaseManagerFactory(), client=person, phase=Phase.STEERING)
    return steered


@pytest.fixture
def colleague(case: Case) -> User:
    user: User = CaseManagerFactory(name="Mira Kollegin")
    join_team(case, by=case.lead, user=user, part=Part.DEPUTY)
    return user


def test_what_is_due_is_put_off_with_one_press_on_a_phone(case: Case, open_window: OpenWindow) -> None:
    overdue = timezone.localdate() - timedelta(days=2)
    monitoring.add_task(by=case.lead, case=case, title="Jobcenter anrufen", due_on=overdue)
    tomorrow, next_week = pushes()
    page = open_window(user=case.lead, size=PHONE)
    page.goto("/app/heute/")
    row = page.get_by_role("group", name="Verschieben: Jobcenter anrufen")
    row.get_by_role("button", name=tomorrow.label).click()
    expect_toast(page, "verschoben.")
    expect(row.get_by_role("button")).to_have_count(0)
    assert CaseTask.objects.get().due_on == tomorrow.day
    press(page, "Rückgängig")
    expect_toast(page, "Die Aufgabe steht wieder am früheren Tag.")
    assert CaseTask.objects.get().due_on == overdue
    row.get_by_role("button", name=next_week.label).click()
    expect_toast(page, "verschoben.")
    assert CaseTask.objects.get().due_on == next_week.day


def test_a_look_gets_another_day_and_a_colleague_who_finds_it_on_heute(
    case: Case, colleague: User, open_window: OpenWindow
) -> None:
    add_follow_up(case, in_days=1, question="Hat der Deutschkurs begonnen?")
    task = monitoring.add_task(by=case.lead, case=case, title="Kursleitung anrufn")
    soon, past = (timezone.localdate() + timedelta(days=days) for days in (2, -1))
    page = open_window(user=case.lead)
    page.goto("/app/heute/")
    page.get_by_role("link", name=re.compile("^Ändern.*Deutschkurs")).click()
    expect_heading(page, "Überprüfung ändern oder verschieben")
    page.get_by_label("Am", exact=True).fill(f"{past:%Y-%m-%d}")
    press(page, "Speichern")
    expect(page.get_by_text("Dieser Tag ist schon vorbei.").first).to_be_visible()
    page.get_by_label("Am", exact=True).fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Um").fill("09:30")
    page.get_by_label("Wer achtet darauf").select_option(label="Mira Kollegin")
    press(page, "Speichern")
    expect_toast(page, "Überprüfung geändert.")
    assert FollowUp.objects.get().owner == colleague

    page.get_by_role("link", name="Kursleitung anrufn").click()
    page.get_by_label("Aufgabe", exact=True).fill("Kursleitung anrufen")
    page.get_by_label("Bis wann").fill(f"{soon:%Y-%m-%d}")
    press(page, "Speichern")
    expect_toast(page, "Aufgabe geändert.")
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("Kursleitung anrufen", soon)

    page.goto(f"/app/faelle/{case.pk}/verlauf/")
    expect(page.get_by_text("jetzt bei Mira Kollegin")).to_be_visible()
    expect(page.get_by_text("Aufgabe geändert").first).to_be_visible()
    hers = open_window(user=colleague)
    hers.goto("/app/heute/")
    expect(hers.get_by_role("link", name="Hat der Deutschkurs begonnen?", exact=True)).to_be_visible()
