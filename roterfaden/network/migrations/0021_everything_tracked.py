"""Every change and removal of these rows is kept in their history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0020_immigration_authority'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='seatevent',
            name='append_only',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seat',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "network_seatevent" ("ended_by_id", "ends_on", "function", "given_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (OLD."ended_by_id", OLD."ends_on", OLD."function", OLD."given_by_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."starts_on", OLD."user_id"); RETURN NULL;', hash='a56eac877bd4bb5f745767bf79c479d734d6630e', operation='DELETE', pgid='pgtrigger_delete_delete_d6fb3', table='network_seat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seatcheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "network_seatcheckevent" ("decided_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "seat_id", "state") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."round_id", OLD."seat_id", OLD."state"); RETURN NULL;', hash='ca51ce0b34ad27200693135444d817ee8a4b653c', operation='DELETE', pgid='pgtrigger_delete_delete_8402f', table='network_seatcheck', when='AFTER')),
        ),
    ]
