"""The conditions that many tables share, in the words of the schema ``rf``.

Each call of a function stands in a sub-select of its own: PostgreSQL then asks it once per statement, not once per row.
"""

from roterfaden.base.access import Purpose, Role

SIGNED_IN = "(select rf.me()) is not null"


def for_purpose(*purposes: Purpose) -> str:
    """The page is for one of these purposes."""
    return f"(select rf.purpose() in ({_listed(purposes)}))"


def holds(*roles: Role) -> str:
    """Whoever asks holds one of these roles today."""
    return f"(select rf.has_role({_listed(roles)}))"


def own(column: str = "user_id") -> str:
    """Rows of whoever asks."""
    return f"{column} = (select rf.me())"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


SIGNING_IN = for_purpose(Purpose.SIGN_IN)
ADMINISTERING = f"({for_purpose(Purpose.ADMINISTRATION)} and {holds(Role.ADMINISTRATOR)})"
OVERSEEING = f"({for_purpose(Purpose.DATA_PROTECTION)} and {holds(Role.DATA_PROTECTION)})"
