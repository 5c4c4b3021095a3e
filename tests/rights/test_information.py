"""Information under Art. 15: complete by construction, readable in each language, valid for machines."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import page
import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.base import informing
from roterfaden.base.informing import Reading, StoredFile
from roterfaden.cases.actions import monitoring, people
from roterfaden.cases.documents import LANGUAGES
from roterfaden.cases.models import Case, CaseMember, Part, Phase
from roterfaden.rights import coverage
from roterfaden.rights.documents import fixed_texts, handout_pdf, information_pdf, words
from roterfaden.rights.information import files_beyond, gather
from roterfaden.rights.models import DataRequest, RequestKind, RequestState
from roterfaden.rights.package import SCHEMA, as_json
from roterfaden.rights.reach import history_of, reached
from tests.factories import AdvisedIntakeFactory, CaseFactory, CaseManagerFactory
from tests.printed import text_of, words_of
from tests.world import make_world

pytestmark = pytest.mark.django_db
VERSIONS = (None, *LANGUAGES)
ASKED = date(2026, 3, 2)


def test_every_field_of_every_table_of_a_person_is_exported_under_a_german_name_or_left_out_for_a_reason() -> None:
    nameless = [
        each.label
        for model in reached()
        if model._meta.label not in coverage.EXCEPT_MODELS
        for each in coverage.covered(model)
        if not each.has_name
    ]
    assert nameless == [], "give the field a verbose_name, or list it in rights/coverage.py with its reason"


def test_nothing_is_excepted_that_does_not_exist() -> None:
    fields = {f"{model._meta.label}.{field.name}" for model in reached() for field in model._meta.get_fields()}
    assert set(coverage.EXCEPT) - fields == set()
    assert set(coverage.LANGUAGE_OF) - fields == set()


def test_every_table_with_a_way_to_the_person_is_reached() -> None:
    labels = {model._meta.label for model in reached()}
    assert {"cases.Referral", "cases.GoalRating", "cases.AssessmentSection", "rights.DataRequestStep"} <= labels
    assert "network.Organisation" not in labels
    assert "accounts.User" not in labels


def test_every_row_and_every_value_is_in_the_information() -> None:
    world = make_world()
    found = gather(world.case.client)
    rows = {part.model: len(part.records) for part in found.parts}
    # Counted by another way: by the foreign keys as the test knows them.
    measures = apps.get_model("cases.Measure").objects.filter(action_goal__frame_goal__case=world.case)
    assert rows["cases.Measure"] == measures.count()
    assert rows["cases.TimelineEntry"] == world.case.timeline.count()
    assert rows["cases.Referral"] == 1
    given = {item.name: item.raw for item in found.parts[0].records[0].items}
    assert (given["given_name"], given["language"]) == (world.case.client.given_name, "ar")


def test_another_persons_rows_are_not_in_it() -> None:
    mine, other = CaseFactory(), CaseFactory()
    monitoring.write_note(other, by=other.lead, text="Geheimwort Zinnober")
    assert "Zinnober" not in json.dumps(as_json(gather(mine.client), asked_on=ASKED), ensure_ascii=False)


def test_changes_tell_who_changed_what_and_removed_rows_too() -> None:
    case = CaseFactory()
    client = case.client
    people.correct_client(client, by=case.lead, seen=None, phone="02365 123456")
    CaseMember.objects.create(case=case, user=CaseManagerFactory(), part=Part.MEMBER).delete()
    changes = gather(client).changes
    assert any("Telefon" in change.fields for change in changes if change.what == "Ratsuchende Person")
    assert any("entfernt" in change.fields for change in changes if change.what == "Teammitglied")


def test_every_tracked_table_of_a_person_has_its_history_told() -> None:
    tracked = [model for model in reached() if hasattr(model, "pgh_event_model")]
    assert tracked
    assert all(history_of(model) for model in tracked)


def test_recipients_are_read_from_the_tables() -> None:
    world = make_world()
    told = {each.through for each in gather(world.case.client).recipients}
    # A consent, or who supports the person, is nothing that went somewhere.
    assert told == {"Übermittlungen", "Vermittlungen"}


def test_who_has_read_the_file_comes_from_the_log_and_files_lie_in_the_zip(
    monkeypatch: pytest.MonkeyPatch, signed_in: Callable[..., Browser]
) -> None:
    case = CaseFactory()
    monkeypatch.setattr(informing, "_readers", [lambda _pk: [Reading(timezone.now(), "Frau Leserin", "geöffnet")]])
    monkeypatch.setattr(informing, "_files", [lambda _pk, _user: [StoredFile("../../bescheid.pdf", b"%PDF")]])
    answer = signed_in(case.lead).post(reverse("rights:information", args=[case.client_id]), filled())
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "dateien/001-bescheid.pdf" in archive.namelist()
        assert json.loads(archive.read("auskunft.json"))["read_by"][0]["by"] == "Frau Leserin"
        assert "Frau Leserin" in text_of(archive.read("auskunft.pdf"))


@pytest.mark.parametrize("language", VERSIONS)
def test_the_paper_is_accessible_and_says_everything_in_both_languages(language: str | None) -> None:
    case = CaseFactory()
    monitoring.write_note(case, by=case.lead, text="Telefonat")
    client = case.client
    people.correct_client(client, by=case.lead, seen=None, other_names="سميرة حداد", country_of_origin="SY")
    paper = information_pdf(gather(client), language, asked_on=ASKED, by="Hanna Beispiel")
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    found = words_of(text_of(paper))
    for each in {"de", language or "de"}:
        texts = fixed_texts(each)
        for key in ("information", "why", "basis", "right_access", "right_objection", "complaint_title", "others"):
            assert words_of(texts[key]) - found == set(), (each, key)
    if language:
        wanted = " ".join(words()[language][word] for word in ("Vorname", "Kontaktnotizen", "Rechtskreis"))
        assert words_of(wanted) - found == set()
    assert words_of("سميرة حداد") <= found


@pytest.mark.parametrize("language", VERSIONS)
def test_the_handout_is_accessible(language: str | None) -> None:
    paper = handout_pdf(language)
    assert page.is_pdf_compliant_bytes(paper, profile="ua1")
    assert words_of(fixed_texts(language or "de")["who_sees"]) <= words_of(text_of(paper))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_exactly_the_keys_and_placeholders_of_the_german(language: str) -> None:
    german, translated = fixed_texts("de"), fixed_texts(language)
    assert list(translated) == list(german)
    assert all(translated.values())
    for key, text in german.items():
        assert set(re.findall(r"\{\w+\}", translated[key])) == set(re.findall(r"\{\w+\}", text)), key
    assert all(words()[language].values())


def test_the_words_of_case_management_are_translated() -> None:
    """A new word of the models stands in German until somebody translates it; those of today stay translated."""
    known = set(words()["ar"]) | set(fixed_texts_of_cases())
    labels = {
        str(each.field.verbose_name)
        for name in ("Client", "Intake", "Case", "ContactNote", "Referral", "Safeguard", "CounterStatement")
        for each in coverage.covered(apps.get_model("cases", name))
    }
    assert labels - known == set()


def fixed_texts_of_cases() -> Any:
    from roterfaden.cases.documents import fixed_texts as of_cases

    return of_cases("de")["terms"]


@cache
def schema() -> Any:
    return json.loads(SCHEMA.read_text())


KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, rule: Any, where: str = "$") -> list[str]:
    """What speaks against ``value`` by the keywords of JSON Schema that our schema uses; an unknown one is a fault."""
    known = {"type", "const", "pattern", "minLength", "required", "additionalProperties", "properties", "items"}
    notes = {"$schema", "$id", "title", "description", "format"}
    found = [f"{where}: unknown keyword {key}" for key in set(rule) - known - notes]
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    if kinds and not any(isinstance(value, KINDS[kind]) for kind in kinds):
        return [*found, f"{where}: {value!r} is not {kinds}"]
    if "const" in rule and value != rule["const"]:
        found.append(f"{where}: {value!r}")
    if isinstance(value, str):
        if not re.search(rule.get("pattern", ""), value) or len(value) < rule.get("minLength", 0):
            found.append(f"{where}: {value!r}")
        if value and rule.get("format") in {"date", "date-time"}:
            timezone.datetime.fromisoformat(value)
    if isinstance(value, dict) and "properties" in rule:
        found += [f"{where}: lacks {key}" for key in rule.get("required", []) if key not in value]
        for key, inner in value.items():
            if key in rule["properties"]:
                found += faults(inner, rule["properties"][key], f"{where}.{key}")
            elif rule.get("additionalProperties") is False:
                found.append(f"{where}: unexpected {key}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found += faults(inner, rule.get("items", {}), f"{where}[{number}]")
    return found


def test_the_data_for_machines_follow_the_published_schema() -> None:
    machine = json.loads(json.dumps(as_json(gather(make_world().case.client), asked_on=ASKED)))
    assert faults(machine, schema()) == []
    assert faults({**machine, "secret": 1}, schema()) != []


def filled(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {"language": "ar", "received_on": today.isoformat(), "handed_over": "in_person", "checked": "on", **more}


def test_two_clicks_from_the_person_to_the_information(signed_in: Callable[..., Browser]) -> None:
    case = CaseFactory()
    browser, there = signed_in(case.lead), reverse("rights:information", args=[case.client_id])
    assert there in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    page_of = browser.get(there)
    assert page_of.context["form"]["language"].initial or page_of.context["form"].initial["language"] == "ar"
    answer = browser.post(there, filled())
    assert answer.headers["Content-Type"] == "application/zip"
    assert case.client.family_name not in answer.headers["Content-Disposition"]
    given = DataRequest.objects.get(client=case.client)
    assert (given.kind, given.state, given.answered_on) == (
        RequestKind.ACCESS, RequestState.ANSWERED, timezone.localdate(),
    )  # fmt: skip
    assert case.timeline.filter(subject=given.pk).count() == 2


def test_an_open_request_for_information_is_answered_by_it(signed_in: Callable[..., Browser]) -> None:
    from roterfaden.rights.actions import take_request

    case = CaseFactory()
    asked = timezone.localdate() - timedelta(days=10)
    waiting = take_request(case.client, RequestKind.ACCESS, by=case.lead, wish="Was steht da?", received_on=asked)
    answer = signed_in(case.lead).post(reverse("rights:information", args=[case.client_id]), filled())
    assert answer.status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == RequestState.ANSWERED
    assert DataRequest.objects.count() == 1


def test_who_cannot_open_every_file_of_the_person_gives_no_information(signed_in: Callable[..., Browser]) -> None:
    closed = CaseFactory(phase=Phase.CLOSED)
    again = CaseFactory(client=closed.client)
    assert files_beyond(again.client, again.lead) == 1
    answer = signed_in(again.lead).post(reverse("rights:information", args=[again.client_id]), filled())
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not DataRequest.objects.exists()


def test_who_took_the_talk_gives_information_without_a_case(signed_in: Callable[..., Browser]) -> None:
    advice = AdvisedIntakeFactory()
    answer = signed_in(advice.taken_by).post(reverse("rights:information", args=[advice.client_id]), filled())
    assert answer.headers["Content-Type"] == "application/zip"


def test_strangers_to_the_person_find_no_page_of_their_rights(signed_in: Callable[..., Browser]) -> None:
    world = make_world()
    browser = signed_in(CaseManagerFactory())
    ids = world.arguments["rights"]
    for name, pk in (
        ("person", ids["client"]), ("information", ids["client"]), ("request_add", ids["client"]),
        ("request", ids["pk"]), ("request_letter", ids["pk"]), ("safeguard", ids["safeguard"]),
    ):  # fmt: skip
        assert (name, browser.get(reverse(f"rights:{name}", args=[pk])).status_code) == (name, 404)
        assert (name, browser.post(reverse(f"rights:{name}", args=[pk])).status_code) == (name, 404)
    assert Case.objects.visible_to(world.lead).exists()
