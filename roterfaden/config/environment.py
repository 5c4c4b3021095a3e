"""What the operator decides, read once from the environment and typed.

Every variable is described in ``docs/operators.md``; a test compares both lists.
"""

from dataclasses import dataclass, field
from pathlib import Path

from environs import Env
from environs import validate as check

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Environment:
    """One installation's settings. ``demo`` opens one-click sign-in and the components page, nothing else."""

    demo: bool
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str
    database_fsync: bool
    variable_directory: Path
    default_from_email: str
    email_url: str = field(repr=False)
    proxies: int
    session_idle: int
    session_longest: int
    session_idle_strict: int
    session_longest_strict: int
    lockout_after: int
    lockout_minutes: int
    recertify_days: int
    recertify_grace: int
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_name: str
    oidc_second_factors: list[str]

    @classmethod
    def read(cls) -> "Environment":
        """Read the process environment. Raises ``environs.EnvError`` naming the missing or malformed variable."""
        env = Env()
        demo = env.bool("ROTERFADEN_DEMO", False)
        demo_key = "demo-only-" + "0" * 50
        return cls(
            demo=demo,
            debug=env.bool("ROTERFADEN_DEBUG", False),
            secret_key=env.str("ROTERFADEN_SECRET_KEY", demo_key) if demo else env.str("ROTERFADEN_SECRET_KEY"),
            allowed_hosts=env.list("ROTERFADEN_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"]),
            trusted_origins=env.list("ROTERFADEN_TRUSTED_ORIGINS", []),
            database_url=env.str("DATABASE_URL", ""),
            database_fsync=env.bool("ROTERFADEN_DATABASE_FSYNC", True),
            variable_directory=env.path("ROTERFADEN_VAR", ROOT / "var"),
            default_from_email=env.str("ROTERFADEN_FROM_EMAIL", "roter-faden@localhost"),
            email_url=env.str("ROTERFADEN_EMAIL_URL", "dummy://"),
            proxies=env.int("ROTERFADEN_PROXIES", 0 if demo else 1),
            session_idle=env.int("ROTERFADEN_SESSION_IDLE", 30, validate=check.Range(min=2)),
            session_longest=env.int("ROTERFADEN_SESSION_LONGEST", 600, validate=check.Range(min=10)),
            session_idle_strict=env.int("ROTERFADEN_SESSION_IDLE_STRICT", 15, validate=check.Range(min=2)),
            session_longest_strict=env.int("ROTERFADEN_SESSION_LONGEST_STRICT", 480, validate=check.Range(min=10)),
            lockout_after=env.int("ROTERFADEN_LOCKOUT_AFTER", 5, validate=check.Range(min=3)),
            lockout_minutes=env.int("ROTERFADEN_LOCKOUT_MINUTES", 15, validate=check.Range(min=1)),
            recertify_days=env.int("ROTERFADEN_RECERTIFY_DAYS", 30, validate=check.Range(min=5, max=60)),
            recertify_grace=env.int("ROTERFADEN_RECERTIFY_GRACE", 14, validate=check.Range(min=4, max=28)),
            oidc_issuer=env.str("ROTERFADEN_OIDC_ISSUER", "").rstrip("/"),
            oidc_client_id=env.str("ROTERFADEN_OIDC_CLIENT_ID", ""),
            oidc_client_secret=env.str("ROTERFADEN_OIDC_CLIENT_SECRET", ""),
            oidc_name=env.str("ROTERFADEN_OIDC_NAME", "dem Verzeichnis der Stadt"),
            oidc_second_factors=env.list("ROTERFADEN_OIDC_SECOND_FACTORS", []),
        )
