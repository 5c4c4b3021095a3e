"""Every change and removal of these rows is kept in their history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0001_retention'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='retentionrule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "retention_retentionruleevent" ("as_of", "changed_at", "changed_by_id", "confirmed_at", "confirmed_by_id", "doubt", "from_year_end", "id", "kind", "legal_area", "months", "notice_weeks", "offer_to_archive", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "source", "state") VALUES (OLD."as_of", OLD."changed_at", OLD."changed_by_id", OLD."confirmed_at", OLD."confirmed_by_id", OLD."doubt", OLD."from_year_end", OLD."id", OLD."kind", OLD."legal_area", OLD."months", OLD."notice_weeks", OLD."offer_to_archive", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."revision", OLD."source", OLD."state"); RETURN NULL;', hash='c2b0fb9cea59e1e520b72bb5b6408f2bc361a8f5', operation='DELETE', pgid='pgtrigger_delete_delete_0c87d', table='retention_retentionrule', when='AFTER')),
        ),
    ]
