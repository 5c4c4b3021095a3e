"""What the link of a mail may do without an account: read which offer it is about, and answer once.

PostgreSQL finds the question by the hash of the token and writes the answer itself; the rows stay closed to a page on
which nobody is signed in. The facts of the offer are open to read anyway.
"""

from roterfaden.base.access import Role
from roterfaden.offers.models import ChangeKind, ReviewAnswer, ReviewState

_DEFINER = "security definer set search_path = public, pg_catalog, pg_temp"

FUNCTIONS = f"""
create or replace function offers_open_review(token text) returns offers_offerreview language sql stable {_DEFINER}
as $$
  select r from offers_offerreview r join offers_offer o on o.id = r.offer_id and o.is_active
    and (o.valid_until is null or o.valid_until >= rf.today())
  where r.token_hash = token and r.closed_at is null and r.expires_at > now()
$$;
revoke all on function offers_open_review(text) from public;
comment on function offers_open_review(text) is 'The question behind a link, while it is open.';

create or replace function rf.offer_of_review(token text) returns uuid language sql stable {_DEFINER}
as $$ select (offers_open_review(token)).offer_id $$;
comment on function rf.offer_of_review(text) is 'About which offer a link asks; null when it does not hold any more.';

create or replace function rf.confirm_by_link(token text) returns uuid language plpgsql volatile {_DEFINER}
as $$
declare asked offers_offerreview;
begin
  perform from offers_offerreview r where r.token_hash = token for no key update;
  asked := offers_open_review(token);
  if asked.id is null then return null; end if;
  update offers_offerreview
  set state = '{ReviewState.CONFIRMED}', answered_by = '{ReviewAnswer.LINK}', closed_at = now(), token_hash = null,
      expires_at = null
  where id = asked.id;
  update offers_offer set checked_on = rf.today(), revision = revision + 1 where id = asked.offer_id;
  insert into offers_offerchange (id, offer_id, kind, differences, reason, at)
  values (gen_random_uuid(), asked.offer_id, '{ChangeKind.CONFIRMED}', '[]', '{ReviewAnswer.LINK.label}', now());
  return asked.offer_id;
end $$;
comment on function rf.confirm_by_link(text) is 'The facts of the offer are right today, in all languages.';

create or replace function rf.doubt_by_link(token text, told text) returns jsonb language plpgsql volatile {_DEFINER}
as $$
declare asked offers_offerreview; keeper uuid; keepers jsonb;
begin
  perform from offers_offerreview r where r.token_hash = token for no key update;
  asked := offers_open_review(token);
  if asked.id is null or btrim(told) = '' then return null; end if;
  update offers_offerreview
  set state = '{ReviewState.DOUBTED}', words = told, token_hash = null, expires_at = null where id = asked.id;
  select o.organisation_id into keeper from offers_offer o where o.id = asked.offer_id;
  select jsonb_agg(distinct s.user_id) into keepers
  from network_seat s join accounts_user u on u.id = s.user_id and u.is_active
  where s.role = '{Role.PROVIDER_STAFF}' and s.organisation_id = keeper
    and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today());
  return jsonb_build_object('offer', asked.offer_id, 'told', coalesce(keepers, '[]'));
end $$;
comment on function rf.doubt_by_link(text, text) is
  'The facts do not hold any more, in words; says who keeps the offer, so that they hear of it.';
"""
