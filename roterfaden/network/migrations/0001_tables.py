"""Organisations, places, seats and their confirmation."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('network', '0001_initial'),
        ('network', '0002_account_history'),
        ('network', '0003_last_change'),
        ('network', '0004_seat_resumed'),
        ('network', '0010_recertification'),
        ('network', '0020_immigration_authority'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('base', '0001_extensions'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(unique=True, verbose_name='Schlüssel')),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('description', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
            ],
            options={
                'verbose_name': 'Quartier',
                'verbose_name_plural': 'Quartiere',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('official_code', models.CharField(max_length=8, verbose_name='Amtlicher Gemeindeschlüssel')),
                ('unit_name', models.CharField(max_length=160, verbose_name='Fachdienst')),
                ('address_lines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='Anschrift')),
                ('single', models.BooleanField(default=True, editable=False)),
            ],
            options={
                'verbose_name': 'Kommune',
                'verbose_name_plural': 'Kommunen',
                'constraints': [models.UniqueConstraint(fields=('single',), name='municipality_only_one'), models.CheckConstraint(condition=models.Q(('single', True)), name='municipality_single_is_true')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='geändert am')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon')),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='Schlüssel')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='Kurzname')),
                ('kind', models.CharField(choices=[('stadtverwaltung', 'Stadtverwaltung'), ('amt', 'Amt'), ('wohlfahrtsverband', 'Wohlfahrtsverband'), ('verein', 'Verein'), ('initiative', 'Initiative'), ('religionsgemeinschaft', 'Religionsgemeinschaft'), ('schule', 'Schule'), ('kita', 'Kita'), ('hochschule-bildungstraeger', 'Bildungsträger'), ('wohnungsunternehmen', 'Wohnungsunternehmen'), ('wirtschaft', 'Wirtschaft'), ('gremium', 'Gremium'), ('kreis-land-bund', 'Kreis, Land, Bund'), ('gesundheit', 'Gesundheit'), ('sonstige', 'Sonstige')], max_length=40, verbose_name='Art')),
                ('description', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                ('website', models.URLField(blank=True, verbose_name='Internetseite')),
                ('is_sensitive', models.BooleanField(default=False, help_text='Schon der Name verrät etwas Persönliches über die Menschen, die dort Hilfe suchen.', verbose_name='Name ist vertraulich')),
                ('is_immigration_authority', models.BooleanField(db_default=False, default=False, help_text='Wer dort arbeitet, sieht keine Akte, und jede Übermittlung dorthin braucht eine eigene Rechtsgrundlage.', verbose_name='ist die Ausländerbehörde')),
                ('source_lines', models.CharField(blank=True, max_length=120, verbose_name='Fundstelle im Konzept')),
                ('search_text', models.TextField(db_default='', default='', editable=False)),
                ('changed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
            ],
            options={
                'verbose_name': 'Organisation',
                'verbose_name_plural': 'Organisationen',
                'ordering': ['name', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='organisation_search', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='geändert am')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon')),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='Schlüssel')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('kind', models.CharField(choices=[('stadtteilbuero', 'Stadtteilbüro'), ('gemeinschaftsunterkunft', 'Gemeinschaftsunterkunft'), ('begegnungsort', 'Begegnungsort'), ('rathaus', 'Rathaus'), ('schule', 'Schule'), ('kita', 'Kita'), ('sportstaette', 'Sportstätte'), ('bibliothek', 'Bibliothek'), ('kirche-moschee', 'Kirche oder Moschee'), ('sonstiges', 'Sonstiger Ort')], max_length=40, verbose_name='Art')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='Adresse')),
                ('description', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('step_free', models.CharField(choices=[('unknown', 'noch nicht geprüft'), ('yes', 'ja'), ('partly', 'teilweise'), ('no', 'nein')], default='unknown', max_length=10, verbose_name='Stufenloser Zugang')),
                ('accessible_toilet', models.CharField(choices=[('unknown', 'noch nicht geprüft'), ('yes', 'ja'), ('partly', 'teilweise'), ('no', 'nein')], default='unknown', max_length=10, verbose_name='Barrierefreies WC')),
                ('induction_loop', models.CharField(choices=[('unknown', 'noch nicht geprüft'), ('yes', 'ja'), ('partly', 'teilweise'), ('no', 'nein')], default='unknown', max_length=10, verbose_name='Höranlage')),
                ('access_note', models.CharField(blank=True, max_length=300, verbose_name='Hinweis zum Zugang')),
                ('source_lines', models.CharField(blank=True, max_length=120, verbose_name='Fundstelle im Konzept')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='Beispielangabe der Demo')),
                ('search_text', models.TextField(db_default='', default='', editable=False)),
                ('changed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='network.district', verbose_name='Quartier')),
                ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='network.organisation', verbose_name='Betreiber')),
            ],
            options={
                'verbose_name': 'Ort',
                'verbose_name_plural': 'Orte',
                'ordering': ['name', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='place_search', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Montag'), (2, 'Dienstag'), (3, 'Mittwoch'), (4, 'Donnerstag'), (5, 'Freitag'), (6, 'Samstag'), (7, 'Sonntag')], verbose_name='Wochentag')),
                ('opens_at', models.TimeField(verbose_name='von')),
                ('closes_at', models.TimeField(verbose_name='bis')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='Hinweis')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='network.place', verbose_name='Ort')),
            ],
            options={
                'verbose_name': 'Öffnungszeit',
                'verbose_name_plural': 'Öffnungszeiten',
                'ordering': ['weekday', 'opens_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='opening_hours_close_after_open', violation_error_message='Das Ende liegt vor dem Beginn.')],
            },
        ),
        migrations.CreateModel(
            name='RecertificationRound',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('quarter', models.CharField(editable=False, max_length=7, unique=True, verbose_name='Quartal')),
                ('starts_on', models.DateField(editable=False, verbose_name='ab')),
                ('due_on', models.DateField(editable=False, verbose_name='zu beantworten bis')),
                ('ends_on', models.DateField(editable=False, verbose_name='Unbestätigtes endet nach dem')),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='verschickte Hinweise')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='beendet am')),
            ],
            options={
                'verbose_name': 'Bestätigungsrunde',
                'verbose_name_plural': 'Bestätigungsrunden',
                'ordering': ['-starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('starts_on')), ('ends_on__gt', models.F('due_on'))), name='recertification_ends_after_it_was_due')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Plätze')),
                ('equipment', models.CharField(blank=True, max_length=300, verbose_name='Ausstattung')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='network.place', verbose_name='Ort')),
            ],
            options={
                'verbose_name': 'Raum',
                'verbose_name_plural': 'Räume',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='room_named_once_per_place')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('case_manager', 'Case Management'), ('head_of_unit', 'Sachgebietsleitung und Integrationsbeauftragung'), ('volunteer_coordinator', 'Ehrenamtskoordination'), ('provider_staff', 'Mitarbeit bei einem Träger'), ('other_office', 'Mitarbeit in einem anderen Amt'), ('body_member', 'Mitglied eines Gremiums'), ('administrator', 'Administration'), ('data_protection', 'Datenschutz')], max_length=30, verbose_name='Rolle')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='Funktion')),
                ('starts_on', models.DateField(verbose_name='von')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='bis')),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beendet von')),
                ('given_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vergeben von')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='network.organisation', verbose_name='Organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'verbose_name': 'Zugehörigkeit',
                'verbose_name_plural': 'Zugehörigkeiten',
                'ordering': ['-starts_on', 'id'],
                'indexes': [models.Index(fields=['user', 'starts_on'], name='seat_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='seat_ends_after_start', violation_error_message='Das Ende liegt vor dem Beginn.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), ('role', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='seat_not_held_twice', violation_error_message='Diese Person hat diese Rolle in dieser Zeit schon.')],
            },
        ),
        migrations.CreateModel(
            name='SeatCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'noch nicht bestätigt'), ('confirmed', 'bestätigt'), ('ended', 'beendet'), ('lapsed', 'nicht bestätigt und beendet')], default='open', editable=False, max_length=10, verbose_name='Stand')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='am')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='durch')),
                ('round', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='network.recertificationround', verbose_name='Runde')),
                ('seat', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='network.seat', verbose_name='Zugehörigkeit')),
            ],
            options={
                'verbose_name': 'Bestätigung einer Funktion',
                'verbose_name_plural': 'Bestätigungen von Funktionen',
                'ordering': ['seat__user__name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('round', 'seat'), name='seat_checked_once_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(('decided_at__isnull', False), ('decided_by', None), ('state', 'lapsed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['confirmed', 'ended'])), _connector='OR'), name='seat_check_says_who_decided')],
            },
        ),
        migrations.CreateModel(
            name='SeatCheckEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('state', models.CharField(choices=[('open', 'noch nicht bestätigt'), ('confirmed', 'bestätigt'), ('ended', 'beendet'), ('lapsed', 'nicht bestätigt und beendet')], default='open', editable=False, max_length=10, verbose_name='Stand')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='am')),
                ('decided_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='durch')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='network.seatcheck')),
                ('round', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.recertificationround', verbose_name='Runde')),
                ('seat', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.seat', verbose_name='Zugehörigkeit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SeatEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('role', models.CharField(choices=[('case_manager', 'Case Management'), ('head_of_unit', 'Sachgebietsleitung und Integrationsbeauftragung'), ('volunteer_coordinator', 'Ehrenamtskoordination'), ('provider_staff', 'Mitarbeit bei einem Träger'), ('other_office', 'Mitarbeit in einem anderen Amt'), ('body_member', 'Mitglied eines Gremiums'), ('administrator', 'Administration'), ('data_protection', 'Datenschutz')], max_length=30, verbose_name='Rolle')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='Funktion')),
                ('starts_on', models.DateField(verbose_name='von')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='bis')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beendet von')),
                ('given_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vergeben von')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.organisation', verbose_name='Organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='network.seat')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('created', 'Konto angelegt'), ('invited', 'Einladung verschickt'), ('renamed', 'Name oder E-Mail geändert'), ('seat_given', 'Funktion vergeben'), ('seat_ended', 'Funktion beendet'), ('seat_resumed', 'Funktion weitergeführt'), ('factor_reset', 'Zweiter Faktor zurückgesetzt'), ('deactivated', 'Konto gesperrt'), ('reactivated', 'Konto wieder geöffnet'), ('locked_out', 'Anmeldung vorübergehend gesperrt'), ('directory_unlinked', 'Verknüpfung mit dem Verzeichnis gelöst'), ('seat_confirmed', 'Funktion bestätigt'), ('seat_found', 'Funktion außerhalb der Anwendung vergeben'), ('seat_lapsed', 'Funktion nicht bestätigt und beendet')], editable=False, max_length=20, verbose_name='Art')),
                ('detail', models.CharField(blank=True, editable=False, max_length=500, verbose_name='Einzelheiten')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='geändert am')),
                ('account', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL, verbose_name='Konto')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
            ],
            options={
                'verbose_name': 'Änderung am Konto',
                'verbose_name_plural': 'Änderungen an Konten',
                'ordering': ['-changed_at', '-id'],
                'indexes': [models.Index(fields=['account', '-changed_at'], name='account_change_of_account')],
            },
        ),
    ]
