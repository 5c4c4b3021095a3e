"""Technical and organisational measures (Art. 32 GDPR) as they stand in this installation: read, never claimed."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from roterfaden.base.informing import State, measures
from roterfaden.rights.reach import history_of, personal_models

CONFIDENTIALITY, INTEGRITY, AVAILABILITY, REVIEW = "Vertraulichkeit", "Integrität", "Verfügbarkeit", "Überprüfung"


def states() -> list[State]:
    """Every measure the software can see, then those that only the municipality knows of."""
    return [*_access(), *_web(), *_data(), *measures(), *_outside()]


def _demo() -> str:
    return _("aus: Demo") if settings.DEMO else _("aus")


def _access() -> list[State]:
    tables, secured = _row_security()
    hours = timedelta(seconds=settings.SESSION_COOKIE_AGE) // timedelta(hours=1)
    hasher = settings.PASSWORD_HASHERS[0].rpartition(".")[2].removesuffix("PasswordHasher")
    return [
        State(
            CONFIDENTIALITY,
            _("Zeilenschutz in der Datenbank"),
            secured > 0,
            _("in Kraft für {secured} von {tables} Tabellen").format(secured=secured, tables=tables),
        ),
        State(
            CONFIDENTIALITY,
            _("Zweiter Faktor bei der Anmeldung"),
            settings.SECOND_FACTOR_REQUIRED,
            _("Pflicht für alle Angemeldeten") if settings.SECOND_FACTOR_REQUIRED else _demo(),
        ),
        State(
            CONFIDENTIALITY,
            _("Ende der Sitzung"),
            True,
            _("spätestens nach {hours} Stunden, beim Schließen des Browsers sofort").format(hours=hours),
        ),
        State(
            CONFIDENTIALITY, _("Kennwörter"), True, _("nur als Prüfwert gespeichert ({hasher})").format(hasher=hasher)
        ),
        State(
            CONFIDENTIALITY,
            _("Zugriff nur nach Rolle und Zweck"),
            True,
            _("jede Seite nennt ihre Rollen und ihren Zweck; eine Akte öffnet sich nur ihrem Team"),
        ),
    ]


def _web() -> list[State]:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    scripts = " ".join(str(source) for source in policy.get("script-src", []))
    strict = "unsafe" not in scripts
    secure = bool(getattr(settings, "SESSION_COOKIE_SECURE", False) and getattr(settings, "CSRF_COOKIE_SECURE", False))
    hsts = int(getattr(settings, "SECURE_HSTS_SECONDS", 0))
    return [
        State(
            CONFIDENTIALITY,
            _("Verschlüsselte Übertragung (TLS, HSTS)"),
            hsts > 0,
            _("erzwungen, {days} Tage gemerkt").format(days=hsts // 86_400) if hsts else _demo(),
        ),
        State(
            CONFIDENTIALITY,
            _("Cookies"),
            secure,
            _("nur verschlüsselt, unlesbar für Skripte, SameSite={value}").format(
                value=settings.SESSION_COOKIE_SAMESITE
            )
            if secure
            else _("unlesbar für Skripte; verschlüsselt nur: {state}").format(state=_demo()),
        ),
        State(
            INTEGRITY,
            _("Content Security Policy"),
            strict,
            _("{count} Vorgaben; Skripte nur von: {scripts}").format(count=len(policy), scripts=scripts),
        ),
    ]


def _data() -> list[State]:
    personal = personal_models()
    tracked = [model for model in personal if history_of(model)]
    keys = getattr(settings, "FILE_KEYS", None)
    found = [
        State(
            INTEGRITY,
            _("Geschichte jeder Änderung"),
            bool(tracked),
            _("durch die Datenbank selbst für {tracked} von {every} Tabellen mit personenbezogenen Daten").format(
                tracked=len(tracked), every=len(personal)
            ),
        ),
        State(
            INTEGRITY,
            _("Nur wachsende Protokolle"),
            True,
            _("{count} Tabellen, deren Zeilen die Datenbank nicht ändern lässt").format(count=_append_only()),
        ),
    ]
    if keys is not None:
        detail = _("{count} Schlüssel aus der Umgebung").format(count=len(keys)) if keys else _demo()
        found.append(State(CONFIDENTIALITY, _("Dateien verschlüsselt"), bool(keys), detail))
    return found


def _outside() -> list[State]:
    """What the software cannot see. The municipality says it in the impact assessment."""
    return [
        State(
            AVAILABILITY, _("Sicherungen"), None, _("Anleitung in docs/operators.md; ob sie laufen, weiß der Betrieb")
        ),
        State(AVAILABILITY, _("Wiederherstellung geübt"), None, _("hält der Betrieb fest")),
        State(CONFIDENTIALITY, _("Zutritt zu Gebäuden und Servern"), None, _("hält die Kommune fest")),
        State(REVIEW, _("Verpflichtung und Schulung der Beschäftigten"), None, _("hält die Kommune fest")),
        State(REVIEW, _("Vertrag zur Auftragsverarbeitung"), None, _("hält die Kommune fest, wenn andere betreiben")),
    ]


def _row_security() -> tuple[int, int]:
    """How many tables there are, and for how many PostgreSQL enforces row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(*) filter (where relrowsecurity) from pg_class "
            "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
        tables, secured = cursor.fetchone()
    return int(tables), int(secured)


def _append_only() -> int:
    from pgtrigger import Protect

    return sum(
        any(isinstance(trigger, Protect) for trigger in getattr(model._meta, "triggers", []))
        for model in apps.get_models()
    )


def blocks() -> list[dict[str, Any]]:
    """The measures as a table of a paper."""
    rows = [[str(each.area), str(each.title), word(each), str(each.detail)] for each in states()]
    header = [_("Ziel"), _("Maßnahme"), _("Stand"), _("Was die Software sieht")]
    return [{"kind": "table", "header": header, "rows": rows}]


def word(state: State) -> str:
    """How a measure stands, in a word."""
    if state.holds is None:
        return _("nicht sichtbar")
    return _("in Kraft") if state.holds else _("nicht in Kraft")
