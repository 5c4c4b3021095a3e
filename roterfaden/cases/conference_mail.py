"""Dates of conferences for calendars: as a file and by mail. Neither names the person or says what it is about."""

import logging
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.calendars import CONTENT_TYPE, Appointment, as_calendar
from roterfaden.cases.models import Conference, ConferenceInvitee, Invitation

log = logging.getLogger(__name__)


def appointment_of(meeting: Conference, *, url: str = "", is_cancelled: bool = False) -> Appointment:
    """The fixed date of a conference."""
    return _appointment(meeting, str(meeting.pk), url, is_cancelled)


def appointment_of_invitation(invitation: Invitation, *, url: str) -> Appointment:
    """The same as an invited person sees it."""
    return _appointment(invitation, str(invitation.conference), url, False)


def _appointment(meeting: Conference | Invitation, key: str, url: str, is_cancelled: bool) -> Appointment:
    assert meeting.starts_at is not None
    return Appointment(
        uid=f"{key}@roter-faden",
        sequence=meeting.sequence,
        title=meeting.title,
        starts_at=meeting.starts_at,
        minutes=meeting.duration,
        place=f"{meeting.place} ({meeting.get_way_display()})",
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        url=url,
        is_cancelled=is_cancelled,
    )


def mail_date(
    meeting: Conference, invitees: Iterable[ConferenceInvitee], *, site: str, is_cancelled: bool = False
) -> None:
    """Tell the fixed date, or that it is called off, once the transaction is committed. A date gone by is not told.

    ``site``: where we are served; without it no letter leads to the invitation. Who has no address hears it from
    whoever plans.
    """
    if meeting.starts_at is None or meeting.has_begun:
        return
    letters = [_letter(meeting, invitee, site, is_cancelled) for invitee in invitees if invitee.address]
    transaction.on_commit(lambda: _send(letters))


def _letter(meeting: Conference, invitee: ConferenceInvitee, site: str, is_cancelled: bool) -> EmailMessage:
    url = site.rstrip("/") + reverse("cases:invitation", args=[invitee.pk]) if site and invitee.user_id else ""
    appointment = appointment_of(meeting, url=url, is_cancelled=is_cancelled)
    when = date_format(timezone.localtime(appointment.starts_at), "l, j. F Y, H:i")
    lines = [
        _("Dieser Termin fällt aus: {when} Uhr.") if is_cancelled else _("Der Termin steht: {when} Uhr."),
        _("Ort: {place}"),
        _("Alles Weitere: {url}") if url else "",
        _("Aus Datenschutzgründen steht hier nicht, um wen es geht."),
    ]
    body = "\n\n".join(filter(None, lines)).format(when=when, place=appointment.place, url=url)
    subject = _("Abgesagt: {title}").format(title=meeting.title) if is_cancelled else meeting.title
    letter = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [invitee.address])
    content = as_calendar(appointment, stamp=timezone.now()).decode()
    letter.attach("termin.ics", content, f"{CONTENT_TYPE}; method={appointment.method}")
    return letter


def _send(letters: Iterable[EmailMessage]) -> None:
    for letter in letters:
        try:
            letter.send()
        except OSError:
            # The date stands in the system; the operator sees that mail does not go out.
            log.exception("the date of a conference could not be mailed")
