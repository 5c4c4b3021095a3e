"""Words of PostgreSQL for conferences: what an invited person sees and answers, and when somebody is busy.

The file stays closed to them. Of other people's calendars nobody learns more than the hours: neither whose case it is
nor what for.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import both
from roterfaden.base.rowlevel.words import for_purpose
from roterfaden.cases.models import Act, ConferenceState, SafeguardKind

INVITING = (Role.CASE_MANAGER, Role.PROVIDER_STAFF, Role.OTHER_OFFICE)
"""Whose colleagues can be invited with their account."""
_DEFINER = "security definer set search_path = public, pg_catalog, pg_temp"


def who_hears(case: str, lead: str, who: str) -> str:
    """Words of SQL for ``who``, or the lead once they are not of the team any more: they cannot look at it then."""
    return f"""case when exists (
        select from cases_casemember m
        where m.case_id = {case} and m.user_id = {who}
          and m.starts_on <= rf.today() and (m.ends_on is null or m.ends_on >= rf.today())
      ) then {who} else {lead} end"""


FUNCTIONS = f"""
create or replace function rf.my_invitations() returns uuid[] language sql stable {_DEFINER}
as $$
  select coalesce(array_agg(id), '{{}}') from cases_conferenceinvitee where user_id = rf.me() and withdrawn_at is null
$$;
comment on function rf.my_invitations() is 'As whom whoever asks is invited to conferences.';

create or replace function rf.answer_invitation(which uuid, seen integer, chosen timestamptz[]) returns jsonb
language plpgsql volatile {_DEFINER}
as $$
declare asked cases_conferenceinvitee; meeting cases_conference; file cases_case; is_masked boolean;
begin
  select * into asked from cases_conferenceinvitee i
  where i.id = which and i.withdrawn_at is null and (i.user_id = rf.me() or not rf.is_served());
  if asked.id is null then return jsonb_build_object('outcome', 'gone'); end if;
  -- The file first, as every act locks it.
  select * into file from cases_case k where k.id = asked.case_id for no key update;
  select * into meeting from cases_conference c where c.id = asked.conference_id for no key update;
  select * into asked from cases_conferenceinvitee i where i.id = which for no key update;
  if exists (
    select from cases_safeguard s
    where s.client_id = file.client_id and s.kind = '{SafeguardKind.RESTRICTION}' and s.ended_at is null
      and (s.lifted_until is null or s.lifted_until <= now())
      and (s.subject is null or s.subject in (meeting.id, which))
  ) then return jsonb_build_object('outcome', 'closed'); end if;
  if file.closed_at is not null or meeting.state <> '{ConferenceState.PROPOSED}' or not chosen <@ meeting.dates then
    return jsonb_build_object('outcome', 'gone');
  end if;
  if asked.revision <> seen then return jsonb_build_object('outcome', 'conflict'); end if;
  update cases_conferenceinvitee set suits = chosen, answered_at = now(), revision = revision + 1 where id = which;
  select o.is_sensitive into is_masked from network_organisation o where o.id = asked.recipient_id;
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  values (
    gen_random_uuid(), file.id, '{Act.CONFERENCE_ANSWERED}', now(), case when not is_masked then asked.user_id end,
    '', '', '', '', meeting.id
  );
  return jsonb_build_object(
    'outcome', 'done', 'case', file.id, 'conference', meeting.id,
    'told', jsonb_build_array({who_hears("file.id", "file.lead_id", "meeting.planned_by_id")})
  );
end $$;
comment on function rf.answer_invitation(uuid, integer, timestamptz[]) is
  'Whoever is invited says which of the proposed dates suit.';

create or replace function rf.busy_of_invited(which uuid, first timestamptz, last timestamptz)
returns table (invitee uuid, starts_at timestamptz, ends_at timestamptz) language sql stable {_DEFINER}
as $$
  with invited as (
    select i.id, i.user_id from cases_conferenceinvitee i
    where i.conference_id = which and i.user_id is not null and i.withdrawn_at is null
      and (not rf.is_served() or i.case_id = any (rf.my_cases('sensitive')))
  ),
  met as (
    select distinct i.id, c.starts_at, c.starts_at + make_interval(mins => c.duration) as ends_at
    from invited i join cases_conferenceinvitee o on o.user_id = i.user_id and o.withdrawn_at is null
    join cases_conference c on c.id = o.conference_id and c.id <> which
      and c.state in ('{ConferenceState.FIXED}', '{ConferenceState.HELD}')
    union
    select i.id, begins.at, begins.at + interval '1 hour'
    from invited i join cases_followup f on f.owner_id = i.user_id and f.state = 'planned' and f.at is not null
    cross join lateral (select (f.due_on + f.at) at time zone 'Europe/Berlin' as at) begins
    union
    select i.id, a.starts_at, a.starts_at + make_interval(mins => a.minutes)
    from invited i join cases_appointment a on a.owner_id = i.user_id and a.state = 'planned'
    union
    select i.id, begins.at, begins.at + interval '1 hour'
    from invited i join cases_homevisit v on v.visitor_id = i.user_id and v.state = 'planned' and v.at is not null
    cross join lateral (select (v.on_day + v.at) at time zone 'Europe/Berlin' as at) begins
    union
    select i.id, a.starts_on::timestamp at time zone 'Europe/Berlin',
           (a.ends_on + 1)::timestamp at time zone 'Europe/Berlin'
    from invited i join cases_leavecover a on a.absent_id = i.user_id and a.revoked_at is null
  )
  select m.id, m.starts_at, m.ends_at from met m where m.starts_at < last and m.ends_at > first
$$;
comment on function rf.busy_of_invited(uuid, timestamptz, timestamptz) is
  'When those with an account who are invited to a conference in a file of whoever asks are busy; nothing else of it.';
"""

TOLD_TO_ME = both(
    "invitee_id = any ((select rf.my_invitations())::uuid[])",
    f"recipient_id = any ((select rf.my_organisations({', '.join(repr(str(role)) for role in INVITING)}))::uuid[])",
)

VIEWS = {
    "cases_invitation": f"""
        select i.id, i.user_id, c.id as conference, c.kind, c.state, c.way, c.place, c.duration, c.dates, c.starts_at,
               c.sequence, i.suits, i.answered_at, i.revision, c.planned_by_id
        from cases_conferenceinvitee i join cases_conference c on c.id = i.conference_id
        join cases_case k on k.id = i.case_id and k.closed_at is null
        where i.user_id is not null and i.withdrawn_at is null
          and ((select not rf.serves()) or (i.user_id = (select rf.me()) and {for_purpose(Purpose.DISCLOSED)}))
    """,
    "cases_colleague": f"""
        select distinct on (s.user_id, s.organisation_id) s.id, s.user_id, s.organisation_id, u.name
        from network_seat s join accounts_user u on u.id = s.user_id and u.is_active
        join network_organisation o on o.id = s.organisation_id and not o.is_sensitive
        where s.role in ({", ".join(repr(str(role)) for role in INVITING)})
          and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
          and (select not rf.serves() or rf.case_manager() is not null)
        order by s.user_id, s.organisation_id, s.id
    """,
}
