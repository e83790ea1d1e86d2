"""Mails, recipients and runs in the administration: seen, repeated, taken back, settled; secrets never."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from companies.rules import mail_scope
from outbox.domain.mails import queue_mail
from outbox.domain.privacy import FORGOTTEN, closed_before, erase_address, known_about
from outbox.domain.rendering import MASK
from outbox.enums import LegalBasis, MailState
from outbox.models import Address, Mail
from tests.cast import Cast
from tests.factories import AddressFactory, JobRunFactory, MailFactory
from tests.outbox.kinds import CODE, INVITATION, NOTE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def staff(cast: Cast) -> Client:
    return cast.client("staff")


@pytest.fixture
def invitation(cast: Cast) -> Mail:
    return queue_mail(
        kind=INVITATION,
        recipient="chef@firma.example",
        context={"name": "Vogel"},
        actor=cast.people["staff"],
        scope=mail_scope(cast.cluster),
        now=NOW,
    )


def page_of(mail: Mail, page: str = "change") -> str:
    return reverse(f"admin:outbox_mail_{page}", args=[mail.pk])


def sent(**values: object) -> Mail:
    return MailFactory(state=MailState.SENT, sent_at=NOW, next_attempt_at=None, **values)


def test_the_page_of_a_mail_shows_dots_in_place_of_secrets(staff: Client, invitation: Mail) -> None:
    page = staff.get(page_of(invitation)).content.decode()
    shown = staff.get(page_of(invitation, "preview"))
    html = shown.content.decode()
    for content in (page, html):
        assert invitation.marker not in content
        assert MASK in content
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "Bestimmen, welche E-Mails" in html


def test_a_code_is_never_shown(staff: Client, cast: Cast) -> None:
    code = queue_mail(kind=CODE, recipient="chef@firma.example", context={}, actor=None, now=NOW)
    page = staff.get(page_of(code)).content.decode()
    assert "sieht nur der Empfänger" in page
    assert MASK not in page
    assert staff.get(page_of(code, "preview")).status_code == 302


def test_mails_of_another_cluster_do_not_exist(staff: Client, cast: Cast) -> None:
    mail = sent(scope=mail_scope(cast.second_cluster))
    assert "0 E-Mails" in staff.get(reverse("admin:outbox_mail_changelist")).content.decode()
    assert [staff.get(page_of(mail, page)).status_code for page in ("change", "preview")] == [302, 302]
    address = reverse("admin:outbox_address_change", args=[mail.recipient_id])
    assert staff.get(address).status_code == 302
    assert cast.client("superuser").get(page_of(mail)).status_code == 200


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (MailState.WAITING, ["cancel"]),
        (MailState.SENT, ["repeat"]),
        (MailState.UNCLEAR, ["settle_sent", "settle_not_sent"]),
        (MailState.BOUNCED, ["repeat"]),
    ],
)
def test_only_what_fits_is_offered(state: MailState, offered: list[str], staff: Client) -> None:
    mail = MailFactory(
        state=state,
        next_attempt_at=NOW if state == MailState.WAITING else None,
        sent_at=NOW if state == MailState.SENT else None,
    )
    page = staff.get(page_of(mail)).content.decode()
    names = ("repeat", "cancel", "settle_sent", "settle_not_sent")
    assert [name for name in names if f'name="do" value="{name}"' in page] == offered


def test_a_mail_is_repeated_from_its_page_once(staff: Client, cast: Cast) -> None:
    mail = sent()
    for _ in range(2):
        response = staff.post(page_of(mail), {"do": "repeat"}, follow=True)
    assert Mail.objects.filter(repeats=mail).count() == 1
    assert "wird gerade schon noch einmal gesendet" in response.content.decode()
    assert LogEntry.objects.get().change_message == "Erneut senden"


def test_the_list_settles_takes_back_and_says_what_does_not_fit(staff: Client) -> None:
    unclear = MailFactory(state=MailState.UNCLEAR, next_attempt_at=None)
    waiting = MailFactory()
    url = reverse("admin:outbox_mail_changelist")
    picked = [unclear.pk, waiting.pk]
    page = staff.post(url, {"action": "settle_not_sent", "_selected_action": picked}, follow=True)
    assert "Nur eine ungeklärte E-Mail lässt sich klären." in page.content.decode()
    staff.post(url, {"action": "cancel", "_selected_action": [waiting.pk]})
    states = dict(Mail.objects.values_list("pk", "state"))
    assert states == {unclear.pk: MailState.FAILED, waiting.pk: MailState.CANCELLED}


@pytest.mark.parametrize("values", [{}, {"do": "delete"}, {"state": "SENT", "text": "x", "_save": "1"}])
def test_a_mail_cannot_be_edited(values: dict[str, str], staff: Client) -> None:
    mail = MailFactory()
    staff.post(page_of(mail), values)
    fresh = Mail.objects.get()
    assert (fresh.state, fresh.text) == (MailState.WAITING, "Guten Tag\n")


def test_the_lists_say_what_needs_attention(staff: Client) -> None:
    MailFactory(state=MailState.UNCLEAR, next_attempt_at=None)
    JobRunFactory(state="FAILED", next_attempt_at=None, finished_at=NOW)
    for name in ("mail", "jobrun"):
        page = staff.get(reverse(f"admin:outbox_{name}_changelist")).content.decode()
        assert "1 E-Mail ist ungeklärt" in page


def test_staff_note_objections_and_legal_bases(staff: Client, cast: Cast) -> None:
    add = reverse("admin:outbox_address_add")
    values = {"email": "neu@firma.example", "basis": LegalBasis.CONSENT, "basis_note": "Messe 2026"}
    inline = {"preferences-TOTAL_FORMS": "0", "preferences-INITIAL_FORMS": "0"}
    staff.post(add, values | inline)
    address = Address.objects.get()
    assert (address.basis, address.basis_note) == (LegalBasis.CONSENT, "Messe 2026")
    again = staff.post(add, {**values, "email": "NEU@firma.example"} | inline)
    assert "Diese Adresse gibt es schon." in again.content.decode()
    url = reverse("admin:outbox_address_changelist")
    for action, has_objected in (("object_selected", True), ("lift_selected", False)):
        staff.post(url, {"action": action, "_selected_action": [address.pk]})
        address.refresh_from_db()
        assert (address.objected_at is not None) is has_objected
    Address.objects.update(undeliverable_at=NOW)
    staff.post(url, {"action": "deliver_selected", "_selected_action": [address.pk]})
    address.refresh_from_db()
    assert address.undeliverable_at is None
    assert {row.history_user for row in address.history.all()} == {cast.people["staff"]}


def test_what_is_known_about_an_address_is_told_without_secrets(invitation: Mail) -> None:
    known = known_about("CHEF@firma.example")
    assert (known["email"], known["basis"]) == ("chef@firma.example", "öffentliche Aufgabe (Buchst. e)")
    (mail,) = known["mails"]
    assert (mail["subject"], mail["text"]) == ("Einladung an Vogel", f"Ihr Link: {MASK}\n")
    assert known_about("fremd@firma.example") == {}


def test_erasing_reaches_mails_wishes_and_history_but_keeps_an_objection(invitation: Mail) -> None:
    objected = AddressFactory(email="nein@firma.example", objected_at=NOW, objected_via="LINK")
    sent(recipient=objected)
    assert erase_address(email="chef@firma.example", actor=None) == 1
    assert erase_address(email="Nein@firma.example", actor=None) == 1
    assert erase_address(email="fremd@firma.example", actor=None) == 0
    kept = Address.objects.get()
    assert (kept.email, kept.objected_at, kept.objected_via) == ("nein@firma.example", NOW, "LINK")
    assert Mail.objects.count() == 0
    assert set(Address.history.values_list("email", flat=True)) == {"nein@firma.example"}


def test_old_texts_are_forgotten_unless_they_still_have_to_leave(staff: Client) -> None:
    mails = [sent(), MailFactory()]
    assert closed_before(datetime(2030, 1, 1, tzinfo=UTC)).update(**FORGOTTEN) == 1
    gone, waiting = (Mail.objects.get(pk=mail.pk) for mail in mails)
    assert (gone.subject, gone.text, gone.html) == ("(Inhalt gelöscht)", "", "")
    assert waiting.text == "Guten Tag\n"
    assert "nach Ablauf der Frist gelöscht" in staff.get(page_of(gone)).content.decode()


def test_the_kind_stands_in_german_words(staff: Client) -> None:
    MailFactory(kind=NOTE.key)
    MailFactory(kind="sample.gone")
    page = staff.get(reverse("admin:outbox_mail_changelist")).content.decode()
    assert [word in page for word in ("Hinweise", "sample.gone")] == [True, True]
