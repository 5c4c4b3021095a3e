"""Household and family: told in one file, drawn from relations, joined with another file only when both teams agree."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import carry_over
from roterfaden.cases.actions import household, sharing, team
from roterfaden.cases.family import Family, family_of
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Act,
    Case,
    Custody,
    Gender,
    Household,
    HouseholdLink,
    HouseholdMember,
    LinkState,
    Part,
    Relation,
    RelationKind,
    Relative,
)
from tests.factories import CaseFactory, CaseManagerFactory, add_relative, join_files
from tests.rowlevel.seen import may, rows_seen

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def family(case: Case) -> Family:
    return family_of(Case.objects.select_related("client").get(pk=case.pk), case.lead)


def words(case: Case) -> dict[str, str]:
    return {kin.relative.name: kin.words for kin in family(case).everybody}


def page_of(case: Case, name: str = "household", *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


# Who is there -----------------------------------------------------------------------------------------------------


def test_a_name_a_year_and_a_relation_are_enough_and_even_the_name_is_voluntary() -> None:
    case = CaseFactory()
    add_relative(case, Kinship.PARTNER, name="Olena", gender=Gender.FEMALE)
    partner = Relative.objects.get(name="Olena")
    add_relative(case, birth_year=TODAY.year - 7, custody=Custody.JOINT, also_of=partner)
    assert words(case) == {"Olena": "Partnerin", "Kind": "Kind, gemeinsames Sorgerecht"}
    facts = {kin.relative.name: kin.facts for kin in family(case).here}
    assert facts["Kind"].endswith("etwa 7 Jahre")
    told = {(tie.one, tie.words, tie.other) for tie in family(case).ties}
    assert ("Olena", "gemeinsames Sorgerecht", "Kind") in told
    assert ("Olena", "Mutter", "Kind") in told
    assert case.timeline.filter(act=Act.HOUSEHOLD_CHANGED).count() == 2


def test_the_other_direction_is_derived_and_stored_nowhere() -> None:
    case = CaseFactory()
    add_relative(case, Kinship.PARENT, name="Amal", gender=Gender.FEMALE, lives_here=False)
    assert words(case) == {"Amal": "Mutter"}
    assert Relation.objects.filter(case=case).count() == 1
    assert [kin.relative.name for kin in family(case).elsewhere] == ["Amal"]


def test_a_guardian_is_no_parent() -> None:
    case = CaseFactory()
    add_relative(case, Kinship.GUARDIAN, name="Frau Peters", gender=Gender.FEMALE, lives_here=False)
    assert words(case) == {"Frau Peters": "Vormundin"}
    assert Relation.objects.get(case=case).custody == Custody.GUARDIAN


def test_who_was_entered_by_mistake_goes_and_comes_back() -> None:
    case = CaseFactory()
    child = add_relative(case)
    household.remove_relative(child, by=case.lead)
    assert words(case) == {}
    household.restore_relative(child, by=case.lead)
    assert words(case) == {"Kind": "Kind"}


# Moving -----------------------------------------------------------------------------------------------------------


def test_who_moves_out_stays_on_record_and_may_come_back() -> None:
    case = CaseFactory()
    child = add_relative(case, name="Jusuf")
    member = HouseholdMember.objects.get(relative=child)
    household.move_out(member, by=case.lead, on=TODAY)
    assert [kin.relative.name for kin in family(case).gone] == ["Jusuf"]
    household.move_in(child, by=case.lead, on=TODAY)
    assert [kin.relative.name for kin in family(case).here] == ["Jusuf"]
    assert HouseholdMember.objects.filter(relative=child).count() == 2
    with pytest.raises(RuleBroken, match="schon wieder hier"):
        household.take_back_move(member, by=case.lead)


def test_whoever_has_moved_out_is_entered_anew_by_one_click(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    child = add_relative(case, name="Jusuf")
    household.move_out(HouseholdMember.objects.get(relative=child), by=case.lead, on=TODAY)
    assert signed_in(case.lead).post(page_of(case, "move_in", child.pk)).status_code == 302
    assert [kin.member.starts_on for kin in family(case).here if kin.member] == [TODAY]


def test_after_a_move_nobody_is_put_back_into_the_household_of_before() -> None:
    case = CaseFactory()
    child = add_relative(case, name="Jusuf")
    member = HouseholdMember.objects.get(relative=child)
    household.move_out(member, by=case.lead, on=TODAY)
    household.move_household(case, by=case.lead, on=TODAY)
    with pytest.raises(RuleBroken, match="Umzug"):
        household.take_back_move(member, by=case.lead)


def test_a_move_ends_the_household_and_begins_one_with_who_comes_along() -> None:
    case = CaseFactory()
    child, flatmate = add_relative(case, name="Jusuf"), add_relative(case, Kinship.OTHER, described="Mitbewohner")
    household.move_household(case, by=case.lead, on=TODAY, along=[child])
    found = family(case)
    assert [kin.relative.name for kin in found.here] == ["Jusuf"]
    assert [kin.relative for kin in found.gone] == [flatmate]
    assert sorted(Household.objects.filter(case=case).values_list("ends_on", flat=True), key=str) == [TODAY, None]


@pytest.mark.parametrize("days", [1, 400])
def test_nobody_moves_in_the_future(days: int) -> None:
    case = CaseFactory()
    member = HouseholdMember.objects.get(relative=add_relative(case))
    later = TODAY + timedelta(days=days)
    for act in (lambda: household.move_out(member, by=case.lead, on=later), lambda: household.move_household(
        case, by=case.lead, on=later
    )):  # fmt: skip
        with pytest.raises(RuleBroken, match="Zukunft"):
            act()


def test_what_the_household_knows_is_not_asked_again() -> None:
    case = CaseFactory()
    assert carry_over.from_file("familie", case) == {}
    add_relative(case, Kinship.PARTNER, name="Olena")
    add_relative(case)
    assert carry_over.from_file("familie", case) == {"personen": 3, "kinder": 1}


# What the database insists on -------------------------------------------------------------------------------------


def test_the_database_refuses_what_cannot_be() -> None:
    case, other = CaseFactory(), CaseFactory()
    child, partner = add_relative(case), add_relative(case, Kinship.PARTNER, name="Olena")
    me, stranger = Relative.objects.get(case=case, is_self=True), add_relative(other)
    impossible: list[Callable[[], Any]] = [
        lambda: Relation.objects.create(one=child, kind=RelationKind.OTHER, described="x", other=child),
        lambda: Relation.objects.create(one=child, kind=RelationKind.PARENT, other=me),
        lambda: Relation.objects.create(one=me, kind=RelationKind.PARTNER, other=partner),
        lambda: Relation.objects.create(one=me, kind=RelationKind.CUSTODY, other=child),
        lambda: Relation.objects.create(one=me, kind=RelationKind.SIBLING, other=stranger),
        lambda: Relative.objects.create(case=case, is_self=True),
        lambda: Relative.objects.create(case=case, name=""),
        lambda: Relation.objects.create(one=me, kind=RelationKind.SIBLING, other=partner, parting="separated"),
        lambda: Relation.objects.create(one=me, kind=RelationKind.PARTNER, other=child, parting="divorced"),
        lambda: Household.objects.create(case=case, starts_on=TODAY),
        lambda: HouseholdMember.objects.create(household=Household.objects.get(case=case), relative=child),
        lambda: HouseholdMember.objects.create(household=Household.objects.get(case=case), relative=stranger),
    ]
    for number, attempt in enumerate(impossible):
        with pytest.raises(DatabaseError), transaction.atomic():
            assert attempt() is None, f"number {number} was possible"


def test_a_circle_of_ancestors_is_told_as_a_rule() -> None:
    case = CaseFactory()
    child = add_relative(case, name="Jusuf")
    me = Relative.objects.get(case=case, is_self=True)
    grandchild = add_relative(case, Kinship.OTHER, described="Enkelin")
    household.relate(child, grandchild, by=case.lead, kind=RelationKind.PARENT)
    with pytest.raises(RuleBroken, match="Vorfahren"):
        household.relate(grandchild, me, by=case.lead, kind=RelationKind.PARENT)
    assert Relation.objects.filter(case=case).count() == 3


# Pages ------------------------------------------------------------------------------------------------------------


def test_a_child_is_entered_in_one_form_and_taken_back(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    browser = signed_in(case.lead)
    year = TODAY.year - 3
    sent = {"kinship": "child", "name": "سارة", "birth_year": year, "gender": "female", "lives_here": "on"}
    answer = browser.post(page_of(case), {**sent, "custody": "alone"}, follow=True)
    text = answer.content.decode()
    assert "سارة" in text
    assert "Tochter, alleiniges Sorgerecht, etwa 3 Jahre" in text
    assert 'direction="rtl"' in text
    assert "mit 1 Kind (etwa 3 Jahre)" in browser.get(page_of(case, "case")).content.decode()
    browser.post(page_of(case, "relative_remove", Relative.objects.get(name="سارة").pk))
    assert words(case) == {}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "Jusuf"}, "Bitte wählen Sie etwas aus."),
        ({"kinship": "partner", "parting": "divorced"}, "verheiratet war"),
        ({"kinship": "other"}, "Sagen Sie mit einem Wort, wer das ist."),
        ({"kinship": "child", "birth_year": "16"}, "vier Ziffern"),
        ({"kinship": "child", "birth_year": str(TODAY.year + 1)}, "vier Ziffern"),
    ],
)
def test_faults_are_told_at_the_field(sent: dict[str, str], said: str, signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    answer = signed_in(case.lead).post(page_of(case), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_two_who_correct_somebody_at_once_overwrite_nothing(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    child = add_relative(case, name="Jusuf")
    household.change_relative(child, by=case.lead, seen=1, name="Yusuf", birth_year=2016, gender=Gender.MALE)
    sent = {"name": "Josef", "gender": "male", "birth_year": "2016", "seen": "1"}
    answer = signed_in(case.lead).post(page_of(case, "relative", child.pk), sent)
    assert answer.status_code == 409
    assert "Yusuf" in answer.content.decode()


def test_a_relation_gets_its_dates_and_its_end(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    add_relative(case, Kinship.PARTNER, name="Olena", gender=Gender.FEMALE)
    relation = Relation.objects.get(case=case)
    sent = {"starts_on": "2015-05-01", "ends_on": "2024-03-01", "seen": "1"}
    browser = signed_in(case.lead)
    assert browser.post(page_of(case, "relation", relation.pk), sent).status_code == 302
    assert words(case) == {"Olena": "Partnerin (früher)"}
    wrong = browser.post(page_of(case, "relation", relation.pk), {**sent, "ends_on": "2014-01-01", "seen": "2"})
    assert wrong.status_code == 422


def test_the_page_costs_the_same_however_large_the_family_is(
    signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = CaseFactory()
    browser = signed_in(case.lead)
    for size in (1, 6):
        for number in range(size):
            join_files(case, CaseFactory(lead=case.lead), Kinship.SIBLING)
            add_relative(case, name=f"Kind {number}", custody=Custody.ALONE)
        with django_assert_max_num_queries(12):
            assert browser.get(page_of(case)).status_code == 200


# Two files --------------------------------------------------------------------------------------------------------


def test_who_leads_both_files_joins_them_at_once_and_each_keeps_its_own_names() -> None:
    case = CaseFactory(client__given_name="Samira", client__gender=Gender.FEMALE)
    other = CaseFactory(lead=case.lead)
    link = join_files(case, other)
    assert link.is_agreed
    assert words(other) == {"Samira": "Partnerin"}
    for file in (case, other):
        assert file.timeline.filter(act=Act.FILES_JOINED).count() == 1


def test_joining_finds_only_files_that_one_may_open_oneself(signed_in: Callable[..., Client]) -> None:
    case, foreign = CaseFactory(), CaseFactory(client__family_name="Quittengelee")
    relative = add_relative(case, Kinship.PARTNER, name="Olena")
    path = page_of(case, "link_add", relative.pk)
    browser = signed_in(case.lead)
    assert "Quittengelee" not in browser.get(path).content.decode()
    answer = browser.post(path, {"other_case": str(foreign.pk), "all_know": "on"})
    assert answer.status_code == 422
    with pytest.raises(RuleBroken, match="nicht verbinden"):
        sharing.propose_link(relative, foreign, by=case.lead)


def proposed() -> tuple[HouseholdLink, Case, Case]:
    """A colleague who works in both files proposes; neither lead may open the other file."""
    case, other, colleague = CaseFactory(), CaseFactory(), CaseManagerFactory()
    for file in (case, other):
        team.join_team(file, by=file.lead, user=colleague, part=Part.MEMBER)
    relative = add_relative(case, Kinship.PARTNER, name="Olena")
    return sharing.propose_link(relative, other, by=colleague), case, other


def test_both_teams_agree_and_neither_learns_the_others_name_before(signed_in: Callable[..., Client]) -> None:
    link, case, other = proposed()
    assert link.state == LinkState.PROPOSED
    browser = signed_in(other.lead)
    for path in (page_of(other), page_of(other, "link", link.pk)):
        text = browser.get(path).content.decode()
        assert case.client.family_name not in text
        assert "Olena" not in text
    signed_in(case.lead).post(page_of(case, "link", link.pk), {"person_agrees": "on"})
    husband = add_relative(other, Kinship.PARTNER, name="Samir")
    browser.post(page_of(other, "link", link.pk), {"person_agrees": "on", "relative": str(husband.pk)})
    link.refresh_from_db()
    assert (link.is_agreed, link.other_relative) == (True, husband)
    text = browser.get(page_of(other)).content.decode()
    assert "hat eine eigene Akte" in text
    assert case.reference not in text


def test_whose_file_is_joined_already_is_not_meant_by_a_second_link() -> None:
    link, case, other = proposed()
    husband = add_relative(other, Kinship.PARTNER, name=case.client.given_name)
    join_files(CaseFactory(lead=other.lead, client__given_name=husband.name), other)
    assert HouseholdLink.objects.agreed().get().other_relative == husband
    with pytest.raises(RuleBroken, match="schon mit einer Akte verbunden"):
        sharing.agree_link(link, case=other, by=other.lead, relative=husband)
    third = join_files(CaseFactory(lead=other.lead, client__given_name=husband.name), other)
    assert third.other_relative != husband


def test_each_side_agrees_for_itself_whatever_python_says() -> None:
    (link, case, _other), stranger = proposed(), CaseManagerFactory()
    forged = "update cases_householdlink set other_agreed_at = now(), other_relative_id = relative_id where id = %s"
    with pytest.raises(DatabaseError, match="agrees for itself"):
        may(forged, case.lead, Purpose.CASE_WORK, [link.pk])
    with serving(case.lead.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="führt oder vertritt"):
        sharing.agree_link(link, case=case, by=stranger)


def test_only_who_may_open_both_files_can_join_them_in_the_database() -> None:
    case, other = CaseFactory(), CaseFactory()
    relative = add_relative(case)
    forged = (
        "insert into cases_householdlink (id, revision, case_id, relative_id, other_case_id, state, proposed_by_id,"
        " proposed_at) values (gen_random_uuid(), 1, %s, %s, %s, 'proposed', %s, now())"
    )
    with pytest.raises(DatabaseError, match="row-level security"):
        may(forged, case.lead, Purpose.CASE_WORK, [case.pk, relative.pk, other.pk, case.lead.pk])


def test_a_joined_file_opens_nothing_of_the_other_one() -> None:
    link, case, other = proposed()
    sharing.agree_link(link, case=case, by=case.lead)
    sharing.agree_link(link, case=other, by=other.lead, relative=add_relative(other, Kinship.PARTNER, name="Samir"))
    for table in ("cases_client", "cases_case", "cases_relative", "cases_household", "cases_relation", "cases_measure"):
        column = "id" if table in {"cases_client", "cases_case"} else "case_id"
        key = other.client_id if table == "cases_client" else other.pk
        assert str(key) not in rows_seen(table, case.lead, Purpose.CASE_WORK, column), table


def test_a_declined_link_is_over(signed_in: Callable[..., Client]) -> None:
    link, case, other = proposed()
    signed_in(other.lead).post(page_of(other, "link_end", link.pk))
    link.refresh_from_db()
    assert link.state == LinkState.ENDED
    with pytest.raises(RuleBroken):
        sharing.agree_link(link, case=case, by=case.lead)
    with connection.cursor() as cursor, pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        cursor.execute("update cases_householdlink set state = 'proposed' where id = %s", [link.pk])


def test_moving_out_ends_the_link_if_one_says_so(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    link = join_files(case, CaseFactory(lead=case.lead))
    sent = {"on": (TODAY - timedelta(days=1)).isoformat(), "parts": "on"}
    assert signed_in(case.lead).post(page_of(case, "move_out", link.relative_id), sent).status_code == 302
    link.refresh_from_db()
    assert link.state == LinkState.ENDED
    assert [kin.relative for kin in family(case).gone] == [link.relative]


def test_somebody_joined_is_not_removed_by_mistake() -> None:
    case = CaseFactory()
    link = join_files(case, CaseFactory(lead=case.lead))
    with pytest.raises(RuleBroken, match="verbunden"):
        household.remove_relative(link.relative, by=case.lead)


def test_of_the_record_of_the_other_only_the_given_name_is_entered() -> None:
    case = CaseFactory(client__given_name="Samira", client__birth_date=date(1990, 12, 31))
    other = CaseFactory(lead=case.lead)
    join_files(case, other)
    there = Relative.objects.get(case=other, is_self=False)
    assert (there.name, there.birth_year) == ("Samira", None)


def test_to_a_guardian_the_person_is_a_ward() -> None:
    case = CaseFactory(client__given_name="Ahmad")
    other = CaseFactory(lead=case.lead)
    join_files(case, other, Kinship.GUARDIAN)
    assert words(other) == {"Ahmad": "Mündel"}


def test_who_is_known_there_by_name_and_kinship_is_not_entered_twice() -> None:
    case = CaseFactory(client__given_name="Ahmad")
    other = CaseFactory(lead=case.lead)
    add_relative(other, Kinship.CHILD, name="Ahmad")
    husband = add_relative(other, Kinship.PARTNER, name="Ahmad")
    assert join_files(case, other).other_relative == husband
