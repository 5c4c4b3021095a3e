"""What the directory of offers processes, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="offers",
        name=_("Verzeichnis der Angebote"),
        purpose=_("Passende Hilfe finden; festhalten, wer eine Angabe geändert oder bestätigt hat"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Ansprechpersonen der Träger"), _("Beschäftigte, die das Verzeichnis pflegen")),
        rest_of=("offers",),
        recipients=(_("alle Angemeldeten"),),
        source=_("Träger, Kommune, Integrationskonzept"),
        pages=("offers",),
    ),
    Activity(
        key="offer_suggestions",
        name=_("Entwürfe und Vorschläge für das Verzeichnis"),
        purpose=_(
            "Angebote vor dem Veröffentlichen ansehen; wer etwas vorschlägt, kann sagen, wie man bei Fragen anruft "
            "oder schreibt; das wird gelöscht, sobald entschieden ist"
        ),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Beschäftigte der Träger"), _("Menschen, die etwas vorschlagen")),
        models=("offers.OfferDraft", "offers.DraftStep"),
        recipients=(_("Fachdienst der Kommune"), _("der Träger des Entwurfs")),
        source=_("Träger, wer etwas vorschlägt"),
        pages=("offers",),
        periods=("offer_drafts", "offer_suggestions"),
    ),
    Activity(
        key="offer_imports",
        name=_("Übernahme von Angeboten aus Tabellen"),
        purpose=_("Vorhandene Listen der Träger und der Kommune in das Verzeichnis aufnehmen, ohne etwas zu verlieren"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Ansprechpersonen der Träger"), _("Beschäftigte, die das Verzeichnis pflegen")),
        models=("offers.OfferImport",),
        recipients=(_("wer das Verzeichnis pflegt"),),
        source=_("Tabellen der Träger und der Kommune"),
        pages=("offers",),
        periods=("offer_imports",),
    ),
)
