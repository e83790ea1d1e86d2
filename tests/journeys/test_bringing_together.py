"""The steward brings firms together; a firm looks for partners."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.journeys.test_looks import BUYER, STAFF, found_by_axe, overflow

STEWARD_PAGES = (
    "/vermittlung/",
    "/vermittlung/?stand=DISMISSED",
    "/vermittlung/ringe/",
    "/vermittlung/luecken/",
    "/vermittlung/luecken/eloxieren/",
)
FIRM_PAGES = ("/partner/", "/unternehmen/lindacker-blechtechnik-gmbh/ausfallhilfe/")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
def test_every_page_is_readable_everywhere(width: int, scheme: str, visitor: Callable[..., Page]) -> None:
    found = {}
    for person, addresses in ((STAFF, STEWARD_PAGES), (BUYER, FIRM_PAGES)):
        page = visitor(viewport={"width": width, "height": 800}, color_scheme=scheme)
        sign_in(page, person)
        for address in addresses:
            page.goto(address)
            found[address] = (found_by_axe(page), max(0, overflow(page)))
        if person == STAFF:
            page.goto("/vermittlung/")
            page.locator(".row-head a").first.click()
            found["pair"] = (found_by_axe(page), max(0, overflow(page)))
    assert {address: problem for address, problem in found.items() if problem != ("", 0)} == {}


def test_the_steward_dismisses_a_pair_with_a_reason_and_takes_it_up_again(visit: Page) -> None:
    sign_in(visit, STAFF)
    visit.get_by_role("link", name="Paarungen warten").click()
    title = visit.locator(".row-head a").first.inner_text()
    visit.locator(".row-head a").first.click()
    visit.get_by_role("button", name="Verwerfen").click()
    visit.get_by_role("alert").get_by_text("Bitte nennen Sie den Grund").wait_for()
    visit.get_by_label("Grund", exact=True).fill("arbeiten schon zusammen")
    visit.get_by_role("button", name="Verwerfen").click()
    visit.get_by_role("status").get_by_text("Die Paarung ist verworfen.").wait_for()
    visit.get_by_role("link", name="Verworfen").click()
    visit.get_by_role("link", name=title).click()
    visit.get_by_role("button", name="Wieder aufnehmen").click()
    visit.get_by_role("status").get_by_text("Die Paarung ist wieder aufgenommen.").wait_for()


def test_a_firm_finds_partners_from_its_start_page(visit: Page) -> None:
    sign_in(visit, BUYER)
    visit.get_by_role("link", name="Wer könnte für uns arbeiten").click()
    visit.get_by_role("heading", name="Für wen könnten wir arbeiten").wait_for()
    visit.locator(".partner-work .row-head a").first.click()
    visit.get_by_role("link", name="Wer könnte einspringen?").click()
    visit.get_by_role("heading", level=1).get_by_text("einspringen?").wait_for()


def test_the_gap_table_is_an_excel_file(visit: Page) -> None:
    sign_in(visit, STAFF)
    visit.goto("/vermittlung/luecken/")
    with visit.expect_download() as waiting:
        visit.get_by_role("link", name="Excel-Tabelle zur Weitergabe").click()
    assert waiting.value.suggested_filename.startswith("luecken-weitergabe-")
