"""What reading a file gives: typed records for rows, and the account of the whole file."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles.domain.messages import Message
from profiles.enums import Layout, Outcome, RowAction, Severity

Fields = dict[str, Any]
"""Field name → stored form; an empty text, list or None means that nothing was stated."""


@dataclass(frozen=True)
class FirmRef:
    """A firm of the directory as far as the import must know it: how to find it, its name, when it confirmed."""

    key: int | str
    name: str
    confirmed_at: datetime.date | None = None


@dataclass(frozen=True)
class Resemblance:
    """A firm of the directory that a row may mean, and in words why."""

    firm: FirmRef
    reason: str = ""


@dataclass(frozen=True)
class Likeness:
    """A firm that a row resembles: its name, in which earlier row of the file it stands, and the stored firm."""

    name: str
    row: int | None = None
    firm: FirmRef | None = None


@dataclass(frozen=True)
class Mapped:
    """One column or cell and the field it was read into."""

    where: str
    header: str
    field: str


@dataclass
class Record:
    """One row of a file, or the one return of a form sheet or mail.

    `raw` holds the cells as text in the order of the file's headers, so that a correction file can repeat them.
    """

    row: int | None
    line: int | None = None
    raw: list[str] = field(default_factory=list)
    fields: Fields = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    action: RowAction = RowAction.NEW
    reason: str = ""
    firm: FirmRef | None = None
    likeness: Likeness | None = None
    unmapped: dict[str, str | float] = field(default_factory=dict)

    @property
    def match(self) -> str | None:
        """Return the name of the known firm that the row belongs to, if any."""
        if self.firm:
            return self.firm.name
        return self.likeness.name if self.likeness and self.action == RowAction.UPDATE else None

    @property
    def taken(self) -> bool:
        """Say whether the row is to be written without anybody deciding first."""
        return self.action in (RowAction.NEW, RowAction.UPDATE, RowAction.UNCHANGED)


@dataclass
class Reading:
    """A file that has been opened: what it is, how its columns were understood, and its rows one after the other.

    `records` can be walked once; it reads the file while it is walked and holds one row at a time.
    """

    outcome: Outcome
    layout: Layout = Layout.TABLE
    format: dict[str, Any] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    mapping: list[Mapped] = field(default_factory=list)
    unmapped: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    records: Iterator[Record] = field(default_factory=lambda: iter(()))


@dataclass
class Tally:
    """Counts over the rows of a file, kept while they pass by."""

    actions: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    first_data_row: int | None = None
    last_data_row: int | None = None
    totals_row: int | None = None

    def file_messages(self, messages: list[Message]) -> None:
        """Count the messages about the file as a whole."""
        self.severities.update(str(message.severity) for message in messages)

    def add(self, record: Record) -> None:
        """Count one row."""
        self.actions[str(record.action)] += 1
        self.severities.update(str(message.severity) for message in record.messages)
        if record.action != RowAction.SKIPPED:
            self.first_data_row = self.first_data_row or record.row
            self.last_data_row = record.row
        elif any(message.code == "totals_row" for message in record.messages):
            self.totals_row = record.row

    def counts(self) -> dict[str, int]:
        """Return the totals under the names that people and tests know."""
        updates = self.actions[RowAction.UPDATE] + self.actions[RowAction.UNCHANGED]
        return {
            "imported": updates + self.actions[RowAction.NEW],
            "updates": updates,
            "new": self.actions[RowAction.NEW],
            "held": self.actions[RowAction.HELD],
            "rejected": self.actions[RowAction.REJECTED],
            "skipped": self.actions[RowAction.SKIPPED],
            "errors": self.severities[Severity.ERROR],
            "warnings": self.severities[Severity.WARNING],
            "infos": self.severities[Severity.INFO],
        }


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as values that JSON can hold: days as YYYY-MM-DD."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return plain(value)
    return value
