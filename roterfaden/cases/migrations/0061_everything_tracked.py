"""Every change and removal of these rows is kept in their history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0060_safeguards'),
    ]

    operations = [
        migrations.CreateModel(
            name='OverseenClient',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('given_name', models.CharField(max_length=100, verbose_name='Vorname')),
                ('family_name', models.CharField(max_length=100, verbose_name='Familienname')),
                ('birth_date', models.DateField(null=True, verbose_name='Geburtsdatum')),
                ('language', models.CharField(max_length=12, verbose_name='Sprache')),
            ],
            options={
                'verbose_name': 'Person auf einem Papier des Datenschutzes',
                'verbose_name_plural': 'Personen auf Papieren des Datenschutzes',
                'managed': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actiongoal',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessmentsection',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessmentsection',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessmentsection',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='client',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactnote',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='goalrating',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measure',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownactivity',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='referral',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='referral',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='referral',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='selfrating',
            name='delete_delete',
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='act',
            field=models.CharField(choices=[('opened', 'Case Management begonnen'), ('client_changed', 'Angaben zur Person geändert'), ('assessment_started', 'Bestandsaufnahme begonnen'), ('assessment_completed', 'Bestandsaufnahme abgeschlossen'), ('assessment_reopened', 'Bestandsaufnahme wieder geöffnet'), ('network_changed', 'Netzwerkkarte geändert'), ('guiding_goal_set', 'Mottoziel festgehalten'), ('goal_added', 'Ziel hinzugefügt'), ('goal_changed', 'Ziel geändert'), ('goal_withdrawn', 'Ziel zurückgenommen'), ('goal_restored', 'Ziel wiederhergestellt'), ('goals_agreed', 'Ziele vereinbart'), ('agreement_signed', 'Zielvereinbarung unterschrieben'), ('goals_reopened', 'Zielvereinbarung wird neu gefasst'), ('step_added', 'Schritt in den Hilfeplan aufgenommen'), ('step_changed', 'Schritt im Hilfeplan geändert'), ('step_done', 'Schritt erledigt'), ('step_reopened', 'Schritt wieder aufgenommen'), ('step_dropped', 'Schritt aus dem Hilfeplan genommen'), ('plan_fixed', 'Hilfeplan festgelegt'), ('plan_reopened', 'Hilfeplan wird überarbeitet'), ('referred', 'Angebot vermittelt'), ('referral_answered', 'Antwort auf eine Vermittlung'), ('follow_up_planned', 'Überprüfung geplant'), ('follow_up_held', 'Überprüfung festgehalten'), ('follow_up_cancelled', 'Überprüfung abgesagt'), ('follow_up_reopened', 'Überprüfung wieder geöffnet'), ('note_added', 'Kontakt notiert'), ('note_changed', 'Kontaktnotiz geändert'), ('note_withdrawn', 'Kontaktnotiz zurückgenommen'), ('note_restored', 'Kontaktnotiz wiederhergestellt'), ('task_added', 'Aufgabe angelegt'), ('task_done', 'Aufgabe erledigt'), ('task_reopened', 'Aufgabe wieder geöffnet'), ('task_withdrawn', 'Aufgabe zurückgenommen'), ('evaluation_started', 'Auswertung begonnen'), ('evaluated', 'Auswertung abgeschlossen'), ('evaluation_reopened', 'Auswertung wieder geöffnet'), ('team_changed', 'Team geändert'), ('scope_changed', 'Einblick geändert'), ('emergency_opened', 'Notfallzugriff begonnen'), ('emergency_ended', 'Notfallzugriff beendet'), ('emergency_reviewed', 'Notfallzugriff geprüft'), ('closed', 'Fall abgeschlossen'), ('reopened', 'Fall wieder aufgenommen'), ('consent_given', 'Einwilligung festgehalten'), ('consent_withdrawn', 'Einwilligung widerrufen'), ('disclosed', 'Daten übermittelt'), ('disclosure_closed', 'Zugriff auf eine Übermittlung beendet'), ('document_made', 'Dokument erstellt'), ('right_claimed', 'Die Person nimmt ein Recht wahr'), ('right_answered', 'Anfrage zum Datenschutz bearbeitet'), ('safeguard_set', 'Schutz in Kraft gesetzt'), ('safeguard_lifted', 'Schutz ausnahmsweise aufgehoben'), ('safeguard_ended', 'Schutz beendet'), ('counter_stated', 'Gegendarstellung festgehalten'), ('counter_withdrawn', 'Gegendarstellung zurückgenommen'), ('retention_changed', 'Löschen ausgesetzt oder wieder freigegeben'), ('file_added', 'Datei hinzugefügt'), ('file_changed', 'Angaben zu einer Datei geändert'), ('file_withdrawn', 'Datei zurückgenommen'), ('file_restored', 'Datei wiederhergestellt')], max_length=30, verbose_name='Vorgang'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actiongoal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_actiongoalevent" ("agreed_in_id", "baseline", "case_id", "difficulty", "due_on", "frame_goal_id", "id", "importance", "own_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "scale_expected", "scale_less", "scale_more", "scale_much_less", "scale_much_more", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."agreed_in_id", OLD."baseline", OLD."case_id", OLD."difficulty", OLD."due_on", OLD."frame_goal_id", OLD."id", OLD."importance", OLD."own_words", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."revision", OLD."scale_expected", OLD."scale_less", OLD."scale_more", OLD."scale_much_less", OLD."scale_much_more", OLD."state", OLD."title", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;', hash='c189d64ad48bcfdfea1070ff5041c0a31a684222', operation='DELETE', pgid='pgtrigger_delete_delete_1f15e', table='cases_actiongoal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_assessmentsectionevent" ("answers", "assessment_id", "case_id", "id", "is_sensitive", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "saved_at", "saved_by_id") VALUES (NEW."answers", NEW."assessment_id", NEW."case_id", NEW."id", NEW."is_sensitive", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='36ec79d793b7756e81472e65e67cebc6ab7e0c10', operation='INSERT', pgid='pgtrigger_insert_insert_354fc', table='cases_assessmentsection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_assessmentsectionevent" ("answers", "assessment_id", "case_id", "id", "is_sensitive", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "saved_at", "saved_by_id") VALUES (NEW."answers", NEW."assessment_id", NEW."case_id", NEW."id", NEW."is_sensitive", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='4a296822f26059e04f768b2d84f751acf7906c43', operation='UPDATE', pgid='pgtrigger_update_update_1fde9', table='cases_assessmentsection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentsection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_assessmentsectionevent" ("answers", "assessment_id", "case_id", "id", "is_sensitive", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "saved_at", "saved_by_id") VALUES (OLD."answers", OLD."assessment_id", OLD."case_id", OLD."id", OLD."is_sensitive", OLD."key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."saved_at", OLD."saved_by_id"); RETURN NULL;', hash='eebe20708f8fcdc6a25aafc16d4603691eb13840', operation='DELETE', pgid='pgtrigger_delete_delete_81dac', table='cases_assessmentsection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_attachmentevent" ("case_id", "content_type", "id", "is_sensitive", "kind", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "scan_state", "size", "title", "uploaded_at", "uploaded_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."case_id", OLD."content_type", OLD."id", OLD."is_sensitive", OLD."kind", OLD."pages", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."scan_state", OLD."size", OLD."title", OLD."uploaded_at", OLD."uploaded_by_id", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;', hash='26c6c8aa036f1068ba84a1b293d92cd52bd93a2d', operation='DELETE', pgid='pgtrigger_delete_delete_4c70b', table='cases_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_clientevent" ("accommodation_id", "arrived_on", "birth_date", "country_of_origin", "created_at", "created_by_id", "district_id", "email", "family_name", "form_of_address", "gender", "given_name", "id", "is_synthetic", "language", "legal_area", "needs_interpreter", "organisation_id", "other_names", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_digits", "postal_code", "residence_title", "residence_until", "revision", "search_text", "skeletons", "street", "town") VALUES (OLD."accommodation_id", OLD."arrived_on", OLD."birth_date", OLD."country_of_origin", OLD."created_at", OLD."created_by_id", OLD."district_id", OLD."email", OLD."family_name", OLD."form_of_address", OLD."gender", OLD."given_name", OLD."id", OLD."is_synthetic", OLD."language", OLD."legal_area", OLD."needs_interpreter", OLD."organisation_id", OLD."other_names", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_digits", OLD."postal_code", OLD."residence_title", OLD."residence_until", OLD."revision", OLD."search_text", OLD."skeletons", OLD."street", OLD."town"); RETURN NULL;', hash='8d1ce61eb8fdd84499d4e5463706669c3abbd934', operation='DELETE', pgid='pgtrigger_delete_delete_c1412', table='cases_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_consentevent" ("case_id", "given_how", "given_on", "id", "interpreted_by", "kinds", "language", "paper_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "purpose_detail", "recipient_described", "recipient_id", "recorded_at", "recorded_by_id", "single_act", "special_named", "valid_from", "valid_until", "withdrawn_at", "withdrawn_by_id", "withdrawn_how", "withdrawn_note", "withdrawn_on", "witness", "wording_key") VALUES (OLD."case_id", OLD."given_how", OLD."given_on", OLD."id", OLD."interpreted_by", OLD."kinds", OLD."language", OLD."paper_number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."purpose_detail", OLD."recipient_described", OLD."recipient_id", OLD."recorded_at", OLD."recorded_by_id", OLD."single_act", OLD."special_named", OLD."valid_from", OLD."valid_until", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_how", OLD."withdrawn_note", OLD."withdrawn_on", OLD."witness", OLD."wording_key"); RETURN NULL;', hash='39311336fcd32a2d10a73ecec1562cef0eac4134', operation='DELETE', pgid='pgtrigger_delete_delete_af72a', table='cases_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactnote',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_contactnoteevent" ("at", "case_id", "changed_at", "created_at", "created_by_id", "id", "interpreting", "is_contact", "is_sensitive", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "text", "way", "with_whom", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."at", OLD."case_id", OLD."changed_at", OLD."created_at", OLD."created_by_id", OLD."id", OLD."interpreting", OLD."is_contact", OLD."is_sensitive", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."text", OLD."way", OLD."with_whom", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;', hash='20a1e56ae43cf05b3c8038432b1599d7c2b89666', operation='DELETE', pgid='pgtrigger_delete_delete_9041a', table='cases_contactnote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterstatement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_counterstatementevent" ("case_id", "id", "label", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "stated_on", "subject", "text", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "written_at", "written_by_id") VALUES (OLD."case_id", OLD."id", OLD."label", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."stated_on", OLD."subject", OLD."text", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='9eaaab732d77c5d95c4bbb0e15be981cb6654258', operation='DELETE', pgid='pgtrigger_delete_delete_9c1e2', table='cases_counterstatement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_disclosureevent" ("by_id", "case_id", "closed_at", "closed_why", "consent_id", "disclosed_at", "id", "kinds", "norm", "norm_citation", "norm_reason", "open_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "purpose_detail", "recipient_described", "recipient_id", "snapshot", "text") VALUES (OLD."by_id", OLD."case_id", OLD."closed_at", OLD."closed_why", OLD."consent_id", OLD."disclosed_at", OLD."id", OLD."kinds", OLD."norm", OLD."norm_citation", OLD."norm_reason", OLD."open_until", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."purpose_detail", OLD."recipient_described", OLD."recipient_id", OLD."snapshot", OLD."text"); RETURN NULL;', hash='9146885c05b8018e07122c87d1628a60450b5694', operation='DELETE', pgid='pgtrigger_delete_delete_a50a2', table='cases_disclosure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='emergencyaccess',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_emergencyaccessevent" ("case_id", "ended_at", "ends_at", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "review", "reviewed_at", "reviewed_by_id", "user_id", "was_justified") VALUES (OLD."case_id", OLD."ended_at", OLD."ends_at", OLD."id", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."review", OLD."reviewed_at", OLD."reviewed_by_id", OLD."user_id", OLD."was_justified"); RETURN NULL;', hash='0d2cd778742e9b474a57aeb04abe33d70b6dc888', operation='DELETE', pgid='pgtrigger_delete_delete_4084b', table='cases_emergencyaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_goalratingevent" ("action_goal_id", "case_id", "evaluation_id", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."action_goal_id", OLD."case_id", OLD."evaluation_id", OLD."id", OLD."level", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='9a298c04d48d558cd3938e896fe0354c7e122628', operation='DELETE', pgid='pgtrigger_delete_delete_ef283', table='cases_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leavecover',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_leavecoverevent" ("absent_id", "arranged_at", "arranged_by_id", "cover_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "starts_on") VALUES (OLD."absent_id", OLD."arranged_at", OLD."arranged_by_id", OLD."cover_id", OLD."ends_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revoked_at", OLD."revoked_by_id", OLD."starts_on"); RETURN NULL;', hash='05ef8613ca16c83906d8518896e3ed99b3739472', operation='DELETE', pgid='pgtrigger_delete_delete_0970e', table='cases_leavecover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_measureevent" ("action_goal_id", "case_id", "compromise", "due_on", "id", "kind", "missing", "note", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "responsible", "revision", "state", "title", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."action_goal_id", OLD."case_id", OLD."compromise", OLD."due_on", OLD."id", OLD."kind", OLD."missing", OLD."note", OLD."offer_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."responsible", OLD."revision", OLD."state", OLD."title", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;', hash='0b01190e2c59588fd0509b1807c89133eba7be95', operation='DELETE', pgid='pgtrigger_delete_delete_21aea', table='cases_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownactivity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_ownactivityevent" ("action_goal_id", "case_id", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "revision", "state", "text", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."action_goal_id", OLD."case_id", OLD."due_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."revision", OLD."state", OLD."text", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;', hash='ec1730a4e15fbf368d14acc5ee20f10bcbf475ad', operation='DELETE', pgid='pgtrigger_delete_delete_38f2b', table='cases_ownactivity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_referralevent" ("answered_at", "case_id", "disclosure_id", "id", "measure_id", "message", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "sent_at", "sent_by_id", "state") VALUES (NEW."answered_at", NEW."case_id", NEW."disclosure_id", NEW."id", NEW."measure_id", NEW."message", NEW."offer_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."revision", NEW."sent_at", NEW."sent_by_id", NEW."state"); RETURN NULL;', hash='54d5232525e710f4bcfbe3cdb48f9386ec161f16', operation='INSERT', pgid='pgtrigger_insert_insert_b2939', table='cases_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_referralevent" ("answered_at", "case_id", "disclosure_id", "id", "measure_id", "message", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "sent_at", "sent_by_id", "state") VALUES (NEW."answered_at", NEW."case_id", NEW."disclosure_id", NEW."id", NEW."measure_id", NEW."message", NEW."offer_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."revision", NEW."sent_at", NEW."sent_by_id", NEW."state"); RETURN NULL;', hash='a86939d5419801a0e00f650d712d5232ef3cfd4b', operation='UPDATE', pgid='pgtrigger_update_update_18505', table='cases_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_referralevent" ("answered_at", "case_id", "disclosure_id", "id", "measure_id", "message", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "sent_at", "sent_by_id", "state") VALUES (OLD."answered_at", OLD."case_id", OLD."disclosure_id", OLD."id", OLD."measure_id", OLD."message", OLD."offer_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."revision", OLD."sent_at", OLD."sent_by_id", OLD."state"); RETURN NULL;', hash='cccb88c520919afa33e2d4f79af59e3834e725fc', operation='DELETE', pgid='pgtrigger_delete_delete_33b55', table='cases_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='safeguard',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_safeguardevent" ("client_id", "end_reason", "ended_at", "ended_by_id", "id", "kind", "label", "lifted_reason", "lifted_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request", "set_by_id", "since", "subject") VALUES (OLD."client_id", OLD."end_reason", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."kind", OLD."label", OLD."lifted_reason", OLD."lifted_until", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."request", OLD."set_by_id", OLD."since", OLD."subject"); RETURN NULL;', hash='b6d03b49d5bfcff0304a252685deb5a846ac977a', operation='DELETE', pgid='pgtrigger_delete_delete_1c29b', table='cases_safeguard', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfrating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_selfratingevent" ("case_id", "created_at", "guiding_goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_on", "value") VALUES (OLD."case_id", OLD."created_at", OLD."guiding_goal_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rated_on", OLD."value"); RETURN NULL;', hash='906c2f3d8aeb1ac5ae72bffbbdb980712eb770b5', operation='DELETE', pgid='pgtrigger_delete_delete_4a65e', table='cases_selfrating', when='AFTER')),
        ),
    ]
