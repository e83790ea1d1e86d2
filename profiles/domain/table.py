"""Lists: one row per firm. Finds the header row, maps the columns, and reads row after row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from companies.domain.spreadsheet import csv_restore
from profiles.domain.cells import Cell, Formula, RawRow, as_stored, column_letter, for_correction
from profiles.domain.fields import ERROR_HEADING, INTERNAL, Target, folded, targets_of
from profiles.domain.messages import Message, Place, message
from profiles.domain.result import Mapped, Reading, Record
from profiles.domain.rows import Answer, fill
from profiles.domain.values import clean_text
from profiles.enums import Layout, Outcome, RowAction

ROWS_SEARCHED = 30
"""How far down the header row is looked for."""

LONGEST_TABLE = 100_000
"""Most filled rows one file may have."""

LONGEST_GAP = 50
"""Blank rows in a run that are listed one by one; a longer run is listed once."""

TOTALS = frozenset(
    {"summe", "gesamt", "gesamtsumme", "zwischensumme", "insgesamt", "total", "anzahl", "summen"}
)

_GERMAN_NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")


class TooManyRowsError(Exception):
    """The list is longer than one import takes."""


@dataclass
class Header:
    """The header row of a list: where it stands and what each column asks for."""

    row: int
    headings: list[str]
    targets: list[Target | None]
    title_row: int | None = None
    group_row: int | None = None

    @property
    def score(self) -> int:
        """Return how many columns were understood."""
        return sum(target is not None for target in self.targets)

    @property
    def usable(self) -> bool:
        """Say whether rows below can be read: the firm's name must have a column."""
        filled = sum(bool(heading) for heading in self.headings)
        named = any(target and "name" in target.fields for target in self.targets)
        return named and (self.score >= 2 or filled == 1)


@dataclass
class Table:
    """A list ready to be read: its rows, its header, and how CSV differs from a workbook."""

    header: Header
    rows: Iterable[RawRow]
    csv: bool = False
    format: dict[str, Any] = field(default_factory=dict)


def find_header(head: Sequence[RawRow]) -> Header | None:
    """Find the header row among the first rows of a list.

    In: the rows from the top. Out: the row whose headings name the most fields, the firm's name among them; None
    where there is none.
    """
    best: Header | None = None
    for row in islice(head, ROWS_SEARCHED):
        headings = [" ".join(as_stored(cell).split()) for cell in row.cells]
        while headings and not headings[-1]:
            headings.pop()
        header = Header(row.number, headings, targets_of(headings))
        if header.usable and (best is None or header.score > best.score):
            best = header
    if best:
        above = [row for row in head if row.number < best.row and any(as_stored(cell) for cell in row.cells)]
        if above and sum(bool(as_stored(cell)) for cell in above[0].cells) == 1:
            best.title_row = above.pop(0).number
        best.group_row = above[-1].number if above else None
    return best


def read_table(table: Table) -> Reading:
    """Read a list.

    In: the list. Out: its reading; the records follow when they are walked, one row in memory at a time.
    Walking raises TooManyRowsError beyond LONGEST_TABLE filled rows.
    """
    header = table.header
    places = {"header_row": header.row, "title_row": header.title_row, "group_header_row": header.group_row}
    reading = Reading(
        outcome=Outcome.IMPORT,
        layout=Layout.TABLE,
        format={**table.format, **{name: row for name, row in places.items() if row}},
        headers=header.headings,
    )
    for index, (heading, target) in enumerate(zip(header.headings, header.targets, strict=True)):
        letter = column_letter(index)
        if target:
            reading.mapping += [Mapped(letter, heading, name) for name in target.fields]
        elif heading and folded(heading) != folded(ERROR_HEADING):
            reading.unmapped.append((letter, heading))
            reading.messages.append(unmapped_message(heading, letter))
    reading.records = _records(table, {letter for letter, _heading in reading.unmapped})
    return reading


def unmapped_message(heading: str, letter: str | None) -> Message:
    """Say that a column has no counterpart in the profile; remarks of the office are named as such."""
    return message(
        "internal_column" if INTERNAL.search(heading) else "unmapped_column",
        Place(column=letter, header=heading),
        header=heading,
        spot=f" ({letter})" if letter else "",
    )


def _records(table: Table, unmapped: set[str]) -> Iterator[Record]:
    header = table.header
    letters = [column_letter(index) for index in range(len(header.headings))]
    filled = 0
    gap: list[Record] = []
    seen_beyond: set[str] = set()
    for row in table.rows:
        if row.number <= header.row:
            continue
        blank = _blank(row)
        if blank:
            gap.append(blank)
            if len(gap) > LONGEST_GAP + 1:
                gap[-2:] = [Record(gap[-2].row, action=RowAction.SKIPPED, reason=gap[-2].reason)]
            continue
        yield from gap
        gap.clear()
        filled += 1
        if filled > LONGEST_TABLE:
            raise TooManyRowsError
        record = _record(table, row, letters)
        record.unmapped = _unmapped_values(row, letters, unmapped)
        if record.action != RowAction.REJECTED:
            _report_beyond(record, row, letters, seen_beyond)
        yield record
    yield from gap


def _blank(row: RawRow) -> Record | None:
    if any(clean_text(cell) if not isinstance(cell, Formula) else True for cell in row.cells):
        return None
    reason = "leere Zeile (nur Leerzeichen)" if any(cell for cell in row.cells) else "leere Zeile"
    return Record(row.number, row.line, action=RowAction.SKIPPED, reason=reason)


def _record(table: Table, row: RawRow, letters: list[str]) -> Record:
    header = table.header
    cells = row.cells
    prefix = f"Zeile {row.number}"
    record = Record(row.number, row.line, raw=[for_correction(cell) for cell in cells])
    width = len(header.headings)
    if not table.csv:
        cells = [*cells, *[None] * (width - len(cells))]
    if table.csv and (len(cells) < width or any(as_stored(cell) for cell in cells[width:])):
        record.action = RowAction.REJECTED
        record.reason = f"Spaltenzahl passt nicht zur Kopfzeile ({len(cells)} statt {width})"
        place = Place(row=row.number, line=row.line, prefix=prefix)
        record.messages.append(message("column_count", place, found=len(cells), expected=width))
        return record
    totals = _totals_column(row, width)
    if totals is not None:
        heading, target = header.headings[totals], header.targets[totals]
        record.action, record.reason = RowAction.SKIPPED, "Summenzeile"
        place = Place(
            row.number, row.line, letters[totals], heading, target.fields[0] if target else None, prefix
        )
        record.messages.append(message("totals_row", place, value=as_stored(cells[totals])))
        return record
    if _repeats_header(row, header):
        record.action, record.reason = RowAction.SKIPPED, "wiederholte Kopfzeile"
        return record
    answers = [
        _answer(target, cell, row, letters[index], header.headings[index], csv=table.csv)
        for index, (target, cell) in enumerate(zip(header.targets, cells, strict=False))
        if target
    ]
    named = [answer for answer in answers if "name" in answer.target.fields]
    rest = [answer for answer in answers if "name" not in answer.target.fields]
    fill(record, chain(named, rest), layout=Layout.TABLE)
    return record


def _answer(target: Target, cell: Cell, row: RawRow, letter: str, heading: str, *, csv: bool) -> Answer:
    def place(name: str) -> Place:
        prefix = f"Zeile {row.number}, Spalte {letter} („{heading}“)"
        return Place(row.number, row.line, letter, heading, name, prefix)

    if csv and isinstance(cell, str) and cell.startswith("'"):
        restored = csv_restore(cell)
        return Answer(target, restored, place, marked_as_text=restored != cell)
    return Answer(target, cell, place)


def _totals_column(row: RawRow, width: int) -> int | None:
    filled = [index for index, cell in enumerate(row.cells[:width]) if as_stored(cell).strip()]
    if not filled or len(filled) > max(3, width // 3):
        return None
    first = filled[0]
    word = as_stored(row.cells[first]).strip().casefold().rstrip(":").strip()
    return first if word in TOTALS else None


def _repeats_header(row: RawRow, header: Header) -> bool:
    texts = [" ".join(as_stored(cell).split()) for cell in row.cells[: len(header.headings)]]
    return texts == header.headings


def _unmapped_values(row: RawRow, letters: list[str], unmapped: set[str]) -> dict[str, str | float]:
    if not unmapped:
        return {}
    found = {
        letter: clean_text(as_stored(cell))
        for letter, cell in zip(letters, row.cells, strict=False)
        if letter in unmapped
    }
    return {letter: german_number(text) for letter, text in found.items() if text}


def german_number(text: str) -> str | float:
    """Return `48.500,00` as 48500.0 and everything that is no number unchanged."""
    if _GERMAN_NUMBER.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    return text


def _report_beyond(record: Record, row: RawRow, letters: list[str], seen: set[str]) -> None:
    """Say once per column that values stand below no heading, so that nothing is dropped silently."""
    headings_missing = [
        column_letter(index)
        for index, cell in enumerate(row.cells)
        if as_stored(cell).strip() and (index >= len(letters))
    ]
    for letter in headings_missing:
        if letter not in seen:
            seen.add(letter)
            record.messages.append(
                message(
                    "unmapped_column",
                    Place(column=letter, header=""),
                    header="ohne Überschrift",
                    spot=f" ({letter}, ab Zeile {row.number})",
                )
            )
