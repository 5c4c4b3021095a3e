"""Following up what was agreed: planned, held, called off; notes corrected with a trace; tasks checked off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.models import EditConflict
from roterfaden.cases.actions import monitoring
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.models import Act, CaseTask, FollowUp, FollowUpState, GoalState, Phase, SafeguardKind, Way
from tests.factories import CaseFactory, CaseManagerFactory, add_follow_up

pytestmark = pytest.mark.django_db


def test_a_look_is_recorded_with_its_result_and_the_next_one_planned(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    look = add_follow_up(case, in_days=-1)
    today = timezone.localdate()
    answers = {
        "seen": look.revision,
        "held_on": today,
        "result": "on_track",
        "note": "Läuft.",
        "next_on": today + timedelta(days=14),
    }
    signed_in(case.lead).post(reverse("cases:follow_up", args=[case.pk, look.pk]), answers)
    look.refresh_from_db()
    assert (look.state, look.result) == (FollowUpState.HELD, "on_track")
    assert FollowUp.objects.planned().get().question == look.question


def test_a_look_cannot_have_happened_tomorrow(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    look = add_follow_up(case)
    answers = {"seen": look.revision, "held_on": timezone.localdate() + timedelta(days=1), "result": "on_track"}
    response = signed_in(case.lead).post(reverse("cases:follow_up", args=[case.pk, look.pk]), answers)
    assert response.status_code == 422


def test_a_reached_goal_is_marked_and_reopening_the_look_takes_it_back() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    goal = case.frame_goals.get().action_goals.get()
    look = add_follow_up(case, action_goal=goal)
    monitoring.hold_follow_up(look, by=case.lead, held_on=timezone.localdate(), result="achieved")
    goal.refresh_from_db()
    assert goal.state == GoalState.ACHIEVED
    monitoring.reopen_follow_up(look, by=case.lead)
    goal.refresh_from_db()
    assert goal.state == GoalState.OPEN


def test_the_persons_own_rating_is_kept_with_the_look() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    monitoring.hold_follow_up(
        add_follow_up(case), by=case.lead, held_on=timezone.localdate(), result="on_track", self_rating=6
    )
    assert [rating.value for rating in case.guiding_goal.ratings.all()] == [6]


def test_calling_a_look_off_needs_a_reason_and_can_be_undone(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    look = add_follow_up(case)
    browser = signed_in(case.lead)
    assert browser.post(reverse("cases:follow_up_cancel", args=[case.pk, look.pk]), {"reason": ""}).status_code == 422
    browser.post(reverse("cases:follow_up_cancel", args=[case.pk, look.pk]), {"reason": "Im Urlaub."})
    browser.post(reverse("cases:follow_up_reopen", args=[case.pk, look.pk]))
    look.refresh_from_db()
    assert look.state == FollowUpState.PLANNED
    assert {Act.FOLLOW_UP_CANCELLED, Act.FOLLOW_UP_REOPENED} <= {entry.act for entry in case.timeline.all()}


def test_a_corrected_note_keeps_its_earlier_wording(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="Am Dienstag gekommen.")
    monitoring.correct_note(note, by=case.lead, seen=1, text="Am Mittwoch gekommen.")
    page = signed_in(case.lead).get(reverse("cases:note", args=[case.pk, note.pk])).content.decode()
    assert "Am Dienstag gekommen." in page
    assert "Am Mittwoch gekommen." in page


def test_two_corrections_at_once_never_overwrite_each_other(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="eins")
    monitoring.correct_note(note, by=case.lead, seen=1, text="zwei")
    with pytest.raises(EditConflict):
        monitoring.correct_note(note, by=case.lead, seen=1, text="drei")
    answers = {
        "seen": 1,
        "at": "2026-01-01T10:00",
        "way": "phone",
        "interpreting": "none",
        "text": "vier",
        "is_contact": "on",
    }
    response = signed_in(case.lead).post(reverse("cases:note", args=[case.pk, note.pk]), answers)
    assert response.status_code == 409
    assert "zwei" in response.content.decode()
    assert "vier" in response.content.decode()


def test_a_look_that_a_colleague_recorded_first_is_shown_beside_what_was_typed(
    signed_in: Callable[..., Client],
) -> None:
    case = CaseFactory()
    look = add_follow_up(case)
    today = timezone.localdate()
    monitoring.hold_follow_up(look, by=case.lead, held_on=today, result="achieved", note="Kurs begonnen")
    answers = {"seen": look.revision, "held_on": today.isoformat(), "result": "achieved", "note": "Kurs läuft"}
    response = signed_in(case.lead).post(reverse("cases:follow_up", args=[case.pk, look.pk]), answers)
    conflict = response.context["form"].conflict
    assert response.status_code == 409
    assert "Kurs läuft" in conflict.mine
    assert "Kurs begonnen" in conflict.theirs
    assert "Kurs läuft" in response.content.decode()


def test_a_note_taken_back_can_be_restored(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="eins")
    browser = signed_in(case.lead)
    browser.post(reverse("cases:note_withdraw", args=[case.pk, note.pk]))
    note.refresh_from_db()
    assert note.is_withdrawn
    browser.post(reverse("cases:note_restore", args=[case.pk, note.pk]))
    note.refresh_from_db()
    assert not note.is_withdrawn


def test_tasks_are_checked_off_and_open_again(signed_in: Callable[..., Client]) -> None:
    lead = CaseManagerFactory()
    browser = signed_in(lead)
    browser.post(reverse("cases:quick_task"), {"title": "Formulare bestellen"})
    task = CaseTask.objects.get()
    browser.post(reverse("cases:task_done", args=[task.pk]))
    assert not CaseTask.objects.open().exists()
    browser.post(reverse("cases:task_reopen", args=[task.pk]))
    assert CaseTask.objects.open().exists()


def test_nobody_checks_off_the_tasks_of_others(signed_in: Callable[..., Client]) -> None:
    task = monitoring.add_task(by=CaseManagerFactory(), title="Meins")
    assert signed_in(CaseManagerFactory()).post(reverse("cases:task_done", args=[task.pk])).status_code == 404


def test_the_last_contact_is_the_latest_that_is_left() -> None:
    case, now = CaseFactory(), timezone.now() + timedelta(hours=1)
    case.refresh_from_db()
    first = case.last_contact_at

    def last() -> Any:
        case.refresh_from_db()
        return case.last_contact_at

    note = monitoring.write_note(case, by=case.lead, text="War da.", at=now)
    monitoring.write_note(case, by=case.lead, text="Amt gefragt.", way=Way.OTHER_OFFICE, at=now + timedelta(minutes=5))
    assert last() == now
    monitoring.correct_note(note, by=case.lead, seen=1, at=now - timedelta(minutes=2))
    assert last() == now - timedelta(minutes=2)
    monitoring.withdraw_note(note, by=case.lead)
    assert last() == first
    monitoring.restore_note(note, by=case.lead)
    assert last() == now - timedelta(minutes=2)


def test_a_contact_of_another_day_is_noted_on_its_day_and_none_ahead(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    browser, there = signed_in(case.lead), reverse("cases:quick_note")
    said = {"case": case.pk, "text": "War da.", "way": "office"}
    ahead, before = (timezone.localtime() + timedelta(days=days) for days in (1, -1))
    assert browser.post(there, {**said, "at": f"{ahead:%Y-%m-%dT%H:%M}"}).status_code == 422
    browser.post(there, {**said, "at": f"{before:%Y-%m-%dT%H:%M}"})
    assert timezone.localdate(case.contact_notes.get().at) == before.date()


def test_a_note_that_cannot_be_kept_is_not_lost(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie will es so.")
    browser = signed_in(case.lead)
    note = browser.post(reverse("cases:quick_note"), {"case": case.pk, "text": "Getippt", "way": "office"})
    task = browser.post(reverse("cases:quick_task"), {"case": case.pk, "title": "Getippt"})
    for response in (note, task):
        assert response.status_code == 422
        assert "Getippt" in response.content.decode()
