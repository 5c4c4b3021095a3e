"""``script/manage``: Django's management commands with the environment of the demo, unless another one is set."""

import os

from starter.packages import ensure_packages
from starter.places import PYTHON, ROOT, variable_directory


def manage(arguments: list[str]) -> int:
    """Replace this process by Django's. A ``DATABASE_URL`` or secret key means a real installation."""
    ensure_packages("serve")
    if not {"DATABASE_URL", "ROTERFADEN_SECRET_KEY"} & os.environ.keys():
        os.environ.setdefault("ROTERFADEN_DEMO", "1")
    os.environ.setdefault("ROTERFADEN_VAR", str(variable_directory()))
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments])
