"""What accounts process, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="accounts",
        name=_("Konten und Anmeldung"),
        purpose=_("Nur Berechtigte hereinlassen und festhalten, wer was getan hat"),
        bases=(
            Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 18 DSG NRW", _("Beschäftigte: Organisation der Arbeit")),
            Basis("Art. 32 DSGVO", _("Sicherheit der Verarbeitung")),
        ),
        persons=(_("Beschäftigte der Kommune, der Träger und anderer Ämter"), _("Mitglieder von Gremien")),
        rest_of=("accounts",),
        recipients=(_("Administration"),),
        source=_("Administration der Kommune"),
        pages=("account", "mfa"),
    ),
)
