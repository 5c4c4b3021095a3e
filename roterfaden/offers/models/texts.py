"""The texts of an offer that are translated, in Python and in SQL: one list, one way to compare.

A text is plain, with lines; documents to bring are one text with a line each. Carriage returns and blanks around a
text mean nothing: browsers add them when somebody only saves a form.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, TextField, Value
from django.db.models.expressions import Combinable, Func
from django.db.models.functions import JSONObject, Replace

if TYPE_CHECKING:
    from roterfaden.offers.models.offer import Offer

Texts = dict[str, str]
LISTS = ("documents",)
TEXTS = (
    "title", "target_group", "description", "eligibility", "cost", "registration", "documents", "rhythm",
    "childcare_note",
)  # fmt: skip
"""In the order in which a translator reads them."""
AROUND = " \n\t"


def label_of(name: str) -> str:
    """How people call this text."""
    model: Any = apps.get_model("offers.Offer")
    return str(model._meta.get_field(name).verbose_name)


def tidy(text: str) -> str:
    """The text without what means nothing."""
    return text.replace("\r", "").strip(AROUND)


def source_of(offer: "Offer") -> Texts:
    """The German texts of an offer as they are now."""
    found = {name: getattr(offer, name) for name in TEXTS}
    return {name: tidy("\n".join(value) if name in LISTS else value) for name, value in found.items()}


def source_now(prefix: str = "") -> JSONObject:
    """The same in SQL; ``prefix`` leads to the offer (``offer__``)."""
    return JSONObject(**{name: _column(f"{prefix}{name}", name in LISTS) for name in TEXTS})


def mark_of(source: Mapping[str, str]) -> str:
    """A short mark of these texts: what a form saw when it was opened."""
    return hashlib.sha256(json.dumps(dict(source), sort_keys=True).encode()).hexdigest()[:16]


def _column(path: str, is_list: bool) -> Combinable:
    text = Func(F(path), Value("\n"), function="array_to_string", output_field=TextField()) if is_list else F(path)
    plain = Replace(text, Value("\r"), Value(""))
    return Func(plain, Value(AROUND), function="btrim", output_field=TextField())
