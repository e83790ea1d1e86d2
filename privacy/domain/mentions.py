"""Where a name or an address still stands: a search through every text and JSON column of the whole database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from privacy.domain.sections import table_name

TEXT_TYPES = ("text", "character varying", "character", "json", "jsonb", "ARRAY", "name", "citext")
"""Types of columns that can hold words; bytes are not searched."""

SHOWN_KEYS = 5
"""How many rows of a table are named."""

_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type = ANY(%s)
ORDER BY table_name, ordinal_position
"""


@dataclass(frozen=True)
class Mention:
    """A table in which one of the words stands: its German name, in how many rows, and the first numbers."""

    table: str
    title: str
    count: int
    keys: tuple[str, ...]


def mentions_of(words: Collection[str]) -> list[Mention]:
    """Return where one of the words stands, in any case and also inside other words; nothing for no words."""
    patterns = [f"%{_escaped(word)}%" for word in sorted(set(words)) if word.strip()]
    if not patterns:
        return []
    titles = {model._meta.db_table: table_name(model) for model in apps.get_models(include_auto_created=True)}
    keys = {
        model._meta.db_table: model._meta.pk.column for model in apps.get_models(include_auto_created=True)
    }
    found = []
    for table, columns in _text_columns():
        rows = _rows_with(table, columns, keys.get(table) or columns[0], patterns)
        if rows:
            found.append(Mention(table, titles.get(table, table), len(rows), tuple(rows[:SHOWN_KEYS])))
    return found


def _text_columns() -> Iterator[tuple[str, list[str]]]:
    """Yield every table with its columns that can hold words."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(TEXT_TYPES)])
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    yield from columns.items()


def _rows_with(table: str, columns: list[str], key: str, patterns: list[str]) -> list[str]:
    quote = connection.ops.quote_name
    condition = " OR ".join(f"{quote(column)}::text ILIKE ANY(%(patterns)s)" for column in columns)
    statement = f"SELECT {quote(key)}::text FROM {quote(table)} WHERE {condition} ORDER BY 1"  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, {"patterns": patterns})
        return [row[0] for row in cursor.fetchall()]


def _escaped(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
