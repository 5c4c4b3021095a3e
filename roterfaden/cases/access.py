"""Who may open which page of case management. Which *records* they see there: ``visible_to`` on the querysets.

A file is opened by belonging to the case's team, never by a role alone: the head of unit sees workload and counts, not
files. Search-before-create shows case managers name, birth date and district of the unit's persons, nothing else.
"""

from typing import Any

from roterfaden.base.access import Role, roles

CASE_WORK = roles(Role.CASE_MANAGER)
WORKLOAD = roles(Role.HEAD_OF_UNIT)
COVERS = roles(Role.CASE_MANAGER, Role.HEAD_OF_UNIT)
SUPERVISION = roles(Role.DATA_PROTECTION)
RECIPIENTS = roles(Role.PROVIDER_STAFF, Role.OTHER_OFFICE)
INVITED = roles(Role.CASE_MANAGER, Role.PROVIDER_STAFF, Role.OTHER_OFFICE)
NORM_READERS = roles(Role.CASE_MANAGER, Role.HEAD_OF_UNIT, Role.DATA_PROTECTION)


def may_find_people(user: Any) -> bool:
    """Whether search-before-create answers this user."""
    return CASE_WORK.admits(user)
