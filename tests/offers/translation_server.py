"""A translation server for tests that speaks the documented protocols of LibreTranslate and DeepL on 127.0.0.1.

Sources: LibreTranslate's OpenAPI document (``/languages``, ``/translate``; errors ``{"error": …}``) and DeepL's API
reference (``/v2/translate``, ``/v2/languages``, ``/v2/glossaries``; 403 wrong key, 429 too many, 456 quota). It turns
each word round, so that one sees that the text went there and back, and keeps what it was asked.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

KEY = "richtig"
MOST_TEXTS = 50


@dataclass
class TranslationServer:
    """What it was asked, and what it shall answer instead of a translation: status codes, one for each request."""

    url: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)
    glossaries: dict[str, str] = field(default_factory=dict)

    @property
    def portions(self) -> list[int]:
        """How many texts each request for a translation brought."""
        sent = (told for path, told in self.asked if path.endswith("/translate"))
        return [len(told.get("q") or told.get("text") or []) for told in sent]


def turned(text: str) -> str:
    """What the server makes of a text."""
    return "\n".join(" ".join(word[::-1] for word in line.split(" ")) for line in text.split("\n"))


@contextmanager
def translation_server() -> Iterator[TranslationServer]:
    """The server, as long as the test runs."""
    known = TranslationServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"known": known}))
    known.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    known: TranslationServer

    def do_GET(self) -> None:
        self._answer({})

    def do_DELETE(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, told: dict[str, Any]) -> None:
        path = self.path.partition("?")[0]
        self.known.asked.append((path, told))
        if self.known.failures and (code := self.known.failures.pop(0)):
            self.send_response(code)
            if code == 302:
                self.send_header("Location", "http://127.0.0.1:1/anderswo")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path.startswith("/v2/"):
            code, said = self._deepl(path, told)
        else:
            code, said = self._libretranslate(path, told)
        content = b"" if said is None else json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _libretranslate(self, path: str, told: dict[str, Any]) -> tuple[int, Any]:
        if path == "/languages":
            return 200, [{"code": "de", "name": "German", "targets": ["en", "ar", "de"]}]
        if told.get("api_key") != KEY:
            return 403, {"error": "Invalid API key"}
        if told["source"] != "de" or told["target"] not in {"en", "ar"} or told["format"] != "text":
            return 400, {"error": f"{told['target']} is not supported"}
        return 200, {"translatedText": [turned(text) for text in told["q"]]}

    def _deepl(self, path: str, told: dict[str, Any]) -> tuple[int, Any]:
        if self.headers["Authorization"] != f"DeepL-Auth-Key {KEY}":
            return 403, {"message": "Forbidden"}
        if path == "/v2/languages":
            return 200, [{"language": code, "name": code} for code in ("EN-GB", "AR", "TR")]
        if path == "/v2/glossaries":
            return self._new_glossary(told)
        if self.command == "DELETE":
            self.known.glossaries.pop(path.rpartition("/")[2])
            return 204, None
        if len(told["text"]) > MOST_TEXTS or told["source_lang"] != "DE":
            return 400, {"message": "Bad request"}
        entries = self.known.glossaries.get(told.get("glossary_id", ""), "")
        words = dict(line.split("\t") for line in entries.splitlines())
        return 200, {
            "translations": [{"detected_source_language": "DE", "text": _kept(one, words)} for one in told["text"]]
        }

    def _new_glossary(self, told: dict[str, Any]) -> tuple[int, Any]:
        if told["target_lang"] == "tr" or told["entries_format"] != "tsv":
            return 400, {"message": "Unsupported glossary language pair"}
        self.known.glossaries["g1"] = told["entries"]
        return 201, {"glossary_id": "g1", "ready": True}

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def _kept(text: str, words: dict[str, str]) -> str:
    return " ".join(words.get(word, turned(word)) for word in text.split(" "))
