"""The directory of offers."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('offers', '0001_initial'),
        ('offers', '0002_search_words'),
        ('offers', '0003_last_change'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('base', '0001_extensions'),
        ('concept', '0001_tables'),
        ('network', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name='Wort')),
            ],
            options={
                'verbose_name': 'Suchwort',
                'verbose_name_plural': 'Suchwörter',
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='geändert am')),
                ('key', models.SlugField(max_length=100, unique=True, verbose_name='Schlüssel')),
                ('title', models.CharField(max_length=200, verbose_name='Titel')),
                ('kind', models.CharField(choices=[('beratung', 'Beratung'), ('kurs', 'Kurs'), ('begegnung', 'Begegnung'), ('begleitung', 'Begleitung'), ('sport', 'Sport'), ('kita-schule', 'Kita und Schule'), ('information', 'Information'), ('wohnen', 'Wohnen'), ('arbeit', 'Arbeit'), ('sonstiges', 'Sonstiges')], max_length=20, verbose_name='Art')),
                ('target_group', models.CharField(blank=True, max_length=300, verbose_name='Für wen')),
                ('description', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='Sprachen')),
                ('german_level', models.CharField(blank=True, choices=[('A0', 'ohne Deutschkenntnisse'), ('A1', 'A1'), ('A2', 'A2'), ('B1', 'B1'), ('B2', 'B2'), ('C1', 'C1'), ('C2', 'C2')], max_length=2, verbose_name='Deutschniveau')),
                ('childcare', models.BooleanField(blank=True, null=True, verbose_name='Kinderbetreuung')),
                ('cost', models.CharField(blank=True, max_length=200, verbose_name='Kosten')),
                ('registration', models.CharField(blank=True, max_length=300, verbose_name='Anmeldung')),
                ('rhythm', models.CharField(blank=True, max_length=200, verbose_name='Rhythmus')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Plätze')),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='Stichworte')),
                ('origin', models.CharField(choices=[('concept', 'im Integrationskonzept genannt'), ('provider', 'vom Träger gepflegt'), ('city', 'von der Kommune gepflegt'), ('demo', 'Beispiel der Demo')], default='provider', max_length=20, verbose_name='Herkunft der Angaben')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='zuletzt bestätigt am')),
                ('is_active', models.BooleanField(default=True, verbose_name='besteht zurzeit')),
                ('source_lines', models.CharField(blank=True, max_length=120, verbose_name='Fundstelle im Konzept')),
                ('search_text', models.TextField(db_default='', default='', editable=False)),
                ('changed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geändert von')),
                ('fields_of_action', models.ManyToManyField(related_name='offers', to='concept.fieldofaction', verbose_name='Handlungsfelder')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='network.organisation', verbose_name='Anbieter')),
                ('places', models.ManyToManyField(blank=True, related_name='offers', to='network.place', verbose_name='Orte')),
                ('target_groups', models.ManyToManyField(blank=True, related_name='offers', to='concept.targetgroup', verbose_name='Zielgruppen des Konzepts')),
            ],
            options={
                'verbose_name': 'Angebot',
                'verbose_name_plural': 'Angebote',
                'ordering': ['title', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='offer_search', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='OfferSchedule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Montag'), (2, 'Dienstag'), (3, 'Mittwoch'), (4, 'Donnerstag'), (5, 'Freitag'), (6, 'Samstag'), (7, 'Sonntag')], verbose_name='Wochentag')),
                ('starts_at', models.TimeField(verbose_name='von')),
                ('ends_at', models.TimeField(verbose_name='bis')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='Hinweis')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='offers.offer', verbose_name='Angebot')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='network.place', verbose_name='Ort')),
            ],
            options={
                'verbose_name': 'Termin',
                'verbose_name_plural': 'Termine',
                'ordering': ['weekday', 'starts_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='offer_schedule_ends_after_start', violation_error_message='Das Ende liegt vor dem Beginn.')],
            },
        ),
    ]
