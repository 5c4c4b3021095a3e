"""What of a file may be told to others: single sentences to choose from, each with what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.languages import country_name, language_name
from roterfaden.cases.actions.disclosures import Told
from roterfaden.cases.models import ActionGoal, Case, Client, DataKind, LegalArea, Measure, ResidenceTitle
from roterfaden.offers.models import Offer


@dataclass(frozen=True)
class Fact:
    """One sentence; ``needed``: a provider needs it to get in touch."""

    key: str
    kind: DataKind
    sentence: str
    needed: bool = False

    @property
    def told(self) -> Told:
        """The sentence as it is told."""
        return Told((self.kind,), self.sentence)


def facts_of_person(client: Client) -> list[Fact]:
    """How to reach the person and talk with them: what a referral may tell."""
    speaks = _("Sprache: {language}").format(language=language_name(client.language))
    if client.needs_interpreter:
        speaks += _(" (mit Sprachmittlung)")
    facts = [
        Fact("name", DataKind.CONTACT, _("Name: {name}").format(name=client), True),
        Fact("language", DataKind.LANGUAGE, speaks, client.language != "de"),
    ]
    if client.phone:
        facts.append(Fact("phone", DataKind.CONTACT, _("Telefon: {phone}").format(phone=client.phone), True))
    if client.email:
        facts.append(Fact("email", DataKind.CONTACT, _("E-Mail: {email}").format(email=client.email)))
    if client.district:
        facts.append(Fact("district", DataKind.CONTACT, _("wohnt in {district}").format(district=client.district)))
    return facts


def facts_of_file(case: Case) -> list[Fact]:
    """What any disclosure may tell out of the file (two queries); more is written in own words."""
    return [*facts_of_person(case.client), *_papers(case.client), *_plan(case)]


def _papers(client: Client) -> list[Fact]:
    facts = []
    if client.birth_date:
        born = _("geboren am {day}").format(day=date_format(client.birth_date))
        facts.append(Fact("birth_date", DataKind.CONTACT, born))
    if address := ", ".join(filter(None, [client.street, f"{client.postal_code} {client.town}".strip()])):
        facts.append(Fact("address", DataKind.CONTACT, _("Anschrift: {address}").format(address=address)))
    if client.country_of_origin:
        origin = _("Herkunftsland: {country}").format(country=country_name(client.country_of_origin))
        facts.append(Fact("origin", DataKind.RESIDENCE, origin))
    if client.residence_title != ResidenceTitle.UNCLEAR:
        title = _("Aufenthalt: {title}").format(title=client.get_residence_title_display())
        if client.residence_until:
            title += _(", gültig bis {day}").format(day=date_format(client.residence_until))
        facts.append(Fact("residence", DataKind.RESIDENCE, title))
    if client.legal_area != LegalArea.UNCLEAR:
        area = _("Rechtskreis: {area}").format(area=client.get_legal_area_display())
        facts.append(Fact("legal_area", DataKind.INCOME, area))
    return facts


def _plan(case: Case) -> list[Fact]:
    goals = ActionGoal.objects.standing().filter(case=case)
    steps = Measure.objects.standing().filter(case=case, offer__isnull=True)
    return [
        *_listed("goals", _("Vereinbarte Ziele:"), goals.order_by("frame_goal__position", "position", "id")),
        *_listed("steps", _("Was im Hilfeplan steht:"), steps.order_by("position", "id")),
    ]


def _listed(key: str, title: str, rows: Iterable[Any]) -> list[Fact]:
    lines = [f"– {row.title}" for row in rows]
    return [Fact(key, DataKind.PLAN, "\n".join([title, *lines]))] if lines else []


def request_for(offer: Offer, worker: Any, facts: Iterable[Fact], words: Told | None) -> list[Told]:
    """The words with which a provider is asked, ready to be read out, on the telephone too."""
    told = [Told((DataKind.CONCERN,), _("Anfrage für „{offer}“").format(offer=offer.title))]
    told += [fact.told for fact in facts]
    if words is not None:
        told.append(words)
    return [*told, Told((), _("Rückfragen an: {worker}").format(worker=worker))]


def in_words(told: Iterable[Told]) -> str:
    """One line after the other."""
    return "\n".join(one.text for one in told)
