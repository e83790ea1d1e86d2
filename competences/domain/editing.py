"""Changing the vocabulary by hand: each write with its history, and with all that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from competences.domain.recording import delete_recorded, save_recorded
from competences.domain.snapshots import comparison_key, sort_name
from competences.domain.users import VocabularyChange, usage, users
from competences.domain.vocabulary import MODELS, bump_version
from competences.enums import SUFFICIENT_ROLES, AliasLanguage, AliasRole
from competences.language import Kind
from competences.models import (
    NODE_FIELDS,
    Alias,
    Certificate,
    IgnoredWord,
    Place,
    Process,
    ProcessRelation,
    VocabularyNode,
    VocabularyState,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

KIND_OF = {model: kind for kind, model in MODELS.items()}
BY_HAND = "Von Hand geändert"

_running: ContextVar[VocabularyChange | None] = ContextVar("running vocabulary change", default=None)


@contextmanager
def changing(*, actor: AbstractUser | None, reason: str = BY_HAND) -> Iterator[VocabularyChange]:
    """Make the changes inside one: one new version, and the users of the vocabulary renewed once, all or nothing.

    Nested blocks join the outer one. The state row is locked, so that two people's changes follow each other.
    """
    outer = _running.get()
    if outer is not None:
        yield outer
        return
    change = VocabularyChange()
    with transaction.atomic():
        VocabularyState.objects.get_or_create(pk=1)
        VocabularyState.objects.select_for_update().get(pk=1)
        token = _running.set(change)
        try:
            yield change
        finally:
            _running.reset(token)
        if not change.is_empty:
            bump_version()
            for user in users():
                user.renew(change, actor=actor, reason=reason)


def node_of(alias: Alias) -> VocabularyNode:
    """Return the entry at which a word stands."""
    return next(node for kind in Kind if (node := getattr(alias, kind.value)) is not None)


def add_alias(
    *,
    node: VocabularyNode,
    text: str,
    actor: AbstractUser | None,
    role: str = AliasRole.STRONG,
    language: str = AliasLanguage.GERMAN,
    note: str = "",
    target_key: str = "",
    reason: str = BY_HAND,
) -> Alias:
    """Let a word stand for an entry (or, by `role`, not stand for it).

    Out: the stored word. Raises ValidationError when the word stands for another entry already, is empty, or the
    entry named by `target_key` does not exist.
    """
    alias = Alias(text=text, role=role, language=language, note=note, target_key=target_key)
    setattr(alias, KIND_OF[type(node)].value, node)
    return _save_alias(alias, actor, reason)


def change_alias(
    *, alias: Alias, values: dict[str, Any], actor: AbstractUser | None, reason: str = BY_HAND
) -> Alias:
    """Change a word: `values` holds new columns (text, role, language, note, target_key); errors as in add_alias."""
    with changing(actor=actor, reason=reason) as change:
        change.words.add(Alias.objects.get(pk=alias.pk).text)
        for name, value in values.items():
            setattr(alias, name, value)
        return _save_alias(alias, actor, reason)


def remove_alias(*, alias: Alias, actor: AbstractUser | None, reason: str = BY_HAND) -> None:
    """Take a word away from its entry; the data files do not bring it back."""
    with changing(actor=actor, reason=reason) as change:
        _touch(change, alias)
        delete_recorded([alias], actor=actor, reason=reason)


def check_alias(alias: Alias) -> None:
    """Normalise a word that is to be stored; raises ValidationError (German) where it cannot stand at its entry."""
    alias.text = " ".join(alias.text.split())
    alias.folded = comparison_key(alias.text)
    if not alias.folded:
        raise ValidationError({"text": "Bitte geben Sie ein Wort an."})
    node = node_of(alias)
    if alias.target_key and not type(node).objects.filter(key=alias.target_key, merged_into=None).exists():
        raise ValidationError({"target_key": f"Einen Eintrag „{alias.target_key}“ gibt es nicht."})
    if alias.role in SUFFICIENT_ROLES and not isinstance(node, Place):
        others = Alias.objects.filter(folded=alias.folded, role__in=SUFFICIENT_ROLES, place=None)
        other = others.exclude(pk=alias.pk).select_related(*NODE_FIELDS).first()
        if other is not None:
            raise ValidationError({"text": f"„{other.text}“ steht schon bei „{node_of(other)}“."})


def _save_alias(alias: Alias, actor: AbstractUser | None, reason: str) -> Alias:
    check_alias(alias)
    with changing(actor=actor, reason=reason) as change:
        alias.full_clean()
        save_recorded(alias, actor=actor, reason=reason)
        _touch(change, alias)
    return alias


def _touch(change: VocabularyChange, alias: Alias) -> None:
    change.is_empty = False
    change.words.add(alias.text)


def save_node(*, node: VocabularyNode, actor: AbstractUser | None, reason: str = BY_HAND) -> VocabularyNode:
    """Store an entry: a new one, another name, another place in the tree, other facts.

    Raises ValidationError for an entry below itself, a parent that was merged, or a key that exists.
    """
    with changing(actor=actor, reason=reason) as change:
        node.sort_name = sort_name(node.name_de)
        node.full_clean(exclude=["loaded"])
        save_recorded(node, actor=actor, reason=reason)
        change.is_empty = False
        change.nodes.add((KIND_OF[type(node)], node.pk))
    return node


def delete_node(*, node: VocabularyNode, actor: AbstractUser | None, reason: str = BY_HAND) -> None:
    """Delete an entry that nobody uses; raises ValidationError with the reason where that is not possible."""
    if obstacle := deletion_obstacle(node):
        raise ValidationError(obstacle)
    with changing(actor=actor, reason=reason) as change:
        change.is_empty = False
        change.words.update(node.aliases.values_list("text", flat=True))
        delete_recorded([node], actor=actor, reason=reason)


def deletion_obstacle(node: VocabularyNode) -> str:
    """Return the German sentence that says why an entry cannot be deleted; empty when it can."""
    rows = usage(node, KIND_OF[type(node)])
    if rows:
        words = ", ".join(f"{number} × {label}" for label, number in rows)
        return f"„{node}“ wird verwendet ({words}). Führen Sie den Eintrag mit einem anderen zusammen."
    if node.children.exists():
        return f"Unter „{node}“ stehen weitere Einträge. Hängen Sie diese zuerst um."
    if node.loaded:
        return (
            f"„{node}“ stammt aus den Datendateien und käme beim nächsten Laden wieder. "
            "Führen Sie den Eintrag mit einem anderen zusammen."
        )
    if node.merged_from.exists():
        return f"Mit „{node}“ wurden andere Einträge zusammengeführt, deren Kurznamen hierher führen."
    return ""


def add_relation(
    *, source: Process, target: Process, kind: str, actor: AbstractUser | None, reason: str = BY_HAND
) -> ProcessRelation:
    """Note that two processes belong together; raises ValidationError when it is noted or both are one."""
    with changing(actor=actor, reason=reason) as change:
        relation = ProcessRelation(source=source, target=target, kind=kind)
        relation.full_clean()
        save_recorded(relation, actor=actor, reason=reason)
        _touch_relation(change, relation)
    return relation


def remove_relation(*, relation: ProcessRelation, actor: AbstractUser | None, reason: str = BY_HAND) -> None:
    """Forget that two processes belong together."""
    with changing(actor=actor, reason=reason) as change:
        _touch_relation(change, relation)
        delete_recorded([relation], actor=actor, reason=reason)


def _touch_relation(change: VocabularyChange, relation: ProcessRelation) -> None:
    """A relation confirms weak words of either process, so the firms of both are looked at again."""
    change.is_empty = False
    change.nodes.update({(Kind.PROCESS, relation.source_id), (Kind.PROCESS, relation.target_id)})


def set_implied(
    *,
    certificate: Certificate,
    implied: Collection[Certificate],
    actor: AbstractUser | None,
    reason: str = BY_HAND,
) -> None:
    """Say which certificates a certificate includes; nothing is written when that is stored already."""
    if set(certificate.implies.all()) == set(implied):
        return
    with changing(actor=actor, reason=reason) as change:
        certificate._history_user = actor
        certificate.implies.set(implied)
        change.is_empty = False
        change.nodes.add((Kind.CERTIFICATE, certificate.pk))


def ignore_word(*, text: str, actor: AbstractUser | None, reason: str = BY_HAND) -> IgnoredWord:
    """Keep a word off the list of unknown words; raises ValidationError when it is kept off already."""
    word = IgnoredWord(text=" ".join(text.split()), folded=comparison_key(text))
    word.full_clean()
    save_recorded(word, actor=actor, reason=reason)
    return word
