"""Measuring demands on a judged collection: reading it, running it as the entry page would, and the measures."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from companies.search.evaluation.collection import lines_of, read_grades
from companies.search.evaluation.metrics import RELEVANT_FROM, Ranked
from companies.search.evaluation.runner import PER_QUERY
from companies.search.results import MATCH_FROM
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from matching.domain.engine import match
from matching.domain.reading import Written, read_demand
from matching.domain.results import MatchResult
from matching.domain.wanted import Wanted


@dataclass(frozen=True, slots=True)
class JudgedDemand:
    """A demand of a collection with its kind and the firm that asks (its id, or None)."""

    id: str
    written: Written
    seeker: str | None
    type: str = "all"


@dataclass(frozen=True)
class DemandCollection:
    """Demands in order with what the folder says about the right answers.

    `grades` by demand and company; `allowed` the firms that meet a condition, by kind of condition and demand;
    `steps` the firms with their grade for every step of a demand.
    """

    demands: tuple[JudgedDemand, ...] = ()
    grades: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    allowed: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    steps: Mapping[str, Sequence[Mapping[str, int]]] = field(default_factory=dict)

    @property
    def gaps(self) -> frozenset[str]:
        """The demands that nobody can serve: those without a grade."""
        return frozenset(demand.id for demand in self.demands if demand.id not in self.grades)


@dataclass(frozen=True)
class DemandRuns:
    """What the engine answers: firms by id and demand, the live result and what was read of each demand."""

    ranked: Mapping[str, Ranked]
    results: Mapping[str, MatchResult]
    wanted: Mapping[str, Wanted]

    @property
    def gaps(self) -> list[str]:
        """The demands that are judged unserved."""
        return [demand for demand, result in self.results.items() if result.is_gap]


def read_demands(folder: Path) -> DemandCollection:
    """Read `demands.jsonl` and, where present, the judgments; empty where the folder holds no demands.

    Raises ValueError or KeyError for files that do not have the format.
    """
    path = folder / "demands.jsonl"
    if not path.exists():
        return DemandCollection()
    types = _types(folder / "types_demands.tsv")
    demands = tuple(_demand(record, types) for record in lines_of(path))
    constraints = _json(folder / "constraints.json")
    allowed: dict[str, dict[str, frozenset[str]]] = {}
    for demand, conditions in constraints.items():
        for kind, condition in conditions.items():
            allowed.setdefault(kind, {})[demand] = frozenset(condition["satisfied_by"])
    steps = {
        demand: [step["companies"] for step in entry["steps"]]
        for demand, entry in _json(folder / "consortia.json").items()
    }
    return DemandCollection(demands, read_grades(folder / "qrels_demands.tsv"), allowed, steps)


def _demand(record: Mapping[str, Any], types: Mapping[str, str]) -> JudgedDemand:
    written = Written(
        title=record.get("title") or "",
        text=record.get("text") or "",
        material=record.get("werkstoff") or "",
        quantity=str(record.get("stueckzahl") or ""),
        certificates=tuple(record.get("zertifikate_erforderlich") or ()),
        place=f"{record.get('plz') or ''} {record.get('ort') or ''}".strip(),
        radius_km=record.get("max_entfernung_km"),
    )
    return JudgedDemand(record["did"], written, record.get("seeker"), types.get(record["did"], "all"))


def _types(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row[0]: row[1].strip() for row in rows}


def _json(path: Path) -> Mapping[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def run_demands(
    collection: DemandCollection, ids: Mapping[int, str], today: datetime.date, *, per_step: int = 10
) -> DemandRuns:
    """Answer every demand as the entry page proposes it, unedited; see the whole directory.

    In: the demands; company number → id of the collection; the day. Out: at most PER_QUERY firms each; a firm that
    breaks a condition is not in it, and neither is the firm that asks.
    """
    numbers = {key: number for number, key in ids.items()}
    vocabulary = current_vocabulary()
    ranked: dict[str, Ranked] = {}
    results: dict[str, MatchResult] = {}
    read: dict[str, Wanted] = {}
    for demand in collection.demands:
        wanted = read_demand(demand.written, vocabulary).wanted
        if demand.seeker in numbers:
            wanted = replace(wanted, seekers=frozenset({numbers[demand.seeker]}))
        result = match(wanted, clusters=None, today=today, count=PER_QUERY)
        ranked[demand.id] = [(ids[one.company], one.score) for one in result.matches]
        results[demand.id], read[demand.id] = result, wanted
    return DemandRuns(ranked, results, read)


def consortia_of(runs: DemandRuns, ids: Mapping[int, str], *, most: int = 10) -> dict[str, Any]:
    """Return for every demand with several steps who covers which, best first, as `run_consortia.json` holds it."""
    vocabulary = current_vocabulary()
    found = {}
    for demand, wanted in runs.wanted.items():
        if len(wanted.steps) > 1:
            found[demand] = {
                "steps": [
                    {
                        "step": step.number,
                        "name": vocabulary.node(Kind.PROCESS, step.key).name_de,
                        "companies": [
                            ids[m.company] for m in runs.results[demand].by_step[step.number][:most]
                        ],
                    }
                    for step in wanted.steps
                ]
            }
    return found


def violations(ranked: Mapping[str, Ranked], allowed: Mapping[str, frozenset[str]], first: int) -> float:
    """Return the mean share of matches among the first answers that break a stated condition, 0…1."""
    shares = []
    for demand, firms in allowed.items():
        top = [company for company, score in ranked.get(demand, ())[:first] if score >= MATCH_FROM]
        shares.append(sum(company not in firms for company in top) / len(top) if top else 0.0)
    return sum(shares) / len(shares) if shares else 0.0


def step_coverage(
    ranked: Mapping[str, Ranked], steps: Mapping[str, Sequence[Mapping[str, int]]], first: int
) -> float:
    """Return the mean share of the needed steps for which the first answers hold a firm that covers it well."""
    shares = []
    for demand, needed in steps.items():
        top = [company for company, _ in ranked.get(demand, ())[:first]]
        shares.append(
            sum(any(step.get(company, 0) >= RELEVANT_FROM for company in top) for step in needed)
            / len(needed)
        )
    return sum(shares) / len(shares) if shares else 0.0


def team_coverage(
    consortia: Mapping[str, Any], steps: Mapping[str, Sequence[Mapping[str, int]]], first: int = 1
) -> float:
    """Return the mean share of the needed steps that the first firms of some proposed step cover well."""
    shares = []
    for demand, needed in steps.items():
        proposed = [step["companies"][:first] for step in consortia.get(demand, {"steps": ()})["steps"]]
        hits = sum(
            any(step.get(company, 0) >= RELEVANT_FROM for firms in proposed for company in firms)
            for step in needed
        )
        shares.append(hits / len(needed))
    return sum(shares) / len(shares) if shares else 0.0
