"""What the exchange with other directories processes, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="exchange",
        name=_("Austausch mit anderen Verzeichnissen"),
        purpose=_(
            "Angebote anderer Verzeichnisse übernehmen; veröffentlichte Angebote für andere Systeme lesbar machen"
        ),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Ansprechpersonen der Träger"), _("Beschäftigte, die eine Lieferung holen")),
        rest_of=("api",),
        recipients=(_("alle: nur, was mit Einverständnis veröffentlicht ist"),),
        source=_("andere Verzeichnisse"),
        pages=("exchange",),
    ),
)
