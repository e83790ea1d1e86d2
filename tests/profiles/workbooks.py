"""Small workbooks made for one test."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook


def workbook(
    *rows: Sequence[Any], title: str = "Liste", more: dict[str, list[list[Any]]] | None = None
) -> bytes:
    """A workbook with the given rows; texts that begin with = become formulas without a stored result."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, content in (more or {}).items():
        extra = book.create_sheet(name)
        for row in content:
            extra.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
