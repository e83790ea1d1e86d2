"""Writing rows together with their history: who, when and why."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REASON = 100
"""Most characters of a reason in the history."""


def save_recorded(instance: Model, *, actor: "User | None", reason: str) -> None:
    """Save one row and record who changed it and why."""
    instance._history_user = actor  # type: ignore[attr-defined]
    instance._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
    instance.save()


def delete_recorded(rows: Iterable[Model], *, actor: "User | None", reason: str) -> None:
    """Delete the rows one by one, so that each leaves its last state in the history."""
    for row in rows:
        row._history_user = actor  # type: ignore[attr-defined]
        row._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
        row.delete()


def create_recorded(rows: Sequence[Model], *, actor: "User | None", reason: str) -> None:
    """Insert rows of one table with two queries, history included; nothing for an empty sequence."""
    if rows:
        bulk_create_with_history(
            list(rows),
            type(rows[0]),
            default_user=actor,
            default_change_reason=reason[:LONGEST_REASON],
        )


def update_recorded(
    rows: Sequence[Model], fields: Sequence[str], *, actor: "User | None", reason: str
) -> None:
    """Update the fields of rows of one table with two queries, history included."""
    if rows:
        bulk_update_with_history(
            list(rows),
            type(rows[0]),
            list(fields),
            default_user=actor,
            default_change_reason=reason[:LONGEST_REASON],
        )


def assign(instance: Model, values: dict[str, Any]) -> bool:
    """Set the attributes that differ and say whether one did."""
    changed = {name: value for name, value in values.items() if getattr(instance, name) != value}
    for name, value in changed.items():
        setattr(instance, name, value)
    return bool(changed)
