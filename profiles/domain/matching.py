"""Which firm a row belongs to: the same name is an update, another spelling waits for a person, the rest is new."""

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
    names: dict[str, tuple[int | None, Record]] = {}
    keys: dict[str, tuple[int | None, str]] = {}
    for record in records:
        if record.action in (RowAction.REJECTED, RowAction.SKIPPED):
            _settle(record, known=False)
            yield record
            continue
        _decide(record, directory, names, keys, mapping)
        if record.taken:
            names.setdefault(record.fields["name"], (record.row, _remembered(record)))
            for key in keys_of(record):
                keys.setdefault(key, (record.row, record.fields["name"]))
        yield record


def _remembered(record: Record) -> Record:
    """The little that later rows of the same firm are compared with."""
    return Record(record.row, fields={"last_confirmed": record.fields.get("last_confirmed")})


def _decide(
    record: Record,
    directory: Directory,
    names: dict[str, tuple[int | None, Record]],
    keys: dict[str, tuple[int | None, str]],
    mapping: list[Mapped],
) -> None:
    name = record.fields["name"]
    firm = directory.exact(name)
    above = names.get(name)
    record.firm = firm
    if firm or above:
        record.action = RowAction.UPDATE
        record.likeness = Likeness(name, row=above[0], firm=firm) if above else None
        _settle(record, known=True)
        _hold_if_older(record, firm, above[1] if above else None, mapping)
        return
    own = keys_of(record)
    similar = directory.resembling(own, record.fields)
    twin = next((keys[key] for key in sorted(own) if key in keys), None)
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


def _hold_if_older(record: Record, firm: FirmRef | None, above: Record | None, mapping: list[Mapped]) -> None:
    stated = record.fields.get("last_confirmed")
    known = [
        day
        for day in (firm.confirmed_at if firm else None, above.fields["last_confirmed"] if above else None)
        if day
    ]
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
