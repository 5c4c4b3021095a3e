"""Examples of good goals, for the case manager who looks for words together with the person.

The unit's own (``GoalExample``), and those that come with the software: own texts, after the concept's rule that
action goals are small steps which the person can manage (lines 2646-2655), with one five-step scale each. Fields of
action are data of the municipality; the examples are filed under everyday words, and a field finds its examples by its
key.
"""

import json
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.badges import Text
from roterfaden.cases.models import GoalExample
from roterfaden.cases.models.goals import SCALE_FIELDS


@dataclass(frozen=True)
class ShippedExample:
    """A frame goal, action goals that lead to it, the scale of the first one (−2 to +2), what is often done."""

    theme: Text
    frame_goal: Text
    action_goals: tuple[Text, ...]
    scale: tuple[Text, Text, Text, Text, Text]
    measure: Text


@dataclass(frozen=True)
class Example:
    """An example as it stands beside a form; ``others`` are further action goals to the same frame goal."""

    theme: str
    title: str
    frame_goal: str = ""
    scale: tuple[str, ...] = ()
    measure: str = ""
    others: tuple[str, ...] = ()
    source: str = ""
    is_own: bool = False

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The scale with its signs, the best step on top."""
        return list(zip(("+2", "+1", "0", "−1", "−2"), reversed(self.scale), strict=True))

    @property
    def step_fill(self) -> str:
        """What it writes into the form of a Handlungsziel, by the names of the fields."""
        return json.dumps(
            {"title": self.title, "measure": self.measure, **dict(zip(SCALE_FIELDS, self.scale, strict=True))}
        )

    @property
    def frame_fill(self) -> str:
        """What it writes into the form of a Rahmenziel."""
        return json.dumps({"title": self.frame_goal})


EXAMPLES: dict[str, ShippedExample] = {
    "wohnen": ShippedExample(
        _("Wohnen"),
        _("Wir leben in einer eigenen Wohnung, in der jedes Kind einen Platz zum Lernen hat."),
        (
            _("Bis Ende Mai habe ich den Wohnberechtigungsschein beantragt."),
            _("Ich schaue jeden Montag mit meinem Paten nach Wohnungen und schreibe eine an."),
            _("Ich mache die Mieterqualifizierung zu Ende."),
        ),
        (
            _("Die Unterlagen sind noch nicht zusammen."),
            _("Die Unterlagen sind zusammen, der Antrag ist nicht abgegeben."),
            _("Der Antrag ist abgegeben."),
            _("Der Schein ist da."),
            _("Der Schein ist da und ich habe mich auf drei Wohnungen beworben."),
        ),
        _("Wir füllen den Antrag gemeinsam aus."),
    ),
    "arbeiten": ShippedExample(
        _("Arbeit und Ausbildung"),
        _("Ich arbeite in einem Beruf, der zu dem passt, was ich kann."),
        (
            _("Bis zu den Sommerferien habe ich ein Praktikum von zwei Wochen gemacht."),
            _("Mein Zeugnis ist übersetzt und zur Anerkennung eingereicht."),
            _("Ich schreibe mit der Job-Patin meinen Lebenslauf."),
        ),
        (
            _("Ich habe noch keinen Betrieb angesprochen."),
            _("Ich habe zwei Betriebe gefragt, aber noch keine Zusage."),
            _("Ich habe das Praktikum gemacht."),
            _("Der Betrieb schreibt mir eine gute Beurteilung."),
            _("Der Betrieb bietet mir eine Ausbildung oder Arbeit an."),
        ),
        _("Die Job-Patin fragt gemeinsam mit mir in Betrieben nach."),
    ),
    "bildung": ShippedExample(
        _("Sprache und Bildung"),
        _("Ich kann mit Lehrerinnen, Ärzten und Nachbarn selbst sprechen."),
        (
            _("Ich besuche bis Dezember den Kurs A2, höchstens dreimal fehle ich."),
            _("Ich gehe zum Elternsprechtag und stelle zwei eigene Fragen."),
            _("Meine Tochter geht ab August in die Kita."),
        ),
        (
            _("Ich habe noch keinen Kursplatz."),
            _("Ich bin angemeldet, fehle aber oft."),
            _("Ich gehe regelmäßig in den Kurs."),
            _("Ich bestehe die Prüfung A2."),
            _("Ich bestehe A2 und bin für B1 angemeldet."),
        ),
        _("Wir suchen einen Kursplatz, der zu den Zeiten der Kinder passt."),
    ),
    "sport": ShippedExample(
        _("Sport und Gesundheit"),
        _("Ich tue etwas für mich und komme unter Leute."),
        (
            _("Ich gehe bis zu den Ferien dreimal zum Probetraining."),
            _("Ich habe einen Termin bei der Ärztin gemacht und gehe mit Sprachmittlung hin."),
        ),
        (
            _("Ich war noch nicht dort."),
            _("Ich war einmal dort."),
            _("Ich war dreimal dort."),
            _("Ich bin Mitglied geworden."),
            _("Ich gehe jede Woche hin und kenne andere beim Namen."),
        ),
        _("Jemand aus dem Verein holt mich beim ersten Mal ab."),
    ),
    "ehrenamt": ShippedExample(
        _("Ehrenamt"),
        _("Ich gebe weiter, was ich kann, und gehöre dazu."),
        (
            _("Ich helfe an zwei Nachmittagen im Begegnungscafé mit."),
            _("Ich spreche mit der Ehrenamtskoordination über das, was ich gut kann."),
        ),
        (
            _("Ich war noch nicht dort."),
            _("Ich habe mir das Café angesehen."),
            _("Ich habe zweimal mitgeholfen."),
            _("Ich habe eine feste Aufgabe übernommen."),
            _("Ich habe selbst etwas angeboten, das anderen hilft."),
        ),
        _("Die Ehrenamtskoordination stellt mich im Café vor."),
    ),
    "sozialraeume": ShippedExample(
        _("Wohnumfeld und Nachbarschaft"),
        _("Ich kenne meine Nachbarn und weiß, wohin ich mit Fragen gehe."),
        (
            _("Ich gehe bis zum Monatsende einmal in die Sprechstunde im Stadtteilbüro."),
            _("Ich stelle mich den Nachbarn auf meinem Flur vor."),
        ),
        (
            _("Ich weiß noch nicht, wo und wann die Sprechstunde ist."),
            _("Ich weiß es und war noch nicht dort."),
            _("Ich war einmal dort."),
            _("Ich habe eine eigene Frage geklärt."),
            _("Ich gehe allein hin, wenn ich eine Frage habe."),
        ),
        _("Wir gehen beim ersten Mal gemeinsam hin."),
    ),
    "dialog": ShippedExample(
        _("Begegnung"),
        _("Ich habe Menschen, mit denen ich reden kann."),
        (
            _("Ich gehe in diesem Monat zweimal in die Frauengruppe."),
            _("Ich lade eine andere Familie zum Tee ein."),
        ),
        (
            _("Ich war noch nicht dort."),
            _("Ich war einmal dort."),
            _("Ich war zweimal dort."),
            _("Ich habe mich mit jemandem verabredet."),
            _("Ich habe eine Freundin gefunden."),
        ),
        _("Eine Frau aus der Gruppe nimmt mich mit."),
    ),
    "integrationsrat": ShippedExample(
        _("Mitreden"),
        _("Ich sage, was mir in dieser Stadt wichtig ist."),
        (
            _("Ich besuche eine öffentliche Sitzung und spreche danach mit einem Mitglied."),
            _("Ich bringe ein Anliegen unserer Unterkunft schriftlich ein."),
        ),
        (
            _("Ich kenne noch keinen Termin."),
            _("Ich kenne den Termin und war noch nicht dort."),
            _("Ich war dort und habe mit einem Mitglied gesprochen."),
            _("Mein Anliegen steht auf der Tagesordnung."),
            _("Es gibt eine Antwort auf mein Anliegen."),
        ),
        _("Wir suchen den Termin und gehen gemeinsam hin."),
    ),
}


def examples_for(user: User, key: str = "") -> list[Example]:
    """Examples of the field of action named ``key``, the unit's own first; else of all fields (one query)."""
    own = GoalExample.objects.visible_to(user).released().select_related("field_of_action").order_by("title", "id")
    found = [as_example(example) for example in (own.filter(field_of_action__key=key) if key else own)]
    shipped = [EXAMPLES[key]] if key in EXAMPLES else [] if found and key else list(EXAMPLES.values())
    return [*found, *map(as_example, shipped)]


def as_example(known: GoalExample | ShippedExample) -> Example:
    """One of the unit or one that came with the software, as it is shown."""
    if isinstance(known, GoalExample):
        scale = tuple(getattr(known, name) for name in SCALE_FIELDS)
        theme = known.field_of_action.short_title
        return Example(theme, known.title, known.frame_goal, scale, known.measure, source=known.source, is_own=True)
    first, *others = map(str, known.action_goals)
    scale = tuple(map(str, known.scale))
    return Example(str(known.theme), first, str(known.frame_goal), scale, str(known.measure), tuple(others))
