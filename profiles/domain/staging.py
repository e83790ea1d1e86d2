"""A file arrives: it is read, matched and kept for a person to look at; the directory stays as it is."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from companies.domain.consent_records import ConsentSource
from companies.domain.profile import preview_profile
from companies.enums import ConsentWay
from companies.models import Cluster
from profiles.domain.matching import matched
from profiles.domain.messages import Message
from profiles.domain.profile_mapping import profile_data, shown_changes
from profiles.domain.reading import UnreadableError, read_file, walk, without_rows
from profiles.domain.result import FirmRef, Reading, Record, Tally, plain
from profiles.domain.stored_directory import StoredDirectory
from profiles.enums import BatchState, Outcome, RowAction, Severity
from profiles.models import ImportBatch, ImportRow

if TYPE_CHECKING:
    from accounts.models import User

CHUNK = 500
WAITS_FOR_A_PERSON = frozenset({"possible_duplicate", "older_than_stored"})
"""Codes that are settled by a decision, not by correcting the file."""


class FileRefusedError(Exception):
    """A file from which nothing can be taken; `messages` say why and what to do."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__("; ".join(entry.text for entry in messages))
        self.messages = messages


@dataclass(frozen=True)
class Staged:
    """A file that waits, and whether it had been there before."""

    batch: ImportBatch
    seen_before: bool = False


def stage_file(
    *,
    name: str,
    data: bytes,
    cluster: Cluster,
    actor: "User | None",
    again: bool = False,
    on_row: Callable[[], object] | None = None,
) -> Staged:
    """Read a file and keep it with its rows for the preview.

    In: name and data – the file; cluster – whose directory it is for; actor – who uploads, None for the command; again
    – read the same bytes once more although they were applied before; on_row – called for every row read. Out: the
    batch; a file that waits or was applied already is not read again. Raises FileRefusedError. Whole or not at all.
    """
    checksum = hashlib.sha256(data).hexdigest()
    before = _seen_before(cluster, checksum, again=again)
    if before:
        return Staged(before, seen_before=True)
    reading = read_file(name, data)
    if reading.outcome == Outcome.REJECT:
        raise FileRefusedError(reading.messages)
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                cluster=cluster,
                file_name=name[-200:],
                sha256=checksum,
                content=data,
                outcome=reading.outcome,
                layout=reading.layout,
                headers=reading.headers,
                uploaded_by=actor,
            )
            _keep_rows(batch, reading, actor, on_row)
    except UnreadableError as refused:
        raise FileRefusedError(refused.reading.messages) from refused
    except IntegrityError:
        waiting = _seen_before(cluster, checksum, again=again)
        if waiting is None:
            raise
        return Staged(waiting, seen_before=True)
    return Staged(batch)


def _seen_before(cluster: Cluster, checksum: str, *, again: bool) -> ImportBatch | None:
    batches = ImportBatch.objects.without_content().filter(cluster=cluster, sha256=checksum)
    waiting = batches.waiting().first()
    if waiting or again:
        return waiting
    return batches.filter(state=BatchState.APPLIED).first()


def _keep_rows(
    batch: ImportBatch, reading: Reading, actor: "User | None", on_row: Callable[[], object] | None
) -> None:
    directory = StoredDirectory(batch.cluster)
    tally = Tally()
    rows = _rows(
        batch, matched(directory.ahead(walk(reading)), directory, reading.mapping), directory, actor, tally
    )
    while chunk := list(islice(rows, CHUNK)):
        ImportRow.objects.bulk_create(chunk)
        for _row in chunk if on_row else ():
            on_row()  # type: ignore[misc]
    if reading.outcome == Outcome.IMPORT and tally.last_data_row is None:
        raise FileRefusedError(without_rows(reading).messages)
    tally.file_messages(reading.messages)
    batch.facts = _facts(reading, tally)
    batch.messages = [entry.as_json() for entry in reading.messages]
    batch.save(update_fields=["facts", "messages"])


def _facts(reading: Reading, tally: Tally) -> dict[str, Any]:
    return {
        "format": reading.format,
        "mapping": [[entry.where, entry.header, entry.field] for entry in reading.mapping],
        "ignored": reading.ignored,
        "counts": tally.counts(),
    }


def _rows(
    batch: ImportBatch,
    records: Iterator[Record],
    directory: StoredDirectory,
    actor: "User | None",
    tally: Tally,
) -> Iterator[ImportRow]:
    for position, record in enumerate(records, 1):
        changes = _changes(record, batch, directory, actor)
        tally.add(record)
        yield ImportRow(
            batch=batch,
            position=position,
            row=record.row,
            raw=record.raw,
            fields=plain(record.fields),
            messages=[entry.as_json() for entry in record.messages],
            action=record.action,
            reason=record.reason[:400],
            needs_correction=any(
                entry.severity in (Severity.ERROR, Severity.WARNING) and entry.code not in WAITS_FOR_A_PERSON
                for entry in record.messages
            ),
            company_id=int(ref.key) if (ref := _meant(record)) else None,
            similar_row=record.likeness.row if record.likeness else None,
            changes=changes,
        )


def _meant(record: Record) -> FirmRef | None:
    """The stored firm that the row names or resembles."""
    return record.firm or (record.likeness.firm if record.likeness else None)


def _changes(
    record: Record, batch: ImportBatch, directory: StoredDirectory, actor: "User | None"
) -> list[dict[str, str]]:
    """What an update would change; an update that changes nothing is marked as such."""
    ref = _meant(record)
    if ref is None or record.action not in (RowAction.UPDATE, RowAction.HELD):
        return []
    company = directory.company(ref)
    change = preview_profile(
        data=profile_data(record.fields, known=company, keep_name=record.firm is None),
        actor=actor,
        cluster=batch.cluster,
        source=str(batch),
        company=company,
        consent=ConsentSource(ConsentWay.IMPORT),
    )
    if (
        not change
        and record.action == RowAction.UPDATE
        and batch.outcome == Outcome.IMPORT
        and not record.likeness
    ):
        record.action = RowAction.UNCHANGED
    return shown_changes(change)
