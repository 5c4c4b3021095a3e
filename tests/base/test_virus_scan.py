"""A scanner that is configured is asked about every file; while it does not answer, nothing is accepted."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from roterfaden.base.inspection import Refused
from roterfaden.base.virus_scan import ScannerUnreachable, ScanState, scan
from tests import papers
from tests.base.clamd import clamd, nobody_listens


def test_without_a_scanner_the_state_says_so(settings: Any) -> None:
    settings.CLAMD = ""
    assert scan(papers.EICAR) is ScanState.NOT_CHECKED


def test_the_scanner_sees_the_whole_file(settings: Any) -> None:
    content = papers.pdf() + bytes(100_000)
    with clamd() as (settings.CLAMD, daemon):
        assert scan(content) is ScanState.CLEAN
    assert daemon.received == [content]


def test_the_scanner_is_also_asked_by_a_socket_of_this_machine(settings: Any) -> None:
    with tempfile.TemporaryDirectory() as short, clamd(Path(short) / "clamd.ctl") as (settings.CLAMD, _daemon):
        assert scan(b"Bescheid") is ScanState.CLEAN


def test_a_find_is_refused_and_the_virus_is_not_named(settings: Any) -> None:
    with clamd() as (settings.CLAMD, _daemon), pytest.raises(Refused, match="Schadsoftware") as refused:
        scan(papers.EICAR)
    assert not isinstance(refused.value, ScannerUnreachable)


def test_while_nobody_answers_nothing_is_accepted(settings: Any) -> None:
    settings.CLAMD = nobody_listens()
    with pytest.raises(ScannerUnreachable, match="Verloren ist nichts"):
        scan(b"Bescheid")


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\n", b"stream: Can't allocate memory ERROR\n", b"\xff\xfe\n", b"OK\n"],
)
def test_an_answer_that_is_no_verdict_accepts_nothing(settings: Any, answer: bytes) -> None:
    with clamd() as (settings.CLAMD, daemon):
        daemon.answer = answer
        with pytest.raises(ScannerUnreachable):
            scan(b"Bescheid")
