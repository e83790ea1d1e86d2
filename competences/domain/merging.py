"""Merging one entry of the vocabulary into another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q

from competences.domain.editing import KIND_OF, changing
from competences.domain.recording import delete_recorded, save_recorded
from competences.domain.users import usage, users
from competences.enums import SUFFICIENT_ROLES, AliasRole
from competences.models import Alias, Certificate, Process, ProcessRelation, VocabularyNode

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge moves: words that the winner gets and those it has already, entries below, rows of other apps.

    `rows` holds a German name and a number for everything else, `sentence` why the merge is not possible ("" if it
    is).
    """

    words: tuple[Alias, ...]
    doubled: tuple[Alias, ...]
    children: tuple[VocabularyNode, ...]
    rows: tuple[tuple[str, int], ...]
    sentence: str = ""


def preview_merge(*, loser: VocabularyNode, winner: VocabularyNode) -> MergePreview:
    """Return what merge_nodes with the same arguments would do, writing nothing."""
    sentence = _obstacle(loser, winner)
    moved, doubled = _split_aliases(loser, winner)
    rows = [("Beziehungen", len(_edges(loser)))] if isinstance(loser, Process) and _edges(loser) else []
    if isinstance(loser, Certificate):
        implied = loser.implies.count() + loser.implied_by.count()
        rows += [("Angaben „schließt ein“", implied)] if implied else []
    return MergePreview(
        words=tuple(moved),
        doubled=tuple(doubled),
        children=tuple(loser.children.all()),
        rows=(*rows, *usage(loser, KIND_OF[type(loser)])),
        sentence=sentence,
    )


def merge_nodes(
    *, loser: VocabularyNode, winner: VocabularyNode, actor: AbstractUser | None, reason: str = ""
) -> VocabularyNode:
    """Let everything that points to `loser` point to `winner`; the loser stays, so that its key still resolves.

    Words, entries below, relations and the rows of all apps move; the firms concerned are analysed and indexed
    again in the same transaction. Out: the winner. Raises ValidationError when the two are one, of different kinds,
    merged before, or when the winner stands below the loser.
    """
    kind = KIND_OF[type(loser)]
    reason = reason or f"Zusammengeführt: {loser} → {winner}"
    with changing(actor=actor, reason=reason) as change:
        if sentence := _obstacle(loser, winner):
            raise ValidationError(sentence)
        change.is_empty = False
        change.words.update(loser.aliases.values_list("text", flat=True))
        _move_aliases(loser, winner, actor, reason)
        for child in loser.children.all():
            child.parent = winner
            save_recorded(child, actor=actor, reason=reason)
            change.nodes.add((kind, child.pk))
        if isinstance(loser, Process) and isinstance(winner, Process):
            _move_edges(loser, winner, actor, reason)
        if isinstance(loser, Certificate) and isinstance(winner, Certificate):
            _move_implied(loser, winner)
        for user in users():
            user.take_over(kind=kind, loser=loser.pk, winner=winner.pk, actor=actor, reason=reason)
        loser.merged_into = winner
        loser.parent = None
        save_recorded(loser, actor=actor, reason=reason)
        change.nodes.add((kind, winner.pk))
    return winner


def _obstacle(loser: VocabularyNode, winner: VocabularyNode) -> str:
    if type(loser) is not type(winner):
        return "Nur Einträge derselben Art lassen sich zusammenführen."
    if loser.pk == winner.pk:
        return "Ein Eintrag lässt sich nicht mit sich selbst zusammenführen."
    for node in (loser, winner):
        if node.merged_into is not None:
            return f"„{node}“ ist schon mit „{node.merged_into}“ zusammengeführt worden."
    if winner.ancestors().filter(pk=loser.pk).exists():
        return f"„{winner}“ steht unter „{loser}“. Hängen Sie „{winner}“ zuerst um."
    return ""


def _split_aliases(loser: VocabularyNode, winner: VocabularyNode) -> tuple[list[Alias], list[Alias]]:
    """Return the loser's words that move, and those the winner has or no longer needs."""
    mine = {(alias.role, alias.folded) for alias in winner.aliases.all()}
    sufficient = {folded for role, folded in mine if role in SUFFICIENT_ROLES}
    moved: list[Alias] = []
    doubled: list[Alias] = []
    for alias in loser.aliases.all():
        known = (alias.role, alias.folded) in mine or (
            alias.role == AliasRole.WEAK and alias.folded in sufficient
        )
        pointless = alias.role == AliasRole.CONFUSION and alias.target_key == winner.key
        (doubled if known or pointless else moved).append(alias)
    return moved, doubled


def _move_aliases(
    loser: VocabularyNode, winner: VocabularyNode, actor: AbstractUser | None, reason: str
) -> None:
    field = KIND_OF[type(loser)].value
    moved, doubled = _split_aliases(loser, winner)
    delete_recorded(doubled, actor=actor, reason=reason)
    # The winner said of these words that the loser is meant; now both are one.
    delete_recorded(
        winner.aliases.filter(role=AliasRole.CONFUSION, target_key=loser.key), actor=actor, reason=reason
    )
    for alias in moved:
        setattr(alias, field, winner)
        save_recorded(alias, actor=actor, reason=reason)
    for alias in Alias.objects.filter(**{f"{field}__isnull": False}, target_key=loser.key):
        alias.target_key = winner.key
        save_recorded(alias, actor=actor, reason=reason)


def _edges(process: Process) -> list[ProcessRelation]:
    return list(
        ProcessRelation.objects.filter(Q(source=process) | Q(target=process)).select_related(
            "source", "target"
        )
    )


def _move_edges(loser: Process, winner: Process, actor: AbstractUser | None, reason: str) -> None:
    known = {(edge.source_id, edge.target_id, edge.kind) for edge in _edges(winner)}
    for edge in _edges(loser):
        if edge.source_id == loser.pk:
            edge.source = winner
        if edge.target_id == loser.pk:
            edge.target = winner
        key = (edge.source_id, edge.target_id, edge.kind)
        if edge.source_id == edge.target_id or key in known:
            delete_recorded([edge], actor=actor, reason=reason)
        else:
            known.add(key)
            save_recorded(edge, actor=actor, reason=reason)


def _move_implied(loser: Certificate, winner: Certificate) -> None:
    winner.implies.add(*loser.implies.exclude(pk=winner.pk))
    for certificate in loser.implied_by.exclude(pk=winner.pk):
        certificate.implies.add(winner)
    loser.implies.clear()
    loser.implied_by.clear()
