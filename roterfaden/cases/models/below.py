"""Rows further down in a file: each carries its case, so that every rule about them asks one question."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class BelowCase(models.Model):
    """A row that hangs on another row of the file, named by ``above``; ``case`` is always that row's case.

    ``save`` fills it in, :func:`carries_its_case` lets PostgreSQL insist on it whoever writes.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", editable=False, verbose_name=_("Fall"))

    above: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the case from the row above."""
        if self.case_id is None:
            self.case_id = getattr(self, self.above).case_id
        super().save(*args, **kwargs)


def carries_its_case(above: str, table: str) -> Any:
    """The trigger for a model whose row ``above`` lies in ``table``: no row can claim another case."""
    column = f"{above}_id"
    return pgtrigger.register(
        pgtrigger.Trigger(
            name="carries_its_case",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(column, "case_id"),  # type: ignore[no-untyped-call]
            func=f"NEW.case_id := (SELECT case_id FROM {table} WHERE id = NEW.{column}); RETURN NEW;",
        )
    )
