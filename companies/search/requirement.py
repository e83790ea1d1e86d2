"""What is wanted, as one immutable value: read from a search text, a demand or a firm's own wishes; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from competences.language import (
    Analysis,
    Evidence,
    Kind,
    Mention,
    Role,
    Token,
    TokenType,
    Vocabulary,
    WordIndex,
    analyse,
    fold,
    nearest_nodes,
    repair,
)

WORD = "word"
NEAR_FROM = 0.5
"""From this similarity on a node is offered for words that nothing recognised."""

_OPTIONS = 4
_WANTED_ROLES = frozenset(Role) - {Role.NEGATED, Role.QUESTION}
_DOUBTFUL = 0.5
_SHORTEST_HEAD = 3
_SHORTEST_UNKNOWN = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of a part: a node with the certainty of the reading (0…1), for a certificate with its level."""

    key: str
    certainty: float
    level: str = ""


@dataclass(frozen=True, slots=True)
class WordForm:
    """A word as the index knows it: folded, stem, and the roots of its parts (one for a simple word)."""

    folded: str
    stem: str
    parts: tuple[str, ...]


def telling(form: WordForm, vocabulary: Vocabulary) -> WordForm:
    """Return a word without the parts that say nothing by themselves ("teil", "technik")."""
    generic = vocabulary.splitter.lexicon.is_generic
    return replace(form, parts=tuple(part for part in form.parts if not generic(part)))


@dataclass(frozen=True, slots=True)
class WantedPart:
    """One part of what is wanted, with the piece of the text it was read from (`start`…`end` of the shown text).

    `kind` is a Kind or "word"; several `options` are readings of which any suffices. `via` is "alias", "compound",
    "nearest" or "word". `words` are the words of the passage. `is_hint` marks what only refines the order.
    """

    kind: str
    options: tuple[Option, ...]
    passage: str
    start: int
    end: int
    via: str
    words: tuple[WordForm, ...] = ()
    is_hint: bool = False

    @property
    def is_searched_in_parts(self) -> bool:
        """Say whether parts and look-alikes of the words count: only where the words mean nothing that is known."""
        return self.kind == WORD or self.via == "nearest"

    @property
    def id(self) -> str:
        """Stable name of the part: kind and first key, or the folded word."""
        key = self.options[0].key if self.options else "+".join(word.folded for word in self.words)
        return f"{self.kind}:{key}"


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """A place to search around (degrees WGS84)."""

    key: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is wanted. `text` is what is searched for, `literal` what was typed (they differ after a repair)."""

    text: str = ""
    literal: str = ""
    parts: tuple[WantedPart, ...] = ()
    place: WantedPlace | None = None
    radius_km: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is wanted in particular."""
        return not self.parts and self.place is None

    def keys(self, kind: Kind) -> tuple[str, ...]:
        """Return the keys that the parts of a kind ask for, first readings only."""
        return tuple(part.options[0].key for part in self.parts if part.kind == kind)

    def worded(self) -> Requirement:
        """Return the requirement as nothing but its words, whatever they mean."""
        words = {form.folded: (part, form) for part in self.parts for form in part.words}
        parts = tuple(
            WantedPart(WORD, (), part.passage, part.start, part.end, "word", (form,))
            for part, form in words.values()
        )
        return replace(self, parts=parts)

    def without(self, ids: Iterable[str]) -> Requirement:
        """Return the requirement without some parts; `place` names the place."""
        dropped = frozenset(ids)
        kept = tuple(part for part in self.parts if part.id not in dropped)
        if "place" in dropped:
            return replace(self, parts=kept, place=None, radius_km=None)
        return replace(self, parts=kept)


@dataclass(frozen=True, slots=True)
class Abilities:
    """Which parts of the analysis take part; all of them except where the evaluation measures what each earns."""

    compounds: bool = True
    aliases: bool = True
    typos: bool = True
    hierarchy: bool = True
    nearest: bool = True


ALL = Abilities()


def understand(
    text: str, vocabulary: Vocabulary, words: WordIndex | None = None, abilities: Abilities = ALL
) -> Requirement:
    """Read a search text.

    In: the text as typed; the vocabulary; the words that occur, against which typing errors are repaired (None: no
    repair). Out: the requirement; every content word of the text is in some part. Never raises on any text.
    """
    literal = " ".join(text.split())[:400]
    shown = literal
    if words is not None and abilities.typos and literal:
        shown = repair(literal, vocabulary, words).text
    analysis = analyse(shown, vocabulary, query=True)
    place = _place(analysis, vocabulary)
    recognised = _special_first(_concept_parts(analysis), vocabulary) if abilities.aliases else []
    parts = [*recognised, *_rests(analysis, recognised)]
    if abilities.compounds:
        parts += _heads(analysis, recognised, vocabulary, abilities)
    parts += _words(analysis, recognised, vocabulary, abilities)
    if not parts and place is None:
        parts += _literally(analysis)
    parts.sort(key=lambda part: (part.start, part.end, part.kind))
    return Requirement(
        text=shown,
        literal=literal,
        parts=_distinct(_with_compounds(parts, abilities)),
        place=place,
        radius_km=_radius(analysis) if place else None,
    )


def _place(analysis: Analysis, vocabulary: Vocabulary) -> WantedPlace | None:
    for mention in analysis.mentions:
        if mention.kind is Kind.PLACE and mention.role is not Role.NEGATED:
            place = vocabulary.place(mention.key)
            return WantedPlace(place.key, place.name, place.latitude, place.longitude)
    return None


def _radius(analysis: Analysis) -> int | None:
    for measure in analysis.measures:
        if measure.attribute == "umkreis" and "km" in measure.values:
            return max(1, min(500, round(float(measure.values["km"]))))
    return None


def _concept_parts(analysis: Analysis) -> Iterable[WantedPart]:
    """Yield a part for each recognised passage; readings of the same or overlapping passages share a part."""
    groups: list[list[Mention]] = []
    wanted = _WANTED_ROLES | {Role.QUESTION}
    processes = [m for m in analysis.mentions if m.kind is Kind.PROCESS and m.role in wanted]
    for mention in analysis.mentions:
        if mention.kind is Kind.PLACE or mention.role not in wanted:
            continue
        if any(_overlap(mention, other) for other in processes) and (
            mention.kind is Kind.INDUSTRY
            or (mention.kind is not Kind.PROCESS and mention.role is Role.QUESTION)
        ):
            continue
        for group in groups:
            if group[0].kind is mention.kind and any(_overlap(mention, other) for other in group):
                group.append(mention)
                break
        else:
            groups.append([mention])
    certain = any(
        m.role is not Role.QUESTION and m.kind in (Kind.PROCESS, Kind.CERTIFICATE) for g in groups for m in g
    )
    for group in groups:
        sure = [m for m in group if m.role is not Role.QUESTION] or group
        start, end = min(m.start for m in sure), max(m.end for m in sure)
        options: dict[str, Option] = {}
        for m in sorted(sure, key=lambda m: -m.confidence):
            options.setdefault(m.key, Option(m.key, _certainty(m), m.level or ""))
        derived = all(m.evidence in (Evidence.SUFFIX, Evidence.DERIVED) for m in sure)
        yield WantedPart(
            kind=group[0].kind.value,
            options=tuple(options.values())[:_OPTIONS],
            passage=analysis.text[start:end],
            start=start,
            end=end,
            via="compound" if derived else "alias",
            words=_forms(analysis.tokens, start, end),
            is_hint=group[0].kind is Kind.INDUSTRY or (certain and sure[0].role is Role.QUESTION),
        )


def _special_first(parts: Iterable[WantedPart], vocabulary: Vocabulary) -> list[WantedPart]:
    """Let a whole field of work ("Metallteile") only refine the order beside a process that is surely named."""
    found = list(parts)

    def is_field(part: WantedPart) -> bool:
        return all(vocabulary.node(Kind.PROCESS, option.key).parent is None for option in part.options)

    named = [p for p in found if p.kind == Kind.PROCESS and not p.is_hint]
    if not any(not is_field(p) and p.options[0].certainty > _DOUBTFUL for p in named):
        return found
    return [replace(p, is_hint=True) if p in named and is_field(p) else p for p in found]


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _certainty(mention: Mention) -> float:
    """Return how sure a reading is; in a search text a doubtful word is more likely meant than in a profile."""
    return _DOUBTFUL if mention.role is Role.QUESTION else mention.confidence


def _forms(tokens: Sequence[Token], start: int, end: int) -> tuple[WordForm, ...]:
    return tuple(
        WordForm(t.folded, t.stem, t.parts)
        for t in tokens
        if t.type not in (TokenType.PUNCTUATION, TokenType.NUMBER) and t.start < end and start < t.end
    )


def _rests(analysis: Analysis, recognised: Sequence[WantedPart]) -> Iterable[WantedPart]:
    """Yield the front of a compound of which only the end was recognised: it must not be forgotten."""
    for token in analysis.tokens:
        touching = [p for p in recognised if p.start < token.end and token.start < p.end]
        if not touching or any(p.start <= token.start and token.end <= p.end for p in touching):
            continue
        front = min(p.start for p in touching)
        head = token.folded[: front - token.start] if front > token.start else ""
        is_known = len(token.parts) > 1
        if len(head) >= (_SHORTEST_HEAD if is_known else _SHORTEST_UNKNOWN):
            root = token.parts[0] if is_known else head
            form = WordForm(head, root, (root,))
            yield WantedPart(
                WORD, (), analysis.text[token.start : front], token.start, front, "word", (form,)
            )


def _heads(
    analysis: Analysis, recognised: Sequence[WantedPart], vocabulary: Vocabulary, abilities: Abilities
) -> Iterable[WantedPart]:
    """Yield what a compound says behind the material in its front: "Titanguss" is casting, not titanium."""
    for token in analysis.tokens:
        touching = [p for p in recognised if p.start < token.end and token.start < p.end]
        if not touching or any(p.kind != Kind.MATERIAL or p.end >= token.end for p in touching):
            continue
        back = max(p.end for p in touching)
        head = analysis.text[back : token.end]
        roots = vocabulary.splitter.telling_roots(fold(head))
        if len(head) < _SHORTEST_HEAD or not head.isalpha() or not roots:
            continue
        found = analyse(head, vocabulary, query=True).mentions
        options = tuple(
            {m.key: Option(m.key, _certainty(m)) for m in found if m.kind is Kind.PROCESS}.values()
        )
        near = _near(head, vocabulary) if abilities.nearest and not options else ()
        form = WordForm(fold(head), roots[-1], roots)
        kind, via = (
            (Kind.PROCESS.value, "compound" if options else "nearest") if options or near else (WORD, "word")
        )
        yield WantedPart(kind, (options or near)[:_OPTIONS], head, back, token.end, via, (form,))


def _literally(analysis: Analysis) -> Iterable[WantedPart]:
    """Yield every word of a text that says nothing otherwise ("up"), so that it does not find everybody."""
    for token in analysis.tokens:
        if token.type is not TokenType.PUNCTUATION:
            form = WordForm(token.folded, token.stem, token.parts)
            yield WantedPart(WORD, (), token.surface, token.start, token.end, "word", (form,))


def _words(
    analysis: Analysis, recognised: Sequence[WantedPart], vocabulary: Vocabulary, abilities: Abilities
) -> Iterable[WantedPart]:
    """Yield the remaining words, and the nodes that everything not surely recognised comes near to.

    Together the words may say what none of them says alone ("Rost entfernen"); where a process was recognised each
    of them is looked up by itself as well.
    """
    sure = [part for part in recognised if part.options[0].certainty > _DOUBTFUL]
    content = [t for t in analysis.tokens if _is_content(t, analysis, vocabulary)]
    open_tokens = [t for t in content if not any(p.start < t.end and t.start < p.end for p in sure)]
    free = [t for t in open_tokens if not any(p.start < t.end and t.start < p.end for p in recognised)]
    if abilities.nearest and open_tokens:
        has_process = any(part.kind == Kind.PROCESS for part in sure)
        said = " ".join(t.surface for t in open_tokens if t.type is TokenType.WORD)
        options = _near(said, vocabulary)  # "ISO 2768" is like no other norm
        if options and (not has_process or len(open_tokens) > 1):
            start, end = open_tokens[0].start, open_tokens[-1].end
            passage = analysis.text[start:end]
            yield WantedPart(
                Kind.PROCESS.value, options, passage, start, end, "nearest", _forms(open_tokens, start, end)
            )
    for token in free:
        is_word = token.type is TokenType.WORD
        options = _near(token.surface, vocabulary) if abilities.nearest and sure and is_word else ()
        form = WordForm(token.folded, token.stem, token.parts)
        yield WantedPart(WORD, options, token.surface, token.start, token.end, "word", (form,))


def _is_content(token: Token, analysis: Analysis, vocabulary: Vocabulary) -> bool:
    """Say whether a word means something: the unmapped ones do, and those of mentions that name no place."""
    if any(t.start == token.start for t in analysis.unmapped):
        return True
    return (
        token.type in (TokenType.WORD, TokenType.CODE)
        and any(
            m.start < token.end and token.start < m.end and m.kind is not Kind.PLACE
            for m in analysis.mentions
        )
        and not vocabulary.splitter.lexicon.is_stopword(token.folded)
    )


def _near(text: str, vocabulary: Vocabulary) -> tuple[Option, ...]:
    near = nearest_nodes(text, vocabulary, limit=_OPTIONS)
    return tuple(Option(node.key, node.similarity) for node in near if node.similarity >= NEAR_FROM)


def _with_compounds(parts: Sequence[WantedPart], abilities: Abilities) -> list[WantedPart]:
    if abilities.compounds:
        return list(parts)
    return [
        replace(part, words=tuple(replace(word, parts=(word.stem,)) for word in part.words)) for part in parts
    ]


def _distinct(parts: Sequence[WantedPart]) -> tuple[WantedPart, ...]:
    """Keep the first part of each name; a process that is only near loses to one that was recognised."""
    certain = {o.key for p in parts if p.kind == Kind.PROCESS and p.via != "nearest" for o in p.options}
    found: dict[str, WantedPart] = {}
    for part in parts:
        if part.via == "nearest" and part.options[0].key in certain and len(part.options) == 1:
            continue
        found.setdefault(part.id, part)
    return tuple(found.values())
