"""Lists in pages as HSDS wants them, and the parameters all lists share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.http import StreamingHttpResponse

from roterfaden.api.hsds.shapes import Page
from roterfaden.api.rest import About
from roterfaden.api.rest.answers import streamed
from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.serving import serving

PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 50, 200, 1_000_000
AT_ONCE = 200
"""How many are read together for a stream: as many as for the largest page."""

AnyPage = TypeVar("AnyPage", bound=Page)

Search = Annotated[str, About("Words to search for; spelling mistakes are forgiven.", longest=300)]
Identifier = UUID | None


@dataclass(frozen=True)
class Paged:
    """What every list takes."""

    page: Annotated[int, About("Which page; one past the end is empty.", 1, LAST_PAGE)] = 1
    per_page: Annotated[int, About("How many on a page.", 1, MOST_PER_PAGE)] = PER_PAGE
    format: Annotated[
        Literal["json", "ndjson"], About("ndjson sends everything that fits, one a line, without pages.")
    ] = "json"


@dataclass(frozen=True)
class TaxonomiesAsked(Paged):
    """Of the list of taxonomies."""

    search: Search = ""


@dataclass(frozen=True)
class TermsAsked(TaxonomiesAsked):
    """Of the list of terms."""

    taxonomy_id: Annotated[Identifier, About("Only terms of this taxonomy.")] = None
    top_only: Annotated[bool, About("Only terms that have no term above them.")] = False
    parent_id: Annotated[Identifier, About("Only terms right below this one.")] = None


@dataclass(frozen=True)
class OrganizationsAsked(TaxonomiesAsked):
    """Of the list of organizations."""

    full: Annotated[bool, About("With numbers, places and the ids and names of services.")] = False
    full_service: Annotated[bool, About("With everything about their services.")] = False


@dataclass(frozen=True)
class OrganizationAsked:
    """Of one organization."""

    full_service: Annotated[bool, About("With everything about its services.")] = False


@dataclass(frozen=True)
class OffersAsked(TaxonomiesAsked):
    """Of the lists of services."""

    taxonomy_term_id: Annotated[Identifier, About("Only services for which this term holds.")] = None
    taxonomy_id: Annotated[Identifier, About("Only services for which a term of this taxonomy holds.")] = None
    organization_id: Annotated[Identifier, About("Only services of this organization.")] = None
    modified_after: Annotated[
        datetime | None, About("Only what has changed since this moment, what is no longer active included.")
    ] = None
    full: Annotated[bool, About("With everything, not only the facts of which there is one.")] = False


@dataclass(frozen=True)
class ServicesAsked(OffersAsked):
    """Of the list of services."""

    minimal: Annotated[bool, About("Only id and modified_date, of all services in one page.")] = False


@dataclass(frozen=True)
class AtLocationsAsked(OffersAsked):
    """Of the list of services at locations."""

    postcode: Annotated[str, About("Only at places whose address has this postcode.", longest=10)] = ""


def page_of(shape: type[AnyPage], asked: Paged, total: int, contents: Sequence[Any], *, per_page: int = 0) -> AnyPage:
    """One page of ``total``."""
    pages = max(1, -(-total // (per_page or asked.per_page)))
    return shape(
        total_items=total,
        total_pages=pages,
        page_number=asked.page,
        size=len(contents),
        first_page=asked.page == 1,
        last_page=asked.page >= pages,
        empty=not contents,
        contents=tuple(contents),  # type: ignore[call-arg]
    )


def cut(asked: Paged, found: Any) -> Any:
    """The part of a list or query that stands on the page."""
    start = (asked.page - 1) * asked.per_page
    return found[start : start + asked.per_page]


def stream(rows: list[Any], load: Callable[[list[Any]], Sequence[Any]]) -> StreamingHttpResponse:
    """Everything, one a line: the keys now, the rest piece by piece, each in a transaction that knows nobody.

    The page's own transaction is over when the first line goes out.
    """

    def lines() -> Iterator[Any]:
        for start in range(0, len(rows), AT_ONCE):
            with serving(None, Purpose.DIRECTORY):
                loaded = load(rows[start : start + AT_ONCE])
            yield from loaded

    return streamed(lines())
