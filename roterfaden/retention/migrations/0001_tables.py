"""Periods, holds, deletions and what statistics keep."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('retention', '0001_retention'),
        ('retention', '0002_restricted_persons_stay'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('base', '0001_extensions'),
        ('cases', '0001_all_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeletionRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='begonnen am')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='beendet am')),
                ('is_rehearsal', models.BooleanField(verbose_name='Probelauf')),
                ('is_repeat', models.BooleanField(default=False, verbose_name='Wiederholung nach dem Einspielen einer Sicherung')),
                ('run_by', models.CharField(max_length=80, verbose_name='gestartet von')),
                ('persons', models.PositiveIntegerField(default=0, verbose_name='gelöschte Personen')),
                ('rows', models.JSONField(default=dict, verbose_name='gelöschte Zeilen je Tabelle')),
                ('swept', models.JSONField(default=dict, verbose_name='abgelaufene Zeilen je Art')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='Hinweise')),
                ('due', models.JSONField(default=dict, verbose_name='fällig je Frist')),
                ('held', models.PositiveIntegerField(default=0, verbose_name='ausgesetzt')),
                ('restricted', models.PositiveIntegerField(default=0, verbose_name='auf Wunsch der Person eingeschränkt')),
                ('waiting', models.PositiveIntegerField(default=0, verbose_name='wartet auf Hinweisfrist, Antwort oder Archiv')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='fehlgeschlagen')),
                ('left_over', models.PositiveIntegerField(default=0, verbose_name='bei der Nachprüfung gefunden')),
            ],
            options={
                'verbose_name': 'Löschlauf',
                'verbose_name_plural': 'Löschläufe',
                'ordering': ['-started_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PastAdvice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='Monat')),
                ('age_group', models.CharField(blank=True, max_length=8, verbose_name='Altersgruppe')),
                ('gender', models.CharField(blank=True, choices=[('female', 'weiblich'), ('male', 'männlich'), ('diverse', 'divers'), ('not_stated', 'keine Angabe')], max_length=20, verbose_name='Geschlecht')),
            ],
            options={
                'verbose_name': 'gelöschte Beratung',
                'verbose_name_plural': 'gelöschte Beratungen',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='pastadvice_knows_no_day')],
            },
        ),
        migrations.CreateModel(
            name='PastCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='Monat')),
                ('age_group', models.CharField(blank=True, max_length=8, verbose_name='Altersgruppe')),
                ('gender', models.CharField(blank=True, choices=[('female', 'weiblich'), ('male', 'männlich'), ('diverse', 'divers'), ('not_stated', 'keine Angabe')], max_length=20, verbose_name='Geschlecht')),
            ],
            options={
                'verbose_name': 'gelöschter Fall',
                'verbose_name_plural': 'gelöschte Fälle',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='pastcase_knows_no_day')],
            },
        ),
        migrations.CreateModel(
            name='PastTrait',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='Jahr')),
                ('trait', models.CharField(choices=[('field', 'Handlungsfeld'), ('advice_field', 'Handlungsfeld einer Beratung'), ('legal_area', 'Rechtskreis'), ('duration', 'Dauer in Monaten'), ('close_reason', 'Grund des Abschlusses'), ('t_value', 'T-Wert')], max_length=12, verbose_name='Merkmal')),
                ('value', models.CharField(max_length=40, verbose_name='Ausprägung')),
            ],
            options={
                'verbose_name': 'Merkmal gelöschter Fälle und Beratungen',
                'verbose_name_plural': 'Merkmale gelöschter Fälle und Beratungen',
                'indexes': [models.Index(fields=['trait', 'year', 'value'], name='past_trait_counts')],
            },
        ),
        migrations.CreateModel(
            name='RetentionHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('reason', models.TextField(verbose_name='Grund')),
                ('until', models.DateField(verbose_name='zu überprüfen am')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ausgesetzt am')),
                ('released_at', models.DateTimeField(null=True, verbose_name='aufgehoben am')),
                ('release_reason', models.TextField(blank=True, verbose_name='Grund der Aufhebung')),
                ('case', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.case', verbose_name='Fall')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.client', verbose_name='Ratsuchende Person')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='aufgehoben von')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ausgesetzt von')),
            ],
            options={
                'verbose_name': 'Aussetzung des Löschens',
                'verbose_name_plural': 'Aussetzungen des Löschens',
                'indexes': [models.Index(condition=models.Q(('released_at', None)), fields=['until'], name='retention_hold_to_review')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('client',), name='retention_hold_one_running'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='retention_hold_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('release_reason', ''), ('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('release_reason', ''), _negated=True)), _connector='OR'), name='retention_hold_released_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='HoldStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('set', 'Löschen ausgesetzt'), ('extended', 'überprüft und verlängert'), ('released', 'Aussetzung aufgehoben')], max_length=10, verbose_name='Vorgang')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='am')),
                ('reason', models.TextField(verbose_name='Grund')),
                ('until', models.DateField(null=True, verbose_name='zu überprüfen am')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='durch')),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='retention.retentionhold', verbose_name='Aussetzung')),
            ],
            options={
                'verbose_name': 'Schritt einer Aussetzung',
                'verbose_name_plural': 'Schritte einer Aussetzung',
                'ordering': ['-at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('kind', models.CharField(max_length=30, verbose_name='Art der Daten')),
                ('legal_area', models.CharField(blank=True, choices=[('asylblg', 'AsylbLG'), ('sgb_ii', 'SGB II'), ('sgb_iii', 'SGB III'), ('sgb_viii', 'SGB VIII'), ('sgb_xii', 'SGB XII'), ('none', 'kein Leistungsbezug'), ('unclear', 'noch nicht geklärt')], help_text='Ohne Angabe gilt die Frist für alle Rechtskreise.', max_length=20, verbose_name='Rechtskreis')),
                ('months', models.PositiveSmallIntegerField(verbose_name='Monate')),
                ('from_year_end', models.BooleanField(default=False, help_text='So zählen viele Aufbewahrungslisten der Verwaltung.', verbose_name='Die Frist beginnt erst mit dem Ende des Jahres')),
                ('notice_weeks', models.PositiveSmallIntegerField(default=4, help_text='So lange haben die Zuständigen Zeit, das Löschen mit Grund auszusetzen.', verbose_name='Hinweis so viele Wochen vorher')),
                ('offer_to_archive', models.BooleanField(default=False, help_text='Gelöscht wird dann erst, wenn Sie die Antwort des Archivs festgehalten haben.', verbose_name='Vorher dem Archiv anbieten')),
                ('source', models.TextField(help_text='Gesetz, Urteil, Aufbewahrungsliste oder eigene Festlegung.', verbose_name='Quelle')),
                ('as_of', models.CharField(blank=True, max_length=60, verbose_name='Stand der Quelle')),
                ('doubt', models.TextField(blank=True, verbose_name='Was daran unsicher ist')),
                ('state', models.CharField(choices=[('unchecked', 'ungeprüft'), ('in_force', 'gilt'), ('set_aside', 'wird nicht angewendet')], default='unchecked', editable=False, max_length=10, verbose_name='Stand')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='bestätigt am')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='geändert am')),
                ('reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='Grund der Änderung')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
                ('confirmed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestätigt von')),
            ],
            options={
                'verbose_name': 'Löschfrist',
                'verbose_name_plural': 'Löschfristen',
                'constraints': [models.UniqueConstraint(fields=('kind', 'legal_area'), name='retention_rule_once', violation_error_message='Für diese Art und diesen Rechtskreis gibt es schon eine Frist.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_force'), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('source', ''), _negated=True)), _connector='OR'), name='retention_rule_in_force_is_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(blank=True, max_length=20, verbose_name='Aktenzeichen')),
                ('kind', models.CharField(max_length=30, verbose_name='Art der Daten')),
                ('delete_on', models.DateField(verbose_name='zu löschen ab')),
                ('is_restricted', models.BooleanField(db_default=False, default=False, verbose_name='auf Wunsch der Person eingeschränkt')),
                ('told_on', models.DateField(null=True, verbose_name='Hinweis gegeben am')),
                ('archive', models.CharField(blank=True, choices=[('', 'noch nicht angeboten'), ('offered', 'angeboten, Antwort steht aus'), ('declined', 'nicht archivwürdig'), ('taken', 'vom Archiv übernommen')], default='', max_length=10, verbose_name='Archiv')),
                ('archive_on', models.DateField(null=True, verbose_name='Archiv, Stand vom')),
                ('archive_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='festgehalten von')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='letzter Fall')),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='deadline', to='cases.client', verbose_name='Ratsuchende Person')),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuletzt zuständig')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='retention.retentionrule', verbose_name='Löschfrist')),
            ],
            options={
                'verbose_name': 'anstehende Löschung',
                'verbose_name_plural': 'anstehende Löschungen',
                'indexes': [models.Index(fields=['delete_on', 'id'], name='deadline_by_day'), models.Index(fields=['lead', 'delete_on'], name='deadline_of_lead'), models.Index(condition=models.Q(('told_on', None)), fields=['delete_on'], name='deadline_to_tell')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('kind', models.CharField(max_length=30, verbose_name='Art der Daten')),
                ('legal_area', models.CharField(blank=True, choices=[('asylblg', 'AsylbLG'), ('sgb_ii', 'SGB II'), ('sgb_iii', 'SGB III'), ('sgb_viii', 'SGB VIII'), ('sgb_xii', 'SGB XII'), ('none', 'kein Leistungsbezug'), ('unclear', 'noch nicht geklärt')], help_text='Ohne Angabe gilt die Frist für alle Rechtskreise.', max_length=20, verbose_name='Rechtskreis')),
                ('months', models.PositiveSmallIntegerField(verbose_name='Monate')),
                ('from_year_end', models.BooleanField(default=False, help_text='So zählen viele Aufbewahrungslisten der Verwaltung.', verbose_name='Die Frist beginnt erst mit dem Ende des Jahres')),
                ('notice_weeks', models.PositiveSmallIntegerField(default=4, help_text='So lange haben die Zuständigen Zeit, das Löschen mit Grund auszusetzen.', verbose_name='Hinweis so viele Wochen vorher')),
                ('offer_to_archive', models.BooleanField(default=False, help_text='Gelöscht wird dann erst, wenn Sie die Antwort des Archivs festgehalten haben.', verbose_name='Vorher dem Archiv anbieten')),
                ('source', models.TextField(help_text='Gesetz, Urteil, Aufbewahrungsliste oder eigene Festlegung.', verbose_name='Quelle')),
                ('as_of', models.CharField(blank=True, max_length=60, verbose_name='Stand der Quelle')),
                ('doubt', models.TextField(blank=True, verbose_name='Was daran unsicher ist')),
                ('state', models.CharField(choices=[('unchecked', 'ungeprüft'), ('in_force', 'gilt'), ('set_aside', 'wird nicht angewendet')], default='unchecked', editable=False, max_length=10, verbose_name='Stand')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='bestätigt am')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='geändert am')),
                ('reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='Grund der Änderung')),
                ('changed_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
                ('confirmed_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestätigt von')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='retention.retentionrule')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeletionEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('deleted_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='gelöscht am')),
                ('kind', models.CharField(max_length=30, verbose_name='Art der Daten')),
                ('rule', models.CharField(max_length=160, verbose_name='Löschfrist')),
                ('months', models.PositiveSmallIntegerField(verbose_name='Monate')),
                ('source', models.TextField(verbose_name='Quelle')),
                ('archive', models.CharField(blank=True, max_length=10, verbose_name='Archiv')),
                ('rows', models.JSONField(verbose_name='gelöschte Zeilen je Tabelle')),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None, verbose_name='Prüfmerkmale')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='retention.deletionrun', verbose_name='Löschlauf')),
            ],
            options={
                'verbose_name': 'Nachweis einer Löschung',
                'verbose_name_plural': 'Nachweise von Löschungen',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['marks'], name='deletion_entry_marks')],
            },
        ),
    ]
