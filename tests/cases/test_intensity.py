"""How closely a person is accompanied: set by who leads, and when silence becomes too long."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.cases import figures
from roterfaden.cases.actions import closing, team
from roterfaden.cases.actions.intensity import set_intensity
from roterfaden.cases.attention import what_matters
from roterfaden.cases.forms import monitoring as forms
from roterfaden.cases.models import Act, Case, CloseReason, Intensity, Part, Phase
from roterfaden.cases.overview import overview_of
from roterfaden.cases.worklist import Rank, ordered, why_now, with_facts
from roterfaden.desk.agenda import agenda_of
from tests.factories import CaseFactory, CaseManagerFactory, HeadOfUnitFactory, add_follow_up

pytestmark = pytest.mark.django_db


def page_of(case: Case) -> str:
    return reverse("cases:intensity", args=[case.pk])


def heard_from(case: Case, *, weeks: float) -> None:
    Case.objects.filter(pk=case.pk).update(last_contact_at=timezone.now() - timedelta(weeks=weeks))


def test_a_case_is_accompanied_regularly_until_somebody_says_otherwise() -> None:
    assert CaseFactory().intensity == Intensity.REGULAR


@pytest.mark.parametrize(
    ("intensity", "rhythm", "silent"), [(Intensity.CLOSE, 1, 2), (Intensity.REGULAR, 4, 6), (Intensity.LOOSE, 8, 12)]
)
def test_the_rhythm_says_when_silence_is_too_long(intensity: Intensity, rhythm: int, silent: int) -> None:
    assert (intensity.weeks, intensity.silent_weeks) == (rhythm, silent)
    case = CaseFactory(phase=Phase.STEERING)
    add_follow_up(case, in_days=30)
    set_intensity(case, by=case.lead, intensity=intensity)
    for weeks, is_silent in ((silent - 0.5, False), (silent + 0.5, True)):
        heard_from(case, weeks=weeks)
        row = ordered(Case.objects.visible_to(case.lead).open()).get()
        assert (row.rank == Rank.SILENT, "kein Kontakt" in why_now(row)) == (is_silent, is_silent)  # type: ignore[attr-defined]
        assert agenda_of(case.lead).silent == is_silent
        assert [load.silent for load in figures.loads(HeadOfUnitFactory()) if load.open] == [is_silent]
        found = with_facts(Case.objects.for_overview(case.lead)).select_related("client").get(pk=case.pk)
        points = [str(point.text) for point in what_matters(found, overview_of(found, case.lead))]
        assert any("kein Kontakt" in point for point in points) == is_silent


def test_it_is_set_in_the_page_of_the_case_and_taken_back_with_one_click(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    browser = signed_in(case.lead)
    assert "Wie eng begleiten Sie?" in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    answer = browser.post(page_of(case), {"state": "close"}, follow=True).content.decode()
    assert "Begleitung: eng, etwa jede Woche." in answer
    assert f"{page_of(case)}?state=regular" in answer
    browser.post(f"{page_of(case)}?state=regular")
    case.refresh_from_db()
    assert case.intensity == Intensity.REGULAR
    told = case.timeline.filter(act=Act.INTENSITY_CHANGED).order_by("at").values_list("text", flat=True)
    assert list(told) == ["regelmäßig → eng, etwa jede Woche", "eng → regelmäßig, etwa alle vier Wochen"]


def test_setting_the_same_twice_tells_it_once() -> None:
    case = CaseFactory()
    for _time in range(2):
        set_intensity(case, by=case.lead, intensity=Intensity.LOOSE)
    assert case.timeline.filter(act=Act.INTENSITY_CHANGED).count() == 1


def test_only_who_leads_says_how_closely(signed_in: Callable[..., Client]) -> None:
    case, deputy, member = CaseFactory(), CaseManagerFactory(), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=deputy, part=Part.DEPUTY)
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER)
    statuses = [
        signed_in(user).post(page_of(case), {"state": "loose"}).status_code
        for user in (deputy, member, CaseManagerFactory())
    ]
    assert statuses == [302, 404, 404]
    assert "Wie eng begleiten Sie?" not in signed_in(member).get(reverse("cases:case", args=[case.pk])).content.decode()


def test_a_word_that_is_no_intensity_is_refused(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    assert signed_in(case.lead).post(page_of(case), {"state": "daily"}).status_code == 400


def test_a_closed_case_keeps_its_intensity() -> None:
    case = CaseFactory()
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="nach Essen")
    with pytest.raises(RuleBroken):
        set_intensity(case, by=case.lead, intensity=Intensity.CLOSE)


def test_the_next_look_is_proposed_in_the_rhythm_on_a_working_day(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    set_intensity(case, by=case.lead, intensity=Intensity.CLOSE)
    proposed = forms.next_look(Intensity.CLOSE)
    assert timedelta(weeks=1) <= proposed - timezone.localdate() <= timedelta(weeks=1, days=2)
    page = signed_in(case.lead).get(reverse("cases:follow_up_add", args=[case.pk])).content.decode()
    assert f'value="{proposed:%Y-%m-%d}"' in page
    assert "eng, etwa jede Woche" in page


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3), date(2026, 5, 4)])
def test_a_look_never_falls_on_a_weekend(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    assert all(forms.next_look(intensity).weekday() < forms.SATURDAY for intensity in Intensity)
