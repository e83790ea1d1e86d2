"""What becomes of typed words when the browser is killed, the line breaks or somebody never pauses."""

import re
from collections.abc import Callable, Generator

import pytest
from playwright.sync_api import Page, expect

from companies.models import Cluster
from profiles.models import Campaign, Invitation, Submission
from profiles.notifications import INVITATION_LINK
from tests.factories import CampaignFactory, InvitationFactory
from tests.journeys.conftest import for_the_site
from tests.journeys.test_looks import found_by_axe, overflow
from tests.personal_links import token_for

QUESTION = "Was können Sie am besten?"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def link(site: str) -> Generator[str, None, None]:
    """The address of the form for a firm that only these tests know."""

    def invite() -> tuple[int, str]:
        campaign = CampaignFactory(cluster=Cluster.objects.earliest("pk"), name="Tippen")
        invitation = InvitationFactory(campaign=campaign, company=None, name="Tippstelle Schmiede")
        return campaign.pk, token_for(INVITATION_LINK, invitation.reference)

    def forget() -> None:
        Submission.objects.filter(invitations__campaign=campaign).delete()
        Invitation.objects.filter(campaign=campaign).delete()
        Campaign.objects.filter(pk=campaign).delete()

    campaign, token = for_the_site(invite)
    yield f"/einladung/{token}/"
    for_the_site(forget)


def begin(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=re.compile("Fragen beantworten|Weiter ausfüllen")).click()
    page.get_by_label(QUESTION).wait_for()
    page.wait_for_load_state()  # the scripts are there: what follows may cut the line


def test_a_killed_browser_costs_only_what_was_typed_last(link: str, visitor: Callable[..., Page]) -> None:
    phone = visitor()
    begin(phone, link)
    phone.get_by_label(QUESTION).press_sequentially("Schmieden von Gittern")
    expect(phone.locator("#gespeichert")).to_contain_text("Gespeichert um")
    phone.get_by_label(QUESTION).press_sequentially(" und Toren")
    phone.context.close()  # neither a question nor a last request

    desk = visitor()
    begin(desk, link)
    value = desk.get_by_label(QUESTION).input_value()
    assert value.startswith("Schmieden von Gittern")
    assert "Schmieden von Gittern und Toren".startswith(value)


def test_who_never_pauses_is_kept_all_the_same(link: str, visitor: Callable[..., Page]) -> None:
    phone = visitor()
    phone.clock.install()
    begin(phone, link)
    phone.clock.pause_at(phone.evaluate("Date.now() + 1000"))
    for letter in "Schmiede":
        phone.get_by_label(QUESTION).press_sequentially(letter)
        phone.clock.fast_forward(1000)
    with phone.expect_response(lambda response: response.request.method == "POST"):
        phone.get_by_label(QUESTION).press_sequentially("n")
    phone.context.close()

    desk = visitor()
    begin(desk, link)
    assert desk.get_by_label(QUESTION).input_value() == "Schmieden"


def test_a_broken_line_is_named_and_tried_again(
    link: str, visitor: Callable[..., Page], provoked: list[str]
) -> None:
    phone = visitor()
    begin(phone, link)
    phone.context.set_offline(True)
    phone.get_by_label(QUESTION).fill("Schmieden")
    expect(phone.locator("#gespeichert")).to_contain_text("Nicht gespeichert: keine Verbindung")
    phone.context.set_offline(False)
    expect(phone.locator("#gespeichert")).to_contain_text("Gespeichert um")
    assert any("ERR_INTERNET_DISCONNECTED" in finding for finding in provoked)
    provoked[:] = [finding for finding in provoked if "ERR_INTERNET_DISCONNECTED" not in finding]

    phone.reload()
    assert phone.get_by_label(QUESTION).input_value() == "Schmieden"


def test_every_part_of_the_form_fits_a_small_phone(link: str, visitor: Callable[..., Page]) -> None:
    phone = visitor(viewport=PHONE)
    begin(phone, link)
    phone.get_by_role("link", name="Betrieb und Kontakt").click()
    expect(phone.locator("summary").last).to_be_visible()
    for part in phone.locator("summary").all():
        if part.evaluate("part => !part.parentElement.open"):
            part.click()
    assert (overflow(phone), found_by_axe(phone)) == (0, "")
