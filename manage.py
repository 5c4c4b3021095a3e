"""Django's command line. ``script/manage`` calls this with the right environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings")
    # Commands make tables, load, delete by the rules: work of the owner. Pages are served by ``config.wsgi``.
    os.environ.setdefault("ROTERFADEN_DATABASE_ROLE", "owner")
    execute_from_command_line(sys.argv)
