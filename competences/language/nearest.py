"""Vocabulary nodes that come near to words nobody listed: shared parts, synonyms, English roots, letters."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from competences.language.aliases import alias_pieces
from competences.language.compounds import Splitter
from competences.language.enums import Kind
from competences.language.structures import NearNode, Node

_WEAK_DISCOUNT = 0.75
_NAME_DISCOUNT = 0.95
_GENERIC_WEIGHT = 0.15
_SPELLING_CUTOFF = 0.88
_COVER_QUERY = 0.65
_SHORTEST_ROOT = 4

Weights = Mapping[str, float]


class NearestIndex:
    """Every wording as a bag of weighted roots; immutable after construction."""

    def __init__(self, nodes: Iterable[Node], splitter: Splitter) -> None:
        self._splitter = splitter
        self._owners: list[tuple[Kind, str]] = []
        self._bags: list[frozenset[str]] = []
        self._discounts: list[float] = []
        self._texts: list[str] = []
        postings: dict[str, list[int]] = defaultdict(list)
        nodes_of_root: dict[str, set[tuple[Kind, str]]] = defaultdict(set)
        total = 0
        for node in nodes:
            total += 1
            seen: set[frozenset[str]] = set()
            for wording, discount in _wordings(node):
                bag = frozenset(self.roots(alias_pieces(wording)))
                if not bag or bag in seen:
                    continue
                seen.add(bag)
                for root in bag:
                    postings[root].append(len(self._bags))
                    nodes_of_root[root].add((node.kind, node.key))
                self._owners.append((node.kind, node.key))
                self._bags.append(bag)
                self._discounts.append(discount)
                self._texts.append(wording)
        self._postings = {root: tuple(indexes) for root, indexes in postings.items()}
        self._weights = {
            root: math.log(1 + total / len(owners))
            * (_GENERIC_WEIGHT if splitter.lexicon.is_generic(root) else 1.0)
            for root, owners in nodes_of_root.items()
        }
        self._unknown_weight = math.log(1 + total)
        self._known_roots = tuple(root for root in self._weights if len(root) >= _SHORTEST_ROOT)
        self._norms = [sum(self._weights[root] for root in bag) for bag in self._bags]
        self._alike = lru_cache(maxsize=4096)(self._alike_roots)

    def roots(self, words: Iterable[str]) -> list[str]:
        """Return the roots of folded words; English words give the root of their German counterpart."""
        lexicon = self._splitter.lexicon
        found: list[str] = []
        for word in self._without_removal(list(words)):
            if lexicon.is_stopword(word) or not word[:1].isalpha():
                continue
            english = lexicon.english.get(word)
            found.extend([lexicon.root(english)] if english else self._splitter.roots(word))
        return found

    def _without_removal(self, words: list[str]) -> list[str]:
        """Read a noun with a verb of taking away as one verb: "Rost entfernen" is "entrosten"."""
        lexicon = self._splitter.lexicon
        if lexicon.removal.isdisjoint(words):
            return words
        verbs = {}
        for word in words:
            root = lexicon.root(word)
            verb = root if root.startswith("ent") else f"ent{root}"
            if word not in lexicon.removal and verb in lexicon.stems:
                verbs[word] = verb
        if not verbs:
            return words
        return [verbs.get(word, word) for word in words if word not in lexicon.removal]

    def nearest(
        self, words: Sequence[str], *, limit: int = 8, kinds: frozenset[Kind] = frozenset({Kind.PROCESS})
    ) -> tuple[NearNode, ...]:
        """Return the nodes nearest to folded ``words``, best first, each with a similarity in 0…1.

        Similarity weighs rare roots higher and asks mostly how much of the query a wording covers, and a little how
        much of the wording is covered.
        """
        query = self._query(words)
        total = sum(weight for _, weight in query.values())
        if not total:
            return ()
        overlaps: dict[int, float] = defaultdict(float)
        shared: dict[int, float] = defaultdict(float)
        for root, (closeness, weight) in query.items():
            for index in self._postings.get(root, ()):
                overlaps[index] += closeness * weight
                shared[index] += closeness * self._weights[root]
        best: dict[tuple[Kind, str], tuple[float, str]] = {}
        for index, overlap in overlaps.items():
            owner = self._owners[index]
            if owner[0] not in kinds:
                continue
            of_query = min(overlap / total, 1.0)
            of_wording = min(shared[index] / self._norms[index], 1.0)
            similarity = self._discounts[index] * of_query**_COVER_QUERY * of_wording ** (1 - _COVER_QUERY)
            if similarity > best.get(owner, (0.0, ""))[0]:
                best[owner] = (similarity, self._texts[index])
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
        return tuple(NearNode(kind, key, round(s, 4), text) for (kind, key), (s, text) in ranked)

    def _query(self, words: Sequence[str]) -> dict[str, tuple[float, float]]:
        """Return root → (closeness, weight); an unknown root is replaced by known ones that look alike."""
        query: dict[str, tuple[float, float]] = {}
        for root in dict.fromkeys(self.roots(words)):
            if root in self._weights:
                query[root] = (1.0, self._weights[root])
                continue
            alike = self._alike(root)
            if not alike:
                query[root] = (0.0, self._unknown_weight)
            for other, closeness in alike:
                weight = self._weights[other] / len(alike)
                if other not in query:
                    query[other] = (closeness, weight)
        return query

    def _alike_roots(self, root: str) -> tuple[tuple[str, float], ...]:
        if len(root) < _SHORTEST_ROOT:
            return ()
        hits = process.extract(
            root,
            self._known_roots,
            scorer=JaroWinkler.normalized_similarity,
            score_cutoff=_SPELLING_CUTOFF,
            limit=3,
        )
        return tuple((other, closeness * closeness) for other, closeness, _ in hits)


def _wordings(node: Node) -> Iterable[tuple[str, float]]:
    yield from ((wording, 1.0) for wording in node.strong)
    yield from ((name, _NAME_DISCOUNT) for name in (node.name_de, node.name_en) if name)
    yield from ((wording, _WEAK_DISCOUNT) for wording in node.weak)
