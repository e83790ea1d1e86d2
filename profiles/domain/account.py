"""The account of a file in words and counts, for the preview, the result and the command."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from profiles.enums import BatchState, Decision, Layout, Outcome, RowAction
from profiles.models import ImportBatch


@dataclass(frozen=True)
class Account:
    """How many rows of a file are to be, or were, treated how."""

    new: int
    updated: int
    unchanged: int
    held: int
    rejected: int
    skipped: int
    discarded: int
    ready: int
    undecided: int
    to_correct: int

    @property
    def total(self) -> int:
        """Return the number of rows."""
        return self.new + self.updated + self.unchanged + self.held + self.rejected + self.skipped


def account_of(batch: ImportBatch) -> Account:
    """Count the rows of a file by what happens to them, in one query."""
    rows = batch.rows.all()
    counted = rows.values("action").annotate(number=Count("pk")).order_by("action")
    actions: Counter[str] = Counter({entry["action"]: entry["number"] for entry in counted})
    numbers = rows.aggregate(
        discarded=Count("pk", filter=Q(decision=Decision.DISCARD)),
        ready=Count("pk", filter=Q(pk__in=rows.ready().values("pk"))),
        undecided=Count("pk", filter=Q(pk__in=rows.undecided().values("pk"))),
        to_correct=Count("pk", filter=Q(needs_correction=True)),
    )
    return Account(
        new=actions[RowAction.NEW],
        updated=actions[RowAction.UPDATE],
        unchanged=actions[RowAction.UNCHANGED],
        held=actions[RowAction.HELD],
        rejected=actions[RowAction.REJECTED],
        skipped=actions[RowAction.SKIPPED],
        **numbers,
    )


def in_words(batch: ImportBatch, account: Account) -> str:
    """Return one sentence about a file: what will happen, or what has happened."""
    done = batch.state in (BatchState.APPLIED, BatchState.APPLYING)
    parts = [
        _part(
            account.new,
            "Firma neu angelegt" if done else "Firma wird neu angelegt",
            "Firmen neu angelegt" if done else "Firmen werden neu angelegt",
        ),
        _part(
            account.updated,
            "aktualisiert" if done else "wird aktualisiert",
            "aktualisiert" if done else "werden aktualisiert",
        ),
        _part(account.unchanged, "ist schon auf diesem Stand", "sind schon auf diesem Stand"),
        _part(account.held, "wartet auf eine Entscheidung", "warten auf eine Entscheidung"),
        _part(account.rejected, "Zeile abgelehnt", "Zeilen abgelehnt"),
        _part(account.skipped, "Zeile übersprungen", "Zeilen übersprungen"),
    ]
    told = [part for part in parts if part]
    if batch.state == BatchState.DISCARDED:
        return "Diese Datei wurde verworfen; es wurde nichts übernommen."
    if batch.outcome == Outcome.PROPOSAL and not done:
        kind = "Fragebogen" if batch.layout == Layout.FORM else "E-Mail"
        return f"{kind} einer einzelnen Firma: Übernommen wird erst, wenn Sie es bestätigen."
    return (", ".join(told) or "Nichts zu übernehmen") + "."


def _part(number: int, one: str, many: str) -> str:
    if not number:
        return ""
    return f"1 {one}" if number == 1 else f"{number:,} {many}".replace(",", ".")
