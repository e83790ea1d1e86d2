"""Immutable values that go into the analysis and come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from competences.language.enums import Evidence, Kind, RelationKind, Role, TokenType


@dataclass(frozen=True, slots=True)
class Confusion:
    """A wording that looks like a node and is not; ``target`` names the right node where there is one."""

    term: str
    note: str = ""
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge from one process to another."""

    key: str
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of the vocabulary with everything the analysis needs to recognise it.

    ``strong`` are aliases that suffice alone, ``weak`` those that need a second hint. ``english`` repeats the
    strong aliases that are English. ``codes`` are material numbers and short names (they count as strong).
    ``facts`` holds what pages show and recognition does not need (a note, numbers of DIN 8580, ISO 4063, WZ 2008).
    ``levels`` runs from the lowest to the highest level; ``level_aliases`` maps a level to its wordings.
    """

    kind: Kind
    key: str
    parent: str | None = None
    name_de: str = ""
    name_en: str = ""
    strong: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    relations: tuple[Relation, ...] = ()
    compound_prefixes: tuple[str, ...] = ()
    compound_exceptions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    level_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    further_levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    implies: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality (or part of one) with its postcode; degrees are WGS84."""

    key: str
    postcode: str
    name: str
    district: str
    state: str
    latitude: float
    longitude: float
    alt_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or code of the text; ``start``/``end`` slice the original text to ``surface``.

    ``folded`` is the comparison form; for a shortened word ("Dreh-" in "Dreh- und Frästeile") that of the
    completed word. ``stem`` is the snowball stem of ``folded``, ``parts`` the stems of the compound's parts
    (one part for a simple word).
    """

    surface: str
    start: int
    end: int
    folded: str
    stem: str
    parts: tuple[str, ...]
    type: TokenType = TokenType.WORD


@dataclass(frozen=True, slots=True)
class Mention:
    """A recognised node; ``start``/``end`` slice the original text to ``surface``.

    ``confidence`` is in 0…1 and follows ``evidence``; ``level`` is the certificate's level where one is named.
    """

    kind: Kind
    key: str
    start: int
    end: int
    surface: str
    evidence: Evidence
    confidence: float
    role: Role = Role.PLAIN
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A recognised measure; ``values`` are in base units (mm, kg, kN, µm for roughness and coatings, days)."""

    attribute: str
    values: Mapping[str, float | str]
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything one text says, in the order of the text."""

    text: str
    mentions: tuple[Mention, ...] = ()
    measures: tuple[Measure, ...] = ()
    tokens: tuple[Token, ...] = ()
    unmapped: tuple[Token, ...] = ()

    def keys(self, kind: Kind, *roles: Role) -> tuple[str, ...]:
        """Return the distinct keys of one kind, in the order of the text; only the given roles (default PLAIN)."""
        wanted = roles or (Role.PLAIN,)
        return tuple(dict.fromkeys(m.key for m in self.mentions if m.kind is kind and m.role in wanted))


@dataclass(frozen=True, slots=True)
class Repair:
    """A misspelt word of a query and the known word it was read as."""

    surface: str
    start: int
    end: int
    repaired: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NearNode:
    """A node that unknown words come close to; ``similarity`` is in 0…1."""

    kind: Kind
    key: str
    similarity: float
    because: str
