"""Real workers as processes of their own, killed and cut off at the worst moments."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import connection, transaction
from django.utils import timezone

from outbox.domain.delivery import LEASE, release_lost
from outbox.domain.mails import queue_mail
from outbox.enums import MailState
from outbox.models import JobRun, Mail
from tests.outbox.kinds import INVITATION
from tests.outbox.mail_server import Server, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from tests.outbox.kinds import register_all
register_all()
from django.core.management import call_command
print("started", flush=True)
call_command("run_worker", *sys.argv[2:])
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def server() -> Generator[Server, None, None]:
    with mail_server() as running:
        yield running


@pytest.fixture
def start(server: Server) -> Generator[Start, None, None]:
    """Start a worker that delivers to the mail server; none of them outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, connection.settings_dict["NAME"], *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "EMAIL_HOST": server.hostname,
                "EMAIL_PORT": str(server.port),
                "EMAIL_USE_TLS": "0",
                "MAIL_BUDGET_PER_DAY": "0",
            },
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def invite(*names: str) -> None:
    """Write an invitation to each, committed."""
    with transaction.atomic():
        for name in names:
            queue_mail(kind=INVITATION, recipient=f"{name}@firma.example", context={"name": name}, actor=None)


def states() -> dict[str, str]:
    """Name of the recipient → state of the mail."""
    rows = Mail.objects.values_list("recipient__email", "state")
    return {email.partition("@")[0]: state for email, state in rows}


def arrived(server: Server) -> list[str]:
    """Names of the recipients whose mails arrived, in alphabetical order, as often as they did."""
    return sorted(mail["To"].partition("@")[0] for mail in server.handler.mails)


def cut_connections() -> None:
    """End every other connection to this database, as a restart of the server does; from any thread."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'outbox-worker'"
            )
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


def test_a_worker_killed_between_sending_and_recording_leaves_the_mail_unclear(
    server: Server, start: Start
) -> None:
    def power_cut(mail: EmailMessage) -> None:
        worker.kill()
        worker.wait()

    invite("vogel")
    server.handler.on_data = power_cut
    worker = start("--once")
    assert worker.wait() == -signal.SIGKILL
    server.handler.on_data = lambda mail: None

    assert states() == {"vogel": MailState.SENDING}
    assert start("--once").wait() == 0
    assert release_lost(now=timezone.now() + LEASE + timedelta(minutes=1)) == 1
    assert start("--once").wait() == 0
    assert states() == {"vogel": MailState.UNCLEAR}
    assert arrived(server) == ["vogel"]


def test_a_worker_killed_before_sending_leaves_the_mail_unclear_and_the_others_go(
    server: Server, start: Start
) -> None:
    def power_cut(recipient: str) -> str:
        if recipient.startswith("vogel"):
            worker.kill()
            worker.wait()
        return "250 OK"

    invite("vogel", "hanauer")
    server.handler.answer = power_cut
    worker = start("--once")
    assert worker.wait() == -signal.SIGKILL

    assert start("--once").wait() == 0
    release_lost(now=timezone.now() + LEASE + timedelta(minutes=1))
    assert states() == {"vogel": MailState.UNCLEAR, "hanauer": MailState.SENT}
    assert arrived(server) == ["hanauer"]


@pytest.mark.parametrize("fatal", [1, 4, 9])
def test_three_workers_and_a_power_cut_send_nothing_twice_and_lose_nothing(
    fatal: int, server: Server, start: Start
) -> None:
    names = [f"firma{number:02}" for number in range(12)]
    workers: list[subprocess.Popen[str]] = []
    all_started = threading.Event()

    def power_cut(mail: EmailMessage) -> None:
        all_started.wait(60)
        if len(server.handler.mails) == fatal:
            for worker in workers:
                worker.kill()

    invite(*names)
    server.handler.on_data = power_cut
    workers += [start("--once") for _ in range(3)]
    all_started.set()
    for worker in workers:
        worker.wait()
    server.handler.on_data = lambda mail: None
    for worker in [start("--once"), start("--once")]:
        assert worker.wait() == 0
    release_lost(now=timezone.now() + LEASE + timedelta(minutes=1))

    found = states()
    unclear = {name for name, state in found.items() if state == MailState.UNCLEAR}
    assert set(found.values()) <= {MailState.SENT, MailState.UNCLEAR}
    assert 0 < len(unclear) <= 3
    came = arrived(server)
    assert len(came) == len(set(came))
    assert set(names) - unclear <= set(came)


def test_two_workers_send_every_mail_once(server: Server, start: Start) -> None:
    names = [f"firma{number:02}" for number in range(20)]
    invite(*names)
    for worker in [start("--once"), start("--once")]:
        assert worker.wait() == 0
    assert arrived(server) == names
    assert set(states().values()) == {MailState.SENT}


def test_a_waiting_worker_is_woken_and_survives_the_loss_of_its_connection(
    server: Server, start: Start
) -> None:
    came = threading.Event()
    server.handler.on_data = lambda mail: came.set()
    worker = start()
    invite("vogel")
    assert came.wait(60)
    came.clear()
    cut_connections()
    invite("hanauer")
    assert came.wait(60)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert states() == {"vogel": MailState.SENT, "hanauer": MailState.SENT}


def test_a_database_that_goes_away_while_a_mail_leaves_does_not_make_it_forgotten(
    server: Server, start: Start
) -> None:
    came = threading.Event()

    def cut(mail: EmailMessage) -> None:
        thread = threading.Thread(target=cut_connections)
        thread.start()
        thread.join()
        came.set()

    server.handler.on_data = cut
    worker = start()
    invite("vogel")
    assert came.wait(60)
    server.handler.on_data = lambda mail: None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert arrived(server) == ["vogel"]
    assert states() == {"vogel": MailState.SENT}


def test_nothing_of_the_schedule_is_left_open_by_workers_that_ended(server: Server, start: Start) -> None:
    for worker in [start("--once"), start("--once")]:
        assert worker.wait() == 0
    assert list(JobRun.objects.exclude(finished_at__isnull=False)) == []
