"""Nothing fits: said from the search in two touches, counted with others after the quarter, answered in the file."""

import pytest
from playwright.sync_api import expect

from roterfaden.cases.actions.gaps import count_needs
from roterfaden.cases.actions.plan import add_measure
from roterfaden.cases.models import ActionGoal, Gap, MeasureKind, Phase
from roterfaden.needs.quarters import quarter_after, quarter_of
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, DistrictFactory, HeadOfUnitFactory

OTHERS = 4


@pytest.mark.usefixtures("transactional_db")
def test_nothing_fits_and_the_answer_comes_back(open_window: OpenWindow) -> None:
    lead, district = CaseManagerFactory(name="Hanna Beispiel"), DistrictFactory(name="Brassert")
    for _person in range(OTHERS):
        other = CaseFactory(lead=lead, client__district=district, phase=Phase.PLANNING)
        goal = ActionGoal.objects.get(frame_goal__case=other)
        add_measure(goal, by=lead, kind=MeasureKind.NO_OFFER, title="Kurs", missing="Kurs am Abend")
    client = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead, district=district)
    case = CaseFactory(lead=lead, client=client, phase=Phase.PLANNING)
    goal = ActionGoal.objects.get(frame_goal__case=case)

    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/handlungsziel/{goal.pk}/massnahme/neu/")
    page.get_by_role("link", name="Nichts passt").click()
    press(page, "In den Hilfeplan aufnehmen")
    expect_toast(page, "In den Hilfeplan aufgenommen.")
    page.goto("/app/bedarfe/")
    expect(page.get_by_text("Noch ist kein Quartal gezählt")).to_be_visible()

    quarter = quarter_of(Gap.objects.all()[0].month)
    assert count_needs(quarter_after(quarter).replace(day=2)) == OTHERS + 1

    heads = open_window(user=HeadOfUnitFactory(name="Ute Leitung"))
    heads.goto("/app/bedarfe/")
    row = heads.get_by_role("row", name="Brassert")
    row.get_by_role("link", name="5").click()
    expect_heading(heads, "Wohnen, Brassert")
    heads.get_by_role("link", name="Festhalten, was daraus wurde").click()
    choose(heads, "gelöst")
    heads.get_by_label("Was wurde daraus?").fill("Ab Mai gibt es einen Kurs am Abend.")
    press(heads, "Festhalten")
    expect_toast(heads, "Festgehalten.")
    expect(heads.get_by_text("Schewtschenko")).to_have_count(0)

    page.goto(f"/app/faelle/{case.pk}/")
    page.get_by_role("link", name="Wohnen: nichts Passendes gefunden", exact=True).click()
    expect(page.get_by_text("Ab Mai gibt es einen Kurs am Abend.")).to_be_visible()
