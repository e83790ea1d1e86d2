"""A firm's own words with marks where something was recognised."""

from collections.abc import Collection
from dataclasses import dataclass

from competences.language import Kind, Role, Vocabulary, analyse

_COUNTING = frozenset({Role.PLAIN, Role.PARTNER, Role.SOUGHT, Role.CUSTOMER, Role.EQUIVALENT})
"""Roles in which a mention can stand for something the profile says; the others deny or only touch it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text; where `key` is set, it was recognised as the vocabulary's entry `name`."""

    text: str
    kind: str = ""
    key: str = ""
    name: str = ""


def marked_words(
    text: str, shown: Collection[tuple[Kind, str]], vocabulary: Vocabulary
) -> tuple[Segment, ...]:
    """Cut a text into marked and unmarked pieces that together are the text again.

    In: the text; shown – kind and key of what the profile holds: only these are marked, so that a mark never
    promises what a search would not find. Out: pieces in the order of the text.
    """
    segments: list[Segment] = []
    position = 0
    for mention in analyse(text, vocabulary).mentions:
        if mention.start < position or mention.role not in _COUNTING:
            continue
        if (mention.kind, mention.key) not in shown:
            continue
        start, end = _whole_words(text, mention.start, mention.end, position)
        if start > position:
            segments.append(Segment(text[position:start]))
        name = vocabulary.node(mention.kind, mention.key).name_de
        segments.append(Segment(text[start:end], mention.kind.value, mention.key, name))
        position = end
    if position < len(text):
        segments.append(Segment(text[position:]))
    return tuple(segments)


def _whole_words(text: str, start: int, end: int, earliest: int) -> tuple[int, int]:
    """Widen a mention that is part of a compound to the whole word, not before `earliest`."""
    while start > earliest and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
