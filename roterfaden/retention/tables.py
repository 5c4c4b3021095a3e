"""What this application keeps of a person beside foreign keys, and the tables that know nobody seeking help.

A test (``tests/retention/test_completeness.py``) names every table that is in neither list and not reached either.
"""

import re

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import KeptForm, Notice
from roterfaden.base.erasing import Going, erases, holds_no_person
from roterfaden.cases.models import Case

_STAFF = _("Konten und Anmeldung der Mitarbeitenden")
_TECHNICAL = _("technische Tabelle des Rahmenwerks")

holds_no_person(
    "accounts.User",
    "accounts.UserEvent",
    "accounts.StoredSession",
    "accounts.FailedSignIn",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "sessions.Session",
    "socialaccount.SocialApp",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
    why=_STAFF,
)
holds_no_person(
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "contenttypes.ContentType",
    why=_TECHNICAL,
)
holds_no_person("pghistory.Context", why=_("wer eine Fassung schrieb und auf welcher Art Seite; geht mit der Fassung"))
holds_no_person("cases.AssessmentTemplate", why=_("Fragebogen ohne Antworten"))
holds_no_person("cases.LookAppointment", "cases.LookAppointmentEvent", why=_("wer im Haus gefragt werden darf"))
holds_no_person(
    "retention.RetentionRule",
    "retention.RetentionRuleEvent",
    "retention.DeletionRun",
    "retention.DeletionEntry",
    "retention.PastCase",
    "retention.PastAdvice",
    "retention.PastTrait",
    why=_("Fristen, Löschprotokoll ohne Daten, Zahlen ohne Personen"),
)


@erases("accounts.Notice")
def erase_notices(going: Going) -> int:
    """Notices whose page is one of the persons', or that name one of their files: the address holds the identifier.

    Who was asked to read a report or to take a second look has a notice without the file, but with what it is about.
    """
    files = dict(Case.objects.filter(pk__in=going.rows.get("cases.Case", ())).values_list("pk", "reference"))
    asked = {key for label in ("cases.ReportDraft", "cases.SecondLook") for key in going.rows.get(label, ())}
    theirs = Q(path__regex="|".join(str(key) for key in {*files, *going.persons, *asked}))
    if files:
        theirs |= Q(text__regex="|".join(map(re.escape, files.values())))
    return Notice.objects.filter(theirs).delete()[0]


@erases("accounts.KeptForm")
def erase_kept_forms(_going: Going) -> int:
    """Input kept at the end of a session, which nobody can read any more: it is encrypted, and lives for an hour."""
    return KeptForm.objects.filter(kept_until__lt=timezone.now()).delete()[0]
