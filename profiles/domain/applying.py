"""What waits is decided, written row by row, or thrown away; two people at once have one effect."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from companies.domain.consent_records import on_day
from companies.domain.identity import match_name
from companies.domain.profile import save_profile
from companies.enums import ConsentWay
from companies.models import Cluster, Company
from profiles.domain.messages import Place, message
from profiles.domain.profile_mapping import profile_data, shown_changes
from profiles.domain.publishing_answers import record_import
from profiles.domain.values import phone_is_excluded
from profiles.enums import BATCH_TRANSITIONS, BatchState, ConsentDecision, Decision, Outcome, RowAction
from profiles.models import TAKEN_ACTIONS, ImportBatch, ImportRow

if TYPE_CHECKING:
    from accounts.models import User

WRITTEN_TOGETHER = 200
"""Rows whose keys are fetched at once."""

NAME_LOCK = 7_401
"""Number of the advisory locks on firm names, so that they meet no other locks of the product."""


@dataclass(frozen=True)
class Applied:
    """What one run of applying did: rows written, rows that failed, rows still ready because time ran out."""

    written: int
    failed: int
    remaining: int


def change_state(*, batch: ImportBatch, to: BatchState, actor: "User | None") -> bool:
    """Bring a file into another state.

    In: the file, the state, who. Out: whether this call did it (False where it was in that state already). Raises
    ValidationError where BATCH_TRANSITIONS does not allow the step.
    """
    with transaction.atomic():
        current = ImportBatch.objects.without_content().select_for_update().get(pk=batch.pk)
        changed = current.state != to
        if changed:
            if to not in BATCH_TRANSITIONS[current.state]:
                raise ValidationError(
                    f"„{current}“ ist schon {current.get_state_display()}.", code="transition"
                )
            current.state = to
            current.closed_by = actor if current.closed_at is None else current.closed_by
            current.closed_at = current.closed_at or timezone.now()
            current.save(update_fields=["state", "closed_by", "closed_at"])
    batch.state, batch.closed_by, batch.closed_at = current.state, current.closed_by, current.closed_at
    return changed


def discard_batch(*, batch: ImportBatch, actor: "User | None") -> bool:
    """Throw a file away that nothing was taken from yet; say whether this call did it."""
    return change_state(batch=batch, to=BatchState.DISCARDED, actor=actor)


def decision_choices(row: ImportRow, batch: ImportBatch) -> list[tuple[str, str]]:
    """Return what a person may decide about a row: value and words; nothing where the row needs no decision."""
    if row.done_at or row.action != RowAction.HELD:
        return []
    if any(entry["code"] == "possible_duplicate" for entry in row.messages):
        other = row.company.name if row.company else f"Zeile {row.similar_row}"
        return [
            (Decision.TAKE, f"mit „{other}“ zusammenführen"),
            (Decision.CREATE, str(Decision.CREATE.label)),
            (Decision.DISCARD, str(Decision.DISCARD.label)),
        ]
    return [(Decision.TAKE, "trotzdem übernehmen"), (Decision.DISCARD, str(Decision.DISCARD.label))]


def consent_choices(row: ImportRow) -> list[tuple[str, str]]:
    """Return what a person may decide about an unclear consent: value and words; nothing where it is clear.

    A firm that excluded its telephone number cannot have it shown.
    """
    stated = [entry["value"] for entry in row.messages if entry["code"] == "consent_unclear"]
    if row.done_at or not stated or row.action not in (*TAKEN_ACTIONS, RowAction.HELD):
        return []
    excluded = any(phone_is_excluded(value) for value in stated)
    return [
        (value, str(label))
        for value, label in ConsentDecision.choices
        if not (excluded and value == ConsentDecision.YES)
    ]


def decide(*, row: ImportRow, actor: "User | None", decision: str = "", consent: str = "") -> bool:
    """Keep what a person decided about a row.

    In: row; decision – a value of Decision, empty for none; consent – a value of ConsentDecision, empty for none. Out:
    whether anything was kept: a row that is done keeps what was decided first.
    """
    with transaction.atomic():
        current = (
            ImportRow.objects.select_for_update(of=("self",))
            .select_related("batch", "company")
            .get(pk=row.pk)
        )
        if current.done_at or not (decision or consent):
            return False
        _check_offered(decision, [*decision_choices(current, current.batch), *_confirmation(current)])
        _check_offered(consent, consent_choices(current))
        if decision:
            current.decision, current.decided_by, current.decided_at = decision, actor, timezone.now()
        if consent:
            current.consent = consent
        current.save(update_fields=["decision", "decided_by", "decided_at", "consent"])
    return True


def _confirmation(row: ImportRow) -> list[tuple[str, str]]:
    """A proposal is taken over by saying so."""
    is_proposal = row.batch.outcome == Outcome.PROPOSAL and row.action in TAKEN_ACTIONS
    return [(Decision.TAKE, ""), (Decision.DISCARD, "")] if is_proposal else []


def _check_offered(value: str, choices: list[tuple[str, str]]) -> None:
    if value and value not in [offered for offered, _words in choices]:
        raise ValidationError("Diese Entscheidung ist hier nicht möglich.", code="decision")


def apply_batch(
    *,
    batch: ImportBatch,
    actor: "User | None",
    seconds: float | None = None,
    on_row: Callable[[], object] | None = None,
) -> Applied:
    """Write every row of a file that is ready, each in a transaction of its own.

    In: batch; actor – who applies, None for the command; seconds – stop after this time and leave the rest ready;
    on_row – called after every row. Out: what was done. A run that was interrupted is continued by calling
    this again; two runs at once share the rows. Raises ValidationError for a discarded file.
    """
    _begin(batch, actor)
    ends = time.monotonic() + seconds if seconds is not None else None
    written = failed = position = 0
    while keys := _next_keys(batch, position):
        for pk, position in keys:  # noqa: B007 – the last position tells where the next rows begin
            done = apply_row(pk=pk, actor=actor)
            written += done is True
            failed += done is False
            if on_row:
                on_row()
            if ends is not None and time.monotonic() > ends:
                break
        if ends is not None and time.monotonic() > ends:
            break
    remaining = batch.rows.ready().count()
    if not remaining:
        change_state(batch=batch, to=BatchState.APPLIED, actor=actor)
    return Applied(written, failed, remaining)


def _begin(batch: ImportBatch, actor: "User | None") -> None:
    """Mark a file as being written; one that was written keeps its state while rows decided since then follow."""
    with transaction.atomic():
        states = ImportBatch.objects.select_for_update().values_list("state", flat=True)
        if states.get(pk=batch.pk) != BatchState.APPLIED:
            change_state(batch=batch, to=BatchState.APPLYING, actor=actor)


def _next_keys(batch: ImportBatch, after: int) -> list[tuple[int, int]]:
    ready = batch.rows.ready().filter(position__gt=after).order_by("position")
    return list(ready.values_list("pk", "position")[:WRITTEN_TOGETHER])


def apply_row(*, pk: int, actor: "User | None") -> bool | None:
    """Write one row whole or not at all.

    In: pk of the row; actor. Out: True when it was written or discarded, False when it could not be saved (the row says
    why) or has to wait, None when somebody else is at it or was faster.
    """
    try:
        with transaction.atomic():
            row = (
                ImportRow.objects.ready()
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("batch__cluster")
                .defer("batch__content")
                .filter(pk=pk)
                .first()
            )
            return _write(row, actor) if row else None
    except ValidationError as error:
        reason = " ".join(error.messages)
    except (DataError, IntegrityError):
        reason = "Ein Wert passt nicht in das Verzeichnis. Bitte prüfen Sie die Zeile."
    _refuse(pk, reason)
    return False


def _write(row: ImportRow, actor: "User | None") -> bool:
    if row.decision == Decision.DISCARD:
        return _done(row)
    is_duplicate = row.action == RowAction.HELD and row.decision == Decision.TAKE
    company = None if row.decision == Decision.CREATE else _meant(row, is_duplicate=is_duplicate)
    fields = dict(row.fields)
    if company and _is_older(fields, company):
        if row.decision != Decision.TAKE:
            return _hold(row, company, fields)
        fields.pop("last_confirmed")
    data = profile_data(
        fields,
        known=company,
        consent=row.consent,
        keep_name=company is not None and company.name != row.firm_name,
    )
    change = save_profile(
        data=data,
        actor=actor,
        cluster=row.batch.cluster,
        source=f"Rückmeldung {row.batch}",
        company=company,
        consent=on_day(ConsentWay.IMPORT, data.last_confirmed),
    )
    if change:
        record_import(cluster=row.batch.cluster, data=data, change=change, actor=actor)
    row.company_id = change.company_id
    row.changes = shown_changes(change)
    row.action = RowAction.NEW if change.created else RowAction.UPDATE if change else RowAction.UNCHANGED
    return _done(row)


def _done(row: ImportRow) -> bool:
    row.done_at = timezone.now()
    row.save(update_fields=["company", "changes", "action", "done_at"])
    return True


def _meant(row: ImportRow, *, is_duplicate: bool) -> Company | None:
    """The firm that the row updates: as matched, as created by an earlier row, or stored in the meantime."""
    if row.company_id:
        company = Company.objects.select_related("merged_into").get(pk=row.company_id)
        return company.merged_into or company
    if row.similar_row:
        earlier = _earlier_row(row)
        if is_duplicate:
            if earlier is None or earlier.company is None:
                raise ValidationError(
                    f"Zeile {row.similar_row}, mit der sie zusammengeführt werden soll, wurde nicht übernommen."
                )
            return earlier.company
    _claim_name(row.firm_name)
    companies = Company.objects.in_clusters(Cluster.objects.filter(pk=row.batch.cluster_id)).current()
    return companies.filter(match_name=match_name(row.firm_name)[:220], name=row.firm_name).first()


def _earlier_row(row: ImportRow) -> ImportRow | None:
    """The row above that this one resembles; waits until nobody is writing it any more."""
    rows = ImportRow.objects.filter(batch=row.batch_id, row=row.similar_row)
    # Its firm is fetched afterwards: a join would show it as it was before the wait.
    return rows.select_for_update().first()


def _claim_name(name: str) -> None:
    """Let only one transaction at a time decide whether a firm of this name has to be created."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NAME_LOCK, match_name(name)])


def _is_older(fields: dict[str, str], company: Company) -> bool:
    stated = fields.get("last_confirmed")
    return bool(stated and company.confirmed_at and stated < company.confirmed_at.isoformat())


def _hold(row: ImportRow, company: Company, fields: dict[str, str]) -> bool:
    stated = fields["last_confirmed"]
    row.action = RowAction.HELD
    row.company = company
    row.reason = "älter als die gespeicherte Bestätigung"
    row.messages = [
        *row.messages,
        message(
            "older_than_stored",
            Place(row=row.row, field="last_confirmed", prefix=str(row)),
            value=stated,
            date=".".join(reversed(stated.split("-"))),
            stored=f"{company.confirmed_at:%d.%m.%Y}",
        ).as_json(),
    ]
    row.save(update_fields=["action", "company", "reason", "messages"])
    return False


def _refuse(pk: int, reason: str) -> None:
    with transaction.atomic():
        row = ImportRow.objects.select_for_update().get(pk=pk)
        if row.done_at:
            return
        row.action = RowAction.REJECTED
        row.reason = reason[:400]
        row.needs_correction = True
        row.messages = [
            *row.messages,
            message("not_saved", Place(row=row.row, prefix=str(row)), reason=reason).as_json(),
        ]
        row.save(update_fields=["action", "reason", "needs_correction", "messages"])
