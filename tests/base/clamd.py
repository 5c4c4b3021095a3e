"""A stand-in for ClamAV's daemon: speaks INSTREAM as ``man clamd`` describes it, on loopback or a socket file."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.papers import EICAR


class FakeClamd:
    """Finds EICAR, keeps what it was sent, and can be told to answer otherwise."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.received: list[bytes] = []
        self.answer: bytes | None = None
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as words:
            command = words.readline()
            content = b""
            if command == b"nINSTREAM\n":
                while length := struct.unpack("!L", words.read(4))[0]:
                    content += words.read(length)
                self.received.append(content)
            else:
                connection.sendall(b"UNKNOWN COMMAND\n")
                return
        verdict = b"stream: Eicar-Test-Signature FOUND\n" if EICAR in content else b"stream: OK\n"
        connection.sendall(verdict if self.answer is None else self.answer)


@contextmanager
def clamd(place: Path | None = None) -> Iterator[tuple[str, FakeClamd]]:
    """A daemon that runs meanwhile, and where: ``host:port``, or the path of the socket ``place``."""
    listener = socket.socket(socket.AF_UNIX if place else socket.AF_INET)
    listener.bind(str(place) if place else ("127.0.0.1", 0))
    listener.listen()
    daemon = FakeClamd(listener)
    daemon.thread.start()
    try:
        yield (str(place) if place else f"127.0.0.1:{listener.getsockname()[1]}"), daemon
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        daemon.thread.join(5)


def nobody_listens() -> str:
    """An address on which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
