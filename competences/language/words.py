"""The tokens of an analysis and the words among them that nothing recognised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from competences.language.compounds import Splitter
from competences.language.enums import TokenType
from competences.language.folding import fold
from competences.language.lexicon import Lexicon
from competences.language.structures import Token
from competences.language.tokens import Piece, RawToken, code_form, stem

_SHORTEST_CONTENT = 3


def build_tokens(raw: Sequence[RawToken], found: Sequence[Piece], splitter: Splitter) -> tuple[Token, ...]:
    """Return the tokens with stems and compound parts; shortened words carry their completed form."""
    completed = {piece.token: piece.folded for piece in found}
    return tuple(_token(token, completed.get(index), splitter) for index, token in enumerate(raw))


def _token(token: RawToken, completed: str | None, splitter: Splitter) -> Token:
    if token.type is TokenType.WORD:
        folded = completed or fold(token.surface)
        return Token(
            token.surface, token.start, token.end, folded, stem(folded), splitter.roots(folded), token.type
        )
    folded = code_form(token.surface) if token.type is TokenType.CODE else fold(token.surface)
    return Token(token.surface, token.start, token.end, folded, folded, (folded,), token.type)


def unmapped_tokens(
    tokens: Sequence[Token], understood: Iterable[tuple[int, int]], lexicon: Lexicon
) -> tuple[Token, ...]:
    """Return the content words outside of what was ``understood`` (start and end of each stretch)."""
    covered = bytearray(tokens[-1].end if tokens else 0)
    for start, end in understood:
        stop = min(end, len(covered))
        covered[start:stop] = b"\x01" * max(stop - start, 0)
    return tuple(
        token for token in tokens if _is_content(token, lexicon) and not any(covered[token.start : token.end])
    )


def _is_content(token: Token, lexicon: Lexicon) -> bool:
    if token.type is not TokenType.WORD:
        return token.type is TokenType.CODE
    return (
        len(token.folded) >= _SHORTEST_CONTENT
        and not lexicon.is_stopword(token.folded)
        and not lexicon.is_generic(token.folded)
    )
