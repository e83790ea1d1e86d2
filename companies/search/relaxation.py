"""What to do without when nothing was found: the one criterion whose loss shows most, and processes nearby."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from companies.search.explain import part_label
from companies.search.facets import LABELS
from companies.search.filters import RADII_KM, Filters
from companies.search.question import Question
from companies.search.results import RelatedProcess, Relaxation
from competences.language import Kind

MOST_RELATED = 6


def relax(question: Question) -> Relaxation | None:
    """Return the single step that brings most hits, None where no step brings any; the mildest wins a tie."""
    best: Relaxation | None = None
    for label, filters in _steps(question):
        count = _count(question, filters)
        if count and (best is None or count > best.count):
            best = Relaxation(label, count, filters.to_params(question.requirement.literal))
    return best


def related_processes(question: Question) -> tuple[RelatedProcess, ...]:
    """Return processes near the ones asked for that somebody offers, those with most firms first."""
    vocabulary = question.vocabulary
    keys: dict[str, None] = {}
    wanted = (*question.requirement.keys(Kind.PROCESS), *question.filters.processes)
    for key in (k for k in wanted if f"p:{k}" in question.model.nodes.index):
        keys.update(dict.fromkeys(relation.key for relation in vocabulary.related(key)))
        parent = vocabulary.node(Kind.PROCESS, key).parent
        if parent:
            keys[parent] = None
            keys.update((node.key, None) for node in vocabulary.nodes(Kind.PROCESS) if node.parent == parent)
    found = []
    empty = replace(question, requirement=type(question.requirement)(), area=None, radius_km=None)
    for key in (k for k in keys if k not in wanted):
        filters = Filters(processes=(key,))
        count = empty.with_filters(filters).count()
        if count:
            name = vocabulary.node(Kind.PROCESS, key).name_de
            found.append(RelatedProcess(key, name, count, filters.to_params()))
    return tuple(sorted(found, key=lambda item: (-item.count, item.label))[:MOST_RELATED])


def _count(question: Question, filters: Filters) -> int:
    area = question.area
    if not filters.around and "place" in filters.without:
        area = None
    elif question.filters.around and not filters.around:
        area = question.requirement.place
    return replace(question, area=area).with_filters(filters).count()


def _steps(question: Question) -> Iterator[tuple[str, Filters]]:
    """Yield each way to ask for one thing less, the mildest first."""
    filters = question.filters
    if filters.fresh_only:
        yield "auch ältere Profile", replace(filters, fresh_only=False)
    if filters.require_all:
        yield "eines der Verfahren genügt", replace(filters, require_all=False)
    if question.radius_km is not None:
        for radius in (r for r in RADII_KM if r > question.radius_km):
            yield f"Umkreis {radius} km", filters.with_radius(radius)
        yield "ohne Umkreis", replace(filters, around="", radius_km=None, without=(*filters.without, "place"))
    for name, attribute in (
        ("groesse", "sizes"),
        ("art", "kinds"),
        ("kreis", "districts"),
        ("zertifikat", "certificates"),
        ("werkstoff", "materials"),
        ("verfahren", "processes"),
    ):
        if getattr(filters, attribute):
            yield f"ohne den Filter {LABELS[name]}", replace(filters, **cast(dict[str, Any], {attribute: ()}))
    parts = question.requirement.without(filters.without).parts
    for part in parts if len(parts) > 1 else ():
        label = f"ohne „{part_label(part, question.vocabulary)}“"
        yield label, replace(filters, without=(*filters.without, part.id))
