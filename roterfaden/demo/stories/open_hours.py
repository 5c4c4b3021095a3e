"""Short advice at open hours, in Kitas and at the telephone: counted, nobody named."""

from collections.abc import Sequence
from datetime import date, timedelta

from roterfaden.accounts.models import User
from roterfaden.cases.models import Advice, AdviceLength, Way
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.wording import Deck
from roterfaden.network.models import Place, PlaceKind

_DAYS = 300
_ASKED = {
    "wohnen": ("Wohngeld, Antrag erklärt", "Mieterhöhung, an die Mietberatung verwiesen", "Nebenkosten verstehen"),
    "arbeiten": ("Lebenslauf durchgesehen", "Anerkennung des Abschlusses, wohin", "Arbeitserlaubnis, was gilt"),
    "bildung": ("Kita-Navigator gezeigt", "Anmeldung in der Schule", "Welcher Sprachkurs passt"),
    "sport": ("Verein für die Tochter gesucht",),
    "sozialraeume": ("Brief der Behörde erklärt", "Zuständige Stelle genannt", "Kontoeröffnung"),
    "dialog": ("Nachbarschaftscafé empfohlen",),
}
_WAYS = {Way.OPEN_HOUR: 9, Way.PHONE: 4, Way.NURSERY: 4, Way.OFFICE: 2}
_LANGUAGES = {"de": 8, "ar": 7, "uk": 5, "tr": 4, "fa": 3, "ro": 2, "": 2}
_LENGTHS = {AdviceLength.FIVE: 5, AdviceLength.QUARTER: 8, AdviceLength.HALF: 3, AdviceLength.HOUR: 1}


def hold_open_hours(staff: Sequence[User], directory: Directory, deck: Deck, today: date, *, each: int) -> int:
    """So many for each of ``staff`` over the last ten months; says how many there are now."""
    places = list(Place.objects.filter(kind=PlaceKind.DISTRICT_OFFICE).order_by("key"))
    known = [key for key in _ASKED if key in directory.fields]
    told = []
    for worker in staff:
        for _number in range(each):
            field = deck.draw("Handlungsfeld einer Kurzberatung", known)
            way = deck.weighed(_WAYS)
            advice = Advice.objects.create(
                given_by=worker,
                given_on=working_day(today - timedelta(days=deck.dice.randrange(_DAYS))),
                way=way,
                place=deck.dice.choice(places) if places and way == Way.OPEN_HOUR else None,
                district=deck.dice.choice(directory.districts) if deck.chance(0.8) and directory.districts else None,
                language=deck.weighed(_LANGUAGES),
                length=deck.weighed(_LENGTHS),
                note=deck.draw(field, _ASKED[field]),
            )
            advice.fields_of_action.add(directory.fields[field])
            told.append(advice)
    return len(told)
