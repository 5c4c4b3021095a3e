"""What earlier ratings were read from, and in which language earlier own words are."""

from typing import Any

from django.db import migrations

FORWARDS = """
    update cases_goalrating r set agreement_id = coalesce(
        (select a.id from cases_goalagreement a join cases_evaluation e on e.id = r.evaluation_id
         where a.case_id = r.case_id and (a.replaced_at is null or a.replaced_at > coalesce(e.completed_at, now()))
         order by a.number limit 1),
        (select a.id from cases_goalagreement a where a.case_id = r.case_id order by a.number desc limit 1)
    );
    update cases_actiongoal g set language = c.language
    from cases_case k join cases_client c on c.id = k.client_id
    where k.id = g.case_id and g.own_words <> '';
    update cases_selfrating s set follow_up_id = (
        select f.id from cases_followup f
        where f.case_id = s.case_id and f.state = 'held' and f.held_on = s.rated_on and f.self_rating = s.value
        order by f.id limit 1
    )
    where s.id in (
        select distinct on (case_id, rated_on, value) id from cases_selfrating order by case_id, rated_on, value, id
    );
"""


def _write(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(FORWARDS)


class Migration(migrations.Migration):
    """Whoever was rated had agreed before: by the agreement in force when the evaluation was completed."""

    dependencies = [("cases", "0017_reviews_rate_goals")]

    operations = [migrations.RunPython(_write, migrations.RunPython.noop)]
