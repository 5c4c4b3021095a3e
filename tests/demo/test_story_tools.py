"""What the stories are made with: commands, clock, calendar, and very many cases at once."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from roterfaden.cases.models import Case, Client
from roterfaden.demo.stories import NotReady, many_cases
from roterfaden.demo.stories.days import StoryClock, is_working_day, moment_on
from tests.demo.towns import a_town

TODAY = date(2026, 11, 23)


@pytest.mark.django_db
def test_without_a_municipality_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_municipality"):
        call_command("make_demo_cases")
    with pytest.raises(NotReady, match="load_municipality"):
        many_cases(5, today=TODAY)


@pytest.mark.django_db
def test_many_cases_are_written_in_bulk_and_marked() -> None:
    a_town()
    many_cases(40, today=TODAY)
    many_cases(5, today=TODAY, seed=2)
    assert Case.objects.count() == 45
    assert not Client.objects.exclude(is_synthetic=True).exists()
    assert not Case.events.rel.related_model._base_manager.exists()  # type: ignore[attr-defined]
    found = Client.objects.order_by("pk")[0]
    assert found in Client.objects.named_like(str(found))


def test_the_clock_of_a_story_reaches_field_defaults_too() -> None:
    clock = StoryClock(moment_on(date(2025, 3, 4), 0.5))
    with clock.ticking():
        assert timezone.localdate() == date(2025, 3, 4)
        assert Case._meta.get_field("opened_at").get_default() == clock.at
        clock.pass_minutes(10)
        assert timezone.now() == clock.at
    assert timezone.now().year >= 2026


def test_offices_are_closed_on_holidays() -> None:
    closed = [date(2026, 4, 3), date(2026, 5, 14), date(2026, 6, 4), date(2026, 12, 28), date(2026, 11, 22)]
    assert not any(map(is_working_day, closed))
    assert is_working_day(date(2026, 11, 23))
