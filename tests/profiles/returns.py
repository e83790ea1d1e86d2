"""The returned questionnaires kept for the tests, and what reading one gives, in the form of the expectations."""

import datetime
import json
from pathlib import Path
from typing import Any

from companies.domain.identity import identity_keys
from profiles.domain.matching import matched
from profiles.domain.messages import Message
from profiles.domain.reading import UnreadableError, read_file, walk, without_rows
from profiles.domain.result import FirmRef, Reading, Record, Resemblance, Tally, plain
from profiles.enums import Outcome, RowAction

RETURNS = Path(__file__).parent.parent / "data" / "returns"


class ListedFirms:
    """A directory held in memory."""

    def __init__(self, firms: list[dict[str, Any]]) -> None:
        self._names: dict[str, FirmRef] = {}
        self._keys: dict[str, FirmRef] = {}
        for firm in firms:
            confirmed = firm.get("last_confirmed")
            ref = FirmRef(
                firm["name"], firm["name"], datetime.date.fromisoformat(confirmed) if confirmed else None
            )
            self._names[firm["name"]] = ref
            for key in identity_keys(name=firm["name"], postcode=firm["postcode"], town=firm["town"]):
                self._keys[key] = ref

    def exact(self, name: str) -> FirmRef | None:
        return self._names.get(name)

    def resembling(self, keys: frozenset[str], fields: dict[str, Any]) -> Resemblance | None:
        return next((Resemblance(self._keys[key]) for key in sorted(keys) if key in self._keys), None)


def demo_firms() -> ListedFirms:
    lines = (RETURNS / "firms.jsonl").read_text(encoding="utf-8").splitlines()
    return ListedFirms([json.loads(line) for line in lines])


def expectation(name: str) -> dict[str, Any]:
    return json.loads((RETURNS / f"{name}.expected.json").read_text(encoding="utf-8"))


def account(name: str, data: bytes, directory: Any, *, keep_rows: bool = True) -> dict[str, Any]:
    """Read a file to its end and give the account of it under the names of the expectations."""
    reading = read_file(name, data)
    tally = Tally()
    kept: list[Record] = []
    messages: list[Message] = []
    unmapped: dict[str, dict[str, Any]] = {letter: {} for letter, _heading in reading.unmapped}
    try:
        for record in matched(walk(reading), directory, reading.mapping):
            tally.add(record)
            messages += record.messages
            for letter, value in record.unmapped.items():
                if keep_rows:
                    unmapped.setdefault(letter, {})[str(record.row)] = value
            if keep_rows or record.action in (RowAction.REJECTED, RowAction.HELD):
                kept.append(record)
    except UnreadableError as refused:
        reading, tally, kept, messages = refused.reading, Tally(), [], []
    if reading.outcome == Outcome.IMPORT and tally.last_data_row is None:
        reading = without_rows(reading)
    tally.file_messages(reading.messages)
    return {
        "outcome": str(reading.outcome),
        "format": _format(reading, tally),
        "mapping": [(entry.where, entry.header, entry.field) for entry in reading.mapping],
        "unmapped": [(letter, heading, unmapped[letter]) for letter, heading in reading.unmapped],
        "ignored": reading.ignored,
        "counts": tally.counts(),
        "rows": {
            record.row: (str(record.action), record.match, plain(record.fields))
            for record in kept
            if record.taken
        },
        "lines": {record.row: record.line for record in kept},
        "not_imported": {
            record.row: (str(record.action), record.reason) for record in kept if not record.taken
        },
        "duplicates": {record.row: record.likeness for record in kept if record.action == RowAction.HELD},
        "messages": [entry.as_json() for entry in [*reading.messages, *messages]],
    }


def _format(reading: Reading, tally: Tally) -> dict[str, Any]:
    if "header_row" not in reading.format or tally.last_data_row is None:
        return reading.format
    span = {"first_data_row": tally.first_data_row, "last_data_row": tally.last_data_row}
    totals = {"totals_row": tally.totals_row} if tally.totals_row else {}
    return {**reading.format, **span, **totals}
