"""Inviting many firms: who is asked how, what is counted, and who is left in peace."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import PersonalLink
from companies.domain.merging import merge_companies
from companies.enums import CompanyState
from outbox.domain.addresses import choose_frequency, mark_undeliverable, object_to_mail
from outbox.enums import Frequency, LegalBasis, MailState, ObjectionVia
from outbox.models import Address, Mail
from profiles.domain.inviting import (
    Addressee,
    close_campaign,
    correct_address,
    create_campaign,
    decline_invitation,
    invite_companies,
    letters_of,
    next_number,
    print_letters,
    recipients_of,
    reprint_letters,
    revoke_invitation,
    send_mails,
)
from profiles.enums import CampaignState, InvitationStage, Reach, SendingKind
from profiles.models import Campaign, ConfirmationRound, Delivery, Invitation
from profiles.notifications import INVITATION
from profiles.rules import reach_of, stage_of
from tests.factories import (
    ClusterFactory,
    CompanyFactory,
    ConfirmationRoundFactory,
    ContactPersonFactory,
    SiteFactory,
    StaffFactory,
)
from tests.profiles.posting import NOW, deliver, links_in
from tests.profiles.submission_cast import House, make_house

WEEK = timedelta(days=7)


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def firm(house: House, name: str, **values: object) -> object:
    return CompanyFactory(name=name, cluster=house.cluster, **values)


def campaign_for(house: House, *companies: object, addressees: tuple[Addressee, ...] = ()) -> Campaign:
    return create_campaign(
        cluster=house.cluster,
        name="Herbst",
        actor=house.steward,
        companies=companies,  # type: ignore[arg-type]
        addressees=addressees,
        origin="Adressliste der Kammer",
    )


def send(campaign: Campaign, house: House, kind: str = "INVITATION", now: datetime = NOW) -> int:
    return send_mails(
        campaign=campaign,
        kind=SendingKind(kind),
        actor=house.steward,
        expected_number=next_number(campaign),
        now=now,
    )


def stages(campaign: Campaign) -> dict[str, InvitationStage]:
    return {row.name: stage_of(row) for row in campaign.invitations.with_progress()}


def reaches(campaign: Campaign) -> dict[str, Reach]:
    return {row.name: reach_of(row) for row in campaign.invitations.with_progress()}


def test_firms_are_invited_once_at_the_best_address_we_know(house: House) -> None:
    own = firm(house, "Alpha GmbH", email="info@alpha.example")
    by_person = firm(house, "Beta GmbH")
    ContactPersonFactory(company=by_person, email="b@beta.example")
    by_letter = firm(house, "Gamma GmbH")
    SiteFactory(company=by_letter)
    by_phone = firm(house, "Delta GmbH", phone="06371 1")
    archived = firm(house, "Weg GmbH", state=CompanyState.ARCHIVED)
    elsewhere = CompanyFactory(name="Fremd GmbH")
    campaign = campaign_for(house, own, by_person, by_letter, by_phone, archived, elsewhere)

    assert reaches(campaign) == {
        "Alpha GmbH": Reach.MAIL,
        "Beta GmbH": Reach.MAIL,
        "Gamma GmbH": Reach.LETTER,
        "Delta GmbH": Reach.PHONE,
    }
    assert invite_companies(campaign=campaign, companies=[own, by_phone], actor=house.steward) == 0
    assert send(campaign, house) == 2
    campaign.refresh_from_db()
    assert (campaign.state, campaign.started_at) == (CampaignState.RUNNING, NOW)
    assert set(deliver()) == {"info@alpha.example", "b@beta.example"}
    address = Address.objects.get(email="b@beta.example")
    assert (address.basis, address.basis_note) == (
        LegalBasis.PUBLIC_TASK,
        "Ansprechperson im Profil des Unternehmens",
    )


def test_a_list_invites_firms_that_the_directory_does_not_know(house: House) -> None:
    known = firm(house, "Alpha GmbH", email="alt@alpha.example")
    campaign = campaign_for(
        house,
        addressees=(
            Addressee("Neu GmbH", email="post@neu.example", postcode="67655", town="Kaiserslautern"),
            Addressee("Neu GmbH", email="nochmal@neu.example", postcode="67655"),
            Addressee("Alpha", email="neu@alpha.example", company=known),  # type: ignore[arg-type]
        ),
    )
    rows = {row.name: row for row in campaign.invitations.all()}
    assert set(rows) == {"Neu GmbH", "Alpha GmbH"}
    assert (rows["Alpha GmbH"].email, rows["Alpha GmbH"].company) == ("neu@alpha.example", known)
    assert (rows["Neu GmbH"].company, rows["Neu GmbH"].origin) == (None, "Adressliste der Kammer")


def test_a_list_with_an_address_that_is_none_adds_nobody(house: House) -> None:
    with pytest.raises(ValidationError):
        campaign_for(house, addressees=(Addressee("Eins", postcode="67655"), Addressee("Neu", email="kein")))
    assert Campaign.objects.count() == 0


def test_a_second_click_sends_nothing_again(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example"))
    number = next_number(campaign)
    values = {"campaign": campaign, "kind": SendingKind.INVITATION, "expected_number": number, "now": NOW}
    assert send_mails(actor=house.steward, **values) == 1  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="schon ausgelöst"):
        send_mails(actor=house.colleague, **values)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="niemand mehr"):
        send(campaign, house)
    assert (Mail.objects.count(), Delivery.objects.count()) == (1, 1)


def test_the_link_exists_only_in_the_mail_that_left_and_as_a_digest(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example"))
    send(campaign, house)
    (text,) = deliver().values()
    (path,) = links_in(text)
    token = path.split("/")[2]
    mail, link = Mail.objects.get(), PersonalLink.objects.get()
    assert token not in mail.text + mail.html + link.digest
    assert (link.expires_at - link.issued_at, link.opened_at) == (timedelta(days=60), None)
    assert link.reference == f"invitation:{campaign.invitations.get().pk}"
    assert mail.subject == "Drei Fragen an Alpha GmbH"
    assert "Woher wir diese Adresse haben: Angabe im Profil des Unternehmens." in text


def test_reminders_are_counted_per_firm_and_sending_not_per_firm(house: House) -> None:
    alpha = firm(house, "Alpha GmbH", email="a@alpha.example")
    beta = firm(house, "Beta GmbH", email="b@beta.example")
    first, second = campaign_for(house, alpha), campaign_for(house, alpha, beta)
    send(first, house)
    send(second, house)
    send(first, house, "REMINDER", NOW + WEEK)
    send(first, house, "REMINDER", NOW + 2 * WEEK)

    def counted(campaign: Campaign) -> dict[str, tuple[int, int]]:
        return {row.name: (row.mails, row.reminders) for row in campaign.invitations.with_progress()}

    assert counted(first) == {"Alpha GmbH": (3, 2)}
    assert counted(second) == {"Alpha GmbH": (1, 0), "Beta GmbH": (1, 0)}
    assert recipients_of(first, kind=SendingKind.REMINDER, now=NOW + 9 * WEEK) == []
    assert len(recipients_of(second, kind=SendingKind.REMINDER, now=NOW + WEEK)) == 2
    assert [(row.number, row.kind) for row in first.sendings.all()] == [
        (1, "INVITATION"),
        (2, "REMINDER"),
        (3, "REMINDER"),
    ]


def test_nobody_is_reminded_within_a_week_or_before_an_invitation(house: House) -> None:
    alpha = firm(house, "Alpha GmbH", email="a@alpha.example")
    campaign = campaign_for(house, alpha)
    assert recipients_of(campaign, kind=SendingKind.REMINDER, now=NOW + WEEK) == []
    send(campaign, house)
    almost = NOW + WEEK - timedelta(seconds=1)
    assert recipients_of(campaign, kind=SendingKind.REMINDER, now=almost) == []
    assert [row.name for row in recipients_of(campaign, kind=SendingKind.REMINDER, now=NOW + WEEK)] == [
        "Alpha GmbH"
    ]


def test_who_answered_by_whatever_way_is_not_reminded(house: House) -> None:
    campaign = campaign_for(house, house.company)
    row = campaign.invitations.get()
    correct_address(invitation=row, actor=house.steward, values={"email": "post@muster.example"})
    send(campaign, house)
    house.submitted(phone="06371 2000")
    assert stages(campaign) == {"Dreherei Muster GmbH": InvitationStage.SUBMITTED}
    assert recipients_of(campaign, kind=SendingKind.REMINDER, now=NOW + 9 * WEEK) == []


def test_an_answer_from_before_the_campaign_does_not_count(house: House) -> None:
    house.submitted(phone="06371 2000")
    campaign = campaign_for(house, house.company)
    Invitation.objects.update(created_at=timezone.now() + timedelta(minutes=1))
    assert stages(campaign) == {"Dreherei Muster GmbH": InvitationStage.PREPARED}


def test_a_mail_that_waits_is_not_sent_to_who_answered_meanwhile(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example"))
    send(campaign, house)
    decline_invitation(invitation=campaign.invitations.get(), actor=None)
    assert deliver() == {}
    assert Mail.objects.get().state == MailState.CANCELLED


@pytest.mark.parametrize("address", ["a@alpha.example", "ALT@alpha.example"])
def test_one_objection_stops_all_mail_to_a_firm_whatever_the_address(house: House, address: str) -> None:
    alpha = firm(house, "Alpha GmbH", email="alt@alpha.example")
    SiteFactory(company=alpha)
    send(campaign_for(house, alpha), house)
    object_to_mail(address=Address.objects.get(), via=ObjectionVia.LINK, actor=None)
    alpha.email = "a@alpha.example"  # type: ignore[attr-defined]
    alpha.save()  # type: ignore[attr-defined]
    later = campaign_for(house, alpha)
    correct_address(invitation=later.invitations.get(), actor=house.steward, values={"email": address})
    assert reaches(later) == {"Alpha GmbH": Reach.NOT}
    assert letters_of(later, kind=SendingKind.INVITATION, now=NOW) == []
    with pytest.raises(ValidationError, match="niemand mehr"):
        send(later, house)


def test_who_wants_no_invitations_is_not_invited_by_mail(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example", phone="1"))
    send(campaign, house)
    choose_frequency(address=Address.objects.get(), kind=INVITATION, frequency=Frequency.NEVER)
    assert deliver() == {}
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.UNWANTED}
    assert reaches(campaign) == {"Alpha GmbH": Reach.PHONE}
    assert recipients_of(campaign, kind=SendingKind.REMINDER, now=NOW + WEEK) == []


def test_a_bounced_firm_gets_a_letter_or_a_mail_at_its_corrected_address(house: House) -> None:
    alpha = firm(house, "Alpha GmbH", email="tot@alpha.example")
    SiteFactory(company=alpha)
    campaign = campaign_for(house, alpha)
    send(campaign, house)
    deliver()
    Mail.objects.update(state=MailState.BOUNCED)
    mark_undeliverable(address=Address.objects.get(), reason="550", actor=None)
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.BOUNCED}
    assert reaches(campaign) == {"Alpha GmbH": Reach.LETTER}
    assert [row.name for row in letters_of(campaign, kind=SendingKind.INVITATION, now=NOW)] == ["Alpha GmbH"]

    row = campaign.invitations.get()
    correct_address(invitation=row, actor=house.steward, values={"email": "neu@alpha.example"})
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.PREPARED}
    assert send(campaign, house) == 1
    assert set(deliver()) == {"neu@alpha.example"}
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.SENT}


def test_letters_are_printed_once_with_links_of_their_own(house: House) -> None:
    alpha = firm(house, "Alpha GmbH")
    SiteFactory(company=alpha)
    campaign = campaign_for(house, alpha, firm(house, "Delta GmbH", phone="1"))

    def print_all(kind: SendingKind = SendingKind.INVITATION, now: datetime = NOW) -> list[str]:
        letters = print_letters(
            campaign=campaign,
            kind=kind,
            actor=house.steward,
            expected_number=next_number(campaign),
            now=now,
        )
        return [letter.invitation.name for letter in letters]

    assert print_all() == ["Alpha GmbH"]
    assert PersonalLink.objects.get().reference == f"invitation:{alpha.invitations.get().pk}"  # type: ignore[attr-defined]
    assert stages(campaign)["Alpha GmbH"] == InvitationStage.SENT
    with pytest.raises(ValidationError, match="niemand mehr"):
        print_all()
    assert print_all(SendingKind.REMINDER, NOW + WEEK) == ["Alpha GmbH"]
    assert Mail.objects.count() == 0


def test_lost_letters_are_made_again_for_those_who_still_need_them(house: House) -> None:
    firms = [firm(house, name) for name in ("Alpha GmbH", "Beta GmbH")]
    for each in firms:
        SiteFactory(company=each)
    campaign = campaign_for(house, *firms)
    print_letters(
        campaign=campaign, kind=SendingKind.INVITATION, actor=house.steward, expected_number=1, now=NOW
    )
    sending = campaign.sendings.get()
    alpha, beta = campaign.invitations.order_by("name")
    decline_invitation(invitation=beta, actor=None)
    assert [letter.invitation for letter in reprint_letters(sending=sending, actor=house.steward)] == [alpha]
    assert PersonalLink.objects.about("profiles.invitation", alpha.reference).not_closed().count() == 2
    assert Invitation.objects.with_progress().get(pk=alpha.pk).reminders == 0
    decline_invitation(invitation=alpha, actor=None)
    with pytest.raises(ValidationError, match="keine mehr"):
        reprint_letters(sending=sending, actor=house.steward)
    with pytest.raises(PermissionDenied):
        reprint_letters(sending=sending, actor=StaffFactory())


def test_a_revoked_invitation_has_no_working_link_and_gets_no_new_one(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example"))
    send(campaign, house)
    deliver()
    revoke_invitation(invitation=campaign.invitations.get(), actor=house.steward, now=NOW)
    assert PersonalLink.objects.get().revoked_by == house.steward
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.REVOKED}
    assert recipients_of(campaign, kind=SendingKind.REMINDER, now=NOW + WEEK) == []


def test_a_closed_campaign_sends_nothing(house: House) -> None:
    alpha = firm(house, "Alpha GmbH", email="a@alpha.example")
    campaign = campaign_for(house, alpha)
    close_campaign(campaign=campaign, actor=house.steward, now=NOW)
    with pytest.raises(ValidationError, match="beendet"):
        send(campaign, house)
    with pytest.raises(ValidationError, match="beendet"):
        close_campaign(campaign=campaign, actor=house.steward, now=NOW)


def test_staff_of_other_clusters_invite_nobody(house: House) -> None:
    campaign = campaign_for(house, firm(house, "Alpha GmbH", email="a@alpha.example"))
    stranger = StaffFactory(clusters=[ClusterFactory()])
    for act in (
        lambda: create_campaign(cluster=house.cluster, name="X", actor=stranger),
        lambda: send_mails(
            campaign=campaign, kind=SendingKind.INVITATION, actor=stranger, expected_number=1, now=NOW
        ),
        lambda: close_campaign(campaign=campaign, actor=stranger),
        lambda: revoke_invitation(invitation=campaign.invitations.get(), actor=stranger),
        lambda: correct_address(invitation=campaign.invitations.get(), actor=stranger, values={}),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Mail.objects.count() == 0


def test_progress_of_many_firms_is_one_query(house: House, django_assert_num_queries: object) -> None:
    companies = [firm(house, f"Firma {n} GmbH", email=f"f{n}@firma.example") for n in range(3)]
    campaign = campaign_for(house, *companies)
    send(campaign, house)
    deliver()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert set(stages(campaign).values()) == {InvitationStage.SENT}


def test_a_merge_keeps_what_was_asked_and_answered(house: House) -> None:
    first, second = firm(house, "Alpha GmbH", email="a@alpha.example"), firm(house, "Alfa GmbH")
    campaign = campaign_for(house, first, second)
    send(campaign, house)
    for company in (first, second):
        ConfirmationRoundFactory(company=company)
    merge_companies(keep=first, other=second, actor=house.steward)  # type: ignore[arg-type]
    assert {row.company for row in campaign.invitations.all()} == {first, second}
    assert [row.company for row in ConfirmationRound.objects.open()] == [first]
    assert stages(campaign) == {"Alpha GmbH": InvitationStage.LEAVING, "Alfa GmbH": InvitationStage.REVOKED}
