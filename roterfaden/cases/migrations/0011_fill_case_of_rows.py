"""Every row below a case takes the case of the row above it; so does each of its earlier versions."""

from django.db import migrations

# Table, table above, foreign key; from above to below.
ROWS = [
    ("actiongoal", "framegoal", "frame_goal"),
    ("selfrating", "guidinggoal", "guiding_goal"),
    ("assessmentsection", "assessment", "assessment"),
    ("goalrating", "evaluation", "evaluation"),
    ("measure", "actiongoal", "action_goal"),
    ("ownactivity", "actiongoal", "action_goal"),
    ("referral", "measure", "measure"),
]


def _fill(table: str, above: str, key: str) -> str:
    return (
        f"update cases_{table} r set case_id = a.case_id from cases_{above} a where a.id = r.{key}_id;"
        f"update cases_{table}event r set case_id = a.case_id from cases_{above} a where a.id = r.{key}_id;"
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_case_of_rows")]

    operations = [migrations.RunSQL(_fill(*row), migrations.RunSQL.noop) for row in ROWS]
