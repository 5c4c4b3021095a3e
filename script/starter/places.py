"""Where things lie in the checkout, and the environment the commands run in."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"
# Tools and stamps of the set-up; the installation's own data lie in ROTERFADEN_VAR.
TOOLS = ROOT / "var" / "tools"


def variable_directory() -> Path:
    """Where database, collected files and logs of this start lie (``ROTERFADEN_VAR``, else ``var``)."""
    return Path(os.environ.get("ROTERFADEN_VAR", ROOT / "var")).absolute()


def relative(path: Path) -> str:
    """``path`` as one would type it from the checkout."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
