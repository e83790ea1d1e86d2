"""The agency invites a firm, its owner answers on a phone without an account, confirms a year later, and leaves."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from companies.models import Company
from outbox.domain.delivery import deliver_due
from outbox.models import Address, Mail
from profiles.models import ConfirmationRound, Invitation
from profiles.notifications import CONFIRMATION_LINK
from tests.journeys.conftest import for_the_site, sign_in
from tests.journeys.test_looks import found_by_axe, overflow
from tests.personal_links import token_for

STEWARD = "lotse@demo.example"
FIRM = "Turmuhrenwerk Wiesbach GmbH"
LIST = f"Firmenname;E-Mail;PLZ;Ort\r\n{FIRM};chef@turmuhren.example;66894;Wiesbach\r\nOhne Post KG;;;\r\n"
PHONE = {"width": 360, "height": 740}


def link_in(mail: EmailMessage) -> str:
    """The path of the personal link in a mail."""
    found = re.search(r"https?://\S+/einladung/\S+", mail.body)
    assert found is not None
    return urlsplit(found[0]).path


def forget_the_firm() -> None:
    """Leave the directory to the other journeys as it was."""
    Invitation.objects.filter(campaign__name="Turmuhren").delete()
    Company.objects.filter(name=FIRM).delete()
    Mail.objects.filter(recipient__email="chef@turmuhren.example").delete()
    Address.objects.filter(email="chef@turmuhren.example").delete()


def test_from_the_invitation_to_leaving(
    visitor: Callable[..., Page], mailoutbox: list[EmailMessage], provoked: list[str]
) -> None:
    steward = visitor()
    sign_in(steward, STEWARD)
    steward.goto("/admin/profiles/campaign/add/")
    steward.get_by_label("Name:").fill("Turmuhren")
    file: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    steward.get_by_label("Adressliste:").set_input_files(file)
    steward.get_by_label("Woher stammt die Liste?").fill("Liste der Kammer")
    steward.get_by_role("button", name="Aktion vorbereiten").click()
    expect(steward.locator(".campaign-preview-head")).to_contain_text(f"Drei Fragen an {FIRM}")
    expect(steward.get_by_role("heading", name="Anzurufen")).to_be_visible()
    steward.get_by_role("button", name="1 Einladung per E-Mail senden").click()
    expect(steward.get_by_text("Einladung an 1 Firma geschrieben")).to_be_visible()
    campaign = steward.url

    for_the_site(lambda: deliver_due(clock=timezone.now))
    (mail,) = [mail for mail in mailoutbox if mail.to == ["chef@turmuhren.example"]]
    link = link_in(mail)

    phone = visitor(viewport=PHONE, has_touch=True)
    phone.goto(link)
    problems = [(found_by_axe(phone), overflow(phone))]
    phone.get_by_role("button", name="Fragen beantworten").click()
    phone.get_by_label("Was können Sie am besten?").fill("Zahnräder für Turmuhren verzahnen und härten.")
    expect(phone.locator("#gespeichert")).to_contain_text("Gespeichert um")
    problems.append((found_by_axe(phone), overflow(phone)))

    tablet = visitor(java_script_enabled=False)
    tablet.goto(link)
    tablet.get_by_role("button", name="Weiter ausfüllen").click()
    expect(tablet.get_by_label("Was können Sie am besten?")).to_have_value(re.compile("Turmuhren"))

    phone.get_by_role("link", name="Prüfen und einreichen").click()
    phone.get_by_role("button", name="Einreichen").click()
    expect(phone.get_by_text("Ihre Angaben sind eingereicht, am")).to_be_visible()
    problems.append((found_by_axe(phone), overflow(phone)))

    steward.goto(campaign)
    expect(steward.locator(".campaign-totals")).to_contain_text("1 eingereicht")
    steward.get_by_role("link", name="Einreichung", exact=True).click()
    steward.get_by_role("button", name="Angehaktes freigeben").click()
    expect(steward.get_by_text("Die Angaben sind veröffentlicht")).to_be_visible()
    steward.goto("/suche/?q=Zahnräder Turmuhren")
    expect(steward.locator(".hit").filter(has_text=FIRM)).to_be_visible()

    def ask() -> str:
        company = Company.objects.get(name=FIRM)
        round = ConfirmationRound.objects.create(company=company, started_at=timezone.now(), asked=1)
        return f"/profil-bestaetigen/{token_for(CONFIRMATION_LINK, round.reference)}/"

    question = for_the_site(ask)
    phone.goto(question)
    problems.append((found_by_axe(phone), overflow(phone)))
    phone.get_by_role("button", name="Stimmt noch").click()
    expect(phone.get_by_text("Das Profil gilt als bestätigt")).to_be_visible()

    phone.goto(for_the_site(ask))
    phone.get_by_role("link", name="Wir möchten nicht mehr dabei sein").click()
    problems.append((found_by_axe(phone), overflow(phone)))
    phone.get_by_role("button", name="Profil nicht mehr zeigen").click()
    expect(phone.get_by_text("zeigen wir das Profil nicht mehr")).to_be_visible()
    steward.goto("/suche/?q=Zahnräder Turmuhren")
    expect(steward.locator(".hit").filter(has_text=FIRM)).to_have_count(0)

    for_the_site(forget_the_firm)
    assert [found for found, width in problems if found or width > 0] == []
