"""Which recognised mentions count as statements of the firm; the profile and the search row both ask here."""

import re
from collections.abc import Iterable, Mapping, Sequence
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


_FIELDS_OF_TRADE: Mapping[str, frozenset[str]] = {
    "maschinenhandel": frozenset({"dienstleistung-logistik"}),
    "personaldienstleistung": frozenset({"personal-bildung", "dienstleistung-logistik"}),
    "personal-bildung": frozenset(
        {"personal-bildung", "forschung-transfer", "messen-pruefen", "dienstleistung-logistik"}
    ),
}
"""Who begins with such a trade → the fields of work that are still the firm's own."""

_DESIGN = frozenset(
    {"konstruktion", "produktentwicklung", "berechnung-simulation", "fem", "cad-konstruktion"}
)
_DESIGNED = re.compile(r"\s+(?:(?:und|u\.)\s+\w+\s+)?(?:von|für|der|des|\w+e[rnsm])\b[^,;.:\n]*")
_BUILT = re.compile(r"\b(?:Bau|Fertigung|Herstellung|Montage|Produktion|Umsetzung)\b")


class Source(Enum):
    """From which sort of answer a text comes; NO_WORK are those that name materials or industries."""

    WORK = auto()
    MACHINES = auto()
    NO_WORK = auto()


def settled(answers: Iterable[tuple[Source, Analysis]], vocabulary: Vocabulary) -> list[Analysis]:
    """Return the analyses of a firm's answers with the mentions that count, in the same order.

    The materials answer names materials only ("DC01 verzinkt" is no process); machines prove processes, neither
    products nor services; and what the firm denies anywhere takes away every weaker hint at that process or at
    anything below it. Who sells machines, lends people, teaches or designs names work that others do.
    """
    read = list(answers)
    denied = _denied((analysis for _, analysis in read), vocabulary)
    kept = [_kept(source, analysis, denied, vocabulary) for source, analysis in read]
    trade = _trade((analysis for source, analysis in read if source is Source.WORK), vocabulary)
    return [
        analysis if source is Source.NO_WORK else _own_work(analysis, trade, vocabulary)
        for (source, _), analysis in zip(read, kept, strict=True)
    ]


def _trade(analyses: Iterable[Analysis], vocabulary: Vocabulary) -> str:
    """Return the key or the root of the first process that the firm names, where it is work on others' work."""
    for analysis in analyses:
        for mention in analysis.mentions:
            if mention.kind is Kind.PROCESS and mention.role in (Role.PLAIN, Role.TRADE):
                lineage = vocabulary.with_ancestors(Kind.PROCESS, mention.key)
                found = next((key for key in lineage if key in _FIELDS_OF_TRADE), "")
                if found or mention.evidence in _BEYOND_DOUBT:
                    return found
    return ""


def _is_of_others(mention: Mention, analysis: Analysis, trade: str, vocabulary: Vocabulary) -> bool:
    if mention.kind is not Kind.PROCESS or mention.role is Role.NEGATED:
        return False
    if (
        trade == "maschinenhandel"
        and mention.evidence is not Evidence.EQUIPMENT
        and mention.role is Role.PLAIN
    ):
        return False
    if trade:
        root = vocabulary.with_ancestors(Kind.PROCESS, mention.key)[-1]
        return root not in _FIELDS_OF_TRADE[trade]
    return _is_designed(mention, analysis)


def _is_designed(mention: Mention, analysis: Analysis) -> bool:
    """Say whether the mention is what somebody designs or calculates: "Konstruktion von Schweißbaugruppen"."""
    for other in analysis.mentions:
        if other.key in _DESIGN and other.end < mention.start:
            gap = analysis.text[other.end : mention.start]
            if _DESIGNED.fullmatch(gap) and not _BUILT.search(gap):
                return True
    return False


def _own_work(analysis: Analysis, trade: str, vocabulary: Vocabulary) -> Analysis:
    mentions = tuple(m for m in analysis.mentions if not _is_of_others(m, analysis, trade, vocabulary))
    return analysis if len(mentions) == len(analysis.mentions) else replace(analysis, mentions=mentions)


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
