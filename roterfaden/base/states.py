"""Migrating without drawing all models anew for every new table.

While it migrates, Django keeps the models as each step left them. For a new one it throws away whatever is connected
with it, over any number of corners, and makes it again. Here nearly everything is connected with the case: that was two
thirds of the time of a fresh installation. A model nobody knows yet has only to be added; those it refers to learn of
it as they do when Django loads models. A new index or constraint is of one model, and no other has to know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState

_add_model = ProjectState.add_model
_append_option = ProjectState._append_option  # type: ignore[attr-defined]


@contextmanager
def only_added() -> Iterator[None]:
    """New models, indexes and constraints are added to what is there; any other change is left to Django."""
    ProjectState.add_model = _add  # type: ignore[method-assign, assignment]
    ProjectState._append_option = _append  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState.add_model = _add_model  # type: ignore[method-assign]
        ProjectState._append_option = _append_option  # type: ignore[attr-defined]


def _add(state: ProjectState, model: ModelState) -> None:
    drawn = vars(state).pop("apps", None)
    known = (model.app_label, model.name_lower) in state.models
    if drawn is not None and known:
        vars(state)["apps"] = drawn
    _add_model(state, model)
    if drawn is not None and not known:
        vars(state)["apps"] = drawn
        drawn.render_multiple([model])


def _append(state: ProjectState, app: str, model: str, option: str, added: Any) -> None:
    """Add an index or a constraint."""
    drawn = vars(state).pop("apps", None)
    _append_option(state, app, model, option, added)
    if drawn is not None:
        vars(state)["apps"] = drawn
        setattr(drawn.get_model(app, model)._meta, option, state.models[app, model].options[option])
