"""Completing shortened words: "Dreh- und Frästeile" says "Drehteile" and "Frästeile"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from competences.language.tokens import Piece

_LINK = re.compile(r"-\s*(?:,|/|und|u\.|&|\+|oder|bzw\.?|sowie|als\s+auch|and)\s*", re.IGNORECASE)
_LINK_BACK = re.compile(r"\s*(?:,|/|und|u\.|&|\+|oder|bzw\.?|sowie)\s*[-–]", re.IGNORECASE)
_CONJUNCTIONS = frozenset({"und", "u", "oder", "bzw", "sowie", "and", "als", "auch"})
_LONGEST_LIST = 8
_SHORTEST_TAIL = 3

IsStrong = Callable[[str], bool]
SplitWord = Callable[[str], tuple[str, ...]]


def complete(text: str, found: list[Piece], is_strong: IsStrong, split: SplitWord) -> list[Piece]:
    """Return the pieces with shortened words completed; their offsets still cover what the text shows.

    The first part is joined with every ending of the full word, the longest first, until a strong alias
    (``is_strong``) arises; failing that, with the last part of the full word's compound (``split``).
    """
    if "-" not in text and "–" not in text:
        return found
    completed = list(found)
    for index in range(len(found) - 2, -1, -1):
        piece = found[index]
        gap = text[piece.end : found[index + 1].start]
        if (gap[:1] in {"-", "–"} and len(gap) > 1 and piece.folded.isalpha()) or _is_cut(text, piece):
            full = _full_word(text, found, index)
            if full is not None:
                completed[index] = _completed(piece, completed[full], is_strong, split)
    for index in range(1, len(found)):
        gap = text[found[index - 1].end : found[index].start]
        later = index - 1
        if gap.strip() in {"-", "–"} and found[later].folded in _CONJUNCTIONS:
            later -= 1
            gap = text[found[later].end : found[index].start] if later >= 0 else ""
        elif gap[-1:] not in {"-", "–"}:
            continue
        if later >= 0 and _LINK_BACK.fullmatch(gap):
            front = _front(text, found, later)
            if front and is_strong(front + found[index].folded):
                completed[index] = replace(found[index], folded=front + found[index].folded, glued=False)
            else:
                completed[index] = _completed_back(completed[later], found[index], is_strong, split)
    return completed


def _is_cut(text: str, piece: Piece) -> bool:
    return _LINK.match(text, piece.end) is not None


def _full_word(text: str, found: list[Piece], index: int) -> int | None:
    """Return the index of the word that carries the common ending, walking over the list."""
    if not _is_cut(text, found[index]):
        return None
    for position in range(index + 1, min(index + _LONGEST_LIST, len(found))):
        piece = found[position]
        if piece.folded in _CONJUNCTIONS:
            continue
        if _is_cut(text, piece):
            continue
        while position + 1 < len(found) and text[piece.end : found[position + 1].start] == "-":
            position += 1
            piece = found[position]
        return position
    return None


def _completed(piece: Piece, full: Piece, is_strong: IsStrong, split: SplitWord) -> Piece:
    word = full.folded
    for start in range(1, len(word) - _SHORTEST_TAIL + 1):
        joined = piece.folded + word[start:]
        if is_strong(joined):
            return replace(piece, folded=joined, glued=False)
    parts = split(word)
    if len(parts) > 1:
        tail = _from_second(word, parts)
        return replace(piece, folded=piece.folded + tail, glued=False)
    return piece


def _from_second(word: str, parts: tuple[str, ...]) -> str:
    return word[len(parts[0]) :] if word.startswith(parts[0]) else parts[-1]


def _front(text: str, found: list[Piece], index: int) -> str:
    """Return what stands before the last hyphen of a word ("cnc" of "CNC-Drehen")."""
    front = ""
    while index > 0 and text[found[index - 1].end : found[index].start] == "-":
        index -= 1
        front = found[index].folded + front
    return front


def _completed_back(first: Piece, piece: Piece, is_strong: IsStrong, split: SplitWord) -> Piece:
    word = first.folded
    for end in range(len(word) - _SHORTEST_TAIL, _SHORTEST_TAIL - 1, -1):
        joined = word[:end] + piece.folded
        if is_strong(joined):
            return replace(piece, folded=joined, glued=False)
    parts = split(word)
    if len(parts) > 1:
        return replace(piece, folded=parts[0] + piece.folded, glued=False)
    return piece
