"""What the serving role may learn across persons: the next reference, and how many files a person has."""

from django.db import migrations

NEXT_REFERENCE = """
create function rights_next_reference(year integer) returns text
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  perform pg_advisory_xact_lock(hashtext('rights.DataRequest'));
  return (
    select format('DS-%s-%s', year, lpad((coalesce(max(split_part(reference, '-', 3)::integer), 0) + 1)::text, 4, '0'))
    from rights_datarequest where reference like format('DS-%s-', year) || '%'
  );
end $$;
"""
COUNT_FILES = """
create function rights_count_files(person uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::integer from cases_case where client_id = person
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_tables")]

    operations = [
        migrations.RunSQL(NEXT_REFERENCE, "drop function rights_next_reference(integer)"),
        migrations.RunSQL(COUNT_FILES, "drop function rights_count_files(uuid)"),
    ]
