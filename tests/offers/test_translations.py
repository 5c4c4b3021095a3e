"""Texts in other languages: outdated follows from the German text, and readers get what somebody answers for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.rowlevel.serving import serving
from roterfaden.offers.models import Language, Offer, OfferTranslation, Topic, TranslationState, Way
from roterfaden.offers.models.texts import Texts, mark_of, source_of
from roterfaden.offers.search.indexing import words_by_section
from roterfaden.offers.translating import actions
from roterfaden.offers.translating.actions import Seen, SourceChanged
from roterfaden.offers.translating.reading import readable_in, wording
from roterfaden.offers.translating.worklist import tallies
from tests.factories import (
    HeadOfUnitFactory,
    LanguageFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
STATES = TranslationState


@pytest.fixture
def arabic() -> Language:
    return LanguageFactory(code="ar", native_name="العربية")


@pytest.fixture
def head() -> User:
    return HeadOfUnitFactory()


@pytest.fixture
def offer() -> Offer:
    return OfferFactory(title="Deutschkurs", description="Montags um 9 Uhr.", documents=["Ausweis", "Brief"])


def words(offer: Offer, mark: str = "ar") -> Texts:
    return {name: f"{mark}: {text}" for name, text in source_of(offer).items() if text}


def seen(offer: Offer, translation: OfferTranslation | None = None) -> Seen:
    return Seen(translation.revision if translation else 0, mark_of(source_of(offer)))


def released(offer: Offer, language: Language, by: User) -> OfferTranslation:
    return actions.release(offer, language, words(offer), seen=seen(offer), by=by)


def by_machine(offer: Offer, language: Language, by: User) -> OfferTranslation:
    assert actions.translate_by_machine(offer, language, words(offer, "mt"), source_of(offer), by=by)
    return OfferTranslation.objects.get(offer=offer, language=language)


def change(offer: Offer, **values: Any) -> Offer:
    for name, value in values.items():
        setattr(offer, name, value)
    offer.save()
    return offer


def state_of(translation: OfferTranslation) -> TranslationState:
    """The state, the same in Python and in SQL."""
    fresh = OfferTranslation.objects.with_state().get(pk=translation.pk)
    assert fresh.state == fresh.state_now  # type: ignore[attr-defined]
    return fresh.state


def test_a_translation_is_outdated_when_the_german_text_has_changed_and_only_then(
    offer: Offer, arabic: Language, head: User
) -> None:
    translation = released(offer, arabic, head)
    assert state_of(translation) == STATES.CURRENT

    change(offer, description="Montags um 9 Uhr.\r\n", capacity=12)
    assert state_of(translation) == STATES.CURRENT

    change(offer, description="Montags um 10 Uhr.")
    assert state_of(translation) == STATES.OUTDATED

    change(offer, description="Montags um 9 Uhr.", documents=["Ausweis"])
    assert state_of(translation) == STATES.OUTDATED

    change(offer, documents=["Ausweis", "Brief"])
    assert state_of(translation) == STATES.CURRENT


def test_a_draft_takes_nothing_from_readers_and_outdates_nothing(offer: Offer, arabic: Language, head: User) -> None:
    translation = released(offer, arabic, head)
    english = released(offer, LanguageFactory(code="en", native_name="English"), head)

    draft = actions.save_draft(offer, arabic, {"title": "neu"}, seen=seen(offer, translation), by=head)

    assert (state_of(draft), state_of(english)) == (STATES.IN_WORK, STATES.CURRENT)
    assert OfferTranslation.objects.public().get(language=arabic).texts["title"] == "ar: Deutschkurs"

    dropped = actions.drop_draft(draft.pk, by=head)
    assert dropped is not None
    assert state_of(dropped) == STATES.CURRENT


def test_a_release_clears_what_was_outdated(offer: Offer, arabic: Language, head: User) -> None:
    translation = released(offer, arabic, head)
    change(offer, title="Deutsch am Abend")

    actions.release(offer, arabic, words(offer), seen=seen(offer, translation), by=head)

    assert state_of(translation) == STATES.CURRENT


def test_nothing_is_released_with_a_text_left_out(offer: Offer, arabic: Language, head: User) -> None:
    with pytest.raises(RuleBroken, match="Was man mitbringt"):
        actions.release(offer, arabic, words(offer) | {"documents": " \n"}, seen=seen(offer), by=head)
    assert not OfferTranslation.objects.exists()


def test_whoever_translated_an_older_text_is_told_and_nothing_is_written(
    offer: Offer, arabic: Language, head: User
) -> None:
    before = seen(offer)
    change(offer, title="Anders")
    with pytest.raises(SourceChanged):
        actions.release(offer, arabic, words(offer), seen=before, by=head)


def test_nobody_overwrites_anybody_unseen(offer: Offer, arabic: Language, head: User) -> None:
    first = released(offer, arabic, head)
    with pytest.raises(EditConflict):
        actions.release(offer, arabic, words(offer, "zweite"), seen=seen(offer), by=head)
    actions.release(offer, arabic, words(offer, "dritte"), seen=seen(offer, first), by=head)
    with pytest.raises(EditConflict):
        actions.save_draft(offer, arabic, words(offer), seen=seen(offer, first), by=head)


def test_one_act_says_that_a_translation_still_holds_and_one_takes_it_back(
    offer: Offer, arabic: Language, head: User
) -> None:
    translation = released(offer, arabic, head)
    change(offer, description="Montags um 9:00 Uhr.")

    actions.pass_on(translation.pk, by=head)
    assert state_of(translation) == STATES.CURRENT

    actions.take_back_passing(translation.pk, by=head)
    assert state_of(translation) == STATES.OUTDATED


def test_a_translation_that_lacks_a_new_text_cannot_just_hold_on(offer: Offer, arabic: Language, head: User) -> None:
    translation = released(offer, arabic, head)
    change(offer, cost="5 Euro")
    with pytest.raises(RuleBroken, match="Kosten"):
        actions.pass_on(translation.pk, by=head)


def test_all_languages_hold_on_by_one_click(signed_in: SignIn, offer: Offer, arabic: Language, head: User) -> None:
    both = [released(offer, arabic, head), released(offer, LanguageFactory(code="uk", native_name="Українська"), head)]
    change(offer, title="Deutsch-Kurs")

    signed_in(head).post(reverse("offers:offer_passes", args=[offer.pk]))

    assert [state_of(one) for one in both] == [STATES.CURRENT, STATES.CURRENT]


def test_a_machine_stays_marked_until_somebody_releases_and_after(offer: Offer, arabic: Language, head: User) -> None:
    translation = by_machine(offer, arabic, head)
    assert state_of(translation) == STATES.MACHINE

    reviewed = actions.release(offer, arabic, translation.texts, seen=seen(offer, translation), by=head)

    assert state_of(reviewed) == STATES.CURRENT
    assert (reviewed.came, reviewed.released_by) == (Way.MACHINE, head)


def test_a_machine_never_replaces_what_a_person_wrote(offer: Offer, arabic: Language, head: User) -> None:
    translation = released(offer, arabic, head)
    change(offer, title="Neu")

    again = by_machine(offer, arabic, head)
    assert (state_of(again), again.texts) == (STATES.IN_WORK, translation.texts)
    assert not actions.translate_by_machine(offer, arabic, words(offer), source_of(offer), by=head)


@pytest.mark.parametrize("how", ["family", "topic", "decision"])
def test_a_machine_says_nothing_about_rights_before_a_person_has_released_it(
    offer: Offer, arabic: Language, head: User, how: str
) -> None:
    translation = by_machine(offer, arabic, head)
    assert visible_to_strangers() == {str(translation.pk)}

    if how == "decision":
        actions.only_released(offer, by=head)
    else:
        family, _made = Topic.objects.get_or_create(key="aufenthalt", defaults={"name": "Aufenthalt und Recht"})
        child, _made = Topic.objects.get_or_create(key="aufenthalt-asyl", defaults={"name": "Asyl", "family": family})
        rights, _made = Topic.objects.get_or_create(key="arbeit-recht", defaults={"name": "Arbeitsrecht"})
        offer.topics.add(child if how == "family" else rights)
    assert visible_to_strangers() == set()

    actions.release(offer, arabic, translation.texts, seen=seen(offer, translation), by=head)
    assert visible_to_strangers() == {str(translation.pk)}


def visible_to_strangers() -> set[str]:
    """What leaves the house: the queryset and plain SQL as nobody say the same."""
    public = {str(key) for key in OfferTranslation.objects.public().values_list("pk", flat=True)}
    with serving(None, Purpose.DIRECTORY), connection.cursor() as cursor:
        cursor.execute("select id::text from offers_offertranslation")
        assert {key for (key,) in cursor.fetchall()} == public
    return public


def test_drafts_retired_offers_and_languages_switched_off_leave_by_no_door(
    offer: Offer, arabic: Language, head: User
) -> None:
    other = OfferFactory()
    actions.save_draft(other, arabic, words(other), seen=seen(other), by=head)
    assert visible_to_strangers() == set()
    translation = released(offer, arabic, head)
    assert visible_to_strangers() == {str(translation.pk)}
    actions.switch_language("ar", is_offered=False)
    assert visible_to_strangers() == set()
    actions.switch_language("ar", is_offered=True)
    change(offer, is_active=False)
    assert visible_to_strangers() == set()


def test_readers_get_their_language_then_easy_german_then_german(offer: Offer, arabic: Language, head: User) -> None:
    released(offer, arabic, head)
    easy = LanguageFactory(code="de-simple", native_name="Leichte Sprache")
    released(offer, easy, head)
    change(offer, cost="5 Euro")

    def read(language: str) -> tuple[str, str, bool]:
        found = wording(readable_in(Offer.objects.filter(pk=offer.pk), language).get(), language)
        return found.texts["title"].language, found.texts["cost"].language, found.is_outdated

    assert read("ar") == ("ar", "de", True)
    assert read("tr") == ("de-simple", "de", True)
    assert read("de") == ("de", "de", False)


def test_counts_are_those_of_what_one_may_translate(offer: Offer, arabic: Language, head: User) -> None:
    foreign = OfferFactory(title="Fremd")
    released(foreign, arabic, head)
    staff: User = UserFactory()
    SeatFactory(user=staff, organisation=offer.organisation, role=Role.PROVIDER_STAFF)

    [own], [every] = tallies(staff, [arabic]), tallies(head, [arabic])

    assert (own.numbers[STATES.MISSING], own.numbers[STATES.CURRENT]) == (1, 0)
    assert (every.numbers[STATES.MISSING], every.numbers[STATES.CURRENT]) == (1, 1)


def edit(
    browser: Client, offer: Offer, *, stand: str = "", translation: OfferTranslation | None = None, **more: str
) -> Any:
    before = seen(offer, translation)
    sent = {**words(offer), "seen": before.revision, "source_mark": before.source, **more}
    return browser.post(reverse("offers:translation_edit", args=["ar", offer.pk]) + f"?stand={stand}", sent)


def test_who_may_write(signed_in: SignIn, offer: Offer, arabic: Language) -> None:
    """The city all, a provider its own, a pool of interpreters its language; everybody else nothing."""
    own, pool, stranger = (UserFactory() for _number in range(3))
    mediators = OrganisationFactory(name="Sprachmittlung")
    SeatFactory(user=own, organisation=offer.organisation, role=Role.PROVIDER_STAFF)
    SeatFactory(user=pool, organisation=mediators, role=Role.PROVIDER_STAFF)
    SeatFactory(user=stranger, organisation=OrganisationFactory(), role=Role.PROVIDER_STAFF)
    actions.keep_language(arabic, [mediators])

    edit(signed_in(stranger), offer)
    assert edit(signed_in(Role.CASE_MANAGER), offer).status_code == 403
    assert not OfferTranslation.objects.exists()

    for writer in (own, pool, HeadOfUnitFactory()):
        edit(signed_in(writer), offer, translation=OfferTranslation.objects.first())
        assert OfferTranslation.objects.get().released_by == writer


def test_releasing_leads_to_the_next_of_the_list_and_in_the_end_back(
    signed_in: SignIn, arabic: Language, head: User
) -> None:
    first, second = (OfferFactory(title=title) for title in ("Angebot A", "Angebot B"))
    browser = signed_in(head)

    response = edit(browser, first, stand="fehlt")
    assert response.headers["Location"] == reverse("offers:translation_edit", args=["ar", second.pk]) + "?stand=fehlt"
    response = edit(browser, second, stand="fehlt")
    assert response.headers["Location"] == reverse("offers:translation_list", args=["ar"]) + "?stand=fehlt"


def test_what_changed_is_shown_word_by_word(signed_in: SignIn, offer: Offer, arabic: Language, head: User) -> None:
    released(offer, arabic, head)
    change(offer, description="Montags um 10 Uhr.")

    page = signed_in(head).get(reverse("offers:translation_edit", args=["ar", offer.pk])).content.decode()

    assert '<del><span class="kern-sr-only">entfallen: </span>9</del>' in page
    assert '<ins><span class="kern-sr-only">neu: </span>10</ins>' in page
    assert 'dir="rtl"' in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    signed_in: SignIn, offer: Offer, arabic: Language, head: User
) -> None:
    response = edit(signed_in(head), offer, description="", title="عنوان")

    page = response.content.decode()
    assert response.status_code == 422
    assert "عنوان" in page
    assert 'id="id_description_error"' in page


def test_an_official_word_that_is_missing_is_told_once(signed_in: SignIn, arabic: Language, head: User) -> None:
    values = {"word": "Wortamt", "meaning": "Ein Amt", "wordings": {"ar": "مكتب (Wortamt)"}}
    actions.keep_term(actions.GlossaryTerm(), values, seen=0, by=head)
    offer, browser = OfferFactory(title="Hilfe beim Wortamt"), signed_in(head)

    kept = {"title": "مساعدة في المكتب Wortamt"}
    forgotten = {"title": "مساعدة"}
    first = edit(browser, offer, **forgotten)
    assert first.status_code == 422
    assert "Festes Wort fehlt" in first.content.decode()
    second = edit(browser, offer, **forgotten, checked=first.context["form"].data["checked"])
    assert second.status_code == 302
    assert edit(browser, offer, translation=OfferTranslation.objects.get(), **kept).status_code == 302


def test_the_editor_asks_little_however_much_there_is(
    signed_in: SignIn, arabic: Language, head: User, django_assert_max_num_queries: Any
) -> None:
    offers = [OfferFactory(title=f"Angebot {number}") for number in range(8)]
    for one in offers:
        released(one, arabic, head)
        change(one, title=f"{one.title} neu")
    browser = signed_in(head)
    pages = ["offers:translations", "offers:translation_list", "offers:translation_edit", "offers:offer"]
    for name, arguments in zip(pages, ([], ["ar"], ["ar", offers[0].pk], [offers[0].pk]), strict=True):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(name, args=arguments) + "?stand=veraltet").status_code == 200


def test_an_offer_is_found_by_its_public_words_and_by_no_others(offer: Offer, arabic: Language, head: User) -> None:
    def is_found(word: str) -> bool:
        return any(word in words for words in words_by_section("ar").get(offer.pk, {}).values())

    translation = released(offer, arabic, head)
    actions.save_draft(offer, arabic, {"title": "verborgen"}, seen=seen(offer, translation), by=head)
    assert (is_found("deutschkurs"), is_found("verborgen")) == (True, False)

    actions.switch_language("ar", is_offered=False)
    assert not is_found("deutschkurs")
