"""One flat, comparable form of a vocabulary entry, the same for data file and database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from competences.enums import AliasLanguage, AliasRole
from competences.language import Kind, Node, fold, read_nodes, read_places

AliasEntry = tuple[str, str, str, str, str]
"""role, language, text, note, key of the right node (for confusions)"""


@dataclass(frozen=True)
class Snapshot:
    """What a data file says about one entry; `fields` holds plain columns, the rest are sets of rows."""

    kind: Kind
    key: str
    parent: str
    fields: dict[str, Any]
    aliases: tuple[AliasEntry, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    implies: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what is remembered as the last loaded state (lists only, as JSON gives them back)."""
        return {
            "parent": self.parent,
            "fields": self.fields,
            "aliases": [list(entry) for entry in self.aliases],
            "relations": [list(edge) for edge in self.relations],
            "implies": list(self.implies),
        }


def comparison_key(text: str) -> str:
    """Return the form in which two spellings of a wording are one: folded, without hyphens, blanks and slashes."""
    return re.sub(r"[\s\-/]+", "", fold(text))


def sort_name(name: str) -> str:
    """Return the form of a name by which entries are listed: Ä beside A, capitals beside small letters."""
    return fold(name)[:220]


def read_snapshots(folder: Path) -> Iterator[Snapshot]:
    """Yield all entries of the data files, parents before children; raises OSError or yaml.YAMLError."""
    yield from _parents_first(_of_node(node) for node in read_nodes(folder))
    yield from _places(folder)


def _parents_first(snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
    waiting = list(snapshots)
    done: set[tuple[Kind, str]] = set()
    while waiting:
        ready = [s for s in waiting if not s.parent or (s.kind, s.parent) in done]
        if not ready:
            raise ValueError(f"Unknown or circular parents: {sorted(s.key for s in waiting)}")
        yield from ready
        done.update((s.kind, s.key) for s in ready)
        waiting = [s for s in waiting if (s.kind, s.key) not in done]


def _of_node(node: Node) -> Snapshot:
    english = set(node.english)
    entries = [
        *(
            (
                AliasRole.STRONG,
                AliasLanguage.ENGLISH if text in english else AliasLanguage.GERMAN,
                text,
                "",
                "",
            )
            for text in node.strong
        ),
        *((AliasRole.CODE, AliasLanguage.GERMAN, text, "", "") for text in node.codes),
        *((AliasRole.WEAK, AliasLanguage.GERMAN, text, "", "") for text in node.weak),
        *(
            (AliasRole.CONFUSION, AliasLanguage.GERMAN, c.term, c.note, c.target or "")
            for c in node.confusions
        ),
        *((AliasRole.PREFIX, AliasLanguage.GERMAN, text, "", "") for text in node.compound_prefixes),
        *((AliasRole.PREFIX_EXCEPTION, AliasLanguage.GERMAN, t, "", "") for t in node.compound_exceptions),
    ]
    return Snapshot(
        kind=node.kind,
        key=node.key,
        parent=node.parent or "",
        fields={"name_de": node.name_de, "name_en": node.name_en, **_facts(node)},
        aliases=_distinct(entries),
        relations=tuple((edge.key, edge.kind.value) for edge in node.relations),
        implies=node.implies,
    )


def _facts(node: Node) -> dict[str, Any]:
    if node.kind is Kind.CERTIFICATE:
        return {
            "kind": node.facts["kind"],
            "note": node.facts["note"],
            "levels": list(node.levels),
            "level_aliases": {level: list(words) for level, words in node.level_aliases.items()},
            "further_levels": {scale: list(levels) for scale, levels in node.further_levels.items()},
        }
    if node.kind is Kind.INDUSTRY:
        return {
            "wz2008": list(node.facts["wz2008"]),
            "is_own": "eigene" in node.facts["roles"],
            "is_customer": "kunde" in node.facts["roles"],
        }
    return dict(node.facts)


def _distinct(entries: Iterable[AliasEntry]) -> tuple[AliasEntry, ...]:
    """Drop a wording that repeats under the same role in another spelling; the first spelling stays."""
    seen: dict[tuple[str, str], AliasEntry] = {}
    for role, language, text, note, target in entries:
        seen.setdefault((str(role), comparison_key(text)), (str(role), str(language), text, note, target))
    return tuple(seen.values())


def _places(folder: Path) -> Iterator[Snapshot]:
    districts: set[str] = set()
    for place in read_places(folder):
        district = re.sub(r"[^a-z0-9]+", "-", fold(place.district)).strip("-")
        if district not in districts:
            districts.add(district)
            names = {"name_de": place.district, "name_en": "", "postcode": "", "state": place.state}
            yield Snapshot(Kind.PLACE, district, "", {**names, "latitude": None, "longitude": None})
        yield Snapshot(
            kind=Kind.PLACE,
            key=place.key,
            parent=district,
            fields={
                "name_de": place.name,
                "name_en": "",
                "postcode": place.postcode,
                "state": place.state,
                "latitude": place.latitude,
                "longitude": place.longitude,
            },
            aliases=_distinct(
                (AliasRole.STRONG, AliasLanguage.GERMAN, name, "", "") for name in place.alt_names
            ),
        )
