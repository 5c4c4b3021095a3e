"""Forms as the pages show them, and how to fill them in wrongly. Reproducible: one seed, one sequence of inputs."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus, urljoin
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

SCRIPT = "<script>zz('1')</script>"
HANDLER = "<img src=x onerror=zz(1)>"
NASTY: tuple[str, ...] = (
    "",
    " ",
    "0",
    "-1",
    "99999999999999999999999999",
    "-2147483649",
    "1e309",
    "NaN",
    "on",
    "null",
    "[]",
    '{"$ne": null}',
    "x" * 70_000,
    "ß" * 5_000,
    "a\x00b",
    "\x00",
    "a\rb\nc\x0b\x1b[31m",
    "\ud800",
    "\udfff kaputt",
    "\u202egnp.exe\u202c",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305" * 40,
    "\ufeff\u200b\u200d",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩🏽‍🦽‍➡️",
    "محمد ابن علي",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "31.02.2026",
    "1.1.1",
    "2026-13-45T99:99",
    "24:61",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "../../../../etc/passwd",
    "https://boese.example/%0d%0aSet-Cookie:x=1",
    "javascript:zz(1)",
    "a@b@c",
    "a" * 300 + "@example.org",
    "' or '1'='1",
    "'; select pg_sleep(5); --",
    "%s%(x)s%%",
    "{{ 7|add:7 }}{% debug %}",
    "${7*7}#{7*7}",
    '#read("/etc/passwd")',
    "=cmd|' /C calc'!A0",
    f'"{SCRIPT}',
    f"'>{HANDLER}",
    f"</textarea></title>{SCRIPT}",
    "&lt;script&gt;zz(1)&lt;/script&gt;",
)
GARBAGE_FILES: tuple[tuple[str, bytes, str], ...] = (
    ("leer.pdf", b"", "application/pdf"),
    ("bild.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "image/png"),
    ("../../oben.jpg", b"\xff\xd8\xff\xe0garbage", "image/jpeg"),
    ("seite.html", SCRIPT.encode(), "image/png"),
    ("x" * 300 + ".pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
)


@dataclass(frozen=True)
class Field:
    """A control of a form: its name, its kind, and the values which it offers or holds."""

    name: str
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form that is sent by POST, with where it goes."""

    action: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What tells one form from another on the same page."""
        return tuple(field.name for field in self.fields)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[tuple[str, list[Field]]] = []
        self.open: list[Field] | None = None
        self.choice: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = []
            if given.get("method", "").lower() == "post":
                self.forms.append((urljoin(self.path, given.get("action") or self.path), self.open))
        if self.open is None or not (name := given.get("name") or (tag == "option")):
            return
        if tag in {"input", "button"}:
            self.open.append(Field(str(name), given.get("type", "text"), (given.get("value", ""),)))
        elif tag == "textarea":
            self.open.append(Field(str(name), "textarea"))
        elif tag == "select":
            self.choice = str(name), []
        elif tag == "option" and self.choice is not None:
            self.choice[1].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.choice is not None and self.open is not None:
            self.open.append(Field(self.choice[0], "select", tuple(self.choice[1])))
            self.choice = None
        if tag == "form":
            self.open = None


def forms_of(path: str, page: str) -> Iterator[Form]:
    """All forms of a page that change something."""
    reader = _Reader(path)
    reader.feed(page)
    for action, fields in reader.forms:
        yield Form(action, tuple(field for field in fields if field.name != "csrfmiddlewaretoken"))


def filled_wrongly(form: Form, dice: random.Random, foreign: Sequence[UUID]) -> dict[str, list[Any]]:
    """The form filled in as it stands, then spoiled in one to four places."""
    data: dict[str, list[Any]] = {}
    for field in form.fields:
        if field.kind != "file":
            data.setdefault(field.name, []).append(_sensible(field, dice))
    for _ in range(dice.randint(1, 4)):
        _spoil(data, form, dice, foreign)
    return data


def _sensible(field: Field, dice: random.Random) -> str:
    if field.kind in {"select", "radio", "hidden", "submit", "checkbox"}:
        return dice.choice(field.values) if field.values else ""
    return {"date": "2026-03-01", "number": "3", "email": "a@example.org"}.get(field.kind, "Ein Satz.")


def _spoil(data: dict[str, list[Any]], form: Form, dice: random.Random, foreign: Sequence[UUID]) -> None:
    if not form.fields:
        data[dice.choice(("reason", "state", "next", "revision"))] = [dice.choice(NASTY)]
        return
    field = dice.choice(form.fields)
    if field.kind == "file":
        data[field.name] = [SimpleUploadedFile(*dice.choice(GARBAGE_FILES))]
        return
    way = dice.randrange(8)
    if way == 0:
        data.pop(field.name, None)
    elif way == 1:
        data.setdefault(field.name, []).append(dice.choice(NASTY))
    elif way == 2:
        data[field.name] = [str(dice.choice(foreign))]
    elif way == 3:
        data[field.name] = [SimpleUploadedFile(*dice.choice(GARBAGE_FILES))]
    else:
        data[field.name] = [dice.choice(NASTY)]


def encoded(data: dict[str, list[Any]]) -> tuple[bytes, str]:
    """Body and content type; halves of characters are sent as the bytes that a broken client would send."""
    if any(isinstance(value, SimpleUploadedFile) for values in data.values() for value in values):
        clean = {name: [_sendable(value) for value in values] for name, values in data.items()}
        return encode_multipart(BOUNDARY, clean), MULTIPART_CONTENT
    pairs = [
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for name, values in data.items()
        for value in values
    ]
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def _sendable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
