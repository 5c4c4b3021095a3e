"""One version of the questionnaire is in force, one is being written; the state says which."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0028_template_states'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='assessmenttemplate',
            name='is_current',
        ),
        migrations.AddConstraint(
            model_name='assessmenttemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('key',), name='assessment_template_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='assessmenttemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('key',), name='assessment_template_one_draft', violation_error_message='Es gibt schon einen Entwurf.'),
        ),
        migrations.AddConstraint(
            model_name='assessmenttemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['draft', 'discarded']), ('version__isnull', True)), models.Q(('state__in', ['published', 'superseded']), ('version__isnull', False)), _connector='OR'), name='assessment_template_numbered_when_published'),
        ),
    ]
