"""Addresses of the network module."""

from django.urls import URLPattern

from roterfaden.base.access import Purpose
from roterfaden.base.routing import page
from roterfaden.network.access import ADMINISTRATION, DIRECTORY, DIRECTORY_CARE, ORGANISATION_CARE, OVERSIGHT
from roterfaden.network.views import accounts, directory, oversight, places

app_name = "network"

urlpatterns: list[URLPattern] = [
    page("organisationen/", directory.organisations, name="organisations", audience=DIRECTORY),
    page("organisationen/neu/", directory.organisation_add, name="organisation_add", audience=DIRECTORY_CARE),
    page("organisationen/<uuid:pk>/", directory.organisation, name="organisation", audience=DIRECTORY),
    page(
        "organisationen/<uuid:pk>/bearbeiten/",
        directory.organisation_edit,
        name="organisation_edit",
        audience=ORGANISATION_CARE,
    ),
    page("orte/", places.places, name="places", audience=DIRECTORY),
    page("orte/neu/", places.place_add, name="place_add", audience=DIRECTORY_CARE),
    page("orte/<uuid:pk>/", places.place, name="place", audience=DIRECTORY),
    page("orte/<uuid:pk>/bearbeiten/", places.place_edit, name="place_edit", audience=DIRECTORY_CARE),
    page("orte/<uuid:pk>/raeume/", places.place_rooms, name="place_rooms", audience=DIRECTORY_CARE),
    page("orte/<uuid:pk>/oeffnungszeiten/", places.place_hours, name="place_hours", audience=DIRECTORY_CARE),
    page("orte/<uuid:pk>/oeffnungszeiten/osm/", places.place_osm, name="place_osm", audience=DIRECTORY_CARE),
    page("quartiere/", directory.districts, name="districts", audience=DIRECTORY),
    page("quartiere/<uuid:pk>/", directory.district, name="district", audience=DIRECTORY),
    page("konten/", accounts.users, name="users", audience=ADMINISTRATION, purpose=Purpose.ADMINISTRATION),
    page("konten/neu/", accounts.user_add, name="user_add", audience=ADMINISTRATION, purpose=Purpose.ADMINISTRATION),
    page("konten/rechte/", oversight.grants, name="grants", audience=OVERSIGHT, purpose=Purpose.ADMINISTRATION),
    page(
        "konten/bestaetigen/",
        oversight.recertification,
        name="recertification",
        audience=OVERSIGHT,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/bestaetigen/<uuid:organisation>/",
        oversight.recertification_organisation,
        name="recertification_organisation",
        audience=OVERSIGHT,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/bestaetigen/funktion/<uuid:check>/beenden/",
        oversight.check_end,
        name="check_end",
        audience=OVERSIGHT,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/bestaetigen/funktion/<uuid:check>/zuruecknehmen/",
        oversight.check_take_back,
        name="check_take_back",
        audience=OVERSIGHT,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/verzeichnis-loesen/",
        accounts.user_directory_unlink,
        name="user_directory_unlink",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page("konten/<uuid:pk>/", accounts.user, name="user", audience=ADMINISTRATION, purpose=Purpose.ADMINISTRATION),
    page(
        "konten/<uuid:pk>/bearbeiten/",
        accounts.user_edit,
        name="user_edit",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/einladen/",
        accounts.user_invite,
        name="user_invite",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/sperren/",
        accounts.user_lock,
        name="user_lock",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/oeffnen/",
        accounts.user_unlock,
        name="user_unlock",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/zweiter-faktor/",
        accounts.user_factor_reset,
        name="user_factor_reset",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/<uuid:pk>/funktion/neu/",
        accounts.seat_add,
        name="seat_add",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/funktion/<uuid:pk>/beenden/",
        accounts.seat_end,
        name="seat_end",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
    page(
        "konten/funktion/<uuid:pk>/weiterfuehren/",
        accounts.seat_resume,
        name="seat_resume",
        audience=ADMINISTRATION,
        purpose=Purpose.ADMINISTRATION,
    ),
]
