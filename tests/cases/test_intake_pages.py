"""The pages of the intake: search, register, talk, decide; and the lists around it."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions.intake import open_case
from roterfaden.cases.models import Case, Client, Decision, Intake, LeaveCover
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    IntakeFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_follow_up,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
AUTOSAVE = {"X-Autosave": "1"}
PERSON = {
    "given_name": "Samira",
    "family_name": "Haddad",
    "language": "ar",
    "gender": "not_stated",
    "residence_title": "unclear",
    "legal_area": "unclear",
}
TALK = {"concern": "Ich suche eine Wohnung.", "way": "office", "interpreting": "none", "urgency": "soon"}


@pytest.fixture
def me():
    return CaseManagerFactory(name="Hanna Beispiel")


@pytest.fixture
def browser(me, signed_in):
    return signed_in(me)


def text(response):
    return response.content.decode()


# Search ----------------------------------------------------------------------------------------------------------


def test_the_search_works_without_javascript_and_leaves_no_name_in_the_address(browser):
    ClientFactory(given_name="Olena", family_name="Schewtschenko")
    answer = browser.post(reverse("cases:find"), {"q": "Shevchenko"})
    assert "Olena Schewtschenko" in text(answer)
    assert "Shevchenko" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert ">Olena Schewtschenko<" not in text(browser.get(reverse("cases:find"), {"q": "Schewtschenko"}))


def test_htmx_gets_the_hits_alone(browser):
    ClientFactory(family_name="Haddad")
    answer = browser.post(reverse("cases:find"), {"q": "Hadad"}, headers=HTMX)
    assert "Haddad" in text(answer)
    assert "<html" not in text(answer)


def test_the_case_of_a_colleague_shows_whom_to_ring_and_no_way_in(browser):
    case = CaseFactory(
        lead=CaseManagerFactory(name="Aylin Kaya"), client=ClientFactory(family_name="Haddad", phone="02365 99123")
    )
    found = text(browser.post(reverse("cases:find"), {"q": "Haddad"}, headers=HTMX))
    assert "Aylin Kaya" in found
    assert str(case.pk) not in found
    # Only in an emergency, with a reason, which the team hears of at once.
    assert found.count(str(case.client_id)) == found.count(reverse("cases:emergency_open", args=[case.client_id])) == 1
    assert "99123" not in found


def test_what_was_typed_is_carried_over_to_the_new_person(browser):
    fields = {"from_search": "1", "name": "Samira Haddad", "birth_date": "1990-02-01", "phone": "02365 99123"}
    page = text(browser.post(reverse("cases:register"), fields))
    for value in ("Samira", "Haddad", "1990-02-01", "02365 99123"):
        assert f'value="{value}"' in page
    assert not Client.objects.exists()


def test_the_exact_fields_win(browser):
    ClientFactory(family_name="Haddad")
    assert "kennen noch niemanden" in text(browser.post(reverse("cases:find"), {"q": "Haddad", "name": "Melnyk"}))


# Register --------------------------------------------------------------------------------------------------------


def test_where_more_fit_than_are_shown_the_heading_says_so(signed_in):
    worker = CaseManagerFactory()
    browser = signed_in(worker)
    ClientFactory.create_batch(10, family_name="Haddad", created_by=worker)
    shown = text(browser.post(reverse("cases:find"), {"q": "Haddad"}, headers=HTMX))
    assert "10 Personen könnten es sein" in shown
    assert "Mehr als" not in shown

    ClientFactory(family_name="Haddad", created_by=worker)

    shown = text(browser.post(reverse("cases:find"), {"q": "Haddad"}, headers=HTMX))
    assert "Mehr als 10 Personen könnten es sein" in shown
    assert shown.count("Haddad</strong>") == 10


def test_who_works_for_two_offices_says_which_one_looks_after_the_person(browser, me):
    assert "organisation" not in browser.get(reverse("cases:register")).context["form"].fields
    mine, second, foreign = me.seats.get().organisation, OrganisationFactory(), OrganisationFactory()
    SeatFactory(user=me, organisation=second)
    chosen = browser.get(reverse("cases:register")).context["form"].fields["organisation"].queryset
    assert set(chosen) == {mine, second}
    for unsaid in ({}, {"organisation": foreign.pk}):
        answer = browser.post(reverse("cases:register"), {**PERSON, **unsaid})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organisation"])
    assert browser.post(reverse("cases:register"), {**PERSON, "organisation": second.pk}).status_code == 302
    assert Client.objects.get().organisation == second


def test_name_and_language_are_enough_to_begin_a_conversation(browser, me):
    answer = browser.post(reverse("cases:register"), PERSON)
    begun = Intake.objects.get()
    assert answer.url == reverse("cases:intake", args=[begun.pk])
    assert (str(begun.client), begun.taken_by, begun.client.created_by, begun.talk_language) == (
        "Samira Haddad",
        me,
        me,
        "ar",
    )


@pytest.mark.parametrize("missing", ["family_name", "language"])
def test_without_name_or_language_nothing_is_saved_and_nothing_lost(browser, missing):
    answer = browser.post(reverse("cases:register"), {**PERSON, "phone": "02365 99123", missing: ""})
    assert answer.status_code == 422
    assert "02365 99123" in text(answer)
    assert not Client.objects.exists()


def test_a_single_name_is_a_name(browser):
    browser.post(reverse("cases:register"), {**PERSON, "given_name": ""})
    assert str(Client.objects.get()) == "Haddad"


def test_nobody_is_born_tomorrow(browser):
    assert browser.post(reverse("cases:register"), {**PERSON, "birth_date": "2990-01-01"}).status_code == 422


def test_a_likely_double_is_shown_before_saving(browser):
    known = ClientFactory(given_name="Samira", family_name="Hadad")
    answer = browser.post(reverse("cases:register"), PERSON)
    assert answer.status_code == 422
    assert reverse("cases:start_intake", args=[known.pk]) in text(answer)
    assert Client.objects.count() == 1
    browser.post(reverse("cases:register"), {**PERSON, "not_these": str(known.pk)})
    assert Client.objects.count() == 2


def test_a_double_nobody_has_seen_yet_is_shown_first(browser):
    ClientFactory(given_name="Samira", family_name="Haddad")
    browser.post(reverse("cases:register"), {**PERSON, "not_these": "someone-else"})
    assert Client.objects.count() == 1


# Conversation ----------------------------------------------------------------------------------------------------


def test_a_conversation_with_a_known_person_begins_with_one_click(browser, me):
    known = ClientFactory()
    assert browser.get(reverse("cases:start_intake", args=[known.pk])).status_code == 200
    assert not Intake.objects.exists()
    for _ in range(2):
        answer = browser.post(reverse("cases:start_intake", args=[known.pk]))
        assert answer.url == reverse("cases:intake", args=[Intake.objects.get(taken_by=me).pk])


def test_beside_a_running_case_nothing_begins(browser):
    case = CaseFactory()
    answer = browser.post(reverse("cases:start_intake", args=[case.client_id]), follow=True)
    assert case.lead.name in text(answer)
    assert Intake.objects.count() == 1


def test_the_conversation_saves_itself_and_goes_on_from_there(browser, me):
    begun, field = IntakeFactory(taken_by=me), FieldOfActionFactory()
    where = reverse("cases:intake", args=[begun.pk])
    answer = browser.post(where, {**TALK, "fields_of_action": [field.pk], "seen": 1}, headers=AUTOSAVE)
    assert (answer.status_code, answer.headers["X-Seen"]) == (204, "2")
    assert browser.post(where, {**TALK, "seen": 1}, headers=AUTOSAVE).status_code == 409
    answer = browser.post(where, {**TALK, "concern": "Wohnung und Arbeit.", "seen": 2})
    assert answer.url == reverse("cases:decide", args=[begun.pk])
    begun.refresh_from_db()
    assert (begun.concern, begun.urgency) == ("Wohnung und Arbeit.", "soon")


def test_two_windows_never_overwrite_each_other(browser, me):
    begun = IntakeFactory(taken_by=me)
    where = reverse("cases:intake", args=[begun.pk])
    browser.post(where, {**TALK, "seen": 1})
    answer = browser.post(where, {**TALK, "concern": "Etwas anderes.", "seen": 1})
    assert answer.status_code == 409
    assert "Etwas anderes." in text(answer)
    assert "Ich suche eine Wohnung." in text(answer)


def test_a_conversation_can_be_put_aside(browser, me):
    begun = IntakeFactory(taken_by=me)
    answer = browser.post(reverse("cases:intake", args=[begun.pk]), {**TALK, "seen": 1, "later": "1"})
    assert answer.url == reverse("cases:advice")


# Decision --------------------------------------------------------------------------------------------------------


def test_the_hint_follows_what_is_ticked(browser, me):
    begun = IntakeFactory(taken_by=me)
    answer = browser.post(
        reverse("cases:decide", args=[begun.pk]), {"criteria": ["complex", "access", "wish"]}, headers=HTMX
    )
    assert "Drei von fünf" in text(answer)
    begun.refresh_from_db()
    assert begun.decision == ""


def test_advice_ends_here_is_readable_and_can_be_opened_again(browser, me):
    begun = IntakeFactory(taken_by=me)
    fields = {
        "decision": Decision.ADVICE,
        "criteria": ["wish"],
        "result": "Antrag erklärt",
        "decision_note": "Ein Schritt genügt",
    }
    answer = browser.post(reverse("cases:decide", args=[begun.pk]), {**fields, "seen": 1}, follow=True)
    for words in ("Antrag erklärt", "Ein Schritt genügt", "Die Person wünscht eine längere Begleitung"):
        assert words in text(answer)
    answer = browser.post(reverse("cases:reopen_intake", args=[begun.pk]))
    assert answer.url == reverse("cases:intake", args=[begun.pk])
    begun.refresh_from_db()
    assert begun.decision == ""


def test_case_management_leads_to_the_case(browser, me):
    begun = IntakeFactory(taken_by=me)
    fields = {"decision": Decision.CASE_MANAGEMENT, "criteria": ["complex"], "client_agrees": "on", "seen": 1}
    answer = browser.post(reverse("cases:decide", args=[begun.pk]), fields)
    assert answer.url == reverse("cases:case", args=[Case.objects.get(lead=me).pk])


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": Decision.ADVICE},
        {"decision": Decision.CASE_MANAGEMENT, "criteria": ["complex"]},
        {"decision": Decision.CASE_MANAGEMENT, "client_agrees": "on"},
        {"decision": "no such thing"},
    ],
)
def test_what_a_decision_needs_is_said_at_the_field(browser, me, fields):
    begun = IntakeFactory(taken_by=me)
    answer = browser.post(
        reverse("cases:decide", args=[begun.pk]), {**fields, "decision_note": "Bleibt stehen", "seen": 1}
    )
    assert answer.status_code == 422
    assert "Bleibt stehen" in text(answer)
    begun.refresh_from_db()
    assert begun.decision == ""


def test_a_decision_on_an_older_state_is_asked_again(browser, me):
    begun = IntakeFactory(taken_by=me)
    fields = {"decision": Decision.ADVICE, "result": "Antrag erklärt"}
    assert browser.post(reverse("cases:decide", args=[begun.pk]), {**fields, "seen": 7}).status_code == 422
    assert browser.post(reverse("cases:decide", args=[begun.pk]), {**fields, "seen": 1}).status_code == 302


# Person ----------------------------------------------------------------------------------------------------------


def test_the_page_of_a_person_leads_to_the_open_case(browser, me):
    case = CaseFactory(lead=me)
    assert browser.get(reverse("cases:client", args=[case.client_id])).url == reverse("cases:case", args=[case.pk])


def test_the_page_of_a_person_shows_the_conversations(browser, me):
    advised = AdvisedIntakeFactory(taken_by=me)
    assert "Wohnberechtigungsschein" in text(browser.get(reverse("cases:client", args=[advised.client_id])))


def test_a_correction_that_came_too_late_shows_both_versions(browser, me):
    person = AdvisedIntakeFactory(taken_by=me, client=ClientFactory(given_name="Samira", family_name="Haddad")).client
    where = reverse("cases:client_edit", args=[person.pk])
    assert browser.post(where, {**PERSON, "phone": "11111", "seen": 1}).status_code == 302
    answer = browser.post(where, {**PERSON, "phone": "22222", "seen": 1})
    assert answer.status_code == 409
    assert "11111" in text(answer)
    assert "22222" in text(answer)
    assert browser.post(where, {**PERSON, "phone": "22222", "seen": 2}).status_code == 302


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["intake", "decide", "client", "client_edit"])
def test_a_colleague_gets_404_for_what_is_not_theirs(signed_in, name):
    begun = IntakeFactory()
    pk = begun.pk if name in {"intake", "decide"} else begun.client_id
    where = reverse(f"cases:{name}", args=[pk])
    assert signed_in(CaseManagerFactory()).get(where).status_code == 404
    assert signed_in(begun.taken_by).get(where).status_code == 200


def test_a_colleague_cannot_reopen_my_advice(signed_in):
    advised = AdvisedIntakeFactory()
    assert signed_in(CaseManagerFactory()).post(reverse("cases:reopen_intake", args=[advised.pk])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASE_MANAGER])
@pytest.mark.parametrize("name", ["find", "register", "cases", "advice"])
def test_other_roles_may_not_enter(signed_in, role, name):
    assert signed_in(role).get(reverse(f"cases:{name}")).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD_OF_UNIT])
def test_only_the_head_of_unit_sees_the_workload(signed_in, role):
    assert signed_in(role).get(reverse("cases:workload")).status_code == 403


# Lists -----------------------------------------------------------------------------------------------------------


def test_my_cases_are_mine_and_filtered_by_phase_urgency_and_name(browser, me):
    mine = CaseFactory(lead=me, client=ClientFactory(family_name="Müller"), urgency="acute")
    CaseFactory(lead=me, client=ClientFactory(family_name="Melnyk"))
    CaseFactory(client=ClientFactory(family_name="Fremd"))
    where = reverse("cases:cases")
    assert "Fremd" not in text(browser.get(where))
    assert "Melnyk" not in text(browser.get(where, {"dringlichkeit": "acute"}))
    assert "Melnyk" in text(browser.get(where, {"phase": "assessment"}))
    assert "Kein Fall passt" in text(browser.get(where, {"phase": "steering"}))
    found = text(browser.post(where, {"name": "Мюллер"}, headers=HTMX))
    assert str(mine.pk) in found
    assert "Melnyk" not in found


def test_more_than_a_page_of_cases_is_paged(browser, me):
    for _ in range(26):
        CaseFactory(lead=me)
    assert text(browser.get(reverse("cases:cases"))).count('class="rf-row"') == 25
    assert text(browser.get(reverse("cases:cases"), {"seite": 2})).count('class="rf-row"') == 1


def test_closed_cases_have_their_own_tab(browser, me):
    CaseFactory(lead=me, phase="closed", client=ClientFactory(family_name="Haddad"))
    assert "Haddad" not in text(browser.get(reverse("cases:cases")))
    assert "Die Ziele sind erreicht" in text(browser.get(reverse("cases:cases"), {"stand": "abgeschlossen"}))


def test_open_conversations_stand_before_decided_ones(browser, me):
    IntakeFactory(taken_by=me, client=ClientFactory(family_name="Offen"))
    AdvisedIntakeFactory(taken_by=me, client=ClientFactory(family_name="Entschieden"))
    page = text(browser.get(reverse("cases:advice")))
    assert page.index("Samira Offen") < page.index("Samira Entschieden")
    assert "Samira Entschieden" not in text(browser.get(reverse("cases:advice"), {"entscheidung": "case_management"}))


def test_the_workload_names_no_person(signed_in):
    case = CaseFactory(client=ClientFactory(given_name="Geheim", family_name="Vertraulich"))
    page = text(signed_in(HeadOfUnitFactory()).get(reverse("cases:workload")))
    assert case.lead.name in page
    assert "Vertraulich" not in page
    assert str(case.pk) not in page


@pytest.mark.parametrize("name", ["find", "cases", "advice", "workload"])
def test_a_page_costs_the_same_with_few_and_with_many(
    name, me, signed_in, django_assert_max_num_queries, django_assert_num_queries
):
    browser = signed_in(HeadOfUnitFactory() if name == "workload" else me)

    def more(count):
        for number in range(count):
            case = CaseFactory(lead=me, deputy=CaseManagerFactory(), client=ClientFactory(given_name="Ali"))
            add_follow_up(case, in_days=number - 3)
            AdvisedIntakeFactory(taken_by=me, fields_of_action=[FieldOfActionFactory()])
            IntakeFactory(taken_by=me)

    def ask():
        where = reverse(f"cases:{name}")
        return browser.post(where, {"q": "Ali"}) if name == "find" else browser.get(where)

    more(2)
    ask()
    with django_assert_max_num_queries(12) as first:
        ask()
    more(8)
    with django_assert_num_queries(len(first)):
        ask()


@pytest.mark.parametrize("name", ["intake", "decide", "client", "client_edit", "register"])
def test_a_page_of_a_person_stays_within_its_budget(browser, me, name, django_assert_max_num_queries):
    begun = IntakeFactory(taken_by=me)
    for _ in range(5):
        AdvisedIntakeFactory(taken_by=me, client=begun.client)
    pk = {"intake": begun.pk, "decide": begun.pk, "register": None}.get(name, begun.client_id)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(f"cases:{name}", args=[pk] if pk else [])).status_code == 200


# A colleague leads ------------------------------------------------------------------------------------------------

DECIDED = {"decision": Decision.CASE_MANAGEMENT, "criteria": ["complex"], "client_agrees": "on"}


@pytest.fixture
def colleague(me):
    return CaseManagerFactory(name="Aylin Kaya")


def given(browser, talk, lead):
    return browser.post(
        reverse("cases:decide", args=[talk.pk]), {**DECIDED, "seen": talk.revision, "lead": lead.pk}, follow=True
    )


def test_whoever_takes_the_intake_gives_the_case_to_a_colleague_and_does_not_join_the_team(browser, me, colleague):
    talk = IntakeFactory(taken_by=me, client=ClientFactory(family_name="Haddad", created_by=me, phone="02365 99123"))
    answer = given(browser, talk, colleague)
    case = Case.objects.get()
    assert (case.lead, [member.user for member in case.members.all()]) == (colleague, [colleague])
    page = text(answer)
    assert "Aylin Kaya führt den Fall" in page
    assert "Ich suche eine Wohnung." in page
    assert "Haddad" in page
    assert "99123" not in page
    for name, pk in (("case", case.pk), ("client", case.client_id), ("history", case.pk), ("team", case.pk)):
        assert browser.get(reverse(f"cases:{name}", args=[pk])).status_code == 404
    assert "Aylin Kaya" in text(browser.get(reverse("cases:advice")))


def test_the_colleague_hears_of_the_new_case_and_opens_it(browser, me, colleague, signed_in):
    given(browser, IntakeFactory(taken_by=me), colleague)
    case, theirs = Case.objects.get(), signed_in(colleague)
    today = text(theirs.get(reverse("desk:today")))
    assert f"Hanna Beispiel hat nach einer Aufnahme Case Management begonnen. Sie führen den Fall {case.reference}" in (
        today
    )
    assert reverse("cases:case", args=[case.pk]) in today
    assert theirs.get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert theirs.get(reverse("cases:intake", args=[case.intake_id])).status_code == 200
    told = [(entry.act, entry.by, entry.text) for entry in case.timeline.order_by("at")]
    assert told == [("opened", me, "Ich suche eine Wohnung."), ("lead_changed", me, "Hanna Beispiel → Aylin Kaya")]


def test_the_decision_is_kept_in_the_history_with_who_made_it(browser, me, colleague):
    given(browser, IntakeFactory(taken_by=me), colleague)
    member = Case.objects.get().members.get()
    assert member.events.get().pgh_context.metadata["user"] == str(me.pk)


def test_who_is_on_leave_is_offered_with_a_word_about_it(browser, me, colleague):
    today = timezone.localdate()
    LeaveCover.objects.create(absent=colleague, cover=me, starts_on=today, ends_on=today, arranged_by=me)
    page = text(browser.get(reverse("cases:decide", args=[IntakeFactory(taken_by=me).pk])))
    assert "Aylin Kaya (heute abwesend, wird vertreten)" in page


def test_nobody_of_another_office_can_lead(browser, me):
    stranger = UserFactory()
    SeatFactory(user=stranger, role=Role.CASE_MANAGER, organisation=OrganisationFactory())
    talk = IntakeFactory(taken_by=me)
    answer = given(browser, talk, stranger)
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    with pytest.raises(RuleBroken):
        open_case(talk, by=me, criteria=["complex"], client_agrees=True, lead=stranger)


def test_alone_one_is_not_asked_who_leads(browser, me):
    assert "Wer führt den Fall?" not in text(browser.get(reverse("cases:decide", args=[IntakeFactory(taken_by=me).pk])))


def test_a_case_is_given_by_whoever_holds_its_open_talk_alone(me, colleague):
    case, ask = CaseFactory(lead=me), "select rf.give_at_intake(%s, %s, '', '')"
    for user in (me, CaseManagerFactory()):
        with serving(user.pk, Purpose.CASE_WORK), connection.cursor() as cursor:
            cursor.execute(ask, [case.pk, colleague.pk])
            assert cursor.fetchone()[0] is False
    assert Case.objects.get().lead == me
