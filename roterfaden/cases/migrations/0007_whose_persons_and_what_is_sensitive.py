"""Persons belong to the organisation whose case management registered them; what was sensitive is marked as such."""

from django.db import migrations

# The case manager's seat of whoever registered the person, else of who leads a case of theirs, else any of the unit's.
BELONG = """
update cases_client client
   set organisation_id = coalesce(
       (select seat.organisation_id from network_seat seat
         where seat.user_id = client.created_by_id and seat.role = 'case_manager'
         order by seat.ends_on is null desc, seat.starts_on desc, seat.id limit 1),
       (select seat.organisation_id from cases_case led
          join network_seat seat on seat.user_id = led.lead_id and seat.role = 'case_manager'
         where led.client_id = client.id
         order by seat.ends_on is null desc, led.opened_at desc, seat.id limit 1),
       (select seat.organisation_id from network_seat seat
         where seat.role = 'case_manager' order by seat.starts_on, seat.id limit 1),
       (select seat.organisation_id from network_seat seat
         where seat.user_id = client.created_by_id order by seat.starts_on desc, seat.id limit 1))
 where client.organisation_id is null
"""

# The versions kept before this column existed, so that the history reads as the table does.
BELONG_IN_HISTORY = """
update cases_clientevent version
   set organisation_id = coalesce(
       (select client.organisation_id from cases_client client where client.id = version.pgh_obj_id),
       (select seat.organisation_id from network_seat seat
         where seat.role = 'case_manager' order by seat.starts_on, seat.id limit 1))
 where version.organisation_id is null
"""

MARK = """
update cases_assessmentsection section
   set is_sensitive = true
  from cases_assessment assessment
  join cases_assessmenttemplate template on template.id = assessment.template_id
 where assessment.id = section.assessment_id
   and exists (
       select 1 from jsonb_array_elements(template.document -> 'sections') part
        where part ->> 'key' = section.key and part -> 'sensitive' = 'true')
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_team_scopes_cover_emergency"), ("network", "0004_seat_resumed")]
    operations = [
        migrations.RunSQL(BELONG, migrations.RunSQL.noop),
        migrations.RunSQL(BELONG_IN_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
