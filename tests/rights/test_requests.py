"""Requests under the GDPR: deadlines, decisions, what they set in force, who sees what of them."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import page
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import monitoring, people, safeguards
from roterfaden.cases.documents import LANGUAGES
from roterfaden.cases.models import Act, Case, Phase, Safeguard, SafeguardKind
from roterfaden.rights import actions
from roterfaden.rights.documents import answer_pdf
from roterfaden.rights.models import (
    DataRequest,
    DataRequestStep,
    HandOver,
    Outcome,
    RequestKind,
    RequestState,
    month_later,
)
from tests.factories import CaseFactory, IntakeFactory, OfferFactory, UserFactory, add_measure, ask_provider

pytestmark = pytest.mark.django_db


def asked(case: Case, kind: RequestKind = RequestKind.RESTRICTION, **more: object) -> DataRequest:
    return actions.take_request(case.client, kind, by=case.lead, wish="Bitte prüfen Sie das.", **more)  # type: ignore[arg-type]


def granted(request: DataRequest, outcome: Outcome = Outcome.GRANTED) -> DataRequest:
    return actions.decide(request, by=request.taken_by, outcome=outcome, reason="Das trifft zu.")


def first_note(case: Case) -> object:
    return case.timeline.filter(act=Act.NOTE_ADDED).latest("at")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_an_answer_is_due_a_month_later(received: date, due: date) -> None:
    assert month_later(received) == due


def test_requests_are_numbered_by_year() -> None:
    case = CaseFactory()
    year = timezone.localdate().year
    assert [asked(case, kind).reference for kind in (RequestKind.ERASURE, RequestKind.CORRECTION)] == [
        f"DS-{year}-0001", f"DS-{year}-0002",
    ]  # fmt: skip


def test_the_deadline_is_extended_once_with_a_reason() -> None:
    request = asked(CaseFactory())
    with pytest.raises(RuleBroken):
        actions.extend(request, by=request.taken_by, reason=" ")
    request = actions.extend(request, by=request.taken_by, reason="Viele Akten.")
    assert request.due_on == month_later(request.received_on, 3)
    with pytest.raises(RuleBroken):
        actions.extend(request, by=request.taken_by, reason="Noch länger.")


def test_a_request_is_answered_only_after_its_decision_and_then_it_is_over() -> None:
    request = asked(CaseFactory(), RequestKind.CORRECTION)
    with pytest.raises(RuleBroken):
        actions.answer(request, by=request.taken_by, handed_over=HandOver.POST)
    granted(request)
    with pytest.raises(RuleBroken):
        actions.withdraw_request(request, by=request.taken_by, reason="doch nicht")
    request = actions.answer(request, by=request.taken_by, handed_over=HandOver.POST)
    assert request.state == RequestState.ANSWERED
    with pytest.raises(RuleBroken):
        granted(request)
    assert [step.act for step in request.steps.all()] == ["received", "decided", "answered"]


def test_steps_are_never_changed() -> None:
    step = asked(CaseFactory()).steps.get()
    with pytest.raises(ProgrammingError, match="data_request_step_stays"), transaction.atomic():
        DataRequestStep.objects.filter(pk=step.pk).update(text="anders")


def test_a_restricted_file_is_locked_until_it_ends_and_can_be_used_by_exception() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    granted(asked(case))
    for act in (
        lambda: monitoring.write_note(case, by=case.lead, text="Trotzdem"),
        lambda: monitoring.plan_follow_up(case, by=case.lead, due_on=timezone.localdate(), question="?"),
        lambda: people.correct_client(case.client, by=case.lead, seen=None, phone="1"),
        lambda: monitoring.add_task(by=case.lead, case=case, title="Anrufen"),
    ):
        with pytest.raises(RuleBroken, match="eingeschränkt"):
            act()
    guard = Safeguard.objects.get()
    safeguards.lift_safeguard(guard, by=case.lead, reason="Sie ist einverstanden.")
    monitoring.write_note(case, by=case.lead, text="Mit Einverständnis")
    Safeguard.objects.update(lifted_until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(RuleBroken):
        monitoring.write_note(case, by=case.lead, text="Später")
    safeguards.end_safeguard(guard, by=case.lead, reason="Geprüft, die Person weiß es.")
    monitoring.write_note(case, by=case.lead, text="Wieder möglich")
    acts = set(case.timeline.values_list("act", flat=True))
    assert {Act.SAFEGUARD_SET, Act.SAFEGUARD_LIFTED, Act.SAFEGUARD_ENDED} <= acts


def test_a_single_entry_is_restricted_and_the_rest_is_not() -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="Strittig")
    granted(asked(case, entry=first_note(case)))
    with pytest.raises(RuleBroken, match="Dieser Eintrag"):
        monitoring.correct_note(note, by=case.lead, seen=note.revision, text="anders")
    monitoring.write_note(case, by=case.lead, text="Neu")


def test_an_objection_stops_passing_on_at_once() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    granted(asked(case, RequestKind.OBJECTION))
    with pytest.raises(RuleBroken, match="widersprochen"):
        ask_provider(measure)


def test_a_refusal_sets_nothing_in_force() -> None:
    granted(asked(CaseFactory()), Outcome.REFUSED)
    assert not Safeguard.objects.exists()


def test_a_granted_erasure_is_handed_over_to_deletion() -> None:
    request = asked(CaseFactory(), RequestKind.ERASURE)
    assert not DataRequest.objects.released_for_erasure().exists()
    granted(request)
    assert DataRequest.objects.released_for_erasure().get() == request
    partly = granted(asked(CaseFactory(), RequestKind.ERASURE), Outcome.PARTLY)
    assert partly not in DataRequest.objects.released_for_erasure()


DECIDED = [(kind, outcome, None) for kind in RequestKind if kind != RequestKind.ACCESS for outcome in Outcome]
TRANSLATED = [(RequestKind.RESTRICTION, outcome, language) for outcome in Outcome for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "outcome", "language"), [*DECIDED, *TRANSLATED])
def test_each_decision_has_an_accessible_answer(kind: RequestKind, outcome: Outcome, language: str | None) -> None:
    request = granted(asked(CaseFactory(), kind), outcome)
    paper = answer_pdf(request, language, wish="Bitte prüfen.", wish_language="de", reason="Weil es stimmt.")
    assert page.is_pdf_compliant_bytes(paper, profile="ua1")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper)).pages)
    joined = re.sub("[-\u00ad\u2010]?\n", "", text)
    assert "Weil es stimmt." in text
    assert ("Verwaltungsgericht" in joined) == (outcome != Outcome.GRANTED)


def test_what_the_person_says_stands_beside_the_entry(signed_in: Callable[..., Browser]) -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="Kam zu spät.")
    browser, entry = signed_in(case.lead), first_note(case)
    form = reverse("cases:counter_add", args=[case.pk, entry.pk])  # type: ignore[attr-defined]
    today = timezone.localdate().isoformat()
    assert browser.post(form, {"text": "", "language": "de", "stated_on": today}).status_code == 422
    browser.post(form, {"text": "Der Bus fiel aus.", "language": "ar", "stated_on": today})
    for there in (reverse("cases:history", args=[case.pk]), reverse("cases:note", args=[case.pk, note.pk])):
        assert "Der Bus fiel aus." in browser.get(there).content.decode()
    statement = case.counter_statements.get()
    browser.post(reverse("cases:counter_withdraw", args=[case.pk, statement.pk]))
    assert "Der Bus fiel aus." not in browser.get(reverse("cases:history", args=[case.pk])).content.decode()


def test_the_person_may_speak_in_a_restricted_file_and_the_page_says_that_it_is_one(
    signed_in: Callable[..., Browser],
) -> None:
    case = CaseFactory()
    monitoring.write_note(case, by=case.lead, text="Kam zu spät.")
    granted(asked(case))
    safeguards.state_counter(case, first_note(case), by=case.lead, text="Der Bus fiel aus.")  # type: ignore[arg-type]
    assert (
        "Diese Akte ist eingeschränkt"
        in signed_in(case.lead).get(reverse("cases:case", args=[case.pk])).content.decode()
    )


def test_an_act_refused_without_a_form_says_why_on_the_page_one_came_from(signed_in: Callable[..., Browser]) -> None:
    case = CaseFactory()
    note = monitoring.write_note(case, by=case.lead, text="Telefonat")
    granted(asked(case))
    there = reverse("cases:history", args=[case.pk])
    answer = signed_in(case.lead).post(
        reverse("cases:note_withdraw", args=[case.pk, note.pk]),
        headers={"referer": f"http://testserver{there}"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0].endswith(there)
    assert "eingeschränkt" in answer.content.decode()


def test_the_way_through_the_pages(signed_in: Callable[..., Browser]) -> None:
    case = CaseFactory()
    browser, today = signed_in(case.lead), timezone.localdate().isoformat()
    wanted = {
        "kind": "restriction",
        "wish": "Nicht nutzen!",
        "wish_language": "ar",
        "received_on": today,
        "language": "ar",
    }
    browser.post(reverse("rights:request_add", args=[case.client_id]), wanted)
    request = DataRequest.objects.get()
    there = reverse("rights:request", args=[request.pk])
    assert browser.post(there, {"outcome": "granted", "reason": "", "seen": 1}).status_code == 422
    browser.post(there, {"outcome": "granted", "reason": "Wird geprüft.", "seen": request.revision})
    assert Safeguard.objects.get().kind == SafeguardKind.RESTRICTION
    assert browser.get(reverse("rights:request_letter", args=[request.pk])).content.startswith(b"%PDF")
    request.refresh_from_db()
    browser.post(there, {"handed_over": "in_person", "answered_on": today, "seen": request.revision})
    request.refresh_from_db()
    assert request.state == RequestState.ANSWERED
    guard = reverse("rights:safeguard", args=[Safeguard.objects.get().pk])
    browser.post(guard, {"reason": "Geprüft."})
    assert not Safeguard.objects.standing().exists()


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.HEAD_OF_UNIT])
def test_supervision_sees_reference_and_deadline_but_no_name_and_no_word(
    role: Role, signed_in: Callable[..., Browser]
) -> None:
    case = CaseFactory()
    late = asked(case, received_on=timezone.localdate() - timedelta(days=60))
    answer = signed_in(role).get(reverse("rights:requests"))
    text = answer.content.decode()
    assert late.reference in text
    assert "überfällig" in text
    assert answer.context["overdue"] == 1
    assert case.client.family_name not in text
    assert "Bitte prüfen Sie das." not in text
    user = UserFactory(roles=[role])
    assert DataRequest.objects.visible_to(user).count() == 1
    assert not DataRequestStep.objects.visible_to(user).exists()


def test_requests_and_safeguards_are_seen_by_those_who_may_open_the_file() -> None:
    case, stranger = CaseFactory(), CaseFactory().lead
    granted(asked(case))
    for rows in (DataRequest.objects, DataRequestStep.objects, Safeguard.objects):
        assert rows.visible_to(case.lead).exists()
        assert not rows.visible_to(stranger).exists()
    intake = IntakeFactory()
    actions.take_request(intake.client, RequestKind.ACCESS, by=intake.taken_by, wish="")
    assert DataRequest.objects.visible_to(intake.taken_by).exists()
