"""„Mein Unternehmen fehlt“: the same answer to everybody, one mail, a decision by staff."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import PersonalLink
from companies.domain.profile_data import ProfileData
from outbox.enums import LegalBasis, MailState
from outbox.models import Address, Mail
from profiles.domain.link_answers import begin_by_link
from profiles.domain.registering import forget_unverified, register_firm, reject_registration
from profiles.domain.reviewing import return_submission
from profiles.domain.submitting import save_draft, submit
from profiles.enums import RegistrationState, SubmissionState
from profiles.models import Registration
from profiles.views.registration import MAILS_PER_DAY, POSTS_PER_HOUR
from tests.factories import ClusterFactory, RegistrationFactory, StaffFactory
from tests.personal_links import link_of
from tests.profiles.posting import NOW, deliver, links_in
from tests.profiles.submission_cast import House, make_house

URL = "/mein-unternehmen-fehlt/"
TYPED = {
    "name": "Dreherei Muster GmbH",
    "postcode": "66849",
    "town": "Landstuhl",
    "person": "Erika Beispiel",
    "email": "erika@muster.example",
    "homepage": "",
}


@pytest.fixture
def house(db: None, empty_cache: None) -> House:
    return make_house()


def typed(house: House, **values: str) -> dict[str, str]:
    return {**TYPED, "cluster": str(house.cluster.pk), **values}


def test_the_form_sends_a_link_and_says_the_same_to_everybody(house: House) -> None:
    known = Client().post(URL, typed(house), follow=True)
    unknown = Client().post(URL, typed(house, name="Ganz Neu GmbH"), follow=True)
    assert known.content == unknown.content
    assert "Dreherei Muster" not in known.content.decode()
    assert (Registration.objects.count(), Mail.objects.count()) == (2, 2)
    address = Address.objects.get()
    assert (address.basis, address.basis_note) == (
        LegalBasis.CONSENT,
        "Formular „Mein Unternehmen fehlt“",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Gewinn: https://boese.example/x"),
        ("name", "WWW.boese.example"),
        ("person", "Klicken Sie boese.com"),
        ("person", "chef@boese.example"),
        ("town", "boese.shop"),
    ],
)
def test_nobody_sends_advertising_through_us(field: str, value: str, house: House) -> None:
    response = Client().post(URL, typed(house, **{field: value}))
    assert response.context["form"].errors == {
        field: ["Bitte schreiben Sie hier keine Internet- oder E-Mail-Adresse."]
    }
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["Fa.Müller", "Dr.Info-Technik GmbH", "A. & B. Com KG", "Metall24 (Pfalz)"])
def test_a_name_may_have_dots(name: str, house: House) -> None:
    assert Client().post(URL, typed(house, name=name)).status_code == 302


def test_a_program_that_fills_in_everything_reads_the_same_and_leaves_nothing(house: House) -> None:
    response = Client().post(URL, typed(house, homepage="http://spam.example"))
    assert response.headers["Location"] == reverse("profiles:register_sent")
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postcode", "6684", "fünf Ziffern"),
        ("email", "kein", "gültige E-Mail-Adresse"),
        ("name", "", "zwingend erforderlich"),
        ("website", "kein Netz", "gültige Adresse"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(house: House, field: str, value: str, sentence: str) -> None:
    page = Client().post(URL, typed(house, **{field: value}))
    assert sentence in " ".join(page.context["form"].errors[field])
    assert Registration.objects.count() == 0


def test_a_visitor_sends_the_form_so_often_and_no_more(house: House) -> None:
    client = Client()
    for number in range(POSTS_PER_HOUR):
        assert client.post(URL, typed(house, email=f"e{number}@x.example")).status_code == 302
    assert client.post(URL, typed(house, email="mehr@x.example")).status_code == 429
    assert client.get(URL).status_code == 200
    assert Registration.objects.count() == POSTS_PER_HOUR


def test_one_address_gets_so_many_mails_a_day_and_nobody_sees_it(house: House) -> None:
    client = Client()
    for number in range(MAILS_PER_DAY + 2):
        response = client.post(URL, typed(house, name=f"Firma {number}", email="Opfer@x.example"))
        assert response.status_code == 302
    assert Mail.objects.count() == MAILS_PER_DAY


def test_asking_again_sends_the_mail_again_for_the_same_registration(house: House) -> None:
    for _ in range(2):
        Client().post(URL, typed(house))
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 2)


def test_the_link_works_although_the_address_once_objected(house: House) -> None:
    Client().post(URL, typed(house))
    Address.objects.update(objected_at=NOW, objected_via="LINK")
    Mail.objects.update(next_attempt_at=NOW)
    (text,) = deliver().values()
    (path,) = links_in(text)
    assert Client().get(path).status_code == 200


def verified(house: House) -> Registration:
    """A registration of which the link was delivered and followed."""
    register_firm(
        cluster=house.cluster,
        values={key: value for key, value in TYPED.items() if key != "homepage"},
        now=NOW,
    )
    (path,) = links_in(next(iter(deliver().values())))
    begin_by_link(link_of(path.split("/")[2]))
    return Registration.objects.get()


def test_staff_see_verified_registrations_with_what_resembles_them(house: House) -> None:
    hidden = RegistrationFactory(cluster=house.cluster)
    shown = RegistrationFactory(cluster=house.cluster, verified=True, name="Dreherei Muster")
    elsewhere = RegistrationFactory(verified=True)
    assert list(Registration.objects.staffed_by(house.steward)) == [shown]
    house.steward.is_superuser = True
    house.steward.save()
    client = Client()
    client.force_login(house.steward)
    page = client.get(reverse("admin:profiles_registration_change", args=[shown.pk]))
    assert [candidate.company for candidate in page.context["duplicates"]] == [house.company]
    assert client.get(reverse("admin:profiles_registration_change", args=[hidden.pk])).status_code == 302
    assert client.get(reverse("admin:profiles_registration_change", args=[elsewhere.pk])).status_code == 200


def test_a_refusal_is_told_and_ends_links_and_draft(house: House) -> None:
    registration = verified(house)
    reject_registration(registration=registration, actor=house.steward, reason="Steht schon im Verzeichnis.")
    registration.refresh_from_db()
    assert registration.state == RegistrationState.REJECTED
    assert registration.submission.state == SubmissionState.WITHDRAWN  # type: ignore[union-attr]
    assert PersonalLink.objects.get().revoked_by == house.steward
    assert "Steht schon im Verzeichnis." in Mail.objects.latest("pk").text
    with pytest.raises(ValidationError):
        reject_registration(registration=registration, actor=house.steward, reason="Noch einmal")


def test_a_refusal_of_answers_that_wait_is_told_once(house: House) -> None:
    registration = verified(house)
    draft = registration.submission
    assert draft is not None
    save_draft(submission=draft, answers=ProfileData(core_competences="Drehen"), actor=None)
    submit(submission=draft, actor=None)
    before = Mail.objects.filter(recipient__email=registration.email).count()
    reject_registration(registration=registration, actor=house.steward, reason="Nein, leider.")
    assert Mail.objects.filter(recipient__email=registration.email).count() == before + 1
    draft.refresh_from_db()
    assert (draft.state, draft.note) == (SubmissionState.REJECTED, "Nein, leider.")


def test_a_refusal_needs_a_reason_and_staff_of_the_cluster(house: House) -> None:
    registration = verified(house)
    with pytest.raises(ValidationError, match="warum"):
        reject_registration(registration=registration, actor=house.steward, reason="  ")
    stranger = StaffFactory(clusters=[ClusterFactory()])
    with pytest.raises(PermissionDenied):
        reject_registration(registration=registration, actor=stranger, reason="Nein")
    assert Registration.objects.get().state == RegistrationState.VERIFIED


def test_returned_answers_come_back_with_a_new_link_to_the_verified_address_only(house: House) -> None:
    draft = verified(house).submission
    assert draft is not None
    save_draft(
        submission=draft,
        answers=ProfileData(core_competences="Drehen", email="untergeschoben@x.example"),
        actor=None,
    )
    submit(submission=draft, actor=None)
    return_submission(submission=draft, actor=house.steward, note="Bis zu welcher Länge?")
    Mail.objects.filter(state=MailState.WAITING).update(next_attempt_at=NOW)
    texts = deliver()
    (path,) = links_in(texts["erika@muster.example"])
    assert path.startswith("/anmeldung/")
    assert "Bis zu welcher Länge?" in texts["erika@muster.example"]
    assert "untergeschoben@x.example" not in texts


def test_what_nobody_verified_is_forgotten(house: House) -> None:
    old = RegistrationFactory(cluster=house.cluster)
    RegistrationFactory(cluster=house.cluster, verified=True)
    Registration.objects.update(created_at=NOW - timedelta(days=14))
    assert forget_unverified(NOW) == "0 unbestätigte Anmeldungen gelöscht"
    assert forget_unverified(NOW + timedelta(seconds=1)) == "1 unbestätigte Anmeldungen gelöscht"
    assert not Registration.objects.filter(pk=old.pk).exists()
    assert Registration.objects.count() == 1
