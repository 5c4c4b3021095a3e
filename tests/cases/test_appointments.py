"""Appointments with the person: arranged, moved, kept or not, where they show, and who may see them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases.actions import appointments as acts
from roterfaden.cases.actions import team
from roterfaden.cases.actions.closing import close_case
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.free_times import busy_of
from roterfaden.cases.models import (
    Appointment,
    AppointmentState,
    Case,
    CloseReason,
    ContactNote,
    Part,
    Phase,
    SafeguardKind,
    Scope,
    Way,
)
from roterfaden.cases.worklist import WorkList, on_list, weighed, why_now, with_facts
from roterfaden.network.models import PlaceKind
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    PlaceFactory,
    add_appointment,
    add_conference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    found: Case = CaseFactory(phase=Phase.STEERING)
    return found


def there(met: Appointment, name: str = "appointment") -> str:
    return reverse(f"cases:{name}", args=[met.case_id, met.pk])


def said(case: Case, **more: Any) -> dict[str, Any]:
    at = timezone.localtime() + timedelta(days=3)
    wanted = {"starts_at": f"{at:%Y-%m-%dT10:30}", "minutes": 45, "way": "office", "place": "Rathaus, Markt 1"}
    return {"seen": 0, **wanted, "owner": case.lead_id, "about": "Gespräch", **more}


def in_a_week() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=7)


def look(met: Appointment) -> Appointment:
    return Appointment.objects.get(pk=met.pk)


# ---- Arranging ---------------------------------------------------------------------------------------------------


def test_an_appointment_is_arranged_with_what_the_person_needs_to_know(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    answers = said(
        case, things=["Mietvertrag", "diesen Zettel"], bring="- Brief vom Vermieter\n\n", needs_interpreter="on"
    )
    answer = signed_in(case.lead).post(reverse("cases:appointment_add", args=[case.pk]), answers)
    met = case.appointments.get()
    assert answer.headers["Location"] == there(met)
    assert (met.owner, met.minutes, met.way, met.needs_interpreter) == (case.lead, 45, Way.OFFICE, True)
    assert met.bring.splitlines() == ["Mietvertrag", "diesen Zettel", "Brief vom Vermieter"]
    assert timezone.localtime(met.starts_at).hour == 10
    assert case.timeline.filter(act="appointment_arranged", subject=met.pk, text__contains="10:30, Gespräch").exists()


def test_the_form_knows_where_one_receives_people_and_whether_somebody_interprets(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    PlaceFactory(name="Café", operator=case.client.organisation, address="Weg 3", kind=PlaceKind.MEETING_PLACE)
    PlaceFactory(name="Treff", operator=case.client.organisation, address="Weg 5", kind=PlaceKind.DISTRICT_OFFICE)
    case.client.needs_interpreter = True
    case.client.save()
    form = signed_in(case.lead).get(reverse("cases:appointment_add", args=[case.pk])).context["form"]
    assert form["place"].value() == "Treff, Weg 5"
    assert (form["needs_interpreter"].value(), form["owner"].value()) == (True, case.lead_id)


def test_without_an_address_it_knows_where_one_met_last(case: Case, signed_in: Callable[..., Client]) -> None:
    add_appointment(case, place="Zimmer 3, Markt 1")
    form = signed_in(case.lead).get(reverse("cases:appointment_add", args=[case.pk])).context["form"]
    assert form["place"].value() == "Zimmer 3, Markt 1"


@pytest.mark.parametrize(
    ("way", "typed", "place"),
    [
        ("home_visit", "Treff, Weg 5", "Gartenweg 2, 45768 Marl"),
        ("phone", "Treff, Weg 5", ""),
        ("office", "", "Treff, Weg 5"),
        ("other_office", "Jobcenter, Zimmer 12", "Jobcenter, Zimmer 12"),
        ("other_office", "Treff, Weg 5", None),
        ("video", "", None),
    ],
)
def test_the_address_of_the_office_counts_in_the_office_alone(
    case: Case, signed_in: Callable[..., Client], way: str, typed: str, place: str | None
) -> None:
    PlaceFactory(name="Treff", operator=case.client.organisation, address="Weg 5", kind=PlaceKind.DISTRICT_OFFICE)
    case.client.street, case.client.postal_code, case.client.town = "Gartenweg 2", "45768", "Marl"
    case.client.save()
    answers = said(case, way=way, place=typed)
    answer = signed_in(case.lead).post(reverse("cases:appointment_add", args=[case.pk]), answers)
    if place is None:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["place"])
    else:
        assert case.appointments.get().place == place


@pytest.mark.parametrize(
    "wrong",
    [{"starts_at": "2020-01-01T10:00"}, {"about": ""}, {"bring": "x" * 301}, {"minutes": 7}, {"way": "message"}],
)
def test_what_cannot_be_is_refused(case: Case, signed_in: Callable[..., Client], wrong: dict[str, Any]) -> None:
    there = reverse("cases:appointment_add", args=[case.pk])
    assert signed_in(case.lead).post(there, said(case, **wrong)).status_code == 422
    assert not case.appointments.exists()


def test_from_anywhere_one_chooses_with_whom_first(case: Case, signed_in: Callable[..., Client]) -> None:
    browser, foreign = signed_in(case.lead), CaseFactory()
    quick = reverse("cases:quick_appointment")
    assert browser.get(quick).status_code == 200
    to_form = browser.get(quick, {"fall": str(case.pk)})
    assert to_form.headers["Location"] == reverse("cases:appointment_add", args=[case.pk])
    for wrong in (str(foreign.pk), "nichts", ""):
        assert browser.get(quick, {"fall": wrong}).status_code == 422


def test_it_is_held_by_somebody_who_may_open_the_file(case: Case) -> None:
    colleague, half, stranger, gone = (CaseManagerFactory() for _ in range(4))
    for member in (colleague, gone):
        team.join_team(case, by=case.lead, user=member, part=Part.MEMBER)
    team.join_team(case, by=case.lead, user=half, part=Part.MEMBER, scope=Scope.OWN)
    gone.is_active = False
    gone.save()
    assert add_appointment(case, owner=colleague).owner == colleague
    for other in (half, stranger, gone):
        with pytest.raises(RuleBroken, match="nicht öffnen"):
            add_appointment(case, owner=other)


def test_nothing_is_arranged_in_a_closed_or_a_restricted_file(case: Case) -> None:
    with pytest.raises(RuleBroken, match="abgeschlossen"):
        add_appointment(CaseFactory(phase=Phase.CLOSED))
    set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie will es so.")
    with pytest.raises(RuleBroken, match="eingeschränkt"):
        add_appointment(case)


# ---- Moving ------------------------------------------------------------------------------------------------------


def test_moving_says_from_when_to_when_and_calendars_notice(case: Case, signed_in: Callable[..., Client]) -> None:
    met = add_appointment(case, bring="Mietvertrag\nBrille")
    browser = signed_in(case.lead)
    form = browser.get(there(met, "appointment_move")).context["form"]
    assert (form["things"].value(), form["bring"].value()) == (["Mietvertrag"], "Brille")
    browser.post(there(met, "appointment_move"), said(case, seen=met.revision))
    moved = look(met)
    assert (moved.sequence, moved.bring) == (1, "")
    assert case.timeline.filter(act="appointment_moved", subject=met.pk, text__contains=" statt ").exists()
    acts.move_appointment(moved, by=case.lead, seen=moved.revision, about="Brief lesen")
    assert case.timeline.filter(act="appointment_changed", text__contains="Brief lesen").exists()


def test_a_stale_form_overwrites_nothing(case: Case, signed_in: Callable[..., Client]) -> None:
    met = add_appointment(case)
    acts.move_appointment(met, by=case.lead, seen=met.revision, about="Brief lesen")
    with pytest.raises(EditConflict):
        acts.move_appointment(met, by=case.lead, seen=met.revision, about="Anderes")
    answer = signed_in(case.lead).post(there(met, "appointment_move"), said(case, seen=met.revision))
    assert (answer.status_code, look(met).about) == (409, "Brief lesen")


def test_saved_unchanged_nothing_has_happened(case: Case, signed_in: Callable[..., Client]) -> None:
    met, told = add_appointment(case), case.timeline.count()
    form = signed_in(case.lead).get(there(met, "appointment_move")).context["form"]
    same = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    same["starts_at"] = f"{timezone.localtime(met.starts_at):%Y-%m-%dT%H:%M}"
    assert signed_in(case.lead).post(there(met, "appointment_move"), same).headers["Location"] == there(met)
    assert (look(met).revision, look(met).sequence, case.timeline.count()) == (met.revision, 0, told)


def test_what_has_begun_gets_other_words_and_no_other_time_of_the_past(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    met, browser = add_appointment(case, days=0), signed_in(case.lead)
    begun = timezone.localtime(met.starts_at)
    answers = said(case, seen=met.revision, starts_at=f"{begun:%Y-%m-%dT%H:%M}", place="Zimmer 4")
    assert browser.post(there(met, "appointment_move"), answers).status_code == 302
    assert (look(met).place, look(met).starts_at) == ("Zimmer 4", met.starts_at)
    earlier = f"{begun - timedelta(minutes=5):%Y-%m-%dT%H:%M}"
    answer = browser.post(there(met, "appointment_move"), {**answers, "seen": look(met).revision, "starts_at": earlier})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["starts_at"])


def test_it_stays_with_whoever_arranged_it_as_a_stand_in(case: Case, signed_in: Callable[..., Client]) -> None:
    stand_in = CaseManagerFactory(name="Zoe Vertretung")
    met = acts.arrange_appointment(case, by=stand_in, starts_at=in_a_week(), place="Markt 1", about="Gespräch")
    form = signed_in(case.lead).get(there(met, "appointment_move")).context["form"]
    assert stand_in in form.fields["owner"].queryset
    answers = said(case, seen=met.revision, owner=stand_in.pk, about="Brief lesen")
    assert signed_in(case.lead).post(there(met, "appointment_move"), answers).status_code == 302
    assert (look(met).owner, look(met).about) == (stand_in, "Brief lesen")


def test_what_was_ended_meanwhile_is_not_changed_and_nothing_typed_is_lost(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    met, browser = add_appointment(case), signed_in(case.lead)
    ended = acts.excuse_appointment(met, by=case.lead)
    answer = browser.post(there(met, "appointment_move"), said(case, seen=ended.revision, about="Getippt"))
    assert (answer.status_code, look(met).about) == (422, met.about)
    for words in ("nicht mehr geplant", "Getippt"):
        assert words in answer.content.decode()
    answer = browser.post(there(met, "appointment_cancel"), {"reason": "Auch getippt"})
    assert (answer.status_code, look(met).state) == (422, AppointmentState.EXCUSED)
    assert "Auch getippt" in answer.content.decode()


# ---- What became of it -------------------------------------------------------------------------------------------


def test_kept_is_a_contact_and_leads_to_the_note_in_one_press(case: Case, signed_in: Callable[..., Client]) -> None:
    met, browser = add_appointment(case, days=-1, way=Way.PHONE, place=""), signed_in(case.lead)
    Case.objects.filter(pk=case.pk).update(last_contact_at=timezone.now() - timedelta(weeks=9))
    browser.post(there(met, "appointment_keep"))
    case.refresh_from_db()
    assert (look(met).state, case.last_contact_at) == (AppointmentState.KEPT, met.starts_at)
    to_note = f"{reverse('cases:quick_note')}?termin={met.pk.hex}"
    assert to_note in browser.get(there(met)).content.decode()
    note = browser.get(to_note).context["form"]
    assert (note["case"].value(), note["way"].value()) == (case.pk, Way.PHONE)
    answers = {"case": case.pk, "text": "War da.", "way": "phone", "at": note["at"].value()}
    assert browser.post(to_note, answers).status_code == 302
    assert abs(ContactNote.objects.get(case=case).at - met.starts_at) < timedelta(minutes=1)
    assert browser.get(f"{reverse('cases:quick_note')}?termin=nichts").status_code == 404
    assert signed_in(CaseManagerFactory()).get(to_note).status_code == 404


def test_taken_back_the_earlier_contact_counts_again(case: Case) -> None:
    case.refresh_from_db()
    before = case.last_contact_at
    Case.objects.filter(pk=case.pk).update(last_contact_at=timezone.now() - timedelta(weeks=9))
    met = acts.keep_appointment(add_appointment(case, days=0), by=case.lead)
    case.refresh_from_db()
    assert case.last_contact_at == met.starts_at
    acts.reopen_appointment(met, by=case.lead)
    case.refresh_from_db()
    assert (case.last_contact_at, look(met).state) == (before, AppointmentState.PLANNED)


def test_missed_offers_a_new_one_with_the_same_words(case: Case, signed_in: Callable[..., Client]) -> None:
    met, browser = add_appointment(case, days=-1, about="Brief lesen", bring="Zeugnisse"), signed_in(case.lead)
    browser.post(there(met, "appointment_miss"))
    assert look(met).state == AppointmentState.MISSED
    again = f"{reverse('cases:appointment_add', args=[case.pk])}?wie={met.pk.hex}"
    assert again in browser.get(there(met)).content.decode()
    form = browser.get(again).context["form"]
    assert (form["about"].value(), form["things"].value(), form["starts_at"].value()) == (
        "Brief lesen",
        ["Zeugnisse"],
        None,
    )


def test_what_is_to_come_has_neither_been_kept_nor_missed(case: Case, signed_in: Callable[..., Client]) -> None:
    met = add_appointment(case, days=2)
    for act in (acts.keep_appointment, acts.miss_appointment):
        with pytest.raises(RuleBroken, match="noch vor Ihnen"):
            act(met, by=case.lead)
    assert "Hat stattgefunden" not in signed_in(case.lead).get(there(met)).content.decode()


def test_each_side_can_call_it_off_we_say_why(case: Case, signed_in: Callable[..., Client]) -> None:
    first, second, browser = add_appointment(case), add_appointment(case), signed_in(case.lead)
    browser.post(there(first, "appointment_excuse"))
    assert browser.post(there(second, "appointment_cancel"), {"reason": " "}).status_code == 422
    browser.post(there(second, "appointment_cancel"), {"reason": "Ich bin krank."})
    assert [look(met).state for met in (first, second)] == [AppointmentState.EXCUSED, AppointmentState.CANCELLED]
    assert case.timeline.filter(act="appointment_cancelled", reason="Ich bin krank.").exists()
    with pytest.raises(RuleBroken, match="geht jetzt nicht"):
        acts.excuse_appointment(second, by=case.lead)
    browser.post(there(second, "appointment_reopen"))
    assert (look(second).state, look(second).reason) == (AppointmentState.PLANNED, "")


def test_of_another_day_nobody_says_what_they_were_asked_about_this_one(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    met, browser = add_appointment(case), signed_in(case.lead)
    shown = re.findall(r'name="seen" value="(\d+)"', browser.get(there(met)).content.decode())
    assert set(shown) == {str(met.revision)}
    acts.move_appointment(met, by=case.lead, seen=met.revision, starts_at=met.starts_at + timedelta(days=7))
    answer = browser.post(there(met, "appointment_excuse"), {"seen": shown[0]}, follow=True)
    assert "Nichts wurde geändert" in answer.content.decode()
    assert look(met).state == AppointmentState.PLANNED


def test_postgresql_insists_on_order_place_and_reason(case: Case) -> None:
    kept = acts.keep_appointment(add_appointment(case, days=0), by=case.lead)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        Appointment.objects.filter(pk=kept.pk).update(state="missed")
    for wrong in ({"place": ""}, {"state": "cancelled"}, {"way": "message"}, {"minutes": 0}, {"about": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=add_appointment(case).pk).update(**wrong)


# ---- Where it shows ----------------------------------------------------------------------------------------------


def test_heute_shows_todays_tomorrows_first_and_asks_about_the_past(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    for days, hour in ((0, 23), (0, 22), (1, 11), (1, 9), (-2, 9)):
        add_appointment(case, days=days, hour=hour, about=f"Um {hour}, Tag {days}")
    agenda = signed_in(case.lead).get(reverse("desk:today")).context["agenda"]
    assert [line.title for line in agenda.met_today] == ["Um 22, Tag 0", "Um 23, Tag 0"]
    assert agenda.met_first_tomorrow.title == "Um 9, Tag 1"
    assert [line.title for line in agenda.other_due] == [
        "Hat der Termin stattgefunden? Um 9, Tag -2", "Um 11, Tag 1"
    ]  # fmt: skip
    assert agenda.overdue == 1


def test_heute_is_ones_own(case: Case, signed_in: Callable[..., Client]) -> None:
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    add_appointment(case, days=1, owner=colleague)
    seen = [
        signed_in(user).get(reverse("desk:today")).context["agenda"].met_first_tomorrow
        for user in (case.lead, colleague)
    ]
    assert [line is not None for line in seen] == [False, True]


def test_the_persons_page_shows_what_comes_and_what_nobody_has_answered(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    past, next_one = add_appointment(case, days=-1, about="Brief lesen"), add_appointment(case, about="Ziele ansehen")
    answer = signed_in(case.lead).get(reverse("cases:case", args=[case.pk]))
    shown = answer.context["overview"].appointments
    assert [(met.about, met.is_unanswered, met.owner) for met in shown] == [
        (past.about, True, case.lead), (next_one.about, False, case.lead)
    ]  # fmt: skip
    assert "Hat der Termin stattgefunden? Brief lesen" in [str(point.text) for point in answer.context["points"]]
    page = answer.content.decode()
    assert there(next_one) in page
    assert reverse("cases:appointment_add", args=[case.pk]) in page


def test_lists_of_cases_know_it(case: Case) -> None:
    def line() -> str:
        return why_now(with_facts(Case.objects.filter(pk=case.pk)).select_related("client").get())

    met = add_appointment(case, days=2)
    case.follow_ups.planned().delete()
    assert "Termin steht an" in line()
    assert weighed(Case.objects.filter(pk=case.pk)).filter(on_list(WorkList.WEEK)).exists()
    Appointment.objects.filter(pk=met.pk).update(starts_at=timezone.now() - timedelta(days=9))
    assert "Hat der Termin stattgefunden?" in line()
    assert weighed(Case.objects.filter(pk=case.pk)).filter(on_list(WorkList.DRIFTING)).exists()


def test_it_goes_into_ones_own_calendar_and_names_nobody(case: Case, signed_in: Callable[..., Client]) -> None:
    case.client.street = "Gartenweg 2"
    case.client.save()
    met = add_appointment(case, way=Way.HOME_VISIT, place="Gartenweg 2", about="Brief vom Vermieter")
    file = signed_in(case.lead).get(there(met, "appointment_ics")).content.decode().replace("\r\n ", "")
    assert f"UID:{met.pk}@roter-faden" in file
    assert there(met) in file
    for word in (case.client.family_name, case.client.given_name, "Gartenweg", "Vermieter"):
        assert word not in file
    acts.cancel_appointment(met, by=case.lead, reason="Krank.")
    assert "METHOD:CANCEL" in signed_in(case.lead).get(there(met, "appointment_ics")).content.decode()


def test_who_is_invited_elsewhere_is_known_to_be_busy(case: Case) -> None:
    meeting, met = add_conference(case), add_appointment(case, days=7)
    taken = busy_of(meeting, met.starts_at - timedelta(hours=1), met.ends_at + timedelta(hours=1))
    assert [(one.starts_at, one.ends_at) for one in taken] == [(met.starts_at, met.ends_at)]


# ---- Who sees it, and who gets it ----------------------------------------------------------------------------------


def test_who_works_with_own_contributions_sees_the_own_ones(case: Case, signed_in: Callable[..., Client]) -> None:
    colleague = CaseManagerFactory()
    member = team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    own, other = add_appointment(case, owner=colleague), add_appointment(case)
    team.change_scope(member, by=case.lead, scope=Scope.OWN)
    browser = signed_in(colleague)
    assert [browser.get(there(met)).status_code for met in (own, other)] == [200, 404]
    page = browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert (there(own) in page, there(other) in page) == (True, False)
    Appointment.objects.filter(pk=own.pk).update(starts_at=timezone.now() - timedelta(hours=2))
    browser.post(there(own, "appointment_keep"))
    assert look(own).state == AppointmentState.KEPT


def test_whoever_leaves_the_team_leaves_them_to_the_lead(case: Case) -> None:
    colleague = CaseManagerFactory()
    member = team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    met = add_appointment(case, owner=colleague)
    team.leave_team(member, by=case.lead)
    assert look(met).owner == case.lead


def test_the_end_of_a_case_calls_them_off(case: Case) -> None:
    met = add_appointment(case)
    close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Nach Essen gezogen.")
    assert (look(met).state, look(met).reason) == (AppointmentState.CANCELLED, "Der Fall wurde abgeschlossen.")
    assert look(met).sequence == met.sequence + 1  # without it a calendar keeps what was called off


CLASH = "Zur selben Zeit steht noch ein Termin"


@pytest.mark.parametrize(
    ("later", "minutes", "told"), [(0, 45, True), (-30, 31, True), (44, 15, True), (-30, 30, False), (45, 15, False)]
)
def test_it_says_what_else_stands_at_the_time(
    case: Case, signed_in: Callable[..., Client], later: int, minutes: int, told: bool
) -> None:
    met = add_appointment(case, days=1, minutes=45)
    elsewhere = CaseFactory(lead=case.lead, phase=Phase.STEERING)
    other = add_appointment(elsewhere, starts_at=met.starts_at + timedelta(minutes=later), minutes=minutes)
    page = signed_in(case.lead).get(there(met)).content.decode()
    assert (CLASH in page, there(other) in page) == (told, told)
    # The person may sit in front of the screen.
    assert elsewhere.client.family_name not in page


def test_only_what_is_planned_by_the_same_holder_stands_at_the_time(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    met = add_appointment(case, days=1)
    elsewhere = CaseFactory(lead=case.lead, phase=Phase.STEERING)
    acts.excuse_appointment(add_appointment(elsewhere, starts_at=met.starts_at), by=case.lead)
    colleague = CaseManagerFactory()
    team.join_team(elsewhere, by=case.lead, user=colleague, part=Part.MEMBER)
    add_appointment(elsewhere, starts_at=met.starts_at, owner=colleague)
    assert CLASH not in signed_in(case.lead).get(there(met)).content.decode()


def test_of_another_file_whoever_may_not_open_it_learns_nothing(case: Case, signed_in: Callable[..., Client]) -> None:
    met = add_appointment(case, days=1)
    add_appointment(CaseFactory(lead=case.lead, phase=Phase.STEERING), starts_at=met.starts_at)
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    assert CLASH not in signed_in(colleague).get(there(met)).content.decode()


def test_summer_time_moves_nothing(case: Case, signed_in: Callable[..., Client]) -> None:
    answers = said(case, starts_at="2030-07-01T10:30")
    signed_in(case.lead).post(reverse("cases:appointment_add", args=[case.pk]), answers)
    met = case.appointments.get()
    assert met.starts_at == datetime.fromisoformat("2030-07-01T08:30:00+00:00")
