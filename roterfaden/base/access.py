"""Who may enter which page: roles, audiences and the rule that nothing is open by accident.

Which *records* someone sees is decided by ``visible_to(user)`` on each module's querysets. This file decides the
coarser question: which role may call a page at all. Both are asked; neither replaces the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the concept. A person holds a role through a seat in an organisation, from–until."""

    CASE_MANAGER = "case_manager", _("Case Management")
    HEAD_OF_UNIT = "head_of_unit", _("Sachgebietsleitung und Integrationsbeauftragung")
    VOLUNTEER_COORDINATOR = "volunteer_coordinator", _("Ehrenamtskoordination")
    PROVIDER_STAFF = "provider_staff", _("Mitarbeit bei einem Träger")
    OTHER_OFFICE = "other_office", _("Mitarbeit in einem anderen Amt")
    BODY_MEMBER = "body_member", _("Mitglied eines Gremiums")
    ADMINISTRATOR = "administrator", _("Administration")
    DATA_PROTECTION = "data_protection", _("Datenschutz")


class Purpose(models.TextChoices):
    """What a page is for. The database opens files only for the purposes for which they were entrusted to us."""

    SIGN_IN = "sign_in", _("Anmeldung")
    DIRECTORY = "directory", _("Nachschlagen und Pflegen der Verzeichnisse")
    CASE_WORK = "case_work", _("Fallarbeit")
    RIGHTS = "rights", _("Rechte der Person")
    STEERING = "steering", _("Steuerung in Zahlen")
    DISCLOSED = "disclosed", _("Bearbeiten dessen, was der eigenen Stelle übermittelt wurde")
    ANSWERING = "answering", _("Antwort eines Trägers über einen Link")
    ADMINISTRATION = "administration", _("Konten und Zuständigkeiten")
    DATA_PROTECTION = "data_protection", _("Aufsicht über den Datenschutz")


@dataclass(frozen=True)
class Audience:
    """A set of roles which may open a page; ``everyone`` also admits people who are not signed in."""

    roles: frozenset[Role]
    everyone: bool = False

    def admits(self, user: Any) -> bool:
        """Whether ``user`` (an account, or Django's anonymous one) holds one of the roles today.

        One query per request, then remembered on the user.
        """
        if self.everyone:
            return True
        return bool(user.is_authenticated) and not self.roles.isdisjoint(user.roles)


def roles(*members: Role) -> Audience:
    """The audience of the given roles."""
    return Audience(frozenset(members))


def all_but(*members: Role) -> Audience:
    """Every role except the given ones."""
    return Audience(frozenset(Role) - frozenset(members))


def union(audiences: Iterable[Audience]) -> Audience:
    """Whoever belongs to at least one of the audiences."""
    audiences = list(audiences)
    return Audience(frozenset().union(*(a.roles for a in audiences)), any(a.everyone for a in audiences))


STAFF = Audience(frozenset(Role))
EVERYONE = Audience(frozenset(), everyone=True)
