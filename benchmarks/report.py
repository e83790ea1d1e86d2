"""The table of the benchmark."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.measure import Times

Value = str | float | Times


@dataclass
class Report:
    """Collects one column of figures for each size."""

    columns: dict[int, dict[str, Value]] = field(default_factory=dict)

    def add(self, size: int, figures: dict[str, Value]) -> None:
        """Take in the figures of one size."""
        self.columns[size] = figures

    def print(self) -> None:
        """Print figures by size (times: p50 / p95 in ms), then how much each grew from one size to the next."""
        names = list(dict.fromkeys(name for figures in self.columns.values() for name in figures))
        print("\nTimes are p50 / p95 in milliseconds.\n")
        self._line("firms", [f"{size:,}" for size in self.columns])
        for name in names:
            self._line(name, [_shown(figures.get(name)) for figures in self.columns.values()])
        sizes = list(self.columns)
        if len(sizes) < 2:
            return
        print("\nGrowth (p95 or figure, larger ÷ smaller):\n")
        pairs = list(pairwise(sizes))
        self._line("firms", [f"× {large / small:.0f}" for small, large in pairs])
        for name in (n for n in names if n not in ("facets exact", "queries")):
            values = [
                _ratio(self.columns[small].get(name), self.columns[large].get(name)) for small, large in pairs
            ]
            self._line(name, values)

    @staticmethod
    def _line(name: str, values: list[str]) -> None:
        print(f"{name:26}" + "".join(f"{value:>18}" for value in values))


def _shown(value: Value | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _ratio(small: Value | None, large: Value | None) -> str:
    numbers = [v.p95 if isinstance(v, Times) else v for v in (small, large)]
    if not all(isinstance(n, float) and n > 0 for n in numbers):
        return "–"
    return f"× {numbers[1] / numbers[0]:.1f}"  # type: ignore[operator]
