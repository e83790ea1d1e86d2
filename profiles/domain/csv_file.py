"""CSV files: encoding, delimiter and records, read as a stream."""

import codecs
import csv
import io
from collections.abc import Iterator

from profiles.domain.cells import RawRow
from profiles.domain.messages import Place, message
from profiles.domain.result import Reading, Record
from profiles.domain.table import ROWS_SEARCHED, Header, Table, find_header, read_table
from profiles.enums import RowAction

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 256 * 1024
"""Bytes from the beginning that decide about delimiter and line ends."""

LONGEST_CELL = 1_000_000
"""Characters after which an unclosed quote is taken for a damaged file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLDER_ENCODINGS = ("cp1252", "cp850", "mac_roman")
"""Encodings from before UTF-8, the likeliest first; which one a text has shows in its German letters."""

_GERMAN_SIGNS = frozenset("äöüÄÖÜß€–„“é²³µ°Ø×")


def encoding_of(data: bytes) -> str:
    """Say how a text is encoded.

    In: the whole file. Out: utf-8-sig, utf-16, utf-8, or for older files cp1252 (Windows), cp850 (DOS) or mac_roman.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if _decodes(data, "utf-8"):
        return "utf-8"
    return max(OLDER_ENCODINGS, key=lambda name: _german_signs(data[:SAMPLE], name))


def _german_signs(sample: bytes, encoding: str) -> int:
    """How many signs beyond ASCII are ones that German texts use, less the others."""
    signs = [sign for sign in sample.decode(encoding, errors="replace") if sign > "\x7f"]
    return sum(1 if sign in _GERMAN_SIGNS else -1 for sign in signs)


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), SAMPLE):
            decoder.decode(data[start : start + SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def text_stream(data: bytes, encoding: str) -> io.TextIOWrapper:
    """Open a file as text with its line ends kept; bytes that cannot be decoded become a replacement sign."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")


def line_ending_of(sample: str) -> str:
    """Name the line ends of a text: CRLF, LF or CR."""
    if "\r\n" in sample:
        return "CRLF"
    return "LF" if "\n" in sample or "\r" not in sample else "CR"


def open_csv(data: bytes, encoding: str) -> Reading | None:
    """Read a CSV file.

    In: data – the file; encoding – as `encoding_of` says. Out: its reading, or None where no delimiter gives a
    header row with a column for the firm's name.
    """
    sample = text_stream(data, encoding).read(SAMPLE)
    best: tuple[int, int, str, Header] | None = None
    for delimiter in DELIMITERS:
        header = find_header(_head(data, encoding, delimiter))
        if header:
            candidate = (header.score, len(header.headings), delimiter, header)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    if best is None:
        return None
    _score, _width, delimiter, header = best
    reading = read_table(
        Table(
            header=header,
            rows=_rows(data, encoding, delimiter),
            csv=True,
            format={
                "type": "csv",
                "delimiter": delimiter,
                "encoding": encoding,
                "line_ending": line_ending_of(sample),
                **({"quote": '"'} if '"' in sample else {}),
            },
        )
    )
    reading.records = _until_broken(reading.records)
    return reading


def _head(data: bytes, encoding: str, delimiter: str) -> list[RawRow]:
    rows: list[RawRow] = []
    try:
        for row in _rows(data[:SAMPLE], encoding, delimiter):
            rows.append(row)
            if len(rows) == ROWS_SEARCHED:
                break
    except _BrokenQuotesError:
        pass
    return rows


class _BrokenQuotesError(Exception):
    """The reader met a cell without end."""

    def __init__(self, number: int, line: int) -> None:
        super().__init__(number)
        self.number = number
        self.line = line


def _rows(data: bytes, encoding: str, delimiter: str) -> Iterator[RawRow]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text_stream(data, encoding), delimiter=delimiter)
    number = 0
    while True:
        line = reader.line_num + 1
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _BrokenQuotesError(number, line) from error
        yield RawRow(number, line, list(cells))


def _until_broken(records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except _BrokenQuotesError as broken:
        place = Place(row=broken.number, line=broken.line, prefix=f"Zeile {broken.number}")
        yield Record(
            broken.number,
            broken.line,
            action=RowAction.REJECTED,
            reason="nicht lesbar",
            messages=[message("broken_quotes", place)],
        )
