"""Cutting a text into tokens that keep numbers, norms and grades whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from competences.language.enums import TokenType
from competences.language.folding import fold

_STEMMER = snowballstemmer.stemmer("german")

_TOKEN = re.compile(
    r"""
    (?P<code>
        (?<![^\W_])(?:(?:DIN|EN|ISO|IEC|VDE|VDI|VDA|DVS|DGQ|AD|ASTM|ASME|AS|SAE|IATF|TS|MIL|KTA|AWS|KWF)
            [ /\-]{0,2})+
            \d[\d.]*\d(?:[-–]\d{1,3})*(?::\d{4})?(?:[ -](?:HP|W)[ ]?\d)?(?![^\W_])
      | (?<![^\W_])EN[ -]?(?:AW|AC|GJ[LSMNV]|JS|JL)[ -]?[^\W_][^\W_.\-]*(?:-\d+)*(?![^\W_])
      | (?<![\w.,])[0-3]\.\d{4}(?![\w])
      | (?<![^\W_])(?:HB|HRC|HV|HBW|RAL|DN|PN|IT)[ ]?\d+(?![^\W_])
      | (?<![^\W_])(?:Ra|Rz|Rt)[ ]?\d+(?:[.,]\d+)?(?![^\W_])
      | [Ø⌀][ ]?\d+(?:[.,]\d+)*
      | (?<![^\W_])[A-Z]{1,2}-[A-Z]{2,4}(?![^\W_-])
      | (?<![^\W_])[A-Z]&[A-Z](?![^\W_])
      | (?<![^\W_])SCC\*{1,2}
      | (?<![^\W_])(?:[^\W\d_]+\d[^\W_]*|\d+(?:,\d+)?[^\W\d_][^\W_]*)
            (?:\+[A-Z]{1,3}(?![^\W_])|(?<=\d)-\d{1,2}(?![^\W_]))?
    )
    | (?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*)
    | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)
    """,
    re.VERBOSE,
)
_UNIT_GLUED = re.compile(
    r"\d+(?:,\d+)?(?:mm|cm|dm|m|µm|kg|t|to|kn|n|bar|h|km|x|stk|v|kw|kva|w|a)", re.IGNORECASE
)
_PIECE = re.compile(r"[^\s\-–/:]+")
ABBREVIATIONS = frozenset(
    [
        "z",
        "b",
        "bzw",
        "ca",
        "chem",
        "galv",
        "inkl",
        "incl",
        "exkl",
        "max",
        "min",
        "mind",
        "mech",
        "elektr",
        "techn",
        "versch",
        "div",
        "evtl",
        "ggf",
        "rep",
        "allg",
        "spez",
        "usw",
        "etc",
        "u",
        "a",
        "o",
        "ä",
        "d",
        "h",
        "stk",
        "st",
        "std",
        "str",
        "nr",
        "bspw",
        "insb",
        "sog",
        "zzgl",
        "abt",
        "fa",
        "ing",
        "dipl",
        "dr",
        "prof",
        "tel",
        "ff",
        "vgl",
        "ggü",
        "einschl",
        "entspr",
        "mm",
        "cm",
        "verz",
        "lackg",
        "gehärt",
        "vern",
        "m",
        "k",
        "int",
        "ext",
        "mio",
        "tsd",
        "wo",
    ]
)


@dataclass(frozen=True, slots=True)
class RawToken:
    """A token as it stands, before stems and parts are known."""

    surface: str
    start: int
    end: int
    type: TokenType


@dataclass(frozen=True, slots=True)
class Piece:
    """The unit of matching: a word, or one segment of a code, with its comparison forms.

    ``glued`` says that only a hyphen, space or slash (or an abbreviation's dot) separates it from the piece before.
    """

    start: int
    end: int
    surface: str
    folded: str
    token: int
    glued: bool


@lru_cache(maxsize=200_000)
def stem(folded: str) -> str:
    """Return the German snowball stem of a folded word; words with digits stay as they are."""
    if not folded.isalpha():
        return folded
    return str(_STEMMER.stemWord(folded))


def raw_tokens(text: str) -> list[RawToken]:
    """Return words, numbers and codes of ``text`` in order; their offsets slice ``text``."""
    tokens: list[RawToken] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        surface = match.group()
        if kind == "code":
            glued = _UNIT_GLUED.fullmatch(surface)
            type_ = TokenType.NUMBER if glued else TokenType.CODE
        else:
            type_ = TokenType.NUMBER if kind == "number" else TokenType.WORD
        tokens.append(RawToken(surface, match.start(), match.end(), type_))
    return tokens


def code_form(surface: str) -> str:
    """Return the comparison form of a norm or grade: folded, without spaces (``EN 1090-2`` → ``en1090-2``)."""
    return re.sub(r"[\s/]+", "", fold(surface))


def pieces(text: str, tokens: list[RawToken]) -> list[Piece]:
    """Return the units of matching; codes fall into their segments so that spelling variants meet."""
    found: list[Piece] = []
    previous_end = 0
    for index, token in enumerate(tokens):
        if token.type is TokenType.CODE:
            spans = [(token.start + m.start(), token.start + m.end()) for m in _PIECE.finditer(token.surface)]
        else:
            spans = [(token.start, token.end)]
        for start, end in spans:
            glued = bool(found) and _is_glue(text[previous_end:start], found[-1].folded)
            surface = text[start:end]
            found.append(Piece(start, end, surface, fold(surface).replace("'", ""), index, glued))
            previous_end = end
    return found


def _is_glue(between: str, before: str) -> bool:
    """Whether two neighbouring pieces may belong to one expression."""
    between = between.replace("\u2010", "-").replace("\u2011", "-")
    if between in {" ", "-", "/", ""}:
        return True
    bare = between.strip(" \t\u00a0\u202f")
    if bare in {"", "-", "–", "/", "%", "%-", "-%-"} or between == ":":
        return between.count("\n") == 0 or bare == ""
    if bare == ".":
        return before in ABBREVIATIONS and len(before) > 1
    if "\n" in between and not bare.strip("\r\n"):
        return between.count("\n") == 1
    return bare in {"&", "+"} or bare in {"\u00ad", "\u200b"}
