"""Workbooks: checked while unpacking, then read row by row with formulas and their stored results side by side."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from profiles.domain.cells import Cell, Formula, RawRow
from profiles.domain.form_sheet import Form, find_form, read_form
from profiles.domain.messages import message
from profiles.domain.result import Reading
from profiles.domain.table import ROWS_SEARCHED, Table, find_header, read_table
from profiles.domain.values import Raw

MEGABYTE = 1_000_000
LARGEST_UNPACKED = 120 * MEGABYTE
LARGEST_TEXTS = 40 * MEGABYTE
"""Bytes of the table of shared texts, which has to be held in memory."""
LARGEST_OTHER = 8 * MEGABYTE
"""Bytes of any part but sheets and shared texts; these are parsed as a whole."""
MOST_PARTS = 2_000
CHUNK = 64 * 1024
WIDEST_ROW = 200
"""Columns read; cells further right are noise."""
FORM_ROWS = 200
"""Rows looked through for a form sheet."""


class WorkbookProblemError(Exception):
    """A workbook that is not read: the key of its message and what the sentence names."""

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key)
        self.key = key
        self.details = details


@dataclass(frozen=True)
class Contents:
    """What unpacking showed: whether any cell holds a formula."""

    has_formulas: bool


def check_archive(data: bytes) -> Contents:
    """Unpack a workbook once without keeping it, counting bytes instead of trusting the sizes it states.

    In: the file. Out: what is inside. Raises WorkbookProblemError: archive_too_large beyond the limits,
    corrupt_workbook for a damaged archive, not_a_workbook for an archive of another kind.
    """
    total = 0
    has_formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS:
                raise WorkbookProblemError("archive_too_large", limit=LARGEST_UNPACKED // MEGABYTE)
            for part in parts:
                limit = min(_limit_of(part.filename), LARGEST_UNPACKED - total)
                size, formulas = _unpacked_size(archive, part, limit)
                total += size
                has_formulas = has_formulas or formulas
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise WorkbookProblemError("corrupt_workbook") from error
    if "xl/workbook.xml" not in names:
        raise WorkbookProblemError("not_a_workbook", kind=_kind_of_archive(names))
    return Contents(has_formulas)


def _limit_of(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return LARGEST_UNPACKED
    return LARGEST_TEXTS if name == "xl/sharedStrings.xml" else LARGEST_OTHER


def _unpacked_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> tuple[int, bool]:
    size = 0
    tail = b""
    formulas = False
    is_sheet = part.filename.startswith("xl/worksheets/")
    is_picture = part.filename.startswith("xl/media/")
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > (LARGEST_UNPACKED if is_picture else limit):
                raise WorkbookProblemError("archive_too_large", limit=LARGEST_UNPACKED // MEGABYTE)
            if is_sheet and not formulas:
                window = tail + chunk
                formulas = any(mark in window for mark in (b"<f>", b"<f ", b"<f/", b":f>", b":f "))
                tail = chunk[-3:]
    return size, formulas


def _kind_of_archive(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "ein Word-Dokument"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ein OpenDocument-Dokument (LibreOffice)"
    if "xl/workbook.bin" in names:
        return "eine Binär-Arbeitsmappe (.xlsb)"
    return "ein ZIP-Archiv"


@contextmanager
def damaged_is_said() -> Iterator[None]:
    """Turn whatever openpyxl raises over a damaged or hostile workbook into the one message for it."""
    try:
        yield
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        OSError,
        EOFError,
        OverflowError,
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        DefusedXmlException,
    ) as error:
        raise WorkbookProblemError("corrupt_workbook") from error


def open_workbook(data: bytes) -> Reading | None:
    """Read a workbook: the sheet that holds the most of a questionnaire, as a list or as a form sheet.

    In: the file. Out: its reading, or None where no sheet has a header row or a form. Raises WorkbookProblemError.
    """
    contents = check_archive(data)
    with damaged_is_said():
        formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        results = (
            load_workbook(io.BytesIO(data), read_only=True, data_only=True) if contents.has_formulas else None
        )
        sheets = [
            _Sheet(formulas, results, name) for name in formulas.sheetnames if _is_sheet(formulas, name)
        ]
        heads = {sheet.name: list(islice(sheet.rows(), FORM_ROWS)) for sheet in sheets}
    best: tuple[int, _Sheet, Any] | None = None
    for sheet in sheets:
        header = find_header(heads[sheet.name][:ROWS_SEARCHED])
        form = find_form(heads[sheet.name])
        found = form if form and form.score > (header.score if header else 0) else header
        if found and (best is None or found.score > best[0]):
            best = (found.score, sheet, found)
    if best is None:
        return None
    _score, sheet, found = best
    others = [other.name for other in sheets if other is not sheet]
    facts = {"type": "xlsx", "sheet": sheet.name, **({"other_sheets": others} if others else {})}
    if isinstance(found, Form):
        reading = read_form(found, facts)
    else:
        reading = read_table(Table(header=found, rows=sheet.rows(), format=facts))
        reading.records = _damage_aware(reading.records)
    reading.messages += [
        message("sheet_ignored", sheet=name)
        for name in others
        if any(cell not in (None, "") for row in heads[name] for cell in row.cells)
    ]
    return reading


def _is_sheet(book: Any, name: str) -> bool:
    return hasattr(book[name], "iter_rows")


def _damage_aware(records: Iterator[Any]) -> Iterator[Any]:
    with damaged_is_said():
        yield from records


class _Sheet:
    """One sheet of a workbook, opened twice where it has formulas: for their text and for their results."""

    def __init__(self, formulas: Any, results: Any, name: str) -> None:
        self.name = name
        self._formulas = formulas[name]
        self._results = results[name] if results else None
        for sheet in (self._formulas, self._results):
            if sheet is not None:
                sheet.reset_dimensions()

    def rows(self) -> Iterator[RawRow]:
        """Walk the rows from the top; each call starts anew."""
        with damaged_is_said():
            rows = self._formulas.iter_rows(max_col=WIDEST_ROW)
            results = self._results.iter_rows(max_col=WIDEST_ROW) if self._results else repeat(repeat(None))
            for number, (cells, stored) in enumerate(zip(rows, results, strict=False), 1):
                found = [_cell(cell, result) for cell, result in zip(cells, stored, strict=False)]
                while found and found[-1] is None:
                    found.pop()
                yield RawRow(number, None, found)


def _cell(cell: Any, result: Any) -> Cell:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        text = value if isinstance(value, str) else getattr(value, "text", "") or "="
        return Formula(text, _plain(result.value if result is not None else None))
    return _plain(value)


def _plain(value: Any) -> Raw:
    """A value as openpyxl gives it, with times and durations as text and escaped signs resolved."""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    return value if value is None or isinstance(value, (bool, int, float, datetime.date)) else str(value)
