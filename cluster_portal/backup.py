"""One command each: the whole database into one file, and such a file back into the database.

Usage: python -m cluster_portal.backup save FILE | restore FILE
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cluster_portal.server_account import BINARIES


class BackupError(RuntimeError):
    """Nothing was saved or restored; the text says why."""


def save(database: dict[str, Any], file: Path) -> None:
    """Write everything in `database` (an entry of Django's DATABASES) to `file`, complete or not at all.

    The file is readable by its owner alone, since it holds personal data. Raises BackupError.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(handle)
    fresh = Path(name)
    try:
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={fresh}")
        fresh.rename(file)
    finally:
        fresh.unlink(missing_ok=True)


def restore(database: dict[str, Any], file: Path) -> None:
    """Replace everything in `database` by the content of `file`, complete or not at all. Raises BackupError."""
    options = (
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    )
    _run("pg_restore", database, *options, f"--dbname={database['NAME']}", str(file))


def _run(program: str, database: dict[str, Any], *options: str) -> None:
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    target = {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
    done = subprocess.run(  # noqa: S603 - a fixed program with our own options
        [str(BINARIES / program), *options],
        env=os.environ | target,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def main(arguments: list[str]) -> None:
    """Carry out the command line. Ends the program with one sentence when that is not possible."""
    if len(arguments) != 2 or arguments[0] not in {"save", "restore"} or not arguments[1]:
        sys.exit("Name a file: make backup FILE=directory.dump or make restore FILE=directory.dump")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    from django.conf import settings

    action, file = arguments[0], Path(arguments[1]).absolute()
    try:
        if settings.EMBEDDED_POSTGRES:
            settings.EMBEDDED_POSTGRES.start()
        if action == "save":
            save(settings.DATABASES["default"], file)
            print(
                f"Saved to {file} ({file.stat().st_size / 1e6:.1f} MB). It holds personal data: keep it safe."
            )
            return
        print("This replaces everything in the database by the file. Type yes to go on: ", end="", flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            sys.exit("\nNothing was changed.")
        restore(settings.DATABASES["default"], file)
        print(f"\nRestored from {file}. Restart the application if it runs.")
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
