"""The kinds of mail: every app declares its own in its `notifications.py` and registers them at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

from outbox.enums import Category, LegalBasis

if TYPE_CHECKING:
    from outbox.models import Mail

SecretMaker = Callable[["Mail"], Mapping[str, str]]
"""Takes the mail that is about to be sent, returns name → secret for every name in `MailKind.secrets`."""


class NoLongerNeededError(Exception):
    """A secret maker raises it when the mail has become pointless; its German text is shown to staff."""


@dataclass(frozen=True)
class MailKind:
    """One kind of mail and what may be done with it.

    - `key`: "<app>.<name>"; the templates are `templates/<app>/mail/<name>.txt` and `.html`.
    - `label`: German, in the plural, as the recipient reads it on the page of choices ("Einladungen zum Profil").
    - `basis`: the legal basis that is stored for an address which this kind is the first to be sent to.
    - `can_unsubscribe`: the recipient may switch off this kind alone (stopping all mail is always possible).
    - `can_collect`: several of a day become one daily mail; not with secrets.
    - `requested`: the recipient asked for this very mail a moment ago (new password, code). Objection, budget and
      earlier bounces do not hold it back, and it carries no link to unsubscribe.
    - `secrets`: names of what is made when the mail is sent, for example ("link",).
    - `previewable`: staff may look at the text (with masked secrets); never for codes to sign in, nor for what firms
      write to each other.
    - `repeatable`: staff may send it once more.
    """

    key: str
    label: str
    category: Category
    basis: LegalBasis
    can_unsubscribe: bool
    can_collect: bool = False
    requested: bool = False
    secrets: tuple[str, ...] = ()
    previewable: bool = True
    repeatable: bool = True
    template: str = field(init=False, default="")

    def __post_init__(self) -> None:
        app, dot, name = self.key.partition(".")
        if not (app and dot and name):
            raise ImproperlyConfigured(f"The kind of mail {self.key!r} is not called <app>.<name>.")
        if self.can_collect and (self.secrets or self.requested):
            raise ImproperlyConfigured(f"{self.key}: a mail with secrets or on request is never collected.")
        if self.requested and self.can_unsubscribe:
            raise ImproperlyConfigured(f"{self.key}: nobody unsubscribes from what they ask for.")
        object.__setattr__(self, "template", f"{app}/mail/{name}")


DIGEST = MailKind(
    "outbox.digest",
    label="Tägliche Sammelmails",
    category=Category.GENERAL,
    basis=LegalBasis.LEGITIMATE,
    can_unsubscribe=False,
)

_kinds: dict[str, MailKind] = {}
_makers: dict[str, SecretMaker] = {}


def register(kind: MailKind, *, secrets: SecretMaker | None = None) -> None:
    """Make a kind of mail known, once at start (AppConfig.ready), with the function that makes its secrets.

    Raises ImproperlyConfigured when the key is taken or secrets are declared without a function, or the reverse.
    """
    if _kinds.get(kind.key, kind) != kind:
        raise ImproperlyConfigured(f"Two kinds of mail are called {kind.key}.")
    if bool(kind.secrets) != (secrets is not None):
        raise ImproperlyConfigured(f"{kind.key}: secrets and the function that makes them belong together.")
    _kinds[kind.key] = kind
    if secrets is not None:
        _makers[kind.key] = secrets


def kinds() -> tuple[MailKind, ...]:
    """Return all registered kinds in the order of their keys."""
    return tuple(_kinds[key] for key in sorted(_kinds))


def kind_of(key: str) -> MailKind | None:
    """Return the kind with this key, or None for one that no longer exists (old rows keep their key)."""
    return _kinds.get(key)


def make_secrets(mail: Mail) -> dict[str, str]:
    """Return fresh secrets for a mail that is about to be sent; empty for a kind without.

    Raises NoLongerNeededError when the app behind it does not want it sent any more, and ImproperlyConfigured when
    other names come back than the kind declares.
    """
    kind = _kinds[mail.kind]
    made = dict(_makers[kind.key](mail)) if kind.secrets else {}
    if set(made) != set(kind.secrets):
        raise ImproperlyConfigured(f"{kind.key}: expected the secrets {kind.secrets}, got {tuple(made)}.")
    return made
