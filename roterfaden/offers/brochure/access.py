"""Who prints brochures, and who keeps them."""

from roterfaden.base.access import STAFF
from roterfaden.network.access import DIRECTORY_CARE

PRINTERS = STAFF
KEEPERS = DIRECTORY_CARE
