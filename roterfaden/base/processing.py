"""How a module says what personal data it processes and why: the rows of the records of processing (Art. 30 GDPR).

Each module lists its activities in ``<module>/processing.py`` as ``ACTIVITIES``. Which data an activity holds is not
typed here but read from the models; who may reach them is read from the audiences of the pages.
"""

from dataclasses import dataclass

from roterfaden.base.badges import Text


@dataclass(frozen=True)
class Basis:
    """A legal basis: its citation, and what it allows here."""

    citation: str
    meaning: Text


@dataclass(frozen=True)
class Activity:
    """One processing activity. ``models`` are labels (``cases.Client``); ``rest_of``: modules whose other tables too.

    ``pages``: namespaces of the addresses on which it happens; ``periods``: keys of retention rules.
    """

    key: str
    name: Text
    purpose: Text
    bases: tuple[Basis, ...]
    persons: tuple[Text, ...]
    models: tuple[str, ...] = ()
    rest_of: tuple[str, ...] = ()
    recipients: tuple[Text, ...] = ()
    source: Text = ""
    pages: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
