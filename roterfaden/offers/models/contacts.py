"""Who to ask about an offer. Not everybody wants to stand in a public directory."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.languages import language_name
from roterfaden.base.models import Identified
from roterfaden.base.names import phone_digits
from roterfaden.offers.models.offer import Offer


class OfferContactQuerySet(models.QuerySet["OfferContact"]):
    """Contacts."""

    def visible_to(self, user: Any) -> Self:
        """Every member of staff may call; for everybody else there is ``public``."""
        return self if user.roles else self.none()

    def public(self) -> Self:
        """Those who may stand on the portal, in feeds, in the interface for other systems and on paper.

        Only as long as there is something to ask about.
        """
        return self.filter(is_public=True, offer__in=Offer.objects.current())


class OfferContact(Identified):
    """A person or a desk that answers questions about an offer.

    Only with ``is_public`` it leaves the house; PostgreSQL shows others to nobody who is not signed in.
    """

    offer = models.ForeignKey("offers.Offer", models.CASCADE, related_name="contacts", verbose_name=_("Angebot"))
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("Sprachen"), default=list, blank=True)
    is_public = models.BooleanField(
        _("darf veröffentlicht werden"),
        default=False,
        db_default=False,
        help_text=_("Nur mit dem Einverständnis der Person. Sonst sehen die Angaben allein die Fachkräfte."),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = OfferContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ansprechperson")
        verbose_name_plural = _("Ansprechpersonen")
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""),
                name="offer_contact_can_be_reached",
                violation_error_message=_("Bitte Telefon oder E-Mail angeben."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_link(self) -> str:
        """The address that calls the number."""
        return f"tel:{phone_digits(self.phone)}"

    @property
    def language_names(self) -> list[str]:
        """The languages by name."""
        return [language_name(code) for code in self.languages]


def public_contacts() -> "Prefetch[str, OfferContactQuerySet, str]":
    """What public pages, feeds, interfaces and papers load of contacts: each offer gets its ``public_contacts``.

    They read no other list of contacts.
    """
    return Prefetch("contacts", OfferContact.objects.public(), to_attr="public_contacts")
