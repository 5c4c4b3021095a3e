"""Levels of risk and urgency: what the questionnaire says follows, a task with its day and a second pair of eyes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import assessment, closing, levels, team, transfers
from roterfaden.cases.actions.cover import arrange_cover
from roterfaden.cases.actions.monitoring import finish_task
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.models import (
    Act,
    Assessment,
    AssessmentSection,
    Case,
    CaseTask,
    CaseTransfer,
    CloseReason,
    LookAppointment,
    LookState,
    OfferedCase,
    Part,
    SafeguardKind,
    Scope,
    SecondLook,
)
from roterfaden.logbook.models import ReadEntry, ReadKind
from tests.factories import AssessmentTemplateFactory, CaseFactory, CaseManagerFactory, HeadOfUnitFactory
from tests.rowlevel.seen import rows_seen
from tests.world import transfer_to_another

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def case() -> Case:
    AssessmentTemplateFactory()
    return CaseFactory()


@pytest.fixture
def draft(case: Case) -> Assessment:
    return assessment.start_assessment(case, by=case.lead)


@pytest.fixture
def colleague(case: Case) -> User:
    user: User = CaseManagerFactory(name="Mira Kollegin")
    team.join_team(case, by=case.lead, user=user, part=Part.DEPUTY)
    return user


@pytest.fixture
def appointed(case: Case) -> User:
    user: User = CaseManagerFactory(name="Ines Fachkraft")
    levels.appoint_looker(by=HeadOfUnitFactory(), user=user, purpose="Kinderschutz")
    return user


def say(draft: Assessment, **answers: Any) -> None:
    kept = AssessmentSection.objects.filter(assessment=draft, key="einschaetzung").first()
    assessment.save_section(draft, "einschaetzung", answers, by=draft.started_by, seen=kept.revision if kept else 0)


def ask(draft: Assessment, user: User) -> SecondLook:
    level = draft.levels.current().get()
    return levels.ask_second_look(level, by=draft.started_by, asked_of=user, words="Wie siehst du das?")


def take(look: SecondLook, *, agrees: bool, answer: str = "") -> SecondLook:
    return levels.take_second_look(look, by=look.asked_of, seen=look.revision, agrees=agrees, answer=answer)


# What follows ----------------------------------------------------------------------------------------------------


def test_a_level_makes_the_task_that_the_questionnaire_names(case: Case, draft: Assessment) -> None:
    say(draft, dringlichkeit="woche")
    task = CaseTask.objects.get()
    assert (task.title, task.owner, task.due_on) == ("Die ersten Schritte tun", case.lead, TODAY() + timedelta(days=7))
    assert case.timeline.filter(act=Act.LEVEL_SET, text="Wie eilig ist es? innerhalb einer Woche").exists()


def test_another_level_moves_the_task_and_none_takes_it_back(draft: Assessment) -> None:
    say(draft, dringlichkeit="monat")
    say(draft, dringlichkeit="sofort")
    assert [(task.due_on, task.is_withdrawn) for task in CaseTask.objects.all()] == [(TODAY(), False)]
    say(draft, dringlichkeit="sofort", bild="Mehr Text ändert nichts.")
    assert CaseTask.objects.get().revision == 2
    say(draft, dringlichkeit="ohne_eile")
    assert CaseTask.objects.get().is_withdrawn


def test_what_is_done_stays_done(draft: Assessment) -> None:
    say(draft, dringlichkeit="woche")
    finish_task(CaseTask.objects.get(), by=draft.started_by)
    say(draft, dringlichkeit="sofort")
    assert [task.done_at is None for task in CaseTask.objects.order_by("created_at")] == [False, True]


def test_the_task_of_a_protected_section_tells_nothing(case: Case) -> None:
    template = AssessmentTemplateFactory()
    document = template.document
    question = {
        "key": "krise", "kind": "level", "label": "Krise?",
        "options": [{"ja": {"label": "ja", "task": "Krisendienst anrufen", "days": 0}}, {"nein": "nein"}],
    }  # fmt: skip
    next(part for part in document["sections"] if part["key"] == "gesundheit")["questions"].append(question)
    draft = assessment.start_assessment(case, by=case.lead)
    draft.template.document = document
    assessment.save_section(draft, "gesundheit", {"krise": "ja"}, by=case.lead, seen=0)
    assert "Krisendienst" not in CaseTask.objects.get().title
    assert case.timeline.get(act=Act.LEVEL_SET).text == ""
    assert draft.levels.get().is_sensitive


def test_who_sees_the_file_in_part_neither_skips_a_look_nor_misses_one_that_was_taken(
    case: Case, draft: Assessment, colleague: User
) -> None:
    assistant = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=assistant, part=Part.MEMBER, scope=Scope.ORDINARY)
    say(draft, dringlichkeit="sofort")
    level = draft.levels.get()
    level.is_sensitive = True
    level.save()
    with serving(assistant.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="vollen Einblick"):
        assessment.complete_assessment(draft, by=assistant)
    take(ask(draft, colleague), agrees=True)
    with serving(assistant.pk, Purpose.CASE_WORK):
        assert assessment.complete_assessment(draft, by=assistant).completed_at


def test_who_was_asked_about_a_level_that_has_changed_is_asked_no_more(draft: Assessment, colleague: User) -> None:
    say(draft, dringlichkeit="sofort")
    look = ask(draft, colleague)
    say(draft, dringlichkeit="woche")
    say(draft, dringlichkeit="sofort")
    look.refresh_from_db()
    assert look.state == LookState.WITHDRAWN
    assert ask(draft, colleague).state == LookState.ASKED


# The second look -------------------------------------------------------------------------------------------------


def test_an_urgent_assessment_is_finished_after_somebody_else_has_looked(draft: Assessment, colleague: User) -> None:
    say(draft, dringlichkeit="sofort")
    with pytest.raises(RuleBroken, match="zweite Blick"):
        assessment.complete_assessment(draft, by=draft.started_by)
    look = ask(draft, colleague)
    assert "zweiten Blick" in Notice.objects.get(user=colleague).text
    with pytest.raises(RuleBroken, match="zweite Blick"):
        assessment.complete_assessment(draft, by=draft.started_by)
    assert take(look, agrees=True).state == LookState.AGREES
    assert assessment.complete_assessment(draft, by=draft.started_by).completed_at


def test_who_sees_it_otherwise_gets_a_reply_before_it_goes_on(draft: Assessment, colleague: User) -> None:
    say(draft, dringlichkeit="sofort")
    with pytest.raises(RuleBroken, match="wie Sie es sehen"):
        take(ask(draft, colleague), agrees=False)
    look = take(SecondLook.objects.get(), agrees=False, answer="Morgen reicht.")
    with pytest.raises(RuleBroken, match="zweite Blick"):
        assessment.complete_assessment(draft, by=draft.started_by)
    levels.keep_level(look, by=draft.started_by, seen=look.revision, reason="Der Strom ist abgestellt.")
    assert assessment.complete_assessment(draft, by=draft.started_by).completed_at


def test_a_look_at_another_level_does_not_count(draft: Assessment, colleague: User) -> None:
    say(draft, kinderschutz="unsicher")
    take(ask(draft, colleague), agrees=True)
    say(draft, kinderschutz="ja")
    with pytest.raises(RuleBroken, match="ja, Vorgehen eingeleitet"):
        assessment.complete_assessment(draft, by=draft.started_by)


def test_one_asks_the_team_or_the_appointed_and_never_oneself(
    case: Case, draft: Assessment, colleague: User, appointed: User
) -> None:
    partly, stranger = CaseManagerFactory(), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=partly, part=Part.MEMBER, scope=Scope.ORDINARY)
    say(draft, dringlichkeit="sofort")
    assert set(levels.possible_lookers(case, case.lead)) == {colleague, appointed}
    away, today = CaseManagerFactory(), timezone.localdate()
    team.join_team(case, by=case.lead, user=away, part=Part.MEMBER)
    arrange_cover(by=away, absent=away, cover=colleague, starts_on=today, ends_on=today)
    for wrong in (case.lead, stranger, partly, away):
        with pytest.raises(RuleBroken, match="kann dafür nicht gefragt werden"):
            ask(draft, wrong)
    look = ask(draft, appointed)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.filter(pk=look.pk).update(asked_by=appointed)
    with pytest.raises(RuleBroken, match="Gefragt ist"):
        levels.take_second_look(look, by=colleague, seen=look.revision, agrees=True)


def test_who_has_set_the_level_is_not_the_second_pair_of_eyes_when_somebody_else_asks(
    case: Case, draft: Assessment, colleague: User, appointed: User, signed_in: Callable[..., Client]
) -> None:
    say(draft, dringlichkeit="sofort")
    level = draft.levels.get()
    with pytest.raises(RuleBroken, match="kann dafür nicht gefragt werden"):
        levels.ask_second_look(level, by=colleague, asked_of=case.lead, words="Wie siehst du das?")
    form = signed_in(colleague).get(reverse("cases:look_ask", args=[case.pk, level.pk])).context["form"]
    assert set(form.fields["asked_of"].queryset) == {appointed}


def test_a_question_taken_back_is_not_answered_and_can_be_asked_anew(draft: Assessment, colleague: User) -> None:
    say(draft, dringlichkeit="sofort")
    look = ask(draft, colleague)
    with pytest.raises(RuleBroken, match="schon jemand gefragt"):
        ask(draft, colleague)
    levels.withdraw_second_look(look, by=draft.started_by)
    with pytest.raises(RuleBroken, match="nicht mehr offen"):
        take(look, agrees=True)
    assert ask(draft, colleague).state == LookState.ASKED


def test_the_appointed_read_the_question_and_nothing_of_the_file(
    case: Case, draft: Assessment, appointed: User, signed_in: Callable[..., Client]
) -> None:
    say(draft, dringlichkeit="sofort")
    look = ask(draft, appointed)
    browser = signed_in(appointed)
    page = browser.get(reverse("cases:second_look", args=[look.pk])).content.decode()
    assert "Wie siehst du das?" in page
    assert case.client.family_name not in page
    read = ReadEntry.objects.get(reader_id=appointed.pk, case_id=case.pk)
    assert (read.kind, read.client_id) == (ReadKind.DISCLOSED, case.client_id)
    assert browser.get(reverse("cases:assessment", args=[case.pk])).status_code == 404
    with serving(appointed.pk, Purpose.CASE_WORK):
        assert (SecondLook.objects.count(), Case.objects.count(), Assessment.objects.count()) == (1, 0, 0)
        take(SecondLook.objects.get(), agrees=True)
    assert SecondLook.objects.get().state == LookState.AGREES
    assert signed_in(case.lead).get(reverse("cases:second_look", args=[look.pk])).status_code == 404


def seen_by(user: User) -> set[str]:
    """What of looks and of their earlier versions PostgreSQL lets somebody read."""
    return {*rows_seen("cases_secondlook", user, Purpose.CASE_WORK)} | {
        *rows_seen("cases_secondlookevent", user, Purpose.CASE_WORK)
    }


def test_once_answered_the_team_alone_reads_the_question(
    case: Case, draft: Assessment, appointed: User, signed_in: Callable[..., Client]
) -> None:
    say(draft, dringlichkeit="sofort")
    look = ask(draft, appointed)
    assert seen_by(appointed) == {str(look.pk)}
    browser, page = signed_in(appointed), reverse("cases:second_look", args=[look.pk])
    answered = {"seen": look.revision, "agrees": "1", "answer": "Ja, heute."}
    assert browser.post(page, answered).headers["Location"] == reverse("desk:today")
    assert seen_by(appointed) == set()
    assert not SecondLook.objects.visible_to(appointed).exists()
    # Whoever comes back, or has pressed twice, hears that it is settled; a stranger finds nothing.
    for again in (browser.get(page), browser.post(page, answered)):
        assert again.headers["Location"] == reverse("desk:today")
    assert signed_in(CaseManagerFactory()).get(page).status_code == 404
    kept = SecondLook.objects.visible_to(case.lead).get()
    assert (kept.state, kept.words, kept.answer) == (LookState.AGREES, "Wie siehst du das?", "Ja, heute.")
    assert str(look.pk) in seen_by(case.lead)


@pytest.mark.parametrize(
    "ends",
    [
        lambda case: closing.close_case(case, by=case.lead, reason=CloseReason.WISH, note="Genug."),
        lambda case: set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie will es so."),
        lambda case: accept(transfer_to_another(case)),
    ],
    ids=["closed", "restricted", "handed over"],
)
def test_nobody_is_asked_any_more_when_the_file_ends_or_is_restricted(
    case: Case, draft: Assessment, appointed: User, ends: Callable[[Case], Any]
) -> None:
    say(draft, dringlichkeit="sofort")
    look = ask(draft, appointed)
    ends(case)
    look.refresh_from_db()
    assert look.state == LookState.WITHDRAWN
    assert seen_by(appointed) == set()
    told = case.timeline.get(act=Act.LOOK_WITHDRAWN)
    assert (told.text, told.by, told.subject) == (str(appointed), case.lead, look.pk)


def accept(transfer: CaseTransfer) -> None:
    with serving(transfer.receiver_id, Purpose.CASE_WORK):
        waiting = OfferedCase.objects.visible_to(transfer.receiver).get(pk=transfer.pk)
        transfers.accept_transfer(waiting, by=transfer.receiver)


def test_on_the_pages_one_asks_answers_and_stays_with_it(
    case: Case, draft: Assessment, colleague: User, signed_in: Callable[..., Client]
) -> None:
    say(draft, dringlichkeit="sofort")
    overview = reverse("cases:assessment", args=[case.pk])
    lead = signed_in(case.lead)
    refused = lead.post(reverse("cases:assessment_complete", args=[case.pk]))
    assert refused["Location"] == overview
    assert "Ein zweiter Blick fehlt noch." in lead.get(overview).content.decode()
    page = reverse("cases:look_ask", args=[case.pk, draft.levels.get().pk])
    assert lead.post(page, {"asked_of": colleague.pk, "words": ""}).status_code == 422
    lead.post(page, {"asked_of": colleague.pk, "words": "Strom abgestellt."})
    look = SecondLook.objects.get()
    answer = reverse("cases:second_look", args=[look.pk])
    assert signed_in(colleague).post(answer, {"seen": look.revision, "agrees": "0"}).status_code == 422
    signed_in(colleague).post(answer, {"seen": look.revision, "agrees": "0", "answer": "Morgen reicht."})
    assert "Morgen reicht." in lead.get(overview).content.decode()
    look.refresh_from_db()
    lead.post(reverse("cases:look_keep", args=[case.pk, look.pk]), {"seen": look.revision, "reason": "Nein, heute."})
    assert "Nein, heute." in lead.get(overview).content.decode()


def test_where_nobody_can_be_asked_it_says_who_could(
    case: Case, draft: Assessment, signed_in: Callable[..., Client]
) -> None:
    say(draft, dringlichkeit="sofort")
    page = reverse("cases:look_ask", args=[case.pk, draft.levels.get().pk])
    answer = signed_in(case.lead).get(page).content.decode()
    assert "Noch niemand, den Sie fragen können" in answer
    assert "asked_of" not in answer


def test_the_head_of_unit_appoints_and_ends_it(signed_in: Callable[..., Client]) -> None:
    head, worker = HeadOfUnitFactory(), CaseManagerFactory()
    browser, page = signed_in(head), reverse("cases:appointments")
    browser.post(page, {"user": worker.pk, "purpose": "Krisen"})
    assert browser.post(page, {"user": worker.pk, "purpose": "Krisen"}).status_code == 422
    appointment = LookAppointment.objects.get()
    browser.post(reverse("cases:appointment_end", args=[appointment.pk]))
    assert not LookAppointment.objects.in_force().exists()


def test_a_due_day_is_that_of_the_task(draft: Assessment, colleague: User) -> None:
    say(draft, kinderschutz="unsicher")
    due: date | None = ask(draft, colleague).due_on
    assert due == TODAY() + timedelta(days=2)
