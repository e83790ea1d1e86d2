"""A firm's answers from the draft to the directory, step by step."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from companies.domain.limits import Limits
from companies.domain.profile import save_profile
from companies.domain.profile_data import (
    CapabilityData,
    CertificateData,
    ContactData,
    MachineData,
    ProfileData,
    SiteData,
)
from companies.domain.profile_json import as_json, from_json
from companies.domain.stored_profile import whole_profile_of
from companies.enums import CapabilitySource, CompanyState
from companies.models import Company, ProfileVersion, SearchRow
from profiles.domain.answers import answers_of, changed_fields, stand
from profiles.domain.reviewing import (
    approve,
    assign_company,
    edit_submission,
    reject,
    return_submission,
)
from profiles.domain.submission_states import StaleAnswersError
from profiles.domain.submitting import reopen, save_draft, start_submission, submit, withdraw
from profiles.enums import SUBMISSION_TRANSITIONS, SubmissionState
from profiles.models import Submission
from tests.factories import ClusterFactory, CompanyFactory, StaffFactory, StoredFileFactory, SubmissionFactory
from tests.profiles.submission_cast import House, make_house

WHOLE = ProfileData(
    name="Dreherei Muster GmbH",
    core_competences="Drehen und Härten.",
    employees="",
    contacts=(ContactData("Erika Beispiel", "Inhaberin", "e@firma.example", "", True, ""),),
    further_sites=(SiteData("Werk 2", "Hauptstraße 2", "67655", "Kaiserslautern"),),
    machines=(MachineData("Drehmaschine", "Trenno", 2, "Ø 200"),),
    certificates=(CertificateData("ISO 9001", datetime.date(2028, 6, 30), "99-1"),),
    capabilities=(
        CapabilityData(
            "drehen",
            "OFFERED",
            "CORE",
            "Drehen und Härten.",
            (("", Limits(diameter_mm=180.0)), ("edelstahl", Limits(diameter_mm=150.0))),
        ),
    ),
    not_meant=("process:haerten", "material:edelstahl"),
)


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def test_a_draft_starts_with_what_is_published(house: House) -> None:
    submission = start_submission(company=house.company, cluster=house.cluster, actor=house.owner)

    assert (submission.state, submission.author) == (SubmissionState.DRAFT, house.owner)
    assert answers_of(submission).core_competences == "Drehen bis Ø 200 mm."
    assert submission.answers == submission.base
    assert "notes_internal" not in submission.answers
    assert start_submission(company=house.company, cluster=house.cluster, actor=None) == submission


def test_a_draft_changes_nothing_that_is_published(house: House) -> None:
    before = as_json(whole_profile_of(house.company))
    draft = house.draft(phone="06371 2000", sought_partners="Laserzuschnitte")

    assert as_json(whole_profile_of(house.fresh())) == before
    assert changed_fields(from_json(draft.base), answers_of(draft)) == ("phone", "sought_partners")


def test_a_whole_profile_goes_in_and_comes_out_again(house: House) -> None:
    submission = house.submitted(
        **{name: value for name in WHOLE.__slots__ if (value := getattr(WHOLE, name)) is not None}
    )
    approve(submission=submission, actor=house.steward)

    company = house.fresh()
    stored = whole_profile_of(company)
    for name in ("core_competences", "contacts", "further_sites", "machines", "certificates", "capabilities"):
        assert getattr(stored, name) == getattr(WHOLE, name), name
    assert set(stored.not_meant or ()) == {"process:haerten", "material:edelstahl"}
    assert company.employees is None
    assert company.confirmed_at == timezone.localdate()
    assert [
        row.process.key for row in company.capabilities.all() if row.source == CapabilitySource.ENTERED
    ] == ["drehen"]
    assert not company.capabilities.filter(process__key="haerten").exists()
    assert not company.materials.filter(key="edelstahl").exists()


def test_approval_appears_in_the_history_with_who_and_why(house: House) -> None:
    submission = house.submitted(core_competences="Drehen und Sägen.")
    number = SearchRow.objects.get(company=house.company).change_number
    approve(submission=submission, actor=house.steward, note="Danke")

    submission.refresh_from_db()
    assert (submission.state, submission.decided_by, submission.taken) == (
        SubmissionState.APPROVED,
        house.steward,
        ["core_competences"],
    )
    record = house.company.history.first()
    assert record.history_user == house.steward
    assert record.history_change_reason.startswith("Einreichung vom ")
    assert SearchRow.objects.get(company=house.company).change_number > number
    version = ProfileVersion.objects.filter(company=house.company).first()
    assert version.data["core_competences"] == "Drehen und Sägen."
    assert [(event.state, event.actor) for event in submission.events.all()] == [
        (SubmissionState.SUBMITTED, house.owner),
        (SubmissionState.APPROVED, house.steward),
    ]


def test_only_what_the_firm_changed_is_written(house: House) -> None:
    submission = house.submitted(core_competences="Drehen und Sägen.")
    save_profile(
        data=ProfileData(phone="06371 9999"),
        actor=house.steward,
        cluster=house.cluster,
        source="Anruf",
        company=house.company,
    )
    approve(submission=submission, actor=house.steward)
    assert (house.fresh().phone, house.fresh().core_text) == ("06371 9999", "Drehen und Sägen.")


def test_single_fields_can_be_approved(house: House) -> None:
    submission = house.submitted(core_competences="Wir sind die Besten.", phone="06371 2000")
    approve(
        submission=submission,
        actor=house.steward,
        fields=["phone"],
        notes={"core_competences": "Bitte nennen Sie Verfahren."},
    )
    submission.refresh_from_db()
    assert (house.fresh().phone, house.fresh().core_text) == ("06371 2000", "Drehen bis Ø 200 mm.")
    assert (submission.taken, submission.notes) == (
        ["phone"],
        {"core_competences": "Bitte nennen Sie Verfahren."},
    )


def test_approving_none_of_the_changes_is_refused(house: House) -> None:
    submission = house.submitted(phone="06371 2000")
    with pytest.raises(ValidationError, match="Wählen Sie mindestens eine Änderung"):
        approve(submission=submission, actor=house.steward, fields=["email"])
    assert house.fresh().phone == "06371 1000"


def test_edited_answers_are_published_and_the_firms_words_stay(house: House) -> None:
    submission = house.submitted(core_competences="drehen & sägen!!!")
    edited = edit_submission(
        submission=submission,
        answers=ProfileData(core_competences="Drehen und Sägen."),
        actor=house.steward,
    )
    approve(submission=edited, actor=house.steward)

    submission.refresh_from_db()
    assert house.fresh().core_text == "Drehen und Sägen."
    assert submission.answers["core_competences"] == "drehen & sägen!!!"
    assert submission.edited["core_competences"] == "Drehen und Sägen."


def test_returned_answers_carry_the_reasons_and_come_again(house: House) -> None:
    submission = house.submitted(core_competences="alles")
    returned = return_submission(
        submission=submission,
        actor=house.steward,
        note="Fast fertig.",
        notes={"core_competences": "Was genau?"},
    )
    assert (returned.state, returned.note, returned.notes) == (
        SubmissionState.RETURNED,
        "Fast fertig.",
        {"core_competences": "Was genau?"},
    )
    save_draft(submission=returned, answers=ProfileData(core_competences="Drehen."), actor=house.owner)
    again = submit(submission=returned, actor=house.owner)
    assert again.state == SubmissionState.SUBMITTED
    assert [event.answers.get("core_competences") for event in again.events.all()] == [
        "alles",
        "alles",
        "Drehen.",
    ]


def test_returning_and_rejecting_need_words(house: House) -> None:
    submission = house.submitted(phone="1")
    for refuse in (return_submission, reject):
        with pytest.raises(ValidationError, match="schreiben Sie dem Unternehmen, warum"):
            refuse(submission=submission, actor=house.steward, note=" ")
    assert reject(submission=submission, actor=house.steward, note="Kein Betrieb.").state == "REJECTED"


def test_what_was_handed_in_is_not_written_any_more(house: House) -> None:
    submission = house.submitted(phone="06371 2000")
    with pytest.raises(ValidationError, match=r"von inhaber@firma\.example eingereicht"):
        save_draft(submission=submission, answers=ProfileData(phone="1"), actor=house.owner)


def test_the_second_tab_is_told_and_overwrites_nothing(house: House) -> None:
    draft = house.draft()
    seen = stand(answers_of(draft), ["phone"])
    for _ in range(2):  # the same once more is no conflict
        save_draft(submission=draft, answers=ProfileData(phone="1111"), actor=house.owner, expected=seen)
    with pytest.raises(StaleAnswersError):
        save_draft(submission=draft, answers=ProfileData(phone="2222"), actor=house.owner, expected=seen)
    other = stand(answers_of(draft), ["email"])
    save_draft(
        submission=draft, answers=ProfileData(email="a@firma.example"), actor=house.owner, expected=other
    )
    draft.refresh_from_db()
    assert (draft.answers["phone"], draft.answers["email"]) == ("1111", "a@firma.example")


def test_a_reviewer_decides_only_about_what_he_or_she_saw(house: House) -> None:
    submission = house.submitted(phone="06371 2000")
    edit_submission(submission=submission, answers=ProfileData(phone="06371 3000"), actor=house.colleague)
    with pytest.raises(StaleAnswersError):
        approve(submission=submission, actor=house.steward, expected=stand(answers_of(submission)))
    assert house.fresh().phone == "06371 1000"


def test_taken_back_answers_go_on_in_a_new_draft(house: House) -> None:
    submission = house.submitted(phone="06371 2000")
    draft = reopen(submission=submission, actor=house.owner)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.WITHDRAWN
    assert (draft.state, draft.answers["phone"], draft.base["phone"]) == (
        SubmissionState.DRAFT,
        "06371 2000",
        "06371 1000",
    )


def test_a_published_firm_that_changes_nothing_confirms_its_profile(house: House) -> None:
    assert house.company.confirmed_at is None
    assert house.submitted().state == SubmissionState.APPROVED
    assert house.fresh().confirmed_at == timezone.localdate()


def test_fields_that_may_go_live_at_once_do_and_no_others(house: House) -> None:
    house.cluster.live_fields = ["phone"]
    house.cluster.save()
    submission = house.submitted(phone="06371 2000", core_competences="Sägen.")
    assert (submission.state, submission.live) == (SubmissionState.SUBMITTED, ["phone"])
    assert (house.fresh().phone, house.fresh().core_text) == ("06371 2000", "Drehen bis Ø 200 mm.")
    approve(submission=submission, actor=house.steward)
    submission.refresh_from_db()
    assert submission.taken == ["phone", "core_competences"]


def test_only_live_fields_settle_the_submission(house: House) -> None:
    house.cluster.live_fields = ["phone"]
    house.cluster.save()
    submission = house.submitted(phone="06371 2000")
    assert (submission.state, submission.decided_by, house.fresh().phone) == (
        SubmissionState.APPROVED,
        None,
        "06371 2000",
    )


def test_a_new_firm_enters_with_its_approval(house: House) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    save_draft(
        submission=submission, answers=ProfileData(name="Neu GmbH", offered_services="Sägen"), actor=None
    )
    submitted = submit(submission=submission, actor=None)
    assert submitted.effect["found"] == [["process", "saegen", "Sägen"]]
    approved = approve(submission=submitted, actor=house.steward)
    assert approved.company.name == "Neu GmbH"
    assert approved.company.state == CompanyState.PUBLISHED
    assert list(approved.company.memberships.values_list("cluster", flat=True)) == [house.cluster.pk]


def test_a_firm_that_seemed_new_can_be_one_that_is_known(house: House) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    save_draft(
        submission=submission,
        answers=ProfileData(name="Dreherei Muster GmbH", offered_services="Sägen"),
        actor=None,
    )
    submission = submit(submission=submission, actor=None)
    with pytest.raises(PermissionDenied):
        assign_company(submission=submission, company=CompanyFactory(), actor=house.steward)
    assign_company(submission=submission, company=house.company, actor=house.steward)
    approve(submission=submission, actor=house.steward)
    assert Company.objects.count() == 2
    assert house.fresh().offered_text == "Sägen"


def test_nameless_and_silent_answers_are_not_handed_in(house: House) -> None:
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    with pytest.raises(ValidationError) as refused:
        submit(submission=submission, actor=None)
    assert refused.value.messages == [
        "Bitte geben Sie den Namen des Unternehmens an.",
        "Bitte schreiben Sie, was Sie am besten können oder was Sie für andere tun.",
    ]


def test_the_effect_names_what_is_won_and_lost_and_writes_nothing(house: House) -> None:
    versions = ProfileVersion.objects.count()
    submission = house.submitted(core_competences="Sägen.")
    assert submission.effect == {
        "found": [["process", "saegen", "Sägen"]],
        "lost": [["process", "drehen", "Drehen"]],
        "error": "",
    }
    assert (house.fresh().core_text, ProfileVersion.objects.count()) == ("Drehen bis Ø 200 mm.", versions)


def test_an_effect_that_cannot_be_written_says_why(house: House) -> None:
    CompanyFactory(vat_id="DE123456789")
    submission = house.submitted(vat_id="DE 123456789")
    assert submission.effect["error"] == "Diese USt-IdNr. gehört schon zu einem anderen Unternehmen."
    with pytest.raises(ValidationError, match="USt-IdNr"):
        approve(submission=submission, actor=house.steward)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED


@pytest.mark.parametrize("field", ["notes_internal", "last_confirmed", "contact"])
def test_no_firm_states_what_is_not_its_own(field: str, house: House) -> None:
    value = {"notes_internal": "x", "last_confirmed": timezone.localdate(), "contact": ContactData("x")}[
        field
    ]
    with pytest.raises(ValueError, match=field):
        house.draft(**{field: value})


def test_foreign_files_are_refused(house: House) -> None:
    foreign = str(StoredFileFactory().pk)
    with pytest.raises(ValueError, match="do not belong"):
        house.draft(certificates=(CertificateData("ISO 9001", file=foreign),))


def test_nobody_but_staff_of_the_cluster_decides(house: House) -> None:
    submission = house.submitted(phone="06371 2000")
    for person in (house.owner, StaffFactory(clusters=[ClusterFactory()])):
        for decide in (
            lambda who: approve(submission=submission, actor=who),
            lambda who: reject(submission=submission, actor=who, note="x"),
            lambda who: return_submission(submission=submission, actor=who, note="x"),
            lambda who: edit_submission(submission=submission, answers=ProfileData(phone="1"), actor=who),
        ):
            with pytest.raises(PermissionDenied):
                decide(person)
    assert house.fresh().phone == "06371 1000"


@pytest.mark.parametrize("state", SubmissionState.values)
@pytest.mark.parametrize("step", ["submit", "withdraw", "approve", "reject", "return"])
def test_only_the_steps_of_the_table_are_taken(state: str, step: str, house: House) -> None:
    now = timezone.now()
    decided = {"decided_at": now} if state in ("APPROVED", "REJECTED") else {}
    submission = SubmissionFactory(
        cluster=house.cluster,
        company=house.company,
        state=state,
        submitted_at=None if state == "DRAFT" else now,
        note="x",
        answers={**as_json(whole_profile_of(house.company)), "phone": "06371 2000"},
        **decided,
    )
    actions = {
        "submit": (SubmissionState.SUBMITTED, lambda: submit(submission=submission, actor=house.owner)),
        "withdraw": (SubmissionState.WITHDRAWN, lambda: withdraw(submission=submission, actor=house.owner)),
        "approve": (SubmissionState.APPROVED, lambda: approve(submission=submission, actor=house.steward)),
        "reject": (
            SubmissionState.REJECTED,
            lambda: reject(submission=submission, actor=house.steward, note="x"),
        ),
        "return": (
            SubmissionState.RETURNED,
            lambda: return_submission(submission=submission, actor=house.steward, note="x"),
        ),
    }
    target, act = actions[step]
    if target in SUBMISSION_TRANSITIONS[state]:
        act()
    else:
        with pytest.raises((ValidationError, PermissionDenied)):
            act()
    expected = target if target in SUBMISSION_TRANSITIONS[state] else state
    assert Submission.objects.get(pk=submission.pk).state == expected
