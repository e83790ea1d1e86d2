"""Cells as files hold them, and what is done about formulas: they are never evaluated, dangerous ones never taken."""

import re
from dataclasses import dataclass

from profiles.domain.values import Raw, ValueProblemError, written


@dataclass(frozen=True)
class Formula:
    """A formula cell of a workbook: its text and the result that the writing program stored (None if none)."""

    text: str
    result: Raw


Cell = Raw | Formula


@dataclass(frozen=True)
class RawRow:
    """A row as read: its number as a spreadsheet program shows it, the text line it starts in, its cells."""

    number: int
    line: int | None
    cells: list[Cell]


_LINK = re.compile(r"\b(HYPERLINK|WEBSERVICE|IMAGE)\s*\(", re.IGNORECASE)
_COMMAND = re.compile(
    r"\|[^!]*!|\b(CALL|EXEC|REGISTER|RTD|DDE|FILTERXML|IMPORT(?:XML|DATA|HTML|FEED|RANGE))\s*\(|^[=+\-@]\s*cmd\b",
    re.IGNORECASE,
)
_SUSPICIOUS_START = ("=", "+", "-", "@", "\t", "\r")


def settle_formula(cell: Cell, *, marked_as_text: bool = False) -> tuple[Raw, ValueProblemError | None]:
    """Return what may be taken of a cell, and what there is to say about it.

    In: cell – as read; marked_as_text – whether an apostrophe in front says that it is text (CSV only). Out: the
    value, with a formula_value_used remark where it is the stored result of a plain calculation.
    Raises ValueProblemError formula_rejected for links, commands, formulas without a result and texts that
    begin with an equals sign.
    """
    if isinstance(cell, Formula):
        return _result_of(cell)
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_SUSPICIOUS_START):
        text = cell.strip()
        if _COMMAND.search(text) or _LINK.search(text):
            raise ValueProblemError(
                "formula_rejected",
                hint="Der Text beginnt wie eine Formel, die ein Programm starten oder eine Adresse abrufen soll. Er "
                "wurde nicht übernommen.",
            )
        if text.startswith("=") and not marked_as_text:
            raise ValueProblemError(
                "formula_rejected",
                hint="Der Text beginnt wie eine Formel. Er wurde nicht übernommen.",
            )
    return cell, None


def _result_of(cell: Formula) -> tuple[Raw, ValueProblemError]:
    link = _LINK.search(cell.text)
    if link:
        raise ValueProblemError(
            "formula_rejected",
            hint=f"Die Zelle enthält eine Verweis-Formel ({link[1].upper()}) statt eines Wertes. Sie wurde nicht "
            "ausgeführt und nicht übernommen.",
        )
    if _COMMAND.search(cell.text) or "[" in cell.text:
        raise ValueProblemError(
            "formula_rejected",
            hint="Die Zelle enthält eine Formel, die auf etwas außerhalb der Datei zugreift. Sie wurde nicht "
            "ausgeführt und nicht übernommen.",
        )
    if cell.result is None or (isinstance(cell.result, str) and cell.result.startswith("#")):
        raise ValueProblemError(
            "formula_rejected",
            hint="Die Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte tragen Sie den Wert ein.",
        )
    return cell.result, ValueProblemError("formula_value_used", result=written(cell.result))


def as_stored(cell: Cell) -> str:
    """Return a cell as text the way it stands in the file: the formula itself for formula cells."""
    return cell.text if isinstance(cell, Formula) else written(cell)


def for_correction(cell: Cell) -> str:
    """Return a cell as the text that, read again, gives the same value: the result of a plain calculation."""
    if isinstance(cell, Formula):
        try:
            return written(settle_formula(cell)[0])
        except ValueProblemError:
            return cell.text
    return written(cell)


def column_letter(index: int) -> str:
    """Return the letters of the column with the given number, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
