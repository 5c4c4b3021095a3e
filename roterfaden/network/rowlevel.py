"""Who sees which row of the network: the directory is open to staff, seats and the history of accounts are not."""

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import ALL, Rows, any_of, both
from roterfaden.base.rowlevel.words import ADMINISTERING, SIGNED_IN, SIGNING_IN, for_purpose, holds, own

FUNCTIONS = """
create or replace function rf.work_out_seats() returns void language plpgsql volatile security definer
set search_path = public, pg_catalog, pg_temp
as $$
declare held jsonb;
begin
  select coalesce(jsonb_object_agg(role, organisations), '{}') into held from (
    select role, jsonb_agg(organisation_id) as organisations from network_seat
    where user_id = rf.me() and starts_on <= rf.today() and (ends_on is null or ends_on >= rf.today())
    group by role
  ) seats;
  if exists (
    select from network_seat s join network_organisation o on o.id = s.organisation_id and o.is_immigration_authority
    where s.user_id = rf.me() and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
  ) then
    held := held || '{"immigration_authority": []}';
  end if;
  perform set_config('app.seats', held::text, true);
end $$;
comment on function rf.work_out_seats() is
  'Once per transaction: roles and organisations of today; the Ausländerbehörde counts as a role here.';

create or replace function rf.my_seats() returns jsonb language plpgsql stable
as $$
begin
  if coalesce(current_setting('app.seats', true), '') = '' then perform rf.work_out_seats(); end if;
  return current_setting('app.seats')::jsonb;
end $$;

create or replace function rf.has_role(variadic wanted text[]) returns boolean language sql stable
as $$ select rf.my_seats() ?| wanted $$;
comment on function rf.has_role(text[]) is 'Whether whoever asks holds one of the roles today.';

create or replace function rf.my_organisations(variadic wanted text[] default '{}') returns uuid[] language sql stable
as $$
  select coalesce(array_agg(distinct organisation::uuid), '{}')
  from jsonb_each(rf.my_seats()) as seats(role, organisations), jsonb_array_elements_text(organisations) as organisation
  where wanted = '{}' or role = any (wanted)
$$;
comment on function rf.my_organisations(text[]) is 'The organisations of today''s seats, of all roles or the named.';

create or replace function rf.forget_seats() returns trigger language plpgsql
as $$ begin perform set_config('app.seats', '', true); return null; end $$;
create or replace trigger forget_seats after insert or update or delete on network_seat
for each statement execute function rf.forget_seats();
"""

NOT_MINE = "user_id <> (select rf.me())"
WATCHING = both(
    for_purpose(Purpose.ADMINISTRATION, Purpose.DATA_PROTECTION), holds(Role.ADMINISTRATOR, Role.DATA_PROTECTION)
)
CARING = holds(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT)
OWN_STAFF = f"(select rf.my_organisations('{Role.PROVIDER_STAFF}'))::uuid[]"

ROWS = [
    Rows("network_municipality", read=ALL),
    Rows("network_district", read=ALL),
    Rows(
        "network_organisation",
        read=ALL,
        add=CARING,
        change=any_of(CARING, f"id = any ({OWN_STAFF})"),
    ),
    Rows("network_place", read=ALL, add=CARING, change=CARING),
    Rows("network_room", read=ALL, add=CARING, change=CARING, remove=CARING),
    Rows("network_openinghours", read=ALL, add=CARING, change=CARING, remove=CARING),
    Rows(
        "network_seat",
        read=any_of(
            own(),
            holds(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT, Role.DATA_PROTECTION),
            "organisation_id = any ((select rf.my_organisations())::uuid[])",
            # Everybody may know who watches over data protection.
            both(SIGNED_IN, f"role = '{Role.DATA_PROTECTION}'"),
            # The demo's sign-in page introduces the invented colleagues.
            both(SIGNING_IN, "exists (select from accounts_user u where u.id = user_id and u.is_synthetic)"),
        ),
        # Nobody gives a right to themselves.
        add=both(ADMINISTERING, NOT_MINE),
        change=both(any_of(ADMINISTERING, both(WATCHING, f"role = '{Role.ADMINISTRATOR}'")), NOT_MINE),
    ),
    Rows("network_seatevent", read=WATCHING),
    Rows(
        # The line about a lock is written while nobody is signed in, and in nobody's name.
        "network_accountchange",
        read=any_of(WATCHING, own("account_id")),
        add=any_of(
            both(WATCHING, own("changed_by_id")),
            both(SIGNING_IN, "kind = 'locked_out'", "changed_by_id is null"),
        ),
    ),
    # Rounds are opened and closed by the daily run, as the owner of the tables.
    Rows("network_recertificationround", read=WATCHING),
    Rows(
        "network_seatcheck",
        read=any_of(WATCHING, f"exists (select from network_seat s where s.id = seat_id and {own('s.user_id')})"),
        change=WATCHING,
    ),
    Rows("network_seatcheckevent", read=WATCHING),
]
