"""Addresses of the periods."""

from functools import partial

from django.urls import URLPattern

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.retention.access import CASE_WORK, SUPERVISION
from roterfaden.retention.views import coming, own, protocol, rules

app_name = "retention"

supervised = partial(routing.page, audience=SUPERVISION, purpose=Purpose.DATA_PROTECTION)
worked_on = partial(routing.page, audience=CASE_WORK, purpose=Purpose.CASE_WORK)

urlpatterns: list[URLPattern] = [
    supervised("loeschfristen/", rules.rules, name="rules"),
    supervised("loeschfristen/neu/", rules.rule_add, name="rule_add"),
    supervised("loeschfristen/<uuid:pk>/", rules.rule, name="rule"),
    supervised("loeschfristen/<uuid:pk>/bearbeiten/", rules.rule_edit, name="rule_edit"),
    supervised("loeschfristen/<uuid:pk>/bestaetigen/", rules.rule_confirm, name="rule_confirm"),
    supervised("loeschfristen/<uuid:pk>/nicht-anwenden/", rules.rule_aside, name="rule_aside"),
    supervised("loeschfristen/<uuid:pk>/neu-pruefen/", rules.rule_reopen, name="rule_reopen"),
    supervised("loeschungen/", coming.pending, name="pending"),
    supervised("loeschungen/<uuid:pk>/", coming.coming, name="coming"),
    supervised("loeschungen/<uuid:pk>/archiv/", coming.coming_archive, name="coming_archive"),
    supervised("loeschungen/ausgesetzt/", coming.holds, name="holds"),
    supervised("loeschungen/ausgesetzt/<uuid:pk>/", coming.hold, name="hold"),
    supervised("loeschprotokoll/", protocol.protocol, name="protocol"),
    supervised("loeschprotokoll/<uuid:pk>/", protocol.run, name="run"),
    supervised("loeschprotokoll/<uuid:pk>/pdf/", protocol.run_pdf, name="run_pdf"),
    worked_on("bald-geloescht/", own.mine, name="mine"),
    worked_on("bald-geloescht/<uuid:pk>/", own.own, name="own"),
    worked_on("bald-geloescht/ausgesetzt/<uuid:pk>/", own.held, name="held"),
    worked_on("faelle/<uuid:pk>/loeschfrist/", own.case, name="case"),
]
