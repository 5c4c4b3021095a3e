"""Files of a case: scans and photos of papers. The row is here, the encrypted content on the shelf."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.inspection import FileType
from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.base.sealed import KEPT_ONCE, SealedContent
from roterfaden.base.virus_scan import ScanState
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import sensitive_filter, team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class AttachmentKind(models.TextChoices):
    """What the paper is."""

    LETTER = "letter", _("Bescheid oder Schreiben")
    IDENTITY = "identity", _("Ausweis oder Aufenthaltspapier")
    CERTIFICATE = "certificate", _("Zeugnis oder Bescheinigung")
    CONTRACT = "contract", _("Vertrag oder Rechnung")
    AGREED = "agreed", _("Unterschriebenes Papier")
    HEALTH = "health", _("Unterlage zur Gesundheit")
    OTHER = "other", _("Sonstiges")


class AttachmentQuerySet(WithdrawableQuerySet["Attachment"]):
    """Files of cases."""

    def visible_to(self, user: "User") -> Self:
        """Files of cases whose team the user belongs to today; protected ones only with full insight into the case."""
        return self.filter(team_filter(user)).filter(Q(is_sensitive=False) | sensitive_filter(user))


@pghistory.track(exclude=KEPT_ONCE)
class Attachment(Revised, Withdrawable, SealedContent):
    """A file of a case. Its content never changes; a better scan is a new file."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments", verbose_name=_("Fall"))
    title = models.CharField(_("Bezeichnung"), max_length=120)
    kind = models.CharField(_("Art"), max_length=12, choices=AttachmentKind, default=AttachmentKind.LETTER)
    content_type = models.CharField(_("Dateityp"), max_length=20, choices=FileType, editable=False)
    pages = models.PositiveSmallIntegerField(_("Seiten"), default=1, editable=False)
    is_sensitive = models.BooleanField(
        _("Besonders geschützt"),
        default=False,
        help_text=_("Nur für Teammitglieder mit vollem Einblick. Unterlagen zur Gesundheit sind es immer."),
    )
    scan_state = models.CharField(
        _("Virenprüfung"), max_length=12, choices=ScanState, default=ScanState.NOT_CHECKED, editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("hinzugefügt von")
    )
    uploaded_at = models.DateTimeField(_("hinzugefügt am"), default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["-uploaded_at", "-id"]
        indexes = [
            models.Index(fields=["case", "-uploaded_at"], name="attachment_of_case"),
            models.Index(fields=["key_id", "id"], name="attachment_of_key"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_a_title"),
            models.CheckConstraint(condition=Q(size__gt=0, pages__gt=0), name="attachment_holds_something"),
            models.CheckConstraint(
                condition=~Q(kind="health") | Q(is_sensitive=True), name="attachment_on_health_is_protected"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def type(self) -> FileType:
        """What the content is, as inspected."""
        return FileType(self.content_type)

    @property
    def file_name(self) -> str:
        """How the file is called where it is saved: its title, and an ending that says what it is."""
        plain = "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in self.title)
        return (plain.strip(" .-") or "datei") + self.type.suffix

    @property
    def name_for_all(self) -> str:
        """How the file is called where members without full insight read along, as on the timeline."""
        return str(_("besonders geschützte Datei")) if self.is_sensitive else self.title
