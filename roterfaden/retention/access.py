"""Who may open which page of the periods."""

from roterfaden.base.access import Role, roles

SUPERVISION = roles(Role.DATA_PROTECTION)
"""Rules, coming deletions by reference, holds, the protocol: the data protection officer. No names."""

CASE_WORK = roles(Role.CASE_MANAGER)
"""What of one's own files will soon be deleted, and stopping it."""
