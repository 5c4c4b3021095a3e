"""How forms come out: labels, help, errors and widths, as KERN and a person filling them in need it."""

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from roterfaden.base.forms import DateInput, KernForm, Rating, Scale, Section, problems_of, sections_of


class Sample(KernForm):
    """One field of each kind that is drawn differently."""

    sections = (Section("Kontakt", ["phone", "unknown"], why="Damit wir Sie erreichen."),)

    name = forms.CharField(label="Name", help_text="Wie im Ausweis.")
    phone = forms.CharField(label="Telefon", required=False)
    born = forms.DateField(label="Geboren am")
    district = forms.ChoiceField(label="Sozialraum", choices=[("a", "Hüls"), ("b", "Drewer")])
    channels = forms.MultipleChoiceField(
        label="Wege", choices=[("p", "Telefon"), ("m", "Mail")], widget=forms.CheckboxSelectMultiple
    )
    mood = forms.ChoiceField(
        label="Zuversicht", choices=[(str(n), str(n)) for n in range(1, 6)], widget=Scale(low="gar nicht", high="sehr")
    )
    consent = forms.BooleanField(label="Einwilligung liegt vor")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def empty() -> str:
    return str(Sample())


def failed() -> str:
    return str(Sample({"name": ""}))


def field(html: str, name: str) -> str:
    """The HTML from the label of a field to the end of its block."""
    found = re.search(
        rf'<div class="kern-form-input[^"]*">(?:(?!<div class="kern-form-input).)*?id="id_{name}".*?</div>\n',
        html,
        re.S,
    )
    assert found is not None
    return found.group()


def test_the_label_stands_before_the_help_and_the_help_before_the_field() -> None:
    html = empty()
    assert html.index('for="id_name"') < html.index('id="id_name_helptext"') < html.index('id="id_name"')


def test_the_help_describes_its_field() -> None:
    assert 'aria-describedby="id_name_helptext"' in empty()


def test_help_and_error_both_describe_a_field_that_failed() -> None:
    assert 'aria-describedby="id_name_helptext id_name_error"' in failed()
    assert 'aria-invalid="true"' in failed()


def test_only_what_may_be_left_out_is_marked() -> None:
    assert empty().count("(freiwillig)") == 1
    assert "(freiwillig)" in field(empty(), "phone")


class Chosen(KernForm):
    """Lists which may be left out, one of them without an empty line."""

    year = forms.ChoiceField(label="Jahr", choices=[("2026", "2026"), ("2025", "2025")], required=False)
    area = forms.ChoiceField(label="Gebiet", choices=[("", "alle"), ("a", "Hüls")], required=False)


def test_a_list_that_always_has_an_answer_is_no_optional_one() -> None:
    assert re.findall(r'>(\w+) <span class="kern-label__optional"', str(Chosen())) == ["Gebiet"]


def test_the_error_summary_links_to_each_field_and_to_the_first_choice_of_a_group() -> None:
    targets = re.findall(r'<a href="#([^"]+)"', failed())
    assert targets == ["id_name", "id_born", "id_district", "id_channels_0", "id_mood_0", "id_consent"]
    assert all(f'id="{target}"' in failed() for target in targets)


def test_an_untouched_form_has_no_error_summary() -> None:
    assert "rf-errors" not in empty()


def test_errors_of_the_whole_form_come_first_and_lead_nowhere() -> None:
    form = Sample({"name": ""})
    form.add_error(None, "Beide Angaben widersprechen sich.")
    assert problems_of(form)[0] == ("", "", "Beide Angaben widersprechen sich.")


def test_where_a_rule_forbids_the_act_nobody_is_sent_looking_for_a_field() -> None:
    refused, wrong = Chosen({"year": "2026"}), Sample({})
    refused.add_error(None, "Die Akte ist eingeschränkt.")

    assert "Das geht so nicht" in str(refused)
    assert "Angaben fehlen noch" in str(wrong)
    assert "Das geht so nicht" not in str(wrong)


def test_the_error_of_a_hidden_field_is_said_as_well() -> None:
    form = Sample({"name": "A"})
    form.add_error("secret", "Der Schlüssel fehlt.")
    assert any(message == "Der Schlüssel fehlt." for _target, _label, message in problems_of(form))


def test_fields_no_section_names_come_last_and_none_is_lost() -> None:
    shown = [bound.name for section in sections_of(Sample()) for bound in section.fields]
    assert shown[0] == "phone"
    assert sorted(shown) == sorted(name for name in Sample().fields if name != "secret")


def test_sections_of_two_forms_on_one_page_keep_their_ids_apart() -> None:
    ids = {next(sections_of(Sample(prefix=prefix))).id for prefix in ("mother", "child")}
    assert len(ids) == 2


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = empty()
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>Wege</legend>", html)
    assert html.count("<fieldset") == html.count("</fieldset>") == 2


def test_the_error_of_a_group_describes_its_fieldset() -> None:
    assert re.search(r'<fieldset[^>]*aria-describedby="id_channels_error"', failed())


def test_both_ends_of_a_scale_are_said_to_those_who_do_not_see_it() -> None:
    html = empty()
    assert re.search(r'1<span class="kern-sr-only"> – gar nicht</span>', html)
    assert re.search(r'5<span class="kern-sr-only"> – sehr</span>', html)


def test_a_rating_runs_from_nought_to_ten() -> None:
    assert [value for value, _label in Rating().choices] == [str(n) for n in range(11)]


def test_dates_use_the_calendar_of_the_browser_in_its_own_format() -> None:
    form = Sample(initial={"born": "1990-05-01"})
    assert isinstance(form.fields["born"].widget, DateInput)
    assert 'type="date"' in str(form["born"])
    assert "required" in str(form["born"])


@pytest.mark.parametrize(
    ("widget", "width"),
    [
        (forms.TextInput(), "l"),
        (forms.NumberInput(), "xs"),
        (forms.Textarea(), "full"),
        (DateInput(), "s"),
        (forms.TextInput(attrs={"data-width": "m"}), "m"),
    ],
)
def test_a_field_is_as_wide_as_its_content(widget: forms.Widget, width: str) -> None:
    html = str(type("One", (forms.Form,), {"one": forms.CharField(widget=widget)})())
    assert f"rf-width-{width}" in html


def test_what_was_typed_is_escaped() -> None:
    form = Sample({"name": '"><script>alert(1)</script>'})
    assert "<script>" not in str(form)


def test_a_failed_form_says_that_nothing_is_lost() -> None:
    assert "Ihre Eingaben sind noch da" in failed()


def test_a_field_can_be_drawn_by_hand() -> None:
    html = Template("{{ form.name.as_field_group }}").render(Context({"form": Sample()}))
    assert 'class="kern-label" for="id_name"' in html


def test_an_uploaded_file_can_be_seen_and_removed() -> None:
    class Upload(forms.Form):
        """A letter that may be there already."""

        letter = forms.FileField(label="Bescheid", required=False)

    class Stored(str):
        """A file as Django's widget knows it."""

        url = "/akte/bescheid.pdf"

    html = str(Upload(initial={"letter": Stored("bescheid.pdf")}))
    assert '<a href="/akte/bescheid.pdf">' in html
    assert 'name="letter-clear"' in html


def test_no_form_carries_style_or_script() -> None:
    for html in (empty(), failed()):
        assert not re.search(r"<script|\sstyle=|\son\w+=", html)


def test_a_formset_renders_with_the_same_parts(settings: Any) -> None:
    formset = forms.formset_factory(Sample, extra=1)()
    assert "kern-form-input" in str(formset)
