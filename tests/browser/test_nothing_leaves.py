"""What the browser really asks for, and what it still shows once somebody has gone."""

from urllib.parse import urlsplit

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Phase
from tests.browser.windows import OpenWindow
from tests.factories import CaseFactory, CaseManagerFactory


def test_nobody_else_is_asked_for_anything(
    transactional_db: None, open_window: OpenWindow, live_server: LiveServer
) -> None:
    lead = CaseManagerFactory()
    case = CaseFactory(lead=lead, phase=Phase.STEERING)
    page = open_window(user=lead)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in ("/app/", "/app/faelle/", f"/app/faelle/{case.pk}/", f"/app/faelle/{case.pk}/netzwerk/", "/konto/"):
        page.goto(path, wait_until="networkidle")
    own = urlsplit(live_server.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {own}
    assert len(asked) > 10


def test_back_after_sign_out_shows_nobody(transactional_db: None, open_window: OpenWindow) -> None:
    lead = CaseManagerFactory()
    case = CaseFactory(lead=lead, phase=Phase.STEERING)
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/")
    expect(page.get_by_text(case.client.family_name).first).to_be_visible()
    page.context.clear_cookies()
    page.goto("/konto/anmelden/")
    page.go_back()
    page.wait_for_url("**/konto/anmelden/**")
    expect(page.get_by_text(case.client.family_name)).to_have_count(0)
