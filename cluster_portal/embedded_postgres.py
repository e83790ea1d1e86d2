"""The embedded PostgreSQL of trial installations and tests: started on first use, stopped by its last user.

Data, log, socket and locks live in one folder that only the server's account may enter. Processes that use
the server hold a shared lock, which the kernel drops even after SIGKILL; the last to leave stops the server.
"""

import atexit
import fcntl
import hashlib
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from cluster_portal.server_account import ServerAccount, server_behind

LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")  # the kernel's limit for the address of a unix socket
INITDB = ["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"]
INITDB += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]


class EmbeddedPostgres:
    """One server in `folder`, made when missing; any number of processes may start and stop using it."""

    def __init__(self, folder: Path) -> None:
        self.folder = self.socket_folder = Path(os.path.abspath(folder))
        self.data = self.folder / "data"
        name = os.fsencode(self.folder)
        if len(name) > LONGEST_SOCKET_FOLDER or b"," in name:  # a comma separates hosts in PostgreSQL's eyes
            self.socket_folder = Path("/tmp", f"cluster-portal-{hashlib.sha256(name).hexdigest()[:16]}")  # noqa: S108
        self._users = self._user = -1  # descriptor of the shared lock, and the process that holds it

    def database(self) -> dict[str, Any]:
        """Entry for Django's DATABASES; its backend starts the server with the first connection."""
        engine = "cluster_portal.embedded_backend"
        return {"ENGINE": engine, "NAME": "postgres", "USER": "postgres", "HOST": str(self.socket_folder)}

    def start(self) -> None:
        """Use the server until this process ends, starting it where it does not answer. Raises EmbeddedServerError."""
        account = ServerAccount(self.folder)
        account.make_private(self.folder)
        account.make_private(self.socket_folder)
        with self._alone():
            if not self._answers():
                self._start_server(account)
            if self._users < 0:
                self._users = os.open(self.folder / "users.lock", os.O_CREAT | os.O_RDWR, 0o600)
                fcntl.flock(self._users, fcntl.LOCK_SH)
                self._user = os.getpid()
                atexit.register(self.stop)

    def stop(self) -> None:
        """Stop using the server; it shuts down when no other process uses it."""
        if self._user != os.getpid():  # never started, or a forked child, which has not got the duty
            return
        with self._alone():
            users, self._users, self._user = self._users, -1, -1
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                ServerAccount(self.folder).run("pg_ctl", "stop", "-w", "-D", self.data, "-m", "fast")
            except BlockingIOError:
                pass  # somebody else still works with it
            finally:
                os.close(users)

    def _start_server(self, account: ServerAccount) -> None:
        pid_file = self.data / "postmaster.pid"
        found = server_behind(pid_file)
        if found is True:  # alive but deaf, for example after its folder was moved: replaced by a fresh one
            account.run("pg_ctl", "stop", "-w", "-D", self.data, "-m", "immediate")
        elif found is False:  # the number belongs to another process by now, for which PostgreSQL would wait
            pid_file.unlink()
        if not self.data.exists():
            fresh = self.folder / "data.new"  # renamed when complete: a killed start leaves no half of it
            shutil.rmtree(fresh, ignore_errors=True)
            account.run("initdb", "-D", fresh, *INITDB)
            fresh.rename(self.data)
        options = "-c listen_addresses= -c " + shlex.quote(f'unix_socket_directories="{self.socket_folder}"')
        account.run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def _answers(self) -> bool:
        try:
            psycopg2.connect(host=str(self.socket_folder), user="postgres", dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self.folder / "start.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
