"""What stands on the paper "Ihr Termin"."""

from django.utils import timezone

from roterfaden.cases.document_content import letterhead, party_of, person_of
from roterfaden.cases.documents.content import AppointmentContent
from roterfaden.cases.models import Appointment, Way


def appointment_content(appointment: Appointment) -> AppointmentContent:
    """The appointment as it is arranged now, with whom to ring when one cannot come (two queries)."""
    client, local = appointment.case.client, timezone.localtime(appointment.starts_at)
    return AppointmentContent(
        letterhead=letterhead(),
        person=person_of(client),
        case_manager=party_of(appointment.owner),
        reference=appointment.case.reference,
        as_of=timezone.localdate(),
        address=client.form_of_address or str(client),
        day=local.date(),
        time=f"{local:%H:%M}",
        minutes=appointment.minutes,
        way_label=str(appointment.get_way_display()),
        place=appointment.place,
        subject=appointment.about,
        bring=tuple(filter(None, map(str.strip, appointment.bring.splitlines()))),
        with_interpreter=appointment.needs_interpreter,
        by_phone=appointment.way == Way.PHONE,
        phone=client.organisation.phone,
    )
