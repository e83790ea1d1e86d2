"""What an account stores about its owner: telling it, and taking its owner out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from accounts.models import User
from competences.language import fold

WITHHELD = {
    "accounts.User": {"password"},
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"session_key", "data", "ip"},
}
"""Columns that no information about a person contains: they are secrets, or digests of secrets."""


def same_address(email: str) -> str:
    """Return an e-mail address in comparison form: composed letters, case does not matter."""
    return unicodedata.normalize("NFC", email).strip().casefold()


@dataclass(frozen=True)
class Person:
    """A data subject: the account where there is one, an address where one is known, and names in any spelling.

    `firms` are the keys of the firms in which the name means this person and not another one of the same name;
    `companies.domain.privacy.located` finds them.
    """

    user: User | None = None
    email: str = ""
    names: tuple[str, ...] = ()
    firms: frozenset[int] = frozenset()

    @property
    def emails(self) -> frozenset[str]:
        """All addresses in comparison form."""
        written = (self.email, self.user.email if self.user else "")
        return frozenset(same_address(email) for email in written if email.strip())

    @property
    def folded_names(self) -> frozenset[str]:
        """All names in comparison form ("Jürgen MÜLLER" and "Juergen Mueller" are the same)."""
        return frozenset(folded for name in self.names if (folded := " ".join(fold(name).split())))

    def has_email(self, email: object) -> bool:
        """Say whether this is an address of the person, whatever the case."""
        return isinstance(email, str) and bool(email.strip()) and same_address(email) in self.emails

    def has_name(self, name: object) -> bool:
        """Say whether this is the person's name in some spelling."""
        return isinstance(name, str) and " ".join(fold(name).split()) in self.folded_names

    @property
    def label(self) -> str:
        """How pages call the person."""
        return next((name for name in self.names if name), "") or self.email or str(self.user or "")


def person_of(*, user: User | None = None, email: str = "", name: str = "") -> Person:
    """Return the person behind an account, an address or a name; the account of an address is found by itself."""
    if user is None and email.strip():
        user = User.objects.filter(email__iexact=same_address(email)).first()
    names = tuple(
        dict.fromkeys(part for part in (user.get_full_name() if user else "", name.strip()) if part)
    )
    return Person(user, email.strip() or (user.email if user else ""), names)


def about_person(person: Person) -> Mapping[str, QuerySet | list[dict[str, Any]]]:
    """Return what is stored about a person's account by title; without an account the parts are empty."""
    owned = {"user": person.user} if person.user else {"user__isnull": True}
    account = [person.user.pk] if person.user else []
    return {
        "Konto": User.objects.filter(pk__in=account),
        "Weitere Adressen des Kontos": EmailAddress.objects.filter(**owned).order_by("pk"),
        "Zweite Faktoren": Authenticator.objects.filter(**owned).order_by("pk"),
        "Anmeldungen": UserSession.objects.filter(**owned).order_by("pk"),
    }
