"""The new office says whether it takes over: asked on a basis, answered by link or as it was heard."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import area_change, safeguards, team
from roterfaden.cases.actions.area_acceptance import (
    ask_office,
    make_acceptance_link,
    record_acceptance,
    told_to_office,
    withdraw_question,
)
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.disclosures import NormApplied
from roterfaden.cases.actions.link_keys import NewLink
from roterfaden.cases.area_changes import template
from roterfaden.cases.document_content import checklist_content
from roterfaden.cases.documents import LANGUAGES, checklist_pdf
from roterfaden.cases.models import (
    AcceptanceLink,
    AcceptanceState,
    Act,
    AnswerWay,
    AreaAcceptance,
    Case,
    Consent,
    LegalAreaChange,
    Part,
    PassingPurpose,
    SafeguardKind,
    Scope,
)
from roterfaden.desk.agenda import agenda_of
from roterfaden.logbook.models import ReadEntry
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    disclose_to,
    give_consent,
)
from tests.printed import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
UNKNOWN = "/antwort/stelle/gibt-es-nicht/"
TAKES = {"state": AcceptanceState.ACCEPTED, "contact_person": "Frau Berg", "contact_phone": "02365 4711"}


@pytest.fixture
def jobcenter() -> Organisation:
    return OrganisationFactory(name="Jobcenter Musterstadt")


@pytest.fixture
def case() -> Case:
    lead = CaseManagerFactory(name="Hanna Beispiel")
    person = ClientFactory(created_by=lead, family_name="Haddad", legal_area="asylblg", birth_date="1990-02-01")
    return CaseFactory(lead=lead, client=person)


@pytest.fixture
def change(case: Case) -> LegalAreaChange:
    return begun(case)


def begun(case: Case) -> LegalAreaChange:
    chosen = template("asylblg-sgb-ii")
    assert chosen
    expected = area_change.expect_change(case, by=case.lead, template=chosen, changes_on=TODAY)
    return area_change.begin_change(expected, by=case.lead, template=chosen)


def allowed(case: Case, office: Organisation) -> Consent:
    kinds = ("contact", "income")
    return give_consent(case, recipient=office, kinds=kinds, purpose=PassingPurpose.BENEFITS)


@pytest.fixture
def asked(case: Case, change: LegalAreaChange, jobcenter: Organisation) -> AreaAcceptance:
    basis, due_on = allowed(case, jobcenter), TODAY + timedelta(days=5)
    return ask_office(change, by=case.lead, basis=basis, recipient=jobcenter, due_on=due_on)


@pytest.fixture
def made(asked: AreaAcceptance) -> NewLink:
    return make_acceptance_link(asked, by=asked.asked_by)


def path(made: NewLink) -> str:
    return reverse("answers:office", args=[made.key.token])


def text(response: Any) -> str:
    return str(response.content.decode())


def acts_told(case: Case) -> list[str]:
    return list(case.timeline.order_by("at").values_list("act", flat=True))


# Asking -----------------------------------------------------------------------------------------------------------


def test_the_office_reads_the_name_the_laws_the_day_and_the_question_and_no_birth_date(asked: AreaAcceptance) -> None:
    told = asked.disclosure.text
    assert "Haddad" in told
    assert "Asylbewerberleistungsgesetz" in told or "AsylbLG" in told
    assert "Übernehmen Sie ab diesem Tag?" in told
    assert "1990" not in told
    assert asked.disclosure.consent is not None
    assert Act.DISCLOSED in acts_told(asked.case)


def test_the_birth_date_goes_only_if_chosen(case: Case, change: LegalAreaChange) -> None:
    assert "1990" in told_to_office(change, case, birth_date=True)[1].text


def test_without_a_basis_nothing_goes(case: Case, change: LegalAreaChange, jobcenter: Organisation) -> None:
    for basis in (
        NormApplied("dsgvo-6-1-e", "wir brauchen es"),
        give_consent(case, recipient=jobcenter, kinds=("contact",), purpose=PassingPurpose.BENEFITS),
        allowed(case, OrganisationFactory()),
    ):
        with pytest.raises(RuleBroken):
            ask_office(change, by=case.lead, basis=basis, recipient=jobcenter, due_on=TODAY)
    assert not AreaAcceptance.objects.exists()


def test_one_office_is_asked_at_a_time(asked: AreaAcceptance, case: Case, jobcenter: Organisation) -> None:
    again = {"by": case.lead, "basis": asked.disclosure.consent, "recipient": jobcenter, "due_on": TODAY}
    with pytest.raises(RuleBroken):
        ask_office(asked.change, **again)
    withdraw_question(asked, by=case.lead, reason="falsche Stelle")
    assert ask_office(asked.change, **again).is_waiting


def test_an_answer_is_final_for_postgresql_too(asked: AreaAcceptance) -> None:
    record_acceptance(asked, by=asked.asked_by, seen=None, way=AnswerWay.PHONE, **TAKES)
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaAcceptance.objects.filter(pk=asked.pk).update(state="asked")


# The answer as it was heard ---------------------------------------------------------------------------------------


def test_an_answer_on_the_telephone_is_taken_down_and_ends_the_link(made: NewLink, asked: AreaAcceptance) -> None:
    heard = record_acceptance(asked, by=asked.asked_by, seen=None, way=AnswerWay.PHONE, **TAKES)
    assert (heard.state, heard.contact_person, heard.entered_by) == ("accepted", "Frau Berg", asked.asked_by)
    assert AcceptanceLink.objects.get().closed_why == "used"
    line = asked.case.timeline.get(act=Act.ACCEPTANCE_ANSWERED)
    assert line.text == "Jobcenter Musterstadt: übernimmt (am Telefon)"


@pytest.mark.parametrize(
    "said", [{"state": "accepted"}, {"state": "declined"}, {"state": "withdrawn"}, {"state": "asked"}]
)
def test_half_an_answer_is_none(asked: AreaAcceptance, said: dict[str, str]) -> None:
    with pytest.raises(RuleBroken):
        record_acceptance(asked, by=asked.asked_by, seen=None, way=AnswerWay.PHONE, **said)


# The link ---------------------------------------------------------------------------------------------------------


def test_link_and_code_open_what_was_told_and_take_one_answer(client: Client, made: NewLink, case: Case) -> None:
    assert "Haddad" not in text(client.get(path(made)))
    page = client.post(path(made), {"code": made.code})
    assert "Haddad" in text(page)
    answer = {"code": made.code, "seen": page.context["asked"].revision, **TAKES, "their_reference": "BG 12"}
    response = client.post(path(made), answer)
    assert response["Location"] == reverse("answers:thanks")
    found = AreaAcceptance.objects.get()
    assert (found.state, found.way, found.their_reference, found.entered_by) == ("accepted", "link", "BG 12", None)
    told = Notice.objects.get(user=case.lead)
    assert "Jobcenter Musterstadt hat geantwortet: übernimmt" in told.text
    assert told.path == reverse("cases:area_change", args=[case.pk, found.change_id])
    assert client.post(path(made), answer).status_code == 404


def test_who_is_not_responsible_says_why(client: Client, made: NewLink) -> None:
    answer = {"code": made.code, "seen": 1, "state": "declined"}
    assert client.post(path(made), answer).status_code == 422
    assert client.post(path(made), {**answer, "reason": "Zuständig ist das Sozialamt."}).status_code == 302
    assert AreaAcceptance.objects.get().reason == "Zuständig ist das Sozialamt."


def test_reading_by_link_is_noted_as_that_of_the_office(client: Client, made: NewLink, jobcenter: Organisation) -> None:
    client.post(path(made), {"code": made.code})
    entry = ReadEntry.objects.get(reader_id=jobcenter.pk)
    assert (entry.page, entry.purpose) == ("answers:office", "answering")


def test_five_wrong_codes_end_the_link(client: Client, made: NewLink) -> None:
    wrong = "000000" if made.code != "000000" else "111111"
    assert [client.post(path(made), {"code": wrong}).status_code for _ in range(5)] == [422, 422, 422, 422, 404]
    assert client.post(path(made), {"code": made.code}).status_code == 404


def close(case: Case, asked: AreaAcceptance, why: str) -> None:
    match why:
        case "answered":
            record_acceptance(asked, by=case.lead, seen=None, way=AnswerWay.LETTER, **TAKES)
        case "withdrawn":
            withdraw_question(asked, by=case.lead, reason="falsche Stelle")
        case "called off":
            area_change.cancel_change(asked.change, by=case.lead, reason="doch nicht")
        case "no consent":
            withdraw_consent(asked.disclosure.consent, by=case.lead, how="spoken")  # type: ignore[arg-type]
        case "objection":
            safeguards.set_safeguard(case.client, SafeguardKind.OBJECTION, by=case.lead, reason="will nicht")
        case "expired":
            AcceptanceLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        case "replaced":
            make_acceptance_link(asked, by=case.lead)


@pytest.mark.parametrize(
    "why", ["answered", "withdrawn", "called off", "no consent", "objection", "expired", "replaced"]
)
def test_what_is_not_open_answers_like_what_never_was(
    client: Client, made: NewLink, asked: AreaAcceptance, case: Case, why: str
) -> None:
    close(case, asked, why)
    unknown = text(client.get(UNKNOWN))
    page = client.get(path(made))
    assert page.status_code == 404
    assert re.sub(r"nonce-\S+", "", text(page)) == re.sub(r"nonce-\S+", "", unknown)
    assert client.post(path(made), {"code": made.code}).status_code == 404


def test_links_that_are_over_are_written_down_by_the_daily_run(made: NewLink) -> None:
    AcceptanceLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    call_command("expire", stdout=StringIO())
    assert AcceptanceLink.objects.get().closed_why == "expired"


# Where one works --------------------------------------------------------------------------------------------------


def test_heute_and_the_page_of_the_person_say_who_has_not_answered(asked: AreaAcceptance, signed_in: Any) -> None:
    lead = asked.case.lead
    assert "Jobcenter Musterstadt: noch keine Antwort, ob sie übernimmt" in [line.title for line in agenda_of(lead).due]
    page = text(signed_in(lead).get(reverse("cases:case", args=[asked.case_id])))
    assert "Noch keine Antwort von Jobcenter Musterstadt" in page
    record_acceptance(asked, by=lead, seen=None, way=AnswerWay.PHONE, **TAKES)
    assert not [line for line in agenda_of(lead).due if "Jobcenter Musterstadt" in line.title]
    page = text(signed_in(lead).get(reverse("cases:case", args=[asked.case_id])))
    assert "Jobcenter Musterstadt hat angenommen." in page


def test_a_confidential_office_is_named_to_nobody_without_full_insight(case: Case, change: LegalAreaChange) -> None:
    office = OrganisationFactory(name="Frauenhaus", is_sensitive=True)
    asked = ask_office(change, by=case.lead, basis=allowed(case, office), recipient=office, due_on=TODAY)
    reader = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=reader, part=Part.MEMBER, scope=Scope.ORDINARY)
    assert not AreaAcceptance.objects.visible_to(reader).exists()
    with serving(reader.pk, Purpose.CASE_WORK):
        assert not AreaAcceptance.objects.exists()
    with serving(case.lead.pk, Purpose.CASE_WORK):
        assert AreaAcceptance.objects.get() == asked


def test_beside_a_confidential_office_that_one_cannot_see_none_is_asked_either(
    case: Case, change: LegalAreaChange, jobcenter: Organisation
) -> None:
    office, reader = OrganisationFactory(name="Frauenhaus", is_sensitive=True), CaseManagerFactory()
    ask_office(change, by=case.lead, basis=allowed(case, office), recipient=office, due_on=TODAY)
    team.join_team(case, by=case.lead, user=reader, part=Part.MEMBER, scope=Scope.ORDINARY)
    basis = allowed(case, jobcenter)
    with serving(reader.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="schon eine Stelle gefragt"):
        ask_office(change, by=reader, basis=basis, recipient=jobcenter, due_on=TODAY)


def test_the_page_asks_makes_a_link_takes_the_answer_down_and_prints(
    case: Case, change: LegalAreaChange, jobcenter: Organisation, signed_in: Any
) -> None:
    browser, consent = signed_in(case.lead), allowed(case, jobcenter)
    ask = reverse("cases:acceptance_ask", args=[case.pk, change.pk])
    assert "Haddad" in text(browser.get(ask))
    assert browser.post(ask, {"basis": "", "due_on": TODAY}).status_code == 422
    assert browser.post(ask, {"basis": f"consent:{consent.pk}", "due_on": TODAY, "reach": "Team 3"}).status_code == 302
    asked = AreaAcceptance.objects.get()
    assert (asked.disclosure.recipient, asked.reach) == (jobcenter, "Team 3")
    link = text(browser.post(reverse("cases:acceptance_link", args=[case.pk, asked.pk])))
    assert "/antwort/stelle/" in link
    page = text(browser.get(reverse("cases:area_change", args=[case.pk, change.pk])))
    assert "Antwort erwartet bis" in page
    assert "Neue Stelle fragen" not in page
    record = reverse("cases:acceptance_record", args=[case.pk, asked.pk])
    assert browser.get(record).status_code == 200
    seen = AreaAcceptance.objects.get().revision
    assert browser.post(record, {"seen": seen, "way": "link", **TAKES}).status_code == 422
    assert browser.post(record, {"seen": seen, "way": "phone", **TAKES}).status_code == 302
    assert "hat angenommen" in text(browser.get(reverse("cases:area_change", args=[case.pk, change.pk])))
    assert "Frau Berg" in text_of(browser.get(reverse("cases:checklist", args=[case.pk, change.pk])).content)
    withdraw = reverse("cases:acceptance_withdraw", args=[case.pk, asked.pk])
    assert browser.post(withdraw, {"reason": "Sie hat es sich anders überlegt."}).status_code == 302
    assert AreaAcceptance.objects.get().state == "withdrawn"


@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_what_was_told_is_printed_in_every_language(asked: AreaAcceptance, language: str | None) -> None:
    paper = checklist_pdf(checklist_content(asked.change, asked.case, asked), language)
    assert "Jobcenter Musterstadt" in text_of(paper)


# After the change -------------------------------------------------------------------------------------------------


def test_after_the_change_the_former_office_stops_reading_with_one_press(
    case: Case, change: LegalAreaChange, asked: AreaAcceptance, signed_in: Any
) -> None:
    former = OrganisationFactory(name="Sozialamt Musterstadt")
    passed = disclose_to(former, case)
    there = UserFactory()
    SeatFactory(user=there, role=Role.OTHER_OFFICE, organisation=former)
    browser = signed_in(case.lead)
    end = reverse("cases:former_access_end", args=[case.pk, change.pk, passed.pk])
    browser.post(end)
    passed.refresh_from_db()
    assert passed.is_open
    area_change.complete_change(change, by=case.lead)
    page = text(browser.get(reverse("cases:area_change", args=[case.pk, change.pk])))
    assert "Sozialamt Musterstadt" in page.split('id="zugriff"')[1]
    assert "Jobcenter Musterstadt" not in page.split('id="zugriff"')[1].split("</section>")[0]
    assert signed_in(there).get(reverse("cases:disclosed_one", args=[passed.pk])).status_code == 200
    browser.post(end)
    passed.refresh_from_db()
    assert (passed.is_open, passed.closed_why) == (False, "area_changed")
    assert signed_in(there).get(reverse("cases:disclosed_one", args=[passed.pk])).status_code == 404
    assert "Keine frühere Stelle liest noch etwas" in text(
        browser.get(reverse("cases:area_change", args=[case.pk, change.pk]))
    )


def test_serving_nobody_postgresql_shows_neither_question_nor_link(made: NewLink) -> None:
    with serving(None, Purpose.ANSWERING), connection.cursor() as cursor:
        for table in ("cases_areaacceptance", "cases_acceptancelink"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone()[0] == 0
