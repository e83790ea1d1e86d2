"""Why a firm is a hit: reasons in words, marked passages of its own text, the state of certificates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from companies.enums import CertificateState, Depth
from companies.models import CertificateHeld
from companies.search import packing
from companies.search.engine import Ranked, alternatives_met
from companies.search.nodes import NodeTable
from companies.search.packing import Standing, standing_of
from companies.search.plan import Alternative, Family, Plan, PlanPart
from companies.search.readmodel import ReadModel
from companies.search.requirement import WORD, Requirement, WantedPart
from companies.search.results import (
    CERTIFICATE_FIT_LABELS,
    FIT_LABELS,
    CertificateAnswer,
    CertificateFit,
    Fit,
    Passage,
    Reason,
)
from companies.search.rows import UNMARKED
from companies.search.shown import SOURCES, ShownFirm
from competences.language import Kind, Vocabulary, fold

DEPTHS = {
    Standing.CORE: Depth.CORE,
    Standing.SUPPLEMENTARY: Depth.SUPPLEMENTARY,
    Standing.VIA_PARTNER: Depth.VIA_PARTNER,
}
_HINTS = {Standing.HINT: "aus dem Namen", Standing.TRACE: "nicht ausdrücklich genannt"}
_MAX_PASSAGES = 2
_AROUND = 70
_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORTEST_MARK = 4


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a hit says about itself."""

    reasons: tuple[Reason, ...]
    passages: tuple[Passage, ...]
    certificates: tuple[CertificateAnswer, ...]


class Explainer:
    """Explains the hits of one answer."""

    def __init__(
        self, requirement: Requirement, plan: Plan, model: ReadModel, vocabulary: Vocabulary
    ) -> None:
        self.requirement = requirement
        self.plan = plan
        self.model = model
        self.vocabulary = vocabulary
        self.wanted = {part.id: part for part in requirement.parts}
        self.term_nodes = model.terms.term_nodes()

    def explain(self, ranked: Ranked, company: ShownFirm, today: datetime.date) -> Explanation:
        """Return reasons, passages and certificates of one hit; the company comes with row and certificates."""
        own = self._own_nodes(company)
        reasons: list[Reason] = []
        terms: set[str] = set()
        words: set[str] = set()
        for part in (*self.plan.parts, *self.plan.refine):
            met = alternatives_met(self.model, ranked.segment, ranked.document, part, self.plan)
            if not met or part.must:
                continue
            _, alternative, code = met[0]
            reasons.append(self._reason(part, alternative, code, own))
            terms |= self._marked_terms(alternative, own)
        for wanted in self.requirement.parts:
            for form in wanted.words:
                searched = (form.stem, *form.parts) if wanted.is_searched_in_parts else (form.stem,)
                words.update(word for word in searched if len(word) >= _SHORTEST_MARK)
        return Explanation(
            tuple(dict.fromkeys(reasons)),
            tuple(_passages(company, terms, words)),
            tuple(self._certificates(company, today)),
        )

    def _own_nodes(self, company: ShownFirm) -> dict[str, Standing]:
        """Return the terms of the firm's concepts with their standing, from its row."""
        records = np.frombuffer(company.concepts, packing.CONCEPT)
        terms, codes = records["term"], records["code"]
        known = terms < len(self.term_nodes)
        names = self.model.nodes.terms
        return {
            names[node]: standing_of(code)
            for node, code in zip(self.term_nodes[terms[known]].tolist(), codes[known].tolist(), strict=True)
            if node >= 0
        }

    def _below(self, term: str, own: Iterable[str]) -> list[str]:
        """Return the firm's own terms at or below a node, the node itself first."""
        prefix, key = term[:2], term[2:]
        kind = {"p:": Kind.PROCESS, "m:": Kind.MATERIAL, "i:": Kind.INDUSTRY}[prefix]
        own = set(own)
        family = [f"{prefix}{k}" for k in (key, *self.vocabulary.descendants(kind, key))]
        return [t for t in family if t in own]

    def _marked_terms(self, alternative: Alternative, own: Mapping[str, Standing]) -> set[str]:
        if not alternative.term or alternative.sources[0].family is Family.WORD:
            return set()
        if alternative.sources[0].family is Family.CERTIFICATE:
            return {alternative.term}
        return set(self._below(alternative.term, own))

    def _reason(
        self, part: PlanPart, alternative: Alternative, code: int, own: Mapping[str, Standing]
    ) -> Reason:
        wanted = self.wanted.get(part.id)
        criterion = self.part_label(wanted) if wanted else self._label(f"p:{part.id.split(':', 1)[1]}")
        fit = alternative.fit
        if alternative.sources[0].family is Family.WORD:
            name = (
                f"„{alternative.term}“"
                if fit is Fit.SIMILAR
                else f"„{wanted.passage if wanted else criterion}“"
            )
            return Reason(criterion, fit.value, FIT_LABELS[fit], "", name)
        below = [] if fit is Fit.PARENT else self._below(alternative.term, own)
        found = below or [alternative.term]
        best = min(found, key=lambda term: (own.get(term, Standing.TRACE), term != alternative.term))
        standing = own.get(best, standing_of(code))
        if fit is Fit.EXACT and best != alternative.term:
            fit = Fit.SPECIAL
        text = self._label(best)
        if standing in _HINTS:
            text = f"{text} ({_HINTS[standing]})"
        depth = DEPTHS.get(standing, "") if best.startswith("p:") else ""
        return Reason(criterion, fit.value, FIT_LABELS[fit], str(depth), text)

    def _label(self, term: str) -> str:
        return node_label(self.vocabulary, term)

    def part_label(self, part: WantedPart) -> str:
        """Return how a part is called on the page."""
        return part_label(part, self.vocabulary)

    def _certificates(self, company: ShownFirm, today: datetime.date) -> Iterator[CertificateAnswer]:
        for part in self.requirement.parts:
            if part.kind == Kind.CERTIFICATE:
                option = part.options[0]
                yield certificate_answer(
                    company.certificates, option.key, option.level, self.model.nodes, self.vocabulary, today
                )


def certificate_answer(
    certificates: Iterable[CertificateHeld],
    key: str,
    level: str,
    nodes: NodeTable,
    vocabulary: Vocabulary,
    today: datetime.date,
) -> CertificateAnswer:
    """Return what a firm has for a certificate: the best of what it holds that counts as it.

    In: its certificates; key and level ("" for any) asked for; the day on which it is judged.
    """
    label = vocabulary.node(Kind.CERTIFICATE, key).name_de
    held = [one for one in certificates if _counts_as(one, key, nodes)]
    answers = [_certificate(label, level, one, nodes, today) for one in held]
    order = list(CertificateFit)
    unknown = CertificateFit.UNKNOWN
    return min(
        answers,
        key=lambda answer: order.index(CertificateFit(answer.state)),
        default=CertificateAnswer(label, unknown, CERTIFICATE_FIT_LABELS[unknown], level),
    )


def _counts_as(held: CertificateHeld, key: str, nodes: NodeTable) -> bool:
    if held.certificate is None or held.state != CertificateState.HELD:
        return False
    own, asked = nodes.index.get(f"c:{held.certificate.key}"), nodes.index[f"c:{key}"]
    return own is not None and asked in nodes.covered_by(own)


def _certificate(
    label: str, asked: str, held: CertificateHeld, nodes: NodeTable, today: datetime.date
) -> CertificateAnswer:
    level = held.level or held.part
    state = CertificateFit.VALID
    if held.is_expired(today):
        state = CertificateFit.EXPIRED
    elif asked and level and held.certificate is not None:
        reached = nodes.level_reached(held.certificate.key, level, asked)
        state = CertificateFit.TOO_LOW if reached is False else state
    return CertificateAnswer(label, state, CERTIFICATE_FIT_LABELS[state], asked, level, held.valid_until)


def node_label(vocabulary: Vocabulary, term: str) -> str:
    """Return the German name of the node behind a term such as "p:fraesen"."""
    kinds = {"p:": Kind.PROCESS, "m:": Kind.MATERIAL, "i:": Kind.INDUSTRY, "c:": Kind.CERTIFICATE}
    return vocabulary.node(kinds[term[:2]], term[2:]).name_de


def part_label(part: WantedPart, vocabulary: Vocabulary) -> str:
    """Return how a part of a search is called on the page: the names of its readings, or the word itself."""
    if part.kind == WORD:
        return part.passage
    names = [vocabulary.node(Kind(part.kind), option.key).name_de for option in part.options[:2]]
    level = part.options[0].level
    return " oder ".join(names) + (f" {level}" if level else "")


def _passages(company: ShownFirm, terms: set[str], words: set[str]) -> Iterator[Passage]:
    """Yield the firm's answers around what was found in them, the most telling answer first."""
    found = 0
    for name, label in SOURCES.items():
        if found == _MAX_PASSAGES:
            return
        text = company.texts[name]
        own = [(start, end, term) for source, start, end, term in company.passages if source == name]
        spans = [(start, end) for start, end, term in own if term in terms]
        silent = [(start, end) for start, end, term in own if term == UNMARKED]
        spans += [
            (start, end)
            for start, end in _word_spans(text, words)
            if not any(s < end and start < e for s, e in silent)
        ]
        if spans:
            found += 1
            yield Passage(label, _segments(text, _joined(spans)))


def _word_spans(text: str, words: set[str]) -> Iterator[tuple[int, int]]:
    whole = _folded(text)
    words = {word for word in words if word in whole}
    if not words:
        return
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if any(word in folded for word in words):
            yield match.start(), match.end()


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    # The same firms are found again and again, and folding their texts would cost more than looking for the words.
    return fold(text)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort spans and join those that touch."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def _segments(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut the text to the surroundings of the first spans and say which pieces are marked."""
    left = max(0, spans[0][0] - _AROUND)
    right = min(len(text), spans[0][1] + 2 * _AROUND)
    if left:
        left = text.find(" ", left, spans[0][0]) + 1 or left
    if right < len(text):
        right = max(text.rfind(" ", spans[0][1], right), spans[0][1])
    pieces: list[tuple[str, bool]] = [("… ", False)] if left else []
    position = left
    for start, end in spans:
        if end > right:
            break
        pieces += [(text[position:start], False), (text[start:end], True)]
        position = end
    pieces.append((text[position:right] + (" …" if right < len(text) else ""), False))
    return tuple((piece, marked) for piece, marked in pieces if piece)
