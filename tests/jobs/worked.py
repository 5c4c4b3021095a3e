"""Jobs without a process of their own."""

from roterfaden.jobs.working import work_once


def work_off() -> None:
    """All that waits, to its end."""
    while work_once():
        pass
