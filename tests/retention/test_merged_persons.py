"""Somebody was entered twice and put together: kept as long as the longer of both, and deleted whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from roterfaden.cases.actions import merging
from roterfaden.cases.doubles import open_details
from roterfaden.cases.models import Client
from roterfaden.retention.actions.erasing import due_of
from roterfaden.retention.marks import mark_of_person
from roterfaden.retention.models import Deadline, DeletionEntry, DeletionRun, RetentionRule
from tests.factories import AdvisedIntakeFactory, CaseManagerFactory

pytestmark = pytest.mark.django_db


def test_the_later_advice_counts_and_both_entries_go_together(
    rule: Callable[..., RetentionRule], run: Callable[..., DeletionRun]
) -> None:
    rule("advice", months=12)
    worker = CaseManagerFactory()
    old = AdvisedIntakeFactory(taken_by=worker)
    long_ago = timezone.now() - timedelta(days=800)
    type(old).objects.filter(pk=old.pk).update(taken_at=long_ago, decided_at=long_ago)
    kept, joined = old.client, AdvisedIntakeFactory(taken_by=worker).client
    run()
    assert Deadline.objects.get(client=kept).delete_on <= timezone.localdate()
    seen = {one.pk: one.revision for one in (kept, joined)}
    chosen = {one.name: "kept" for one in open_details(kept, joined)}
    merging.merge_clients(kept, joined, by=worker, seen=seen, chosen=chosen)
    run(in_days=60)
    due = due_of(kept)
    assert due is not None
    assert due.on > timezone.localdate() + timedelta(days=300)
    assert [(line.client_id, line.delete_on) for line in Deadline.objects.all()] == [(kept.pk, due.on)]
    run(in_days=380)
    assert run(in_days=420).persons == 1
    assert not Client.objects.exists()
    assert {mark_of_person(kept.pk), mark_of_person(joined.pk)} <= set(DeletionEntry.objects.get().marks)
