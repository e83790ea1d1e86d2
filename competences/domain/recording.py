"""Writing single rows together with their history: who, when and why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Model

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

LONGEST_REASON = 100
"""Most characters of a reason in the history."""


def save_recorded(instance: Model, *, actor: "AbstractUser | None", reason: str) -> None:
    """Save one row and record who changed it and why."""
    instance._history_user = actor  # type: ignore[attr-defined]
    instance._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
    instance.save()


def delete_recorded(rows: Iterable[Model], *, actor: "AbstractUser | None", reason: str) -> None:
    """Delete the rows one by one, so that each leaves its last state in the history."""
    for row in rows:
        row._history_user = actor  # type: ignore[attr-defined]
        row._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
        row.delete()
