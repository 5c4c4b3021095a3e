"""What is planned is put right: a follow-up and a task get another day, other words, somebody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases.actions import monitoring, moving
from roterfaden.cases.actions.team import join_team
from roterfaden.cases.models import Act, Case, CaseTask, FollowUp, Part, Phase, Scope
from roterfaden.cases.pushing import pushes
from tests.factories import CaseFactory, CaseManagerFactory, add_follow_up

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def last_entry(case: Case) -> Any:
    return case.timeline.order_by("at").last()


def change_url(look: FollowUp) -> str:
    return reverse("cases:follow_up_change", args=[look.case_id, look.pk])


def said_of(look: FollowUp, **changed: Any) -> dict[str, Any]:
    known = {"seen": look.revision, "question": look.question, "due_on": look.due_on, "owner": look.owner_id}
    return {**known, **changed}


@pytest.fixture
def case() -> Case:
    steered: Case = CaseFactory(phase=Phase.STEERING)
    return steered


@pytest.fixture
def colleague(case: Case) -> Any:
    user = CaseManagerFactory(name="Mira Kollegin")
    join_team(case, by=case.lead, user=user, part=Part.MEMBER, scope=Scope.ORDINARY)
    return user


def test_a_look_moves_to_another_day_and_the_timeline_says_from_when(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    look = add_follow_up(case, in_days=2)
    signed_in(case.lead).post(change_url(look), said_of(look, due_on=in_days(9), at="09:30"))
    look.refresh_from_db()
    assert (look.due_on, str(look.at)) == (in_days(9), "09:30:00")
    entry = last_entry(case)
    assert (entry.act, entry.by, entry.subject) == (Act.FOLLOW_UP_MOVED, case.lead, look.pk)
    before, now = (date_format(in_days(days), "j. F Y") for days in (2, 9))
    assert f"({now}, 09:30 statt {before})" in entry.text


def test_other_words_another_goal_and_somebody_else_are_a_change(
    case: Case, colleague: Any, signed_in: Callable[..., Client]
) -> None:
    look = add_follow_up(case, in_days=2)
    goal = case.frame_goals.get().action_goals.get()
    changed = said_of(look, question="Passt der Kurs?", action_goal=goal.pk, owner=colleague.pk)
    signed_in(case.lead).post(change_url(look), changed)
    look.refresh_from_db()
    assert (look.question, look.action_goal, look.owner) == ("Passt der Kurs?", goal, colleague)
    assert last_entry(case).act == Act.FOLLOW_UP_CHANGED
    assert "Mira Kollegin" in last_entry(case).text


def test_a_task_is_put_right_on_its_page(case: Case, colleague: Any, signed_in: Callable[..., Client]) -> None:
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufn")
    page = reverse("cases:task", args=[task.pk])
    changed = {"seen": task.revision, "title": "Anrufen", "due_on": in_days(1), "owner": colleague.pk}
    assert signed_in(case.lead).post(page, changed).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.due_on, task.owner) == ("Anrufen", in_days(1), colleague)
    assert last_entry(case).act == Act.TASK_CHANGED


def test_saved_unchanged_nothing_has_happened(case: Case) -> None:
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen", due_on=in_days(-3))
    told = case.timeline.count()
    moving.change_task(task, by=case.lead, seen=1, title="Anrufen", due_on=in_days(-3), owner=case.lead)
    task.refresh_from_db()
    assert (task.revision, case.timeline.count()) == (1, told)


@pytest.mark.parametrize("what", ["look", "task"])
def test_a_day_that_is_past_is_refused_at_its_field(what: str, case: Case, signed_in: Callable[..., Client]) -> None:
    look = add_follow_up(case, in_days=2)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen")
    browser, past = signed_in(case.lead), in_days(-1)
    if what == "look":
        response = browser.post(change_url(look), said_of(look, due_on=past))
    else:
        said = {"seen": 1, "title": "Anrufen", "due_on": past, "owner": case.lead_id}
        response = browser.post(reverse("cases:task", args=[task.pk]), said)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["due_on"]
    with pytest.raises(RuleBroken, match="vorbei"):
        moving.change_task(task, by=case.lead, seen=1, due_on=past)


def test_a_word_of_what_is_overdue_is_put_right_without_moving_it(case: Case, signed_in: Callable[..., Client]) -> None:
    look = add_follow_up(case, in_days=-4)
    signed_in(case.lead).post(change_url(look), said_of(look, question="Passt der Kurs noch?"))
    look.refresh_from_db()
    assert (look.question, look.due_on) == ("Passt der Kurs noch?", in_days(-4))


def test_it_goes_to_nobody_who_cannot_open_the_file(case: Case, signed_in: Callable[..., Client]) -> None:
    look = add_follow_up(case)
    helper, stranger = CaseManagerFactory(), CaseManagerFactory()
    join_team(case, by=case.lead, user=helper, part=Part.MEMBER, scope=Scope.OWN)
    browser = signed_in(case.lead)
    for other in (helper, stranger):
        response = browser.post(change_url(look), said_of(look, owner=other.pk))
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["owner"])
        with pytest.raises(RuleBroken, match="nicht öffnen"):
            moving.change_follow_up(look, by=case.lead, seen=look.revision, owner=other)


def test_who_sees_their_own_contributions_moves_them_and_gives_them_to_nobody(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    helper = CaseManagerFactory()
    join_team(case, by=case.lead, user=helper, part=Part.MEMBER, scope=Scope.OWN)
    look, other = add_follow_up(case, owner=helper), add_follow_up(case)
    browser = signed_in(helper)
    form = browser.get(change_url(look)).context["form"]
    assert set(form.fields) == {"seen", "question", "due_on", "at"}
    browser.post(change_url(look), said_of(look, due_on=in_days(8), owner=case.lead_id))
    look.refresh_from_db()
    assert (look.due_on, look.owner) == (in_days(8), helper)
    assert browser.get(change_url(other)).status_code == 404


def test_a_task_beside_the_files_is_moved_and_stays_ones_own(signed_in: Callable[..., Client]) -> None:
    worker = CaseManagerFactory()
    task = monitoring.add_task(by=worker, title="Stellwand bestellen")
    page = reverse("cases:task", args=[task.pk])
    browser = signed_in(worker)
    assert "owner" not in browser.get(page).context["form"].fields
    assert browser.post(page, {"seen": 1, "title": task.title, "due_on": in_days(3)}).url == reverse("desk:today")
    task.refresh_from_db()
    assert (task.due_on, task.owner) == (in_days(3), worker)
    with pytest.raises(RuleBroken):
        moving.change_task(task, by=worker, seen=2, owner=CaseManagerFactory())
    assert signed_in(CaseManagerFactory()).get(page).status_code == 404


def test_two_who_move_at_once_never_overwrite_each_other(case: Case, signed_in: Callable[..., Client]) -> None:
    look = add_follow_up(case)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen")
    moving.change_follow_up(look, by=case.lead, seen=look.revision, question="Zuerst gefragt?")
    moving.change_task(task, by=case.lead, seen=1, title="Zuerst anrufen")
    with pytest.raises(EditConflict):
        moving.change_task(task, by=case.lead, seen=1, title="Später anrufen")
    browser = signed_in(case.lead)
    look_page = browser.post(change_url(look), said_of(look, question="Danach gefragt?"))
    said = {"seen": 1, "title": "Später anrufen", "owner": case.lead_id}
    task_page = browser.post(reverse("cases:task", args=[task.pk]), said)
    for page, mine, theirs in (
        (look_page, "Danach gefragt?", "Zuerst gefragt?"),
        (task_page, "Später anrufen", "Zuerst anrufen"),
    ):
        assert page.status_code == 409
        assert mine in page.content.decode()
        assert theirs in page.content.decode()


def test_what_was_done_meanwhile_is_not_moved_and_nothing_typed_is_lost(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    task = monitoring.finish_task(monitoring.add_task(by=case.lead, case=case, title="Anrufen"), by=case.lead)
    said = {"seen": task.revision, "title": "Getippt", "owner": case.lead_id}
    response = signed_in(case.lead).post(reverse("cases:task", args=[task.pk]), said)
    assert response.status_code == 422
    assert "nicht mehr offen" in response.content.decode()
    assert "Getippt" in response.content.decode()
    look = add_follow_up(case)
    held = monitoring.hold_follow_up(look, by=case.lead, held_on=in_days(0), result="on_track")
    assert signed_in(case.lead).get(change_url(held)).url == reverse("cases:follow_up", args=[case.pk, held.pk])
    with pytest.raises(RuleBroken, match="nicht mehr geplant"):
        moving.change_follow_up(look, by=case.lead, seen=held.revision, due_on=in_days(5))


def test_a_finished_task_is_read_and_opened_again_from_its_page(case: Case, signed_in: Callable[..., Client]) -> None:
    task = monitoring.finish_task(monitoring.add_task(by=case.lead, case=case, title="Anrufen"), by=case.lead)
    page = reverse("cases:task", args=[task.pk])
    browser = signed_in(case.lead)
    reopen = reverse("cases:task_reopen", args=[task.pk])
    assert reopen in browser.get(page).content.decode()
    assert browser.post(reopen, headers={"Referer": f"http://testserver{page}"}).url == reverse(
        "cases:case", args=[case.pk]
    )
    assert CaseTask.objects.open().get() == task


def test_they_are_reached_from_where_they_are_listed(case: Case, signed_in: Callable[..., Client]) -> None:
    look = add_follow_up(case, in_days=1)
    dated = monitoring.add_task(by=case.lead, case=case, title="Anrufen", due_on=in_days(1))
    undated = monitoring.add_task(by=case.lead, title="Irgendwann")
    browser = signed_in(case.lead)
    today = browser.get(reverse("desk:today")).content.decode()
    for there in (change_url(look), *(reverse("cases:task", args=[task.pk]) for task in (dated, undated))):
        assert there in today
    assert reverse("cases:task", args=[dated.pk]) in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert change_url(look) in browser.get(reverse("cases:follow_up", args=[case.pk, look.pk])).content.decode()


def test_what_is_due_is_put_off_with_one_press_and_brought_back(case: Case, signed_in: Callable[..., Client]) -> None:
    look, overdue = add_follow_up(case, in_days=0), in_days(-2)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen", due_on=overdue)
    browser = signed_in(case.lead)
    tomorrow, week = (push.day for push in pushes())
    browser.post(reverse("cases:follow_up_move", args=[case.pk, look.pk]), {"auf": "woche", "seen": look.revision})
    browser.post(reverse("cases:task_move", args=[task.pk]), {"auf": "morgen", "seen": 1})
    look.refresh_from_db()
    task.refresh_from_db()
    assert (look.due_on, task.due_on) == (week, tomorrow)
    assert {Act.FOLLOW_UP_MOVED, Act.TASK_MOVED} <= {entry.act for entry in case.timeline.all()}
    browser.post(reverse("cases:follow_up_move_back", args=[case.pk, look.pk]))
    browser.post(reverse("cases:task_move_back", args=[task.pk]))
    look.refresh_from_db()
    task.refresh_from_db()
    assert (look.due_on, task.due_on) == (in_days(0), overdue)


def test_what_somebody_moved_meanwhile_is_not_put_off(case: Case, signed_in: Callable[..., Client]) -> None:
    task = monitoring.add_task(by=case.lead, title="Anrufen", due_on=in_days(0))
    moving.change_task(task, by=case.lead, seen=1, due_on=in_days(20))
    browser, there = signed_in(case.lead), reverse("cases:task_move", args=[task.pk])
    assert browser.post(there, {"auf": "morgen", "seen": 1}).url == reverse("cases:task", args=[task.pk])
    assert browser.post(there, {"auf": "gestern", "seen": 2}).status_code == 404
    task.refresh_from_db()
    assert task.due_on == in_days(20)


def test_what_a_colleague_moved_after_the_push_is_not_brought_back(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    look = add_follow_up(case, in_days=0)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen", due_on=in_days(0))
    browser = signed_in(case.lead)
    pages = {
        reverse("cases:follow_up_move", args=[case.pk, look.pk]): (look, change_url(look), moving.change_follow_up),
        reverse("cases:task_move", args=[task.pk]): (task, reverse("cases:task", args=[task.pk]), moving.change_task),
    }
    for push, (row, own_page, change) in pages.items():
        moved = browser.post(push, {"auf": "morgen", "seen": row.revision}, follow=True).content.decode()
        undo = re.search(f'{push}zuruecknehmen/[^"]+', moved)
        row.refresh_from_db()
        change(row, by=case.lead, seen=row.revision, due_on=in_days(20))
        assert undo is not None
        assert browser.post(undo[0]).url == own_page
        row.refresh_from_db()
        assert row.due_on == in_days(20)


def test_what_was_never_moved_does_not_go_back(case: Case) -> None:
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen", due_on=in_days(1))
    with pytest.raises(RuleBroken, match="nichts verschoben"):
        moving.move_task_back(task, by=case.lead)


def test_a_fixed_time_and_what_lies_ahead_are_moved_on_their_page_only(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    fixed = add_follow_up(case, in_days=0, at="09:30")
    ahead = add_follow_up(case, in_days=3)
    due = add_follow_up(case, in_days=0)
    page = signed_in(case.lead).get(reverse("desk:today")).content.decode()
    offered = [reverse("cases:follow_up_move", args=[case.pk, one.pk]) in page for one in (fixed, ahead, due)]
    assert offered == [False, False, True]


@pytest.mark.parametrize(
    ("today", "said", "days"),
    [
        (date(2026, 12, 1), "auf morgen", (date(2026, 12, 2), date(2026, 12, 8))),
        (date(2026, 12, 4), "auf Montag", (date(2026, 12, 7), date(2026, 12, 11))),
        (date(2026, 12, 24), "auf Montag", (date(2026, 12, 28), date(2026, 12, 31))),
    ],
)
def test_one_press_leads_to_a_working_day(
    today: date, said: str, days: tuple[date, date], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    first, second = pushes()
    assert (first.label, (first.day, second.day)) == (said, days)
