"""A person is hidden by the firm on a phone; staff look at periods, versions and consents."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from companies.domain.contact_links import contact_url
from companies.models import ContactPerson
from pages.models import TextVersion
from tests.journeys.conftest import sign_in

FIRM = "Rohrbiegetechnik Kalmitzer e. K."


def found_by_axe(page: Page, *severe: str) -> list[str]:
    """What axe finds on the page; in the administration only what is critical or serious counts."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {one['id']} {[node['html'] for node in one['nodes']][:2]}"
        for one in violations
        if not severe or one["impact"] in severe
    ]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_person_reads_what_is_stored_and_the_firm_what_hiding_means(
    width: int, visitor: Callable[..., Page]
) -> None:
    contact = ContactPerson.objects.filter(company__name=FIRM, consent_public=True).earliest("pk")
    page = visitor(viewport={"width": width, "height": 720})
    page.goto(re.sub(r"^https?://[^/]+", "", contact_url(contact)))
    expect(page.get_by_text(f"Sie sind als Ansprechperson von {FIRM} eingetragen.")).to_be_visible()
    expect(page.get_by_text("Eingewilligt am")).to_be_visible()
    found = found_by_axe(page)
    sign_in(page, "betrieb@demo.example")
    page.goto(contact.company.get_absolute_url())
    page.get_by_role("link", name=re.compile("nicht mehr zeigen")).click()
    expect(page.get_by_role("button", name="Nicht mehr zeigen")).to_be_visible()
    found += found_by_axe(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_staff_look_at_periods_and_versions(visit: Page, provoked: list[str]) -> None:
    sign_in(visit, "admin@demo.example")
    version = TextVersion.objects.filter(page__slug="impressum").latest("number")
    found = []
    for address in (
        "/admin/",
        "/admin/aufbewahrung/",
        "/admin/pages/page/",
        f"/admin/pages/page/{version.page_id}/change/",
        f"/admin/pages/page/{version.page_id}/history/",
        f"/admin/pages/textversion/{version.pk}/change/",
        "/admin/companies/consent/",
    ):
        visit.goto(address)
        found += found_by_axe(visit, "critical", "serious")
    assert found == []
    visit.goto("/admin/")
    visit.get_by_role("link", name="Impressum: 9 Stellen noch auszufüllen").click()
    expect(visit.get_by_text("Noch auszufüllen: Name der Wirtschaftsförderung")).to_be_visible()
