"""One small world in which every address of the application leads to something."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.api.feeds.actions import receive_feed
from roterfaden.api.hsds import terms
from roterfaden.api.hsds.identifiers import at_place
from roterfaden.api.models import FeedDelivery
from roterfaden.base.access import Audience, Role
from roterfaden.bodies.models import Body, CaseReport
from roterfaden.bodies.receiving import Report, receive_report
from roterfaden.cases.actions import (
    area_change,
    assessment,
    caseload,
    closing,
    conference_minutes,
    conferences,
    cover,
    emergency,
    goals,
    handing_over,
    levels,
    mediation,
    merging,
    monitoring,
    own_views,
    plan,
    queue,
    reassigning,
    reports,
    safeguards,
    sharing,
    team,
    transfers,
    visits,
)
from roterfaden.cases.actions.advice import record_advice
from roterfaden.cases.actions.area_acceptance import make_acceptance_link
from roterfaden.cases.actions.examples import propose_example
from roterfaden.cases.actions.referral_links import make_link
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.actions.templates import change_draft, copy_template
from roterfaden.cases.actions.worklists import keep_list, wish_overview
from roterfaden.cases.area_changes import templates
from roterfaden.cases.doubles import open_details
from roterfaden.cases.handing_on import parts_of
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import (
    AssessmentTemplate,
    Case,
    CaseloadRule,
    CaseTransfer,
    Client,
    ClientMerge,
    Conference,
    Disclosure,
    EmergencyAccess,
    GoalExample,
    HandOver,
    HouseholdLink,
    LegalAreaChange,
    MeasureKind,
    Mediation,
    Part,
    PartyKind,
    PassingPurpose,
    Phase,
    ProblemKind,
    Reassignment,
    ReassignReason,
    ReceivingSeat,
    ReportDraft,
    ReportRule,
    SafeguardKind,
    SecondLook,
    TemplateState,
    WaitFigure,
    Waiting,
    WaitState,
)
from roterfaden.cases.models.goals import SCALE_FIELDS
from roterfaden.cases.network_map import MapField
from roterfaden.cases.questionnaire.editing import add_language
from roterfaden.concept.models import Chapter, Concept, ConceptVersion, Goal, Horizon, Project
from roterfaden.jobs.actions import start_job
from roterfaden.jobs.models import Job, JobState
from roterfaden.needs.actions import is_counted, record_outcome
from roterfaden.needs.models import OutcomeState
from roterfaden.network import recertifying
from roterfaden.network.models import District, Organisation, PlaceKind, SeatCheck
from roterfaden.offers import reviewing
from roterfaden.offers.keeping_dates import close
from roterfaden.offers.models import (
    DraftState,
    GlossaryTerm,
    Offer,
    OfferDraft,
    OfferImport,
    OfferReview,
    Programme,
    SavedBrochure,
)
from roterfaden.offers.models.texts import mark_of, source_of
from roterfaden.offers.short import short_code
from roterfaden.offers.spreadsheets.actions import bring_table
from roterfaden.offers.translating.actions import Seen, keep_term, save_draft
from roterfaden.offers.translating.machine.work import TRANSLATING
from roterfaden.retention.actions.holds import set_hold
from roterfaden.retention.models import Deadline, DeletionRun, RetentionRule
from roterfaden.rights.actions import take_request
from roterfaden.rights.models import RequestKind
from tests import papers
from tests.factories import (
    BodyFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    IntakeFactory,
    LanguageFactory,
    OfferFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    add_appointment,
    add_attachment,
    add_conference,
    add_measure,
    add_relative,
    ask_new_office,
    ask_provider,
    disclose_to,
    every_monday,
    fix_conference,
    give_consent,
    join_files,
    record_many_needs,
    share,
)

YESTERDAY = timezone.localdate() - timedelta(days=1)
TOMORROW = timezone.localdate() + timedelta(days=1)


@dataclass(frozen=True)
class World:
    """A case manager with a case that has everything, and the shared directory around it."""

    lead: User
    case: Case
    arguments: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with namespace, the names of its arguments, and its audience (None: not our page)."""

    name: str
    pattern: URLPattern
    audience: Audience | None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments in the address."""
        return tuple(self.pattern.pattern.converters)

    @property
    def is_read_as_nobody(self) -> bool:
        """Whether other sites and systems read it: the same for everybody, whoever is signed in."""
        return bool(getattr(self.pattern.callback, "as_nobody", False))

    @property
    def module(self) -> str:
        """The namespace."""
        return self.name.partition(":")[0] if ":" in self.name else ""


def every_address() -> list[Address]:
    """All addresses of the running application, in order."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, namespace: str) -> Any:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            yield from _walk(entry, inner)
        else:
            name = ":".join(filter(None, [namespace, entry.name]))
            yield Address(name, entry, getattr(entry.callback, "audience", None))


def make_world() -> World:
    """Build it by the acts of the application."""
    lead = CaseManagerFactory(name="Hanna Beispiel")
    case = CaseFactory(lead=lead, phase=Phase.STEERING)
    action_goal = case.frame_goals.get().action_goals.get()
    colleague = CaseManagerFactory()
    offer, organisation, place, district = OfferFactory(), OrganisationFactory(), PlaceFactory(), DistrictFactory()
    measure = add_measure(action_goal, offer=offer)
    referral = ask_provider(measure)
    make_link(referral, by=lead)
    missing = plan.add_measure(action_goal, by=lead, kind=MeasureKind.NO_OFFER, title="Kurs", missing="Kurs am Abend")
    activity = plan.add_own_activity(action_goal, by=lead, text="Ich rufe selbst an.")
    deputy = team.join_team(case, by=lead, user=CaseManagerFactory(), part=Part.DEPUTY)
    look = _second_look(case, deputy.user)
    contact = assessment.add_network_contact(case, by=lead, label="Schwester", field=MapField.FAMILY)
    twin = CaseFactory(lead=lead, phase=Phase.STEERING)
    link = join_files(case, twin)
    given = share(measure, link)
    received = share(twin.frame_goals.get().action_goals.get().measures.get(), link)
    waiting = _proposed(case, lead)
    chapter, goal, project = _concept()
    if not CaseloadRule.objects.exists():
        caseload.set_caseload_rule(by=HeadOfUnitFactory(), seen=0, source="Absprache im Team")
    if not ReportRule.objects.exists():
        reports.set_report_rule(by=HeadOfUnitFactory(), seen=0, source="Absprache mit dem Datenschutz")
    wish_overview(by=lead, is_on=True, paused_until=None)
    meeting = _conference(case)
    entry = case.timeline.latest("at")
    arguments: dict[str, dict[str, Any]] = {
        "cases": {
            "pk": case.pk,
            "case": case.pk,
            "intake": IntakeFactory(taken_by=lead).pk,
            "advice": record_advice(by=lead, fields_of_action=[FieldOfActionFactory()], note="Wohngeld").pk,
            "waiting": _waiting(lead).pk,
            "client": case.client_id,
            "other": _twice_entered(lead).pk,
            "merge": _merged(lead).pk,
            "rating": goals.rate_guiding_goal(case.guiding_goal, by=lead, self_rating=4).pk,
            "follow_up": monitoring.plan_follow_up(case, by=lead, due_on="2030-01-01", question="Wie steht es?").pk,
            "arranged": add_appointment(case).pk,
            "note": monitoring.write_note(case, by=lead, text="Telefonat").pk,
            "task": monitoring.add_task(by=lead, case=case, title="Anrufen").pk,
            "contact": contact.pk,
            "relative": link.relative_id,
            "relation": link.relative.relations.get().pk,
            "link": waiting.pk,
            "share": given.pk,
            "received": received.pk,
            "frame": action_goal.frame_goal_id,
            "frame_goal": action_goal.frame_goal_id,
            "goal": action_goal.pk,
            "action_goal": action_goal.pk,
            "measure": measure.pk,
            "gap": missing.gaps.get().pk,
            "activity": activity.pk,
            "referral": referral.pk,
            "consent": referral.disclosure.consent_id,
            "disclosure": referral.disclosure_id,
            "disclosed_one": referral.disclosure_id,
            "number": 1,
            "member": deputy.pk,
            "level": look.level_id,
            "look": look.pk,
            "appointment": levels.appoint_looker(
                by=HeadOfUnitFactory(), user=CaseManagerFactory(), purpose="Krisen"
            ).pk,
            "section": "wohnen",
            **_draft(),
            "attachment": add_attachment(case, papers.pdf(pages=2)).pk,
            "entry": entry.pk,
            "statement": safeguards.state_counter(case, entry, by=lead, text="Das war anders.").pk,
            "evaluation": closing.start_evaluation(case, by=lead).pk,
            "emergency": _past_emergency(case).pk,
            "example": _propose_example(lead).pk,
            "saved": keep_list(by=lead, title="Meine", filters={}).pk,
            "conference": meeting.pk,
            "invitee": meeting.invitees.get(name="Mara Amt").pk,
            "invitation": meeting.invitees.get(user=lead).pk,
            "decision": meeting.decisions.get().pk,
            **_area_change(case),
            "handed": _handed_on_paper(case).pk,
            "transfer": transfers.withdraw_transfer(transfer_to_another(case), by=lead).pk,
            "offered_transfer": transfer_to_another(CaseFactory(lead=_elsewhere(), phase=Phase.STEERING), lead).pk,
            **_home(case),
            "handover": _hand_over(case, CaseManagerFactory()).pk,
            "worker": lead.pk,
            "view": own_views.enter_own_view(case, by=lead, language="ar", way=4).pk,
            **_closed_with_a_talk(lead),
            "report": reports.write_report(case, by=lead, **report_wording()).pk,
            "review": _report_of_another_case(colleague, lead).pk,
            "reassignment": _reassign(CaseFactory(lead=colleague), CaseManagerFactory()).pk,
            "offered": _hand_over(CaseFactory(lead=colleague), lead).pk,
            "cover": cover.arrange_cover(
                by=lead, absent=lead, cover=CaseManagerFactory(), starts_on=TOMORROW, ends_on=TOMORROW
            ).pk,
        },
        "answers": {
            "token": _link_of_another_case(lead),
            "letter": _link_for_an_office(lead),
            "sheet": own_views.make_view_link(case, by=lead, language="ar").key.token,
            "language": "ar",
        },
        "jobs": {"job": _job(lead).pk},
        "desk": {"notice": notify([lead], "Bitte ansehen.")[0].pk},
        "rights": {
            "client": case.client_id,
            "pk": take_request(case.client, RequestKind.CORRECTION, by=lead, wish="Mein Name ist falsch.").pk,
            "safeguard": set_safeguard(case.client, SafeguardKind.OBJECTION, by=lead, reason="Sie will es so.").pk,
        },
        "network": {
            "organisation": organisation.pk,
            "place": place.pk,
            "district": district.pk,
            "user": colleague.pk,
            "seat": colleague.seats.get().pk,
            "check": _question_about(colleague).pk,
        },
        "concept": {"chapter": chapter.key, "field": "wohnen", "goal": goal.key, "project": project.key},
        "short": {"code": short_code(offer.pk)},
        "offers": {
            "brochure": _brochure().pk,
            "programme": _programme().key,
            **_translated(offer),
            **_drafts(organisation),
            "schedule": every_monday(offer, place).pk,
            "day": "2030-01-07",
            "closure": close(offer, starts_on=YESTERDAY, ends_on=TOMORROW, by=HeadOfUnitFactory()).pk,
            "place": place.pk,
            "organisation": organisation.pk,
            "import": _table(lead).pk,
            "number": 2,
            "form": "csv",
        },
        "calendars": {"offer": offer.pk, "place": place.pk, "organisation": offer.organisation_id},
        "reviews": {"token": _link_about(OfferFactory())},
        "api": _interfaces(offer),
        "exchange": {"delivery": _delivery().pk},
        "needs": _needs(district),
        "bodies": {"body": BodyFactory().pk, "report": receive(BodyFactory()).pk},
        "retention": make_deadline(lead),
    }
    return World(lead, Case.objects.get(pk=case.pk), arguments)


def _translated(offer: Offer) -> dict[str, Any]:
    """An offer whose Arabic texts somebody works on, and an official word."""
    language, head = LanguageFactory(), HeadOfUnitFactory()
    seen = Seen(0, mark_of(source_of(offer)))
    save_draft(offer, language, {"title": "عرض"}, seen=seen, by=head)
    term = keep_term(GlossaryTerm(), {"word": f"Amtswort {offer.key}", "meaning": "Ein Wort"}, seen=0, by=head)
    return {"offer": offer.pk, "language": language.pk, "term": term.pk}


def _job(owner: User) -> Job:
    """One that waits to be worked off, and one that has ended."""
    asked = {"by": owner, "title": "Maschinell übersetzen: Arabisch", "path": "/app/uebersetzungen/"}
    start_job(TRANSLATING, uuid4(), **asked)
    Job.objects.filter(owner=owner).update(
        state=JobState.DONE, ended_at=timezone.now(), started_at=timezone.now(), done=3, total=3, said="3 übersetzt."
    )
    return start_job(TRANSLATING, uuid4(), **asked)


def _programme() -> Programme:
    """One that a second world shares, with an institution that has it and one that has not."""
    if known := Programme.objects.filter(key="programm").first():
        return known
    made = Programme.objects.create(key="programm", name="Rucksack Schule", institutions=[PlaceKind.SCHOOL])
    made.fields_of_action.add(FieldOfActionFactory())
    offer = OfferFactory(programme=made, programme_since=2019)
    offer.places.add(PlaceFactory(kind=PlaceKind.SCHOOL))
    PlaceFactory(kind=PlaceKind.SCHOOL)
    return made


def _link_about(offer: Offer) -> str:
    """The token of a link that asks whether an offer still holds."""
    token = f"wort-{offer.key}"
    OfferReview.objects.create(
        offer=offer, token_hash=sha256(token.encode()).hexdigest(), expires_at=timezone.now() + timedelta(days=1)
    )
    return token


def _delivery() -> FeedDelivery:
    """One offer and one that cannot be read, waiting to be decided."""
    told = {"id": "1", "name": "Hilfe", "organization": {"id": "1", "name": "Kreisverband"}}
    return receive_feed("Kreis", "", [told, {"id": "2"}], by=HeadOfUnitFactory())


def _interfaces(offer: Offer) -> dict[str, Any]:
    """Addresses of the interface, all about one offer at one place."""
    place = PlaceFactory()
    offer.places.add(place)
    kind = terms.KINDS
    return {
        "service": offer.pk,
        "organization": offer.organisation_id,
        "service_at_location": at_place(offer.pk, place.pk),
        "taxonomy": kind.id,
        "taxonomy_term": kind.term_id(offer.kind),
    }


def _needs(district: District) -> dict[str, Any]:
    """Figures of a field and district, and what became of them; the quarter is counted once for all worlds."""
    field, quarter = FieldOfActionFactory(), date(2026, 7, 1)
    if not is_counted(quarter):
        record_many_needs(quarter, {field.key: 6}, district=district.key)
    said = {"state": OutcomeState.WORKING, "text": "Wir suchen Räume."}
    record_outcome(field, district, by=HeadOfUnitFactory(), seen=0, **said)
    return {"field": field.key, "district": district.key}


def _drafts(organisation: Organisation) -> dict[str, Any]:
    """A draft that is written, one that the city looks at, and a suggestion from somebody without an account."""
    said = {"organisation": organisation, "by": HeadOfUnitFactory(), "seen": None}
    begun = reviewing.keep_draft(uuid4(), {"title": ["Nähkurs"]}, **said)
    waiting = reviewing.keep_draft(uuid4(), {"title": ["Schachgruppe"]}, **said)
    OfferDraft.objects.filter(pk=waiting.pk).update(state=DraftState.IN_REVIEW)
    named = reviewing.suggest(title="Sprachcafé", words="Freitags in der Kirche", reach="", offer=None, by=None)
    return {"draft": begun.pk, "review": waiting.pk, "suggestion": named.pk}


def _propose_example(lead: User) -> GoalExample:
    steps = dict.fromkeys(SCALE_FIELDS, "Ein Schritt")
    return propose_example(by=lead, field_of_action=FieldOfActionFactory(), title="Ich rufe selbst an.", **steps)


def _second_look(case: Case, deputy: User) -> SecondLook:
    """The lead is asked by the deputy, who has set the level, in the draft of a second assessment."""
    begun = assessment.start_assessment(case, by=case.lead)
    assessment.save_section(begun, "einschaetzung", {"dringlichkeit": "sofort"}, by=deputy, seen=0)
    return levels.ask_second_look(begun.levels.get(), by=deputy, asked_of=case.lead, words="Wie siehst du das?")


def _draft() -> dict[str, Any]:
    """The draft of the next questionnaire, one for all worlds; a question of the section named above."""
    drafts = AssessmentTemplate.objects.filter(state=TemplateState.DRAFT)
    head, published = HeadOfUnitFactory(), AssessmentTemplate.objects.in_force()
    draft = drafts.first() or change_draft(
        copy_template(published, by=head), partial(add_language, language="ar"), by=head, seen=None
    )
    return {
        "template": draft.pk, "revision": draft.revision, "question": "wohnform", "option": "ohne", "language": "ar",
        "published": published.pk,
    }  # fmt: skip


def _question_about(user: User) -> SeatCheck:
    """In the round of this quarter, which may have begun before the user came."""
    asked = recertifying.open_round(timezone.localdate())
    return SeatCheck.objects.get_or_create(round=asked, seat=user.seats.get())[0]


def _link_of_another_case(lead: User) -> str:
    """The token of a link that opens something: the person of the world's own case has objected."""
    case = CaseFactory(lead=lead, phase=Phase.PLANNING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    return make_link(ask_provider(measure), by=lead).key.token


def _proposed(case: Case, lead: User) -> HouseholdLink:
    """A colleague who works in both files would join the world's case to theirs; its lead has not agreed yet."""
    colleague = CaseManagerFactory()
    theirs = CaseFactory(lead=colleague)
    team.join_team(case, by=lead, user=colleague, part=Part.MEMBER)
    return sharing.propose_link(add_relative(theirs, Kinship.SIBLING, name="Marta"), case, by=colleague)


def _handed_on_paper(case: Case) -> Disclosure:
    """As to an organisation without accounts; the world's case stays open."""
    return disclose_to(OrganisationFactory(), case, purpose=PassingPurpose.HANDOVER)


def _elsewhere() -> User:
    """A case manager of another organisation."""
    return UserFactory(roles=[Role.CASE_MANAGER])


def transfer_to_another(case: Case, receiver: User | None = None, **values: Any) -> CaseTransfer:
    """The lead asks somebody of another organisation to go on, with the person's consent."""
    seat = ReceivingSeat.objects.get(user=receiver or _elsewhere())
    parts = parts_of(case)
    consent = give_consent(
        case,
        recipient=seat.organisation,
        kinds=sorted({str(kind) for part in parts for kind in part.kinds}),
        purpose=PassingPurpose.HANDOVER,
        special_named=True,
    )
    wanted = {"parts": parts, "note": "Sie zieht um.", "due_on": TOMORROW, "basis": consent, **values}
    return transfers.propose_transfer(case, by=case.lead, seat=seat, **wanted)


def _area_change(case: Case) -> dict[str, Any]:
    change = begin_area_change(case)
    step = change.steps.get(key="konto")
    return {"change": change.pk, "checklist_step": step.pk, "acceptance": ask_new_office(change).pk}


def _link_for_an_office(lead: User) -> str:
    """The token of a link that opens something: the person of the world's own case has objected."""
    case = CaseFactory(lead=lead, client=ClientFactory(created_by=lead, legal_area="asylblg"))
    return make_acceptance_link(ask_new_office(begin_area_change(case)), by=lead).key.token


def _home(case: Case) -> dict[str, Any]:
    """A rhythm of visits, one on the plan of today, a problem, a conflict with who promised what."""
    lead, today = case.lead, timezone.localdate()
    visits.set_home_care(case, by=lead, seen=0, weeks=4, starts_on=today, way_in="Hinterhaus")
    problem = visits.find_problem(
        case, by=lead, kind=ProblemKind.MOULD, text="Schimmel im Bad", since=YESTERDAY, due_on=TOMORROW
    )
    talk = begin_mediation(case)
    return {
        "visit": visits.plan_visit(case, by=lead, on_day=today).pk,
        "problem": problem.pk,
        "mediation": talk.pk,
        "party": talk.parties.get(kind=PartyKind.NEIGHBOUR).pk,
        "mediation_step": talk.steps.get(task=None).pk,
    }


def begin_mediation(case: Case) -> Mediation:
    """A conflict about noise, with both views and what was promised; not signed yet."""
    lead = case.lead
    talk = mediation.begin_mediation(case, by=lead, subject="Ruhe am Abend", talked_on=YESTERDAY, client_agrees=True)
    tenant = talk.parties.get()
    mediation.change_party(
        tenant, by=lead, seen=tenant.revision, kind=tenant.kind, label=tenant.label, view="Die Kinder spielen."
    )
    neighbour = mediation.add_party(
        talk, by=lead, kind=PartyKind.NEIGHBOUR, label="Nachbarin im 2. Stock", view="Es ist oft laut."
    )
    mediation.add_step(talk, by=lead, text="Ich klingele, bevor ich mich ärgere.", due_on=TOMORROW, party=neighbour)
    mediation.add_step(talk, by=lead, text="Filzgleiter besorgen", due_on=TOMORROW, owner=lead)
    talk.refresh_from_db()
    return mediation.write_protocol(
        talk,
        by=lead,
        seen=talk.revision,
        subject=talk.subject,
        talked_on=talk.talked_on,
        agreement="Ab 22 Uhr ist Ruhe.",
    )


def begin_area_change(case: Case) -> LegalAreaChange:
    """The change from the AsylbLG to the SGB II, with its steps, on the day after tomorrow."""
    template = next(one for one in templates() if one.key == "asylblg-sgb-ii")
    expected = area_change.expect_change(case, by=case.lead, template=template, changes_on=TOMORROW + timedelta(days=1))
    return area_change.begin_change(expected, by=case.lead, template=template)


def _closed_with_a_talk(lead: User) -> dict[str, Any]:
    """Closing has planned it."""
    closed = CaseFactory(lead=lead, phase=Phase.CLOSED)
    return {"closed": closed.pk, "talk": closed.after_talks.get().pk}


def _waiting(lead: User) -> Waiting:
    """Somebody who waits today; and how long somebody waited yesterday."""
    waiting = queue.enter_queue(by=lead, word="Sonne", language="ar")
    WaitFigure.objects.create(
        organisation=waiting.organisation, came_on=YESTERDAY, hour=9, minutes=12, outcome=WaitState.SERVED
    )
    return waiting


def _twice_entered(lead: User) -> Client:
    """One of two persons who are probably one."""
    doubles = [ClientFactory(created_by=lead, given_name="Noor", birth_date=date(1991, 5, 4)) for _number in range(2)]
    talks = [IntakeFactory(taken_by=lead, client=double) for double in doubles]
    return talks[0].client


def _merged(lead: User) -> ClientMerge:
    kept, joined = (IntakeFactory(taken_by=lead).client for _number in range(2))
    seen = {one.pk: one.revision for one in (kept, joined)}
    chosen = {one.name: "kept" for one in open_details(kept, joined)}
    return merging.merge_clients(kept, joined, by=lead, seen=seen, chosen=chosen)


def report_wording(**instead: Any) -> dict[str, Any]:
    """A report that tells nothing of anybody."""
    words = {"situation": "Es fehlt an Wohnungen.", "question": "Was können wir tun?", "person_asked": "agrees"}
    return {"body": BodyFactory(), **words, **instead}


def _report_of_another_case(colleague: User, reviewer: User) -> ReportDraft:
    """One that waits for ``reviewer``, who is not in the team."""
    draft = reports.write_report(CaseFactory(lead=colleague), by=colleague, **report_wording())
    return reports.submit_report(draft, by=colleague, seen=draft.revision, reviewer=reviewer, justification="")


def receive(body: Body, **words: str) -> CaseReport:
    """A report that a body has received."""
    before = set(CaseReport.objects.values_list("pk", flat=True))
    receive_report(body, Report(**{"situation": "Es fehlt an Wohnungen.", "question": "Was tun?", **words}))
    return CaseReport.objects.exclude(pk__in=before).get()


def _hand_over(case: Case, receiver: User) -> HandOver:
    return handing_over.propose_hand_over(
        case, by=case.lead, receiver=receiver, note="Ich wechsle die Stelle.", due_on=TOMORROW
    )


def _reassign(case: Case, receiver: User) -> Reassignment:
    given = [(case.pk, receiver.pk)]
    return reassigning.reassign(by=HeadOfUnitFactory(), worker=case.lead, reason=ReassignReason.LEFT, given=given)


def _conference(case: Case) -> Conference:
    """Held today, the minutes closed once and open again."""
    meeting, lead = add_conference(case), case.lead
    conferences.invite(meeting, by=lead, name="Mara Amt", recipient_described="Wohngeldstelle")
    fix_conference(meeting, today=True)
    conference_minutes.decide(meeting, by=lead, text="Antrag stellen", owner=lead, due_on=TOMORROW)
    meeting.refresh_from_db()
    came = {invitee.pk: "present" for invitee in meeting.invitees.all()}
    kept = conference_minutes.write_minutes(
        meeting, by=lead, seen=meeting.revision, text="Der Antrag fehlt.", attendance=came
    )
    conference_minutes.close_minutes(kept, by=lead, seen=kept.revision)
    return conference_minutes.reopen_minutes(kept, by=lead, reason="Ein Name fehlt.")


def _brochure() -> SavedBrochure:
    return SavedBrochure.objects.first() or SavedBrochure.objects.create(titles={"de": "Sport"})


def _table(by: User) -> OfferImport:
    """A table on its way into the directory."""
    return bring_table("angebote.csv", b"Titel;Anbieter\r\nKurs;Verein", by=by)


def _past_emergency(case: Case) -> EmergencyAccess:
    colleague = CaseManagerFactory()
    opened = emergency.open_emergency(case, by=colleague, reason="Die Person ist in der Klinik, niemand ist da.")
    return emergency.end_emergency(opened, by=colleague)


def make_deadline(lead: User) -> dict[str, Any]:
    """A closed case that will be deleted one day, with a hold, and a run of the deletion."""
    closed = CaseFactory(lead=lead, phase=Phase.CLOSED)
    rule = RetentionRule.objects.order_by("pk")[0]
    deadline = Deadline.objects.create(
        client=closed.client, case=closed, lead=lead, reference=closed.reference, kind=rule.kind, rule=rule,
        delete_on=date(2030, 1, 1),
    )  # fmt: skip
    tomorrow = timezone.localdate() + timedelta(days=1)
    hold = set_hold(client_id=closed.client_id, case_id=closed.pk, by=lead, reason="Widerspruch läuft", until=tomorrow)
    run = DeletionRun.objects.create(is_rehearsal=True, run_by="test", finished_at=timezone.now())
    return {
        "rule": rule.pk, "coming": deadline.pk, "own": deadline.pk, "hold": hold.pk, "held": hold.pk,
        "run": run.pk, "case": closed.pk,
    }  # fmt: skip


def _concept() -> tuple[Chapter, Goal, Project]:
    """One page of each kind; a second world shares them, for there is one concept."""
    if known := Project.objects.filter(key="projekt").first():
        return Chapter.objects.get(key="einleitung"), Goal.objects.get(key="ziel"), known
    version = ConceptVersion.objects.create(concept=Concept.objects.create(key="k", title="Konzept"), label="1")
    goal = Goal.objects.create(
        version=version, field_of_action=FieldOfActionFactory(), key="ziel", title="Wir handeln."
    )
    chapter = Chapter.objects.create(
        version=version, key="einleitung", kind="einleitung", title="Einleitung", text="Text"
    )
    project = Project.objects.create(
        key="projekt", field_of_action=FieldOfActionFactory(), title="Projekt", horizon=Horizon.SHORT, summary="Kurz."
    )
    return chapter, goal, project


def arguments_for(address: Address, world: World) -> dict[str, Any]:
    """The arguments that lead ``address`` to something. A missing one is a ``KeyError``: extend the world."""
    known = world.arguments[address.module] if address.arguments else {}
    subject = address.name.rpartition(":")[2].partition("_")[0]
    named_after_subject = {"pk", "key"} if address.module not in {"cases", "rights"} else set()
    values = {name: known[subject if name in named_after_subject else name] for name in address.arguments}
    if address.name == "cases:disclosed_one":
        values["pk"] = known["disclosed_one"]
    if address.name.startswith("cases:template_preview"):
        values["template"] = known["published"]
    if address.name == "cases:template_level":
        values |= {"section": "einschaetzung", "question": "dringlichkeit", "option": "sofort"}
    if "talk" in values:
        values["pk"] = known["closed"]
    if address.name == "rights:safeguard":
        values["pk"] = known["safeguard"]
    if address.name == "network:seat_add":
        values["pk"] = known["user"]
    return values
