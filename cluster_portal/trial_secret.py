"""The secret of a trial installation: random, made once, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path


def trial_secret(file: Path) -> str:
    """Return the secret kept in `file`; make both on first use.

    The file appears complete or not at all, so two processes that start together agree on one secret.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(fresh, file)  # unlike a rename this never replaces the secret of a faster process
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text(encoding="ascii")
