"""Answering through a personal link: nothing by looking, one firm only, on any device, until it is closed."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import PersonalLink
from companies.domain.editing import confirm_profile
from companies.enums import CompanyState
from outbox.models import Mail
from profiles.domain.answers import answers_of
from profiles.domain.inviting import revoke_invitation
from profiles.domain.reviewing import approve, assign_company, return_submission
from profiles.enums import RegistrationState, RoundAnswer, SubmissionSource, SubmissionState
from profiles.models import ConfirmationRound, Invitation, Registration, Submission
from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK
from tests.factories import (
    CampaignFactory,
    ConfirmationRoundFactory,
    InvitationFactory,
    RegistrationFactory,
    StoredFileFactory,
    SubmissionFactory,
)
from tests.personal_links import token_for
from tests.profiles.submission_cast import House, make_house


@pytest.fixture
def house(db: None, empty_cache: None) -> House:
    return make_house()


def invited(house: House, **values: object) -> tuple[Invitation, str]:
    """An invitation of the firm of the house, or of an unknown one, and the secret of its link."""
    values = values or {"company": house.company, "name": house.company.name}
    invitation = InvitationFactory(campaign=CampaignFactory(cluster=house.cluster), **values)
    return invitation, token_for(INVITATION_LINK, invitation.reference)


def page(name: str, token: str, *more: object) -> str:
    return reverse(f"profiles:{name}", args=[token, *more])


def begin(token: str, name: str = "invitation") -> Client:
    """A new browser in which the holder of the link has begun."""
    client = Client()
    client.post(page(f"{name}_begin", token))
    return client


def answer(client: Client, token: str, step: str = "fragen", name: str = "invitation", **typed: str) -> int:
    """Open a step, type into it and send it, as a browser without scripts does; return the status."""
    url = page(f"{name}_step", token, step)
    stand = client.get(url).context["stand"]
    return client.post(url, {"stand": stand, **typed}).status_code


def test_looking_at_every_page_writes_nothing(house: House) -> None:
    invitation, token = invited(house)
    client = Client()
    for name, more in (
        ("invitation", []),
        ("invitation_begin", []),
        ("invitation_withdraw", []),
        ("invitation_step", ["fragen"]),
    ):
        for _ in range(2):
            assert client.get(page(name, token, *more), follow=True).status_code == 200
            assert client.head(page(name, token, *more), follow=True).status_code == 200
    invitation.refresh_from_db()
    assert (Submission.objects.count(), Mail.objects.count()) == (0, 0)
    assert (invitation.submission, invitation.started_at) == (None, None)
    assert PersonalLink.objects.get().opened_at is None


def test_every_form_on_these_pages_can_be_sent(house: House) -> None:
    """A browser sends the token against forged requests; the client of the other tests goes without."""
    _, token = invited(house)
    browser = Client(enforce_csrf_checks=True)
    for state in ("", SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED):
        if state:
            begin(token)
            Submission.objects.update(state=state, submitted_at=timezone.now(), note="?")
        text = browser.get(page("invitation", token)).content.decode()
        assert text.count("<form") == text.count("csrfmiddlewaretoken") > 0, state


def test_a_draft_begun_on_the_telephone_goes_on_at_the_desk(house: House) -> None:
    invitation, token = invited(house)
    phone = begin(token)
    assert PersonalLink.objects.get().opened_at is not None
    invitation.refresh_from_db()
    assert invitation.started_at is None
    assert answer(phone, token, core_competences="Wir drehen Wellen.") == 302
    invitation.refresh_from_db()
    assert invitation.started_at is not None

    desk = begin(token)
    form = desk.get(page("invitation_step", token, "fragen")).context["form"]
    assert form["core_competences"].value() == "Wir drehen Wellen."
    draft = Submission.objects.get()
    assert (draft.source, draft.author, draft.company) == (SubmissionSource.LINK, None, house.company)


def test_answers_are_handed_in_returned_and_handed_in_again(house: House) -> None:
    _, token = invited(house)
    client = begin(token)
    answer(client, token, core_competences="Wir drehen Wellen.", offered_services="Drehen")
    assert answer(client, token, "absenden") == 302
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.SUBMITTED
    assert "Ihre Angaben sind eingereicht" in client.get(page("invitation", token)).content.decode()
    assert answer_closed(client, token) == 200

    return_submission(submission=submission, actor=house.steward, note="Bis zu welcher Länge?")
    assert "Bis zu welcher Länge?" in client.get(page("invitation", token)).content.decode()
    answer(client, token, core_competences="Wir drehen Wellen bis 2 m.")
    answer(client, token, "absenden")
    approve(submission=submission, actor=house.steward)
    assert house.fresh().core_text == "Wir drehen Wellen bis 2 m."
    assert "stehen seit dem" in client.get(page("invitation", token)).content.decode()


def answer_closed(client: Client, token: str) -> int:
    return client.get(page("invitation_step", token, "fragen")).status_code


def test_answers_can_be_taken_back_while_nobody_decided(house: House) -> None:
    _, token = invited(house, name="Neue GmbH", postcode="67655", town="Kaiserslautern")
    client = begin(token)
    answer(client, token, core_competences="Wir drehen Wellen.")
    answer(client, token, "absenden")
    client.post(page("invitation_withdraw", token))
    old, draft = Submission.objects.order_by("pk")
    assert (old.state, draft.state) == (SubmissionState.WITHDRAWN, SubmissionState.DRAFT)
    assert answers_of(draft).core_competences == "Wir drehen Wellen."
    form = client.get(page("invitation_step", token, "fragen")).context["form"]
    assert form["core_competences"].value() == "Wir drehen Wellen."


def test_an_unknown_firm_becomes_one_of_the_directory(house: House) -> None:
    invitation, token = invited(house, name="Neue GmbH", postcode="67655", town="Kaiserslautern")
    client = begin(token)
    begin(token)
    answer(client, token, core_competences="Wir drehen Wellen.")
    answer(client, token, "absenden")
    submission = Submission.objects.get()
    assert (submission.company, str(submission)) == (None, "Neue GmbH")
    approved = approve(submission=submission, actor=house.steward)
    assert approved.company is not None
    assert (approved.company.name, approved.company.state) == ("Neue GmbH", CompanyState.PUBLISHED)
    begin(token)
    invitation.refresh_from_db()
    assert invitation.submission.company == approved.company  # type: ignore[union-attr]


def test_a_link_opens_the_answers_of_its_own_firm_only(house: House) -> None:
    foreign = SubmissionFactory(cluster=house.cluster)
    file = StoredFileFactory()
    foreign.files.add(file)
    _, token = invited(house)
    client = begin(token)
    assert client.get(page("invitation_file", token, file.pk)).status_code == 404
    assert client.get(page("invitation_file", token, uuid.uuid4())).status_code == 404
    assert client.get(reverse("profiles:own_step", args=[foreign.reference, "fragen"])).status_code == 302
    own = house.company.submissions.get()
    for wrong in (str(own.pk), str(own.reference), PersonalLink.objects.get().digest):
        assert client.get(page("invitation", wrong)).status_code == 404
        assert client.get(page("invitation_step", wrong, "fragen")).status_code == 404


def test_what_is_smuggled_into_a_post_is_ignored(house: House) -> None:
    other = SubmissionFactory(cluster=house.cluster).company
    _, token = invited(house)
    client = begin(token)
    answer(
        client,
        token,
        core_competences="Wir drehen.",
        company=str(other.pk),
        role="OWNER",
        state="APPROVED",
        last_confirmed="2030-01-01",
        notes_internal="x",
    )
    submission = house.company.submissions.get()
    assert (submission.company, submission.state) == (house.company, SubmissionState.DRAFT)
    assert not {"last_confirmed", "notes_internal", "company", "role"} & set(submission.answers)
    assert house.company.people.count() == 1


def test_one_post_declines_and_beginning_takes_that_back(house: House) -> None:
    invitation, token = invited(house)
    client = Client()
    client.post(page("invitation", token), {"do": "decline", "reason": " keine\tZeit "})
    invitation.refresh_from_db()
    assert (invitation.declined_at is not None, invitation.decline_reason) == (True, "keine Zeit")
    assert "Sie möchten nicht dabei sein" in client.get(page("invitation", token)).content.decode()
    begin(token)
    invitation.refresh_from_db()
    assert (invitation.declined_at, invitation.decline_reason) == (None, "")


def test_a_revoked_invitation_lets_nobody_write_any_more(house: House) -> None:
    invitation, token = invited(house)
    client = begin(token)
    answer(client, token, core_competences="Erste Fassung")
    revoke_invitation(invitation=invitation, actor=house.steward)
    url = page("invitation_step", token, "fragen")
    assert client.post(url, {"core_competences": "Zweite Fassung"}).status_code == 410
    assert answers_of(house.company.submissions.get()).core_competences == "Erste Fassung"


def test_pages_of_links_are_neither_kept_nor_passed_on(house: House) -> None:
    _, token = invited(house)
    response = Client().get(page("invitation", token))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def asked(house: House) -> tuple[ConfirmationRound, str]:
    round = ConfirmationRoundFactory(company=house.company)
    return round, token_for(CONFIRMATION_LINK, round.reference)


def test_one_post_confirms_and_a_get_does_not(house: House) -> None:
    round, token = asked(house)
    client = Client()
    before = house.fresh().confirmed_at
    for name in ("confirmation", "confirmation_change", "confirmation_leave"):
        assert client.get(page(name, token)).status_code == 200
    assert (house.fresh().confirmed_at, house.fresh().state) == (before, CompanyState.PUBLISHED)
    response = client.post(page("confirmation", token), follow=True)
    assert "Das Profil gilt als bestätigt" in response.content.decode()
    round.refresh_from_db()
    assert (round.answer, house.fresh().confirmed_at) == (RoundAnswer.CONFIRMED, round.answered_at.date())
    history = house.fresh().history.latest()
    assert (history.history_user, history.history_change_reason) == (None, "bestätigt")


def test_confirming_twice_is_confirming_once(house: House) -> None:
    _, token = asked(house)
    client = Client()
    client.post(page("confirmation", token))
    number = house.fresh().history.count()
    response = client.post(page("confirmation", token), follow=True)
    assert "schon erledigt" in response.content.decode()
    assert house.fresh().history.count() == number
    client.post(page("confirmation_leave", token))
    assert house.fresh().state == CompanyState.PUBLISHED


def test_the_link_to_change_leads_to_the_form(house: House) -> None:
    round, token = asked(house)
    client = begin(token, "confirmation")
    assert answer(client, token, name="confirmation", core_competences="Neu") == 302
    round.refresh_from_db()
    assert (round.submission, round.answer) == (house.company.submissions.get(), "")


def test_leaving_takes_one_post_and_ends_the_link(house: House) -> None:
    round, token = asked(house)
    response = Client().post(page("confirmation_leave", token), {"reason": "zu klein"}, follow=True)
    assert "zeigen wir das Profil nicht mehr" in response.content.decode()
    round.refresh_from_db()
    assert (round.answer, round.reason, house.fresh().state) == (
        RoundAnswer.LEFT,
        "zu klein",
        CompanyState.ARCHIVED,
    )
    begin(token, "confirmation")
    assert Submission.objects.count() == 0


def test_a_settled_round_says_so_though_the_job_did_not_run_yet(house: House) -> None:
    _, token = asked(house)
    confirm_profile(company=house.company, actor=house.steward)
    assert Client().post(page("confirmation", token), follow=True).status_code == 200


def test_a_firm_that_was_told_of_a_certificate_changes_its_profile(house: House) -> None:
    token = token_for(CHANGE_LINK, f"company:{house.company.pk}")
    client = begin(token, "change")
    assert answer(client, token, name="change", offered_services="Fräsen und Drehen") == 302
    assert answers_of(house.company.submissions.get()).offered_services == "Fräsen und Drehen"


def registered(house: House) -> tuple[Registration, str]:
    row = RegistrationFactory(cluster=house.cluster, name="Dreherei Muster GmbH", website="")
    return row, token_for(REGISTRATION_LINK, row.reference)


def test_beginning_verifies_the_address_of_a_registration(house: House) -> None:
    row, token = registered(house)
    Client().get(page("registration", token))
    row.refresh_from_db()
    assert (row.state, row.verified_at) == (RegistrationState.UNVERIFIED, None)
    begin(token, "registration")
    begin(token, "registration")
    row.refresh_from_db()
    assert (row.state, Submission.objects.count()) == (RegistrationState.VERIFIED, 1)
    assert answers_of(row.submission).email == row.email  # type: ignore[arg-type]


def test_a_registration_never_opens_a_firm_that_exists(house: House) -> None:
    """Even when staff count its answers for that firm: the claim of a firm is another decision."""
    row, token = registered(house)
    client = begin(token, "registration")
    answer(client, token, name="registration", core_competences="Gekapert")
    answer(client, token, "absenden", name="registration")
    row.refresh_from_db()
    assign_company(submission=row.submission, company=house.company, actor=house.steward)  # type: ignore[arg-type]
    return_submission(submission=row.submission, actor=house.steward, note="?")  # type: ignore[arg-type]
    Submission.objects.filter(pk=row.submission_id).update(state=SubmissionState.WITHDRAWN)
    secret = house.draft(core_competences="Entwurf des Inhabers")
    shown = client.get(page("registration", token)).context["submission"]
    assert shown.pk == row.submission_id
    client.post(page("registration_begin", token))
    url = page("registration_step", token, "fragen")
    assert "Entwurf des Inhabers" not in client.get(url).content.decode()
    secret.refresh_from_db()
    assert answers_of(secret).core_competences == "Entwurf des Inhabers"
