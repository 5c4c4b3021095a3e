"""Migrating without drawing all models anew for every new table.

While it migrates, Django keeps the models as each step left them. For a new one it throws away whatever is connected
with it, over any number of corners, and makes it again. Here nearly everything is connected with the case: that was two
thirds of the time of a fresh installation. A model nobody knows yet has only to be added; those it refers to learn of
it as they do when Django loads models.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState

_add_model = ProjectState.add_model


@contextmanager
def only_added() -> Iterator[None]:
    """New models are added to those which are there; whatever else a migration changes is left to Django."""
    ProjectState.add_model = _add  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.add_model = _add_model  # type: ignore[method-assign]


def _add(state: ProjectState, model: ModelState) -> None:
    drawn = vars(state).pop("apps", None)
    known = (model.app_label, model.name_lower) in state.models
    if drawn is not None and known:
        vars(state)["apps"] = drawn
    _add_model(state, model)
    if drawn is not None and not known:
        vars(state)["apps"] = drawn
        drawn.render_multiple([model])
