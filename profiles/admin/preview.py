"""What the preview of a file shows: its account in words, its rows with differences, messages and decisions."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from profiles.domain.account import Account, account_of, in_words
from profiles.domain.applying import consent_choices, decision_choices
from profiles.domain.fields import FIELDS
from profiles.domain.profile_mapping import shown
from profiles.enums import BatchState, Decision, Outcome, RowAction
from profiles.models import ImportBatch, ImportRow

ROWS_PER_PAGE = 25

FILTERS: tuple[tuple[str, str, str], ...] = (
    ("offen", "Zu entscheiden", "undecided"),
    ("neu", "Neu", "new"),
    ("aktualisiert", "Aktualisiert", "updated"),
    ("unveraendert", "Unverändert", "unchanged"),
    ("zurueckgestellt", "Zurückgestellt", "held"),
    ("abgelehnt", "Abgelehnt", "rejected"),
    ("uebersprungen", "Übersprungen", "skipped"),
    ("berichtigen", "Zu berichtigen", "to_correct"),
)
"""Address value, label and count of each filter over the rows."""

_ACTIONS = {
    "neu": RowAction.NEW,
    "aktualisiert": RowAction.UPDATE,
    "unveraendert": RowAction.UNCHANGED,
    "zurueckgestellt": RowAction.HELD,
    "abgelehnt": RowAction.REJECTED,
    "uebersprungen": RowAction.SKIPPED,
}

_DONE = {
    RowAction.NEW: "neu angelegt",
    RowAction.UPDATE: "aktualisiert",
    RowAction.UNCHANGED: "war schon auf diesem Stand",
}
"""What became of a row that is done."""

_CLASSES = {"error": "errornote", "warning": "import-warning", "info": "import-info"}


@dataclass(frozen=True)
class ShownRow:
    """A row as the preview shows it."""

    row: ImportRow
    label: str
    stated: list[tuple[str, str]]
    decisions: list[tuple[str, str]]
    consents: list[tuple[str, str]]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return the messages of the row with the class that shows their weight."""
        return [{**entry, "css": _CLASSES[entry["severity"]]} for entry in self.row.messages]

    @property
    def has_questions(self) -> bool:
        """Say whether a person can decide something here."""
        return bool(self.decisions or self.consents)


def rows_of(batch: ImportBatch, chosen: str) -> QuerySet[ImportRow]:
    """Return the rows of a file that a filter keeps, in the order of the file; all for an unknown filter."""
    rows = batch.rows.select_related("company", "decided_by").order_by("position")
    if chosen == "offen":
        return rows.undecided()
    if chosen == "berichtigen":
        return rows.to_correct()
    return rows.filter(action=_ACTIONS[chosen]) if chosen in _ACTIONS else rows


def preview(batch: ImportBatch, *, chosen: str, page: str, may_act: bool) -> dict[str, Any]:
    """Return what the page of a file shows.

    In: batch; chosen – a filter over the rows, empty for all; page – number of the page as typed; may_act – whether the
    person may decide and take over. Out: the context of the template.
    """
    account = account_of(batch)
    shown_page: Page[ImportRow] = Paginator(rows_of(batch, chosen), ROWS_PER_PAGE).get_page(page)
    is_open = batch.state in (BatchState.PREVIEW, BatchState.APPLYING)
    acts = may_act and batch.state != BatchState.DISCARDED
    return {
        "batch": batch,
        "account": account,
        "summary": in_words(batch, account),
        "facts": _facts(batch),
        "filters": _filters(account, chosen),
        "chosen": chosen,
        "page": shown_page,
        "rows": [_shown(row, batch, acts=acts) for row in shown_page],
        "is_open": is_open,
        "is_proposal": batch.outcome == Outcome.PROPOSAL,
        "may_apply": acts and (is_open or account.ready > 0),
        "may_decide": acts and account.undecided > 0,
        "may_discard": acts and batch.state == BatchState.PREVIEW,
        "has_corrections": account.to_correct > 0 and batch.outcome == Outcome.IMPORT,
    }


def _filters(account: Account, chosen: str) -> list[dict[str, Any]]:
    entries = [
        {"value": value, "label": label, "count": getattr(account, count), "active": value == chosen}
        for value, label, count in FILTERS
    ]
    return [{"value": "", "label": "Alle", "count": account.total, "active": not chosen}] + [
        entry for entry in entries if entry["count"] or entry["active"]
    ]


def _facts(batch: ImportBatch) -> dict[str, Any]:
    mapping = batch.facts.get("mapping", [])
    return {
        "mapping": [
            {"where": where, "header": header, "label": FIELDS[field].label}
            for where, header, field in mapping
        ],
        "ignored": batch.facts.get("ignored", []),
        "messages": [{**entry, "css": _CLASSES[entry["severity"]]} for entry in batch.messages],
    }


def _shown(row: ImportRow, batch: ImportBatch, *, acts: bool) -> ShownRow:
    return ShownRow(
        row=row,
        label=_label(row),
        stated=[] if row.action == RowAction.SKIPPED else _stated(row),
        decisions=decision_choices(row, batch) if acts else [],
        consents=consent_choices(row) if acts else [],
    )


def _label(row: ImportRow) -> str:
    if row.done_at:
        return "nicht übernommen" if row.decision == Decision.DISCARD else _DONE[RowAction(row.action)]
    return str(row.get_action_display())


def _stated(row: ImportRow) -> list[tuple[str, str]]:
    texts = ((FIELDS[name].label, _as_text(value)) for name, value in row.fields.items() if name in FIELDS)
    return [(label, text) for label, text in texts if text]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_as_text(item) for item in value)
    if isinstance(value, dict):
        until = value.get("valid_until")
        parts = (value.get("name"), f"bis {_as_day(until)}" if until else "", value.get("number"))
        return ", ".join(part for part in parts if part)
    return shown(value)


def _as_day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
