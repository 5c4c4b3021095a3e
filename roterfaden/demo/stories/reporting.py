"""What the bodies hear of it: a report they have, one that waits for a second person, one that still tells too much."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.bodies.models import Body, BodyKind
from roterfaden.cases.actions import reports
from roterfaden.cases.anonymity.facets import facets_of, proposed
from roterfaden.cases.anonymity.known import known_case
from roterfaden.cases.models import Case, PersonAsked, ReportDraft, ReviewedReport
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.network.models import Organisation, OrganisationKind

_KINDS = {
    "Steuerungsgruppe": BodyKind.STEERING_GROUP,
    "Integrationsrat": BodyKind.INTEGRATION_COUNCIL,
    "usschuss": BodyKind.COMMITTEE,
    "Vertretung": BodyKind.REPRESENTATION,
}
_DELIVERED = {
    "situation": "Die Wohnung ist seit langem zu klein. Auf dem Markt gibt es kaum etwas, das groß genug ist und "
    "dessen Miete die Behörde anerkennt. Vermieter antworten selten, wenn ein Name fremd klingt.",
    "helped": "Eine ehrenamtliche Begleitung zu den Besichtigungen. Danach kamen zum ersten Mal Rückmeldungen.",
    "missing": "Eine Stelle, die mit Vermietern spricht, bevor jemand absagt, und eine Auskunft, welche Miete "
    "anerkannt wird, ohne wochenlang zu warten.",
    "question": "Kann die Kommune mit den Wohnungsunternehmen vereinbaren, dass Anfragen beantwortet werden?",
}
_WAITING = {
    "situation": "Nach der Anerkennung wechselt die Zuständigkeit. Bis das Geld kommt, vergehen Wochen, in denen Miete "
    "und Fahrkarte fehlen. Die Briefe erklären das nicht verständlich.",
    "helped": "Ein gemeinsamer Termin beider Stellen. Danach lag der Bescheid nach wenigen Tagen vor.",
    "missing": "Eine feste Ansprechperson für den Wechsel, auf beiden Seiten.",
    "question": "Können beide Stellen den gemeinsamen Termin zur Regel machen?",
}
_TOO_MUCH = {
    "situation": "{name} kommt aus {country}. Seit dem 3. März wartet die Familie auf einen Platz im Sprachkurs, "
    "weil mit neun Kindern niemand die Betreuung übernimmt.",
    "question": "Wie kommen wir zu Kursen mit Kinderbetreuung?",
}


@transaction.atomic
def report(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Tell it of the persons of these stories; without a body or a second person there is nothing to tell."""
    bodies = [*_bodies()]
    known = sorted(cases, key=lambda case: case.reference)
    others = [case for case in known if _may_review(case, staff[0])]
    if not bodies or len(others) < 2:
        return
    clock.at = moment_on(working_day(today - timedelta(days=3), back=True), 0.4)
    delivered = _submit(others[0], bodies[0], staff[0], _DELIVERED)
    reviewed = ReviewedReport.objects.visible_to(staff[0]).get(pk=delivered.pk)
    reports.answer_report(reviewed, by=staff[0], seen=reviewed.revision, approves=True)
    clock.pass_minutes(30)
    reports.deliver_report(delivered, by=delivered.case.lead)
    _submit(others[1], bodies[0], staff[0], _WAITING)
    if mine := [case for case in known if case.lead_id == staff[0].pk]:
        name = f"{mine[0].client.given_name} {mine[0].client.family_name}"
        words = {part: text.format(name=name, country="Bhutan") for part, text in _TOO_MUCH.items()}
        _write(mine[0], bodies[0], words)


def _bodies() -> Iterator[Body]:
    """One for each body of the directory; those that somebody with an account reads come first."""
    found = Organisation.objects.filter(kind=OrganisationKind.BODY)
    read = set(found.filter(seats__role=Role.BODY_MEMBER).values_list("pk", flat=True))
    for organisation in sorted(found, key=lambda one: (one.pk not in read, one.name)):
        kind = next((kind for word, kind in _KINDS.items() if word in organisation.name), BodyKind.OTHER)
        values = {"kind": kind, "organisation": organisation}
        yield Body.objects.get_or_create(name=organisation.name, defaults=values)[0]


def _may_review(case: Case, somebody: User) -> bool:
    return reports.possible_reviewers(case, case.lead).filter(pk=somebody.pk).exists()


def _write(case: Case, body: Body, words: dict[str, str]) -> ReportDraft:
    facts = proposed(facets_of(known_case(case, case.lead)))
    return reports.write_report(case, by=case.lead, body=body, person_asked=PersonAsked.AGREES, **facts, **words)


def _submit(case: Case, body: Body, reviewer: User, words: dict[str, str]) -> ReportDraft:
    draft = _write(case, body, words)
    return reports.submit_report(
        draft,
        by=case.lead,
        seen=draft.revision,
        reviewer=reviewer,
        justification="Das betrifft viele, auch Menschen ohne Akte.",
    )
