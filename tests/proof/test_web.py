"""What answers out of the ordinary tell the browser; the pages tell it to whoever walks (``test_every_object.py``)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from roterfaden.base.access import Role
from starter.checks import PRODUCTION
from tests.factories import UserFactory
from tests.proof.cast import ask, make_cast
from tests.proof.looking import lacking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_errors_redirects_and_downloads_tell_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    world, lead = cast.worlds["own"], cast.get("lead")
    case = reverse("cases:case", args=[world.case.pk])
    foreign = reverse("cases:case", args=[cast.worlds["foreign"].case.pk])
    answers = {
        "redirect to sign-in": (Client().get(case), 302),
        "redirect": (lead.browser.get("/"), 302),
        "not found": (ask(lead, "GET", foreign), 404),
        "refused": (ask(cast.get("administrator"), "GET", case), 403),
        "wrong method": (ask(lead, "POST", reverse("cases:history", args=[world.case.pk])), None),
        "form with errors": (ask(lead, "POST", reverse("cases:quick_note"), {"text": " "}), 422),
        "download": (ask(lead, "GET", reverse("cases:agreement_pdf", args=[world.case.pk, 1])), 200),
        "forged host": (lead.browser.get("/", HTTP_HOST="boese.example"), 400),
    }

    def broken(*_given: Any) -> None:
        raise ValueError("kaputt")

    monkeypatch.setattr("roterfaden.cases.views.case.find_case", broken)
    answers["error"] = (ask(lead, "GET", reverse("cases:history", args=[world.case.pk])), 500)
    for name, (answer, status) in answers.items():
        assert status is None or answer.status_code == status, name
        assert lacking(answer) == [], name


def test_a_real_installation_sends_its_cookies_over_https_only() -> None:
    """Asked of a process of its own with the settings of a real installation."""
    program = (
        "import json, django; django.setup(); from django.conf import settings as s; print(json.dumps({"
        "n: getattr(s, n) for n in ['SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_HTTPONLY',"
        " 'CSRF_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'SECURE_SSL_REDIRECT', 'SECURE_HSTS_SECONDS', 'DEBUG',"
        " 'DEMO', 'SECOND_FACTOR_REQUIRED']}))"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, **PRODUCTION, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said.pop("SECURE_HSTS_SECONDS") >= 365 * 24 * 60 * 60
    assert said.pop("SESSION_COOKIE_SAMESITE") in {"Lax", "Strict"}
    assert (said.pop("DEBUG"), said.pop("DEMO")) == (False, False)
    assert all(said.values()), said


def test_cookies_cannot_be_read_by_scripts() -> None:
    """Except the two that say how the page looks."""
    user, browser = UserFactory(roles=[Role.CASE_MANAGER]), Client()
    user.set_password(user.email[::-1])
    user.save()
    browser.get(reverse("account_login"))
    browser.post(reverse("account_login"), {"login": user.email, "password": user.email[::-1]})
    assert settings.SESSION_COOKIE_NAME in browser.cookies
    open_ones = {name for name, cookie in browser.cookies.items() if not cookie["httponly"]}
    assert open_ones <= {"rf-theme", "rf-rail"}
    assert all(cookie["samesite"] in {"Lax", "Strict"} for cookie in browser.cookies.values())
