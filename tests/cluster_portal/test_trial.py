"""What `make run` starts: the whole product on an empty folder, and nothing left of it afterwards."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import psycopg2
import pytest

from cluster_portal.embedded_postgres import EmbeddedPostgres
from companies.domain.demo import SIGN_INS
from tests.cluster_portal.processes import ROOT, run_python

pytestmark = pytest.mark.xdist_group("trial")  # one start serves all these tests
FIRST_VISIT_BYTES = 60_000


@dataclass(frozen=True)
class Trial:
    """A running trial: where it answers, what it printed, its folder and its process."""

    address: str
    printed: str
    folder: Path
    process: subprocess.Popen[str]

    def page(self, path: str) -> str:
        """Fetch a page as text."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            self.address + path
        ) as response:
            return response.read().decode()

    def get(self, path: str) -> bytes:
        """Fetch a page or file the way a browser does, compressed where the server offers it."""
        request = urllib.request.Request(self.address + path, headers={"Accept-Encoding": "br"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            return response.read()


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """The product as `make run` starts it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("trial")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "PORT": str(port), "LC_ALL": "C"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cluster_portal.trial"],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    with process.stdout:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C stops"):
                break
        try:
            yield Trial(f"http://127.0.0.1:{port}", "".join(lines), folder, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.stdout.read()
            process.wait()


def test_it_prints_address_and_sign_ins(trial: Trial) -> None:
    assert trial.address in trial.printed
    for sign_in in SIGN_INS:
        assert re.search(rf"{re.escape(sign_in.email)}\s+{re.escape(sign_in.password)}\n", trial.printed)


def test_it_prints_recovery_codes_for_the_staff(trial: Trial) -> None:
    assert re.search(r"^  \d{8}(?: \d{8}){9}$", trial.printed, re.MULTILINE) is not None


def test_the_first_visit_is_light(trial: Trial) -> None:
    page = trial.get("/konto/anmelden/").decode()
    files = re.findall(r'(?:<link[^>]+href|<script[^>]+src)="(/static/[^"]+\.(?:css|js))"', page)
    assert files
    total = len(brotli.compress(page.encode())) + sum(len(trial.get(file)) for file in files)
    assert total <= FIRST_VISIT_BYTES


def test_a_mail_is_shown_instead_of_being_sent(trial: Trial) -> None:
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    form = browser.open(f"{trial.address}/konto/passwort/vergessen/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token is not None
    values = {"csrfmiddlewaretoken": token[1], "email": SIGN_INS[0].email}
    browser.open(f"{trial.address}/konto/passwort/vergessen/", urllib.parse.urlencode(values).encode())
    link = None
    for _ in range(2000):  # the worker is told at once, but may still be starting
        link = link or re.search(r'href="(http://[^"]+/konto/passwort/neu/[^"]+)"', trial.page("/post/"))
        if link:
            break
    assert link is not None
    assert browser.open(link[1]).status == 200


def test_a_second_start_in_the_same_folder_is_refused(trial: Trial) -> None:
    done = run_python("-m", "cluster_portal.trial", VAR_DIR=str(trial.folder), PORT="1")
    assert done.returncode == 1
    assert f"is running already at {trial.address}" in done.stderr


def test_a_port_in_use_is_named(trial: Trial, tmp_path: Path) -> None:
    port = trial.address.rpartition(":")[2]
    done = run_python("-m", "cluster_portal.trial", VAR_DIR=str(tmp_path), PORT=port)
    assert done.returncode == 1
    assert f"Port {port} is in use; choose another one" in done.stderr


def test_stopping_it_leaves_nothing_running(trial: Trial) -> None:
    trial.process.send_signal(signal.SIGINT)
    assert trial.process.stdout is not None
    assert "Stopped. The data are kept" in trial.process.stdout.read()
    assert trial.process.wait() == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(trial.address.rpartition(":")[2])))
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(**connection_to(trial))


def connection_to(trial: Trial) -> dict[str, str]:
    """Where the trial's database was."""
    server = EmbeddedPostgres(trial.folder / "postgres")
    return {"host": str(server.socket_folder), "user": "postgres", "dbname": "postgres"}
