"""By what two spellings of one firm are recognised, without a database."""

import re

from competences.language.folding import fold

LEGAL_FORMS = (
    "gesellschaft mit beschraenkter haftung",
    "unternehmergesellschaft",
    "aktiengesellschaft",
    "kommanditgesellschaft",
    "offene handelsgesellschaft",
    "gesellschaft buergerlichen rechts",
    "eingetragener kaufmann",
    "eingetragene kauffrau",
    "eingetragener verein",
    "eingetragene genossenschaft",
    "koerperschaft des oeffentlichen rechts",
    "einzelunternehmen",
    "haftungsbeschraenkt",
    "partg mbb",
    "partg",
    "ggmbh",
    "gmbh",
    "mbh",
    "kgaa",
    "egbr",
    "gbr",
    "ohg",
    "ug",
    "ag",
    "kg",
    "se",
    "co",
    "cokg",
    "eg",
    "ek",
    "ekfr",
    "ekfm",
    "ev",
    "inh",
)
"""Legal forms in comparison form; they say nothing about which firm it is."""

_SPACED_FORMS = re.compile(r"\b(e|g|i)\.?\s?(k|v|g|gbr|kfm|kfr|mbh)\b\.?")
_FORMS = re.compile(r"\b(?:" + "|".join(sorted(LEGAL_FORMS, key=len, reverse=True)) + r")\b")
_ABBREVIATIONS = (
    (re.compile(r"\bgebr\b"), "gebrueder"),
    (re.compile(r"\bdr\b|\bdipl\b|\bing\b"), ""),
    (re.compile(r"(?<=\w)tech\b"), "technik"),
    (re.compile(r"\b(?:und|u|and|the|der|die|das|fuer|f)\b"), " "),
)
_LINKING_S = re.compile(r"(?<=[a-z])(ung|heit|keit|schaft|ion|itaet)s(?=[a-z]|$)")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")


def match_name(name: str) -> str:
    """Return the form of a firm's name in which spellings of one firm agree.

    In: a name, with or without legal form. Out: lower-case letters and digits without blanks: umlauts written
    out, legal forms, "und"/"&" and linking letters dropped ("Mueller Zerspanungs GmbH & Co. KG" and "Müller
    Zerspanung GmbH" both give "muellerzerspanung"); numbers stay. A name that is nothing but a legal form
    keeps its letters.
    """
    folded = fold(name)
    text = _SPACED_FORMS.sub(r" \1\2 ", folded)
    text = _NOT_LETTER.sub(" ", text)
    text = _FORMS.sub(" ", text)
    for pattern, replacement in _ABBREVIATIONS:
        text = pattern.sub(replacement, text)
    joined = _LINKING_S.sub(r"\1", _NOT_LETTER.sub("", text))
    return joined or _NOT_LETTER.sub("", folded)


def sort_name(name: str) -> str:
    """Return the form of a name by which lists are sorted: folded, Ä beside A (as "ae"), blanks kept."""
    return " ".join(_NOT_LETTER.sub(" ", fold(name)).split())


def register_key(number: str, court: str) -> str:
    """Return register number and court in comparison form, "" unless both are given.

    "HRB 12.345" at "Amtsgericht Kaiserslautern" equals "HRB12345" at "AG Kaiserslautern".
    """
    digits = _NOT_LETTER.sub("", fold(number))
    place = _NOT_LETTER.sub("", re.sub(r"\b(?:amtsgericht|registergericht|ag)\b", "", fold(court)))
    return f"{place}:{digits}" if digits and place else ""


def vat_key(vat_id: str) -> str:
    """Return a USt-IdNr. in comparison form: capital letters and digits only ("DE 123 456 789" → "DE123456789")."""
    return _NOT_LETTER.sub("", vat_id.casefold()).upper()


def identity_keys(
    *,
    name: str,
    postcode: str = "",
    town: str = "",
    register_number: str = "",
    register_court: str = "",
    vat_id: str = "",
    other_names: tuple[str, ...] = (),
) -> frozenset[str]:
    """Return the keys of a firm: two firms resemble each other when they share one.

    In: the firm's name and, as far as known, place, register entry, USt-IdNr. and former names. Out: keys for
    the register entry (number with court), the USt-IdNr. and for every name with the postcode and with the
    municipality; a firm without any place has the bare name as key. The same name elsewhere is no resemblance.
    """
    keys = set()
    if register := register_key(register_number, register_court):
        keys.add(f"register:{register}")
    if vat := vat_key(vat_id):
        keys.add(f"vat:{vat}")
    municipality = town_key(town)
    for folded in {match_name(given) for given in (name, *other_names) if given.strip()}:
        if postcode.strip():
            keys.add(f"name:{folded}@{postcode.strip()}")
        if municipality:
            keys.add(f"name:{folded}@{municipality}")
        if not postcode.strip() and not municipality:
            keys.add(f"name:{folded}")
    return frozenset(keys)


def town_key(town: str) -> str:
    """Return a municipality in comparison form; a part ("Kaiserslautern-Siegelbach") counts as its own place."""
    return _NOT_LETTER.sub("", fold(town))
