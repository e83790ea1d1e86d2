"""What is asked for and hardly offered: counting it, and what of the counts may leave the agency; pure.

docs/gaps.md explains both with an example.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.enums import AskedIn, Supply

LEAST_PUBLISHED = 5
"""A count of demand of fewer, or of fewer firms, is not shown outside the agency."""

QUARTERS = 8
"""So many quarters, the running one included, are shown as a trend."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked for a process.

    `company` is who asked (None for searches, which are counted without a person), `district` where it is to be
    delivered or where the firm is ("" not known), `day` when it was asked in public (None: stands in a profile),
    `times` how often, `demand` the reference of a demand.
    """

    process: str
    source: AskedIn
    company: int | None = None
    district: str = ""
    day: datetime.date | None = None
    times: int = 1
    demand: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """How many firms do a process, or something more special, themselves, and how many more only through a partner."""

    in_house: int = 0
    via_partner: int = 0

    @property
    def supply(self) -> Supply:
        """The class of the gap: nobody, one source, several."""
        if self.in_house == 0:
            return Supply.NOBODY
        return Supply.SINGLE if self.in_house == 1 else Supply.SEVERAL


@dataclass(frozen=True, slots=True)
class Gap:
    """One process with who asks for it and who offers it.

    `counts` has a number for each source, `firms` are those that ask, `trend` the demands by quarter (oldest first),
    `demands` their references, newest first.
    """

    process: str
    offered: Offered
    counts: Mapping[AskedIn, int]
    firms: frozenset[int]
    trend: tuple[int, ...]
    demands: tuple[str, ...]

    @property
    def supply(self) -> Supply:
        """The class of the gap."""
        return self.offered.supply

    @property
    def asked(self) -> int:
        """How often it was asked for, all sources together."""
        return sum(self.counts.values())

    @property
    def change(self) -> int:
        """Demands of the newer half of the trend less those of the older half."""
        half = len(self.trend) // 2
        return sum(self.trend[half:]) - sum(self.trend[:half])


def quarter_of(day: datetime.date) -> int:
    """Return the quarter of a day as a running number."""
    return day.year * 4 + (day.month - 1) // 3


def quarter_name(number: int) -> str:
    """Return a quarter in words: "3/2026"."""
    return f"{number % 4 + 1}/{number // 4}"


def count_gaps(
    asked: Iterable[Asked], offered: Mapping[str, Offered], *, today: datetime.date
) -> tuple[Gap, ...]:
    """Return a row for every process that anybody asks for.

    In: what was asked; who offers each process (missing: nobody); the day that closes the trend. Out: by supply
    (nobody first), then by how often it was asked, then by key.
    """
    by_process: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        by_process[one.process].append(one)
    last = quarter_of(today)
    rows = []
    for process, every in by_process.items():
        counts: Counter[AskedIn] = Counter()
        quarters: Counter[int] = Counter()
        for one in every:
            counts[one.source] += one.times
            if one.demand and one.day is not None:
                quarters[quarter_of(one.day)] += 1
        dated = sorted((one for one in every if one.demand), key=_newest_first)
        rows.append(
            Gap(
                process=process,
                offered=offered.get(process, Offered()),
                counts={source: counts[source] for source in AskedIn},
                firms=frozenset(one.company for one in every if one.company is not None),
                trend=tuple(quarters[number] for number in range(last - QUARTERS + 1, last + 1)),
                demands=tuple(dict.fromkeys(one.demand for one in dated)),
            )
        )
    order = list(Supply)
    return tuple(sorted(rows, key=lambda row: (order.index(row.supply), -row.asked, row.process)))


def _newest_first(one: Asked) -> tuple[int, str]:
    return -(one.day or datetime.date.min).toordinal(), one.demand


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of demand with the firms behind it."""

    count: int = 0
    firms: frozenset[int] = frozenset()

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.count + other.count, self.firms | other.firms)

    @property
    def is_small(self) -> bool:
        """Say whether the cell would show what few firms asked for."""
        return self.count > 0 and min(self.count, len(self.firms)) < LEAST_PUBLISHED


def publishable(cells: Sequence[Cell]) -> tuple[list[int | None], int | None]:
    """Return the counts of a row and their total as they may be shown outside the agency; None stands for hidden.

    Hidden are counts below LEAST_PUBLISHED and counts of fewer firms than that. As long as what is hidden could be
    found out from the total – because it is one cell only, or too small together – the smallest shown cell is hidden
    as well, and where none is left the total. Nothing asked is shown as 0.
    """
    total = sum(cells, Cell())
    hidden = {place for place, cell in enumerate(cells) if cell.is_small}
    while hidden and len(hidden) < len(cells):
        behind = sum((cells[place] for place in hidden), Cell())
        if len(hidden) > 1 and not behind.is_small:
            break
        shown = [place for place in range(len(cells)) if place not in hidden and cells[place].count]
        if not shown:
            break
        hidden.add(min(shown, key=lambda place: (cells[place].count, place)))
    behind = sum((cells[place] for place in hidden), Cell())
    safe = not hidden or (len(hidden) > 1 and not behind.is_small)
    row = [None if place in hidden else cell.count for place, cell in enumerate(cells)]
    return row, total.count if safe else None


def demand_cells(asked: Iterable[Asked], districts: Sequence[str]) -> dict[str, list[Cell]]:
    """Return for each process the demand by district, the last cell for those of no or another district.

    Searches are left out: nobody knows how many firms stand behind them.
    """
    place_of = {district: place for place, district in enumerate(districts)}
    table: dict[str, list[Cell]] = {}
    for one in asked:
        if one.company is None:
            continue
        cells = table.setdefault(one.process, [Cell()] * (len(districts) + 1))
        place = place_of.get(one.district, len(districts))
        cells[place] += Cell(one.times, frozenset({one.company}))
    return table
