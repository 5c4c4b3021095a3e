"""What was in use is in force, everything else is superseded."""

from django.db import migrations

FORWARDS = "update cases_assessmenttemplate set state = case when is_current then 'published' else 'superseded' end"
# Before, there were no drafts: going back, they go.
BACKWARDS = [
    "delete from cases_assessmenttemplate where version is null",
    "update cases_assessmenttemplate set is_current = (state = 'published')",
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0027_template_versions'),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
