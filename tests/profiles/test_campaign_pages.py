"""The pages from which staff invite: lists of addresses, sending, printing, correcting, and what they count."""

import re
from collections.abc import Generator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.models import PersonalLink
from outbox.models import Mail
from profiles.domain.inviting import Letter
from profiles.domain.letters import letters_pdf, qr_svg
from profiles.enums import CampaignState, InvitationStage
from profiles.models import Campaign, ConfirmationRound, Delivery, Invitation, Registration
from profiles.rules import stage_of
from tests.cast import Cast
from tests.factories import (
    CampaignFactory,
    ConfirmationRoundFactory,
    InvitationFactory,
    RegistrationFactory,
    SiteFactory,
)
from tests.profiles.posting import NOW

LIST = (
    "Firma;Mail;PLZ;Ort;Telefon\r\n"
    "Neue Härterei GmbH;post@haerterei.example;67655;Kaiserslautern;0631 1\r\n"
    "Dreherei Vogel GmbH;chef@vogel.example;;;\r\n"
    "Dreherei Vogl GmbH;x@vogl.example;66849;Landstuhl;\r\n"
    ";ohne@namen.example;;;\r\n"
    "Neue Härterei GmbH;nochmal@haerterei.example;67655;Kaiserslautern;\r\n"
)


def upload(text: str = LIST) -> SimpleUploadedFile:
    return SimpleUploadedFile("liste.csv", text.encode("cp1252"), "text/csv")


def page_of(campaign: Campaign) -> str:
    return reverse("admin:profiles_campaign_change", args=[campaign.pk])


def do(client: Client, campaign: Campaign, wanted: str, number: int = 1, **more: object) -> str:
    """Press a button of the page and return what it says then."""
    response = client.post(page_of(campaign), {"do": wanted, "number": number, **more}, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_a_list_of_addresses_becomes_a_campaign(cast: Cast) -> None:
    SiteFactory(company=cast.own)
    client = cast.client("staff")
    response = client.post(
        reverse("admin:profiles_campaign_add"),
        {
            "cluster": cast.cluster.pk,
            "name": "Herbst",
            "message": "wir bitten Sie um drei Antworten.",
            "answer_by": "",
            "file": upload(),
            "origin": "Liste der Kammer",
        },
        follow=True,
    )
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.created_by) == (CampaignState.DRAFT, cast.people["staff"])
    assert {(row.name, row.email, row.company, row.origin) for row in campaign.invitations.all()} == {
        ("Neue Härterei GmbH", "post@haerterei.example", None, "Liste der Kammer"),
        ("Dreherei Vogel GmbH", "chef@vogel.example", cast.own, "Liste der Kammer"),
    }
    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 3
    assert said[0].startswith("Zeile 4: „Dreherei Vogl GmbH“ ähnelt „Dreherei Vogel GmbH“.")
    assert Mail.objects.count() == 0


def test_what_is_no_address_is_named_with_row_and_column(campaign: Campaign, cast: Cast) -> None:
    text = 'Firma;Mail;Telefon\r\nNeue Härterei GmbH;"keine, adresse";0631 1\r\n=HYPERLINK("http://x.example");;\r\n'
    values = {"do": "list", "file": upload(text), "origin": "Kammer"}
    said = cast.client("staff").post(page_of(campaign), values, follow=True).context["messages"]
    assert [str(message)[:60] for message in said] == [
        "1 Firma aufgenommen.",
        "Zeile 2, Spalte B („Mail“): „keine, adresse“ ist keine gülti",
        "Zeile 3, Spalte A („Firma“): Der Text beginnt wie eine Forme",
    ]
    assert campaign.invitations.get(name="Neue Härterei GmbH").email == ""


@pytest.mark.parametrize(
    ("file", "origin", "field"),
    [
        (SimpleUploadedFile("x.pdf", b"%PDF-1.4"), "Kammer", "file"),
        (SimpleUploadedFile("x.csv", b"a;b\n1;2\n"), "Kammer", "file"),
        (upload(), "", "origin"),
    ],
)
def test_a_list_that_is_none_or_has_no_origin_is_refused_beside_its_field(
    file: SimpleUploadedFile, origin: str, field: str, cast: Cast
) -> None:
    values = {"cluster": cast.cluster.pk, "name": "X", "message": "Y", "file": file, "origin": origin}
    response = cast.client("staff").post(reverse("admin:profiles_campaign_add"), values)
    assert field in response.context["form"].errors
    assert Campaign.objects.count() == 0


def test_firms_are_chosen_in_the_list_of_companies(cast: Cast) -> None:
    response = cast.client("staff").post(
        reverse("admin:companies_company_changelist"),
        {"action": "invite_selected", "_selected_action": [cast.own.pk, cast.other.pk, cast.elsewhere.pk]},
        follow=True,
    )
    campaign = Campaign.objects.get()
    assert {row.company for row in campaign.invitations.all()} == {cast.own, cast.other}
    assert response.context["title"] == campaign.name


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """One firm with e-mail, one with an address only, one with nothing."""
    campaign = CampaignFactory(cluster=cast.cluster, name="Herbst")
    InvitationFactory(campaign=campaign, name="Alpha GmbH", email="a@alpha.example")
    InvitationFactory(
        campaign=campaign,
        name="Beta GmbH",
        email="",
        street="Werkstraße 1",
        postcode="67655",
        town="Kaiserslautern",
    )
    InvitationFactory(campaign=campaign, name="Gamma GmbH", email="", phone="0631 3")
    return campaign


def test_the_page_says_whom_to_mail_to_print_for_and_to_call(campaign: Campaign, cast: Cast) -> None:
    page = cast.client("staff").get(page_of(campaign))
    text = page.content.decode()
    assert "1 Einladung</button>" not in text
    assert re.search(r"1 Einladung\s*per E-Mail senden", text)
    assert re.search(r"1 Brief\s*als PDF", text)
    assert [row.name for row in page.context["to_call"]] == ["Gamma GmbH"]
    assert page.context["preview"]["subject"] == "Drei Fragen an Alpha GmbH"
    assert (PersonalLink.objects.count(), Mail.objects.count()) == (0, 0)


def test_sending_prints_nothing_and_printing_sends_nothing(campaign: Campaign, cast: Cast) -> None:
    client = cast.client("staff")
    assert do(client, campaign, "send") == "Einladung an 1 Firma geschrieben; sie gehen jetzt hinaus."
    assert do(client, campaign, "send") == "Dieser Versand ist inzwischen schon ausgelöst worden."
    # The page still shows the number from before the mails: letters are another sending.
    response = client.post(page_of(campaign), {"do": "letters", "number": 1})
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert (Mail.objects.count(), PersonalLink.objects.count(), Delivery.objects.count()) == (1, 1, 2)
    totals = {key: number for key, _, number in client.get(page_of(campaign)).context["totals"]}
    assert (totals["all"], totals["sent"], totals["opened"]) == (3, 1, 0)
    shown = client.get(page_of(campaign) + "?zeige=sent").context["entries"]
    assert [entry["row"].name for entry in shown] == ["Beta GmbH"]


def test_letters_that_got_lost_are_printed_again_without_counting_again(
    campaign: Campaign, cast: Cast
) -> None:
    client = cast.client("staff")
    client.post(page_of(campaign), {"do": "letters", "number": 1})
    assert do(client, campaign, "letters") == "Dieser Versand ist inzwischen schon ausgelöst worden."
    assert "noch einmal drucken" in client.get(page_of(campaign)).text
    again = client.post(page_of(campaign), {"do": "reprint", "sending": 1})
    assert again.headers["Content-Type"] == "application/pdf"
    assert (PersonalLink.objects.count(), Delivery.objects.count()) == (2, 1)
    for number in ("2", "", "x", "²", "99999999"):
        assert client.post(page_of(campaign), {"do": "reprint", "sending": number}).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "99999999", "²"])
def test_a_number_that_is_none_sends_nothing(number: str, campaign: Campaign, cast: Cast) -> None:
    assert "schon ausgelöst" in do(cast.client("staff"), campaign, "send", number=number)  # type: ignore[arg-type]
    assert Mail.objects.count() == 0


def test_the_words_are_changed_and_shown_at_once(campaign: Campaign, cast: Cast) -> None:
    client = cast.client("staff")
    values = {"do": "text", "name": "Winter", "message": "Neue Worte.", "answer_by": "2099-01-31"}
    page = client.post(page_of(campaign), values, follow=True)
    assert "Neue Worte." in page.context["preview"]["text"]
    assert "Bitte antworten Sie bis zum 31.01.2099." in page.context["preview"]["text"]
    page = client.post(page_of(campaign), {**values, "answer_by": "2020-01-01"})
    assert "answer_by" in page.context["text_form"].errors
    campaign.refresh_from_db()
    assert (campaign.name, str(campaign.answer_by)) == ("Winter", "2099-01-31")


def test_a_list_is_added_and_a_campaign_ends(campaign: Campaign, cast: Cast) -> None:
    SiteFactory(company=cast.own)
    client = cast.client("staff")
    assert do(client, campaign, "list", file=upload(), origin="Kammer").startswith("2 Firmen aufgenommen.")
    assert "beendet" in do(client, campaign, "close")
    assert do(client, campaign, "send") == "Diese Aktion ist beendet."
    assert "Was Sie jetzt tun können" not in client.get(page_of(campaign)).content.decode()


def test_the_letter_is_looked_at_without_making_a_link(campaign: Campaign, cast: Cast) -> None:
    response = cast.client("staff").get(reverse("admin:profiles_campaign_letter", args=[campaign.pk]))
    assert response.content.startswith(b"%PDF-")
    assert PersonalLink.objects.count() == 0


def test_letters_are_tagged_and_bear_their_own_code(campaign: Campaign) -> None:
    rows = list(campaign.invitations.order_by("name"))
    links = ["https://portal.example/einladung/eins/", "https://portal.example/einladung/zwei/"]
    pdf = letters_pdf(
        campaign, [Letter(row, link) for row, link in zip(rows, links, strict=False)], day=NOW.date()
    )
    assert b"/MarkInfo" in pdf
    assert b"pdfuaid:part>1<" in pdf
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    for link in links:
        assert link.encode() in pdf
    assert qr_svg(links[0]) != qr_svg(links[1])
    assert qr_svg(links[0]).startswith("<svg ")


def test_an_address_is_corrected_a_refusal_noted_and_a_link_taken_back(
    campaign: Campaign, cast: Cast
) -> None:
    client = cast.client("staff")
    row = campaign.invitations.get(name="Alpha GmbH")
    url = reverse("admin:profiles_invitation_change", args=[row.pk])
    values = {
        "email": "neu@alpha.example",
        "phone": "",
        "street": "",
        "postcode": "",
        "town": "",
        "origin": "",
    }
    assert client.post(url, {**values, "_save": "1"}).headers["Location"] == page_of(campaign)
    row.refresh_from_db()
    assert row.email == "neu@alpha.example"
    client.post(url, {**values, "_decline": "1"})
    assert stages(campaign)["Alpha GmbH"] == InvitationStage.DECLINED
    url = reverse("admin:profiles_invitation_change", args=[campaign.invitations.get(name="Beta GmbH").pk])
    client.post(url, {**values, "_revoke": "1"})
    assert stages(campaign)["Beta GmbH"] == InvitationStage.REVOKED


def stages(campaign: Campaign) -> dict[str, InvitationStage]:
    return {row.name: stage_of(row) for row in campaign.invitations.with_progress()}


def test_foreign_campaigns_invitations_and_registrations_do_not_exist(cast: Cast) -> None:
    foreign = InvitationFactory(campaign=CampaignFactory(cluster=cast.second_cluster))
    registration = RegistrationFactory(cluster=cast.second_cluster, verified=True)
    round = ConfirmationRoundFactory(company=cast.elsewhere)
    client = cast.client("staff")
    for name, pk in (
        ("profiles_campaign_change", foreign.campaign.pk),
        ("profiles_campaign_letter", foreign.campaign.pk),
        ("profiles_invitation_change", foreign.pk),
        ("profiles_registration_change", registration.pk),
        ("profiles_confirmationround_change", round.pk),
    ):
        for response in (
            client.get(reverse(f"admin:{name}", args=[pk])),
            client.post(reverse(f"admin:{name}", args=[pk]), {"do": "send", "number": "1", "reason": "x"}),
        ):
            assert (response.status_code, response.headers["Location"]) == (302, "/admin/"), name
    assert Mail.objects.count() == 0
    assert Registration.objects.get().state == "VERIFIED"


def test_a_larger_campaign_costs_no_more_queries(cast: Cast) -> None:
    client = cast.client("staff")
    campaign = CampaignFactory(cluster=cast.cluster)

    def queries(firms: int) -> int:
        for _ in range(firms):
            InvitationFactory(campaign=campaign, company=None, street="", postcode="", town="")
        client.get(page_of(campaign))
        with CaptureQueriesContext(connection) as found:
            assert client.get(page_of(campaign)).status_code == 200
        return len(found)

    assert queries(1) == queries(2)


def test_the_call_list_notes_what_firms_say(cast: Cast) -> None:
    said, gone = ConfirmationRoundFactory(company=cast.own), ConfirmationRoundFactory(company=cast.other)
    url = reverse("admin:profiles_confirmationround_changelist")
    client = cast.client("staff")
    assert len(client.get(url).context["cl"].result_list) == 2
    for action, round in (("confirmed", said), ("left", gone)):
        client.post(url, {"action": action, "_selected_action": [round.pk]})
    assert dict(ConfirmationRound.objects.values_list("pk", "answer")) == {
        said.pk: "CONFIRMED",
        gone.pk: "LEFT",
    }
    assert list(client.get(url).context["cl"].result_list) == []


@pytest.fixture
def small_uploads() -> Generator[None, None, None]:
    with override_settings(UPLOAD_MAX_BYTES=10):
        yield


def test_a_file_that_is_too_large_is_refused(small_uploads: None, campaign: Campaign, cast: Cast) -> None:
    page = cast.client("staff").post(page_of(campaign), {"do": "list", "file": upload(), "origin": "Kammer"})
    assert "größer" in " ".join(page.context["list_form"].errors["file"])
    assert Invitation.objects.count() == 3
