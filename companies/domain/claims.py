"""Which recognised mentions count as statements of the firm; the profile and the search row both ask here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto

from competences.language import Analysis, Evidence, Kind, Mention, Role, Vocabulary

_BEYOND_DOUBT = frozenset({Evidence.WORD, Evidence.ACTIVITY, Evidence.PRODUCT})
"""A wording of this kind outweighs a denial elsewhere; everything weaker gives way to it."""

_NO_MACHINE_WORK = (
    "engineering",
    "automatisierung-elektro",
    "bauteile-baugruppen",
    "handel",
    "personal-bildung",
    "forschung-transfer",
    "einkauf-energie",
)
"""Fields of products and services: a welding set or a test bench in the workshop is neither trade nor product."""


class Source(Enum):
    """From which sort of answer a text comes; NO_WORK are those that name materials or industries."""

    WORK = auto()
    MACHINES = auto()
    NO_WORK = auto()


def settled(answers: Iterable[tuple[Source, Analysis]], vocabulary: Vocabulary) -> list[Analysis]:
    """Return the analyses of a firm's answers with the mentions that count, in the same order.

    The materials answer names materials only ("DC01 verzinkt" is no process); machines prove processes, neither
    products nor services; and what the firm denies anywhere takes away every weaker hint at that process or at
    anything below it.
    """
    read = list(answers)
    denied = _denied((analysis for _, analysis in read), vocabulary)
    return [_kept(source, analysis, denied, vocabulary) for source, analysis in read]


def _denied(analyses: Iterable[Analysis], vocabulary: Vocabulary) -> frozenset[str]:
    named = {
        mention.key
        for analysis in analyses
        for mention in analysis.mentions
        if mention.kind is Kind.PROCESS and mention.role is Role.NEGATED
    }
    return frozenset(named).union(*(vocabulary.descent(Kind.PROCESS, key) for key in named))


def _kept(source: Source, analysis: Analysis, denied: frozenset[str], vocabulary: Vocabulary) -> Analysis:
    mentions = tuple(
        m for m in analysis.mentions if _counts(source, m, denied, analysis.mentions, vocabulary)
    )
    return analysis if len(mentions) == len(analysis.mentions) else replace(analysis, mentions=mentions)


def _counts(
    source: Source,
    mention: Mention,
    denied: frozenset[str],
    mentions: Sequence[Mention],
    vocabulary: Vocabulary,
) -> bool:
    if mention.kind is not Kind.PROCESS or mention.role is Role.NEGATED:
        return True
    if source is Source.NO_WORK:
        return False
    if source is Source.MACHINES and not vocabulary.lineage(Kind.PROCESS, mention.key).isdisjoint(
        _NO_MACHINE_WORK
    ):
        return False
    return mention.key not in denied or (
        mention.evidence in _BEYOND_DOUBT and mention.role is not Role.QUESTION
    )
