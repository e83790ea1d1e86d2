"""Tables of weights on the public page about the order: higher apps add theirs at start (their AppConfig.ready)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companies.search.weights import Weight


@dataclass(frozen=True, slots=True)
class RankingChapter:
    """One chapter of the page: its heading, what is computed in sentences, and the weights it is computed with."""

    title: str
    sentences: tuple[str, ...]
    weights: tuple[Weight, ...]


_chapters: list[RankingChapter] = []


def register_chapter(title: str, sentences: Sequence[str], weights: Sequence[Weight]) -> None:
    """Add a chapter to the page, once at start; one with the same title takes the place of the earlier."""
    _chapters[:] = [chapter for chapter in _chapters if chapter.title != title]
    _chapters.append(RankingChapter(title, tuple(sentences), tuple(weights)))


def further_chapters() -> tuple[RankingChapter, ...]:
    """Return the chapters that other apps added."""
    return tuple(_chapters)
