"""From a requirement to a plan: which posting lists count how much."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from companies.search.plan import Alternative, Circle, Family, Plan, PlanPart, Source
from companies.search.readmodel import ReadModel
from companies.search.requirement import ALL, WORD, Abilities, Option, Requirement, WantedPart, WordForm
from companies.search.results import Fit
from companies.search.weights import W
from competences.language import Kind, RelationKind, Vocabulary

_SIMILAR_FROM = 0.55
_RAREST = 0.45
_AS_RECOGNISED = 0.7
"""From this similarity on a word counts as much as a recognised process."""
_NEAR_MATCH = 0.75
_FAMILY_STEP = 0.97
"""What each step up keeps for materials: who names only the family may well work the grade."""


def make_plan(
    requirement: Requirement,
    model: ReadModel,
    vocabulary: Vocabulary,
    *,
    circle: Circle | None = None,
    clusters: frozenset[int] | None = None,
    today: datetime.date,
    require_all: bool = False,
    also: Iterable[str] = (),
    abilities: Abilities = ALL,
) -> Plan:
    """Return the plan of a requirement.

    In: requirement, model and vocabulary of the same version; `circle`, `clusters`, `today` see Plan; `require_all`
    makes every recognised process a condition; `also` are processes of filters, which help to order.
    """
    planner = _Planner(requirement, model, vocabulary, abilities)
    parts = tuple(planner.parts())
    required: tuple[int, ...] = ()
    if require_all:
        required = tuple(
            model.nodes.index[f"p:{part.options[0].key}"]
            for part in requirement.parts
            if part.kind == Kind.PROCESS and part.via != "nearest"
        )
    refine = tuple(
        PlanPart(f"process:{key}", W["part.process"], tuple(planner.process(Option(key, 1.0))))
        for key in also
        if f"p:{key}" in model.nodes.index
    )
    return Plan(parts, refine, required, circle, clusters, today)


class _Planner:
    """Builds the parts of one plan."""

    def __init__(
        self, requirement: Requirement, model: ReadModel, vocabulary: Vocabulary, abilities: Abilities
    ) -> None:
        self.requirement = requirement
        self.model = model
        self.vocabulary = vocabulary
        self.abilities = abilities
        self.has_concept = any(part.kind != WORD and not part.is_hint for part in requirement.parts)
        self.compounded = [
            part
            for part in requirement.parts
            if part.kind == Kind.MATERIAL
            and any(
                p.kind == Kind.PROCESS and (p.start <= part.start < p.end or p.start == part.end)
                for p in requirement.parts
            )
        ]

    def parts(self) -> Iterable[PlanPart]:
        """Yield the parts in the order of the requirement."""
        hints_only = all(part.is_hint for part in self.requirement.parts)
        for part in self.requirement.parts:
            if part.kind == WORD:
                yield self._word_part(part)
                continue
            loose = part.is_searched_in_parts
            words = (
                ()
                if part.kind == Kind.CERTIFICATE
                else tuple(self.words(part.words, W["fit.word"], W["fit.wordpart"] if loose else 0.0))
            )
            yield PlanPart(
                part.id,
                W[f"part.{part.kind}"],
                tuple(a for option in part.options for a in self.concept(part, option)),
                words,
                counts=not part.is_hint or hints_only,
                must=part.kind == Kind.CERTIFICATE or part in self.compounded,
                essential=part.kind == Kind.PROCESS and not part.is_hint,
                words_suffice=loose,
            )

    def concept(self, part: WantedPart, option: Option) -> Iterable[Alternative]:
        """Yield the ways in which a recognised node can be met."""
        if part.kind == Kind.PROCESS:
            yield from self.process(option, near=part.via == "nearest")
        elif part.kind == Kind.CERTIFICATE:
            number = self.model.nodes.index[f"c:{option.key}"]
            source = Source(Family.CERTIFICATE, number, level=option.level)
            yield Alternative(Fit.EXACT, _sure(option.certainty), (source,), f"c:{option.key}")
        else:
            yield from self._tree(Kind(part.kind), option.key, _sure(option.certainty))

    def process(self, option: Option, *, near: bool = False) -> Iterable[Alternative]:
        """Yield the ways to meet a process: itself or below, covered, above, related, of the same group."""
        sure = _similar(option.certainty) if near else _sure(option.certainty)
        fit = Fit.SIMILAR if near else None
        yield from self._tree(Kind.PROCESS, option.key, sure, fit)
        if not self.abilities.hierarchy:
            return
        for relation in self.vocabulary.related(option.key):
            term = f"p:{relation.key}"
            node = self.model.nodes.index[term]
            if relation.kind is RelationKind.COVERS:
                sources = (Source(Family.TREE, node, focused=True),)
                yield Alternative(fit or Fit.COVERED, W["fit.covered"] * sure, sources, term)
            elif relation.kind is RelationKind.SUBSTITUTE:
                sources = (Source(Family.TREE, node),)
                yield Alternative(Fit.RELATED, W["fit.related"] * sure, sources, term)
        parent = self.vocabulary.node(Kind.PROCESS, option.key).parent
        if parent and self.vocabulary.node(Kind.PROCESS, parent).parent:
            node = self.model.nodes.index[f"p:{parent}"]
            yield Alternative(
                Fit.RELATED, W["fit.sibling"] * sure, (Source(Family.TREE, node),), f"p:{parent}"
            )

    def words(self, forms: Iterable[WordForm], whole: float, split: float) -> Iterable[Alternative]:
        """Yield the ways to find words in the firm's own text: whole, by their parts, or similarly written.

        `whole` and `split` are the factors of the whole words and of their parts; 0 for `split` asks for whole words
        only. Parts that say nothing by themselves ("teil", "technik") never count.
        """
        forms = tuple(forms)
        shares = [self._idf(form.stem) for form in forms]
        total = sum(shares) or 1.0
        exact = tuple(
            Source(Family.WORD, number, share / total)
            for form, share in zip(forms, shares, strict=True)
            if (number := self._number(form.stem)) is not None
        )
        if exact:
            yield Alternative(Fit.WORD, whole, exact)
        if not split:
            return
        generic = self.vocabulary.splitter.lexicon.is_generic
        parts = [p for form in forms for p in form.parts or (form.stem,) if not generic(p)]
        if self.abilities.compounds and (len(parts) > len(forms) or any(f.parts != (f.stem,) for f in forms)):
            weights = [self._idf(p) for p in parts]
            sources = tuple(
                Source(Family.WORD, number, weight / (sum(weights) or 1.0))
                for p, weight in zip(parts, weights, strict=True)
                if (number := self._number(p)) is not None
            )
            if sources:
                yield Alternative(Fit.WORD, split, sources)
        if not exact and self.abilities.nearest:
            for form in forms:
                for word, likeness in self.model.lexicon.similar(form.stem, floor=_SIMILAR_FROM):
                    number = self.model.terms.words[word]
                    yield Alternative(
                        Fit.SIMILAR,
                        W["fit.similar"] * likeness / len(forms),
                        (Source(Family.WORD, number),),
                        word,
                    )

    def _tree(self, kind: Kind, key: str, sure: float, fit: Fit | None = None) -> Iterable[Alternative]:
        prefix = {Kind.PROCESS: "p:", Kind.MATERIAL: "m:", Kind.INDUSTRY: "i:"}[kind]
        term = f"{prefix}{key}"
        node = self.model.nodes.index[term]
        if not self.abilities.hierarchy:
            yield Alternative(fit or Fit.EXACT, W["fit.exact"] * sure, (Source(Family.DIRECT, node),), term)
            return
        source = Source(Family.TREE, node, focused=kind is Kind.PROCESS)
        yield Alternative(fit or Fit.EXACT, W["fit.exact"] * sure, (source,), term)
        for steps, above in enumerate(self.vocabulary.ancestors(kind, key), start=1):
            if kind is Kind.PROCESS and self.vocabulary.node(kind, above).parent is None:
                return  # a whole field of work says nothing about one of its processes
            node = self.model.nodes.index[f"{prefix}{above}"]
            nearness = 1 / steps if kind is Kind.PROCESS else _FAMILY_STEP ** (steps - 1)
            factor = W["fit.parent"] * sure * nearness
            yield Alternative(Fit.PARENT, factor, (Source(Family.DIRECT, node),), f"{prefix}{above}")

    def _word_part(self, part: WantedPart) -> PlanPart:
        near = [a for option in part.options for a in self.process(option, near=True)]
        alternatives = (*self.words(part.words, W["fit.exact"], W["fit.wordpart"]), *near)
        rest = part.words and part.end - part.start < len(part.words[0].folded)
        weight = W["part.rest"] if rest else W["part.word"]
        if not self.has_concept or (part.options and part.options[0].certainty >= _AS_RECOGNISED):
            weight = W["part.process"]
        elif not alternatives:
            weight = W["part.unknown"]
        return PlanPart(part.id, weight, alternatives, essential=bool(near))

    def _number(self, word: str) -> int | None:
        number = self.model.terms.words.get(word)
        return number if number is not None and self.model.word_frequency(number) else None

    def _idf(self, word: str) -> float:
        """Return how telling a word is: 1 for one in no or a single profile, down to _RAREST for one in all."""
        number = self._number(word)
        frequency = self.model.word_frequency(number) if number is not None else 0
        size = max(self.model.size, 2)
        return _RAREST + (1 - _RAREST) * (1 - math.log(max(frequency, 1)) / math.log(size + 1))


def _sure(certainty: float) -> float:
    """Return the share of the score that a reading of a search text deserves; 1 when it is certain."""
    return 0.5 + 0.5 * certainty


def _similar(similarity: float) -> float:
    """Return the share for a node that is only near: a hit from 0.5 on (0.3), a match from 0.75 (0.5), sure from 0.9.

    Below three quarters more words of other trades come near than words of ours that nobody listed.
    """
    if similarity < _NEAR_MATCH:
        return max(0.0, 0.5 - 0.8 * (_NEAR_MATCH - similarity))
    return min(0.95, 0.5 + 3.0 * (similarity - _NEAR_MATCH))
