"""Which firm a row belongs to: the same name is an update, another spelling waits for a person, the rest is new."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Protocol

from companies.domain.identity import identity_keys
from profiles.domain.messages import Message, Place, message
from profiles.domain.result import Fields, FirmRef, Likeness, Mapped, Record, Resemblance
from profiles.enums import RowAction


class Directory(Protocol):
    """What the import must be able to ask the directory."""

    def exact(self, name: str) -> FirmRef | None:
        """Return the firm that bears exactly this name."""

    def resembling(self, keys: frozenset[str], fields: Fields) -> Resemblance | None:
        """Return a firm that shares one of the identity keys or resembles the fields in another way."""


class EmptyDirectory:
    """A directory without firms."""

    def exact(self, name: str) -> FirmRef | None:
        """Return None."""

    def resembling(self, keys: frozenset[str], fields: Fields) -> Resemblance | None:
        """Return None."""


def keys_of(record: Record) -> frozenset[str]:
    """Return the identity keys of a row, as `companies.domain.identity.identity_keys` defines them."""
    fields = record.fields
    return identity_keys(
        name=fields.get("name", ""),
        postcode=fields.get("postcode", ""),
        town=fields.get("town", ""),
        register_number=fields.get("register_number", ""),
    )


def matched(records: Iterable[Record], directory: Directory, mapping: list[Mapped]) -> Iterator[Record]:
    """Say for each row what is to happen to it.

    In: records – as read; directory – what is stored; mapping – where the fields stand, to name the cell. Out: the
    same records with `action`, `reason`, `firm`, `likeness` and their messages settled, one after the other. A row is
    compared with the directory and with the rows above it; names and keys of those are all that is remembered.
    """
    above = _Above()
    for record in records:
        if record.action in (RowAction.REJECTED, RowAction.SKIPPED):
            _settle(record, known=False)
            yield record
            continue
        _decide(record, directory, above, mapping)
        if record.taken:
            above.remember(record)
        yield record


class _Above:
    """The little of the rows above that later rows are compared with: names, identity keys, days."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[int | None, datetime.date | None]] = {}
        self._keys: dict[str, str] = {}

    def remember(self, record: Record) -> None:
        """Keep what matters of a row."""
        name = record.fields["name"]
        self.names.setdefault(name, (record.row, record.fields.get("last_confirmed")))
        for key in keys_of(record):
            self._keys.setdefault(key, name)

    def twin(self, keys: frozenset[str]) -> tuple[int | None, str] | None:
        """Return row and name of a row above that shares a key."""
        name = next((self._keys[key] for key in sorted(keys) if key in self._keys), None)
        return (self.names[name][0], name) if name else None


def _decide(record: Record, directory: Directory, above: _Above, mapping: list[Mapped]) -> None:
    name = record.fields["name"]
    firm = directory.exact(name)
    record.firm = firm
    if firm or name in above.names:
        row, day = above.names.get(name, (None, None))
        record.action = RowAction.UPDATE
        record.likeness = Likeness(name, row=row, firm=firm) if name in above.names else None
        _settle(record, known=True)
        _hold_if_older(record, [firm.confirmed_at if firm else None, day], mapping)
        return
    own = keys_of(record)
    similar = directory.resembling(own, record.fields)
    twin = above.twin(own)
    if similar or twin:
        _hold_duplicate(record, similar, twin, mapping)
        _settle(record, known=True)
        return
    record.action = RowAction.NEW
    _settle(record, known=False)


def _hold_duplicate(
    record: Record, similar: Resemblance | None, twin: tuple[int | None, str] | None, mapping: list[Mapped]
) -> None:
    other = similar.firm.name if similar else twin[1] if twin else ""
    row = twin[0] if twin else None
    record.action = RowAction.HELD
    record.likeness = Likeness(other, row=row, firm=similar.firm if similar else None)
    places = [f"Zeile {row}"] if row else []
    short = " und ".join([*places, *(["Bestand"] if similar else [])])
    long = " und ".join([*places, *(["bereits im Bestand"] if similar else [])])
    record.reason = f"mögliche Dublette zu „{other}“ ({short})"
    name = record.fields["name"]
    record.messages.append(
        message(
            "possible_duplicate",
            _place(record, "name", mapping),
            value=name,
            other=other,
            where=long,
            reasons=f": {similar.reason}" if similar and similar.reason else "",
        )
    )


def _hold_if_older(record: Record, days: list[datetime.date | None], mapping: list[Mapped]) -> None:
    stated = record.fields.get("last_confirmed")
    known = [day for day in days if day]
    if not stated or not known or stated >= max(known):
        return
    record.action = RowAction.HELD
    record.reason = "älter als die gespeicherte Bestätigung"
    record.messages.append(
        message(
            "older_than_stored",
            _place(record, "last_confirmed", mapping),
            value=stated.isoformat(),
            date=f"{stated:%d.%m.%Y}",
            stored=f"{max(known):%d.%m.%Y}",
        )
    )


def _place(record: Record, field: str, mapping: list[Mapped]) -> Place:
    mapped = next((entry for entry in mapping if entry.field == field), None)
    if record.row is None or mapped is None:
        return Place(row=record.row, header=mapped.header if mapped else None, field=field)
    prefix = f"Zeile {record.row}, Spalte {mapped.where} („{mapped.header}“)"
    return Place(record.row, record.line, mapped.where, mapped.header, field, prefix)


def _settle(record: Record, *, known: bool) -> None:
    record.messages = [_settled(entry, known=known) for entry in record.messages]


def _settled(entry: Message, *, known: bool) -> Message:
    return entry.settled(known=known)
