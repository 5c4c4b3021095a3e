"""Every row below a case carries it, and PostgreSQL insists that it is the right one."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_fill_case_of_rows")]

    operations = [
        migrations.AlterField(
            model_name='actiongoal',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='actiongoalevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='assessmentsection',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='assessmentsectionevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='goalrating',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='goalratingevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='measure',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='measureevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='ownactivity',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='ownactivityevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='referralevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='selfrating',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='selfratingevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actiongoal',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_framegoal WHERE id = NEW.frame_goal_id); RETURN NEW;', hash='fa30027de314268b8b22592d971c36441dd2f5e2', operation='INSERT OR UPDATE OF "frame_goal_id", "case_id"', pgid='pgtrigger_carries_its_case_15b15', table='cases_actiongoal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actiongoal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_actiongoalevent" ("agreed_in_id", "baseline", "case_id", "difficulty", "due_on", "frame_goal_id", "id", "importance", "own_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "scale_expected", "scale_less", "scale_more", "scale_much_less", "scale_much_more", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."agreed_in_id", NEW."baseline", NEW."case_id", NEW."difficulty", NEW."due_on", NEW."frame_goal_id", NEW."id", NEW."importance", NEW."own_words", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."revision", NEW."scale_expected", NEW."scale_less", NEW."scale_more", NEW."scale_much_less", NEW."scale_much_more", NEW."state", NEW."title", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='4abf72b9822ece833f52e312d9ea224bc0665ea0', operation='INSERT', pgid='pgtrigger_insert_insert_3a4d0', table='cases_actiongoal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actiongoal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_actiongoalevent" ("agreed_in_id", "baseline", "case_id", "difficulty", "due_on", "frame_goal_id", "id", "importance", "own_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "scale_expected", "scale_less", "scale_more", "scale_much_less", "scale_much_more", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."agreed_in_id", NEW."baseline", NEW."case_id", NEW."difficulty", NEW."due_on", NEW."frame_goal_id", NEW."id", NEW."importance", NEW."own_words", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."revision", NEW."scale_expected", NEW."scale_less", NEW."scale_more", NEW."scale_much_less", NEW."scale_much_more", NEW."state", NEW."title", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='6c6193d26c6af3c6bc743cef145620b3169a0495', operation='UPDATE', pgid='pgtrigger_update_update_f182e', table='cases_actiongoal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_assessment WHERE id = NEW.assessment_id); RETURN NEW;', hash='45e73b2bf7eec90fc37cf0c01e51604e2ed3ebf4', operation='INSERT OR UPDATE OF "assessment_id", "case_id"', pgid='pgtrigger_carries_its_case_390fb', table='cases_assessmentsection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_assessmentsectionevent" ("answers", "assessment_id", "case_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "saved_at", "saved_by_id") VALUES (NEW."answers", NEW."assessment_id", NEW."case_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='8b7e0985367181ec5b4c10f6932f8f5abd8aaa42', operation='INSERT', pgid='pgtrigger_insert_insert_354fc', table='cases_assessmentsection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_assessmentsectionevent" ("answers", "assessment_id", "case_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "saved_at", "saved_by_id") VALUES (NEW."answers", NEW."assessment_id", NEW."case_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='b77de8b7511a31d3c5b1cddfbfbbccea92729bdb', operation='UPDATE', pgid='pgtrigger_update_update_1fde9', table='cases_assessmentsection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_evaluation WHERE id = NEW.evaluation_id); RETURN NEW;', hash='492b149a61d9ae989a8e296367ada4097037b544', operation='INSERT OR UPDATE OF "evaluation_id", "case_id"', pgid='pgtrigger_carries_its_case_73fc9', table='cases_goalrating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_goalratingevent" ("action_goal_id", "case_id", "evaluation_id", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_goal_id", NEW."case_id", NEW."evaluation_id", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='0532b146406e3c8681930fea95a67b935fc9014f', operation='INSERT', pgid='pgtrigger_insert_insert_aa722', table='cases_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_goalratingevent" ("action_goal_id", "case_id", "evaluation_id", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_goal_id", NEW."case_id", NEW."evaluation_id", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='6ad50dd058be7ecd8d73989ab6e6293dbd939cc6', operation='UPDATE', pgid='pgtrigger_update_update_a34ad', table='cases_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_actiongoal WHERE id = NEW.action_goal_id); RETURN NEW;', hash='69d4ab513b46d7ba240c008ddd4a032721b35cc1', operation='INSERT OR UPDATE OF "action_goal_id", "case_id"', pgid='pgtrigger_carries_its_case_c175c', table='cases_measure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_measureevent" ("action_goal_id", "case_id", "compromise", "due_on", "id", "kind", "missing", "note", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "responsible", "revision", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_goal_id", NEW."case_id", NEW."compromise", NEW."due_on", NEW."id", NEW."kind", NEW."missing", NEW."note", NEW."offer_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."responsible", NEW."revision", NEW."state", NEW."title", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='422b2fd97042c11e1199e78fd5e672b657459bbe', operation='INSERT', pgid='pgtrigger_insert_insert_6b51c', table='cases_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_measureevent" ("action_goal_id", "case_id", "compromise", "due_on", "id", "kind", "missing", "note", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "responsible", "revision", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_goal_id", NEW."case_id", NEW."compromise", NEW."due_on", NEW."id", NEW."kind", NEW."missing", NEW."note", NEW."offer_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."responsible", NEW."revision", NEW."state", NEW."title", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='c50425c445993fd0cd12a832f17aae95a7291490', operation='UPDATE', pgid='pgtrigger_update_update_ec198', table='cases_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownactivity',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_actiongoal WHERE id = NEW.action_goal_id); RETURN NEW;', hash='1ed9d4bf71ce3d4e7a7faa9e08fbb42a7c50fc6f', operation='INSERT OR UPDATE OF "action_goal_id", "case_id"', pgid='pgtrigger_carries_its_case_62d62', table='cases_ownactivity', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownactivity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_ownactivityevent" ("action_goal_id", "case_id", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "state", "text", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_goal_id", NEW."case_id", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."revision", NEW."state", NEW."text", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='4ac67dbf1ff5a362f949745027a1182015b9edc9', operation='INSERT', pgid='pgtrigger_insert_insert_e66de', table='cases_ownactivity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownactivity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_ownactivityevent" ("action_goal_id", "case_id", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "state", "text", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_goal_id", NEW."case_id", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."revision", NEW."state", NEW."text", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='791281d33c4a1905451f00ee3ab49c86afae8767', operation='UPDATE', pgid='pgtrigger_update_update_e0df9', table='cases_ownactivity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_measure WHERE id = NEW.measure_id); RETURN NEW;', hash='cefc494a0e2412b242f5cbbbcf9ba00cfe981844', operation='INSERT OR UPDATE OF "measure_id", "case_id"', pgid='pgtrigger_carries_its_case_b3f86', table='cases_referral', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_referralevent" ("answered_at", "case_id", "consent_given", "id", "measure_id", "message", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "sent_at", "sent_by_id", "state") VALUES (NEW."answered_at", NEW."case_id", NEW."consent_given", NEW."id", NEW."measure_id", NEW."message", NEW."offer_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."revision", NEW."sent_at", NEW."sent_by_id", NEW."state"); RETURN NULL;', hash='49293d297d0dbb653af093bf990a013181d49abf', operation='INSERT', pgid='pgtrigger_insert_insert_b2939', table='cases_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_referralevent" ("answered_at", "case_id", "consent_given", "id", "measure_id", "message", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "sent_at", "sent_by_id", "state") VALUES (NEW."answered_at", NEW."case_id", NEW."consent_given", NEW."id", NEW."measure_id", NEW."message", NEW."offer_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."revision", NEW."sent_at", NEW."sent_by_id", NEW."state"); RETURN NULL;', hash='761463fa46323128b8b3feebd4029dc1ebf49ca9', operation='UPDATE', pgid='pgtrigger_update_update_18505', table='cases_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfrating',
            trigger=pgtrigger.compiler.Trigger(name='carries_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.case_id := (SELECT case_id FROM cases_guidinggoal WHERE id = NEW.guiding_goal_id); RETURN NEW;', hash='d268e6a90142fb3f3a8eb38a05d1f7849943f3ab', operation='INSERT OR UPDATE OF "guiding_goal_id", "case_id"', pgid='pgtrigger_carries_its_case_aa66d', table='cases_selfrating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfrating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_selfratingevent" ("case_id", "created_at", "guiding_goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_on", "value") VALUES (NEW."case_id", NEW."created_at", NEW."guiding_goal_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rated_on", NEW."value"); RETURN NULL;', hash='7781ad0f4d56f74b2e6dcf123e7d19dd0ec923ea', operation='INSERT', pgid='pgtrigger_insert_insert_11d87', table='cases_selfrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfrating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_selfratingevent" ("case_id", "created_at", "guiding_goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_on", "value") VALUES (NEW."case_id", NEW."created_at", NEW."guiding_goal_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rated_on", NEW."value"); RETURN NULL;', hash='780821344f1f48db0590ce42cd21e8344d89b7b1', operation='UPDATE', pgid='pgtrigger_update_update_1f13f', table='cases_selfrating', when='AFTER')),
        ),
    ]
