"""Who read what, and the chain over all logs. Rows are written by PostgreSQL functions only (``migrations``)."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Purpose, Role

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class ReadKind(models.TextChoices):
    """In which way somebody came to see personal data; each later one tells more than those before it."""

    LISTED = "listed", _("in einer Liste oder Suche gesehen")
    OPENED = "opened", _("Akte geöffnet")
    PREVIEWED = "previewed", _("Vorschau einer Datei angesehen")
    DISCLOSED = "disclosed", _("Übermitteltes gelesen")
    PRINTED = "printed", _("Papier zum Drucken erstellt")
    DOWNLOADED = "downloaded", _("Datei heruntergeladen")
    EXPORTED = "exported", _("Daten ausgegeben")
    LOG = "log", _("Protokoll eingesehen")


class _PersonsOf(Func):
    """The person, and the entries that were found to be the same person, as PostgreSQL knows them."""

    function = "rf.persons_of"
    template = "(select %(function)s(%(expressions)s))"
    output_field = models.UUIDField()


class ReadEntryQuerySet(models.QuerySet["ReadEntry"]):
    """Entries of the read log."""

    def visible_to(self, user: "User") -> Self:
        """Data protection sees all; others what they read themselves, and what concerns persons they work with.

        These are persons of a case whose file they may open today, and those of own conversations.
        """
        if Role.DATA_PROTECTION in user.roles:
            return self
        opened = user.case_access.exclude(scope="own")
        mine = Q(reader_id=user.pk)
        for person in ("case__client", "case__client__merged"):
            mine |= Q(client_id__in=opened.values(person))
        if not user.serves_immigration_authority:
            mine |= Q(client_id__in=user.intakes.values("client")) | Q(
                client_id__in=user.intakes.values("client__merged")
            )
        return self.filter(mine)

    def of_person(self, client: UUID) -> Self:
        """What concerns one person, under each of the entries that were put together, newest first."""
        return self.filter(client_id__in=_PersonsOf(Value(client))).order_by("-at", "-id")


class ReadEntry(models.Model):
    """One person's data were shown to one user by one page. Only ever added, by ``logbook_note_reads``.

    A search that shows twenty persons writes twenty rows: so "who has read my file" is one look into one index, and
    a person's rows can be removed without touching anybody else's. ``client_id`` is empty when the log itself was read.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("am"), editable=False)
    reader_id = models.UUIDField(_("Konto"), editable=False)
    reader_name = models.CharField(_("gelesen von"), max_length=150, editable=False)
    roles = ArrayField(
        models.CharField(max_length=30, choices=Role), verbose_name=_("Rollen an diesem Tag"), editable=False
    )
    offices = models.CharField(_("Stelle an diesem Tag"), max_length=1000, blank=True, editable=False)
    client_id = models.UUIDField(_("Ratsuchende Person"), null=True, editable=False)
    case_id = models.UUIDField(_("Fall"), null=True, editable=False)
    reference = models.CharField(_("Aktenzeichen"), max_length=20, blank=True, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=ReadKind, editable=False)
    page = models.CharField(_("Seite"), max_length=100, editable=False)
    purpose = models.CharField(_("Zweck"), max_length=30, choices=Purpose, blank=True, editable=False)
    request = models.UUIDField(_("Aufruf"), editable=False)
    reason = models.CharField(_("angegebener Grund"), max_length=500, blank=True, editable=False)
    listed = models.PositiveIntegerField(_("Personen in derselben Antwort"), default=1, editable=False)
    is_outside = models.BooleanField(_("außerhalb des eigenen Teams"), default=False, editable=False)

    objects = ReadEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lesezugriff")
        verbose_name_plural = _("Lesezugriffe")
        ordering = ["-at", "-id"]
        indexes = [
            # "Who has read my file?", and whether the same list was shown a moment ago.
            models.Index(fields=["client_id", "reader_id", "-at"], name="read_of_person"),
            models.Index(fields=["-at", "-id"], name="read_newest"),
            models.Index(fields=["reader_id", "-at"], name="read_by_user"),
            # An officer asks by the reference of a file.
            models.Index(fields=["reference"], condition=~Q(reference=""), name="read_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.get_kind_display()}"

    @property
    def person(self) -> str:
        """The person as the officer sees them: the file's reference, else the beginning of the identifier, no name."""
        return self.reference or (str(self.client_id)[:8] if self.client_id else "")

    @property
    def offices_and_roles(self) -> str:
        """Where and as what the reader worked on that day."""
        roles = ", ".join(str(Role(role).label) for role in self.roles)
        return " · ".join(filter(None, [self.offices, roles]))


class LinkKind(models.TextChoices):
    """Why a link stands in the chain."""

    WRITTEN = "written", _("geschrieben")
    REMOVED = "removed", _("durch eine Löschfrist entfernt")
    RESTATED = "restated", _("nach einer Änderung der Tabelle neu gefasst")


class LogShape(models.Model):
    """The columns of a log table at the time its rows were hashed: a column added later leaves old hashes valid."""

    log = models.CharField(_("Tabelle"), max_length=63, editable=False)
    key = models.CharField(_("Schlüsselspalte"), max_length=63, editable=False)
    columns = ArrayField(models.CharField(max_length=63), verbose_name=_("Spalten"), editable=False)
    since = models.DateTimeField(_("seit"), auto_now_add=True)

    class Meta:
        verbose_name = _("Aufbau eines Protokolls")
        verbose_name_plural = _("Aufbau der Protokolle")
        indexes = [models.Index(fields=["log", "-id"], name="log_shape_latest")]

    def __str__(self) -> str:
        return f"{self.log} ({self.pk})"


class ChainLink(models.Model):
    """One link: the hash over the link before it and over one log row. Positions have no gaps.

    Holds no personal data, only hashes of rows with random identifiers in them; it stays when retention removes the
    row, and a link of the kind ``removed`` says by which run.
    """

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(_("Art"), max_length=8, choices=LinkKind, editable=False)
    shape = models.ForeignKey(
        LogShape, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", editable=False,
        verbose_name=_("Protokoll"),
    )  # fmt: skip
    row = models.BigIntegerField(_("Zeile"), editable=False)
    content = models.BinaryField(_("Prüfsumme der Zeile"), editable=False)
    run = models.CharField(_("Löschlauf"), max_length=100, blank=True, editable=False)
    hash = models.BinaryField(_("Prüfsumme"), editable=False)

    class Meta:
        verbose_name = _("Kettenglied")
        verbose_name_plural = _("Kettenglieder")
        indexes = [models.Index(fields=["shape", "row"], name="chain_link_of_row")]

    def __str__(self) -> str:
        return str(self.position)
