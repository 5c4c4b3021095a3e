"""The head of unit gives the cases of a colleague to others: by reference, at once, without seeing a file."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import closing, handing_over, monitoring, safeguards
from roterfaden.cases.actions.caseload import set_caseload_rule
from roterfaden.cases.actions.intensity import set_intensity
from roterfaden.cases.actions.reassigning import reassign
from roterfaden.cases.forms.reassigning import SALT
from roterfaden.cases.models import (
    Act,
    AssignableCase,
    Case,
    CaseloadRule,
    CaseMember,
    CaseTask,
    CloseReason,
    HandOverState,
    Intensity,
    Part,
    ReassignedFigure,
    Reassignment,
    ReassignReason,
    SafeguardKind,
)
from roterfaden.cases.spreading import receivers_of, spread
from tests.factories import CaseFactory, CaseManagerFactory, HeadOfUnitFactory, UserFactory, add_follow_up
from tests.rowlevel.seen import may, rows_seen

pytestmark = pytest.mark.django_db


def give(
    cases: list[Case], receiver: User, *, by: User | None = None, reason: ReassignReason = ReassignReason.LEFT
) -> Reassignment:
    pairs = [(case.pk, receiver.pk) for case in cases]
    return reassign(by=by or HeadOfUnitFactory(), worker=cases[0].lead, reason=reason, given=pairs)


def page_of(worker: User) -> str:
    return reverse("cases:reassign", args=[worker.pk])


def wanted(*receivers: User, **values: Any) -> dict[str, Any]:
    return {"reason": "left", "receivers": [one.pk for one in receivers], "which": "all", **values}


def plan_in(page: str) -> str:
    return page.split('name="plan" value="')[1].split('"')[0]


# The act ----------------------------------------------------------------------------------------------------------


def test_all_go_at_once_with_what_was_planned_and_the_old_access_ends() -> None:
    worker, receiver, deputy = CaseManagerFactory(), CaseManagerFactory(), CaseManagerFactory()
    cases = [CaseFactory(lead=worker), CaseFactory(lead=worker, deputy=deputy)]
    add_follow_up(cases[0])
    task = monitoring.add_task(by=worker, case=cases[1], title="Anrufen")
    private = monitoring.add_task(by=worker, title="Eigenes")
    done = give(cases, receiver)
    assert set(Case.objects.values_list("lead", flat=True)) == {receiver.pk}
    assert not Case.objects.visible_to(worker).exists()
    assert Case.objects.visible_to(receiver).count() == 2
    assert list(cases[1].members.filter(part=Part.DEPUTY).values_list("user", flat=True)) == [deputy.pk]
    task.refresh_from_db()
    private.refresh_from_db()
    assert (task.owner, private.owner, cases[0].follow_ups.get().owner) == (receiver, worker, receiver)
    lines = ReassignedFigure.objects.filter(reassignment=done).order_by("reference")
    assert [(line.reference, line.tasks, line.follow_ups) for line in lines] == [
        (cases[0].reference, 0, 1),
        (cases[1].reference, 1, 0),
    ]


def test_each_timeline_tells_it_and_each_worker_gets_one_notice() -> None:
    worker, receiver = CaseManagerFactory(name="Geht Fort"), CaseManagerFactory(name="Kommt Neu")
    cases, head = [CaseFactory(lead=worker) for _number in range(3)], HeadOfUnitFactory()
    give(cases, receiver, by=head, reason=ReassignReason.AWAY)
    for case in cases:
        entry = case.timeline.get(act=Act.REASSIGNED)
        assert (entry.by, entry.text, entry.reason) == (head, "Geht Fort → Kommt Neu", "ist längere Zeit nicht da")
    texts = {notice.user_id: notice.text for notice in Notice.objects.all()}
    assert "3 Fälle von Geht Fort" in texts[receiver.pk]
    assert "3 Ihrer Fälle" in texts[worker.pk]
    assert Notice.objects.count() == 2


def test_what_has_changed_meanwhile_stays_where_it_is() -> None:
    worker, receiver = CaseManagerFactory(), CaseManagerFactory()
    closed, elsewhere, open_one = CaseFactory(lead=worker), CaseFactory(), CaseFactory(lead=worker)
    closing.close_case(closed, by=worker, reason=CloseReason.MOVED, note="nach Essen")
    done = give([open_one, closed, elsewhere], receiver)
    assert list(ReassignedFigure.objects.filter(reassignment=done).values_list("reference", flat=True)) == [
        open_one.reference
    ]
    with pytest.raises(RuleBroken):
        give([open_one], receiver)


def test_what_was_proposed_is_settled_by_it() -> None:
    case, asked = CaseFactory(), CaseManagerFactory()
    proposed = handing_over.propose_hand_over(
        case, by=case.lead, receiver=asked, note="Bitte", due_on=timezone.localdate()
    )
    give([case], CaseManagerFactory())
    proposed.refresh_from_db()
    assert proposed.state == HandOverState.LAPSED


def test_a_restricted_file_gets_somebody_responsible_too() -> None:
    case, receiver = CaseFactory(), CaseManagerFactory()
    safeguards.set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie bestreitet etwas.")
    give([case], receiver)
    assert Case.objects.get().lead == receiver


def test_nobody_gets_a_case_who_is_no_case_manager_of_its_organisation() -> None:
    case = CaseFactory()
    for receiver in (UserFactory(), UserFactory(roles=[Role.CASE_MANAGER])):
        with pytest.raises(RuleBroken):
            give([case], receiver)


# Row-level security -----------------------------------------------------------------------------------------------


def test_it_works_for_a_head_of_unit_who_may_read_no_file() -> None:
    case, receiver, head = CaseFactory(), CaseManagerFactory(), HeadOfUnitFactory()
    with serving(head.pk, Purpose.STEERING):
        assert [one.reference for one in AssignableCase.objects.visible_to(head)] == [case.reference]
        done = give([Case(pk=case.pk, lead=case.lead)], receiver, by=head)
        assert ReassignedFigure.objects.visible_to(head).filter(reassignment=done).count() == 1
        assert not Case.objects.exists()
    for table in ("cases_case", "cases_client", "cases_reassignedcase", "cases_timelineentry"):
        for purpose in (Purpose.STEERING, Purpose.CASE_WORK):
            assert rows_seen(table, head, purpose) == set()
    assert Case.objects.get().lead == receiver


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_moves_or_sees_anything(role: Role) -> None:
    """Not even a head of unit of another organisation, and none for another purpose."""
    case, receiver, stranger = CaseFactory(), CaseManagerFactory(), UserFactory(roles=[role])
    head = HeadOfUnitFactory()
    act = Reassignment.objects.create(worker=case.lead, reason="left", by=head)
    own = Reassignment.objects.create(worker=case.lead, reason="left", by=stranger)
    for user, purpose, which in (
        (stranger, Purpose.STEERING, act), (stranger, Purpose.STEERING, own), (head, Purpose.CASE_WORK, act),
    ):  # fmt: skip
        statement = "select * from rf.reassign(%s, %s, %s, 'x')"
        assert may(statement, user, purpose, [which.pk, [case.pk], [receiver.pk]]) == 0
        assert rows_seen("cases_assignablecase", user, purpose) == set()
    assert Case.objects.get().lead == case.lead


def test_the_window_shows_no_column_more() -> None:
    columns = {}
    with connection.cursor() as cursor:
        for view in ("cases_assignablecase", "cases_reassignedfigure"):
            cursor.execute(f"select * from {view} limit 0")
            columns[view] = {column.name for column in cursor.description or []}
    common = {"id", "reference", "phase", "intensity"}
    assert columns["cases_assignablecase"] - common == {"lead_id", "organisation_id", "opened_at"}
    assert columns["cases_reassignedfigure"] - common == {"reassignment_id", "receiver_id", "tasks", "follow_ups"}


def test_the_history_knows_that_the_head_did_it(signed_in: Callable[..., Client]) -> None:
    case, receiver, head = CaseFactory(), CaseManagerFactory(), HeadOfUnitFactory()
    browser = signed_in(head)
    plan = plan_in(browser.post(page_of(case.lead), wanted(receiver)).content.decode())
    browser.post(page_of(case.lead), {"plan": plan})
    event = case.events.select_related("pgh_context").latest("pgh_id")  # type: ignore[attr-defined]
    metadata = event.pgh_context.metadata
    assert (event.lead, metadata["user"], metadata["reason"]) == (receiver, str(head.pk), "arbeitet nicht mehr hier")


# Spreading --------------------------------------------------------------------------------------------------------


def test_cases_go_to_whoever_has_most_room_by_weight_and_share_of_a_seat() -> None:
    worker, _full, half = CaseManagerFactory(), CaseManagerFactory(name="Voll"), CaseManagerFactory(name="Halb")
    head = HeadOfUnitFactory()
    set_caseload_rule(by=head, seen=0, source="Absprache", limit=10, shares={str(half.pk): 50})
    for intensity in (Intensity.CLOSE, *[Intensity.REGULAR] * 4):
        set_intensity(CaseFactory(lead=worker), by=worker, intensity=intensity)
    rule = CaseloadRule.in_force(head)
    cases = list(AssignableCase.objects.visible_to(head).filter(lead=worker))
    planned = spread(cases, receivers_of(head, worker, rule), rule)
    after = {user.name: burden for user, burden in planned.after}
    assert {name: burden.weight for name, burden in after.items()} == {"Voll": Decimal(4), "Halb": Decimal(2)}
    assert planned.given[0][0].intensity == Intensity.CLOSE
    assert planned.left == []
    again = spread(cases[::-1], receivers_of(head, worker, rule), rule)
    assert again.given == planned.given


# Pages ------------------------------------------------------------------------------------------------------------


def test_a_preview_comes_before_and_a_list_after(signed_in: Callable[..., Client]) -> None:
    worker, receiver = CaseManagerFactory(), CaseManagerFactory(name="Kommt Neu")
    cases = [CaseFactory(lead=worker) for _number in range(2)]
    browser = signed_in(HeadOfUnitFactory())
    assert page_of(worker) in browser.get(reverse("cases:workload")).content.decode()
    preview = browser.post(page_of(worker), wanted(receiver)).content.decode()
    assert Case.objects.filter(lead=worker).count() == 2
    answer = browser.post(page_of(worker), {"plan": plan_in(preview)}, follow=True).content.decode()
    assert Case.objects.filter(lead=receiver).count() == 2
    for page in (preview, answer):
        for case in cases:
            assert case.reference in page
            assert str(case.pk) not in page
            assert case.client.family_name not in page
    again = browser.post(page_of(worker), {"plan": plan_in(preview)})
    assert again.status_code == 422
    assert Reassignment.objects.count() == 1
    assert (
        reverse("cases:reassigned", args=[Reassignment.objects.get().pk])
        in browser.get(reverse("cases:workload")).content.decode()
    )


def test_single_cases_or_a_number_of_them(signed_in: Callable[..., Client]) -> None:
    worker, receiver = CaseManagerFactory(), CaseManagerFactory()
    older, middle, newest = (CaseFactory(lead=worker) for _number in range(3))
    for days, case in ((30, older), (20, middle), (10, newest)):
        Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=days))
    browser = signed_in(HeadOfUnitFactory())
    for values, meant in (
        ({"which": "number", "number": 2}, {newest, middle}),
        ({"which": "chosen", "chosen": [older.reference]}, {older}),
    ):
        preview = browser.post(page_of(worker), wanted(receiver, **values)).content.decode()
        [_worker, _reason, given] = signing.loads(plan_in(preview), salt=SALT)
        assert {case for case, _receiver in given} == {str(case.pk) for case in meant}


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"receivers": []}, {"which": "number"}, {"which": "chosen"}, {"which": "chosen", "chosen": ["x"]}],
)
def test_what_is_missing_is_asked_for(wrong: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    worker, receiver = CaseManagerFactory(), CaseManagerFactory()
    CaseFactory(lead=worker)
    answer = signed_in(HeadOfUnitFactory()).post(page_of(worker), {**wanted(receiver), **wrong})
    assert answer.status_code == 422


def test_a_plan_that_nobody_was_shown_is_refused(signed_in: Callable[..., Client]) -> None:
    case, receiver, other = CaseFactory(), CaseManagerFactory(), CaseFactory()
    browser = signed_in(HeadOfUnitFactory())
    forged = signing.dumps([str(case.lead_id), "left", [[str(case.pk), str(receiver.pk)]]], salt="another")
    foreign = plan_in(browser.post(page_of(other.lead), wanted(receiver)).content.decode())
    for plan in (forged, foreign, "x"):
        assert browser.post(page_of(case.lead), {"plan": plan}).status_code == 422
    assert not Reassignment.objects.exists()


def test_a_head_of_another_organisation_finds_nothing_to_give(signed_in: Callable[..., Client]) -> None:
    case, receiver = CaseFactory(), CaseManagerFactory()
    browser = signed_in(UserFactory(roles=[Role.HEAD_OF_UNIT]))
    page = browser.get(page_of(case.lead)).content.decode()
    assert case.reference not in page
    assert browser.post(page_of(case.lead), wanted(receiver)).status_code == 422
    assert browser.get(page_of(UserFactory.build(pk=uuid4()))).status_code == 404


@pytest.mark.parametrize("user", [CaseManagerFactory, lambda: UserFactory(roles=[Role.ADMINISTRATOR])])
def test_others_do_not_enter(user: Callable[[], User], signed_in: Callable[..., Client]) -> None:
    assert signed_in(user()).get(page_of(CaseFactory().lead)).status_code == 403


def carried(worker: User, count: int) -> None:
    """That many open cases of ``worker``, each with a task, written in bulk after the pattern of one."""
    pattern = CaseFactory(lead=worker)
    persons = [copy_of(pattern.client) for _number in range(1, count)]
    talks = [copy_of(pattern.intake, client_id=person.pk) for person in persons]
    cases = [
        copy_of(pattern, reference=f"{worker.pk.hex[:6]}-{number}", client_id=talk.client_id, intake_id=talk.pk)
        for number, talk in enumerate(talks)
    ]
    for rows in (
        persons,
        talks,
        cases,
        [CaseMember(case=case, user=worker, part=Part.LEAD) for case in cases],
        [CaseTask(case=case, title="Anrufen", owner=worker, created_by=worker) for case in cases],
    ):
        type(rows[0])._default_manager.bulk_create(rows)


def copy_of(row: Any, **values: Any) -> Any:
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields} | {"id": uuid4(), **values})


def test_two_hundred_cases_go_in_one_act_with_the_queries_of_two(signed_in: Callable[..., Client]) -> None:
    browser, counts = signed_in(HeadOfUnitFactory()), {}
    browser.get(reverse("cases:workload"))
    for number in (2, 200):
        worker, receiver = CaseManagerFactory(), CaseManagerFactory()
        carried(worker, number)
        with CaptureQueriesContext(connection) as form:
            browser.get(page_of(worker))
        with CaptureQueriesContext(connection) as preview:
            plan = plan_in(browser.post(page_of(worker), wanted(receiver)).content.decode())
        with CaptureQueriesContext(connection) as acting:
            answer = browser.post(page_of(worker), {"plan": plan})
        with CaptureQueriesContext(connection) as result:
            browser.get(answer.headers["Location"])
        assert Case.objects.filter(lead=receiver).count() == number
        counts[number] = [len(asked) for asked in (form, preview, acting, result)]
    assert counts[2] == counts[200]
    page, seen_before, done, seen_after = counts[200]
    assert max(page, seen_before, seen_after) <= 12
    assert done <= 20
