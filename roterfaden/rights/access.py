"""Who may open which page of the person's rights."""

from roterfaden.base.access import Role, roles

RIGHTS_WORK = roles(Role.CASE_MANAGER)
"""Whoever works with the person gives them their rights: their team, or who took the first conversation."""

SUPERVISION = roles(Role.DATA_PROTECTION, Role.HEAD_OF_UNIT)
"""Requests by reference and deadline, without names; records, measures, impact assessment."""
