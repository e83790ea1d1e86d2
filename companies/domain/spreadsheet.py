"""What leaves the house as a spreadsheet: text stays text, a cell never becomes a formula again.

An XLSX cell carries its type, so its content is written unchanged and typed as text. A CSV cell carries
none; there an apostrophe in front tells spreadsheet programs that the cell is text, and `csv_restore` takes
it away on import.
"""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

RISKY_FIRST_CHARACTERS = ("=", "+", "-", "@", "\t", "\r")
"""Characters with which a spreadsheet program takes a cell for a formula or a command."""

LONGEST_CELL = 32_767
"""Most characters one XLSX cell may hold (limit of the file format)."""

WIDEST_COLUMN = 60
"""Width in characters above which a column wraps instead of growing."""


def csv_safe(text: str) -> str:
    """Return `text` as a CSV cell that no spreadsheet program evaluates.

    In: any text. Out: the same text, with an apostrophe in front where it begins with = + - @ tab or carriage
    return, or with apostrophes before one of these (so that `csv_restore` gives back exactly the input).
    """
    return "'" + text if text.lstrip("'").startswith(RISKY_FIRST_CHARACTERS) else text


def csv_restore(text: str) -> str:
    """Return the content of a CSV cell that `csv_safe` wrote.

    In: a CSV cell. Out: the cell without the one apostrophe that marks it as text; other cells unchanged.
    """
    if text.startswith("'") and text.lstrip("'").startswith(RISKY_FIRST_CHARACTERS):
        return text[1:]
    return text


def text_cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    """Return an XLSX cell typed as text whatever its content looks like.

    In: sheet – the write-only sheet it goes to; text – its content, cut at 32,767 characters; control
    characters the format forbids are left out. Out: the cell, marked so that editing makes it no formula.
    """
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"
    if cell.value.startswith(RISKY_FIRST_CHARACTERS):
        cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def text_workbook(*, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an XLSX workbook with one sheet whose cells are all typed as text.

    In: title – name of the sheet (cut at 31 characters); header – the column headings; rows – one sequence
    of texts per row, as long as the header. Out: the bytes of the file. Rows are written as they come.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for index, heading in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = min(
            max(len(heading) + 2, 16), WIDEST_COLUMN
        )
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, heading, bold=True) for heading in header])
    for row in rows:
        sheet.append([text_cell(sheet, text) for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
