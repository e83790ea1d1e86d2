"""From a company to its search row, written in the transaction of the company."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from django.db import connection, transaction
from django.db.models import Prefetch

from companies.domain.claims import Source, settled
from companies.enums import CapabilitySource, CertificateState, Depth, Relation
from companies.models import Capability, CapabilityLimit, Company, SearchRow, SearchTerm, Site
from companies.rules import size_class
from companies.search import packing
from companies.search.nodes import PREFIXES
from companies.search.packing import Field, Standing
from competences.domain.vocabulary import current_vocabulary
from competences.language import Analysis, Kind, Role, TokenType, Vocabulary, analyse

PUBLISH_LOCK = 7_215_001
"""Advisory lock under which rows get their change numbers, so that the numbers commit in order."""

WORD_PREFIX = "w:"
LEVEL_PREFIX = "l:"
_LONGEST_TERM = 120

STANDINGS = {
    Depth.CORE: Standing.CORE,
    Depth.SUPPLEMENTARY: Standing.SUPPLEMENTARY,
    Depth.VIA_PARTNER: Standing.VIA_PARTNER,
}
UNSEARCHABLE = frozenset({Role.NEGATED, Role.SOUGHT, Role.PLANNED, Role.EXPIRED, Role.CUSTOMER})
"""What the text says about such a mention is no offer, so its words do not find the firm."""

UNMARKED = ""
"""Stands for the term in a passage that is never marked because the firm does not offer what it says."""

TEXT_FIELDS = {
    "core_text": (Source.WORK, Field.CORE),
    "offered_text": (Source.WORK, Field.OFFERED),
    "materials_text": (Source.NO_WORK, Field.MATERIALS),
    "machines_text": (Source.MACHINES, Field.MACHINES),
    "industries_text": (Source.NO_WORK, Field.OTHER),
}
_ASSUMED_CONFIDENCE = 0.8
_LIMITS = Prefetch("limits", CapabilityLimit.objects.select_related("material"))


@dataclass
class RowFacts:
    """What a row says before its terms have numbers; terms are texts such as "p:fraesen" or "w:wann"."""

    concepts: dict[str, tuple[int, int]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)
    certificates: list[tuple[str, str, int]] = field(default_factory=list)
    sites: list[tuple[float, float, str]] = field(default_factory=list)
    clusters: list[int] = field(default_factory=list)
    limits: list[tuple[str, str, tuple[float, ...]]] = field(default_factory=list)
    passages: list[tuple[str, int, int, str]] = field(default_factory=list)

    def terms(self) -> set[str]:
        """Return all terms the row refers to."""
        found = set(self.concepts) | set(self.words)
        found.update(key for _, _, key in self.sites if key)
        for certificate, level, _ in self.certificates:
            found.update({certificate, level} if level else {certificate})
        for process, material, _ in self.limits:
            found.update({process, material} if material else {process})
        return found


def write_row(company: Company) -> None:
    """Write the search row of a published company with a new change number.

    To be called in the transaction that writes the company: both become visible together. Takes the publish lock,
    which is held until the transaction ends.
    """
    facts = facts_of(company, current_vocabulary())
    with transaction.atomic():
        number = _next_change_number()
        numbers = _term_numbers(facts)
        SearchRow.objects.update_or_create(
            company=company,
            defaults={
                "change_number": number,
                "removed": False,
                "sort_name": company.sort_name,
                "kind": company.kind,
                "size_class": size_class(company.employees) or "",
                "confirmed_at": company.confirmed_at,
                "passages": facts.passages,
                **packed(facts, numbers),
            },
        )


def remove_row(company: Company) -> None:
    """Leave a tombstone without content in place of a company's search row; nothing where there never was one."""
    with transaction.atomic():
        number = _next_change_number()
        SearchRow.objects.filter(company=company, removed=False).update(
            change_number=number,
            removed=True,
            sort_name="",
            kind="",
            size_class="",
            confirmed_at=None,
            concepts=b"",
            words=b"",
            certificates=b"",
            sites=b"",
            clusters=b"",
            limits=b"",
            passages=[],
        )


def packed(facts: RowFacts, numbers: dict[str, int]) -> dict[str, bytes]:
    """Return the packed columns of a row; `numbers` gives each term its number."""
    concepts = [(numbers[term], code, sites) for term, (code, sites) in facts.concepts.items()]
    words = [(numbers[term], code) for term, code in facts.words.items()]
    certificates = [
        (numbers[term], numbers[level] if level else 0, day) for term, level, day in facts.certificates
    ]
    sites = [(lat, lon, numbers[district] if district else 0) for lat, lon, district in facts.sites]
    limits = [
        (numbers[process], numbers[material] if material else 0, values)
        for process, material, values in facts.limits
    ]
    return {
        "concepts": np.array(concepts, packing.CONCEPT).tobytes(),
        "words": np.array(words, packing.WORD).tobytes(),
        "certificates": np.array(certificates, packing.CERTIFICATE).tobytes(),
        "sites": np.array(sites, packing.SITE).tobytes(),
        "clusters": np.array(facts.clusters, packing.CLUSTER).tobytes(),
        "limits": np.array(limits, packing.LIMIT).tobytes(),
    }


def facts_of(company: Company, vocabulary: Vocabulary) -> RowFacts:
    """Return what the row of a stored company says; reads the company's related rows, writes nothing."""
    facts = RowFacts(clusters=sorted(membership.cluster_id for membership in company.memberships.all()))
    sites = sorted(company.sites.select_related("place__parent"), key=lambda s: (not s.is_main, s.pk))
    facts.sites = [_site(site) for site in sites]
    site_bits = {site.pk: 1 << min(index, packing.MAX_SITES - 1) for index, site in enumerate(sites)}
    analyses = _answers(company, vocabulary)
    confidences = _confidences(analysis for _, analysis in analyses.values())
    for capability in company.capabilities.select_related("process").prefetch_related(_LIMITS):
        if capability.relation != Relation.OFFERED:
            continue
        entered = capability.source == CapabilitySource.ENTERED
        confidence = 1.0 if entered else confidences.get(capability.process.key, _ASSUMED_CONFIDENCE)
        standing = STANDINGS[Depth(capability.depth)]
        bits = site_bits.get(capability.site_id or 0, packing.ALL_SITES)
        _add_concept(facts, f"p:{capability.process.key}", standing, confidence, bits)
        facts.limits += _limits(capability)
        if entered and capability.text:
            field_ = Field.CORE if standing is Standing.CORE else Field.OFFERED
            _add_words(facts, analyse(capability.text, vocabulary), field_, vocabulary)
    _add_hints(facts, company, [analysis for _, analysis in analyses.values()], vocabulary)
    for key in company.materials.values_list("key", flat=True):
        _add_concept(facts, f"m:{key}", Standing.CORE, 1.0, packing.ALL_SITES)
    for key in company.industries.values_list("key", flat=True):
        _add_concept(facts, f"i:{key}", Standing.CORE, 1.0, packing.ALL_SITES)
    for name, (field_, analysis) in analyses.items():
        _add_words(facts, analysis, field_, vocabulary)
        facts.passages += _passages(name, analysis)
    _add_certificates(facts, company, vocabulary)
    return facts


def _limits(capability: Capability) -> Iterator[tuple[str, str, tuple[float, ...]]]:
    for limits in capability.limits.all():
        material = f"m:{limits.material.key}" if limits.material else ""
        values = tuple(packing.limit_value(name, getattr(limits, name)) for name in packing.LIMIT_VALUES)
        yield f"p:{capability.process.key}", material, values


def _answers(company: Company, vocabulary: Vocabulary) -> dict[str, tuple[Field, Analysis]]:
    """Return the firm's answers by name with the mentions that count, as they count for its profile."""
    texts = list(_texts(company))
    analyses = settled(
        [(source, analyse(text, vocabulary)) for _, source, _, text in texts],
        vocabulary,
    )
    return {name: (field_, analysis) for (name, _, field_, _), analysis in zip(texts, analyses, strict=True)}


def _texts(company: Company) -> Iterator[tuple[str, Source, Field, str]]:
    for name, (source, field_) in TEXT_FIELDS.items():
        if text := getattr(company, name):
            yield name, source, field_, text
    machines = ". ".join(f"{machine} {machine.details}".strip() for machine in company.machines.all())
    if machines:
        yield "machines", Source.MACHINES, Field.MACHINES, machines


def _confidences(analyses: Iterable[Analysis]) -> dict[str, float]:
    best: dict[str, float] = {}
    for analysis in analyses:
        for mention in analysis.mentions:
            if mention.kind is Kind.PROCESS and mention.role in (Role.PLAIN, Role.PARTNER):
                best[mention.key] = max(best.get(mention.key, 0.0), mention.confidence)
    return best


def _add_concept(facts: RowFacts, term: str, standing: Standing, confidence: float, sites: int) -> None:
    """Keep the strongest statement of a concept, at all sites for which any is made."""
    code = packing.concept_code(standing, confidence)
    if term not in facts.concepts:
        facts.concepts[term] = (code, sites)
        return
    known, known_sites = facts.concepts[term]
    better = (standing, -confidence) < (packing.standing_of(known), -packing.confidence_of(known))
    facts.concepts[term] = (code if better else known, sites | known_sites)


def _add_hints(
    facts: RowFacts, company: Company, answers: Iterable[Analysis], vocabulary: Vocabulary
) -> None:
    """Take processes from names as hints and doubtful ones of the answers as traces.

    Both help the order of the hits and are no statement of the profile; what staff excluded stays out.
    """
    excluded = {f"p:{key}" for key in company.excluded_processes.values_list("key", flat=True)}
    answers = list(answers)
    denied = {f"p:{m.key}" for a in answers for m in a.mentions if m.role is Role.NEGATED}
    hidden = excluded | denied | facts.concepts.keys()
    for name in (company.name, *(other.name for other in company.names.all())):
        analysis = analyse(name, vocabulary)
        _add_words(facts, analysis, Field.NAME, vocabulary)
        _add_mentions(facts, analysis, Role.PLAIN, Standing.HINT, hidden)
    for analysis in answers:
        _add_mentions(facts, analysis, Role.QUESTION, Standing.TRACE, hidden)


def _add_mentions(
    facts: RowFacts, analysis: Analysis, role: Role, standing: Standing, hidden: Collection[str]
) -> None:
    for mention in analysis.mentions:
        term = f"p:{mention.key}"
        if mention.kind is Kind.PROCESS and mention.role is role and term not in hidden:
            _add_concept(facts, term, standing, mention.confidence, packing.ALL_SITES)


def _add_words(facts: RowFacts, analysis: Analysis, field_: Field, vocabulary: Vocabulary) -> None:
    silent = [(m.start, m.end) for m in analysis.mentions if m.role in UNSEARCHABLE]
    for token in analysis.tokens:
        if token.type in (TokenType.PUNCTUATION, TokenType.NUMBER) or len(token.stem) < 2:
            continue
        if vocabulary.splitter.lexicon.is_stopword(token.folded):
            continue
        if any(start < token.end and token.start < end for start, end in silent):
            continue
        _add_word(facts, token.stem, packing.word_code(field_, is_part=False), token.surface)
        if len(token.parts) > 1:
            for part in token.parts:
                _add_word(facts, part, packing.word_code(field_, is_part=True), part)


def _add_word(facts: RowFacts, word: str, code: int, surface: str) -> None:
    term = f"{WORD_PREFIX}{word[:_LONGEST_TERM]}"
    if term not in facts.words or code < facts.words[term]:
        facts.words[term] = code
    facts.surfaces.setdefault(term, surface[:_LONGEST_TERM])


def _passages(name: str, analysis: Analysis) -> Iterator[tuple[str, int, int, str]]:
    for mention in analysis.mentions:
        if mention.role in UNSEARCHABLE:
            yield (name, mention.start, mention.end, UNMARKED)
        elif (
            mention.role in (Role.PLAIN, Role.PARTNER)
            and mention.kind in PREFIXES
            and mention.kind is not Kind.PLACE
        ):
            yield (name, mention.start, mention.end, f"{PREFIXES[mention.kind]}{mention.key}")


def _add_certificates(facts: RowFacts, company: Company, vocabulary: Vocabulary) -> None:
    for held in company.certificates.select_related("certificate"):
        if held.state != CertificateState.HELD:
            continue
        _add_words(facts, analyse(held.name, vocabulary), Field.OTHER, vocabulary)
        if held.certificate is None:
            continue
        level = held.level or held.part
        facts.certificates.append(
            (
                f"c:{held.certificate.key}",
                f"{LEVEL_PREFIX}{level}" if level else "",
                packing.day_number(held.valid_until),
            )
        )


def _site(site: Site) -> tuple[float, float, str]:
    latitude, longitude = site.latitude, site.longitude
    if (latitude is None or longitude is None) and site.place:
        latitude, longitude = site.place.latitude, site.place.longitude
    district = f"d:{site.place.parent.key}" if site.place and site.place.parent else ""
    nothing = float("nan")
    return (
        nothing if latitude is None else latitude,
        nothing if longitude is None else longitude,
        district,
    )


def lock_publishing() -> None:
    """Keep everybody else from writing search rows until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])


def _next_change_number() -> int:
    lock_publishing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('companies_search_change_number')")
        return cursor.fetchone()[0]


def _term_numbers(facts: RowFacts) -> dict[str, int]:
    """Return the numbers of the row's terms, new ones made; the publish lock keeps writers from crossing."""
    terms = facts.terms()
    numbers = dict(SearchTerm.objects.filter(text__in=terms).values_list("text", "id"))
    missing = sorted(terms - numbers.keys())
    if missing:
        made = SearchTerm.objects.bulk_create(
            SearchTerm(text=text, surface=facts.surfaces.get(text, "")) for text in missing
        )
        numbers.update({term.text: term.id for term in made})
    return numbers
