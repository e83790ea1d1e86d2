"""Applying the retention table: what is due is counted, or deleted and emptied in batches."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from privacy.domain.last_words import forget, ready_for, tell_before
from privacy.domain.periods import Rule
from privacy.domain.retention import RULES
from privacy.enums import Fate

BATCH = 2_000
"""Rows that are deleted by one statement."""

MOST_AT_NIGHT = 20_000
"""Rows of one rule in one nightly run, which is one transaction; what is left follows in the next night."""


@dataclass(frozen=True)
class Due:
    """How many rows a rule would treat now."""

    rule: Rule
    number: int


@dataclass(frozen=True)
class Applied:
    """How many rows a rule has treated, and whether some are left for the next run."""

    rule: Rule
    number: int
    has_more: bool


def due_now(now: datetime.datetime) -> list[Due]:
    """Return for every rule how many rows are due; writes nothing."""
    return [Due(rule, _count(rule, now)) for rule in RULES]


def apply_retention(
    now: datetime.datetime,
    *,
    most: int | None = None,
    on_rule: Callable[[Rule], object] = lambda rule: None,
) -> list[Applied]:
    """Apply every rule, each batch in a transaction of its own where none is open.

    In: the present; most – rows of one rule, None for all; on_rule – called before each rule. Out: what was done.
    Rules that another job applies are left to it. First everybody is written to whose data end soon.
    """
    with transaction.atomic():
        tell_before(now)
    done = []
    for rule in RULES:
        if rule.job:
            continue
        on_rule(rule)
        done.append(_forget_told(rule, now) if rule.told_days else _apply(rule, now, most))
    return done


def apply_nightly(now: datetime.datetime) -> str:
    """Apply the table; the job of the schedule."""
    done = [each for each in apply_retention(now, most=MOST_AT_NIGHT) if each.number]
    words = [
        f"{each.number} × {each.rule.data}{' (weitere folgen)' if each.has_more else ''}" for each in done
    ]
    return "; ".join(words)[:500] or "nichts war fällig"


def _count(rule: Rule, now: datetime.datetime) -> int:
    if rule.told_days:
        return len(ready_for(rule, now))
    return sum(rows.order_by().count() for rows in rule.found(now))


def _apply(rule: Rule, now: datetime.datetime, most: int | None) -> Applied:
    number = 0
    for rows in rule.found(now):
        while most is None or number < most:
            size = BATCH if most is None else min(BATCH, most - number)
            # No order: a sort by key would lead the planner past the index on the date.
            keys = list(rows.order_by().values_list("pk", flat=True)[:size])
            if not keys:
                break
            with transaction.atomic():
                _treat(rule, rows.model, keys)
            number += len(keys)
            if len(keys) < size:
                break
    return Applied(rule, number, most is not None and number >= most)


def _treat(rule: Rule, model: type, keys: list) -> None:
    rows = model._base_manager.filter(pk__in=keys)  # type: ignore[attr-defined]
    if rule.fate == Fate.EMPTY:
        rows.update(**rule.empty[model._meta.label])  # type: ignore[attr-defined]
        return
    rows.delete()
    if rule.with_history:  # last, because the deletion itself is written into it
        model.history.filter(id__in=keys).delete()  # type: ignore[attr-defined]


def _forget_told(rule: Rule, now: datetime.datetime) -> Applied:
    keys = ready_for(rule, now)
    for key in keys:
        with transaction.atomic():
            forget(rule, key)
    return Applied(rule, len(keys), has_more=False)
