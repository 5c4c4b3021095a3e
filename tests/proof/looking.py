"""What is looked at in every answer, whoever asked: traces of a person outside the page, and what the headers say."""

import io
import logging
import logging.config
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from roterfaden.config.logs import PageInsteadOfAddress, logging_configuration
from tests.proof.cast import WRITTEN, Cast

ADDRESSES = re.compile(r'(?:href|src|action|hx-get|hx-post|hx-[a-z-]*url|content)="([^"]*)"')
REFUSALS = {400, 403, 404, 405, 500}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


FOR_OTHERS = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""What differs where programs of others read: ``endpoint`` in ``roterfaden/api/rest``."""


def lacking(answer: Any) -> list[str]:
    """What the headers of one answer lack: no inline code, nobody else's resources, nothing kept, nothing embedded."""
    view = answer.resolver_match and answer.resolver_match.func
    is_for_others = hasattr(view, "operation")
    wanted = HEADERS | (FOR_OTHERS if is_for_others else {})
    found = [f"{key} is {answer.headers.get(key)}" for key, said in wanted.items() if answer.get(key) != said]
    policy = {
        part.split()[0]: part.split()[1:] for part in answer.get("Content-Security-Policy", "").split("; ") if part
    }
    if policy.get("default-src") != ["'none'"] or policy.get("script-src") != ["'self'"]:
        found.append(f"policy {policy}")
    if any("unsafe" in word or "http" in word or word == "*" for words in policy.values() for word in words):
        found.append(f"policy opens {policy}")
    if policy.get("frame-ancestors") != ["'none'"] or policy.get("base-uri") != ["'none'"]:
        found.append("policy lets frames or bases in")
    # What is read as nobody is the same for everybody (base/routing.py): other systems may keep it for a while.
    if not getattr(view, "as_nobody", False) and "no-store" not in answer.get("Cache-Control", ""):
        found.append(f"may be kept ({answer.get('Cache-Control')})")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("no permissions policy")
    return found


def marks_of(cast: Cast) -> list[str]:
    """How the marked persons could appear, in writing and in an address."""
    return [*cast.marks.values(), *WRITTEN]


def found(marks: list[str], text: str) -> list[str]:
    """Which of the marks the text shows."""
    text = text.lower()
    return [mark for mark in marks if mark.lower() in text]


def traces(marks: list[str], answer: Any) -> list[str]:
    """Marks in headers, cookies, addresses and error pages: what histories, proxies and other pages get to see."""
    left = found(marks, _said_outside_the_page(answer))
    if answer.status_code in REFUSALS and "html" in answer.get("Content-Type", ""):
        left += found(marks, answer.content.decode())
    return left


def _said_outside_the_page(answer: Any) -> str:
    parts = [f"{name}: {value}" for name, value in answer.headers.items()]
    parts += [cookie.OutputString() for cookie in answer.cookies.values()]
    if "html" in answer.get("Content-Type", "") and not answer.streaming:
        # A number to ring and an address to write to stay in the device: no server is asked for them.
        parts += [to for to in ADDRESSES.findall(answer.content.decode()) if not to.startswith(("tel:", "mailto:"))]
    return "\n".join(parts)


@contextmanager
def production_log() -> Iterator[io.StringIO]:
    """Everything that a real installation would write to its log meanwhile."""
    configuration = logging_configuration(readable=False)
    formatter = logging.config.DictConfigurator(configuration).configure_formatter(configuration["formatters"]["line"])
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter)  # type: ignore[arg-type]
    handler.addFilter(PageInsteadOfAddress())
    loggers = [logging.getLogger(name) for name in ("", *configuration["loggers"])]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
