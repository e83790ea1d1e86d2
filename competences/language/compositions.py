"""What two words mean together that none of them says alone: "automatisiertes MAG-Schweißen" is robot welding; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from competences.language.enums import Evidence, Kind, Role
from competences.language.structures import Mention

if TYPE_CHECKING:
    from competences.language.vocabulary import Vocabulary

_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class Composition:
    """Words right before a process (or something below it) that make it another one."""

    words: re.Pattern[str]
    process: str
    means: str


def compile_compositions(records: Iterable[Mapping[str, Any]]) -> tuple[Composition, ...]:
    """Return the compositions of `attributes.yaml`: beginnings of words, the process they stand before, the result."""
    return tuple(
        Composition(
            re.compile(rf"\b(?:{'|'.join(map(re.escape, record['words']))})\w*\s+$", re.IGNORECASE),
            record["process"],
            record["means"],
        )
        for record in records
    )


def composed_mentions(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield what words and processes mean together, besides the mentions that there are."""
    for mention in mentions:
        if mention.kind is not Kind.PROCESS or mention.role is not Role.PLAIN:
            continue
        for composition in vocabulary.compositions:
            known = vocabulary.lineage(Kind.PROCESS, mention.key)
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
                    _CONFIDENCE,
                )
