"""The pages: data protection sees references and counts, the team sees its own files, nobody sees more."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import DjangoAssertNumQueries

from roterfaden.accounts.models import User
from roterfaden.cases.models import Act, Phase
from roterfaden.retention import candidates
from roterfaden.retention.actions.holds import set_hold
from roterfaden.retention.models import Deadline, DeletionRun, RetentionHold, RetentionRule, RuleState
from tests.factories import AdvisedIntakeFactory, CaseFactory, CaseManagerFactory
from tests.retention.conftest import closed_ago

pytestmark = pytest.mark.django_db
Rule = Callable[..., RetentionRule]
SignedIn = Callable[..., Browser]
TOMORROW = timedelta(days=1)


def refresh() -> None:
    list(candidates.refresh(100))


def test_data_protection_confirms_a_rule_and_changing_it_asks_again(signed_in: SignedIn, officer: User) -> None:
    browser, found = signed_in(officer), RetentionRule.objects.get(kind="advice")
    page = reverse("retention:rule", args=[found.pk])
    assert "ungeprüft" in browser.get(reverse("retention:rules")).content.decode()
    browser.post(reverse("retention:rule_confirm", args=[found.pk]))
    assert RetentionRule.objects.get(pk=found.pk).state == RuleState.IN_FORCE
    wording = {
        "seen": RetentionRule.objects.get(pk=found.pk).revision, "months": 18, "notice_weeks": 6, "source": "Beschluss",
        "reason": "Neue Dienstanweisung",
    }  # fmt: skip
    assert browser.post(reverse("retention:rule_edit", args=[found.pk]), wording).status_code == 302
    changed = RetentionRule.objects.get(pk=found.pk)
    assert (changed.state, changed.months) == (RuleState.UNCHECKED, 18)
    content = browser.get(page).content.decode()
    assert "Neue Dienstanweisung" in content
    assert officer.name in content


def test_two_people_do_not_overwrite_each_others_rule(signed_in: SignedIn, officer: User) -> None:
    browser, found = signed_in(officer), RetentionRule.objects.get(kind="advice")
    RetentionRule.objects.filter(pk=found.pk).update(revision=7, changed_by=officer, changed_at=timezone.now())
    wording = {"seen": 1, "months": 18, "notice_weeks": 6, "source": "Beschluss", "reason": "Neu"}
    assert browser.post(reverse("retention:rule_edit", args=[found.pk]), wording).status_code == 409


def test_a_rule_needs_a_reason_to_be_set_aside(signed_in: SignedIn, officer: User) -> None:
    browser, found = signed_in(officer), RetentionRule.objects.get(kind="advice")
    page = reverse("retention:rule_aside", args=[found.pk])
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "Gibt es hier nicht"}).status_code == 302
    assert RetentionRule.objects.get(pk=found.pk).state == RuleState.SET_ASIDE
    browser.post(reverse("retention:rule_reopen", args=[found.pk]))
    assert RetentionRule.objects.get(pk=found.pk).state == RuleState.UNCHECKED


def test_a_new_rule_is_unchecked_and_there_is_one_for_each_kind_and_legal_area(
    signed_in: SignedIn, officer: User
) -> None:
    browser, page = signed_in(officer), reverse("retention:rule_add")
    wording = {
        "seen": 0,
        "kind": "advice",
        "legal_area": "sgb_xii",
        "months": 12,
        "notice_weeks": 4,
        "source": "Eigene",
    }
    assert browser.post(page, wording).status_code == 302
    assert RetentionRule.objects.get(kind="advice", legal_area="sgb_xii").state == RuleState.UNCHECKED
    assert browser.post(page, wording).status_code == 422
    assert browser.post(page, {**wording, "kind": "read_notices"}).status_code == 422
    assert browser.post(page, {**wording, "legal_area": "sgb_ii", "months": 5000}).status_code == 422


def test_coming_deletions_name_the_reference_and_no_person(rule: Rule, signed_in: SignedIn, officer: User) -> None:
    rule(months=12)
    case = closed_ago(400)
    refresh()
    for page in ("pending", "rules", "holds", "protocol"):
        assert str(case.client) not in signed_in(officer).get(reverse(f"retention:{page}")).content.decode()
    content = signed_in(officer).get(reverse("retention:pending")).content.decode()
    assert case.reference in content
    assert "schon fällig" in content
    deadline = Deadline.objects.get()
    content = signed_in(officer).get(reverse("retention:coming", args=[deadline.pk])).content.decode()
    assert case.reference in content
    assert case.client.family_name not in content


def test_coming_deletions_cost_the_same_with_many(
    rule: Rule, signed_in: SignedIn, officer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rule(months=12)
    lead = CaseManagerFactory()
    for _number in range(4):
        closed_ago(400, lead=lead)
    refresh()
    for who, page in ((officer, "pending"), (officer, "rules"), (officer, "protocol"), (lead, "mine")):
        browser = signed_in(who)
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(f"retention:{page}")).status_code == 200


def test_data_protection_holds_a_deletion_by_reference(rule: Rule, signed_in: SignedIn, officer: User) -> None:
    rule(months=12)
    case = closed_ago(400)
    refresh()
    browser, deadline = signed_in(officer), Deadline.objects.get()
    page = reverse("retention:coming", args=[deadline.pk])
    assert browser.post(page, {"reason": "Prüfung", "until": ""}).status_code == 422
    until = timezone.localdate() + TOMORROW
    assert browser.post(page, {"reason": "Prüfung läuft", "until": until}).status_code == 302
    hold = RetentionHold.objects.get(client=case.client_id)
    assert "Prüfung läuft" in browser.get(reverse("retention:holds")).content.decode()
    there = reverse("retention:hold", args=[hold.pk])
    later = until + timedelta(days=30)
    assert browser.post(there, {"weiter-reason": "dauert noch", "weiter-until": later}).status_code == 302
    assert browser.post(there, {"release": "1", "aufheben-reason": ""}).status_code == 422
    assert browser.post(there, {"release": "1", "aufheben-reason": "erledigt"}).status_code == 302
    assert [step.act for step in hold.steps.order_by("at")] == ["set", "extended", "released"]
    assert not RetentionHold.objects.running().exists()


def test_the_archive_is_offered_before_it_answers(rule: Rule, signed_in: SignedIn, officer: User) -> None:
    rule(months=12, offer_to_archive=True)
    closed_ago(400)
    refresh()
    browser, deadline = signed_in(officer), Deadline.objects.get()
    act = reverse("retention:coming_archive", args=[deadline.pk])
    for posted, kept in (("declined", ""), ("offered", "offered"), ("taken", "taken")):
        browser.post(act, {"stand": posted})
        assert Deadline.objects.get().archive == kept


def test_the_lead_reads_on_the_closed_case_when_it_goes_and_holds_it(rule: Rule, signed_in: SignedIn) -> None:
    rule(months=12)
    case = closed_ago(400)
    browser = signed_in(case.lead)
    page = reverse("cases:case", args=[case.pk])
    assert "steht noch nicht fest" in browser.get(page).content.decode()
    refresh()
    assert "Wird voraussichtlich am" in browser.get(page).content.decode()
    there = reverse("retention:case", args=[case.pk])
    until = timezone.localdate() + TOMORROW
    assert browser.post(there, {"reason": "Klage läuft", "until": until}).status_code == 302
    assert browser.post(there, {"reason": "noch einmal", "until": until}).status_code == 422
    assert "ausgesetzt" in browser.get(page).content.decode()
    assert case.timeline.filter(act=Act.RETENTION_CHANGED, reason="Klage läuft").exists()
    held = reverse("retention:held", args=[RetentionHold.objects.get().pk])
    assert browser.post(held, {"release": "1", "aufheben-reason": "entschieden"}).status_code == 302
    assert "Wird voraussichtlich am" in browser.get(page).content.decode()


def test_an_open_case_says_that_no_period_runs(signed_in: SignedIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser = signed_in(case.lead)
    assert "Löschfrist" not in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    content = browser.get(reverse("retention:case", args=[case.pk])).content.decode()
    assert "wird nichts gelöscht" in content


def test_one_sees_ones_own_files_that_go_soon_advice_included(rule: Rule, signed_in: SignedIn) -> None:
    rule(months=12)
    rule("advice", months=6)
    case = closed_ago(300)
    talk = AdvisedIntakeFactory(taken_by=case.lead, client__family_name="Beraten")
    other = closed_ago(300)
    refresh()
    browser = signed_in(case.lead)
    content = browser.get(reverse("retention:mine")).content.decode()
    assert str(case.client) in content
    assert "Beraten" in content
    assert str(other.client) not in content
    deadline = Deadline.objects.get(client=talk.client)
    page = reverse("retention:own", args=[deadline.pk])
    assert "Beraten" in browser.get(page).content.decode()
    until = timezone.localdate() + TOMORROW
    assert browser.post(page, {"reason": "Kommt wieder", "until": until}).status_code == 302
    assert "Kommt wieder" in browser.get(page).content.decode()


def test_strangers_find_neither_deadlines_nor_holds_of_others(rule: Rule, signed_in: SignedIn) -> None:
    rule(months=12)
    case = closed_ago(300)
    refresh()
    until = timezone.localdate() + TOMORROW
    hold = set_hold(client_id=case.client_id, case_id=case.pk, by=case.lead, reason="Klage", until=until)
    browser = signed_in(CaseManagerFactory())
    for name, pk in (("case", case.pk), ("own", Deadline.objects.get().pk), ("held", hold.pk)):
        page = reverse(f"retention:{name}", args=[pk])
        assert (name, browser.get(page).status_code) == (name, 404)
        assert browser.post(page, {"reason": "x", "until": until}).status_code == 404


def test_the_protocol_answers_for_a_reference_one_knows(
    rule: Rule, run: Callable[..., DeletionRun], signed_in: SignedIn, officer: User
) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    done = run()
    browser, page = signed_in(officer), reverse("retention:protocol")
    assert case.reference not in browser.get(page).content.decode()
    assert "Zum Löschlauf" in browser.post(page, {"reference": case.reference}).content.decode()
    assert "Nicht im Protokoll" in browser.post(page, {"reference": "1999-00001"}).content.decode()
    assert browser.post(page, {"reference": ""}).status_code == 422
    content = browser.get(reverse("retention:run", args=[done.pk])).content.decode()
    assert "cases_client" in content
    assert case.reference not in content


def test_the_protocol_is_a_paper_without_the_data(
    rule: Rule, run: Callable[..., DeletionRun], signed_in: SignedIn, officer: User
) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    done = run()
    answer = signed_in(officer).get(reverse("retention:run_pdf", args=[done.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Löschprotokoll" in text
    assert "cases_client" in text
    assert case.reference not in text
    assert case.client_id.hex not in text.replace("-", "")
