"""What somebody who may not open a file can still do to it: answer a referral that reached them.

The rows stay closed to them. PostgreSQL writes the answer itself, in functions that look up who was asked and touch
that one referral; which answer may follow which is the rule of ``ReferralState``, put into words of SQL here.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import both
from roterfaden.base.rowlevel.words import for_purpose
from roterfaden.cases.actions.referrals import STEP_STATE
from roterfaden.cases.models import Act, ReferralState, SafeguardKind

# Passed on to one's own organisation and still open: the row itself, nothing of the file behind it.
RECEIVED = both(
    for_purpose(Purpose.DISCLOSED),
    f"recipient_id = any ((select rf.my_organisations('{Role.PROVIDER_STAFF}', '{Role.OTHER_OFFICE}'))::uuid[])",
    "closed_at is null",
    "open_until >= (select rf.today())",
)
_STEPS = ", ".join(
    f"('{before}', '{after}', '{STEP_STATE[after]}')"
    for before in ReferralState
    for after in ReferralState.next_states(before)
)
_FAILED = ", ".join(f"'{state}'" for state in ReferralState.failed())
_ENDED = ", ".join(f"'{state}'" for state in ReferralState if not ReferralState.next_states(state))
_DEFINER = "language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp"

FUNCTIONS = f"""
create or replace function rf.received_referral(passed uuid) returns uuid language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select r.id from cases_referral r
  where r.disclosure_id = (select d.id from cases_disclosure d where d.id = passed and {RECEIVED})
$$;
comment on function rf.received_referral(uuid) is
  'The referral behind what was passed on to whoever asks, as long as they may read it.';

create or replace function rf.note_seen(passed uuid) returns void {_DEFINER}
as $$
begin
  update cases_referral set seen_at = now() where id = rf.received_referral(passed) and seen_at is null;
end $$;
comment on function rf.note_seen(uuid) is 'The recipient opened for the first time what was passed on to them.';

create or replace function cases_write_answer(
  which uuid, seen integer, answer text, why text, line text, masked text, answerer uuid, days integer
) returns jsonb {_DEFINER}
as $$
declare asked cases_referral; file cases_case; place text; step text; is_masked boolean;
begin
  -- The file first, as every act locks it: what is asked below holds until the answer is written.
  select k.* into file from cases_case k
  where k.id = (select r.case_id from cases_referral r where r.id = which) for update;
  select r.* into asked from cases_referral r where r.id = which for update;
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
    update cases_disclosure d
    set open_until = least(rf.today() + days, (select c.valid_until from cases_consent c where c.id = d.consent_id))
    where d.id = asked.disclosure_id;
  end if;
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
) returns jsonb {_DEFINER}
as $$
declare which uuid := rf.received_referral(passed);
begin
  if which is null then return jsonb_build_object('outcome', 'gone'); end if;
  return cases_write_answer(which, seen, answer, why, line, masked, rf.me(), days);
end $$;
comment on function rf.answer_received(uuid, integer, text, text, text, text, integer) is
  'An answer by somebody of the organisation that was asked. They have an account and read what was passed on here.';
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
