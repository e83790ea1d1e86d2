"""The profile form as a firm sees it: draft, understanding, two tabs, rows, files, handing in."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image

from companies.domain.profile_data import CertificateData
from companies.enums import CompanyRole
from profiles.domain.answers import answers_of, changed_fields
from profiles.domain.reviewing import return_submission
from profiles.domain.submitting import start_submission, submit
from profiles.enums import SubmissionSource, SubmissionState
from profiles.models import Submission
from profiles.views.answering import Answering
from profiles.views.steps import answer_step
from tests.factories import CompanyUserFactory
from tests.profiles.submission_cast import House, make_house

QUESTIONS = {
    "core_competences": "Drehen bis Ø 200 mm.",
    "offered_services": "Fräsen.",
    "sought_partners": "",
    "materials": "Edelstahl",
}


@pytest.fixture
def house(db: None) -> House:
    return make_house()


@pytest.fixture
def owner(house: House) -> Client:
    client = Client()
    client.force_login(house.owner)
    return client


@pytest.fixture
def draft(house: House) -> Submission:
    return house.draft()


def url(submission: Submission, step: str) -> str:
    return reverse("profiles:own_step", args=[submission.reference, step])


def stand_in(response: HttpResponse) -> str:
    return re.search(r'name="stand" id="stand" value="(\w+)"', response.content.decode())[1]


def filled(client: Client, submission: Submission, step: str) -> dict[str, Any]:
    """The fields of a step as a browser would send them back unchanged."""
    response = client.get(url(submission, step))
    form = response.context["form"]
    data = {"stand": stand_in(response), "do": "weiter"}
    for one in form.forms():
        for field in one:
            value = field.value()
            name = field.html_name
            if name in ("stand", "not_meant") or "upload" in name:
                continue
            shown = field.field.prepare_value(value)
            if shown in (None, False):
                continue
            data[name] = "on" if shown is True else shown
    for rows in getattr(form, "lists", {}).values():
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data


def test_the_page_of_the_own_firm_begins_a_draft(house: House, owner: Client) -> None:
    page = owner.get("/mein-profil/").content.decode()
    assert "Profil ändern oder bestätigen" in page
    response = owner.post(reverse("profiles:own_begin", args=[house.company.slug]))
    submission = Submission.objects.get()
    assert response["Location"] == url(submission, "fragen")
    assert "Weiter bearbeiten" in owner.get("/mein-profil/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_costs_the_same_however_many_firms(
    rows: int, house: House, owner: Client, django_assert_num_queries: Any
) -> None:
    from companies.domain.profile import save_profile
    from companies.domain.profile_data import ProfileData
    from companies.models import Company

    for number in range(rows - 1):
        change = save_profile(
            data=ProfileData(name=f"Zweig {number} GmbH"), actor=None, cluster=house.cluster, source="Probe"
        )
        company = Company.objects.get(pk=change.company_id)
        CompanyUserFactory(user=house.owner, company=company, role=CompanyRole.EDITOR)
        start_submission(company=company, cluster=house.cluster, actor=None)
    owner.get("/mein-profil/")
    with django_assert_num_queries(7):
        owner.get("/mein-profil/")


def test_saving_a_step_leads_on_and_keeps_the_answers(owner: Client, draft: Submission) -> None:
    data = {**filled(owner, draft, "fragen"), "sought_partners": "Laserzuschnitte"}
    response = owner.post(url(draft, "fragen"), data)
    assert response["Location"] == url(draft, "leistungen")
    draft.refresh_from_db()
    assert draft.answers["sought_partners"] == "Laserzuschnitte"


@pytest.mark.parametrize("step", ["fragen", "leistungen", "weiteres"])
def test_sending_a_step_back_unchanged_changes_nothing(step: str, owner: Client, draft: Submission) -> None:
    before = answers_of(draft)
    response = owner.post(url(draft, step), filled(owner, draft, step))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert changed_fields(before, answers_of(draft)) == ()


def test_what_was_understood_stands_beside_and_can_be_removed(owner: Client, draft: Submission) -> None:
    page = owner.get(url(draft, "fragen"))
    groups = {
        heading: [item.name for item in items] for heading, items in page.context["form"].understanding.groups
    }
    assert groups == {
        "Am besten können Sie": ["Drehen"],
        "Außerdem bieten Sie an": ["Fräsen"],
        "Werkstoffe": ["Edelstahl"],
    }
    data = {**filled(owner, draft, "fragen"), "not_meant": ["process:fraesen", "process:gibt-es-nicht", "x"]}
    owner.post(url(draft, "fragen"), data)
    draft.refresh_from_db()
    assert draft.answers["not_meant"] == ["process:fraesen"]
    assert [form.work.process for form in owner.get(url(draft, "leistungen")).context["form"].works] == [
        "drehen"
    ]


def test_typing_keeps_the_draft_and_answers_with_what_is_understood(owner: Client, draft: Submission) -> None:
    data = {**filled(owner, draft, "fragen"), "offered_services": "Sägen.", "gezeigt": "alt"}
    response = owner.post(url(draft, "fragen"), data, headers={"HX-Request": "true"})
    body = response.content.decode()
    assert response.status_code == 200
    assert "Gespeichert um" in body
    assert "Sägen" in body
    draft.refresh_from_db()
    assert draft.answers["offered_services"] == "Sägen."
    again = {**data, "offered_services": "Sägen und Härten.", "stand": stand_in(response)}
    assert (
        "Härten" in owner.post(url(draft, "fragen"), again, headers={"HX-Request": "true"}).content.decode()
    )


def test_the_second_tab_sees_both_and_decides(owner: Client, draft: Submission) -> None:
    first, second = filled(owner, draft, "fragen"), filled(owner, draft, "fragen")
    owner.post(url(draft, "fragen"), {**first, "offered_services": "Sägen."})
    response = owner.post(url(draft, "fragen"), {**second, "offered_services": "Härten."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "An anderer Stelle wurde inzwischen etwas anderes gespeichert" in page
    assert "Sägen." in page
    assert "Härten." in page
    told = owner.post(
        url(draft, "fragen"), {**second, "offered_services": "Härten."}, headers={"HX-Request": "true"}
    )
    assert "Noch nicht gespeichert" in told.content.decode()
    draft.refresh_from_db()
    assert draft.answers["offered_services"] == "Sägen."

    owner.post(url(draft, "fragen"), {**second, "offered_services": "Härten.", "stand": stand_in(response)})
    draft.refresh_from_db()
    assert draft.answers["offered_services"] == "Härten."


def test_what_is_typed_too_late_is_shown_once_more(house: House, owner: Client, draft: Submission) -> None:
    data = {**filled(owner, draft, "fragen"), "offered_services": "Sägen."}
    submit(submission=house.draft(phone="06371 2000"), actor=house.owner)
    response = owner.post(url(draft, "fragen"), data)
    assert response.status_code == 409
    assert "Das wurde nicht mehr aufgenommen" in response.content.decode()
    assert "Sägen." in response.content.decode()


def test_attributes_of_a_capability_are_confirmed(owner: Client, draft: Submission) -> None:
    data = filled(owner, draft, "leistungen")
    assert data["w-drehen-diameter_mm"] == "200"
    data |= {"w-drehen-it_grade": "7", "w-drehen-turning_length_mm": "1.200,5", "w-fraesen-gone": "on"}
    assert owner.post(url(draft, "leistungen"), data).status_code == 302
    draft.refresh_from_db()
    (capability,) = draft.answers["capabilities"]
    assert (capability["process"], capability["depth"]) == ("drehen", "CORE")
    assert capability["limits"] == [["", {"diameter_mm": 200.0, "turning_length_mm": 1200.5, "it_grade": 7}]]
    assert draft.answers["not_meant"] == ["process:fraesen"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("w-drehen-diameter_mm", "breit", "Bitte geben Sie eine Zahl ein"),
        ("w-drehen-it_grade", "25", "Toleranzgrade gehen von 1 bis 18."),
        ("w-drehen-it_grade", "7,5", "Bitte geben Sie eine ganze Zahl ein."),
        ("w-drehen-diameter_mm", "9.999.999", "Diese Zahl ist zu groß."),
    ],
)
def test_a_wrong_number_is_said_and_the_rest_is_kept(
    field: str, value: str, message: str, owner: Client, draft: Submission
) -> None:
    data = {**filled(owner, draft, "leistungen"), field: value, "batch_sizes": "1 bis 50"}
    response = owner.post(url(draft, "leistungen"), data)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert f'href="#id_{field}"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.answers["batch_sizes"] == "1 bis 50"


def test_rows_are_added_changed_and_removed_without_javascript(owner: Client, draft: Submission) -> None:
    data = filled(owner, draft, "weiteres")
    more = owner.post(url(draft, "weiteres"), {**data, "mehr": "machines", "machines-0-type": "Säge"})
    assert len(more.context["form"].lists["machines"]) == 4
    data = {**filled(owner, draft, "weiteres"), "machines-1-type": "Fräse", "machines-1-count": "2"}
    owner.post(url(draft, "weiteres"), data)
    draft.refresh_from_db()
    assert [(m["type"], m["count"]) for m in draft.answers["machines"]] == [("Säge", None), ("Fräse", 2)]
    data = {**filled(owner, draft, "weiteres"), "machines-0-gone": "on"}
    owner.post(url(draft, "weiteres"), data)
    draft.refresh_from_db()
    assert [m["type"] for m in draft.answers["machines"]] == ["Fräse"]


def test_typing_in_new_rows_keeps_them_again_and_again(owner: Client, draft: Submission) -> None:
    data = {**filled(owner, draft, "weiteres"), "contacts-0-name": "Erika Beispiel"}
    for role in ("In", "Inhaberin"):
        data["contacts-0-role"] = role
        response = owner.post(url(draft, "weiteres"), data, headers={"HX-Request": "true"})
        data["stand"] = stand_in(response)
        draft.refresh_from_db()
        assert [(c["name"], c["role"]) for c in draft.answers["contacts"]] == [("Erika Beispiel", role)]


def test_a_row_without_its_main_field_is_named(owner: Client, draft: Submission) -> None:
    data = {**filled(owner, draft, "weiteres"), "certificates-0-number": "99-1", "phone": "06371 2000"}
    response = owner.post(url(draft, "weiteres"), data)
    assert "Bitte schreiben Sie, wie das Zertifikat heißt." in response.content.decode()
    draft.refresh_from_db()
    assert draft.answers["phone"] == "06371 2000"


def test_a_number_can_be_emptied(owner: Client, draft: Submission) -> None:
    owner.post(url(draft, "weiteres"), {**filled(owner, draft, "weiteres"), "employees": ""})
    draft.refresh_from_db()
    assert draft.answers["employees"] == ""


def picture(kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(target, kind)
    return target.getvalue()


def test_logo_and_document_come_with_the_step_and_are_served_to_the_firm_only(
    house: House, owner: Client, draft: Submission
) -> None:
    data = {
        **filled(owner, draft, "weiteres"),
        "certificates-0-name": "ISO 9001",
        "certificates-0-upload": SimpleUploadedFile("../Urkunde <1>.pdf", b"%PDF-1.7\n%%EOF\n", "text/html"),
        "logo_upload": SimpleUploadedFile("logo.exe", picture(), "application/x-msdownload"),
    }
    assert owner.post(url(draft, "weiteres"), data).status_code == 302
    draft.refresh_from_db()
    answers = answers_of(draft)
    document, logo = answers.certificates[0].file, answers.logo
    response = owner.get(reverse("profiles:own_file", args=[draft.reference, document]))
    assert response.content == b"%PDF-1.7\n%%EOF\n"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (
        owner.get(reverse("profiles:own_file", args=[draft.reference, logo]))["Content-Type"] == "image/png"
    )
    assert owner.get(reverse("companies:file", args=[house.company.slug, logo])).status_code == 404

    sent_back = filled(owner, draft, "weiteres")
    assert sent_back["certificates-0-file"] == document
    owner.post(url(draft, "weiteres"), {**sent_back, "certificates-0-drop_file": "on", "drop_logo": "on"})
    draft.refresh_from_db()
    assert answers_of(draft).certificates == (CertificateData("ISO 9001"),)
    assert answers_of(draft).logo == ""


def test_a_refused_file_is_said_beside_its_field(owner: Client, draft: Submission) -> None:
    data = {
        **filled(owner, draft, "weiteres"),
        "logo_upload": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png"),
    }
    response = owner.post(url(draft, "weiteres"), data)
    assert "Diese Datei lässt sich nicht verwenden" in response.content.decode()
    assert "#id_logo_upload" in response.content.decode()


def test_a_foreign_file_is_not_taken_over(owner: Client, draft: Submission) -> None:
    data = {
        **filled(owner, draft, "weiteres"),
        "certificates-0-name": "ISO 9001",
        "certificates-0-file": "11111111-2222-3333-4444-555555555555",
    }
    response = owner.post(url(draft, "weiteres"), data)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert answers_of(draft).certificates == (CertificateData("ISO 9001"),)


def test_the_last_step_says_what_changes_and_what_it_would_bring(house: House, owner: Client) -> None:
    draft = house.draft(core_competences="Drehen und Sägen.", materials="")
    page = owner.get(url(draft, "absenden"))
    gains = {row["gain"].part: row["gain"].sentence for row in page.context["gains"]}
    assert gains["Werkstoffe"].startswith("0 von 0 Unternehmen mit Ihren Verfahren nennen Werkstoffe")
    assert [change["label"] for change in page.context["changes"]] == ["Kernkompetenzen", "Werkstoffe"]
    response = owner.post(url(draft, "absenden"), {"message": "Neue Säge", "stand": stand_in(page)})
    assert response["Location"] == "/mein-profil/"
    draft.refresh_from_db()
    assert (draft.state, draft.message) == (SubmissionState.SUBMITTED, "Neue Säge")
    assert "wird durchgesehen" in owner.get("/mein-profil/").content.decode()


def test_handing_in_what_was_changed_elsewhere_is_stopped(house: House, owner: Client) -> None:
    draft = house.draft(phone="06371 2000")
    stand = stand_in(owner.get(url(draft, "absenden")))
    house.draft(phone="06371 3000")
    response = owner.post(url(draft, "absenden"), {"stand": stand})
    assert response.status_code == 409
    draft.refresh_from_db()
    assert draft.state == SubmissionState.DRAFT


def test_reasons_stand_beside_the_fields(house: House, owner: Client) -> None:
    submission = house.submitted(core_competences="alles")
    return_submission(
        submission=submission, actor=house.steward, note="Fast.", notes={"core_competences": "Was genau?"}
    )
    page = owner.get(url(submission, "fragen")).content.decode()
    assert "Was genau?" in page
    assert "Fast." in page


def test_a_personal_link_uses_the_same_form_without_an_account(house: House, rf: RequestFactory) -> None:
    submission = start_submission(
        company=house.company, cluster=house.cluster, actor=None, source=SubmissionSource.LINK
    )
    request = rf.get("/")
    request.user = AnonymousUser()
    request.htmx = False
    answering = Answering(submission, None, "profiles:own", (submission.reference,), "/")
    response = answer_step(request, answering, "fragen")
    assert response.status_code == 200
    assert "Drei Fragen an Sie" in response.content.decode()


@pytest.mark.parametrize("step", ["fragen", "leistungen", "weiteres", "absenden"])
def test_a_step_costs_few_queries(
    step: str, owner: Client, draft: Submission, django_assert_max_num_queries: Any
) -> None:
    owner.get(url(draft, step))
    with django_assert_max_num_queries(10):
        owner.get(url(draft, step))
