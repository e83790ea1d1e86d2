"""The correction file: every row from which something was not taken, as it came, with what is wrong beside it."""

from collections.abc import Iterator

from companies.domain.spreadsheet import text_workbook
from profiles.domain.fields import ERROR_HEADING
from profiles.enums import Severity
from profiles.models import ImportBatch, ImportRow

SHIFTED = frozenset({"column_count", "invalid_json", "broken_quotes"})
"""Codes of rows whose values do not stand below their headings: these are repeated beside the error only."""


def correction_file(batch: ImportBatch) -> bytes | None:
    """Return a workbook with the rows to correct.

    In: batch – an imported list. Out: the file with the original headings and a column `Fehler` at the end, or None
    where there is nothing to correct. Read again it gives the same columns; every cell is typed as text.
    """
    if not batch.rows.to_correct().exists():
        return None
    return text_workbook(title="Korrektur", header=[*batch.headers, ERROR_HEADING], rows=_rows(batch))


def correction_name(batch: ImportBatch) -> str:
    """Return the name under which the correction file is offered."""
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return f"{stem}-korrektur.xlsx"


def _rows(batch: ImportBatch) -> Iterator[list[str]]:
    width = len(batch.headers)
    for row in batch.rows.to_correct().order_by("position").iterator(chunk_size=500):
        error = problem_text(row)
        if any(entry["code"] in SHIFTED for entry in row.messages):
            yield [*[""] * width, "\n".join([error, " | ".join(row.raw)])]
        else:
            yield [*[*row.raw, *[""] * width][:width], error]


def problem_text(row: ImportRow) -> str:
    """Return what has to be corrected in a row, one message per line."""
    return "\n".join(
        entry["message"] for entry in row.messages if entry["severity"] in (Severity.ERROR, Severity.WARNING)
    )
