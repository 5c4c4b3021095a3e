"""Things that rot unseen: templates nobody uses, migrations that drift, acts nobody tells."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "roterfaden"
USED_BY_LIBRARIES = (
    "account/",
    "mfa/",
    "allauth/",
    "django/",
    "400.html",
    "403.html",
    "404.html",
    "500.html",
    "429.html",
)
"""Templates found by name from Django and allauth."""


def all_templates() -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for folder in PACKAGE.glob("*/templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_template_is_used() -> None:
    sources = "\n".join(path.read_text() for path in [*PACKAGE.rglob("*.py"), *all_templates().values()])
    # Parts are drawn by their bare name: _draw("row") means parts/row.html.
    drawn = set(re.findall(r'\bdraw\(\s*"(\w+)"', sources))
    unused = [
        name
        for name in all_templates()
        if name not in sources
        and not name.startswith(USED_BY_LIBRARIES)
        and name.removeprefix("parts/").removesuffix(".html") not in drawn
    ]
    assert unused == []


def test_every_model_and_field_has_a_german_name() -> None:
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("roterfaden")
        and not hasattr(model, "pgh_tracked_model")
        and not model._meta.proxy
    ]
    unnamed = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.get_fields()
        if field.concrete
        and getattr(field, "editable", True)
        and not field.primary_key
        and str(field.verbose_name) == field.name.replace("_", " ")
    ]
    assert unnamed == []


@pytest.mark.django_db
def test_the_migrations_make_exactly_the_tables_of_the_models() -> None:
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


def test_no_page_holds_inline_code() -> None:
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)|<style|<[a-z][^>%]*\s(?:style|on[a-z]+)=[\"']|javascript:", re.IGNORECASE
    )
    found = [
        name for name, path in all_templates().items() if name.endswith(".html") and inline.search(path.read_text())
    ]
    assert found == []


UNTRACKED = {
    "cases.SavedList": "how somebody likes to see their list; about nobody",
    "cases.WeeklyOverview": "whether a mail is wanted; about nobody but its owner",
    "cases.Waiting": "who waits today, without a name: a history would keep what goes every night",
    "cases.WaitFigure": "how long somebody waited, without anybody; never changed",
    "accounts.Notice": "tells one colleague something, without a person seeking help; nothing of it is ever corrected",
    "accounts.FailedSignIn": "a counter that runs out within the hour, without a name",
    "accounts.KeptForm": "encrypted input after the end of a session, for an hour; never changed",
    "accounts.StoredSession": "who is signed in at this moment",
    "cases.Advice_fields_of_action": "what a short advice without a name was about",
    "cases.AssessmentTemplate": "the questionnaire, about nobody; a published version never changes",
    "cases.TimelineEntry": "a log itself: a trigger refuses every change",
    "network.AccountChange": "a log itself: lines are only ever added",
    "network.RecertificationRound": "a quarter with its dates, about nobody",
    "network.Municipality": "the town, no personal data",
    "network.District": "the town, no personal data",
    "network.Organisation": "directory, public",
    "network.Place": "directory, public",
    "network.Room": "directory, public",
    "network.OpeningHours": "directory, public",
}
"""Models without history, each with the reason. Everything else in these modules keeps every version of every row."""


def test_every_table_with_personal_data_keeps_its_history() -> None:
    models = [
        model
        for label in ("accounts", "cases", "network")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy and model._meta.managed
    ]
    tracked = {
        event.pgh_tracked_model._meta.db_table for event in apps.get_models() if hasattr(event, "pgh_tracked_model")
    }
    forgotten = [m._meta.label for m in models if m._meta.db_table not in tracked and m._meta.label not in UNTRACKED]
    assert forgotten == []
    assert [label for label in UNTRACKED if apps.get_model(label)._meta.db_table in tracked] == []
