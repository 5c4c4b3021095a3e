"""Who cares for the directory of the city takes feeds over; all staff may know where an offer comes from."""

from roterfaden.base.access import Role
from roterfaden.base.rowlevel import Rows
from roterfaden.base.rowlevel.words import holds
from roterfaden.network.rowlevel import CARING

STAFF = holds(*Role)

ROWS = [
    Rows("api_feedsource", read=STAFF, add=CARING, change=CARING),
    Rows("api_feedlink", read=STAFF, add=CARING, change=CARING),
    Rows("api_feeddelivery", read=CARING, add=CARING, change=CARING, remove=CARING),
]
