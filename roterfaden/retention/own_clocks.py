"""Rows that run out by themselves: change history, read notices, drafts, ended jobs, accounts of who left."""

from datetime import datetime

import pgtrigger
from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Notice, User
from roterfaden.base.badges import Text
from roterfaden.base.erasing import Clock, register_clock
from roterfaden.jobs.models import Job
from roterfaden.logbook import removal
from roterfaden.network.models import Seat
from roterfaden.offers.models import DraftState, DraftStep, OfferDraft, OfferImport

RUN = "Löschfrist des Änderungsverlaufs"

# Change history ----------------------------------------------------------------------------------------------------


def histories() -> list[type[models.Model]]:
    """All tables with earlier versions of rows."""
    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def _old_versions(model: type[models.Model], before: datetime) -> models.QuerySet[models.Model]:
    old = model._base_manager.filter(pgh_created_at__lt=before)
    if model._meta.label == "cases.ClientEvent":
        # The clock of a person asks for every legal area they ever had: of each, the last version stays.
        newer = model._base_manager.filter(
            pgh_obj_id=OuterRef("pgh_obj_id"), legal_area=OuterRef("legal_area"), pgh_id__gt=OuterRef("pgh_id")
        )
        old = old.filter(Exists(newer))
    return old


def _count_history(before: datetime) -> int:
    return sum(_old_versions(model, before).count() for model in histories())


def _delete_history(before: datetime, limit: int) -> int:
    for model in histories():
        keys = list(_old_versions(model, before).order_by("pgh_id").values_list("pk", flat=True)[:limit])
        if keys:
            with transaction.atomic():
                return removal.remove(model, keys, run=RUN)
    return 0


register_clock(
    Clock(
        "change_history",
        _("Änderungsverlauf: frühere Fassungen"),
        _("die Fassung wurde geschrieben"),
        _count_history,
        _delete_history,
    )
)


# Notices -----------------------------------------------------------------------------------------------------------


def _read_notices(before: datetime) -> models.QuerySet[Notice]:
    return Notice.objects.filter(read_at__lt=before)


def _delete_notices(before: datetime, limit: int) -> int:
    keys = list(_read_notices(before).order_by("pk").values_list("pk", flat=True)[:limit])
    return Notice.objects.filter(pk__in=keys).delete()[0]


register_clock(
    Clock(
        "read_notices",
        _("Gelesene Hinweise auf „Heute“"),
        _("der Hinweis wurde gelesen"),
        lambda before: _read_notices(before).count(),
        _delete_notices,
    )
)


# Tables on their way into the directory -----------------------------------------------------------------------------


def _idle_imports(before: datetime) -> models.QuerySet[OfferImport]:
    return OfferImport.objects.filter(changed_at__lt=before)


def _delete_imports(before: datetime, limit: int) -> int:
    keys = list(_idle_imports(before).order_by("pk").values_list("pk", flat=True)[:limit])
    return OfferImport.objects.filter(pk__in=keys).delete()[0]


register_clock(
    Clock(
        "offer_imports",
        _("Tabellen, aus denen Angebote übernommen werden"),
        _("niemand arbeitet mehr daran"),
        lambda before: _idle_imports(before).count(),
        _delete_imports,
    )
)

# Drafts of offers, and what somebody suggested ----------------------------------------------------------------------

# What the city still owes a decision (in review, suggested) runs out after it only.
IDLE = (DraftState.DRAFT, DraftState.RETURNED, DraftState.PUBLISHED, DraftState.DISCARDED)
DECIDED = (DraftState.TAKEN_UP, DraftState.DECLINED)


def _draft_clock(kind: str, label: Text, starts: Text, states: tuple[DraftState, ...]) -> Clock:
    """The clock of drafts in these states; their steps, which nobody else may delete, go with them."""

    def found(before: datetime) -> models.QuerySet[OfferDraft]:
        return OfferDraft.objects.filter(state__in=states, changed_at__lt=before)

    def delete(before: datetime, limit: int) -> int:
        with transaction.atomic(), pgtrigger.ignore("offers.DraftStep:draft_step_is_append_only"):
            locked = found(before).select_for_update(skip_locked=True, no_key=True).order_by("pk")
            keys = list(locked.values_list("pk", flat=True)[:limit])
            DraftStep.objects.filter(draft__in=keys).delete()
            OfferDraft.objects.filter(pk__in=keys).delete()
        return len(keys)

    return Clock(kind, label, starts, lambda before: found(before).count(), delete)


register_clock(
    _draft_clock(
        "offer_drafts",
        _("Entwürfe von Angeboten: liegen geblieben, verworfen oder veröffentlicht"),
        _("der Entwurf wurde zuletzt geändert"),
        IDLE,
    )
)
register_clock(
    _draft_clock(
        "offer_suggestions",
        _("Vorschläge für das Verzeichnis, über die entschieden ist"),
        _("über den Vorschlag wurde entschieden"),
        DECIDED,
    )
)

# Jobs ---------------------------------------------------------------------------------------------------------------


def _ended_jobs(before: datetime) -> models.QuerySet[Job]:
    return Job.objects.filter(ended_at__lt=before)


def _delete_jobs(before: datetime, limit: int) -> int:
    keys = list(_ended_jobs(before).order_by("pk").values_list("pk", flat=True)[:limit])
    return Job.objects.filter(pk__in=keys).delete()[0]


register_clock(
    Clock(
        "ended_jobs",
        _("Aufträge, die zu Ende sind"),
        _("der Auftrag endete"),
        lambda before: _ended_jobs(before).count(),
        _delete_jobs,
    )
)

# Accounts ----------------------------------------------------------------------------------------------------------

LEFT_DOMAIN = "ausgeschieden.invalid"


def _left(before: datetime) -> models.QuerySet[User]:
    """Accounts whose last seat ended before that day and that still let somebody sign in or be written to."""
    day = timezone.localdate(before)
    held = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), user=OuterRef("pk"))
    ever = Seat.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(ever), ~Exists(held), date_joined__lt=before).exclude(
        email__endswith=f"@{LEFT_DOMAIN}"
    )


def _retire(before: datetime, limit: int) -> int:
    """Close the accounts: no password, no second factor, no address. The name stays in the files that name it."""
    count = 0
    for account in _left(before).order_by("pk")[:limit]:
        with transaction.atomic():
            account.is_active = False
            account.email = f"{account.pk}@{LEFT_DOMAIN}"
            account.set_unusable_password()
            account.save()
            for label in ("mfa.Authenticator", "account.EmailAddress"):
                apps.get_model(label)._base_manager.filter(user=account).delete()
            Notice.objects.filter(user=account).delete()
        count += 1
    return count


register_clock(
    Clock(
        "left_accounts",
        _("Konten ohne Funktion"),
        _("die letzte Funktion endete"),
        lambda before: _left(before).count(),
        _retire,
    )
)
