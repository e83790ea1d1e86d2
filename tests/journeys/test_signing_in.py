"""Coming in and leaving, as people do it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in


def test_a_stranger_is_led_to_the_sign_in_and_back(visit: Page) -> None:
    visit.goto("/unternehmen/")
    expect(visit).to_have_url(re.compile(r"/konto/anmelden/\?next=/unternehmen/$"))
    visit.get_by_label("E-Mail").fill("einkauf@demo.example")
    visit.get_by_label("Passwort", exact=True).fill("metall-cluster-demo")
    visit.get_by_role("button", name="Anmelden").click()
    expect(visit).to_have_url(re.compile(r"/unternehmen/$"))
    expect(visit.locator("h1")).to_be_visible()


def test_a_wrong_password_keeps_the_address(visit: Page) -> None:
    visit.goto("/konto/anmelden/")
    visit.get_by_label("E-Mail").fill("einkauf@demo.example")
    visit.get_by_label("Passwort", exact=True).fill("falsch")
    visit.get_by_role("button", name="Anmelden").click()
    expect(visit.get_by_label("E-Mail")).to_have_value("einkauf@demo.example")
    expect(visit.locator("[aria-invalid=true], [role=alert]").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_signing_in_and_out_works_with_and_without_scripts(
    scripts: bool, visitor: Callable[..., Page]
) -> None:
    page = visitor(java_script_enabled=scripts)
    sign_in(page, "betrieb@demo.example")
    page.goto("/konto/abmelden/")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    page.goto("/unternehmen/")
    expect(page).to_have_url(re.compile("/konto/anmelden/"))


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/"])
def test_the_administration_keeps_to_the_policy(address: str, visit: Page) -> None:
    sign_in(visit, "admin@demo.example")
    visit.goto(address)
    expect(visit.locator("#content")).to_be_visible()
