"""What the team has found and keeps for others: examples of good goals, released, and one that waits for the head."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.actions.examples import propose_example
from roterfaden.cases.models.goals import SCALE_FIELDS
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.demo.stories.directory import Directory

_OWN: tuple[dict[str, Any], ...] = (
    {
        "field": "wohnen",
        "frame_goal": "Wir haben einen Mietvertrag auf unseren Namen.",
        "title": "Ich habe eine Bewerbungsmappe für Wohnungen und zeige sie bei drei Besichtigungen.",
        "scale": (
            "Die Unterlagen liegen verstreut.",
            "Die Mappe ist fertig, ich war noch bei keiner Besichtigung.",
            "Ich habe sie bei drei Besichtigungen gezeigt.",
            "Ein Vermieter hat zurückgerufen.",
            "Der Mietvertrag ist unterschrieben.",
        ),
        "measure": "Die Wohnraumlotsin geht beim ersten Mal mit.",
        "source": "Teamtag Wohnen",
    },
    {
        "field": "bildung",
        "frame_goal": "Ich verstehe, was die Schule von uns möchte.",
        "title": "Ich spreche einmal im Monat mit der Klassenlehrerin, mit Sprachmittlung.",
        "scale": (
            "Briefe der Schule bleiben liegen.",
            "Ein Termin ist ausgemacht und fiel aus.",
            "Das Gespräch findet jeden Monat statt.",
            "Ich rufe selbst in der Schule an.",
            "Ich helfe beim Elterncafé mit.",
        ),
        "measure": "Die Sprachmittlung ist für ein halbes Jahr gebucht.",
        "source": "aus der Beratung, verändert",
    },
)
_WAITING: dict[str, Any] = {
    "field": "arbeiten",
    "frame_goal": "Ich arbeite in meinem Beruf.",
    "title": "Mein Zeugnis liegt übersetzt bei der Anerkennungsstelle.",
    "scale": (
        "Das Zeugnis ist noch im Herkunftsland.",
        "Das Zeugnis ist da, die Übersetzung fehlt.",
        "Der Antrag ist abgegeben.",
        "Der Bescheid ist da.",
        "Ich habe eine Stelle, die dazu passt.",
    ),
    "measure": "Die Beratung zur Anerkennung prüft die Unterlagen.",
    "source": "aus der Beratung, verändert",
}


@transaction.atomic
def keep_examples(staff: list[User], clock: StoryClock, directory: Directory, today: date, head: User | None) -> None:
    """The head of unit has two examples released, a case manager proposed a third one yesterday."""
    clock.at = moment_on(working_day(today - timedelta(days=40), back=True), 0.4)
    if head is not None:
        for known in _OWN:
            propose_example(by=head, **_words(known, directory))
    clock.at = moment_on(working_day(today - timedelta(days=1), back=True), 0.8)
    propose_example(by=staff[0], **_words(_WAITING, directory))


def _words(known: dict[str, Any], directory: Directory) -> dict[str, Any]:
    texts = {name: known[name] for name in ("frame_goal", "title", "measure", "source")}
    scale = dict(zip(SCALE_FIELDS, known["scale"], strict=True))
    return {"field_of_action": directory.field_of_action(known["field"]), **texts, **scale}
