"""Offers are for all staff to read; who cares for an organisation changes its offers."""

from roterfaden.base.rowlevel import ALL, Rows, any_of
from roterfaden.base.rowlevel.words import SIGNED_IN
from roterfaden.network.rowlevel import CARING, OWN_STAFF
from roterfaden.offers.translating import rowlevel as translating

OWN = any_of(CARING, f"organisation_id = any ({OWN_STAFF})")


OF_OFFER = "exists (select from offers_offer o where o.id = {{table}}.{column} and o.organisation_id = any ({staff}))"
OWN_OFFER = any_of(CARING, OF_OFFER.format(column="offer_id", staff=OWN_STAFF))
OWN_SCHEDULE = any_of(
    CARING,
    "exists (select from offers_offerschedule s join offers_offer o on o.id = s.offer_id"
    f" where s.id = {{table}}.schedule_id and o.organisation_id = any ({OWN_STAFF}))",
)
OWN_CLOSURE = any_of(
    OWN_OFFER,
    f"organisation_id = any ({OWN_STAFF})",
    f"exists (select from network_place p where p.id = {{table}}.place_id and p.operator_id = any ({OWN_STAFF}))",
)
"""Who runs an offer, a place or an organisation says when it is closed."""


def _of_offer(table: str) -> Rows:
    """A row that belongs to an offer changes with it."""
    return _own(table, OWN_OFFER)


def _own(table: str, own: str, read: str = ALL) -> Rows:
    return Rows(table, read=read, add=own, change=own, remove=own)


ROWS = [
    Rows("offers_offer", read=ALL, add=OWN, change=OWN),
    *map(
        _of_offer,
        (
            "offers_offer_places",
            "offers_offer_fields_of_action",
            "offers_offer_target_groups",
            "offers_offer_topics",
            "offers_offer_districts",
            "offers_offerschedule",
        ),
    ),
    _own("offers_offerexception", OWN_SCHEDULE),
    _own("offers_closure", OWN_CLOSURE),
    # Whoever is not signed in sees contacts that agreed to it, of offers that exist; signed in one sees all.
    _own(
        "offers_offercontact",
        OWN_OFFER,
        read=any_of(
            SIGNED_IN,
            "(is_public and exists (select from offers_offer o where o.id = offer_id and o.is_active))",
        ),
    ),
    Rows("offers_topic", read=ALL),
    # Derived from what is public; whoever renames a place brings the words of other people's offers up to date.
    Rows("offers_offerentry", read=ALL, add=ALL, change=ALL),
    Rows("offers_offertext", read=ALL, add=ALL, change=ALL, remove=ALL),
    Rows("offers_searchword", read=ALL, add=ALL),
    *translating.rows(OWN_OFFER),
]
