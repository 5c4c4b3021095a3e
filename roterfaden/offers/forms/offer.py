"""The form in which an offer is kept: what most need first, the rest folded."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import Conflict, SeenModelForm
from roterfaden.base.forms import Families, KernForm, Section
from roterfaden.network.models import Organisation
from roterfaden.offers.forms.choices import NOTHING, Choices, links_of, relation
from roterfaden.offers.forms.fields import CommaField, LanguagesField, LinesField, several, yes_no
from roterfaden.offers.models import AccessWay, Offer, Whoever
from roterfaden.offers.models.offer import RESIDENCE

MOST_PLACES = 32767
LINKS = ("places", "fields_of_action", "target_groups", "topics", "districts")


class OfferForm(SeenModelForm):
    """Everything about an offer but its times and contacts."""

    relations = LINKS
    errors_at = {
        "offer_age_to_after_from": "age_to",
        "offer_age_is_of_people": "age_to",
        "offer_residence_listed_where_it_matters": "any_residence",
        "offer_free_places_within_capacity": "free_places",
        "offer_last_day_after_first": "valid_until",
    }

    languages = LanguagesField(
        label=_("Sprachen"),
        required=False,
        help_text=_("In welchen Sprachen man zurechtkommt, etwa „Deutsch, Arabisch“."),
    )
    keywords = CommaField(
        label=_("Stichworte"),
        required=False,
        help_text=_("Womit Kolleginnen und Kollegen suchen würden, mit Kommas getrennt."),
    )
    documents = LinesField(
        label=_("Was man mitbringt"), required=False, help_text=_("Jedes in eine eigene Zeile, etwa „Ausweis“.")
    )
    childcare = yes_no(_("Kinderbetreuung"))
    any_residence = yes_no(_("Aufenthaltsstatus"), yes=_("für alle"), no=_("nur mit bestimmtem Aufenthalt"))
    in_school_breaks = yes_no(_("Auch in den Schulferien?"))
    has_waiting_list = yes_no(_("Warteliste"))
    residence = several(_("Nur mit diesem Aufenthalt"), RESIDENCE)
    access_ways = several(_("Wie man hinkommt"), AccessWay.choices)
    contact_by = several(_("Wer sich melden darf"), Whoever.choices)

    # Apart from the model's own fields, which would each ask the database what is chosen.
    places = relation(
        Offer,
        "places",
        Families(),
        help_text=_("Fehlt Ihr Ort? Schreiben Sie ihn in die Beschreibung; die Kommune nimmt ihn ins Verzeichnis auf."),
    )
    fields_of_action = relation(Offer, "fields_of_action", forms.CheckboxSelectMultiple())
    topics = relation(Offer, "topics", Families())
    target_groups = relation(Offer, "target_groups", forms.CheckboxSelectMultiple())
    districts = relation(Offer, "districts", forms.CheckboxSelectMultiple())

    sections = [
        Section(
            _("Was es ist"),
            ["title", "organisation", "kind", "description"],
            why=_("Der Titel steht in der Liste. Zwei, drei einfache Sätze sagen mehr als ein langer Text."),
        ),
        Section(
            _("Worum es geht"),
            ["fields_of_action", "topics"],
            why=_("Danach wird gesucht, in allen Sprachen. Wählen Sie, was wirklich zutrifft."),
        ),
        Section(
            _("Für wen"),
            ["target_group", "languages", "german_level", "childcare"],
            why=_("Danach wird im Gespräch entschieden. Was nicht bekannt ist, bleibt frei."),
        ),
        Section(
            _("Wo und wie"),
            ["places", "access_ways", "registration", "fee", "cost"],
            why=_("Damit niemand vor verschlossener Tür steht."),
        ),
        Section(
            _("Weitere Angaben: für wen genau"),
            [
                "only_for", "age_from", "age_to", "target_groups", "any_residence", "residence", "eligibility",
                "districts", "interpreting", "childcare_note",
            ],
            why=_("Alles freiwillig. Es erspart Menschen einen Weg umsonst."),
            folded=True,
        ),
        Section(
            _("Weitere Angaben: Anmeldung und Mitbringen"),
            ["contact_by", "registration_url", "documents"],
            why=_("Alles freiwillig."),
            folded=True,
        ),
        Section(
            _("Weitere Angaben: Zeit und Internet"),
            ["rhythm", "in_school_breaks", "on_holidays", "starts_on", "valid_until", "is_online", "online_url"],
            why=_("Alles freiwillig. Ohne letzten Tag läuft das Angebot weiter."),
            folded=True,
        ),
        Section(
            _("Weitere Angaben: Plätze und Warteliste"),
            ["capacity", "free_places", "has_waiting_list", "waiting_weeks"],
            why=_("Alles freiwillig. Freie Plätze ändern Sie später mit einem Klick auf der Seite des Angebots."),
            folded=True,
        ),
        Section(
            _("Weitere Angaben: Projekt, Stichworte, Bestätigung"),
            ["project", "funding", "keywords", "review_months"],
            why=_("Alles freiwillig. Wir erinnern Sie, wenn die Angaben wieder bestätigt werden möchten."),
            folded=True,
        ),
    ]  # fmt: skip

    class Meta:
        model = Offer
        fields = [
            "title", "organisation", "kind", "description", "target_group", "languages", "german_level", "childcare",
            "access_ways", "registration", "fee", "cost", "only_for", "age_from", "age_to", "any_residence",
            "residence", "eligibility", "interpreting", "childcare_note", "contact_by", "registration_url", "documents",
            "rhythm", "in_school_breaks", "on_holidays", "starts_on", "valid_until", "is_online", "online_url",
            "capacity", "free_places", "has_waiting_list", "waiting_weeks", "project", "funding", "keywords",
            "review_months",
        ]  # fmt: skip
        help_texts = {
            "registration": _("Etwa eine Telefonnummer oder „einfach zur ersten Stunde kommen“."),
            "cost": _("In Worten, etwa „5 Euro im Monat, mit Marl-Pass frei“."),
            "eligibility": _("Was sonst noch erfüllt sein muss, in einfachen Worten."),
            "funding": _("Wenn es genannt werden soll oder muss."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"data-width": "full"}),
            "target_group": forms.TextInput(attrs={"data-width": "full"}),
            "registration": forms.TextInput(attrs={"data-width": "full"}),
            "description": forms.Textarea(attrs={"rows": 5}),
            "eligibility": forms.Textarea(attrs={"rows": 3}),
            "registration_url": forms.URLInput(attrs={"data-width": "full"}),
            "online_url": forms.URLInput(attrs={"data-width": "full"}),
            "project": forms.Select(attrs={"data-width": "full"}),
        }

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], choices: dict[str, Choices], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        named = [(one.pk, one.name) for one in organisations]
        fields["organisation"].queryset = organisations
        fields["organisation"].choices = [NOTHING, *named]
        for name in LINKS:
            fields[name].choices = choices.get(name, [])
        fields["project"].choices = [NOTHING, *choices.get("project", [])]
        if len(named) == 1:
            # Whoever works for one organisation is not asked for which.
            self.initial.setdefault("organisation", named[0][0])
            fields["organisation"].widget = forms.HiddenInput()
        self.initial.update(links_of(self.instance, LINKS))

    def go_on_from_revision(self, seen: int) -> None:
        """What is typed is kept in a draft: its revision is the one that counts."""
        if self.is_bound:
            data: Any = self.data
            self.data = typed = data.copy()
            typed[self.add_prefix("seen")] = str(seen)
        else:
            self.initial["seen"] = seen

    def show_typed_conflict(self, theirs: "OfferForm", current: Any) -> None:
        """Show what was typed here beside what somebody else typed meanwhile, as far as it differs."""
        names = [name for name in self.fields if name != "seen"]
        versions = [(n, self.in_words(n, self[n].value()), self.in_words(n, theirs[n].value())) for n in names]
        differing = [version for version in versions if version[1] != version[2]]
        self.conflict = Conflict(
            mine=self._lines((name, mine) for name, mine, _theirs in differing),
            theirs=self._lines((name, theirs) for name, _mine, theirs in differing),
            who=str(current.changed_by or _("jemand anderes")),
            when=current.changed_at,
            is_kept=False,
        )

    def clean(self) -> dict[str, Any]:
        """Titles that were named say that the status of residence matters."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("residence") and values.get("any_residence") is None:
            values["any_residence"] = False
        return values


class FreePlacesForm(KernForm):
    """The one number that changes most often."""

    all_optional = True

    free_places = forms.IntegerField(
        label=_("Freie Plätze heute"),
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("Leer, wenn Sie es nicht wissen."),
    )

    def add_error(self, field: str | None, error: Any) -> None:
        """There is only one place for an error."""
        super().add_error(field or "free_places", error)
