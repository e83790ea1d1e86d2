"""The pages on which a recipient chooses, without signing in; and the page of a trial that shows its mails."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from outbox.domain.addresses import choose_frequency, frequency_of, may_write_to
from outbox.domain.folder import EmailBackend
from outbox.domain.links import links_for, token_for
from outbox.enums import Frequency, ObjectionVia
from outbox.models import Address, Preference
from tests.factories import AddressFactory, MailFactory
from tests.outbox.kinds import CODE, INVITATION, NOTE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def address(db: None) -> Address:
    return AddressFactory(email="chef@firma.example")


def page_of(address: Address, name: str = "preferences") -> str:
    return reverse(f"outbox:{name}", args=[token_for(address, NOTE)])


def test_the_page_offers_what_was_sent_so_far_and_hides_the_address(address: Address, client: Client) -> None:
    MailFactory(recipient=address, kind=INVITATION.key)
    MailFactory(recipient=address, kind=CODE.key)
    page = client.get(page_of(address)).content.decode()
    assert [label in page for label in (NOTE.label, INVITATION.label, CODE.label)] == [True, True, False]
    assert "c…@firma.example" in page
    assert "chef@" not in page


def test_what_is_chosen_is_kept(address: Address, client: Client) -> None:
    client.get(page_of(address))
    assert Preference.objects.count() == 0
    client.post(page_of(address), {"do": "save", "art-0": "IMMEDIATE"})
    assert frequency_of(address, NOTE) == Frequency.IMMEDIATE
    client.post(page_of(address), {"do": "save", "art-0": "NEVER"})
    assert frequency_of(address, NOTE) == Frequency.NEVER
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("values", [{}, {"do": "save"}, {"do": "save", "art-0": "MAYBE"}, {"do": "other"}])
def test_what_was_not_offered_changes_nothing(
    values: dict[str, str], address: Address, client: Client
) -> None:
    assert client.post(page_of(address), values).status_code == 200
    assert (Preference.objects.count(), Address.objects.get().objected_at) == (0, None)


def test_a_wish_that_a_kind_does_not_offer_is_refused(address: Address) -> None:
    with pytest.raises(ValueError, match=r"sample\.invitation"):
        choose_frequency(address=address, kind=INVITATION, frequency=Frequency.DAILY)


def test_one_objection_stops_everything_but_what_is_asked_for(address: Address, client: Client) -> None:
    client.post(page_of(address), {"do": "object"})
    address.refresh_from_db()
    assert address.objected_via == ObjectionVia.LINK
    assert may_write_to("CHEF@firma.example", INVITATION) == (
        "Der Empfänger hat weiteren E-Mails widersprochen."
    )
    assert may_write_to("chef@firma.example", CODE) == ""
    assert "schreiben wir nicht mehr" in client.get(page_of(address)).content.decode()
    client.post(page_of(address), {"do": "resume"})
    assert may_write_to("chef@firma.example", INVITATION) == ""
    assert list(address.history.values_list("history_change_reason", flat=True)) == [
        "vom Empfänger über den Link aufgehoben",
        "Widerspruch über den Link in einer E-Mail",
        None,
    ]


def test_opening_the_link_to_unsubscribe_only_asks(address: Address, client: Client) -> None:
    page = client.get(page_of(address, "unsubscribe")).content.decode()
    assert "nicht mehr erhalten?" in page
    assert Preference.objects.count() == 0


def test_one_click_of_a_mail_program_unsubscribes_without_cookies(address: Address) -> None:
    links = links_for(address, NOTE)
    assert links is not None
    strict = Client(enforce_csrf_checks=True)
    path = links.unsubscribe.removeprefix("http://127.0.0.1:8000")
    response = strict.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert frequency_of(address, NOTE) == Frequency.NEVER
    assert frequency_of(address, INVITATION) == Frequency.IMMEDIATE


def test_everything_else_needs_the_form_of_the_page(address: Address) -> None:
    assert Client(enforce_csrf_checks=True).post(page_of(address), {"do": "object"}).status_code == 403


def test_a_link_of_a_kind_that_cannot_be_switched_off_leads_nowhere(address: Address, client: Client) -> None:
    token = token_for(address, CODE)
    assert client.post(reverse("outbox:unsubscribe", args=[token])).status_code == 404
    assert links_for(address, CODE) is None


@pytest.mark.parametrize("token", ["x", "WzEsImEuYiJd:", "a:b:c", "😀", "W10:x"])
def test_a_link_that_we_did_not_sign_leads_nowhere(token: str, address: Address, client: Client) -> None:
    assert client.get(reverse("outbox:preferences", args=[token])).status_code == 404


@pytest.fixture
def trial_mail(db: None, settings: object, tmp_path: Path) -> str:
    """The name of a mail that a trial sent."""
    settings.MAIL_FOLDER = tmp_path / "post"  # type: ignore[attr-defined]
    message = EmailMultiAlternatives("Grüße", "Hier: http://127.0.0.1:8000/e/geheim", to=["a@b.example"])
    message.attach_alternative("<!DOCTYPE html><html lang='de'><p>Grüße</p></html>", "text/html")
    EmailBackend().send_messages([message])
    (file,) = (tmp_path / "post").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    return file.stem


def test_a_trial_shows_its_mails_with_links_that_work(trial_mail: str, client: Client) -> None:
    page = client.get("/post/").content.decode()
    assert '<a href="http://127.0.0.1:8000/e/geheim"' in page
    shown = client.get(f"/post/{trial_mail}/")
    assert "<p>Grüße</p>" in shown.content.decode()
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get("/post/0-x/").status_code == 404


def test_other_machines_do_not_see_them(trial_mail: str) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert [client.get(path).status_code for path in ("/post/", f"/post/{trial_mail}/")] == [404, 404]
