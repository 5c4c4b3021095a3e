"""Migrating in a fraction of the time: a new table joins the models there are, as with Django itself."""

from contextlib import nullcontext
from typing import Any

from django.core.management import load_command_class
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from roterfaden.base.states import only_added


def refers_to(name: str, **options: Any) -> ModelState:
    """A model with a reference to another one of the shop."""
    other: Any = models.ForeignKey(f"shop.{name}", models.CASCADE, **options)
    return ModelState("shop", "Review", [("id", models.AutoField(primary_key=True)), ("about", other)])


def shop() -> ProjectState:
    """A state that migrating works with: its models are drawn."""
    state = ProjectState()
    state.add_model(ModelState("shop", "Author", [("id", models.AutoField(primary_key=True))]))
    by: Any = models.ForeignKey("shop.Author", models.CASCADE)
    state.add_model(ModelState("shop", "Book", [("id", models.AutoField(primary_key=True)), ("by", by)]))
    assert state.apps.get_model("shop", "Book")._meta.related_objects == ()
    return state


def shape_of(state: ProjectState) -> dict[str, list[str]]:
    """The fields of all models, with those by which others refer to them."""
    return {model.__name__: [field.name for field in model._meta.get_fields()] for model in state.apps.get_models()}


def test_a_new_model_is_known_to_those_it_refers_to_as_with_django() -> None:
    shapes = []
    for way in (nullcontext, only_added):
        state = shop()
        with way():
            state.add_model(refers_to("Book", related_name="reviews"))
        shapes.append(shape_of(state))
    assert shapes[0] == shapes[1]
    assert "reviews" in shapes[1]["Book"]


def test_nothing_that_was_there_is_drawn_again() -> None:
    state = shop()
    before = state.apps.get_model("shop", "Author"), state.apps.get_model("shop", "Book")
    with only_added():
        state.add_model(refers_to("Book"))
    assert (state.apps.get_model("shop", "Author"), state.apps.get_model("shop", "Book")) == before


def test_an_index_or_a_constraint_is_added_to_its_model_alone() -> None:
    state = shop()
    before = state.apps.get_model("shop", "Book"), state.apps.get_model("shop", "Author")
    with only_added():
        state.add_index("shop", "book", models.Index(fields=["by"], name="book_by"))
        state.add_constraint("shop", "book", models.UniqueConstraint(fields=["by"], name="one_book"))
    book = state.apps.get_model("shop", "Book")
    assert (book, state.apps.get_model("shop", "Author")) == before
    assert [index.name for index in book._meta.indexes] == ["book_by"]
    assert [rule.name for rule in book._meta.constraints] == ["one_book"]
    assert [rule.name for rule in state.clone().apps.get_model("shop", "Book")._meta.constraints] == ["one_book"]


def test_a_model_that_is_there_already_is_changed_as_by_django() -> None:
    state = shop()
    with only_added():
        state.add_model(refers_to("Book"))
        state.add_model(refers_to("Author"))
    about: Any = state.apps.get_model("shop", "Review")._meta.get_field("about")
    assert about.related_model.__name__ == "Author"
    assert shape_of(state)["Book"] == ["id", "by"]


def test_manage_migrates_like_this() -> None:
    assert load_command_class("roterfaden.base", "migrate").__module__ == "roterfaden.base.management.commands.migrate"
