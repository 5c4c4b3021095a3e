"""Offers are for all staff to read; who cares for an organisation changes its offers."""

from roterfaden.base.rowlevel import ALL, Rows, any_of, both
from roterfaden.base.rowlevel.words import SIGNED_IN, own
from roterfaden.network.rowlevel import CARING, OWN_STAFF
from roterfaden.offers import review_link
from roterfaden.offers.translating import rowlevel as translating

OF_ITSELF = "id = ($1->>'offer_id')::uuid"
TOUCHING = {
    **dict.fromkeys(
        (
            "offers_offer_places",
            "offers_offer_fields_of_action",
            "offers_offer_target_groups",
            "offers_offer_topics",
            "offers_offer_districts",
            "offers_offerschedule",
            "offers_offercontact",
        ),
        OF_ITSELF,
    ),
    "offers_offerexception": "id = (select offer_id from offers_offerschedule where id = ($1->>'schedule_id')::uuid)",
    "offers_closure": f"{OF_ITSELF} or organisation_id = ($1->>'organisation_id')::uuid"
    " or id in (select offer_id from offers_offer_places where place_id = ($1->>'place_id')::uuid)",
    "network_organisation": "organisation_id = ($1->>'id')::uuid",
    "network_place": "id in (select offer_id from offers_offer_places where place_id = ($1->>'id')::uuid)",
}
"""Whose rows belong to what others are told about an offer, and which offers a row ($1) is about."""


def _touching(table: str, about: str) -> str:
    quoted = about.replace("'", "''")
    return f"""
create or replace trigger touch_offers after insert or update or delete on {table}
for each row execute function rf.touch_offers('{quoted}');
"""


FUNCTIONS = (
    review_link.FUNCTIONS
    + """
create or replace function rf.note_offer_modified() returns trigger language plpgsql
as $$ begin new.modified_at := clock_timestamp(); return new; end $$;
create or replace trigger note_modified before update on offers_offer
for each row when (old.* is distinct from new.*) execute function rf.note_offer_modified();

create or replace function rf.touch_offers() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
  execute format('update offers_offer set modified_at = clock_timestamp() where %s', tg_argv[0])
  using to_jsonb(coalesce(new, old));
  return null;
end $$;
comment on function rf.touch_offers() is
  'Other systems ask what has changed since: whatever belongs to an offer changes it (HSDS last_modified).';
"""
    + "".join(_touching(table, about) for table, about in TOUCHING.items())
)

OWN = any_of(CARING, f"organisation_id = any ({OWN_STAFF})")


OF_OFFER = "exists (select from offers_offer o where o.id = {{table}}.{column} and o.organisation_id = any ({staff}))"
OWN_OFFER = any_of(CARING, OF_OFFER.format(column="offer_id", staff=OWN_STAFF))
OWN_PROGRAMME = any_of(CARING, f"run_by_id = any ({OWN_STAFF})")
_PROGRAMME = (
    "exists (select from offers_programme p where p.id = {{table}}.programme_id and p.run_by_id = any ({staff}))"
)
OF_OWN_PROGRAMME = _PROGRAMME.format(staff=OWN_STAFF)
OWN_LINK = any_of(CARING, OF_OWN_PROGRAMME)
OFFER_OF_OWN_PROGRAMME = (
    "exists (select from offers_offer o join offers_programme p on p.id = o.programme_id"
    f" where o.id = {{table}}.offer_id and p.run_by_id = any ({OWN_STAFF}))"
)
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


OWN_DRAFT = any_of(CARING, f"organisation_id = any ({OWN_STAFF})")
MINE = "(created_by_id is null or created_by_id = (select rf.me()))"
SUGGESTED = f"(state = 'suggested' and organisation_id is null and {MINE})"
OF_DRAFT = "exists (select from offers_offerdraft d where d.id = draft_id)"
"""Read as the one who asks: whoever does not see the draft does not see its steps either."""


def _of_offer(table: str) -> Rows:
    """A row that belongs to an offer changes with it."""
    return _own(table, OWN_OFFER)


def _own(table: str, own: str, read: str = ALL) -> Rows:
    return Rows(table, read=read, add=own, change=own, remove=own)


ROWS = [
    # Whoever runs a programme changes its texts, also in the offers of others that have joined it.
    Rows("offers_offer", read=ALL, add=OWN, change=any_of(OWN, OF_OWN_PROGRAMME)),
    Rows("offers_programme", read=ALL, add=OWN_PROGRAMME, change=OWN_PROGRAMME),
    Rows("offers_programmeevent", read=CARING),
    *(
        _own(f"offers_programme_{links}", OWN_LINK)
        for links in ("fields_of_action", "target_groups", "topics", "not_at")
    ),
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
    # Whoever is not signed in sees contacts that agreed to it, of offers that exist today; signed in one sees all.
    _own(
        "offers_offercontact",
        OWN_OFFER,
        read=any_of(
            SIGNED_IN,
            "(is_public and exists (select from offers_offer o where o.id = offer_id and o.is_active"
            " and (o.valid_until is null or o.valid_until >= rf.today())))",
        ),
    ),
    # Everybody may suggest something, also without an account; only the city reads it.
    Rows("offers_offerdraft", read=OWN_DRAFT, add=any_of(OWN_DRAFT, SUGGESTED), change=OWN_DRAFT),
    Rows("offers_draftstep", read=OF_DRAFT, add=both(OF_DRAFT, own("by_id"))),
    Rows("offers_offerchange", read=OWN_OFFER, add=both(any_of(OWN_OFFER, OFFER_OF_OWN_PROGRAMME), own("by_id"))),
    # Asked by the monthly run, as the owner of the tables; answered here, by link, or by a newer date of the offer.
    Rows("offers_offerreview", read=OWN_OFFER, change=OWN_OFFER, history=True),
    Rows("offers_topic", read=ALL),
    # Derived from what is public; whoever renames a place brings the words of other people's offers up to date.
    Rows("offers_offerentry", read=ALL, add=ALL, change=ALL),
    Rows("offers_offertext", read=ALL, add=ALL, change=ALL, remove=ALL),
    _own("offers_savedbrochure", CARING),
    _own("offers_offerimport", CARING, read=CARING),
    Rows("offers_searchword", read=ALL, add=ALL),
    *translating.rows(OWN_OFFER),
]
