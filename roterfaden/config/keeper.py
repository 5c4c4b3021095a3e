"""Stop the embedded PostgreSQL server once the last process that uses it is gone, however that process ended.

Started by ``embedded.py`` as ``keeper.py HANDLE USERS DIRECTORY PG_CTL [UID GID]`` in a session of its own, so that
neither Ctrl-C nor a closed terminal reaches it. ``HANDLE`` is the inherited, already locked file ``postgres.keeper``.
It sleeps in the kernel until every shared lock on ``USERS`` is gone: no polling, and a killed process counts as gone.
"""

import fcntl
import os
import subprocess
import sys
import time


def stop(directory: str, pg_ctl: str, ids: list[str]) -> bool:
    """Stop the server: politely, then at once. Says whether one was there."""
    pid_file = os.path.join(directory, "postmaster.pid")
    if not os.path.exists(pid_file):
        return False
    for mode in ("fast", "immediate"):
        command = [pg_ctl, "-D", os.path.realpath(directory), "-w", "-t", "30", "-m", mode, "stop"]
        uid, gid = (int(part) for part in ids) if ids else (None, None)
        subprocess.run(command, user=uid, group=gid, extra_groups=[] if ids else None)
        if not os.path.exists(pid_file):
            break
    return True


def keep(handle: int, users: str, directory: str, pg_ctl: str, ids: list[str]) -> None:
    """Wait for the last user, stop the server, then let go of both locks as ``embedded.ensure_running`` expects."""
    os.chdir("/")
    watched = os.open(users, os.O_RDONLY)
    fcntl.flock(watched, fcntl.LOCK_EX)
    # Killed between the launch and its pid file, a starting server shows up a moment later.
    end = time.monotonic() + 1.5
    while not stop(directory, pg_ctl, ids) and time.monotonic() < end:
        time.sleep(0.1)
    os.close(handle)
    os.close(watched)


if __name__ == "__main__":
    keep(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
