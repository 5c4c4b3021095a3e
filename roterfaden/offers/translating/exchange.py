"""Translations as files: what goes out for an agency, and what comes back, looked at before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.offers.models import Language, Offer, OfferQuerySet, OfferTranslation, TranslationState, Way
from roterfaden.offers.models.texts import TEXTS, Texts, label_of, mark_of, source_of
from roterfaden.offers.translating import actions
from roterfaden.offers.translating.access import translatable_by
from roterfaden.offers.translating.actions import Seen
from roterfaden.offers.translating.xliff import Block, Document, Stage, Unit, bare

MOST_OFFERS = 2_000
NOTHING_SEEN = Seen(0, "")
LONGEST = 12_000


def document_of(offers: OfferQuerySet, language: Language) -> Document:
    """The file for these offers: two queries."""
    shown = list(offers[:MOST_OFFERS])
    known = {one.offer_id: one for one in OfferTranslation.objects.filter(language=language, offer__in=shown)}
    return Document(language.pk, tuple(_block(offer, known.get(offer.pk)) for offer in shown))


def _block(offer: Offer, translation: OfferTranslation | None) -> Block:
    source = source_of(offer)
    units = tuple(_unit(name, text, translation) for name, text in source.items() if text)
    return Block(str(offer.pk), units, title=offer.title)


def _unit(name: str, text: str, translation: OfferTranslation | None) -> Unit:
    target = translation.working.get(name, "") if translation else ""
    before = translation.source.get(name, "") if translation else ""
    has_changed = bool(target) and before != text
    if not target:
        stage = Stage.NEW
    elif has_changed:
        stage = Stage.ADAPT
    else:
        stage = Stage.DONE if translation and translation.released_at and translation.draft is None else Stage.CHECK
    note = _("Der deutsche Text hat sich geändert. Vorher: {text}").format(text=before) if has_changed else ""
    return Unit(name, text, target, stage, label=label_of(name), note=note)


# Coming back -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One text that would become another one."""

    label: str
    before: str
    after: str


@dataclass
class Row:
    """One offer of the file: what would happen to it, or why nothing can; ``is_confirmed``: its words still hold."""

    title: str
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_whole: bool = False
    is_confirmed: bool = False
    offer: Offer | None = None
    texts: Texts = field(default_factory=dict)
    seen: Seen = NOTHING_SEEN

    @property
    def is_taken(self) -> bool:
        """Whether something would be written."""
        return (bool(self.changes) or self.is_confirmed) and not self.problems

    @property
    def badge(self) -> Badge:
        """What would happen, as a sign."""
        if self.problems:
            return Badge(_("wird nicht übernommen"), Tone.DANGER)
        if not self.is_taken:
            return Badge(_("unverändert"), Tone.NEUTRAL)
        if not self.is_whole:
            return Badge(_("unvollständig, wird Entwurf"), Tone.WARNING)
        return Badge(_("wird übernommen"), Tone.SUCCESS)


@dataclass(frozen=True)
class Preview:
    """What a file would do."""

    language: Language
    rows: list[Row]

    @property
    def taken(self) -> list[Row]:
        """What would be written."""
        return [row for row in self.rows if row.is_taken]

    @property
    def mark(self) -> str:
        """Changes when anything that was shown would be different now."""
        shown = {
            str(number): f"{row.title} {row.texts} {row.problems} {row.seen}" for number, row in enumerate(self.rows)
        }
        return mark_of(shown)


def preview(document: Document, *, by: Any) -> Preview:
    """What taking the file would do; nothing is written. Four queries, however many offers."""
    language = Language.objects.visible_to(by).filter(pk=document.language).first()
    if language is None:
        raise RuleBroken(_("Die Sprache „{code}“ gibt es hier nicht.").format(code=document.language[:20]))
    keys = [_key(block.key) for block in document.blocks]
    asked = [key for key in keys if key]
    offers = {one.pk: one for one in translatable_by(by, language).filter(pk__in=asked)}
    known = {one.offer_id: one for one in OfferTranslation.objects.filter(language=language, offer__in=asked)}
    for translation in known.values():
        if translation.offer_id in offers:
            translation.offer = offers[translation.offer_id]
    often = Counter(asked)
    rows = [
        _row(block, offers.get(key), known.get(key), is_twice=often[key] > 1) if key else _unknown(block)
        for block, key in zip(document.blocks, keys, strict=True)
    ]
    return Preview(language, rows)


@transaction.atomic
def take(found: Preview, *, by: Any, release: bool) -> int:
    """Write everything that can be taken, all of it or nothing. Says how many offers.

    With ``release`` whole translations are released in the name of ``by``; the others wait as drafts.
    """
    for row in found.taken:
        assert row.offer is not None
        act = actions.release if release and row.is_whole else actions.save_draft
        act(row.offer, found.language, row.texts, seen=row.seen, by=by, came=Way.FILE)
    return len(found.taken)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _unknown(block: Block) -> Row:
    said = _("Dieses Angebot gibt es nicht mehr, oder Sie übersetzen es nicht.")
    return Row(block.key[:80] or _("ohne Kennung"), problems=[said])


def _row(block: Block, offer: Offer | None, translation: OfferTranslation | None, *, is_twice: bool) -> Row:
    if offer is None:
        return _unknown(block)
    row = Row(offer.title, offer=offer)
    row.problems = list(_problems(block, source_of(offer)))
    if is_twice:
        row.problems.append(_("Das Angebot steht mehrmals in der Datei."))
    if not row.problems:
        _fill(row, block, offer, translation)
    return row


def _problems(block: Block, source: Mapping[str, str]) -> Iterable[str]:
    often = Counter(unit.name for unit in block.units)
    for unit in block.units:
        if unit.name not in TEXTS:
            yield _("Den Text „{name}“ gibt es hier nicht.").format(name=unit.name[:40])
            continue
        label = label_of(unit.name)
        if often[unit.name] > 1:
            yield _("{label}: steht mehrmals in der Datei.").format(label=label)
        elif unit.problem:
            yield f"{label}: {unit.problem}"
        elif unit.source != bare(source[unit.name]):
            yield _("{label}: Der deutsche Text ist inzwischen ein anderer. Bitte holen Sie die Datei neu.").format(
                label=label
            )
        elif len(unit.target) > LONGEST or bare(unit.target) != unit.target:
            yield _("{label}: Der Text ist zu lang oder enthält unsichtbare Zeichen.").format(label=label)


def _fill(row: Row, block: Block, offer: Offer, translation: OfferTranslation | None) -> None:
    """The texts as they would be: those of the file over those that are there."""
    source = source_of(offer)
    before = translation.working if translation else {}
    came = {unit.name: unit for unit in block.units if unit.target}
    row.texts = {name: came[name].target if name in came else before.get(name, "") for name in TEXTS if source[name]}
    row.changes = [
        Change(label_of(name), before.get(name, ""), text)
        for name, text in row.texts.items()
        if text != before.get(name, "")
    ]
    open_ones = {unit.name for unit in block.units if unit.stage != Stage.DONE}
    row.is_whole = all(row.texts.values()) and not open_ones
    # Somebody looked at the new German text and left the words as they are.
    is_outdated = translation is not None and translation.state == TranslationState.OUTDATED
    row.is_confirmed = is_outdated and row.is_whole and not row.changes
    row.seen = Seen(translation.revision if translation else 0, mark_of(source))
