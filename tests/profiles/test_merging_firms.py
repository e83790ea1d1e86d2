"""Two entries of one firm become one: what becomes of answers, invitations and questions of both."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import find_link, issue_link
from accounts.domain.staff_groups import sync_staff_groups
from companies.domain.merging import merge_companies, preview_merge
from companies.domain.profile_data import ProfileData
from companies.models import Company
from profiles.domain.link_answers import firm_of, holder_of
from profiles.domain.reviewing import return_submission
from profiles.domain.submitting import save_draft, start_submission, submit
from profiles.enums import RoundAnswer, SubmissionState
from profiles.models import CertificateNotice, ConfirmationRound, Invitation, Submission
from profiles.notifications import CONFIRMATION_LINK, INVITATION_LINK
from tests.factories import CampaignFactory, CompanyFactory, InvitationFactory
from tests.profiles.submission_cast import House, make_house


@pytest.fixture
def house(db: None) -> House:
    return make_house()


@pytest.fixture
def other(house: House) -> Company:
    return CompanyFactory(name="Muster Dreherei", cluster=house.cluster, core_text="Drehen.")


def answers(house: House, company: Company, state: str, text: str) -> Submission:
    """Answers of a firm that have come so far."""
    submission = start_submission(company=company, cluster=house.cluster, actor=None)
    submission = save_draft(submission=submission, answers=ProfileData(core_competences=text), actor=None)
    if state != SubmissionState.DRAFT:
        submission = submit(submission=submission, actor=None)
    if state == SubmissionState.RETURNED:
        submission = return_submission(submission=submission, actor=house.steward, note="Was meinen Sie?")
    return submission


D, S, R = SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED


@pytest.mark.parametrize(
    ("kept", "gone", "words"),
    [
        (
            S,
            S,
            "eingereicht am {day}) und von „Muster Dreherei“ (eingereicht am {day}). Entscheiden Sie zuerst eine",
        ),
        (
            S,
            R,
            "eingereicht am {day}) und von „Muster Dreherei“ (zurückgegeben am {day}). Entscheiden Sie zuerst die",
        ),
        (
            R,
            S,
            "zurückgegeben am {day}) und von „Muster Dreherei“ (eingereicht am {day}). Entscheiden Sie zuerst die",
        ),
    ],
)
def test_what_waits_for_staff_is_decided_first(house, other, kept, gone, words):
    answers(house, house.company, kept, "Drehen und Härten.")
    answers(house, other, gone, "Fräsen.")
    (objection,) = preview_merge(keep=house.company, other=other).objections
    assert words.format(day=f"{timezone.localdate():%d.%m.%Y}") in objection
    with pytest.raises(ValidationError) as caught:
        merge_companies(keep=house.company, other=other, actor=house.steward)
    assert caught.value.messages == [objection]
    assert list(Submission.objects.order_by("pk").values_list("company", "state")) == [
        (house.company.pk, kept),
        (other.pk, gone),
    ]


@pytest.mark.parametrize(
    ("kept", "gone", "stays"),
    [(D, S, 1), (S, D, 0), (D, R, 1), (R, D, 0), (D, D, 1), (R, R, 1)],
)
def test_a_draft_or_returned_answers_give_way_and_stay_readable(house, other, kept, gone, stays):
    rows = [
        answers(house, house.company, kept, "Drehen und Härten."),
        answers(house, other, gone, "Fräsen."),
    ]
    preview = preview_merge(keep=house.company, other=other)
    (move,) = [row for row in preview.moves if row.label == "Einreichungen"]
    assert (preview.objections, len(move.outcomes)) == ((), 1)
    assert move.outcomes[0].startswith(f"Es gelten die Angaben von „{rows[stays].company}“")
    merge_companies(keep=house.company, other=other, actor=house.steward)
    for row in rows:
        row.refresh_from_db()
    assert {row.company for row in rows} == {house.company}
    assert rows[stays].state == (kept, gone)[stays]
    away = rows[1 - stays]
    assert (away.state, away.answers["core_competences"]) == (
        SubmissionState.WITHDRAWN,
        ("Drehen und Härten.", "Fräsen.")[1 - stays],
    )
    event = away.events.last()
    assert (event.state, event.actor, event.note) == (SubmissionState.WITHDRAWN, house.steward, away.note)
    assert away.note.startswith("„Muster Dreherei“ und „Dreherei Muster GmbH“ sind dasselbe Unternehmen")


def test_the_firm_reads_why_its_answers_rest_and_what_stands_in_them(house, other):
    answers(house, house.company, D, "Drehen und Honen.")
    answers(house, other, S, "Fräsen.")
    merge_companies(keep=house.company, other=other, actor=house.steward)
    client = Client()
    client.force_login(house.owner)
    overview = client.get(reverse("profiles:own")).content.decode()
    assert "sind dasselbe Unternehmen und wurden zusammengeführt" in overview
    away = Submission.objects.get(state=SubmissionState.WITHDRAWN)
    address = reverse("profiles:own_step", args=[away.reference, "absenden"])
    assert f'href="{address}"' in overview
    assert "Drehen und Honen." in client.get(address).content.decode()


def test_answers_of_one_entry_alone_move(house, other):
    row = answers(house, other, S, "Fräsen.")
    assert preview_merge(keep=house.company, other=other).objections == ()
    merge_companies(keep=house.company, other=other, actor=house.steward)
    row.refresh_from_db()
    assert (row.company, row.state) == (house.company, S)


def token_of(purpose, reference):
    return issue_link(purpose=purpose, reference=reference).rstrip("/").rpartition("/")[2]


def test_of_two_invitations_of_a_campaign_both_links_lead_to_the_firm(house, other):
    campaign = CampaignFactory(cluster=house.cluster)
    mine = InvitationFactory(campaign=campaign, company=house.company, name="Dreherei Muster GmbH")
    theirs = InvitationFactory(campaign=campaign, company=other, name="Muster Dreherei")
    InvitationFactory(campaign=CampaignFactory(cluster=house.cluster), company=other, name="Muster Dreherei")
    token = token_of(INVITATION_LINK, theirs.reference)
    (move,) = [
        row for row in preview_merge(keep=house.company, other=other).moves if row.label == "Einladungen"
    ]
    assert (move.moved, move.doubled, move.outcomes) == (
        1,
        1,
        (
            f"In „{campaign}“ sind beide eingeladen: angeschrieben wird nur noch „Dreherei Muster GmbH“, Links an "
            "„Muster Dreherei“ führen weiter zum Formular.",
        ),
    )
    merge_companies(keep=house.company, other=other, actor=house.steward)
    holder = holder_of(find_link(purpose=INVITATION_LINK, token=token))
    assert (holder, firm_of(holder)) == (mine, house.company)
    theirs.refresh_from_db()
    assert (theirs.company, theirs.revoked_at is not None) == (other, True)
    assert Invitation.objects.filter(company=house.company).count() == 2
    page = Client().get(reverse("profiles:invitation", args=[token]))
    assert (page.status_code, "Dreherei Muster GmbH" in page.content.decode()) == (200, True)


def test_a_withdrawn_invitation_leaves_the_other_one_alone(house, other):
    campaign = CampaignFactory(cluster=house.cluster)
    InvitationFactory(campaign=campaign, company=house.company, name="A", revoked_at=timezone.now())
    theirs = InvitationFactory(campaign=campaign, company=other, name="B")
    token = token_of(INVITATION_LINK, theirs.reference)
    preview = preview_merge(keep=house.company, other=other)
    assert [row.outcomes for row in preview.moves if row.label == "Einladungen"] == [
        (f"In „{campaign}“ sind beide eingeladen: die Einladung bleibt beim Eintrag, der geht.",)
    ]
    merge_companies(keep=house.company, other=other, actor=house.steward)
    holder = holder_of(find_link(purpose=INVITATION_LINK, token=token))
    assert (holder, holder.revoked_at, firm_of(holder)) == (theirs, None, house.company)


def test_two_open_questions_become_one_and_both_links_answer_it(house, other):
    now = timezone.now()
    mine = ConfirmationRound.objects.create(company=house.company, started_at=now)
    theirs = ConfirmationRound.objects.create(company=other, started_at=now)
    token = token_of(CONFIRMATION_LINK, theirs.reference)
    merge_companies(keep=house.company, other=other, actor=house.steward)
    theirs.refresh_from_db()
    assert (theirs.company, theirs.answer) == (house.company, RoundAnswer.ELSEWHERE)
    assert holder_of(find_link(purpose=CONFIRMATION_LINK, token=token)) == mine
    assert list(house.company.rounds.open()) == [mine]


def test_a_notice_of_a_certificate_that_both_got_stays_once(house, other):
    for company in (house.company, other):
        CertificateNotice.objects.create(
            company=company,
            certificate="ISO 9001",
            valid_until=datetime.date(2027, 1, 1),
            days_before=60,
            told_at=timezone.now(),
        )
    merge_companies(keep=house.company, other=other, actor=house.steward)
    assert CertificateNotice.objects.get().company == house.company


def test_the_page_says_what_has_to_be_decided_and_offers_no_button(house, other, settings):
    sync_staff_groups(groups=settings.STAFF_GROUPS)
    house.steward.groups.set(Group.objects.all())
    answers(house, house.company, S, "Drehen und Härten.")
    answers(house, other, S, "Fräsen.")
    client = Client()
    client.force_login(house.steward)
    address = reverse("admin:companies_company_merge", args=[house.company.pk])
    page = client.get(address, {"mit": other.pk}).content.decode()
    assert ("Das geht noch nicht" in page, 'value="Zusammenführen"' in page) == (True, False)
    client.post(address, {"mit": other.pk})
    other.refresh_from_db()
    assert other.merged_into is None
