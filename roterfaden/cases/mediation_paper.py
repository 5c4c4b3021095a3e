"""What stands in the protocol of a Konfliktklärung: all at the table sign it, so nothing of the file is in it."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.document_content import letterhead, person_of
from roterfaden.cases.documents.content import MediationContent, Party, Promised, ViewContent
from roterfaden.cases.models import Case, Mediation


def mediation_content(mediation: Mediation, case: Case) -> MediationContent:
    """The protocol as it stands (three queries).

    It goes to neighbours and landlord as well: neither a file number nor the name of the unit, which may tell why
    somebody is accompanied.
    """
    parties = mediation.parties.current()
    steps = mediation.steps.current().select_related("party", "task__owner")
    return MediationContent(
        letterhead=replace(letterhead(), unit=""),
        person=person_of(case.client),
        mediator=Party(mediation.begun_by.name, _("Gesprächsleitung")),
        reference="",
        as_of=timezone.localdate(),
        subject=mediation.subject,
        talked_on=mediation.talked_on,
        views=tuple(ViewContent(str(one.get_kind_display()), one.label, one.view) for one in parties),
        agreement=mediation.agreement,
        steps=tuple(Promised(one.text, one.whose, one.due_on) for one in steps),
        look_again_on=mediation.follow_up.due_on if mediation.follow_up else None,
    )
