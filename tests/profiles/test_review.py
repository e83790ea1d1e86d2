"""Staff review answers: the queue, the page, every button, two reviewers, older versions."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.profile import save_profile
from companies.domain.profile_data import ContactData, ProfileData
from companies.models import Company, FoundCount, ProfileVersion, SearchCount
from outbox.domain.addresses import address_of, object_to_mail
from outbox.enums import LegalBasis, ObjectionVia
from pages.domain.word_diff import word_diff
from profiles.domain.gains import gains_of
from profiles.domain.reviewing import approve, return_submission
from profiles.domain.submitting import save_draft, start_submission, submit, withdraw
from profiles.domain.suspicions import suspicions_of
from profiles.domain.telling_limits import TELLING_LIMITS
from profiles.enums import SubmissionState
from profiles.models import Submission
from tests.factories import ClusterFactory, StaffFactory, StoredFileFactory
from tests.profiles.submission_cast import House, make_reviewing_house

LIST = "/admin/profiles/submission/"


@pytest.fixture
def house(db: None, settings: Any) -> House:
    return make_reviewing_house(settings.STAFF_GROUPS)


@pytest.fixture
def steward(house: House) -> Client:
    client = Client()
    client.force_login(house.steward)
    return client


def page_of(submission: Submission) -> str:
    return reverse("admin:profiles_submission_change", args=[submission.pk])


def decided(client: Client, submission: Submission, do: str, **values: str) -> Any:
    """Open the page and press a button with everything ticked unless `values` say otherwise."""
    form = client.get(page_of(submission)).context["form"]
    data = {"stand": form["stand"].value(), "do": do}
    data |= {f"take-{name}": "on" for name in form.changed}
    data |= {row.edit.html_name: row.edit.value() or "" for row in form.rows if row.edit}
    return client.post(page_of(submission), {**data, **values}, follow=True)


def test_the_queue_shows_what_waits_oldest_first(house: House, steward: Client) -> None:
    second = house.submitted(phone="1")
    first = start_submission(company=None, cluster=house.cluster, actor=None)
    save_draft(submission=first, answers=ProfileData(name="Alt GmbH", offered_services="Sägen"), actor=None)
    submit(submission=first, actor=None)
    Submission.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - datetime.timedelta(days=3))
    start_submission(company=None, cluster=house.cluster, actor=None)
    rows = list(steward.get(LIST).context["cl"].result_list)
    assert rows == [first, second]
    assert "3 Tagen" in steward.get(LIST).content.decode()


def test_drafts_and_other_clusters_are_not_for_this_steward(house: House, steward: Client) -> None:
    draft = house.draft(phone="1")
    assert steward.get(page_of(draft)).status_code == 302
    submission = submit(submission=draft, actor=house.owner)
    stranger = StaffFactory(clusters=[ClusterFactory()], groups=list(Group.objects.all()))
    client = Client()
    client.force_login(stranger)
    assert client.get(page_of(submission)).status_code == 302
    assert client.post(page_of(submission), {"do": "approve"}).status_code == 302
    assert list(client.get(LIST).context["cl"].result_list) == []
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED


def test_the_page_marks_words_and_says_what_changes_in_the_search(house: House, steward: Client) -> None:
    submission = house.submitted(offered_services="Sägen und Fräsen.")
    page = steward.get(page_of(submission)).content.decode()
    assert "<ins>Sägen und </ins>Fräsen." in page
    assert "Wird neu gefunden unter: <strong>Verfahren „Sägen“</strong>" in page
    assert "Wird nicht mehr gefunden" not in page


def test_approving_publishes_and_tells_the_second_reviewer(house: House, steward: Client) -> None:
    submission = house.submitted(phone="06371 2000")
    page = decided(steward, submission, "approve").content.decode()
    assert "Die Angaben sind veröffentlicht" in page
    assert house.fresh().phone == "06371 2000"
    second = Client()
    second.force_login(house.colleague)
    told = decided(second, submission, "reject", note="nein").content.decode()
    assert "von lotse@agentur.example freigegeben" in told
    assert house.fresh().phone == "06371 2000"


def test_unticked_fields_stay_out_with_their_reason(house: House, steward: Client) -> None:
    submission = house.submitted(phone="06371 2000", core_competences="Die Besten.")
    decided(
        steward,
        submission,
        "approve",
        **{"take-core_competences": "", "reason-core_competences": "Bitte Verfahren nennen."},
    )
    submission.refresh_from_db()
    assert (house.fresh().phone, house.fresh().core_text) == ("06371 2000", "Drehen bis Ø 200 mm.")
    assert submission.notes == {"core_competences": "Bitte Verfahren nennen."}


def test_corrected_words_are_published_and_both_stay_visible(house: House, steward: Client) -> None:
    submission = house.submitted(core_competences="drehen!!!")
    decided(steward, submission, "edit", **{"edit-core_competences": "Drehen und Sägen."})
    page = steward.get(page_of(submission)).content.decode()
    assert "Das Unternehmen schrieb: drehen!!!" in page
    assert "Verfahren „Sägen“" in page
    assert house.fresh().core_text == "Drehen bis Ø 200 mm."
    decided(steward, submission, "approve", **{"edit-core_competences": "Drehen, Sägen."})
    assert house.fresh().core_text == "Drehen, Sägen."
    assert "Das Unternehmen schrieb: drehen!!!" in steward.get(page_of(submission)).content.decode()


def test_returning_needs_words_and_keeps_what_was_typed(house: House, steward: Client) -> None:
    submission = house.submitted(phone="1")
    assert (
        "Bitte schreiben Sie dem Unternehmen, warum."
        in decided(steward, submission, "return").content.decode()
    )
    decided(steward, submission, "return", **{"reason-phone": "Zu kurz"})
    submission.refresh_from_db()
    assert (submission.state, submission.notes) == (SubmissionState.RETURNED, {"phone": "Zu kurz"})


def test_what_was_edited_meanwhile_is_not_approved_unseen(house: House, steward: Client) -> None:
    submission = house.submitted(phone="06371 2000")
    old = steward.get(page_of(submission)).context["form"]["stand"].value()
    second = Client()
    second.force_login(house.colleague)
    decided(second, submission, "edit", **{"edit-phone": "06371 3000"})
    page = steward.post(
        page_of(submission), {"stand": old, "do": "approve", "take-phone": "on", "edit-phone": "06371 2000"}
    )
    assert "inzwischen an anderer Stelle geändert" in page.content.decode()
    assert house.fresh().phone == "06371 1000"


def test_a_new_firm_that_is_known_is_assigned(house: House, steward: Client) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    save_draft(
        submission=submission,
        answers=ProfileData(name="Dreherei Muster", postcode="66849", offered_services="Sägen"),
        actor=None,
    )
    submit(submission=submission, actor=None)
    assert "Vielleicht dasselbe Unternehmen" in steward.get(page_of(submission)).content.decode()
    decided(steward, submission, "assign", company=str(house.company.pk))
    decided(steward, submission, "approve")
    assert Company.objects.count() == 1
    assert house.fresh().offered_text == "Sägen"
    for wrong in ("", "x", "9" * 30):
        assert decided(steward, submission, "assign", company=wrong).status_code == 404


@pytest.mark.parametrize("fields", [1, 3])
def test_the_page_costs_the_same_however_much_changed(
    fields: int, house: House, steward: Client, django_assert_num_queries: Any
) -> None:
    values = {"phone": "1", "email": "a@firma.example", "website": "https://firma.example/"}
    submission = house.submitted(**dict(list(values.items())[:fields]))
    steward.get(page_of(submission))
    with django_assert_num_queries(23):
        steward.get(page_of(submission))


def test_versions_are_looked_at_compared_and_restored(house: House, steward: Client) -> None:
    approve(
        submission=house.submitted(core_competences="Sägen.", contacts=(ContactData("Erika Beispiel"),)),
        actor=house.steward,
    )
    new, old = ProfileVersion.objects.filter(company=house.company)
    url = reverse("admin:companies_profileversion_change", args=[old.pk])
    page = steward.get(url).content.decode()
    assert "Drehen bis Ø 200 mm" in page
    assert "<ins>Sägen</ins>" in page
    assert "Andere Fassung" in steward.get(url, {"mit": new.pk}).content.decode()
    assert "Heute" in steward.get(url, {"mit": "9" * 40}).content.decode()
    confirmed = house.fresh().confirmed_at

    assert "ist wieder auf diesem Stand" in steward.post(url, follow=True).content.decode()
    company = house.fresh()
    assert (company.core_text, company.contacts.count(), company.confirmed_at) == (
        "Drehen bis Ø 200 mm.",
        0,
        confirmed,
    )
    latest = ProfileVersion.objects.filter(company=house.company).first()
    assert latest.reason.startswith("Wiederhergestellt: Fassung vom ")
    assert latest.actor == house.steward
    assert "schon auf diesem Stand" in steward.post(url, follow=True).content.decode()


def test_a_firm_leads_to_its_versions(house: House, steward: Client) -> None:
    save_profile(data=ProfileData(name="Andere GmbH"), actor=None, cluster=house.cluster, source="Probe")
    page = steward.get(reverse("admin:companies_company_change", args=[house.company.pk])).content.decode()
    link = f"/admin/companies/profileversion/?company__id__exact={house.company.pk}"
    assert link in page
    assert [row.company for row in steward.get(link).context["cl"].result_list] == [house.company]


def test_versions_of_other_clusters_do_not_exist(house: House) -> None:
    version = ProfileVersion.objects.get()
    client = Client()
    client.force_login(StaffFactory(clusters=[ClusterFactory()], groups=list(Group.objects.all())))
    url = reverse("admin:companies_profileversion_change", args=[version.pk])
    assert client.get(url).status_code == 302
    assert client.post(url).status_code == 302


def test_staff_choose_what_goes_live_and_nothing_else_of_the_cluster(house: House, steward: Client) -> None:
    url = reverse("admin:companies_cluster_change", args=[house.cluster.pk])
    steward.post(url, {"live_fields": ["phone"], "name": "Gekapert", "staff": "", "agency_name": "Amt"})
    house.cluster.refresh_from_db()
    assert (house.cluster.live_fields, house.cluster.name, house.cluster.agency_name) == (
        ["phone"],
        "Metall-Cluster",
        "Amt",
    )
    assert house.cluster.staff.count() == 2


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            {"email": "x@gmail.com"},
            ["Die E-Mail-Adresse (x@gmail.com) gehört nicht zur Internetseite des Unternehmens (firma.de)."],
        ),
        ({"email": "info@post.firma.de"}, []),
        ({"website": "https://andere.de/"}, ["Die Internetseite wechselt von firma.de zu andere.de."]),
        (
            {"contacts": (ContactData("Max", email="max@fremd.de"),)},
            [
                "Die E-Mail-Adresse von Max (max@fremd.de) gehört nicht zur Internetseite des Unternehmens (firma.de)."
            ],
        ),
        ({"name": "Ganz Anders AG"}, ["Der Name ändert sich von „Firma GmbH“ zu „Ganz Anders AG“."]),
        (
            {"offered_services": "Mehr auf www.boese.example/x"},
            ["Im Text „Leistungen, die angeboten werden“ steht ein Link: www.boese.example/x"],
        ),
        (
            {"offered_services": "Rufen Sie an: 0631 / 123 45 67"},
            ["Im Text „Leistungen, die angeboten werden“ steht eine Telefonnummer: 0631 / 123 45 67"],
        ),
        ({"core_competences": "Drehen"}, ["Der Text „Kernkompetenzen“ wird fast ganz gelöscht."]),
        ({"offered_services": "Drehen aus 1.4301 bis 2.000 x 1.000 mm, DIN EN ISO 9001:2015, S355J2+N."}, []),
    ],
)
def test_suspicious_changes_are_named(new: dict[str, Any], expected: list[str]) -> None:
    old = ProfileData(
        name="Firma GmbH",
        website="https://www.firma.de/",
        email="info@firma.de",
        core_competences="Drehen und Fräsen von Teilen aus Stahl und Aluminium. " * 3,
    )
    values = {name: getattr(old, name) for name in ProfileData.__slots__}
    assert list(suspicions_of(old, ProfileData(**{**values, **new}))) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_loses_no_sign(old: str, new: str) -> None:
    diff = word_diff(old, new)
    assert "".join(piece.text for piece in diff.old) == old
    assert "".join(piece.text for piece in diff.new) == new
    same = ["".join(p.text for p in side if not p.is_changed) for side in (diff.old, diff.new)]
    assert same[0] == same[1]


def test_gains_are_counted_in_the_directory_and_in_the_searches(house: House) -> None:
    for name, materials in (("Eins", "Edelstahl"), ("Zwei", "")):
        save_profile(
            data=ProfileData(name=f"{name} GmbH", core_competences="Drehen.", materials=materials),
            actor=None,
            cluster=house.cluster,
            source="Probe",
        )
    answers = ProfileData(name="Wir", core_competences="Drehen.", phone="1", town="Landstuhl")

    def gain() -> str:
        found = gains_of(answers, cluster=house.cluster, company=house.company, today=timezone.localdate())
        return next(one.sentence for one in found if one.part == "Werkstoffe")

    assert gain().startswith("1 von 2 Unternehmen mit Ihren Verfahren nennen Werkstoffe")
    assert "Suchen" not in gain()
    month = timezone.localdate().replace(day=1)
    for wanted, times in (
        (["any:material", "material:1-4301", "process:drehen"], 9),
        (["any:material", "material:1-4301", "process:saegen"], 50),
        (["process:drehen"], 50),
    ):
        SearchCount.objects.create(cluster=house.cluster, month=month, wanted=wanted, times=times)
    shown = FoundCount.objects.create(company=house.company, month=month, wanted="any:material", times=2)
    assert gain().startswith(
        "Mit Werkstoffen werden Sie in bis zu 7 Suchen mehr gefunden: So oft wurde im letzten Jahr zu Ihren Verfahren "
        "auch ein Werkstoff verlangt, und Sie standen nicht dabei. 1 von 2 Unternehmen"
    )
    FoundCount.objects.filter(pk=shown.pk).update(times=5)
    assert "Suchen" not in gain()


def test_the_form_asks_only_about_processes_of_the_vocabulary() -> None:
    from competences.language import Kind, read_nodes
    from competences.language.vocabulary import ATTRIBUTES_FILE

    known = {node.key for node in read_nodes(ATTRIBUTES_FILE.parent) if node.kind is Kind.PROCESS}
    assert set(TELLING_LIMITS) - known == set()


def test_what_a_firm_goes_on_writing_is_not_read_before_it_is_handed_in(
    house: House, steward: Client
) -> None:
    submission = house.submitted(core_competences="Sägen.")
    return_submission(submission=submission, actor=house.steward, note="Womit?")
    save_draft(submission=submission, answers=ProfileData(core_competences="GEHEIM"), actor=house.owner)
    kept = StoredFileFactory()
    submission.files.add(kept)
    page = steward.get(page_of(submission))
    assert "GEHEIM" not in page.text
    assert page.context["form"].answers.core_competences == "Sägen."
    assert page.context["files"] == []
    file = reverse("admin:profiles_submission_file", args=[submission.pk, kept.pk])
    assert steward.get(file).status_code == 404
    submit(submission=submission, actor=house.owner)
    assert steward.get(file).status_code == 200
    page = steward.get(page_of(submission))
    assert "GEHEIM" in page.text
    assert page.context["files"] == [kept]


def test_a_draft_that_was_withdrawn_stays_the_firms_own(house: House, steward: Client) -> None:
    draft = withdraw(submission=house.draft(core_competences="GEHEIM"), actor=house.owner)
    assert steward.get(page_of(draft)).status_code == 302
    assert "0 Einreichungen" in steward.get(f"{LIST}?stand=alle").text


def test_staff_read_when_no_mail_reaches_the_firm(house: House, steward: Client) -> None:
    told = decided(steward, house.submitted(phone="06371 2000"), "return", note="Bitte")
    assert "Bitte rufen Sie an" not in told.text
    address = address_of(house.owner.email, basis=LegalBasis.CONTRACT)
    object_to_mail(address=address, via=ObjectionVia.LINK, actor=None)
    submission = submit(submission=Submission.objects.get(), actor=house.owner)
    told = decided(steward, submission, "approve")
    assert "Bitte rufen Sie an" in told.text
    assert house.fresh().phone == "06371 2000"
