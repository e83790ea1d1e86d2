"""A buyer finds a firm: with the mouse, with the keyboard alone, and without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

NEED = "Laserteile kanten 1.4301 Landstuhl"
BUYER = "einkauf@demo.example"


def test_a_buyer_types_a_need_and_reaches_a_fitting_firm(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.get_by_label("Was brauchen Sie?").fill(NEED)
    visit.get_by_role("button", name="Suchen").click()
    understood = visit.get_by_role("list", name="Verstanden als")
    expect(understood.get_by_role("link")).to_have_count(4)
    first = visit.locator(".hit").first
    expect(first.locator(".hit-reasons li").first).to_be_visible()
    expect(first.locator("mark").first).to_be_visible()
    understood.get_by_role("link", name=re.compile("Landstuhl")).click()
    expect(understood.get_by_role("link")).to_have_count(3)
    name = first.get_by_role("link").inner_text()
    first.get_by_role("link").click()
    expect(visit.get_by_role("heading", level=1)).to_have_text(name)
    expect(visit.locator(".recognised").first).to_be_visible()


def test_ticking_a_filter_renews_the_hits_and_the_address_and_keeps_the_focus(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.goto("/suche/?q=Schweißen")
    visit.locator("#filter-art > summary").click()
    box = visit.get_by_role("checkbox", name=re.compile("Dienstleister"))
    box.check()
    expect(visit).to_have_url(re.compile("art=SERVICE"))
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    count = visit.locator(".results-head h2").inner_text()
    expect(visit.locator("#ansage")).to_have_text(count)
    visit.go_back()
    expect(visit).not_to_have_url(re.compile("art="))
    expect(visit.locator(".results-head h2")).not_to_have_text(count)


def test_everything_works_by_keyboard_alone(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.keyboard.press("Tab")
    expect(visit.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    visit.keyboard.press("Enter")
    visit.keyboard.press("Tab")
    box = visit.get_by_role("combobox", name="Was brauchen Sie?")
    expect(box).to_be_focused()
    visit.keyboard.type("Drehteil")
    expect(box).to_have_attribute("aria-expanded", "true")
    visit.keyboard.press("ArrowDown")
    option = visit.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "start-suche-liste-0")
    visit.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    visit.keyboard.press("Enter")
    expect(visit).to_have_url(re.compile(r"/suche/\?q=Drehteil$"))
    expect(visit.locator(".hit").first).to_be_visible()


def test_a_suggested_firm_opens_its_profile(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.get_by_role("combobox", name="Was brauchen Sie?").press_sequentially("Lindacker")
    visit.get_by_role("option", name=re.compile("Lindacker Blechtechnik GmbH")).click()
    expect(visit.get_by_role("heading", level=1)).to_have_text("Lindacker Blechtechnik GmbH")


def test_searching_and_filtering_need_no_javascript(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False)
    sign_in(page, BUYER)
    page.get_by_label("Was brauchen Sie?").fill("Drehtiele")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator(".repaired")).to_contain_text("Gesucht wird nach Drehteile.")
    page.locator("#filter-art > summary").click()
    page.get_by_role("checkbox", name=re.compile("Hersteller")).check()
    page.get_by_role("button", name="Anwenden").click()
    expect(page).to_have_url(re.compile("q=Drehtiele.*art=MANUFACTURER|art=MANUFACTURER.*q=Drehtiele"))
    expect(page.locator(".hit").first).to_be_visible()


def test_the_map_draws_the_hits_from_the_sites_own_data(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.goto(f"/suche/?q={NEED}")
    expect(visit.locator("script[src*=leaflet]")).to_have_count(0)
    visit.get_by_text("Karte", exact=True).click()
    expect(visit.locator("#karte-flaeche path.leaflet-interactive").first).to_be_visible()
    expect(visit.locator("#karte-hinweis")).to_have_text(
        re.compile(r"^\d+ Unternehmen; alle stehen auch in der Liste\.$")
    )
