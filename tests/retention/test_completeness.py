"""A deletion is complete: no table is forgotten, no value is left anywhere in the database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from roterfaden.accounts.notices import notify
from roterfaden.base import erasing
from roterfaden.cases import reach
from roterfaden.cases.actions import (
    area_change,
    assessment,
    closing,
    conference_minutes,
    conferences,
    emergency,
    goals,
    handing_over,
    intake,
    levels,
    mediation,
    merging,
    monitoring,
    own_views,
    people,
    plan,
    reassigning,
    reports,
    safeguards,
    sharing,
    team,
    transfers,
    visits,
)
from roterfaden.cases.actions.area_acceptance import make_acceptance_link
from roterfaden.cases.actions.referral_links import make_link
from roterfaden.cases.doubles import open_details
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Case,
    CaseTransfer,
    Client,
    CloseReason,
    Measure,
    MeasureKind,
    Part,
    PartyKind,
    Phase,
    ProblemKind,
    ReassignReason,
    SafeguardKind,
)
from roterfaden.cases.network_map import MapField
from roterfaden.cases.reach import reached_models
from roterfaden.retention.actions.holds import release_hold, set_hold
from roterfaden.retention.leftovers import columns, leftovers
from roterfaden.retention.models import DeletionRun, RetentionRule
from roterfaden.rights import actions as rights
from roterfaden.rights.models import RequestKind
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OfferFactory,
    add_action_goal,
    add_appointment,
    add_attachment,
    add_conference,
    add_follow_up,
    add_measure,
    add_relative,
    advance,
    ask_new_office,
    ask_provider,
    fix_conference,
    share,
)
from tests.world import begin_area_change, report_wording, transfer_to_another

pytestmark = pytest.mark.django_db

MARK = "Zwiebelfisch"
PHONE = "0209 7357 4711"


def test_every_table_is_reached_or_erased_or_known_to_hold_no_person() -> None:
    """A new table fails here until its module says what it holds.

    With a foreign key that leads to ``Client`` there is nothing to do. Otherwise write ``<module>/erasing.py`` with
    ``erases`` or ``holds_no_person`` (``roterfaden.base.erasing``), or add a line to ``retention/tables.py``.
    """
    told_of = {*erasing.erasers(), *erasing.impersonal()}
    directories = {"network", "concept", "offers"}  # behind the privacy wall: they cannot know a person
    unknown = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model not in reached_models()
        and model._meta.label not in told_of
        and model._meta.app_label not in directories
        and model._meta.managed
        and not model._meta.proxy
    ]
    assert unknown == []


def test_what_is_told_of_a_table_is_true() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    reached = {model._meta.label for model in reached_models()}
    assert {*erasing.erasers(), *erasing.impersonal()} - labels == set()
    assert erasing.impersonal().keys() & reached == set()


def test_the_relations_lead_to_everything_of_a_person() -> None:
    names = {model._meta.label for model in reached_models()}
    assert {
        "cases.Client", "cases.ClientEvent", "cases.Case", "cases.TimelineEntry", "cases.Referral", "cases.GoalRating",
        "cases.SelfRatingEvent", "cases.AssessmentSection", "cases.Intake_fields_of_action", "retention.HoldStep",
    } <= names  # fmt: skip
    assert not names & {"accounts.User", "network.District", "offers.Offer", "concept.FieldOfAction"}


def marked_person() -> Client:
    """A person with a row in every table there is of a person, the mark in every text."""
    lead = CaseManagerFactory()
    earlier = CaseFactory(lead=lead, client__family_name=MARK, client__given_name=MARK, concern=MARK)
    person = earlier.client
    people.correct_client(
        person, by=lead, seen=person.revision, phone=PHONE, email=f"{MARK}@example.org", street=MARK, other_names=MARK
    )
    fill(earlier)
    closing.close_case(Case.objects.get(pk=earlier.pk), by=lead, reason=CloseReason.MOVED, note=MARK)
    closing.reopen_case(Case.objects.get(pk=earlier.pk), by=lead, reason=MARK)
    advance(Case.objects.get(pk=earlier.pk), Phase.CLOSED)
    advice = people_advice(person, lead)
    advice.fields_of_action.set([FieldOfActionFactory()])
    hold = set_hold(
        client_id=person.pk, case_id=earlier.pk, by=lead, reason=MARK, until=timezone.localdate() + timedelta(days=9)
    )
    release_hold(hold, by=lead, reason=MARK)
    notify([lead], "Ein Hinweis", path=f"/app/faelle/{earlier.pk}/")
    twin = ClientFactory(created_by=lead, family_name=MARK, phone=PHONE)
    seen = {twin.pk: twin.revision, person.pk: Client.objects.get(pk=person.pk).revision}
    person.refresh_from_db()
    chosen = {one.name: "kept" for one in open_details(person, twin)}
    merging.merge_clients(person, twin, by=lead, seen=seen, chosen=chosen)
    return Client.objects.get(pk=person.pk)


def fill(case: Case) -> None:
    """Everything that can be in a case."""
    lead = case.lead
    case = advance(case, Phase.AGREEMENT)
    goals.set_guiding_goal(case, by=lead, own_words=MARK, language="de")
    goals.rate_guiding_goal(case.guiding_goal, by=lead, self_rating=4)
    goal = add_action_goal(case, title=MARK)
    goals.agree_goals(case, by=lead, agreed_on=timezone.localdate())
    offer = OfferFactory()
    measure = add_measure(goal, offer=offer, note=MARK)
    make_link(ask_provider(measure, message=MARK), by=lead)
    own_views.enter_own_view(case, by=lead, language="ar", way=4, words=MARK)
    own_views.make_view_link(Case.objects.get(pk=case.pk), by=lead, language="ar")
    add_measure(goal, kind=MeasureKind.NO_OFFER, missing=MARK)
    plan.add_own_activity(goal, by=lead, text=MARK)
    plan.fix_plan(Case.objects.get(pk=case.pk), by=lead)
    add_follow_up(case, question=MARK)
    add_appointment(case, place=MARK, about=MARK, bring=MARK)
    monitoring.write_note(case, by=lead, text=MARK)
    monitoring.add_task(by=lead, case=case, title=MARK)
    assessment.add_network_contact(case, by=lead, label=MARK, field=MapField.FAMILY)
    ask_for_a_second_look(case)
    add_attachment(case, title=MARK)
    live_with_somebody(case, measure)
    hold_conference(case)
    visit_and_mediate(Case.objects.get(pk=case.pk))
    safeguards.state_counter(case, case.timeline.latest("at"), by=lead, text=MARK)
    reports.write_report(case, by=lead, **report_wording(situation=MARK))
    asked = reports.write_report(case, by=lead, **report_wording())
    reports.submit_report(asked, by=lead, seen=asked.revision, reviewer=CaseManagerFactory(), justification="")
    guard = safeguards.set_safeguard(case.client, SafeguardKind.OBJECTION, by=lead, reason=MARK)
    safeguards.end_safeguard(guard, by=lead, reason=MARK)
    rights.take_request(case.client, RequestKind.CORRECTION, by=lead, wish=MARK)
    colleague = CaseManagerFactory()
    proposed = handing_over.propose_hand_over(case, by=lead, receiver=colleague, note=MARK, due_on=timezone.localdate())
    handing_over.withdraw_hand_over(proposed, by=lead)
    transfer = transfer_to_another(Case.objects.get(pk=case.pk))
    CaseTransfer.objects.filter(pk=transfer.pk).update(note=MARK)  # a note that names somebody is refused
    transfers.withdraw_transfer(transfer, by=lead)
    change = begin_area_change(Case.objects.get(pk=case.pk))
    area_change.add_step(change, by=lead, text=MARK, who="person", due_on=timezone.localdate())
    make_acceptance_link(ask_new_office(change), by=lead)
    area_change.cancel_change(change, by=lead, reason=MARK)
    give_and_take_back(case, colleague)
    emergency.end_emergency(
        emergency.open_emergency(case, by=colleague, reason=f"{MARK}: niemand ist da."), by=colleague
    )
    team.leave_team(team.join_team(case, by=lead, user=CaseManagerFactory(), part=Part.MEMBER), by=lead)


def ask_for_a_second_look(case: Case) -> None:
    """An assessment whose answer has consequences, at which a colleague is to look."""
    begun, colleague = assessment.start_assessment(case, by=case.lead), CaseManagerFactory()
    assessment.save_section(begun, "einschaetzung", {"dringlichkeit": "sofort"}, by=case.lead, seen=0)
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    levels.ask_second_look(begun.levels.get(), by=case.lead, asked_of=colleague, words=MARK)


def live_with_somebody(case: Case, measure: Measure) -> None:
    """Who has a file too, in which both follow a step; the name that file knows this person by stays there."""
    other, colleague = CaseFactory(phase=Phase.STEERING, client__family_name="Bleibt"), CaseManagerFactory()
    for file in (case, other):
        team.join_team(file, by=file.lead, user=colleague, part=Part.MEMBER)
    link = sharing.propose_link(add_relative(case, Kinship.PARTNER, name=MARK), other, by=colleague)
    sharing.agree_link(link, case=case, by=case.lead)
    named = add_relative(other, Kinship.PARTNER, name="Partner")
    link = sharing.agree_link(link, case=other, by=other.lead, relative=named)
    share(measure, link)
    theirs = other.frame_goals.get().action_goals.get().measures.get()
    share(theirs, link)


def hold_conference(case: Case) -> None:
    """With somebody invited, a decision, and minutes that were closed and opened again."""
    lead, meeting = case.lead, add_conference(case, purpose=MARK, place=MARK)
    conferences.set_agenda(meeting, by=lead, seen=meeting.revision, topics=[conferences.Topic(MARK)])
    conferences.invite(meeting, by=lead, name=MARK, recipient_described=MARK)
    meeting = fix_conference(meeting, today=True)
    conference_minutes.decide(meeting, by=lead, text=MARK, owner_described=MARK, due_on=timezone.localdate())
    meeting.refresh_from_db()
    came = {invitee.pk: "present" for invitee in meeting.invitees.all()}
    meeting = conference_minutes.write_minutes(meeting, by=lead, seen=meeting.revision, text=MARK, attendance=came)
    conference_minutes.close_minutes(meeting, by=lead, seen=meeting.revision)
    conference_minutes.reopen_minutes(meeting, by=lead, reason=MARK)


def visit_and_mediate(case: Case) -> None:
    """Visited at home, a problem solved, a conflict that ended without an agreement."""
    lead, today = case.lead, timezone.localdate()
    visits.set_home_care(case, by=lead, seen=0, weeks=4, starts_on=today, way_in=MARK)
    visit = visits.plan_visit(case, by=lead, on_day=today)
    visits.record_visit(visit, by=lead, key=uuid4(), met=True, text=MARK, with_whom=MARK)
    found = visits.find_problem(
        case, by=lead, kind=ProblemKind.OTHER, text=MARK, since=today, due_on=today, has_to_act=MARK
    )
    visits.solve_problem(found, by=lead, solved_on=today, solution=MARK)
    talk = mediation.begin_mediation(case, by=lead, subject=MARK, talked_on=today, client_agrees=True)
    party = mediation.add_party(talk, by=lead, kind=PartyKind.LANDLORD, label=MARK, view=MARK)
    mediation.add_step(talk, by=lead, text=MARK, due_on=today, party=party)
    mediation.fail_mediation(talk, by=lead, reason=MARK)


def give_and_take_back(case: Case, colleague: Any) -> None:
    """The head of unit gives the case away, and back: the lead acts on."""
    head, lead = HeadOfUnitFactory(), case.lead
    for worker, receiver in ((lead, colleague), (colleague, lead)):
        given = [(case.pk, receiver.pk)]
        reassigning.reassign(by=head, worker=worker, reason=ReassignReason.BALANCE, given=given)


def people_advice(person: Client, by: Any) -> Any:
    return intake.decide_advice(intake.start_intake(person.pk, by=by, concern=MARK), by=by, result=MARK)


def found_anywhere(*needles: str) -> list[str]:
    """Every table and column of the database in whose text one of the needles stands."""
    hits = []
    with connection.cursor() as cursor:
        kinds = columns("text", "character varying", "jsonb", "json", "uuid", "ARRAY", "date", "character", "tsvector")
        for table, names in kinds.items():
            for name in names:
                held = " or ".join(f'"{name}"::text ilike %s' for _needle in needles)
                cursor.execute(f'select 1 from "{table}" where {held} limit 1', [f"%{needle}%" for needle in needles])
                if cursor.fetchone():
                    hits.append(f"{table}.{name}")
    return hits


def test_nothing_of_a_marked_person_is_left_in_any_table(
    rule: Callable[..., RetentionRule], run: Callable[..., DeletionRun]
) -> None:
    person = marked_person()
    other = CaseFactory(client__family_name="Bleibt")
    staying = set(Client.objects.exclude(family_name=MARK))
    everything = [str(pk) for keys in rows_by_label(person).values() for pk in keys if not isinstance(pk, int)]
    references = list(person.cases.values_list("reference", flat=True))
    needles = [MARK, "zwiebelf", "73574711", *everything, *references]
    # The mark stands in every table of a person before: otherwise the search below would prove nothing.
    tables = {hit.partition(".")[0] for hit in found_anywhere(*needles)}
    assert {model._meta.db_table for model in reached_models()} - tables == {"retention_deadline"}
    rule("closed_case", 0, notice_weeks=0)
    rule("advice", 0, notice_weeks=0)
    done = run()
    assert (done.persons, done.failed, done.left_over) == (1, 0, 0)
    assert found_anywhere(*needles) == []
    assert set(Client.objects.all()) == staying
    assert other.client in staying
    assert other.timeline.exists()


def rows_by_label(person: Client) -> dict[str, tuple[Any, ...]]:
    return {model._meta.label: tuple(keys) for model, keys in reach.rows_of([person.pk]).items()}


def test_the_marked_person_has_rows_in_every_table_that_may_hold_some() -> None:
    person = marked_person()
    missing = {model._meta.label for model in reached_models()} - rows_by_label(person).keys()
    # Made by the nightly run only.
    assert missing == {"retention.Deadline"}


def test_a_person_is_deleted_whole_or_not_at_all(
    rule: Callable[..., RetentionRule], run: Callable[..., DeletionRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = marked_person()
    before = {label: len(keys) for label, keys in rows_by_label(person).items()}
    rule("closed_case", 0, notice_weeks=0)
    rule("advice", 0, notice_weeks=0)

    def stumbles(going: erasing.Going) -> int:
        raise OSError("the storage does not answer")

    monkeypatch.setitem(erasing.erasers(), "accounts.Notice", stumbles)  # type: ignore[arg-type]
    done = run()
    after = {label: len(keys) for label, keys in rows_by_label(person).items()}
    assert (done.persons, done.failed) == (0, 1)
    assert {label: count for label, count in after.items() if label != "retention.Deadline"} == before
    assert not done.entries.exists()


def test_a_row_that_would_be_left_fails_the_deletion(
    rule: Callable[..., RetentionRule], run: Callable[..., DeletionRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = marked_person()
    rule("closed_case", 0, notice_weeks=0)
    rule("advice", 0, notice_weeks=0)
    everything = reach.rows_of

    def forgets_the_history(persons: Any) -> reach.Keys:
        return {
            model: keys for model, keys in everything(persons).items() if model._meta.label != "cases.ContactNoteEvent"
        }

    monkeypatch.setattr(reach, "rows_of", forgets_the_history)
    assert run().failed == 1
    assert Client.objects.filter(pk=person.pk).exists()


def test_what_is_not_unlinked_by_a_foreign_key_is_found_by_its_identifier() -> None:
    case = CaseFactory()
    assert leftovers([case.pk]) > 0
    assert leftovers([CaseManagerFactory().pk]) > 0
    assert leftovers([uuid4()]) == 0


def test_the_timeline_stays_append_only_for_everybody_else() -> None:
    entry = CaseFactory().timeline.first()
    assert entry is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
