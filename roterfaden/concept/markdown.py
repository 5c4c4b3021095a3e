"""Markdown of the concept as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {"p", "h2", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "blockquote", "a", "br", "hr"}
_PARSER = MarkdownIt("commonmark", {"html": False})
_LOWEST = 5


def as_html(text: str, *, below: int = 1) -> SafeString:
    """The text as HTML; its highest heading ("##") comes one level below the heading level ``below`` of the page."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _lowered(token, below)
    html = nh3.clean(_PARSER.renderer.render(tokens, _PARSER.options, {}), tags=_TAGS, attributes={"a": {"href"}})
    # nh3 has taken out whatever is not in the list above.
    return mark_safe(html)


def _lowered(token: Token, below: int) -> str:
    level = max(int(token.tag[1]), 2)
    return f"h{min(level - 1 + below, _LOWEST)}"
