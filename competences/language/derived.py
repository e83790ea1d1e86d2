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
from competences.language.tokens import Piece, stem

LONGEST_WINDOW = 3
_MOST_OWNERS = 3
_SHORTEST_ROOT = 3
_TELLING_ROOTS = 2

_PREPOSITIONS = frozenset({"von", "fuer", "aus", "in", "im", "an", "der", "des", "of", "for", "the"})
RootBag = frozenset[str]


class DerivedIndex:
    """Strong aliases by the roots of their parts, generic heads left out; immutable after construction."""

    def __init__(self, nodes: Iterable[Node], splitter: Splitter) -> None:
        self._splitter = splitter
        owners: dict[RootBag, Counter[tuple[Kind, str]]] = defaultdict(Counter)
        heads: dict[RootBag, set[str]] = defaultdict(set)
        for node in nodes:
            if node.kind is not Kind.PROCESS:
                continue
            for wording in node.strong:
                words = alias_pieces(wording)
                bag = self.bag(words)
                if bag:
                    owners[bag][node.kind, node.key] += 1
                    heads[bag].add(self._head(words))
        self._owners = {bag: _leaders(counts) for bag, counts in owners.items()}
        self._heads = {bag: frozenset(found) for bag, found in heads.items()}

    def bag(self, words: Iterable[str]) -> RootBag:
        """Return the roots of ``words`` (folded), without stop words and generic heads."""
        return frozenset(root for word in words for root in self._splitter.telling_roots(word))

    def _head(self, words: Sequence[str]) -> str:
        """Return the root that the others only describe: the last one, or the one before "von", "für" …"""
        main = [*words]
        for index, word in enumerate(words):
            if index and word in _PREPOSITIONS:
                main = [*words[:index]]
                break
        lexicon = self._splitter.lexicon
        parts = [part for word in main for part in self._splitter.parts(lexicon.english.get(word, word))]
        telling = [part for part in parts if not lexicon.is_generic(part) and not lexicon.is_stopword(part)]
        return lexicon.root(telling[-1]) if telling else ""

    def refine(
        self, text: str, found: Sequence[Piece], hits: Sequence[Hit], lineage: Lineage, *, query: bool
    ) -> list[Hit]:
        """Return ``hits`` with derived expressions added; these take the place of the words they are made of.

        Only weak words and ancestors of the derived node give way. A derived expression may cover firm process hits
        only where it means something more special than one of them ("Verzahnungen schleifen"). A single root counts
        only where it names a trade; words that a weak alias lists need company.
        """
        derived = list(self._find(text, found, hits, lineage, query=query))
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

    def _find(
        self, text: str, found: Sequence[Piece], hits: Sequence[Hit], lineage: Lineage, *, query: bool
    ) -> Iterator[Hit]:
        weak = {(hit.first, hit.last) for hit in hits if hit.weak and hit.kind is Kind.PROCESS}
        firm = [hit for hit in hits if not hit.weak]
        index = 0
        while index < len(found):
            step = 1
            for last in range(min(index + LONGEST_WINDOW, len(found)) - 1, index - 1, -1):
                if (index, last) in weak or not self._is_expression(text, found, index, last, query=query):
                    continue
                owners = self._owners_of(found[index : last + 1], query=query)
                if owners and _may_cover(owners, index, last, firm, lineage):
                    for kind, key in owners:
                        yield Hit(kind, key, index, last, Evidence.DERIVED, CONFIDENCE[Evidence.DERIVED])
                    step = last - index + 1
                    break
            index += step

    def _owners_of(self, expression: Sequence[Piece], *, query: bool) -> tuple[tuple[Kind, str], ...]:
        lexicon = self._splitter.lexicon
        words = [piece.folded for piece in expression]
        bag = self.bag(words)
        if not query and self._head(words) not in self._heads.get(bag, ()):
            return ()
        telling = {root for root in bag if root.isalpha() and len(root) >= _SHORTEST_ROOT}
        if len(telling) < _TELLING_ROOTS:
            everyday = not query and (
                telling <= lexicon.everyday or any(stem(word) in lexicon.synonyms for word in words)
            )
            if not telling or not telling <= lexicon.trades or everyday or len(expression) > len(bag):
                return ()
        return self._owners.get(bag, ())

    def _is_expression(
        self, text: str, found: Sequence[Piece], first: int, last: int, *, query: bool
    ) -> bool:
        """Whether the pieces belong together: no list, content at both ends, at most a preposition between.

        In running text an expression of several words ends with a noun, a verb or a participle.
        """
        stop = self._splitter.lexicon.is_stopword
        end = found[last]
        if stop(found[first].folded) or stop(end.folded):
            return False
        if last > first and not query and not (end.surface[:1].isupper() or end.folded.endswith(("en", "t"))):
            return False
        return all(
            found[i].glued
            and "/" not in text[found[i - 1].end : found[i].start]
            and (not stop(found[i].folded) or found[i].folded in _PREPOSITIONS)
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
    return len(owners) == 1 and all(
        any(key != hit.key and key in lineage(kind, hit.key) for hit in processes) for kind, key in owners
    )


def _leaders(counts: Counter[tuple[Kind, str]]) -> tuple[tuple[Kind, str], ...]:
    """Of several nodes with the same parts the one with most wordings leads; a tie keeps up to three."""
    best = counts.most_common(1)[0][1]
    leaders = [owner for owner, count in counts.most_common() if count == best]
    return tuple(leaders) if len(leaders) <= _MOST_OWNERS else ()
