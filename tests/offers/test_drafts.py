"""From a draft into the directory: who sees what is not published, who looks at it, and what is remembered."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import Organisation
from roterfaden.offers import reviewing
from roterfaden.offers.actions import set_free_places
from roterfaden.offers.models import DraftState, Offer, OfferChange, OfferDraft, Origin
from roterfaden.offers.models.drafts import NEXT_STATES
from tests.factories import FieldOfActionFactory, OfferFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.rowlevel.seen import rows_seen
from tests.world import every_address

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
SECRET = "Geheimtipp Nähmaschine"
SEARCHED = {"offers:offers", "desk:search"}


@pytest.fixture
def club() -> Organisation:
    made: Organisation = OrganisationFactory(name="Nähverein")
    return made


def staff_of(organisation: Organisation) -> User:
    user: User = UserFactory()
    SeatFactory(user=user, organisation=organisation, role=Role.PROVIDER_STAFF)
    return user


def typed(organisation: Organisation, **more: Any) -> dict[str, Any]:
    """What the form sends of a small offer."""
    return {
        "seen": "0",
        "title": SECRET,
        "organisation": str(organisation.pk),
        "kind": "kurs",
        "fields_of_action": [str(FieldOfActionFactory(key="bildung").pk)],
        "review_months": "6",
        "zeiten-TOTAL_FORMS": "2",
        "zeiten-INITIAL_FORMS": "0",
        "zeiten-0-weekday": "2",
        "zeiten-0-starts_at": "16:00",
        "zeiten-0-ends_at": "18:00",
        "kontakte-TOTAL_FORMS": "1",
        "kontakte-INITIAL_FORMS": "0",
        "kontakte-0-name": "Rana",
        "kontakte-0-phone": "0221 4710 123",
    } | more


def write(browser: Client, organisation: Organisation, pk: UUID | None = None, **more: Any) -> Any:
    """Send the form of a draft."""
    return browser.post(reverse("offers:draft", args=[pk or uuid4()]), typed(organisation, **more))


def only_draft() -> OfferDraft:
    return OfferDraft.objects.get()


def test_what_is_typed_is_kept_while_one_types_also_incomplete(signed_in: SignIn, club: Organisation) -> None:
    browser, pk = signed_in(staff_of(club)), uuid4()
    there = reverse("offers:draft", args=[pk])
    halfway = {"title": "Nähk", "age_from": "alt", "seen": "0"}

    first = browser.post(there, halfway, headers={"X-Autosave": "1"})
    again = browser.post(there, typed(club, title="Nähkurs", seen=first["X-Seen"]), headers={"X-Autosave": "1"})

    assert (first.status_code, again.status_code, again["X-Seen"]) == (204, 204, "2")
    assert (only_draft().title, only_draft().organisation) == ("Nähkurs", club)
    page = browser.get(there).content.decode()
    for kept in ('value="Nähkurs"', 'value="16:00"', 'value="Rana"', 'value="0221 4710 123"'):
        assert kept in page
    assert "rf-errors" not in page
    assert not Offer.objects.exists()


def test_an_old_state_does_not_overwrite_a_newer_one(signed_in: SignIn, club: Organisation) -> None:
    browser, pk = signed_in(staff_of(club)), uuid4()
    there = reverse("offers:draft", args=[pk])
    write(browser, club, pk)

    assert browser.post(there, typed(club, title="Alt", seen="7"), headers={"X-Autosave": "1"}).status_code == 409
    page = browser.post(there, typed(club, title="Alt", seen="7"))

    assert page.status_code == 409
    assert "Titel: Alt" in page.content.decode()
    assert f"Titel: {SECRET}" in page.content.decode()
    assert browser.post(there, typed(club, title="Alt", seen="1")).status_code == 302
    assert only_draft().title == "Alt"


def test_a_first_offer_is_looked_at_by_the_city_and_then_stands_in_the_directory(
    signed_in: SignIn, club: Organisation
) -> None:
    author = staff_of(club)
    assert "Zur Prüfung geben" in signed_in(author).get(reverse("offers:offer_add")).content.decode()
    write(signed_in(author), club, hand_in="1")
    waiting = only_draft()
    assert (waiting.state, Offer.objects.count()) == (DraftState.IN_REVIEW, 0)

    city = signed_in(Role.HEAD_OF_UNIT)
    assert SECRET in city.get(reverse("offers:reviews")).content.decode()
    page = city.get(reverse("offers:review", args=[waiting.pk])).content.decode()
    for words in (SECRET, "Nähverein", "Dienstag 16:00–18:00", "Rana"):
        assert words in page
    city.post(reverse("offers:review_publish", args=[waiting.pk]), {"seen": waiting.revision})

    offer = Offer.objects.get()
    assert (offer.title, offer.origin, offer.organisation) == (SECRET, Origin.PROVIDER, club)
    assert (only_draft().state, only_draft().offer) == (DraftState.PUBLISHED, offer)
    assert Notice.objects.get(user=author).path == offer.get_absolute_url()

    second = typed(club, title="Zweites Angebot", hand_in="1")
    signed_in(author).post(reverse("offers:draft", args=[uuid4()]), second)
    assert Offer.objects.filter(title="Zweites Angebot", is_active=True).exists()


def test_the_city_gives_it_back_with_words_and_the_mail_does_not_say_them(
    signed_in: SignIn, club: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    author, city = staff_of(club), signed_in(Role.HEAD_OF_UNIT)
    write(signed_in(author), club, hand_in="1")
    waiting = only_draft()
    back = reverse("offers:review_return", args=[waiting.pk])
    assert city.post(back, {"seen": waiting.revision, "words": ""}).status_code == 422

    with django_capture_on_commit_callbacks(execute=True):
        city.post(back, {"seen": waiting.revision, "words": "Bitte noch den Raum nennen."})

    assert [letter.to for letter in mail.outbox] == [[author.email]]
    assert not {SECRET, "Raum", "Nähverein"} & set(f"{mail.outbox[0].subject} {mail.outbox[0].body}".split())
    page = signed_in(author).get(waiting.get_absolute_url()).content.decode()
    assert "Bitte noch den Raum nennen." in page
    write(signed_in(author), club, waiting.pk, seen=only_draft().revision, hand_in="1")
    assert [step.state for step in waiting.steps.all()] == ["in_review", "returned", "in_review"]


def test_an_incomplete_draft_is_not_handed_in_but_kept(signed_in: SignIn, club: Organisation) -> None:
    response = write(signed_in(staff_of(club)), club, fields_of_action=[], hand_in="1")

    assert response.status_code == 422
    assert 'id="id_fields_of_action_error"' in response.content.decode()
    assert (only_draft().title, only_draft().state) == (SECRET, DraftState.DRAFT)


def test_the_city_may_ask_to_see_every_change_of_a_provider(signed_in: SignIn, club: Organisation) -> None:
    Organisation.objects.update(is_reviewed=True)
    offer = OfferFactory(organisation=club, title="Nähkurs", capacity=8)
    offer.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    browser, pk = signed_in(staff_of(club)), uuid4()
    page = browser.get(reverse("offers:offer_edit", args=[offer.pk])).content.decode()
    assert f"?angebot={offer.pk}" in page

    there = reverse("offers:draft", args=[pk]) + f"?angebot={offer.pk}"
    browser.post(there, typed(club, title="Nähkurs am Abend", capacity="8", hand_in="1"))

    offer.refresh_from_db()
    assert offer.title == "Nähkurs"
    city, waiting = signed_in(Role.ADMINISTRATOR), only_draft()
    page = city.get(reverse("offers:review", args=[waiting.pk])).content.decode()
    assert '<td data-label="jetzt im Verzeichnis">Nähkurs</td><td data-label="neu">Nähkurs am Abend</td>' in page
    assert ">Plätze<" not in page
    publish, seen = reverse("offers:review_publish", args=[waiting.pk]), {"seen": waiting.revision}
    assert city.post(publish, seen | {"seen_offer": offer.revision + 1}).status_code == 409
    city.post(publish, seen | {"seen_offer": offer.revision})
    offer.refresh_from_db()
    assert (offer.title, Offer.objects.count()) == ("Nähkurs am Abend", 1)


def test_a_draft_is_thrown_away_and_fetched_back(signed_in: SignIn, club: Organisation) -> None:
    browser = signed_in(staff_of(club))
    write(browser, club)
    draft = only_draft()

    browser.post(reverse("offers:draft_discard", args=[draft.pk]))
    assert SECRET not in browser.get(reverse("offers:drafts")).content.decode().replace(f"„{SECRET}“", "")
    browser.post(reverse("offers:draft_reopen", args=[draft.pk]))
    assert only_draft().state == DraftState.DRAFT


@pytest.mark.parametrize("state", list(DraftState))
def test_only_the_named_steps_lead_on(state: DraftState) -> None:
    for wanted in DraftState:
        draft = OfferDraft(state=state)
        if wanted in NEXT_STATES[state]:
            draft.go(wanted)
        else:
            with pytest.raises(RuleBroken):
                draft.go(wanted)


def test_nothing_of_a_draft_is_visible_to_anybody_else_by_any_page(signed_in: SignIn, club: Organisation) -> None:
    """Every address without an object and every address of drafts: another provider, a colleague, a stranger."""
    write(signed_in(staff_of(club)), club, hand_in="1")
    draft = only_draft()
    others = [UserFactory(roles=[role]) for role in (Role.PROVIDER_STAFF, Role.CASE_MANAGER)]
    pages = [address for address in every_address() if address.audience is not None and not address.arguments]
    of_draft = [
        address.name for address in every_address() if address.name.startswith(("offers:draft_", "offers:review_"))
    ]
    for user in [*others, None]:
        browser = signed_in(user) if user else Client()
        for page in pages:
            path = reverse(page.name)
            searched = {"q": "Nähmaschine"} if page.name in SEARCHED else {}
            assert (page.name, SECRET in browser.get(path, searched).content.decode(errors="replace")) == (
                page.name,
                False,
            )
        for name in (*of_draft, "offers:draft", "offers:review"):
            there = reverse(name, args=[draft.pk])
            for answer in (browser.get(there), browser.post(there, typed(club))):
                assert (name, answer.status_code in {302, 403, 404, 405}) == (name, True)
                assert SECRET not in answer.content.decode()
        page = browser.get(club.get_absolute_url())
        assert SECRET not in page.content.decode()
        for table in ("offers_offerdraft", "offers_draftstep"):
            assert rows_seen(table, user, Purpose.DIRECTORY) == set()
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == (DraftState.IN_REVIEW, 2)


def test_a_colleague_says_what_is_wrong_and_the_city_follows(signed_in: SignIn) -> None:
    offer = OfferFactory(title="Sprachcafé")
    said = {"words": "Freitags ist zu.", "reach": "Tel. 12"}
    signed_in(Role.CASE_MANAGER).post(reverse("offers:offer_correct", args=[offer.pk]), said)

    city, named = signed_in(Role.HEAD_OF_UNIT), only_draft()
    page = city.get(reverse("offers:suggestion", args=[named.pk])).content.decode()
    assert "Freitags ist zu." in page
    assert "Tel. 12" in page
    response = city.post(reverse("offers:suggestion_take_up", args=[named.pk]))
    assert response.headers["Location"] == reverse("offers:offer_edit", args=[offer.pk])
    assert (only_draft().state, only_draft().reach) == (DraftState.TAKEN_UP, "")


def test_everybody_may_name_a_missing_offer_and_the_city_begins_a_draft(signed_in: SignIn, club: Organisation) -> None:
    public = reverse("suggestions:suggest")
    assert Client().post(public, {"title": "", "words": ""}).status_code == 422
    assert Client().post(public, {"title": SECRET, "words": "Montags"}, follow=True).status_code == 200

    city, named = signed_in(Role.HEAD_OF_UNIT), only_draft()
    city.post(reverse("offers:suggestion_take_up", args=[named.pk]), {"organisation": club.pk})

    draft = OfferDraft.objects.get(state=DraftState.DRAFT)
    assert (draft.title, draft.organisation, draft.entry["description"]) == (SECRET, club, ["Montags"])
    assert SECRET in signed_in(staff_of(club)).get(draft.get_absolute_url()).content.decode()


def test_a_suggestion_is_declined_with_a_reason_and_comes_back(signed_in: SignIn) -> None:
    named = reviewing.suggest(title="Kino", words="Filme", reach="a@example.org", offer=None, by=None)
    city, decline = signed_in(Role.HEAD_OF_UNIT), reverse("offers:suggestion_decline", args=[named.pk])

    assert city.post(decline, {"words": ""}).status_code == 422
    city.post(decline, {"words": "Kein Angebot für Ratsuchende."})
    assert (only_draft().state, only_draft().reach) == (DraftState.DECLINED, "")
    city.post(reverse("offers:suggestion_again", args=[named.pk]))
    assert only_draft().state == DraftState.SUGGESTED


def test_whoever_is_signed_in_may_suggest_without_a_name_as_well(signed_in: SignIn) -> None:
    answer = signed_in(Role.DATA_PROTECTION).post(reverse("suggestions:suggest"), {"title": "Kino", "words": "Filme"})

    assert answer.status_code == 302
    assert OfferDraft.objects.get().created_by is None


def test_from_one_device_only_so_many_suggestions_come_in_an_hour() -> None:
    answers = [
        Client().post(reverse("suggestions:suggest"), {"title": "A", "words": "B"}).status_code for _number in range(11)
    ]

    assert answers == [302] * 10 + [429]


def test_an_offer_becomes_the_beginning_of_a_new_one(signed_in: SignIn, club: Organisation) -> None:
    browser = signed_in(staff_of(club))
    OfferFactory(organisation=club)
    write(browser, club, hand_in="1", childcare="False", on_holidays="on", documents="Stoff\nGarn")
    offer = Offer.objects.get(title=SECRET)

    response = browser.post(reverse("offers:offer_copy", args=[offer.pk]))

    copy = OfferDraft.objects.get(state=DraftState.DRAFT)
    assert response.headers["Location"] == copy.get_absolute_url()
    entry = {name: values for name, values in typed(club).items() if name.startswith(("zeiten-0", "kontakte-0"))}
    assert {name: copy.typed.get(name, "")[:30].removesuffix(":00:00") for name in entry} == {
        name: value.removesuffix(":00") for name, value in entry.items()
    }
    assert (copy.title, copy.typed["childcare"], copy.typed["documents"]) == (
        f"{SECRET} (Kopie)",
        "False",
        "Stoff\nGarn",
    )
    assert signed_in(Role.PROVIDER_STAFF).post(reverse("offers:offer_copy", args=[offer.pk])).status_code == 404


def test_the_history_tells_field_by_field_who_changed_what(signed_in: SignIn, club: Organisation) -> None:
    author = staff_of(club)
    offer = OfferFactory(organisation=club, title="Nähkurs")
    offer.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    browser, there = signed_in(author), reverse("offers:offer_edit", args=[offer.pk])
    sent = typed(club, title="Nähkurs am Abend", capacity="8", seen=str(offer.revision))
    browser.post(there, sent)
    browser.post(there, sent | {"seen": str(offer.revision + 1)})
    browser.post(reverse("offers:offer_retire", args=[offer.pk]), {"reason": "Die Nähmaschinen sind kaputt."})

    lines = [(one.get_kind_display(), one.by, one.differences) for one in OfferChange.objects.all()]
    assert [kind for kind, _by, _differences in lines] == ["eingestellt", "geändert"], lines
    assert ["Titel", "Nähkurs", "Nähkurs am Abend"] in lines[1][2]
    assert ["Plätze", "–", "8"] in lines[1][2]
    assert ["Ansprechpersonen", "–", "Rana"] in lines[1][2]
    page = browser.get(reverse("offers:offer_history", args=[offer.pk])).content.decode()
    for words in ("Nähkurs am Abend", author.name, "Die Nähmaschinen sind kaputt."):
        assert words in page
    assert "Die Nähmaschinen sind kaputt." in browser.get(offer.get_absolute_url()).content.decode()
    foreign = signed_in(Role.PROVIDER_STAFF).get(reverse("offers:offer_history", args=[offer.pk]))
    assert foreign.status_code == 302


def test_an_organisation_sees_what_waits_and_what_comes_next(signed_in: SignIn, club: Organisation) -> None:
    browser = signed_in(staff_of(club))
    page = browser.get(club.get_absolute_url()).content.decode()
    assert "Das erste dauert keine fünf Minuten." in page
    write(browser, club, hand_in="1")
    OfferFactory(organisation=club, title="Nähkurs")

    page = browser.get(club.get_absolute_url()).content.decode()

    for words in (SECRET, "die Kommune sieht es sich an", "Nähkurs", "Stimmt alles? Bitte bestätigen."):
        assert words in page


@pytest.mark.parametrize("page", ["offers:drafts", "offers:reviews", "offers:offer_add"])
def test_the_pages_cost_the_same_with_few_and_many_drafts(
    signed_in: SignIn, club: Organisation, django_assert_max_num_queries: Any, page: str
) -> None:
    browser, author = signed_in(Role.HEAD_OF_UNIT), staff_of(club)
    for _size in range(2):
        for _number in range(3):
            kept = reviewing.keep_draft(uuid4(), {"title": ["A"]}, by=author, seen=None, organisation=club)
            OfferDraft.objects.filter(pk=kept.pk).update(state=DraftState.IN_REVIEW)
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(page)).status_code == 200


def test_a_draft_handed_in_twice_is_published_once(signed_in: SignIn, club: Organisation) -> None:
    OfferFactory(organisation=club)
    browser, pk = signed_in(staff_of(club)), uuid4()

    first, second = (write(browser, club, pk, hand_in="1") for _time in range(2))

    offer = Offer.objects.get(title=SECRET)
    assert first["Location"] == second["Location"] == offer.get_absolute_url()


def test_what_changed_since_a_draft_began_is_told_before_it_is_published(signed_in: SignIn, club: Organisation) -> None:
    offer = OfferFactory(title="Nähkurs", organisation=club, capacity=9, free_places=2)
    club.is_reviewed = True
    club.save()
    author = staff_of(club)
    there = reverse("offers:draft", args=[uuid4()]) + f"?angebot={offer.pk}"
    signed_in(author).post(there, typed(club, title="Nähkurs", capacity="9", free_places="2", hand_in="1"))
    city, review = signed_in(Role.HEAD_OF_UNIT), reverse("offers:review", args=[only_draft().pk])
    assert "Seit dieser Entwurf begonnen wurde" not in city.get(review).content.decode()

    set_free_places(offer.pk, 7, by=author)

    page = city.get(review).content.decode()
    assert "Seit dieser Entwurf begonnen wurde" in page
    assert re.search(r"freie Plätze, am .*: 2, jetzt: 7", page)


def test_what_was_typed_before_the_city_wanted_to_see_it_is_not_lost(signed_in: SignIn, club: Organisation) -> None:
    offer = OfferFactory(title="Nähkurs", organisation=club)
    browser = signed_in(staff_of(club))
    club.is_reviewed = True
    club.save()

    page = browser.post(reverse("offers:offer_edit", args=[offer.pk]), typed(club, title="Lange getippt"))

    assert 'value="Lange getippt"' in page.content.decode()
    assert "Zur Prüfung geben" in page.content.decode()
