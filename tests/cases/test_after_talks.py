"""Three months after the end: planned by default, in the work list, recorded in few touches, taken up again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import after_talks, closing
from roterfaden.cases.models import AfterTalk, Case, CloseReason, Intake, Phase
from roterfaden.cases.models.after_talk import usual_day
from tests.factories import CaseFactory, CaseManagerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Case:
    return CaseFactory(phase=Phase.CLOSED)


@pytest.fixture
def talk(closed: Case) -> AfterTalk:
    return closed.after_talks.get()  # type: ignore[no-any-return]


def there(talk: AfterTalk, name: str = "after_talk") -> str:
    return reverse(f"cases:{name}", args=[talk.case_id, talk.pk])


def said(talk: AfterTalk, **more: Any) -> dict[str, Any]:
    return {"seen": talk.revision, "state": "reached", "held_on": timezone.localdate(), **more}


def close_by_page(browser: Client, case: Case, **more: Any) -> Any:
    return browser.post(reverse("cases:close", args=[case.pk]), {"reason": "goals_reached", "note": "", **more})


def test_three_months_fall_on_a_working_day() -> None:
    assert usual_day(date(2026, 11, 27)) == date(2027, 2, 26)
    assert usual_day(date(2026, 11, 28)).weekday() == 0


def test_closing_shows_the_day_and_plans_it(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.EVALUATION)
    browser = signed_in(case.lead)
    assert f'value="{usual_day()}"' in browser.get(reverse("cases:close", args=[case.pk])).content.decode()
    assert close_by_page(browser, case, talk_on=usual_day()).status_code == 302
    planned = case.after_talks.get()
    assert (planned.due_on, planned.owner, planned.state) == (usual_day(), case.lead, "planned")
    assert case.timeline.filter(act="after_talk_planned", subject=planned.pk).exists()


def test_without_a_talk_the_reason_is_asked_for(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.EVALUATION)
    browser = signed_in(case.lead)
    for wrong in ({"talk_on": ""}, {"talk_on": usual_day(), "no_talk": "weil"}, {"talk_on": "2020-01-01"}):
        assert close_by_page(browser, case, **wrong).status_code == 422
    assert close_by_page(browser, case, talk_on="", no_talk="Sie möchte es nicht.").status_code == 302
    assert not case.after_talks.exists()
    assert case.timeline.filter(act="after_talk_cancelled", reason="Sie möchte es nicht.").exists()


def test_nobody_asks_after_a_death() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    closing.close_case(case, by=case.lead, reason=CloseReason.DECEASED, note="Am 3. gestorben.")
    assert not case.after_talks.exists()


def test_it_stands_on_the_start_page_when_its_day_comes_and_nobody_elses(
    talk: AfterTalk, signed_in: Callable[..., Client]
) -> None:
    words, today = "Nachgespräch nach dem Abschluss", reverse("desk:today")
    assert words not in signed_in(talk.owner).get(today).content.decode()
    AfterTalk.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    page = signed_in(talk.owner).get(today).content.decode()
    assert words in page
    assert there(talk) in page
    listed = signed_in(talk.owner).get(reverse("cases:cases") + "?stand=abgeschlossen").content.decode()
    assert "Nachgespräch am" in listed
    stranger = signed_in(CaseManagerFactory())
    assert words not in stranger.get(today).content.decode()
    assert stranger.get(there(talk)).status_code == 404


def test_when_its_owner_has_left_it_stands_with_the_lead_and_without_one_with_the_team(
    signed_in: Callable[..., Client],
) -> None:
    def stands_with(user: User) -> bool:
        return "Nachgespräch nach dem" in signed_in(user).get(reverse("desk:today")).content.decode()

    case = CaseFactory(phase=Phase.CLOSED, deputy=CaseManagerFactory())
    deputy = case.members.get(part="deputy").user
    case.after_talks.update(due_on=timezone.localdate(), owner=CaseManagerFactory())  # who is in no team
    assert stands_with(case.lead)
    assert not stands_with(deputy)
    case.after_talks.update(owner=case.lead)
    case.lead.seats.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert stands_with(deputy)


def test_what_was_said_is_recorded_while_the_case_stays_closed(
    talk: AfterTalk, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(talk.owner)
    before = timezone.now() - timedelta(days=30)
    Intake.objects.update(taken_at=before)
    Case.objects.update(last_contact_at=before)
    assert browser.post(there(talk), said(talk, wellbeing=4, holds="partly", news="Neue Stelle.")).status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.wellbeing, talk.holds, talk.news) == ("reached", 4, "partly", "Neue Stelle.")
    case = Case.objects.get(pk=talk.case_id)
    assert not case.is_open
    assert case.last_contact_at is not None
    assert case.last_contact_at > before
    assert "Neue Stelle." not in case.timeline.get(act="after_talk_held").text
    assert "Neue Stelle." in browser.get(there(talk)).content.decode()
    browser.post(there(talk, "after_talk_reopen"))
    talk.refresh_from_db()
    assert talk.state == "planned"
    assert Case.objects.get().last_contact_at == before


def test_nobody_has_to_say_anything(talk: AfterTalk, signed_in: Callable[..., Client]) -> None:
    assert signed_in(talk.owner).post(there(talk), said(talk)).status_code == 302


def test_who_was_not_reached_is_tried_again(talk: AfterTalk, signed_in: Callable[..., Client]) -> None:
    again = timezone.localdate() + timedelta(days=14)
    answer = said(talk, state="unreached", again_on=again, news="bleibt nicht stehen")
    assert signed_in(talk.owner).post(there(talk), answer).status_code == 302
    first, second = AfterTalk.objects.order_by("state")
    assert {(first.state, first.due_on), (second.state, second.due_on)} >= {("planned", again)}
    assert not AfterTalk.objects.exclude(news="").exists()


def test_the_case_is_taken_up_again_from_there_in_one_step(talk: AfterTalk, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(talk.owner)
    assert browser.post(there(talk), said(talk, reopen="1")).status_code == 422
    assert browser.post(there(talk), said(talk, reopen="1", state="unreached")).status_code == 422
    assert browser.post(there(talk), said(talk, reopen="1", news="Wohnung gekündigt.")).status_code == 302
    case = Case.objects.get(pk=talk.case_id)
    assert case.is_open
    assert case.timeline.get(act="reopened").reason == "Wohnung gekündigt."
    talk.refresh_from_db()
    assert talk.state == "reached"


def test_a_stale_page_overwrites_nothing(talk: AfterTalk, signed_in: Callable[..., Client]) -> None:
    browser, late = signed_in(talk.owner), said(talk, wellbeing=1)
    after_talks.cancel_after_talk(talk, by=talk.owner, reason="Sie meldet sich selbst.")
    assert browser.post(there(talk), late).status_code == 409
    talk.refresh_from_db()
    assert (talk.state, talk.wellbeing) == ("cancelled", None)


def test_it_is_called_off_with_a_reason_and_planned_anew(talk: AfterTalk, signed_in: Callable[..., Client]) -> None:
    browser, add = signed_in(talk.owner), reverse("cases:after_talk_add", args=[talk.case_id])
    assert browser.post(add, {"due_on": usual_day()}).status_code == 422
    assert browser.post(there(talk, "after_talk_cancel"), {"reason": ""}).status_code == 422
    assert browser.post(there(talk, "after_talk_cancel"), {"reason": "Sie meldet sich selbst."}).status_code == 302
    assert browser.post(add, {"due_on": usual_day()}).status_code == 302
    assert AfterTalk.objects.filter(state="planned").count() == 1
    browser.post(there(talk, "after_talk_reopen"))
    talk.refresh_from_db()
    assert talk.state == "cancelled"


def test_taking_a_case_up_again_calls_its_talk_off(talk: AfterTalk) -> None:
    closing.reopen_case(talk.case, by=talk.owner, reason="Die Wohnung wurde gekündigt.")
    talk.refresh_from_db()
    assert (talk.state, talk.reason) == ("cancelled", "Der Fall wurde wieder aufgenommen.")
    with pytest.raises(RuleBroken, match="läuft"):
        after_talks.plan_after_talk(talk.case, by=talk.owner, due_on=usual_day())


def test_the_database_knows_one_planned_talk(talk: AfterTalk) -> None:
    with pytest.raises(IntegrityError, match="after_talk_one_planned"), transaction.atomic():
        AfterTalk.objects.create(case=talk.case, due_on=usual_day(), owner=talk.owner)
