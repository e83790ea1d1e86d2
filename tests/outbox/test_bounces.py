"""Mails that come back: what the reports say, and reading them from a mailbox once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.domain.bounces import apply_report, parse_report, read_mailbox
from outbox.domain.delivery import message_id
from outbox.enums import MailState
from outbox.models import Mail
from tests.factories import AddressFactory, MailFactory
from tests.outbox.mailbox import mailbox
from tests.source_tree import ROOT

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
REPORTS = ROOT / "tests" / "data" / "bounces"


def returned(name: str, mail: Mail) -> bytes:
    """The report of that name about a mail."""
    text = (REPORTS / f"{name}.eml").read_text(encoding="utf-8")
    text = text.replace("@PK@", str(mail.pk)).replace("@MARKER@", mail.marker)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def mail(db: None) -> Mail:
    address = AddressFactory(email="chef@firma.example")
    return MailFactory(recipient=address, state=MailState.SENT, sent_at=NOW, next_attempt_at=None, attempts=1)


@pytest.mark.parametrize(
    ("name", "state", "is_dead", "words"),
    [
        (
            "unknown_user",
            MailState.BOUNCED,
            True,
            "Zurückgekommen: 5.1.1 550 5.1.1 <chef@firma.example>: Recipient address rejected: User unknown",
        ),
        ("mailbox_full", MailState.BOUNCED, False, "Zurückgekommen: 5.2.2 554 5.2.2 mailbox full"),
        ("delayed", MailState.SENT, False, ""),
    ],
)
def test_what_a_report_says_is_noted(
    name: str, state: MailState, is_dead: bool, words: str, mail: Mail
) -> None:
    report = parse_report(returned(name, mail))
    assert report is not None
    for _ in range(2):
        assert apply_report(report, now=NOW) is True
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (state, words)
        assert (mail.recipient.undeliverable_at is not None) is is_dead


def test_an_answer_that_is_no_report_says_nothing(mail: Mail) -> None:
    assert parse_report(returned("out_of_office", mail)) is None


def test_a_forged_report_about_a_mail_of_ours_changes_nothing(mail: Mail) -> None:
    content = returned("unknown_user", mail).replace(mail.marker.encode(), b"a" * 16)
    report = parse_report(content)
    assert report is not None
    assert apply_report(report, now=NOW) is False
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_the_report_finds_the_message_id_that_we_give(mail: Mail) -> None:
    assert message_id(mail).startswith(f"<mail.{mail.pk}.1.{mail.marker}@")


@given(st.binary(max_size=600), st.integers(0, 2000))
def test_no_content_breaks_the_reader(noise: bytes, place: int) -> None:
    sample = (REPORTS / "unknown_user.eml").read_bytes()
    parse_report(noise)
    parse_report(sample[:place] + noise + sample[place:])


def test_a_mailbox_is_read_once(transactional_db: None) -> None:
    sent = [
        MailFactory(state=MailState.SENT, sent_at=NOW, next_attempt_at=None, attempts=1) for _ in range(2)
    ]
    messages = [
        returned("unknown_user", sent[0]),
        returned("out_of_office", sent[0]),
        returned("mailbox_full", sent[1]),
    ]
    with mailbox(*messages) as server:
        assert read_mailbox(NOW, connect=server.connect) == "2 zurückgekommen, 1 nicht verstanden"
        assert server.flags == {1: {"\\Seen"}, 2: {"\\Flagged"}, 3: {"\\Seen"}}
        assert read_mailbox(NOW, connect=server.connect) == "0 zurückgekommen, 0 nicht verstanden"
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.BOUNCED}
