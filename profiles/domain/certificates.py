"""Certificates as firms list them: name, valid-until and number out of one answer."""

import datetime
import re
from typing import TypedDict

from profiles.domain.values import Raw, ValueProblemError, clean_text, first_date, parse_date


class CertificateEntry(TypedDict):
    """One certificate as a firm states it; what is not stated is None."""

    name: str
    valid_until: datetime.date | None
    number: str | None


_NONE = re.compile(r"(keine?s?|nicht vorhanden|ohne|entf(ä|ae)llt)\b.*", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(
    r"[,;\s]*\(?\b(?:Zert(?:ifikats?)?\.?-?\s?)?(?:Nr|Nummer|No)\b\.?\s*:?\s*([^\s,;()]+)\)?", re.I
)
_UNTIL = re.compile(
    r"[,;\s]*\(?\s*\b(?:g(?:ü|ue)ltig(?:\sbis)?|gilt\sbis|l(?:ä|ae)uft\sbis|bis|Ablauf(?:datum)?)(?:\szum)?\s*:?\s*"
    r"(?P<until>[^,;()]+)\)?",
    re.I,
)
_ANNOUNCED = re.compile(r"[,;\s]*\(?\b(in Vorbereitung|in Arbeit|beantragt|geplant)\b\)?", re.I)
_NORM_START = re.compile(
    r",\s*(?=(?:DIN|EN|ISO|IATF|TISAX|VDA|AZAV|AEO|AD\s?2000|NADCAP|EMAS|SCC|DVS|DGUV|ISPM|WHG|ASME)\b)", re.I
)


def parse_certificates(raw: Raw) -> tuple[list[CertificateEntry], list[ValueProblemError]]:
    """Read the answer about certificates.

    In: a cell with one certificate per line, or separated by semicolons, or by commas where a new norm begins, e.g.
    `ISO 9001:2015, gültig bis 31.07.2027, Nr. 99-QM-13002`. Out: the certificates, and one problem for each date that
    cannot be read (its certificate is kept without a date). `keine …` means none.
    """
    text = clean_text(raw)
    if not text or _NONE.fullmatch(text):
        return [], []
    entries: list[CertificateEntry] = []
    problems: list[ValueProblemError] = []
    for line in re.split(r"[\n;]", text):
        for part in _NORM_START.split(line):
            entry, problem = _one(part.strip().strip("-–•*,").strip())
            if entry["name"]:
                entries.append(entry)
            if problem:
                problems.append(problem)
    return entries, problems


def _one(text: str) -> tuple[CertificateEntry, ValueProblemError | None]:
    number = _NUMBER.search(text)
    rest = text[: number.start()] + text[number.end() :] if number else text
    announced = _ANNOUNCED.search(rest)
    if announced:
        rest = rest[: announced.start()] + rest[announced.end() :]
    until = _UNTIL.search(rest)
    day: datetime.date | None = None
    problem: ValueProblemError | None = None
    if until:
        stated = until["until"].strip()
        try:
            day = parse_date(first_date(stated) or stated)
        except ValueProblemError as error:
            problem = error
        rest = rest[: until.start()] + rest[until.end() :]
    stated_number = number[1] if number else announced[1] if announced else None
    return CertificateEntry(name=rest.strip(" ,;-–()"), valid_until=day, number=stated_number), problem
