"""The editor of questionnaires: drafts of the head of unit, the check before publishing, versions that never change."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import assessment, templates
from roterfaden.cases.models import AssessmentTemplate, TemplateState
from roterfaden.cases.questionnaire import Consequence, Kind
from roterfaden.cases.questionnaire import editing as edits
from roterfaden.cases.questionnaire.checking import faults, hints, translation_states
from roterfaden.cases.questionnaire.editing import Document, Place
from tests.factories import (
    AssessmentTemplateFactory,
    CaseFactory,
    CaseManagerFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URGENCY = Place("einschaetzung", "dringlichkeit")


@pytest.fixture
def head() -> User:
    user: User = HeadOfUnitFactory()
    return user


@pytest.fixture
def published() -> AssessmentTemplate:
    template: AssessmentTemplate = AssessmentTemplateFactory()
    return template


@pytest.fixture
def draft(published: AssessmentTemplate, head: User) -> AssessmentTemplate:
    return templates.copy_template(published, by=head)


def change(draft: AssessmentTemplate, edit: Callable[..., Document], **more: Any) -> AssessmentTemplate:
    return templates.change_draft(draft, partial(edit, **more), by=draft.changed_by, seen=None)


def publish(draft: AssessmentTemplate) -> AssessmentTemplate:
    current = AssessmentTemplate.objects.get(pk=draft.pk)
    return templates.publish_draft(current, by=draft.changed_by, seen=current.revision, news="Kürzer")


def told(template: AssessmentTemplate) -> list[str]:
    return [finding.text for finding in faults(template.content)]


# Versions --------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_everything_of_the_published_version(
    draft: AssessmentTemplate, published: AssessmentTemplate
) -> None:
    assert draft.content.sections == published.content.sections
    assert (draft.version, draft.state, faults(draft.content)) == (None, TemplateState.DRAFT, [])


def test_there_is_one_draft_at_a_time(draft: AssessmentTemplate, published: AssessmentTemplate, head: User) -> None:
    with pytest.raises(RuleBroken, match="schon einen Entwurf"):
        templates.copy_template(published, by=head)
    templates.discard_draft(draft, by=head)
    templates.copy_template(published, by=head)
    with pytest.raises(RuleBroken, match="schon einen Entwurf"):
        templates.take_up_draft(draft, by=head)


def test_publishing_supersedes_and_tells_case_managers(
    draft: AssessmentTemplate, published: AssessmentTemplate
) -> None:
    worker = CaseManagerFactory()
    new = publish(draft)
    published.refresh_from_db()
    assert (new.version, new.state, published.state) == (3, TemplateState.PUBLISHED, TemplateState.SUPERSEDED)
    assert AssessmentTemplate.objects.in_force() == new
    assert "Kürzer" in Notice.objects.get(user=worker).text


def test_a_begun_assessment_keeps_its_version_and_stays_readable(
    draft: AssessmentTemplate, signed_in: Callable[..., Client]
) -> None:
    case = CaseFactory()
    begun = assessment.start_assessment(case, by=case.lead)
    assessment.save_section(begun, "staerken", {"gelingt": "Kochen"}, by=case.lead, seen=0)
    publish(change(draft, edits.remove, place=Place("staerken")))
    page = signed_in(case.lead).get(reverse("cases:assessment", args=[case.pk])).content.decode()
    assert "Kochen" in page
    assert "Was können Sie gut" in page
    assessment.complete_assessment(begun, by=case.lead)
    again = assessment.start_assessment(case, by=case.lead)
    assert again.template.version == 3
    with pytest.raises(KeyError):
        again.template.content.section("staerken")


@pytest.mark.parametrize("change", [{"title": "Anders"}, {"document": {}}, {"version": 9}, {"state": "draft"}])
def test_postgresql_keeps_what_was_published(change: dict[str, Any], published: AssessmentTemplate) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        AssessmentTemplate.objects.filter(pk=published.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        published.delete()


def test_without_a_published_version_nobody_begins(head: User) -> None:
    case = CaseFactory()
    with pytest.raises(RuleBroken, match="noch keine Vorlage"):
        assessment.start_assessment(case, by=case.lead)


# Edits -----------------------------------------------------------------------------------------------------------


def test_what_is_there_keeps_its_key_and_what_is_new_gets_one_from_its_words(draft: AssessmentTemplate) -> None:
    change(draft, edits.change_section, place=Place("wohnen"), title="Zuhause", why="Darum.")
    change(draft, edits.add_section, title="Ämter & Briefe", why="Darum.")
    change(draft, edits.add_question, place=Place("aemter_briefe"), label="Seen", kind=Kind.TEXT)
    more = {"label": "Wo?", "kind": Kind.CHOICE, "options": ["hier", "Hier", "dort"]}
    changed = change(draft, edits.add_question, place=Place("aemter_briefe"), **more)
    section = changed.content.section("aemter_briefe")
    assert changed.content.section("wohnen").title == "Zuhause"
    assert [question.key for question in section.questions] == ["seen_2", "wo"]
    assert [(option.key, option.label) for option in section.questions[1].options] == [
        ("hier", "hier"), ("hier_2", "Hier"), ("dort", "dort"),
    ]  # fmt: skip


def test_parts_move_among_their_neighbours(draft: AssessmentTemplate) -> None:
    first, second = (section.key for section in draft.content.sections[:2])
    moved = change(draft, edits.move, place=Place(first), by=1)
    assert [section.key for section in moved.content.sections[:2]] == [second, first]
    moved = change(draft, edits.move, place=Place(second), by=-1)
    assert moved.content.sections[0].key == second
    moved = change(draft, edits.move, place=Place("wohnen", "wohnform", "unterkunft"), by=1)
    options = moved.content.section("wohnen").questions[0].options
    assert [option.key for option in options[:2]] == ["mietwohnung", "unterkunft"]


def test_the_last_edit_can_be_taken_back_while_it_is_the_last(draft: AssessmentTemplate, head: User) -> None:
    changed = change(draft, edits.remove, place=Place("wohnen"))
    back = templates.undo_change(changed, by=head, seen=changed.revision)
    assert back.content.section("wohnen").title == "Wohnen"
    with pytest.raises(RuleBroken, match="weiter geändert"):
        templates.undo_change(changed, by=head, seen=changed.revision)


def test_an_edit_of_something_that_is_gone_changes_nothing(draft: AssessmentTemplate) -> None:
    level = Place(URGENCY.section, URGENCY.question, "sofort")
    change(draft, edits.remove, place=level)
    gone = change(draft, edits.remove, place=Place("wohnen"))
    for edit in (
        partial(edits.remove, place=Place("wohnen", "wohnform")),
        partial(edits.set_consequence, place=level, consequence=Consequence("Anrufen")),
    ):
        with pytest.raises(RuleBroken, match="nicht mehr"):
            change(draft, edit)
    assert AssessmentTemplate.objects.get(pk=draft.pk).revision == gone.revision


# The check -------------------------------------------------------------------------------------------------------


def test_a_condition_refers_to_an_earlier_question_that_is_there(draft: AssessmentTemplate) -> None:
    moved = change(draft, edits.move, place=Place("wohnen", "suche_was"), by=-1)
    moved = change(draft, edits.move, place=Place("wohnen", "suche_was"), by=-1)
    assert told(moved) == ["„Was für eine Wohnung suchen Sie?“ hängt von „Suchen Sie eine andere Wohnung?“ ab. Diese Frage muss davor stehen."]  # fmt: skip  # noqa: E501
    gone = change(draft, edits.remove, place=Place("wohnen", "suche"))
    assert all("die es nicht mehr gibt" in text for text in told(gone))
    assert len(told(gone)) == 2
    with pytest.raises(RuleBroken, match="die es nicht mehr gibt"):
        publish(draft)


def test_an_answer_that_a_condition_waits_for_must_be_there(draft: AssessmentTemplate) -> None:
    changed = change(draft, edits.remove, place=Place("wohnen", "schwierig", "kuendigung"))
    assert told(changed) == ["„Bis wann müssen Sie ausziehen?“ hängt von einer Antwort auf „Was ist beim Wohnen schwierig?“ ab, die es nicht mehr gibt."]  # fmt: skip  # noqa: E501


def test_what_only_the_strict_reading_finds_is_told_as_well(draft: AssessmentTemplate) -> None:
    changed = change(draft, edits.change_section, place=Place("wohnen"), field_of_action="Soziale Teilhabe")
    assert told(changed) == []
    with pytest.raises(RuleBroken, match="field_of_action: „Soziale Teilhabe“ ist kein Schlüssel"):
        publish(changed)


def test_a_choice_needs_two_different_answers(draft: AssessmentTemplate) -> None:
    change(draft, edits.add_question, place=Place("wohnen"), label="Balkon?", kind=Kind.CHOICE, options=["ja"])
    changed = change(draft, edits.add_section, title="Leer", why="Darum.")
    assert told(changed) == [
        "„Balkon?“ braucht mindestens zwei Antworten zur Auswahl.", "„Leer“ hat noch keine Frage.",
    ]  # fmt: skip


def test_a_translation_is_whole_or_not_there(draft: AssessmentTemplate) -> None:
    begun = change(draft, edits.add_language, language="ar")
    [state] = translation_states(begun.content)
    assert f"Arabisch: {state.whole} Texte fehlen" in told(begun)[0]
    words = {place: (f"ar {german}", german) for place, german in begun.content.texts().items()}
    whole = change(draft, edits.translate, language="ar", words=words)
    assert told(whole) == []
    assert whole.content.texts_in("ar")["wohnen.title"] == "ar Wohnen"
    outdated = change(draft, edits.change_section, place=Place("wohnen"), title="Zuhause", why="Darum.")
    assert "2 Texte passen nicht mehr" in told(outdated)[0]
    assert "wohnen.title" not in outdated.content.texts_in("ar")
    assert told(change(draft, edits.remove_language, language="ar")) == []


def test_hints_tell_what_will_be_different(draft: AssessmentTemplate, published: AssessmentTemplate) -> None:
    change(draft, edits.change_section, place=Place("gesundheit"), sensitive=False)
    for level in ("sofort", "woche", "monat"):
        place = Place(URGENCY.section, URGENCY.question, level)
        change(draft, edits.set_consequence, place=place, consequence=Consequence())
    changed = change(draft, edits.remove, place=Place("aufenthalt"))
    found = [hint.text for hint in hints(changed.content, published.content)]
    assert [text.split()[0] for text in found] == ["Aus", "„Gesundheit“", "Fragen"]


# Pages -----------------------------------------------------------------------------------------------------------


def where(name: str, draft: AssessmentTemplate, *more: str) -> str:
    return reverse(f"cases:{name}", args=[draft.pk, *more])


def test_the_head_of_unit_writes_a_question_with_a_condition_and_publishes(
    published: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(head)
    browser.post(where("template_copy", published))
    draft = AssessmentTemplate.objects.get(state=TemplateState.DRAFT)
    wording = {"label": "Wie viele Tiere?", "kind": "number", "unit": "Tiere", "side": "", "options": "", "help": ""}
    answer = browser.post(where("template_question_add", draft, "wohnen"), {"seen": draft.revision, **wording})
    assert answer.headers["Location"] == where("template_section", draft, "wohnen")
    condition = where("template_condition", draft, "wohnen", "wie_viele_tiere")
    assert "Suchen Sie eine andere Wohnung?" in browser.get(condition).content.decode()
    browser.post(f"{condition}?frage=suche", {"seen": draft.revision + 1, "any_of": ["true"]})
    draft.refresh_from_db()
    assert draft.content.section("wohnen").questions[-1].shown_if.any_of == (True,)  # type: ignore[union-attr]
    preview = browser.get(where("template_preview_section", draft, "wohnen")).content.decode()
    assert "Wie viele Tiere? (Tiere)" in preview
    answer = browser.post(where("template_publish", draft), {"seen": draft.revision, "news": "Frage nach Tieren"})
    assert answer.headers["Location"] == where("template", draft)
    assert "Fassung 3" in browser.get(reverse("cases:templates")).content.decode()
    assert browser.get(where("template_section", draft, "wohnen")).status_code == 404


def test_what_follows_from_a_level_is_set_on_its_page(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    page = where("template_level", draft, "einschaetzung", "dringlichkeit", "ohne_eile")
    browser = signed_in(head)
    assert browser.post(page, {"seen": draft.revision, "task": "", "days": "3"}).status_code == 422
    browser.post(page, {"seen": draft.revision, "task": "Anrufen", "days": "90", "second_look": "on"})
    draft = AssessmentTemplate.objects.get(pk=draft.pk)
    levels = next(q for q in draft.content.section("einschaetzung").questions if q.key == "dringlichkeit").options
    assert levels[-1].follows == Consequence("Anrufen", 90, True)
    page_of_question = browser.get(where("template_question", draft, "einschaetzung", "dringlichkeit"))
    assert "Anrufen (in 90 Tagen), zweiter Blick nötig" in page_of_question.content.decode()


def test_answers_are_reworded_without_losing_what_follows_from_them(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    page = where("template_question", draft, "einschaetzung", "dringlichkeit")
    old = {f"option_{key}": key for key in ("sofort", "woche", "monat", "ohne_eile")}
    wording = {"label": "Wie eilig?", "kind": "level", "side": "", "options": "nie", "help": ""}
    assert signed_in(head).post(page, {"seen": draft.revision, **wording, **old}).status_code == 302
    draft = AssessmentTemplate.objects.get(pk=draft.pk)
    levels = next(q for q in draft.content.section("einschaetzung").questions if q.key == "dringlichkeit").options
    assert [(level.key, level.label) for level in levels][-2:] == [("ohne_eile", "ohne_eile"), ("nie", "nie")]
    assert levels[0].follows.second_look


def test_a_section_belongs_to_any_field_of_action_there_is(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    FieldOfActionFactory(key="kinder-und-jugend")
    browser = signed_in(head)
    said = {"seen": draft.revision, "title": "Wohnen", "why": "Darum.", "field_of_action": "kinder-und-jugend"}
    browser.post(where("template_section", draft, "wohnen"), said)
    draft.refresh_from_db()
    answer = browser.post(where("template_publish", draft), {"seen": draft.revision, "news": "Anderes Handlungsfeld"})
    assert answer.headers["Location"] == where("template", draft)
    assert AssessmentTemplate.objects.in_force().content.section("wohnen").field_of_action == "kinder-und-jugend"


def test_levels_that_become_a_plain_choice_are_published_without_what_followed_from_them(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    page = where("template_question", draft, "einschaetzung", "dringlichkeit")
    labels = {f"option_{key}": key for key in ("sofort", "woche", "monat", "ohne_eile")}
    wording = {"label": "Wie eilig?", "kind": "choice", "side": "", "options": "", "help": ""}
    browser = signed_in(head)
    browser.post(page, {"seen": draft.revision, **wording, **labels})
    draft.refresh_from_db()
    answer = browser.post(where("template_publish", draft), {"seen": draft.revision, "news": "Nur noch eine Auswahl"})
    assert answer.headers["Location"] == where("template", draft)
    asked = AssessmentTemplate.objects.in_force().content.section("einschaetzung").questions
    options = next(question for question in asked if question.key == "dringlichkeit").options
    assert not any(option.follows for option in options)


def test_what_somebody_else_changed_meanwhile_is_shown(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    change(draft, edits.change_section, place=Place("wohnen"), title="Zuhause", why="Darum.")
    answer = signed_in(head).post(
        where("template_section", draft, "wohnen"), {"seen": draft.revision, "title": "Wohnung", "why": "Weil."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Zuhause" in page
    assert "Wohnung" in page


def test_after_moving_a_part_one_is_at_the_button_that_was_used(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    browser, wohnform = signed_in(head), ("wohnen", "wohnform")
    for name, place in (("section", ("wohnen",)), ("question", wohnform), ("option", (*wohnform, "unterkunft"))):
        moved = browser.post(where(f"template_{name}_move", draft, *place), {"wohin": "runter"}, follow=True)
        button = f"runter-{place[-1]}"
        assert moved.redirect_chain[0][0].partition("#")[2] == button
        assert f'id="{button}"' in moved.content.decode()


@pytest.mark.parametrize("language", ["", "de", "xx"])
def test_a_language_that_does_not_do_is_told_at_its_field(
    language: str, draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    answer = signed_in(head).post(where("template_language_add", draft), {"language": language})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["language"]


def test_what_is_tried_in_the_preview_is_sent_nowhere(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    page = signed_in(head).get(where("template_preview", draft)).content.decode()
    before, _tag, after = page.partition(" data-questionnaire")
    assert before.rpartition("<")[2].startswith("div")
    assert before.count("<form") == before.count("</form")
    assert after


def test_a_text_is_translated_and_asked_in_the_language_of_the_person(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(head)
    browser.post(where("template_language_add", draft), {"language": "ar", "seen": draft.revision})
    browser.post(
        where("template_words", draft, "ar", "wohnen"),
        {"seen": draft.revision + 1, "wohnen.wohnform.label": "كيف تسكن؟"},
    )
    preview = browser.get(where("template_preview_section", draft, "wohnen") + "?sprache=ar").content.decode()
    assert '<span class="rf-also" lang="ar" dir="rtl">كيف تسكن؟</span>' in preview
    draft = AssessmentTemplate.objects.get(pk=draft.pk)
    told = {place: (f"ar {german}", german) for place, german in draft.content.texts().items()}
    publish(change(draft, edits.translate, language="ar", words=told))
    case = CaseFactory()
    assessment.start_assessment(case, by=case.lead)
    section = reverse("cases:assessment_section", args=[case.pk, "wohnen"])
    page = signed_in(case.lead).get(section).content.decode()
    assert all(f">ar {german}</span>" in page for german in ("Wie wohnen Sie?", draft.content.section("wohnen").title))
    assert "ar Wie wohnen Sie?" not in signed_in(case.lead).get(f"{section}?sprache=").content.decode()


def test_words_of_a_template_are_never_markup(
    draft: AssessmentTemplate, head: User, signed_in: Callable[..., Client]
) -> None:
    wording = {"label": "<b>Frage</b>", "help": "<b>Hinweis</b>", "kind": Kind.TEXT}
    change(draft, edits.add_question, place=Place("wohnen"), **wording)
    page = signed_in(head).get(where("template_preview_section", draft, "wohnen")).content.decode()
    assert "<b>" not in page
    assert "&lt;b&gt;Hinweis" in page


def test_pages_cost_few_queries(
    draft: AssessmentTemplate,
    head: User,
    signed_in: Callable[..., Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = signed_in(head)
    for page in (
        reverse("cases:templates"), where("template", draft), where("template_section", draft, "wohnen"),
        where("template_publish", draft), where("template_preview", draft),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            browser.get(page)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD_OF_UNIT])
def test_others_do_not_see_drafts(role: Role, draft: AssessmentTemplate) -> None:
    assert draft not in AssessmentTemplate.objects.visible_to(UserFactory(roles=[role]))
