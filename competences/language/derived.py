"""Wordings that no alias lists but that consist of the same parts: "Flächenschliff" is "Flachschleifen"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from competences.language.aliases import alias_pieces
from competences.language.compounds import Splitter
from competences.language.enums import Evidence, Kind
from competences.language.evidence import CONFIDENCE
from competences.language.selection import Hit
from competences.language.structures import Node
from competences.language.tokens import Piece

LONGEST_WINDOW = 3
_MOST_OWNERS = 3

RootBag = frozenset[str]


class DerivedIndex:
    """Strong aliases by the roots of their parts, generic heads left out; immutable after construction."""

    def __init__(self, nodes: Iterable[Node], splitter: Splitter) -> None:
        self._splitter = splitter
        owners: dict[RootBag, Counter[tuple[Kind, str]]] = defaultdict(Counter)
        for node in nodes:
            if node.kind is not Kind.PROCESS:
                continue
            for wording in node.strong:
                bag = self.bag(alias_pieces(wording))
                if bag:
                    owners[bag][node.kind, node.key] += 1
        self._owners = {bag: _leaders(counts) for bag, counts in owners.items()}

    def bag(self, words: Iterable[str]) -> RootBag:
        """Return the roots of ``words`` (folded), without stop words and generic heads."""
        lexicon = self._splitter.lexicon
        roots = set()
        for word in words:
            if lexicon.is_stopword(word) or lexicon.is_generic(word):
                continue
            english = lexicon.english.get(word)
            if english:
                roots.add(lexicon.root(english))
                continue
            for part in self._splitter.parts(word):
                if not lexicon.is_generic(part):
                    roots.add(lexicon.root(part))
        return frozenset(roots)

    def _is_expression(self, found: Sequence[Piece], first: int, last: int, covered: set[int]) -> bool:
        """Whether the pieces belong together, are free, and neither begin nor end with a stop word."""
        stop = self._splitter.lexicon.is_stopword
        if stop(found[first].folded) or stop(found[last].folded):
            return False
        return all(i not in covered and (i == first or found[i].glued) for i in range(first, last + 1))

    def find(self, found: Sequence[Piece], hits: Sequence[Hit]) -> list[Hit]:
        """Return hits for words that no process hit covers."""
        covered = {
            index for hit in hits if hit.kind is Kind.PROCESS for index in range(hit.first, hit.last + 1)
        }
        result: list[Hit] = []
        index = 0
        while index < len(found):
            step = 1
            if index not in covered:
                for last in range(min(index + LONGEST_WINDOW, len(found)) - 1, index - 1, -1):
                    if not self._is_expression(found, index, last, covered):
                        continue
                    owners = self._owners.get(self.bag(p.folded for p in found[index : last + 1]))
                    if owners:
                        result.extend(
                            Hit(kind, key, index, last, Evidence.DERIVED, CONFIDENCE[Evidence.DERIVED])
                            for kind, key in owners
                        )
                        step = last - index + 1
                        break
            index += step
        return result


def _joined(found: Sequence[Piece], first: int, last: int, covered: set[int]) -> bool:
    return all(
        index not in covered and (index == first or found[index].glued) for index in range(first, last + 1)
    )


def _leaders(counts: Counter[tuple[Kind, str]]) -> tuple[tuple[Kind, str], ...]:
    """Of several nodes with the same parts the one with most wordings leads; a tie keeps up to three."""
    best = counts.most_common(1)[0][1]
    leaders = [owner for owner, count in counts.most_common() if count == best]
    return tuple(leaders) if len(leaders) <= _MOST_OWNERS else ()
