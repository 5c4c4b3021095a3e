"""Windows of the browser: their sizes, who is signed in, and what one does in all of them."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from roterfaden.accounts.models import User
from tests.conftest import BACKEND

WIDE = (1280, 900)
PHONE = (360, 640)

OpenWindow = Callable[..., Page]
"""``open_window(user=…, size=PHONE)``: a new window, signed in as ``user`` if one is given."""


KEY, POINT, THINK = 0.5, 1.1, 1.35
"""Seconds to press a key (somebody who types unknown letters), to point at something, to make up one's mind: operators
K, P and M of the keystroke-level model (Card, Moran and Newell, Communications of the ACM 23, 1980, p. 396)."""


class Hands:
    """Counts what somebody does, clicks, keys that choose, fields filled in, and how long a person takes for it.

    ``seconds`` is what the keystroke-level model says: a robot types at once, somebody at the desk does not.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.done, self.seconds = page, 0, 0.0

    def _did(self, *, points: int = 1, keys: int = 0) -> None:
        self.done += 1
        self.seconds += points * (THINK + POINT) + keys * KEY

    def click(self, role: Any, name: str) -> None:
        """One click."""
        self.page.get_by_role(role, name=name).first.click()
        self._did()

    def press(self, selector: str) -> None:
        """One click on something without a word."""
        self.page.locator(selector).first.click()
        self._did()

    def point(self, word: str) -> None:
        """One click on a word, as on a box to tick."""
        self.page.get_by_text(word, exact=True).first.click()
        self._did()

    def key(self, key: str) -> None:
        """One key outside of a field."""
        self.page.keyboard.press(key)
        self._did(points=0, keys=1)
        self.seconds += THINK

    def write(self, label: str, text: str) -> None:
        """One field."""
        self.page.get_by_label(label).fill(text)
        self._did(keys=len(text))

    def select(self, label: str, /, **wanted: str) -> None:
        """One choice from a list: it is opened, and somebody looks for the word in it."""
        self.page.get_by_label(label).select_option(**wanted)  # type: ignore[arg-type]
        self._did(points=2)


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Give the window a session of ``user``."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
    context.add_cookies([cookie])


def press(page: Page, name: str) -> None:
    """Press a button by the word on it."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of the content with this word."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, *words: str) -> None:
    """Tick boxes or choose radio buttons by clicking on their words."""
    for word in words:
        begins = re.compile(f"^\\s*{re.escape(word)}")
        page.locator("label").filter(has_text=begins).first.click()
        expect(page.get_by_label(begins).first).to_be_checked()


def expect_heading(page: Page, words: str) -> None:
    """The page (or a part of it) with this heading is shown."""
    expect(page.get_by_role("heading", name=words).first).to_be_visible()


def expect_phase(page: Page, word: str) -> None:
    """The phase bar says that the case is here."""
    expect(page.locator("nav[aria-label=Phasen] [aria-current=step]")).to_contain_text(word)


def expect_toast(page: Page, words: str) -> None:
    """The last act was confirmed where it happened."""
    expect(page.locator(".rf-toast").filter(has_text=words)).to_be_visible()
