"""Every page, seen by a machine: no rule of accessibility violated in light and dark, nothing wider than its window.

Each page is loaded once and looked at four times, because loading is what takes time.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from roterfaden.accounts.models import User
from tests.browser.windows import PHONE, WIDE, OpenWindow
from tests.pages import Visit, every_visit
from tests.world import make_world

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
EVERYTHING: dict[str, Any] = {}  # good practice that is no criterion of WCAG as well

VIOLATIONS = """async (options) => {
    const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
    const tell = (rule, node) => `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`;
    return found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node)));
}"""
WIDER = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const parts = [...document.querySelectorAll("body *")];
    const wide = parts.filter((part) => part.getBoundingClientRect().right > width + 1);
    const first = wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 120)).join(" | ");
    return [`${document.documentElement.scrollWidth} of ${width} pixels: ${first}`];
}"""


def test_every_page_is_accessible_and_fits(open_window: OpenWindow, questionnaire: None, complaints: list[str]) -> None:
    windows: dict[User | None, Page] = {}
    found = []
    for visit in every_visit(make_world()):
        if visit.user not in windows:
            windows[visit.user] = open_window(user=visit.user, reduced_motion="reduce")
            windows[visit.user].add_init_script(path=AXE)
        found += [f"{visit}, {fault}" for fault in look_at(windows[visit.user], visit)]
    complaints[:] = [complaint for complaint in complaints if "gibt-es-nicht" not in complaint]
    assert not found, "\n".join(found)


def look_at(page: Page, visit: Visit) -> list[str]:
    """What is wrong with one page."""
    page.goto(visit.path, wait_until="load")
    page.evaluate("document.fonts.ready")
    faults = [f"light: {fault}" for fault in page.evaluate(VIOLATIONS, EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in page.evaluate(VIOLATIONS, COLOURS)]
    page.emulate_media(color_scheme="light")
    faults += [f"on a phone: {fault}" for fault in in_window(page, PHONE)]
    set_text_size(page, 32)
    faults += [f"at 200 %: {fault}" for fault in in_window(page, WIDE)]
    set_text_size(page, 16)
    return faults


def set_text_size(page: Page, pixels: int) -> None:
    """What people set in their browser: the size of text, which the page's measures and breaking points follow."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
    session.detach()


def in_window(page: Page, size: tuple[int, int]) -> list[str]:
    """What reaches beyond a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wider: list[str] = page.evaluate(WIDER)
    return wider
