"""``script/lock``: resolve ``pyproject.toml`` into the requirements files, with checksums and without addresses."""

import argparse

from starter.packages import LOG, NETWORK, uv, uv_environment
from starter.places import REQUIREMENTS, ROOT
from starter.processes import Command, must
from starter.report import step

OPTIONS = ("--generate-hashes", "--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet")
"""``--universal``: one file for every system and Python from 3.11 on; without annotations no path or host gets in."""


def lock(arguments: list[str]) -> int:
    """Resolve all files; versions that still fit stay, ``--upgrade`` takes the newest."""
    parser = argparse.ArgumentParser(prog="script/lock", description="Schreibt requirements/*.txt aus pyproject.toml.")
    parser.add_argument("--upgrade", action="store_true", help="neueste Versionen statt der bisherigen nehmen")
    upgrade = ["--upgrade"] if parser.parse_args(arguments).upgrade else []
    sources = {
        "serve": ["pyproject.toml"],
        "develop": ["pyproject.toml", "--extra", "dev", "--constraint", "requirements/serve.txt"],
        "uv": ["requirements/uv.in"],
        "node": ["requirements/node.in"],
        "measure": ["requirements/measure.in"],
    }
    for name, source in sources.items():
        with step(f"requirements/{name}.txt"):
            target = REQUIREMENTS / f"{name}.txt"
            command: Command = [uv(), "pip", "compile", *source, *OPTIONS, *upgrade, "-o", target.relative_to(ROOT)]
            must(command, log=LOG, advice=NETWORK, environment=uv_environment())
    return 0
