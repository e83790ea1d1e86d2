"""Levels of certificates: "EN 1090-2 EXC3", "ISO 3834-2", "SCC**", "AD 2000 HP0"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from competences.language.structures import Node

_TELLING = re.compile(r"(?:EXC|CL)\d|SCC.*")
_TELLING_START = re.compile(r"(?:exc|cl|scc|ausf|klasse|zert|cert)", re.IGNORECASE)


class LevelRules:
    """Finds the level of a certificate in the sentence that names it; immutable after construction."""

    def __init__(self, certificates: Iterable[Node]) -> None:
        self._patterns: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {}
        for node in certificates:
            scales = [*node.levels, *(level for scale in node.further_levels.values() for level in scale)]
            wordings = [
                (word, level) for level in scales for word in (level, *node.level_aliases.get(level, ()))
            ]
            if wordings:
                wordings.sort(key=lambda pair: len(pair[0]), reverse=True)
                self._patterns[node.key] = tuple((_compile(word), level) for word, level in wordings)
        self._telling = tuple(
            (key, level, pattern)
            for key, patterns in self._patterns.items()
            for pattern, level in patterns
            if _TELLING.fullmatch(level)
        )

    def level(self, key: str, sentence: str, start: int, end: int) -> tuple[str, int, int] | None:
        """Return level, start and end of what stands nearest to the certificate at ``start``…``end``, or None."""
        best: tuple[int, str, int, int] | None = None
        for pattern, level in self._patterns.get(key, ()):
            for match in pattern.finditer(sentence):
                distance = max(match.start() - end, start - match.end(), 0)
                if match.start() < start:
                    distance += 40
                if best is None or distance < best[0]:
                    best = (distance, level, match.start(), match.end())
        return best[1:] if best else None

    def alone(self, text: str) -> list[tuple[str, str, int, int]]:
        """Return certificate, level, start and end of levels so particular that they name their certificate."""
        if not _TELLING_START.search(text):
            return []
        return [
            (key, level, m.start(), m.end())
            for key, level, pattern in self._telling
            for m in pattern.finditer(text)
        ]


def _compile(word: str) -> re.Pattern[str]:
    if word.startswith("-"):
        return re.compile(rf"(?:(?<=3834)|(?<=729)){re.escape(word)}(?!\d)")
    escaped = re.sub(r"(?<=[A-Z]{2})(?=\d)", r"[ -]?", re.escape(word))
    return re.compile(rf"(?<![^\W_]){escaped}(?![^\W_*])", re.IGNORECASE)
