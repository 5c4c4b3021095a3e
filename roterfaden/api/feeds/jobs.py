"""Fetching from another directory, and taking over what it delivered, beside the pages."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.api.feeds.actions import keep_source, receive_feed, refuse_taking, take_portion
from roterfaden.api.feeds.comparing import Change
from roterfaden.api.feeds.fetching import fetch_services
from roterfaden.api.models import FeedDelivery, FeedSource
from roterfaden.jobs.actions import start_job
from roterfaden.jobs.kinds import Kind, Step
from roterfaden.jobs.models import Job

PORTION = 50
"""Services in one piece."""


def start_fetching(name: str, url: str, *, by: User) -> Job:
    """Ask a directory for all it has. Raises ``RuleBroken`` when it is being asked already."""
    source = keep_source(name, url)
    title = _("Angebote holen: {name}").format(name=source)
    return start_job(FETCHING, source.pk, by=by, title=title, path=reverse("exchange:feeds"))


def start_taking(delivery: FeedDelivery, *, only_good: bool, by: User) -> Job:
    """Take a delivery over. Raises ``RuleBroken`` when it cannot be, or is being taken over already."""
    refuse_taking(delivery, only_good=only_good)
    return start_job(
        TAKING,
        delivery.pk,
        by=by,
        title=_("Angebote übernehmen: {name}").format(name=delivery.source),
        path=reverse("exchange:delivery", args=[delivery.pk]),
        arguments={"only_good": only_good},
    )


def fetch_piece(job: Job, by: User) -> Step:
    """All of it in one piece: what a directory tells page by page belongs together."""
    source = FeedSource.objects.get(pk=job.subject)
    delivery = receive_feed(source.name, source.url, fetch_services(source.url), by=by)
    number = len(delivery.services) + len(delivery.problems)
    said = _("{n} Einträge gelesen. Übernommen ist noch nichts.").format(n=number)
    there = reverse("exchange:delivery", args=[delivery.pk])
    return Step(done=number, total=number, is_last=True, said=said, path=there)


def take_piece(job: Job, by: User) -> Step:
    """The next services of a delivery."""
    delivery = FeedDelivery.objects.filter(pk=job.subject).only("services").first()
    total = job.total or (len(delivery.services) if delivery else 0)
    taken, is_last = take_portion(UUID(job.subject), job.done, PORTION, only_good=job.arguments["only_good"], by=by)
    numbers = {change: job.memory.get(change, 0) + number for change, number in taken.numbers.items()}
    words = _("Übernommen: {new} neu, {changed} geändert, {gone} dort nicht mehr.")
    names = {"new": Change.NEW, "changed": Change.CHANGED, "gone": Change.GONE}
    return Step(
        done=min(job.done + PORTION, total),
        total=total,
        is_last=is_last,
        said=words.format(**{name: numbers[change] for name, change in names.items()}),
        memory={str(change): number for change, number in numbers.items()},
    )


FETCHING = Kind("exchange.fetching", fetch_piece)
TAKING = Kind("exchange.taking", take_piece)
