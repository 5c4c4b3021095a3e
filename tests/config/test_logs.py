"""What a real installation writes to its log, and what it must not."""

import json
import logging
import logging.config

from django.test import RequestFactory
from django.urls import ResolverMatch

from roterfaden.config.logs import PageInsteadOfAddress, logging_configuration


def written(record: logging.LogRecord) -> str:
    """The line a real installation writes for ``record``."""
    configuration = logging_configuration(readable=False)
    formatter = logging.config.DictConfigurator(configuration).configure_formatter(configuration["formatters"]["line"])
    assert isinstance(formatter, logging.Formatter)
    assert configuration["handlers"]["stderr"]["filters"] == ["page"]
    PageInsteadOfAddress().filter(record)
    return formatter.format(record)


def made(message: str, **extra: object) -> logging.LogRecord:
    """A record as Django makes them."""
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, ("/app/faelle/7f3a/",), None)
    record.__dict__.update(extra)
    return record


def test_a_refused_request_is_logged_by_the_name_of_its_page() -> None:
    request = RequestFactory().get("/app/faelle/7f3a/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name="case", namespaces=["cases"])
    line = json.loads(written(made("Forbidden: %s", request=request, status_code=403)))
    assert line["event"] == "GET cases:case 403"
    assert line["level"] == "warning"


def test_the_text_of_an_exception_is_not_logged() -> None:
    try:
        try:
            raise KeyError("amina@example.org")
        except KeyError as error:
            raise ValueError("Amina Haddad") from error
    except ValueError as error:
        text = written(made("%s", exc_info=(type(error), error, error.__traceback__)))
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "mina" not in text
