"""What people need, as the words of a directory: families and the topics in them."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics."""

    def visible_to(self, user: Any) -> Self:
        """Words are no secret."""
        return self if user.roles else self.none()


class Topic(models.Model):
    """A topic such as "Wohnung suchen" in the family "Wohnen". Shipped as data (``vocabulary/topics.yaml``).

    ``words`` are what people say instead, folded into the search: "Papiere" for the residence title.
    """

    key = models.SlugField(_("Schlüssel"), max_length=60, primary_key=True)
    name = models.CharField(_("Name"), max_length=120)
    family = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("Oberthema")
    )
    words = ArrayField(models.CharField(max_length=80), verbose_name=_("Andere Wörter"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.name
