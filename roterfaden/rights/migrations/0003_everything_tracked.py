"""Every change and removal of these rows is kept in their history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0002_functions'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rights_datarequestevent" ("answered_on", "client_id", "decided_by_id", "decided_on", "due_on", "extended_on", "handed_over", "id", "kind", "language", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "revision", "state", "subject", "taken_by_id") VALUES (OLD."answered_on", OLD."client_id", OLD."decided_by_id", OLD."decided_on", OLD."due_on", OLD."extended_on", OLD."handed_over", OLD."id", OLD."kind", OLD."language", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_on", OLD."reference", OLD."revision", OLD."state", OLD."subject", OLD."taken_by_id"); RETURN NULL;', hash='0a611f1675bcc444730faf04138133684759da4d', operation='DELETE', pgid='pgtrigger_delete_delete_62d46', table='rights_datarequest', when='AFTER')),
        ),
    ]
