"""JSON Lines: one firm per line, with the field names of the profile."""

import json
from collections.abc import Iterator
from typing import Any

from profiles.domain.cells import Cell
from profiles.domain.csv_file import line_ending_of, text_stream
from profiles.domain.fields import FIELDS, Target
from profiles.domain.messages import Place, message
from profiles.domain.result import Mapped, Reading, Record
from profiles.domain.rows import Answer, fill
from profiles.domain.table import LONGEST_TABLE, TooManyRowsError, unmapped_message
from profiles.domain.values import Raw, written
from profiles.enums import Layout, Outcome, RowAction

SAMPLE_LINES = 50
"""Lines from whose keys the columns are known before the rows are walked."""

_NESTED = {"contact": "contact."}
_SILENT = frozenset({"ref", "id"})


def open_json_lines(data: bytes, encoding: str) -> Reading | None:
    """Read a JSON Lines file.

    In: data – the file; encoding – of the text. Out: its reading, or None where the first filled line is no object
    with a name.
    """
    keys = _keys(data, encoding)
    if "name" not in keys:
        return None
    known = [key for key in keys if key in FIELDS or key == "machines"]
    unknown = [key for key in keys if key not in known and key not in _SILENT]
    reading = Reading(
        outcome=Outcome.IMPORT,
        layout=Layout.TABLE,
        format={
            "type": "jsonl",
            "encoding": encoding,
            "line_ending": line_ending_of(text_stream(data, encoding).read(100_000)),
        },
        headers=known,
        mapping=[Mapped(key, key, "machines_text" if key == "machines" else key) for key in known],
        unmapped=[(key, key) for key in unknown],
        messages=[unmapped_message(key, None) for key in unknown],
    )
    reading.records = _records(data, encoding, known, set(unknown))
    return reading


def _keys(data: bytes, encoding: str) -> list[str]:
    keys: dict[str, None] = {}
    for _number, line in zip(range(SAMPLE_LINES), text_stream(data, encoding), strict=False):
        entry = _object(line)
        if entry:
            keys.update(dict.fromkeys(entry))
    return list(keys)


def _object(line: str) -> dict[str, Any] | None:
    """The object in a line with nested ones written flat (`contact.name`), or None."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict):
        return None
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if key in _NESTED and isinstance(value, dict):
            flat.update({_NESTED[key] + name: part for name, part in value.items()})
        else:
            flat[key] = value
    return flat


def _records(data: bytes, encoding: str, known: list[str], reported: set[str]) -> Iterator[Record]:
    filled = 0
    for number, line in enumerate(text_stream(data, encoding), 1):
        if not line.strip():
            yield Record(number, number, action=RowAction.SKIPPED, reason="leere Zeile")
            continue
        filled += 1
        if filled > LONGEST_TABLE:
            raise TooManyRowsError
        entry = _object(line)
        if entry is None:
            place = Place(row=number, line=number, prefix=f"Zeile {number}")
            yield Record(
                number,
                number,
                raw=[line.strip()],
                action=RowAction.REJECTED,
                reason="kein gültiges JSON",
                messages=[message("invalid_json", place)],
            )
            continue
        yield _record(number, entry, known, reported)


def _record(number: int, entry: dict[str, Any], known: list[str], reported: set[str]) -> Record:
    texts = {key: _text(key, value) for key, value in entry.items()}
    record = Record(number, number, raw=[written(texts.get(key)) for key in known])
    stated = ["name", *(key for key in known if key != "name" and key in texts)]
    answers = [
        _answer("machines_text" if key == "machines" else key, texts.get(key), number) for key in stated
    ]
    fill(record, answers, layout=Layout.TABLE)
    record.unmapped = {key: written(texts[key]) for key in reported if texts.get(key)}
    for key in texts:
        if key not in FIELDS and key not in reported and key not in _SILENT and key != "machines":
            reported.add(key)
            record.messages.append(unmapped_message(key, None))
    return record


def _answer(name: str, cell: Cell, number: int) -> Answer:
    def place(field: str) -> Place:
        return Place(number, number, None, name, field, f"Zeile {number}, „{FIELDS[field].label}“")

    return Answer(Target(name, 100), cell, place)


def _text(key: str, value: Any) -> Raw:
    """A JSON value as the cell of a list would hold it."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if key == "certificates" and isinstance(value, list):
        return "\n".join(_certificate(entry) for entry in value)
    if key == "machines" and isinstance(value, list):
        return "\n".join(_machine(entry) for entry in value)
    if isinstance(value, list):
        return ", ".join(written(entry) if not isinstance(entry, (list, dict)) else "" for entry in value)
    return json.dumps(value, ensure_ascii=False)


def _certificate(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    until, number = entry.get("valid_until"), entry.get("number")
    parts = [str(entry.get("name") or ""), f"gültig bis {until}" if until else ""]
    if number:
        parts.append(f"Nr. {number}" if any(sign.isdigit() for sign in str(number)) else str(number))
    return ", ".join(part for part in parts if part)


def _machine(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    count, make, details = entry.get("count"), entry.get("make"), entry.get("details")
    text = " ".join(
        str(part) for part in (f"{count} x" if count else "", entry.get("type") or "", make) if part
    )
    return f"{text} ({details})" if details else text
