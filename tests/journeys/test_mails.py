"""Mails as people meet them: a new password by link, and choosing what comes."""

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Page, expect

from companies.domain.demo import PASSWORD
from outbox.domain.delivery import deliver_due
from outbox.domain.links import token_for
from outbox.models import Address
from tests.journeys.conftest import sign_in
from tests.journeys.test_looks import found_by_axe, overflow
from tests.outbox.kinds import NOTE


def ask_for_a_new_password(page: Page, email: str) -> None:
    page.goto("/konto/passwort/vergessen/")
    page.get_by_label("E-Mail").fill(email)
    page.locator("main").get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("E-Mail ist unterwegs")


def test_a_forgotten_password_is_replaced_through_the_mail(
    visit: Page, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_a_new_password(visit, "gast@demo.example")
    deliver_due(clock=timezone.now)
    (mail,) = [mail for mail in mailoutbox if mail.to == ["gast@demo.example"]]
    link = re.search(rf"{re.escape(settings.BASE_URL)}(/konto/passwort/neu/\S+)", mail.body)
    assert link is not None
    visit.goto(link[1])
    for field in visit.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    visit.locator("main").get_by_role("button").click()
    visit.wait_for_url("**/passwort/fertig/")
    sign_in(visit, "gast@demo.example")


def test_a_recipient_chooses_and_objects_on_a_phone(visit: Page, sample_kinds: None) -> None:
    visit.set_viewport_size({"width": 320, "height": 700})
    ask_for_a_new_password(visit, "betrieb@demo.example")
    token = token_for(Address.objects.get(email="betrieb@demo.example"), NOTE)
    visit.goto(f"/benachrichtigungen/{token}/abbestellen/")
    found = [found_by_axe(visit)]
    visit.get_by_role("button", name="Abbestellen").click()
    expect(visit.locator("h1")).to_have_text("Abbestellt")
    visit.get_by_role("link", name="Alle Einstellungen").click()
    expect(visit.get_by_label(NOTE.label)).to_have_value("NEVER")
    found.append(found_by_axe(visit))
    assert overflow(visit) <= 0
    visit.get_by_label(NOTE.label).select_option("DAILY")
    visit.get_by_role("button", name="Auswahl speichern").click()
    expect(visit.get_by_role("status")).to_contain_text("Ihre Auswahl ist gespeichert.")
    visit.get_by_role("button", name="Allen E-Mails widersprechen").click()
    expect(visit.locator("main")).to_contain_text("schreiben wir nicht mehr")
    found.append(found_by_axe(visit))
    visit.get_by_role("button", name="Doch wieder E-Mails erhalten").click()
    expect(visit.get_by_label(NOTE.label)).to_have_value("DAILY")
    assert [report for report in found if report] == []
