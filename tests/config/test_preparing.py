"""Reads are planned once per connection; what writes still says who, when and why."""

import pytest
from django.db import connection

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


def test_what_writes_is_not_kept_and_takes_values_with_quotes_and_percent() -> None:
    for number in range(PREPARE_THRESHOLD + 2):
        DistrictFactory(name=f"100 % „d'Hüls“; {number}")
    assert District.objects.filter(name__startswith="100 % „d'Hüls“; ").count() == PREPARE_THRESHOLD + 2
    assert not [statement for statement in prepared() if statement.startswith("INSERT")]
