"""The parts of a page: what they say, where they lead, and what they never do."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import include, path
from django.utils import timezone

from roterfaden.base import icons
from roterfaden.base.access import EVERYONE, Role, roles
from roterfaden.base.badges import Badge, Step, StepState, Tone
from roterfaden.base.navigation import Entry, Group, link_groups, phone_links
from roterfaden.base.toasts import toast


def drawn(source: str, request: HttpRequest | None = None, **values: Any) -> str:
    template = Template(source)
    return template.render(RequestContext(request, values) if request else Context(values))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def request_with_messages(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/app/menschen/?q=Haddad&seite=2")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.fixture
def own_addresses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the addresses of the ground floor, as in a demo whose other pages are not there yet."""
    urls = ModuleType("urls_of_the_ground_floor")
    urls.urlpatterns = [path("", include("roterfaden.base.urls"))]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    settings.ROOT_URLCONF = urls.__name__
    settings.DEMO = True


class Person:
    """Somebody signed in."""

    is_authenticated = True

    def __init__(self, *held: Role) -> None:
        self.roles = frozenset(held)


def test_an_icon_without_a_label_is_silent() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "check" %}')


def test_an_icon_with_a_label_speaks() -> None:
    assert 'role="img" aria-label="E-Mail"' in drawn('{% icon "mail" label="E-Mail" %}')


def test_an_icon_nobody_drew_is_an_error() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        drawn('{% icon "unicorn" %}')


def test_every_icon_of_ours_is_drawn_in_the_style_sheet() -> None:
    sheet = Path(icons.__file__).parent / "static/rf/icons.css"
    assert set(re.findall(r"\.rf-icon--([a-z-]+) \{ --icon", sheet.read_text(encoding="utf-8"))) == icons.OWN


@pytest.mark.parametrize("tone", list(Tone))
def test_a_state_is_always_icon_word_and_colour(tone: Tone) -> None:
    html = drawn("{% badge badge %}", badge=Badge("vereinbart", tone))
    assert text(html) == "vereinbart"
    assert "kern-icon" in html
    assert f"rf-badge--{tone.value}" in html


def test_what_people_wrote_is_escaped_in_every_part() -> None:
    evil = "<img src=x>"
    html = drawn(
        "{% row url='/x' title=evil why=evil %}{{ evil }}{% endrow %}{% badge evil %}"
        "{% card title=evil %}{{ evil }}{% endcard %}{% fact evil %}{{ evil }}{% endfact %}"
        "{% conflict mine=evil theirs=evil who=evil when=now %}{% tile label=evil value=evil %}",
        evil=evil,
        now=timezone.now(),
    )
    assert "<img" not in html


def test_a_day_is_said_in_words_and_kept_exact() -> None:
    html = drawn("{{ day|spoken }}", day=timezone.localdate() + timedelta(days=1))
    assert text(html) == "morgen"
    assert f'datetime="{(timezone.localdate() + timedelta(days=1)).isoformat()}"' in html


def test_a_moment_is_told_in_local_time() -> None:
    html = drawn("{{ then|spoken }}", then=datetime(2024, 7, 1, 10, 0, tzinfo=UTC))
    assert 'datetime="2024-07-01T12:00:00+02:00"' in html
    assert "12:00" in html


def test_no_day_says_nothing() -> None:
    assert drawn("{{ none|spoken }}", none=None) == ""


def test_a_button_with_an_address_is_a_link_and_without_one_submits() -> None:
    assert drawn('{% button "Weiter" url="/x" %}').startswith("<a ")
    assert drawn('{% button "Speichern" %}').startswith('<button type="submit"')


def test_an_act_posts_with_its_token_and_fields(rf: RequestFactory) -> None:
    html = drawn('{% act url="/ziel" label="Erledigt" id=7 %}', rf.get("/"))
    assert 'method="post"' in html
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{20,}"', html)
    assert '<input type="hidden" name="id" value="7">' in html


def test_the_current_tab_is_found_from_the_address(rf: RequestFactory) -> None:
    html = drawn('{% tab "Plan" url="/akte/plan" %}{% tab "Notizen" url="/akte/notizen" %}', rf.get("/akte/plan"))
    assert re.search(r'href="/akte/plan" aria-current="page"', html)
    assert html.count("aria-current") == 1


def test_going_on_to_the_next_page_keeps_the_filters(request_with_messages: HttpRequest) -> None:
    page = Paginator(range(100), 25).get_page(2)
    html = drawn("{% pagination page %}", request_with_messages, page=page)
    assert 'href="?q=Haddad&amp;seite=3"' in html
    assert "26–50 von 100" in text(html)


def test_each_of_two_lists_of_a_page_has_its_own_way(request_with_messages: HttpRequest) -> None:
    page = Paginator(range(100), 25).get_page(2)
    html = drawn(
        '{% pagination page parameter="besuche" at="dort" label="Besuche" %}', request_with_messages, page=page
    )
    assert 'href="?q=Haddad&amp;seite=2&amp;besuche=3#dort"' in html
    assert 'aria-label="Besuche"' in html


def test_a_single_page_needs_no_pages(request_with_messages: HttpRequest) -> None:
    assert drawn("{% pagination page %}", request_with_messages, page=Paginator([1], 25).get_page(1)).strip() == ""


def test_the_phases_say_where_one_stands_to_those_who_hear_them() -> None:
    steps = [Step("Aufnahme", StepState.DONE), Step("Hilfeplan", StepState.CURRENT), Step("Auswertung")]
    words = text(drawn('{% stepper steps label="Phasen" %}', steps=steps))
    assert "Schritt 2 von 3" in words
    assert "abgeschlossen" in words
    assert "hier stehen Sie" in words


def test_a_task_says_in_words_what_its_box_does(rf: RequestFactory) -> None:
    html = drawn('{% task_row url="/a" title="Kita anfragen" done=True %}{% endtask_row %}', rf.get("/"))
    assert 'aria-pressed="true" aria-label="Erledigt: Kita anfragen"' in html


def test_an_overdue_task_is_not_told_by_colour_alone(rf: RequestFactory) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "überfällig" in drawn(
        '{% task_row url="/a" title="x" due=day overdue=True %}{% endtask_row %}', rf.get("/"), day=yesterday
    )


def test_an_unknown_fact_says_so() -> None:
    assert "keine Angabe" in drawn('{% fact "Telefon" %}  {% endfact %}')


def test_a_toast_brings_its_way_back(request_with_messages: HttpRequest) -> None:
    toast(request_with_messages, "Ziel erledigt.", undo="/ziele/1/zurueck")
    html = drawn("{% toasts %}", request_with_messages)
    assert 'role="status"' in html
    assert 'action="/ziele/1/zurueck"' in html
    assert "Rückgängig" in text(html)


def test_a_warning_stays_until_it_is_closed(request_with_messages: HttpRequest) -> None:
    toast(request_with_messages, "Läuft ab.", tone=Tone.WARNING)
    assert "data-stays" in drawn("{% toasts %}", request_with_messages)


def test_navigation_shows_only_what_a_role_may_open(own_addresses: None) -> None:
    groups = (
        Group("Arbeit", (Entry("Bausteine", "base:components", "list", EVERYONE),)),
        Group("Leitung", (Entry("Bausteine", "base:components", "list", roles(Role.HEAD_OF_UNIT)),)),
    )
    seen = [str(group.label) for group in link_groups(groups, Person(Role.CASE_MANAGER), "/")]
    assert seen == ["Arbeit"]


def test_the_entry_with_the_longest_prefix_is_the_current_one(own_addresses: None) -> None:
    groups = (
        Group(
            "Arbeit",
            (
                Entry("Alles", "base:components", "list", EVERYONE, prefix="/app/"),
                Entry("Menschen", "base:theme", "people", EVERYONE, prefix="/app/menschen/"),
            ),
        ),
    )
    (group,) = link_groups(groups, Person(), "/app/menschen/1/")
    assert [str(link.label) for link in group.links if link.current] == ["Menschen"]


def test_a_page_that_is_not_there_yet_is_left_out_of_the_demo(own_addresses: None) -> None:
    groups = (Group("Arbeit", (Entry("Später", "nowhere:nothing", "clock", EVERYONE),)),)
    assert link_groups(groups, Person(), "/") == ()


def test_the_bottom_bar_takes_what_is_wanted_there_first(own_addresses: None) -> None:
    entries = tuple(Entry(f"E{n}", "base:components", "list", EVERYONE, phone=n > 3) for n in range(8))
    shown = phone_links(link_groups((Group("Arbeit", entries),), Person(), "/"))
    assert [str(link.label) for link in shown] == ["E4", "E5", "E6", "E7"]


def test_no_template_of_the_frame_carries_style_or_script() -> None:
    templates = Path(icons.__file__).parent / "templates"
    frame = [path for folder in ("base", "parts", "kern", "django") for path in (templates / folder).rglob("*.html")]
    assert frame
    for template in frame:
        assert not re.search(
            r"<script(?! src=)|\sstyle=\"[^\"]*:|\son(click|change|input|submit|load|key\w+|focus|blur|mouse\w+)=",
            template.read_text(encoding="utf-8"),
        ), template
