"""The vocabulary of the database, compiled for the language analysis and shared within a process."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator

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


def vocabulary_version() -> int:
    """Return the number of the vocabulary's last change; 0 before anything was loaded."""
    return VocabularyState.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def bump_version() -> int:
    """Count a change of the vocabulary, to be called in the transaction that writes it; returns the new version."""
    VocabularyState.objects.get_or_create(pk=1)
    VocabularyState.objects.filter(pk=1).update(version=F("version") + 1)
    return vocabulary_version()


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of the database, compiled once per process and version (one query when unchanged)."""
    global _compiled
    version = str(vocabulary_version())
    if _compiled is not None and _compiled.version == version:
        return _compiled
    with _lock:
        if _compiled is None or _compiled.version != version:
            _compiled = build_vocabulary(version)
    return _compiled


def build_vocabulary(version: str) -> Vocabulary:
    """Compile the vocabulary from the database; merged nodes are left out, their words stand at the target."""
    return Vocabulary.from_records(_nodes(), _places(), version)


def _aliases_by_node(field: str) -> dict[int, list[Alias]]:
    grouped: dict[int, list[Alias]] = defaultdict(list)
    for alias in Alias.objects.filter(**{f"{field}__isnull": False}).order_by("pk"):
        grouped[getattr(alias, f"{field}_id")].append(alias)
    return grouped


def _nodes() -> Iterator[Node]:
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


def _levels(row: VocabularyNode, implies: dict[str, tuple[str, ...]]) -> dict:
    if not isinstance(row, Certificate):
        return {}
    return {
        "levels": tuple(row.levels),
        "level_aliases": {level: tuple(words) for level, words in row.level_aliases.items()},
        "further_levels": {scale: tuple(levels) for scale, levels in row.further_levels.items()},
        "implies": implies.get(row.key, ()),
    }


def _places() -> Iterator[PlaceRecord]:
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
