"""The one analysis for all text: profiles, demands and queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from competences.language.clauses import Sentence, sentences
from competences.language.elision import complete
from competences.language.enums import Evidence, Kind, Role
from competences.language.evidence import UNCONFIRMED
from competences.language.folding import fold
from competences.language.selection import Hit, select
from competences.language.structures import Analysis, Measure, Mention
from competences.language.surroundings import apply_roles
from competences.language.tokens import Piece, pieces, raw_tokens
from competences.language.vocabulary import Vocabulary
from competences.language.words import build_tokens, unmapped_tokens

_QUERY_CERTIFICATE = 0.8
_SHARING = frozenset({Kind.PROCESS, Kind.MATERIAL})
_WORKED_ON = re.compile(r"(?:arbeiten)?\s+(?:von|an)\s+[^.;:()\n]{0,40}")
_LEVEL_ALONE = 0.9
_REMEMBERED = 300
_DISTANCE = "umkreis"
_COMPOSED = 0.75
"""How surely two words mean together what none of them says alone."""
_BARE_IN_QUERY = frozenset({_DISTANCE, "abmessung-lxbxh", "abmessung-lxb", "blechdicke"})


def analyse(text: str, vocabulary: Vocabulary, query: bool = False) -> Analysis:
    """Return what ``text`` says in terms of the vocabulary.

    ``query`` marks a short search text: short words count in lower case too, a bare standard number stands for its
    certificate, and the wording of a wish ("suche", "wer kann") does not turn a mention into something sought.
    Never raises on any text. The last few hundred analyses are kept with the vocabulary, for texts that are looked at
    again within one request.
    """
    remembered = vocabulary.memo.get((text, query))
    if remembered is None:
        if len(vocabulary.memo) >= _REMEMBERED:
            vocabulary.memo.clear()
        remembered = vocabulary.memo[text, query] = _analyse(text, vocabulary, query=query)
    return remembered


def _analyse(text: str, vocabulary: Vocabulary, *, query: bool) -> Analysis:
    raw = raw_tokens(text)
    found = pieces(text, raw)
    completed = complete(text, found, vocabulary.aliases.is_strong, vocabulary.splitter.parts)
    candidates = vocabulary.aliases.find(found, query=query)
    if completed is not found:
        candidates = [c for c in candidates if c.first < c.last or completed[c.first] is found[c.first]]
        candidates.extend(vocabulary.aliases.find(completed, query=query))
    hits = select(candidates, vocabulary.lineage)
    hits = vocabulary.derived.refine(text, completed, hits, vocabulary.descent, query=query)
    places = [
        hit
        for hit in vocabulary.place_index.find(text, found, query=query)
        if not _covered(hit, hits, found, query)
    ]
    parts = sentences(text)
    measures = _located(
        vocabulary.measures.find(text, bare=_BARE_IN_QUERY if query else frozenset()), places, found
    )
    mentions = _mentions(text, completed, [*hits, *places], vocabulary, query=query)
    mentions.extend(_composed(text, tuple(mentions), vocabulary))
    mentions.extend(_levels_alone(text, mentions, vocabulary))
    mentions, levels = _with_levels(parts, mentions, text, vocabulary)
    signals = vocabulary.cues.signals(text)
    mentions = apply_roles(text, parts, mentions, signals, vocabulary, query=query)
    mentions.sort(key=lambda m: (m.start, -m.end, m.kind.value, m.key))
    tokens = build_tokens(raw, completed, vocabulary.splitter)
    understood = levels + [(found.start, found.end) for found in signals]
    understood += [(found.start, found.end) for found in measures] + [(m.start, m.end) for m in mentions]
    return Analysis(
        text,
        tuple(mentions),
        tuple(measures),
        tokens,
        unmapped_tokens(tokens, understood, vocabulary.splitter.lexicon),
    )


def _covered(place: Hit, hits: Sequence[Hit], found: list[Piece], query: bool) -> bool:
    """A word of the trade is no town unless the town's name is longer."""
    return any(
        hit.first <= place.first
        and place.last <= hit.last
        and not hit.weak
        and hit.evidence is not Evidence.SUFFIX
        for hit in hits
    )


def _located(measures: Sequence[Measure], places: Sequence[Hit], found: Sequence[Piece]) -> list[Measure]:
    """A distance without a figure ("im Raum …") counts only where a place follows."""
    starts = {found[place.first].start for place in places}
    return [
        m
        for m in measures
        if m.attribute != _DISTANCE or "km" in m.values or any(m.start <= start < m.end for start in starts)
    ]


def _mentions(
    text: str, found: Sequence[Piece], hits: Iterable[Hit], vocabulary: Vocabulary, *, query: bool
) -> list[Mention]:
    hits = list(hits)
    strong = {(hit.kind, hit.key) for hit in hits if not hit.weak}
    named = {
        (hit.first, hit.last) for hit in hits if not hit.weak and not (query and hit.kind is Kind.INDUSTRY)
    }
    mentions = []
    for hit in hits:
        if hit.weak:
            elsewhere = strong if query else _strong_beside(hit, hits)
            confirmed = bool(_confirming(hit, hits, vocabulary, query=query) & elsewhere)
            bare = query and hit.kind is Kind.CERTIFICATE
            role = Role.PLAIN if confirmed or bare else Role.QUESTION
            confidence = _QUERY_CERTIFICATE if bare else hit.confidence if confirmed else UNCONFIRMED
            understood = (hit.first, hit.last) in named or _has_confirmed_rival(
                hit, hits, vocabulary, strong, query=query
            )
            if role is Role.QUESTION and understood:
                continue
            if (
                hit.kind is Kind.PROCESS
                and role is Role.PLAIN
                and (
                    _is_material(hit, hits, vocabulary, strong)
                    or (not query and _is_worked_on(text, found, hit, hits))
                )
            ):
                role, confidence = Role.QUESTION, UNCONFIRMED
        else:
            role, confidence = Role.PLAIN, hit.confidence
        start, end = _span(found, hit)
        if (
            not query
            and hit.kind is Kind.PROCESS
            and hit.evidence is Evidence.PRODUCT
            and vocabulary.cues.is_only_planned(text, start)
        ):
            role, confidence = Role.QUESTION, UNCONFIRMED
        mentions.append(
            Mention(hit.kind, hit.key, start, end, text[start:end], hit.evidence, confidence, role)
        )
    return mentions


def _composed(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield what words and processes mean together, besides the mentions that there are."""
    for mention in mentions:
        if mention.kind is not Kind.PROCESS or mention.role is not Role.PLAIN:
            continue
        known = vocabulary.lineage(Kind.PROCESS, mention.key)
        for composition in vocabulary.compositions:
            if composition.process not in known or mention.key == composition.means:
                continue
            before = composition.words.search(text, max(0, mention.start - 40), mention.start)
            if before is not None and vocabulary.has(Kind.PROCESS, composition.means):
                yield Mention(
                    Kind.PROCESS,
                    composition.means,
                    before.start(),
                    mention.end,
                    text[before.start() : mention.end],
                    Evidence.DERIVED,
                    _COMPOSED,
                )


def _confirming(
    hit: Hit, hits: Sequence[Hit], vocabulary: Vocabulary, *, query: bool
) -> frozenset[tuple[Kind, str]]:
    """Return the nodes that confirm a weak wording.

    In running text close kin alone decides where several nodes share the wording or where it may name a material, and
    nothing makes an everyday word prove a whole field of work.
    """
    if query or hit.kind is not Kind.PROCESS:
        return vocabulary.neighbours(hit.kind, hit.key)
    if vocabulary.node(hit.kind, hit.key).parent is None:
        return frozenset()
    shared = any(
        (other.kind, other.key) != (hit.kind, hit.key)
        and other.kind in _SHARING
        and (other.first, other.last) == (hit.first, hit.last)
        for other in hits
    )
    return (vocabulary.close_kin if shared else vocabulary.neighbours)(hit.kind, hit.key)


def _strong_beside(hit: Hit, hits: Sequence[Hit]) -> set[tuple[Kind, str]]:
    """Return what is strongly named elsewhere: "Drehen" in "Drehen bis" does not prove what the whole hints at."""
    return {
        (other.kind, other.key)
        for other in hits
        if not other.weak and not (hit.first <= other.first and other.last <= hit.last)
    }


def _is_material(
    hit: Hit, hits: Sequence[Hit], vocabulary: Vocabulary, strong: set[tuple[Kind, str]]
) -> bool:
    """Words that name a state of the material ("verzinkter Stahl") prove no process."""
    return any(
        other.kind is Kind.MATERIAL
        and (other.first, other.last) == (hit.first, hit.last)
        and (not other.weak or vocabulary.neighbours(other.kind, other.key) & strong)
        for other in hits
    )


def _is_worked_on(text: str, found: Sequence[Piece], hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether the words only name what a process is applied to: who hones cylinders does not make them."""
    start = found[hit.first].start
    return any(
        other.kind is Kind.PROCESS
        and other.evidence in (Evidence.WORD, Evidence.SUFFIX, Evidence.DERIVED)
        and other.last < hit.first
        and _WORKED_ON.fullmatch(text, found[other.last].end, start) is not None
        for other in hits
    )


def _has_confirmed_rival(
    hit: Hit, hits: Sequence[Hit], vocabulary: Vocabulary, strong: set[tuple[Kind, str]], *, query: bool
) -> bool:
    """Of several nodes that share a weak wording only the confirmed ones count."""
    return any(
        other.weak
        and other is not hit
        and (other.first, other.last, other.kind) == (hit.first, hit.last, hit.kind)
        and _confirming(other, hits, vocabulary, query=query) & strong
        for other in hits
    )


def _span(found: Sequence[Piece], hit: Hit) -> tuple[int, int]:
    """Return the hit's place in the text; inside a compound only the part that carries it."""
    first, last = found[hit.first], found[hit.last]
    start, end = first.start, last.end
    if hit.offset and fold(first.surface) == first.folded:
        start += _original_length(first.surface, hit.offset)
    if hit.length and fold(first.surface) == first.folded:
        end = first.start + _original_length(first.surface, hit.offset + hit.length)
    return start, max(end, start + 1)


def _original_length(surface: str, folded_length: int) -> int:
    """Return how many characters of ``surface`` fold to the first ``folded_length`` ones."""
    count = 0
    for index, char in enumerate(surface):
        if count >= folded_length:
            return index
        count += len(fold(char))
    return len(surface)


def _levels_alone(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    named = {mention.key for mention in mentions if mention.kind is Kind.CERTIFICATE}
    found: dict[tuple[str, str], Mention] = {}
    for key, level, start, end in vocabulary.levels.alone(text):
        if key not in named:
            found.setdefault(
                (key, level),
                Mention(
                    Kind.CERTIFICATE,
                    key,
                    start,
                    end,
                    text[start:end],
                    Evidence.WORD,
                    _LEVEL_ALONE,
                    level=level,
                ),
            )
    return list(found.values())


def _with_levels(
    parts: Sequence[Sentence], mentions: Sequence[Mention], text: str, vocabulary: Vocabulary
) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Return the mentions with the levels that their sentences name, and where these levels stand."""
    result: list[Mention] = []
    spans: list[tuple[int, int]] = []
    for mention in mentions:
        found = None
        if mention.kind is Kind.CERTIFICATE and mention.level is None:
            start, end = next((s.start, s.end) for s in parts if s.start <= mention.start < s.end)
            found = vocabulary.levels.level(
                mention.key, text[start:end], mention.start - start, mention.end - start
            )
            if found:
                spans.append((start + found[1], start + found[2]))
        result.append(replace(mention, level=found[0]) if found else mention)
    return result, spans
