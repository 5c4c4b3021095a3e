"""Everybody's jobs are their own: to give, to watch, to cancel. How far they are writes whoever works them off."""

from roterfaden.base.rowlevel import Rows, both
from roterfaden.base.rowlevel.words import own
from roterfaden.jobs.models import JobState

OWN = own("owner_id")
OPEN = "state in ({})".format(", ".join(f"'{state}'" for state in JobState.open()))

ROWS = [
    Rows(
        "jobs_job",
        read=OWN,
        add=both(OWN, f"state = '{JobState.WAITING}'"),
        change=both(OWN, OPEN),
        changed=both(OWN, f"state = '{JobState.CANCELLED}'"),
        columns=("state", "ended_at"),
    ),
]
