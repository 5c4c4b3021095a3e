"""Who read what, the chain over all logs and the shapes of their rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('logbook', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LogShape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(editable=False, max_length=63, verbose_name='Tabelle')),
                ('key', models.CharField(editable=False, max_length=63, verbose_name='Schlüsselspalte')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), editable=False, size=None, verbose_name='Spalten')),
                ('since', models.DateTimeField(auto_now_add=True, verbose_name='seit')),
            ],
            options={
                'verbose_name': 'Aufbau eines Protokolls',
                'verbose_name_plural': 'Aufbau der Protokolle',
                'indexes': [models.Index(fields=['log', '-id'], name='log_shape_latest')],
            },
        ),
        migrations.CreateModel(
            name='ReadEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(editable=False, verbose_name='am')),
                ('reader_id', models.UUIDField(editable=False, verbose_name='Konto')),
                ('reader_name', models.CharField(editable=False, max_length=150, verbose_name='gelesen von')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('case_manager', 'Case Management'), ('head_of_unit', 'Sachgebietsleitung und Integrationsbeauftragung'), ('volunteer_coordinator', 'Ehrenamtskoordination'), ('provider_staff', 'Mitarbeit bei einem Träger'), ('other_office', 'Mitarbeit in einem anderen Amt'), ('body_member', 'Mitglied eines Gremiums'), ('administrator', 'Administration'), ('data_protection', 'Datenschutz')], max_length=30), editable=False, size=None, verbose_name='Rollen an diesem Tag')),
                ('offices', models.CharField(blank=True, editable=False, max_length=1000, verbose_name='Stelle an diesem Tag')),
                ('client_id', models.UUIDField(editable=False, null=True, verbose_name='Ratsuchende Person')),
                ('case_id', models.UUIDField(editable=False, null=True, verbose_name='Fall')),
                ('reference', models.CharField(blank=True, editable=False, max_length=20, verbose_name='Aktenzeichen')),
                ('kind', models.CharField(choices=[('listed', 'in einer Liste oder Suche gesehen'), ('opened', 'Akte geöffnet'), ('previewed', 'Vorschau einer Datei angesehen'), ('disclosed', 'Übermitteltes gelesen'), ('printed', 'Papier zum Drucken erstellt'), ('downloaded', 'Datei heruntergeladen'), ('exported', 'Daten ausgegeben'), ('log', 'Protokoll eingesehen')], editable=False, max_length=12, verbose_name='Art')),
                ('page', models.CharField(editable=False, max_length=100, verbose_name='Seite')),
                ('purpose', models.CharField(blank=True, choices=[('sign_in', 'Anmeldung'), ('directory', 'Nachschlagen und Pflegen der Verzeichnisse'), ('case_work', 'Fallarbeit'), ('rights', 'Rechte der Person'), ('steering', 'Steuerung in Zahlen'), ('disclosed', 'Bearbeiten dessen, was der eigenen Stelle übermittelt wurde'), ('administration', 'Konten und Zuständigkeiten'), ('data_protection', 'Aufsicht über den Datenschutz')], editable=False, max_length=30, verbose_name='Zweck')),
                ('request', models.UUIDField(editable=False, verbose_name='Aufruf')),
                ('reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='angegebener Grund')),
                ('listed', models.PositiveIntegerField(default=1, editable=False, verbose_name='Personen in derselben Antwort')),
                ('is_outside', models.BooleanField(default=False, editable=False, verbose_name='außerhalb des eigenen Teams')),
            ],
            options={
                'verbose_name': 'Lesezugriff',
                'verbose_name_plural': 'Lesezugriffe',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['client_id', 'reader_id', '-at'], name='read_of_person'), models.Index(fields=['-at', '-id'], name='read_newest'), models.Index(fields=['reader_id', '-at'], name='read_by_user'), models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['reference'], name='read_by_reference')],
            },
        ),
        migrations.CreateModel(
            name='ChainLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('written', 'geschrieben'), ('removed', 'durch eine Löschfrist entfernt'), ('restated', 'nach einer Änderung der Tabelle neu gefasst')], editable=False, max_length=8, verbose_name='Art')),
                ('row', models.BigIntegerField(editable=False, verbose_name='Zeile')),
                ('content', models.BinaryField(verbose_name='Prüfsumme der Zeile')),
                ('run', models.CharField(blank=True, editable=False, max_length=100, verbose_name='Löschlauf')),
                ('hash', models.BinaryField(verbose_name='Prüfsumme')),
                ('shape', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='logbook.logshape', verbose_name='Protokoll')),
            ],
            options={
                'verbose_name': 'Kettenglied',
                'verbose_name_plural': 'Kettenglieder',
                'indexes': [models.Index(fields=['shape', 'row'], name='chain_link_of_row')],
            },
        ),
    ]
