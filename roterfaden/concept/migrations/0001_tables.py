"""The concept: fields of action, goals and projects."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('concept', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('network', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concept',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(unique=True, verbose_name='Schlüssel')),
                ('title', models.CharField(max_length=200, verbose_name='Titel')),
            ],
            options={
                'verbose_name': 'Integrationskonzept',
                'verbose_name_plural': 'Integrationskonzepte',
            },
        ),
        migrations.CreateModel(
            name='FieldOfAction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(unique=True, verbose_name='Schlüssel')),
                ('title', models.CharField(max_length=200, verbose_name='Titel')),
                ('short_title', models.CharField(max_length=60, verbose_name='Kurztitel')),
                ('text', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='Reihenfolge')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
            ],
            options={
                'verbose_name': 'Handlungsfeld',
                'verbose_name_plural': 'Handlungsfelder',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TargetGroup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='Schlüssel')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('text', models.TextField(blank=True, verbose_name='Beschreibung')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
            ],
            options={
                'verbose_name': 'Zielgruppe',
                'verbose_name_plural': 'Zielgruppen',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ConceptVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=80, verbose_name='Fassung')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='Nummer')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='Quelle')),
                ('as_of', models.CharField(blank=True, max_length=80, verbose_name='Stand')),
                ('concept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='concept.concept', verbose_name='Konzept')),
            ],
            options={
                'verbose_name': 'Fassung',
                'verbose_name_plural': 'Fassungen',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('concept', 'number'), name='concept_version_numbered_once')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, verbose_name='Schlüssel')),
                ('kind', models.CharField(choices=[('einleitung', 'Einleitung'), ('kodex', 'Kodex'), ('selbstverstaendnis', 'Selbstverständnis'), ('integrationsbegriff', 'Integrationsbegriff'), ('sprache', 'Sprache'), ('zielgruppen', 'Zielgruppen'), ('handlungsfeld', 'Handlungsfeld'), ('sachgebiet', 'Sachgebiet'), ('case-management', 'Case Management'), ('fortschreibung', 'Evaluation und Fortschreibung')], max_length=30, verbose_name='Art')),
                ('text', models.TextField(verbose_name='Wortlaut')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='Reihenfolge')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='concept.conceptversion', verbose_name='Fassung')),
            ],
            options={
                'verbose_name': 'Selbstverpflichtung',
                'verbose_name_plural': 'Selbstverpflichtungen',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='commitment_key_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Chapter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, verbose_name='Schlüssel')),
                ('kind', models.CharField(choices=[('einleitung', 'Einleitung'), ('kodex', 'Kodex'), ('selbstverstaendnis', 'Selbstverständnis'), ('integrationsbegriff', 'Integrationsbegriff'), ('sprache', 'Sprache'), ('zielgruppen', 'Zielgruppen'), ('handlungsfeld', 'Handlungsfeld'), ('sachgebiet', 'Sachgebiet'), ('case-management', 'Case Management'), ('fortschreibung', 'Evaluation und Fortschreibung')], max_length=30, verbose_name='Art')),
                ('title', models.CharField(max_length=200, verbose_name='Titel')),
                ('text', models.TextField(verbose_name='Text')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='Reihenfolge')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chapters', to='concept.conceptversion', verbose_name='Fassung')),
            ],
            options={
                'verbose_name': 'Kapitel',
                'verbose_name_plural': 'Kapitel',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='chapter_key_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=100, verbose_name='Schlüssel')),
                ('title', models.TextField(verbose_name='Wortlaut')),
                ('text', models.TextField(blank=True, verbose_name='Erläuterung')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='Reihenfolge')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
                ('field_of_action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='concept.fieldofaction', verbose_name='Handlungsfeld')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='concept.conceptversion', verbose_name='Fassung')),
            ],
            options={
                'verbose_name': 'Ziel',
                'verbose_name_plural': 'Ziele',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='goal_key_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('key', models.SlugField(max_length=100, unique=True, verbose_name='Schlüssel')),
                ('title', models.CharField(max_length=300, verbose_name='Titel')),
                ('horizon', models.CharField(choices=[('kurzfristig', 'kurzfristig'), ('mittelfristig', 'mittelfristig'), ('langfristig', 'langfristig'), ('dauerhaft', 'dauerhaft')], max_length=20, verbose_name='Zeithorizont')),
                ('summary', models.TextField(verbose_name='Zusammenfassung')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='Reihenfolge')),
                ('source_lines', models.CharField(blank=True, max_length=60, verbose_name='Fundstelle im Konzept')),
                ('field_of_action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='concept.fieldofaction', verbose_name='Handlungsfeld')),
                ('goals', models.ManyToManyField(blank=True, related_name='projects', to='concept.goal', verbose_name='Ziele')),
                ('partners', models.ManyToManyField(blank=True, related_name='projects_joined', to='network.organisation', verbose_name='Partner')),
                ('places', models.ManyToManyField(blank=True, related_name='projects', to='network.place', verbose_name='Orte')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects_led', to='network.organisation', verbose_name='Verantwortlich')),
                ('target_groups', models.ManyToManyField(blank=True, related_name='projects', to='concept.targetgroup', verbose_name='Zielgruppen')),
            ],
            options={
                'verbose_name': 'Projekt',
                'verbose_name_plural': 'Projekte',
                'ordering': ['position', 'id'],
            },
        ),
    ]
