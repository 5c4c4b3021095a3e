"""What is not published yet: drafts of offers, changes under review, and what somebody suggests.

They are documents in a table of their own, so that whoever reads the offers need not fear something unpublished.
"""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Identified, Revised

REVIEWERS = frozenset({Role.ADMINISTRATOR, Role.HEAD_OF_UNIT})


class DraftState(models.TextChoices):
    """How far a draft or a suggestion has come."""

    DRAFT = "draft", _("Entwurf")
    IN_REVIEW = "in_review", _("wird geprüft")
    RETURNED = "returned", _("bitte überarbeiten")
    PUBLISHED = "published", _("veröffentlicht")
    DISCARDED = "discarded", _("verworfen")
    SUGGESTED = "suggested", _("vorgeschlagen")
    TAKEN_UP = "taken_up", _("aufgegriffen")
    DECLINED = "declined", _("nicht übernommen")


NEXT_STATES: dict[DraftState, frozenset[DraftState]] = {
    DraftState.DRAFT: frozenset({DraftState.IN_REVIEW, DraftState.PUBLISHED, DraftState.DISCARDED}),
    DraftState.IN_REVIEW: frozenset({DraftState.PUBLISHED, DraftState.RETURNED, DraftState.DRAFT}),
    DraftState.RETURNED: frozenset({DraftState.IN_REVIEW, DraftState.PUBLISHED, DraftState.DISCARDED}),
    DraftState.DISCARDED: frozenset({DraftState.DRAFT}),
    DraftState.PUBLISHED: frozenset(),
    DraftState.SUGGESTED: frozenset({DraftState.TAKEN_UP, DraftState.DECLINED}),
    DraftState.TAKEN_UP: frozenset(),
    DraftState.DECLINED: frozenset({DraftState.SUGGESTED}),
}
"""Whoever handed a draft in may take it back while nobody has decided. What was thrown away can be fetched back."""

OPEN = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETURNED)
SUGGESTIONS = (DraftState.SUGGESTED, DraftState.TAKEN_UP, DraftState.DECLINED)
STATE_BADGES = {
    DraftState.DRAFT: (Tone.NEUTRAL, "edit"),
    DraftState.IN_REVIEW: (Tone.INFO, "clock"),
    DraftState.RETURNED: (Tone.WARNING, "undo"),
    DraftState.PUBLISHED: (Tone.SUCCESS, "check"),
    DraftState.DISCARDED: (Tone.NEUTRAL, "close"),
    DraftState.SUGGESTED: (Tone.INFO, "note"),
    DraftState.TAKEN_UP: (Tone.SUCCESS, "check"),
    DraftState.DECLINED: (Tone.NEUTRAL, "close"),
}


NEXT_STEPS = {
    DraftState.DRAFT: _("fertig schreiben und abgeben"),
    DraftState.IN_REVIEW: _("die Kommune sieht es sich an"),
    DraftState.RETURNED: _("überarbeiten und noch einmal abgeben"),
}


class OfferDraftQuerySet(models.QuerySet["OfferDraft"]):
    """Drafts and suggestions."""

    def visible_to(self, user: Any) -> Self:
        """The city's unit sees all; a provider's staff those of their organisation, which suggestions do not have."""
        if not REVIEWERS.isdisjoint(user.roles):
            return self
        return self.filter(organisation__in=user.organisations_as(Role.PROVIDER_STAFF))

    def open(self) -> Self:
        """Drafts that somebody still works on or waits for."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """What the city has to look at, the oldest first."""
        wait = [DraftState.IN_REVIEW, DraftState.SUGGESTED]
        return self.filter(state__in=wait).order_by("changed_at", "id")


class OfferDraft(Revised):
    """An offer as somebody has typed it so far, also incomplete; or what somebody suggests in a few words.

    ``entry`` is what the form sent: names of fields with their values. ``offer`` is the one it would change.
    """

    organisation = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offer_drafts",
        verbose_name=_("Anbieter"),
    )
    offer = models.ForeignKey(
        "offers.Offer", models.PROTECT, null=True, blank=True, related_name="drafts", verbose_name=_("Angebot")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=DraftState, default=DraftState.DRAFT, editable=False)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    entry = models.JSONField(_("Eingaben"), default=dict, blank=True)
    words = models.TextField(_("Worum es geht"), blank=True)
    reach = models.CharField(_("Für Rückfragen"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begonnen von"),
        editable=False,
    )
    created_at = models.DateTimeField(_("begonnen am"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("geändert von"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("geändert am"), default=timezone.now, editable=False)

    objects = OfferDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entwurf")
        verbose_name_plural = _("Entwürfe")
        ordering = ["-changed_at", "id"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="offer_draft_of_organisation"),
            # What the city has to look at.
            models.Index(
                fields=["changed_at"],
                name="offer_draft_waiting",
                condition=Q(state__in=[DraftState.IN_REVIEW, DraftState.SUGGESTED]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SUGGESTIONS, organisation__isnull=True, entry={})
                | (~Q(state__in=SUGGESTIONS) & Q(words="", reach="")),
                name="offer_draft_is_suggestion_or_entry",
            ),
            # Whom one may ask is known only as long as there is something to ask.
            models.CheckConstraint(
                condition=Q(reach="") | Q(state=DraftState.SUGGESTED), name="offer_draft_forgets_whom_to_ask"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Angebot ohne Titel"))

    def get_absolute_url(self) -> str:
        """Where one goes on with it."""
        return reverse("offers:draft", args=[self.pk])

    @property
    def badge(self) -> Badge:
        """The state as icon and word."""
        return Badge(DraftState(self.state).label, *STATE_BADGES[DraftState(self.state)])

    @property
    def next_step(self) -> str:
        """What is to be done next, and by whom."""
        return str(NEXT_STEPS.get(DraftState(self.state), ""))

    @property
    def whose(self) -> str:
        """The name of its organisation, as soon as there is one."""
        return self.organisation.name if self.organisation else ""

    @property
    def is_suggestion(self) -> bool:
        """Whether somebody only suggests it."""
        return self.state in SUGGESTIONS

    @property
    def is_open(self) -> bool:
        """Whether it can still be written on."""
        return self.state in {DraftState.DRAFT, DraftState.RETURNED}

    @property
    def typed(self) -> QueryDict:
        """What was typed, as a form reads it."""
        typed = QueryDict(mutable=True)
        for name, values in self.entry.items():
            typed.setlist(name, values)
        return typed

    def go(self, state: DraftState) -> None:
        """Take the next step (not yet saved). Raises ``RuleBroken`` when it is not one."""
        if state not in NEXT_STATES[DraftState(self.state)]:
            raise RuleBroken(
                _("Inzwischen hat schon jemand anderes entschieden: {state}.").format(state=self.badge.word)
            )
        self.state = state


class DraftStepQuerySet(models.QuerySet["DraftStep"]):
    """Steps of drafts."""

    def visible_to(self, user: Any) -> Self:
        """Whoever sees the draft sees what became of it."""
        return self.filter(draft__in=OfferDraft.objects.visible_to(user))


@pgtrigger.register(pgtrigger.Protect(name="draft_step_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class DraftStep(Identified):
    """A step of a draft: which state, who, when, and why. Lines are only ever added."""

    draft = models.ForeignKey(
        OfferDraft, models.PROTECT, related_name="steps", verbose_name=_("Entwurf"), editable=False
    )
    state = models.CharField(_("Stand"), max_length=10, choices=DraftState, editable=False)
    words = models.TextField(_("Begründung"), blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("durch"), editable=False
    )
    at = models.DateTimeField(_("am"), default=timezone.now, editable=False)

    objects = DraftStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schritt eines Entwurfs")
        verbose_name_plural = _("Schritte von Entwürfen")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["draft", "-at"], name="draft_step_of_draft")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.draft}"
