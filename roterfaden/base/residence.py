"""On what somebody's stay in Germany rests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResidenceTitle(models.TextChoices):
    """On what the person's stay rests. Groups, not paragraphs: the paragraph belongs in the assessment."""

    GERMAN = "german", _("Deutsche Staatsangehörigkeit")
    EU = "eu", _("EU-Freizügigkeit")
    SETTLEMENT = "settlement", _("Niederlassungserlaubnis")
    RECOGNISED = "recognised", _("Aufenthaltserlaubnis nach Anerkennung (§ 25 Abs. 1, 2)")
    BAN_ON_REMOVAL = "ban_on_removal", _("Aufenthaltserlaubnis, Abschiebungsverbot (§ 25 Abs. 3)")
    TEMPORARY_PROTECTION = "temporary_protection", _("Vorübergehender Schutz (§ 24)")
    OTHER_PERMIT = "other_permit", _("Andere Aufenthaltserlaubnis")
    IN_PROCEDURE = "in_procedure", _("Aufenthaltsgestattung")
    TOLERATED = "tolerated", _("Duldung")
    UNCLEAR = "unclear", _("noch nicht geklärt")
