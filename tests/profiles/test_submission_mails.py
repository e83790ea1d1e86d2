"""Who is told what, in the transaction of the step."""

from datetime import date, timedelta

import pytest

from companies.domain.profile_data import ProfileData
from companies.enums import CompanyRole
from outbox.models import Mail
from profiles.domain.expiring_certificates import tell_of_certificates
from profiles.domain.freshness import keep_fresh
from profiles.domain.inviting import create_campaign, send_mails
from profiles.domain.registering import register_firm, reject_registration
from profiles.domain.registration_states import move_registration
from profiles.domain.reviewing import approve, reject, return_submission
from profiles.domain.submission_mails import mail_reference
from profiles.domain.submitting import save_draft, start_submission, submit
from profiles.enums import RegistrationState, SendingKind, SubmissionSource
from tests.factories import CertificateHeldFactory, CompanyUserFactory
from tests.profiles.posting import NOW
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


def test_whoever_answered_through_a_link_is_told_beside_those_who_have_an_account(house: House) -> None:
    house.company.email = "post@muster.example"
    house.company.save()
    submission = start_submission(
        company=house.company, cluster=house.cluster, actor=None, source=SubmissionSource.LINK
    )
    save_draft(submission=submission, answers=ProfileData(phone="06371 2000"), actor=None)
    submit(submission=submission, actor=None)
    return_submission(submission=submission, actor=house.steward, note="Bitte")
    assert mails()[2:] == [
        ("profiles.returned", "inhaber@firma.example"),
        ("profiles.returned", "post@muster.example"),
    ]
    house.company.people.all().delete()
    submit(submission=submission, actor=None)
    approve(submission=submission, actor=house.steward)
    letter = Mail.objects.latest("pk")
    assert (letter.kind, letter.recipient.email) == ("profiles.published", "post@muster.example")
    assert "/unternehmen/" not in letter.text
    assert "/zugang/?unternehmen=Dreherei+Muster+GmbH" in letter.text


def test_answers_to_these_mails_reach_the_agency_and_only_its_staff_see_them(house: House) -> None:
    house.cluster.agency_email = "agentur@stadt.example"
    house.cluster.save()
    return_submission(submission=house.submitted(phone="1"), actor=house.steward, note="Bitte")
    assert set(Mail.objects.values_list("kind", "reply_to", "scope")) == {
        ("profiles.handed_in", "", f"cluster:{house.cluster.pk}"),
        ("profiles.returned", "agentur@stadt.example", f"cluster:{house.cluster.pk}"),
    }
    assert "agentur@stadt.example" in Mail.objects.latest("pk").text


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


def test_no_mail_about_a_firm_is_seen_by_staff_of_other_clusters(house: House) -> None:
    """Every way on which this app writes a mail, each once."""
    firm = house.company
    firm.email, firm.confirmed_at = "post@muster.example", date(2024, 1, 10)
    firm.save()
    CertificateHeldFactory(company=firm, valid_until=date(2026, 12, 1))
    campaign = create_campaign(cluster=house.cluster, name="Herbst", actor=house.steward, companies=[firm])
    send_mails(campaign=campaign, kind=SendingKind.INVITATION, actor=house.steward, expected_number=1)
    values = {
        "name": "Neu GmbH",
        "postcode": "67655",
        "town": "Kaiserslautern",
        "person": "E",
        "email": "e@neu.example",
    }
    registration = register_firm(cluster=house.cluster, values=values)
    move_registration(registration, RegistrationState.VERIFIED, now=NOW)
    reject_registration(registration=registration, actor=house.steward, reason="Nicht aus der Region")
    tell_of_certificates(NOW)
    keep_fresh(NOW)
    keep_fresh(NOW + timedelta(days=91))
    kinds = {kind for kind, _ in mails()}
    assert kinds == {
        "profiles.archived",
        "profiles.certificates",
        "profiles.confirmation",
        "profiles.invitation",
        "profiles.registration",
        "profiles.registration_rejected",
    }
    assert set(Mail.objects.values_list("scope", flat=True)) == {f"cluster:{house.cluster.pk}"}
