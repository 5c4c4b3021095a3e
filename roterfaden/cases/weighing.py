"""What the ticked reasons of the DGCC guidance say about case management: a hint for two people who decide."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.cases.models import IntakeCriterion

NUMBERS = [gettext_lazy(word) for word in ("Keiner", "Einer", "Zwei", "Drei", "Vier", "Fünf")]
ENOUGH = 3


@dataclass(frozen=True)
class Hint:
    """One sentence that counts, and one that helps to go on."""

    count: int
    sentence: str
    further: str

    @property
    def speaks_for_case_management(self) -> bool:
        """Whether most of the reasons are met."""
        return self.count >= ENOUGH


def weigh(ticked: Collection[str]) -> Hint:
    """Count the reasons in words."""
    reasons = set(ticked) & set(IntakeCriterion.values)
    return Hint(len(reasons), _sentence(len(reasons)), _further(reasons))


def _sentence(count: int) -> str:
    if count == 0:
        return _("Keiner der fünf Gründe ist angekreuzt. Das spricht für eine einmalige Beratung.")
    if count == len(IntakeCriterion):
        return _("Alle fünf Gründe sprechen für Case Management.")
    return ngettext(
        "{number} von {total} Gründen spricht für Case Management.",
        "{number} von {total} Gründen sprechen für Case Management.",
        count,
    ).format(number=NUMBERS[count], total=_("fünf"))


def _further(reasons: set[str]) -> str:
    if reasons and IntakeCriterion.WISH not in reasons:
        return _("Fragen Sie, ob die Person eine längere Begleitung wünscht. Ohne ihren Wunsch trägt sie nicht.")
    if reasons == {IntakeCriterion.WISH}:
        return _("Der Wunsch zählt. Prüfen Sie, ob eine Beratung heute und ein weiterer Termin genügen.")
    if 0 < len(reasons) < ENOUGH:
        return _("Beides ist möglich. Eine Beratung können Sie später wieder öffnen, wenn mehr daraus wird.")
    return ""
