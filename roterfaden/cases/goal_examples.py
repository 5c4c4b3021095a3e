"""Examples of good goals, for the case manager who looks for words together with the person.

Own texts, after the concept's rule that action goals are small steps which the person can manage (lines 2646-2655),
with one five-step scale each. Fields of action are data of the municipality; the examples are filed under everyday
words, and a field finds its examples by its key.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Text


@dataclass(frozen=True)
class GoalExample:
    """A frame goal, action goals that lead to it, and the scale of the first one from −2 to +2."""

    theme: Text
    frame_goal: Text
    action_goals: tuple[Text, ...]
    scale: tuple[Text, Text, Text, Text, Text]

    @property
    def steps(self) -> list[tuple[str, Text]]:
        """The scale with its signs, the best step on top."""
        return list(zip(("+2", "+1", "0", "−1", "−2"), reversed(self.scale), strict=True))


EXAMPLES: dict[str, GoalExample] = {
    "wohnen": GoalExample(
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
    ),
    "arbeiten": GoalExample(
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
    ),
    "bildung": GoalExample(
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
    ),
    "sport": GoalExample(
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
    ),
    "ehrenamt": GoalExample(
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
    ),
    "sozialraeume": GoalExample(
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
    ),
    "dialog": GoalExample(
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
    ),
    "integrationsrat": GoalExample(
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
    ),
}


def examples_for(key: str = "") -> list[GoalExample]:
    """Examples of the field of action named ``key``; those of all fields where there are none of its own."""
    return [EXAMPLES[key]] if key in EXAMPLES else list(EXAMPLES.values())
