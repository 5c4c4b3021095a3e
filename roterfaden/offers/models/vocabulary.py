"""The words an offer is described with. What is not known stays empty; nothing is assumed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone


class OfferKind(models.TextChoices):
    """What an offer is."""

    ADVICE = "beratung", _("Beratung")
    COURSE = "kurs", _("Kurs")
    MEETING = "begegnung", _("Begegnung")
    COMPANIONSHIP = "begleitung", _("Begleitung")
    SPORT = "sport", _("Sport")
    NURSERY_SCHOOL = "kita-schule", _("Kita und Schule")
    INFORMATION = "information", _("Information")
    HOUSING = "wohnen", _("Wohnen")
    WORK = "arbeit", _("Arbeit")
    OTHER = "sonstiges", _("Sonstiges")


class Origin(models.TextChoices):
    """Where the facts of an offer come from; nothing invented may look real."""

    CONCEPT = "concept", _("im Integrationskonzept genannt")
    PROVIDER = "provider", _("vom Träger gepflegt")
    CITY = "city", _("von der Kommune gepflegt")
    FEED = "feed", _("aus einem anderen Verzeichnis übernommen")
    DEMO = "demo", _("Beispiel der Demo")


ORIGIN_BADGES = {
    Origin.CONCEPT: Badge(_("im Konzept genannt"), Tone.INFO, "document"),
    Origin.PROVIDER: Badge(_("vom Träger gepflegt"), Tone.SUCCESS, "edit"),
    Origin.CITY: Badge(_("von der Kommune gepflegt"), Tone.SUCCESS, "edit"),
    Origin.FEED: Badge(_("aus einem anderen Verzeichnis"), Tone.INFO, "hand-over"),
    Origin.DEMO: Badge(_("Beispiel der Demo"), Tone.WARNING, "info"),
}


class GermanLevel(models.TextChoices):
    """Levels of the Common European Framework; A0 means no German needed."""

    A0 = "A0", _("ohne Deutschkenntnisse")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class OnlyFor(models.TextChoices):
    """For whom alone; empty means that gender does not matter."""

    WOMEN = "women", _("nur für Frauen")
    MEN = "men", _("nur für Männer")
    GIRLS = "girls", _("nur für Mädchen")
    BOYS = "boys", _("nur für Jungen")


class Interpreting(models.TextChoices):
    """Whether somebody translates in the talk."""

    ALWAYS = "always", _("immer dabei")
    ON_REQUEST = "on_request", _("auf Anfrage")
    BRING = "bring", _("bitte jemanden mitbringen")
    NONE = "none", _("nein")


class Fee(models.TextChoices):
    """What it costs, in one word; the amounts stand in ``cost``."""

    FREE = "free", _("kostenlos")
    PAID = "paid", _("kostet etwas")
    DEPENDS = "depends", _("kommt darauf an")


class AccessWay(models.TextChoices):
    """How one gets in. Several may hold at once, and none says anything about the hours."""

    WALK_IN = "walk_in", _("einfach kommen")
    APPOINTMENT = "appointment", _("mit Termin")
    PHONE = "phone", _("anrufen")
    MAIL = "mail", _("E-Mail schreiben")
    FORM = "form", _("im Internet anmelden")
    REFERRAL = "referral", _("über eine Fachstelle")


class Whoever(models.TextChoices):
    """Who may make the first contact."""

    PERSON = "person", _("die Menschen selbst")
    RELATIVES = "relatives", _("Angehörige und Ehrenamtliche")
    PROFESSIONALS = "professionals", _("Fachkräfte")


class Frequency(models.TextChoices):
    """In which rhythm a date comes again."""

    WEEKLY = "weekly", _("jede Woche oder alle paar Wochen")
    MONTHLY = "monthly", _("einmal im Monat an einem Wochentag")
    ONCE = "once", _("nur an einem Tag")


class ReviewInterval(models.IntegerChoices):
    """After how many months the facts want to be confirmed again."""

    MONTH = 1, _("jeden Monat")
    QUARTER = 3, _("alle drei Monate")
    HALF_YEAR = 6, _("jedes halbe Jahr")
    YEAR = 12, _("jedes Jahr")
