from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_all_tables"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="casetransfer",
            name="transfer_says_why",
        ),
        migrations.AddConstraint(
            model_name="casetransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True) | models.Q(("state", "accepted")),
                name="transfer_says_why",
            ),
        ),
    ]
