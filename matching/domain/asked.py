"""Which of the processes that a demand's text names are asked for, and which only describe the part; pure.

A buyer writes "Gefräste Platten sollen eloxiert werden": milling is how the part arrives, anodising is wanted. The
rules here weigh every mention by its form (verb, adjective before a noun, noun), the words around it and its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from competences.language import Analysis, Evidence, Kind, Mention, Role, Vocabulary, analyse
from matching.domain.leading import makes_parts
from matching.domain.phrases import (
    FEATURE_BEFORE,
    NEEDED,
    ON_MACHINE,
    SEARCHED,
    WISH,
    WITH_BEFORE,
)
from matching.domain.provided import clause_at, is_missing, is_provided, is_ready, sentence_at
from matching.domain.wording import Form, form_of, is_how, is_material, is_object, is_worked_on

_ASKED_ROLES = frozenset(Role) - {Role.NEGATED, Role.EXPIRED}


_FORM_WEIGHT = {
    Form.VERB: 1.0,
    Form.DONE: 1.0,
    Form.QUALITY: 0.6,
    Form.NOUN: 0.95,
    Form.ATTRIBUTE: 0.7,
    Form.OBJECT: 0.62,
}
_EVIDENCE_WEIGHT = {
    Evidence.WORD: 1.0,
    Evidence.ACTIVITY: 1.0,
    Evidence.PRODUCT: 0.9,
    Evidence.EQUIPMENT: 0.85,
    Evidence.DERIVED: 0.7,
    Evidence.SUFFIX: 0.8,
    Evidence.WEAK: 0.62,
}
_MODIFIERS = frozenset(
    {"reverse-engineering", "prototypenbau", "lohnfertigung", "ersatzteilfertigung", "fertigungsplanung"}
)
"""How or for what something is made; a step only where nothing else is asked for."""
_MODIFIER_FACTOR = 0.4
_MATERIAL_FACTOR = 0.5
"""What a weak wording keeps that names a material as well: "Zink", "Guss", "Rohr"."""
_READY_FACTOR = 0.5
"""What a state keeps behind "fertig" or "bereits": it may be how the part arrives."""
_PAPER = re.compile(
    r"(?:plan|pläne|nachweis|nachweise|protokoll|protokolle|bericht|berichte|zeugnis|zeugnisse|unterlagen|dokumentation)$",
    re.IGNORECASE,
)
"""Papers that come with the work."""
_SHAPE = re.compile(
    r"(?:bohrung|gewinde|nut|fase|passung|absatz|freistich|kontur|senkung|tasche)(?:en|n|s|e)?$",
    re.IGNORECASE,
)
"""Features that any shop of the trade cuts along the way."""
_LISTED = 0.85
"""How surely an everyday verb means work beside other verbs of work."""
_MADE_OF = re.compile(r"\s+aus\s+")
_NEAR = 12
"""So far behind "aus" a material may begin: "aus 1,5-mm-Blech"."""
_OBJECT_FACTOR = 0.45
"""What a noun keeps that names the part on which something else is to be done."""
_FEATURE_FACTOR = 0.7
"""What a noun keeps that names a feature or the packing of the part: "mit Gewinden", "in Gitterboxen"."""
_BETWEEN_OPTIONS = 0.15
_GENERAL_IN_TITLE = 0.65
"""How surely the general process is meant that the title names beside a special one of the text."""
_SPECIAL_SHARE = 0.5
"""A special process takes the place of the general one when it is asked for at least so surely …"""
_SPECIAL_COMPARED = 0.62
"""… and at least so surely in comparison with the general one."""
_QUESTION_SOUGHT = 1.0
"""What an everyday word of work keeps in a sentence that says what is sought …"""
_QUESTION_IN_TITLE = 0.95
"""… and in a title, where it is written as in a search box."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A process that may be asked for: readings of one passage with one weight (0…1).

    Readings above the first one in the tree stand for what is asked in general, as surely as `general` says (0…1);
    those in `equal` are meant as surely as the first one. `is_part` marks a part of its own, said with what it is made
    of ("Verkleidungen aus Blech").
    """

    keys: tuple[str, ...]
    weight: float
    form: Form
    is_wish: bool
    is_feature: bool
    is_worked_on: bool
    is_modifier: bool
    is_machine: bool
    is_demanded: bool
    is_needed: bool
    is_with: bool
    in_title: bool
    start: int
    end: int
    passage: str
    general: float = 0.25
    equal: frozenset[str] = frozenset()
    is_part: bool = False


def asked_processes(analysis: Analysis, title_end: int, vocabulary: Vocabulary) -> list[Asked]:
    """Return every process the text names with the weight with which it is asked for, in the order of the text.

    In: the analysis of title and text as one; where the title ends. Out: readings of one passage together, best first;
    what the buyer does himself or rules out is left out. Weights are relative: the caller decides what counts.
    """
    found: list[Asked] = []
    dropped: set[str] = set()
    title = analyse(analysis.text[:title_end], vocabulary, query=True)
    titled = {m.key for m in title.mentions if m.kind is Kind.PROCESS and m.role is not Role.QUESTION}
    for group in _grouped(analysis):
        first = group[0]
        clause = clause_at(analysis.text, first.start, first.end)
        words = analysis.text[slice(*clause)]
        in_title = first.start < title_end
        form = form_of(first, analysis, vocabulary)
        is_state = form in (Form.DONE, Form.QUALITY)
        if not in_title and is_provided(analysis.text, first.start, first.end, is_state=is_state):
            dropped.update(m.key for m in group)
            continue
        weight = _FORM_WEIGHT[form] * _EVIDENCE_WEIGHT[first.evidence]
        if is_state and is_ready(analysis.text, first.start):
            weight *= _READY_FACTOR
        demanded = _is_demanded(first, form, analysis.text, in_title)
        vague = first.role is Role.QUESTION or first.evidence is Evidence.WEAK
        is_part = vague and form is Form.OBJECT and _is_made_of(first, analysis)
        if is_part:
            weight = _FORM_WEIGHT[form] * _EVIDENCE_WEIGHT[Evidence.PRODUCT]
        elif first.role is Role.QUESTION:
            weight *= _question_factor(
                first,
                form,
                in_title=in_title,
                in_query=first.key in titled,
                demanded=demanded,
                vocabulary=vocabulary,
            )
        if first.role is Role.SOUGHT:
            weight *= 1.15
        if first.role is Role.CUSTOMER and form is not Form.OBJECT:
            weight *= 0.5
        worked_on = is_worked_on(first, form, clause, analysis, vocabulary, in_title)
        if worked_on:
            weight *= _OBJECT_FACTOR
        before = analysis.text[clause[0] : first.start]
        shape = _SHAPE.search(first.surface) is not None
        feature = (
            form in (Form.OBJECT, Form.ATTRIBUTE)
            or shape
            or (first.evidence is Evidence.WEAK and form is Form.NOUN)
        ) and (FEATURE_BEFORE.search(before) is not None)
        if first.evidence is Evidence.EQUIPMENT and ON_MACHINE.search(before):
            form, weight, worked_on = Form.NOUN, 0.85, False
        is_modifier = first.key in _MODIFIERS or _PAPER.search(first.surface) is not None
        if is_modifier:
            weight *= _MODIFIER_FACTOR
        if feature or is_how(first, analysis):
            weight *= _FEATURE_FACTOR
        if first.evidence is Evidence.WEAK and is_material(first, analysis):
            weight *= _MATERIAL_FACTOR
        elif in_title:
            weight *= 1.1
        found.append(
            Asked(
                keys=tuple(dict.fromkeys(m.key for m in group)),
                weight=min(1.0, weight),
                form=form,
                is_wish=WISH.search(words) is not None,
                is_feature=feature or is_how(first, analysis),
                is_worked_on=worked_on,
                is_modifier=is_modifier,
                is_machine=first.evidence is Evidence.EQUIPMENT,
                is_demanded=demanded,
                is_needed=NEEDED.search(
                    analysis.text[slice(*sentence_at(analysis.text, first.start, first.end))]
                )
                is not None,
                is_with=WITH_BEFORE.search(analysis.text[clause[0] : first.start]) is not None,
                in_title=in_title,
                start=min(m.start for m in group),
                end=max(m.end for m in group),
                passage=analysis.text[min(m.start for m in group) : max(m.end for m in group)],
                is_part=is_part and not worked_on,
            )
        )
    general = {key for special in dropped for key in vocabulary.ancestors(Kind.PROCESS, special)}
    sought = any(one.weight >= _LISTED and not one.in_title for one in found)
    kept = [
        one
        for one in found
        if not dropped.intersection(one.keys) or one.in_title
        # "Teile härten" over a text that rules out one way to do it and asks for other work
        if not (one.in_title and sought and general.intersection(one.keys))
    ]
    return [_in_list(one, kept, analysis.text) for one in kept]


def _in_list(one: Asked, others: Sequence[Asked], text: str) -> Asked:
    """Take an everyday verb for work where its sentence lists other work: "Kontur brennen, Flächen fräsen"."""
    if one.form not in (Form.VERB, Form.DONE) or one.weight >= _LISTED or one.is_worked_on or one.is_feature:
        return one
    first, last = sentence_at(text, one.start, one.end)
    beside = any(
        other.form is one.form and other.weight > _LISTED and first <= other.start < last for other in others
    )
    return replace(one, weight=_LISTED) if beside else one


def _question_factor(
    mention: Mention, form: Form, *, in_title: bool, in_query: bool, demanded: bool, vocabulary: Vocabulary
) -> float:
    """Return what a wording keeps that is an everyday word as well as one for work."""
    is_thing = is_object(mention.key, vocabulary)
    if form in (Form.VERB, Form.DONE) and not is_thing:
        return 0.9
    if in_title:
        return _QUESTION_IN_TITLE if in_query and not is_thing else 0.6
    return _QUESTION_SOUGHT if demanded and makes_parts(mention.key, vocabulary) and not is_thing else 0.4


def _is_made_of(mention: Mention, analysis: Analysis) -> bool:
    """Say whether "aus" and a material follow: then the name of a thing, however vague, is a part to be made."""
    match = _MADE_OF.match(analysis.text, mention.end)
    return match is not None and any(
        m.kind is Kind.MATERIAL and m.start <= match.end() + _NEAR and m.end > match.end()
        for m in analysis.mentions
    )


def _is_demanded(mention: Mention, form: Form, text: str, in_title: bool) -> bool:
    """Say whether the work is asked for in so many words, and not only how the part shall be in the end."""
    if in_title:
        with_it = FEATURE_BEFORE.search(text[: mention.start]) is not None
        return form in (Form.VERB, Form.NOUN) and not with_it
    sentence = text[slice(*sentence_at(text, mention.start, mention.end))]
    return form is Form.VERB or SEARCHED.search(sentence) is not None


def _grouped(analysis: Analysis) -> list[list[Mention]]:
    """Group the mentions of overlapping passages, each group with its surest reading first."""
    groups: list[list[Mention]] = []
    mentions = [
        m
        for m in analysis.mentions
        if m.kind is Kind.PROCESS
        and (m.role in _ASKED_ROLES or is_missing(analysis.text, m.start, m.end))
        and not (m.key == "konstruktion" and m.evidence is Evidence.SUFFIX)  # "Stützkonstruktion" is a thing
    ]
    for mention in mentions:
        for group in groups:
            if any(mention.start < m.end and m.start < mention.end for m in group):
                group.append(mention)
                break
        else:
            groups.append([mention])
    cleared = []
    for group in groups:
        sure = [m for m in group if m.role is not Role.QUESTION] or group
        sure.sort(key=lambda m: -m.confidence)
        best = sure[0].confidence
        cleared.append([m for m in sure if m.confidence >= best - _BETWEEN_OPTIONS][:3])
    return cleared


def without_general(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[Asked]:
    """Join mentions of the same process and drop a process where something below it is asked for as surely."""
    best: dict[tuple[str, ...], Asked] = {}
    for one in asked:
        known = best.get(one.keys)
        if known is None or one.weight > known.weight:
            best[one.keys] = one if known is None else _joined(known, one)
        else:
            best[one.keys] = _joined(known, one, keep=True)
    joined = [_told_apart(one, best.values()) for one in sorted(best.values(), key=lambda a: a.start)]
    kept = []
    for one in joined:
        below = [
            other
            for other in joined
            if other is not one
            and other.weight >= max(_SPECIAL_SHARE, _SPECIAL_COMPARED * one.weight)
            and any(key in vocabulary.ancestors(Kind.PROCESS, other.keys[0]) for key in one.keys)
        ]
        same = [
            other
            for other in joined
            if other is not one
            and set(one.keys) & set(other.keys)
            and (len(other.keys), -other.weight) < (len(one.keys), -one.weight)
        ]
        if not below and not same:
            kept.append(_with_general(one, joined, vocabulary))
    return kept


def _told_apart(one: Asked, others: Iterable[Asked]) -> Asked:
    """Give a plain reading the weight of an ambiguous one that it decides: "Verzinken … Zn 8 µm" is galvanic."""
    open_ones = [
        o
        for o in others
        if len(o.keys) > len(one.keys) and set(one.keys) < set(o.keys) and not o.is_worked_on
    ]
    strong = max(open_ones, key=lambda o: o.weight, default=None)
    if strong is None or strong.weight <= one.weight or one.form is Form.OBJECT:
        return one
    return replace(strong, keys=one.keys)


def _with_general(one: Asked, others: Sequence[Asked], vocabulary: Vocabulary) -> Asked:
    """Add what is also asked for in general ("beschichten", "gratfrei") to the special reading beside it."""
    ancestors = vocabulary.ancestors(Kind.PROCESS, one.keys[0])
    general = [
        other
        for other in others
        if other is not one and not one.is_worked_on and set(other.keys) & set(ancestors)
    ]
    # a whole field of work ("beschichten" beside "Farbauftrag") would bring everybody of it
    keys = [key for other in general for key in other.keys if key in ancestors[:-1] and key not in one.keys]
    in_title = one.in_title or any(other.in_title for other in general)
    if not general:
        return one
    named = one.form is Form.OBJECT and any(other.in_title for other in general)
    surely = _GENERAL_IN_TITLE if named else one.general
    return replace(one, keys=(*one.keys, *keys), in_title=in_title, general=surely)


def _joined(first: Asked, later: Asked, *, keep: bool = False) -> Asked:
    """Return one entry for two mentions of the same process: the stronger weight, where it was first said."""
    strong = first if keep else later
    return Asked(
        keys=first.keys,
        weight=min(1.0, strong.weight * 1.05),
        form=first.form if first.in_title and first.form is not Form.OBJECT else strong.form,
        is_wish=first.is_wish and later.is_wish,
        is_feature=first.is_feature and later.is_feature,
        is_worked_on=(first.is_worked_on and later.is_worked_on)
        or (first.form is Form.OBJECT and (first.is_worked_on or later.is_worked_on)),
        is_demanded=first.is_demanded or later.is_demanded,
        is_needed=first.is_needed or later.is_needed,
        is_with=first.is_with and later.is_with,
        is_modifier=first.is_modifier,
        is_machine=first.is_machine and later.is_machine,
        in_title=first.in_title or later.in_title,
        start=first.start,
        end=first.end,
        passage=first.passage,
        is_part=first.is_part or later.is_part,
    )
