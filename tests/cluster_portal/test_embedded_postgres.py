"""The embedded server starts, is shared, is found again after a kill, and stops with its last user."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from cluster_portal.embedded_postgres import EmbeddedPostgres
from cluster_portal.server_account import EmbeddedServerError, ServerAccount
from tests.cluster_portal.processes import ROOT

pytestmark = pytest.mark.xdist_group("embedded server")  # made once, used by all these tests


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of a server that no test leaves running; its database is made once."""
    folder = tmp_path_factory.mktemp("embedded") / "postgres"
    yield folder
    assert not answers(EmbeddedPostgres(folder))


def ask(server: EmbeddedPostgres, question: str) -> object:
    """Return the first value of the answer to a query."""
    connection = psycopg2.connect(host=str(server.socket_folder), user="postgres", dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def answers(server: EmbeddedPostgres) -> bool:
    """Say whether somebody listens on the server's socket."""
    try:
        return ask(server, "SELECT 1") == 1
    except psycopg2.OperationalError:
        return False


def server_process(server: EmbeddedPostgres) -> int:
    """Number of the server's main process."""
    return int((server.data / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A running server."""
    server = EmbeddedPostgres(folder)
    server.start()
    yield server
    server.stop()


def test_it_knows_german_letters_and_listens_on_no_port(server: EmbeddedPostgres) -> None:
    assert ask(server, "SELECT lower('ÄÖÜ')") == "äöü"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW listen_addresses") == ""
    assert str(ask(server, "SHOW server_version")).startswith("18.")


def test_nobody_else_may_enter_its_folder(server: EmbeddedPostgres) -> None:
    assert server.folder.stat().st_mode & 0o777 == 0o700
    assert psutil.Process(server_process(server)).uids().real != 0


def test_it_stops_with_its_last_user_and_keeps_the_data(server: EmbeddedPostgres) -> None:
    ask(server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS number")
    other = EmbeddedPostgres(server.folder)
    other.start()
    server.stop()
    assert answers(other)
    other.stop()
    assert not answers(other)
    server.start()
    assert ask(server, "SELECT number FROM kept") == 42


def test_a_server_left_by_a_killed_program_is_used_again(folder: Path) -> None:
    program = f"""
from pathlib import Path
from cluster_portal.embedded_postgres import EmbeddedPostgres
EmbeddedPostgres(Path({str(folder)!r})).start()
print("ready", flush=True)
input()
"""
    killed = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert killed.stdout is not None
    assert killed.stdin is not None
    with killed.stdin, killed.stdout:
        assert killed.stdout.readline() == b"ready\n"
        killed.kill()
        killed.wait()
    server = EmbeddedPostgres(folder)
    assert answers(server)
    left = server_process(server)
    server.start()
    assert server_process(server) == left
    server.stop()
    assert not answers(server)


def test_a_killed_server_is_started_again_by_its_user(server: EmbeddedPostgres) -> None:
    process = psutil.Process(server_process(server))
    processes = [process, *process.children()]
    for one in processes:
        one.send_signal(signal.SIGKILL)
    psutil.wait_procs(processes)
    assert not answers(server)
    server.start()
    assert answers(server)


def test_a_stale_number_that_belongs_to_another_process_is_ignored(server: EmbeddedPostgres) -> None:
    server.stop()
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n")
    server.start()
    assert answers(server)


def test_two_checkouts_run_side_by_side(server: EmbeddedPostgres, tmp_path: Path) -> None:
    other = EmbeddedPostgres(tmp_path / "postgres")
    other.start()
    try:
        assert ask(other, "SHOW data_directory") == str(other.data)
        assert ask(server, "SHOW data_directory") == str(server.data)
    finally:
        other.stop()
    assert answers(server)


def test_a_deep_folder_with_odd_letters_works(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "Verzeichnis, sehr 'tief'" / ("x" * 90) / "postgres")
    server.start()
    try:
        assert ask(server, "SHOW data_directory") == str(server.data)
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.socket_folder)


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="/usr belongs to account 0: use that account or move"):
        ServerAccount(tmp_path).make_private(Path("/usr"))
