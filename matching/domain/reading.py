"""From what a buyer writes to what is proposed: steps, criteria and what to ask back; pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from competences.language import Vocabulary
from matching.domain.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote about a demand: title and text, and the hints of fields beside them ("" or None: empty)."""

    title: str = ""
    text: str = ""
    material: str = ""
    quantity: str = ""
    certificates: tuple[str, ...] = ()
    place: str = ""
    radius_km: float | None = None
    needed_by: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was understood, to be confirmed by the person; nothing of it is applied by itself.

    `questions` names what matters for such work and was not said: attribute → question in German. `unknown` are the
    words that nothing recognised.
    """

    wanted: Wanted
    questions: Mapping[str, str]
    unknown: tuple[str, ...] = ()


def read_demand(written: Written, vocabulary: Vocabulary) -> Proposal:
    """Return what a demand asks for, as the entry page proposes it. Never raises on any text."""
    raise NotImplementedError
