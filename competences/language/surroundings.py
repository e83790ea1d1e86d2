"""The roles of all mentions of a text: what signal words, fields of work and neighbours make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from competences.language.clauses import Sentence
from competences.language.cues import Reach, Signal, reaches
from competences.language.enums import Evidence, Kind, Role
from competences.language.evidence import CONFIDENCE
from competences.language.roles import role_for
from competences.language.structures import Mention
from competences.language.vocabulary import Vocabulary

_FOR = re.compile(r"\bfür\s+(?:[^\W\d_]+e[nrsm]?\s+){0,2}$", re.IGNORECASE)
_REACH_OF_FOR = 40
_FIRMS = re.compile(
    r"(?:bauern?|ereien?|betrieben?|herstellern?|werken?|firmen|unternehmen|industrie|(?:[eßt]|ier|an)ern?)$"
)
_PERSONS = re.compile(r"(?:ern?|erinnen|mechanikern?|technikern?|elektrikern?|monteuren?|fachkräften?)$")


def apply_roles(
    text: str,
    parts: Sequence[Sentence],
    mentions: Sequence[Mention],
    signals: Sequence[Signal],
    vocabulary: Vocabulary,
    *,
    query: bool,
) -> list[Mention]:
    """Return ``mentions`` with the roles that their surroundings give them.

    Selling or mending a machine is a trade of its own: that one is added beside the machine's process.
    """
    live = [s for s in signals if not _is_part_of_a_name(s, mentions)]
    if not query:
        live.extend(_fields(mentions, vocabulary))
    touched = _touched(text, parts, mentions, live)
    result: list[Mention] = []
    instead: dict[tuple[Role, int], Mention] = {}
    for mention in mentions:
        signs = [
            s
            for s in touched.get((mention.start, mention.end), ())
            if not _is_own_field(s, mention, vocabulary)
        ]
        role = role_for(mention, signs, query=query)
        result.append(replace(mention, role=role))
        for signal, other in _meant_instead(text, mention, role, signs, vocabulary):
            key = (role, signal.start)
            if key not in instead or other.end > instead[key].end:
                instead[key] = other
    result.extend(instead.values())
    return result if query else [_of_people(text, mention, result, vocabulary) for mention in result]


def _is_part_of_a_name(signal: Signal, mentions: Iterable[Mention]) -> bool:
    """A signal inside a longer wording belongs to it ("nicht rostender Stahl")."""
    return any(
        m.start <= signal.start
        and signal.end <= m.end
        and (signal.role is Role.NEGATED or m.end - m.start > signal.end - signal.start)
        for m in mentions
    )


def _fields(mentions: Iterable[Mention], vocabulary: Vocabulary) -> Iterator[Signal]:
    """A course or a temp agency named in a clause makes what follows there its subject."""
    field = vocabulary.cues.fields.get(Role.TRAINING)
    below = vocabulary.descent(Kind.PROCESS, field) if field else frozenset()
    for mention in mentions:
        if mention.kind is Kind.PROCESS and mention.evidence is not Evidence.WEAK and mention.key in below:
            yield Signal(
                Role.TRAINING, Reach.FORWARD, mention.start, mention.end, determiner=False, narrow=True
            )


def _touched(
    text: str, parts: Sequence[Sentence], mentions: Iterable[Mention], signals: Iterable[Signal]
) -> dict[tuple[int, int], list[Signal]]:
    touched: dict[tuple[int, int], list[Signal]] = {}
    spans = sorted({(m.start, m.end) for m in mentions if m.kind is not Kind.PLACE})
    for signal in signals:
        sentence = next((s for s in parts if s.start <= signal.start < s.end), None)
        if sentence is None:
            continue
        inside = [s for s in spans if sentence.start <= s[0] and s[1] <= sentence.group_end]
        for span in reaches(signal, sentence, inside, text):
            touched.setdefault(span, []).append(signal)
    return touched


def _is_own_field(signal: Signal, mention: Mention, vocabulary: Vocabulary) -> bool:
    """What belongs to the field itself keeps its role: "Handel mit Schweißgeräten" is a trade in its own right."""
    field = vocabulary.cues.fields.get(signal.role)
    return (
        field is not None
        and mention.kind is Kind.PROCESS
        and (mention.key == field or mention.key in vocabulary.descent(Kind.PROCESS, field))
    )


def _meant_instead(
    text: str, mention: Mention, role: Role, signals: Iterable[Signal], vocabulary: Vocabulary
) -> Iterator[tuple[Signal, Mention]]:
    key = vocabulary.cues.instead.get(role)
    if key is None or not vocabulary.has(Kind.PROCESS, key):
        return
    for signal in signals:
        if (
            signal.role is role
            and text[signal.start : signal.end].casefold() not in vocabulary.cues.without_instead
        ):
            start, end = min(signal.start, mention.start), max(signal.end, mention.end)
            yield (
                signal,
                Mention(
                    Kind.PROCESS,
                    key,
                    start,
                    end,
                    text[start:end],
                    Evidence.DERIVED,
                    CONFIDENCE[Evidence.DERIVED],
                ),
            )
            return


def _of_people(text: str, mention: Mention, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Mention:
    """Firms after "für" are customers; the trades of people whom a temp agency lends are not its own."""
    if mention.kind is not Kind.PROCESS or mention.role is not Role.PLAIN:
        return mention
    if _FIRMS.search(mention.surface) and _FOR.search(
        text, max(0, mention.start - _REACH_OF_FOR), mention.start
    ):
        return replace(mention, role=Role.CUSTOMER)
    if _PERSONS.search(mention.surface) and _lends_people(text, mentions, vocabulary):
        return replace(mention, role=Role.TRAINING)
    return mention


def _lends_people(text: str, mentions: Iterable[Mention], vocabulary: Vocabulary) -> bool:
    staffing = vocabulary.cues.staffing
    return any(
        m.key == staffing
        and m.kind is Kind.PROCESS
        and m.role is Role.PLAIN
        and m.evidence is not Evidence.WEAK
        for m in mentions
    ) or bool(vocabulary.cues.staffing_words.search(text))
