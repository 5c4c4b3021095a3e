"""The window through which data protection makes its papers; the names of all acts so far."""

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
        migrations.AlterField(
            model_name='timelineentry',
            name='act',
            field=models.CharField(choices=[('opened', 'Case Management begonnen'), ('client_changed', 'Angaben zur Person geändert'), ('assessment_started', 'Bestandsaufnahme begonnen'), ('assessment_completed', 'Bestandsaufnahme abgeschlossen'), ('assessment_reopened', 'Bestandsaufnahme wieder geöffnet'), ('network_changed', 'Netzwerkkarte geändert'), ('guiding_goal_set', 'Mottoziel festgehalten'), ('goal_added', 'Ziel hinzugefügt'), ('goal_changed', 'Ziel geändert'), ('goal_withdrawn', 'Ziel zurückgenommen'), ('goal_restored', 'Ziel wiederhergestellt'), ('goals_agreed', 'Ziele vereinbart'), ('agreement_signed', 'Zielvereinbarung unterschrieben'), ('goals_reopened', 'Zielvereinbarung wird neu gefasst'), ('step_added', 'Schritt in den Hilfeplan aufgenommen'), ('step_changed', 'Schritt im Hilfeplan geändert'), ('step_done', 'Schritt erledigt'), ('step_reopened', 'Schritt wieder aufgenommen'), ('step_dropped', 'Schritt aus dem Hilfeplan genommen'), ('plan_fixed', 'Hilfeplan festgelegt'), ('plan_reopened', 'Hilfeplan wird überarbeitet'), ('referred', 'Angebot vermittelt'), ('referral_answered', 'Antwort auf eine Vermittlung'), ('follow_up_planned', 'Überprüfung geplant'), ('follow_up_held', 'Überprüfung festgehalten'), ('follow_up_cancelled', 'Überprüfung abgesagt'), ('follow_up_reopened', 'Überprüfung wieder geöffnet'), ('note_added', 'Kontakt notiert'), ('note_changed', 'Kontaktnotiz geändert'), ('note_withdrawn', 'Kontaktnotiz zurückgenommen'), ('note_restored', 'Kontaktnotiz wiederhergestellt'), ('task_added', 'Aufgabe angelegt'), ('task_done', 'Aufgabe erledigt'), ('task_reopened', 'Aufgabe wieder geöffnet'), ('task_withdrawn', 'Aufgabe zurückgenommen'), ('evaluation_started', 'Auswertung begonnen'), ('evaluated', 'Auswertung abgeschlossen'), ('evaluation_reopened', 'Auswertung wieder geöffnet'), ('team_changed', 'Team geändert'), ('scope_changed', 'Einblick geändert'), ('emergency_opened', 'Notfallzugriff begonnen'), ('emergency_ended', 'Notfallzugriff beendet'), ('emergency_reviewed', 'Notfallzugriff geprüft'), ('closed', 'Fall abgeschlossen'), ('reopened', 'Fall wieder aufgenommen'), ('consent_given', 'Einwilligung festgehalten'), ('consent_withdrawn', 'Einwilligung widerrufen'), ('disclosed', 'Daten übermittelt'), ('disclosure_closed', 'Zugriff auf eine Übermittlung beendet'), ('document_made', 'Dokument erstellt'), ('right_claimed', 'Die Person nimmt ein Recht wahr'), ('right_answered', 'Anfrage zum Datenschutz bearbeitet'), ('safeguard_set', 'Schutz in Kraft gesetzt'), ('safeguard_lifted', 'Schutz ausnahmsweise aufgehoben'), ('safeguard_ended', 'Schutz beendet'), ('counter_stated', 'Gegendarstellung festgehalten'), ('counter_withdrawn', 'Gegendarstellung zurückgenommen'), ('retention_changed', 'Löschen ausgesetzt oder wieder freigegeben'), ('file_added', 'Datei hinzugefügt'), ('file_changed', 'Angaben zu einer Datei geändert'), ('file_withdrawn', 'Datei zurückgenommen'), ('file_restored', 'Datei wiederhergestellt')], max_length=30, verbose_name='Vorgang'),
        ),
    ]
