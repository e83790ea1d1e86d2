"""Consents on their way through the form: ticked beside a text, unticked at once, repeated without effect."""

import pytest
from django.test import Client

from companies.domain.consents import withdraw_consent
from companies.domain.profile_data import ContactData, ProfileData
from companies.enums import ConsentWay
from companies.models import Consent
from pages.domain.editing import publish_text, version_in_force
from pages.enums import PageSlug
from profiles.domain.answers import answers_of, stand
from profiles.domain.reviewing import approve, return_submission
from profiles.domain.submitting import reopen, save_draft, submit
from profiles.forms.details import DetailsForm
from profiles.models import Submission
from tests.profiles.submission_cast import House, make_house
from tests.profiles.test_form import filled, url

ERIKA = ContactData("Erika Beispiel", consent_public=True)


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def published(house: House, *people: ContactData) -> Submission:
    """Answers with these persons, handed in by the owner and approved."""
    done = submit(submission=house.draft(contacts=people), actor=house.owner)
    return approve(submission=done, actor=house.steward)


def shown(house: House) -> dict[str, bool]:
    return dict(house.company.contacts.values_list("name", "consent_public"))


def test_a_tick_is_kept_with_the_text_beside_it_until_staff_approve(house: House) -> None:
    text = version_in_force(PageSlug.CONSENT)
    draft = house.draft(contacts=(ERIKA,))
    publish_text(slug=PageSlug.CONSENT, title="Einwilligung", body="Ein anderer Text.", actor=None)
    draft = save_draft(submission=draft, answers=ProfileData(phone="1"), actor=house.owner)
    assert [tick["text"] for tick in draft.consents.values()] == [text.pk]
    approve(submission=submit(submission=draft, actor=house.owner), actor=house.steward)
    consent = Consent.objects.get()
    assert (consent.text, consent.way, consent.given_by, consent.person) == (
        text,
        ConsentWay.FORM,
        house.owner,
        "Erika Beispiel",
    )
    assert shown(house) == {"Erika Beispiel": True}


def test_an_unticked_box_is_no_tick(house: House) -> None:
    draft = house.draft(contacts=(ERIKA,))
    hidden = ContactData("Erika Beispiel", consent_public=False)
    draft = save_draft(submission=draft, answers=ProfileData(contacts=(hidden,)), actor=house.owner)
    assert draft.consents == {}


@pytest.mark.parametrize(
    ("people", "state"),
    [((ContactData("Erika Beispiel", consent_public=False),), "APPROVED"), ((), "SUBMITTED")],
)
def test_withdrawing_does_not_wait_for_a_review(
    house: House, people: tuple[ContactData, ...], state: str
) -> None:
    published(house, ERIKA)
    assert submit(submission=house.draft(contacts=people), actor=house.owner).state == state
    assert shown(house) == {"Erika Beispiel": False}
    assert Consent.objects.get().withdrawn_way == ConsentWay.FORM


def test_answers_that_began_before_a_withdrawal_do_not_undo_it(house: House) -> None:
    published(house, ERIKA)
    draft = house.draft(contacts=(ContactData("Erika Beispiel", phone="06371 9", consent_public=True),))
    withdraw_consent(contact=house.company.contacts.get(), way=ConsentWay.PERSON, actor=None)
    approve(submission=submit(submission=draft, actor=house.owner), actor=house.steward)
    contact = house.company.contacts.get()
    assert (contact.phone, contact.consent_public) == ("06371 9", False)


def test_whoever_ticks_again_after_a_return_is_shown_again(house: House) -> None:
    published(house, ERIKA)
    hidden = ContactData("Erika Beispiel", consent_public=False)
    waiting = submit(submission=house.draft(contacts=(hidden,), phone="1"), actor=house.owner)
    returned = return_submission(submission=waiting, actor=house.steward, note="Wirklich?")
    again = save_draft(submission=returned, answers=ProfileData(contacts=(ERIKA,)), actor=house.owner)
    again = save_draft(submission=again, answers=ProfileData(phone="06371 9"), actor=house.owner)
    done = submit(submission=again, actor=house.owner)
    approve(submission=done, actor=house.steward)
    contact = house.company.contacts.get()
    assert (contact.consent_public, contact.consents.count()) == (True, 2)


def test_answers_that_are_taken_back_and_continued_keep_their_ticks(house: House) -> None:
    waiting = submit(submission=house.draft(contacts=(ERIKA,)), actor=house.owner)
    draft = reopen(submission=waiting, actor=house.owner)
    assert draft.consents == waiting.consents != {}


def test_a_consent_counts_only_beside_the_text_in_force(house: House) -> None:
    owner, draft = Client(), house.draft()
    owner.force_login(house.owner)
    text = version_in_force(PageSlug.CONSENT)
    page = owner.get(url(draft, "weiteres")).content.decode()
    assert f'name="einwilligung" value="{text.pk}"' in page
    assert "dürfen im Profil des Unternehmens stehen" in page
    data = {
        **filled(owner, draft, "weiteres"),
        "contacts-0-name": "Erika Beispiel",
        "contacts-0-consent_public": "on",
        "einwilligung": str(text.pk),
    }
    newer = publish_text(slug=PageSlug.CONSENT, title="Einwilligung", body="Ein neuer Text.", actor=None)
    answer = owner.post(url(draft, "weiteres"), data).content.decode()
    assert "Der Text der Einwilligung wurde gerade geändert." in answer
    assert f'name="einwilligung" value="{newer.pk}"' in answer
    draft.refresh_from_db()
    assert draft.answers["contacts"] == []
    owner.post(
        url(draft, "weiteres"),
        {**data, "stand": stand(answers_of(draft), DetailsForm.names), "einwilligung": str(newer.pk)},
    )
    draft.refresh_from_db()
    assert draft.answers["contacts"][0]["consent_public"] is True
    assert [tick["text"] for tick in draft.consents.values()] == [newer.pk]
