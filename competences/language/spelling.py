"""Repairing a misspelt query word against the words that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from competences.language.analysis import analyse
from competences.language.endings import strip_ending
from competences.language.enums import Kind, Role, TokenType
from competences.language.folding import fold
from competences.language.structures import Analysis, Repair, Token
from competences.language.tokens import stem
from competences.language.vocabulary import Vocabulary

SHORTEST = 4
SHORTEST_PART = 4
LONG_WORD = 8
SHORT_PART = 5
_FEW_PARTS = 2
_SOUND_PENALTY = 0.5
_CANDIDATES = 12
_SOUNDS = (
    (re.compile(r"ck"), "k"),
    (re.compile(r"tz|zz|ts(?!ch)"), "z"),
    (re.compile(r"ph|v"), "f"),
    (re.compile(r"dt|th"), "t"),
    (re.compile(r"qu"), "kw"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"ae|ee|eh|aeh"), "e"),
    (re.compile(r"ie|ieh|ih"), "i"),
    (re.compile(r"oe|oeh"), "o"),
    (re.compile(r"ue|ueh|uh"), "u"),
    (re.compile(r"ah|aa"), "a"),
    (re.compile(r"oh|oo"), "o"),
    (re.compile(r"y"), "i"),
    (re.compile(r"chs|ks"), "x"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True)
class WordIndex:
    """The words that occur, with how often; built once by the caller and shared.

    ``words`` maps the folded word to its count, ``surfaces`` to the way it is written.
    """

    words: Mapping[str, int]
    surfaces: Mapping[str, str]
    by_length: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]]

    @classmethod
    def build(cls, counts: Iterable[tuple[str, int]]) -> WordIndex:
        """Build the index from pairs of a written word and its count; words with digits are left out."""
        words: dict[str, int] = {}
        surfaces: dict[str, str] = {}
        for surface, count in counts:
            folded = fold(surface)
            if folded.isalpha() and len(folded) >= SHORTEST:
                words[folded] = words.get(folded, 0) + count
                surfaces.setdefault(folded, surface)
        lengths: dict[int, list[str]] = {}
        for word in words:
            lengths.setdefault(len(word), []).append(word)
        return cls(
            words,
            surfaces,
            {length: (tuple(ws), tuple(sound(w) for w in ws)) for length, ws in lengths.items()},
        )

    def merged(self, other: WordIndex) -> WordIndex:
        """Return an index with the words of both."""
        return WordIndex.build(
            (index.surfaces[word], count) for index in (self, other) for word, count in index.words.items()
        )


@dataclass(frozen=True, slots=True)
class Repaired:
    """A query after repair; ``repairs`` say what was changed, positions are those of the original text."""

    text: str
    repairs: tuple[Repair, ...]


def sound(folded: str) -> str:
    """Return how a folded German word sounds, roughly: "Schweiskonstrucktion" sounds like the right spelling."""
    for pattern, replacement in _SOUNDS:
        folded = pattern.sub(replacement, folded)
    return folded


def vocabulary_words(vocabulary: Vocabulary) -> WordIndex:
    """Return the index of all words in the vocabulary's wordings, names and places."""
    return WordIndex.build(vocabulary.words.items())


def repair(text: str, vocabulary: Vocabulary, words: WordIndex) -> Repaired:
    """Return ``text`` with misspelt words replaced by words of ``words``.

    A word that the analysis understands, that occurs, or that consists of known stems stays as it is; so do
    numbers, codes and places.
    """
    analysis = analyse(text, vocabulary, query=True)
    repairs = [
        repaired
        for token in analysis.tokens
        if not _is_fine(token, analysis, vocabulary, words)
        and (repaired := repair_word(token, vocabulary, words)) is not None
        and (_slips(token, repaired) <= 1 or not _ends_known(token, analysis))
    ]
    result = text
    for item in reversed(repairs):
        result = result[: item.start] + item.repaired + result[item.end :]
    return Repaired(result, tuple(repairs))


def _is_fine(token: Token, analysis: Analysis, vocabulary: Vocabulary, words: WordIndex) -> bool:
    if token.type is not TokenType.WORD or len(token.folded) < SHORTEST:
        return True
    lexicon = vocabulary.splitter.lexicon
    known = (
        lexicon.knows(token.folded) or lexicon.is_stopword(token.folded) or lexicon.is_derivable(token.folded)
    )
    if (
        known
        or token.folded in words.words
        or token.folded in lexicon.ordinary
        or token.stem in lexicon.ordinary
    ):
        return True
    if _is_everyday(token.folded, lexicon.ordinary, words):
        return True
    return any(
        m.start < token.end
        and token.start < m.end
        and (m.role is not Role.QUESTION or m.end - m.start >= token.end - token.start)
        and (m.kind is Kind.PLACE or m.end - m.start >= token.end - token.start)
        for m in analysis.mentions
    )


def _slips(token: Token, repaired: Repair) -> float:
    return round((1 - repaired.confidence) * len(token.folded), 1)


def _ends_known(token: Token, analysis: Analysis) -> bool:
    """Whether the end of the word is a known wording: then its front is rather unknown than badly misspelt."""
    return any(token.start < m.start and m.end == token.end for m in analysis.mentions)


def _is_everyday(folded: str, ordinary: frozenset[str], words: WordIndex) -> bool:
    """Whether a compound begins or ends with a word of everyday life and is a right word otherwise."""
    for cut in range(SHORTEST, len(folded) - SHORTEST + 1):
        front, back = folded[:cut], folded[cut:]
        everyday = back in ordinary or strip_ending(back) in ordinary
        if (front in ordinary and (back in words.words or everyday)) or (everyday and front in words.words):
            return True
    return False


def repair_word(token: Token, vocabulary: Vocabulary, words: WordIndex) -> Repair | None:
    """Return the best known word for one misspelt word, or None where none is near enough."""
    folded = token.folded
    whole = _best(folded, words)
    splits = vocabulary.splitter.knows(folded)
    stems = vocabulary.splitter.lexicon.stems
    parts = vocabulary.splitter.parts(folded)
    if splits and len(parts) <= _FEW_PARTS and all(p in stems or strip_ending(p) in stems for p in parts):
        return None
    if splits and (whole is None or whole[1] > 1 or len(folded) < 10):
        return None
    if not splits and (whole is None or whole[1] > 1):
        part = _by_part(folded, vocabulary, words)
        if part is not None and (whole is None or part[1] < whole[1]):
            whole = part
    if whole is None:
        return None
    word, distance = whole
    if stem(word) == stem(folded) and not _is_place(word, vocabulary):
        return None
    surface = words.surfaces.get(word, word)
    if token.surface[:1].isupper() and surface[:1].islower():
        surface = surface[:1].upper() + surface[1:]
    return Repair(
        token.surface, token.start, token.end, surface, round(1 - distance / max(len(folded), 1), 3)
    )


def _is_place(word: str, vocabulary: Vocabulary) -> bool:
    return bool(analyse(word, vocabulary, query=True).keys(Kind.PLACE))


def allowed_distance(length: int) -> int:
    """Return how many slips a word of ``length`` letters may contain."""
    if length <= 10:
        return 1
    return 2 if length <= 15 else 3


def _best(folded: str, words: WordIndex) -> tuple[str, float] | None:
    """Return the nearest word and its distance; what sounds alike is near, frequent words win a tie."""
    limit = allowed_distance(len(folded))
    heard = sound(folded)
    best: tuple[tuple[float, int, int, str], str, float] | None = None
    for length in range(len(folded) - limit - 1, len(folded) + limit + 2):
        group = words.by_length.get(length)
        if not group:
            continue
        for word, distance in _near(folded, heard, group, limit):
            rank = (distance, int(word[0] != folded[0]), -words.words[word], word)
            if best is None or rank < best[0]:
                best = (rank, word, distance)
    return (best[1], best[2]) if best else None


def _near(
    folded: str, heard: str, group: tuple[Sequence[str], Sequence[str]], limit: int
) -> Iterable[tuple[str, float]]:
    written, sounds = group
    found: dict[str, float] = {}
    for _, distance, index in process.extract(
        folded, written, scorer=OSA.distance, score_cutoff=limit, limit=_CANDIDATES
    ):
        found[written[index]] = float(distance)
    for _, distance, index in process.extract(
        heard, sounds, scorer=OSA.distance, score_cutoff=_sound_limit(len(folded)), limit=_CANDIDATES
    ):
        word = written[index]
        found[word] = min(found.get(word, 99.0), distance + _SOUND_PENALTY)
    return found.items()


def _sound_limit(length: int) -> int:
    return 0 if length < LONG_WORD else 1


def _by_part(folded: str, vocabulary: Vocabulary, words: WordIndex) -> tuple[str, float] | None:
    """Repair one part of a compound whose other part is known."""
    best: tuple[str, float] | None = None
    stems = vocabulary.splitter.stems
    for cut in range(SHORTEST_PART, len(folded) - SHORTEST_PART + 1):
        left, right = folded[:cut], folded[cut:]
        options: list[tuple[str, float]] = []
        if left in stems:
            fixed = _best(right, words)
            if fixed and _is_safe(right, fixed):
                options.append((left + fixed[0], fixed[1]))
        if right in words.words or right in stems:
            fixed = _best_stem(left, tuple(sorted(stems)))
            if fixed and _is_safe(left, fixed):
                options.append((fixed[0] + right, fixed[1]))
        for word, distance in options:
            if best is None or distance < best[1]:
                best = (word, distance)
    return best


def _is_safe(part: str, fixed: tuple[str, float]) -> bool:
    """A short part is repaired only into what sounds the same, or every word would be near to some other."""
    return len(part) > SHORT_PART or sound(part) == sound(fixed[0])


@lru_cache(maxsize=4096)
def _best_stem(folded: str, stems: tuple[str, ...]) -> tuple[str, float] | None:
    limit = 1 if len(folded) <= 8 else 2
    hit = process.extractOne(folded, stems, scorer=OSA.distance, score_cutoff=limit)
    return (hit[0], float(hit[1])) if hit else None
