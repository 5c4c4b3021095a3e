"""Tables of the directory: offers with their dates, contacts and topics, and the words by which they are found."""

from roterfaden.offers.models.brochures import SavedBrochure
from roterfaden.offers.models.changes import ChangeKind, OfferChange
from roterfaden.offers.models.contacts import OfferContact, public_contacts
from roterfaden.offers.models.drafts import DraftState, DraftStep, OfferDraft
from roterfaden.offers.models.imports import ImportState, OfferImport
from roterfaden.offers.models.index import OfferEntry, OfferText, SearchWord, Section, Transaction
from roterfaden.offers.models.offer import Offer, OfferQuerySet
from roterfaden.offers.models.programme import TEXTS, Programme
from roterfaden.offers.models.review import OfferReview, OfferReviewQuerySet, ReviewAnswer, ReviewState
from roterfaden.offers.models.schedule import Closure, ExceptionKind, OfferException, OfferSchedule
from roterfaden.offers.models.topics import Topic
from roterfaden.offers.models.translations import (
    GlossaryTerm,
    Language,
    MachineUse,
    OfferTranslation,
    ReleaseOnly,
    TranslationState,
    Way,
)
from roterfaden.offers.models.vocabulary import (
    ORIGIN_BADGES,
    AccessWay,
    Fee,
    Frequency,
    GermanLevel,
    Interpreting,
    OfferKind,
    OnlyFor,
    Origin,
    ReviewInterval,
    Whoever,
)

__all__ = [
    "ORIGIN_BADGES",
    "TEXTS",
    "AccessWay",
    "ChangeKind",
    "Closure",
    "DraftState",
    "DraftStep",
    "ExceptionKind",
    "Fee",
    "Frequency",
    "GermanLevel",
    "GlossaryTerm",
    "ImportState",
    "Interpreting",
    "Language",
    "MachineUse",
    "Offer",
    "OfferChange",
    "OfferContact",
    "OfferDraft",
    "OfferEntry",
    "OfferException",
    "OfferImport",
    "OfferKind",
    "OfferQuerySet",
    "OfferReview",
    "OfferReviewQuerySet",
    "OfferSchedule",
    "OfferText",
    "OfferTranslation",
    "OnlyFor",
    "Origin",
    "Programme",
    "ReleaseOnly",
    "ReviewAnswer",
    "ReviewInterval",
    "ReviewState",
    "SavedBrochure",
    "SearchWord",
    "Section",
    "Topic",
    "Transaction",
    "TranslationState",
    "Way",
    "Whoever",
    "public_contacts",
]
