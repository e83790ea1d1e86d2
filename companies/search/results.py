"""What a search answers: plain values that pages, mails and exports show without computing anything again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Params = Mapping[str, tuple[str, ...]]
"""Parameters of an address: name to its values, ready for `urlencode(params, doseq=True)`."""

MATCH_FROM = 0.5
"""From this score on an answer is called a match; below it is shown as only similar."""


class Fit(StrEnum):
    """How a firm meets one criterion, best first."""

    EXACT = "exact"
    SPECIAL = "special"
    COVERED = "covered"
    PARENT = "parent"
    RELATED = "related"
    WORD = "word"
    SIMILAR = "similar"


FIT_LABELS: dict[Fit, str] = {
    Fit.EXACT: "exakt",
    Fit.SPECIAL: "spezieller",
    Fit.COVERED: "gehört zum Sammelbegriff",
    Fit.PARENT: "über Oberbegriff",
    Fit.RELATED: "verwandtes Verfahren",
    Fit.WORD: "im Wortlaut",
    Fit.SIMILAR: "ähnlicher Begriff",
}


class CertificateFit(StrEnum):
    """What a firm has for a certificate that was asked for."""

    VALID = "valid"
    EXPIRED = "expired"
    TOO_LOW = "too_low"
    UNKNOWN = "unknown"


CERTIFICATE_FIT_LABELS: dict[CertificateFit, str] = {
    CertificateFit.VALID: "vorhanden",
    CertificateFit.EXPIRED: "abgelaufen",
    CertificateFit.TOO_LOW: "nur niedrigere Stufe",
    CertificateFit.UNKNOWN: "keine Angabe",
}


@dataclass(frozen=True, slots=True)
class UnderstoodPart:
    """One recognised part of a query; `params` is the address of the same search without this part.

    `kind` is a value of the language's Kind, or "word" for a word that maps to nothing. `id` is stable
    ("process:laserschneiden"). `passage` is the piece of the query it was read from, `via` is "alias", "compound",
    "nearest" (only similar to what was typed) or "word".
    """

    id: str
    kind: str
    key: str
    label: str
    passage: str
    via: str
    params: Params


@dataclass(frozen=True, slots=True)
class Repaired:
    """A typing error that was repaired: `literal` was typed, `shown` was searched for; `params` searches literally."""

    literal: str
    shown: str
    params: Params


@dataclass(frozen=True, slots=True)
class Area:
    """The circle a search is limited to; `params` is the address of the search without it."""

    label: str
    latitude: float
    longitude: float
    radius_km: int
    params: Params


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a firm is a hit, for one criterion: `text` is a German sentence part, `fit_label` names the fit.

    `fit` is a value of Fit; `depth` a value of Depth or "" where it plays no role.
    """

    criterion: str
    fit: str
    fit_label: str
    depth: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the firm's own text; segments are (text, marked), `source` is the German name of the answer."""

    source: str
    segments: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class CertificateAnswer:
    """What a firm has for a certificate that was asked for; `state` is a value of CertificateFit."""

    label: str
    state: str
    state_label: str
    asked_level: str = ""
    held_level: str = ""
    valid_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One firm found; `score` in 0…1, `distance_km` to the place asked for or to the viewer's site."""

    company_id: int
    slug: str
    name: str
    place: str
    score: float
    reasons: tuple[Reason, ...]
    passages: tuple[Passage, ...]
    certificates: tuple[CertificateAnswer, ...]
    confirmed_at: datetime.date | None
    is_fresh: bool
    is_overdue: bool = False
    distance_km: float | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_match(self) -> bool:
        """Say whether the score is high enough to call the firm a match."""
        return self.score >= MATCH_FROM


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to filter by, with the number of hits a click on it shows; `level` is its depth in the tree.

    `params` is the address after the click: with the value added, or taken away where it is selected.
    """

    value: str
    label: str
    count: int
    selected: bool
    params: Params
    level: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of filter values; `name` is the parameter in the address."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_selected(self) -> bool:
        """Say whether any of its values is selected."""
        return any(value.selected for value in self.values)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A search with one thing less; `params` are the parameters of its address, `count` its hits."""

    label: str
    count: int
    params: Params


@dataclass(frozen=True, slots=True)
class RelatedProcess:
    """A process near the one asked for, with the number of firms that a search for it shows."""

    key: str
    label: str
    count: int
    params: Params


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A hit on the map (WGS84 degrees)."""

    company_id: int
    slug: str
    name: str
    place: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one search: one page of hits and everything around it.

    `total` counts all hits, `matches` those whose score reaches MATCH_FROM; they come first. `points` holds the first
    hits of the whole result for the map. `is_by_words` marks the answer to what nobody fits: the hits only write
    something like it.
    """

    text: str
    parts: tuple[UnderstoodPart, ...]
    area: Area | None
    repaired: Repaired | None
    hits: tuple[Hit, ...]
    total: int
    matches: int
    page: int
    pages: int
    facets: tuple[Facet, ...]
    relaxation: Relaxation | None = None
    related: tuple[RelatedProcess, ...] = ()
    points: tuple[MapPoint, ...] = ()
    is_by_words: bool = False


@dataclass(frozen=True, slots=True)
class SimilarCompany:
    """A firm with much the same offer; `shared` names the processes both offer."""

    company_id: int
    slug: str
    name: str
    place: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed; `kind` is the German word for what it is, `url` leads to a firm."""

    text: str
    kind: str
    note: str = ""
    url: str = ""
