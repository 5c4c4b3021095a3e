"""Konfliktklärung: only if the person agrees, a short protocol of views and promises, signed and then unchanged."""

from collections.abc import Callable
from datetime import timedelta

import page
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import mediation, monitoring, safeguards
from roterfaden.cases.documents import LANGUAGES, mediation_pdf, mediation_texts
from roterfaden.cases.mediation_paper import mediation_content
from roterfaden.cases.models import (
    Case,
    FollowUpState,
    Mediation,
    MediationParty,
    MediationState,
    MediationStep,
    SafeguardKind,
)
from roterfaden.network.models import Municipality
from tests.factories import CaseFactory
from tests.printed import text_of, words_of
from tests.world import begin_mediation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + timedelta(weeks=4)


@pytest.fixture
def case() -> Case:
    found: Case = CaseFactory()
    return found


@pytest.fixture
def talk(case: Case) -> Mediation:
    return begin_mediation(case)


def sign(talk: Mediation) -> Mediation:
    current = Mediation.objects.get(pk=talk.pk)
    return mediation.agree_mediation(
        current, by=current.case.lead, seen=current.revision, signed_on=TODAY, look_again_on=LATER
    )


def test_others_are_spoken_to_only_if_the_person_agrees(case: Case) -> None:
    begun = {"by": case.lead, "subject": "Lärm", "talked_on": TODAY}
    with pytest.raises(RuleBroken):
        mediation.begin_mediation(case, client_agrees=False, **begun)
    safeguards.set_safeguard(case.client, SafeguardKind.OBJECTION, by=case.lead, reason="Sie will es so.")
    with pytest.raises(RuleBroken):
        mediation.begin_mediation(case, client_agrees=True, **begun)
    assert not Mediation.objects.exists()


def test_nothing_is_signed_before_everybody_was_heard_and_something_agreed(case: Case) -> None:
    bare = mediation.begin_mediation(case, by=case.lead, subject="Lärm", talked_on=TODAY, client_agrees=True)
    assert len(mediation.what_is_missing(bare)) == 3
    with pytest.raises(RuleBroken):
        sign(bare)


def test_signed_words_stay_and_somebody_looks_again(talk: Mediation) -> None:
    signed = sign(talk)
    assert (signed.state, signed.follow_up.due_on) == (MediationState.AGREED, LATER)  # type: ignore[union-attr]
    with pytest.raises(RuleBroken):
        mediation.add_party(signed, by=signed.case.lead, kind="landlord", label="Hausverwaltung")
    for table in (Mediation.objects.filter(pk=signed.pk), MediationParty.objects.filter(mediation=signed)):
        changed = {"subject": "Anders"} if table.model is Mediation else {"view": "Anders"}
        with pytest.raises(DatabaseError), transaction.atomic():
            table.update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        MediationStep.objects.filter(mediation=signed).update(text="Anders")


def test_what_was_promised_can_be_done_after_signing(talk: Mediation) -> None:
    signed = sign(talk)
    step = signed.steps.get(task=None)
    for _twice in range(2):
        assert mediation.settle_step(step, by=signed.case.lead, done=True).is_done
    of_team = signed.steps.exclude(task=None).get()
    assert of_team.task.owner == signed.case.lead  # type: ignore[union-attr]
    with pytest.raises(RuleBroken):
        mediation.settle_step(of_team, by=signed.case.lead, done=True)


def test_talking_again_takes_the_signatures_back_and_the_look_with_them(talk: Mediation) -> None:
    signed = sign(talk)
    look = signed.follow_up
    assert look is not None
    again = mediation.reopen_mediation(signed, by=signed.case.lead, reason="Es ist wieder laut.")
    look.refresh_from_db()
    assert (again.state, again.signed_on, look.state) == (MediationState.TALKING, None, FollowUpState.CANCELLED)
    ended = mediation.fail_mediation(again, by=signed.case.lead, reason="Die Nachbarin zieht aus.")
    assert ended.state == MediationState.FAILED


def test_who_has_promised_something_does_not_leave_the_table(talk: Mediation) -> None:
    neighbour = talk.parties.get(kind="neighbour")
    with pytest.raises(RuleBroken):
        mediation.withdraw_party(neighbour, by=talk.case.lead)
    mediation.withdraw_step(talk.steps.get(task=None), by=talk.case.lead)
    assert mediation.withdraw_party(neighbour, by=talk.case.lead).is_withdrawn


def test_what_was_taken_out_comes_back_with_its_task(talk: Mediation, signed_in: Callable[..., Client]) -> None:
    browser, step = signed_in(talk.case.lead), talk.steps.exclude(task=None).get()
    seen = []
    for name in ("mediation_step_withdraw", "mediation_step_restore"):
        browser.post(reverse(f"cases:{name}", args=[talk.case_id, step.pk]))
        step = MediationStep.objects.select_related("task").get(pk=step.pk)
        seen.append((step.is_withdrawn, step.task.is_withdrawn))  # type: ignore[union-attr]
    assert seen == [(True, True), (False, False)]


def test_a_task_that_was_taken_back_before_stays_so(talk: Mediation) -> None:
    step = talk.steps.exclude(task=None).get()
    assert step.task is not None
    monitoring.withdraw_task(step.task, by=talk.case.lead)
    gone = mediation.withdraw_step(step, by=talk.case.lead)
    mediation.restore_step(gone, by=talk.case.lead)
    step.task.refresh_from_db()
    assert step.task.is_withdrawn


def test_nothing_comes_back_for_who_is_not_at_the_table_any_more(talk: Mediation) -> None:
    gone = mediation.withdraw_step(talk.steps.get(task=None), by=talk.case.lead)
    mediation.withdraw_party(talk.parties.get(kind="neighbour"), by=talk.case.lead)
    with pytest.raises(RuleBroken):
        mediation.restore_step(gone, by=talk.case.lead)


def test_a_party_of_another_talk_promises_nothing_here(talk: Mediation) -> None:
    other = begin_mediation(CaseFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        MediationStep.objects.create(
            mediation=talk, text="Ruhe", due_on=TODAY, party=other.parties.filter(kind="neighbour").get()
        )


def test_the_way_over_the_pages(case: Case, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(case.lead)
    begun = browser.post(
        reverse("cases:mediation_begin", args=[case.pk]),
        {"subject": "Müll im Hof", "talked_on": TODAY.isoformat(), "client_agrees": "on"},
    )
    talk = Mediation.objects.get()
    assert begun.headers["Location"] == reverse("cases:mediation", args=[case.pk, talk.pk])
    there = reverse("cases:mediation_party_add", args=[case.pk, talk.pk])
    assert browser.post(there, {"kind": "landlord", "seen": "0"}).status_code == 422
    assert browser.post(there, {"kind": "landlord", "label": "Hausverwaltung", "seen": "0"}).status_code == 302
    party = talk.parties.get(kind="landlord")
    step = {"text": "Neue Tonne bestellen", "due_on": LATER.isoformat(), "who": str(party.pk)}
    assert browser.post(reverse("cases:mediation_step_add", args=[case.pk, talk.pk]), step).status_code == 302
    assert talk.steps.get().party == party
    talk.refresh_from_db()
    signing = {"seen": str(talk.revision), "signed_on": TODAY.isoformat(), "look_again_on": LATER.isoformat()}
    assert browser.post(reverse("cases:mediation_agree", args=[case.pk, talk.pk]), signing).status_code == 422


@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_the_protocol_is_accessible_and_says_nothing_of_the_file(talk: Mediation, language: str | None) -> None:
    Municipality.objects.create(name="Musterstadt", official_code="05", unit_name="Betreuungsdienst Flüchtlinge")
    paper = mediation_pdf(mediation_content(talk, talk.case), language)
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    text = text_of(paper)
    for each in {"de", language or "de"}:
        texts = {key: words for key, words in mediation_texts(each).items() if isinstance(words, str)}
        del texts["mediation_look_again"]  # not before a day is agreed
        missing = {key: words_of(words) - words_of(text) for key, words in texts.items()}
        assert not any(missing.values()), missing
    assert words_of("Es ist oft laut. Nachbarin im 2. Stock") <= words_of(text)
    assert talk.case.reference not in text
    assert "Betreuungsdienst" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_of_the_german(language: str) -> None:
    german, translated = mediation_texts("de"), mediation_texts(language)
    assert list(translated) == list(german)
    assert all(translated.values())
    assert translated["terms"].keys() >= {"Nachbarschaft", "Vermietung"}
