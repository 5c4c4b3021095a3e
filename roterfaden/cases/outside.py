"""What somebody who may not open a file can still do to it: answer a referral that reached them.

The rows stay closed to them. PostgreSQL writes the answer itself, in functions that look up who was asked and touch
that one referral; which answer may follow which is the rule of ``ReferralState``, put into words of SQL here.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import any_of, both
from roterfaden.base.rowlevel.words import for_purpose
from roterfaden.cases.actions.referrals import STEP_STATE
from roterfaden.cases.conferring import TOLD_TO_ME
from roterfaden.cases.models import Act, LinkEnd, ReferralState, SafeguardKind
from roterfaden.cases.outside_links import DEFINER, EXTEND, let_in, note_read, says_open, take_answer

RECIPIENT_ROLES = f"'{Role.PROVIDER_STAFF}', '{Role.OTHER_OFFICE}'"
# Passed on to one's own organisation and still open: the row itself, nothing of the file behind it. What was told to
# somebody invited to a conference is theirs alone.
RECEIVED = both(
    for_purpose(Purpose.DISCLOSED),
    any_of(
        both(
            "invitee_id is null",
            f"recipient_id = any ((select rf.my_organisations({RECIPIENT_ROLES}))::uuid[])",
        ),
        TOLD_TO_ME,
    ),
    "closed_at is null",
    "open_until >= (select rf.today())",
)
_STEPS = ", ".join(
    f"('{before}', '{after}', '{STEP_STATE[after]}')"
    for before in ReferralState
    for after in ReferralState.next_states(before)
)
_RUNNING = ", ".join(f"'{state}'" for state in ReferralState.running())
_FAILED = ", ".join(f"'{state}'" for state in ReferralState.failed())
_ENDED = ", ".join(f"'{state}'" for state in ReferralState if not ReferralState.next_states(state))
_LINKS = ("cases_referrallink", "cases_open_link")
_WHOM = """'case', link.case_id, 'referral', link.referral_id,
      'told', (
        select jsonb_build_array(r.sent_by_id, k.lead_id)
        from cases_referral r join cases_case k on k.id = r.case_id where r.id = link.referral_id
      )"""

FUNCTIONS = f"""
create or replace function rf.received_referral(passed uuid) returns uuid language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select r.id from cases_referral r
  where r.disclosure_id = (select d.id from cases_disclosure d where d.id = passed and {RECEIVED})
$$;
comment on function rf.received_referral(uuid) is
  'The referral behind what was passed on to whoever asks, as long as they may read it.';

create or replace function rf.note_seen(passed uuid) returns void {DEFINER}
as $$
begin
  update cases_referral set seen_at = now() where id = rf.received_referral(passed) and seen_at is null;
end $$;
comment on function rf.note_seen(uuid) is 'The recipient opened for the first time what was passed on to them.';

create or replace function cases_write_answer(
  which uuid, seen integer, answer text, why text, line text, masked text, answerer uuid, days integer
) returns jsonb {DEFINER}
as $$
declare asked cases_referral; file cases_case; place text; step text; is_masked boolean;
begin
  -- The file first, as every act locks it: what is asked below holds until the answer is written.
  select k.* into file from cases_case k
  where k.id = (select r.case_id from cases_referral r where r.id = which) for no key update;
  select r.* into asked from cases_referral r where r.id = which for no key update;
  if not exists (
    select from cases_disclosure d
    where d.id = asked.disclosure_id and d.closed_at is null and d.open_until >= rf.today()
  ) then return jsonb_build_object('outcome', 'gone'); end if;
  if file.closed_at is not null or exists (
    select from cases_safeguard s
    where s.client_id = file.client_id and s.kind = '{SafeguardKind.RESTRICTION}' and s.ended_at is null
      and (s.lifted_until is null or s.lifted_until <= now())
      and (s.subject is null or s.subject in (asked.id, asked.measure_id))
  ) then return jsonb_build_object('outcome', 'closed'); end if;
  if seen is distinct from asked.revision then return jsonb_build_object('outcome', 'conflict'); end if;
  select s.step into step from (values {_STEPS}) as s(before, after, step)
  where s.before = asked.state and s.after = answer;
  if step is null or (answer in ({_FAILED}) and btrim(why) = '') then
    return jsonb_build_object('outcome', 'refused');
  end if;
  select o.is_sensitive, case when o.is_sensitive then masked else f.title end into is_masked, place
  from offers_offer f join network_organisation o on o.id = f.organisation_id where f.id = asked.offer_id;
  update cases_referral
  set state = answer, reason = why, answered_at = now(), seen_at = coalesce(seen_at, now()), revision = revision + 1
  where id = which;
  update cases_measure set state = step, revision = revision + 1 where id = asked.measure_id;
  if answer in ({_ENDED}) then
    {EXTEND}
  end if;
  update cases_referrallink set closed_at = now(), closed_why = '{LinkEnd.USED}'
  where referral_id = which and closed_at is null;
  -- Of a confidential place the timeline tells neither name nor words: people without full insight read it.
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  values (
    gen_random_uuid(), file.id, '{Act.REFERRAL_ANSWERED}', now(), case when not is_masked then answerer end,
    place || ': ' || line, case when is_masked then '' else why end, '', '', which
  );
  return jsonb_build_object(
    'outcome', 'done', 'case', file.id, 'referral', which, 'told', jsonb_build_array(asked.sent_by_id, file.lead_id)
  );
end $$;
revoke all on function cases_write_answer(uuid, integer, text, text, text, text, uuid, integer) from public;
comment on function cases_write_answer(uuid, integer, text, text, text, text, uuid, integer) is
  'Writes an answer that comes from outside, as the act answer_referral does. Only the functions beside it call it.';

create or replace function rf.answer_received(
  passed uuid, seen integer, answer text, why text, line text, masked text, days integer
) returns jsonb {DEFINER}
as $$
declare which uuid := rf.received_referral(passed);
begin
  if which is null then return jsonb_build_object('outcome', 'gone'); end if;
  return cases_write_answer(which, seen, answer, why, line, masked, rf.me(), days);
end $$;
comment on function rf.answer_received(uuid, integer, text, text, text, text, integer) is
  'An answer by somebody of the organisation that was asked. They have an account and read what was passed on here.';

create or replace function rf.readers_of(passed uuid) returns uuid[] language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select coalesce(array_agg(distinct u.id), '{{}}')
  from cases_disclosure d
  join network_seat s on s.organisation_id = d.recipient_id
    and s.role in ('{Role.PROVIDER_STAFF}', '{Role.OTHER_OFFICE}')
  join accounts_user u on u.id = s.user_id and u.is_active
  where d.id = passed and d.case_id = any (rf.my_cases('file'))
    and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
$$;
comment on function rf.readers_of(uuid) is
  'Who can read at the recipient what was passed on out of a file of whoever asks: to remind them.';

create or replace function cases_open_link(token text) returns cases_referrallink language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select l from cases_referrallink l
  join cases_referral r on r.id = l.referral_id and r.state in ({_RUNNING})
  join cases_disclosure d on d.id = r.disclosure_id and d.closed_at is null and d.open_until >= rf.today()
  join cases_case k on k.id = r.case_id and k.closed_at is null
  where l.token_hash = token and l.closed_at is null and l.expires_at > now()
    and not exists (
      select from cases_safeguard s
      where s.client_id = k.client_id and s.ended_at is null and (s.lifted_until is null or s.lifted_until <= now())
        and (s.subject is null or s.subject in (r.id, r.measure_id))
    )
$$;
{says_open("link_is_open", "cases_open_link")}

create or replace function rf.enter_link(token text, code text, request uuid, page text, masked text) returns jsonb
{DEFINER}
as $$
declare link cases_referrallink; shown jsonb; person uuid; place uuid; place_name text;
begin
  {let_in(*_LINKS, told=_WHOM)}
  update cases_referral set seen_at = now() where id = link.referral_id and seen_at is null;
  select jsonb_build_object(
    'outcome', 'open', 'state', r.state, 'revision', r.revision, 'text', d.text, 'offer', f.title,
    'provider', o.name, 'asked_by', u.name, 'office', office.name, 'phone', office.phone
  ), k.client_id, o.id, case when o.is_sensitive then masked else o.name end
  into shown, person, place, place_name
  from cases_referral r
  join cases_disclosure d on d.id = r.disclosure_id
  join cases_case k on k.id = r.case_id
  join cases_client c on c.id = k.client_id
  join network_organisation office on office.id = c.organisation_id
  join accounts_user u on u.id = r.sent_by_id
  join offers_offer f on f.id = r.offer_id
  join network_organisation o on o.id = d.recipient_id
  where r.id = link.referral_id;
  {note_read("enter_link")}
  return shown;
end $$;
comment on function rf.enter_link(text, text, uuid, text, text) is
  'What a link opens with the right code, noted in the log of reads. Wrong codes are counted; the fifth ends the link.';

create or replace function rf.answer_by_link(
  token text, code text, seen integer, answer text, why text, line text, masked text, days integer
) returns jsonb {DEFINER}
as $$
declare link cases_referrallink;
begin
  perform from cases_case k
  where k.id = (select l.case_id from cases_referrallink l where l.token_hash = token) for no key update;
  {take_answer(*_LINKS)}
  return cases_write_answer(link.referral_id, seen, answer, why, line, masked, null, days);
end $$;
comment on function rf.answer_by_link(text, text, integer, text, text, text, text, integer) is
  'The one answer that a link is good for.';
"""

VIEWS = {
    # Where a referral stands, for those who were asked.
    "cases_receivedreferral": f"""
        select r.disclosure_id, r.state, r.sent_at, r.answered_at, r.revision
        from cases_referral r
        where (select not rf.serves())
           or exists (select from cases_disclosure d where d.id = r.disclosure_id and {RECEIVED})
    """,
}
