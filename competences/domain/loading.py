"""Loading the project's vocabulary files into the database without touching what staff changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from competences.domain.snapshots import AliasEntry, Snapshot, comparison_key, read_snapshots
from competences.domain.vocabulary import MODELS, bump_version
from competences.enums import SUFFICIENT_ROLES
from competences.language import Kind
from competences.models import Alias, Certificate, Process, ProcessRelation, VocabularyNode, VocabularyState

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"
DATA_FILES = ("processes.yaml", "materials.yaml", "certificates.yaml", "industries.yaml", "places.csv")


@dataclass
class LoadReport:
    """What a load did: counts, and one German sentence per conflict with a change that staff made."""

    created: int = 0
    updated: int = 0
    words_added: int = 0
    words_removed: int = 0
    conflicts: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Say whether anything was written that the analysis must learn."""
        return bool(self.created or self.updated or self.words_added or self.words_removed)


def load_vocabulary(*, folder: Path = DATA_FOLDER, dry_run: bool = False) -> LoadReport:
    """Bring the database to the state of the data files; a second run with the same files writes nothing.

    Three states are compared: what the files said when they were last loaded, what they say now and what the
    database holds. Only what staff left alone follows the files; every disagreement becomes a conflict line.
    Raises OSError, yaml.YAMLError or ValueError (unknown parent) before anything is written.
    """
    digest = _digest(folder)
    if VocabularyState.objects.filter(pk=1, files_digest=digest).exists():
        return LoadReport()
    snapshots = list(read_snapshots(folder))
    with transaction.atomic():
        loader = _Loader()
        loader.load(snapshots)
        VocabularyState.objects.update_or_create(pk=1, defaults={"files_digest": digest})
        if loader.report.changed:
            bump_version()
        transaction.set_rollback(dry_run)
    return loader.report


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in DATA_FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


class _Loader:
    """One load: the rows of the database in memory, the changes collected and written in bulk."""

    def __init__(self) -> None:
        self.report = LoadReport()
        self.rows: dict[tuple[Kind, str], VocabularyNode] = {
            (kind, row.key): row for kind, model in MODELS.items() for row in model.objects.all()
        }
        self.aliases: dict[tuple[Kind, int], dict[tuple[str, str], Alias]] = {}
        self.sufficient: dict[str, Alias] = {}
        for alias in Alias.objects.all():
            for kind in Kind:
                if (pk := getattr(alias, f"{kind.value}_id")) is not None:
                    self.aliases.setdefault((kind, pk), {})[alias.role, alias.folded] = alias
            if alias.role in SUFFICIENT_ROLES and alias.place_id is None:
                self.sufficient[alias.folded] = alias
        self.new_aliases: list[Alias] = []
        self.old_aliases: list[int] = []

    def load(self, snapshots: list[Snapshot]) -> None:
        before = {key: dict(row.loaded) for key, row in self.rows.items()}
        for snapshot in snapshots:
            self._load_row(snapshot)
        for snapshot in snapshots:
            if self._is_open(snapshot, before):
                base = before.get((snapshot.kind, snapshot.key), {})
                self._load_aliases(snapshot, base)
                self._load_edges(snapshot, base)
        Alias.objects.filter(pk__in=self.old_aliases).delete()
        Alias.objects.bulk_create(self.new_aliases, batch_size=1000)
        self.report.words_added += len(self.new_aliases)
        self.report.words_removed += len(self.old_aliases)

    def _is_open(self, snapshot: Snapshot, before: dict[tuple[Kind, str], dict[str, Any]]) -> bool:
        """Leave out rows that staff merged and rows whose entry in the file is what was loaded last."""
        row = self.rows[snapshot.kind, snapshot.key]
        return (
            getattr(row, "merged_into_id", None) is None
            and before.get((snapshot.kind, snapshot.key)) != snapshot.as_json()
        )

    def _load_row(self, snapshot: Snapshot) -> None:
        row = self.rows.get((snapshot.kind, snapshot.key))
        state = snapshot.as_json()
        parent = self.rows.get((snapshot.kind, snapshot.parent)) if snapshot.parent else None
        if row is None:
            row = MODELS[snapshot.kind](key=snapshot.key, parent=parent, loaded=state, **snapshot.fields)
            row.save()
            self.rows[snapshot.kind, snapshot.key] = row
            self.report.created += 1
            return
        if row.loaded == state:
            return
        target = getattr(row, "merged_into_id", None)
        if target is not None:
            self._conflict(snapshot, "zusammengeführter Eintrag bleibt, wie er ist")
        else:
            self._merge_fields(snapshot, row, parent)
        row.loaded = state
        row.save()
        self.report.updated += 1

    def _merge_fields(self, snapshot: Snapshot, row: VocabularyNode, parent: VocabularyNode | None) -> None:
        base = row.loaded.get("fields", {})
        for name, value in snapshot.fields.items():
            mine = getattr(row, name)
            if mine == value or base.get(name) == value:
                continue
            if name not in base or mine == base[name]:
                setattr(row, name, value)
            else:
                self._conflict(snapshot, f"„{name}“ bleibt „{mine}“ (Datei: „{value}“)")
        mine_parent = next(
            (r.key for r in self.rows.values() if r.pk == row.parent_id and type(r) is type(row)), ""
        )
        if row.loaded.get("parent", "") != snapshot.parent and mine_parent != snapshot.parent:
            if mine_parent == row.loaded.get("parent", ""):
                row.parent = parent
            else:
                self._conflict(snapshot, f"bleibt unter „{mine_parent}“ (Datei: „{snapshot.parent}“)")

    def _load_aliases(self, snapshot: Snapshot, base: dict[str, Any]) -> None:
        row = self.rows[snapshot.kind, snapshot.key]
        mine = self.aliases.setdefault((snapshot.kind, row.pk), {})
        known = {(entry[0], comparison_key(entry[2])) for entry in base.get("aliases", [])}
        wanted = {(entry[0], comparison_key(entry[2])): entry for entry in snapshot.aliases}
        for key, entry in wanted.items():
            if key not in known and key not in mine:
                self._add_alias(snapshot, row, entry)
        for key in known - wanted.keys():
            if key in mine:
                self.old_aliases.append(mine.pop(key).pk)

    def _add_alias(self, snapshot: Snapshot, row: VocabularyNode, entry: AliasEntry) -> None:
        role, language, text, note, target = entry
        folded = comparison_key(text)
        if role in SUFFICIENT_ROLES and snapshot.kind is not Kind.PLACE:
            other = self.sufficient.get(folded)
            if other is not None and other.pk not in self.old_aliases:
                self._conflict(snapshot, f"„{text}“ steht schon bei einem anderen Eintrag")
                return
        alias = Alias(text=text, folded=folded, role=role, language=language, note=note, target_key=target)
        setattr(alias, snapshot.kind.value, row)
        if role in SUFFICIENT_ROLES and snapshot.kind is not Kind.PLACE:
            self.sufficient[folded] = alias
        self.aliases[snapshot.kind, row.pk][role, folded] = alias
        self.new_aliases.append(alias)

    def _load_edges(self, snapshot: Snapshot, base: dict[str, Any]) -> None:
        row = self.rows[snapshot.kind, snapshot.key]
        if isinstance(row, Process):
            old = {tuple(edge) for edge in base.get("relations", [])}
            for key, kind in set(snapshot.relations) - old:
                ProcessRelation.objects.get_or_create(
                    source=row, target=self.rows[Kind.PROCESS, key], kind=kind
                )
            for key, kind in old - set(snapshot.relations):
                row.relations.filter(target__key=key, kind=kind).delete()
        if isinstance(row, Certificate):
            old_implied = set(base.get("implies", []))
            row.implies.add(*(self.rows[Kind.CERTIFICATE, k] for k in set(snapshot.implies) - old_implied))
            row.implies.remove(*(self.rows[Kind.CERTIFICATE, k] for k in old_implied - set(snapshot.implies)))

    def _conflict(self, snapshot: Snapshot, reason: str) -> None:
        self.report.conflicts.append(f"{snapshot.key}: {reason}.")
