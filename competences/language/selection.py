"""From overlapping candidates to the mentions that count: the longest from the left wins, per kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from competences.language.aliases import EXACT, PART, STEM, Candidate, Strength
from competences.language.enums import Evidence, Kind
from competences.language.evidence import CONFIDENCE

Lineage = Callable[[Kind, str], frozenset[str]]
_STEM_DISCOUNT = 0.9
_REDIRECT_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Hit:
    """A selected wording: pieces ``first``…``last`` mean ``key``; ``offset`` folded characters precede it.

    ``length`` limits the hit to so many folded characters (0: up to the end of the word).
    """

    kind: Kind
    key: str
    first: int
    last: int
    evidence: Evidence
    confidence: float
    weak: bool = False
    offset: int = 0
    length: int = 0


def select(candidates: Iterable[Candidate], lineage: Lineage) -> list[Hit]:
    """Return the hits that win, in the order of the text.

    Strong wordings and confusions compete first; a weak wording counts where no strong one stands or where it is
    longer. ``lineage`` returns a node with all its ancestors and descendants: a confusion silences these.
    """
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_kind[candidate.entry.kind].append(candidate)
    hits = [hit for kind in by_kind for hit in _select_kind(by_kind[kind], lineage)]
    return sorted(hits, key=lambda hit: (hit.first, -hit.last, hit.kind.value, hit.key))


def _rank(candidate: Candidate) -> tuple[int, int, int, int]:
    strength = candidate.entry.strength
    if candidate.quality == PART:
        priority = 1
    elif strength is Strength.CONFUSION:
        priority = 2 * candidate.quality + 1
    else:
        priority = 2 * candidate.quality + 2
    return candidate.first, -candidate.last, -priority, candidate.offset


def _select_kind(candidates: list[Candidate], lineage: Lineage) -> list[Hit]:
    weak = [c for c in candidates if c.entry.strength is Strength.WEAK]
    firm = sorted((c for c in candidates if c.entry.strength is not Strength.WEAK), key=_rank)
    listed = {(c.first, c.last) for c in weak if c.quality >= STEM}
    blocks = _blocks(firm, lineage)
    hits: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for candidate in firm:
        span = candidate.first, candidate.last
        if _overlaps(span, taken) or (candidate.quality == PART and span in listed):
            continue
        if candidate.entry.strength is Strength.CONFUSION:
            if candidate.entry.target:
                taken.append(span)
                hits.append(
                    Hit(
                        candidate.entry.kind,
                        candidate.entry.target,
                        *span,
                        Evidence.WORD,
                        _REDIRECT_CONFIDENCE,
                    )
                )
            continue
        if _blocked(candidate, blocks):
            continue
        taken.append(span)
        hits.append(_hit(candidate))
    hits.extend(_weak_hits(weak, taken, blocks))
    return hits


def _hit(candidate: Candidate) -> Hit:
    confidence = CONFIDENCE[candidate.evidence] * (_STEM_DISCOUNT if candidate.quality == STEM else 1)
    return Hit(
        candidate.entry.kind,
        candidate.entry.key,
        candidate.first,
        candidate.last,
        candidate.evidence,
        round(confidence, 3),
        candidate.entry.strength is Strength.WEAK,
        candidate.offset,
        len(candidate.entry.full) if candidate.entry.strength is Strength.PREFIX else 0,
    )


def _weak_hits(
    weak: list[Candidate], taken: list[tuple[int, int]], blocks: list[tuple[int, int, frozenset[str], str]]
) -> list[Hit]:
    hits: dict[tuple[int, int, str], Hit] = {}
    spans: list[tuple[int, int]] = []
    for candidate in sorted(weak, key=lambda c: (c.first, -c.last, -c.quality)):
        span = candidate.first, candidate.last
        if any(first <= span[0] and span[1] <= last for first, last in taken) or _blocked(candidate, blocks):
            continue
        if span not in spans and _overlaps(span, spans):
            continue
        if candidate.quality < EXACT and any(h.first == span[0] and h.last == span[1] for h in hits.values()):
            continue
        spans.append(span)
        hits.setdefault((*span, candidate.entry.key), _hit(candidate))
    return list(hits.values())


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] <= last and first <= span[1] for first, last in taken)


def _blocks(firm: list[Candidate], lineage: Lineage) -> list[tuple[int, int, frozenset[str], str]]:
    return [
        (c.first, c.last, lineage(c.entry.kind, c.entry.key), c.entry.key)
        for c in firm
        if c.entry.strength is Strength.CONFUSION
    ]


def _blocked(candidate: Candidate, blocks: list[tuple[int, int, frozenset[str], str]]) -> bool:
    for first, last, silenced, owner in blocks:
        if first <= candidate.first and candidate.last <= last:
            whole = candidate.first == first and candidate.last == last and candidate.quality != PART
            if candidate.entry.key == owner or (candidate.entry.key in silenced and not whole):
                return True
    return False
