"""`make run`: the whole product on this machine, from an empty folder to a running server, until Ctrl-C."""

import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import IO

import django
import psutil
from django.core.management import call_command

from cluster_portal.environment import Environment
from cluster_portal.server_account import EmbeddedServerError
from cluster_portal.trial_secret import trial_secret
from scripts.prepare import ROOT, once

SERVER = [sys.executable, "-m", "gunicorn", "-c", "python:cluster_portal.gunicorn_config"]
SERVER += ["cluster_portal.wsgi:application"]
WORKER = [sys.executable, str(ROOT / "manage.py"), "run_worker"]


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # also where a shell started us deaf to Ctrl-C


class TrialError(Exception):
    """The trial cannot start; the text says what to do."""


def main() -> None:
    """Start everything, say where it is, wait for Ctrl-C or SIGTERM, stop everything that was started."""
    for number in STOPPING:
        signal.signal(number, _interrupt)
    environment = Environment(os.environ)
    var = Path(environment["VAR_DIR"] or ROOT / "var")
    host, port = environment["HOST"], environment["PORT"]
    address = f"http://{host}:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    os.environ.setdefault("HTTPS", "0")
    os.environ.setdefault("BASE_URL", address)
    if not environment["SECRET_KEY"]:
        os.environ["SECRET_KEY"] = trial_secret(var / "secret_key")
    try:
        with _claim(var, address):
            _stop_leftover(var / "gunicorn.pid", SERVER[-1])
            _stop_leftover(var / "worker.pid", WORKER[-1])
            _check_port(host, port)
            django.setup()
            _serve(address, var)
    except (TrialError, EmbeddedServerError) as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        print("\nStopped. The data are kept for the next start.")


def _serve(address: str, var: Path) -> None:
    from django.conf import settings
    from django.db import connection

    server = worker = None
    try:
        _prepare_database()
        _collect_static_files()
        connection.close()
        # In sessions of their own, so that Ctrl-C reaches them through us alone; pages come first, mails can wait.
        server = subprocess.Popen(SERVER, cwd=ROOT, start_new_session=True)
        _await_answer(f"{address}/gesundheit/bereit/", server)
        worker = subprocess.Popen(WORKER, cwd=ROOT, start_new_session=True)
        (var / "worker.pid").write_text(str(worker.pid))
        _announce(address)
        server.wait()
        raise TrialError("The application server has ended by itself; what it said stands above.")
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
        started = [process for process in (server, worker) if process is not None]
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
        if settings.EMBEDDED_POSTGRES:
            settings.EMBEDDED_POSTGRES.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _claim(var: Path, address: str) -> IO[str]:
    """Return the lock that one running trial holds on its folder. Raises TrialError when another one has it."""
    var.mkdir(parents=True, exist_ok=True)
    lock = open(var / "run.lock", "a+")  # noqa: SIM115 - the caller closes it
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise TrialError(
            f"This checkout is running already at {lock.read()}; stop it there with Ctrl-C."
        ) from None
    lock.truncate(0)
    lock.write(address)
    lock.flush()
    return lock


def _stop_leftover(pid_file: Path, argument: str) -> None:
    """Stop a process of a trial that was killed before it could do so itself; its last argument tells it."""
    with suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int(pid_file.read_text()))
        if argument in process.cmdline() and process.cwd() == str(ROOT):
            process.terminate()
            process.wait(timeout=20)


def _check_port(host: str, port: int) -> None:
    for attempt in range(20):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, port))
                return
        time.sleep(0.1 if attempt else 0)  # the workers of a killed server notice within a second
    raise TrialError(f"Port {port} is in use; choose another one: make run PORT={port + 1}")


def _prepare_database() -> None:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from companies.models import Company
    from competences.models import Process

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("- database tables ...", flush=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sync_staff_groups", stdout=io.StringIO())
        call_command("store_pages", stdout=io.StringIO())
    stamps = settings.VAR_DIR / "stamps"
    if not Process.objects.exists():
        (stamps / "vocabulary").unlink(missing_ok=True)
    files = sorted((ROOT / "competences" / "data").iterdir())
    once("vocabulary", files, [], lambda: call_command("load_vocabulary", stdout=io.StringIO()), stamps)
    if not Company.objects.exists():
        print("- demo data ...", flush=True)
        call_command("load_demo", stdout=io.StringIO())


def _collect_static_files() -> None:
    from django.conf import settings

    folders = {ROOT / "static", *ROOT.glob("*/static")} - {settings.STATIC_ROOT}
    sources = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    inputs: list[Path | str] = [str(settings.STATIC_ROOT), ROOT / "requirements.lock", *sorted(sources)]
    once(
        "static files",
        inputs,
        [settings.STATIC_ROOT / "staticfiles.json"],
        lambda: call_command("collectstatic", "--clear", "--noinput", verbosity=0),
        settings.VAR_DIR / "stamps",
    )


def _await_answer(address: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy on the way to ourselves
    for _ in range(300):
        with suppress(urllib.error.URLError, ConnectionError):
            opener.open(address, timeout=5).close()
            return
        if server.poll() is not None:
            raise TrialError("The application server did not start; what it said stands above.")
        time.sleep(0.1)
    raise TrialError(f"{address} does not answer.")


def _announce(address: str) -> None:
    from companies.domain.demo import SIGN_INS, renew_demo_codes

    print(f"\nMetall-Cluster Unternehmensdatenbank: {address}\n\nDemo sign-ins:")
    for sign_in in SIGN_INS:
        print(f"  {sign_in.role:<24}{sign_in.email:<40}{sign_in.password}")
    if codes := renew_demo_codes():
        print(
            "\nThe last two are asked for a second factor. Recovery codes, each good once per person and start:\n"
            f"  {' '.join(codes)}"
        )
    print(f"\nMails are not sent but shown: {address}/post/")
    print("\nCtrl-C stops everything; the data are kept.", flush=True)


if __name__ == "__main__":
    main()
