"""Everything a profile page shows, gathered once for screen and print."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from companies.domain.geo import distance_km
from companies.domain.limit_words import limit_words
from companies.domain.limits import limits_of_answers
from companies.domain.marked_words import Segment, marked_words
from companies.enums import CapabilitySource, CertificateStatus, Depth, Freshness, Relation
from companies.models import (
    Capability,
    CapabilityLimit,
    CertificateHeld,
    Company,
    Machine,
    Site,
)
from companies.rules import (
    ReadableContact,
    certificate_status,
    freshness,
    is_overdue,
    readable_contacts,
)
from companies.search.results import SimilarCompany
from companies.search.similar import similar_companies
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from competences.models import Industry, Material

if TYPE_CHECKING:
    from accounts.models import User

SIMILAR_FIRMS = 5
"""How many similar firms a profile names."""


WorkLimits = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Limits in words: (material or "" for all, pairs of name and value)."""


@dataclass(frozen=True)
class Work:
    """A process offered or sought."""

    key: str
    name: str
    depth: str
    site: str
    recognised: bool
    limits: WorkLimits


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate with what it is worth today.

    `key` is empty where no search by it would find the firm; `file` is the key of its document.
    """

    name: str
    key: str
    status: CertificateStatus
    valid_until: datetime.date | None
    details: str
    file: uuid.UUID | None = None


@dataclass(frozen=True)
class ShownSite:
    """A site with its distance to the reader's site in kilometres, where both are known."""

    label: str
    street: str
    postcode: str
    municipality: str
    district: str
    is_main: bool
    distance_km: float | None


@dataclass(frozen=True)
class ProfilePage:
    """One firm as a reader may see it."""

    company: Company
    core: tuple[Work, ...]
    supplementary: tuple[Work, ...]
    via_partner: tuple[Work, ...]
    general_limits: tuple[tuple[str, str], ...]
    sought: tuple[Work, ...]
    core_words: tuple[Segment, ...]
    offered_words: tuple[Segment, ...]
    sought_words: tuple[Segment, ...]
    materials: tuple[dict[str, str], ...]
    industries: tuple[dict[str, str], ...]
    machines: tuple[dict[str, Any], ...]
    certificates: tuple[HeldCertificate, ...]
    sites: tuple[ShownSite, ...]
    contacts: tuple[ReadableContact, ...]
    freshness: Freshness
    is_overdue: bool
    similar: tuple[SimilarCompany, ...]

    @property
    def main_site(self) -> ShownSite | None:
        """The head office, or the only site."""
        return self.sites[0] if self.sites else None

    @property
    def limits(self) -> list[tuple[str, WorkLimits]]:
        """What the table of limits lists beside the general answers: works with the same limits share a row."""
        rows: dict[WorkLimits, list[str]] = {}
        for work in (*self.core, *self.supplementary, *self.via_partner):
            own = (
                (name, tuple(f for f in facts if f not in self.general_limits)) for name, facts in work.limits
            )
            if limits := tuple((name, facts) for name, facts in own if facts):
                rows.setdefault(limits, []).append(work.name)
        return [(", ".join(names), limits) for limits, names in rows.items()]


def find_profile(user: "User", slug: str) -> Company | None:
    """Return the visible firm that is or was found under an address, ready for `profile_page`; one query.

    The rows of materials, industries, machines and sites come as JSON arrays with the firm itself, which saves
    a query for each.
    """
    return (
        Company.objects.visible_to(user)
        .at_address(slug)
        .annotate(
            material_rows=_rows(
                Material.objects.filter(companies=OuterRef("pk")), "name_de", "key", "name_de"
            ),
            industry_rows=_rows(
                Industry.objects.filter(companies=OuterRef("pk")), "name_de", "key", "name_de"
            ),
            machine_rows=_rows(_owned(Machine), "pk", "type", "make", "count", "details"),
            site_rows=ArraySubquery(
                _owned(Site)
                .order_by("-is_main", "pk")
                .values(
                    json=JSONObject(
                        **{name: name for name in _SITE_FIELDS}, district="place__parent__name_de"
                    )
                )
            ),
        )
        .order_by("pk")
        .first()
    )


_SITE_FIELDS = ("label", "street", "postcode", "municipality", "is_main", "latitude", "longitude")


def _owned(model: Any) -> Any:
    return model.objects.filter(company=OuterRef("pk"))


def _rows(queryset: Any, order: str, *fields: str) -> ArraySubquery:
    return ArraySubquery(queryset.order_by(order).values(json=JSONObject(**{name: name for name in fields})))


def profile_page(company: Company, *, user: "User", viewer: Viewer, today: datetime.date) -> ProfilePage:
    """Return what the page of a firm from `find_profile` shows to one person.

    In: the person; the same person as the search knows him or her (clusters, own site in degrees); today.
    Out: the page; contact persons only as far as their consent or the person's role goes.
    """
    rows: Any = company  # the annotations of `find_profile` are no fields of the model
    works = list(_works(company))
    offered = [(work, depth) for work, relation, depth in works if relation == Relation.OFFERED]
    sought = tuple(work for work, relation, _ in works if relation == Relation.SOUGHT)
    materials = tuple(rows.material_rows)
    certificates = tuple(_certificates(company, today))
    vocabulary = current_vocabulary()
    general = limits_of_answers(
        dimensions=company.dimensions_text, batches=company.batch_text, vocabulary=vocabulary
    )
    held = [(Kind.CERTIFICATE, certificate.key) for certificate in certificates if certificate.key]
    of_offer = {
        *((Kind.PROCESS, work.key) for work, _ in offered),
        *((Kind.MATERIAL, material["key"]) for material in materials),
        *held,
    }
    of_wish = {(Kind.PROCESS, work.key) for work in sought}
    return ProfilePage(
        company=company,
        core=tuple(work for work, depth in offered if depth == Depth.CORE),
        supplementary=tuple(work for work, depth in offered if depth == Depth.SUPPLEMENTARY),
        via_partner=tuple(work for work, depth in offered if depth == Depth.VIA_PARTNER),
        general_limits=tuple(limit_words(general)),
        sought=sought,
        core_words=marked_words(company.core_text, of_offer, vocabulary),
        offered_words=marked_words(company.offered_text, of_offer, vocabulary),
        sought_words=marked_words(company.sought_text, of_wish, vocabulary),
        materials=materials,
        industries=tuple(rows.industry_rows),
        machines=tuple(rows.machine_rows),
        certificates=certificates,
        sites=tuple(_site(row, viewer) for row in rows.site_rows),
        contacts=tuple(readable_contacts(user, company)),
        freshness=freshness(company.confirmed_at, today),
        is_overdue=is_overdue(company.confirmed_at, today),
        similar=similar_companies(company, viewer=viewer, vocabulary=vocabulary, limit=SIMILAR_FIRMS),
    )


def _works(company: Company) -> Iterable[tuple[Work, str, str]]:
    limits = CapabilityLimit.objects.select_related("material").order_by("pk")
    rows = (
        Capability.objects.filter(company=company)
        .select_related("process", "site")
        .prefetch_related(Prefetch("limits", queryset=limits))
        .order_by("pk")
    )
    for row in rows:
        stated = [
            (limit.material.name_de if limit.material else "", limit_words(limit))
            for limit in row.limits.all()
        ]
        work = Work(
            key=row.process.key,
            name=row.process.name_de,
            depth=row.get_depth_display() if row.depth else "",
            site=str(row.site) if row.site else "",
            recognised=row.source == CapabilitySource.RECOGNISED,
            limits=tuple((material, tuple(facts)) for material, facts in stated if facts),
        )
        yield work, row.relation, row.depth


def _certificates(company: Company, today: datetime.date) -> Iterable[HeldCertificate]:
    rows = CertificateHeld.objects.filter(company=company).select_related("certificate", "site")
    for row in rows.order_by("name", "pk"):
        status = certificate_status(row, today)
        findable = row.certificate and status in (CertificateStatus.VALID, CertificateStatus.UNDATED)
        details = (row.scope, row.issuer, f"Nr. {row.number}" if row.number else "", str(row.site or ""))
        yield HeldCertificate(
            name=str(row),
            key=row.certificate.key if row.certificate and findable else "",
            status=status,
            valid_until=row.valid_until,
            details=" · ".join(part for part in details if part),
            file=row.file_id,
        )


def _site(row: dict[str, Any], viewer: Viewer) -> ShownSite:
    return ShownSite(
        label=row["label"],
        street=row["street"],
        postcode=row["postcode"],
        municipality=row["municipality"],
        district=row["district"] or "",
        is_main=row["is_main"],
        distance_km=_distance(row, viewer),
    )


def _distance(row: dict[str, Any], viewer: Viewer) -> float | None:
    if None in (row["latitude"], row["longitude"]) or viewer.latitude is None or viewer.longitude is None:
        return None
    return distance_km(viewer.latitude, viewer.longitude, row["latitude"], row["longitude"])
