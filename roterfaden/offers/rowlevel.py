"""Offers are for all staff to read; who cares for an organisation changes its offers."""

from roterfaden.base.rowlevel import ALL, Rows, any_of
from roterfaden.network.rowlevel import CARING, OWN_STAFF

OWN = any_of(CARING, f"organisation_id = any ({OWN_STAFF})")


def _of_offer(table: str) -> Rows:
    """A row that belongs to an offer changes with it."""
    own = any_of(
        CARING,
        f"exists (select from offers_offer o where o.id = {table}.offer_id and o.organisation_id = any ({OWN_STAFF}))",
    )
    return Rows(table, read=ALL, add=own, change=own, remove=own)


ROWS = [
    Rows("offers_offer", read=ALL, add=OWN, change=OWN),
    *map(
        _of_offer,
        (
            "offers_offer_places",
            "offers_offer_fields_of_action",
            "offers_offer_target_groups",
            "offers_offerschedule",
        ),
    ),
    Rows("offers_searchword", read=ALL, add=ALL),
]
