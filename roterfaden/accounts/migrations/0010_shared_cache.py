from django.db import migrations

CREATE = """
create table accounts_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index accounts_cache_expires on accounts_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of the shared cache, as ``createcachetable`` would make it: rate limits and codes used already."""

    dependencies = [("accounts", "0001_tables")]

    operations = [migrations.RunSQL(CREATE, "drop table accounts_cache")]
