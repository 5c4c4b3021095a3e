"""What happens to translations: written, released, found to hold still, brought by a file or a machine, dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import GlossaryTerm, Language, Offer, OfferTranslation, ReleaseOnly, TranslationState, Way
from roterfaden.offers.models.texts import TEXTS, Texts, label_of, mark_of, source_of, tidy


class SourceChanged(RuleBroken):
    """The German text changed while somebody translated it."""


@dataclass(frozen=True)
class Seen:
    """What somebody had before them: the revision of the translation (0: there was none), the German texts' mark."""

    revision: int
    source: str


@transaction.atomic
def save_draft(
    offer: Offer, language: Language, texts: Mapping[str, str], *, seen: Seen, by: Any, came: Way = Way.HAND
) -> OfferTranslation:
    """Keep texts to go on with later; what readers get stays as it is.

    Raises ``EditConflict`` when somebody else saved meanwhile, :class:`SourceChanged` when the German text moved on.
    """
    translation, source = _claimed(offer, language, seen)
    translation.draft = _written(texts, source)
    translation.draft_came = _came(translation, came)
    if not translation.texts:
        translation.source, translation.came = source, translation.draft_came
    return _signed(translation, by)


@transaction.atomic
def release(
    offer: Offer, language: Language, texts: Mapping[str, str], *, seen: Seen, by: Any, came: Way = Way.HAND
) -> OfferTranslation:
    """These are the texts readers get from now on; ``by`` answers for them. Refuses to leave a text out."""
    translation, source = _claimed(offer, language, seen)
    written = _written(texts, source)
    _refuse_gaps(written, source)
    translation.came = _came(translation, came)
    translation.texts, translation.source = written, source
    translation.draft, translation.draft_came, translation.passed_source = None, "", None
    translation.released_by, translation.released_at = by, timezone.now()
    return _signed(translation, by)


@transaction.atomic
def pass_on(pk: UUID, *, by: Any) -> OfferTranslation:
    """The German text changed without another meaning: the translation still holds. Nothing else about it changes."""
    translation = _found(pk)
    if not translation.may_be_passed:
        raise RuleBroken(_("Diese Übersetzung ist nicht veraltet."))
    _refuse_gaps(translation.texts, source_of(translation.offer))
    translation.passed_source, translation.source = translation.source, source_of(translation.offer)
    return _signed(translation, by)


@transaction.atomic
def pass_all_on(offer: Offer, *, by: Any) -> int:
    """All outdated translations of the offer still hold, in every language at once. Says how many were outdated.

    Drafts and translations that lack a text are left alone.
    """
    source = source_of(offer)
    found = OfferTranslation.objects.filter(offer=offer).in_state(TranslationState.OUTDATED)
    whole = [one for one in found.order_by("pk") if not _gaps(one.texts, source)]
    if not whole:
        raise RuleBroken(_("Keine dieser Übersetzungen kann einfach weitergelten. Bitte öffnen Sie sie einzeln."))
    for one in whole:
        pass_on(one.pk, by=by)
    return len(whole)


@transaction.atomic
def take_back_passing(pk: UUID, *, by: Any) -> OfferTranslation:
    """It does not hold after all."""
    translation = _found(pk)
    if translation.passed_source is None:
        raise RuleBroken(_("Hier gibt es nichts zurückzunehmen."))
    translation.source, translation.passed_source = translation.passed_source, None
    return _signed(translation, by)


@transaction.atomic
def drop_draft(pk: UUID, *, by: Any) -> OfferTranslation | None:
    """Give up what was begun; released texts stay. ``None`` when nothing is left."""
    translation = _found(pk)
    if translation.draft is None:
        raise RuleBroken(_("Es gibt keinen Entwurf."))
    if not translation.texts:
        translation.delete()
        return None
    translation.draft, translation.draft_came = None, ""
    return _signed(translation, by)


@transaction.atomic
def translate_by_machine(offer: Offer, language: Language, words: Mapping[str, str], source: Texts, *, by: Any) -> bool:
    """Take a machine's ``words`` for texts of ``source``. Says whether there was room for them.

    Where nobody has written yet they become the translation, marked as a machine's. A person's words stay: there they
    become a draft. A draft of a person, or a source that moved on meanwhile, is left alone.
    """
    known = _of(offer, language)
    translation = OfferTranslation.claim(known.pk, None) if known else OfferTranslation(offer=offer, language=language)
    if translation.draft is not None or source_of(Offer.objects.get(pk=offer.pk)) != source:
        return False
    written = {name: tidy(words.get(name) or translation.texts.get(name, "")) for name, text in source.items() if text}
    if translation.released_at:
        translation.draft, translation.draft_came = written, Way.MACHINE
    else:
        translation.texts, translation.source, translation.came = written, source, Way.MACHINE
        translation.passed_source = None
    _signed(translation, by)
    return True


@transaction.atomic
def only_released(offer: Offer, *, by: Any) -> None:
    """From now on readers get translations of this offer only after a person's release."""
    ReleaseOnly.objects.get_or_create(offer=offer, defaults={"set_by": by})
    refresh_search([offer])


@transaction.atomic
def also_by_machine(offer: Offer, *, by: Any) -> None:
    """A machine's words about this offer may be read before a person has released them."""
    ReleaseOnly.objects.filter(offer=offer).delete()
    refresh_search([offer])


@transaction.atomic
def switch_language(code: str, *, is_offered: bool) -> Language:
    """Offer a language, or offer it no longer; its translations stay."""
    language = Language.objects.select_for_update(no_key=True).get(pk=code)
    language.is_offered = is_offered
    language.save(update_fields=["is_offered"])
    refresh_search(Offer.objects.filter(translations__language=language).order_by("pk"))
    return language


@transaction.atomic
def keep_language(language: Language, translated_by: Any) -> Language:
    """Write a new language, or who translates into a known one."""
    if language._state.adding:
        language.position = Language.objects.count()
    language.save()
    language.translated_by.set(translated_by)
    return language


@transaction.atomic
def keep_term(term: GlossaryTerm, values: Mapping[str, Any], *, seen: int, by: Any) -> GlossaryTerm:
    """Write a new official word, or another wording for a known one; from then on the shipped file leaves it alone."""
    if not term._state.adding:
        term = GlossaryTerm.claim(term.pk, seen)
    for name, value in values.items():
        setattr(term, name, value)
    term.changed_by, term.changed_at = by, timezone.now()
    term.save()
    return term


def _claimed(offer: Offer, language: Language, seen: Seen) -> tuple[OfferTranslation, Texts]:
    """The row to write and the German texts it will translate, both as the writer saw them."""
    source = source_of(Offer.objects.get(pk=offer.pk))
    known = _of(offer, language)
    if known is not None and not seen.revision:
        raise EditConflict(known)
    if known is None and seen.revision:
        raise RuleBroken(_("Jemand hat diesen Entwurf inzwischen verworfen. Bitte öffnen Sie die Seite neu."))
    if known is not None:
        known = OfferTranslation.claim(known.pk, seen.revision)
    if mark_of(source) != seen.source:
        raise SourceChanged(
            _("Der deutsche Text hat sich gerade geändert. Links steht jetzt der neue; Ihre Eingaben sind noch da.")
        )
    return known or OfferTranslation(offer=offer, language=language), source


def _found(pk: UUID) -> OfferTranslation:
    return OfferTranslation.claim(pk, None)


def _of(offer: Offer, language: Language) -> OfferTranslation | None:
    return OfferTranslation.objects.filter(offer=offer, language=language).first()


def _written(texts: Mapping[str, str], source: Texts) -> Texts:
    return {name: tidy(texts.get(name, "")) for name in TEXTS if source[name]}


def _gaps(written: Mapping[str, str], source: Texts) -> list[str]:
    return [name for name in TEXTS if source[name] and not written.get(name)]


def _refuse_gaps(written: Mapping[str, str], source: Texts) -> None:
    if gaps := _gaps(written, source):
        names = ", ".join(map(label_of, gaps))
        said = ngettext("Es fehlt noch: {names}.", "Es fehlen noch: {names}.", len(gaps))
        raise RuleBroken(said.format(names=names))


def _came(translation: OfferTranslation, came: Way) -> Way:
    """Words that a machine began stay marked as such, whoever went on with them by hand."""
    began = translation.draft_came or translation.came
    return Way.MACHINE if came == Way.HAND and began == Way.MACHINE else came


def _signed(translation: OfferTranslation, by: Any) -> OfferTranslation:
    translation.changed_by, translation.changed_at = by, timezone.now()
    if translation._state.adding:
        _add(translation)
    else:
        translation.save()
    refresh_search([translation.offer])
    return translation


def _add(translation: OfferTranslation) -> None:
    """Raises ``EditConflict`` when somebody else began the same one meanwhile."""
    try:
        with transaction.atomic():
            translation.save()
    except IntegrityError:
        known = _of(translation.offer, translation.language)
        if known is None:
            raise
        raise EditConflict(known) from None
