"""Addresses of the frame itself, under ``/_/``."""

from roterfaden.base import views
from roterfaden.base.access import EVERYONE, STAFF
from roterfaden.base.routing import page

app_name = "base"

urlpatterns = [
    page("_/darstellung", views.set_theme, name="theme", audience=EVERYONE),
    page("_/leiste", views.fold_rail, name="rail", audience=EVERYONE),
    page("_/tasten", views.switch_keys, name="keys", audience=STAFF),
    page("_/components", views.show_components, name="components", audience=EVERYONE),
]
