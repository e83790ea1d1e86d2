"""One parser per kind of value: what a person typed becomes what the directory stores, or a problem; never a guess.

Every parser takes a cell as read (text, number, date or None) and returns the stored form, the empty value of its
kind for an empty cell, or raises `ValueProblemError`.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Raw = str | int | float | bool | datetime.date | None
"""What a cell holds after reading; `datetime.datetime` counts as a date."""

LARGEST_FIRM = 500_000
OLDEST_YEAR, LATEST_YEAR = 1200, 2200

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jaenner jänner",
            "februar feb",
            "märz maerz mär mrz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}

_EMPTY = re.compile(r"(k\.?\s?a\.?|keine angaben?|n\.?\s?a\.?|n/a|-+|–|—|/|\.+|\?+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_GROUPED = re.compile(r"\d{1,3}(?:[.\u00a0\u202f' ]\d{3})+|\d+")
_PEOPLE = re.compile(
    r"\s*(?:ma|mitarbeiter(?:innen|/-?innen|\*innen|:innen)?(?: und mitarbeiter(?:innen)?)?|"
    r"mitarbeitende|besch(?:ä|ae)ftigte|personen|leute|angestellte|k(?:ö|oe)pfe|pers\.?)\.?$",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\s*\((?:davon|dav\.|inkl\.?|incl\.?|einschl\.?)\s[^()]*\)$", re.IGNORECASE)
_DATE_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_DATE_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_DATE_WORDS = re.compile(r"(\d{1,2})\.?\s+([A-Za-zäÄ]+)\.?\s+(\d{4})")
_PHONE = re.compile(r"\+?\(?\d[\d\s()/.–-]*\d")
_FAX = re.compile(r"\s*[/,;|]?\s*\b(?:tele)?fax\b.*$", re.IGNORECASE | re.DOTALL)
_PHONE_LABEL = re.compile(r"^(?:tel(?:efon)?|fon|mobil|handy)\.?\s*:?\s*", re.IGNORECASE)
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9äöüß](?:[a-z0-9äöüß-]{0,61}[a-z0-9äöüß])?\.)+[a-z]{2,63}", re.IGNORECASE
)


class ValueProblemError(Exception):
    """A value that cannot be taken: the key of its message and what the sentence names besides."""

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key)
        self.key = key
        self.details = details


def clean_text(raw: Raw) -> str:
    """Return a cell as text: outer blanks cut (also no-break ones), line breaks as \\n, `k. A.` as nothing.

    In: any cell. Out: text without control characters; a date as YYYY-MM-DD, a number in German notation.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        return written(raw)
    text = raw
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text).strip()
    return "" if len(text) <= 14 and _EMPTY.fullmatch(text) else text


def written(raw: Raw) -> str:
    """Return a cell the way a person would have typed it; texts stay as they are."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "ja" if raw else "nein"
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat()
    if isinstance(raw, datetime.date):
        return raw.isoformat()
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw).replace(".", ",")
    return str(raw)


def single_line(raw: Raw) -> str:
    """Return a short answer on one line, inner blanks reduced to one."""
    return " ".join(clean_text(raw).split())


def parse_postcode(raw: Raw) -> str:
    """Return a German postcode as five digits; a number cell is filled up with leading zeros."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if float(raw).is_integer() and 0 < raw < 100_000:
            return f"{int(raw):05d}"
        raise ValueProblemError("invalid_postcode", hint="")
    text = single_line(raw)
    digits = re.sub(r"^D\s?-\s?", "", text)
    if not digits or re.fullmatch(r"[0-9]{5}", digits):
        return digits
    raise ValueProblemError("invalid_postcode", hint=_letter_hint(digits))


def _letter_hint(text: str) -> str:
    if len(text) != 5:
        return ""
    letters = [(index, sign) for index, sign in enumerate(text) if sign in "OoIl"]
    if len(letters) != 1 or sum(sign.isdigit() for sign in text) != 4:
        return ""
    index, sign = letters[0]
    where = "letzten" if index == 4 else f"{index + 1}."
    return f"; an der {where} Stelle steht der Buchstabe {sign}"


def parse_employees(raw: Raw) -> int | None:
    """Return a number of people, or None for an empty cell.

    `45`, `1.500 Mitarbeiter`, `92 MA` and `44 (davon 5 …)` are numbers (the dot separates thousands).
    Raises ValueProblemError: not_integer for a fraction, not_a_number for anything else, out_of_range above 500,000.
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if not float(raw).is_integer():
            raise ValueProblemError("not_integer")
        return _people(int(raw))
    text = single_line(raw)
    if not text:
        return None
    bare = _PEOPLE.sub("", _OF_THESE.sub("", text))
    if _GROUPED.fullmatch(bare):
        return _people(int(re.sub(r"\D", "", bare)))
    fraction = re.fullmatch(r"\d+[.,](\d+)", bare)
    if fraction:
        if "," in bare and not fraction[1].strip("0"):
            return _people(int(bare.split(",")[0]))
        raise ValueProblemError("not_integer")
    raise ValueProblemError("not_a_number")


def _people(number: int) -> int:
    if not 0 <= number <= LARGEST_FIRM:
        raise ValueProblemError("out_of_range", hint="erwartet werden 0 bis 500.000")
    return number


def parse_year(raw: Raw) -> int | None:
    """Return a year between 1200 and 2200, or None for an empty cell."""
    if isinstance(raw, datetime.date):
        return raw.year
    text = single_line(raw)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValueProblemError("not_a_year")
    if not OLDEST_YEAR <= int(text) <= LATEST_YEAR:
        raise ValueProblemError("out_of_range", hint=f"erwartet wird ein Jahr ab {OLDEST_YEAR}")
    return int(text)


def parse_date(raw: Raw) -> datetime.date | None:
    """Return a day, or None for an empty cell.

    Accepts date cells, 14.09.2026, 3.9.26 (the year belongs to this century), 2026-10-01 and 7. Oktober 2026.
    Raises ValueProblemError invalid_date for days that do not exist and for anything less exact.
    """
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    text = single_line(raw)
    if not text:
        return None
    parts = _date_parts(text)
    if parts is None:
        raise ValueProblemError(
            "invalid_date", hint=f"„{text[:80]}“ ist kein genaues Datum (erwartet: TT.MM.JJJJ)."
        )
    try:
        return datetime.date(*parts)
    except ValueError as error:
        raise ValueProblemError("invalid_date", hint=f"Den {text[:80]} gibt es nicht.") from error


def _date_parts(text: str) -> tuple[int, int, int] | None:
    dots = _DATE_DOTS.fullmatch(text)
    if dots:
        year = int(dots[3])
        return (year + 2000 if len(dots[3]) == 2 else year, int(dots[2]), int(dots[1]))
    iso = _DATE_ISO.fullmatch(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    words = _DATE_WORDS.fullmatch(text)
    if words and words[2].casefold() in MONTHS:
        return int(words[3]), MONTHS[words[2].casefold()], int(words[1])
    return None


def first_date(text: str) -> str:
    """Return the first thing in `text` that is written like a date, or an empty text."""
    found = [
        match for pattern in (_DATE_ISO, _DATE_DOTS, _DATE_WORDS) for match in [pattern.search(text)] if match
    ]
    return min(found, key=lambda match: match.start())[0] if found else ""


def parse_email(raw: Raw) -> str:
    """Return an e-mail address without `mailto:`. Raises ValueProblemError invalid_email."""
    text = re.sub(r"^mailto:", "", single_line(raw), flags=re.IGNORECASE)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueProblemError("invalid_email") from error
    return text


def parse_phone(raw: Raw) -> str:
    """Return a telephone number as written, without a label and without the fax number behind it."""
    text = _PHONE_LABEL.sub("", _FAX.sub("", single_line(raw))).strip()
    if not text and single_line(raw):
        raise ValueProblemError("invalid_phone")
    if text and not _PHONE.fullmatch(text):
        raise ValueProblemError("invalid_phone")
    return text


def phone_numbers(text: str) -> list[str]:
    """Return everything in `text` that is written like a telephone number of at least five digits."""
    return [found for found in _PHONE.findall(text) if sum(sign.isdigit() for sign in found) >= 5]


def parse_website(raw: Raw) -> str:
    """Return an http(s) address in one form: scheme in front, a slash after a bare host.

    Raises ValueProblemError invalid_website for anything that has no valid host or another scheme.
    """
    text = single_line(raw)
    if not text:
        return ""
    parts = re.fullmatch(r"(?:(https?)://)?([^/?#\s]+)([/?#]\S*)?", text, re.IGNORECASE)
    if parts is None or not _HOST.fullmatch(parts[2]):
        raise ValueProblemError("invalid_website")
    return f"{(parts[1] or 'https').lower()}://{parts[2].lower()}{parts[3] or '/'}"


def parse_list(raw: Raw) -> list[str]:
    """Return the entries of a list typed with commas, semicolons or line breaks; each one once."""
    entries = (" ".join(part.split()).strip("-–•* ") for part in re.split(r"[,;\n]", clean_text(raw)))
    return list(dict.fromkeys(entry for entry in entries if entry))


def parse_consent(raw: Raw) -> bool:
    """Return whether contact data may be published: only an explicit `ja` counts; empty and `nein` mean no.

    Raises ValueProblemError: consent_limited where a yes comes with a condition, consent_unclear for anything else.
    """
    if isinstance(raw, bool):
        return raw
    text = single_line(raw)
    word = text.casefold().strip(" .!")
    if word in ("ja", "yes"):
        return True
    if word in ("nein", "no", ""):
        return False
    if re.search(r"\bja\b", text, re.IGNORECASE):
        hint = " Die Telefonnummer der Person darf keinesfalls erscheinen." if phone_is_excluded(text) else ""
        raise ValueProblemError("consent_limited", hint=hint)
    raise ValueProblemError("consent_unclear")


def phone_is_excluded(text: str) -> bool:
    """Say whether a limited consent leaves out the person's own telephone number (`Handy nein`, `ohne Durchwahl`)."""
    number = r"(?:handy|mobil|durchwahl|telefon|nummer)"
    return bool(
        re.search(rf"\b(?:ohne|nicht|keine?)\b[^.;,]*{number}", text, re.IGNORECASE)
        or re.search(rf"{number}\w*\b[^.;,]*\b(?:nein|nicht)\b", text, re.IGNORECASE)
    )
