"""Rows below a case get room for their case; windows onto rows of others become known."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_every_person_belongs_somewhere")]

    operations = [
        migrations.CreateModel(
            name='AdviceField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'Handlungsfeld einer Beratung',
                'verbose_name_plural': 'Handlungsfelder von Beratungen',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AdviceFigure',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('taken_at', models.DateTimeField(verbose_name='aufgenommen am')),
                ('talk_language', models.CharField(max_length=12, verbose_name='Sprache des Gesprächs')),
                ('decision', models.CharField(choices=[('advice', 'Einmalige Beratung genügt'), ('case_management', 'Case Management beginnt')], max_length=20, verbose_name='Entscheidung')),
            ],
            options={
                'verbose_name': 'Beratung als Zahl',
                'verbose_name_plural': 'Beratungen als Zahlen',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CarriedCase',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('phase', models.CharField(max_length=12, verbose_name='Phase')),
                ('opened_at', models.DateTimeField(verbose_name='eröffnet am')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='abgeschlossen am')),
                ('last_contact_at', models.DateTimeField(null=True, verbose_name='letzter Kontakt')),
            ],
            options={
                'verbose_name': 'Fall als Zahl',
                'verbose_name_plural': 'Fälle als Zahlen',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CarriedFollowUp',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField(verbose_name='am')),
            ],
            options={
                'verbose_name': 'Überprüfung als Zahl',
                'verbose_name_plural': 'Überprüfungen als Zahlen',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FindableClient',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('given_name', models.CharField(max_length=100, verbose_name='Vorname')),
                ('family_name', models.CharField(max_length=100, verbose_name='Familienname')),
                ('other_names', models.CharField(max_length=200, verbose_name='Andere Schreibweisen')),
                ('birth_date', models.DateField(null=True, verbose_name='Geburtsdatum')),
                ('search_text', models.TextField(editable=False)),
                ('open_case', models.UUIDField(null=True, verbose_name='laufender Fall')),
                ('reference', models.CharField(max_length=20, verbose_name='Aktenzeichen')),
                ('skeletons', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), editable=False, size=None)),
                ('phone_digits', models.CharField(editable=False, max_length=20)),
            ],
            options={
                'verbose_name': 'Auffindbare Person',
                'verbose_name_plural': 'Auffindbare Personen',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='actiongoal',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='actiongoalevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='assessmentsection',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='assessmentsectionevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='goalrating',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='goalratingevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='measure',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='measureevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='ownactivity',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='ownactivityevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='referral',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='referralevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='selfrating',
            name='case',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AddField(
            model_name='selfratingevent',
            name='case',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
    ]
