"""The web application for a WSGI server such as granian."""

import os

from django.core.wsgi import get_wsgi_application

from roterfaden.config.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings")

application = get_wsgi_application()
settle()
