"""The stories as they stand in the database: plausible, consistent, told once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone

from roterfaden.cases.models import (
    ActionGoal,
    Advice,
    Appointment,
    Assessment,
    Attachment,
    Case,
    CaseMember,
    CaseTask,
    CaseTransfer,
    Client,
    CloseReason,
    ContactNote,
    Decision,
    Evaluation,
    FollowUp,
    FollowUpState,
    FrameGoal,
    GoalAgreement,
    GuidingGoal,
    HomeVisit,
    HouseholdLink,
    Intake,
    LegalArea,
    Measure,
    MeasureKind,
    Mediation,
    OwnActivity,
    Phase,
    ProbableDouble,
    Problem,
    Referral,
    ReferralState,
    ResidenceTitle,
    SharedStep,
    TimelineEntry,
    WaitFigure,
    Waiting,
    WaitState,
)
from roterfaden.demo.stories import already_told, forget_stories, tell_stories
from roterfaden.demo.stories.days import is_working_day, moment_on
from roterfaden.demo.stories.living_together import TOGETHER
from tests.demo.towns import a_town

TODAY = date(2026, 11, 23)
CASES = 16
# The more often a text may come back, the fewer persons tell it.
MOST_ALIKE = 3


@pytest.fixture(scope="module")
def _stories(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The stories of seed 1, told once for all tests of this module and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        a_town()
        tell_stories(seed=1, cases=CASES, today=TODAY)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_stories")]


def every(model: type[models.Model]) -> list[Any]:
    return list(model._base_manager.order_by("pk"))


def test_open_hours_are_held_without_a_name() -> None:
    told = Advice.objects.all()
    assert told.count() >= 2 * len({advice.given_by_id for advice in told}) > 0
    assert all(advice.fields_of_action.exists() and advice.given_on <= TODAY for advice in told)


def test_somebody_waits_and_two_were_entered_twice() -> None:
    assert Waiting.objects.filter(state=WaitState.WAITING).count() == 4
    assert WaitFigure.objects.filter(hour=10).exists()
    pairs = [pair for pair in ProbableDouble.objects.select_related("first") if pair.first.given_name.endswith(".")]
    assert len(pairs) == 2


def test_a_couple_has_two_files_and_one_tells_of_somebody_the_other_does_not() -> None:
    joined = HouseholdLink.objects.agreed().get()
    assert joined.case.lead != joined.other_case.lead
    assert not Case.objects.visible_to(joined.case.lead).filter(pk=joined.other_case_id).exists()
    only_his = set(joined.other_case.relatives.values_list("name", flat=True))
    only_his -= set(joined.case.relatives.values_list("name", flat=True))
    assert "Noor" in only_his
    assert SharedStep.objects.running().filter(link=joined).count() == TOGETHER


def test_every_phase_is_there() -> None:
    phases = Counter(Case.objects.values_list("phase", flat=True))
    assert set(phases) == set(Phase.values)
    assert phases.total() == CASES + TOGETHER
    assert phases[Phase.STEERING] >= CASES // 3
    assert Case.objects.filter(close_reason__in=CloseReason.without_evaluation(), evaluated_at=None).exists()
    assert TimelineEntry.objects.filter(act="reopened").exists()
    assert Intake.objects.filter(decision=Decision.ADVICE).count() >= CASES // 4
    assert Intake.objects.open().exists()


def test_another_organisation_is_asked_to_go_on() -> None:
    assert CaseTransfer.objects.open().get().receiver.email == "elsewhere@example.org"


def test_everybody_is_marked_as_invented() -> None:
    assert not Client.objects.exclude(is_synthetic=True).exists()
    assert not Client.objects.exclude(email="").exists()
    assert all(person.street == "" or person.street.startswith("Muster") for person in every(Client))
    names = Counter(str(person) for person in every(Client))
    assert names.most_common(1)[0][1] == 1


def test_some_are_visited_at_home_and_a_conflict_was_settled() -> None:
    assert HomeVisit.objects.planned().filter(on_day=TODAY).exists()
    assert Problem.objects.open().exists()
    assert Mediation.objects.filter(state="agreed").exists()


def test_one_meets_people_and_has_arranged_to_meet_more() -> None:
    today = Appointment.objects.planned().filter(starts_at__date=TODAY)
    assert today.exists()
    assert Appointment.objects.filter(state="kept").exists()
    assert Appointment.objects.planned().filter(starts_at__date__gt=TODAY).exists()


def test_phone_numbers_belong_to_nobody() -> None:
    reserved = ("0221 4710", "030 23125", "040 66969", "069 90009", "089 99998")
    assert all(person.phone == "" or person.phone.startswith(reserved) for person in every(Client))


def test_papers_livelihood_and_home_fit_each_other() -> None:
    for person in every(Client):
        if person.accommodation_id:
            assert person.legal_area == LegalArea.ASYLBLG
        if person.residence_title in {ResidenceTitle.IN_PROCEDURE, ResidenceTitle.TOLERATED}:
            assert person.legal_area == LegalArea.ASYLBLG
        if person.country_of_origin == "UA":
            assert person.residence_title == ResidenceTitle.TEMPORARY_PROTECTION
        if person.country_of_origin in {"RO", "BG", "PL"}:
            assert person.residence_title == ResidenceTitle.EU
        assert person.arrived_on is None or person.birth_date <= person.arrived_on < TODAY


def test_nobody_has_two_open_cases() -> None:
    open_cases = Counter(Case.objects.open().values_list("client", flat=True))
    assert max(open_cases.values()) == 1


def test_a_phase_rests_on_its_rows() -> None:
    for case in Case.objects.select_related("client").order_by("reference"):
        if case.assessed_at:
            assert Assessment.objects.filter(case=case, completed_at=case.assessed_at).exists()
        if case.agreed_at:
            assert GoalAgreement.objects.filter(case=case, replaced_at=None).exists()
            assert GuidingGoal.objects.filter(case=case).exists()
        if case.planned_at:
            goals = ActionGoal.objects.filter(frame_goal__case=case)
            assert all(goal.measures.exists() and goal.own_activities.exists() for goal in goals.order_by("pk"))
        if case.evaluated_at:
            evaluation = Evaluation.objects.get(case=case, completed_at=case.evaluated_at)
            assert evaluation.ratings.count() == ActionGoal.objects.filter(frame_goal__case=case).count()
        if case.closed_at:
            assert not FollowUp.objects.planned().filter(case=case).exists()
            assert not CaseTask.objects.open().filter(case=case).exists()


def test_days_follow_one_another_and_nothing_happens_after_today() -> None:
    now = moment_on(TODAY, 0)
    for case in Case.objects.order_by("reference"):
        stations = [case.opened_at, case.assessed_at, case.agreed_at, case.evaluated_at, case.closed_at]
        known = [at for at in stations if at]
        assert known == sorted(known)
        entries = TimelineEntry.objects.filter(case=case).order_by("at")
        assert entries[0].act == "opened"
        assert all(entry.at < now and is_working_day(timezone.localdate(entry.at)) for entry in entries)
        assert case.last_contact_at is None or case.opened_at - timedelta(days=1) < case.last_contact_at < now


def test_people_work_in_the_daytime() -> None:
    hours = {timezone.localtime(note.at).hour for note in every(ContactNote)}
    assert hours <= set(range(8, 20))


def test_nobody_is_referred_without_consent_and_every_end_has_its_reason() -> None:
    for referral in every(Referral):
        assert referral.disclosure is not None
        assert referral.disclosure.consent_id
        if referral.state in {ReferralState.DECLINED, ReferralState.ENDED_EARLY}:
            assert referral.reason
    assert not Measure.objects.filter(kind=MeasureKind.NO_OFFER, missing="").exists()


def test_what_was_looked_at_says_what_was_seen() -> None:
    for follow_up in FollowUp.objects.filter(state=FollowUpState.HELD).order_by("pk"):
        assert follow_up.note
        assert follow_up.held_on < TODAY
    for follow_up in FollowUp.objects.filter(state=FollowUpState.CANCELLED).order_by("pk"):
        assert follow_up.reason


def test_every_text_says_something_and_few_say_the_same() -> None:
    texts = {
        Intake: "concern", ContactNote: "text", FrameGoal: "title", ActionGoal: "title", Measure: "title",
        OwnActivity: "text", FollowUp: "question", CaseTask: "title",
    }  # fmt: skip
    for model, name in texts.items():
        assert all(getattr(row, name).strip() for row in every(model)), model
    assert Counter(row.concern for row in every(Intake)).most_common(1)[0][1] <= 2
    assert Counter(row.text for row in every(ContactNote)).most_common(1)[0][1] <= MOST_ALIKE


def test_the_team_of_a_case_has_one_lead_and_sometimes_a_deputy() -> None:
    for case in Case.objects.order_by("reference"):
        assert CaseMember.objects.filter(case=case, user=case.lead, part="lead").count() == 1
    assert CaseMember.objects.filter(part="deputy").exists()


def test_stories_are_told_once() -> None:
    out = StringIO()
    call_command("make_demo_cases", today=TODAY, stdout=out)
    assert "gibt es schon" in out.getvalue()
    assert Case.objects.count() == CASES + TOGETHER


def test_the_same_seed_invents_the_same_persons_and_another_others() -> None:
    def persons() -> list[Any]:
        fields = ("pk", "given_name", "family_name", "birth_date", "country_of_origin", "phone", "legal_area")
        return list(Client.objects.order_by("pk").values_list(*fields))

    before, texts = persons(), sorted(note.text for note in every(ContactNote))
    assert forget_stories(1) == len(before)
    for model in (Client, Case, TimelineEntry, FollowUp, ContactNote, Intake, Measure):
        assert not every(model)
    tell_stories(seed=1, cases=CASES, today=TODAY)
    assert persons() == before
    assert sorted(note.text for note in every(ContactNote)) == texts
    assert not already_told(2)


def test_some_bring_papers_and_all_of_them_say_that_they_are_samples() -> None:
    brought = Attachment.objects.order_by("uploaded_at")
    assert {file.content_type for file in brought} == {"application/pdf", "image/jpeg"}
    assert all("Muster" in file.title and file.uploaded_at < moment_on(TODAY, 0) for file in brought)
