"""Finding one person inside documents that are kept of firms, and taking her or him out of them; pure.

The documents are older versions of profiles, answers, and rows of returned questionnaires. A person is a contact person
in them: a mapping with the keys of ContactData, or keys that begin with "contact." in a flat record.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from accounts.domain.privacy import Person

ERASED = "[gelöscht]"
"""What stands in a text in place of what was erased."""

CONTACT_KEYS = frozenset({"name", "role", "email", "phone", "consent_public", "consent_note"})
"""The keys of a contact person in a document; see ContactData."""

FLAT = "contact."
"""How the keys of the one contact person of a flat record begin."""

_GONE = object()


def is_about(contact: Mapping[str, Any], person: Person, *, by_name: bool) -> bool:
    """Say whether a contact person is this person: by the address, or by the name where that is sure enough.

    A name alone never stands against an address: whoever gives an account the name of a colleague gets nothing of his.
    """
    if person.has_email(contact.get("email")):
        return True
    is_open = not contact.get("email") or not person.emails
    return by_name and is_open and person.has_name(contact.get("name"))


def contacts_in(document: Any, person: Person, *, by_name: bool) -> Iterator[dict[str, Any]]:
    """Yield the contact persons of a document (JSON values) that are this person."""
    if _is_contact(document):
        if is_about(document, person, by_name=by_name):
            yield dict(document)
    elif isinstance(document, Mapping):
        if (flat := _flat(document)) and is_about(flat, person, by_name=by_name):
            yield flat
        for value in document.values():
            yield from contacts_in(value, person, by_name=by_name)
    elif isinstance(document, list):
        for value in document:
            yield from contacts_in(value, person, by_name=by_name)


def without_person(document: Any, person: Person, *, by_name: bool, in_texts: bool = False) -> Any:
    """Return a document without this person as a contact and with her or his address emptied wherever it stands alone.

    `in_texts` also replaces address and name inside longer texts: right for copies of what was delivered, wrong for a
    firm's own words, which only the firm changes.
    """
    cleaned = _cleaned(document, person, by_name, in_texts)
    return None if cleaned is _GONE else cleaned


def replaced(text: str, needles: list[str]) -> str:
    """Return the text with every needle, written in whatever case, replaced; only as whole words."""
    for needle in sorted(filter(None, needles), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(needle)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return text


def _cleaned(value: Any, person: Person, by_name: bool, in_texts: bool) -> Any:
    if isinstance(value, Mapping):
        if _is_contact(value) and is_about(value, person, by_name=by_name):
            return _GONE
        flat = _flat(value)
        drops = bool(flat) and is_about(flat, person, by_name=by_name)
        kept = {
            key: _cleaned(each, person, by_name, in_texts)
            for key, each in value.items()
            if not (drops and str(key).startswith(FLAT))
        }
        return {key: each for key, each in kept.items() if each is not _GONE}
    if isinstance(value, list):
        cleaned = [_cleaned(each, person, by_name, in_texts) for each in value]
        return [each for each in cleaned if each is not _GONE]
    if not isinstance(value, str):
        return value
    if person.has_email(value):
        return ""
    if not in_texts:
        return value
    return replaced(value, [person.email, *person.emails, *(person.names if by_name else ())])


def _is_contact(value: Any) -> bool:
    return isinstance(value, Mapping) and {"name", "email"} <= value.keys() <= CONTACT_KEYS


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key[len(FLAT) :]: each for key, each in value.items() if isinstance(key, str) and key.startswith(FLAT)
    }
