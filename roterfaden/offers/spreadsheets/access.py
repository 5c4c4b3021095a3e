"""Who brings tables: whoever looks after the whole directory. Everybody who reads it may take it along."""

from roterfaden.network.access import DIRECTORY, DIRECTORY_CARE

IMPORTERS = DIRECTORY_CARE
EXPORTERS = DIRECTORY
