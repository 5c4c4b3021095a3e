"""Who reads the counts of needs, and who says what became of them."""

from typing import Any

from roterfaden.base.access import Role, roles

READERS = roles(Role.CASE_MANAGER, Role.HEAD_OF_UNIT, Role.VOLUNTEER_COORDINATOR)
ANSWERING = roles(Role.HEAD_OF_UNIT, Role.VOLUNTEER_COORDINATOR)


def may_answer(user: Any) -> bool:
    """Whether ``user`` may say what became of needs."""
    return ANSWERING.admits(user)
