"""Answers that hold several things: postcode and town, telephone and fax, the whole address in one line."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from profiles.domain.values import clean_text, phone_numbers

_ZIP_FIRST = re.compile(r"(?:D\s?-\s?)?(\d[\dOoIl]{3,4})\b[\s,]*(.*)", re.DOTALL)
_ZIP_LAST = re.compile(r"(.+?)[\s,]+(?:D\s?-\s?)?(\d{5})")
_ZIP_INSIDE = re.compile(r"(?:,|\n|;|\s)\s*(?:D\s?-\s?)?(\d{5})\s+")
_MOBILE = re.compile(r"(?:\+49|0049|0)[\s(]*0?[\s)]*1[567]\d")
_MYSELF = re.compile(r"(ich(?:\s+sel(?:bst|ber))?|sel(?:bst|ber)|siehe oben|s\.\s?o\.)", re.IGNORECASE)

LEGAL_FORMS = (
    "GmbH & Co. KGaA",
    "GmbH & Co. KG",
    "AG & Co. KG",
    "UG (haftungsbeschränkt) & Co. KG",
    "UG (haftungsbeschränkt)",
    "UG",
    "gGmbH",
    "GmbH",
    "KGaA",
    "AG",
    "SE",
    "OHG",
    "KG",
    "eGbR",
    "GbR",
    "eG",
    "e. K.",
    "e. V.",
    "e. Kfm.",
    "e. Kfr.",
)
"""Legal forms as they are spelt in the directory, longer ones first."""

_FORM = re.compile(
    r"(?<![^\s])("
    + "|".join(re.escape(form).replace(r"\ ", r"\s*").replace(r"\.", r"\.?") for form in LEGAL_FORMS)
    + r")$",
    re.IGNORECASE,
)
_SPELLING = {re.sub(r"[\s.]", "", form).casefold(): form for form in LEGAL_FORMS}


@dataclass(frozen=True)
class Sender:
    """Who wrote a mail."""

    name: str = ""
    email: str = ""


def legal_form_in(name: str) -> str:
    """Return the legal form at the end of a firm's name in the directory's spelling, or an empty text."""
    found = _FORM.search(name.strip())
    return _SPELLING[re.sub(r"[\s.]", "", found[1]).casefold()] if found else ""


def tidy_name(name: str) -> str:
    """Return a firm's name on one line with the legal form spelt as in the directory (`e.K.` becomes `e. K.`)."""
    text = " ".join(name.split())
    found = _FORM.search(text)
    if not found:
        return text
    return text[: found.start()] + _SPELLING[re.sub(r"[\s.]", "", found[1]).casefold()]


def _postcode_town(text: str, _known: dict[str, str]) -> dict[str, str]:
    first = _ZIP_FIRST.fullmatch(text)
    if first:
        return {"postcode": first[1], "town": " ".join(first[2].split())}
    last = _ZIP_LAST.fullmatch(text)
    if last:
        return {"postcode": last[2], "town": last[1].rstrip(" ,")}
    return {"postcode": "", "town": text}


def _address(text: str, _known: dict[str, str]) -> dict[str, str]:
    inside = _ZIP_INSIDE.search(text)
    if not inside:
        return {"street": " ".join(text.split()), "postcode": "", "town": ""}
    return {
        "street": " ".join(text[: inside.start()].split()).strip(" ,;"),
        "postcode": inside[1],
        "town": " ".join(re.split(r"[,;\n]", text[inside.end() :])[0].split()),
    }


def _name_address(text: str, known: dict[str, str]) -> dict[str, str]:
    address = _address(text, known)
    parts = [part.strip() for part in re.split(r"[,;\n]", address["street"] if address["postcode"] else text)]
    parts = [part for part in parts if part]
    has_street = len(parts) > 1
    name = tidy_name(", ".join(parts[:-1] if has_street else parts))
    return {
        **address,
        "name": name,
        "legal_form": legal_form_in(name),
        "street": parts[-1] if has_street else "",
    }


def _phone_fax(text: str, _known: dict[str, str]) -> dict[str, str]:
    return {
        "phone": re.split(r"\s/\s|[,;|\n]", re.split(r"\b(?:tele)?fax\b", text, flags=re.I)[0])[0].strip(
            " /,;"
        )
    }


def _phone_mobile(text: str, _known: dict[str, str]) -> dict[str, str]:
    numbers = phone_numbers(text)
    mobile = [number for number in numbers if _MOBILE.match(number)]
    landline = [number for number in numbers if number not in mobile]
    if not numbers:
        return {"phone": text, "contact.phone": ""}
    return {"phone": (landline or mobile)[0].strip(), "contact.phone": mobile[0].strip() if mobile else ""}


def _email_website(text: str, _known: dict[str, str]) -> dict[str, str]:
    parts = [part.strip("<>()") for part in re.split(r"[\s,;|]+|\s/\s", text) if part.strip("<>()/")]
    email = next((part for part in parts if "@" in part), "")
    website = next((part for part in parts if "@" not in part and "." in part), "")
    return {"email": email, "website": website} if email or website else {"email": text, "website": ""}


def _name_role(text: str, _known: dict[str, str]) -> dict[str, str]:
    parts = [part.strip() for part in re.split(r"[,;\n(]|\s[–-]\s", text)]
    parts = [part.rstrip(")") for part in parts if part and not _MYSELF.fullmatch(part)]
    return {
        "contact.name": parts[0] if parts else "",
        "contact.role": ", ".join(parts[1:]),
    }


def _email_phone(text: str, known: dict[str, str]) -> dict[str, str]:
    email = next((part.strip("<>,;") for part in text.split() if "@" in part), "")
    rest = text.replace(email, "", 1).strip(" /,;\n") if email else text
    extension = re.fullmatch(r"(?:Durchwahl|DW|App\.?)?\s*[-–]?\s*(\d{1,5})", rest, re.IGNORECASE)
    base = re.fullmatch(r"(.*[-–])\d+", known.get("phone", ""))
    if extension and base:
        rest = base[1] + extension[1]
    return {"contact.email": email, "contact.phone": rest}


_SPLITTERS: dict[str, Callable[[str, dict[str, str]], dict[str, str]]] = {
    "postcode+town": _postcode_town,
    "street+postcode+town": _address,
    "name+street+postcode+town": _name_address,
    "phone+fax": _phone_fax,
    "phone+contact.phone": _phone_mobile,
    "email+website": _email_website,
    "contact.name+contact.role": _name_role,
    "contact.email+contact.phone": _email_phone,
}


def split_answer(target: str, text: str, known: dict[str, str]) -> dict[str, str]:
    """Take an answer apart that holds several fields.

    In: target – the key of a combined target, e.g. `postcode+town`; text – the answer; known – fields already read
    from the same return (a direct-dial number such as `-182` needs the firm's number). Out: field name → text.
    """
    return _SPLITTERS[target](clean_text(text), known)


def full_name(name: str, sender: Sender) -> str:
    """Return the sender's full name where `name` is the same person with initials (`K.-D. Wickelroth`)."""
    short, full = re.split(r"[\s-]+", name), re.split(r"[\s-]+", sender.name)
    same = len(short) == len(full) and all(
        given.casefold() == whole.casefold()
        or (given.endswith(".") and whole.casefold().startswith(given[:-1].casefold()))
        for given, whole in zip(short, full, strict=True)
    )
    return sender.name if same and sender.name else name
