"""Who may open which page of the log. Which *entries* they see there: ``visible_to`` on the queryset."""

from roterfaden.base.access import Role, roles

OVERSIGHT = roles(Role.DATA_PROTECTION)
