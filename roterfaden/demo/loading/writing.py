"""From the files into the tables, module by module."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from roterfaden.base.weekdays import Weekday
from roterfaden.concept.models import (
    Chapter,
    Commitment,
    Concept,
    ConceptVersion,
    FieldOfAction,
    Goal,
    Project,
    TargetGroup,
)
from roterfaden.demo.loading import layout
from roterfaden.demo.loading.layout import WEEKDAYS, Files, OfferEntry, OrganisationEntry, PlaceEntry, ProgrammeEntry
from roterfaden.demo.loading.tables import Count, Table, save
from roterfaden.network.models import District, Municipality, Organisation, Place, Room
from roterfaden.offers import actions as offer_actions
from roterfaden.offers.models import TEXTS, Offer, OfferSchedule, Origin, Programme, Topic
from roterfaden.offers.wanted import ContactWanted


def given(**values: Any) -> dict[str, Any]:
    """Only what the file says: what staff have added in the application since then (phone, address) stays."""
    return {name: value for name, value in values.items() if value is not None}


class Writer:
    """Writes the files in the order of their references; ``counts`` tells what happened."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.counts: list[Count] = []

    def write(self) -> list[Count]:
        """Everything. Must run inside a transaction."""
        self.municipality()
        self.network()
        self.concept()
        self.projects()
        self.programmes()
        self.offers()
        return self.counts

    def municipality(self) -> None:
        """The one municipality."""
        entry = self.files.municipality
        assert entry is not None
        table = Table(Municipality, by="single")
        values = given(name=entry.name, official_code=entry.gemeindeschluessel, unit_name=entry.fachdienst)
        table.put(True, values | ({"address_lines": entry.anschrift} if entry.anschrift else {}))
        self.counts.append(table.finish())

    def network(self) -> None:
        """Districts, organisations, places and their rooms."""
        self.districts: Table[District] = Table(District)
        for entry in self.files.districts:
            values = given(name=entry.name, description=entry.beschreibung, source_lines=entry.zeilen)
            self.districts.put(entry.key, values)
        self.organisations: Table[Organisation] = Table(Organisation)
        for organisation in self.files.organisations:
            if not _kept_by_staff(self.organisations, organisation.key):
                self.organisations.put(organisation.key, self._organisation(organisation))
        self.places: Table[Place] = Table(Place)
        for is_demo, place in [
            *((False, one) for one in self.files.places),
            *((True, one) for one in self.files.example_places),
        ]:
            if not _kept_by_staff(self.places, place.key):
                self._rooms(self.places.put(place.key, self._place(place) | {"is_demo": is_demo}), place)
        self.counts += [self.districts.finish(), self.organisations.finish(), self.places.finish()]

    def _organisation(self, entry: OrganisationEntry) -> dict[str, Any]:
        return given(
            name=entry.name,
            short_name=entry.kurzname,
            kind=entry.art,
            description=entry.beschreibung,
            is_sensitive=entry.sensibel,
            is_immigration_authority=entry.auslaenderbehoerde,
            source_lines=entry.zeilen,
        )

    def _place(self, entry: PlaceEntry) -> dict[str, Any]:
        return given(
            name=entry.name,
            kind=entry.art,
            district=self.districts.named.get(entry.quartier),
            operator=self.organisations.named.get(entry.betreiber),
            address=entry.adresse,
            description=entry.beschreibung,
            is_collective=entry.sammeleintrag,
            source_lines=entry.zeilen,
        )

    def _rooms(self, place: Place, entry: PlaceEntry) -> None:
        if entry.raeume:
            table = Table(Room, by="name", place=place)
            for room in entry.raeume:
                table.put(room.name, given(seats=room.plaetze))

    def concept(self) -> None:
        """The version with its chapters, commitments and goals, and what outlives it."""
        entry = self.files.concept
        assert entry is not None
        concepts = Table(Concept)
        concept = concepts.put(entry.key, {"title": entry.titel})
        versions = Table(ConceptVersion, by="number", concept=concept)
        values = {"label": f"Fassung {entry.fassung}", "source": entry.quelle or "", "as_of": entry.stand or ""}
        self.version = versions.put(int(entry.fassung), values)
        self.fields = self._each(FieldOfAction, self.files.fields_of_action, lambda e: {
            "title": e.titel, "short_title": e.kurz, "text": e.text or "",
        })  # fmt: skip
        self.target_groups = self._each(
            TargetGroup, self.files.target_groups, lambda e: {"name": e.name, "text": e.text or ""}, ordered=False
        )
        self._each(
            Chapter,
            self.files.chapters,
            lambda e: {"kind": e.art, "title": e.titel, "text": e.text},
            version=self.version,
        )
        self._each(Commitment, self.files.commitments, lambda e: {"kind": e.art, "text": e.text}, version=self.version)
        self.goals = self._each(
            Goal,
            self.files.goals,
            lambda e: {
                "title": e.titel, "text": e.text or "", "field_of_action": self.fields.named[e.handlungsfeld],
            },
            version=self.version,
        )  # fmt: skip

    def _each(
        self,
        model: type[Any],
        entries: Iterable[Any],
        values: Callable[[Any], dict[str, Any]],
        *,
        ordered: bool = True,
        **scope: Any,
    ) -> Table[Any]:
        table: Table[Any] = Table(model, **scope)
        for position, entry in enumerate(entries, start=1):
            place = {"position": position} if ordered else {}
            table.put(entry.key, values(entry) | place | {"source_lines": entry.zeilen or ""})
        self.counts.append(table.finish())
        return table

    def projects(self) -> None:
        """Projects with responsible, partners, places, target groups and goals."""
        self.known_projects = table = Table(Project, links=["partners", "places", "target_groups", "goals"])
        for position, entry in enumerate(self.files.projects, start=1):
            values = {
                "title": entry.titel,
                "field_of_action": self.fields.named[entry.handlungsfeld],
                "horizon": entry.horizont,
                "summary": entry.zusammenfassung,
                "responsible": self.organisations.named.get(entry.verantwortlich),
                "position": position,
                "source_lines": entry.zeilen or "",
            }
            links: dict[str, Iterable[Any]] = {
                "partners": [self.organisations.named[key] for key in entry.partner],
                "places": [self.places.named[key] for key in entry.orte],
                "target_groups": [self.target_groups.named[key] for key in entry.zielgruppen],
                "goals": [self.goals.named[key] for key in entry.ziele],
            }
            table.put(entry.key, values, links)
        self.counts.append(table.finish())

    def programmes(self) -> None:
        """Programmes; one that staff have changed is theirs."""
        self.programme_table: Table[Programme] = Table(Programme, links=["fields_of_action", "target_groups", "not_at"])
        for entry in self.files.programmes:
            if not _kept_by_staff(self.programme_table, entry.key):
                self.programme_table.put(entry.key, self._programme(entry), self._programme_links(entry))
        self.counts.append(self.programme_table.finish())

    def _programme(self, entry: ProgrammeEntry) -> dict[str, Any]:
        return {
            "name": entry.name,
            "about": entry.programm or "",
            "institutions": entry.einrichtungen,
            "run_by": self.organisations.named.get(entry.traeger),
            "kind": entry.art,
            "target_group": entry.zielgruppe or "",
            "age_from": entry.alter_von,
            "age_to": entry.alter_bis,
            "description": entry.beschreibung or "",
            "rhythm": entry.rhythmus or "",
            "cost": entry.kosten or "",
            "registration": entry.anmeldung or "",
            "keywords": entry.stichworte,
            "source_lines": entry.zeilen or "",
        }

    def _programme_links(self, entry: ProgrammeEntry) -> dict[str, Iterable[Any]]:
        return {
            "fields_of_action": [self.fields.named[key] for key in entry.handlungsfelder],
            "target_groups": [self.target_groups.named[key] for key in entry.zielgruppen],
            "not_at": [self.places.named[key] for key in entry.nicht_in],
        }

    def offers(self) -> None:
        """Offers; one that staff have edited is theirs, one that left the files is retired."""
        links = ["places", "fields_of_action", "target_groups", "topics", "districts", "schedules", "contacts"]
        self.topics = Topic.objects.in_bulk()
        table = Table(Offer, links=links)
        sources = ((Origin.CONCEPT, self.files.offers), (Origin.DEMO, self.files.examples))
        for origin, entry in ((origin, entry) for origin, entries in sources for entry in entries):
            known = table.rows.get(entry.key)
            if known is not None and known.is_kept_by_staff:
                table.keep(entry.key)
            else:
                self._put_offer(table, entry, origin)
        for offer in table.unnamed():
            if offer.is_active and not offer.is_kept_by_staff:
                offer.is_active = False
                save(offer)
                table.count.retired += 1
        offer_actions.refresh_search(Offer.objects.all())
        self.counts.append(table.finish())

    def _with_programme(self, values: dict[str, Any]) -> dict[str, Any]:
        """Where the file is silent, the offer says what its programme says."""
        programme = values["programme"]
        if programme is None:
            return values
        silent = [name for name in TEXTS if not values.get(name)]
        return values | {name: getattr(programme, name) for name in silent}

    def _put_offer(self, table: Table[Offer], entry: OfferEntry, origin: Origin) -> None:
        before = table.count.changed
        offer = table.put(entry.key, self._with_programme(self._offer(entry, origin)), self._offer_links(entry))
        other_rows = self._schedules(offer, entry) | self._contacts(offer, entry)
        if entry.key not in table.rows:
            _date_free_places(offer)
            return
        if other_rows and table.count.changed == before:
            table.count.changed += 1
            table.count.unchanged -= 1
        if table.count.changed > before:
            # Whoever confirmed it confirmed other facts.
            offer.checked_on = None
            offer.save()
        _date_free_places(offer)

    def _offer(self, entry: OfferEntry, origin: Origin) -> dict[str, Any]:
        return {
            "title": entry.titel,
            "kind": entry.art,
            "organisation": self.organisations.named[entry.anbieter],
            "target_group": entry.zielgruppe or "",
            "description": entry.beschreibung or "",
            "languages": entry.sprachen,
            "german_level": entry.niveau or "",
            "childcare": entry.kinderbetreuung,
            "cost": entry.kosten or "",
            "registration": entry.anmeldung or "",
            "rhythm": entry.rhythmus or "",
            **self._details(entry),
            "programme": self.programme_table.named.get(entry.programm),
            "programme_since": entry.programm_seit,
            "keywords": entry.stichworte,
            "origin": origin,
            "is_active": True,
            "source_lines": entry.zeilen or "",
        }

    def _details(self, entry: OfferEntry) -> dict[str, Any]:
        return {
            "only_for": layout.ONLY_FOR.get(entry.nur_fuer or "", ""),
            "age_from": entry.alter_von,
            "age_to": entry.alter_bis,
            "any_residence": False if entry.aufenthalt else entry.jeder_aufenthalt,
            "residence": [layout.RESIDENCE[word] for word in entry.aufenthalt],
            "eligibility": entry.voraussetzungen or "",
            "interpreting": layout.INTERPRETING.get(entry.sprachmittlung or "", ""),
            "childcare_note": entry.kinderbetreuung_hinweis or "",
            "fee": layout.FEES.get(entry.gebuehr or "", ""),
            "access_ways": [layout.ACCESS_WAYS[word] for word in entry.zugang],
            "contact_by": [layout.CONTACT_BY[word] for word in entry.wer_meldet_sich],
            "registration_url": entry.anmeldung_internet or "",
            "documents": entry.mitbringen,
            "in_school_breaks": entry.in_den_ferien,
            "on_holidays": bool(entry.an_feiertagen),
            "starts_on": entry.beginnt,
            "valid_until": entry.letzter_tag,
            "is_online": bool(entry.im_internet),
            "online_url": entry.internetadresse or "",
            "capacity": entry.plaetze,
            "free_places": entry.freie_plaetze,
            "has_waiting_list": entry.warteliste,
            "waiting_weeks": entry.wartezeit_wochen,
            "project": self.known_projects.named.get(entry.projekt),
            "funding": entry.foerderung or "",
        }

    def _offer_links(self, entry: OfferEntry) -> dict[str, Iterable[Any]]:
        return {
            "places": [self.places.named[key] for key in entry.orte],
            "fields_of_action": [self.fields.named[key] for key in entry.handlungsfelder],
            "target_groups": [self.target_groups.named[key] for key in entry.zielgruppen],
            "topics": [self.topics[key] for key in entry.themen],
            "districts": [self.districts.named[key] for key in entry.nur_aus],
        }

    def _contacts(self, offer: Offer, entry: OfferEntry) -> bool:
        """Replace the contacts when they differ. Whether they did."""
        wanted = [
            ContactWanted(
                one.name, one.funktion or "", one.telefon or "", one.mail or "", tuple(one.sprachen),
                bool(one.oeffentlich),
            )
            for one in entry.ansprechpersonen
        ]  # fmt: skip
        return offer_actions.set_contacts(offer, wanted)

    def _schedules(self, offer: Offer, entry: OfferEntry) -> bool:
        """Replace the weekly times when they differ. Whether they did."""
        places = self.places.named
        wanted = {
            (
                WEEKDAYS.index(span.wochentag) + 1,
                span.von,
                span.bis,
                places[span.ort].pk if span.ort else None,
                span.hinweis or "",
            )
            for span in entry.termine
        }
        if wanted == {(s.weekday, s.starts_at, s.ends_at, s.place_id, s.note) for s in offer.schedules.all()}:
            return False
        offer.schedules.all().delete()
        for weekday, starts_at, ends_at, place, note in sorted(wanted, key=str):
            OfferSchedule.objects.create(
                offer=offer, weekday=Weekday(weekday), starts_at=starts_at, ends_at=ends_at, place_id=place, note=note
            )
        return True


def _date_free_places(offer: Offer) -> None:
    """A number of free places says of which day it is: of the one on which it came."""
    if (offer.free_places is None) != (offer.free_places_on is None):
        offer.free_places_on = None if offer.free_places is None else timezone.localdate()
        offer.save(update_fields=["free_places_on"])


def _kept_by_staff(table: Table[Any], key: str) -> bool:
    """Whether someone has changed the row in the application; then it stays as it is."""
    known = table.rows.get(key)
    if known is None or known.changed_at is None:
        return False
    table.keep(key)
    return True
