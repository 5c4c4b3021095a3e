"""Asking whether offers still hold: one mail a month, an answer without signing in, and what nobody answers."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.network.models import Organisation, OrganisationKind
from roterfaden.offers.asking import Sent, send_reviews
from roterfaden.offers.models import Offer, OfferReview, Origin, ReviewAnswer, ReviewState
from tests.factories import HeadOfUnitFactory, OfferFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.rowlevel.seen import may, rows_seen

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]

SITE = "https://faden.example"
TODAY = timezone.localdate()
LONG_AGO = date(2024, 1, 1)
UNKNOWN = "/bestaetigung/gibt-es-nicht/"


@pytest.fixture
def club() -> Organisation:
    return OrganisationFactory(name="Sportverein")


@pytest.fixture
def keeper(club: Organisation) -> User:
    user: User = UserFactory(name="Karla Kegel")
    SeatFactory(user=user, organisation=club, role=Role.PROVIDER_STAFF)
    return user


@pytest.fixture
def offer(club: Organisation, keeper: User) -> Offer:
    return OfferFactory(title="Judo für Kinder", organisation=club, checked_on=LONG_AGO)


@pytest.fixture
def browser() -> Client:
    """Nobody is signed in, and nobody has tried anything from here yet."""
    cache.clear()
    return Client()


def links() -> list[str]:
    """The addresses in the newest mail, without the site."""
    return re.findall(rf"{SITE}(/bestaetigung/\S+)", str(mail.outbox[-1].body))


def state_of(offer: Offer) -> str:
    return offer.reviews.latest("asked_on").state


def after(days: int) -> Sent:
    """What a run so many days from now does."""
    return send_reviews(SITE, TODAY + timedelta(days=days))


def test_an_organisation_gets_one_mail_with_all_its_offers_that_are_due(offer: Offer, keeper: User) -> None:
    OfferFactory(title="Rollhockey", organisation=offer.organisation)
    OfferFactory(title="Frisch", organisation=offer.organisation, checked_on=TODAY)
    OfferFactory(title="Vorbei", organisation=offer.organisation, is_active=False)
    OfferFactory(title="Erfunden", organisation=offer.organisation, origin=Origin.DEMO)

    assert send_reviews(SITE) == Sent(mails=1, asked=2)

    (letter,) = mail.outbox
    assert letter.to == [keeper.email]
    assert "Judo für Kinder" in letter.body
    assert "Rollhockey" in letter.body
    assert len(links()) == 2
    assert not re.search("Frisch|Vorbei|Erfunden|Karla", str(letter.body))


def test_a_second_run_sends_nothing_and_the_next_mail_comes_next_month(offer: Offer) -> None:
    first = TODAY.replace(day=1)
    send_reviews(SITE, first)
    OfferFactory(title="Rollhockey", organisation=offer.organisation)

    assert send_reviews(SITE, first) == Sent()
    assert send_reviews(SITE, first + timedelta(days=20)) == Sent()
    assert send_reviews(SITE, first + timedelta(days=32)) == Sent(mails=1, asked=1, reminded=1)


def test_a_dry_run_says_what_would_happen_and_does_nothing(offer: Offer) -> None:
    said = StringIO()

    call_command("send_offer_reviews", SITE, "--dry-run", stdout=said)

    assert "Probelauf, nichts verschickt. E-Mails an Organisationen: 1. Neu gefragt: 1." in said.getvalue()
    assert (mail.outbox, OfferReview.objects.count()) == ([], 0)


def test_a_mail_that_does_not_go_out_is_tried_again(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("roterfaden.offers.asking.EmailMessage.send", refuse)
        assert send_reviews(SITE) == Sent()
    assert OfferReview.objects.count() == 0

    assert send_reviews(SITE) == Sent(mails=1, asked=1)


def test_one_click_confirms_without_signing_in_and_only_once(offer: Offer, browser: Client) -> None:
    send_reviews(SITE)
    (link,) = links()

    page = browser.get(link)
    assert page.status_code == 200
    assert "Judo für Kinder" in page.content.decode()
    offer.refresh_from_db()
    assert offer.checked_on == LONG_AGO

    assert browser.post(link).headers["Location"] == reverse("reviews:thanks")
    before, offer = offer, Offer.objects.get(pk=offer.pk)
    assert (offer.checked_on, offer.revision, offer.origin) == (TODAY, before.revision + 1, before.origin)
    review = offer.reviews.get()
    assert (review.state, review.answered_by, review.token_hash) == (ReviewState.CONFIRMED, ReviewAnswer.LINK, None)
    told = offer.changes.get()
    assert (told.kind, told.reason, told.by) == ("confirmed", "über den Link einer E-Mail", None)
    assert browser.get(link).status_code == browser.post(link).status_code == 404
    assert browser.get(link).content == browser.get(UNKNOWN).content


def test_the_token_itself_is_nowhere_in_the_database(offer: Offer) -> None:
    send_reviews(SITE)
    token = links()[0].split("/")[2]

    review = OfferReview.objects.get()
    assert token not in str(vars(review))
    assert not hasattr(review.events.first(), "token_hash")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "closed",
    [
        lambda review: OfferReview.objects.update(expires_at=timezone.now() - timedelta(days=1)),
        lambda review: Offer.objects.update(is_active=False),
        lambda review: Offer.objects.update(valid_until=timezone.localdate() - timedelta(days=1)),
        lambda review: after(31),
    ],
    ids=["expired", "retired", "past its last day", "replaced by a newer mail"],
)
def test_a_link_that_does_not_hold_confirms_nothing(offer: Offer, browser: Client, closed: Any) -> None:
    send_reviews(SITE, TODAY.replace(day=1))
    (link,) = links()
    closed(offer.reviews.get())

    assert (browser.get(link).status_code, browser.post(link).status_code) == (404, 404)
    assert browser.post(f"{link}stimmt-nicht-mehr/", {"words": "Nein"}).status_code == 404
    offer.refresh_from_db()
    assert offer.checked_on == LONG_AGO


def test_whoever_tries_many_links_has_to_wait(browser: Client) -> None:
    answers = {browser.post(f"/bestaetigung/versuch-{number}/").status_code for number in range(61)}

    assert answers == {404, 429}


def test_what_does_not_hold_reaches_those_who_keep_the_offer(
    offer: Offer, keeper: User, browser: Client, signed_in: SignIn
) -> None:
    send_reviews(SITE)
    there = f"{links()[0]}stimmt-nicht-mehr/"

    assert browser.get(there).status_code == 200
    assert browser.post(there, {"words": " "}).status_code == 422
    assert browser.post(there, {"words": "Gibt es <b>nicht</b> mehr."}).status_code == 302

    assert (state_of(offer), offer.reviews.get().words) == (ReviewState.DOUBTED, "Gibt es <b>nicht</b> mehr.")
    assert Notice.objects.get(user=keeper).path == offer.get_absolute_url()
    page = signed_in(keeper).get(reverse("offers:kept")).content.decode()
    assert "Gibt es &lt;b&gt;nicht&lt;/b&gt; mehr." in page
    assert "Gibt es &lt;b&gt;nicht&lt;/b&gt; mehr." in signed_in(keeper).get(offer.get_absolute_url()).content.decode()


def test_who_does_not_answer_is_asked_again_and_then_the_city_is(offer: Offer, signed_in: SignIn) -> None:
    first = date(2026, 3, 1)
    head = HeadOfUnitFactory()
    seen = [send_reviews(SITE, first + timedelta(days=days)) for days in (0, 29, 30, 31, 59, 60, 90)]

    quiet = Sent()
    assert seen == [Sent(mails=1, asked=1), quiet, quiet, Sent(mails=1, reminded=1), quiet, Sent(overdue=1), quiet]
    assert "Danach haben wir schon einmal gefragt:" in str(mail.outbox[-1].body)
    assert Notice.objects.get(user=head).path == reverse("offers:overdue")
    states = [event.state for event in offer.reviews.get().events.order_by("pgh_id")]  # type: ignore[attr-defined]
    assert states == [ReviewState.ASKED, ReviewState.REMINDED, ReviewState.OVERDUE]

    city = signed_in(head)
    assert "Judo für Kinder" in city.get(reverse("offers:overdue")).content.decode()
    city.post(reverse("offers:offer_called", args=[offer.pk]))
    offer.refresh_from_db()
    review = offer.reviews.get()
    assert (offer.checked_on, offer.changed_by) == (TODAY, head)
    assert (review.state, review.answered_by) == (ReviewState.CONFIRMED, ReviewAnswer.CALL)
    assert "Alles ist bestätigt" in city.get(reverse("offers:overdue")).content.decode()


def test_a_reminder_goes_along_with_the_mail_of_march(offer: Offer) -> None:
    send_reviews(SITE, date(2026, 2, 1))
    OfferFactory(organisation=offer.organisation)

    assert send_reviews(SITE, date(2026, 3, 1)) == Sent(mails=1, asked=1, reminded=1)


def test_of_an_offer_that_nobody_keeps_the_city_hears_at_once(signed_in: SignIn) -> None:
    lonely = OfferFactory(title="Verwaist")
    HeadOfUnitFactory()

    assert send_reviews(SITE) == Sent(overdue=1)

    assert (state_of(lonely), mail.outbox) == (ReviewState.OVERDUE, [])
    city = signed_in(Role.ADMINISTRATOR)
    assert "niemand mit Konto pflegt es" in city.get(reverse("offers:overdue")).content.decode()
    city.post(reverse("offers:offer_retire", args=[lonely.pk]))
    assert state_of(lonely) == ReviewState.ENDED


def test_for_the_offers_of_the_city_the_head_of_unit_is_asked() -> None:
    head = HeadOfUnitFactory()
    OfferFactory(organisation=OrganisationFactory(kind=OrganisationKind.OFFICE))

    assert send_reviews(SITE) == Sent(mails=1, asked=1)
    assert mail.outbox[0].to == [head.email]


@pytest.mark.parametrize(
    ("act", "state"), [("confirm", ReviewState.CONFIRMED), ("retire", ReviewState.ENDED)], ids=["confirmed", "retired"]
)
def test_whoever_answers_on_the_page_is_asked_no_more(
    offer: Offer, keeper: User, signed_in: SignIn, act: str, state: ReviewState
) -> None:
    send_reviews(SITE)

    signed_in(keeper).post(reverse(f"offers:offer_{act}", args=[offer.pk]))

    assert state_of(offer) == state
    assert after(70) == Sent()


def test_of_an_offer_past_its_last_day_nobody_is_asked_any_more(offer: Offer) -> None:
    send_reviews(SITE)
    Offer.objects.update(valid_until=TODAY - timedelta(days=1))

    assert after(70) == Sent()
    assert state_of(offer) == ReviewState.ENDED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in ReviewState
        for after in ReviewState
        if before != after and after not in ReviewState.next_states(before)
    ],
)
def test_postgresql_refuses_every_other_step(offer: Offer, before: ReviewState, after: ReviewState) -> None:
    def closed(state: ReviewState) -> Any:
        return timezone.now() if state in ReviewState.closed() else None

    review = OfferReview.objects.create(offer=offer, state=before, closed_at=closed(before))
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferReview.objects.filter(pk=review.pk).update(state=after, closed_at=closed(after))


def test_an_offer_is_asked_about_once_at_a_time(offer: Offer) -> None:
    OfferReview.objects.create(offer=offer)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferReview.objects.create(offer=offer)


def test_others_neither_see_nor_answer_the_question(offer: Offer, keeper: User) -> None:
    review = OfferReview.objects.create(offer=offer)
    stranger, head = UserFactory(roles=[Role.PROVIDER_STAFF]), HeadOfUnitFactory()
    change = "update offers_offerreview set words = 'x'"

    for user, sees in ((keeper, {str(review.pk)}), (head, {str(review.pk)}), (stranger, set()), (None, set())):
        assert rows_seen("offers_offerreview", user, Purpose.DIRECTORY) == sees
        assert may(change, user, Purpose.DIRECTORY) == len(sees)


def test_the_owner_says_when_to_be_asked_again(offer: Offer, keeper: User, signed_in: SignIn) -> None:
    there = reverse("offers:offer_interval", args=[offer.pk])

    signed_in(keeper).post(there, {"monate": "12"})
    signed_in(keeper).post(there, {"monate": "7"})
    signed_in(Role.PROVIDER_STAFF).post(there, {"monate": "1"})

    offer.refresh_from_db()
    assert offer.review_months == 12


def test_stale_offers_sink_and_are_marked(signed_in: SignIn, club: Organisation) -> None:
    OfferFactory(title="Alt", organisation=club, checked_on=LONG_AGO)
    OfferFactory(title="Bald", organisation=club, checked_on=TODAY - timedelta(days=40), review_months=1)
    OfferFactory(title="Nie", organisation=club)
    OfferFactory(title="Wach", organisation=club, checked_on=TODAY - timedelta(days=40), review_months=3)

    assert [one.title for one in Offer.objects.freshest_first()] == ["Wach", "Alt", "Bald", "Nie"]
    page = signed_in(Role.CASE_MANAGER).get(reverse("offers:offers")).content.decode()
    assert page.index("Wach") < page.index("Alt") < page.index("Bald")
    assert page.count("lange nicht bestätigt") == 2
    assert page.count("noch nie bestätigt") == 1
    assert "Stand: " in page


def test_postgresql_counts_months_as_the_page_does() -> None:
    for day in (date(2025, 8, 31), date(2025, 8, 29), date(2024, 2, 29), date(2025, 11, 30)):
        for months in (1, 3, 6, 12):
            shown = OfferFactory(checked_on=day, review_months=months)
            due = shown.review_due_on
            assert due is not None
            assert not Offer.objects.filter(pk=shown.pk).due_for_review(due).exists()
            assert Offer.objects.filter(pk=shown.pk).due_for_review(due + timedelta(days=1)).exists()


def test_the_list_of_ones_own_offers_says_what_is_missing_and_sorts(
    offer: Offer, keeper: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    good = {"fee": "free", "languages": ["de"], "german_level": "A2", "target_group": "Alle", "access_ways": ["phone"]}
    OfferFactory(title="Vollständig", organisation=offer.organisation, checked_on=TODAY, **good)
    OfferFactory(title="Fremd", checked_on=LONG_AGO)
    browser = signed_in(keeper)

    def order(query: str) -> list[str]:
        page = browser.get(reverse("offers:kept") + query).content.decode()
        return re.findall("Judo für Kinder(?=</a>)|Vollständig(?=</a>)|Fremd", page)

    assert order("") == order("?sortiert=angaben") == order("?sortiert=titel") == ["Judo für Kinder", "Vollständig"]
    assert order("?q=voll") == ["Vollständig"]
    assert order("?sortiert=quatsch") == ["Judo für Kinder", "Vollständig"]
    for _size in range(2):
        OfferFactory.create_batch(3, organisation=offer.organisation)  # type: ignore[attr-defined]
        with django_assert_max_num_queries(12):
            browser.get(reverse("offers:kept"))


def test_the_page_of_an_offer_tells_its_owner_what_is_missing_and_nobody_else(
    offer: Offer, keeper: User, signed_in: SignIn
) -> None:
    edit = reverse("offers:offer_edit", args=[offer.pk])

    page = signed_in(keeper).get(offer.get_absolute_url()).content.decode()
    assert "Was noch fehlt" in page
    assert f'href="{edit}#id_fee"' in page
    assert "Was noch fehlt" not in signed_in(Role.CASE_MANAGER).get(offer.get_absolute_url()).content.decode()
