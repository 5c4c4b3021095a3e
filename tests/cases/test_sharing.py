"""Steps that two files of a household follow: written once, on a consent; nothing else of the other file is seen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import closing, household, merging, sharing, team, transfers
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.plan import drop_step, set_step_state
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.doubles import open_details
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    CloseReason,
    GoalState,
    HouseholdLink,
    LinkState,
    Measure,
    OfferedCase,
    Part,
    Phase,
    ReceivedStep,
    SafeguardKind,
    SharedStep,
    StepState,
    WithdrawnHow,
)
from roterfaden.desk.agenda import agenda_of
from roterfaden.rights.information import gather
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OfferFactory,
    SeatFactory,
    add_measure,
    add_relative,
    agreement,
    ask_provider,
    join_files,
    share,
)
from tests.rowlevel.seen import may, rows_seen
from tests.world import transfer_to_another

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Browser]


@pytest.fixture
def joined() -> HouseholdLink:
    """Two files, each with a lead who may not open the other one; both have agreed."""
    colleague = CaseManagerFactory()
    case = CaseFactory(phase=Phase.STEERING, client__given_name="Samira")
    other = CaseFactory(phase=Phase.STEERING, client__given_name="Olena")
    for file in (case, other):
        team.join_team(file, by=file.lead, user=colleague, part=Part.MEMBER)
    link = sharing.propose_link(add_relative(case, Kinship.PARTNER, name="Olena"), other, by=colleague)
    sharing.agree_link(link, case=case, by=case.lead)
    there = add_relative(other, Kinship.PARTNER, name="Samira")
    return sharing.agree_link(link, case=other, by=other.lead, relative=there)


def step_of(case: Case) -> Measure:
    return Measure.objects.filter(case=case).select_related("case", "case__lead").earliest("position")


def received(case: Case) -> list[ReceivedStep]:
    """What the lead of the file sees there of others, as the serving role."""
    with serving(case.lead_id, Purpose.CASE_WORK):
        return list(ReceivedStep.objects.visible_to(case.lead).filter(case=case).select_related("relative"))


def page_of(case: Case, name: str, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


def test_a_shared_step_is_seen_there_and_nothing_is_copied(joined: HouseholdLink, signed_in: SignedIn) -> None:
    step = step_of(joined.case)
    before = Measure.objects.count()
    share(step, joined)
    (seen,) = received(joined.other_case)
    assert (seen.title, seen.relative.name, Measure.objects.count()) == (step.title, "Samira", before)
    assert joined.other_case.timeline.filter(act=Act.STEP_SHARED, text="Samira").exists()
    for name in ("household", "case"):
        page = signed_in(joined.other_case.lead).get(page_of(joined.other_case, name)).content.decode()
        assert step.title in page
        assert joined.case.reference not in page
    assert received(joined.case) == []


def test_the_other_team_sees_the_step_and_nothing_else_of_the_file(joined: HouseholdLink) -> None:
    share(step_of(joined.case), joined)
    lead = joined.other_case.lead
    for table in ("cases_measure", "cases_actiongoal", "cases_sharedstep", "cases_consent", "cases_relation"):
        assert str(joined.case_id) not in rows_seen(table, lead, Purpose.CASE_WORK, "case_id"), table
    assert str(joined.case.client_id) not in rows_seen("cases_client", lead, Purpose.CASE_WORK)
    stranger = CaseManagerFactory()
    assert rows_seen("cases_receivedstep", stranger, Purpose.CASE_WORK) == set()


def test_a_shared_step_that_is_due_stands_on_heute_of_the_file_that_follows_it(
    joined: HouseholdLink, signed_in: SignedIn
) -> None:
    step, today = step_of(joined.case), timezone.localdate()
    Measure.objects.filter(pk=step.pk).update(state=StepState.PLANNED, due_on=today - timedelta(days=1))
    share(step, joined)
    leads = {"there": joined.other_case.lead, "deputy": CaseManagerFactory(), "member": CaseManagerFactory()}
    team.join_team(joined.other_case, by=leads["there"], user=leads["deputy"], part=Part.DEPUTY)
    team.join_team(joined.other_case, by=leads["there"], user=leads["member"], part=Part.MEMBER)
    title = f"{step.title} (gemeinsamer Schritt im Haushalt)"

    def shown() -> dict[str, bool]:
        found = {}
        for who, user in leads.items():
            with serving(user.pk, Purpose.CASE_WORK):
                found[who] = title in [line.title for line in agenda_of(user).due]
        return found

    assert shown() == {"there": True, "deputy": True, "member": False}
    page = signed_in(leads["there"]).get(page_of(joined.other_case, "case")).content.decode()
    assert f"Gemeinsamer Schritt ist überfällig: {step.title}" in page
    (seen,) = received(joined.other_case)
    with serving(leads["there"].pk, Purpose.CASE_WORK):
        sharing.tick_received(seen, state=StepState.DONE, seen=seen.step_revision)
    assert not any(shown().values())


def test_whoever_of_the_two_ticks_it_is_told_in_both_files(joined: HouseholdLink, signed_in: SignedIn) -> None:
    step = step_of(joined.case)
    share(step, joined)
    (seen,) = received(joined.other_case)
    there = page_of(joined.other_case, "received_state", seen.pk)
    sent = {"state": StepState.DONE.value, "seen": str(seen.step_revision)}
    assert signed_in(joined.other_case.lead).post(there, sent).status_code == 302
    step.refresh_from_db()
    assert step.state == StepState.DONE
    assert joined.case.timeline.filter(act=Act.STEP_DONE, by=joined.other_case.lead, subject=step.pk).count() == 1
    assert joined.other_case.timeline.filter(act=Act.SHARED_STEP_CHANGED).count() == 1
    set_step_state(step, by=joined.case.lead, state=StepState.RUNNING)
    assert joined.other_case.timeline.filter(act=Act.SHARED_STEP_CHANGED).count() == 2
    with serving(joined.other_case.lead_id, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="gerade geändert"):
        sharing.tick_received(seen, state=StepState.DONE, seen=seen.step_revision)


def test_the_other_file_does_not_learn_which_provider_has_answered(joined: HouseholdLink, signed_in: SignedIn) -> None:
    step = add_measure(step_of(joined.case).action_goal, offer=OfferFactory())
    referral = ask_provider(step)
    share(Measure.objects.select_related("case__lead").get(pk=step.pk), joined)
    provider = SeatFactory(organisation=referral.offer.organisation, role=Role.PROVIDER_STAFF).user
    there = reverse("cases:disclosed_one", args=[referral.disclosure_id])
    signed_in(provider).post(there, {"seen": referral.revision, "state": "accepted"})
    signed_in(provider).post(there, {"seen": referral.revision + 1, "state": "started"})
    told = joined.other_case.timeline.filter(act=Act.SHARED_STEP_CHANGED)
    assert told.exists()
    assert {entry.by for entry in told} == {None}


def test_a_shared_goal_is_reached_by_both(joined: HouseholdLink) -> None:
    goal = ActionGoal.objects.select_related("case", "case__lead").get(case=joined.case)
    share(goal, joined)
    (seen,) = received(joined.other_case)
    with serving(joined.other_case.lead_id, Purpose.CASE_WORK):
        sharing.tick_received(seen, state=GoalState.ACHIEVED, seen=seen.step_revision)
    goal.refresh_from_db()
    assert goal.state == GoalState.ACHIEVED


def test_who_may_only_look_cannot_tick(joined: HouseholdLink, signed_in: SignedIn) -> None:
    share(step_of(joined.case), joined, may_tick=False)
    (seen,) = received(joined.other_case)
    path = page_of(joined.other_case, "received_state", seen.pk)
    assert signed_in(joined.other_case.lead).post(path, {"state": StepState.DONE.value}).status_code == 404
    with serving(joined.other_case.lead_id, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="nicht mehr geteilt"):
        sharing.tick_received(seen, state=StepState.DONE, seen=seen.step_revision)


def test_a_stranger_ticks_nothing(joined: HouseholdLink) -> None:
    step = step_of(joined.case)
    share(step, joined)
    (seen,) = received(joined.other_case)
    stranger = CaseManagerFactory()
    with serving(stranger.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="nicht mehr geteilt"):
        sharing.tick_received(seen, state=StepState.DONE, seen=seen.step_revision)


def _withdraw(joined: HouseholdLink) -> None:
    consent = SharedStep.objects.get().consent
    withdraw_consent(consent, by=joined.case.lead, how=WithdrawnHow.IN_PERSON)


@pytest.mark.parametrize(
    "ends",
    [
        lambda joined: sharing.end_share(SharedStep.objects.get(), by=joined.case.lead),
        lambda joined: sharing.end_link(joined, case=joined.other_case, by=joined.other_case.lead),
        _withdraw,
        lambda joined: drop_step(step_of(joined.case), by=joined.case.lead),
        lambda joined: set_safeguard(
            joined.case.client, SafeguardKind.RESTRICTION, by=joined.case.lead, reason="Sie will es so."
        ),
        lambda joined: closing.close_case(joined.case, by=joined.case.lead, reason=CloseReason.WISH, note="Genug."),
    ],
    ids=["ended", "parted", "consent withdrawn", "step dropped", "restricted", "closed"],
)
def test_it_is_gone_there_at_once(joined: HouseholdLink, ends: Callable[[HouseholdLink], Any]) -> None:
    share(step_of(joined.case), joined)
    assert received(joined.other_case)
    ends(joined)
    assert received(joined.other_case) == []


def test_closing_parts_the_files_and_tells_it_in_both(joined: HouseholdLink) -> None:
    shared = share(step_of(joined.case), joined)
    with serving(joined.case.lead_id, Purpose.CASE_WORK):
        closing.close_case(joined.case, by=joined.case.lead, reason=CloseReason.WISH, note="Genug.")
    joined.refresh_from_db()
    shared.refresh_from_db()
    assert (joined.state, joined.ended_by, shared.ended_at) == (LinkState.ENDED, joined.case.lead, joined.ended_at)
    for file, named in ((joined.case, "Olena"), (joined.other_case, "Samira")):
        parted = file.timeline.get(act=Act.FILES_PARTED)
        assert (parted.text, parted.by) == (named, joined.case.lead)
    # Whoever follows the closed file can be joined.
    assert not HouseholdLink.objects.standing().naming(joined.other_relative).exists()


def test_a_file_that_goes_elsewhere_is_parted_and_its_new_one_can_be_joined(joined: HouseholdLink) -> None:
    transfer = transfer_to_another(joined.case)
    with serving(transfer.receiver_id, Purpose.CASE_WORK):
        waiting = OfferedCase.objects.visible_to(transfer.receiver).get(pk=transfer.pk)
        transfers.accept_transfer(waiting, by=transfer.receiver)
    joined.refresh_from_db()
    # The other file learns that it was parted, not who goes on elsewhere.
    assert (joined.state, joined.ended_by) == (LinkState.ENDED, joined.case.lead)
    assert joined.other_case.timeline.get(act=Act.FILES_PARTED).by == joined.case.lead


def test_without_the_consent_of_the_person_nothing_is_shared(joined: HouseholdLink) -> None:
    step = step_of(joined.case)
    with pytest.raises(RuleBroken, match="Ohne Einwilligung"):
        sharing.share_step(step, joined, by=joined.case.lead)
    share(step, joined)
    with pytest.raises(RuleBroken, match="schon zu sehen"):
        sharing.share_step(step, joined, by=joined.case.lead)
    second = add_measure(step.action_goal, title="Noch ein Schritt")
    sharing.share_step(second, joined, by=joined.case.lead)
    assert SharedStep.objects.values("consent").distinct().count() == 1


def test_a_consent_for_one_child_is_none_for_another_one_that_is_called_the_same() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    first = join_child(case)
    share(step_of(case), first)
    second = join_child(case)
    with pytest.raises(RuleBroken, match="Mehrere heißen hier „Kind“"):
        share(step_of(case), second)
    household.change_relative(first.relative, by=case.lead, seen=1, name="Jusuf")
    with pytest.raises(RuleBroken, match="Ohne Einwilligung"):
        sharing.share_step(step_of(case), second, by=case.lead)


def join_child(case: Case) -> HouseholdLink:
    """A child whose name is not known, with a file of their own."""
    return sharing.propose_link(add_relative(case), CaseFactory(lead=case.lead), by=case.lead)


def test_a_confidential_place_is_never_shared(joined: HouseholdLink) -> None:
    goal = step_of(joined.case).action_goal
    offer = OfferFactory(organisation__is_sensitive=True)
    with pytest.raises(RuleBroken, match="vertraulich"):
        share(add_measure(goal, offer=offer), joined)


def test_the_database_refuses_steps_of_others_and_steps_without_a_link(joined: HouseholdLink) -> None:
    shared = share(step_of(joined.case), joined)
    stranger = step_of(CaseFactory(phase=Phase.STEERING))
    with pytest.raises(DatabaseError, match="joined"), transaction.atomic():
        SharedStep.objects.filter(pk=shared.pk).update(measure=stranger)
    forged = (
        "insert into cases_sharedstep (id, revision, case_id, link_id, measure_id, consent_id, may_tick, shared_by_id,"
        " shared_at) values (gen_random_uuid(), 1, %s, %s, %s, %s, true, %s, now())"
    )
    theirs = step_of(joined.other_case)
    lead = joined.case.lead
    with pytest.raises(DatabaseError):
        may(forged, lead, Purpose.CASE_WORK, [theirs.case_id, joined.pk, theirs.pk, shared.consent_id, lead.pk])


def test_each_file_names_somebody_of_its_own_in_a_link(joined: HouseholdLink) -> None:
    case, other = joined.case, CaseFactory(lead=joined.case.lead)
    mine, theirs = add_relative(case), add_relative(other)
    wrong = [
        {"case": case, "relative": theirs, "other_case": other},
        {"case": case, "relative": mine, "other_case": other, "other_relative": mine},
    ]
    for values in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            HouseholdLink.objects.create(proposed_by=case.lead, **values)
    with pytest.raises(DatabaseError, match="never turned"), transaction.atomic():
        HouseholdLink.objects.filter(pk=joined.pk).update(other_relative=mine)


def test_the_page_asks_for_consent_once_and_prints_the_paper_before(joined: HouseholdLink, signed_in: SignedIn) -> None:
    step, browser = step_of(joined.case), signed_in(joined.case.lead)
    path = page_of(joined.case, "measure_share", step.pk)
    assert browser.post(path, {"link": str(joined.pk)}).status_code == 422
    given = agreement()
    sent = {
        "link": str(joined.pk),
        "may_tick": "on",
        "consent_given": "on",
        "given_how": str(given.given_how),
        "language": given.language,
        "valid_until": given.valid_until.isoformat(),
    }
    paper = browser.post(path, {**sent, "print": "1"})
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert browser.post(path, sent).status_code == 302
    assert [each.title for each in received(joined.other_case)] == [step.title]
    assert "gemeinsam" in browser.get(page_of(joined.case, "case")).content.decode()


def test_the_information_of_one_says_nothing_of_the_other() -> None:
    """Even for somebody who leads both files: what hangs on the other's file is not this person's."""
    case = CaseFactory(phase=Phase.STEERING)
    other = CaseFactory(phase=Phase.STEERING, lead=case.lead)
    link = join_files(case, other)
    secret = add_measure(step_of(other).action_goal, title="Nur von ihr")
    share(secret, link)
    share(step_of(case), link)
    with serving(case.lead_id, Purpose.RIGHTS):
        told = {part.model: part for part in gather(case.client).parts}
    assert "Nur von ihr" not in str(told)
    assert len(told["cases.SharedStep"].records) == 1
    assert len(told["cases.HouseholdLink"].records) == 1


def test_the_link_stands_in_the_information_of_both(joined: HouseholdLink) -> None:
    for case in (joined.case, joined.other_case):
        with serving(case.lead_id, Purpose.RIGHTS):
            told = {part.model: part for part in gather(case.client).parts}
        assert len(told["cases.HouseholdLink"].records) == 1
        assert {record.title for record in told["cases.Relative"].records}


def test_two_who_live_together_are_not_put_together_as_one() -> None:
    case = CaseFactory(phase=Phase.CLOSED)
    other = CaseFactory(lead=case.lead)
    open_case = CaseFactory(lead=case.lead, client=case.client)
    join_files(open_case, other)
    closing.close_case(other, by=case.lead, reason=CloseReason.WISH, note="Genug.")
    one, two = open_case.client, other.client
    one.refresh_from_db()
    two.refresh_from_db()
    chosen = {each.name: "kept" for each in open_details(one, two)}
    seen = {one.pk: one.revision, two.pk: two.revision}
    with pytest.raises(RuleBroken, match="zusammenleben"):
        merging.merge_clients(one, two, by=case.lead, seen=seen, chosen=chosen)
