"""What holds for every page: nothing axe finds, no sideways scrolling, light on the line, one page on paper."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.journeys.conftest import sign_in

BUYER = "einkauf@demo.example"
STAFF = "admin@demo.example"

PUBLIC = [
    "/",
    "/konto/anmelden/",
    "/konto/passwort/vergessen/",
    "/impressum/",
    "/datenschutz/",
    "/nutzungsregeln/",
    "/barrierefreiheit/",
    "/reihenfolge/",
    "/mein-unternehmen-fehlt/",
    "/mein-unternehmen-fehlt/gesendet/",
]
SIGNED_IN = [
    "/",
    "/suche/",
    "/suche/?q=Laserteile kanten 1.4301 Landstuhl",
    "/suche/?q=Schweissen EN 1090 EXC3&art=SUPPLIER&verfahren=schweissen",
    "/suche/?q=Drehtiele",
    "/suche/?q=xyzzyqwert",
    "/unternehmen/",
    "/unternehmen/?name=gibtesnicht",
    "/unternehmen/lindacker-blechtechnik-gmbh/",
    "/unternehmen/varnholt-fahrzeugwerke-ag/",
    "/gibt-es-nicht/",
]
LONGEST_NAME = (
    "/unternehmen/institut-fuer-produktionsverfahren-und-oberflaechen-ipo-der-universitaet-pfalz-west/"
)

FIRST_VISIT_BYTES = 60_000


def found_by_axe(page: Page) -> str:
    """What axe finds on the page, "" for nothing."""
    results = Axe().run(page)
    return "" if results.violations_count == 0 else f"{page.url}\n{results.generate_report()}"


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, visitor: Callable[..., Page], provoked: list[str]) -> None:
    page = visitor(color_scheme=scheme)
    found = []
    for address in PUBLIC:
        page.goto(address)
        found.append(found_by_axe(page))
    sign_in(page, BUYER)
    for address in SIGNED_IN:
        page.goto(address)
        found.append(found_by_axe(page))
    assert [report for report in found if report] == []


def test_axe_finds_nothing_in_open_controls_errors_and_the_gallery(visit: Page) -> None:
    visit.goto("/konto/anmelden/")
    visit.get_by_label("E-Mail").fill("falsch")
    visit.get_by_role("button", name="Anmelden").click()
    visit.get_by_role("alert").wait_for()
    found = [found_by_axe(visit)]
    sign_in(visit, STAFF)
    visit.goto("/bausteine/")
    found.append(found_by_axe(visit))
    visit.goto("/suche/?q=Drehen")
    visit.get_by_text("Karte", exact=True).click()
    visit.locator("path.leaflet-interactive").first.wait_for()
    visit.get_by_role("combobox").fill("")
    visit.get_by_role("combobox").press_sequentially("laser")
    visit.get_by_role("option").first.wait_for()
    found.append(found_by_axe(visit))
    assert [report for report in found if report] == []


@pytest.mark.parametrize("width", [360, 320])
def test_no_page_scrolls_sideways(width: int, visitor: Callable[..., Page], provoked: list[str]) -> None:
    page = visitor(viewport={"width": width, "height": 640})
    wide = {}
    for address in PUBLIC:
        page.goto(address)
        wide[address] = overflow(page)
    sign_in(page, BUYER)
    for address in (*SIGNED_IN, LONGEST_NAME):
        page.goto(address)
        wide[f"signed in {address}"] = overflow(page)
    assert {address: pixels for address, pixels in wide.items() if pixels > 0} == {}


def test_the_first_visit_is_light(visitor: Callable[..., Page]) -> None:
    knows = visitor()
    sign_in(knows, BUYER)
    page = visitor(storage_state=knows.context.storage_state())
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/suche/?q=Drehen", wait_until="networkidle")
    sizes = {answer.url: max(0, answer.request.sizes()["responseBodySize"]) for answer in answers}
    assert sum(sizes.values()) <= FIRST_VISIT_BYTES, sizes


def test_a_profile_prints_on_one_page(visit: Page) -> None:
    sign_in(visit, BUYER)
    for slug in ("varnholt-fahrzeugwerke-ag", "lindacker-blechtechnik-gmbh"):
        visit.goto(f"/unternehmen/{slug}/")
        document = visit.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", document)) == 1
