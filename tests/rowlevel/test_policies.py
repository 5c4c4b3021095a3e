"""Row-level security: what PostgreSQL shows is exactly what ``visible_to`` says, and nothing without a person."""

from collections.abc import Callable
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import ALL, SERVING_ROLE
from roterfaden.base.rowlevel.applying import apply, declared_rows, declared_views, existing_tables
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import cover, emergency, team
from roterfaden.cases.actions.goals import rate_guiding_goal
from roterfaden.cases.actions.intake import open_case
from roterfaden.cases.models import Case, Client, Part, Phase, Scope
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.network.models import Organisation
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    HeadOfUnitFactory,
    IntakeFactory,
    OfferFactory,
    OrganisationFactory,
    UserFactory,
    add_measure,
    ask_provider,
    disclose_to,
    give_consent,
)
from tests.rowlevel.seen import guarded_models, histories, keys_seen, may, rows_seen
from tests.world import World

pytestmark = pytest.mark.django_db

NOT_SERVED = {
    "django_migrations",
    "django_content_type",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "logbook_chainlink",
    "logbook_logshape",
}
"""Tables which no page needs: of packages, and the chain, which the owner alone writes and checks."""
WINDOWS = {
    "FindableClient", "OverseenClient", "CarriedCase", "OverdueFigure", "AdviceFigure", "AssignableCase",
    "ReassignedFigure", "ReceivedReferral", "ReceivingSeat", "Invitation", "MergeableClient", "ProbableDouble",
}  # fmt: skip
"""Views, open to those whose role and purpose they ask for."""

OPEN = {rows.table for rows in declared_rows() if rows.read == ALL} - set(declared_views())
"""The directory and the concept: nothing in them is about a person, and a policy would keep indexes from being used."""


def seen_in_all(columns: dict[str, str], user: User) -> dict[str, set[str]]:
    """What somebody sees of tables for all purposes together: some rows are there for one, some for another."""
    seen = [keys_seen(columns, user, purpose) for purpose in Purpose]
    return {table: set().union(*(each[table] for each in seen)) for table in columns}


@pytest.fixture(scope="module")
def furnish() -> Callable[[World], object]:
    """Beside the world of every page: cases, talks and teams of others."""

    def add(world: World) -> None:
        colleague = CaseManagerFactory()
        shared = CaseFactory(lead=colleague, phase=Phase.STEERING, deputy=world.lead)
        rate_guiding_goal(shared.guiding_goal, by=colleague, self_rating=3)
        CaseFactory(lead=colleague, phase=Phase.CLOSED)
        AdvisedIntakeFactory(taken_by=colleague)
        IntakeFactory(taken_by=colleague)
        given = IntakeFactory(taken_by=world.lead)
        open_case(given, by=world.lead, criteria=["wish"], client_agrees=True, lead=colleague)

    return add


@pytest.fixture
def people(world: World) -> list[User]:
    """Somebody of each role elsewhere, the head of the unit, everybody in a team, and somebody who has no role."""
    of_roles = [*(UserFactory(roles=[role]) for role in Role), HeadOfUnitFactory()]
    return [*User.objects.filter(case_memberships__isnull=False).distinct().order_by("email"), *of_roles, UserFactory()]


def test_plain_sql_gives_exactly_what_visible_to_says(people: list[User]) -> None:
    columns = {model._meta.db_table: model._meta.pk.column for model in guarded_models()}
    seen_by = {user: seen_in_all(columns, user) for user in people}
    for model, user in product(guarded_models(), people):
        manager: Any = model._default_manager
        wanted = keys_of(manager.visible_to(user))
        seen = seen_by[user][model._meta.db_table]
        if model._meta.db_table in OPEN:
            assert wanted <= seen
        else:
            assert (model, user.email, seen ^ wanted) == (model, user.email, set())


def test_the_rules_were_tried_on_rows_that_somebody_may_not_see(people: list[User]) -> None:
    """A comparison of nothing with nothing would prove nothing."""
    for model in guarded_models():
        if model._meta.app_label == "cases" and model.__name__ not in WINDOWS:
            rows = model._default_manager.count()
            seen = [len(rows_seen(model._meta.db_table, user, Purpose.CASE_WORK)) for user in people]
            assert rows > 0, model
            assert max(seen) > 0, model
            assert min(seen) < rows, model


def test_no_purpose_shows_more_of_a_file(people: list[User]) -> None:
    for purpose, user in product(Purpose, people):
        assert rows_seen("cases_case", user, purpose) <= rows_seen("cases_case", user, Purpose.CASE_WORK)
        if purpose not in {Purpose.CASE_WORK, Purpose.RIGHTS}:
            assert rows_seen("cases_client", user, purpose) == set()


def test_a_forgotten_filter_returns_nothing_that_is_not_ones_own(world: World) -> None:
    stranger = CaseManagerFactory()
    with serving(stranger.pk, Purpose.CASE_WORK):
        assert (list(Case.objects.all()), list(Client.objects.all())) == ([], [])
    with serving(world.lead.pk, Purpose.CASE_WORK):
        assert {case.pk for case in Case.objects.all()} == {case.pk for case in Case.objects.visible_to(world.lead)}


def test_what_goes_to_confidential_places_is_for_full_insight_only() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    Organisation.objects.filter(pk=measure.offer.organisation_id).update(is_sensitive=True)
    referral = ask_provider(measure)
    special = give_consent(case, kinds=("contact", "health"), special_named=True)
    plain = disclose_to(OrganisationFactory(), case)
    told = {
        "cases_consent": {referral.disclosure.consent_id, special.pk},
        "cases_disclosure": {referral.disclosure_id},
        "cases_referral": {referral.pk},
    }
    ordinary = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=ordinary, part=Part.MEMBER, scope=Scope.ORDINARY)
    for table, hidden in told.items():
        keys = {str(key) for key in hidden}
        assert rows_seen(table, case.lead, Purpose.CASE_WORK) >= keys
        assert not rows_seen(table, ordinary, Purpose.CASE_WORK) & keys
        assert not rows_seen(f"{table}event", ordinary, Purpose.CASE_WORK, "pgh_obj_id") & keys
    assert str(plain.pk) in rows_seen("cases_disclosure", ordinary, Purpose.CASE_WORK)


def test_without_a_person_there_are_no_rows(world: World) -> None:
    for rows in declared_rows():
        if not rows.is_open:
            with serving(None, Purpose.CASE_WORK), connection.cursor() as cursor:
                if rows.read == "false":
                    continue
                cursor.execute(f'select count(*) from "{rows.table}"')
                count = cursor.fetchone()[0]
            open_to_all = rows.read == "true"
            assert (rows.table, count > 0 and not open_to_all) == (rows.table, False)


def test_histories_show_the_versions_of_what_is_visible(people: list[User]) -> None:
    history: Any
    rule_of = {rows.table: rows.read for rows in declared_rows()}
    seen_by = {user: seen_in_all({one._meta.db_table: "pgh_id" for one in histories()}, user) for user in people}
    for history in histories():
        model = history.pgh_tracked_model
        if model._meta.proxy:
            continue  # the history of a many-to-many table, whose versions tell no primary key
        gone = keys_of(history.objects.exclude(pgh_obj_id__in=model._default_manager.values("pk")))
        for user in people:
            visible = model._default_manager.visible_to(user).values("pk")
            wanted = keys_of(history.objects.filter(pgh_obj_id__in=visible))
            seen = seen_by[user][history._meta.db_table] - gone
            assert seen <= wanted, history
            if rule_of[history._meta.db_table] == rule_of[model._meta.db_table]:
                assert seen == wanted, history


def keys_of(rows: Any) -> set[str]:
    return {str(key) for key in rows.values_list("pk", flat=True)}


def test_every_table_is_declared_or_known_to_be_unused() -> None:
    declared = {rows.table for rows in declared_rows()} - set(declared_views())
    assert set(existing_tables()) - declared == NOT_SERVED


def test_a_table_that_nobody_declared_is_closed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table forgotten (id integer); insert into forgotten values (1)")
    apply()
    with pytest.raises(ProgrammingError, match="permission denied"):
        may("select * from forgotten", UserFactory(), Purpose.CASE_WORK)


def test_applying_again_changes_nothing() -> None:
    assert apply(only_if_changed=True) is False


def test_the_serving_role_owns_nothing_and_passes_nothing_by() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit from pg_roles where rolname = %s",
            [SERVING_ROLE],
        )
        assert cursor.fetchone() == (False, False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class join pg_roles r on r.oid = relowner where r.rolname = %s", [SERVING_ROLE]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (id integer)",
        "create temporary table mine (id integer)",
        "create function public.mine() returns integer language sql as 'select 1'",
        "alter table cases_case disable row level security",
        "drop policy serving_select on cases_case",
        "truncate cases_contactnote",
        "delete from cases_case",
        "delete from cases_contactnote",
        "update cases_timelineentry set text = ''",
        "delete from cases_timelineentry",
        "insert into cases_clientevent select * from cases_clientevent",
        "update cases_clientevent set family_name = ''",
        "delete from cases_clientevent",
        "update pghistory_context set metadata = '{}'",
        "delete from pghistory_context",
        "update network_accountchange set detail = ''",
        "set session_replication_role = replica",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_what_the_serving_role_can_never_do(statement: str, world: World) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        may(statement, world.lead, Purpose.CASE_WORK)


def test_nobody_lets_themselves_into_a_file(world: World) -> None:
    stranger = CaseManagerFactory()
    forged = (
        "insert into cases_casemember (id, case_id, user_id, part, starts_on)"
        " values (gen_random_uuid(), %s, %s, %s, current_date)"
    )
    for part in ("member", "lead"):
        with pytest.raises(ProgrammingError, match="row-level security"):
            may(forged, stranger, Purpose.CASE_WORK, [world.case.pk, stranger.pk, part])


def test_nobody_moves_a_row_into_their_own_file(world: World) -> None:
    thief = CaseManagerFactory()
    own = CaseFactory(lead=thief)
    note = world.arguments["cases"]["note"]
    assert may("update cases_contactnote set case_id = %s where id = %s", thief, Purpose.CASE_WORK, [own.pk, note]) == 0
    with pytest.raises(ProgrammingError, match="row-level security"):
        may(
            "update cases_contactnote set case_id = %s where id = %s",
            world.lead,
            Purpose.CASE_WORK,
            [own.pk, note],
        )


def test_a_row_below_a_case_cannot_claim_another_one(world: World) -> None:
    other = CaseFactory()
    measure = world.arguments["cases"]["measure"]
    with connection.cursor() as cursor:
        cursor.execute("update cases_measure set case_id = %s where id = %s", [other.pk, measure])
        cursor.execute("select case_id from cases_measure where id = %s", [measure])
        assert cursor.fetchone() == (world.case.pk,)


def test_nobody_gives_themselves_a_role_or_another_account_back() -> None:
    user, locked = CaseManagerFactory(), UserFactory(is_active=False)
    for purpose in (Purpose.CASE_WORK, Purpose.ADMINISTRATION):
        assert may("update network_seat set role = 'administrator' where user_id = %s", user, purpose, [user.pk]) == 0
        assert may("update accounts_user set is_active = true where id = %s", user, purpose, [locked.pk]) == 0


def test_who_leaves_a_team_is_out_at_once_even_within_one_transaction(world: World) -> None:
    colleague = CaseManagerFactory()
    member = team.join_team(world.case, by=world.lead, user=colleague, part=Part.MEMBER)
    assert rows_seen("cases_case", colleague, Purpose.CASE_WORK) == {str(world.case.pk)}
    with serving(world.lead.pk, Purpose.CASE_WORK):
        Case.objects.count()
        team.leave_team(member, by=world.lead)
    assert rows_seen("cases_case", colleague, Purpose.CASE_WORK) == set()


@pytest.fixture
def readers(world: World, people: list[User]) -> list[User]:
    """Besides, whoever has insight for a while: for somebody on leave, and in an emergency."""
    today, covering, rushing = timezone.localdate(), CaseManagerFactory(), CaseManagerFactory()
    absent = CaseFactory(phase=Phase.STEERING).lead
    cover.arrange_cover(by=absent, absent=absent, cover=covering, starts_on=today, ends_on=today)
    emergency.open_emergency(world.case, by=rushing, reason="Die Person ist in der Klinik, niemand ist da.")
    return [*people, covering, rushing]


def test_a_page_about_a_file_opens_nothing_and_hides_nothing(readers: list[User]) -> None:
    """Whether it is about one's own file, another's or one that there is not: by the policies and by the filters."""
    columns = {model._meta.db_table: model._meta.pk.column for model in guarded_models()}
    for user in readers:
        seen, filtered = keys_seen(columns, user, Purpose.CASE_WORK), _filtered(user, None)
        mine = Case.objects.filter(pk__in=seen["cases_case"]).order_by("pk").last()
        foreign = Case.objects.exclude(pk__in=seen["cases_case"]).order_by("pk").last()
        for about in (mine.pk if mine else uuid4(), foreign.pk if foreign else uuid4()):
            assert keys_seen(columns, user, Purpose.CASE_WORK, about) == seen
            assert _filtered(user, about) == filtered


def _filtered(user: User, about: UUID | None) -> dict[str, set[str]]:
    """What the filters give, and which rows of cases they do not: a condition turned round has to hold as well."""
    with serving(user.pk, Purpose.CASE_WORK, about):
        managers: list[Any] = [model._default_manager for model in guarded_models()]
        found = {manager.model.__name__: keys_of(manager.visible_to(user)) for manager in managers}
        return found | {"others": keys_of(Case.objects.exclude(team_filter(user, "pk")))}


def test_the_case_a_page_is_about_is_found_in_the_list_of_cases(readers: list[User]) -> None:
    ask = """
        select rf.about(kind), rf.about_as(%s, kind), rf.about_as(%s, kind), rf.my_cases(kind), rf.about_person()
        from unnest(array['all', 'file', 'sensitive', 'led']) kind
    """
    found, no_case = set(), UUID(int=0)
    for user, case, purpose in product(readers, Case.objects.all(), (Purpose.CASE_WORK, Purpose.DIRECTORY)):
        with serving(user.pk, purpose, case.pk), connection.cursor() as cursor:
            cursor.execute(ask, [user.pk, uuid4()])
            for about, about_as, about_as_another, mine, person in cursor.fetchall():
                assert about == (case.pk if case.pk in mine else None)
                assert (about_as, about_as_another) == (about or no_case, no_case)
                assert person in (None, case.client_id)
                assert (about is None) or person
                found.add(about is not None)
    assert found == {True, False}


def test_nobody_changes_a_file_by_asking_about_it(world: World) -> None:
    """The page may be about a foreign file, or about one's own while a row of a foreign one is meant."""
    own = CaseFactory(phase=Phase.STEERING)
    rename = "update cases_framegoal set title = 'Meins' where case_id = %s"
    for user, meant, about in product((own.lead, world.lead), (own, world.case), (own, world.case)):
        changed = may(rename, user, Purpose.CASE_WORK, [meant.pk], about.pk)
        assert (changed > 0) == (user == meant.lead)
    add = "insert into cases_casemember (id, case_id, user_id, part, scope, starts_on) values (%s, %s, %s, %s, %s, %s)"
    for about in (own, world.case):
        given = [uuid4(), world.case.pk, own.lead.pk, "member", "full", timezone.localdate()]
        with pytest.raises(ProgrammingError, match="row-level security"):
            may(add, own.lead, Purpose.CASE_WORK, given, about.pk)


def test_whoever_comes_next_in_a_transaction_is_asked_anew(world: World) -> None:
    stranger = CaseManagerFactory()
    for user, sees in ((world.lead, True), (stranger, False), (world.lead, True)):
        with serving(user.pk, Purpose.CASE_WORK, world.case.pk):
            assert Case.objects.exists() == sees
            assert Case.objects.visible_to(user).filter(pk=world.case.pk).exists() == sees


def test_who_leaves_the_team_of_the_page_is_out_of_it_at_once(world: World) -> None:
    colleague = CaseManagerFactory()
    member = team.join_team(world.case, by=world.lead, user=colleague, part=Part.MEMBER)
    with serving(colleague.pk, Purpose.CASE_WORK, world.case.pk), connection.cursor() as cursor:
        assert Case.objects.filter(pk=world.case.pk).exists()
        cursor.execute("set local role none")
        team.leave_team(member, by=world.lead)
        cursor.execute(f"set local role {SERVING_ROLE}")
        assert not Case.objects.filter(pk=world.case.pk).exists()


def test_a_file_number_says_whose_file_it_is_to_those_who_work_on_cases_alone() -> None:
    """The function reads past every policy, so it has to know who asks."""
    case, colleague, head = CaseFactory(), CaseManagerFactory(), HeadOfUnitFactory()
    says_whom = "select where rf.person_of_file(%s) is not null"
    assert may(says_whom, colleague, Purpose.CASE_WORK, [case.reference])
    assert not may(says_whom, head, Purpose.STEERING, [case.reference])
    assert not may(says_whom, None, Purpose.CASE_WORK, [case.reference])


def test_the_windows_show_no_column_more() -> None:
    """Search-before-create: who it is and whom to ring. The workload: dates and whose lead."""
    columns = {}
    with connection.cursor() as cursor:
        for view in declared_views():
            cursor.execute(f'select * from "{view}" limit 0')
            columns[view] = {column.name for column in cursor.description or []}
    keys = {"search_text", "skeletons", "phone_digits"}
    readers = {"scope", "is_known"}  # what the reader has to do with the person anyway
    assert columns["cases_findableclient"] - keys - readers == {
        "id", "given_name", "family_name", "other_names", "birth_date", "district_id", "organisation_id",
        "open_case", "reference", "lead_id", "talks_with_id",
    }  # fmt: skip
    assert columns["cases_carriedcase"] == {
        "id",
        "lead_id",
        "phase",
        "intensity",
        "opened_at",
        "closed_at",
        "last_contact_at",
        "rests_until",
    }
    assert columns["cases_overduefigure"] == {"id", "lead_id", "what", "count"}
    assert columns["cases_advicefigure"] == {"id", "taken_by_id", "taken_at", "talk_language", "district_id"}
