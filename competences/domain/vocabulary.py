"""The vocabulary of the database, compiled for the language analysis and shared within a process."""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F

from competences.enums import AliasLanguage, AliasRole
from competences.language import Confusion, Kind, Node, Relation, RelationKind, Vocabulary
from competences.language import Place as PlaceRecord
from competences.models import (
    Alias,
    Certificate,
    Industry,
    Material,
    Place,
    Process,
    ProcessRelation,
    VocabularyNode,
    VocabularyState,
)

MODELS: dict[Kind, type[VocabularyNode]] = {
    Kind.PROCESS: Process,
    Kind.MATERIAL: Material,
    Kind.CERTIFICATE: Certificate,
    Kind.INDUSTRY: Industry,
    Kind.PLACE: Place,
}

_lock = threading.Lock()
_compiled: Vocabulary | None = None


def vocabulary_version() -> str:
    """Return what names the vocabulary's last change, also across restored databases; "" before any was made."""
    with connection.cursor() as cursor:  # asked before every answer, so without the model's detours
        cursor.execute("SELECT version, change_id FROM competences_vocabularystate WHERE id = 1")
        state = cursor.fetchone()
    return f"{state[0]}-{state[1]}" if state else ""


def bump_version() -> str:
    """Count a change of the vocabulary, to be called in the transaction that writes it; returns the new version."""
    VocabularyState.objects.get_or_create(pk=1)
    VocabularyState.objects.filter(pk=1).update(version=F("version") + 1, change_id=uuid.uuid4())
    return vocabulary_version()


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of the database, compiled once per process and version (one query when unchanged)."""
    global _compiled
    version = vocabulary_version()
    if not version:
        return build_vocabulary(version)
    if _compiled is not None and _compiled.version == version:
        return _compiled
    with _lock:
        if _compiled is None or _compiled.version != version:
            _compiled = build_vocabulary(version)
        return _compiled


def build_vocabulary(version: str) -> Vocabulary:
    """Compile the vocabulary from the database; merged nodes are left out, their words stand at the target."""
    return Vocabulary.from_records(node_records(), place_records(), version)


def node_pks(kind: Kind, vocabulary: Vocabulary) -> Mapping[str, int]:
    """Return key → primary key of the entries of one kind, read once per compiled vocabulary.

    The key of a merged entry leads to the entry that took it over; places are districts and municipalities.
    """
    return _all_pks(vocabulary)[kind]


def key_in_force(kind: Kind, key: str, vocabulary: Vocabulary) -> str | None:
    """Return the key of the entry that a key leads to after merges, None for a key that never was one.

    Costs no query for a key in force; districts are not part of the compiled vocabulary and always cost one.
    """
    if vocabulary.has(kind, key):
        return key
    pk = node_pks(kind, vocabulary).get(key)
    return None if pk is None else MODELS[kind].objects.get(pk=pk).key


@lru_cache(maxsize=2)
def _all_pks(vocabulary: Vocabulary) -> dict[Kind, dict[str, int]]:
    found = {}
    for kind, model in MODELS.items():
        rows = list(model.objects.values_list("key", "pk", "merged_into_id"))
        target = {pk: merged_into for _, pk, merged_into in rows if merged_into}
        found[kind] = {key: surviving(pk, target) for key, pk, _ in rows}
    return found


def surviving(pk: int, merged: Mapping[int, int]) -> int:
    """Follow merges (primary key → primary key of the entry that took it over) to the entry that is left."""
    while pk in merged:
        pk = merged[pk]
    return pk


def _aliases_by_node(field: str) -> dict[int, list[Alias]]:
    grouped: dict[int, list[Alias]] = defaultdict(list)
    for alias in Alias.objects.filter(**{f"{field}__isnull": False}).order_by("pk"):
        grouped[getattr(alias, f"{field}_id")].append(alias)
    return grouped


def node_records() -> Iterator[Node]:
    """Yield the entries in force, places aside, as the analysis takes them."""
    relations = _relations()
    implies = _implied()
    for kind in (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE, Kind.INDUSTRY):
        model = MODELS[kind]
        rows = list(model.objects.filter(merged_into=None).order_by("pk"))
        keys = {row.pk: row.key for row in rows}
        aliases = _aliases_by_node(kind.value)
        for row in rows:
            own = aliases.get(row.pk, [])
            yield Node(
                kind=kind,
                key=row.key,
                parent=keys.get(row.parent_id),
                name_de=row.name_de,
                name_en=row.name_en,
                strong=_texts(own, AliasRole.STRONG),
                english=tuple(
                    a.text for a in own if a.role == AliasRole.STRONG and a.language == AliasLanguage.ENGLISH
                ),
                weak=_texts(own, AliasRole.WEAK),
                codes=_texts(own, AliasRole.CODE),
                confusions=tuple(
                    Confusion(a.text, a.note, a.target_key or None)
                    for a in own
                    if a.role == AliasRole.CONFUSION
                ),
                relations=relations.get(row.key, ()) if kind is Kind.PROCESS else (),
                compound_prefixes=_texts(own, AliasRole.PREFIX),
                compound_exceptions=_texts(own, AliasRole.PREFIX_EXCEPTION),
                **_levels(row, implies),
                facts=_facts(row),
            )


def _texts(aliases: Iterable[Alias], role: AliasRole) -> tuple[str, ...]:
    return tuple(alias.text for alias in aliases if alias.role == role)


def _relations() -> dict[str, tuple[Relation, ...]]:
    grouped: dict[str, list[Relation]] = defaultdict(list)
    rows = ProcessRelation.objects.filter(source__merged_into=None, target__merged_into=None).order_by("pk")
    for source, target, kind in rows.values_list("source__key", "target__key", "kind"):
        grouped[source].append(Relation(target, RelationKind(kind)))
    return {source: tuple(edges) for source, edges in grouped.items()}


def _implied() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    pairs = Certificate.implies.through.objects.order_by("pk").values_list(
        "from_certificate__key", "to_certificate__key"
    )
    for source, target in pairs:
        grouped[source].append(target)
    return {source: tuple(targets) for source, targets in grouped.items()}


def _facts(row: VocabularyNode) -> dict[str, Any]:
    if isinstance(row, Process):
        return {"din8580": row.din8580, "iso4063": row.iso4063}
    if isinstance(row, Certificate):
        return {"kind": row.kind, "note": row.note}
    if isinstance(row, Industry):
        roles = {"eigene": row.is_own, "kunde": row.is_customer}
        return {"wz2008": row.wz2008, "roles": [role for role, given in roles.items() if given]}
    return {}


def _levels(row: VocabularyNode, implies: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    if not isinstance(row, Certificate):
        return {}
    return {
        "levels": tuple(row.levels),
        "level_aliases": {level: tuple(words) for level, words in row.level_aliases.items()},
        "further_levels": {scale: tuple(levels) for scale, levels in row.further_levels.items()},
        "implies": implies.get(row.key, ()),
    }


def place_records() -> Iterator[PlaceRecord]:
    """Yield the municipalities as the analysis takes them."""
    aliases = _aliases_by_node(Kind.PLACE.value)
    rows = Place.objects.filter(merged_into=None).exclude(postcode="").select_related("parent").order_by("pk")
    for row in rows:
        yield PlaceRecord(
            key=row.key,
            postcode=row.postcode,
            name=row.name_de,
            district=row.parent.name_de if row.parent else "",
            state=row.state,
            latitude=row.latitude or 0.0,
            longitude=row.longitude or 0.0,
            alt_names=_texts(aliases.get(row.pk, []), AliasRole.STRONG),
        )
