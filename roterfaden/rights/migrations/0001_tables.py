"""Requests of persons and what was answered."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('rights', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('cases', '0001_all_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('reference', models.CharField(editable=False, max_length=20, unique=True, verbose_name='Zeichen')),
                ('kind', models.CharField(choices=[('access', 'Auskunft (Art. 15)'), ('correction', 'Berichtigung (Art. 16)'), ('erasure', 'Löschung (Art. 17)'), ('restriction', 'Einschränkung (Art. 18)'), ('objection', 'Widerspruch (Art. 21)')], max_length=12, verbose_name='Worum es geht')),
                ('state', models.CharField(choices=[('received', 'eingegangen'), ('decided', 'entschieden'), ('answered', 'beantwortet'), ('withdrawn', 'zurückgezogen')], default='received', max_length=10, verbose_name='Stand')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='eingegangen am')),
                ('due_on', models.DateField(verbose_name='Antwort spätestens am')),
                ('extended_on', models.DateField(blank=True, null=True, verbose_name='Frist verlängert am')),
                ('language', models.CharField(default='de', max_length=12, verbose_name='Sprache der Antwort')),
                ('subject', models.UUIDField(blank=True, null=True, verbose_name='Eintrag')),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Wir kommen dem Wunsch nach'), ('partly', 'Wir kommen dem Wunsch zum Teil nach'), ('refused', 'Wir lehnen den Wunsch ab')], max_length=10, verbose_name='Entscheidung')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='entschieden am')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='beantwortet am')),
                ('handed_over', models.CharField(blank=True, choices=[('in_person', 'im Gespräch übergeben'), ('post', 'mit der Post'), ('secure', 'elektronisch, verschlüsselt'), ('representative', 'an eine bevollmächtigte Person')], max_length=16, verbose_name='Wie die Antwort ankam')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='cases.client', verbose_name='Ratsuchende Person')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entschieden von')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='aufgenommen von')),
            ],
            options={
                'verbose_name': 'Anfrage zum Datenschutz',
                'verbose_name_plural': 'Anfragen zum Datenschutz',
                'ordering': ['-received_on', '-reference'],
                'indexes': [models.Index(fields=['client', 'state'], name='data_request_of_client'), models.Index(condition=models.Q(('state__in', ['received', 'decided'])), fields=['due_on'], name='data_request_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('received_on'))), name='data_request_due_after_received'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['received', 'withdrawn']), _negated=True), ('outcome', ''), _connector='OR'), name='data_request_outcome_is_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='data_request_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_on__isnull', False), models.Q(('handed_over', ''), _negated=True)), _connector='OR'), name='data_request_answered_somehow'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), ('kind', 'access'), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='data_request_answer_needs_a_decision')],
            },
        ),
        migrations.CreateModel(
            name='DataRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand')),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='Zeichen')),
                ('kind', models.CharField(choices=[('access', 'Auskunft (Art. 15)'), ('correction', 'Berichtigung (Art. 16)'), ('erasure', 'Löschung (Art. 17)'), ('restriction', 'Einschränkung (Art. 18)'), ('objection', 'Widerspruch (Art. 21)')], max_length=12, verbose_name='Worum es geht')),
                ('state', models.CharField(choices=[('received', 'eingegangen'), ('decided', 'entschieden'), ('answered', 'beantwortet'), ('withdrawn', 'zurückgezogen')], default='received', max_length=10, verbose_name='Stand')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='eingegangen am')),
                ('due_on', models.DateField(verbose_name='Antwort spätestens am')),
                ('extended_on', models.DateField(blank=True, null=True, verbose_name='Frist verlängert am')),
                ('language', models.CharField(default='de', max_length=12, verbose_name='Sprache der Antwort')),
                ('subject', models.UUIDField(blank=True, null=True, verbose_name='Eintrag')),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Wir kommen dem Wunsch nach'), ('partly', 'Wir kommen dem Wunsch zum Teil nach'), ('refused', 'Wir lehnen den Wunsch ab')], max_length=10, verbose_name='Entscheidung')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='entschieden am')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='beantwortet am')),
                ('handed_over', models.CharField(blank=True, choices=[('in_person', 'im Gespräch übergeben'), ('post', 'mit der Post'), ('secure', 'elektronisch, verschlüsselt'), ('representative', 'an eine bevollmächtigte Person')], max_length=16, verbose_name='Wie die Antwort ankam')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.client', verbose_name='Ratsuchende Person')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entschieden von')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rights.datarequest')),
                ('taken_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='aufgenommen von')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DataRequestStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('received', 'Anfrage eingegangen'), ('extended', 'Frist verlängert'), ('decided', 'entschieden'), ('answered', 'beantwortet'), ('withdrawn', 'von der Person zurückgezogen')], max_length=10, verbose_name='Vorgang')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='am')),
                ('text', models.TextField(blank=True, verbose_name='Worum es ging und warum')),
                ('text_language', models.CharField(blank=True, max_length=12, verbose_name='Sprache')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='durch')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='rights.datarequest', verbose_name='Anfrage')),
            ],
            options={
                'verbose_name': 'Schritt einer Anfrage',
                'verbose_name_plural': 'Schritte von Anfragen',
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['request', 'at'], name='data_request_step_of_request')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['extended', 'decided']), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='data_request_step_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='ImpactDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='Fassung')),
                ('answers', models.JSONField(default=dict, verbose_name='Angaben der Kommune')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gespeichert am')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gespeichert von')),
            ],
            options={
                'verbose_name': 'Fassung der Folgenabschätzung',
                'verbose_name_plural': 'Fassungen der Folgenabschätzung',
                'ordering': ['-number'],
            },
        ),
    ]
