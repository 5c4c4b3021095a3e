"""Guard rails for every test: no undefined template variable, no luck with unordered rows, no slow hashing."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db.models import QuerySet
from django.test import Client

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from tests.factories import UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def pytest_configure() -> None:
    """Plain static files: the manifest of hashed names is made by ``collectstatic``, which tests do not need."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees what another one left in memory (the municipality's name). The database forgets by itself."""
    caches["memory"].clear()
    yield
    caches["memory"].clear()


@pytest.fixture(autouse=True)
def _unordered_rows_are_shuffled(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """PostgreSQL promises no order without ORDER BY; code that relies on one fails here, not in production."""
    fetch = QuerySet._fetch_all
    dice = random.Random(request.node.nodeid)

    def fetch_shuffled(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and isinstance(self._result_cache, list):
            dice.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_shuffled)


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """``signed_in(user)`` or ``signed_in(Role.CASE_MANAGER)``: a browser with that person at it."""

    def sign_in(who: User | Role) -> Client:
        user = UserFactory(roles=[who]) if isinstance(who, Role) else who
        browser = Client()
        browser.force_login(user, backend=BACKEND)
        return browser

    return sign_in
