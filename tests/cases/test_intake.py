"""The first conversation, the decision, and the figures that come of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases import figures
from roterfaden.cases.actions import closing, intake
from roterfaden.cases.actions.people import correct_client
from roterfaden.cases.models import Case, CloseReason, Decision, Intake, IntakeCriterion, Phase, Urgency
from roterfaden.cases.weighing import weigh
from roterfaden.cases.worklist import Rank, ordered, why_now
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    IntakeFactory,
    UserFactory,
    add_follow_up,
    ask_provider,
)

pytestmark = pytest.mark.django_db


# Conversation and decision ---------------------------------------------------------------------------------------


def test_no_conversation_begins_beside_a_running_case():
    case = CaseFactory()
    with pytest.raises(RuleBroken, match=case.lead.name):
        intake.start_intake(case.client_id, by=CaseManagerFactory())


def test_after_a_case_has_ended_a_new_conversation_may_begin():
    case = CaseFactory()
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="nach Essen")
    assert intake.start_intake(case.client_id, by=CaseManagerFactory()).decision == ""


def test_advice_keeps_its_reasons_and_is_dated():
    begun = IntakeFactory()
    advised = intake.decide_advice(begun, by=begun.taken_by, result="Antrag erklärt", criteria=["wish"])
    assert (advised.criteria, advised.decided_at is None) == (["wish"], False)


def test_advice_without_a_result_is_not_finished():
    begun = IntakeFactory()
    with pytest.raises(RuleBroken):
        intake.decide_advice(begun, by=begun.taken_by, result="  ")


@pytest.mark.parametrize(("criteria", "agrees"), [([], True), (["complex"], False)])
def test_case_management_needs_a_reason_and_consent(criteria, agrees):
    begun = IntakeFactory()
    with pytest.raises(RuleBroken):
        intake.open_case(begun, by=begun.taken_by, criteria=criteria, client_agrees=agrees)
    assert not Case.objects.exists()


def test_the_database_itself_refuses_case_management_without_consent():
    begun = IntakeFactory()
    with pytest.raises(IntegrityError):
        Intake.objects.filter(pk=begun.pk).update(
            decision=Decision.CASE_MANAGEMENT, decided_at=timezone.now(), criteria=["wish"]
        )


def test_a_decided_conversation_cannot_be_decided_again():
    advised = AdvisedIntakeFactory()
    with pytest.raises(RuleBroken):
        intake.open_case(advised, by=advised.taken_by, criteria=["complex"], client_agrees=True)


def test_advice_can_be_opened_again_and_become_a_case():
    advised = AdvisedIntakeFactory()
    reopened = intake.reopen_intake(advised, by=advised.taken_by)
    case = intake.open_case(reopened, by=advised.taken_by, criteria=["complex"], client_agrees=True)
    assert (case.phase, case.lead) == (Phase.ASSESSMENT, advised.taken_by)


def test_two_people_never_overwrite_each_other():
    person = ClientFactory()
    correct_client(person, by=person.created_by, seen=1, phone="1")
    with pytest.raises(EditConflict):
        correct_client(person, by=person.created_by, seen=1, phone="2")


def test_a_conversation_belongs_to_whoever_holds_it_and_later_to_the_team():
    case = CaseFactory(deputy=CaseManagerFactory())
    deputy = case.members.exclude(user=case.lead).get().user
    assert list(Intake.objects.visible_to(deputy)) == [case.intake]
    assert not Intake.objects.visible_to(CaseManagerFactory()).exists()


# The hint --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [
        ([], "Keiner der fünf Gründe"),
        (["complex"], "Einer von fünf Gründen spricht"),
        (["complex", "access", "wish"], "Drei von fünf Gründen sprechen für Case Management."),
        (IntakeCriterion.values, "Alle fünf Gründe"),
        (["complex", "no such reason"], "Einer von fünf"),
    ],
)
def test_the_hint_counts_in_words(ticked, sentence):
    assert weigh(ticked).sentence.startswith(sentence)


def test_the_hint_asks_for_the_wish_of_the_person():
    assert "wünscht" in weigh(["complex", "access", "coordination"]).further
    assert weigh(["complex", "access", "wish"]).further == ""


# The work list ---------------------------------------------------------------------------------------------------


def test_the_most_urgent_case_stands_first_and_says_why():
    me = CaseManagerFactory()
    quiet = CaseFactory(lead=me)
    silent = CaseFactory(lead=me)
    Case.objects.filter(pk=silent.pk).update(last_contact_at=timezone.now() - timedelta(weeks=7))
    acute = CaseFactory(lead=me, urgency=Urgency.ACUTE)
    soon = CaseFactory(lead=me)
    add_follow_up(soon, in_days=3)
    overdue = CaseFactory(lead=me)
    add_follow_up(overdue, in_days=-3)
    paper = CaseFactory(lead=me, client=ClientFactory(residence_until=timezone.localdate() + timedelta(days=20)))
    found = list(ordered(Case.objects.visible_to(me).open()))
    assert found == [overdue, acute, paper, silent, soon, quiet]
    assert why_now(found[0]) == "Überprüfung ist seit 3 Tagen fällig"
    assert why_now(found[3]) == "Seit 7 Wochen kein Kontakt"
    assert why_now(found[5]) == "Nächster Schritt: Bestandsaufnahme"


def test_a_referral_that_is_not_answered_is_told(django_assert_num_queries):
    from roterfaden.cases.models import Referral
    from tests.factories import OfferFactory, add_measure

    case = CaseFactory(phase=Phase.STEERING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    referral = ask_provider(measure)
    assert ordered(Case.objects.all()).get().rank == Rank.QUIET
    Referral.objects.filter(pk=referral.pk).update(sent_at=timezone.now() - timedelta(days=20))
    [row] = ordered(Case.objects.all())
    assert "20 Tagen" in why_now(row)


# Figures ---------------------------------------------------------------------------------------------------------


def test_the_workload_counts_without_names():
    head, worker = HeadOfUnitFactory(), CaseManagerFactory(name="Aylin Kaya")
    busy = CaseFactory(lead=worker)
    add_follow_up(busy, in_days=-1)
    CaseFactory(lead=worker, phase=Phase.STEERING)
    closed = CaseFactory(lead=worker)
    closing.close_case(closed, by=worker, reason=CloseReason.MOVED, note="nach Essen")
    AdvisedIntakeFactory(taken_by=worker)
    load = next(load for load in figures.loads(head) if load.worker == "Aylin Kaya")
    assert (load.open, load.overdue, load.silent, load.new, load.closed, load.advice) == (2, 1, 0, 3, 1, 1)
    assert (load.phases[Phase.ASSESSMENT], load.phases[Phase.STEERING]) == (1, 1)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD_OF_UNIT])
def test_only_the_head_of_unit_gets_the_workload(role):
    CaseFactory()
    assert figures.loads(UserFactory(roles=[role])) == []


def test_a_case_manager_without_cases_is_in_the_workload_too():
    CaseManagerFactory(name="Neu im Haus")
    assert [load.open for load in figures.loads(HeadOfUnitFactory())] == [0]


def test_advice_is_counted_by_month_field_and_language():
    me, housing, work = CaseManagerFactory(), FieldOfActionFactory(), FieldOfActionFactory(key="arbeiten")
    AdvisedIntakeFactory(taken_by=me, fields_of_action=[housing, work], talk_language="uk")
    AdvisedIntakeFactory(taken_by=me, fields_of_action=[housing])
    IntakeFactory(taken_by=me, fields_of_action=[housing])
    given = Intake.objects.filter(taken_by=me, decision=Decision.ADVICE)
    counts = figures.advice_counts(given)
    assert (counts.all.month, counts.all.year) == (2, 2)
    assert [(line.name, line.year) for line in counts.fields] == [("Wohnen", 2), ("Arbeiten", 1)]
    assert [(line.name, line.year) for line in counts.languages] == [("Arabisch", 1), ("Ukrainisch", 1)]
    table = figures.advice_by_month(given)
    assert (len(table.months), table.months[0].all) == (12, 2)
    assert {str(field): count for field, count in table.months[0].by_field} == {"Wohnen": 2, "Arbeiten": 1}


def test_for_someone_who_needs_an_interpreter_the_talk_begins_with_one() -> None:
    person = ClientFactory(needs_interpreter=True)
    begun = intake.start_intake(person.pk, by=CaseManagerFactory())
    assert begun.interpreting == "interpreter"
