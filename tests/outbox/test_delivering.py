"""Handing mails over: to a real mail server that accepts, refuses, puts off, and breaks off."""

import re
import socket
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.test.utils import override_settings

from outbox.domain.addresses import object_to_mail
from outbox.domain.delivery import LEASE, deliver_due, is_dead_address, outcome_of, release_lost, take_next
from outbox.domain.mails import queue_mail, repeat_mail
from outbox.domain.timing import PAUSES, day_of, next_collection
from outbox.enums import MAIL_TRANSITIONS, MailState, ObjectionVia
from outbox.models import Address, Mail
from tests.factories import AddressFactory, MailFactory
from tests.outbox.kinds import CODE, INVITATION, NOTE, REVOKED
from tests.outbox.mail_server import Handler, Server, mail_server
from tests.source_tree import ROOT

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def deliver(now: datetime = NOW) -> int:
    return deliver_due(clock=lambda: now)


def invite(recipient: str = "chef@firma.example", **more: object) -> Mail:
    values = {"context": {"name": "Vogel"}, "actor": None, "now": NOW} | more
    return queue_mail(kind=INVITATION, recipient=recipient, **values)  # type: ignore[arg-type]


@pytest.fixture
def server(db: None) -> Generator[Server, None, None]:
    with (
        mail_server() as running,
        override_settings(
            EMAIL_BACKEND="outbox.domain.smtp.EmailBackend",
            EMAIL_HOST=running.hostname,
            EMAIL_PORT=running.port,
            EMAIL_USE_TLS=False,
        ),
    ):
        yield running


@pytest.fixture
def handler(server: Server) -> Handler:
    return server.handler


def test_a_mail_arrives_with_its_secret_its_frame_and_its_headers(handler: Handler) -> None:
    mail = invite(reply_to="lotse@stadt.example")
    assert deliver() == 1
    mail.refresh_from_db()
    (message,) = handler.mails
    link = f"https://portal.example/e/{mail.pk}-1?a=1&b=2"
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert (message["To"], message["Reply-To"]) == ("chef@firma.example", "lotse@stadt.example")
    assert (message["Subject"], message["Auto-Submitted"]) == ("Einladung an Vogel", "auto-generated")
    assert f"Ihr Link: {link}\n" in handler.texts[0]
    assert "Impressum: http" in handler.texts[0]
    assert '<a href="https://portal.example/e/' in html
    assert "style" not in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].endswith("/abbestellen/>")
    assert (mail.state, mail.attempts, mail.sent_at, mail.error) == (MailState.SENT, 1, NOW, "")
    assert link not in mail.text + mail.html
    assert deliver() == 0


def test_a_mail_that_was_asked_for_goes_first_and_has_no_link_to_unsubscribe(handler: Handler) -> None:
    invite()
    queue_mail(kind=CODE, recipient="neu@firma.example", context={}, actor=None, now=NOW)
    assert deliver() == 2
    assert [message["To"] for message in handler.mails] == ["neu@firma.example", "chef@firma.example"]
    assert handler.mails[0]["List-Unsubscribe"] is None
    assert "benachrichtigungen" not in handler.texts[0]


def test_a_repeated_mail_has_another_secret(handler: Handler) -> None:
    mail = invite()
    deliver()
    again = repeat_mail(mail=mail, actor=None, now=NOW)
    deliver()
    first, second = handler.texts
    assert f"/e/{mail.pk}-1" in first
    assert f"/e/{again.pk}-1" in second
    assert f"/e/{mail.pk}-1" not in second


def test_a_mail_that_became_pointless_is_not_sent(handler: Handler) -> None:
    mail = invite(reference=REVOKED)
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error, handler.mails) == (
        MailState.CANCELLED,
        "Die Einladung ist widerrufen.",
        [],
    )


def test_an_objection_stops_what_already_waits(handler: Handler) -> None:
    mail = invite()
    object_to_mail(address=mail.recipient, via=ObjectionVia.STAFF, actor=None, now=NOW)
    deliver()
    mail.refresh_from_db()
    assert (mail.state, handler.mails) == (MailState.REFUSED, [])


@pytest.mark.parametrize(
    ("answer", "state", "is_dead"),
    [
        ("550 5.1.1 unknown user", MailState.BOUNCED, True),
        ("550 5.7.1 refused by policy", MailState.BOUNCED, False),
        ("552 5.2.2 mailbox full", MailState.BOUNCED, False),
        ("450 4.2.0 greylisted", MailState.WAITING, False),
    ],
)
def test_what_a_refused_recipient_means(
    answer: str, state: MailState, is_dead: bool, handler: Handler
) -> None:
    handler.answer = lambda recipient: answer
    mail = invite()
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (state, f"Der Mailserver antwortete {answer}")
    assert mail.next_attempt_at == (NOW + PAUSES[0] if state == MailState.WAITING else None)
    assert (Address.objects.get().undeliverable_at is not None) is is_dead
    assert invite().state == (MailState.REFUSED if is_dead else MailState.WAITING)


def test_a_refused_text_is_given_up_and_a_busy_server_asked_again(handler: Handler) -> None:
    handler.on_data = lambda message: "554 5.6.0 looks like spam"
    first = invite()
    deliver()
    handler.on_data = lambda message: "451 4.3.0 later"
    second = invite(recipient="neu@firma.example")
    deliver()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (MailState.FAILED, MailState.WAITING)


def test_a_connection_that_breaks_while_the_text_is_under_way_leaves_it_unclear(handler: Handler) -> None:
    handler.on_data = lambda message: "hang up"
    mail = invite()
    deliver()
    mail.refresh_from_db()
    assert mail.state == MailState.UNCLEAR
    assert deliver(NOW + timedelta(days=30)) == 0
    assert len(handler.mails) == 1


def test_a_server_that_does_not_answer_is_asked_again_with_growing_pauses(
    server: Server, settings: object
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]  # type: ignore[attr-defined]
    mail = invite()
    now = NOW
    for number, pause in enumerate(PAUSES, 1):
        assert deliver(now) == 1
        mail.refresh_from_db()
        assert (mail.state, mail.attempts, mail.next_attempt_at) == (MailState.WAITING, number, now + pause)
        assert "nicht erreichbar" in mail.error
        assert deliver(now + pause - timedelta(seconds=1)) == 0
        now += pause
    deliver(now)
    mail.refresh_from_db()
    assert (mail.state, mail.error[:29]) == (MailState.FAILED, "Nach 10 Versuchen aufgegeben.")


@pytest.mark.parametrize(
    ("error", "may_have_left", "state"),
    [
        (SMTPSenderRefused(550, b"who", "a@b.example"), False, MailState.FAILED),
        (SMTPSenderRefused(451, b"later", "a@b.example"), False, MailState.WAITING),
        (SMTPDataError(554, b"no"), True, MailState.FAILED),
        (SMTPServerDisconnected("gone"), False, MailState.WAITING),
        (SMTPServerDisconnected("gone"), True, MailState.UNCLEAR),
        (TimeoutError(), True, MailState.UNCLEAR),
        (SMTPRecipientsRefused({"a@b.example": (421, b"busy")}), False, MailState.WAITING),
    ],
)
def test_what_a_failure_means(error: Exception, may_have_left: bool, state: MailState) -> None:
    assert outcome_of(error, may_have_left=may_have_left).state == state


@pytest.mark.parametrize(
    ("code", "words", "is_dead"),
    [
        (550, "no such user", True),
        (552, "too large", False),
        (550, "5.2.1 disabled", True),
        (550, "5.4.4 no host", True),
        (554, "5.1.2 bad host", True),
        (550, "5.7.509 policy", False),
    ],
)
def test_which_refusals_mean_a_dead_address(code: int, words: str, is_dead: bool) -> None:
    assert is_dead_address(code, words) is is_dead


def test_a_mail_whose_worker_vanished_is_unclear_and_never_sent_again(db: None) -> None:
    mail = invite()
    assert take_next(now=NOW) is not None
    assert release_lost(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert release_lost(now=NOW + LEASE) == 1
    mail.refresh_from_db()
    assert mail.state == MailState.UNCLEAR
    assert deliver(NOW + timedelta(days=365)) == 0
    assert django_mail.outbox == []


def test_several_mails_of_a_day_become_one(db: None) -> None:
    for name in ("Vogel", "Hanauer", "Kern"):
        queue_mail(kind=NOTE, recipient="chef@firma.example", context={"name": name}, actor=None, now=NOW)
    queue_mail(kind=NOTE, recipient="neu@firma.example", context={"name": "X"}, actor=None, now=NOW)
    assert deliver(NOW) == 0
    assert deliver(next_collection(NOW)) == 2
    subjects = {message.to[0]: message.subject for message in django_mail.outbox}
    assert subjects == {"chef@firma.example": "3 Nachrichten für Sie", "neu@firma.example": "Nachricht für X"}
    digest = Mail.objects.get(kind="outbox.digest")
    assert digest.state == MailState.SENT
    assert set(digest.collected.values_list("subject", "state")) == {
        (f"Nachricht für {name}", MailState.COLLECTED) for name in ("Vogel", "Hanauer", "Kern")
    }
    (body,) = [message.body for message in django_mail.outbox if message.to == ["chef@firma.example"]]
    assert [body.count(name) for name in ("Guten Tag Vogel,", "Guten Tag Hanauer,", "Impressum")] == [1, 1, 1]


def test_what_goes_beyond_the_budget_waits_for_the_next_day(db: None, settings: object) -> None:
    settings.MAIL_BUDGET_PER_DAY = 2  # type: ignore[attr-defined]
    mails = [invite() for _ in range(3)]
    queue_mail(kind=CODE, recipient="chef@firma.example", context={}, actor=None, now=NOW)
    assert deliver() == 3
    mails[2].refresh_from_db()
    assert (mails[2].state, mails[2].error) == (MailState.WAITING, "Für heute ist die Grenze erreicht.")
    assert mails[2].next_attempt_at == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert deliver(NOW + timedelta(hours=2)) == 0
    assert deliver(mails[2].next_attempt_at) == 1
    again = repeat_mail(mail=mails[0], actor=None, now=NOW)
    deliver()
    again.refresh_from_db()
    assert again.state == MailState.SENT


def test_a_mail_of_a_kind_that_is_gone_fails_by_name(db: None) -> None:
    mail = MailFactory(kind="sample.gone")
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.FAILED, "Diese Art von E-Mail gibt es nicht mehr.")


def test_days_and_daily_mails_follow_local_time() -> None:
    before_summer = datetime(2027, 3, 27, 20, 0, tzinfo=UTC)
    assert next_collection(before_summer) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
    assert next_collection(datetime(2026, 11, 23, 6, 0, tzinfo=UTC)) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    start, end = day_of(datetime(2027, 3, 28, 12, 0, tzinfo=UTC))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)


def test_an_undeliverable_address_is_said_so_in_its_history(handler: Handler) -> None:
    handler.answer = lambda recipient: "550 5.1.1 unknown user"
    AddressFactory(email="chef@firma.example")
    invite()
    deliver()
    assert Address.objects.get().history.latest().history_change_reason == "unzustellbar"


def test_the_documentation_holds_the_table_of_states() -> None:
    text = (ROOT / "docs" / "outbox.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    told = {name: (label, set(re.findall(r"`([A-Z]+)`", after))) for name, label, after in rows}
    assert told == {
        state.value: (state.label, {after.value for after in MAIL_TRANSITIONS[state]}) for state in MailState
    }
