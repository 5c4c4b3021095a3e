"""The key under which a browser keeps a note that could not be sent yet.

On a phone a tab is closed by the system, not by its owner, so a note on the way must outlive it. What outlives a tab
can be read by whoever has the device next: it is kept encrypted, and the key stands only on pages that its author
sees after signing in. The browser never stores the key.
"""

from base64 import b64encode

from django.utils.crypto import salted_hmac

from roterfaden.accounts.models import User


def key_of(user: User) -> str:
    """The key of one user, 256 bits in base64, the same on every device and day."""
    return b64encode(salted_hmac("roterfaden.cases.unsent", str(user.pk), algorithm="sha256").digest()).decode()
