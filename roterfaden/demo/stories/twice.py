"""Persons entered a second time, at the telephone, by an initial: to be found side by side and put together."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from roterfaden.cases.actions import intake, people
from roterfaden.cases.models import Case, Client, Way
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day

_SAME = (
    "family_name", "birth_date", "gender", "language", "country_of_origin", "residence_title", "legal_area",
    "arrived_on", "residence_until", "district", "accommodation", "is_synthetic",
)  # fmt: skip
_ASKED = ("Fragt, ob ihre Unterlagen angekommen sind.", "Sucht einen anderen Sprachkurs.")


@transaction.atomic
def enter_twice(clock: StoryClock, today: date, cases: list[Case], *, keys: list[UUID]) -> list[Client]:
    """One more entry for the persons of the first of ``cases``, by their lead; as many as there are ``keys``."""
    clock.at = moment_on(working_day(today - timedelta(days=3), back=True), 0.4)
    known = sorted(cases, key=lambda case: case.reference)
    return [_enter(case, key, asked) for case, key, asked in zip(known, keys, _ASKED, strict=False)]


def _enter(case: Case, key: UUID, asked: str) -> Client:
    person, by = case.client, case.lead
    details = {name: getattr(person, name) for name in _SAME}
    again = people.register_client(
        by=by, organisation=person.organisation_id, id=key, given_name=f"{person.given_name[0]}.", **details
    )
    talk = intake.start_intake(again.pk, by=by, concern=asked, concern_language="de", way=Way.PHONE)
    intake.decide_advice(talk, by=by, result="Auskunft gegeben, mehr war nicht nötig.")
    return again
