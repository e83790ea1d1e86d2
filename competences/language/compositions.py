"""What two words mean together that none of them says alone: "automatisiertes MAG-Schweißen" is robot welding; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Composition:
    """Words right before a process (or something below it) that make it another one."""

    words: re.Pattern[str]
    process: str
    means: str


def compile_compositions(records: Iterable[Mapping[str, Any]]) -> tuple[Composition, ...]:
    """Return the compositions of `attributes.yaml`: beginnings of words, the process they stand before, the result."""
    return tuple(
        Composition(
            re.compile(rf"\b(?:{'|'.join(map(re.escape, record['words']))})\w*\s+$", re.IGNORECASE),
            record["process"],
            record["means"],
        )
        for record in records
    )
