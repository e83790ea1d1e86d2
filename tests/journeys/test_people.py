"""Colleagues, second factors and codes, as people meet them on a desk and on a phone."""

import re
import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.domain.encryption import decrypt_secret
from companies.domain.demo import PASSWORD
from tests.journeys.conftest import deliver, sign_in
from tests.journeys.test_looks import found_by_axe, overflow

OWNER, VIEWER, STEWARD = "einkauf@demo.example", "gast@demo.example", "lotse@demo.example"
FIRM = "Varnholt Fahrzeugwerke AG"
PEOPLE = "/unternehmen/varnholt-fahrzeugwerke-ag/mitarbeitende/"
NARROW = {"width": 320, "height": 700}


def totp(secret: str) -> str:
    """What an app shows for the secret at this moment; waits where the period is about to end."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def looked_at(page: Page, found: list[str]) -> None:
    """Note what axe finds on the page and whether it is wider than its window."""
    found.append(found_by_axe(page))
    if overflow(page) > 0:
        found.append(f"{page.url} is too wide")


def sign_out(page: Page) -> None:
    page.goto("/konto/abmelden/")
    page.locator("main").get_by_role("button", name="Abmelden").click()


def test_an_owner_invites_a_colleague_who_accepts_on_a_phone_and_edits(
    visitor: Callable[..., Page], mailoutbox: list[EmailMessage], provoked: list[str]
) -> None:
    found: list[str] = []
    desk = visitor()
    sign_in(desk, OWNER)
    desk.goto("/unternehmen/varnholt-fahrzeugwerke-ag/")
    desk.get_by_role("link", name="Mitarbeitende").click()
    looked_at(desk, found)
    desk.get_by_role("link", name="Person einladen").click()
    desk.get_by_label("E-Mail-Adresse").fill("kollegin@demo.example")
    looked_at(desk, found)
    desk.get_by_role("button", name="Einladung senden").click()
    expect(desk.locator("div[role=status]")).to_contain_text(
        "Die Einladung an kollegin@demo.example ist unterwegs."
    )
    deliver()
    (mail,) = [mail for mail in mailoutbox if mail.to == ["kollegin@demo.example"]]
    link = re.search(r"/zugang/annehmen/\S+", mail.body)
    assert link is not None

    phone = visitor(viewport=NARROW, java_script_enabled=False)
    phone.goto(link[0])
    looked_at_phone = visitor(viewport=NARROW)
    looked_at_phone.goto(link[0])
    looked_at(looked_at_phone, found)
    phone.get_by_label("Vorname").fill("Karla")
    phone.get_by_label("Nachname").fill("Kollegin")
    phone.get_by_role("button", name="Konto anlegen und annehmen").click()
    expect(phone.locator("div[role=status]")).to_contain_text(f"Sie handeln jetzt für {FIRM}")
    phone.goto("/mein-profil/")
    begin = phone.get_by_role("button", name="Profil ändern oder bestätigen")
    begin.or_(phone.get_by_role("link", name="Weiter bearbeiten")).first.click()
    expect(phone.get_by_label("Was können Sie für andere Firmen tun?")).to_be_visible()

    looked_at_phone.reload()
    expect(looked_at_phone.locator("h1")).to_have_text("Dieser Link wurde schon verwendet.")
    looked_at(looked_at_phone, found)
    desk.goto(PEOPLE)
    desk.get_by_role("link", name="Ändern Karla Kollegin").click()
    looked_at(desk, found)
    desk.get_by_role("button", name="Zugang entziehen").click()
    expect(desk.locator("div[role=status]")).to_contain_text("Karla Kollegin handelt nicht mehr für")
    phone.goto(PEOPLE)
    expect(phone.locator("h1")).not_to_contain_text("Mitarbeitende")
    assert [report for report in found if report] == []


def test_signing_in_with_a_code_from_the_mail(
    visitor: Callable[..., Page], mailoutbox: list[EmailMessage]
) -> None:
    found: list[str] = []
    phone = visitor(viewport=NARROW)
    phone.goto("/konto/anmelden/")
    phone.get_by_role("link", name="Code per E-Mail anfordern").click()
    phone.get_by_label("E-Mail-Adresse").fill(VIEWER)
    looked_at(phone, found)
    phone.get_by_role("button", name="Code anfordern").click()
    deliver()
    (mail,) = [mail for mail in mailoutbox if mail.to == [VIEWER]]
    code = re.search(r"^\d{4}-\d{4}$", mail.body, re.MULTILINE)
    assert code is not None
    looked_at(phone, found)
    phone.get_by_label("Code aus der E-Mail").fill(code[0])
    phone.get_by_role("button", name="Anmelden").click()
    phone.wait_for_url(lambda url: "/konto/" not in url)
    assert [report for report in found if report] == []


def test_staff_sign_in_with_the_app(visit: Page) -> None:
    found: list[str] = []
    visit.set_viewport_size(NARROW)
    visit.goto("/konto/anmelden/")
    visit.get_by_label("E-Mail").fill(STEWARD)
    visit.get_by_label("Passwort", exact=True).fill(PASSWORD)
    visit.get_by_role("button", name="Anmelden").click()
    expect(visit.locator("h1")).to_have_text("Anmelden: zweiter Schritt")
    looked_at(visit, found)
    visit.get_by_label("Code", exact=True).fill("12")
    visit.get_by_role("button", name="Anmelden").click()
    expect(visit.get_by_role("alert")).to_contain_text("Dieser Code stimmt nicht")
    looked_at(visit, found)
    app = Authenticator.objects.get(user__email=STEWARD, type=Authenticator.Type.TOTP)
    visit.get_by_label("Code", exact=True).fill(totp(decrypt_secret(app.data["secret"])))
    visit.get_by_role("button", name="Anmelden").click()
    visit.wait_for_url(lambda url: "/konto/" not in url)
    visit.goto("/admin/")
    expect(visit.locator("#content")).to_be_visible()
    assert [report for report in found if report] == []


def test_everybody_may_set_up_an_app_and_give_it_up(visitor: Callable[..., Page]) -> None:
    found: list[str] = []
    page = visitor(viewport=NARROW)
    sign_in(page, OWNER)
    page.goto("/konto/sicherheit/")
    looked_at(page, found)
    page.get_by_role("link", name="App einrichten").click()
    looked_at(page, found)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    looked_at(page, found)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code aus der App").fill(totp(secret))
    page.get_by_role("button", name="App einrichten").click()
    expect(page.locator("h1")).to_have_text("Ersatzcodes")
    looked_at(page, found)
    spare = page.locator("li code").first.inner_text()
    sign_out(page)
    sign_in_by_hand(page, OWNER, spare)
    page.goto("/konto/sicherheit/anmeldungen/")
    looked_at(page, found)
    page.goto("/konto/sicherheit/ersatzcodes/neu/")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    looked_at(page, found)
    page.goto("/konto/sicherheit/app/entfernen/")
    looked_at(page, found)
    page.get_by_role("button", name="App entfernen").click()
    expect(page.locator("div[role=status]")).to_contain_text("Die App ist entfernt.")
    assert [report for report in found if report] == []


def sign_in_by_hand(page: Page, email: str, code: str) -> None:
    """Sign in with a second step."""
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "/konto/anmelden/" not in url)


def test_a_passkey_signs_in_without_a_password(visitor: Callable[..., Page], site: str) -> None:
    found: list[str] = []
    # Keys belong to names, not to numbers of the network.
    page = visitor(base_url=site.replace("127.0.0.1", "localhost"))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, VIEWER)
    page.goto("/konto/sicherheit/schluessel/neu/")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    looked_at(page, found)
    page.get_by_label("Name").fill("Diensttelefon")
    page.get_by_label("Mit diesem Schlüssel auch ohne Passwort anmelden").check()
    page.get_by_role("button", name="Schlüssel hinzufügen").click()
    expect(page.locator("h1")).to_have_text("Ersatzcodes")
    page.goto("/konto/sicherheit/schluessel/")
    looked_at(page, found)
    sign_out(page)
    page.goto("/konto/anmelden/")
    page.get_by_role("button", name="Schlüssel verwenden").click()
    page.wait_for_url(lambda url: "/konto/anmelden/" not in url)
    page.goto("/konto/sicherheit/schluessel/")
    page.get_by_role("link", name="Umbenennen Diensttelefon").click()
    asked, name = page.get_by_label("Passwort"), page.get_by_label("Name")
    asked.or_(name).first.wait_for()
    if asked.is_visible():
        asked.fill(PASSWORD)
        page.get_by_role("button", name="Bestätigen").click()
    looked_at(page, found)
    page.get_by_label("Name").fill("Altes Telefon")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Entfernen Altes Telefon").click()
    looked_at(page, found)
    page.get_by_role("button", name="Schlüssel entfernen").click()
    expect(page.locator("div[role=status]")).to_contain_text("Der Schlüssel ist entfernt.")
    assert [report for report in found if report] == []


def test_asking_for_access_on_a_phone_and_deciding_about_it(
    visitor: Callable[..., Page], mailoutbox: list[EmailMessage]
) -> None:
    found: list[str] = []
    phone = visitor(viewport=NARROW)
    phone.goto("/konto/anmelden/")
    phone.get_by_role("link", name="beantragen Zugang").click()
    phone.get_by_role("button", name="Zugang beantragen").click()
    looked_at(phone, found)
    phone.get_by_label("Unternehmen").fill(FIRM)
    phone.get_by_label("Ihr Name").fill("Anton Antrag")
    phone.get_by_label("Ihre E-Mail-Adresse").fill("antrag@demo.example")
    phone.get_by_role("button", name="Zugang beantragen").click()
    looked_at(phone, found)
    deliver()
    (mail,) = [mail for mail in mailoutbox if mail.to == ["antrag@demo.example"]]
    link = re.search(r"/zugang/bestaetigen/\S+", mail.body)
    assert link is not None
    phone.goto(link[0])
    looked_at(phone, found)
    phone.get_by_role("button", name="Adresse bestätigen").click()
    expect(phone.locator("h1")).to_have_text("Vielen Dank")
    steward = visitor()
    sign_in(steward, STEWARD)
    steward.goto("/admin/companies/accessrequest/")
    steward.get_by_role("link", name="Anton Antrag").click()
    expect(steward.locator("#content")).to_contain_text("gleicher Name")
    steward.get_by_role("button", name="Zugang gewähren").click()
    expect(steward.locator(".messagelist")).to_contain_text("Anton Antrag ist eingeladen.")
    deliver()
    assert len([mail for mail in mailoutbox if mail.to == ["antrag@demo.example"]]) == 2
    assert [report for report in found if report] == []
