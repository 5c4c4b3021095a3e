"""Keys of rows, as addresses and files name them: words in ASCII, and no two alike."""

from typing import Any

from django.db import connection
from django.utils.text import slugify

from roterfaden.base.names import fold

# Room for a number behind the words.
_NUMBER = 10


def free_key(model: Any, name: str, *, otherwise: str = "eintrag") -> str:
    """A key made of ``name`` that no row of ``model`` has. Within a transaction nobody else gets it meanwhile."""
    stem = slugify(fold(name))[: model._meta.get_field("key").max_length - _NUMBER].strip("-") or otherwise
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [model._meta.label, stem])
    taken = set(model._default_manager.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
