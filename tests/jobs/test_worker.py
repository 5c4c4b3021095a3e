"""The real worker, in a process of its own."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from roterfaden.config.environment import ROOT
from roterfaden.jobs.models import Job, JobState
from roterfaden.jobs.working import is_worked
from roterfaden.offers.models import Offer
from roterfaden.offers.spreadsheets.actions import bring_table
from roterfaden.offers.spreadsheets.jobs import start_taking
from tests.factories import HeadOfUnitFactory, OrganisationFactory


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_a_table_in_and_ends() -> None:
    head = HeadOfUnitFactory()
    OrganisationFactory(name="Nähstube")
    brought = bring_table("kurse.csv", "Titel;Anbieter\r\nNähkurs;Nähstube".encode(), by=head)
    start_taking(brought, seen=brought.revision, only_good=False, by=head)

    told = connection.settings_dict
    address = f"postgresql://{told['USER']}@{quote(told['HOST'], safe='')}:{told['PORT']}/{told['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DATABASE_OWNER_URL": address}
    command = [sys.executable, str(ROOT / "manage.py"), "work", "--once"]
    subprocess.run(command, env=environment, check=True, timeout=120)

    assert (Job.objects.get().state, Offer.objects.get().title) == (JobState.DONE, "Nähkurs")
    assert not is_worked()
