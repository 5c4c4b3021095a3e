"""Versions of the questionnaire can be drafts: without a number, with who writes them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0026_household_and_family'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assessmenttemplate',
            name='assessment_template_one_current',
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='state',
            field=models.CharField(choices=[('draft', 'Entwurf'), ('discarded', 'verworfen'), ('published', 'gilt'), ('superseded', 'abgelöst')], default='draft', max_length=10, verbose_name='Stand'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='revision',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='Bearbeitungsstand'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='before',
            field=models.JSONField(blank=True, null=True, verbose_name='Inhalt vor der letzten Änderung'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuletzt bearbeitet von'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='zuletzt bearbeitet am'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='veröffentlicht am'),
        ),
        migrations.AddField(
            model_name='assessmenttemplate',
            name='news',
            field=models.CharField(blank=True, max_length=300, verbose_name='Was ist neu?'),
        ),
        migrations.AlterField(
            model_name='assessmenttemplate',
            name='key',
            field=models.SlugField(default='bestandsaufnahme', verbose_name='Schlüssel'),
        ),
        migrations.AlterField(
            model_name='assessmenttemplate',
            name='version',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Fassung'),
        ),
    ]
