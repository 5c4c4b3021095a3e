"""Whose wish to be deleted was granted: told to whoever deletes, who decides when (``roterfaden.base.erasing``)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from roterfaden.base.erasing import Release, holds_no_person, releases_for_erasure
from roterfaden.rights.models import DataRequest, RequestState

holds_no_person("rights.ImpactDraft", why=_("Folgenabschätzung der Kommune, ohne Angaben zu Personen"))


@releases_for_erasure
def releases() -> Iterator[Release]:
    """Persons by the request that was granted; of several, one that was answered counts."""
    granted = DataRequest.objects.released_for_erasure().order_by("answered_on", "reference")
    # Unanswered ones first: a later one of the same person takes their place.
    for request in sorted(granted, key=lambda each: each.state == RequestState.ANSWERED):
        yield Release(request.client_id, request.reference, request.state == RequestState.ANSWERED)
