"""What a demand is taken to ask for when its text names no work: by its certificates, its shape, its words; pure."""

from __future__ import annotations

from collections.abc import Sequence

from companies.search.requirement import Option, understand
from competences.language import Kind, Vocabulary
from matching.domain.asked import Asked
from matching.domain.leading import CERTIFIED_WORK
from matching.domain.wanted import FURTHER, Criterion, Values, WantedStep
from matching.enums import Attribute

STEP_SHARE = 0.55
"""A process is a step when it is asked for at least so surely, compared with the surest one …"""
STEP_FLOOR = 0.28
"""… and at least so surely in itself."""


def by_certificate(criteria: Sequence[Criterion], vocabulary: Vocabulary) -> list[WantedStep]:
    """Return the work for which the certificates asked for are made, where no work is named."""
    keys = [
        key
        for criterion in criteria
        if criterion.attribute is Attribute.CERTIFICATE
        for key in CERTIFIED_WORK.get(criterion.key, ())
        if vocabulary.has(Kind.PROCESS, key)
    ]
    options = tuple(
        Option(key, 1.0 if place == 0 else FURTHER) for place, key in enumerate(dict.fromkeys(keys))
    )
    return [WantedStep(number=1, options=options, certainty=STEP_SHARE)] if options else []


def by_shape(
    asked: Sequence[Asked], criteria: Sequence[Criterion], vocabulary: Vocabulary
) -> list[WantedStep]:
    """Return the usual work for a part of which only the shape is told: round parts are turned, others milled."""
    stated = {criterion.attribute for criterion in criteria}
    edges = next((c.values for c in criteria if c.attribute is Attribute.ENVELOPE), Values())
    if Attribute.CYLINDER in stated and not any(one.weight >= STEP_FLOOR for one in asked):
        keys: tuple[str, ...] = ("drehen",)
    elif any(one.is_feature for one in asked) or edges.height_mm is not None:
        keys = ("fraesen", "bohren") if Attribute.CYLINDER not in stated else ("drehen",)
    else:
        return []
    options = tuple(
        Option(key, 1.0 if key == keys[0] else FURTHER) for key in keys if vocabulary.has(Kind.PROCESS, key)
    )
    return [WantedStep(number=1, options=options, certainty=STEP_SHARE)] if options else []


def nearest_steps(title: str, text: str, vocabulary: Vocabulary) -> list[WantedStep]:
    """Return what title or text come near to, read as a search text is, where no process was recognised."""
    for wording in (title, f"{title} {text}"[:300]):
        parts = [p for p in understand(wording, vocabulary).parts if p.kind == Kind.PROCESS and not p.is_hint]
        if parts:
            best = max(parts, key=lambda p: p.options[0].certainty)
            return [
                WantedStep(
                    number=1,
                    options=best.options,
                    certainty=best.options[0].certainty,
                    passage=best.passage,
                    part=best,
                )
            ]
    return []
