"""A whole case management goes to another organisation: with a basis, by choice, as a file of its own there."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import page
import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.languages import country_name
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import (
    assessment,
    conferences,
    consents,
    handing_over,
    levels,
    monitoring,
    own_views,
    reassigning,
    reports,
    safeguards,
    team,
    transfers,
    visits,
)
from roterfaden.cases.actions.disclosures import NormApplied, Told, disclose
from roterfaden.cases.document_content import disclosed_hand_over_content, transfer_content
from roterfaden.cases.documents import LANGUAGES, hand_over_pdf, hand_over_texts
from roterfaden.cases.handing_on import parts_of
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    AreaChangeState,
    AssessmentSection,
    Case,
    CaseTransfer,
    CloseReason,
    Colleague,
    ConferenceState,
    DataKind,
    Disclosure,
    FrameGoal,
    Gender,
    GoalState,
    HandOverState,
    HomeCare,
    IntakeCriterion,
    Intensity,
    LegalArea,
    Level,
    MeasureKind,
    OfferedCase,
    Part,
    PassingPurpose,
    Phase,
    ProblemKind,
    ReassignReason,
    ReceivingSeat,
    ReportState,
    ResidenceTitle,
    Safeguard,
    SafeguardKind,
    StepState,
    StepWho,
    Urgency,
    ViewLink,
    VisitState,
    WithdrawnHow,
)
from roterfaden.cases.models import Client as Person
from roterfaden.cases.network_map import MapField
from roterfaden.cases.search import hit_of
from roterfaden.concept.models import FieldOfAction
from roterfaden.logbook.models import ReadEntry, ReadKind
from roterfaden.network.models import District, Organisation
from roterfaden.offers.models import Offer
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
    UserFactory,
    add_appointment,
    add_conference,
    add_follow_up,
    add_measure,
    add_relative,
    advance,
    ask_provider,
    fix_conference,
    give_consent,
)
from tests.printed import text_of, words_of
from tests.rowlevel.seen import may, rows_seen
from tests.world import begin_area_change, report_wording, transfer_to_another

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ALL = ["contact", "language", "concern", "residence", "income", "plan", "assessment"]


def elsewhere() -> User:
    return UserFactory(roles=[Role.CASE_MANAGER])


def seat_elsewhere() -> ReceivingSeat:
    return ReceivingSeat.objects.get(user=elsewhere())


def a_case(phase: Phase = Phase.STEERING, **values: Any) -> Case:
    return CaseFactory(phase=phase, client=ClientFactory(family_name="Haddad", legal_area="asylblg", **values))


def offered(transfer: CaseTransfer) -> OfferedCase:
    return OfferedCase.objects.visible_to(transfer.receiver).of_others().get(pk=transfer.pk)


def accept(transfer: CaseTransfer) -> Case:
    with serving(transfer.receiver_id, Purpose.CASE_WORK):
        return transfers.accept_transfer(offered(transfer), by=transfer.receiver)


# What happens -----------------------------------------------------------------------------------------------------


def test_the_other_organisation_begins_its_own_file_with_what_went_along() -> None:
    case = a_case(phone="02365 4711")
    goal = case.frame_goals.get().action_goals.get()
    add_measure(goal, title="Zum Amt begleiten")
    add_follow_up(case, question="Ist die Wohnung da?")
    begin_area_change(case)
    new = accept(transfer_to_another(case))
    assert new.client.organisation_id != case.client.organisation_id
    assert (str(new.client), new.client.phone, new.client.legal_area) == (str(case.client), "02365 4711", "asylblg")
    assert (new.phase, new.urgency, str(new.guiding_goal)) == (Phase.AGREEMENT, case.urgency, "Ich will ankommen.")
    taken = new.frame_goals.get().action_goals.get()
    assert (taken.title, taken.scale, taken.agreed_in) == (goal.title, goal.scale, None)
    assert "Zum Amt begleiten" in list(taken.measures.values_list("title", flat=True))
    assert new.follow_ups.get().owner == new.lead
    assert new.assessments.get().sections.get().answers == {"gelingt": "Spricht drei Sprachen."}
    assert new.area_changes.get().steps.filter(key="konto").exists()
    # The agreement with the former office is none with the new one, and their own timeline stays theirs.
    assert not new.agreements.exists()
    assert new.timeline.filter(act=Act.TRANSFER_TAKEN).exists()
    assert not new.timeline.filter(by=case.lead).exists()


def test_the_former_file_closes_for_everybody_there_and_the_disclosure_is_kept() -> None:
    case = a_case()
    deputy = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=deputy, part=Part.DEPUTY)
    add_follow_up(case)
    transfer = transfer_to_another(case)
    accept(transfer)
    former = Case.objects.get(pk=case.pk)
    assert (former.close_reason, former.phase) == (CloseReason.HANDED_OVER, Phase.CLOSED)
    assert not former.follow_ups.planned().exists()
    for user in (case.lead, deputy, transfer.receiver):
        assert not Case.objects.visible_to(user).filter(pk=case.pk).exists()
        assert str(case.pk) not in rows_seen("cases_case", user, Purpose.CASE_WORK)
        assert str(case.client_id) not in rows_seen("cases_client", user, Purpose.CASE_WORK)
    kept = Disclosure.objects.get(case=case, purpose=PassingPurpose.HANDOVER)
    assert (kept.recipient, kept.by, kept.consent_id is not None) == (transfer.organisation, case.lead, True)
    assert not kept.is_open
    assert all(words in kept.text for words in ("Den Antrag abgeben", "Spricht drei Sprachen."))


def test_reports_that_no_body_has_yet_are_given_up_with_their_text() -> None:
    case = a_case()
    draft = reports.write_report(case, by=case.lead, **report_wording(situation="Quittengelee fehlt."))
    waiting = reports.write_report(case, by=case.lead, **report_wording(situation="Quittengelee fehlt."))
    asked = CaseManagerFactory()
    reports.submit_report(waiting, by=case.lead, seen=waiting.revision, reviewer=asked, justification="")
    accept(transfer_to_another(case))
    for report in (draft, waiting):
        report.refresh_from_db()
        assert (report.state, report.situation, report.body) == (ReportState.DROPPED, "", None)


def test_only_the_list_is_left_for_both_sides(signed_in: Callable[..., Client]) -> None:
    case = a_case()
    transfer = transfer_to_another(case, note="Sie zieht in Ihr Quartier.")
    new = accept(transfer)
    kept = CaseTransfer.objects.get(pk=transfer.pk)
    assert (kept.state, kept.package) == (HandOverState.ACCEPTED, {})
    there = reverse("cases:transferred", args=[transfer.pk])
    his = signed_in(case.lead)
    assert his.get(reverse("cases:case", args=[case.pk])).status_code == 404
    answer = his.get(there).content.decode()
    assert "Hilfeplan und geplante Überprüfungen" in answer
    assert "Haddad" not in answer
    assert "Sie zieht in Ihr Quartier." not in answer
    assert his.get(reverse("cases:transfer_paper", args=[transfer.pk])).status_code == 404
    hers = signed_in(transfer.receiver)
    assert all(words in hers.get(there).content.decode() for words in ("Haddad", "Sie zieht in Ihr Quartier."))
    assert hers.get(reverse("cases:transfer_paper", args=[transfer.pk]) + "?sprache=ar").status_code == 200
    assert there in hers.get(reverse("cases:team", args=[new.pk])).content.decode()
    assert signed_in(CaseManagerFactory()).get(there).status_code == 404
    assert case.lead in {notice.user for notice in Notice.objects.filter(path=there)}


def test_the_note_goes_to_the_new_file_and_is_on_record_in_what_went() -> None:
    case = a_case()
    transfer = transfer_to_another(case, note="Sie zieht in Ihr Quartier.")
    new = accept(transfer)
    kept = CaseTransfer.objects.get(pk=transfer.pk)
    assert kept.note == ""
    assert kept.disclosure
    assert "Übergabenotiz: Sie zieht in Ihr Quartier." in kept.disclosure.text
    assert new.timeline.get(act=Act.TRANSFER_TAKEN).reason == "Sie zieht in Ihr Quartier."


@pytest.mark.parametrize("named", ["Haddad", "Rojda", "Olga"])
def test_a_note_that_names_somebody_is_refused_at_the_field(signed_in: Callable[..., Client], named: str) -> None:
    case = a_case()
    add_relative(case, Kinship.SIBLING, name="Rojda")
    assessment.add_network_contact(case, by=case.lead, label="Olga", field=MapField.FRIENDS)
    seat = seat_elsewhere()
    consent = give_consent(
        case, recipient=seat.organisation, purpose=PassingPurpose.HANDOVER, kinds=ALL, special_named=True
    )
    filled = {
        "seat": str(seat.pk), "due_on": TODAY.isoformat(), "basis": f"consent:{consent.pk}", "parts": ["person"],
        "note": f"Bitte zuerst {named} anrufen.",
    }  # fmt: skip
    answer = signed_in(case.lead).post(reverse("cases:transfer", args=[case.pk]), filled)
    assert answer.status_code == 422
    assert named in answer.context["form"].errors["note"][0]
    assert re.search(r'aria-describedby="[^"]*id_note_error', answer.content.decode())
    with pytest.raises(RuleBroken, match=named):
        transfer_to_another(case, note=f"Bitte zuerst {named} anrufen.")


TECHNICAL = {
    "ref", "goal", "key", "position", "template", "template_version", "template_id", "is_synthetic", "language",
    "concern_language",
}  # fmt: skip
"""What holds rows together, and of which language words are: that is told in words and looked at below."""


def values_in(packed: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a package after the name of its field."""
    if isinstance(packed, dict):
        for key, value in packed.items():
            yield from values_in(value, key)
    elif isinstance(packed, list) and name != "criteria":
        for value in packed:
            yield from values_in(value, name)
    elif packed not in ("", None, []) and name not in TECHNICAL:
        yield name, packed


def words_for(name: str, value: Any) -> list[str]:
    """How a reader would say a value."""
    choices: dict[str, Any] = {
        "gender": Gender, "residence_title": ResidenceTitle, "legal_area": LegalArea, "area_from": LegalArea,
        "area_to": LegalArea, "urgency": Urgency, "intensity": Intensity, "who": StepWho,
    }  # fmt: skip
    if name in choices:
        return [str(choices[name](value).label)]
    if name == "kind":
        return [str({**dict(MeasureKind.choices), **dict(ProblemKind.choices)}[value])]
    if name == "criteria":
        return [str(IntakeCriterion(one).label) for one in value]
    if name == "state":
        return [str({**dict(GoalState.choices), **dict(StepState.choices), **dict(AreaChangeState.choices)}[value])]
    if name in ("offer_id", "district_id", "field_of_action_id"):
        model = {"offer_id": Offer, "district_id": District, "field_of_action_id": FieldOfAction}[name]
        found: Any = model._default_manager.get(pk=value)
        return [getattr(found, "short_title", str(found))]
    if name == "country_of_origin":
        return [country_name(value)]
    if isinstance(value, bool):
        return ["ja" if value else "nein"] if name != "is_complete" else ["abgeschlossen"]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", value):
        moment = datetime.fromisoformat(value)
        return [date_format(timezone.localtime(moment) if moment.tzinfo else moment)]
    if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d(:\d\d)?", value):
        return [value[:5]]
    return [str(value)]


def test_what_is_on_record_says_every_value_that_goes(signed_in: Callable[..., Client]) -> None:
    district = DistrictFactory(name="Brassert")
    case = a_case(
        phone="02365 4711", email="amal@example.org", other_names="أمل", form_of_address="Frau Doktor", gender="female",
        needs_interpreter=True, language="ar", street="Bachstraße 5", postal_code="45768", town="Marl",
        birth_date=date(1990, 5, 12), district=district, country_of_origin="SY", arrived_on=date(2023, 2, 1),
        residence_title="recognised", residence_until=date(2030, 3, 4),
    )  # fmt: skip
    type(case.intake).objects.filter(pk=case.intake_id).update(concern="أريد بيتا", concern_language="ar")
    goal = case.frame_goals.get().action_goals.get()
    FrameGoal.objects.filter(pk=goal.frame_goal_id).update(
        own_words="Bir ev istiyorum", language="tr", explanation="Die Wohnung ist zu klein."
    )
    ActionGoal.objects.filter(pk=goal.pk).update(own_words="Ben ararım", language="tr", due_on=TODAY)
    told = {
        "note": "Nur am Vormittag.", "missing": "Ein Dolmetscher.", "compromise": "Wir rufen an.",
        "responsible": "Frau Beispiel", "due_on": TODAY,
    }  # fmt: skip
    add_measure(goal, title="Zum Amt begleiten", **told)
    add_measure(goal, title="Kurs besuchen", offer=OfferFactory(title="Deutschkurs am Abend"))
    add_follow_up(case, question="Ist die Wohnung da?", at=time(9, 30))
    monitoring.add_task(by=case.lead, case=case, title="Beim Jobcenter nachfragen", due_on=TODAY)
    mould = {"kind": "mould", "text": "Schimmel", "since": TODAY, "due_on": TODAY, "has_to_act": "Hausverwaltung"}
    visits.find_problem(case, by=case.lead, **mould)
    begin_area_change(case)
    case = Case.objects.get(pk=case.pk)
    transfer = CaseTransfer.objects.get(pk=transfer_to_another(case).pk)
    shown = transfer.wording
    values = list(values_in({key: value for key, value in transfer.package.items() if key != "disclosure"}))
    assert {"note", "missing", "compromise", "responsible", "gender", "own_words", "needs_interpreter"} <= {
        name for name, _value in values
    }
    missing = [(name, words) for name, value in values for words in words_for(name, value) if words not in shown]
    assert missing == []
    assert {"Arabisch", "Türkisch"} <= set(re.findall(r"\w+", shown))
    # Before anything is sent, the form shows the same, line by line.
    transfers.withdraw_transfer(transfer, by=case.lead)
    page_before = signed_in(case.lead).get(reverse("cases:transfer", args=[case.pk]))
    preview = "\n".join(words for _label, words in page_before.context["form"].wording)
    assert shown == f"{preview}\nÜbergabenotiz: {transfer.note}"
    assert "Nur am Vormittag." in page_before.content.decode()


def test_an_answer_to_a_question_that_is_not_asked_any_more_stays_here() -> None:
    case = a_case()
    section = case.assessments.get().sections.get()
    AssessmentSection.objects.filter(pk=section.pk).update(answers={**section.answers, "frueher": "Quittengelee"})
    part = next(part for part in parts_of(case) if part.key == f"section:{section.key}")
    assert "Quittengelee" not in str(part.values) + part.whole


def test_on_paper_goes_the_short_wording_and_no_more(signed_in: Callable[..., Client]) -> None:
    case = a_case(form_of_address="Frau Doktor")
    add_measure(case.frame_goals.get().action_goals.get(), title="Zum Amt begleiten", note="Nur am Vormittag.")
    give_consent(case, purpose=PassingPurpose.HANDOVER)
    page_before = signed_in(case.lead).get(reverse("cases:hand_over_outside", args=[case.pk]))
    assert [words for _label, words in page_before.context["form"].wording] == [part.text for part in parts_of(case)]
    assert "Nur am Vormittag." not in page_before.content.decode()


def test_before_the_answer_the_other_organisation_sees_the_list_and_no_word_of_the_file(
    signed_in: Callable[..., Client],
) -> None:
    case = a_case()
    transfer = transfer_to_another(case, note="Sie zieht in Ihr Quartier.")
    hers = signed_in(transfer.receiver)
    today = hers.get(reverse("desk:today")).content.decode()
    offer = hers.get(reverse("cases:transfer_offer", args=[transfer.pk])).content.decode()
    for shown in (today, offer):
        assert case.reference in shown
        assert "Haddad" not in shown
        assert "Den Antrag abgeben" not in shown
    assert "Hilfeplan und geplante Überprüfungen" in offer
    read = ReadEntry.objects.get(reader_id=transfer.receiver_id, case_id=case.pk)
    assert (read.kind, read.client_id) == (ReadKind.DISCLOSED, case.client_id)
    assert rows_seen("cases_casetransfer", transfer.receiver, Purpose.CASE_WORK) == set()
    assert rows_seen("cases_offeredcase", transfer.receiver, Purpose.CASE_WORK) == {str(transfer.pk)}
    assert hit_of(case.client_id, transfer.receiver) is None
    assert not Disclosure.objects.filter(case=case, purpose=PassingPurpose.HANDOVER).exists()


def test_declining_needs_a_reason_and_changes_nothing(signed_in: Callable[..., Client]) -> None:
    case = a_case()
    transfer = transfer_to_another(case)
    hers, there = signed_in(transfer.receiver), reverse("cases:transfer_decline", args=[transfer.pk])
    assert hers.post(there, {"answer": " "}).status_code == 422
    hers.post(there, {"answer": "Kein Platz bis März."})
    kept = CaseTransfer.objects.get(pk=transfer.pk)
    assert (kept.state, kept.answer, kept.package) == (HandOverState.DECLINED, "Kein Platz bis März.", {})
    assert Case.objects.get(pk=case.pk).is_open
    assert Case.objects.visible_to(case.lead).filter(pk=case.pk).exists()
    assert not Person.objects.filter(organisation=transfer.organisation).exists()
    # A second click finds it settled, and the person who proposed reads why.
    assert hers.post(reverse("cases:transfer_offer", args=[transfer.pk])).status_code == 302
    page_of_it = signed_in(case.lead).get(reverse("cases:transferred", args=[transfer.pk]))
    assert "Kein Platz bis März." in page_of_it.content.decode()


def test_a_withdrawn_proposal_cannot_be_taken() -> None:
    case = a_case()
    transfer = transfer_to_another(case)
    known = offered(transfer)
    transfers.withdraw_transfer(transfer, by=case.lead)
    with pytest.raises(RuleBroken, match="nicht mehr offen"):
        transfers.accept_transfer(known, by=transfer.receiver)


def test_what_was_planned_in_the_former_file_is_called_off_and_its_links_end(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case, guest, deputy = a_case(), CaseManagerFactory(), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=deputy, part=Part.DEPUTY)
    meeting = fix_conference(add_conference(case))
    colleague = Colleague.objects.filter(user=guest).get()
    conferences.invite(meeting, by=case.lead, colleague=colleague)
    undecided = add_conference(case, kind="case")
    own_views.make_view_link(case, by=case.lead, language="ar")
    visits.set_home_care(case, by=case.lead, seen=0, weeks=4, starts_on=TODAY)
    visit = visits.plan_visit(case, by=case.lead, on_day=TODAY)
    met = add_appointment(case)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        accept(transfer_to_another(case))
    for called_off in (meeting, undecided):
        called_off.refresh_from_db()
        assert called_off.state == ConferenceState.CANCELLED
    assert {tuple(mail.to) for mail in mailoutbox} == {(case.lead.email,), (guest.email,)}
    assert "METHOD:CANCEL" in mailoutbox[0].attachments[0].content
    assert "Haddad" not in str([(mail.subject, mail.body) for mail in mailoutbox])
    assert ViewLink.objects.get().closed_at is not None
    visit.refresh_from_db()
    assert (visit.state, HomeCare.objects.get().ended_on) == (VisitState.CANCELLED, TODAY)
    met.refresh_from_db()
    assert (met.state, met.reason, met.sequence) == ("cancelled", "Der Fall wurde übergeben.", 1)
    ended = "Ihr Zugang zur Akte ist beendet."
    assert {notice.user for notice in Notice.objects.filter(text__contains=ended)} == {case.lead, deputy}


def test_open_tasks_go_along_when_they_are_chosen() -> None:
    case = a_case()
    monitoring.add_task(by=case.lead, case=case, title="Beim Jobcenter nachfragen", due_on=TODAY)
    new = accept(transfer_to_another(case))
    assert new.tasks.get(title="Beim Jobcenter nachfragen").owner == new.lead
    other = a_case()
    monitoring.add_task(by=other.lead, case=other, title="Beim Jobcenter nachfragen")
    without = [part for part in parts_of(other) if part.key != "tasks"]
    assert not accept(transfer_to_another(other, parts=without)).tasks.exists()


def test_open_problems_at_home_go_along_when_they_are_chosen_and_are_seen_to_by_whoever_takes_the_case() -> None:
    case = a_case()
    mould = {"kind": "mould", "text": "Schimmel", "since": TODAY, "due_on": TODAY, "owner": case.lead}
    visits.find_problem(case, by=case.lead, has_to_act="Hausverwaltung", **mould)
    solved = visits.find_problem(case, by=case.lead, **{**mould, "text": "Strom"})
    visits.solve_problem(solved, by=case.lead, solved_on=TODAY, solution="Abschlag vereinbart.")
    part = next(part for part in parts_of(case) if part.key == "problems")
    assert (part.kinds, "Schimmel" in part.text, "Hausverwaltung" in part.whole) == ((DataKind.HOUSING,), True, True)
    taken = accept(transfer_to_another(case)).problems.get()
    assert (taken.text, taken.has_to_act, taken.owner, taken.is_open) == ("Schimmel", "Hausverwaltung", None, True)
    other = a_case()
    visits.find_problem(other, by=other.lead, **{**mould, "owner": other.lead})
    without = [part for part in parts_of(other) if part.key != "problems"]
    assert not accept(transfer_to_another(other, parts=without)).problems.exists()


def test_what_is_urgent_is_marked_there_too_and_looked_at_by_somebody_there() -> None:
    case, colleague = a_case(), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.DEPUTY)
    again = assessment.reopen_assessment(case.assessments.get(), by=case.lead)
    assessment.save_section(again, "einschaetzung", {"dringlichkeit": "sofort"}, by=case.lead, seen=0)
    look = levels.ask_second_look(again.levels.get(), by=case.lead, asked_of=colleague, words="Wie siehst du das?")
    levels.take_second_look(look, by=colleague, seen=look.revision, agrees=True)
    assessment.complete_assessment(again, by=case.lead)
    new = accept(transfer_to_another(case))
    level = Level.objects.get(assessment__case=new)
    assert (level.key, level.needs_look, level.set_by) == ("sofort", True, new.lead)
    assert (level.task, new.tasks.count()) == (new.tasks.get(), 1)
    assert (new.phase, new.assessments.get().completed_at) == (Phase.ASSESSMENT, None)


def test_a_case_that_the_head_of_unit_gives_to_somebody_else_is_not_offered_outside_any_more() -> None:
    case = a_case()
    transfer = transfer_to_another(case)
    given = [(case.pk, CaseManagerFactory().pk)]
    reassigning.reassign(by=HeadOfUnitFactory(), worker=case.lead, reason=ReassignReason.LEFT, given=given)
    assert CaseTransfer.objects.get(pk=transfer.pk).state == HandOverState.LAPSED


def test_nobody_of_a_confidential_place_is_offered_and_coming_from_one_is_not_told_on_the_timeline() -> None:
    case, seat = a_case(), seat_elsewhere()
    Organisation.objects.filter(pk__in=[seat.organisation_id]).update(is_sensitive=True)
    assert seat.pk not in {known.pk for known in transfers.possible_seats(case, case.lead)}
    transfer = transfer_to_another(case)
    Organisation.objects.filter(pk=case.client.organisation_id).update(is_sensitive=True)
    new = accept(transfer)
    assert new.timeline.get(act=Act.TRANSFER_TAKEN).text == "von einer vertraulichen Stelle"


def test_before_it_goes_one_sees_who_is_still_asked(signed_in: Callable[..., Client]) -> None:
    case = a_case()
    give_consent(case, purpose=PassingPurpose.HANDOVER)
    offer = OfferFactory(title="Deutschkurs am Abend")
    ask_provider(add_measure(case.frame_goals.get().action_goals.get(), offer=offer))
    elsewhere()
    for name in ("transfer", "hand_over_outside"):
        shown = signed_in(case.lead).get(reverse(f"cases:{name}", args=[case.pk])).content.decode()
        assert "Deutschkurs am Abend (angefragt)" in shown


# What it rests on -------------------------------------------------------------------------------------------------


def test_nothing_goes_beyond_the_consent_and_sensitive_sections_need_it_named() -> None:
    case = a_case(Phase.ASSESSMENT)
    advance(case, Phase.AGREEMENT)
    again = assessment.reopen_assessment(case.assessments.get(), by=case.lead)
    assessment.save_section(again, "gesundheit", {"einverstanden": True, "beachten": "Treppen"}, by=case.lead, seen=0)
    parts = {part.key: part for part in parts_of(case)}
    assert "health" in parts["section:gesundheit"].kinds
    seat = seat_elsewhere()
    ordinary = give_consent(
        case,
        recipient=seat.organisation,
        purpose=PassingPurpose.HANDOVER,
        kinds=["contact", "language", "assessment"],
    )
    wanted = {"seat": seat, "note": "Umzug", "due_on": TODAY, "basis": ordinary}
    too_much = [parts["person"], parts["section:gesundheit"]]
    with pytest.raises(RuleBroken, match="Gesundheit"):
        transfers.propose_transfer(case, by=case.lead, parts=too_much, **wanted)
    sent = transfers.propose_transfer(case, by=case.lead, parts=[parts["person"], parts["section:staerken"]], **wanted)
    new = accept(sent)
    assert list(new.assessments.get().sections.values_list("key", flat=True)) == ["staerken"]
    assert not hasattr(new, "guiding_goal")


def test_a_consent_for_somebody_else_or_for_another_purpose_carries_nothing() -> None:
    case = a_case()
    kinds = sorted({str(kind) for part in parts_of(case) for kind in part.kinds})
    seat = seat_elsewhere()
    another = give_consent(case, purpose=PassingPurpose.HANDOVER, kinds=kinds)
    other_purpose = give_consent(case, recipient=seat.organisation, kinds=kinds)
    for basis in (another, other_purpose):
        with pytest.raises(RuleBroken, match="für ein"):
            transfers.propose_transfer(
                case, by=case.lead, seat=seat, note="Umzug", due_on=TODAY, parts=parts_of(case), basis=basis
            )


def test_a_norm_carries_it_where_it_fits_the_legal_area() -> None:
    case = CaseFactory(phase=Phase.STEERING, client=ClientFactory(legal_area=LegalArea.SGB_II))
    norm = NormApplied("sgb-x-69-1", "Das Jobcenter begleitet weiter.")
    sent = transfer_to_another(case, basis=norm)
    accept(sent)
    assert CaseTransfer.objects.get(pk=sent.pk).basis.startswith("§ 69")
    with pytest.raises(RuleBroken, match="Rechtskreis"):
        transfer_to_another(a_case(), basis=norm)


def test_a_consent_withdrawn_or_an_objection_ends_the_proposal_at_once() -> None:
    case, other = a_case(), a_case()
    transfer, proposed = transfer_to_another(case), transfer_to_another(other)
    known = offered(transfer)
    consent = case.consents.get(purpose=PassingPurpose.HANDOVER)
    consents.withdraw_consent(consent, by=case.lead, how=WithdrawnHow.IN_PERSON)
    safeguards.set_safeguard(other.client, SafeguardKind.OBJECTION, by=other.lead, reason="Sie will es nicht.")
    for ended in CaseTransfer.objects.filter(pk__in=[transfer.pk, proposed.pk]):
        assert (ended.state, ended.package) == (HandOverState.LAPSED, {})
    with pytest.raises(RuleBroken, match="nicht mehr offen"):
        transfers.accept_transfer(known, by=transfer.receiver)


def test_what_stands_in_the_way_by_now_is_asked_again_when_it_is_taken() -> None:
    case, other = a_case(), a_case()
    seat = seat_elsewhere()
    once = give_consent(case, recipient=seat.organisation, purpose=PassingPurpose.HANDOVER, kinds=ALL, single_act=True)
    transfer = transfer_to_another(case, seat.user, basis=once)
    told = [Told(("contact",), "Sie kommt morgen.")]
    disclose(case, by=case.lead, told=told, purpose=PassingPurpose.HANDOVER, recipient=seat.organisation, basis=once)
    with pytest.raises(RuleBroken, match="gilt nicht mehr"):
        transfers.accept_transfer(offered(transfer), by=transfer.receiver)
    objection = safeguards.set_safeguard(other.client, SafeguardKind.OBJECTION, by=other.lead, reason="Nein.")
    an_hour = timezone.now() + timedelta(hours=1)
    Safeguard.objects.filter(pk=objection.pk).update(lifted_until=an_hour, lifted_reason="Gefahr für ein Kind.")
    proposed = transfer_to_another(other)
    Safeguard.objects.filter(pk=objection.pk).update(lifted_until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(RuleBroken, match="widersprochen"):
        transfers.accept_transfer(offered(proposed), by=proposed.receiver)


# Who may ----------------------------------------------------------------------------------------------------------


def test_it_goes_to_another_organisation_only_and_one_proposal_waits_at_a_time() -> None:
    case = a_case()
    colleague = CaseManagerFactory()
    with pytest.raises(RuleBroken, match="kann diesen Fall nicht"):
        transfer_to_another(case, colleague)
    transfer_to_another(case)
    with pytest.raises(RuleBroken, match="schon eine Übergabe"):
        transfer_to_another(case)
    with pytest.raises(RuleBroken, match="schon eine Übergabe"):
        handing_over.propose_hand_over(case, by=case.lead, receiver=colleague, note="Wechsel", due_on=TODAY)


def test_nobody_else_takes_it_in_plain_sql_either() -> None:
    case = a_case()
    transfer = transfer_to_another(case)
    for somebody in (elsewhere(), CaseManagerFactory(), case.lead):
        with serving(somebody.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="nicht mehr offen"):
            transfers.accept_transfer(OfferedCase(pk=transfer.pk), by=somebody)
    accept(transfer)
    join = (
        "insert into cases_casemember (id, case_id, user_id, part, scope, starts_on) "
        "values (gen_random_uuid(), %s, %s, 'lead', 'full', current_date)"
    )
    with pytest.raises(ProgrammingError):
        may(join, case.lead, Purpose.CASE_WORK, [case.pk, case.lead.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTransfer.objects.filter(pk=transfer.pk).update(package={"text": "noch da"})


def test_whom_one_can_ask_is_known_through_row_level_security_too() -> None:
    case, there = a_case(), elsewhere()
    with serving(case.lead_id, Purpose.CASE_WORK):
        known = [seat.user_id for seat in transfers.possible_seats(case, case.lead)]
    assert there.pk in known
    assert case.lead_id not in known
    assert rows_seen("cases_receivingseat", UserFactory(roles=[Role.PROVIDER_STAFF]), Purpose.CASE_WORK) == set()


def test_only_whoever_leads_finds_the_pages(signed_in: Callable[..., Client]) -> None:
    case = a_case()
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER)
    for name in ("transfer", "hand_over_outside"):
        assert signed_in(case.lead).get(reverse(f"cases:{name}", args=[case.pk])).status_code == 200
        assert signed_in(member).get(reverse(f"cases:{name}", args=[case.pk])).status_code == 404


# On paper ---------------------------------------------------------------------------------------------------------


def test_to_an_organisation_without_accounts_it_goes_on_paper_and_the_case_closes(
    signed_in: Callable[..., Client],
) -> None:
    case = a_case()
    place = OrganisationFactory(name="Beratung Nachbarstadt")
    consent = give_consent(
        case, recipient=place, purpose=PassingPurpose.HANDOVER, kinds=["contact", "language", "plan"]
    )
    browser, there = signed_in(case.lead), reverse("cases:hand_over_outside", args=[case.pk])
    filled = {
        "recipient": str(place.pk),
        "basis": f"consent:{consent.pk}",
        "parts": ["person", "goals", "concern"],
        "note": "Sie zieht um.",
    }
    beyond = browser.post(there, filled)
    assert beyond.status_code == 422
    assert "umfasst das nicht" in beyond.content.decode()
    answer = browser.post(there, {**filled, "parts": ["person", "goals"]})
    passed = case.disclosures.get(purpose=PassingPurpose.HANDOVER)
    assert answer.headers["Location"] == reverse("cases:disclosure", args=[case.pk, passed.pk])
    closed = Case.objects.get(pk=case.pk)
    assert (closed.close_reason, closed.evaluated_at) == (CloseReason.HANDED_OVER, None)
    assert not closed.after_talks.exists()
    # It stays readable here: there nobody has an account.
    assert browser.get(answer.headers["Location"]).status_code == 200
    paper = browser.get(reverse("cases:disclosed_paper", args=[case.pk, passed.pk])).content
    assert {"Nachbarstadt", "Haddad", "Antrag"} <= words_of(text_of(paper))


@pytest.mark.parametrize("language", ["ar", "de-simple"])
def test_the_papers_are_accessible_and_say_the_kinds_in_both_languages(language: str) -> None:
    case = a_case()
    transfer = transfer_to_another(case)
    papers = [hand_over_pdf(transfer_content(transfer, case), language)]
    place = OrganisationFactory()
    other = a_case()
    consent = give_consent(other, recipient=place, purpose=PassingPurpose.HANDOVER, kinds=["contact", "language"])
    parts = [part for part in parts_of(other) if part.key == "person"]
    passed = transfers.hand_over_outside(
        other, by=other.lead, parts=parts, basis=consent, note="Umzug", recipient=place
    )
    papers.append(hand_over_pdf(disclosed_hand_over_content(passed, other), language))
    for paper in papers:
        report = page.validate_pdf_bytes(paper, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]
        assert words_of(hand_over_texts(language)["hand_over"]) <= words_of(text_of(paper))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_there_whole_in_every_language(language: str) -> None:
    assert list(hand_over_texts(language)) == list(hand_over_texts("de"))
    assert all(hand_over_texts(language).values())


def test_what_goes_to_a_confidential_place_stays_here() -> None:
    case = a_case()
    offer = OfferFactory()
    add_measure(case.frame_goals.get().action_goals.get(), offer=offer, title="Beratung im Schutzhaus")
    type(offer.organisation).objects.filter(pk=offer.organisation_id).update(is_sensitive=True)
    assert "Schutzhaus" not in str([part.values for part in parts_of(case)])


def test_a_norm_needs_its_reason_at_the_field(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING, client=ClientFactory(legal_area=LegalArea.SGB_II))
    seat = seat_elsewhere()
    filled = {
        "seat": str(seat.pk), "due_on": TODAY.isoformat(), "basis": "norm:sgb-x-69-1", "parts": ["person"],
        "note": "Umzug",
    }  # fmt: skip
    browser, there = signed_in(case.lead), reverse("cases:transfer", args=[case.pk])
    assert browser.post(there, filled).status_code == 422
    sent = browser.post(there, {**filled, "norm_reason": "Das Jobcenter begleitet weiter."})
    assert sent.headers["Location"] == reverse("cases:transferred", args=[case.transfers.get().pk])
    shown = browser.get(reverse("cases:team", args=[case.pk])).content.decode()
    assert reverse("cases:transfer_withdraw", args=[case.transfers.get().pk]) in shown
    assert there not in shown


def test_the_day_of_a_hand_over_is_not_past() -> None:
    with pytest.raises(RuleBroken, match="Vergangenheit"):
        transfer_to_another(a_case(), due_on=TODAY - timedelta(days=1))
