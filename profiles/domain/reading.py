"""The one way in: any file, by its content rather than its name, becomes a reading."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath

from profiles.domain.csv_file import encoding_of, open_csv
from profiles.domain.json_lines import open_json_lines
from profiles.domain.mail_text import open_mail
from profiles.domain.messages import message
from profiles.domain.result import Reading, Record
from profiles.domain.table import LONGEST_TABLE, TooManyRowsError
from profiles.domain.xlsx_file import WorkbookProblemError, open_workbook
from profiles.enums import Outcome

LARGEST_FILE = 25_000_000
"""Bytes one file may have."""

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb")
MAIL_SUFFIXES = (".txt", ".eml", ".msg")
SNIFFED = 4096

_OTHER_KINDS = (
    (b"%PDF", "eine PDF-Datei"),
    (b"{\\rtf", "ein RTF-Dokument"),
    (b"\x89PNG", "ein Bild"),
    (b"\xff\xd8\xff", "ein Bild"),
    (b"GIF8", "ein Bild"),
    (b"\xd0\xcf\x11\xe0", "eine alte oder mit Kennwort geschützte Office-Datei"),
    (b"\x1f\x8b", "ein gepacktes Archiv"),
    (b"Rar!", "ein gepacktes Archiv"),
    (b"7z\xbc\xaf", "ein gepacktes Archiv"),
)


def read_file(name: str, data: bytes) -> Reading:
    """Open a returned questionnaire in any of the forms in which it arrives.

    In: name – the file's name, which only helps to word a refusal and to tell a mail from a list; data – its bytes.
    Out: the reading. A file that cannot be read is no exception: its outcome is REJECT, with one message that says why
    and what to do. While the records are walked the same holds: `walk` says how such a failure is met.
    """
    if not data:
        return _refused("empty_file")
    if len(data) > LARGEST_FILE:
        return _refused("file_too_large", size=len(data) // 1_000_000, limit=LARGEST_FILE // 1_000_000)
    suffix = PurePath(name).suffix.casefold()
    try:
        return _open(suffix, data)
    except WorkbookProblemError as problem:
        return _refused(problem.key, **{"suffix": suffix or name, **problem.details})


def _open(suffix: str, data: bytes) -> Reading:
    if data.startswith(b"PK"):
        return open_workbook(data) or _refused("no_header")
    kind = _other_kind(data)
    if suffix in WORKBOOK_SUFFIXES:
        raise WorkbookProblemError("not_a_workbook", kind=kind or "ein einfacher Text")
    if kind:
        return _refused("unsupported_format", kind=kind)
    encoding = encoding_of(data)
    for opener in _openers(suffix, data):
        reading = opener(data, encoding)
        if reading:
            return reading
    return _refused("no_answers" if suffix in MAIL_SUFFIXES else "no_header")


def _openers(suffix: str, data: bytes) -> tuple[Callable[[bytes, str], Reading | None], ...]:
    if suffix in MAIL_SUFFIXES:
        return open_mail, open_csv
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return open_json_lines, open_csv
    return open_csv, open_mail


def _other_kind(data: bytes) -> str:
    for mark, kind in _OTHER_KINDS:
        if data.startswith(mark):
            return kind
    head = data[:SNIFFED]
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not is_wide:
        return "keine Textdatei"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return "eine Internetseite oder XML-Datei"
    return ""


def _refused(key: str, **details: object) -> Reading:
    return Reading(outcome=Outcome.REJECT, messages=[message(key, None, value=None, **details)])


def walk(reading: Reading) -> Iterator[Record]:
    """Walk the rows of a reading once.

    In: a reading. Out: its records in the order of the file. Raises `UnreadableError` with the message to show
    where the rest of the file turns out to be damaged or too long; what was walked before is whole rows.
    """
    try:
        yield from reading.records
    except TooManyRowsError as error:
        raise UnreadableError(
            _refused("too_many_rows", limit=f"{LONGEST_TABLE:,}".replace(",", "."))
        ) from error
    except WorkbookProblemError as problem:
        raise UnreadableError(_refused(problem.key, **problem.details)) from problem


class UnreadableError(Exception):
    """The rest of a file cannot be read; `reading` is the refusal to show instead."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.messages[0].code)
        self.reading = reading


def without_rows(reading: Reading) -> Reading:
    """Return the account of a list that has a header and no rows: nothing to import."""
    return replace(reading, outcome=Outcome.NOTHING, messages=[*reading.messages, message("no_rows")])
