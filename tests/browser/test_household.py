"""A family with two files: told in each, drawn, joined by both teams; one step shared, and the wall between them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.cases.actions import sharing, team
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import Part, Phase
from tests.browser.windows import PHONE, OpenWindow, choose, expect_toast, follow, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, add_relative


@pytest.mark.usefixtures("transactional_db")
def test_a_family_in_two_files_follows_one_step_together(open_window: OpenWindow) -> None:
    hanna, jonas, colleague = (
        CaseManagerFactory(name=name) for name in ("Hanna Beispiel", "Jonas Muster", "Mara Nord")
    )
    amal, karim = (
        CaseFactory(lead=lead, phase=Phase.STEERING, client=ClientFactory(created_by=lead, given_name=name))
        for lead, name in ((hanna, "Amal"), (jonas, "Karim"))
    )
    wife = add_relative(karim, Kinship.SPOUSE, name="Amal")
    add_relative(karim, Kinship.CHILD, name="Noor", lives_here=False)

    hers = open_window(user=hanna, size=PHONE)
    hers.goto(f"/app/faelle/{amal.pk}/haushalt/")
    expect(hers.get_by_label("Sind die beiden noch zusammen?")).to_be_hidden()
    choose(hers, "Ehefrau oder Ehemann")
    expect(hers.get_by_label("Sind die beiden noch zusammen?")).to_be_visible()
    hers.get_by_label("Name").fill("Karim")
    choose(hers, "männlich")
    press(hers, "Eintragen")
    choose(hers, "Kind")
    hers.get_by_label("Name").fill("Mila")
    hers.get_by_label("Geburtsjahr").fill(str(timezone.localdate().year - 3))
    hers.get_by_label("Welches Sorgerecht hat die Person?").select_option(label="gemeinsames Sorgerecht")
    press(hers, "Eintragen")
    expect(hers.get_by_role("img", name="Genogramm")).to_be_visible()
    expect(hers.get_by_role("listitem").filter(has_text="Karim: Ehemann von Amal")).to_be_visible()
    expect(hers.get_by_role("listitem").filter(has_text="Karim: gemeinsames Sorgerecht für Mila")).to_be_visible()

    for case in (amal, karim):
        team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    sharing.propose_link(amal.relatives.get(name="Karim"), karim, by=colleague)
    hers.reload()
    follow(hers, "Ansehen und zustimmen")
    choose(hers, "Die Person weiß davon und ist einverstanden.")
    press(hers, "Zustimmen")
    his = open_window(user=jonas)
    his.goto(f"/app/faelle/{karim.pk}/haushalt/")
    follow(his, "Ansehen und zustimmen")
    his.get_by_label("Wer ist hier gemeint?").select_option(label=wife.name)
    choose(his, "Die Person weiß davon und ist einverstanden.")
    press(his, "Zustimmen")
    expect(his.get_by_text("hat eine eigene Akte")).to_be_visible()
    expect(his.get_by_text(amal.reference)).to_have_count(0)

    his.goto(f"/app/faelle/{karim.pk}/")
    step = karim.frame_goals.get().action_goals.get().measures.get()
    follow(his, step.title)
    follow(his, "Im Haushalt teilen")
    choose(his, "Die Person willigt ein", "auf Papier unterschrieben")
    press(his, "Schritt teilen")
    expect_toast(his, "Amal sieht diesen Schritt jetzt auch.")

    hers.goto(f"/app/faelle/{amal.pk}/haushalt/")
    expect(hers.get_by_text("aus der Akte von Karim")).to_be_visible()
    hers.get_by_role("listitem").filter(has_text="aus der Akte von Karim").get_by_role(
        "button", name="Erledigt"
    ).click()
    expect_toast(hers, "Schritt: erledigt.")
    expect(hers.get_by_text("Noor")).to_have_count(0)
    assert hers.request.get(f"/app/faelle/{karim.pk}/haushalt/").status == 404
    his.goto(f"/app/faelle/{karim.pk}/verlauf/")
    expect(his.get_by_text("Schritt erledigt", exact=True)).to_be_visible()
