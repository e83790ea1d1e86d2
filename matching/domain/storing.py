"""Between what a demand asks for and its rows: writing and reading are exact inverses of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from companies.domain.recording import create_recorded, delete_recorded
from companies.search.requirement import Option, WantedPlace
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind, Vocabulary
from matching.domain.wanted import FURTHER, MOST_ALSO, VALUE_FIELDS, Criterion, Values, Wanted, WantedStep
from matching.enums import Attribute, Importance
from matching.models import Demand, DemandCriterion, DemandStep

if TYPE_CHECKING:
    from accounts.models import User

NODE_COLUMNS: Mapping[Attribute, tuple[str, Kind]] = {
    Attribute.MATERIAL: ("material", Kind.MATERIAL),
    Attribute.CERTIFICATE: ("certificate", Kind.CERTIFICATE),
}
"""Attributes whose key is an entry of the vocabulary: column and kind."""

LONGEST_PASSAGE = 300
LONGEST_LEVEL = 30

_ORDER = list(Attribute)


def settled(wanted: Wanted) -> Wanted:
    """Return what is left of a proposal once a person has confirmed it: no positions, no doubt.

    A step keeps up to MOST_ALSO further readings, each meant as surely as any other. Steps are numbered from 1; of
    several steps with one process and of several criteria about the same the first stays, as a condition if any of
    them is one. Criteria stand in the order of their steps and attributes; one about a step that is gone concerns the
    whole demand. Applying it twice changes nothing.
    """
    steps: dict[str, WantedStep] = {}
    numbers: dict[int | None, int | None] = {None: None}
    for step in sorted(wanted.steps, key=lambda step: step.number):
        kept = steps.get(step.key)
        number = kept.number if kept else len(steps) + 1
        also = dict.fromkeys((*(kept.also if kept else ()), *step.also))
        steps[step.key] = WantedStep(
            number=number,
            options=_options(step.key, [key for key in also if key != step.key][:MOST_ALSO]),
            importance=_stronger(kept, step),
            is_lead=step.is_lead or (kept is not None and kept.is_lead),
            passage=kept.passage if kept else step.passage[:LONGEST_PASSAGE],
        )
        numbers[step.number] = number
    criteria: dict[tuple[int | None, Attribute, str], Criterion] = {}
    for criterion in wanted.criteria:
        if criterion.attribute not in NODE_COLUMNS and not criterion.values and not criterion.level:
            continue
        key = criterion.key if criterion.attribute in NODE_COLUMNS else ""
        step_number = numbers.get(criterion.step)
        name = (step_number, criterion.attribute, key)
        kept_criterion = criteria.get(name)
        first = kept_criterion or criterion
        criteria[name] = replace(
            first,
            importance=_stronger(kept_criterion, criterion),
            step=step_number,
            key=key,
            level=first.level[:LONGEST_LEVEL],
            values=replace(first.values, radius_km=None),
            passage=first.passage[:LONGEST_PASSAGE],
            start=-1,
            end=-1,
        )
    steps = {
        key: replace(step, options=_options(key, [other for other in step.also if other not in steps]))
        for key, step in steps.items()
    }
    return Wanted(
        steps=tuple(_one_lead(steps.values())),
        criteria=tuple(sorted(criteria.values(), key=_place_of)),
        place=wanted.place,
        radius_km=wanted.radius_km,
        radius_is_hard=wanted.radius_is_hard and wanted.place is not None and wanted.radius_km is not None,
        needed_by=wanted.needed_by,
        seekers=wanted.seekers,
    )


def _options(key: str, also: Iterable[str]) -> tuple[Option, ...]:
    return (Option(key, 1.0), *(Option(other, FURTHER) for other in also))


def wanted_of(demand: Demand, vocabulary: Vocabulary) -> Wanted:
    """Return what a stored demand asks for (fetch it with `for_matching`); the firm itself never fits.

    Further readings of a step that the vocabulary does not hold any more are left out.
    """
    numbers: dict[int | None, int | None] = {None: None}
    steps = []
    for step in demand.steps.all():
        numbers[step.pk] = step.number
        steps.append(
            WantedStep(
                number=step.number,
                options=_options(
                    step.process.key, [key for key in step.also if vocabulary.has(Kind.PROCESS, key)]
                ),
                importance=Importance(step.importance),
                is_lead=step.is_lead,
                passage=step.passage,
            )
        )
    criteria = [
        Criterion(
            attribute=Attribute(row.attribute),
            importance=Importance(row.importance),
            step=numbers[row.step_id],
            key=_key_of(row),
            level=row.level,
            values=Values(**{name: getattr(row, name) for name in VALUE_FIELDS}),
            passage=row.passage,
        )
        for row in demand.criteria.all()
    ]
    return Wanted(
        steps=tuple(steps),
        criteria=tuple(sorted(criteria, key=_place_of)),
        place=_place(demand),
        radius_km=float(demand.radius_km) if demand.radius_km is not None else None,
        radius_is_hard=demand.radius_importance == Importance.HARD,
        needed_by=demand.needed_by,
        seekers=frozenset({demand.company_id}),
    )


def store_proposal(demand: Demand, wanted: Wanted, *, actor: User | None, reason: str) -> None:
    """Let the rows of a stored demand say what is wanted; rows that say it already stay as they are.

    To be called in a transaction, with place, radius and day written to the demand by the caller
    (`demand_columns`). Keys of merged entries lead to what took over; unknown ones are left out.
    """
    wanted = settled(_known(wanted))
    processes = node_pks(Kind.PROCESS, current_vocabulary())
    stored = {_step_content(row): row for row in demand.steps.all()}
    new_steps = {
        (step.number, processes[step.key], step.importance, step.is_lead, step.passage, step.also): step
        for step in wanted.steps
    }
    gone = [row for content, row in stored.items() if content not in new_steps]
    delete_recorded(DemandCriterion.objects.filter(step__in=gone), actor=actor, reason=reason)
    delete_recorded(gone, actor=actor, reason=reason)
    create_recorded(
        [
            DemandStep(
                demand=demand,
                number=number,
                process_id=process,
                importance=importance,
                is_lead=is_lead,
                passage=passage,
                also=list(also),
            )
            for content in new_steps
            for number, process, importance, is_lead, passage, also in (content,)
            if content not in stored
        ],
        actor=actor,
        reason=reason,
    )
    _store_criteria(demand, wanted, actor, reason)


def demand_columns(wanted: Wanted) -> dict[str, Any]:
    """Return the columns of a demand that say where and when."""
    places = node_pks(Kind.PLACE, current_vocabulary())
    place = places.get(wanted.place.key) if wanted.place else None
    radius = None if wanted.radius_km is None else max(1, min(500, round(wanted.radius_km)))
    is_hard = wanted.radius_is_hard and place is not None and radius is not None
    return {
        "place_id": place,
        "radius_km": radius,
        "radius_importance": Importance.HARD if is_hard else Importance.WISH,
        "needed_by": wanted.needed_by,
    }


def _store_criteria(demand: Demand, wanted: Wanted, actor: User | None, reason: str) -> None:
    vocabulary = current_vocabulary()
    steps = dict(DemandStep.objects.filter(demand=demand).values_list("number", "pk"))
    rows = []
    for criterion in wanted.criteria:
        nodes: dict[str, int | None] = {"material_id": None, "certificate_id": None}
        if criterion.attribute in NODE_COLUMNS:
            column, kind = NODE_COLUMNS[criterion.attribute]
            nodes[f"{column}_id"] = node_pks(kind, vocabulary)[criterion.key]
        rows.append(
            DemandCriterion(
                demand=demand,
                step_id=steps[criterion.step] if criterion.step else None,
                attribute=criterion.attribute,
                importance=criterion.importance,
                level=criterion.level,
                passage=criterion.passage,
                **nodes,
                **{name: getattr(criterion.values, name) for name in VALUE_FIELDS},
            )
        )
    stored = {_criterion_content(row): row for row in DemandCriterion.objects.filter(demand=demand)}
    wanted_rows = {_criterion_content(row): row for row in rows}
    gone = [row for content, row in stored.items() if content not in wanted_rows]
    delete_recorded(gone, actor=actor, reason=reason)
    new = [row for content, row in wanted_rows.items() if content not in stored]
    create_recorded(new, actor=actor, reason=reason)


def _known(wanted: Wanted) -> Wanted:
    """Leave out what the vocabulary does not hold any more."""
    vocabulary = current_vocabulary()
    processes = node_pks(Kind.PROCESS, vocabulary)
    return replace(
        wanted,
        steps=tuple(
            replace(step, options=tuple(o for o in step.options if o.key in processes))
            for step in wanted.steps
            if step.key in processes
        ),
        criteria=tuple(
            criterion
            for criterion in wanted.criteria
            if criterion.attribute not in NODE_COLUMNS
            or criterion.key in node_pks(NODE_COLUMNS[criterion.attribute][1], vocabulary)
        ),
    )


def _stronger(kept: WantedStep | Criterion | None, other: WantedStep | Criterion) -> Importance:
    hard = other.importance == Importance.HARD or (kept is not None and kept.importance == Importance.HARD)
    return Importance.HARD if hard else Importance.WISH


def _one_lead(steps: Iterable[WantedStep]) -> Iterable[WantedStep]:
    """Yield the steps with the first lead as the only one."""
    found = False
    for step in steps:
        yield replace(step, is_lead=step.is_lead and not found)
        found = found or step.is_lead


def _place_of(criterion: Criterion) -> tuple[int, int, str]:
    return (criterion.step or 0, _ORDER.index(criterion.attribute), criterion.key)


def _key_of(row: DemandCriterion) -> str:
    node = row.material or row.certificate
    return node.key if node else ""


def _place(demand: Demand) -> WantedPlace | None:
    place = demand.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return WantedPlace(place.key, place.name_de, place.latitude, place.longitude)


def _step_content(row: DemandStep) -> tuple[Any, ...]:
    return (row.number, row.process_id, row.importance, row.is_lead, row.passage, tuple(row.also))


def _criterion_content(row: DemandCriterion) -> tuple[Any, ...]:
    values = tuple(getattr(row, name) for name in VALUE_FIELDS)
    nodes = (row.step_id, row.attribute, row.material_id, row.certificate_id)
    return (*nodes, row.importance, row.level, row.passage, *values)
