"""How a demand words work and things: forms of words and what stands around them; pure."""

from __future__ import annotations

import re
from enum import StrEnum

from competences.language import Analysis, Evidence, Kind, Mention, Role, TokenType, Vocabulary
from matching.domain.phrases import (
    CAPITAL_PARTICIPLE,
    DONE,
    GENITIVE_BEFORE,
    INFLECTED,
    JOINED,
    NEEDS_AFTER,
    NOMINAL,
    OBJECT_BEFORE,
    PARTICIPLE,
    SOUGHT_BEFORE,
    SUPPLIER_BEFORE,
    VERB,
)

_OBJECT_ROOTS = frozenset({"bauteile-baugruppen"})
_OBJECTS = frozenset(
    {
        "flachdichtungen",
        "gummi-formteile",
        "bedrucken-schilder",
        "vorrichtungsbau",
        "formenbau",
        "strangpressen",
    }
)
"""Products among the processes: their names stand for a thing before they stand for work."""
_STARTING_STATE = re.compile(r"^(?:Ge|Ver|Be|Ent)\w+t$")
_HARDNESS = re.compile(r"\d\s*(?:HRC|HV|HB)\b|\b(?:HRC|HV|HB)\s*\d")
_ENGLISH_DONE = re.compile(r"[a-z]{2,}ed$")
_PIECE = re.compile(r"(?:teil|teile|teilen|stück|stücke|block|blöcke|platte|platten)$", re.IGNORECASE)


class Form(StrEnum):
    """How a mention stands in the text."""

    VERB = "verb"
    DONE = "done"
    QUALITY = "quality"
    ATTRIBUTE = "attribute"
    NOUN = "noun"
    OBJECT = "object"


def form_of(mention: Mention, analysis: Analysis, vocabulary: Vocabulary) -> Form:
    """Return how a mention stands in its text: as a verb, a state, an adjective, a noun of work or a thing."""
    tokens = [t for t in analysis.tokens if mention.start < t.end and t.start < mention.end]
    following = next(
        (t for t in analysis.tokens if t.start >= mention.end and t.type is not TokenType.PUNCTUATION), None
    )
    last = tokens[-1].surface if tokens else mention.surface
    gap = analysis.text[mention.end : following.start] if following else "."
    before_noun = (
        following is not None
        and not gap.strip(" ")
        and (following.surface[:1].isupper() or following.type is TokenType.CODE)
    )
    if _HARDNESS.search(mention.surface):
        return Form.QUALITY
    lower = last[:1].islower()
    opens = _opens_sentence(mention.start, analysis.text)
    inflected = PARTICIPLE.search(last) and INFLECTED.search(last) and before_noun
    if inflected and (lower or (opens and CAPITAL_PARTICIPLE.search(last))):
        # "gehärteten Räder" describes, "härten Räder" does not
        done = mention.evidence is Evidence.ACTIVITY or last.endswith(("te", "ter", "ten"))
        if done or not VERB.search(last):
            return Form.ATTRIBUTE
    if opens and not lower and mention.evidence is Evidence.ACTIVITY and _STARTING_STATE.search(last):
        return Form.DONE
    if lower:
        if VERB.search(last) and not DONE.search(last):
            return Form.VERB
        return Form.DONE if DONE.search(last) or _ENGLISH_DONE.search(last) else Form.QUALITY
    if mention.role is Role.SOUGHT and SOUGHT_BEFORE.search(analysis.text[: mention.start]):
        return Form.NOUN
    if mention.evidence is Evidence.DERIVED and _PIECE.search(last):
        return Form.OBJECT
    if mention.evidence in (Evidence.PRODUCT, Evidence.EQUIPMENT) or is_object(mention.key, vocabulary):
        return Form.OBJECT
    return Form.NOUN


def is_material(mention: Mention, analysis: Analysis) -> bool:
    """Say whether the same words name a material as well."""
    return any(
        m.kind is Kind.MATERIAL and m.start < mention.end and mention.start < m.end for m in analysis.mentions
    )


def is_object(key: str, vocabulary: Vocabulary) -> bool:
    """Say whether a node names a thing rather than work."""
    lineage = vocabulary.with_ancestors(Kind.PROCESS, key)
    return lineage[-1] in _OBJECT_ROOTS or not _OBJECTS.isdisjoint(lineage)


def _opens_sentence(start: int, text: str) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?:\n" or text[:start].endswith("\n")


def is_worked_on(
    mention: Mention,
    form: Form,
    clause: tuple[int, int],
    analysis: Analysis,
    vocabulary: Vocabulary,
    in_title: bool,
) -> bool:
    """Say whether the mention names what the work is done on: "unsere Stanzteile", "Räder sollen …"."""
    if form not in (Form.NOUN, Form.OBJECT):
        return False
    before = analysis.text[max(clause[0], mention.start - 50) : mention.start]
    if SUPPLIER_BEFORE.search(before):
        return False
    if OBJECT_BEFORE.search(before) or (in_title and GENITIVE_BEFORE.search(before)):
        return True
    if in_title and _follows_work(mention, analysis, vocabulary):
        return True
    after = analysis.text[mention.end : clause[1]]
    if NEEDS_AFTER.match(after):
        return True
    is_work = NOMINAL.search(mention.surface) and not is_object(mention.key, vocabulary)
    return not is_work and _is_object_of_verb(mention, clause, analysis)


def _follows_work(mention: Mention, analysis: Analysis, vocabulary: Vocabulary) -> bool:
    """Say whether the work stands right before the noun: "Vakuumhärten Schnittstempel"."""
    return any(
        other.kind is Kind.PROCESS
        and other.end < mention.start
        and not analysis.text[other.end : mention.start].strip(" ")
        and other.surface[:1].isupper()
        and other.key != mention.key
        and form_of(other, analysis, vocabulary) is Form.NOUN
        for other in analysis.mentions
    )


def is_how(mention: Mention, analysis: Analysis) -> bool:
    """Say whether the mention stands alone in brackets behind work: "verschweißt (Roboter)"."""
    if (
        analysis.text[mention.start - 1 : mention.start] != "("
        or analysis.text[mention.end : mention.end + 1] != ")"
    ):
        return False
    before = analysis.text[: mention.start - 1].rstrip()
    return any(m.kind is Kind.PROCESS and m.end == len(before) for m in analysis.mentions)


def _is_object_of_verb(mention: Mention, clause: tuple[int, int], analysis: Analysis) -> bool:
    """Say whether a verb of work follows the noun: "Zahnräder nitrieren", but not "Laserschneiden und kanten"."""
    for other in analysis.mentions:
        if other.kind is Kind.PROCESS and mention.end <= other.start < clause[1]:
            if other.surface[:1].isupper() or not VERB.search(other.surface):
                continue
            gap = analysis.text[mention.end : other.start]
            return "\n" not in gap and JOINED.fullmatch(gap) is None
    return False
