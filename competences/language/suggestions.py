"""Vocabulary nodes to offer for a text that names none of them."""

from __future__ import annotations

from competences.language.elision import complete
from competences.language.enums import Kind
from competences.language.structures import NearNode
from competences.language.tokens import pieces, raw_tokens
from competences.language.vocabulary import Vocabulary


def nearest_nodes(
    text: str,
    vocabulary: Vocabulary,
    *,
    limit: int = 8,
    kinds: frozenset[Kind] = frozenset({Kind.PROCESS}),
) -> tuple[NearNode, ...]:
    """Return the nodes of ``kinds`` that the words of ``text`` come nearest to, best first, similarity in 0…1."""
    raw = raw_tokens(text)
    found = complete(text, pieces(text, raw), vocabulary.aliases.is_strong, vocabulary.splitter.parts)
    return vocabulary.near.nearest([piece.folded for piece in found], limit=limit, kinds=kinds)
