"""Asking ClamAV's daemon about a file, when the installation has one (``ROTERFADEN_CLAMD``)."""

import logging
from io import BytesIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.inspection import Refused

TIMEOUT = 60
"""Seconds for each step of the talk with the daemon."""

logger = logging.getLogger(__name__)


class ScanState(models.TextChoices):
    """What is known about a file's freedom from viruses."""

    NOT_CHECKED = "not_checked", gettext_lazy("nicht geprüft")
    CLEAN = "clean", gettext_lazy("ohne Befund")


class ScannerUnreachable(Refused):
    """A scanner is configured and does not answer: nothing is accepted meanwhile."""


def scan(content: bytes) -> ScanState:
    """What the scanner says. Raises ``Refused`` for a find, :class:`ScannerUnreachable` when it gives no answer."""
    if not settings.CLAMD:
        return ScanState.NOT_CHECKED
    try:
        answers = _daemon(settings.CLAMD).instream(BytesIO(content))
    except (ClamdError, OSError, ValueError) as error:
        logger.error("The virus scanner gave no answer: %s", type(error).__name__)
        raise _unreachable() from error
    status = answers.get("stream", ("ERROR", None))[0]
    if status == "OK":
        return ScanState.CLEAN
    if status == "FOUND":
        logger.warning("The virus scanner found something in an upload, which was refused")
        raise Refused(
            _(
                "Die Virenprüfung hat in dieser Datei Schadsoftware gefunden. Sie wurde nicht angenommen und nirgends "
                "gespeichert. Öffnen Sie die Datei nicht und fragen Sie Ihre IT."
            )
        )
    logger.error("The virus scanner answered with an error")
    raise _unreachable()


def _daemon(where: str) -> ClamdNetworkSocket:
    """``/run/clamav/clamd.ctl`` is a socket of this machine, ``host:port`` another one."""
    if where.startswith("/"):
        return ClamdUnixSocket(path=where, timeout=TIMEOUT)
    host, _colon, port = where.rpartition(":")
    return ClamdNetworkSocket(host=host.strip("[]"), port=int(port), timeout=TIMEOUT)


def _unreachable() -> ScannerUnreachable:
    return ScannerUnreachable(
        _(
            "Die Virenprüfung antwortet gerade nicht, deshalb wurde die Datei nicht angenommen. Verloren ist nichts, "
            "sie liegt weiter auf Ihrem Gerät. Versuchen Sie es in ein paar Minuten noch einmal; bleibt es so, sagen "
            "Sie der Administration Bescheid."
        )
    )
