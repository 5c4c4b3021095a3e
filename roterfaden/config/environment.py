"""What the operator decides, read once from the environment and typed.

Every variable is described in ``docs/operators.md``; a test compares both lists.
"""

from dataclasses import dataclass, field
from pathlib import Path

from environs import Env, validate

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
    email_url: str = field(repr=False)

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
            email_url=env.str("ROTERFADEN_EMAIL_URL", "dummy://"),
        )


def _serves(env: Env) -> bool:
    """Whether this process signs in to PostgreSQL as the role that serves pages; ``manage.py`` and tests are the owner.

    Serving unless said otherwise: whoever forgets to say so sees too little, never too much.
    """
    return env.str("ROTERFADEN_DATABASE_ROLE", "serving", validate=validate.OneOf(["serving", "owner"])) == "serving"
