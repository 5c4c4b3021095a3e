"""Long work: with whose rights, piece by piece, and what its page says."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Purpose
from roterfaden.base.erasing import clocks
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel import SERVING_ROLE
from roterfaden.base.rowlevel.serving import serving
from roterfaden.jobs import kinds
from roterfaden.jobs.actions import start_job
from roterfaden.jobs.kinds import Kind, Step
from roterfaden.jobs.models import Job, JobState
from roterfaden.jobs.working import MOST_TRIES, refuse_wrong_role, work_once, working
from tests.factories import CaseManagerFactory, HeadOfUnitFactory
from tests.jobs.worked import work_off
from tests.rowlevel.seen import may

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
Piece = Callable[[Job, User], Step]


@pytest.fixture
def head(db: None) -> User:
    return HeadOfUnitFactory()


@pytest.fixture
def start(head: User, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    """A job that writes a notice with each of its three pieces, unless another ``piece`` is given."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def begin(piece: Piece | None = None, *, by: User = head, subject: str = "x") -> Job:
        kind = Kind("tests.notices", piece or write_notice)
        kinds.register(kind)
        return start_job(kind, subject, by=by, title="Zählen", path="/app/hinweise/")

    return begin


def write_notice(job: Job, by: User) -> Step:
    notify([by], f"Stück {job.done}")
    return Step(job.done + 1, 3, is_last=job.done == 2, said=f"{job.done + 1} geschrieben.")


def now(job: Job) -> tuple[str, int, int]:
    job.refresh_from_db()
    return job.state, job.done, Notice.objects.count()


def test_a_job_is_worked_off_piece_by_piece(start: Callable[..., Job]) -> None:
    job = start()
    assert now(job) == (JobState.WAITING, 0, 0)
    assert work_once()
    assert now(job) == (JobState.RUNNING, 1, 1)
    work_off()
    assert now(job) == (JobState.DONE, 3, 3)
    assert (job.said, job.ended_at is not None) == ("3 geschrieben.", True)
    assert not work_once()


def test_small_jobs_do_not_wait_for_the_end_of_big_ones(start: Callable[..., Job]) -> None:
    first, second = start(subject="a"), start(subject="b")
    work_once()
    work_once()
    assert (now(first)[1], now(second)[1]) == (1, 1)


def test_a_piece_has_the_rights_of_its_owner_and_no_others(start: Callable[..., Job], head: User) -> None:
    start(by=CaseManagerFactory(), subject="of a colleague")
    Job.objects.update(state=JobState.CANCELLED, ended_at=timezone.now())
    seen: list[Any] = []

    def look(job: Job, by: User) -> Step:
        with connection.cursor() as cursor:
            cursor.execute("select current_user, rf.me(), rf.purpose(), (select count(*) from jobs_job)")
            seen.append(cursor.fetchone())
        return Step(1, 1, is_last=True, said="")

    start(look)
    work_off()
    assert seen == [(SERVING_ROLE, head.pk, Purpose.DIRECTORY, 1)]


def test_what_is_interrupted_leaves_nothing_and_goes_on(start: Callable[..., Job]) -> None:
    def falter(job: Job, by: User) -> Step:
        step = write_notice(job, by)
        if job.done == 1 and job.tries == 1:
            raise KeyboardInterrupt
        return step

    job = start(falter)
    work_once()
    with pytest.raises(KeyboardInterrupt):
        work_once()
    assert now(job) == (JobState.RUNNING, 1, 1)
    work_off()
    assert now(job) == (JobState.DONE, 3, 3)


def test_what_takes_every_worker_down_is_given_up(start: Callable[..., Job]) -> None:
    job = start()
    Job.objects.update(tries=MOST_TRIES)
    work_off()
    assert now(job) == (JobState.FAILED, 0, 0)


def test_a_broken_rule_is_told_after_what_was_done(start: Callable[..., Job], head: User, signed_in: SignIn) -> None:
    def refuse(job: Job, by: User) -> Step:
        if job.done:
            raise RuleBroken("Das Kontingent ist verbraucht.")
        return write_notice(job, by)

    job = start(refuse)
    work_off()
    assert now(job) == (JobState.FAILED, 1, 1)
    page = signed_in(head).get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "1 geschrieben. Das Kontingent ist verbraucht." in page


def test_a_fault_is_logged_and_not_quoted(start: Callable[..., Job], caplog: pytest.LogCaptureFixture) -> None:
    def stumble(job: Job, by: User) -> Step:
        raise ValueError("Zwetschgenmus")

    job = start(stumble)
    with caplog.at_level(logging.ERROR):
        work_off()
    assert now(job)[0] == JobState.FAILED
    assert "Zwetschgenmus" not in job.said
    assert [str(job.pk) in record.getMessage() for record in caplog.records] == [True]


def test_of_whom_the_account_is_closed_nothing_goes_on(start: Callable[..., Job], head: User) -> None:
    job = start()
    User.objects.filter(pk=head.pk).update(is_active=False)
    work_off()
    assert now(job) == (JobState.FAILED, 0, 0)


def test_the_same_is_under_way_once(start: Callable[..., Job]) -> None:
    start()
    for somebody in (HeadOfUnitFactory(), CaseManagerFactory()):
        with pytest.raises(RuleBroken, match="läuft schon"):
            start(by=somebody)
    work_off()
    start()
    assert Job.objects.count() == 2


def test_cancelling_keeps_what_is_done(start: Callable[..., Job], head: User, signed_in: SignIn) -> None:
    job, browser = start(), signed_in(head)
    work_once()
    cancel = reverse("jobs:job_cancel", args=[job.pk])
    assert browser.post(cancel)["Location"] == job.path
    work_off()
    assert now(job) == (JobState.CANCELLED, 1, 1)
    assert "schon zu Ende" in browser.post(cancel, follow=True).content.decode()


def test_what_is_cancelled_during_its_last_piece_stays_so(start: Callable[..., Job]) -> None:
    def cancelled_meanwhile(job: Job, by: User) -> Step:
        Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, ended_at=timezone.now())
        return Step(1, 1, is_last=True, said="Eins.")

    job = start(cancelled_meanwhile)
    work_off()
    assert (now(job)[:2], job.said) == ((JobState.CANCELLED, 1), "Eins.")


def test_the_page_asks_for_news_and_hears_of_the_end_once(
    start: Callable[..., Job], head: User, signed_in: SignIn
) -> None:
    job, browser = start(), signed_in(head)
    there, htmx = reverse("jobs:job_state", args=[job.pk]), {"HX-Request": "true"}
    assert browser.get(there)["Location"] == reverse("jobs:job", args=[job.pk])
    with working():
        first = browser.get(there, headers=htmx)
        mark = f"{there}?stand={job.state}-0-0-1"
        assert mark in first.content.decode()
        assert browser.get(mark, headers=htmx).status_code == 204
        work_off()
        last = browser.get(mark, headers=htmx).content.decode()
    assert "hx-get" not in last
    assert f'id="auftrag-{job.pk}-gesagt" data-hx-swap-oob="innerHTML">Zählen: fertig' in last


def test_without_a_worker_pages_say_so(start: Callable[..., Job], head: User, signed_in: SignIn) -> None:
    start()
    browser, there = signed_in(head), reverse("jobs:jobs")
    assert "arbeitet niemand" in browser.get(there).content.decode()
    with working():
        assert "arbeitet niemand" not in browser.get(there).content.decode()


def test_the_list_asks_no_more_with_more_jobs(
    start: Callable[..., Job], head: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(head)
    for number in range(6):
        start(subject=str(number))
    Job.objects.filter(subject__lt="3").update(state=JobState.DONE, ended_at=timezone.now())
    browser.get(reverse("jobs:jobs"))
    with django_assert_max_num_queries(8):
        assert browser.get(reverse("jobs:jobs")).content.decode().count("Zählen") >= 6


def test_jobs_of_others_are_not_there(start: Callable[..., Job], signed_in: SignIn) -> None:
    job, browser = start(), signed_in(CaseManagerFactory())
    assert "Zählen" not in browser.get(reverse("jobs:jobs")).content.decode()
    assert browser.get(reverse("jobs:job", args=[job.pk])).status_code == 404
    assert browser.get(reverse("jobs:job_state", args=[job.pk]), headers={"HX-Request": "true"}).status_code == 404
    assert browser.post(reverse("jobs:job_cancel", args=[job.pk])).status_code == 404


def test_the_database_lets_nobody_forge_a_job_or_its_progress(start: Callable[..., Job], head: User) -> None:
    job, thief = start(), CaseManagerFactory()
    forged = (
        "insert into jobs_job select (jsonb_populate_record(null::jobs_job,"
        " to_jsonb(j) || jsonb_build_object('id', gen_random_uuid(), 'subject', 'y', 'owner_id', %s::text))).*"
        " from jobs_job j"
    )
    with pytest.raises(ProgrammingError, match="row-level security"):
        may(forged, head, Purpose.DIRECTORY, [str(thief.pk)])
    for change in ("done = 3", "arguments = '{}'", "kind = 'other'"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            may(f"update jobs_job set {change}", head, Purpose.DIRECTORY)
    with pytest.raises(ProgrammingError, match="row-level security"):
        may("update jobs_job set state = 'done', ended_at = now()", head, Purpose.DIRECTORY)
    assert may("update jobs_job set state = 'cancelled', ended_at = now()", thief, Purpose.DIRECTORY) == 0
    assert may("update jobs_job set state = 'cancelled', ended_at = now()", head, Purpose.DIRECTORY) == 1
    assert now(job)[0] == JobState.WAITING


def test_who_only_serves_is_no_worker(head: User) -> None:
    refuse_wrong_role()
    with serving(head.pk, Purpose.DIRECTORY), pytest.raises(RuleBroken, match="Besitzer"):
        refuse_wrong_role()


def test_jobs_that_ended_run_out(start: Callable[..., Job]) -> None:
    start(subject="old")
    work_off()
    start(subject="new")
    clock, later = clocks()["ended_jobs"], timezone.now() + timedelta(days=1)
    assert (clock.count(later), clock.delete(later, 10), Job.objects.count()) == (1, 1, 1)
