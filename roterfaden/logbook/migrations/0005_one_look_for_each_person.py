"""Whether a list was shown a moment ago is one look into the index for each person, whatever was read just now.

PostgreSQL cannot know how much somebody has read in the last ten minutes. It took it for next to nothing and read all
of it, for each list: 5 of 30 ms of a search in a busy quarter of an hour. The latest twenty reads of a person by the
same reader stand side by side in ``read_of_person``; who has read more of one person in ten minutes is noted once more.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("roterfaden.logbook.migrations.0004_repeated_reads_by_index").NOTE_READS

ALL_OF_THEM = """
            select from logbook_readentry before
            where before.client_id = shown.client and before.reader_id = reader and before.at > lately
                and before.page = logbook_note_reads.page and before.kind = shown.kind
"""
LATEST_OF_THE_PERSON = """
            select from (
                select entry.at, entry.page, entry.kind, entry.reason from logbook_readentry entry
                where entry.client_id = shown.client and entry.reader_id = reader
                order by entry.at desc limit 20
            ) before
            where before.at > lately
                and before.page = logbook_note_reads.page and before.kind = shown.kind
"""
NOTE_READS = BEFORE.replace(ALL_OF_THEM, LATEST_OF_THE_PERSON)


class Migration(migrations.Migration):

    dependencies = [
        ("logbook", "0004_repeated_reads_by_index"),
    ]

    operations = [
        migrations.RunSQL(NOTE_READS, BEFORE),
    ]
