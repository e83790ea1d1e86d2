"""Who uses the vocabulary: higher apps register here what only they know (their AppConfig.ready does it)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from competences.language import Kind
from competences.models import VocabularyNode

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


@dataclass
class VocabularyChange:
    """What a change of the vocabulary touches, collected until it is complete.

    `words` are wordings whose meaning changed, `nodes` entries (kind, primary key) whose place in the tree or whose
    users changed; `everything` says that too much changed to name it.
    """

    words: set[str] = field(default_factory=set)
    nodes: set[tuple[Kind, int]] = field(default_factory=set)
    everything: bool = False
    is_empty: bool = True


class VocabularyUser(Protocol):
    """An app whose rows point to entries of the vocabulary or hold text that was analysed with it.

    `name` is the German name of what it counts in `used_by`.
    """

    name: str

    def counted(self, number: int) -> str:
        """Return a number (1 or more) of them in words: "2 Unternehmen"."""

    def used_by(self, kind: Kind, pks: Collection[int]) -> Mapping[int, int]:
        """Return how many firms (or the like) use each of the entries; entries without any may be left out."""

    def list_address(self, kind: Kind, key: str) -> str:
        """Return the address of the list of those who use an entry."""

    def rows_of(self, kind: Kind, pk: int) -> list[tuple[str, int]]:
        """Return what points to an entry: German name of the rows, their number (more than 0)."""

    def take_over(
        self, *, kind: Kind, loser: int, winner: int, actor: AbstractUser | None, reason: str
    ) -> None:
        """Let everything that points to the loser (primary key) point to the winner."""

    def renew(self, change: VocabularyChange, *, actor: AbstractUser | None, reason: str) -> None:
        """Bring what was derived from the vocabulary in line with its new state."""


_users: list[VocabularyUser] = []


def register(user: VocabularyUser) -> None:
    """Make an app known as a user of the vocabulary, once at start."""
    _users.append(user)


def users() -> tuple[VocabularyUser, ...]:
    """Return all registered users."""
    return tuple(_users)


def usage(node: VocabularyNode, kind: Kind) -> list[tuple[str, int]]:
    """Return what of other apps points to an entry: German name of the rows, their number."""
    return [row for user in _users for row in user.rows_of(kind, node.pk)]
