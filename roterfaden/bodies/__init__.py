"""Bodies (Gremien): steering groups, round tables, the Integrationsrat, and the anonymous case reports they receive.

The door: :func:`roterfaden.bodies.receiving.receive_report`, the only way in for a report, and
``CaseReport.objects.visible_to(user)``. This package knows nobody seeking help and must never import ``cases``.

**What remains** when a report has come in: the file says in which second it went out, the report in which month it
came. In a month with a single report whoever sees both could match them; no role does, for a file opens to its team
alone, who wrote the report. Backups and the log of the database know more, as of everything.

Sessions, agendas, decisions and tasks of the bodies follow; here are the tables that receive.
"""
