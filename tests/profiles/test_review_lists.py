"""Staff correct lists before approval, in the firm's own form; what the firm wrote stays beside it."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from companies.domain.profile_data import CertificateData, ContactData, MachineData, ProfileData, SiteData
from companies.models import CapabilityLimit
from profiles.domain.reviewing import approve, edit_submission, return_submission
from profiles.models import Submission
from tests.factories import ClusterFactory, StaffFactory, StoredFileFactory
from tests.profiles.submission_cast import House, make_reviewing_house

MACHINES = (MachineData("Drehmaschine", "Trenno", 2, "Ø 200"),)
AS_WRITTEN = "2 × Drehmaschine Trenno Ø 200"


@pytest.fixture
def house(db: None, settings: Any) -> House:
    return make_reviewing_house(settings.STAFF_GROUPS)


@pytest.fixture
def steward(house: House) -> Client:
    client = Client()
    client.force_login(house.steward)
    return client


def step_of(submission: Submission, name: str = "weiteres") -> str:
    return reverse("profiles:review_step", args=[submission.pk, name])


def review_of(submission: Submission) -> str:
    return reverse("admin:profiles_submission_change", args=[submission.pk])


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send for a form of the page, with its rows."""
    data: dict[str, Any] = {}
    for part in (*form.forms(), *(rows.management_form for rows in getattr(form, "lists", {}).values())):
        for field in part:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value not in (None, False):
                shown = (
                    field.field.widget.format_value(value) if not isinstance(value, list | tuple) else value
                )
                data[field.html_name] = value if shown is None else shown
    return data


def corrected(client: Client, submission: Submission, name: str, **typed: str) -> Any:
    """Open a step, type, send."""
    form = client.get(step_of(submission, name)).context["form"]
    return client.post(step_of(submission, name), {**filled(form), **typed})


def test_every_list_can_be_corrected_and_both_versions_stay(house: House, steward: Client) -> None:
    submission = house.submitted(
        machines=MACHINES,
        further_sites=(SiteData("Werk 2", "Hauptstraße 2", "67655", "Kaiserslautern"),),
        contacts=(ContactData("Erika Beispiel", "", "", "", True, ""),),
        certificates=(CertificateData("ISO 9001", None, "", ""),),
        industries=("Fahrzeugbau",),
    )
    typed = {
        "machines-0-details": "Ø 250",
        "machines-1-type": "Kantbank",
        "further_sites-0-town": "Kusel",
        "contacts-0-consent_public": "",
        "certificates-0-valid_until": "30.06.2028",
        "industries": "Maschinenbau",
    }
    response = corrected(steward, submission, "weiteres", **typed)
    assert response.url == review_of(submission)
    page = steward.get(review_of(submission)).content.decode()
    assert f"Das Unternehmen schrieb: {AS_WRITTEN}" in page
    assert "Kantbank" in page
    approve(submission=submission, actor=house.steward)
    submission.refresh_from_db()
    firm = house.fresh()
    assert [(row.type, row.details) for row in firm.machines.all()] == [
        ("Drehmaschine", "Ø 250"),
        ("Kantbank", ""),
    ]
    assert [site.municipality for site in firm.sites.filter(is_main=False)] == ["Kusel"]
    assert [person.consent_public for person in firm.contacts.all()] == [False]
    assert [held.valid_until for held in firm.certificates.all()] == [datetime.date(2028, 6, 30)]
    assert firm.industries_text == "Maschinenbau"
    assert submission.answers["machines"][0]["details"] == "Ø 200"
    written = [(event.note, event.answers["machines"][0]["details"]) for event in submission.events.all()]
    assert written == [("", "Ø 200"), ("vor der Freigabe geändert", "Ø 250"), ("", "Ø 250")]


def test_limits_of_a_capability_are_corrected(house: House, steward: Client) -> None:
    submission = house.submitted(offered_services="Fräsen und Sägen.")
    corrected(steward, submission, "leistungen", **{"w-drehen-diameter_mm": "180"})
    assert "Vor der Freigabe ändern" in steward.get(review_of(submission)).content.decode()
    approve(submission=submission, actor=house.steward)
    limits = CapabilityLimit.objects.filter(
        capability__company=house.company, capability__process__key="drehen"
    )
    assert [row.diameter_mm for row in limits] == [180.0]


def test_materials_and_what_was_understood_are_corrected(house: House, steward: Client) -> None:
    submission = house.submitted(offered_services="Fräsen und Härten.")
    corrected(steward, submission, "fragen", materials="Aluminium", not_meant="process:haerten")
    submission.refresh_from_db()
    assert (submission.edited["materials"], submission.edited["not_meant"]) == (
        "Aluminium",
        ["process:haerten"],
    )
    assert submission.answers["materials"] == "Edelstahl"


def test_a_change_that_is_taken_back_stays_readable(house: House, steward: Client) -> None:
    submission = house.submitted(machines=MACHINES, phone="06371 2000")
    corrected(steward, submission, "weiteres", **{"machines-0-gone": "on"})
    page = steward.get(review_of(submission)).content.decode()
    assert "Vor der Freigabe zurückgenommen" in page
    assert f"Maschinen, wie das Unternehmen schrieb: {AS_WRITTEN}" in page


def test_the_form_of_staff_sends_nothing_by_itself_and_takes_no_files(house: House, steward: Client) -> None:
    submission = house.submitted(machines=MACHINES)
    for name in ("fragen", "leistungen", "weiteres"):
        page = steward.get(step_of(submission, name)).content.decode()
        assert [word for word in ("hx-post", 'type="file"', "Prüfen und einreichen") if word in page] == []
        assert "Änderungen vormerken" in page
    assert steward.get(step_of(submission, "absenden")).status_code == 404


def test_more_rows_and_errors_stay_on_the_page(house: House, steward: Client) -> None:
    submission = house.submitted(machines=MACHINES)
    more = corrected(steward, submission, "weiteres", mehr="machines")
    assert (more.status_code, len(more.context["form"].lists["machines"].forms)) == (200, 5)
    wrong = corrected(steward, submission, "weiteres", **{"machines-1-make": "Trenno"})
    assert "Bitte geben Sie an, was für eine Maschine es ist." in wrong.content.decode()


def test_the_second_of_two_reviewers_is_told(house: House, steward: Client) -> None:
    submission = house.submitted(machines=MACHINES, phone="06371 2000")
    form = steward.get(step_of(submission)).context["form"]
    edit_submission(submission=submission, answers=ProfileData(phone="06371 3000"), actor=house.colleague)
    late = steward.post(step_of(submission), {**filled(form), "machines-0-details": "Ø 250"})
    assert late.status_code == 409
    submission.refresh_from_db()
    assert (submission.edited["phone"], submission.edited["machines"][0]["details"]) == (
        "06371 3000",
        "Ø 200",
    )


def test_what_was_decided_is_not_corrected_any_more(house: House, steward: Client) -> None:
    submission = house.submitted(machines=MACHINES)
    form = steward.get(step_of(submission)).context["form"]
    return_submission(submission=submission, actor=house.colleague, note="Welche?")
    late = steward.post(step_of(submission), {**filled(form), "machines-0-details": "Ø 250"})
    assert late.status_code == 409
    assert "Das wurde nicht mehr aufgenommen" in late.content.decode()
    assert "Zurückholen" not in late.content.decode()
    submission.refresh_from_db()
    assert submission.edited is None


def test_staff_cannot_agree_in_the_place_of_a_person(house: House, steward: Client) -> None:
    submission = house.submitted(contacts=(ContactData("Erika Beispiel", "", "", "", False, ""),))
    refused = corrected(steward, submission, "weiteres", **{"contacts-0-consent_public": "on"})
    assert (
        "Dass Erika Beispiel gezeigt werden darf, kann nur das Unternehmen eintragen."
        in refused.content.decode()
    )
    submission.refresh_from_db()
    assert submission.edited is None


def test_a_file_of_somebody_else_cannot_be_named(house: House) -> None:
    submission = house.submitted(machines=MACHINES)
    foreign = CertificateData("ISO 9001", None, "", str(StoredFileFactory().pk))
    with pytest.raises(ValueError, match="do not belong"):
        edit_submission(
            submission=submission,
            answers=ProfileData(certificates=(foreign,)),
            actor=house.steward,
        )


def test_only_staff_of_the_cluster_with_the_right_get_in(house: House) -> None:
    submission = house.submitted(machines=MACHINES)
    stranger = StaffFactory(clusters=[ClusterFactory()], groups=list(Group.objects.all()))
    without = StaffFactory(clusters=[house.cluster])
    for person in (stranger, without, house.owner):
        client = Client()
        client.force_login(person)
        assert client.get(step_of(submission)).status_code == 404
