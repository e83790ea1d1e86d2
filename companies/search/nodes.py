"""The vocabulary's nodes as numbers with their trees as arrays; pure."""

from __future__ import annotations

import numpy as np

from competences.language import Kind, Vocabulary

PREFIXES = {
    Kind.PROCESS: "p:",
    Kind.MATERIAL: "m:",
    Kind.CERTIFICATE: "c:",
    Kind.INDUSTRY: "i:",
    Kind.PLACE: "d:",
}
"""How the terms of the rows name a node of each kind (for places: its district)."""

TREES = (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE, Kind.INDUSTRY)


class NodeTable:
    """Numbers for all nodes of one version of the vocabulary.

    `terms[i]` is the term of node i ("p:fraesen"), `index` the inverse. `up_start`/`up` list for each node itself and
    everything it counts as: its ancestors, and for certificates what they imply.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.version = vocabulary.version
        self.terms: list[str] = []
        pairs: list[tuple[Kind, str]] = []
        for kind in TREES:
            for node in vocabulary.nodes(kind):
                pairs.append((kind, node.key))
                self.terms.append(f"{PREFIXES[kind]}{node.key}")
        self.index = {term: number for number, term in enumerate(self.terms)}
        start, up = [0], []
        for kind, key in pairs:
            above = set(vocabulary.with_ancestors(kind, key))
            if kind is Kind.CERTIFICATE:
                above = _implied(vocabulary, above)
            up += sorted(self.index[f"{PREFIXES[kind]}{other}"] for other in above)
            start.append(len(up))
        self.up_start = np.array(start, np.int64)
        self.up = np.array(up, np.int32)
        self._levels = {
            node.key: (node.levels, *node.further_levels.values())
            for node in vocabulary.nodes(Kind.CERTIFICATE)
        }

    def __len__(self) -> int:
        return len(self.terms)

    def covered_by(self, node: int) -> frozenset[int]:
        """Return the nodes that a node counts as, itself included."""
        return frozenset(self.up[self.up_start[node] : self.up_start[node + 1]].tolist())

    def level_reached(self, certificate: str, held: str, asked: str) -> bool | None:
        """Say whether a held level of a certificate reaches the asked one; None where they do not compare."""
        if held == asked:
            return True
        for scale in self._levels.get(certificate, ()):
            if held in scale and asked in scale:
                return scale.index(held) >= scale.index(asked)
        return None


def _implied(vocabulary: Vocabulary, keys: set[str]) -> set[str]:
    """Return the certificates with all that they imply, directly or through others, and the ancestors of those."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        waiting += [
            *vocabulary.node(Kind.CERTIFICATE, key).implies,
            *vocabulary.ancestors(Kind.CERTIFICATE, key),
        ]
    return found
