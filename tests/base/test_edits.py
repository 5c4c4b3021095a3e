"""Forms of what two people may edit: what is said when somebody else was faster."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from django import forms
from django.http import QueryDict

from roterfaden.base.acting import attempt, status_of
from roterfaden.base.edits import SeenForm
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict, Revised


class CourseForm(SeenForm):
    """Each kind of field once."""

    title = forms.CharField(label="Titel")
    free = forms.BooleanField(label="Kostenlos", required=False)
    begins = forms.DateField(label="Beginn", required=False)
    at = forms.DateTimeField(label="Anmeldung bis", required=False)
    place = forms.ChoiceField(label="Ort", choices=[("nord", "Marl-Nord"), ("Mitte", [("vhs", "insel-VHS")])])
    days = forms.MultipleChoiceField(label="Tage", required=False, choices=[("mo", "Montag"), ("di", "Dienstag")])
    remark = forms.CharField(label="Notiz an mich", required=False)


SAVED = {"title": "Kurs", "free": False, "begins": None, "at": None, "place": "nord", "days": ["mo"]}


def course(**saved: Any) -> Any:
    changed = {"changed_by": None, "changed_at": datetime(2026, 3, 1, tzinfo=UTC)}
    return SimpleNamespace(revision=4, **changed | SAVED | saved)


def form_with(typed: str) -> CourseForm:
    form = CourseForm(QueryDict(typed))
    assert form.is_valid()
    return form


def clash(form: CourseForm, saved: Any) -> None:
    def act() -> None:
        raise EditConflict(cast(Revised, saved))

    assert attempt(form, act) is None


def test_what_differs_is_shown_in_words() -> None:
    form = form_with(
        "title=Kurs&free=on&begins=2026-03-14&at=2026-03-10T09:30&place=vhs&days=mo&days=di&remark=x&seen=3"
    )
    clash(form, course())
    assert form.conflict is not None
    assert form.conflict.mine.splitlines() == [
        "Kostenlos: ja",
        "Beginn: 14. März 2026",
        "Anmeldung bis: 10. März 2026, 09:30",
        "Ort: insel-VHS",
        "Tage: Montag, Dienstag",
    ]
    assert form.conflict.theirs.splitlines() == [
        "Kostenlos: nein",
        "Beginn: –",
        "Anmeldung bis: –",
        "Ort: Marl-Nord",
        "Tage: Montag",
    ]
    assert form.conflict.who == "jemand anderes"
    assert status_of(form) == 409


def test_what_is_the_same_is_said_to_be_the_same() -> None:
    form = form_with("title=Kurs&place=nord&days=mo&seen=3")
    clash(form, course(begins=None))
    assert form.conflict is not None
    assert form.conflict.mine == form.conflict.theirs == "keine Unterschiede in diesen Feldern"


def test_the_next_save_wins_and_keeps_every_box_that_was_ticked() -> None:
    form = form_with("title=Neu&place=nord&days=mo&days=di&seen=3")
    clash(form, course())
    assert form["seen"].value() == "4"
    assert form["days"].value() == ["mo", "di"]
    assert form["title"].value() == "Neu"


def test_a_form_without_its_revision_is_in_conflict_with_every_record() -> None:
    assert form_with("title=Kurs&place=nord").seen_revision == 0


def test_a_broken_rule_stands_at_the_form() -> None:
    form = form_with("title=Kurs&place=nord")

    def act() -> None:
        raise RuleBroken("Der Kurs ist voll.")

    assert attempt(form, act) is None
    assert form.non_field_errors() == ["Der Kurs ist voll."]
    assert status_of(form) == 422


def test_the_status_of_a_page_is_that_of_its_worst_form() -> None:
    good, bad = form_with("title=Kurs&place=nord"), CourseForm(QueryDict("title="))
    assert status_of(CourseForm()) == status_of(good) == 200
    assert status_of(good, bad) == 422
