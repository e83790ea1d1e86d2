"""The one way in which pages, mails and the evaluation search: from a text to a whole answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from companies.domain.geo import distance_km
from companies.enums import Freshness
from companies.rules import freshness, is_overdue
from companies.search import engine, facets
from companies.search.closeness import WeightedWord, closeness
from companies.search.explain import Explainer, part_label
from companies.search.filters import MAX_PAGE, OWN_SITE, Filters
from companies.search.keeper import KEEPER
from companies.search.near_hits import answer_near
from companies.search.plan import Plan
from companies.search.question import Question, radius_of
from companies.search.relaxation import related_processes, relax
from companies.search.requirement import ALL, Abilities, Requirement, WantedPlace, telling, understand
from companies.search.results import Area, Hit, Repaired, SearchResult, UnderstoodPart
from companies.search.shown import ShownFirm, map_points, shown_firms
from companies.search.spelling import word_index
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from competences.models import Place

PAGE_SIZE = 20
MAP_POINTS = 200


def ask(
    text: str, *, filters: Filters, viewer: Viewer, today: datetime.date, abilities: Abilities = ALL
) -> Question:
    """Understand a search text and bring the directory up to date (two queries)."""
    vocabulary = current_vocabulary()
    filters = filters.in_force(vocabulary)
    model = KEEPER.current(vocabulary)
    words = None if filters.literal else word_index(model, vocabulary)
    requirement = understand(text, vocabulary, words, abilities)
    area = _area(requirement, filters, viewer, vocabulary)
    radius = radius_of(requirement, filters, area)
    return Question(requirement, filters, viewer, today, vocabulary, model, area, radius, abilities)


def ranking(question: Question, count: int) -> list[tuple[int, float]]:
    """Return (company, score) of the first `count` hits: the order that the page shows."""
    answers = _answered(question).answers
    hits = facets.hits_of(answers, question.selection())
    return [(ranked.company, ranked.score) for ranked in engine.rank(answers, hits, 0, count)]


def answer(
    text: str, *, filters: Filters, viewer: Viewer, page: int = 1, today: datetime.date
) -> SearchResult:
    """Search: understand the text, rank, count, explain.

    In: the text of the box, the filters, who searches, the page (from 1; beyond the last shows the last) and the day
    on which dates are judged. Out: everything the page shows. Never raises on any text or filter.
    """
    question = ask(text, filters=filters, viewer=viewer, today=today)
    answered = _answered(question)
    answers = answered.answers
    hits = facets.hits_of(answers, question.selection())
    total = sum(facets.count_bits(bits) for bits in hits)
    pages = max(1, min(MAX_PAGE, -(-total // PAGE_SIZE)))
    page = max(1, min(page, pages))
    ranked = engine.rank(answers, hits, 0, max(page * PAGE_SIZE, MAP_POINTS))
    shown = ranked[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    matches = engine.count_matches(answers, hits)
    asked = bool(answered.requirement.keys(Kind.CERTIFICATE))
    companies = shown_firms([hit.company for hit in shown], certificates=asked)
    return SearchResult(
        text=question.requirement.literal,
        parts=tuple(_parts(question)),
        area=_shown_area(question),
        repaired=_repaired(question),
        hits=tuple(_hits(question, answered, shown, companies)),
        total=total,
        matches=matches,
        page=page,
        pages=pages,
        facets=facets.facets_of(
            answers,
            question.selection(),
            question.requirement,
            question.vocabulary,
            district_names(question.vocabulary),
        ),
        relaxation=relax(question) if not total or answered.is_by_words else None,
        related=related_processes(question) if not matches else (),
        points=map_points(hit.company for hit in ranked[:MAP_POINTS]),
        is_by_words=answered.is_by_words and total > 0,
    )


@dataclass(frozen=True, slots=True)
class _Answered:
    """What answers a question, and the requirement and plan that it answers."""

    requirement: Requirement
    plan: Plan
    answers: list[engine.Answer]
    is_by_words: bool = False


def _answered(question: Question) -> _Answered:
    """Answer a question; where nobody fits, by its words alone."""
    requirement, plan = question.requirement.without(question.filters.without), question.plan()
    found = _Answered(requirement, plan, engine.answer(question.model, plan))
    if not requirement.parts or any(one.mask.any() for one in found.answers):
        return found
    # Who lacks a certificate, or one of the processes that shall all be there, is no answer, however he writes.
    if requirement.keys(Kind.CERTIFICATE) or plan.required or not question.abilities.nearest:
        return found
    worded = replace(question, requirement=requirement.worded())
    forms = (form for part in worded.requirement.parts for form in part.words)
    words = [WeightedWord(telling(form, question.vocabulary)) for form in forms]
    near = answer_near(question.model, plan, closeness(question.model, words))
    return _Answered(worded.requirement, worded.plan(), near, is_by_words=True)


@lru_cache(maxsize=2)
def district_names(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return key → name of the districts, in the order of the names; read once per vocabulary."""
    return dict(Place.objects.filter(parent=None).order_by("name_de").values_list("key", "name_de"))


def _area(
    requirement: Requirement, filters: Filters, viewer: Viewer, vocabulary: Vocabulary
) -> WantedPlace | None:
    """Return the place to search around: the chosen one, else the typed one."""
    if filters.around == OWN_SITE and viewer.latitude is not None and viewer.longitude is not None:
        return WantedPlace(OWN_SITE, "meinen Standort", viewer.latitude, viewer.longitude)
    if filters.around and filters.around != OWN_SITE:
        try:
            place = vocabulary.place(filters.around)
        except KeyError:
            return None
        return WantedPlace(place.key, place.name, place.latitude, place.longitude)
    return requirement.without(filters.without).place


def _parts(question: Question) -> Iterable[UnderstoodPart]:
    filters, text = question.filters, question.requirement.literal
    for part in question.requirement.without(filters.without).parts:
        dropped = replace(filters, without=(*filters.without, part.id))
        yield UnderstoodPart(
            id=part.id,
            kind=part.kind,
            key=part.options[0].key if part.options else "",
            label=part_label(part, question.vocabulary),
            passage=part.passage,
            via=part.via,
            params=dropped.to_params(text),
        )


def _shown_area(question: Question) -> Area | None:
    if question.area is None or question.radius_km is None:
        return None
    filters = replace(question.filters, around="", radius_km=None)
    if question.requirement.place is not None:
        filters = replace(filters, without=(*filters.without, "place"))
    place = question.area
    params = filters.to_params(question.requirement.literal)
    return Area(place.name, place.latitude, place.longitude, question.radius_km, params)


def _repaired(question: Question) -> Repaired | None:
    requirement = question.requirement
    if requirement.text == requirement.literal:
        return None
    params = replace(question.filters, literal=True).to_params(requirement.literal)
    return Repaired(requirement.literal, requirement.text, params)


def _hits(
    question: Question,
    answered: _Answered,
    ranked: Sequence[engine.Ranked],
    companies: Mapping[int, ShownFirm],
) -> Iterable[Hit]:
    explainer = Explainer(answered.requirement, answered.plan, question.model, question.vocabulary)
    for one in ranked:
        company = companies.get(one.company)
        if company is None:
            continue
        found = explainer.explain(one, company, question.today)
        site = next(iter(company.sites), None)
        yield Hit(
            company_id=company.pk,
            slug=company.slug,
            name=company.name,
            place=site.municipality if site else "",
            score=one.score,
            reasons=found.reasons,
            passages=found.passages,
            certificates=found.certificates,
            confirmed_at=company.confirmed_at,
            is_fresh=freshness(company.confirmed_at, question.today) == Freshness.FRESH,
            is_overdue=is_overdue(company.confirmed_at, question.today),
            distance_km=_distance(question, one, company),
            latitude=site.latitude if site else None,
            longitude=site.longitude if site else None,
        )


def _distance(question: Question, ranked: engine.Ranked, company: ShownFirm) -> float | None:
    """Return the distance to the place asked for, else to the viewer's own site."""
    if question.area is not None:
        return ranked.distance_km
    viewer = question.viewer
    if viewer.latitude is None or viewer.longitude is None:
        return None
    return min(
        (
            distance_km(viewer.latitude, viewer.longitude, site.latitude, site.longitude)
            for site in company.sites
            if site.latitude is not None and site.longitude is not None
        ),
        default=None,
    )
