"""Take the pictures of ``docs/images`` from a running demo; ``script/screenshots`` calls it.

``pictures.py ADDRESS [NAME …]``: waits until the demo answers, then signs in as its invented persons and looks around.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

import django
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.test import Client as WebClient
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from starter.chromium import chromium
from starter.places import ROOT
from starter.report import SetupError, say, step

if TYPE_CHECKING:
    from roterfaden.accounts.models import User
    from roterfaden.cases.models import Case

# Tables are imported in the functions that read them: Django has to be set up first.

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 250_000
WIDE, PHONE = (1280, 900), (360, 740)
START_SECONDS = 900
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars", "--lang=de-DE"]
BACKEND = "roterfaden.accounts.backend.Backend"


@dataclass(frozen=True)
class Picture:
    """One picture: its file, where and by whom it is taken, and what is done there first."""

    name: str
    path: str
    by: "User | None"
    size: tuple[int, int] = WIDE
    dark: bool = False
    first: Callable[[Page], Any] = lambda page: None


def take(address: str, wanted: list[str]) -> None:
    """Take all pictures, or those named. Raises :class:`SetupError`."""
    with step("Auf die Demo warten"):
        _wait_for(address)
    pictures = [picture for picture in _pictures() if not wanted or picture.name in wanted]
    if unknown := set(wanted) - {picture.name for picture in pictures}:
        raise SetupError(f"Diese Bilder gibt es nicht: {', '.join(sorted(unknown))}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code; it is not.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for picture in pictures:
            with step(picture.name):
                _take_one(browser, address, picture)
        browser.close()
    say(f"{len(pictures)} Bilder in {IMAGES.relative_to(ROOT)}.")


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SetupError(f"Die Demo antwortet nicht auf {address}.")


def _pictures() -> list[Picture]:
    """What is worth a picture: the stations of the thread, each with the fullest example the demo has."""
    from roterfaden.accounts.models import User
    from roterfaden.base.access import Role
    from roterfaden.cases.models import Client, Intake

    case = _fullest_case()
    talk = Intake.objects.open().exclude(concern="").select_related("taken_by", "client").order_by("taken_at").last()
    known = Client.objects.filter(cases__lead=case.lead).exclude(other_names="").order_by("pk").first() or case.client
    head = User.objects.filter(seats__role=Role.HEAD_OF_UNIT, is_synthetic=True).order_by("name").first()
    if talk is None or head is None:
        raise SetupError("In den Demo-Daten fehlen die erfundenen Fälle: script/manage make_demo_cases")
    asked = _fullest_assessment()
    worker, file = case.lead, reverse("cases:case", args=[case.pk])
    today, offers = reverse("desk:today"), reverse("offers:offers")
    return [
        Picture("anmeldung", reverse("account_login"), None),
        Picture("heute", today, _who_meets_today(worker)),
        Picture("aufnahme", reverse("cases:find"), worker, first=_type(known.other_names or known.family_name)),
        Picture("gespraech", reverse("cases:intake", args=[talk.pk]), talk.taken_by),
        Picture("fall", file, worker),
        Picture("bestandsaufnahme", _section(asked), asked.lead),
        Picture("netzwerkkarte", reverse("cases:network_map", args=[case.pk]), worker, first=_scroll_to(".netmap")),
        Picture("zielvereinbarung", reverse("cases:agreement", args=[case.pk, 1]), worker),
        Picture("angebote", offers, worker),
        Picture("handlungsfeld", reverse("concept:field", args=["wohnen"]), head),
        Picture("auslastung", reverse("cases:workload"), head),
        Picture("heute-telefon", today, _who_meets_today(worker), PHONE),
        Picture("fall-telefon", file, worker, PHONE),
        Picture("fall-dunkel", file, worker, dark=True),
    ]


def _fullest_case() -> "Case":
    """A case that is being accompanied, with words of another language, a signed agreement, many steps and a network.

    Rather one that needs somebody now, and with an appointment to come.
    """
    from roterfaden.cases.models import Appointment, Case, Phase, Safeguard
    from roterfaden.cases.worklist import Light, weighed

    agreed = Q(phase=Phase.STEERING, agreements__number=1, agreements__replaced_at=None)
    agreed &= Q(agreements__signed_on__isnull=False)
    cases = Case.objects.filter(agreed, guiding_goal__language__in=["ar", "uk", "tr"])
    counted = cases.annotate(
        steps=Count("frame_goals__action_goals__measures", distinct=True),
        ties=Count("network_contacts", filter=Q(network_contacts__withdrawn_at__isnull=True), distinct=True),
        meets=Exists(Appointment.objects.planned().filter(case=OuterRef("pk"), starts_at__gt=timezone.now())),
    )
    restricted = Safeguard.objects.in_force().values("client")
    urgent: Any = weighed(Case.objects.open())
    urgent = urgent.exclude(client__in=restricted).exclude(light=Light.GREEN)
    fullest = counted.order_by("-meets", -(F("steps") + F("ties")), "reference").select_related("lead", "client")
    found = fullest.filter(pk__in=list(urgent.values_list("pk", flat=True))).first() or fullest.first()
    if found is None:
        raise SetupError("In den Demo-Daten fehlen die erfundenen Fälle: script/manage make_demo_cases")
    return found


def _who_meets_today(otherwise: "User") -> "User":
    """A case manager who has appointments today, if one has."""
    from roterfaden.cases.models import Appointment

    planned = Appointment.objects.planned().filter(starts_at__date=timezone.localdate())
    found = planned.select_related("owner").order_by("starts_at", "pk").first()
    return found.owner if found else otherwise


def _fullest_assessment() -> "Case":
    """A case whose assessment is going on."""
    from roterfaden.cases.models import Case, Phase

    cases = Case.objects.filter(phase=Phase.ASSESSMENT, assessments__completed_at__isnull=True).select_related("lead")
    found = cases.annotate(kept=Count("assessments__sections")).order_by("-kept", "reference").first()
    if found is None:
        raise SetupError("In den Demo-Daten fehlt eine Bestandsaufnahme, an der gearbeitet wird.")
    return found


def _section(case: "Case") -> str:
    return reverse("cases:assessment_section", args=[case.pk, "wohnen"])


def _type(words: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_label("Name, Geburtsdatum oder Telefon").fill(words)
        page.locator("#treffer h2").wait_for()

    return act


def _scroll_to(part: str) -> Callable[[Page], None]:
    # Below the bar that stays at the top.
    there = "part => scrollBy(0, part.getBoundingClientRect().top - document.querySelector('.rf-top').offsetHeight - 8)"
    return lambda page: page.locator(f"main {part}").evaluate(there)


def _take_one(browser: Browser, address: str, picture: Picture) -> None:
    phone = picture.size == PHONE
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.size[0], "height": picture.size[1]},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
    )
    if picture.by is not None:
        context.add_cookies([_session_of(picture.by, address)])
    page = context.new_page()
    answer = page.goto(picture.path, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SetupError(f"{picture.path} antwortet nicht mit einer Seite.")
    picture.first(page)
    page.evaluate("document.fonts.ready")
    file = IMAGES / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > MOST_BYTES:
        raise SetupError(f"{file.name} ist größer als {MOST_BYTES // 1000} kB.")


def _session_of(user: "User", address: str) -> Any:
    """A session as the one-click sign-in of the demo makes it."""
    client = WebClient()
    client.force_login(user, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


if __name__ == "__main__":
    django.setup()
    try:
        take(sys.argv[1], sys.argv[2:])
    except SetupError as problem:
        sys.exit(str(problem))
