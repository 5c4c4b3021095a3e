"""The ground floor."""

from collections.abc import Sequence
from importlib import import_module

from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate


class BaseConfig(AppConfig):
    """Access policy, names, documents, page parts: what every module stands on."""

    name = "roterfaden.base"
    verbose_name = "Grundlagen"

    def ready(self) -> None:
        """Give every form field our plain words for its errors, before the first form is made."""
        import_module("roterfaden.base.forms")
        pre_migrate.connect(_before_migrating, sender=self)
        # After the last app has spoken: pgtrigger has installed the triggers by then.
        post_migrate.connect(_after_migrating, sender=list(apps.get_app_configs())[-1])


# What is declared beside the models stands in the way while tables change, and is made anew afterwards.
_DROP_TRIGGERS = """
do $$ declare found record; begin
  for found in
    select tgname, tgrelid::regclass as place from pg_trigger where not tgisinternal and tgname like 'pgtrigger\\_%'
  loop
    execute format('drop trigger %I on %s', found.tgname, found.place);
  end loop;
end $$
"""


def _before_migrating(plan: Sequence[object], **_said: object) -> None:
    import_module("roterfaden.base.rowlevel.applying").drop_views()
    if plan:
        with connection.cursor() as cursor:
            cursor.execute(_DROP_TRIGGERS)


def _after_migrating(**_said: object) -> None:
    """Policies hold from the first moment on: the tables are there, whoever serves may see what is declared."""
    import_module("roterfaden.base.rowlevel.applying").apply()
