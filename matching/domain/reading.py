"""From what a buyer writes to what is proposed: steps, criteria and what to ask back; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from companies.search.closeness import WeightedWord
from companies.search.requirement import WORD, Option, WantedPart, WantedPlace, WordForm, telling
from competences.language import (
    Analysis,
    Kind,
    RelationKind,
    Role,
    TokenType,
    Vocabulary,
    analyse,
)
from matching.domain.asked import Asked, asked_processes, without_general
from matching.domain.bare_sizes import bare_sizes
from matching.domain.composing import composed
from matching.domain.guessing import STEP_FLOOR, STEP_SHARE, by_certificate, by_shape, nearest_steps
from matching.domain.leading import MAKES_FROM, lead_of, made_by, makes_parts, making_rank
from matching.domain.phrases import WISH
from matching.domain.provided import clause_of
from matching.domain.stated import (
    at_step,
    batch_criterion,
    certificate_criteria,
    material_criteria,
    size_criteria,
)
from matching.domain.wanted import FURTHER, Criterion, Wanted, WantedStep
from matching.domain.wording import Form, is_object
from matching.enums import Attribute, DemandKind, Importance

LONGEST_TEXT = 8_000
MOST_STEPS = 8
_MOST_WORDS = 14
_SHORTEST_WORD = 3
_LONGEST_WORDING = 120
_TITLE_WEIGHT = 2.0
"""What a word of the title counts in the wording, compared with one of the text."""
_DONE_FROM = 0.5
_STRONG = 0.7
_STRONG_IN_TITLE = 0.55
_PRODUCT_WEIGHT = 0.9
"""How surely a product is asked for where all other work only treats or checks it."""
_DESCRIBING_FACTOR = 0.5
"""What an adjective or a part's name keeps beside work that is surely asked for."""
_HARD_RADIUS = re.compile(
    r"\b(?:max\w*|höchstens|bis|nicht\s+weiter|nur|innerhalb|muss|unter)\b", re.IGNORECASE
)
_SOFT_RADIUS = re.compile(
    r"\b(?:lieber|möglichst|gern\w*|wenn\s+möglich|ideal\w*|bevorzugt|wäre)\b", re.IGNORECASE
)

QUESTIONS = {
    Attribute.PROCESS: "Welche Arbeit soll gemacht werden?",
    Attribute.MATERIAL: "Aus welchem Werkstoff sind die Teile?",
    Attribute.BATCH: "Wie viele Stück brauchen Sie, und in welchen Losen?",
    Attribute.ENVELOPE: "Wie groß sind die Teile ungefähr?",
    Attribute.DISTANCE: "Wohin soll geliefert werden?",
}
"""What matters for an order and may be missing: criterion → question."""


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
    kind: DemandKind = DemandKind.ORDER

    @property
    def whole(self) -> str:
        """Title and text as one, as they are analysed; positions of passages refer to it."""
        return f"{self.title.strip()}\n{self.text.strip()}"[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was understood, to be confirmed by the person; nothing of it is applied by itself.

    `questions` names what matters for such work and was not said: attribute → question in German. `unknown` are the
    words that nothing recognised.
    """

    wanted: Wanted
    questions: Mapping[Attribute, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read_demand(written: Written, vocabulary: Vocabulary) -> Proposal:
    """Return what a demand asks for, as the entry page proposes it. Never raises on any text."""
    text = written.whole
    analysis = analyse(text, vocabulary)
    title_end = len(written.title.strip())
    asked = composed(
        without_general(asked_processes(analysis, title_end, vocabulary), vocabulary), analysis, vocabulary
    )
    steps, hints = _steps(asked, analysis, vocabulary)
    sizes = tuple(size_criteria(analysis, written.material, vocabulary))
    criteria = (
        *material_criteria(analysis, written.material, vocabulary),
        *sizes,
        *bare_sizes(analysis, (option.key for step in steps for option in step.options), sizes),
        *batch_criterion(analysis, written.quantity, vocabulary),
        *certificate_criteria(analysis, written.certificates, vocabulary),
    )
    if not steps:
        steps = (
            by_certificate(criteria, vocabulary)
            or by_shape(asked, criteria, vocabulary)
            or nearest_steps(written.title, written.text, vocabulary)
        )
    criteria = tuple(at_step(criterion, steps, text) for criterion in criteria)
    place = _place(written.place, vocabulary) or _place_of(analysis, vocabulary)
    radius, hard = _radius(written, analysis)
    wanted = Wanted(
        steps=lead_of(steps, vocabulary, title_end),
        criteria=_distinct(criteria),
        words=tuple(_words(analysis, steps, hints, vocabulary)),
        wording=tuple(_wording(analysis, title_end, vocabulary)),
        place=place,
        radius_km=radius if place else None,
        radius_is_hard=hard and place is not None,
        needed_by=written.needed_by,
    )
    return Proposal(wanted, _questions(written, wanted, vocabulary), _unknown(analysis))


def _steps(
    asked: Sequence[Asked], analysis: Analysis, vocabulary: Vocabulary
) -> tuple[list[WantedStep], list[Asked]]:
    """Divide what the text names into steps, in the order of the text, and hints that only refine the order.

    Beside work that is surely asked for, adjectives ("gefräste Platten") describe the part. The name of a part
    ("Stanzteile mit Rohr verschweißt") is a step of its own only where several works are asked for.
    """
    works = [
        a
        for a in asked
        if a.form not in (Form.OBJECT, Form.ATTRIBUTE)
        and not a.is_wish
        and a.weight >= (_STRONG_IN_TITLE if a.in_title and a.is_demanded else _STRONG)
    ]
    done = sum(a.form in (Form.VERB, Form.DONE) and a.weight >= _DONE_FROM for a in asked)
    makes = any(
        a.is_demanded or (not a.is_with and making_rank(a.keys[0], vocabulary) >= MAKES_FROM) for a in works
    )
    weighed: list[tuple[float, Asked]] = []
    for one in asked if works else _main_products(asked):
        weight = one.weight
        describes = one.form in (Form.ATTRIBUTE, Form.QUALITY) or (
            one.form is Form.OBJECT and (done < 2 or (one.in_title and not one.is_part))
        )
        named_by_work = one.is_demanded and not is_object(one.keys[0], vocabulary)  # "Wir suchen Frästeile"
        how = describes and one.is_needed and making_rank(one.keys[0], vocabulary) >= MAKES_FROM
        if (works and (named_by_work or not makes) and _is_made(one, vocabulary)) or (
            how and not makes and not (one.is_worked_on or one.is_feature)
        ):
            weight = max(weight, _PRODUCT_WEIGHT)  # only treated or checked: somebody has to make it
        elif works and describes and one not in works:
            weight *= _DESCRIBING_FACTOR
        weighed.append((weight, one))
    plain = _plainest(weighed)
    best = max((weight for weight, _ in plain), default=0.0)
    floor = max(STEP_FLOOR, STEP_SHARE * best)
    kept = sorted((pair for pair in plain if pair[0] >= floor), key=lambda pair: -pair[0])[:MOST_STEPS]
    chosen = [one for _, one in kept]
    products = [a for a in asked if a.form is Form.OBJECT and not a.is_worked_on and a not in chosen]
    steps = [
        _step(number, weight, _with_product(one, products, vocabulary), analysis, vocabulary)
        for number, (weight, one) in enumerate(sorted(kept, key=lambda pair: pair[1].start), 1)
    ]
    return steps, [one for one in asked if one not in chosen]


def _main_products(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Keep the product of the title and what is sought in so many words, where only things are named."""
    titled = any(a.form is Form.OBJECT and a.in_title and not a.is_worked_on for a in asked)
    return [a for a in asked if a.in_title or a.is_demanded or a.form is not Form.OBJECT] if titled else asked


def _is_made(one: Asked, vocabulary: Vocabulary) -> bool:
    """Say whether the mention is a product of its own that nobody has yet."""
    named = vocabulary.node(Kind.PROCESS, one.keys[0]).parent is not None
    return named and one.form is Form.OBJECT and not (one.is_worked_on or one.is_machine or one.is_modifier)


def _plainest(weighed: Sequence[tuple[float, Asked]]) -> list[tuple[float, Asked]]:
    """Keep what is asked for as it stands; where there is nothing, how it is made, then on what."""
    kept = [pair for pair in weighed if not pair[1].is_feature]
    asked = [pair for pair in kept if not pair[1].is_worked_on]
    works = [pair for pair in kept if pair[1].form is not Form.OBJECT]
    return [pair for pair in asked if not pair[1].is_modifier] or asked or works


def _with_product(one: Asked, products: Sequence[Asked], vocabulary: Vocabulary) -> Asked:
    """Add the product that the work makes: who builds tanks fits "Behälter geschweißt" as well as any welder."""
    made = [
        key
        for product in products
        for key in product.keys
        if one.keys[0] in dict(made_by(key, vocabulary))
        and key not in one.keys
        and not _is_umbrella(key, one.keys[0], vocabulary)
    ]
    return replace(one, keys=(*one.keys, *made)) if made else one


def _is_umbrella(product: str, process: str, vocabulary: Vocabulary) -> bool:
    """Say whether the product stands for a whole trade of which the process is one part ("Blechteile" for bending)."""
    relations = vocabulary.node(Kind.PROCESS, product).relations
    return any(r.kind is RelationKind.COVERS and r.key == process for r in relations)


def _step(number: int, weight: float, one: Asked, analysis: Analysis, vocabulary: Vocabulary) -> WantedStep:
    options = _options(one, vocabulary)
    above = frozenset(vocabulary.ancestors(Kind.PROCESS, one.keys[0]))
    part = WantedPart(
        Kind.PROCESS.value,
        options,
        one.passage,
        one.start,
        one.end,
        "alias",
        words_of(analysis, one.start, one.end),
    )
    return WantedStep(
        number=number,
        options=options,
        general=tuple(Option(key, one.general) for key in one.keys if key in above),
        importance=Importance.WISH if one.is_wish else Importance.HARD,
        certainty=round(weight, 3),
        passage=one.passage,
        start=one.start,
        end=one.end,
        part=part,
        is_state=one.is_with or one.form in (Form.DONE, Form.QUALITY, Form.ATTRIBUTE, Form.OBJECT),
    )


def _options(one: Asked, vocabulary: Vocabulary) -> tuple[Option, ...]:
    """Return the readings of a passage, what is asked in general beside it, and how the part would be made."""
    general = frozenset(vocabulary.ancestors(Kind.PROCESS, one.keys[0]))
    products = {key for key in one.keys[1:] if one.keys[0] in dict(made_by(key, vocabulary))}
    found = {
        key: 1.0 if place == 0 or key in products or key in one.equal else FURTHER
        for place, key in enumerate(one.keys)
        if key not in general
    }
    for key, certainty in made_by(one.keys[0], vocabulary):
        found.setdefault(key, certainty)
    return tuple(Option(key, certainty) for key, certainty in found.items())


def words_of(analysis: Analysis, start: int, end: int) -> tuple[WordForm, ...]:
    """Return the words of a passage as the index knows them."""
    return tuple(
        WordForm(t.folded, t.stem, t.parts)
        for t in analysis.tokens
        if t.type not in (TokenType.PUNCTUATION, TokenType.NUMBER) and t.start < end and start < t.end
    )


def _words(
    analysis: Analysis, steps: Sequence[WantedStep], hints: Sequence[Asked], vocabulary: Vocabulary
) -> Iterator[WantedPart]:
    """Yield what only refines the order: described processes, industries and words that nothing recognised."""
    taken = {option.key for step in steps for option in step.options}
    for one in hints:
        describes = one.form in (Form.ATTRIBUTE, Form.QUALITY)
        if one.weight >= 0.2 and not describes and not taken.intersection(one.keys):
            taken.update(one.keys)
            options = tuple(Option(key, one.weight) for key in one.keys)
            yield WantedPart(
                Kind.PROCESS.value, options, one.passage, one.start, one.end, "alias", is_hint=True
            )
    for mention in analysis.mentions:
        if mention.kind is Kind.INDUSTRY and mention.key not in taken and mention.role is Role.PLAIN:
            taken.add(mention.key)
            yield WantedPart(
                Kind.INDUSTRY.value,
                (Option(mention.key, mention.confidence),),
                mention.surface,
                mention.start,
                mention.end,
                "alias",
                is_hint=True,
            )
    seen: set[str] = set()
    for token in analysis.unmapped:
        if token.stem in seen or len(token.folded) < 4 or not token.surface[:1].isupper():
            continue
        seen.add(token.stem)
        form = WordForm(token.folded, token.stem, token.parts)
        yield WantedPart(WORD, (), token.surface, token.start, token.end, "word", (form,), is_hint=True)
        if len(seen) >= _MOST_WORDS:
            return


def _wording(analysis: Analysis, title_end: int, vocabulary: Vocabulary) -> Iterator[WeightedWord]:
    """Yield the distinct words of the text that say something, those of the title with more weight.

    Where it shall be delivered says nothing about the work.
    """
    known: set[str] = set()
    places = [(m.start, m.end) for m in analysis.mentions if m.kind is Kind.PLACE]
    for token in analysis.tokens:
        if (
            token.type in (TokenType.PUNCTUATION, TokenType.NUMBER)
            or len(token.stem) < _SHORTEST_WORD
            or token.folded in known
            or any(start <= token.start < end for start, end in places)
            or vocabulary.splitter.lexicon.is_stopword(token.folded)
        ):
            continue
        known.add(token.folded)
        weight = _TITLE_WEIGHT if token.start < title_end else 1.0
        form = WordForm(token.folded, token.stem, token.parts)
        yield WeightedWord(telling(form, vocabulary), weight)
        if len(known) >= _LONGEST_WORDING:
            return


def _distinct(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Keep the first criterion of each kind; materials and certificates are told apart by their key."""
    found: dict[tuple[Attribute, str, int | None], Criterion] = {}
    for criterion in criteria:
        found.setdefault((criterion.attribute, criterion.key, criterion.step), criterion)
    return tuple(found.values())


def _place(text: str, vocabulary: Vocabulary) -> WantedPlace | None:
    """Return the place that a field names, for instance "66849 Landstuhl"."""
    return _place_of(analyse(text, vocabulary, query=True), vocabulary) if text.strip() else None


def _place_of(analysis: Analysis, vocabulary: Vocabulary) -> WantedPlace | None:
    for mention in analysis.mentions:
        if mention.kind is Kind.PLACE and mention.role not in (Role.NEGATED, Role.QUESTION):
            place = vocabulary.place(mention.key)
            return WantedPlace(place.key, place.name, place.latitude, place.longitude)
    return None


def _radius(written: Written, analysis: Analysis) -> tuple[float | None, bool]:
    if written.radius_km:
        return written.radius_km, True
    for measure in analysis.measures:
        if measure.attribute == "umkreis" and isinstance(measure.values.get("km"), int | float):
            words = clause_of(analysis.text, measure.start, measure.end)
            hard = _HARD_RADIUS.search(words) and not (_SOFT_RADIUS.search(words) or WISH.search(words))
            return max(1.0, min(500.0, float(measure.values["km"]))), bool(hard)
    return None, False


def _questions(written: Written, wanted: Wanted, vocabulary: Vocabulary) -> dict[Attribute, str]:
    """Return what is missing. Only orders need figures; everything needs to say what is wanted."""
    stated = {criterion.attribute for criterion in wanted.criteria}
    if wanted.steps:
        stated.add(Attribute.PROCESS)
    if wanted.place:
        stated.add(Attribute.DISTANCE)
    if stated & {Attribute.CYLINDER, Attribute.THICKNESS, Attribute.WEIGHT}:
        stated.add(Attribute.ENVELOPE)
    if written.quantity.strip():
        stated.add(Attribute.BATCH)
    is_part = wanted.lead is None or makes_parts(wanted.lead.key, vocabulary)
    figures = written.kind is DemandKind.ORDER and is_part
    asked = QUESTIONS if figures else {Attribute.PROCESS: QUESTIONS[Attribute.PROCESS]}
    return {attribute: question for attribute, question in asked.items() if attribute not in stated}


def _unknown(analysis: Analysis) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.surface for token in analysis.unmapped if token.surface[:1].isupper()))
