"""What a person may do to their file without an account: say once, by link and code, how it was for them.

Nothing of the file can be read this way: the questions are the same for everybody.
"""

from roterfaden.cases.models import Act, LinkEnd, SafeguardKind
from roterfaden.cases.outside_links import DEFINER, let_in, take_answer

_LINKS = ("cases_viewlink", "cases_open_view_link")

FUNCTIONS = f"""
create or replace function cases_open_view_link(token text) returns cases_viewlink language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select l from cases_viewlink l join cases_case k on k.id = l.case_id
  where l.token_hash = token and l.closed_at is null and l.expires_at > now()
    and not exists (
      select from cases_safeguard s
      where s.client_id = k.client_id and s.kind = '{SafeguardKind.RESTRICTION}' and s.subject is null
        and s.ended_at is null and (s.lifted_until is null or s.lifted_until <= now())
    )
$$;
revoke all on function cases_open_view_link(text) from public;
comment on function cases_open_view_link(text) is
  'The link, if its questions can still be answered, also after the end of a case: not while the file is restricted.';

create or replace function rf.view_link_language(token text) returns text language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$ select (cases_open_view_link(token)).language $$;
comment on function rf.view_link_language(text) is 'In which language is asked behind a link that is open.';

create or replace function rf.enter_view_link(token text, code text) returns jsonb {DEFINER}
as $$
declare link cases_viewlink;
begin
  {let_in(*_LINKS)}
  return (
    select jsonb_build_object('outcome', 'open', 'language', link.language, 'office', o.name, 'phone', o.phone)
    from cases_case k join cases_client c on c.id = k.client_id join network_organisation o on o.id = c.organisation_id
    where k.id = link.case_id
  );
end $$;
comment on function rf.enter_view_link(text, text) is
  'Opens the questions behind a link with the right code. Wrong codes are counted; the fifth ends the link.';

create or replace function rf.view_by_link(
  token text, code text, how_way integer, how_understanding integer, how_time integer, how_today integer, said text,
  ways text
) returns jsonb {DEFINER}
as $$
declare link cases_viewlink; file cases_case; given uuid := gen_random_uuid();
begin
  -- The file first, as every act locks it.
  select k.* into file from cases_case k
  where k.id = (select l.case_id from cases_viewlink l where l.token_hash = token) for no key update;
  {take_answer(*_LINKS)}
  insert into cases_ownview (
    id, revision, case_id, language, given_by, given_on, way, understanding, time, today, words, withdrawn_reason
  ) values (
    given, 1, link.case_id, link.language, link.way, rf.today(), how_way, how_understanding, how_time, how_today, said,
    ''
  );
  update cases_viewlink set closed_at = now(), closed_why = '{LinkEnd.USED}' where id = link.id;
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  values (
    gen_random_uuid(), link.case_id, '{Act.OWN_VIEW_GIVEN}', now(), null, ways::jsonb ->> link.way, '', '', '', given
  );
  return jsonb_build_object('outcome', 'done', 'case', link.case_id, 'told', file.lead_id);
end $$;
comment on function rf.view_by_link(text, text, integer, integer, integer, integer, text, text) is
  'The one answer that a link to the person''s own view is good for.';
"""
