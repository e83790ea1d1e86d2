"""Reading search rows from PostgreSQL: the only queries the read model makes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

BATCH = 20_000

_STATE = """
SELECT concat_ws('/', (SELECT epoch FROM companies_searchstate WHERE id = 1),
                 pg_relation_filenode('companies_searchrow'), pg_relation_filenode('companies_searchterm'),
                 (pg_control_checkpoint()).timeline_id, current_database()),
       coalesce((SELECT max(change_number) FROM companies_searchrow), 0)
"""
_COLUMNS = """company_id, sort_name, kind, size_class, coalesce(confirmed_at - DATE '0001-01-01' + 1, 0),
concepts, words, certificates, sites, clusters, limits"""
_CHANGED = f"SELECT change_number, removed, {_COLUMNS} FROM companies_searchrow WHERE change_number > %s"  # noqa: S608
_OF = f"SELECT change_number, removed, {_COLUMNS} FROM companies_searchrow WHERE company_id = ANY(%s)"  # noqa: S608
_ALL = (
    f"SELECT {_COLUMNS} FROM companies_searchrow "  # noqa: S608
    "WHERE company_id > %s AND NOT removed ORDER BY company_id LIMIT %s"
)
_COUNT = "SELECT count(*) FROM companies_searchrow WHERE NOT removed"
_TERMS = "SELECT id, text, surface FROM companies_searchterm WHERE id > %s ORDER BY id"


@dataclass(frozen=True, slots=True)
class State:
    """What the database says about its search rows: the epoch they belong to and the last change number."""

    epoch: str
    last: int


def read_state(database: BaseDatabaseWrapper) -> State:
    """Return epoch and last change number in one small query.

    The epoch joins what `rebuild_search` writes with the files of the tables, the timeline and the name of the
    database, so that a restored or emptied database is told from the one that was read before.
    """
    with database.cursor() as cursor:
        cursor.execute(_STATE)
        return State(*cursor.fetchone())


def read_changes(database: BaseDatabaseWrapper, after: int) -> list[tuple]:
    """Return (change number, removed, company, sort name, kind, size, day, six packed columns) of later changes."""
    with database.cursor() as cursor:
        cursor.execute(_CHANGED, [after])
        return cursor.fetchall()


def read_rows(database: BaseDatabaseWrapper, companies: Sequence[int]) -> list[tuple]:
    """Return the rows of some companies as `read_changes` does."""
    with database.cursor() as cursor:
        cursor.execute(_OF, [list(companies)])
        return cursor.fetchall()


def read_terms(database: BaseDatabaseWrapper, after: int) -> list[tuple[int, str, str]]:
    """Return the terms with a higher number."""
    with database.cursor() as cursor:
        cursor.execute(_TERMS, [after])
        return cursor.fetchall()


def read_all(database: BaseDatabaseWrapper) -> Iterator[list[tuple]]:
    """Yield all rows that are no tombstones in batches, in the order of the company's number."""
    last = -(2**62)
    while True:
        with database.cursor() as cursor:
            cursor.execute(_ALL, [last, BATCH])
            batch = cursor.fetchall()
        if not batch:
            return
        last = batch[-1][0]
        yield batch


def count_rows(database: BaseDatabaseWrapper) -> int:
    """Return the number of rows that are no tombstones."""
    with database.cursor() as cursor:
        cursor.execute(_COUNT)
        return cursor.fetchone()[0]


class OwnConnection:
    """A connection of the read model's own, so that it only ever reads what is committed.

    It never joins the transaction of a request. It is kept as long as CONN_MAX_AGE says and made anew in a process
    that was forked off.
    """

    def __init__(self) -> None:
        self._wrapper: BaseDatabaseWrapper | None = None
        self._owner = 0

    def __enter__(self) -> BaseDatabaseWrapper:
        if self._wrapper is None or self._owner != os.getpid() or self._is_elsewhere():
            self._wrapper = connection.copy()
            self._wrapper.inc_thread_sharing()
            self._owner = os.getpid()
        self._wrapper.close_if_unusable_or_obsolete()
        self._wrapper.health_check_enabled = True  # type: ignore[attr-defined]
        self._wrapper.health_check_done = False  # type: ignore[attr-defined]
        return self._wrapper

    def __exit__(self, *_: object) -> None:
        if self._wrapper is not None and not connection.settings_dict["CONN_MAX_AGE"]:
            self._wrapper.close()

    def _is_elsewhere(self) -> bool:
        """Say whether the project's database changed since (tests and the evaluation use one of their own)."""
        return (
            self._wrapper is not None
            and self._wrapper.settings_dict["NAME"] != connection.settings_dict["NAME"]
        )
