"""Empty the trial database after asking; the next `make run` fills it again."""

import fcntl
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Ask, then drop all tables of the embedded database. Ends with a sentence when that is not possible."""
    if os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is set: only the embedded trial database is emptied here.")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    os.environ.pop("DEBUG", None)
    from django.conf import settings
    from django.db import connection

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with open(settings.VAR_DIR / "run.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("The product is running; stop it first with Ctrl-C.")
        print(
            "This deletes everything in the trial database: firms, accounts, changes. Type yes to go on: ",
            end="",
        )
        if sys.stdin.readline().strip().lower() != "yes":
            sys.exit("\nNothing was deleted.")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    print("The trial database is empty; make run fills it again.")


if __name__ == "__main__":
    main()
