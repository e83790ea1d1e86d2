"""The numbers under which rows refer to concepts and words, as this process has read them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from companies.search.near_words import NearWords
from companies.search.nodes import NodeTable

WORD_PREFIX = "w:"
LEVEL_PREFIX = "l:"
DISTRICT_PREFIX = "d:"


class TermTable:
    """Terms by number and back; grows when new ones are read, numbers never change their meaning."""

    def __init__(self, nodes: NodeTable) -> None:
        self.nodes = nodes
        self.last = 0
        self.words: dict[str, int] = {}
        self.near = NearWords(self.words)
        self.surfaces: dict[int, str] = {}
        self.levels: dict[int, str] = {}
        self.districts: dict[int, str] = {}
        self._nodes: dict[int, int] = {}

    def rows(self) -> list[tuple[int, str, str]]:
        """Return all terms as `add` takes them."""
        words = [
            (number, f"{WORD_PREFIX}{text}", self.surfaces[number]) for text, number in self.words.items()
        ]
        levels = [(number, f"{LEVEL_PREFIX}{text}", "") for number, text in self.levels.items()]
        districts = [(number, f"{DISTRICT_PREFIX}{text}", "") for number, text in self.districts.items()]
        nodes = [(number, self.nodes.terms[node], "") for number, node in self._nodes.items()]
        return [*words, *levels, *districts, *nodes]

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Take in terms as (number, text, surface)."""
        for number, text, surface in rows:
            self.last = max(self.last, number)
            prefix = text[:2]
            if prefix == WORD_PREFIX:
                self.words[text[2:]] = number
                self.surfaces[number] = surface
            elif prefix == LEVEL_PREFIX:
                self.levels[number] = text[2:]
            elif prefix == DISTRICT_PREFIX:
                self.districts[number] = text[2:]
            elif (node := self.nodes.index.get(text)) is not None:
                self._nodes[number] = node

    def term_nodes(self) -> np.ndarray:
        """Return for every term number its node, -1 where it is none; int32."""
        table = np.full(self.last + 1, -1, np.int32)
        if self._nodes:
            table[np.fromiter(self._nodes, np.int64, len(self._nodes))] = np.fromiter(
                self._nodes.values(), np.int32, len(self._nodes)
            )
        return table

    def copy(self) -> TermTable:
        """Return a table that grows apart from this one."""
        other = TermTable(self.nodes)
        other.last = self.last
        for name in ("words", "surfaces", "levels", "districts", "_nodes"):
            setattr(other, name, dict(getattr(self, name)))
        other.near = self.near.grown_apart(other.words)
        return other
