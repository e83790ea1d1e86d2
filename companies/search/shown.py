"""The firms of a page as the database holds them, in one query each for the hits and for the points of the map."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from companies.models import CertificateHeld
from companies.search.results import MapPoint

SOURCES: Mapping[str, str] = {
    "core_text": "Kernkompetenzen",
    "offered_text": "Leistungen",
    "materials_text": "Werkstoffe",
    "machines_text": "Maschinenpark",
}
"""Answers from which passages are shown, the most telling first, with their German names."""

_FIRMS = f"""
SELECT firm.id, firm.slug, firm.name, firm.confirmed_at, row.concepts, row.passages::text,
    (SELECT json_agg(json_build_array(site.municipality, site.latitude, site.longitude)
                     ORDER BY site.is_main DESC, site.id)
     FROM companies_site AS site WHERE site.company_id = firm.id)::text,
    {", ".join(f"firm.{name}" for name in SOURCES)}
FROM companies_company AS firm JOIN companies_searchrow AS row ON row.company_id = firm.id
WHERE firm.id = ANY(%s)
"""  # noqa: S608 - nothing in it comes from outside
_POINTS = """
SELECT DISTINCT ON (site.company_id) site.company_id, firm.slug, firm.name, site.municipality, site.latitude,
    site.longitude
FROM companies_site AS site JOIN companies_company AS firm ON firm.id = site.company_id
WHERE site.company_id = ANY(%s) AND site.latitude IS NOT NULL AND site.longitude IS NOT NULL
ORDER BY site.company_id, site.is_main DESC, site.id
"""


@dataclass(frozen=True, slots=True)
class ShownSite:
    """Where a firm is; degrees WGS84, None where not known."""

    municipality: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class ShownFirm:
    """What a hit says about a firm.

    `texts` are its own words by SOURCES, `concepts` the packed records of its search row, `passages` where in the
    texts a concept was recognised: (source, start, end, term). `sites` stand with the main one first. `certificates`
    are there where some were asked for.
    """

    pk: int
    slug: str
    name: str
    confirmed_at: datetime.date | None
    concepts: bytes
    passages: Sequence[tuple[str, int, int, str]]
    sites: tuple[ShownSite, ...]
    texts: Mapping[str, str]
    certificates: tuple[CertificateHeld, ...] = field(default=())


def shown_firms(companies: Sequence[int], *, certificates: bool) -> dict[int, ShownFirm]:
    """Return the firms by number, with their certificates on demand (one more query); unknown ones are missing."""
    held: dict[int, list[CertificateHeld]] = {}
    if certificates:
        for one in CertificateHeld.objects.filter(company__in=companies).select_related("certificate"):
            held.setdefault(one.company_id, []).append(one)
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS, [list(companies)])
        rows = cursor.fetchall()
    return {
        pk: ShownFirm(
            pk,
            slug,
            name,
            confirmed_at,
            bytes(concepts),
            [tuple(passage) for passage in json.loads(passages)],
            tuple(ShownSite(*site) for site in json.loads(sites or "[]")),
            dict(zip(SOURCES, texts, strict=True)),
            tuple(held.get(pk, ())),
        )
        for pk, slug, name, confirmed_at, concepts, passages, sites, *texts in rows
    }


def map_points(companies: Iterable[int]) -> tuple[MapPoint, ...]:
    """Return where firms are, in the order given; those whose place is not known are missing."""
    order = {company: place for place, company in enumerate(companies)}
    with connection.cursor() as cursor:
        cursor.execute(_POINTS, [list(order)])
        rows = cursor.fetchall()
    return tuple(MapPoint(*row) for row in sorted(rows, key=lambda row: order[row[0]]))
