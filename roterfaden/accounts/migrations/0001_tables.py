"""Accounts, notices, sessions and failed sign-ins."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The steps of the time before the first release: whoever has taken them all has these tables already.
    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_notices'),
        ('accounts', '0011_sessions_and_failures'),
        ('accounts', '0040_history_of_accounts'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='FailedSignIn',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='Prüfsumme der Adresse')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='Fehlversuche')),
                ('last_failed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='zuletzt am')),
                ('locked_until', models.DateTimeField(null=True, verbose_name='gesperrt bis')),
            ],
            options={
                'verbose_name': 'Fehlgeschlagene Anmeldung',
                'verbose_name_plural': 'Fehlgeschlagene Anmeldungen',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='E-Mail')),
                ('name', models.CharField(max_length=150, verbose_name='Name')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktiv')),
                ('is_synthetic', models.BooleanField(default=False, editable=False, verbose_name='erfundene Person')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='angelegt am')),
            ],
            options={
                'verbose_name': 'Konto',
                'verbose_name_plural': 'Konten',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_any_case')],
            },
        ),
        migrations.CreateModel(
            name='KeptForm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', models.BinaryField(verbose_name='Inhalt, verschlüsselt')),
                ('kept_until', models.DateTimeField(db_index=True, verbose_name='aufgehoben bis')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='von')),
            ],
            options={
                'verbose_name': 'Aufgehobene Eingabe',
                'verbose_name_plural': 'Aufgehobene Eingaben',
            },
        ),
        migrations.CreateModel(
            name='StoredSession',
            fields=[
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='Prüfsumme des Schlüssels')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='Kennung')),
                ('browser', models.CharField(blank=True, max_length=80, verbose_name='Browser')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='angemeldet seit')),
                ('last_seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='zuletzt benutzt')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'verbose_name': 'Anmeldung',
                'verbose_name_plural': 'Anmeldungen',
                'ordering': ['-last_seen_at', 'session_key'],
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='E-Mail')),
                ('name', models.CharField(max_length=150, verbose_name='Name')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktiv')),
                ('is_synthetic', models.BooleanField(default=False, editable=False, verbose_name='erfundene Person')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='angelegt am')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(editable=False, max_length=400, verbose_name='Hinweis')),
                ('path', models.CharField(blank=True, editable=False, max_length=200, verbose_name='Seite')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='am')),
                ('read_at', models.DateTimeField(editable=False, null=True, verbose_name='gelesen am')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='für')),
            ],
            options={
                'verbose_name': 'Hinweis',
                'verbose_name_plural': 'Hinweise',
                'ordering': ['-created_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['user', '-created_at'], name='notice_unread_of_user')],
            },
        ),
    ]
