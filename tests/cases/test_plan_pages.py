"""Pages of the help plan: finding an offer in the conversation, helps, gaps, own activities, fixing the plan."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import plan, referrals
from roterfaden.cases.models import Act, ActionGoal, Case, Measure, MeasureKind, OwnActivity, PassingPurpose, Phase
from roterfaden.cases.offer_choice import Wish, fitting_offers
from roterfaden.network.models import District
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    OfferFactory,
    OrganisationFactory,
    PlaceFactory,
    add_measure,
    ask_provider,
    every_monday,
    give_consent,
)

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


def offer(title: str, *, field: str = "wohnen", district: District | None = None, **facts: Any) -> Offer:
    made = OfferFactory(title=title, **facts)
    made.fields_of_action.add(FieldOfActionFactory(key=field))
    if district:
        made.places.add(PlaceFactory(district=district))
    refresh_search([made])
    return made


@pytest.fixture
def case() -> Case:
    lead = CaseManagerFactory()
    client = ClientFactory(created_by=lead, language="ar", district=DistrictFactory(name="Hüls"))
    return CaseFactory(lead=lead, client=client, phase=Phase.PLANNING)


@pytest.fixture
def goal(case: Case) -> ActionGoal:
    return ActionGoal.objects.get()


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


# The search


def test_the_search_begins_with_what_the_plan_knows(browser: Client, case: Case, goal: ActionGoal) -> None:
    fits = offer("Mietberatung")
    offer("Schwimmkurs", field="sport")
    offer("Mieterverein in Drewer", district=DistrictFactory(name="Drewer"))
    offer("Mietberatung auf Türkisch", languages=["tr"])
    here = offer("Mietsprechstunde", district=case.client.district, languages=["ar"])
    response = browser.get(url("measure_add", case, goal.pk))
    assert [hit.title for hit in response.context["hits"]] == [here.title, fits.title]


def test_a_filter_that_is_taken_away_widens_the_search(browser: Client, case: Case, goal: ActionGoal) -> None:
    offer("Schwimmkurs", field="sport")
    response = browser.get(
        url("measure_add", case, goal.pk), {"gesucht": "1", "q": "schwimmen", "quartier": "on", "sprache": "on"}
    )
    assert [hit.title for hit in response.context["hits"]] == ["Schwimmkurs"]


@pytest.mark.parametrize("asked", [{"kinder": "on"}, {"frei": "on"}, {"niveau": "B1"}])
def test_level_childcare_and_free_places_can_be_asked_for(
    browser: Client, case: Case, goal: ActionGoal, asked: dict[str, str]
) -> None:
    offer("Kurs ohne alles")
    offer("Kurs mit allem", childcare=True, free_places=3, free_places_on=timezone.localdate(), german_level="B1")
    response = browser.get(url("measure_add", case, goal.pk), {"gesucht": "1", "q": "Kurs", **asked})
    assert [hit.title for hit in response.context["hits"]] == ["Kurs mit allem"]


def test_when_filters_hide_every_hit_the_page_says_how_many_there_are_without(
    browser: Client, case: Case, goal: ActionGoal
) -> None:
    offer("Schwimmkurs", field="sport")
    page = browser.get(
        url("measure_add", case, goal.pk), {"gesucht": "1", "q": "Schwimmkurs", "feld": "on"}
    ).content.decode()
    assert "Ohne Filter suchen (1 Angebot)" in page
    assert "?art=no_offer" in page


def test_offers_that_have_ended_are_not_found() -> None:
    offer("Mietberatung", is_active=False)
    assert len(fitting_offers(Wish("Mietberatung"))) == 0


def test_typing_swaps_only_the_hits(browser: Client, case: Case, goal: ActionGoal) -> None:
    offer("Mietberatung")
    page = browser.get(
        url("measure_add", case, goal.pk), {"gesucht": "1", "q": "miet"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in page
    assert "Mietberatung" in page


def test_from_a_chosen_offer_one_comes_back_to_the_page_on_which_it_stood(
    browser: Client, case: Case, goal: ActionGoal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roterfaden.cases.views.plan.SHOWN", 1)
    offer("Mietberatung")
    second = offer("Mietschule")
    there = url("measure_add", case, goal.pk)
    page = browser.get(there, {"gesucht": "1", "q": "miet", "seite": "2"})
    assert [hit.pk for hit in page.context["hits"]] == [second.pk]
    chosen = re.search(rf'href="([^"]*angebot={second.pk}[^"]*)"', page.content.decode())
    assert chosen
    back = re.search(r'href="([^"]*)">Anderes Angebot suchen', browser.get(unescape(chosen[1])).content.decode())
    assert back
    assert [hit.pk for hit in browser.get(there + unescape(back[1])).context["hits"]] == [second.pk]


def test_a_hit_says_what_one_decides_by(browser: Client, case: Case, goal: ActionGoal) -> None:
    offer(
        "Mietberatung", target_group="Familien", languages=["ar"], german_level="A1", childcare=True, cost="kostenlos"
    )
    page = browser.get(url("measure_add", case, goal.pk)).content.decode()
    for word in ("Familien", "Arabisch", "A1", "kostenlos", "Kinderbetreuung"):
        assert word in page


# Measures


def test_a_chosen_offer_is_named_and_comes_into_the_plan(browser: Client, case: Case, goal: ActionGoal) -> None:
    chosen = offer("Mietberatung")
    there = f"{url('measure_add', case, goal.pk)}?art=offer&angebot={chosen.pk}"
    page = browser.get(there).content.decode()
    assert 'value="Mietberatung"' in page
    response = browser.post(there, {"title": "Mietberatung", "responsible": "Verein", "seen": 0})
    measure = Measure.objects.get()
    assert (measure.kind, measure.offer) == (MeasureKind.OFFER, chosen)
    assert response["Location"] == url("case", case) + f"#schritt-{measure.pk}"


def test_one_can_refer_at_once(browser: Client, case: Case, goal: ActionGoal) -> None:
    there = f"{url('measure_add', case, goal.pk)}?art=offer&angebot={offer('Mietberatung').pk}"
    response = browser.post(there, {"title": "Mietberatung", "refer": "1"})
    assert response["Location"] == url("refer", case, Measure.objects.get().pk)


def test_out_of_the_hits_it_goes_straight_to_the_referral(browser: Client, case: Case, goal: ActionGoal) -> None:
    offer = OfferFactory(title="Mietberatung", organisation__name="Mieterverein")
    offer.fields_of_action.add(goal.frame_goal.field_of_action)
    refresh_search([offer])
    there = url("measure_add", case, goal.pk)
    assert "Gleich vermitteln" in browser.get(there).content.decode()
    response = browser.post(there, {"angebot": offer.pk, "vermitteln": "1"})
    added = Measure.objects.get()
    assert response["Location"] == url("refer", case, added.pk)
    assert (added.offer, added.title, added.responsible) == (offer, "Mietberatung", "Mieterverein")
    assert browser.post(there, {"angebot": "unsinn", "vermitteln": "1"}).status_code == 404


def test_the_paper_of_the_person_does_not_name_a_confidential_provider(
    browser: Client, case: Case, goal: ActionGoal
) -> None:
    chosen = offer("Frauenberatung gegen Gewalt", organisation=OrganisationFactory(is_sensitive=True))
    page = browser.get(f"{url('measure_add', case, goal.pk)}?art=offer&angebot={chosen.pk}").content.decode()
    assert 'value="Beratung"' in page
    assert 'value="vertrauliche Stelle"' in page


def test_a_chosen_offer_says_in_which_rhythm_it_takes_place(browser: Client, case: Case, goal: ActionGoal) -> None:
    chosen = every_monday(offer("Nähen"), frequency="monthly", nth=1).offer
    every_monday(chosen, frequency="once", weekday=None, on_date=timezone.localdate() - timedelta(days=1))
    page = browser.get(f"{url('measure_add', case, goal.pk)}?art=offer&angebot={chosen.pk}").content.decode()
    assert "jeden ersten Montag im Monat 09:00–11:00" in page
    assert "None" not in page


def test_a_help_names_who_does_it(browser: Client, case: Case, goal: ActionGoal) -> None:
    there = url("measure_add", case, goal.pk) + "?art=service"
    assert browser.post(there, {"title": "Brief erklären", "responsible": ""}).status_code == 422
    browser.post(there, {"title": "Brief erklären", "responsible": "Frau Muster"})
    assert Measure.objects.get().kind == MeasureKind.SERVICE


def test_that_nothing_fits_is_recorded_with_what_is_missing(browser: Client, case: Case, goal: ActionGoal) -> None:
    there = url("measure_add", case, goal.pk) + "?art=no_offer"
    assert browser.post(there, {"missing": "", "compromise": "Wir suchen weiter."}).status_code == 422
    browser.post(there, {"missing": "Kurs am Vormittag\nmit Kinderbetreuung", "compromise": "Wir üben zu Hause."})
    measure = Measure.objects.get()
    assert (measure.kind, measure.title) == (MeasureKind.NO_OFFER, "Kurs am Vormittag")


@pytest.mark.parametrize("asked", ["?art=offer&angebot=kein-schluessel", "?art=unsinn"])
def test_a_wrong_address_leads_nowhere(browser: Client, case: Case, goal: ActionGoal, asked: str) -> None:
    assert browser.get(url("measure_add", case, goal.pk) + asked).status_code == 404


def test_a_measure_is_changed_and_a_faster_colleague_seen(browser: Client, case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal)
    browser.post(url("measure", case, measure.pk), {"title": "Neu", "responsible": "Ich", "seen": 1})
    response = browser.post(
        url("measure", case, measure.pk), {"title": "Meine Fassung", "responsible": "Ich", "seen": 1}
    )
    assert response.status_code == 409
    assert 'value="Meine Fassung"' in response.content.decode()
    assert Measure.objects.get().title == "Neu"


def test_two_answers_that_nothing_fits_are_shown_beside_each_other(
    browser: Client, case: Case, goal: ActionGoal
) -> None:
    measure = add_measure(goal, kind=MeasureKind.NO_OFFER, missing="Kurs am Vormittag")
    browser.post(url("measure", case, measure.pk), {"missing": "Kurs am Abend", "seen": measure.revision})
    response = browser.post(url("measure", case, measure.pk), {"missing": "Kurs am Samstag", "seen": measure.revision})
    assert response.status_code == 409
    assert response.context["form"].conflict.theirs == "Was fehlt: Kurs am Abend"


def test_a_step_is_done_with_one_click_and_undone_with_one(browser: Client, case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal)
    there = url("measure_state", case, measure.pk)
    page = browser.post(there, {"state": "done"}, follow=True).content.decode()
    assert f"{there}?state=planned" in page
    assert Measure.objects.get().state == "done"
    browser.post(f"{there}?state=planned")
    assert Measure.objects.get().state == "planned"


def test_a_step_leaves_the_plan_with_its_reason_and_comes_back(browser: Client, case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal)
    browser.post(url("measure_drop", case, measure.pk), {"reason": "Frau Haddad macht es selbst."})
    assert Measure.objects.get().withdrawn_reason == "Frau Haddad macht es selbst."
    assert "aus dem Hilfeplan genommen" in browser.get(url("measure", case, measure.pk)).content.decode()
    browser.post(url("measure_restore", case, measure.pk))
    assert not Measure.objects.get().is_withdrawn


def test_a_step_that_a_provider_is_asked_for_stays(case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal, offer=offer("Mietberatung"))
    ask_provider(measure)
    with pytest.raises(RuleBroken):
        plan.drop_step(measure, by=case.lead)


# Own activities


def test_own_activities_are_the_persons_own_words(browser: Client, case: Case, goal: ActionGoal) -> None:
    there = url("own_activity_add", case, goal.pk)
    response = browser.post(
        there, {"text": "سأتصل بالمدرسة يوم الاثنين", "due_on": timezone.localdate() + timedelta(days=3), "next": "1"}
    )
    assert response["Location"] == there
    activity = OwnActivity.objects.get()
    assert activity.text == "سأتصل بالمدرسة يوم الاثنين"
    page = browser.get(url("own_activity", case, activity.pk)).content.decode()
    assert 'dir="auto"' in page


def test_an_own_activity_is_changed_done_dropped_and_restored(browser: Client, case: Case, goal: ActionGoal) -> None:
    activity = plan.add_own_activity(goal, by=case.lead, text="Ich rufe an.")
    browser.post(url("own_activity", case, activity.pk), {"text": "Ich rufe morgen an.", "seen": 1})
    browser.post(url("own_activity_state", case, activity.pk), {"state": "done"})
    browser.post(url("own_activity_drop", case, activity.pk), {"reason": "doppelt"})
    activity.refresh_from_db()
    assert (activity.text, activity.state, activity.withdrawn_reason) == ("Ich rufe morgen an.", "done", "doppelt")
    browser.post(url("own_activity_restore", case, activity.pk))
    activity.refresh_from_db()
    assert not activity.is_withdrawn


# Fixing the plan


def test_the_plan_holds_when_every_goal_has_a_step_and_can_be_taken_up_again(
    browser: Client, case: Case, goal: ActionGoal
) -> None:
    response = browser.post(url("plan_fix", case))
    page = response.content.decode()
    assert response.status_code == 422
    assert url("measure_add", case, goal.pk) in page
    assert url("own_activity_add", case, goal.pk) in page
    add_measure(goal)
    page = browser.post(url("plan_fix", case), follow=True).content.decode()
    case.refresh_from_db()
    assert case.phase == Phase.STEERING
    assert url("plan_reopen", case) in page
    browser.post(url("plan_reopen", case))
    case.refresh_from_db()
    assert case.phase == Phase.PLANNING
    assert case.timeline.filter(act=Act.PLAN_REOPENED).exists()


def test_a_plan_needs_agreed_goals(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.AGREEMENT)
    signed_in(case.lead).post(url("plan_fix", case))
    case.refresh_from_db()
    assert case.planned_at is None


# Who, and at what cost


def test_steps_of_others_do_not_exist(signed_in: Callable[..., Client], case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal)
    browser = signed_in(CaseManagerFactory())
    for there in (
        url("measure_add", case, goal.pk),
        url("measure", case, measure.pk),
        url("own_activity_add", case, goal.pk),
        url("plan_fix", case),
    ):
        assert browser.get(there).status_code == 404


def test_a_step_of_another_case_does_not_exist(browser: Client, case: Case) -> None:
    foreign = CaseFactory(phase=Phase.PLANNING)
    measure = add_measure(foreign.frame_goals.get().action_goals.get())
    assert browser.get(url("measure", case, measure.pk)).status_code == 404


def test_the_search_costs_few_queries_however_many_hits(
    browser: Client, case: Case, goal: ActionGoal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    there = url("measure_add", case, goal.pk)
    for size in (1, 20):
        for number in range(size):
            offer(f"Mietberatung {size} {number}", district=case.client.district)
        browser.get(there)
        with django_assert_max_num_queries(12) as spent:
            assert browser.get(there, {"gesucht": "1", "q": "miete", "feld": "on", "quartier": "on"}).status_code == 200
        if size == 1:
            few = len(spent)
    assert len(spent) == few


def test_the_page_of_a_measure_costs_few_queries_however_many_referrals(
    browser: Client, case: Case, goal: ActionGoal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    measure = add_measure(goal, offer=offer("Mietberatung"))
    spent = []
    consent = give_consent(case, recipient=measure.offer.organisation, purpose=PassingPurpose.OFFER)
    for _size in (1, 2, 3):
        referral = ask_provider(measure, agreed=None, consent=consent)
        referrals.answer_referral(referral, by=case.lead, state="declined", reason="voll")
        browser.get(url("measure", case, measure.pk))
        with django_assert_max_num_queries(12) as counted:
            assert browser.get(url("measure", case, measure.pk)).status_code == 200
        spent.append(len(counted))
    assert len(set(spent)) == 1


# Inside the plan


def test_steps_are_added_changed_and_ordered_where_they_stand(browser: Client, case: Case, goal: ActionGoal) -> None:
    inside: Any = {"headers": {"HX-Request": "true"}}
    for text in ("eins", "zwei"):
        added = browser.post(url("own_activity_add", case, goal.pk), {"text": text}, **inside)
        help_added = url("measure_add", case, goal.pk) + "?art=service"
        browser.post(help_added, {"title": text, "responsible": "wir"}, **inside)
        assert (added.status_code, added["HX-Retarget"]) == (200, "#plan")
    for name, steps in (("own_activity", goal.own_activities), ("measure", goal.measures)):
        first, second = steps.all()
        form = browser.get(url(name, case, second.pk), **inside).content.decode()
        assert ("<html" in form, "Nach oben: zwei" in form, "Nach unten" in form) == (False, True, False)
        refused = browser.post(url(name, case, second.pk), {"seen": 1}, **inside)
        # The arrows beside the form are not swapped, so they do not come a second time.
        assert (refused.status_code, "Nach oben" in refused.content.decode()) == (422, False)
        assert "Bitte ausfüllen." in refused.content.decode()
        changed = {"seen": 1, "text": "drei", "title": "drei", "responsible": "wir"}
        assert browser.post(url(name, case, second.pk), changed, **inside)["HX-Retarget"] == "#plan"
        moved = browser.post(url(f"{name}_move", case, second.pk), {"state": "up"}, **inside).content.decode()
        assert "data-focus" in moved
        assert [step.title for step in steps.all()] == ["drei", "eins"]
        stays = browser.post(url(f"{name}_move", case, first.pk), {"state": "down"}, follow=True)
        assert stays.redirect_chain[-1][0] == url(name, case, first.pk)
        assert (
            "Weiter geht es in diese Richtung nicht" in (said := stays.content.decode()),
            "Verschoben:" in said,
        ) == (True, False)
