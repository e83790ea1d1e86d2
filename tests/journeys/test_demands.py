"""A buyer pastes a need, corrects what was understood and sees firms and reasons: with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_looks import found_by_axe, overflow

NEED = (
    "Wir suchen jemanden, der uns 200 Gehäuse im Jahr aus 1.4301 lasert, kantet und pulverbeschichtet, "
    "EN 1090 wäre Pflicht, Lieferung nach Landstuhl"
)
BUYER = "einkauf@demo.example"
STAFF = "lotse@demo.example"


READ = "So haben wir Ihren Text gelesen"


def processes(page: Page) -> list[str]:
    """The steps that stand on the entry page, once the text has been read."""
    expect(page.get_by_role("heading", name=READ)).to_be_visible()
    return [box.input_value() for box in page.get_by_label("Verfahren", exact=True).all()]


def correct_and_open(page: Page) -> None:
    """Make the certificate a wish, give the parts a number, and open the demand."""
    certificate = page.locator(".entry-row").filter(has_text="Zertifikat").first
    certificate.get_by_label("ist", exact=True).select_option("Wunsch")
    page.get_by_label("Titel").fill("200 Gehäuse")
    page.get_by_role("button", name="Bedarf einstellen").click()
    page.wait_for_url(re.compile(r"/bedarfe/[a-z2-9]{8}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("200 Gehäuse")
    expect(page.locator(".candidate").first).to_be_visible()
    expect(page.locator(".candidate table").first).to_contain_text("erfüllt")


def test_a_buyer_pastes_corrects_opens_and_sees_reasons(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.get_by_role("link", name="Bedarf einstellen").click()
    visit.get_by_label("Titel").fill("200 Gehäuse")
    visit.locator("#id_text").fill(NEED)
    expect(visit.get_by_role("heading", name=READ)).to_be_visible()
    expect(visit.locator(".entry-read mark").filter(has_text="pulverbeschichtet")).to_be_visible()
    expect(visit.locator("#id_place")).to_have_value("Landstuhl")
    assert "Pulverbeschichten" in processes(visit)
    expect(visit.locator("#id_text")).to_be_focused()
    material = visit.locator(".entry-row").filter(has_text="Werkstoff").first
    material.get_by_label("Werkstoff", exact=True).fill("1.4571")
    visit.get_by_role("listbox").get_by_role("option").first.click()
    correct_and_open(visit)
    expect(visit.locator(".demand-asked")).to_contain_text("1.4571")
    assert found_by_axe(visit) == ""
    visit.get_by_role("link", name="Bedarfe", exact=True).click()
    expect(visit.get_by_role("link", name="200 Gehäuse").first).to_be_visible()


def test_the_same_without_javascript(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False)
    sign_in(page, BUYER)
    page.goto("/bedarfe/neu/")
    page.get_by_label("Titel").fill("200 Gehäuse")
    page.locator("#id_text").fill(NEED)
    page.get_by_role("button", name="Verstehen lassen").click()
    assert "Pulverbeschichten" in processes(page)
    step = page.locator(".entry-row").filter(has_text="pulverbeschichtet")
    step.get_by_label("weglassen").check()
    page.get_by_label("Weiteres verlangen").select_option("Gewicht")
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_label("Gewicht (kg)").fill("12,5")
    assert "Pulverbeschichten" not in processes(page)
    correct_and_open(page)
    expect(page.locator(".demand-asked")).to_contain_text("12,5 kg")
    expect(page.locator(".demand-asked")).not_to_contain_text("Pulverbeschichten")


def test_what_was_typed_before_the_scripts_came_is_read(visit: Page) -> None:
    sign_in(visit, BUYER)
    held: list[Route] = []
    visit.route("**/htmx*.js", lambda route: held.append(route))
    with visit.expect_request("**/htmx*.js"):
        visit.goto("/bedarfe/neu/", wait_until="commit")
    visit.locator("#id_text").fill(NEED)
    held.pop().continue_()
    assert "Pulverbeschichten" in processes(visit)


def test_from_a_search_with_what_was_ticked(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.goto("/suche/?q=Schweißen Landstuhl&zertifikat=en-1090")
    visit.get_by_role("link", name="Als Bedarf einstellen").click()
    expect(visit.locator("#id_text")).to_have_value("Schweißen Landstuhl")
    expect(visit.locator("#id_place")).to_have_value("Landstuhl")
    expect(visit.get_by_label("Zertifikat", exact=True).first).to_have_value(re.compile("EN 1090"))
    visit.get_by_role("button", name="Bedarf einstellen").click()
    expect(visit.locator(".candidate").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 320])
def test_no_page_of_a_demand_scrolls_sideways(width: int, visitor: Callable[..., Page]) -> None:
    page = visitor(viewport={"width": width, "height": 640}, java_script_enabled=False)
    sign_in(page, BUYER)
    page.goto("/bedarfe/neu/")
    wide = {}
    page.locator("#id_text").fill(NEED)
    page.get_by_role("button", name="Verstehen lassen").click()
    script = visitor(viewport={"width": width, "height": 640}, storage_state=page.context.storage_state())
    for address in ("/bedarfe/", "/bedarfe/meine/", f"/bedarfe/neu/?q={NEED}"):
        script.goto(address)
        wide[address] = overflow(script)
    script.get_by_role("button", name="Bedarf einstellen").click()
    script.wait_for_url(re.compile(r"/bedarfe/[a-z2-9]{8}/$"))
    wide["demand"] = overflow(script)
    assert {address: pixels for address, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_demands(scheme: str, visitor: Callable[..., Page]) -> None:
    page = visitor(color_scheme=scheme)
    sign_in(page, BUYER)
    found = []
    for address in (
        "/bedarfe/",
        "/bedarfe/?q=gibtesnicht",
        "/bedarfe/meine/",
        "/bedarfe/neu/",
        f"/bedarfe/neu/?q={NEED}",
    ):
        page.goto(address)
        found.append(found_by_axe(page))
    page.get_by_label("Titel").fill("")
    page.get_by_role("button", name="Bedarf einstellen").click()
    page.get_by_role("alert").wait_for()
    found.append(found_by_axe(page))
    assert [report for report in found if report] == []


def test_the_steward_enters_for_a_firm_and_sees_it_in_the_list(visit: Page) -> None:
    sign_in(visit, STAFF)
    visit.goto("/admin/matching/demand/")
    visit.get_by_role("link", name="Bedarf für ein Unternehmen einstellen").click()
    visit.get_by_label("Für welches Unternehmen?").press_sequentially("Lindacker")
    visit.get_by_role("option", name=re.compile("Lindacker Blechtechnik GmbH")).click()
    visit.locator("#id_text").fill("Wir brauchen jemanden zum Feuerverzinken von Rahmen")
    expect(visit.get_by_label("Verfahren", exact=True).first).to_have_value(re.compile("verzinken"))
    visit.get_by_role("button", name="Bedarf einstellen").click()
    expect(visit.locator(".demand-kind")).to_contain_text("Lindacker Blechtechnik GmbH")
    visit.goto("/admin/matching/demand/")
    expect(visit.locator("#result_list")).to_contain_text("Lindacker Blechtechnik GmbH")
