"""What the operator decides, read once from the environment and typed.

Every variable is described in ``docs/operators.md``; a test compares both lists.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env, EnvError
from environs import validate as check

from roterfaden.base.vault import parse_key

CLAMD = r"^$|^/.+|^[^/\s]+:\d{1,5}$"
"""Nothing, the path of a socket, or host:port."""
WEB_ADDRESS = r"^$|^https?://\S+$"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Environment:
    """One installation's settings. ``demo`` opens one-click sign-in and the components page, nothing else."""

    demo: bool
    debug: bool
    secret_key: str
    protocol_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str
    owner_database_url: str
    serves: bool
    database_fsync: bool
    variable_directory: Path
    default_from_email: str
    emergencies_per_day: int
    disclosed_days: int
    answer_link_days: int
    email_url: str = field(repr=False)
    file_keys: list[str] = field(repr=False)
    file_megabytes: int
    clamd: str
    proxies: int
    session_idle: int
    session_longest: int
    session_idle_strict: int
    session_longest_strict: int
    lockout_after: int
    lockout_minutes: int
    recertify_days: int
    recertify_grace: int
    api_per_minute: int
    embed_in: list[str]
    feed_hosts: list[str]
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_name: str
    oidc_second_factors: list[str]
    translation_kind: str
    translation_url: str
    translation_key: str = field(repr=False)
    translation_budget: int

    @classmethod
    def read(cls) -> "Environment":
        """Read the process environment. Raises ``environs.EnvError`` naming the missing or malformed variable."""
        env = Env()
        demo = env.bool("ROTERFADEN_DEMO", False)
        demo_key = "demo-only-" + "0" * 50
        secret_key = env.str("ROTERFADEN_SECRET_KEY", demo_key) if demo else env.str("ROTERFADEN_SECRET_KEY")
        return cls(
            demo=demo,
            debug=env.bool("ROTERFADEN_DEBUG", False),
            secret_key=secret_key,
            protocol_key=env.str("ROTERFADEN_PROTOCOL_KEY", "") or secret_key,
            allowed_hosts=env.list("ROTERFADEN_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"]),
            trusted_origins=env.list("ROTERFADEN_TRUSTED_ORIGINS", []),
            database_url=env.str("DATABASE_URL", ""),
            owner_database_url=env.str("DATABASE_OWNER_URL", ""),
            serves=_serves(env),
            database_fsync=env.bool("ROTERFADEN_DATABASE_FSYNC", True),
            variable_directory=env.path("ROTERFADEN_VAR", ROOT / "var"),
            default_from_email=env.str("ROTERFADEN_FROM_EMAIL", "roter-faden@localhost"),
            emergencies_per_day=env.int("ROTERFADEN_EMERGENCIES_PER_DAY", 3),
            disclosed_days=env.int("ROTERFADEN_DISCLOSED_DAYS", 30),
            answer_link_days=env.int("ROTERFADEN_ANSWER_LINK_DAYS", 14, validate=check.Range(min=1, max=60)),
            email_url=env.str("ROTERFADEN_EMAIL_URL", "dummy://"),
            file_keys=_file_keys(env.list("ROTERFADEN_FILE_KEYS", []), demo=demo),
            file_megabytes=env.int("ROTERFADEN_FILE_MEGABYTES", 20, validate=check.Range(min=1, max=100)),
            clamd=env.str("ROTERFADEN_CLAMD", "", validate=check.Regexp(CLAMD)),
            proxies=env.int("ROTERFADEN_PROXIES", 0 if demo else 1),
            session_idle=env.int("ROTERFADEN_SESSION_IDLE", 30, validate=check.Range(min=2)),
            session_longest=env.int("ROTERFADEN_SESSION_LONGEST", 600, validate=check.Range(min=10)),
            session_idle_strict=env.int("ROTERFADEN_SESSION_IDLE_STRICT", 15, validate=check.Range(min=2)),
            session_longest_strict=env.int("ROTERFADEN_SESSION_LONGEST_STRICT", 480, validate=check.Range(min=10)),
            lockout_after=env.int("ROTERFADEN_LOCKOUT_AFTER", 5, validate=check.Range(min=3)),
            lockout_minutes=env.int("ROTERFADEN_LOCKOUT_MINUTES", 15, validate=check.Range(min=1)),
            recertify_days=env.int("ROTERFADEN_RECERTIFY_DAYS", 30, validate=check.Range(min=5, max=60)),
            recertify_grace=env.int("ROTERFADEN_RECERTIFY_GRACE", 14, validate=check.Range(min=4, max=28)),
            api_per_minute=env.int("ROTERFADEN_API_PER_MINUTE", 120, validate=check.Range(min=1)),
            embed_in=_origins(env.list("ROTERFADEN_EMBED_IN", [])),
            feed_hosts=env.list("ROTERFADEN_FEED_HOSTS", []),
            oidc_issuer=env.str("ROTERFADEN_OIDC_ISSUER", "").rstrip("/"),
            oidc_client_id=env.str("ROTERFADEN_OIDC_CLIENT_ID", ""),
            oidc_client_secret=env.str("ROTERFADEN_OIDC_CLIENT_SECRET", ""),
            oidc_name=env.str("ROTERFADEN_OIDC_NAME", "dem Verzeichnis der Stadt"),
            oidc_second_factors=env.list("ROTERFADEN_OIDC_SECOND_FACTORS", []),
            translation_kind=_translation_kind(env),
            translation_url=env.str("ROTERFADEN_TRANSLATION_URL", "", validate=check.Regexp(WEB_ADDRESS)).rstrip("/"),
            translation_key=env.str("ROTERFADEN_TRANSLATION_KEY", ""),
            translation_budget=env.int("ROTERFADEN_TRANSLATION_BUDGET", 500_000, validate=check.Range(min=0)),
        )


def _serves(env: Env) -> bool:
    """Whether this process signs in to PostgreSQL as the role that serves pages; ``manage.py`` and tests are the owner.

    Serving unless said otherwise: whoever forgets to say so sees too little, never too much.
    """
    return env.str("ROTERFADEN_DATABASE_ROLE", "serving", validate=check.OneOf(["serving", "owner"])) == "serving"


def _translation_kind(env: Env) -> str:
    """Which protocol the translation service speaks; nothing: there is none. Raises ``EnvError`` without an address."""
    kind = env.str("ROTERFADEN_TRANSLATION", "", validate=check.OneOf(["", "libretranslate", "deepl"]))
    if kind and not env.str("ROTERFADEN_TRANSLATION_URL", ""):
        raise EnvError("ROTERFADEN_TRANSLATION_URL fehlt: Unter welcher Adresse antwortet der Übersetzungsdienst?")
    return kind


def _origins(sites: list[str]) -> list[str]:
    """Sites as a browser names them. Raises ``EnvError`` for anything else: it would open more than was meant."""
    wrong = [site for site in sites if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", site)]
    if wrong:
        raise EnvError(f"ROTERFADEN_EMBED_IN nennt keine Internetseite wie https://www.example.de: {', '.join(wrong)}")
    return sites


def _file_keys(keys: list[str], *, demo: bool) -> list[str]:
    """The keys files are encrypted with, proven usable. Raises ``EnvError`` without repeating a key."""
    if not keys and not demo:
        raise EnvError(
            "ROTERFADEN_FILE_KEYS fehlt: Ohne Schlüssel gibt es keinen Platz für Dateien. Einen neuen erzeugt\n"
            'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
        )
    try:
        ids = [parse_key(key).id for key in keys]
    except ValueError as error:
        raise EnvError(f"ROTERFADEN_FILE_KEYS ist nicht lesbar. {error}") from None
    if len(set(ids)) != len(ids):
        raise EnvError("ROTERFADEN_FILE_KEYS nennt einen Schlüssel zweimal.")
    return keys
