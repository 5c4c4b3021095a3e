"""Every page, seen by a machine: no rule of accessibility violated in light and dark, nothing wider than its window.

Each page is loaded once and looked at four times, because loading is what takes time. Every rule is asked of every
part, but contrast: that of words is not judged again, in light or dark, if it was on a page before, of words in the
same kind of part, with the same colours, size and weight, before the same backgrounds. What axe could not judge is
asked again. The frame around the pages is judged with the first one that somebody sees; it differs in one mark.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import CDPSession, Page

from roterfaden.accounts.models import User
from tests.browser.windows import PHONE, WIDE, OpenWindow
from tests.pages import Visit, every_visit
from tests.world import make_world

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
EVERYTHING = """async (frameIsKnown) => {
    // Good practice that is no criterion of WCAG as well. Style sheets would be loaded for a rule that is not asked.
    const rules = { "color-contrast": { enabled: false }, "link-in-text-block": { enabled: false } };
    const where = frameIsKnown ? { exclude: [".rf-top", ".rf-rail", ".rf-bottom"] } : document;
    const found = await axe.run(where, { resultTypes: ["violations"], preload: { assets: ["media"] }, rules });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node)));
}"""
COLOURS = """async (known) => {
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
    for (const part of document.querySelectorAll("body *")) {
        const words = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!words && !part.matches("input, select, textarea")) continue;
        const { color, display, fontSize, fontWeight, textShadow } = getComputedStyle(part);
        const look = [part.localName, color, fontSize, fontWeight, textShadow, look_behind(part)].join(";");
        // A link in a text is compared with that text as well.
        if (!judged.has(look) || (part.localName === "a" && display === "inline")) asked.set(part, look);
    }
    if (asked.size === 0) return [[], []];
    const found = await axe.run(
        { include: [...asked.keys()] },
        { runOnly: ["color-contrast", "link-in-text-block"], elementRef: true, preload: false },
    );
    const nodes = [...found.passes, ...found.violations].filter((rule) => rule.id === "color-contrast");
    return [
        nodes.flatMap((rule) => rule.nodes.map((node) => asked.get(node.element)).filter((look) => look)),
        found.violations.flatMap((rule) => rule.nodes.map((node) => tell(rule, node))),
    ];
}"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TELL = "window.tell = (rule, node) => `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`;"
WIDER = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const parts = [...document.querySelectorAll("body *")];
    const wide = parts.filter((part) => part.getBoundingClientRect().right > width + 1);
    const first = wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 120)).join(" | ");
    return [`${document.documentElement.scrollWidth} of ${width} pixels: ${first}`];
}"""


def test_every_page_is_accessible_and_fits(open_window: OpenWindow, questionnaire: None, complaints: list[str]) -> None:
    windows: dict[User | None, Window] = {}
    judged: set[str] = set()
    found = []
    for visit in every_visit(make_world()):
        if visit.user not in windows:
            windows[visit.user] = prepare(open_window(user=visit.user, reduced_motion="reduce"))
        found += [f"{visit}, {fault}" for fault in look_at(windows[visit.user], visit, judged)]
    complaints[:] = [complaint for complaint in complaints if "gibt-es-nicht" not in complaint]
    assert not found, "\n".join(found)
    assert len(judged) > 100


@dataclass(frozen=True)
class Window:
    """A page in a browser, the line on which the browser is told how large its user wants texts, and what was seen."""

    page: Page
    line: CDPSession
    seen: list[str]

    def set_text_size(self, pixels: int) -> None:
        """What people set in their browser, and the page's measures and breaking points follow."""
        self.line.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


def prepare(page: Page) -> Window:
    """Every page that opens in this window can be asked for its faults."""
    page.add_init_script(path=AXE)
    page.add_init_script(TELL)
    return Window(page, page.context.new_cdp_session(page), [])


def look_at(window: Window, visit: Visit, judged: set[str]) -> list[str]:
    """What is wrong with one page."""
    page = window.page
    page.goto(visit.path, wait_until="load")
    page.evaluate("document.fonts.ready")
    faults = [f"light: {fault}" for fault in page.evaluate(EVERYTHING, bool(window.seen))]
    window.seen.append(visit.path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        looks, unclear = page.evaluate(COLOURS, sorted(judged))
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
