"""Towns and postcodes in a text; in a query they mean a location, not a word to match."""

from __future__ import annotations

import re
from collections.abc import Iterable

from competences.language.enums import Evidence, Kind
from competences.language.selection import Hit
from competences.language.structures import Place
from competences.language.tokens import Piece, pieces, raw_tokens

_CONTEXT = frozenset(
    [
        "in",
        "bei",
        "um",
        "raum",
        "nahe",
        "aus",
        "nach",
        "ab",
        "von",
        "umkreis",
        "region",
        "naehe",
        "standort",
        "stadt",
        "ort",
        "kreis",
        "rund",
        "umgebung",
        "zu",
        "near",
        "around",
    ]
)
_STREET = re.compile(
    r"^(?:er)?-?\s*(?:str(?:\.|aße|asse)?|weg|platz|allee|gasse|ring|hof|berg)\b", re.IGNORECASE
)
_POSTCODE = re.compile(r"\d{5}")
_LONGEST_NAME = 5
SHORTEST_QUARTER = 5


class PlaceIndex:
    """Finds places by name and postcode; immutable after construction."""

    def __init__(self, places: Iterable[Place], common_words: frozenset[str]) -> None:
        names: dict[tuple[str, ...], str] = {}
        quarters: dict[tuple[str, ...], str] = {}
        self._postcode_key: dict[str, str] = {}
        self._with_postcode: dict[tuple[str, tuple[str, ...]], str] = {}
        for place in places:
            for name in _names(place):
                key = _key(name)
                names.setdefault(key, place.key)
                self._with_postcode.setdefault((place.postcode, key), place.key)
                quarter = name.partition("-")[2]
                if len(quarter) >= SHORTEST_QUARTER:
                    quarters.setdefault(_key(quarter), place.key)
            self._postcode_key.setdefault(place.postcode, place.key)
        self._names = {**quarters, **names}
        self._first_words = frozenset(key[0] for key in self._names if key)
        self._ambiguous = frozenset(key for key in self._names if len(key) == 1 and key[0] in common_words)

    def find(self, text: str, found: list[Piece], *, query: bool) -> list[Hit]:
        """Return the places in ``found``; ambiguous words and street names need more than their look."""
        hits: list[Hit] = []
        index = 0
        while index < len(found):
            hit = self._at(text, found, index, query=query)
            if hit:
                hits.append(hit)
                index = hit.last
            index += 1
        return hits

    def _at(self, text: str, found: list[Piece], index: int, *, query: bool) -> Hit | None:
        piece = found[index]
        if _POSTCODE.fullmatch(piece.folded) and piece.folded in self._postcode_key:
            name = self._name_at(found, index + 1)
            last = index if name is None else name[1]
            words = tuple(p.folded for p in found[index + 1 : last + 1])
            key = self._with_postcode.get((piece.folded, words), self._postcode_key[piece.folded])
            return Hit(Kind.PLACE, key, index, last, Evidence.WORD, 1.0)
        named = self._name_at(found, index)
        if named is None:
            return None
        key, last = named
        if _STREET.match(text[found[last].end : found[last].end + 12]):
            return None
        if not query and not piece.surface[:1].isupper():
            return None
        before = found[index - 1].folded if index else ""
        certain = (
            before in _CONTEXT
            or (query and index == 0 and last == len(found) - 1)
            or _POSTCODE.fullmatch(before) is not None
        )
        words = tuple(p.folded for p in found[index : last + 1])
        if words in self._ambiguous and not certain:
            return None
        if len(piece.folded) <= 2 and (piece.surface != piece.surface.upper() or not (query or certain)):
            return None
        return Hit(Kind.PLACE, key, index, last, Evidence.WORD, 1.0)

    def _name_at(self, found: list[Piece], index: int) -> tuple[str, int] | None:
        if index >= len(found) or found[index].folded not in self._first_words:
            return None
        for last in range(min(index + _LONGEST_NAME, len(found)) - 1, index - 1, -1):
            key = tuple(piece.folded for piece in found[index : last + 1])
            if key in self._names:
                return self._names[key], last
        return None


def _names(place: Place) -> tuple[str, ...]:
    bare = re.sub(r"\s*\([^)]*\)", "", place.name)
    return () if "Postfach" in place.name else (bare, *place.alt_names)


def _key(name: str) -> tuple[str, ...]:
    return tuple(piece.folded for piece in pieces(name, raw_tokens(name)))
