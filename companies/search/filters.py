"""The filters of the search as one value, and their parameters in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from companies.enums import CompanyKind, SizeClass
from companies.search.results import Params
from competences.domain.vocabulary import key_in_force
from competences.language import Kind, Vocabulary

DEFAULT_RADIUS_KM = 25
"""Where a typed place cuts off unless the searcher says otherwise."""

RADII_KM = (5, 10, 25, 50, 100)
OWN_SITE = "eigen"
"""Value of `um` that means the searcher's own site."""

MAX_PAGE = 5_000
_MAX_VALUES = 20


class MultiValues(Protocol):
    """What a QueryDict offers and a filter reads."""

    def getlist(self, key: str) -> list[Any]:
        """Return all values of a parameter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a searcher ticked, beside what is typed; everything is hard: a firm that does not meet it is no hit.

    Tuples hold keys of vocabulary nodes or values of enums; `radius_km` None means the default where a place is
    given; `around` is the key of a place or OWN_SITE; `literal` switches the repair of typing errors off; `without`
    holds ids of understood parts to be left out.
    """

    processes: tuple[str, ...] = ()
    require_all: bool = False
    materials: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fresh_only: bool = False
    radius_km: int | None = None
    around: str = ""
    literal: bool = False
    without: tuple[str, ...] = field(default=())

    @classmethod
    def from_params(cls, params: MultiValues) -> Filters:
        """Read the filters from an address; what makes no sense is left out, nothing is raised."""
        radius = _number(params.getlist("umkreis"), 1, 500)
        return cls(
            processes=_values(params.getlist("verfahren")),
            require_all="alle" in params.getlist("modus"),
            materials=_values(params.getlist("werkstoff")),
            certificates=_values(params.getlist("zertifikat")),
            districts=_values(params.getlist("kreis")),
            sizes=_values(params.getlist("groesse"), SizeClass.values),
            kinds=_values(params.getlist("art"), CompanyKind.values),
            fresh_only="1" in params.getlist("frisch"),
            radius_km=radius,
            around=next(iter(_values(params.getlist("um"))), ""),
            literal="1" in params.getlist("woertlich"),
            without=_values(params.getlist("ohne")),
        )

    def to_params(self, text: str = "") -> Params:
        """Return the address of these filters with the typed text; the inverse of `from_params`."""
        values: dict[str, Iterable[str]] = {
            "q": [text] if text else [],
            "verfahren": self.processes,
            "modus": ["alle"] if self.require_all else [],
            "werkstoff": self.materials,
            "zertifikat": self.certificates,
            "kreis": self.districts,
            "groesse": self.sizes,
            "art": self.kinds,
            "frisch": ["1"] if self.fresh_only else [],
            "umkreis": [str(self.radius_km)] if self.radius_km is not None else [],
            "um": [self.around] if self.around else [],
            "woertlich": ["1"] if self.literal else [],
            "ohne": self.without,
        }
        return {name: tuple(found) for name, found in values.items() if found}

    def in_force(self, vocabulary: Vocabulary) -> Filters:
        """Return the same filters with keys of merged entries replaced by those that took over (saved addresses)."""
        return replace(
            self,
            processes=_in_force(Kind.PROCESS, self.processes, vocabulary),
            materials=_in_force(Kind.MATERIAL, self.materials, vocabulary),
            certificates=_in_force(Kind.CERTIFICATE, self.certificates, vocabulary),
        )

    def toggled(self, name: str, value: str) -> Filters:
        """Return the filters after a click on one facet value; raises KeyError for an unknown facet."""
        if name == "frisch":
            return replace(self, fresh_only=not self.fresh_only)
        attribute = FACET_FIELDS[name]
        chosen = getattr(self, attribute)
        changed = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return replace(self, **cast(dict[str, Any], {attribute: changed}))

    def with_radius(self, radius_km: int) -> Filters:
        """Return the filters with another circle around the place."""
        return replace(self, radius_km=radius_km)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is ticked that could exclude a firm."""
        return not any(
            (
                self.processes,
                self.materials,
                self.certificates,
                self.districts,
                self.sizes,
                self.kinds,
                self.fresh_only,
                self.around,
            )
        )


FACET_FIELDS: Mapping[str, str] = {
    "verfahren": "processes",
    "werkstoff": "materials",
    "zertifikat": "certificates",
    "kreis": "districts",
    "groesse": "sizes",
    "art": "kinds",
}
"""Parameter of a group of values in the address to the field of Filters."""


def _values(raw: Iterable[object], allowed: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the distinct usable values, at most _MAX_VALUES of them."""
    chosen = dict.fromkeys(str(v).replace("\x00", "").strip()[:100].rstrip() for v in raw)
    allowed = None if allowed is None else frozenset(allowed)
    return tuple(v for v in chosen if v and (allowed is None or v in allowed))[:_MAX_VALUES]


def _number(raw: Iterable[object], low: int, high: int) -> int | None:
    for value in raw:
        text = str(value).strip()
        if text.isascii() and text.isdigit() and len(text) < 9:
            return max(low, min(high, int(text)))
    return None


def _in_force(kind: Kind, keys: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key_in_force(kind, key, vocabulary) or key for key in keys))
