"""The second factor: staff cannot do without, everybody may have one, and losing it is not the end."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.encryption import decrypt_secret, encrypt_secret
from accounts.domain.second_factor import lacks_second_factor, reset_second_factor, set_up_published_codes
from accounts.domain.sessions import device_of, forget_ended_sessions, sessions_of
from accounts.models import User
from companies.domain.demo import CODE_SEED
from outbox.domain.worker import deliver_due
from outbox.enums import MailState
from outbox.models import Mail
from tests.cast import Cast
from tests.factories import PASSWORD, TOTP_SECRET, AppFactory, StaffFactory, SuperuserFactory, UserFactory
from tests.permission_table import ADMIN_MODELS, SITE

SECOND_STEP = "/konto/anmelden/zweiter-schritt/"


def code_now() -> str:
    """What everybody's app shows at this moment."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def sign_in(client: Client, user: User) -> str:
    """Give address and password; returns where that leads."""
    return client.post("/konto/anmelden/", {"login": user.email, "password": PASSWORD})["Location"]


@pytest.fixture(autouse=True)
def fresh_cache(empty_cache: None) -> None:
    """A code counts as used until the cache forgets it."""


@pytest.mark.parametrize("factory", [StaffFactory, SuperuserFactory])
def test_staff_without_a_factor_reach_only_its_set_up(factory: type[StaffFactory], cast: Cast) -> None:
    client = Client()
    client.force_login(factory(factor=None, email="neu@beispiel.de"))
    names = [reverse("admin:index"), *(reverse(f"admin:{model}_changelist") for model in ADMIN_MODELS)]
    names += [cast.own.get_absolute_url(), reverse("companies:search"), reverse("home:home")]
    for url in names:
        for method in (client.get, client.post):
            response = method(url)
            assert (response.status_code, response["Location"]) == (302, "/konto/sicherheit/"), url
    for name in ("mfa_index", "pages:imprint", "alive"):
        assert client.get(reverse(name)).status_code == 200
    assert "Wer das Verzeichnis betreut" in client.get("/konto/sicherheit/").content.decode()


def test_every_other_address_is_closed_to_staff_without_a_factor(cast: Cast) -> None:
    client = Client()
    client.force_login(StaffFactory(factor=None))
    plain = {name for name, key in SITE if not key and ":" in name}
    open_names = {name for name in plain if client.get(reverse(name)).get("Location") != "/konto/sicherheit/"}
    assert open_names == {name for name in plain if name.startswith("pages:")}


def test_recovery_codes_alone_are_no_second_factor(db: None) -> None:
    user = StaffFactory(factor=None)
    RecoveryCodes.activate(user)
    assert lacks_second_factor(user) is True
    AppFactory(user=user)
    assert lacks_second_factor(user) is False


def test_the_password_alone_does_not_sign_in_whoever_has_a_factor(db: None, client: Client) -> None:
    user = StaffFactory()
    assert sign_in(client, user) == SECOND_STEP
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.post(SECOND_STEP, {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(SECOND_STEP, {"code": code_now()})["Location"] == "/"
    assert client.get("/admin/").status_code == 200


def test_a_code_works_once(db: None) -> None:
    user, code = StaffFactory(), code_now()
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, user)
        client.post(SECOND_STEP, {"code": code})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_guessing_codes_is_limited(db: None, client: Client) -> None:
    sign_in(client, StaffFactory())
    for _ in range(6):
        client.post(SECOND_STEP, {"code": "000000"})
    answer = client.post(SECOND_STEP, {"code": code_now()})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_the_door_of_the_administration_does_not_sign_in(db: None, client: Client) -> None:
    user = SuperuserFactory(factor=None)
    client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_stands_in_once(db: None) -> None:
    user = StaffFactory()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    outcomes = []
    for client in (Client(), Client()):
        sign_in(client, user)
        client.post(SECOND_STEP, {"code": code})
        outcomes.append("_auth_user_id" in client.session)
    assert outcomes == [True, False]


def test_setting_up_an_app_asks_for_the_password_and_tells_the_owner(
    db: None,
    client: Client,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    user = StaffFactory(factor=None)
    sign_in(client, user)
    page = "/konto/sicherheit/app/"
    assert client.get(page)["Location"].startswith("/konto/bestaetigen/")
    client.post(f"/konto/bestaetigen/?next={page}", {"password": PASSWORD})
    secret = client.get(page).context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"code": code})["Location"] == "/konto/sicherheit/ersatzcodes/"
    shown = client.get("/konto/sicherheit/ersatzcodes/").content.decode()
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    assert secret not in str(Authenticator.objects.get(type=Authenticator.Type.TOTP).data)
    assert "eine App als zweiter Faktor eingerichtet" in Mail.objects.get().text
    assert client.get("/admin/").status_code == 200


def test_staff_keep_their_last_factor_and_others_may_give_it_up(db: None) -> None:
    left = {}
    for user in (StaffFactory(), UserFactory()):
        if not user.is_staff:
            AppFactory(user=user)
        client = Client()
        sign_in(client, user)
        client.post(SECOND_STEP, {"code": code_now()})
        client.post("/konto/bestaetigen/", {"password": PASSWORD})
        answer = client.post("/konto/sicherheit/app/entfernen/")
        left[user.is_staff] = (answer.status_code, Authenticator.objects.filter(user=user).count())
    assert left == {True: (200, 1), False: (302, 0)}


def test_the_last_key_of_staff_stays(db: None, client: Client) -> None:
    user = StaffFactory(factor=None)
    key = AppFactory(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Dienst", "credential": {}})
    client.force_login(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    url = reverse("mfa_remove_webauthn", args=[key.pk])
    assert client.post(url, follow=True).status_code == 200
    assert Authenticator.objects.filter(user=user).count() == 1
    AppFactory(user=user)
    client.post(url)
    assert list(Authenticator.objects.values_list("type", flat=True)) == ["totp"]


def test_nobody_reaches_the_key_of_somebody_else(cast: Cast) -> None:
    foreign = AppFactory(
        user=cast.people["owner"], type=Authenticator.Type.WEBAUTHN, data={"name": "Privat", "credential": {}}
    )
    client = cast.client("superuser")
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(name, args=[foreign.pk])
        assert (client.get(url).status_code, client.post(url, {"name": "X"}).status_code) == (404, 404)


def test_looking_at_recovery_codes_writes_nothing(db: None, client: Client) -> None:
    user = StaffFactory()
    stored = RecoveryCodes.activate(user).instance
    client.force_login(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    assert client.get("/konto/sicherheit/ersatzcodes/").status_code == 200
    assert Authenticator.objects.get(pk=stored.pk).data == stored.data


def test_secrets_are_encrypted_and_of_no_use_elsewhere(settings: object) -> None:
    stored = encrypt_secret(TOTP_SECRET)
    assert TOTP_SECRET not in stored
    assert decrypt_secret(stored) == TOTP_SECRET
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another installation's key"  # type: ignore[attr-defined]
    assert decrypt_secret(stored) not in {TOTP_SECRET, decrypt_secret(stored)}
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert decrypt_secret(stored) == TOTP_SECRET


def test_a_reset_takes_all_factors_and_tells_the_owner(db: None) -> None:
    user, actor = StaffFactory(), SuperuserFactory()
    RecoveryCodes.activate(user)
    assert reset_second_factor(user=user, actor=actor) == 2
    assert lacks_second_factor(user) is True
    assert Mail.objects.to(user.email).get().created_by == actor
    assert reset_second_factor(user=user, actor=actor) == 0
    assert Mail.objects.count() == 1


def test_demo_codes_are_the_same_and_unused_at_every_start(db: None, client: Client) -> None:
    user = StaffFactory(factor=None)
    codes = set_up_published_codes(user=user, seed=CODE_SEED)
    sign_in(client, user)
    client.post(SECOND_STEP, {"code": codes[0]})
    assert "_auth_user_id" in client.session
    assert set_up_published_codes(user=user, seed=CODE_SEED) == codes
    assert Authenticator.objects.filter(user=user).count() == 2


def code_in(mail: EmailMessage) -> str:
    return next(line for line in mail.body.splitlines() if len(line) == 9 and line[4] == "-")


def test_signing_in_with_a_code_by_mail(db: None, client: Client, mailoutbox: list[EmailMessage]) -> None:
    UserFactory(email="petra@beispiel.de")
    answer = client.post("/konto/anmelden/code/", {"email": "PETRA@beispiel.de"})
    assert answer["Location"] == "/konto/anmelden/code/eingeben/"
    deliver_due(clock=timezone.now)
    (mail,) = mailoutbox
    assert mail.to == ["petra@beispiel.de"]
    code = code_in(mail)
    stored = Mail.objects.get()
    assert code not in stored.text + stored.html + stored.reference
    assert client.post(answer["Location"], {"code": "0000-0000"}).status_code == 200
    assert client.post(answer["Location"], {"code": code.replace("-", "")})["Location"] == "/"
    assert "_auth_user_id" in client.session


def test_a_code_by_mail_does_not_replace_the_second_factor(
    db: None, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    user = StaffFactory()
    client.post("/konto/anmelden/code/", {"email": user.email})
    deliver_due(clock=timezone.now)
    answer = client.post("/konto/anmelden/code/eingeben/", {"code": code_in(mailoutbox[0])})
    assert answer["Location"] == SECOND_STEP
    assert "_auth_user_id" not in client.session


def test_three_wrong_codes_end_the_attempt(db: None, client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post("/konto/anmelden/code/", {"email": UserFactory().email})
    deliver_due(clock=timezone.now)
    for _ in range(3):
        client.post("/konto/anmelden/code/eingeben/", {"code": "0000-0000"})
    client.post("/konto/anmelden/code/eingeben/", {"code": code_in(mailoutbox[0])})
    assert "_auth_user_id" not in client.session


def test_strangers_get_the_same_answer_and_no_mail(db: None, client: Client) -> None:
    UserFactory(email="petra@beispiel.de")
    known = client.post("/konto/anmelden/code/", {"email": "petra@beispiel.de"}, follow=True)
    unknown = Client().post("/konto/anmelden/code/", {"email": "keiner@beispiel.de"}, follow=True)
    assert Mail.objects.count() == 1
    assert known.redirect_chain == unknown.redirect_chain


def test_a_late_code_is_not_sent_any_more(db: None, client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post("/konto/anmelden/code/", {"email": UserFactory().email})
    Mail.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    deliver_due(clock=timezone.now)
    assert mailoutbox == []
    assert (Mail.objects.get().state, Mail.objects.get().error) == (
        MailState.CANCELLED,
        "Der Code ist abgelaufen.",
    )


def test_asking_for_codes_is_limited(db: None) -> None:
    email = UserFactory().email
    for _ in range(7):
        Client().post("/konto/anmelden/code/", {"email": email})
    assert Mail.objects.count() == 5


def test_signing_out_everywhere_else(db: None) -> None:
    user = UserFactory()
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, user)
    page = here.get("/konto/sicherheit/anmeldungen/").content.decode()
    assert (page.count("Dieses Gerät"), page.count("Ein anderes Gerät")) == (1, 1)
    here.post("/konto/sicherheit/anmeldungen/")
    assert (here.get("/suche/").status_code, there.get("/suche/").status_code) == (200, 302)
    assert "127.0.0.1" not in str(user.usersession_set.values_list("ip", flat=True))


def test_only_a_superuser_resets_factors_in_the_administration(cast: Cast) -> None:
    person = StaffFactory()
    data = {"action": "reset_factor", "_selected_action": [person.pk]}
    url = reverse("admin:accounts_user_changelist")
    cast.client("staff").post(url, data)
    assert lacks_second_factor(person) is False
    assert (
        "1 Konto ist zurückgesetzt" in cast.client("superuser").post(url, data, follow=True).content.decode()
    )
    assert lacks_second_factor(person) is True


def test_an_operator_resets_a_factor(db: None) -> None:
    person = StaffFactory(email="lotse@beispiel.de")
    out = StringIO()
    call_command("reset_second_factor", "LOTSE@beispiel.de", stdout=out)
    assert (out.getvalue(), lacks_second_factor(person)) == ("1 Faktoren und Codes gelöscht.\n", True)
    with pytest.raises(CommandError, match="kein Konto"):
        call_command("reset_second_factor", "keiner@beispiel.de")


def test_ended_sessions_are_forgotten(db: None) -> None:
    user = UserFactory()
    for client in (Client(), Client()):
        sign_in(client, user)
    late = timezone.now() + timedelta(days=40)
    assert sessions_of(user, timezone.now()).count() == 2
    assert sessions_of(user, late).count() == 0
    assert forget_ended_sessions(late) == "2 beendete Anmeldungen gelöscht"
    assert user.usersession_set.count() == 0


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", "unbekanntes Gerät"),
        ("", "unbekanntes Gerät"),
    ],
)
def test_a_device_is_named_in_words(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words
