"""What a rule of the retention table consists of."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from privacy.domain.due import Found
from privacy.enums import Fate

YEAR = 365


@dataclass(frozen=True)
class Rule:
    """One kind of data and its period.

    `data`, `since` and `reason` are German and stand in the table; `days` count from what `since` says; `due` finds
    the rows that began before a moment; `empty` gives, for Fate.EMPTY, the columns that lose their content, by table
    ("app.Model"); `told_days` – so long before the person or firm is written to; `job` – a job of another app that
    applies the rule; `with_history` – the recorded changes of deleted rows go as well.
    """

    key: str
    data: str
    days: int
    since: str
    reason: str
    tables: tuple[str, ...]
    due: Callable[[datetime.datetime], Found]
    fate: Fate = Fate.DELETE
    empty: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    told_days: int = 0
    job: str = ""
    with_history: bool = False

    @property
    def period(self) -> str:
        """Return the period in words."""
        return period_words(self.days)

    def found(self, now: datetime.datetime) -> Found:
        """Return the rows whose period is over at a moment (aware), as one query per table."""
        return self.due(now - datetime.timedelta(days=self.days))


@dataclass(frozen=True)
class Kept:
    """Tables without a period of their own, and why."""

    data: str
    reason: str
    tables: tuple[str, ...]


def period_words(days: int) -> str:
    """Return a number of days in words: years and months where they come out even."""
    for size, one, many in ((365, "1 Jahr", "Jahre"), (30, "1 Monat", "Monate"), (1, "1 Tag", "Tage")):
        number, rest = divmod(days, size)
        if number and not rest:
            return one if number == 1 else f"{number} {many}"
    return f"{days} Tage"
