"""Who may read the concept: everyone with a role, for it is a public document of the municipality."""

from roterfaden.base.access import STAFF

READERS = STAFF
