"""Offers in other languages: which languages there are, and the texts in them.

A translation keeps the German texts it translates. Whether it is outdated follows from comparing them with what the
offer says now; nobody sets it. Work goes on in ``draft`` while readers keep the released ``texts``: a draft takes
nothing away from them (integreat-cms #4284, #4385).
"""

import re
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.languages import direction, language_name
from roterfaden.network.models import Edited
from roterfaden.offers.models.texts import Texts, source_now, source_of
from roterfaden.offers.models.topics import Topic

LEGAL_FAMILIES = ("aufenthalt",)
LEGAL_TOPICS = ("arbeit-recht", "arbeit-erlaubnis", "arbeit-steuern", "wohnen-mietrecht", "geld-leistungen")
"""Topics where a wrong word costs somebody a right: a machine's words wait for a person."""

# Cases and plurals put up to three letters behind a German word.
_ENDING = r"\w{0,3}"


class LanguageQuerySet(models.QuerySet["Language"]):
    """Languages."""

    def visible_to(self, user: Any) -> Self:
        """Which languages there are is no secret."""
        return self

    def offered(self) -> Self:
        """Those the city has switched on."""
        return self.filter(is_offered=True)


class Language(models.Model):
    """A language into which offers are translated. Shipped as data (``languages.yaml``), then kept by the city."""

    code = models.SlugField(_("Kürzel"), max_length=12, primary_key=True)
    native_name = models.CharField(_("Name in der Sprache selbst"), max_length=80)
    is_offered = models.BooleanField(_("wird angeboten"), default=True, db_default=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    translated_by = models.ManyToManyField(
        "network.Organisation",
        blank=True,
        related_name="translates_into",
        verbose_name=_("übersetzt von"),
        help_text=_(
            "Wer bei diesen Trägern mitarbeitet, darf alle Angebote in diese Sprache übersetzen. "
            "Mehrere wählen Sie mit gedrückter Strg-Taste."
        ),
    )

    objects = LanguageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sprache der Angebote")
        verbose_name_plural = _("Sprachen der Angebote")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return str(language_name(self.code))

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.code)

    @property
    def badge(self) -> Badge:
        """Whether it is offered."""
        return Badge(_("wird angeboten"), Tone.SUCCESS) if self.is_offered else Badge(_("ausgeschaltet"))


class Way(models.TextChoices):
    """How the words came."""

    HAND = "hand", _("von Hand")
    FILE = "file", _("aus einer Datei")
    MACHINE = "machine", _("maschinell")


class TranslationState(models.TextChoices):
    """Where a translation stands. The order is the order of work."""

    MISSING = "fehlt", _("fehlt")
    OUTDATED = "veraltet", _("veraltet")
    MACHINE = "maschinell", _("maschinell, ungeprüft")
    IN_WORK = "in-arbeit", _("in Arbeit")
    CURRENT = "aktuell", _("aktuell")

    @property
    def badge(self) -> Badge:
        """The state as icon, word and colour."""
        return Badge(self.label, *STATE_SIGNS[self])


STATE_SIGNS = {
    TranslationState.MISSING: (Tone.NEUTRAL, "circle"),
    TranslationState.OUTDATED: (Tone.WARNING, "history"),
    TranslationState.MACHINE: (Tone.WARNING, "settings"),
    TranslationState.IN_WORK: (Tone.INFO, "half-circle"),
    TranslationState.CURRENT: (Tone.SUCCESS, "check"),
}


def by_topic(offer_id: str) -> Exists:
    """Whether the topics of the offer at ``offer_id`` are legal ones."""
    of_offer = Topic.objects.filter(offers=OuterRef(offer_id))
    return Exists(of_offer.filter(Q(key__in=(*LEGAL_FAMILIES, *LEGAL_TOPICS)) | Q(family__in=LEGAL_FAMILIES)))


def by_decision(offer_id: str) -> Exists:
    """Whether somebody decided that the offer at ``offer_id`` is translated only with a release."""
    return Exists(ReleaseOnly.objects.filter(offer=OuterRef(offer_id)))


def is_legal(offer_id: str) -> Q:
    """Whether the offer at ``offer_id`` tells of rights: no machine's words about it without a person's release."""
    return Q(by_topic(offer_id)) | Q(by_decision(offer_id))


def state_of(path: str = "", offer: str = "offer__") -> Case:
    """The state in SQL of the translation at ``path`` (empty: the row itself) of the offer at ``offer``."""
    return Case(
        When(Q(**{f"{path}pk": None}), then=Value(TranslationState.MISSING)),
        When(Q(**{f"{path}draft__isnull": False}), then=Value(TranslationState.IN_WORK)),
        When(~Q(**{f"{path}source": source_now(offer)}), then=Value(TranslationState.OUTDATED)),
        When(Q(**{f"{path}released_at": None}), then=Value(TranslationState.MACHINE)),
        default=Value(TranslationState.CURRENT),
        output_field=models.CharField(),
    )


class OfferTranslationQuerySet(models.QuerySet["OfferTranslation"]):
    """Translations."""

    def visible_to(self, user: Any) -> Self:
        """Staff see all, others what is public."""
        return self if user.roles else self.public()

    def public(self) -> Self:
        """What may leave the house: released by a person, or a machine's words about nothing legal, marked as such."""
        readable = ~Q(texts={}) & Q(offer__is_active=True, language__is_offered=True)
        return self.filter(readable).filter(Q(released_at__isnull=False) | ~is_legal("offer_id"))

    def with_state(self) -> Self:
        """Each with its state as ``state_now``."""
        return self.annotate(state_now=state_of())

    def in_state(self, state: TranslationState) -> Self:
        """Those where this is the state now."""
        return self.alias(state_now=state_of()).filter(state_now=state)


class OfferTranslation(Edited):
    """The texts of one offer in one language.

    ``texts`` is what readers get, ``draft`` what somebody works on, ``source`` the German texts they translate, and
    ``passed_source`` those from before somebody said that the translation still holds.
    """

    offer = models.ForeignKey("offers.Offer", models.CASCADE, related_name="translations", verbose_name=_("Angebot"))
    language = models.ForeignKey(Language, models.PROTECT, related_name="translations", verbose_name=_("Sprache"))
    texts = models.JSONField(_("Texte"), default=dict, blank=True)
    source = models.JSONField(_("übersetzte Fassung"), default=dict)
    passed_source = models.JSONField(_("Fassung davor"), null=True, blank=True)
    came = models.CharField(_("entstanden"), max_length=10, choices=Way)
    draft = models.JSONField(_("Entwurf"), null=True, blank=True)
    draft_came = models.CharField(_("Entwurf entstanden"), max_length=10, choices=Way, blank=True)
    released_at = models.DateTimeField(_("freigegeben am"), null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("freigegeben von"),
    )

    objects = OfferTranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übersetzung")
        verbose_name_plural = _("Übersetzungen")
        ordering = ["offer", "language"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "language"], name="translation_once_per_language"),
            models.CheckConstraint(
                condition=~Q(texts={}) | Q(draft__isnull=False), name="translation_has_texts_or_a_draft"
            ),
            models.CheckConstraint(
                condition=Q(texts={}) | Q(released_at__isnull=False) | Q(came=Way.MACHINE),
                name="translation_released_unless_machine",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="translation_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(draft__isnull=True, draft_came="") | (Q(draft__isnull=False) & ~Q(draft_came="")),
                name="translation_draft_came_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} · {self.language}"

    @property
    def state(self) -> TranslationState:
        """Where it stands; the same as ``with_state`` says in SQL."""
        if self.draft is not None:
            return TranslationState.IN_WORK
        if self.is_outdated:
            return TranslationState.OUTDATED
        return TranslationState.CURRENT if self.released_at else TranslationState.MACHINE

    @property
    def is_outdated(self) -> bool:
        """Whether the German texts have changed since."""
        return bool(self.source != source_of(self.offer))

    @property
    def working(self) -> Texts:
        """The texts to go on with: the draft, or what is there."""
        return dict(self.texts if self.draft is None else self.draft)

    @property
    def badges(self) -> list[Badge]:
        """The state, and what else one has to know."""
        signs = [self.state.badge]
        if self.draft is not None and self.texts and self.is_outdated:
            signs.append(TranslationState.OUTDATED.badge)
        if self.came == Way.MACHINE and self.state != TranslationState.MACHINE:
            reviewed = self.released_at is not None
            signs.append(
                Badge(_("maschinell, geprüft") if reviewed else _("maschinell, ungeprüft"), Tone.NEUTRAL, "settings")
            )
        return signs

    @property
    def may_be_passed(self) -> bool:
        """Whether one can say that it still holds although the German text has changed."""
        return self.state == TranslationState.OUTDATED


class ReleaseOnlyQuerySet(models.QuerySet["ReleaseOnly"]):
    """Offers of which no machine may speak alone."""

    def visible_to(self, user: Any) -> Self:
        """No secret."""
        return self


class ReleaseOnly(models.Model):
    """Somebody decided that translations of this offer are published only after a person's release."""

    offer = models.OneToOneField(
        "offers.Offer", models.CASCADE, related_name="release_only", primary_key=True, verbose_name=_("Angebot")
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("festgelegt von")
    )

    objects = ReleaseOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nur mit Freigabe")
        verbose_name_plural = _("Nur mit Freigabe")

    def __str__(self) -> str:
        return str(self.offer)


class MachineUse(models.Model):
    """How many letters went to the translation service in a month."""

    month = models.DateField(_("Monat, der erste Tag"), primary_key=True)
    letters = models.PositiveIntegerField(_("Zeichen"), default=0)

    class Meta:
        verbose_name = _("Maschinell übersetzt")
        verbose_name_plural = _("Maschinell übersetzt")

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.letters}"


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    """Terms."""

    def visible_to(self, user: Any) -> Self:
        """Words are no secret."""
        return self


class GlossaryTerm(Edited):
    """An official German word, what it means, and the fixed wording in each language."""

    word = models.CharField(_("Deutsches Wort"), max_length=80, unique=True)
    also = ArrayField(models.CharField(max_length=80), verbose_name=_("auch"), default=list, blank=True)
    meaning = models.TextField(_("Was es bedeutet"), max_length=600)
    source = models.CharField(_("Quelle"), max_length=200, blank=True)
    wordings = models.JSONField(_("Feste Übersetzungen"), default=dict, blank=True)

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fachwort")
        verbose_name_plural = _("Fachwörter")
        ordering = ["word", "id"]

    def __str__(self) -> str:
        return self.word

    def is_used_in(self, text: str) -> bool:
        """Whether a German text uses the word, in any case or number."""
        words = "|".join(re.escape(word) for word in (self.word, *self.also))
        return re.search(rf"\b(?:{words}){_ENDING}\b", text, re.IGNORECASE) is not None
