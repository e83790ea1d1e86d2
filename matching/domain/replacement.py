"""Which firms could step in for another one: similar work, the same certificates, a short way."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Prefetch

from companies.domain.geo import distance_km
from companies.enums import CertificateState, Depth, Relation
from companies.models import Capability, CertificateHeld, Company, Site
from companies.search.explain import certificate_answer
from companies.search.readmodel import node_table
from companies.search.requirement import Option, WantedPlace
from companies.search.results import CertificateAnswer, CertificateFit
from companies.search.similar import most_alike
from companies.search.weights import decay
from competences.language import Kind, Vocabulary
from matching.domain.pairs import is_specific
from matching.domain.team_page import TeamPage, team_page
from matching.domain.wanted import Wanted, WantedStep

CANDIDATES = 30
SHOWN = 10

MOST_STEPS = 8
"""So many core processes are looked at when several firms step in together."""

CERTIFICATES_SHARE = 0.3
"""So much of the rating goes where a firm holds none of the other's certificates."""

DISTANCE_SHARE = 0.2
"""So much of the rating goes at most with the distance."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A firm that could step in.

    `score` (0…1) orders; `likeness` is its share of the other's work. `core` names the core processes of the other
    that it does as well, `missing` those that it does not. `certificates` say what it has for the other's ones.
    """

    company: Company
    score: float
    likeness: float
    core: tuple[str, ...]
    missing: tuple[str, ...]
    certificates: tuple[CertificateAnswer, ...]
    distance_km: float | None

    @property
    def percent(self) -> int:
        """The likeness in whole percent."""
        return round(self.likeness * 100)


def rating(likeness: float, certificates: float, distance: float | None) -> float:
    """Return how well a firm could step in, 0…1.

    In: its share of the other's work, its share of the other's valid certificates (1 where there are none), the
    kilometres between both (None: not known, counts like `place.half_km` of the search).
    Out: likeness × (1 − 0.3·(1 − certificates)) × (1 − 0.2·(1 − decay(distance))).
    """
    near = 0.5 if distance is None else float(decay(np.array(distance)))
    return likeness * (1 - CERTIFICATES_SHARE * (1 - certificates)) * (1 - DISTANCE_SHARE * (1 - near))


@dataclass(frozen=True, slots=True)
class ReplacementPage:
    """The firms that could step in alone, the best first, and the teams that cover the core processes together."""

    firms: tuple[Replacement, ...]
    teams: TeamPage | None


def replacement_page(
    company: Company, *, clusters: frozenset[int] | None, vocabulary: Vocabulary, today: datetime.date
) -> ReplacementPage:
    """Return who could step in for a published firm; nine queries at most."""
    core = [key for key in _core(company) if is_specific(key, vocabulary)]
    firms = replacements(company, core, clusters=clusters, vocabulary=vocabulary, today=today)
    wanted = replacement_wanted(company, core)
    return ReplacementPage(firms, team_page(wanted, clusters=clusters, today=today) if firms else None)


def replacements(
    company: Company,
    core: Sequence[str],
    *,
    clusters: frozenset[int] | None,
    vocabulary: Vocabulary,
    today: datetime.date,
    limit: int = SHOWN,
) -> tuple[Replacement, ...]:
    """Return the firms that could step in for a published firm with these core processes, the best first.

    Similar is what the profile calls similar (`companies.search.similar`); a certificate counts with its level and
    while it is valid.
    """
    alike = most_alike(company.pk, clusters=clusters, vocabulary=vocabulary, limit=CANDIDATES)
    if not alike:
        return ()
    firms = (
        Company.objects.published()
        .with_place()
        .prefetch_related(
            Prefetch("sites", Site.objects.select_related("place").order_by("-is_main", "pk")),
            Prefetch("certificates", CertificateHeld.objects.select_related("certificate")),
        )
        .in_bulk([company.pk, *(one.company for one in alike)])
    )
    if company.pk not in firms:
        return ()
    origin = _point(firms[company.pk])
    asked = _valid_certificates(firms[company.pk], today)
    nodes = node_table(vocabulary)
    found = []
    for one in alike:
        other = firms.get(one.company)
        if other is None:
            continue
        answers = tuple(
            certificate_answer(other.certificates.all(), key, level, nodes, vocabulary, today)
            for key, level in asked
        )
        valid = sum(answer.state == CertificateFit.VALID for answer in answers)
        point = _point(other)
        far = distance_km(*origin, *point) if origin and point else None
        found.append(
            Replacement(
                company=other,
                score=rating(one.share, valid / len(answers) if answers else 1.0, far),
                likeness=min(1.0, one.share),
                core=tuple(_name(vocabulary, key) for key in core if key in one.shared),
                missing=tuple(_name(vocabulary, key) for key in core if key not in one.shared),
                certificates=answers,
                distance_km=far,
            )
        )
    found.sort(key=lambda one: (-one.score, one.company.sort_name, one.company.pk))
    return tuple(found[:limit])


def replacement_wanted(company: Company, core: Sequence[str]) -> Wanted:
    """Return a firm's core processes as a demand that others might cover together."""
    steps = tuple(
        WantedStep(number, (Option(key, 1.0),)) for number, key in enumerate(core[:MOST_STEPS], start=1)
    )
    point = _point(company)
    place = WantedPlace("", company.name, *point) if point else None
    return Wanted(steps=steps, place=place, seekers=frozenset({company.pk}))


def _name(vocabulary: Vocabulary, key: str) -> str:
    return vocabulary.node(Kind.PROCESS, key).name_de


def _core(company: Company) -> Sequence[str]:
    """Return the keys of the core processes in the order of the profile."""
    rows = Capability.objects.filter(company=company, relation=Relation.OFFERED, depth=Depth.CORE)
    return list(dict.fromkeys(rows.order_by("pk").values_list("process__key", flat=True)))


def _valid_certificates(company: Company, today: datetime.date) -> list[tuple[str, str]]:
    """Return key and level of what the firm holds today, each certificate once."""
    held: Iterable[CertificateHeld] = company.certificates.all()
    valid = {
        one.certificate.key: one.level or one.part
        for one in held
        if one.certificate is not None and one.state == CertificateState.HELD and not one.is_expired(today)
    }
    return sorted(valid.items())


def _point(company: Company) -> tuple[float, float] | None:
    """Return where the firm's first located site is, in degrees."""
    for site in company.sites.all():
        for place in (site, site.place):
            if place is not None and place.latitude is not None and place.longitude is not None:
                return place.latitude, place.longitude
    return None
