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
        if model.__module__.startswith("roterfaden") and not hasattr(model, "pgh_tracked_model")
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
