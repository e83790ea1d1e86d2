"""What a reviewer should look at twice: contacts outside the firm's own domain, links and addresses in texts."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from companies.domain.identity import match_name
from companies.domain.profile_data import ProfileData
from profiles.domain.profile_words import field_label

TEXT_FIELDS = ("core_competences", "offered_services", "sought_partners", "materials", "machines_text")

SHRUNK_TO = 0.3
"""A text that keeps less than this part of its length counts as all but deleted."""

SHORT_TEXT = 80
"""Texts shorter than this may shrink as they like (characters)."""

_LINK = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]+\.(?:com|net|org|info|ru|cn|xyz|top|shop|biz)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_NUMBER = re.compile(r"(?<![\w.,])(?:\+|00|0)\d[\d /()-]{6,}\d")


def suspicions_of(old: ProfileData, new: ProfileData) -> tuple[str, ...]:
    """Return in one German sentence each what is remarkable about a change.

    In: the published profile (nothing stated for a new firm) and the one that would be published.
    """
    return tuple(_found(old, new))


def _found(old: ProfileData, new: ProfileData) -> Iterator[str]:
    own = _site_of(new.website or "")
    before = _site_of(old.website or "")
    if own and before and own != before:
        yield f"Die Internetseite wechselt von {before} zu {own}."
    home = before or own
    addresses = [("Die E-Mail-Adresse", old.email, new.email)]
    known = {person.email for person in old.contacts or ()}
    addresses += [
        (f"Die E-Mail-Adresse von {person.name}", "", person.email)
        for person in new.contacts or ()
        if person.email not in known
    ]
    for words, former, address in addresses:
        domain = _domain(address or "")
        if domain and address != former and home and domain != home:
            yield f"{words} ({address}) gehört nicht zur Internetseite des Unternehmens ({home})."
    if old.name and new.name and match_name(old.name) != match_name(new.name):
        yield f"Der Name ändert sich von „{old.name}“ zu „{new.name}“."
    for name in TEXT_FIELDS:
        yield from _in_text(name, getattr(old, name) or "", getattr(new, name) or "")


def _in_text(name: str, old: str, new: str) -> Iterator[str]:
    label = field_label(name)
    for pattern, words in (
        (_LINK, "ein Link"),
        (_ADDRESS, "eine E-Mail-Adresse"),
        (_NUMBER, "eine Telefonnummer"),
    ):
        fresh = [found for found in pattern.findall(new) if found not in old]
        if fresh:
            yield f"Im Text „{label}“ steht {words}: {fresh[0][:60]}"
    if len(old) >= SHORT_TEXT and len(new) < len(old) * SHRUNK_TO:
        yield f"Der Text „{label}“ wird fast ganz gelöscht."


def _site_of(address: str) -> str:
    return _shortened(urlsplit(address if "//" in address else f"//{address}").hostname or "")


def _domain(address: str) -> str:
    return _shortened(address.rpartition("@")[2])


def _shortened(host: str) -> str:
    """Return the last two labels of a host name; German firms have no longer public endings."""
    return ".".join(host.casefold().strip(".").split(".")[-2:])
