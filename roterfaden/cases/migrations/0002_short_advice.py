"""Short advice without a case."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_tables'),
        ('concept', '0001_tables'),
        ('network', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Advice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('given_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='Tag')),
                ('way', models.CharField(choices=[('office', 'im Büro'), ('open_hour', 'offene Sprechstunde'), ('phone', 'am Telefon'), ('home_visit', 'Hausbesuch'), ('nursery', 'Kita-Sozialarbeit'), ('video', 'Videogespräch'), ('message', 'schriftlich'), ('other_office', 'Gespräch mit einer anderen Stelle')], default='open_hour', max_length=20, verbose_name='Wo oder wie?')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='Sprache des Gesprächs')),
                ('length', models.PositiveSmallIntegerField(choices=[(5, '5 Minuten'), (15, '15 Minuten'), (30, '30 Minuten'), (60, 'eine Stunde oder länger')], default=15, verbose_name='Dauer')),
                ('note', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator('\\d([ ./-]?\\d){5}|@', inverse_match=True, message='Bitte ohne Telefonnummer, Geburtsdatum, Aktenzeichen oder E-Mail: Hier wird niemand benannt.')], verbose_name='Stichwort')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='festgehalten am')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='wohnt im Quartier')),
                ('fields_of_action', models.ManyToManyField(related_name='+', to='concept.fieldofaction', verbose_name='Worum es ging')),
                ('given_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beraten von')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='Ort')),
            ],
            options={
                'verbose_name': 'Kurzberatung',
                'verbose_name_plural': 'Kurzberatungen',
            },
        ),
        migrations.CreateModel(
            name='AdviceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('given_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='Tag')),
                ('way', models.CharField(choices=[('office', 'im Büro'), ('open_hour', 'offene Sprechstunde'), ('phone', 'am Telefon'), ('home_visit', 'Hausbesuch'), ('nursery', 'Kita-Sozialarbeit'), ('video', 'Videogespräch'), ('message', 'schriftlich'), ('other_office', 'Gespräch mit einer anderen Stelle')], default='open_hour', max_length=20, verbose_name='Wo oder wie?')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='Sprache des Gesprächs')),
                ('length', models.PositiveSmallIntegerField(choices=[(5, '5 Minuten'), (15, '15 Minuten'), (30, '30 Minuten'), (60, 'eine Stunde oder länger')], default=15, verbose_name='Dauer')),
                ('note', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator('\\d([ ./-]?\\d){5}|@', inverse_match=True, message='Bitte ohne Telefonnummer, Geburtsdatum, Aktenzeichen oder E-Mail: Hier wird niemand benannt.')], verbose_name='Stichwort')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='festgehalten am')),
                ('district', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.district', verbose_name='wohnt im Quartier')),
                ('given_by', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beraten von')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.advice')),
                ('place', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.place', verbose_name='Ort')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='advice',
            index=models.Index(fields=['given_by', '-given_on'], name='advice_by_worker'),
        ),
        migrations.AddIndex(
            model_name='advice',
            index=models.Index(fields=['given_on'], name='advice_by_day'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.CheckConstraint(condition=models.Q(('note__regex', '\\d([ ./-]?\\d){5}|@'), _negated=True), name='advice_names_nobody', violation_error_message='Bitte ohne Telefonnummer, Geburtsdatum, Aktenzeichen oder E-Mail: Hier wird niemand benannt.'),
        ),
    ]
