"""Writing rows together with their history: who, when and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from competences.domain.recording import LONGEST_REASON, delete_recorded, save_recorded

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["assign", "create_recorded", "delete_recorded", "save_recorded", "update_recorded"]


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
