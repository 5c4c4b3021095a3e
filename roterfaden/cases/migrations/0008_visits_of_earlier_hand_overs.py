from django.db import migrations

AS_THE_PAGE_COUNTED_THEM = """
update cases_handover h set visits = array(
  select v.id from cases_homevisit v
  where v.case_id = h.case_id and v.visitor_id = h.receiver_id and v.state <> 'cancelled'
    and v.planned_at < h.answered_at and v.on_day >= (h.answered_at at time zone 'Europe/Berlin')::date
)
where h.state = 'accepted'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_visits_handed_over'),
    ]

    operations = [migrations.RunSQL(AS_THE_PAGE_COUNTED_THEM, migrations.RunSQL.noop)]
