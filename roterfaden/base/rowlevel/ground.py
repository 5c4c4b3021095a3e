"""The first words of every condition: who asks, what for, and whether it is the serving role at all."""

from roterfaden.base.rowlevel.declarations import SERVING_ROLE, Rows

FUNCTIONS = f"""
create or replace function rf.me() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('app.user', true), '')::uuid $$;
comment on function rf.me() is 'The account for which this transaction works; null when there is none.';

create or replace function rf.purpose() returns text language sql stable parallel safe
as $$ select coalesce(current_setting('app.purpose', true), '') $$;
comment on function rf.purpose() is 'What this transaction is for, a value of base.access.Purpose.';

create or replace function rf.serves() returns boolean language sql stable parallel safe
as $$ select current_user = '{SERVING_ROLE}' $$;
comment on function rf.serves() is 'Whether the serving role asks. Inside a view the one who asks counts.';

create or replace function rf.is_served() returns boolean language sql stable
as $$ select session_user = '{SERVING_ROLE}' or current_setting('role') = '{SERVING_ROLE}' $$;
comment on function rf.is_served() is
  'Whether the serving role asks, also from inside a function that runs with the rights of the owner.';

create or replace function rf.today() returns date language sql stable parallel safe
as $$ select (now() at time zone 'Europe/Berlin')::date $$;
comment on function rf.today() is 'The day in Germany; Django calls it timezone.localdate().';
"""

ROWS = [
    # Who changed something, on which page; of what the history tells it stands beside.
    Rows("pghistory_context", read="(select rf.me()) is not null"),
]
