"""Every row below a case carries it, and PostgreSQL insists that it is the right one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_fill_case_of_rows")]

    operations = [
        migrations.AlterField(
            model_name='actiongoal',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='actiongoalevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='assessmentsection',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='assessmentsectionevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='goalrating',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='goalratingevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='measure',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='measureevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='ownactivity',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='ownactivityevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='referralevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='selfrating',
            name='case',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='Fall'),
        ),
        migrations.AlterField(
            model_name='selfratingevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='Fall'),
        ),
    ]
