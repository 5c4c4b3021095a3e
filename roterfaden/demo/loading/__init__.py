"""Loading a municipality's files. The door: ``load_municipality(directory)``, ``LoadingFailed``, ``Loaded``."""

from roterfaden.demo.loading.municipality import Loaded, load_municipality
from roterfaden.demo.loading.problems import LoadingFailed

__all__ = ["Loaded", "LoadingFailed", "load_municipality"]
