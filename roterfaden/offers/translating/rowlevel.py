"""Who sees which translation: staff all, others what a person released, or a machine's words on nothing legal."""

from roterfaden.base.access import STAFF
from roterfaden.base.rowlevel import ALL, Rows, any_of, both
from roterfaden.base.rowlevel.words import holds
from roterfaden.network.rowlevel import CARING, OWN_STAFF
from roterfaden.offers.models.translations import LEGAL_FAMILIES, LEGAL_TOPICS
from roterfaden.offers.translating.access import TRANSLATORS

ANY_STAFF = holds(*sorted(STAFF.roles))
_FAMILIES = ", ".join(f"'{key}'" for key in LEGAL_FAMILIES)
_TOPICS = ", ".join(f"'{key}'" for key in (*LEGAL_FAMILIES, *LEGAL_TOPICS))
LEGAL = any_of(
    "exists (select from offers_offer_topics l join offers_topic t on t.key = l.topic_id"
    f" where l.offer_id = {{table}}.offer_id and (t.key in ({_TOPICS}) or t.family_id in ({_FAMILIES})))",
    "exists (select from offers_releaseonly r where r.offer_id = {table}.offer_id)",
)
PUBLIC = both(
    "texts <> jsonb_build_object()",
    "exists (select from offers_offer o where o.id = {table}.offer_id and o.is_active)",
    "exists (select from offers_language g where g.code = {table}.language_id and g.is_offered)",
    any_of("released_at is not null", f"not {LEGAL}"),
)
TRANSLATING = holds(*sorted(TRANSLATORS.roles))
ASKED = (
    "exists (select from offers_language_translated_by b"
    f" where b.language_id = {{table}}.language_id and b.organisation_id = any ({OWN_STAFF}))"
)


def rows(own_offer: str) -> list[Rows]:
    """The tables of translations; ``own_offer``: the row belongs to an offer that whoever asks looks after."""
    writing = any_of(own_offer, ASKED)
    return [
        Rows("offers_language", read=ALL, add=CARING, change=CARING),
        Rows("offers_language_translated_by", read=ALL, add=CARING, remove=CARING),
        Rows(
            "offers_offertranslation",
            read=any_of(ANY_STAFF, PUBLIC),
            add=writing,
            change=writing,
            remove=writing,
        ),
        Rows("offers_releaseonly", read=ALL, add=own_offer, remove=own_offer),
        # Only how many letters, of no one's text.
        Rows("offers_machineuse", read=TRANSLATING, add=TRANSLATING, change=TRANSLATING),
        Rows("offers_glossaryterm", read=ALL, add=CARING, change=CARING),
    ]
