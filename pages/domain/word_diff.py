"""Two texts side by side, changes marked word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 3_000
"""Longer texts are compared line by line first; comparing costs up to the square of their words."""

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `is_changed` says that the other text does not have it there."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class WordDiff:
    """The old and the new text in pieces; the pieces of each make up its whole text."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def word_diff(old: str, new: str) -> WordDiff:
    """Return both texts in pieces, changed ones marked; words and punctuation are never cut."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return _line_diff(old, new)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(("".join(before[i:j]), tag != "equal"))
        right.append(("".join(after[k:m]), tag != "equal"))
    return WordDiff(_pieces(left), _pieces(right))


def _line_diff(old: str, new: str) -> WordDiff:
    """Compare lines, and words only within those that differ; what is too long even so counts as replaced whole."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) + len(after) > MOST_WORDS or len(before) + len(after) < 3:
        return WordDiff(_pieces([(old, True)]), _pieces([(new, True)]))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i:j]), "".join(after[k:m])
        if tag == "replace" and len(_PIECES.findall(gone)) + len(_PIECES.findall(come)) <= MOST_WORDS:
            part = word_diff(gone, come)
            left += part.old
            right += part.new
        else:
            left += _pieces([(gone, tag != "equal")])
            right += _pieces([(come, tag != "equal")])
    return WordDiff(tuple(left), tuple(right))


def _pieces(parts: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    return tuple(Piece(text, is_changed) for text, is_changed in parts if text)
