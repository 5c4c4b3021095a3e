"""How a report comes in: through this one function, and without a trace of where it came from."""

from dataclasses import dataclass

from django.db import connection

from roterfaden.bodies.models import FACTS, WORDS, Body


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a body gets to read: general words and text, all of them plain strings."""

    need_field: str = ""
    age_band: str = ""
    origin: str = ""
    district_group: str = ""
    gender: str = ""
    legal_area: str = ""
    household: str = ""
    situation: str
    helped: str = ""
    missing: str = ""
    question: str = ""


def receive_report(body: Body, report: Report) -> None:
    """Keep ``report`` for ``body``, with this month as the only date. Returns nothing: the caller learns no key.

    A plain ``select``: a statement that begins so is not told to the history, whose context names user and request.
    """
    words = [getattr(report, name) for name in (*FACTS, *WORDS)]
    with connection.cursor() as cursor:
        cursor.execute("select rf.receive_report(%s, %s)", [body.pk, words])
