"""Wordings that no alias lists but that consist of the same parts: "Flächenschliff" is "Flachschleifen"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from competences.language.aliases import alias_pieces
from competences.language.compounds import Splitter
from competences.language.enums import Evidence, Kind
from competences.language.evidence import CONFIDENCE
from competences.language.selection import Hit, Lineage
from competences.language.structures import Node
from competences.language.tokens import Piece

LONGEST_WINDOW = 3
_MOST_OWNERS = 3

_PREPOSITIONS = frozenset({"von", "fuer", "aus", "in", "im", "an", "der", "des", "of", "for", "the"})
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
            roots.update(
                lexicon.root(part) for part in self._splitter.parts(word) if not lexicon.is_generic(part)
            )
        return frozenset(roots)

    def refine(self, found: Sequence[Piece], hits: Sequence[Hit], lineage: Lineage) -> list[Hit]:
        """Return ``hits`` with derived expressions added; these take the place of the words they are made of.

        Only weak words and ancestors of the derived node give way. A derived expression may cover firm process hits
        only where it means something more special than one of them ("Verzahnungen schleifen"). A single root counts
        only where it names a trade; words that a weak alias lists need company.
        """
        derived = list(self._find(found, hits, lineage))
        kept = [
            hit
            for hit in hits
            if not any(
                d.first <= hit.first
                and hit.last <= d.last
                and (hit.weak or (d.kind is hit.kind and d.key in lineage(hit.kind, hit.key)))
                for d in derived
            )
        ]
        return [*kept, *derived]

    def _find(self, found: Sequence[Piece], hits: Sequence[Hit], lineage: Lineage) -> Iterator[Hit]:
        weak = {(hit.first, hit.last) for hit in hits if hit.weak and hit.kind is Kind.PROCESS}
        firm = [hit for hit in hits if not hit.weak]
        index = 0
        while index < len(found):
            step = 1
            for last in range(min(index + LONGEST_WINDOW, len(found)) - 1, index - 1, -1):
                if (index, last) in weak or not self._is_expression(found, index, last):
                    continue
                owners = self._owners_of(found[index : last + 1])
                if owners and _may_cover(owners, index, last, firm, lineage):
                    for kind, key in owners:
                        yield Hit(kind, key, index, last, Evidence.DERIVED, CONFIDENCE[Evidence.DERIVED])
                    step = last - index + 1
                    break
            index += step

    def _owners_of(self, expression: Sequence[Piece]) -> tuple[tuple[Kind, str], ...]:
        bag = self.bag(piece.folded for piece in expression)
        if len(bag) == 1 and (len(expression) > 1 or not bag <= self._splitter.lexicon.trades):
            return ()
        return self._owners.get(bag, ())

    def _is_expression(self, found: Sequence[Piece], first: int, last: int) -> bool:
        """Whether the pieces belong together: glued, content at both ends, at most a preposition between."""
        stop = self._splitter.lexicon.is_stopword
        if stop(found[first].folded) or stop(found[last].folded):
            return False
        return all(
            found[i].glued and (not stop(found[i].folded) or found[i].folded in _PREPOSITIONS)
            for i in range(first + 1, last + 1)
        )


def _may_cover(
    owners: Sequence[tuple[Kind, str]], first: int, last: int, firm: Sequence[Hit], lineage: Lineage
) -> bool:
    inside = [hit for hit in firm if hit.first <= last and first <= hit.last]
    if not inside:
        return True
    if any(hit.first < first or hit.last > last or (hit.first, hit.last) == (first, last) for hit in inside):
        return False
    processes = [hit for hit in inside if hit.kind is Kind.PROCESS]
    return bool(processes) and all(
        any(key != hit.key and key in lineage(kind, hit.key) for hit in processes) for kind, key in owners
    )


def _leaders(counts: Counter[tuple[Kind, str]]) -> tuple[tuple[Kind, str], ...]:
    """Of several nodes with the same parts the one with most wordings leads; a tie keeps up to three."""
    best = counts.most_common(1)[0][1]
    leaders = [owner for owner, count in counts.most_common() if count == best]
    return tuple(leaders) if len(leaders) <= _MOST_OWNERS else ()
