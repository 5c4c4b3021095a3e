"""The cast is set up once per module: thousands of requests are asked of it, each taken back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.proof.cast import Cast, make_cast


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Everybody, for all tests of a module; in the end nothing was there."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Thousands of refusals, each with its traceback, cost more to write down than to give."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
