"""Writing mails: in the transaction that causes them, rendered at once, with dots in place of secrets."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.db.transaction import TransactionManagementError

from outbox.domain.mails import cancel_mail, change_state, queue_mail, repeat_mail, settle_mail
from outbox.domain.rendering import MASK, mask, reveal
from outbox.enums import MAIL_TRANSITIONS, Category, Frequency, LegalBasis, MailState
from outbox.models import Address, Mail, Preference
from outbox.notifications import MailKind, kind_of, register
from tests.factories import AddressFactory, MailFactory, UserFactory
from tests.outbox.kinds import CODE, INVITATION, NOTE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def write(kind: MailKind = INVITATION, recipient: str = "chef@firma.example", **more: object) -> Mail:
    values = {"context": {"name": "Dreherei <Vogel>"}, "actor": None, "now": NOW} | more
    return queue_mail(kind=kind, recipient=recipient, **values)  # type: ignore[arg-type]


def test_a_mail_outside_of_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(TransactionManagementError):
        write()
    assert Mail.objects.count() == 0


def test_a_mail_goes_with_its_transaction(transactional_db: None) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), Address.objects.count()) == (0, 0)


def test_a_mail_is_rendered_from_its_pair(db: None) -> None:
    actor = UserFactory()
    mail = write(NOTE, actor=actor, reference="firma:1", reply_to="lotse@stadt.example")
    assert mail.subject == "Nachricht für Dreherei <Vogel>"
    assert mail.text == "Guten Tag Dreherei <Vogel>,\n\ndas ist ein Test & mehr.\n"
    assert mail.html == "<p>Guten Tag Dreherei &lt;Vogel&gt;,</p>\n<p>das ist ein Test.</p>\n"
    assert (mail.created_by, mail.reference, mail.reply_to) == (actor, "firma:1", "lotse@stadt.example")
    assert list(Mail.objects.about("firma:1")) == [mail]
    assert list(Mail.objects.to("CHEF@firma.example")) == [mail]


def test_an_unknown_address_gets_the_legal_basis_of_the_kind_and_keeps_it(db: None) -> None:
    first = write(INVITATION, basis_note="Internetseite des Betriebs").recipient
    second = write(NOTE, recipient=" Chef@Firma.example ").recipient
    assert first == second
    assert (first.basis, first.basis_note) == (LegalBasis.PUBLIC_TASK, "Internetseite des Betriebs")


def test_secrets_are_markers_until_the_mail_is_sent(db: None) -> None:
    mail = write()
    assert mask(mail.text, marker=mail.marker) == f"Ihr Link: {MASK}\n"
    assert MASK in mask(mail.html, marker=mail.marker)
    secrets = {"link": "https://x.example/?a=1&b=2"}
    assert (
        reveal(mail.text, marker=mail.marker, secrets=secrets, is_html=False)
        == f"Ihr Link: {secrets['link']}\n"
    )
    shown = reveal(mail.html, marker=mail.marker, secrets=secrets, is_html=True)
    assert '<a href="https://x.example/?a=1&amp;b=2">' in shown


def test_a_text_of_somebody_else_cannot_ask_for_secrets(db: None) -> None:
    mail = write(context={"name": "geheim-abcdefghijkmnpqr-link"})
    shown = reveal(mail.subject, marker=mail.marker, secrets={"link": "X"}, is_html=False)
    assert shown == "Einladung an geheim-abcdefghijkmnpqr-link"


def test_line_breaks_never_reach_the_subject(db: None) -> None:
    mail = write(context={"name": "Vogel\rBcc: alle@firma.example"})
    assert mail.subject == "Einladung an Vogel Bcc: alle@firma.example"


def test_the_name_of_the_secrets_is_taken(db: None) -> None:
    with pytest.raises(ValueError, match="secrets"):
        write(context={"name": "x", "secrets": {}})


@pytest.mark.parametrize("address", ["", "kein", "a@b", "a@firma.example\nBcc: b@firma.example"])
def test_an_address_that_is_none_is_refused(address: str, db: None) -> None:
    with pytest.raises(ValidationError):
        write(recipient=address)
    assert Mail.objects.count() == 0


def test_a_key_writes_a_mail_once(db: None) -> None:
    first = write(key="erinnerung:17:14")
    assert write(key="erinnerung:17:14") == first
    assert write(key="erinnerung:17:30") != first
    assert Mail.objects.count() == 2


def test_what_can_be_collected_waits_for_the_daily_mail(db: None) -> None:
    assert write(NOTE).next_attempt_at == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert write(INVITATION).next_attempt_at == NOW


def test_who_wants_a_kind_at_once_gets_it_at_once(db: None) -> None:
    address = AddressFactory(email="chef@firma.example")
    Preference.objects.create(address=address, kind=NOTE.key, frequency=Frequency.IMMEDIATE)
    assert write(NOTE).next_attempt_at == NOW


def test_a_mail_may_have_to_wait(db: None) -> None:
    later = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    assert write(not_before=later).next_attempt_at == later


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (
            {"objected_at": NOW, "objected_via": "LINK"},
            "Der Empfänger hat weiteren E-Mails widersprochen.",
        ),
        ({"undeliverable_at": NOW}, "Die Adresse ist unzustellbar."),
    ],
)
def test_an_address_that_must_not_be_written_to(values: dict[str, object], reason: str, db: None) -> None:
    AddressFactory(email="chef@firma.example", **values)
    mail = write()
    assert (mail.state, mail.error, mail.next_attempt_at) == (MailState.REFUSED, reason, None)
    assert write(CODE).state == MailState.WAITING


def test_an_unsubscribed_kind_is_refused_and_the_others_are_not(db: None) -> None:
    address = AddressFactory(email="chef@firma.example")
    Preference.objects.create(address=address, kind=INVITATION.key, frequency=Frequency.NEVER)
    assert (write(INVITATION).state, write(NOTE).state) == (MailState.REFUSED, MailState.WAITING)


def test_a_state_follows_only_where_the_table_says_so(db: None) -> None:
    for start in MailState:
        for end in MailState:
            mail = MailFactory(
                state=start,
                next_attempt_at=NOW if start == MailState.WAITING else None,
                lease_until=NOW if start == MailState.SENDING else None,
                sent_at=NOW if start == MailState.SENT else None,
            )
            values = {
                MailState.WAITING: {"next_attempt_at": NOW},
                MailState.SENDING: {"lease_until": NOW},
                MailState.SENT: {"sent_at": NOW},
            }.get(end, {})
            if end in MAIL_TRANSITIONS[start]:
                assert change_state(mail=mail, to=end, actor=None, **values).state == end  # type: ignore[arg-type]
            else:
                with pytest.raises(ValidationError):
                    change_state(mail=mail, to=end, actor=None, **values)  # type: ignore[arg-type]


def test_a_repetition_is_a_new_row_with_other_markers(db: None) -> None:
    staff = UserFactory()
    mail = write(reference="einladung:1")
    cancel_mail(mail=mail, actor=staff)
    again = repeat_mail(mail=mail, actor=staff, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.changed_by, again.state) == (MailState.CANCELLED, staff, MailState.WAITING)
    assert (again.repeats, again.reference, again.recipient) == (mail, "einladung:1", mail.recipient)
    assert mail.marker not in again.text + again.html
    assert mask(again.text, marker=again.marker) == mask(mail.text, marker=mail.marker)
    with pytest.raises(ValidationError, match="wird gerade schon noch einmal gesendet"):
        repeat_mail(mail=mail, actor=staff, now=NOW)


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING, MailState.UNCLEAR])
def test_what_may_have_left_or_may_still_leave_is_not_repeated(state: MailState, db: None) -> None:
    mail = MailFactory(
        state=state,
        next_attempt_at=NOW if state == MailState.WAITING else None,
        lease_until=NOW if state == MailState.SENDING else None,
    )
    with pytest.raises(ValidationError, match="erst danach"):
        repeat_mail(mail=mail, actor=None, now=NOW)


def test_a_code_is_not_repeated_and_an_objection_holds(db: None) -> None:
    code = MailFactory(kind=CODE.key, state=MailState.SENT, sent_at=NOW, next_attempt_at=None)
    with pytest.raises(ValidationError, match="lässt sich nicht wiederholen"):
        repeat_mail(mail=code, actor=None, now=NOW)
    objected = AddressFactory(objected_at=NOW, objected_via="STAFF")
    sent = MailFactory(recipient=objected, state=MailState.SENT, sent_at=NOW, next_attempt_at=None)
    with pytest.raises(ValidationError, match="widersprochen"):
        repeat_mail(mail=sent, actor=None, now=NOW)


@pytest.mark.parametrize(("was_sent", "state"), [(True, MailState.SENT), (False, MailState.FAILED)])
def test_an_unclear_mail_is_settled_by_a_person(was_sent: bool, state: MailState, db: None) -> None:
    staff = UserFactory()
    mail = settle_mail(
        mail=MailFactory(state=MailState.UNCLEAR, next_attempt_at=None),
        was_sent=was_sent,
        actor=staff,
        now=NOW,
    )
    assert (mail.state, mail.changed_by, mail.sent_at) == (state, staff, NOW if was_sent else None)
    with pytest.raises(ValidationError, match="Nur eine ungeklärte"):
        settle_mail(mail=mail, was_sent=was_sent, actor=staff)


def test_kinds_that_contradict_themselves_are_refused() -> None:
    common = {"label": "x", "category": Category.GENERAL, "basis": LegalBasis.CONSENT}
    for key, values in (
        ("ohne-punkt", {"can_unsubscribe": True}),
        ("a.b", {"can_unsubscribe": True, "can_collect": True, "secrets": ("link",)}),
        ("a.b", {"can_unsubscribe": True, "requested": True}),
    ):
        with pytest.raises(ImproperlyConfigured):
            MailKind(key, **common, **values)  # type: ignore[arg-type]
    with pytest.raises(ImproperlyConfigured):
        register(MailKind(NOTE.key, can_unsubscribe=False, **common))  # type: ignore[arg-type]
    with pytest.raises(ImproperlyConfigured):
        register(MailKind("a.b", can_unsubscribe=True, secrets=("link",), **common))  # type: ignore[arg-type]
    assert kind_of("a.b") is None
