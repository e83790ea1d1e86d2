"""Who is told what, in the transaction of the step."""

import pytest

from companies.domain.profile_data import ProfileData
from companies.enums import CompanyRole
from outbox.models import Mail
from profiles.domain.reviewing import approve, reject, return_submission
from profiles.domain.submission_mails import mail_reference
from profiles.domain.submitting import save_draft, start_submission, submit
from tests.factories import CompanyUserFactory
from tests.profiles.submission_cast import House, make_house


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def mails() -> list[tuple[str, str]]:
    rows = Mail.objects.order_by("pk").select_related("recipient")
    return [(mail.kind, mail.recipient.email) for mail in rows]


def test_staff_learn_what_waits_and_the_firm_what_was_decided(house: House) -> None:
    CompanyUserFactory(company=house.company, role=CompanyRole.VIEWER)
    submission = house.submitted(phone="1")
    assert mails() == [
        ("profiles.handed_in", "lotse@agentur.example"),
        ("profiles.handed_in", "kollegin@agentur.example"),
    ]
    assert Mail.objects.about(mail_reference(submission)).count() == 2
    return_submission(submission=submission, actor=house.steward, note="Bitte", notes={"phone": "Zu kurz"})
    letter = Mail.objects.latest("pk")
    assert (letter.kind, letter.recipient.email) == ("profiles.returned", "inhaber@firma.example")
    assert "- Telefon: Zu kurz" in letter.text
    submit(submission=submission, actor=house.owner)
    approve(submission=submission, actor=house.steward)
    assert mails()[-1] == ("profiles.published", "inhaber@firma.example")


def test_a_firm_without_account_is_written_to_at_the_address_it_gave(house: House) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    answers = ProfileData(name="Neu GmbH", offered_services="Sägen", email="neu@firma.example")
    save_draft(submission=submission, answers=answers, actor=None)
    submit(submission=submission, actor=None)
    reject(submission=submission, actor=house.steward, note="Kein Betrieb der Region.")
    assert mails()[-1] == ("profiles.rejected", "neu@firma.example")


@pytest.mark.parametrize("address", ["", "keine Adresse"])
def test_a_firm_without_a_usable_address_is_published_all_the_same(address: str, house: House) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    answers = ProfileData(name="Neu GmbH", offered_services="Sägen")
    save_draft(submission=submission, answers=answers, actor=None)
    submit(submission=submission, actor=None)
    submission.refresh_from_db()
    approve(submission=submission, actor=house.steward)
    assert [kind for kind, _ in mails()] == ["profiles.handed_in"] * 2


def test_what_needs_no_look_sends_no_mail(house: House) -> None:
    house.submitted()
    assert mails() == []
