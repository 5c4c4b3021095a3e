"""Pages of case management: declared as everywhere, for the purpose of working on cases."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose

page = partial(routing.page, purpose=Purpose.CASE_WORK)
