"""Reading the vocabulary's data files into nodes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from competences.language.enums import Kind, RelationKind
from competences.language.folding import fold
from competences.language.structures import Confusion, Node, Place, Relation

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path) -> Any:
    """Read one YAML file; raises OSError or yaml.YAMLError."""
    with path.open(encoding="utf-8") as handle:
        return yaml.load(handle, Loader=_LOADER)  # noqa: S506 - a safe loader, in C where available


def read_nodes(folder: Path) -> Iterator[Node]:
    """Yield the nodes of processes.yaml, materials.yaml, certificates.yaml and industries.yaml in ``folder``."""
    for record in load_yaml(folder / "processes.yaml"):
        yield _process(record)
    for record in load_yaml(folder / "materials.yaml"):
        yield _material(record)
    for record in load_yaml(folder / "certificates.yaml"):
        yield _certificate(record)
    for record in load_yaml(folder / "industries.yaml"):
        yield Node(
            kind=Kind.INDUSTRY,
            key=record["id"],
            parent=record.get("parent"),
            name_de=record["name_de"],
            name_en=record["name_en"],
            strong=tuple(record["aliases"]),
            weak=tuple(record["weak_aliases"]),
            confusions=_confusions(record),
            facts={"wz2008": record["wz2008"], "roles": record["role"]},
        )


def read_places(folder: Path) -> Iterator[Place]:
    """Yield the rows of places.csv in ``folder``."""
    with (folder / "places.csv").open(newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            yield Place(
                key=place_key(row["postcode"], row["place"]),
                postcode=row["postcode"],
                name=row["place"],
                district=row["district"],
                state=row["state"],
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
                alt_names=tuple(name.strip() for name in row["alt_names"].split(";") if name.strip()),
            )


def place_key(postcode: str, name: str) -> str:
    """Return the lasting key of a place: ``("66849", "Landstuhl")`` → ``"66849-landstuhl"``."""
    return f"{postcode}-{re.sub(r'[^a-z0-9]+', '-', fold(name)).strip('-')}"


def _confusions(record: dict[str, Any]) -> tuple[Confusion, ...]:
    return tuple(
        Confusion(item["term"], item["note"], item.get("id")) for item in record.get("not_to_confuse") or ()
    )


def _process(record: dict[str, Any]) -> Node:
    return Node(
        kind=Kind.PROCESS,
        key=record["id"],
        parent=record["parent"],
        name_de=record["name_de"],
        name_en=record["name_en"],
        strong=(*record["aliases_de"], *record["aliases_en"]),
        english=tuple(record["aliases_en"]),
        weak=tuple(record["weak_aliases"]),
        confusions=_confusions(record),
        relations=tuple(Relation(item["id"], RelationKind(item["kind"])) for item in record["related"]),
        facts={"din8580": record["din8580"] or "", "iso4063": [str(number) for number in record["iso4063"]]},
    )


def _material(record: dict[str, Any]) -> Node:
    return Node(
        kind=Kind.MATERIAL,
        key=record["id"],
        parent=record["parent"],
        name_de=record["name_de"],
        name_en=record["name_en"],
        strong=tuple(record["aliases"]),
        weak=tuple(record["weak_aliases"]),
        codes=(*record["werkstoffnummern"], *record["en_names"]),
        confusions=_confusions(record),
        compound_prefixes=tuple(record["compound_prefixes"]),
        compound_exceptions=tuple(record["compound_exceptions"]),
    )


def _certificate(record: dict[str, Any]) -> Node:
    return Node(
        kind=Kind.CERTIFICATE,
        key=record["id"],
        parent=record.get("parent"),
        name_de=record["name"],
        name_en=record["name"],
        strong=tuple(record["aliases"]),
        weak=tuple(record["weak_aliases"]),
        confusions=_confusions(record),
        levels=tuple(record["level_order"]),
        level_aliases={level: tuple(words) for level, words in (record.get("level_aliases") or {}).items()},
        further_levels={scale: tuple(ls) for scale, ls in (record.get("further_levels") or {}).items()},
        implies=tuple(record["implies"]),
        facts={"kind": record["kind"], "note": record["note_de"]},
    )
