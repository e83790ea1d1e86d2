"""The compiled vocabulary: nodes, their trees and everything recognition needs, immutable and thread-safe."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from competences.language.aliases import AliasIndex, alias_pieces
from competences.language.compositions import compile_compositions
from competences.language.compounds import Splitter
from competences.language.cues import CueRules
from competences.language.derived import DerivedIndex
from competences.language.enums import Kind, RelationKind
from competences.language.levels import LevelRules
from competences.language.lexicon import load_lexicon
from competences.language.measures import MeasureRules
from competences.language.nearest import NearestIndex
from competences.language.places import PlaceIndex
from competences.language.records import load_yaml, read_nodes, read_places
from competences.language.structures import Analysis, Node, Place, Relation

_WRITTEN = re.compile(r"[^\W\d_]{4,}")
ATTRIBUTES_FILE = Path(__file__).parent.parent / "data" / "attributes.yaml"


class Vocabulary:
    """Nodes and places, addressable by kind and key."""

    def __init__(
        self,
        nodes: Iterable[Node],
        places: Iterable[Place] = (),
        version: str = "",
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        self._nodes = {(node.kind, node.key): node for node in nodes}
        self._places = {place.key: place for place in places}
        self._by_kind: dict[Kind, tuple[Node, ...]] = {
            kind: tuple(node for node in self._nodes.values() if node.kind is kind) for kind in Kind
        }
        self._children: dict[tuple[Kind, str], list[str]] = {}
        for node in self._nodes.values():
            if node.parent:
                self._children.setdefault((node.kind, node.parent), []).append(node.key)
        self._above = {owner: self._walk_up(*owner) for owner in self._nodes}
        self._below = {owner: self._walk_down(*owner) for owner in self._nodes}
        self.memo: dict[tuple[str, bool], Analysis] = {}
        self._relations: dict[str, list[Relation]] = {}
        self._followers: dict[str, list[str]] = {}
        for node in self._nodes.values():
            for relation in node.relations:
                self._relations.setdefault(node.key, []).append(relation)
                if relation.kind is RelationKind.FOLLOWS:
                    self._followers.setdefault(relation.key, []).append(node.key)
                elif relation.kind is not RelationKind.COVERS:
                    self._relations.setdefault(relation.key, []).append(Relation(node.key, relation.kind))
        self.version = version or self._digest()
        self._compile(attributes if attributes is not None else load_yaml(ATTRIBUTES_FILE))

    def _compile(self, attributes: Mapping[str, Any]) -> None:
        nodes = tuple(self._nodes.values())
        self.aliases = AliasIndex(nodes, load_lexicon().stopwords)
        words = {
            word for node in nodes for wording in (*node.strong, *node.weak) for word in alias_pieces(wording)
        }
        self.words = _written_words(nodes, self._places.values())
        self.splitter = Splitter(words, load_lexicon())
        self.derived = DerivedIndex(nodes, self.splitter)
        self.near = NearestIndex(nodes, self.splitter)
        self.cues = CueRules(attributes["text_cues"])
        self.measures = MeasureRules(attributes)
        self.compositions = compile_compositions(attributes.get("compositions", ()))
        self.levels = LevelRules(self.nodes(Kind.CERTIFICATE))
        self.place_index = PlaceIndex(self._places.values(), frozenset(words) | load_lexicon().common_words)
        self._lineages = {
            (kind, key): frozenset((key, *self.ancestors(kind, key), *self.descendants(kind, key)))
            for kind, key in self._nodes
        }
        self._neighbours = {owner: self._near(*owner) for owner in self._nodes}
        self._partners = {owner: self._in_one_order(*owner) for owner in self._nodes}

    @classmethod
    def from_files(cls, folder: Path) -> Vocabulary:
        """Build the vocabulary from the data files in ``folder``; raises OSError or yaml.YAMLError."""
        return cls(read_nodes(folder), read_places(folder), attributes=load_yaml(folder / "attributes.yaml"))

    @classmethod
    def from_records(
        cls, nodes: Iterable[Node], places: Iterable[Place] = (), version: str = ""
    ) -> Vocabulary:
        """Build the vocabulary from nodes and places, for instance those of the database."""
        return cls(nodes, places, version)

    def node(self, kind: Kind, key: str) -> Node:
        """Return one node; raises KeyError for an unknown key."""
        return self._nodes[kind, key]

    def has(self, kind: Kind, key: str) -> bool:
        """Whether the vocabulary has this node."""
        return (kind, key) in self._nodes

    def nodes(self, kind: Kind) -> tuple[Node, ...]:
        """Return all nodes of a kind in the order they were given."""
        return self._by_kind[kind]

    def place(self, key: str) -> Place:
        """Return one place; raises KeyError for an unknown key."""
        return self._places[key]

    def places(self) -> tuple[Place, ...]:
        """Return all places in the order they were given."""
        return tuple(self._places.values())

    def ancestors(self, kind: Kind, key: str) -> tuple[str, ...]:
        """Return the keys from the parent up to the root; empty for a root or an unknown key."""
        return self._above.get((kind, key), ())

    def with_ancestors(self, kind: Kind, key: str) -> tuple[str, ...]:
        """Return the key itself and the keys from its parent up to the root, which is the last one."""
        return (key, *self.ancestors(kind, key))

    def _walk_up(self, kind: Kind, key: str) -> tuple[str, ...]:
        found: list[str] = []
        node = self._nodes.get((kind, key))
        while node and node.parent and node.parent not in found:
            found.append(node.parent)
            node = self._nodes.get((kind, node.parent))
        return tuple(found)

    def descendants(self, kind: Kind, key: str) -> tuple[str, ...]:
        """Return the keys of all nodes below, parents before their children."""
        return self._below.get((kind, key), ())

    def _walk_down(self, kind: Kind, key: str) -> tuple[str, ...]:
        found: list[str] = []
        queue = list(self._children.get((kind, key), ()))
        while queue:
            child = queue.pop(0)
            if child not in found:
                found.append(child)
                queue.extend(self._children.get((kind, child), ()))
        return tuple(found)

    def related(self, key: str) -> tuple[Relation, ...]:
        """Return the relations of a process; symmetric kinds are seen from both ends."""
        return tuple(self._relations.get(key, ()))

    def lineage(self, kind: Kind, key: str) -> frozenset[str]:
        """Return a node's key with those of all its ancestors and descendants."""
        return self._lineages.get((kind, key), frozenset((key,)))

    def descent(self, kind: Kind, key: str) -> frozenset[str]:
        """Return the keys of all nodes below one node, as a set."""
        return frozenset(self.descendants(kind, key))

    def neighbours(self, kind: Kind, key: str) -> frozenset[tuple[Kind, str]]:
        """Return the nodes whose strong mention confirms a weak one: parent, siblings, children, related."""
        return self._neighbours.get((kind, key), frozenset())

    def close_kin(self, kind: Kind, key: str) -> frozenset[tuple[Kind, str]]:
        """Return the nodes whose strong mention decides which of several nodes a shared weak wording means.

        These are the node itself, its children, what stands above it short of a whole field of work, and what stands
        in the same order with it. Siblings and substitutes prove the contrary as often.
        """
        return self._partners.get((kind, key), frozenset())

    def _in_one_order(self, kind: Kind, key: str) -> frozenset[tuple[Kind, str]]:
        near = {key, *self._children.get((kind, key), ()), *self.ancestors(kind, key)[:-1]}
        if kind is Kind.PROCESS:
            together = (RelationKind.GOES_WITH, RelationKind.FOLLOWS)
            near.update(relation.key for relation in self.related(key) if relation.kind in together)
            near.update(self._followers.get(key, ()))
        return frozenset((kind, other) for other in near)

    def _near(self, kind: Kind, key: str) -> frozenset[tuple[Kind, str]]:
        node = self._nodes[kind, key]
        near = {key, *self._children.get((kind, key), ())}
        if node.parent:
            near.update((node.parent, *self._children.get((kind, node.parent), ())))
        if kind is Kind.PROCESS:
            near.update(relation.key for relation in self.related(key))
        return frozenset((kind, other) for other in near)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for node in self._nodes.values():
            digest.update(repr(node).encode())
        for place in self._places.values():
            digest.update(repr(place).encode())
        return digest.hexdigest()[:16]


def _written_words(nodes: Iterable[Node], places: Iterable[Place]) -> Mapping[str, int]:
    """Return the words of all wordings, names and places as they are written, with counts, for typo repair."""
    texts = [text for node in nodes for text in (node.name_de, node.name_en, *node.strong, *node.weak)]
    texts += [name for place in places for name in (place.name, *place.alt_names)]
    return MappingProxyType(Counter(word for text in texts for word in _WRITTEN.findall(text)))
