"""What the firm's answers say in terms of the vocabulary; pure, without a database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from companies.domain.claims import Source, settled
from companies.domain.limits import Limits, LimitsByMaterial, limits_of_analysis, limits_of_answers
from companies.enums import CertificateState, Depth, Relation
from competences.language import Analysis, Evidence, Kind, Measure, Mention, Role, Vocabulary, analyse, fold

LONGEST_PASSAGE = 400
"""Most characters of the firm's own words that are kept with a capability."""

_ABBREVIATIONS = ("chem", "mech", "techn", "elektr", "inkl", "exkl", "bzgl", "evtl", "spez", "max", "sonst")
_PASSAGE_END = re.compile(
    r"\n+|;\s+|(?<=[!?])\s+|(?<=[\wäöüß)]{4}\.)"
    + "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
    + r"\s+(?=[A-ZÄÖÜ0-9„\"-])"
)
_LIST_ENTRIES = re.compile(r"[,;\n]")
_CLAUSE_MARKS = (", ", "; ", "\n")
_LIST_MARK = re.compile(r"^\s*(?:[-–•*·]|\d+[.)])\s+")
_PART = re.compile(r"\d{4,5}\s?-\s?(\d{1,2})\b")
_ANNOUNCED = re.compile(r"vorbereitung|beantragt|geplant|laeuft|in arbeit|angestrebt")
_DEPTHS = (Depth.CORE, Depth.SUPPLEMENTARY, Depth.VIA_PARTNER)


@dataclass(frozen=True, slots=True)
class Answers:
    """The free answers of one firm, word for word; `machines` holds one text per machine."""

    core: str = ""
    offered: str = ""
    sought: str = ""
    materials: str = ""
    machines: tuple[str, ...] = ()
    dimensions: str = ""
    batches: str = ""
    industries: str = ""


@dataclass(frozen=True, slots=True)
class RecognisedCapability:
    """A process that the answers name; `text` is the passage that names it, `limits` are per material family."""

    process: str
    relation: Relation
    depth: Depth | None
    text: str
    limits: LimitsByMaterial = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecognisedCertificate:
    """A certificate of the vocabulary with part and level as far as they are named, and the wording."""

    certificate: str
    name: str
    part: str
    level: str
    state: CertificateState


@dataclass(frozen=True, slots=True)
class Recognised:
    """Everything the answers of a firm say; keys are those of the vocabulary, in the order of the answers.

    `unmapped` holds the content words that nothing recognised, as they are written, each once.
    """

    capabilities: tuple[RecognisedCapability, ...] = ()
    materials: tuple[str, ...] = ()
    certificates: tuple[RecognisedCertificate, ...] = ()
    industries: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()


def recognise(answers: Answers, vocabulary: Vocabulary) -> Recognised:
    """Return what the answers say.

    Offered: processes of the first answer as core, of the second as supplementary, those done by a partner as
    via partner, machines as supplementary where the process is not named otherwise. What is negated, planned,
    traded, repaired or taught is no capability. Sought: everything the third answer names. Materials come from
    all answers but the third, certificates from the first two.
    """
    parks = [text for text in answers.machines if text.strip()]
    own_work, offers, named, *equipment = settled(
        [
            (Source.WORK, analyse(answers.core, vocabulary)),
            (Source.WORK, analyse(answers.offered, vocabulary)),
            (Source.NO_WORK, analyse(answers.materials, vocabulary)),
            *((Source.MACHINES, analyse(text, vocabulary)) for text in parks),
        ],
        vocabulary,
    )
    wishes = analyse(answers.sought, vocabulary)
    core, offered, sought = (_passages(analysis) for analysis in (own_work, offers, wishes))
    machines = [_Passage(text, analysis) for text, analysis in zip(parks, equipment, strict=True)]
    materials = _Passage(answers.materials, named)
    found = _Found()
    for depth, passages in ((Depth.CORE, core), (Depth.SUPPLEMENTARY, offered)):
        for passage in passages:
            found.add_offer_answer(passage, depth, vocabulary)
    for passage in machines:
        found.add_machine(passage, vocabulary)
    for passage in sought:
        found.add_sought(passage)
    general = limits_of_answers(dimensions=answers.dimensions, batches=answers.batches, vocabulary=vocabulary)
    return Recognised(
        capabilities=tuple(found.capabilities(general)),
        materials=_distinct(
            key
            for passage in (materials, *core, *offered, *machines)
            for key in passage.analysis.keys(Kind.MATERIAL)
        ),
        certificates=_certificates([*core, *offered], vocabulary),
        industries=_distinct(
            mention.key
            for entry in _LIST_ENTRIES.split(answers.industries)
            for mention in analyse(entry, vocabulary).mentions
            if mention.kind is Kind.INDUSTRY
        ),
        unmapped=_unmapped([own_work, offers, wishes, named, *equipment]),
    )


def recognise_certificate(name: str, number: str, vocabulary: Vocabulary) -> RecognisedCertificate | None:
    """Return the certificate of the vocabulary that a listed name means, None where it is not known.

    In: name and number as the firm lists them ("DIN EN 1090-2 EXC3", "in Vorbereitung"). Out: node, part,
    level and whether it is held or only announced.
    """
    analysis = analyse(name, vocabulary)
    mentions = [mention for mention in analysis.mentions if mention.kind is Kind.CERTIFICATE]
    if not mentions:
        return None
    state = announced_state(name, number, mentions[0])
    return _certificate(mentions[0], name, name, vocabulary, state)


def announced_state(name: str, number: str, mention: Mention | None = None) -> CertificateState:
    """Say whether a listed certificate is held or only announced ("in Vorbereitung", "beantragt")."""
    announced = _ANNOUNCED.search(fold(f"{name} {number}")) or (mention and mention.role is Role.PLANNED)
    return CertificateState.ANNOUNCED if announced else CertificateState.HELD


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    analysis: Analysis


class _Found:
    """Collects capabilities; the strongest statement about a process wins."""

    def __init__(self) -> None:
        self._offered: dict[str, tuple[Depth, str]] = {}
        self._sought: dict[str, str] = {}
        self._limits: dict[str, LimitsByMaterial] = {}

    def add_offer_answer(self, passage: _Passage, depth: Depth, vocabulary: Vocabulary) -> None:
        own = []
        for mention in _processes(passage.analysis):
            if mention.role is Role.PLAIN:
                own.append(mention)
                self._offer(mention.key, depth, passage.text)
            elif mention.role is Role.PARTNER:
                self._offer(mention.key, Depth.VIA_PARTNER, passage.text)
            elif mention.role is Role.SOUGHT:
                self._sought.setdefault(mention.key, passage.text)
        self._limit(own, passage, vocabulary)

    def add_machine(self, passage: _Passage, vocabulary: Vocabulary) -> None:
        for mention in _processes(passage.analysis):
            if mention.role is Role.PLAIN and not self._names(mention.key, vocabulary):
                self._offer(mention.key, Depth.SUPPLEMENTARY, passage.text)

    def add_sought(self, passage: _Passage) -> None:
        for mention in _processes(passage.analysis):
            if mention.role in (Role.PLAIN, Role.SOUGHT, Role.PARTNER, Role.CUSTOMER, Role.EQUIVALENT):
                self._sought.setdefault(mention.key, passage.text)

    def capabilities(self, general: Limits) -> Iterator[RecognisedCapability]:
        for key, (depth, text) in self._offered.items():
            limits = self._limits.get(key, {})
            if depth is Depth.CORE and general:
                limits = {**limits, "": limits.get("", Limits()).with_batch_of(general).filled_from(general)}
            yield RecognisedCapability(key, Relation.OFFERED, depth, text, limits)
        for key, text in self._sought.items():
            yield RecognisedCapability(key, Relation.SOUGHT, None, text)

    def _offer(self, key: str, depth: Depth, text: str) -> None:
        known = self._offered.get(key)
        if known is None or _DEPTHS.index(depth) < _DEPTHS.index(known[0]):
            self._offered[key] = (depth, text)

    def _names(self, key: str, vocabulary: Vocabulary) -> bool:
        """Say whether the answers name the process or a more special one."""
        return key in self._offered or any(
            key in vocabulary.ancestors(Kind.PROCESS, offered) for offered in self._offered
        )

    def _limit(self, mentions: list[Mention], passage: _Passage, vocabulary: Vocabulary) -> None:
        analysis = passage.analysis
        for measure in analysis.measures:
            stated = limits_of_analysis(analysis, vocabulary, (measure,))
            for key in _meant_by(measure, mentions, analysis.text):
                own = self._limits.setdefault(key, {})
                for material, limits in stated.items():
                    known = own.get(material, Limits())
                    own[material] = (
                        known.joined_batch(limits)
                        if "klasse" in measure.values
                        else known.filled_from(limits)
                    )


def _meant_by(measure: Measure, mentions: list[Mention], text: str) -> set[str]:
    """Return the processes whose limit a measure states: those of its clause, else the last one named before.

    A limit that is missed makes a question, a limit put to the wrong process an exclusion; so never more.
    """
    start = max((text.rfind(mark, 0, measure.start) for mark in _CLAUSE_MARKS), default=-1)
    ends = [end for mark in _CLAUSE_MARKS if (end := text.find(mark, measure.end)) != -1]
    end = min(ends, default=len(text))
    inside = {mention.key for mention in mentions if start < mention.start < end}
    return inside or {mention.key for mention in [m for m in mentions if m.end <= measure.start][-1:]}


def _unmapped(analyses: Iterable[Analysis]) -> tuple[str, ...]:
    words: dict[str, str] = {}
    for analysis in analyses:
        for token in analysis.unmapped:
            words.setdefault(token.folded, token.surface)
    return tuple(words.values())


def _passages(analysis: Analysis) -> list[_Passage]:
    """Cut an answer that was analysed whole, so that a heading or a negation reaches its list, into passages."""
    text = analysis.text
    passages = []
    start = 0
    for end, following in [(m.start(), m.end()) for m in _PASSAGE_END.finditer(text)] + [(len(text),) * 2]:
        inside = Analysis(
            text,
            tuple(m for m in analysis.mentions if start <= m.start < following),
            tuple(m for m in analysis.measures if start <= m.start < following),
        )
        words = _LIST_MARK.sub("", text[start:end]).strip()
        if inside.mentions:
            passages.append(_Passage(_shortened(words), inside))
        start = following
    return passages


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_PASSAGE:
        return text
    return text[: LONGEST_PASSAGE - 1].rsplit(" ", 1)[0] + "…"


def _processes(analysis: Analysis) -> Iterator[Mention]:
    """Yield the processes; a weak wording inside a plainly named one ("Drehen bis …") says nothing more."""
    processes = [mention for mention in analysis.mentions if mention.kind is Kind.PROCESS]
    strong = [mention for mention in processes if mention.evidence is not Evidence.WEAK]
    for mention in processes:
        if mention in strong or not any(m.start < mention.end and m.end > mention.start for m in strong):
            yield mention


def _certificates(passages: list[_Passage], vocabulary: Vocabulary) -> tuple[RecognisedCertificate, ...]:
    found: dict[tuple[str, str], RecognisedCertificate] = {}
    for passage in passages:
        for mention in passage.analysis.mentions:
            if mention.kind is Kind.CERTIFICATE and mention.role in (Role.PLAIN, Role.PLANNED):
                state = CertificateState.HELD if mention.role is Role.PLAIN else CertificateState.ANNOUNCED
                whole = passage.analysis.text[mention.start : mention.end + 4]
                certificate = _certificate(mention, mention.surface, whole, vocabulary, state)
                found.setdefault((certificate.certificate, certificate.part), certificate)
    return tuple(found.values())


def _certificate(
    mention: Mention, name: str, words: str, vocabulary: Vocabulary, state: CertificateState
) -> RecognisedCertificate:
    levels = vocabulary.node(Kind.CERTIFICATE, mention.key).levels
    level = mention.level or ""
    part = _PART.search(words)
    number = f"-{part[1]}" if part else ""
    if number in levels:
        level, number = level or number, ""
    return RecognisedCertificate(mention.key, name, number, level, state)


def _distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
