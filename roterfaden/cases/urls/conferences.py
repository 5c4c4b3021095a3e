"""Addresses of conferences: in a person's file, and on the side of those who are invited."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, INVITED
from roterfaden.cases.routing import page
from roterfaden.cases.views import conference_minutes as minutes
from roterfaden.cases.views import conferences, invitations

HERE = "faelle/<uuid:pk>/konferenz/<uuid:conference>/"
INVITEE = HERE + "eingeladen/<uuid:invitee>/"
INVITATION = "konferenzen/einladungen/<uuid:invitation>/"

own = partial(page, audience=CASE_WORK)
invited = partial(routing.page, audience=INVITED, purpose=Purpose.DISCLOSED)

urlpatterns = [
    own("konferenzen/", conferences.conferences, name="conferences"),
    own("faelle/<uuid:pk>/konferenz/neu/", conferences.conference_add, name="conference_add"),
    own(HERE, conferences.conference, name="conference"),
    own(HERE + "aendern/", conferences.conference_edit, name="conference_edit"),
    own(HERE + "tagesordnung/", conferences.conference_agenda, name="conference_agenda"),
    own(HERE + "einladen/", conferences.conference_invite, name="conference_invite"),
    own(INVITEE + "ausladen/", conferences.conference_uninvite, name="conference_uninvite"),
    own(INVITEE + "antwort/", conferences.conference_answer, name="conference_answer"),
    own(INVITEE + "freigeben/", minutes.conference_disclose, name="conference_disclose"),
    own(HERE + "termine/", conferences.conference_dates, name="conference_dates"),
    own(HERE + "festlegen/", conferences.conference_fix, name="conference_fix"),
    own(HERE + "absagen/", conferences.conference_cancel, name="conference_cancel"),
    own(HERE + "termin.ics", conferences.conference_ics, name="conference_ics"),
    own(HERE + "protokoll/", minutes.conference_minutes, name="conference_minutes"),
    own(HERE + "protokoll/beschluss/", minutes.conference_decide, name="conference_decide"),
    own(
        HERE + "protokoll/beschluss/<uuid:decision>/zuruecknehmen/",
        minutes.decision_withdraw,
        name="decision_withdraw",
    ),
    own(HERE + "protokoll/abschliessen/", minutes.conference_close, name="conference_close"),
    own(HERE + "protokoll/wieder-oeffnen/", minutes.conference_reopen, name="conference_reopen"),
    own(HERE + "protokoll-<int:number>.pdf", minutes.conference_minutes_paper, name="conference_minutes_paper"),
    own(HERE + "einladung.pdf", minutes.conference_invitation_paper, name="conference_invitation_paper"),
    own(HERE + "unterschriften.pdf", minutes.conference_signatures_paper, name="conference_signatures_paper"),
    invited("konferenzen/einladungen/", invitations.invitations, name="invitations"),
    invited(INVITATION, invitations.invitation, name="invitation"),
    invited(INVITATION + "termin.ics", invitations.invitation_ics, name="invitation_ics"),
]
