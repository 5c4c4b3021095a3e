"""Search before create: whoever may be meant is found, in any spelling, and nobody is shown more than they may see."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import search
from roterfaden.cases.models import Case, Client, Scope
from roterfaden.cases.search import Sought, read
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    IntakeFactory,
    UserFactory,
)

BORN = date(1990, 2, 1)


def names(found):
    return [str(client) for client in found]


def found_by(user, name):
    with serving(user.pk, Purpose.CASE_WORK):
        return search.find(Sought(name), user)


# Reading what was typed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Samira Haddad", Sought("Samira Haddad")),
        ("Samira Haddad 01.02.1990", Sought("Samira Haddad", BORN)),
        ("1.2.90 Haddad", Sought("Haddad", BORN)),
        ("1990-02-01", Sought("", BORN)),
        ("01021990", Sought("", BORN)),
        ("Haddad 02365 99-123", Sought("Haddad", None, "02365 99-123")),
        ("Haddad +49 2365 99123 01.02.1990", Sought("Haddad", BORN, "+49 2365 99123")),
        ("Haddad 12", Sought("Haddad")),
        ("2026-00105", Sought(reference="2026-00105")),
        ("Akte 2026-105", Sought(reference="2026-00105")),
        ("0236-12345", Sought("", None, "0236-12345")),
        ("حداد ٠١.٠٢.١٩٩٠", Sought("حداد", BORN)),
        ("Haddad, Samira", Sought("Haddad, Samira")),
        ("", Sought()),
        ("99.99.1990", Sought("", None, "99.99.1990")),
    ],
)
def test_one_field_takes_name_date_and_number(typed, expected):
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Samira Haddad", "Samira", "Haddad"),
        ("Haddad, Samira", "Samira", "Haddad"),
        ("Haddad", "", "Haddad"),
        ("", "", ""),
    ],
)
def test_a_name_is_carried_over_as_first_and_family_name(name, given, family):
    assert (Sought(name).given_name, Sought(name).family_name) == (given, family)


@pytest.mark.parametrize("sought", [Sought("M"), Sought(), Sought(phone="0236"), Sought(phone="+49 2365")])
def test_too_little_is_not_looked_for(sought):
    assert not sought.is_enough


@pytest.mark.parametrize(
    "sought", [Sought("Ma"), Sought(birth_date=BORN), Sought(phone="99123"), Sought(phone="02365 9")]
)
def test_enough_is_looked_for(sought):
    assert sought.is_enough


# Finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Müller", "Mueller", "Muller", "Мюллер", "müler", "Hans Müller", "Müller Hans"])
@pytest.mark.parametrize("stored", ["Müller", "Mueller", "Muller", "Мюллер"])
def test_every_spelling_finds_every_other(stored, typed):
    ClientFactory(given_name="Hans", family_name=stored)
    ClientFactory(given_name="Olena", family_name="Schewtschenko")
    assert names(Client.objects.named_like(typed)) == [f"Hans {stored}"]


@pytest.mark.django_db
def test_a_name_is_found_while_it_is_being_typed():
    ClientFactory(given_name="Hans", family_name="Müller")
    assert Client.objects.named_like("ha mü").exists()
    assert Client.objects.named_like("Mülle").exists()


@pytest.mark.django_db
def test_every_typed_word_has_to_fit():
    ClientFactory(given_name="Mohammed", family_name="Haddad")
    ClientFactory(given_name="Mohammed", family_name="Khalil")
    assert names(Client.objects.named_like("muhammad hadad")) == ["Mohammed Haddad"]


@pytest.mark.django_db
def test_the_same_writing_comes_first_then_other_spellings_then_similar_names():
    for name in ("Hadida", "Hadad", "Haddad"):
        ClientFactory(given_name="Ali", family_name=name)
    assert names(Client.objects.named_like("Haddad"))[:2] == ["Ali Haddad", "Ali Hadad"]


@pytest.mark.django_db
@pytest.mark.parametrize("shown", [1, 2, 3, 4, 10])
def test_few_letters_find_the_same_in_the_same_order_however_many_are_shown(shown, monkeypatch):
    """For few letters those whose names only resemble them are asked for when there is still room for them."""
    user = CaseManagerFactory()
    for family in ("Marko", "Markovic", "Mark", "Marc", "Harkim", "Amark", "Smark", "Martin"):
        ClientFactory(family_name=family, given_name="Ana", created_by=user)
    everybody = found_by(user, "Mark")

    monkeypatch.setattr(search, "SHOWN", shown)

    assert everybody
    assert found_by(user, "Mark")[: shown + 1] == everybody[: shown + 1]


@pytest.mark.django_db
def test_another_spelling_that_was_noted_is_found_too():
    ClientFactory(given_name="Samira", family_name="Haddad", other_names="سميرة حداد")
    assert Client.objects.named_like("سميرة").exists()


@pytest.mark.django_db
def test_a_birth_date_moves_the_person_up_and_hides_nobody():
    other = ClientFactory(given_name="Ali", family_name="Ahmadi", birth_date=date(1980, 5, 5))
    unknown = ClientFactory(given_name="Ali", family_name="Barzani")
    right = ClientFactory(given_name="Ali", family_name="Zarif", birth_date=BORN)
    assert list(Client.objects.sought(name="Ali", birth_date=BORN)) == [right, unknown, other]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["99123", "+49 2365 99123", "0049236599123", "02365/99123"])
def test_a_number_is_found_by_its_end_however_it_is_written(typed):
    ClientFactory(phone="02365 99123")
    ClientFactory(phone="02365 88123")
    assert Client.objects.sought(phone=typed).count() == 1


@pytest.mark.django_db
def test_the_area_code_beside_a_name_moves_nobody_up_and_makes_nobody_the_same():
    meant = ClientFactory(given_name="Ali", family_name="Ahmadi", phone="")
    ClientFactory(given_name="Olena", family_name="Schewtschenko", phone="02365 99123")
    assert list(Client.objects.sought(name="Ali", phone="02365")) == [meant]
    assert not Client.objects.doubles_of(name="Maria Rossi", birth_date=None, phone="02365").exists()


@pytest.mark.django_db
def test_nothing_asked_finds_nobody():
    ClientFactory()
    assert not Client.objects.sought().exists()


# Doubles ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_double"),
    [
        (Sought("Samira Hadad", BORN), True),
        (Sought("Samira Haddad"), True),
        (Sought("Samira Khalil", BORN), True),
        (Sought("Samira Haddad", date(1991, 1, 1)), False),
        (Sought("Samira Khalil"), False),
        (Sought("Olena Melnyk", None, "0151 2345678"), True),
        (Sought("Olena Melnyk", BORN), False),
    ],
)
def test_a_likely_double_is_noticed(typed, is_double):
    user = CaseManagerFactory()
    ClientFactory(given_name="Samira", family_name="Haddad", birth_date=BORN, phone="+49 151 2345678")
    assert bool(search.doubles(typed, user)) is is_double


# Who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASE_MANAGER])
def test_only_case_managers_find_people(role):
    ClientFactory(family_name="Haddad")
    assert search.find(Sought("Haddad"), UserFactory(roles=[role])) == []


@pytest.mark.django_db
def test_a_hit_opens_for_the_team_and_names_the_lead_to_others():
    case = CaseFactory()
    [own] = found_by(case.lead, case.client.family_name)
    [others] = found_by(CaseManagerFactory(), case.client.family_name)
    assert (own.opens, own.may_start) == (True, False)
    assert (others.opens, others.may_start, others.lead) == (False, False, case.lead)


@pytest.mark.django_db
@pytest.mark.parametrize("scope", Scope)
def test_what_a_hit_opens_is_what_the_member_of_a_team_may_open(scope):
    case, colleague = CaseFactory(), CaseManagerFactory()
    case.members.create(user=colleague, scope=scope)
    [hit] = found_by(colleague, case.client.family_name)
    assert (hit.is_known, hit.opens, hit.sees_file) == (True, True, scope in Scope.of_the_file())
    assert Case.objects.file_visible_to(colleague).exists() is hit.sees_file


@pytest.mark.django_db
def test_a_file_number_finds_whose_file_it_is_and_whom_to_ring():
    case = CaseFactory()
    ClientFactory.create_batch(2)
    for user, opens in ((case.lead, True), (CaseManagerFactory(), False)):
        with serving(user.pk, Purpose.CASE_WORK):
            [hit] = search.find(read(case.reference), user)
        assert (hit.client.pk, hit.opens, hit.lead) == (case.client_id, opens, case.lead)
    outside = UserFactory(roles=[Role.PROVIDER_STAFF])
    with serving(outside.pk, Purpose.CASE_WORK):
        assert search.find(read(case.reference), outside) == []


@pytest.mark.django_db
def test_a_hit_is_known_to_whom_the_person_is_visible():
    name, reader = "Haddad", CaseManagerFactory()
    persons = ClientFactory.create_batch(5, family_name=name)
    in_team, was_in_team, advised, begun, _nobody = persons
    other = CaseFactory(client=in_team)
    other.members.create(user=reader)
    yesterday = timezone.localdate() - timedelta(days=1)
    CaseFactory(client=was_in_team).members.create(user=reader, starts_on=yesterday, ends_on=yesterday)
    AdvisedIntakeFactory(client=advised, taken_by=reader)
    IntakeFactory(client=begun, taken_by=reader)
    for user in (reader, other.lead, CaseManagerFactory()):
        known = {hit.client.pk for hit in found_by(user, name) if hit.is_known}
        assert known == set(Client.objects.visible_to(user).values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_colleague_with_an_open_conversation_is_named():
    begun = IntakeFactory()
    [hit] = search.find(Sought(begun.client.family_name), CaseManagerFactory())
    assert hit.colleague == begun.taken_by
    assert hit.may_start


@pytest.mark.django_db
def test_whoever_advised_a_person_before_does_not_thereby_open_a_colleagues_file():
    advised = AdvisedIntakeFactory()
    CaseFactory(client=advised.client)
    [hit] = found_by(advised.taken_by, advised.client.family_name)
    assert (hit.is_known, hit.opens, hit.may_start) == (True, False, False)


@pytest.mark.django_db
def test_a_person_belongs_to_whoever_talked_to_them_and_to_the_team():
    deputy, stranger = CaseManagerFactory(), CaseManagerFactory()
    advised, case = AdvisedIntakeFactory(), CaseFactory(deputy=deputy)
    assert list(Client.objects.visible_to(advised.taken_by)) == [advised.client]
    assert list(Client.objects.visible_to(deputy)) == [case.client]
    assert not Client.objects.visible_to(stranger).exists()


@pytest.mark.django_db
def test_looking_costs_the_same_however_many_are_found(django_assert_num_queries):
    user = CaseManagerFactory()
    assert user.roles  # asked once per request, then remembered
    for count in (1, 12):
        for _ in range(count):
            CaseFactory(client=ClientFactory(given_name="Ali", created_by=user))
        with django_assert_num_queries(2):
            search.find(Sought("Ali"), user)
