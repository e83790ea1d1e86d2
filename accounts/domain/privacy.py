"""What an account stores about its owner: telling it, and taking its owner out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import PersonalLink, User
from competences.language import fold

WITHHELD = {
    "accounts.User": {"password"},
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"session_key", "data", "ip"},
}
"""Columns that no information about a person contains: they are secrets, or digests of secrets."""

ERASED_NAME = ("gelöschtes", "Konto")
"""First and last name of what is left of an erased account."""

NO_HOST = "konto.invalid"
"""A host that never exists (RFC 2606): no mail reaches what is left of an account."""


def same_address(email: str) -> str:
    """Return an e-mail address in comparison form: composed letters, case does not matter."""
    return unicodedata.normalize("NFC", email).strip().casefold()


@dataclass(frozen=True)
class Person:
    """A data subject: the account where there is one, an address where one is known, and names in any spelling.

    `firms` are the keys of the firms in which the name means this person and not another one of the same name,
    `further` are earlier addresses; `companies.domain.privacy.located` finds both.
    """

    user: User | None = None
    email: str = ""
    names: tuple[str, ...] = ()
    firms: frozenset[int] = frozenset()
    further: tuple[str, ...] = ()

    @property
    def emails(self) -> frozenset[str]:
        """All addresses in comparison form."""
        written = (self.email, self.user.email if self.user else "", *self.further)
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


@transaction.atomic
def forget_links(*, references: Collection[str]) -> int:
    """Delete the personal links of things that are erased, and return how many they were."""
    count, _ = PersonalLink.objects.filter(reference__in=references).delete()
    return count


@transaction.atomic
def erase_account(*, user: User, keeps_row: bool) -> None:
    """End an account for good: sessions, second factors and rights go, and with them the account.

    With `keeps_row` its row stays without anything of the person, under the name "gelöschtes Konto", because entries of
    others name it as who did something.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _end_sessions(user)
    for owned in (Authenticator, UserSession, EmailAddress):
        owned.objects.filter(user=user).delete()
    if not keeps_row:
        user.delete()
        return
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"geloescht-{user.pk}@{NO_HOST}"
    user.first_name, user.last_name = ERASED_NAME
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()


def is_erased(user: User) -> bool:
    """Say whether an account is what was left of an erased one."""
    return user.email == f"geloescht-{user.pk}@{NO_HOST}"


def _end_sessions(user: User) -> None:
    """Delete the sessions of an account and those in which its address waits for a code."""
    for session in Session.objects.all():
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(user.pk) or same_address(user.email) in str(content).casefold():
            session.delete()
