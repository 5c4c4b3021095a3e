"""``/healthz``: does the application answer, does its database, and does anybody work jobs off?"""

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roterfaden.jobs.working import is_worked

TEXT = "text/plain; charset=utf-8"


@transaction.non_atomic_requests
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """``ok`` with 200, or 503 while the database does not answer. Public; says nothing else about the installation.

    Without a worker for jobs pages answer all the same: still 200, with a word about it.
    """
    try:
        has_worker = is_worked()
    except DatabaseError:
        return HttpResponse("Datenbank nicht erreichbar\n", content_type=TEXT, status=503)
    return HttpResponse("ok\n" if has_worker else "ok, aber niemand arbeitet Aufträge ab\n", content_type=TEXT)


health.without_database = True  # type: ignore[attr-defined]
