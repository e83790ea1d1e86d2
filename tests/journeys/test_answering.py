"""A shop owner answers on a phone, the steward returns and approves, and the search finds it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

OWNER, STEWARD = "betrieb@demo.example", "lotse@demo.example"
FIRM = "Rohrbiegetechnik Kalmitzer e. K."
PHONE = {"width": 360, "height": 800}
RARE = "Klöppelglocken für Leuchttürme"


def found_by_axe(page: Page) -> list[str]:
    """What axe finds on the page, in any weight."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {entry['id']}: {entry['nodes'][0]['html'][:200]}" for entry in found]


def kept(page: Page) -> None:
    """Wait until the page says that what was typed is kept."""
    expect(page.locator("#gespeichert")).to_contain_text("Gespeichert um")


def keeping(page: Page, words: str) -> Any:
    """Wait in a `with` block until the server has answered for a form that contains these words."""
    return page.expect_response(
        lambda response: (
            response.request.method == "POST" and words in unquote_plus(response.request.post_data or "")
        )
    )


def review(page: Page) -> None:
    """Open the one submission that waits."""
    page.goto("/admin/profiles/submission/")
    page.locator("#result_list a").filter(has_text=FIRM).click()


def test_from_the_phone_of_the_owner_into_the_search(
    visitor: Callable[..., Page], provoked: list[str]
) -> None:
    phone = visitor(viewport=PHONE)
    problems = []
    sign_in(phone, OWNER)
    phone.goto("/mein-profil/")
    problems += found_by_axe(phone)
    phone.get_by_role("button", name="Profil ändern oder bestätigen").click()
    question = phone.get_by_label("Was können Sie für andere Firmen tun?")
    question.fill(f"{question.input_value()} {RARE}, feuerverzinkt. Laserschneiden.")
    kept(phone)
    expect(phone.locator("#verstanden")).to_contain_text("Laserschneiden")
    problems += found_by_axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # The draft is there on another device, and the second window is told.
    desk = visitor(java_script_enabled=False)
    sign_in(desk, OWNER)
    desk.goto("/mein-profil/")
    desk.get_by_role("link", name="Weiter bearbeiten").click()
    expect(desk.get_by_label("Was können Sie für andere Firmen tun?")).to_have_value(re.compile(RARE))
    with keeping(phone, "Und mehr."):
        question.fill(f"{question.input_value()} Und mehr.")
    desk.get_by_label("Für welche Arbeiten suchen Sie einen Partner?").fill("Feuerverzinken")
    with keeping(phone, "Gern."):
        question.press_sequentially(" Gern.")
    desk.get_by_role("button", name="Speichern", exact=True).click()
    expect(desk.get_by_text("An anderer Stelle wurde inzwischen etwas anderes gespeichert")).to_be_visible()
    expect(desk.get_by_label("Für welche Arbeiten suchen Sie einen Partner?")).to_have_value("Feuerverzinken")

    phone.reload()
    phone.get_by_role("button", name="Speichern und weiter").click()
    expect(phone.get_by_role("heading", name="Wie groß, wie genau, wie viel?")).to_be_visible()
    problems += found_by_axe(phone)
    phone.get_by_role("button", name="Speichern und weiter").click()
    expect(phone.get_by_role("heading", name="Betrieb und Kontakt")).to_be_visible()
    problems += found_by_axe(phone)
    phone.get_by_role("button", name="Speichern und weiter").click()
    expect(phone.get_by_role("heading", name="Das ändert sich")).to_be_visible()
    problems += found_by_axe(phone)
    phone.get_by_role("button", name="Einreichen").click()
    expect(phone.get_by_text("Vielen Dank. Ihre Angaben sind eingereicht")).to_be_visible()

    steward = visitor()
    sign_in(steward, STEWARD)
    review(steward)
    expect(steward.get_by_text("Wird neu gefunden unter")).to_be_visible()
    expect(steward.locator("ins").filter(has_text="Klöppelglocken")).to_be_visible()
    grave = [entry for entry in found_by_axe(steward) if "region" not in entry]
    steward.get_by_label("Hinweis an das Unternehmen").first.fill("Welche Glocken genau?")
    steward.get_by_role("button", name="Zurückgeben").click()
    expect(steward.get_by_text("Die Angaben sind zurückgegeben")).to_be_visible()

    phone.goto("/mein-profil/")
    phone.get_by_role("link", name="Weiter bearbeiten").click()
    expect(phone.get_by_text("Welche Glocken genau?")).to_be_visible()
    question = phone.get_by_label("Was können Sie für andere Firmen tun?")
    question.fill(f"{question.input_value()} Aus Bronze.")
    kept(phone)
    phone.get_by_role("link", name="Prüfen und einreichen").click()
    phone.get_by_role("button", name="Einreichen").click()

    review(steward)
    steward.get_by_role("button", name="Angehaktes freigeben").click()
    expect(steward.get_by_text("Die Angaben sind veröffentlicht")).to_be_visible()

    phone.goto(f"/suche/?q={RARE}")
    expect(phone.locator(".hit").filter(has_text=FIRM)).to_be_visible()
    assert problems == []
    assert grave == []


def test_what_is_typed_before_the_page_listens_or_just_before_a_link_is_kept(
    visitor: Callable[..., Page],
) -> None:
    page = visitor()
    sign_in(page, "einkauf@demo.example")
    page.goto("/mein-profil/")
    begin = page.get_by_role("button", name="Profil ändern oder bestätigen")
    begin.or_(page.get_by_role("link", name="Weiter bearbeiten")).first.click()
    page.wait_for_url("**/fragen/")
    # As a hand that is faster than the scripts of the page.
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " const field = document.querySelector('textarea[name=sought_partners]');"
        " if (field && document.readyState === 'interactive' && !field.value.includes('Früh')) field.value += ' Früh.';"
        "});"
    )
    with keeping(page, "Früh."):
        page.reload()
    page.get_by_label("Für welche Arbeiten suchen Sie einen Partner?").press_sequentially(" Spät.")
    with keeping(page, "Spät."):
        page.get_by_role("link", name="Betrieb und Kontakt").click()
    page.wait_for_url("**/weiteres/")
    page.go_back()
    page.reload()
    typed = re.compile(r"Früh\.[\s\S]*Spät\.|Spät\.[\s\S]*Früh\.")
    expect(page.get_by_label("Für welche Arbeiten suchen Sie einen Partner?")).to_have_value(typed)


def test_everything_works_without_javascript_and_by_keyboard(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False, viewport={"width": 320, "height": 640})
    sign_in(page, "einkauf@demo.example")
    page.goto("/mein-profil/")
    begin = page.get_by_role("button", name="Profil ändern oder bestätigen")
    # A colleague may have begun the draft already.
    begin.or_(page.get_by_role("link", name="Weiter bearbeiten")).first.click()
    page.get_by_label("Für welche Arbeiten suchen Sie einen Partner?").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Laserzuschnitte.")
    page.get_by_role("button", name="Speichern und weiter").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Speichern und weiter").click()
    page.locator("summary").filter(has_text="Maschinen").click()
    page.get_by_role("group", name="Maschinen", exact=False).last.get_by_label("Maschine", exact=True).fill(
        "Kantbank"
    )
    page.locator("button[value=machines]").click()
    expect(page.locator("input[name^='machines-'][value='Kantbank']")).to_be_visible()
    page.get_by_role("link", name="Prüfen und einreichen").click()
    expect(page.get_by_text("Kantbank")).to_be_visible()
