"""A received report on paper, for the session of the body."""

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.documents import render_pdf
from roterfaden.bodies.models import CaseReport
from roterfaden.network.models import Municipality

HERE = Path(__file__).parent


def report_document(report: CaseReport) -> bytes:
    """Return the report as PDF/UA-1. Raises ``DocumentError`` when typst refuses the content."""
    city = Municipality.objects.first()
    texts = {
        "page": _("Seite {page} von {pages}"),
        "as_of": _("gedruckt am"),
        "reference": "",
        "title": _("Anonymer Fallbericht"),
        "explained": _(
            "Was hier steht, trifft auf mehrere Menschen zu und wurde von einer zweiten Person geprüft. Bitte fragen "
            "Sie nicht, um wen es geht."
        ),
        "body": _("Gremium"),
        "received_in": _("eingegangen im Monat"),
        "taken_back": _("Dieser Bericht wurde zurückgenommen."),
    }
    paper = {
        "languages": ["de"],
        "texts": {"de": {**texts, "terms": {}}},
        "title": {"de": texts["title"]},
        "about": str(report.body),
        "letterhead": {
            "municipality": city.name if city else "",
            "unit": city.unit_name if city else "",
            "address_lines": list(city.address_lines) if city else [],
            "short_url": "",
        },
        "reference": "",
        "short_url": "",
        "code": None,
        "as_of": timezone.localdate(),
        "body": str(report.body),
        "received_in": date_format(report.received_in, "F Y"),
        "facts": [{"label": label, "value": value} for label, value in report.facts],
        "words": [{"label": label, "paragraphs": value.splitlines()} for label, value in report.words],
        "reason": report.taken_back_reason,
    }
    return render_pdf(HERE / "case_report.typ", paper)
