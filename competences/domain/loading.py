"""Loading the project's vocabulary files into the database without touching what staff changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from competences.domain.snapshots import Snapshot, comparison_key, read_snapshots, sort_name
from competences.domain.users import VocabularyChange, users
from competences.domain.vocabulary import MODELS, bump_version
from competences.enums import SUFFICIENT_ROLES
from competences.language import Kind
from competences.models import Alias, Certificate, Process, ProcessRelation, VocabularyNode, VocabularyState

REASON = "Aus den Datendateien geladen"
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
    Whoever uses the vocabulary is renewed in the same transaction.
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
        if loader.report.changed and not dry_run:
            bump_version()
            for user in users():
                user.renew(VocabularyChange(everything=True, is_empty=False), actor=None, reason=REASON)
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
        self.by_pk = {(kind, row.pk): row for (kind, _), row in self.rows.items()}
        self.aliases: dict[tuple[Kind, int], dict[tuple[str, str], Alias]] = {}
        self.sufficient: set[str] = set()
        for alias in Alias.objects.all():
            for kind in Kind:
                if (pk := getattr(alias, f"{kind.value}_id")) is not None:
                    self.aliases.setdefault((kind, pk), {})[alias.role, alias.folded] = alias
            if alias.role in SUFFICIENT_ROLES and alias.place_id is None:
                self.sufficient.add(alias.folded)
        self.new_aliases: list[Alias] = []
        self.old_aliases: list[int] = []

    def load(self, snapshots: list[Snapshot]) -> None:
        """Bring rows, words and edges to the state of the snapshots (parents come before children)."""
        before = {key: dict(row.loaded) for key, row in self.rows.items()}
        for snapshot in snapshots:
            self._load_row(snapshot)
        changed = [snapshot for snapshot in snapshots if self._is_open(snapshot, before)]
        # Words go before any come: a word may move from one entry to another in whatever order the files have them.
        for snapshot in changed:
            self._drop_aliases(snapshot, before.get((snapshot.kind, snapshot.key), {}))
        for snapshot in changed:
            base = before.get((snapshot.kind, snapshot.key), {})
            self._add_aliases(snapshot, base)
            self._load_edges(snapshot, base)
        Alias.objects.filter(pk__in=self.old_aliases).delete()
        Alias.objects.bulk_create(self.new_aliases, batch_size=1000)
        self.report.words_added += len(self.new_aliases)
        self.report.words_removed += len(self.old_aliases)
        self._report_dropped({(snapshot.kind, snapshot.key) for snapshot in snapshots})

    def _report_dropped(self, present: set[tuple[Kind, str]]) -> None:
        """An entry may be in use, so the files cannot take it away; whoever drops it merges it by hand."""
        for (kind, key), row in self.rows.items():
            if row.loaded and row.merged_into_id is None and (kind, key) not in present:
                self.report.conflicts.append(f"{key}: steht nicht mehr in den Dateien und bleibt.")

    def _in_force(self, kind: Kind, key: str) -> VocabularyNode:
        """Return the entry with the key, or the one that took it over."""
        row = self.rows[kind, key]
        while row.merged_into_id is not None:
            row = self.by_pk[kind, row.merged_into_id]
        return row

    def _is_open(self, snapshot: Snapshot, before: dict[tuple[Kind, str], dict[str, Any]]) -> bool:
        """Leave out rows that staff merged and rows whose entry in the file is what was loaded last."""
        row = self.rows[snapshot.kind, snapshot.key]
        return row.merged_into_id is None and before.get((snapshot.kind, snapshot.key)) != snapshot.as_json()

    def _load_row(self, snapshot: Snapshot) -> None:
        row = self.rows.get((snapshot.kind, snapshot.key))
        state = snapshot.as_json()
        parent = self._in_force(snapshot.kind, snapshot.parent) if snapshot.parent else None
        if row is None:
            row = MODELS[snapshot.kind](key=snapshot.key, parent=parent, loaded=state, **snapshot.fields)
            self.rows[snapshot.kind, snapshot.key] = row
            self.report.created += 1
        elif row.loaded == state:
            return
        else:
            if row.merged_into_id is not None:
                self._conflict(snapshot, "zusammengeführter Eintrag bleibt, wie er ist")
            else:
                self._merge_fields(snapshot, row, parent)
            row.loaded = state
            self.report.updated += 1
        row.sort_name = sort_name(row.name_de)
        row._change_reason = REASON
        row.save()
        self.by_pk[snapshot.kind, row.pk] = row

    def _merge_fields(self, snapshot: Snapshot, row: VocabularyNode, parent: VocabularyNode | None) -> None:
        base = row.loaded.get("fields", {})
        for name, value in snapshot.fields.items():
            mine = getattr(row, name)
            if mine == value or base.get(name) == value:
                continue
            if name not in base or mine == base[name]:
                setattr(row, name, value)
            else:
                label = row._meta.get_field(name).verbose_name
                self._conflict(snapshot, f"{label} bleibt „{mine}“ (Datei: „{value}“)")
        before = row.loaded.get("parent", "")
        if before == snapshot.parent or row.parent_id == (parent.pk if parent else None):
            return
        loaded_parent = self._in_force(snapshot.kind, before) if before else None
        if row.parent_id == (loaded_parent.pk if loaded_parent else None):
            row.parent = parent
        else:
            mine_parent = self.by_pk[snapshot.kind, row.parent_id].key if row.parent_id else ""
            self._conflict(snapshot, f"bleibt unter „{mine_parent}“ (Datei: „{snapshot.parent}“)")

    def _drop_aliases(self, snapshot: Snapshot, base: dict[str, Any]) -> None:
        mine = self.aliases.get((snapshot.kind, self.rows[snapshot.kind, snapshot.key].pk), {})
        for key in _alias_keys(base.get("aliases", [])) - _alias_keys(snapshot.aliases):
            if key in mine:
                alias = mine.pop(key)
                self.old_aliases.append(alias.pk)
                if alias.role in SUFFICIENT_ROLES:
                    self.sufficient.discard(alias.folded)

    def _add_aliases(self, snapshot: Snapshot, base: dict[str, Any]) -> None:
        row = self.rows[snapshot.kind, snapshot.key]
        mine = self.aliases.setdefault((snapshot.kind, row.pk), {})
        known = _alias_keys(base.get("aliases", []))
        for role, language, text, note, target in snapshot.aliases:
            folded = comparison_key(text)
            if (role, folded) in known or (role, folded) in mine:
                continue
            if role in SUFFICIENT_ROLES and snapshot.kind is not Kind.PLACE:
                if folded in self.sufficient:
                    self._conflict(snapshot, f"„{text}“ steht schon bei einem anderen Eintrag")
                    continue
                self.sufficient.add(folded)
            alias = Alias(
                text=text, folded=folded, role=role, language=language, note=note, target_key=target
            )
            setattr(alias, snapshot.kind.value, row)
            mine[role, folded] = alias
            self.new_aliases.append(alias)

    def _load_edges(self, snapshot: Snapshot, base: dict[str, Any]) -> None:
        row = self.rows[snapshot.kind, snapshot.key]
        if isinstance(row, Process):
            old = {(key, kind) for key, kind in base.get("relations", [])}
            for key, kind in sorted(set(snapshot.relations) - old):
                target = self._in_force(Kind.PROCESS, key)
                if target.pk != row.pk:
                    ProcessRelation.objects.get_or_create(source=row, target=target, kind=kind)
            for key, kind in sorted(old - set(snapshot.relations)):
                row.relations.filter(target__key=key, kind=kind).delete()
        if isinstance(row, Certificate):
            old_implied = set(base.get("implies", []))
            row.implies.add(
                *(self._in_force(Kind.CERTIFICATE, k) for k in set(snapshot.implies) - old_implied)
            )
            row.implies.remove(*(self.rows[Kind.CERTIFICATE, k] for k in old_implied - set(snapshot.implies)))

    def _conflict(self, snapshot: Snapshot, reason: str) -> None:
        self.report.conflicts.append(f"{snapshot.key}: {reason}.")


def _alias_keys(entries: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Return role and comparison form of the words of a snapshot, stored or read."""
    return {(role, comparison_key(text)) for role, _, text, *_ in entries}
