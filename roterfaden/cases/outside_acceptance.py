"""What the office may do to a file that is to take over at a Rechtskreiswechsel: say once, by link and code, whether.

It reads what was disclosed to it and nothing else. The rule is that of the act ``record_acceptance``.
"""

from roterfaden.cases.models import AcceptanceState, Act, AnswerWay, AreaChangeState, LinkEnd, SafeguardKind
from roterfaden.cases.outside_links import DEFINER, EXTEND, let_in, note_read, says_open, take_answer

_ASKED_IN = ", ".join(f"'{state}'" for state in AreaChangeState.with_steps())
_ANSWERS = ", ".join(f"'{state}'" for state in AcceptanceState.answers())
_LINKS = ("cases_acceptancelink", "cases_open_acceptance_link")
_WHOM = """'case', link.case_id,
      'change', (select a.change_id from cases_areaacceptance a where a.id = link.acceptance_id),
      'told', (
        select jsonb_build_array(a.asked_by_id, k.lead_id)
        from cases_areaacceptance a join cases_case k on k.id = a.case_id where a.id = link.acceptance_id
      )"""

FUNCTIONS = f"""
create or replace function cases_open_acceptance_link(token text) returns cases_acceptancelink language sql stable
security definer set search_path = public, pg_catalog, pg_temp
as $$
  select l from cases_acceptancelink l
  join cases_areaacceptance a on a.id = l.acceptance_id and a.state = '{AcceptanceState.ASKED}'
  -- Whoever calls a change off may not see every question: its link is dead all the same.
  join cases_legalareachange c on c.id = a.change_id and c.state in ({_ASKED_IN})
  join cases_disclosure d on d.id = a.disclosure_id and d.closed_at is null and d.open_until >= rf.today()
  join cases_case k on k.id = a.case_id and k.closed_at is null
  where l.token_hash = token and l.closed_at is null and l.expires_at > now()
    and not exists (
      select from cases_safeguard s
      where s.client_id = k.client_id and s.ended_at is null and (s.lifted_until is null or s.lifted_until <= now())
        and (s.kind = '{SafeguardKind.OBJECTION}' or s.subject is null or s.subject = a.id)
    )
$$;
{says_open("acceptance_link_is_open", "cases_open_acceptance_link")}

create or replace function rf.enter_acceptance_link(token text, code text, request uuid, page text, masked text)
returns jsonb {DEFINER}
as $$
declare link cases_acceptancelink; shown jsonb; person uuid; place uuid; place_name text;
begin
  {let_in(*_LINKS, told=_WHOM)}
  select jsonb_build_object(
    'outcome', 'open', 'revision', a.revision, 'text', d.text, 'recipient', coalesce(o.name, d.recipient_described),
    'asked_by', u.name, 'office', office.name, 'phone', office.phone, 'due_on', a.due_on
  ), k.client_id, coalesce(o.id, a.id),
    case when o.is_sensitive then masked else coalesce(o.name, d.recipient_described) end
  into shown, person, place, place_name
  from cases_areaacceptance a
  join cases_disclosure d on d.id = a.disclosure_id
  join cases_case k on k.id = a.case_id
  join cases_client c on c.id = k.client_id
  join network_organisation office on office.id = c.organisation_id
  join accounts_user u on u.id = a.asked_by_id
  left join network_organisation o on o.id = d.recipient_id
  where a.id = link.acceptance_id;
  {note_read("enter_acceptance_link")}
  return shown;
end $$;
comment on function rf.enter_acceptance_link(text, text, uuid, text, text) is
  'What a link opens with the right code, noted in the log of reads. Wrong codes are counted; the fifth ends the link.';

create or replace function rf.accept_by_link(
  token text, code text, seen integer, answer text, person text, phone text, theirs text, why text, line text,
  masked text, days integer
) returns jsonb {DEFINER}
as $$
declare link cases_acceptancelink; asked cases_areaacceptance; place text; is_masked boolean; lead uuid;
begin
  -- The file first, as every act locks it.
  select k.lead_id into lead from cases_case k
  where k.id = (select l.case_id from cases_acceptancelink l where l.token_hash = token) for no key update;
  {take_answer(*_LINKS)}
  select a.* into asked from cases_areaacceptance a where a.id = link.acceptance_id for no key update;
  if seen is distinct from asked.revision then return jsonb_build_object('outcome', 'conflict'); end if;
  if answer not in ({_ANSWERS})
     or (answer = '{AcceptanceState.ACCEPTED}' and btrim(person) = '')
     or (answer = '{AcceptanceState.DECLINED}' and btrim(why) = '') then
    return jsonb_build_object('outcome', 'refused');
  end if;
  update cases_areaacceptance
  set state = answer, way = '{AnswerWay.LINK}', answered_at = now(), contact_person = person, contact_phone = phone,
    their_reference = theirs, reason = why, revision = revision + 1
  where id = asked.id;
  {EXTEND}
  update cases_acceptancelink set closed_at = now(), closed_why = '{LinkEnd.USED}' where id = link.id;
  -- Of a confidential place the timeline tells neither name nor words: people without full insight read it.
  select coalesce(o.is_sensitive, false),
         case when o.is_sensitive then masked else coalesce(o.name, d.recipient_described) end
  into is_masked, place
  from cases_disclosure d left join network_organisation o on o.id = d.recipient_id where d.id = asked.disclosure_id;
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  values (
    gen_random_uuid(), asked.case_id, '{Act.ACCEPTANCE_ANSWERED}', now(), null, place || ': ' || line,
    case when is_masked then '' else why end, '', '', asked.change_id
  );
  return jsonb_build_object(
    'outcome', 'done', 'case', asked.case_id, 'change', asked.change_id, 'place', place,
    'told', jsonb_build_array(asked.asked_by_id, lead)
  );
end $$;
comment on function rf.accept_by_link(text, text, integer, text, text, text, text, text, text, text, integer) is
  'The one answer that a link is good for: the office takes over, or is not the right one.';
"""
