"""A database of one's own that is made, used and dropped; the configured one is never touched."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from companies.search.keeper import KEEPER


@contextmanager
def throwaway_database(purpose: str) -> Iterator[None]:
    """Make a database with all tables and the vocabulary, point the project at it, and drop it afterwards.

    In: a word for its name. It stands on the configured server, which must allow new databases. The configured
    database is back in place afterwards, whatever happened.
    """
    configured = connection.settings_dict["NAME"]
    name = f"{purpose}_{os.getpid()}"
    _run(f'DROP DATABASE IF EXISTS "{name}"')
    _run(f'CREATE DATABASE "{name}"')
    before = signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("stopped")
    )  # so that a stopped run drops it too
    try:
        connection.close()
        connection.settings_dict["NAME"] = name
        KEEPER.forget()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_vocabulary", verbosity=0)
        yield
    finally:
        KEEPER.forget()
        connection.close()
        connection.settings_dict["NAME"] = configured
        _run(f'DROP DATABASE "{name}" WITH (FORCE)')
        signal.signal(signal.SIGTERM, before)


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
