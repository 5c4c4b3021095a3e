"""Markdown of the concept becomes safe HTML at the right heading level."""

import pytest

from roterfaden.concept.markdown import as_html


@pytest.mark.parametrize(
    ("below", "tags"),
    [(1, ("<h2>A</h2>", "<h3>B</h3>")), (2, ("<h3>A</h3>", "<h4>B</h4>")), (4, ("<h5>A</h5>", "<h5>B</h5>"))],
)
def test_headings_come_below_the_heading_of_the_page(below: int, tags: tuple[str, str]) -> None:
    html = as_html("## A\n\n### B", below=below)

    assert all(tag in html for tag in tags)


def test_lists_and_emphasis_are_kept() -> None:
    assert as_html("- **eins**\n- zwei") == "<ul>\n<li><strong>eins</strong></li>\n<li>zwei</li>\n</ul>\n"


@pytest.mark.parametrize(
    "bad",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](http://x/y.png)"],
)
def test_nothing_that_runs_or_loads_survives(bad: str) -> None:
    html = as_html(bad)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
