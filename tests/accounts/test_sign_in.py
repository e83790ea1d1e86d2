"""Signing in, being stopped, and getting a new password."""

import re

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from outbox.domain.delivery import deliver_due
from outbox.enums import MailState
from outbox.models import Mail
from tests.factories import PASSWORD, UserFactory

LOGIN = "/konto/anmelden/"


@pytest.fixture
def person(empty_cache: None) -> User:
    return UserFactory(email="petra@beispiel.de")


def sign_in(client: Client, email: str = "petra@beispiel.de", password: str = PASSWORD, **more: str) -> int:
    response = client.post(LOGIN, {"login": email, "password": password, **more})
    return response.status_code


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("email", ["petra@beispiel.de", "Petra@Beispiel.DE", " petra@beispiel.de "])
def test_signing_in_with_the_address_in_any_spelling(email: str, person: User, client: Client) -> None:
    assert sign_in(client, email) == 302
    assert signed_in(client)


def test_a_wrong_password_says_so_and_keeps_the_address(person: User, client: Client) -> None:
    response = client.post(LOGIN, {"login": "petra@beispiel.de", "password": "falsch"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "E-Mail-Adresse und/oder das Passwort" in page
    assert 'value="petra@beispiel.de"' in page
    assert not signed_in(client)


def test_a_known_and_an_unknown_address_get_the_same_answer(person: User, client: Client) -> None:
    known = client.post(LOGIN, {"login": "petra@beispiel.de", "password": "falsch"})
    unknown = client.post(LOGIN, {"login": "keiner@beispiel.de", "password": "falsch"})
    assert known.context["form"].errors == unknown.context["form"].errors


def test_a_blocked_account_cannot_sign_in(person: User, client: Client) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert not signed_in(client)


def test_guessing_is_stopped_in_german_even_with_the_right_password(person: User, client: Client) -> None:
    statuses = [sign_in(client, password=f"geraten {number}") for number in range(6)]
    assert statuses == [200] * 6
    stopped = client.post(LOGIN, {"login": "petra@beispiel.de", "password": PASSWORD})
    assert not signed_in(client)
    assert "Zu viele" in stopped.content.decode()


def test_many_attempts_from_one_network_get_the_page_429(person: User, client: Client) -> None:
    statuses = [sign_in(client, email=f"person{number}@beispiel.de") for number in range(31)]
    assert statuses[:20] == [200] * 20
    assert statuses[-1] == 429
    response = client.post(LOGIN, {"login": "petra@beispiel.de", "password": PASSWORD})
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert '<html lang="de"' in response.content.decode()


def test_no_network_address_is_stored(person: User) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    sign_in(client, password="falsch")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) >= 1
    assert [key for key in keys if "203.0.113" in key] == []


def test_leaving_takes_a_confirmation(person: User, client: Client) -> None:
    client.force_login(person)
    client.get("/konto/abmelden/")
    assert signed_in(client)
    client.post("/konto/abmelden/")
    assert not signed_in(client)


def test_only_who_asks_stays_signed_in_after_closing_the_browser(person: User) -> None:
    short, long = Client(), Client()
    sign_in(short)
    sign_in(long, remember="on")
    assert short.session.get_expire_at_browser_close() is True
    assert long.session.get_expire_at_browser_close() is False
    assert long.session.get_expiry_age() == 30 * 24 * 3600


def test_the_way_back_leads_to_the_page_that_was_asked_for(person: User, client: Client) -> None:
    response = client.post(
        f"{LOGIN}?next=/konto/passwort/aendern/", {"login": person.email, "password": PASSWORD}
    )
    assert response["Location"] == "/konto/passwort/aendern/"


def test_the_way_back_never_leads_to_another_site(person: User, client: Client) -> None:
    response = client.post(
        f"{LOGIN}?next=https://example.org/", {"login": person.email, "password": PASSWORD}
    )
    assert response["Location"] == "/"


def test_nobody_makes_an_account_alone() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_new_password_by_mail(person: User, client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post("/konto/passwort/vergessen/", {"email": "PETRA@beispiel.de"})
    assert "/passwort/neu/" not in Mail.objects.get().text
    deliver_due(clock=timezone.now)
    (mail,) = mailoutbox
    assert mail.to == ["petra@beispiel.de"]
    assert mail.subject == "Neues Passwort für die Metall-Cluster Unternehmensdatenbank"
    link = re.search(rf"{settings.BASE_URL}(/konto/passwort/neu/\S+)", mail.body)
    assert link is not None
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    new = "Amboss-und-Hammer-77"
    client.post(address, {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    again = Client().get(link[1], follow=True)
    assert again.context["token_fail"] is True


def test_no_mail_to_strangers_and_the_same_answer(
    person: User, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    known = client.post("/konto/passwort/vergessen/", {"email": "petra@beispiel.de"})
    unknown = client.post("/konto/passwort/vergessen/", {"email": "keiner@beispiel.de"})
    deliver_due(clock=timezone.now)
    assert len(mailoutbox) == 1
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_blocked_account_gets_no_new_password(
    person: User, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/konto/passwort/vergessen/", {"email": "petra@beispiel.de"})
    User.objects.update(is_active=False)
    deliver_due(clock=timezone.now)
    assert mailoutbox == []
    assert (Mail.objects.get().state, Mail.objects.get().error) == (
        MailState.CANCELLED,
        "Das Konto gibt es nicht mehr oder es ist gesperrt.",
    )


@pytest.mark.parametrize("password", ["kurz", "password123", "petra@beispiel"])
def test_weak_passwords_are_refused(password: str, person: User, client: Client) -> None:
    client.force_login(person)
    client.post(
        "/konto/passwort/aendern/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
