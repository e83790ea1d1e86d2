"""The closed sets of the language analysis (plain enums: the analysis knows nothing of Django)."""

from enum import StrEnum


class Kind(StrEnum):
    """To which part of the vocabulary a node belongs."""

    PROCESS = "process"
    MATERIAL = "material"
    CERTIFICATE = "certificate"
    INDUSTRY = "industry"
    PLACE = "place"


class Role(StrEnum):
    """What the text says about a mention; only PLAIN mentions are what the text is about as it stands."""

    PLAIN = "plain"
    NEGATED = "negated"
    PARTNER = "partner"
    SOUGHT = "sought"
    TRADE = "trade"
    REPAIR = "repair"
    PLANNED = "planned"
    EXPIRED = "expired"
    EQUIVALENT = "equivalent"
    TRAINING = "training"
    CUSTOMER = "customer"
    QUESTION = "question"


class Evidence(StrEnum):
    """How a mention is worded, from the strongest proof of a capability to the weakest."""

    WORD = "word"
    ACTIVITY = "activity"
    PRODUCT = "product"
    EQUIPMENT = "equipment"
    DERIVED = "derived"
    SUFFIX = "suffix"
    WEAK = "weak"


class RelationKind(StrEnum):
    """How a process is related to another.

    COVERS: who asks for the source, an umbrella term in the shops, also means the target (which stands elsewhere in
    the tree); nothing follows in the other direction.
    """

    SUBSTITUTE = "substitute"
    GOES_WITH = "goes_with"
    FOLLOWS = "follows"
    COVERS = "covers"


class TokenType(StrEnum):
    """What sort of token stands in the text."""

    WORD = "word"
    NUMBER = "number"
    CODE = "code"
    PUNCTUATION = "punctuation"
