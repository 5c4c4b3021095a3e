"""What a real installation writes to its log, and what it must not."""

import json
import logging
import logging.config

import pytest
from django.test import RequestFactory
from django.urls import ResolverMatch

from roterfaden.config.logs import logging_configuration


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> logging.Handler:
    """The handler of a real installation."""
    configuration = logging_configuration(readable=False)
    configurator = logging.config.DictConfigurator(configuration)
    configurator.config["formatters"]["line"] = configurator.configure_formatter(configuration["formatters"]["line"])
    configurator.config["filters"]["page"] = configurator.configure_filter(configuration["filters"]["page"])
    handler = configurator.configure_handler(configuration["handlers"]["stderr"])
    assert isinstance(handler, logging.Handler)
    return handler


def record(message: str, **extra: object) -> logging.LogRecord:
    """A record as Django makes them."""
    made = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, ("/app/faelle/7f3a/",), None)
    made.__dict__.update(extra)
    return made


def test_a_refused_request_is_logged_by_the_name_of_its_page(
    log: logging.Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    request = RequestFactory().get("/app/faelle/7f3a/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name="case", namespaces=["cases"])
    log.handle(record("Forbidden: %s", request=request, status_code=403))
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "GET cases:case 403"
    assert line["level"] == "warning"


def test_the_text_of_an_exception_is_not_logged(log: logging.Handler, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        try:
            raise KeyError("amina@example.org")
        except KeyError as error:
            raise ValueError("Amina Haddad") from error
    except ValueError as error:
        broken = record("%s", exc_info=(type(error), error, error.__traceback__))
    log.handle(broken)
    text = capsys.readouterr().err
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "mina" not in text.replace("/app/faelle", "")
