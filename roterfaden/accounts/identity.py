"""The city's directory as the operator configured it. Apart from its use, because the settings are read first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp

PROVIDER = "verzeichnis"


@dataclass(frozen=True)
class Directory:
    """The city's directory as configured. ``second_factors``: values of ``amr`` or ``acr`` that count as a second one.

    Without any, people set up a second factor here as well: only the city knows what its directory really asks for.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_factors: frozenset[str]

    @property
    def app(self) -> "SocialApp":
        """As allauth wants it. Only from the settings: nobody adds a directory through the database."""
        from allauth.socialaccount.models import SocialApp

        return SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=self.name,
            client_id=self.client_id,
            secret=self.client_secret,
            settings={"server_url": self.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "email"]},
        )
