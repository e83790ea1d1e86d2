"""Two people at once: every row and every submission has one effect, whoever comes first."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from companies.domain.profile_data import ProfileData
from companies.models import Cluster, Company
from profiles.domain.answers import answers_of, stand
from profiles.domain.applying import Applied, apply_batch, change_state, decide
from profiles.domain.reviewing import approve, reject
from profiles.domain.staging import stage_file
from profiles.domain.submission_states import StaleAnswersError
from profiles.domain.submitting import save_draft, start_submission, submit, withdraw
from profiles.enums import BatchState, Decision, SubmissionState
from profiles.models import ImportBatch, Submission
from tests.factories import ClusterFactory, StaffFactory
from tests.profiles.staging import listed
from tests.profiles.submission_cast import House, make_house

LIST = "Firmenname;PLZ\n" + "".join(f"Betrieb {number} GmbH;67655\n" for number in range(12))


@pytest.fixture
def open_cluster(transactional_db: None) -> Cluster:
    return ClusterFactory(name="Metall-Cluster", slug="metall")


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads of their own, started together; the exceptions they ended with."""
    gate = threading.Barrier(len(jobs))
    errors: list[BaseException] = []

    def work(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_two_people_taking_over_write_every_row_once(open_cluster: Cluster) -> None:
    batch = listed(open_cluster, LIST)
    results: list[int] = []

    def take_over() -> None:
        own = ImportBatch.objects.get(pk=batch.pk)
        results.append(apply_batch(batch=own, actor=None).written)

    errors = at_once(take_over, take_over)
    batch.refresh_from_db()

    assert errors == []
    assert sum(results) == 12
    assert Company.objects.count() == 12
    assert batch.rows.ready().count() == 0


def test_who_looks_at_a_file_that_was_taken_over_meanwhile_finds_nothing_left(open_cluster: Cluster) -> None:
    batch = listed(open_cluster, LIST)
    seen_before = ImportBatch.objects.get(pk=batch.pk)
    apply_batch(batch=batch, actor=None)

    assert apply_batch(batch=seen_before, actor=None) == Applied(written=0, failed=0, remaining=0)
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.APPLIED


def test_taking_over_and_discarding_at_once_have_one_effect(open_cluster: Cluster) -> None:
    batch = listed(open_cluster, LIST)

    errors = at_once(
        lambda: apply_batch(batch=ImportBatch.objects.get(pk=batch.pk), actor=None),
        lambda: change_state(batch=ImportBatch.objects.get(pk=batch.pk), to=BatchState.DISCARDED, actor=None),
    )

    batch.refresh_from_db()
    assert [type(error) for error in errors] == [ValidationError]
    assert (batch.state, Company.objects.count()) in [(BatchState.APPLIED, 12), (BatchState.DISCARDED, 0)]


def test_two_people_deciding_differently_leave_one_decision(open_cluster: Cluster) -> None:
    batch = listed(
        open_cluster, "Firmenname;PLZ\nMüller Zerspanung GmbH;67655\nMueller Zerspanungs KG;67655\n"
    )
    row = batch.rows.get(row=3)

    def settle(decision: Decision) -> None:
        decide(row=row, actor=None, decision=decision)
        apply_batch(batch=ImportBatch.objects.get(pk=batch.pk), actor=None)

    errors = at_once(lambda: settle(Decision.TAKE), lambda: settle(Decision.CREATE))

    row.refresh_from_db()
    assert errors == []
    assert row.done_at is not None
    assert Company.objects.count() == {Decision.TAKE: 1, Decision.CREATE: 2}[Decision(row.decision)]


def test_the_same_file_handed_in_twice_at_once_is_kept_once(open_cluster: Cluster) -> None:
    def hand_in() -> None:
        cluster = Cluster.objects.get(pk=open_cluster.pk)
        stage_file(name="liste.csv", data=LIST.encode(), cluster=cluster, actor=None)

    errors = at_once(hand_in, hand_in)

    assert errors == []
    assert ImportBatch.objects.count() == 1
    assert ImportBatch.objects.get().rows.count() == 12


def test_the_same_new_firm_in_two_files_at_once_is_created_once(open_cluster: Cluster) -> None:
    batches = [
        listed(open_cluster, f"Firmenname;PLZ;Mitarbeiter\nNeu GmbH;67655;{number}\n") for number in (5, 6)
    ]

    errors = at_once(*(lambda batch=batch: apply_batch(batch=batch, actor=None) for batch in batches))

    assert errors == []
    assert Company.objects.filter(name="Neu GmbH").count() == 1


def people(count: int) -> tuple[House, list[User]]:
    house = make_house()
    return house, [StaffFactory(clusters=[house.cluster]) for _ in range(count)]


def test_two_reviewers_have_one_effect_and_the_second_is_told(transactional_db: None) -> None:
    house, (first, second) = people(2)
    submission = house.submitted(phone="06371 2000")

    errors = at_once(
        lambda: approve(submission=Submission.objects.get(pk=submission.pk), actor=first),
        lambda: reject(submission=Submission.objects.get(pk=submission.pk), actor=second, note="nein"),
    )

    submission.refresh_from_db()
    assert len(errors) == 1
    assert isinstance(errors[0], ValidationError)
    assert str(submission.decided_by) in errors[0].messages[0]
    assert (submission.state, house.fresh().phone) in [
        (SubmissionState.APPROVED, "06371 2000"),
        (SubmissionState.REJECTED, "06371 1000"),
    ]


def test_approving_and_withdrawing_at_once_have_one_effect(transactional_db: None) -> None:
    house, (steward,) = people(1)
    submission = house.submitted(phone="06371 2000")

    errors = at_once(
        lambda: approve(submission=Submission.objects.get(pk=submission.pk), actor=steward),
        lambda: withdraw(submission=Submission.objects.get(pk=submission.pk), actor=house.owner),
    )

    submission.refresh_from_db()
    assert [type(error) for error in errors] == [ValidationError]
    assert (submission.state, house.fresh().phone) in [
        (SubmissionState.APPROVED, "06371 2000"),
        (SubmissionState.WITHDRAWN, "06371 1000"),
    ]


def test_a_double_click_begins_one_draft(transactional_db: None) -> None:
    house, _ = people(0)

    def begin() -> None:
        start_submission(company=house.company, cluster=house.cluster, actor=house.owner)

    assert at_once(begin, begin) == []
    assert Submission.objects.filter(company=house.company).count() == 1


def test_two_tabs_saving_at_once_overwrite_nothing(transactional_db: None) -> None:
    house, _ = people(0)
    draft = house.draft()
    seen = stand(answers_of(draft), ["phone"])

    def save(phone: str) -> None:
        save_draft(submission=draft, answers=ProfileData(phone=phone), actor=house.owner, expected=seen)

    errors = at_once(lambda: save("1111"), lambda: save("2222"))

    assert [type(error) for error in errors] == [StaleAnswersError]
    assert Submission.objects.get(pk=draft.pk).answers["phone"] in ("1111", "2222")


def test_a_submission_that_is_approved_twice_at_once_is_published_once(transactional_db: None) -> None:
    house, (first, second) = people(2)
    submission = start_submission(company=None, cluster=house.cluster, actor=None)
    save_draft(
        submission=submission, answers=ProfileData(name="Neu GmbH", offered_services="Sägen"), actor=None
    )
    submit(submission=submission, actor=None)

    errors = at_once(
        lambda: approve(submission=submission, actor=first),
        lambda: approve(submission=submission, actor=second),
    )

    assert [type(error) for error in errors] == [ValidationError]
    assert Company.objects.filter(name="Neu GmbH").count() == 1
