"""Reading a judged collection: companies, queries and grades."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companies.domain.profile_data import ProfileData

_FIELDS = {
    "name": "name",
    "kind": "kind",
    "street": "street",
    "plz": "postcode",
    "ort": "town",
    "employees": "employees",
    "founded": "founded",
    "kernkompetenzen": "core_competences",
    "leistungen": "offered_services",
    "gesuchte_partner": "sought_partners",
    "werkstoffe": "materials",
    "maschinenpark": "machines_text",
    "losgroessen": "batch_sizes",
    "max_abmessungen": "max_dimensions",
    "website": "website",
    "email": "email",
}
"""Field of the collection → field of a questionnaire."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search text with its kind."""

    id: str
    text: str
    type: str


@dataclass(frozen=True)
class Collection:
    """Companies by id, queries in order, and grades by query and company where the folder holds judgments."""

    companies: dict[str, ProfileData]
    queries: tuple[Query, ...]
    grades: dict[str, dict[str, int]] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()


def read_collection(folder: Path) -> Collection:
    """Read `companies.jsonl`, `queries_search.jsonl` and, where present, `qrels_search.tsv`.

    Queries that the judgments do not know are those nobody answers. Raises OSError for a missing file, ValueError
    or KeyError for one that does not have the format.
    """
    companies = {record["id"]: _profile(record) for record in lines_of(folder / "companies.jsonl")}
    queries = tuple(
        Query(record["qid"], record["query"], record.get("type", "all"))
        for record in lines_of(folder / "queries_search.jsonl")
    )
    judged = folder / "qrels_search.tsv"
    if not judged.exists():
        return Collection(companies, queries)
    grades = read_grades(judged)
    gaps = frozenset(query.id for query in queries if query.id not in grades)
    return Collection(companies, queries, grades, gaps)


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades above zero by query (or demand) and company; empty without the file."""
    grades: dict[str, dict[str, int]] = {}
    if not path.exists():
        return grades
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            query, company, grade = line.split("\t")[:3]
            if int(grade) > 0:
                grades.setdefault(query, {})[company] = int(grade)
    return grades


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            if line.strip():
                yield json.loads(line)


def _profile(record: dict[str, Any]) -> ProfileData:
    values: dict[str, Any] = {ours: record.get(theirs) for theirs, ours in _FIELDS.items()}
    values["certificates"] = [{"name": name} for name in record.get("zertifikate") or []]
    return ProfileData.from_record(values)
