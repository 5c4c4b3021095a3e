"""Every page, seen by a machine: no rule of accessibility violated in light and dark, nothing wider than its window.

Each page is made once, loaded once and looked at four times, because making and loading is what takes time. Every rule
is asked of every part, but contrast: that of words is not judged again, in light or dark, if it was on a page before,
of words in the same kind of part, with the same colours, size and weight, before the same backgrounds. What axe is not
sure of is asked again; what it does not judge at all, because nobody sees it, unless it is the very same part in the
same place. The frame around the pages is judged with the first one that somebody sees; it differs in one mark.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from playwright.sync_api import CDPSession, Page

from roterfaden.accounts.models import User
from tests.browser.windows import PHONE, WIDE, OpenWindow
from tests.pages import NOWHERE, Visit, every_visit
from tests.world import make_world

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
EVERYTHING = """async (frameIsKnown) => {
    // Good practice that is no criterion of WCAG as well. Style sheets would be loaded for a rule that is not asked.
    const rules = { "color-contrast": { enabled: false }, "link-in-text-block": { enabled: false } };
    const where = frameIsKnown ? { exclude: [".rf-top", ".rf-rail", ".rf-bottom"] } : document;
    const found = await axe.run(where, { resultTypes: ["violations"], preload: { assets: ["media"] }, rules });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node)));
}"""
COLOURS = """async ([known, WORDLESS]) => {
    const judged = new Set(known), asked = new Map(), behind = new Map([[null, ""]]);
    const look_behind = (part) => {
        if (!behind.has(part)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(part);
            const own = [backgroundColor, backgroundImage, opacity].join(" ");
            const beyond = look_behind(part.parentElement);
            behind.set(part, own === "rgba(0, 0, 0, 0) none 1" ? beyond : `${beyond}|${own}`);
        }
        return behind.get(part);
    };
    // Numbers instead of the words they stand for: all that is known goes to each page.
    const number = (words) => {
        let [low, high] = [7, 11];
        for (let place = 0; place < words.length; place += 1) {
            low = Math.imul(low ^ words.charCodeAt(place), 2654435761);
            high = Math.imul(high ^ words.charCodeAt(place), 1597334677);
        }
        return (high >>> 11) * 2 ** 32 + (low >>> 0);
    };
    const place = (part) => Object.values(part.getBoundingClientRect().toJSON()).map(Math.round).join(" ");
    const unseen = new Map();
    for (const part of document.querySelectorAll(`body :not(${WORDLESS})`)) {
        const words = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!words && !part.matches("input, select, textarea")) continue;
        const { color, display, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(part);
        const look = number([part.localName, color, fontSize, fontWeight, textShadow, look_behind(part)].join(";"));
        // A link in a text is compared with that text as well, unless a line tells it apart.
        const compared = part.localName === "a" && display === "inline" && textDecorationLine === "none";
        if (judged.has(look) && !compared) continue;
        const itself = number(`${look};${place(part)};${part.outerHTML}`);
        if (!judged.has(itself)) asked.set(part, look), unseen.set(part, itself);
    }
    if (asked.size === 0) return [[], []];
    const found = await axe.run(
        { include: [...asked.keys()] },
        { runOnly: ["color-contrast", "link-in-text-block"], elementRef: true, preload: false },
    );
    const nodes = [...found.passes, ...found.violations].filter((rule) => rule.id === "color-contrast");
    for (const rule of [...nodes, ...found.violations, ...found.incomplete]) {
        for (const node of rule.nodes) unseen.delete(node.element);
    }
    return [
        [
            ...nodes.flatMap((rule) => rule.nodes.map((node) => asked.get(node.element)).filter((look) => look)),
            ...unseen.values(),
        ],
        found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node))),
    ];
}"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WORDLESS = "option, input:is([type=hidden], [type=range], [type=color], [type=checkbox], [type=radio], [type=image])"
"""What axe never judges the contrast of."""
TELL = "window.tell = (rule, node) => `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`;"
WIDER = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const parts = [...document.querySelectorAll("body *")];
    const wide = parts.filter((part) => part.getBoundingClientRect().right > width + 1);
    const first = wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 120)).join(" | ");
    return [`${document.documentElement.scrollWidth} of ${width} pixels: ${first}`];
}"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Visit]:
    """Pages which the server does not make a second time: whoever asks for one of these next gets it as it is."""
    pages: dict[str, Visit] = {}
    answer = WSGIHandler.get_response

    def hand_out(handler: WSGIHandler, request: Any) -> Any:
        visit = pages.pop(request.get_full_path(), None)
        return HttpResponse(visit.content, headers=visit.headers) if visit else answer(handler, request)

    monkeypatch.setattr(WSGIHandler, "get_response", hand_out)
    return pages


def test_every_page_is_accessible_and_fits(
    open_window: OpenWindow, questionnaire: None, complaints: list[str], made: dict[str, Visit]
) -> None:
    windows: dict[User | None, Window] = {}
    judged: set[float] = set()
    found = []
    for visit in every_visit(make_world()):
        if visit.user not in windows:
            windows[visit.user] = prepare(open_window(user=visit.user, reduced_motion="reduce"))
        if visit.path != NOWHERE:
            made[visit.path] = visit
        found += [f"{visit}, {fault}" for fault in look_at(windows[visit.user], visit, judged)]
    complaints[:] = [complaint for complaint in complaints if "gibt-es-nicht" not in complaint]
    assert made == {}
    assert not found, "\n".join(found)
    assert len(judged) > 100


@dataclass(frozen=True)
class Window:
    """A page in a browser, the line on which the browser is told how large its user wants texts, and which pages with
    the frame around them were seen.
    """

    page: Page
    line: CDPSession
    framed: list[str]

    def set_text_size(self, pixels: int) -> None:
        """What people set in their browser, and the page's measures and breaking points follow."""
        self.line.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


def prepare(page: Page) -> Window:
    """Every page that opens in this window can be asked for its faults."""
    page.add_init_script(path=AXE)
    page.add_init_script(TELL)
    return Window(page, page.context.new_cdp_session(page), [])


def look_at(window: Window, visit: Visit, judged: set[float]) -> list[str]:
    """What is wrong with one page."""
    page = window.page
    page.goto(visit.path, wait_until="load")
    page.evaluate("document.fonts.ready")
    faults = [f"light: {fault}" for fault in page.evaluate(EVERYTHING, bool(window.framed))]
    # A page without the frame, such as a paper or an error, leaves it to be judged with the next one.
    if page.locator(".rf-top").count():
        window.framed.append(visit.path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        looks, unclear = page.evaluate(COLOURS, [sorted(judged), WORDLESS])
        judged.update(looks)
        faults += [f"{scheme}: {fault}" for fault in unclear]
    page.emulate_media(color_scheme="light")
    faults += [f"on a phone: {fault}" for fault in in_window(page, PHONE)]
    window.set_text_size(32)
    faults += [f"at 200 %: {fault}" for fault in in_window(page, WIDE)]
    window.set_text_size(16)
    return faults


def in_window(page: Page, size: tuple[int, int]) -> list[str]:
    """What reaches beyond a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wider: list[str] = page.evaluate(WIDER)
    return wider
