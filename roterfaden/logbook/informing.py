"""What the log tells others: the person, who has read their file; data protection, how well the logs are sealed."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from roterfaden.base.informing import Reading, State, shows_measure, tells_readers
from roterfaden.logbook.models import ReadEntry
from roterfaden.logbook.seals import logs

SEALS = ("logbook_link", "logbook_only_grows")


@tells_readers
def readers(person: UUID) -> Iterator[Reading]:
    """Everybody who saw data of ``person``, by name and office. Row-level security decides who may tell it."""
    for entry in ReadEntry.objects.of_person(person).iterator():
        who = f"{entry.reader_name} ({entry.offices})" if entry.offices else entry.reader_name
        yield Reading(entry.at, who, entry.get_kind_display(), entry.get_purpose_display() if entry.purpose else "")


@shows_measure
def chain() -> list[State]:
    """How many logs carry both triggers that chain and guard them. Whether the chain is whole takes a long look."""
    tables = sorted(table for table, _key in logs())
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select tgrelid from pg_trigger join pg_class on pg_class.oid = tgrelid "
            "where relnamespace = 'public'::regnamespace and relname = any(%s) and tgname = any(%s) "
            "and tgenabled in ('O', 'A') group by tgrelid having count(*) = %s) sealed",
            [tables, list(SEALS), len(SEALS)],
        )
        (sealed,) = cursor.fetchone()
    detail = _(
        "Die Trigger sitzen an {sealed} von {every} Protokollen. Ob die Kette unversehrt ist, prüft hier niemand: "
        "Das zeigt der Befehl verify_log im Betrieb."
    ).format(sealed=sealed, every=len(tables))
    return [State(_("Integrität"), _("Verkettete Protokolle"), sealed == len(tables), detail)]
