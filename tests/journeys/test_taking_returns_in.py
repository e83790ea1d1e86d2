"""The steward hands a file in, looks, takes it over and finds the firm – on a phone and without JavaScript."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import sign_in

STEWARD = "lotse@demo.example"
ADD = "/admin/profiles/importbatch/add/"
LISTS = (
    "/admin/profiles/importbatch/",
    "/admin/profiles/campaign/",
    "/admin/profiles/campaign/add/",
    "/admin/profiles/submission/?stand=alle",
    "/admin/profiles/confirmationround/?stand=alle",
    "/admin/profiles/registration/",
    "/admin/outbox/mail/",
    "/admin/outbox/jobrun/",
    "/admin/companies/accessrequest/",
    "/admin/companies/profileversion/",
)
LIST = (
    "Firmenname;PLZ;Ort;Mitarbeiteranzhal;1. Kernkompetenzen;Stand\r\n"
    "Fahrradglocken Wiesental GmbH;67655;Kaiserslautern;12;Glocken und Klingeln aus Messing drücken;01.10.2026\r\n"
    ";66849;Landstuhl;5;Namenlos;01.10.2026\r\n"
)


def list_file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}


def test_a_returned_list_becomes_a_firm_that_is_found(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False, viewport={"width": 360, "height": 800})
    sign_in(page, STEWARD)
    page.goto(ADD)
    page.get_by_label("Datei:", exact=True).set_input_files(list_file("rueckmeldung.csv"))
    page.get_by_role("button", name="Datei einlesen").click()
    expect(page.get_by_text("1 Firma wird neu angelegt, 1 Zeile abgelehnt.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Korrekturdatei"))).to_be_visible()

    page.get_by_role("button", name=re.compile("Übernehmen")).click()
    expect(page.get_by_text("1 Zeile ist übernommen und im Verzeichnis zu finden.")).to_be_visible()
    page.goto("/suche/?q=Klingeln aus Messing")
    expect(page.locator(".hit").filter(has_text="Fahrradglocken Wiesental GmbH")).to_be_visible()


def test_axe_finds_nothing_grave_on_the_pages_of_the_steward(
    visitor: Callable[..., Page], provoked: list[str]
) -> None:
    page = visitor()
    sign_in(page, STEWARD)
    grave = []
    for address in (ADD, *LISTS):
        page.goto(address)
        grave += found_by_axe(page)
    page.goto(ADD)
    page.get_by_label("Datei:", exact=True).set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a;b\n1;2\n"}
    )
    page.get_by_role("button", name="Datei einlesen").click()
    expect(page.get_by_text("wurde keine Kopfzeile")).to_be_visible()
    grave += found_by_axe(page)
    page.get_by_label("Datei:", exact=True).set_input_files(
        {"name": "b.csv", "mimeType": "text/csv", "buffer": (LIST + "Klingelbau;6765;x;y;z;w\r\n").encode()}
    )
    page.get_by_role("button", name="Datei einlesen").click()
    expect(page.get_by_role("button", name="Datei verwerfen")).to_be_visible()
    grave += found_by_axe(page)
    assert grave == []


def found_by_axe(page: Page) -> list[str]:
    """What axe finds on the page that is critical or serious."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {entry['id']}" for entry in violations if entry["impact"] in ("critical", "serious")
    ]
