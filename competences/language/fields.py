"""Figures from a form field whose label says what they are: batch sizes, largest dimensions."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from competences.language.structures import Measure
from competences.language.vocabulary import Vocabulary


class Field(StrEnum):
    """A form field that holds bare figures."""

    BATCH = "batch"
    SIZE = "size"


_ATTRIBUTES = MappingProxyType(
    {
        Field.BATCH: frozenset({"losgroesse"}),
        Field.SIZE: frozenset(
            {"abmessung-lxbxh", "abmessung-lxb", "stueckgewicht", "laenge", "stangendurchlass"}
        ),
    }
)


def read_field(text: str, vocabulary: Vocabulary, field: Field) -> tuple[Measure, ...]:
    """Return the measures of a field's answer, in base units: "1 – 800" is a batch, "1000 x 700" a size in mm.

    Measures that say themselves what they are ("Ø 350 x 700") are read as everywhere.
    """
    return tuple(vocabulary.measures.find(text, bare=_ATTRIBUTES[field]))
