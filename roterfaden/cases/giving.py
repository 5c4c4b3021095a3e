"""Words of PostgreSQL for giving a case to another case manager or organisation.

They open no file to whoever steers or is asked, and run with the rights of the owner, because the colleague who takes a
case over may not read it before, another organisation never, and who steers not at all. So they ask themselves who may,
and move nothing else.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.bodies.models import FACTS, WORDS
from roterfaden.cases.models import ConferenceState, LinkEnd
from roterfaden.cases.seeing import steered

# The case's person is looked after by an organisation in which whoever asks is head of unit.
_OF_MY_UNIT = f"c.organisation_id = any (rf.my_organisations('{Role.HEAD_OF_UNIT}'))"
STEERED = f"(rf.purpose() = '{Purpose.STEERING}' and {_OF_MY_UNIT})"
_WORDS_OF_A_REPORT = (*FACTS, *WORDS, "justification", "remark")
_COMING = ", ".join(f"'{state}'" for state in ConferenceState.coming())

FUNCTIONS = f"""
create or replace function rf.works_on_cases(who uuid, organisation uuid) returns boolean language sql stable
security definer set search_path = public, pg_catalog, pg_temp
as $$
  select exists (
    select from network_seat s join accounts_user u on u.id = s.user_id and u.is_active
    where s.user_id = who and s.role = '{Role.CASE_MANAGER}' and s.organisation_id = organisation
      and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
  ) and not exists (
    select from network_seat s join network_organisation o on o.id = s.organisation_id and o.is_immigration_authority
    where s.user_id = who and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
  )
$$;
comment on function rf.works_on_cases(uuid, uuid) is
  'Whether somebody is a case manager of this organisation today, and none of the Ausländerbehörde.';

-- What a function returns cannot be replaced, only made anew.
drop function if exists rf.change_lead(uuid[], uuid[], date);
create or replace function rf.change_lead(which uuid[], receivers uuid[], stays_until date default null)
returns table (case_id uuid, former_id uuid, receiver_id uuid, tasks uuid[], follow_ups uuid[], visits uuid[],
  appointments uuid[])
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare ids uuid[]; formers uuid[]; takers uuid[]; ahead uuid[]; today date := rf.today();
begin
  perform from cases_case k where k.id = any (which) order by k.id for no key update;
  select array_agg(k.id), array_agg(k.lead_id), array_agg(p.receiver) into ids, formers, takers
  from unnest(which, receivers) as p(id, receiver)
  join cases_case k on k.id = p.id join cases_client c on c.id = k.client_id
  where k.closed_at is null and k.lead_id <> p.receiver and rf.works_on_cases(p.receiver, c.organisation_id)
    and (not rf.is_served()
         or {STEERED}
         or exists (
           select from cases_handover h
           where h.case_id = k.id and h.state = 'open' and h.receiver_id = p.receiver
             and h.receiver_id = rf.case_manager()
         ));
  if ids is null then return; end if;
  delete from cases_casemember m using unnest(ids, formers, takers) as x(id, former, taker)
  where m.case_id = x.id and m.user_id in (x.former, x.taker) and (m.ends_on is null or m.ends_on >= today);
  insert into cases_casemember (id, case_id, user_id, part, scope, starts_on, ends_on)
  select gen_random_uuid(), x.id, x.taker, 'lead', 'full', today, null from unnest(ids, takers) as x(id, taker)
  union all
  select gen_random_uuid(), x.id, x.former, 'member', 'full', today, stays_until
  from unnest(ids, formers) as x(id, former) where stays_until >= today;
  update cases_case k set lead_id = x.taker, revision = k.revision + 1
  from unnest(ids, takers) as x(id, taker) where k.id = x.id;
  -- Nobody else would see what waits at home for somebody who does not read the file any more: without a name it is
  -- for the lead. A visit that the new lead has planned for the same day stands for both.
  update cases_homecare h set visitor_id = null, revision = h.revision + 1
  from unnest(ids, formers) as x(id, former) where h.case_id = x.id and h.visitor_id = x.former;
  update cases_problem p set owner_id = null, revision = p.revision + 1
  from unnest(ids, formers) as x(id, former) where p.case_id = x.id and p.owner_id = x.former and p.state = 'open';
  with gone_along as (
    update cases_homevisit v set revision = v.revision + 1,
      state = case when x.is_planned then 'cancelled' else v.state end,
      visitor_id = case when x.is_planned then v.visitor_id else x.taker end
    from (
      select p.id, y.taker, exists (
        select from cases_homevisit o
        where o.case_id = p.case_id and o.visitor_id = y.taker and o.on_day = p.on_day and o.state = 'planned'
      ) as is_planned
      from unnest(ids, formers, takers) as y(id, former, taker)
      join cases_homevisit p on p.case_id = y.id and p.visitor_id = y.former and p.state = 'planned'
    ) as x
    where v.id = x.id
    returning v.id, v.state
  )
  select array_agg(g.id) into ahead from gone_along g where g.state = 'planned';
  return query
    with x as (select * from unnest(ids, formers, takers) as x(id, former, taker)),
    moved_tasks as (
      update cases_casetask t set owner_id = x.taker, revision = t.revision + 1 from x
      where t.case_id = x.id and t.owner_id = x.former and t.done_at is null and t.withdrawn_at is null
      returning t.id, t.case_id
    ),
    moved_follow_ups as (
      update cases_followup f set owner_id = x.taker, revision = f.revision + 1 from x
      where f.case_id = x.id and f.owner_id = x.former and f.state = 'planned'
      returning f.id, f.case_id
    ),
    moved_appointments as (
      update cases_appointment a set owner_id = x.taker, revision = a.revision + 1 from x
      where a.case_id = x.id and a.owner_id = x.former and a.state = 'planned'
      returning a.id, a.case_id
    )
    select x.id, x.former, x.taker,
           array(select m.id from moved_tasks m where m.case_id = x.id),
           array(select m.id from moved_follow_ups m where m.case_id = x.id),
           array(select v.id from cases_homevisit v where v.case_id = x.id and v.id = any (ahead)
                 order by v.on_day, v.id),
           array(select m.id from moved_appointments m where m.case_id = x.id)
    from x;
end $$;
comment on function rf.change_lead(uuid[], uuid[], date) is
  'Gives open cases to other leads; team, tasks, looks ahead, appointments and visits go along. Only what is offered '
  'to whoever asks, or of an organisation that they lead.';

create or replace function rf.reassign(act uuid, which uuid[], receivers uuid[], why text)
returns table (case_id uuid, receiver_id uuid)
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  done cases_reassignment;
  ids uuid[]; takers uuid[];
begin
  select * into done from cases_reassignment r where r.id = act and (r.by_id = rf.me() or not rf.is_served());
  if done is null then return; end if;
  perform from cases_case k where k.id = any (which) order by k.id for no key update;
  select array_agg(p.id), array_agg(p.receiver) into ids, takers
  from unnest(which, receivers) as p(id, receiver)
  join cases_case k on k.id = p.id and k.lead_id = done.worker_id;
  if ids is null then return; end if;
  return query
    with moved as (select * from rf.change_lead(ids, takers)),
    kept as (
      insert into cases_reassignedcase (id, reassignment_id, case_id, receiver_id, tasks, follow_ups)
      select gen_random_uuid(), done.id, m.case_id, m.receiver_id, cardinality(m.tasks), cardinality(m.follow_ups)
      from moved m
    ),
    told as (
      insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
      select gen_random_uuid(), m.case_id, 'reassigned', now(), done.by_id, f.name || ' → ' || n.name, why, '', '',
             done.id
      from moved m join accounts_user f on f.id = m.former_id join accounts_user n on n.id = m.receiver_id
    ),
    settled as (
      update cases_handover h set state = 'lapsed', answered_at = now(), revision = h.revision + 1
      from moved m where h.case_id = m.case_id and h.state = 'open'
    ),
    settled_outside as (
      update cases_casetransfer t set state = 'lapsed', answered_at = now(), revision = t.revision + 1
      from moved m where t.case_id = m.case_id and t.state = 'open'
    )
    select m.case_id, m.receiver_id from moved m;
end $$;
comment on function rf.reassign(uuid, uuid[], uuid[], text) is
  'A head of unit gives what a worker still leads to others, told in every timeline. Returns what moved.';

create or replace function rf.give_at_intake(which uuid, receiver uuid, concern text, why text) returns boolean
language sql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
  with given as (
    update cases_case k set lead_id = receiver
    from cases_intake i join cases_client c on c.id = i.client_id join accounts_user f on f.id = i.taken_by_id
    -- While the talk is undecided: in the one transaction in which the case begins, and never again.
    where k.id = which and i.id = k.intake_id and i.decision = '' and k.closed_at is null
      and (i.taken_by_id = rf.case_manager() or not rf.is_served()) and k.lead_id = i.taken_by_id
      and rf.works_on_cases(receiver, c.organisation_id)
      and not exists (select from cases_casemember m where m.case_id = k.id)
    returning k.id, k.intake_id, i.taken_by_id, f.name as giver
  ),
  joined as (
    insert into cases_casemember (id, case_id, user_id, part, scope, starts_on, ends_on)
    select gen_random_uuid(), id, receiver, 'lead', 'full', rf.today(), null from given
  ),
  told as (
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(), g.id, e.act, now() + e.later, g.taken_by_id, e.said, e.why, '', '', g.intake_id
    from given g join accounts_user n on n.id = receiver cross join lateral (values
      ('opened', concern, why, interval '0'),
      ('lead_changed', g.giver || ' → ' || n.name, '', interval '1 millisecond')
    ) as e(act, said, why, later)
  )
  select exists (select from given)
$$;
comment on function rf.give_at_intake(uuid, uuid, text, text) is
  'A case that begins goes to a colleague of whoever held the talk, before anybody is in its team: told in its '
  'timeline. False when it does not.';

create or replace function rf.decline_hand_over(which uuid, words text) returns boolean
language sql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
  with declined as (
    update cases_handover set state = 'declined', answer = words, answered_at = now(), revision = revision + 1
    where id = which and state = 'open' and (receiver_id = rf.case_manager() or not rf.is_served())
    returning id, case_id, receiver_id
  ),
  told as (
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(), case_id, 'hand_over_declined', now(), receiver_id, '', words, '', '', id from declined
  )
  select exists (select from declined)
$$;
comment on function rf.decline_hand_over(uuid, text) is
  'Whoever is asked does not take the case: told in a file they never see. False when nothing waited for them.';

create or replace function rf.decline_transfer(which uuid, words text) returns boolean
language sql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
  with declined as (
    update cases_casetransfer set state = 'declined', answer = words, answered_at = now(), revision = revision + 1
    where id = which and state = 'open' and (receiver_id = rf.case_manager() or not rf.is_served())
    returning id, case_id, receiver_id
  ),
  told as (
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(), case_id, 'transfer_declined', now(), receiver_id, '', words, '', '', id from declined
  )
  select exists (select from declined)
$$;
comment on function rf.decline_transfer(uuid, text) is
  'The other organisation does not take the case: told in a file it never sees. False when nothing waited for it.';

create or replace function rf.accept_transfer(which uuid, days integer) returns jsonb
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  given cases_casetransfer; file cases_case; passed jsonb; disclosed uuid := gen_random_uuid();
  basis cases_consent; meetings jsonb; team uuid[]; today date := rf.today();
begin
  -- The file first, as every act locks it.
  select k.* into file from cases_case k
  where k.id = (select t.case_id from cases_casetransfer t where t.id = which) for no key update;
  select t.* into given from cases_casetransfer t where t.id = which for no key update;
  if given.state is distinct from 'open' or file.closed_at is not null
     or (rf.is_served() and given.receiver_id is distinct from rf.case_manager())
     or not rf.works_on_cases(given.receiver_id, given.organisation_id) then
    return jsonb_build_object('outcome', 'gone');
  end if;
  if exists (
    select from cases_safeguard s
    where s.client_id = file.client_id and s.ended_at is null and (s.lifted_until is null or s.lifted_until <= now())
      and (s.subject is null or s.kind = 'objection')
  ) then
    return jsonb_build_object('outcome', 'barred');
  end if;
  passed := given.package -> 'disclosure';
  if passed ->> 'consent' is not null then
    -- Locked, so that a withdrawal at the same moment comes before or after, not in between.
    select c.* into basis from cases_consent c where c.id = (passed ->> 'consent')::uuid for no key update;
    if basis.withdrawn_at is not null or today not between basis.valid_from and basis.valid_until
       or (basis.single_act and exists (select from cases_disclosure d where d.consent_id = basis.id)) then
      return jsonb_build_object('outcome', 'basis');
    end if;
  end if;
  insert into cases_disclosure (
    id, case_id, recipient_id, recipient_described, purpose, purpose_detail, kinds, snapshot, text, consent_id, norm,
    norm_citation, norm_reason, disclosed_at, by_id, open_until, closed_at, closed_why
  ) values (
    disclosed, file.id, given.organisation_id, '', 'handover', '',
    array(select jsonb_array_elements_text(passed -> 'kinds')), passed -> 'snapshot', passed ->> 'text',
    (passed ->> 'consent')::uuid, passed ->> 'norm', passed ->> 'norm_citation', passed ->> 'norm_reason', now(),
    given.proposed_by_id, today, now(), 'taken_over'
  );
  -- The note is disclosed, and stands in the new file: whoever has handed over reads the list alone.
  update cases_casetransfer set state = 'accepted', answered_at = now(), disclosure_id = disclosed, note = '',
    revision = revision + 1 where id = which;
  update cases_followup set state = 'cancelled', reason = 'Der Fall wurde übergeben.', revision = revision + 1
  where case_id = file.id and state = 'planned';
  -- Whoever takes over arranges anew where, when and with whom.
  update cases_appointment set state = 'cancelled', reason = 'Der Fall wurde übergeben.', sequence = sequence + 1,
    revision = revision + 1
  where case_id = file.id and state = 'planned';
  -- Nobody goes there any more, as when a case is closed (actions/visits.py).
  update cases_homevisit set state = 'cancelled', revision = revision + 1
  where case_id = file.id and state = 'planned';
  update cases_homecare set ended_on = today, revision = revision + 1 where case_id = file.id and ended_on is null;
  -- Nobody prepares or holds there what was planned; who is invited hears of it, and reads on for some days at most.
  with called_off as (
    update cases_conference set state = 'cancelled', reason = 'Der Fall wurde übergeben.',
      sequence = sequence + (starts_at is not null)::integer, revision = revision + 1
    where case_id = file.id and state in ({_COMING}) returning *
  ),
  invited as (
    select i.id, i.conference_id, i.user_id, coalesce(u.email, i.email) as email
    from cases_conferenceinvitee i join called_off m on m.id = i.conference_id
    left join accounts_user u on u.id = i.user_id
    where i.withdrawn_at is null and not i.is_client
  ),
  read_on as (
    update cases_disclosure set open_until = least(open_until, today + days)
    where closed_at is null and invitee_id in (select id from invited)
  ),
  told as (
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(), case_id, 'conference_cancelled', now(), given.receiver_id, '', reason, '', '', id
    from called_off
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'conference', jsonb_build_object(
      'id', m.id, 'kind', m.kind, 'way', m.way, 'place', m.place, 'duration', m.duration, 'sequence', m.sequence,
      'starts_at', m.starts_at
    ),
    'invited', (
      select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'user', i.user_id, 'email', i.email)), '[]')
      from invited i where i.conference_id = m.id
    )
  )), '[]') into meetings from called_off m;
  -- An anonymous report that no body has by now is given up: nobody here could do so any more (actions/reports.py).
  update cases_reportdraft set state = 'dropped', body_id = null, warnings = '{{}}',
    {", ".join(f"{name} = ''" for name in _WORDS_OF_A_REPORT)}, revision = revision + 1
  where case_id = file.id and state not in ('delivered', 'dropped');
  update cases_referrallink set closed_at = now(), closed_why = '{LinkEnd.WITHDRAWN}'
  where case_id = file.id and closed_at is null;
  update cases_viewlink set closed_at = now(), closed_why = '{LinkEnd.WITHDRAWN}'
  where case_id = file.id and closed_at is null;
  update cases_acceptancelink set closed_at = now(), closed_why = '{LinkEnd.WITHDRAWN}'
  where case_id = file.id and closed_at is null;
  update cases_case set closed_at = now(), close_reason = 'handed_over', close_note = given.note,
    revision = revision + 1 where id = file.id;
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  select gen_random_uuid(), file.id, 'transfer_accepted', now(), given.receiver_id,
         case when o.is_sensitive then 'Vertrauliche Stelle' else o.name end, '', file.phase, 'closed', which
  from network_organisation o where o.id = given.organisation_id;
  -- Nobody of the former organisation opens the file any more.
  update cases_emergencyaccess set ended_at = now() where case_id = file.id and ended_at is null and ends_at > now();
  with gone as (
    delete from cases_casemember where case_id = file.id and (ends_on is null or ends_on >= today) returning user_id
  )
  select array_agg(user_id) into team from gone;
  return jsonb_build_object(
    'outcome', 'taken', 'organisation', given.organisation_id, 'package', given.package - 'disclosure',
    'team', team, 'conferences', meetings
  );
end $$;
comment on function rf.accept_transfer(uuid, integer) is
  'Closes a file that goes to another organisation and gives whoever was asked what goes along, disclosed and nothing '
  'more. The outcome says why not.';

create or replace function rf.lapse_hand_overs() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
  update cases_handover set state = 'lapsed', answered_at = now(), revision = revision + 1
  where case_id = new.id and state = 'open';
  update cases_casetransfer set state = 'lapsed', answered_at = now(), revision = revision + 1
  where case_id = new.id and state = 'open';
  return null;
end $$;
create or replace trigger lapse_hand_overs after update of closed_at on cases_case
for each row when (new.closed_at is not null) execute function rf.lapse_hand_overs();

create or replace function rf.lapse_transfers() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
  if tg_table_name = 'cases_consent' then
    update cases_casetransfer set state = 'lapsed', answered_at = now(), revision = revision + 1
    where case_id = new.case_id and state = 'open' and package #>> '{{disclosure,consent}}' = new.id::text;
  else
    update cases_casetransfer set state = 'lapsed', answered_at = now(), revision = revision + 1
    where case_id in (select id from cases_case where client_id = new.client_id) and state = 'open';
  end if;
  return null;
end $$;
comment on function rf.lapse_transfers() is
  'What was proposed to another organisation ends with the consent, with an objection and with a restriction.';
create or replace trigger lapse_transfers after update of withdrawn_at on cases_consent
for each row when (new.withdrawn_at is not null) execute function rf.lapse_transfers();
create or replace trigger lapse_transfers after insert on cases_safeguard
for each row when (new.subject is null or new.kind = 'objection') execute function rf.lapse_transfers();
"""

VIEWS = {
    "cases_receivingseat": f"""
        select s.id, s.user_id, s.organisation_id
        from network_seat s join accounts_user u on u.id = s.user_id and u.is_active
        join network_organisation home on home.id = s.organisation_id and not home.is_sensitive
        where s.role = '{Role.CASE_MANAGER}'
          and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
          and not exists (
            select from network_seat a
            join network_organisation o on o.id = a.organisation_id and o.is_immigration_authority
            where a.user_id = s.user_id
              and a.starts_on <= rf.today() and (a.ends_on is null or a.ends_on >= rf.today())
          )
          and (select not rf.serves() or rf.case_manager() is not null)
    """,
    "cases_assignablecase": f"""
        select k.id, k.lead_id, c.organisation_id, k.reference, k.phase, k.intensity, k.opened_at
        from cases_case k join cases_client c on c.id = k.client_id
        where k.closed_at is null
          and ((select not rf.serves())
               or ((select rf.purpose() = '{Purpose.STEERING}')
                   and c.organisation_id = any ((select rf.my_organisations('{Role.HEAD_OF_UNIT}'))::uuid[])))
    """,
    "cases_reassignedfigure": f"""
        select r.id, r.reassignment_id, r.receiver_id, k.reference, k.phase, k.intensity, r.tasks, r.follow_ups
        from cases_reassignedcase r join cases_case k on k.id = r.case_id
        join cases_reassignment act on act.id = r.reassignment_id
        where {steered("act.worker_id")}
    """,
    "cases_offeredcase": """
        select h.id, h.receiver_id, h.former_id, h.proposed_by_id, h.proposed_at, h.note, h.due_on, h.stays_until,
               k.reference, k.phase, k.intensity, k.id as "case", k.client_id as client,
               null::uuid as comes_from_id, '[]'::jsonb as listed
        from cases_handover h join cases_case k on k.id = h.case_id and k.closed_at is null
        where h.state = 'open' and (select not rf.serves() or h.receiver_id = rf.case_manager())
        union all
        select t.id, t.receiver_id, t.former_id, t.proposed_by_id, t.proposed_at, t.note, t.due_on, null,
               k.reference, k.phase, k.intensity, k.id, k.client_id, t.former_organisation_id, t.listed
        from cases_casetransfer t join cases_case k on k.id = t.case_id and k.closed_at is null
        where t.state = 'open' and (select not rf.serves() or t.receiver_id = rf.case_manager())
    """,
}
