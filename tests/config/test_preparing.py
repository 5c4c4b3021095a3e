"""Reads are planned once per connection; what writes still says who, when and why."""

from dataclasses import replace

import pytest
from django.db import connection

from roterfaden.config.databases import database_of
from roterfaden.config.environment import Environment
from roterfaden.config.preparing import PREPARE_THRESHOLD
from roterfaden.network.models import District
from tests.factories import DistrictFactory

pytestmark = pytest.mark.django_db


def prepared() -> list[str]:
    """The statements whose plan this connection keeps."""
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_the_plan_of_a_read_is_kept_for_other_values() -> None:
    for name in range(PREPARE_THRESHOLD + 2):
        District.objects.filter(name=f"Quartier {name}").first()
    kept = [statement for statement in prepared() if '"network_district"."name" = $1' in statement]
    assert len(kept) == 1


@pytest.mark.parametrize(("asked", "threshold"), [("", PREPARE_THRESHOLD), ("?prepare_threshold=0", None)])
def test_a_pooler_can_do_without(asked: str, threshold: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://serving@host/roterfaden{asked}")
    options = database_of(replace(Environment.read(), database_url="set", serves=True))["OPTIONS"]
    assert options["prepare_threshold"] == threshold


def test_what_writes_is_not_kept_and_takes_values_with_quotes_and_percent() -> None:
    for number in range(PREPARE_THRESHOLD + 2):
        DistrictFactory(name=f"100 % „d'Hüls“; {number}")
    assert District.objects.filter(name__startswith="100 % „d'Hüls“; ").count() == PREPARE_THRESHOLD + 2
    assert not [statement for statement in prepared() if statement.startswith("INSERT")]
