"""Who may open which page of the bodies. Which reports they see there: ``visible_to`` on the queryset."""

from roterfaden.base.access import Role, roles

READERS = roles(Role.BODY_MEMBER, Role.HEAD_OF_UNIT)
KEEPERS = roles(Role.HEAD_OF_UNIT)
