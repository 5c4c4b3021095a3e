"""Logging: readable lines in demo and development, one JSON object per line in a real installation.

Logs of a real installation carry no personal data. Django's messages about requests name the address, which holds the
identifier of a case: they are replaced by the page's name. The text of an exception may quote what somebody entered
("Key (email)=(…) already exists"): only its type and the places in the code are written.
"""

import logging
import traceback
from typing import Any

import structlog
from structlog.typing import ExcInfo, Processor


class PageInsteadOfAddress(logging.Filter):
    """Rewrites records about a request as ``GET cases:case 403``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            page = match.view_name if match else "unknown address"
            record.msg = "%s %s %s"
            record.args = (request.method, page, getattr(record, "status_code", ""))
        return True


def types_and_places(exc_info: ExcInfo) -> str:
    """A traceback without the exceptions' texts, causes first."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        places = (
            f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)
        )
        parts.append("\n".join([*places, type(error).__qualname__]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(parts))


def logging_configuration(*, readable: bool) -> dict[str, Any]:
    """The value of Django's ``LOGGING``. Everything goes to standard error, where the service manager collects it."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
        if readable
        else [structlog.processors.ExceptionRenderer(types_and_places), structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    handler = {"class": "logging.StreamHandler", "formatter": "line", "filters": [] if readable else ["page"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"page": {"()": PageInsteadOfAddress}},
        "formatters": {"line": formatter},
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # One line for each of two hundred triggers at every migrate.
            "pgtrigger": {"level": "WARNING"},
        },
    }
