"""Entry of ``script/demo``, ``test``, ``manage``, ``lock`` and ``screenshots``; runs with any Python from 3.11."""

import sys
from pathlib import Path

# ``roterfaden.config.embedded`` is used too: it imports nothing but the standard library.
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

from starter.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
