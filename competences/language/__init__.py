"""Analysis of the industry's German: pure functions over text and a compiled vocabulary."""

from competences.language.analysis import analyse
from competences.language.enums import Evidence, Kind, RelationKind, Role, TokenType
from competences.language.fields import Field, read_field
from competences.language.folding import fold
from competences.language.records import place_key, read_nodes, read_places
from competences.language.spelling import Repaired, WordIndex, repair, vocabulary_words
from competences.language.structures import (
    Analysis,
    Confusion,
    Measure,
    Mention,
    NearNode,
    Node,
    Place,
    Relation,
    Repair,
    Token,
)
from competences.language.suggestions import nearest_nodes
from competences.language.vocabulary import Vocabulary

__all__ = [
    "Analysis",
    "Confusion",
    "Evidence",
    "Field",
    "Kind",
    "Measure",
    "Mention",
    "NearNode",
    "Node",
    "Place",
    "Relation",
    "RelationKind",
    "Repair",
    "Repaired",
    "Role",
    "Token",
    "TokenType",
    "Vocabulary",
    "WordIndex",
    "analyse",
    "fold",
    "nearest_nodes",
    "place_key",
    "read_field",
    "read_nodes",
    "read_places",
    "repair",
    "vocabulary_words",
]
