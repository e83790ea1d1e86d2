"""Periodic work: when it is due, that it happens once, and what is noted when it does not."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from outbox.domain import schedule
from outbox.domain.overview import problems, schedule_at
from outbox.domain.runs import change_run_state, run_due_jobs
from outbox.domain.schedule import Daily, Every, Job, due_between, label_of, register_job
from outbox.enums import RUN_TRANSITIONS, MailState, RunState
from outbox.models import JobRun, Preference
from tests.factories import AddressFactory, JobRunFactory, MailFactory, SuperuserFactory, UserFactory

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
Register = Callable[..., list[datetime]]


@pytest.fixture(autouse=True)
def own_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})


@pytest.fixture
def job() -> Register:
    """Register a daily job, 6:30; returns the list into which it writes when it ran."""

    def register(run: Callable[[datetime], str] | None = None, hours: int = 6) -> list[datetime]:
        ran: list[datetime] = []

        def note(now: datetime) -> str:
            ran.append(now)
            return run(now) if run else "1 Erinnerung geschrieben"

        register_job(Job("sample.job", "Erinnern", Daily(6, 30), note, timedelta(hours=hours)))
        return ran

    return register


def turn(now: datetime = NOW) -> int:
    return run_due_jobs(clock=lambda: now)


def runs() -> list[tuple[datetime, str]]:
    return list(JobRun.objects.order_by("due_at").values_list("due_at", "state"))


def test_a_due_job_runs_once_and_says_what_it_did(db: None, job: Register) -> None:
    ran = job()
    assert [turn(), turn(), turn(NOW + timedelta(hours=1))] == [1, 0, 0]
    assert ran == [NOW]
    run = JobRun.objects.get()
    assert (run.due_at, run.state, run.outcome) == (DUE, RunState.DONE, "1 Erinnerung geschrieben")
    assert (run.attempts, run.started_at, run.finished_at) == (1, NOW, NOW)


def test_a_new_installation_starts_with_the_next_due_time(db: None, job: Register) -> None:
    ran = job(hours=1)
    assert turn() == 0
    assert runs() == []
    assert turn(NOW + timedelta(days=1) - timedelta(hours=4)) == 1
    assert len(ran) == 1


def test_what_was_missed_while_no_worker_ran_is_noted_and_the_last_is_made_up(
    db: None, job: Register
) -> None:
    ran = job()
    turn()
    later = NOW + timedelta(days=3)
    assert turn(later) == 1
    day = timedelta(days=1)
    assert runs() == [
        (DUE, RunState.DONE),
        (DUE + day, RunState.MISSED),
        (DUE + 2 * day, RunState.MISSED),
        (DUE + 3 * day, RunState.DONE),
    ]
    assert turn(later + timedelta(hours=18)) == 0
    assert len(ran) == 2


def test_a_job_that_is_too_late_is_missed(db: None, job: Register) -> None:
    ran = job(hours=1)
    JobRunFactory(due_at=DUE - timedelta(days=1), state=RunState.DONE, next_attempt_at=None, finished_at=NOW)
    turn()
    assert runs()[1:] == [(DUE, RunState.MISSED)]
    assert ran == []


def test_a_failing_job_is_tried_again_and_leaves_nothing_half_done(db: None, job: Register) -> None:
    def half(now: datetime) -> str:
        Preference.objects.create(address=AddressFactory(), kind="sample.note", frequency="NEVER")
        raise LookupError("nichts gefunden")

    ran = job(half)
    assert turn() == 0
    run = JobRun.objects.get()
    assert (run.state, run.error) == (RunState.DUE, "LookupError: nichts gefunden")
    assert (run.next_attempt_at, Preference.objects.count()) == (NOW + timedelta(minutes=5), 0)
    assert turn(NOW + timedelta(minutes=4)) == 0
    turn(NOW + timedelta(minutes=5))
    turn(NOW + timedelta(minutes=10))
    run.refresh_from_db()
    assert (run.state, run.attempts, len(ran)) == (RunState.FAILED, 3, 3)
    assert turn(NOW + timedelta(minutes=15)) == 0


def test_a_run_whose_worker_was_killed_is_taken_up_by_another(db: None, job: Register) -> None:
    ran = job()
    JobRunFactory(due_at=DUE, state=RunState.RUNNING, attempts=1, started_at=NOW, next_attempt_at=None)
    assert turn(NOW + timedelta(seconds=30)) == 0
    assert turn(NOW + timedelta(minutes=2)) == 1
    run = JobRun.objects.get()
    assert (run.state, run.attempts, len(ran)) == (RunState.DONE, 2, 1)


def test_a_run_that_kills_its_workers_is_given_up(db: None, job: Register) -> None:
    ran = job()
    JobRunFactory(due_at=DUE, state=RunState.RUNNING, attempts=3, started_at=NOW, next_attempt_at=None)
    turn(NOW + timedelta(minutes=2))
    run = JobRun.objects.get()
    assert (run.state, run.error, ran) == (RunState.FAILED, "Der Lauf wurde abgebrochen.", [])


@pytest.mark.parametrize(("attempts", "state"), [(0, RunState.MISSED), (1, RunState.FAILED)])
def test_a_run_that_waited_too_long_is_not_begun_any_more(
    attempts: int, state: RunState, db: None, job: Register
) -> None:
    ran = job()
    JobRunFactory(due_at=DUE, attempts=attempts)
    turn(NOW + timedelta(hours=3))
    assert (runs(), ran) == ([(DUE, state)], [])


def test_two_workers_at_once_run_a_job_once(transactional_db: None, job: Register) -> None:
    begun, finish = threading.Event(), threading.Event()

    def slow(now: datetime) -> str:
        begun.set()
        finish.wait(60)
        return "fertig"

    ran = job(slow)
    done: list[int] = []

    def work() -> None:
        try:
            done.append(turn())
        finally:
            connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert begun.wait(60)
    # The second one comes while the first is at it: at once, and when the first looks as if it had died.
    assert turn() == 0
    assert turn(NOW + timedelta(minutes=30)) == 0
    finish.set()
    first.join()
    assert (done, len(ran), runs()) == ([1], 1, [(DUE, RunState.DONE)])


def test_a_state_of_a_run_follows_only_where_the_table_says_so(db: None) -> None:
    for start in RunState:
        for end in RunState:
            is_open = start in {RunState.DUE, RunState.RUNNING}
            run = JobRunFactory(
                state=start,
                next_attempt_at=NOW if start == RunState.DUE else None,
                finished_at=None if is_open else NOW,
            )
            again = NOW if end == RunState.DUE else None
            if end in RUN_TRANSITIONS[start]:
                change_run_state(run=run, to=end, now=NOW, next_attempt_at=again)
                run.refresh_from_db()
                assert run.state == end
            else:
                with pytest.raises(ValidationError):
                    change_run_state(run=run, to=end, now=NOW, next_attempt_at=again)


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        (Every(15), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        (Every(60), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        (Daily(6, 30), datetime(2026, 11, 23, 5, 30, tzinfo=UTC)),
        (Daily(12), datetime(2026, 11, 22, 11, 0, tzinfo=UTC)),
        (Daily(6, weekday=4), datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
        (Daily(6, day=24), datetime(2026, 10, 24, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_last_due_time(cadence: schedule.Cadence, due: datetime) -> None:
    assert cadence.latest(NOW) == due


def cadences() -> st.SearchStrategy[schedule.Cadence]:
    days = st.builds(Daily, st.integers(0, 23), st.integers(0, 59))
    weeks = st.builds(Daily, st.integers(0, 23), st.integers(0, 59), weekday=st.integers(0, 6))
    months = st.builds(Daily, st.integers(0, 23), st.integers(0, 59), day=st.integers(1, 28))
    return st.one_of(st.builds(Every, st.sampled_from([5, 15, 60, 720])), days, weeks, months)


@given(cadences(), st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_due_times_are_steady(cadence: schedule.Cadence, now: datetime) -> None:
    due = cadence.latest(now)
    assert due <= now
    assert cadence.latest(due) == due
    before = cadence.latest(due - timedelta(microseconds=1))
    assert before < due
    assert due_between(cadence, before, now) == [due]
    if isinstance(cadence, Daily):
        local = due.astimezone(ZoneInfo("Europe/Berlin"))
        is_skipped_hour = local.dst() != (local - timedelta(hours=2)).dst()
        assert is_skipped_hour or (local.hour, local.minute) == (cadence.hour, cadence.minute)


@pytest.mark.parametrize("wrong", [lambda: Every(7), lambda: Every(0), lambda: Daily(6, day=31)])
def test_a_cadence_that_makes_no_sense_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ImproperlyConfigured):
        wrong()


def test_the_name_of_a_job_is_taken_once(job: Register) -> None:
    job()
    with pytest.raises(ImproperlyConfigured):
        job()
    assert (label_of("sample.job"), label_of("sample.gone")) == ("Erinnern", "sample.gone")


@pytest.fixture
def told(db: None) -> Callable[..., list[str]]:
    """What a superuser is told at a time."""
    superuser = SuperuserFactory()
    return lambda now=NOW: [problem.text for problem in problems(user=superuser, now=now)]


def test_staff_hear_of_nothing_when_all_is_well(told: Callable[..., list[str]], job: Register) -> None:
    job()
    turn()
    MailFactory(next_attempt_at=NOW)
    assert told() == []


def test_staff_hear_of_runs_that_failed_were_missed_or_are_overdue(
    told: Callable[..., list[str]], job: Register
) -> None:
    job()
    turn()
    JobRunFactory(
        due_at=NOW, job="sample.other", state=RunState.FAILED, next_attempt_at=None, finished_at=NOW
    )
    for hours in (1, 2):
        JobRunFactory(
            due_at=NOW - timedelta(hours=hours),
            job="sample.other",
            state=RunState.MISSED,
            next_attempt_at=None,
            finished_at=NOW,
        )
    assert told(NOW + timedelta(days=1, hours=6)) == [
        "Regelmäßige Arbeiten: 1 Lauf ist fehlgeschlagen (7 Tage).",
        "Regelmäßige Arbeiten: 2 Läufe sind ausgefallen (7 Tage).",
        "Überfällig: Erinnern. Läuft der Versand (run_worker)?",
    ]
    assert [planned.is_overdue for planned in schedule_at(NOW)] == [False]


def test_staff_hear_of_mails_that_stay_behind_or_went_wrong(
    told: Callable[..., list[str]], settings: object
) -> None:
    MailFactory(next_attempt_at=NOW - timedelta(hours=1))
    for state in (MailState.UNCLEAR, MailState.FAILED, MailState.BOUNCED):
        MailFactory(state=state, next_attempt_at=None)
    without_server = told()
    settings.MAIL_IS_DELIVERED = True  # type: ignore[attr-defined]
    assert told() == [
        "1 E-Mail ist ungeklärt: Bitte klären, ob der Empfänger sie hat.",
        "Seit 23.11.2026 09:30 bleiben E-Mails liegen: "
        "der Versand (run_worker) läuft nicht oder kommt nicht nach.",
        "1 E-Mail wurde nicht gesendet (7 Tage).",
        "1 E-Mail war unzustellbar (7 Tage).",
    ]
    assert without_server[1].endswith("es ist kein Mailserver eingestellt (EMAIL_HOST).")


def test_staff_hear_only_of_mails_they_may_see(db: None) -> None:
    MailFactory(state=MailState.UNCLEAR, next_attempt_at=None, scope="cluster:999")
    assert problems(user=UserFactory(is_staff=True), now=NOW) == []
