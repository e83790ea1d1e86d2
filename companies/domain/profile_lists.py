"""The parts of a profile that only whole lists can state: persons, further sites, capabilities, what is not meant."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from companies.domain import profile_parts as parts
from companies.domain.consent_records import ConsentSource
from companies.domain.limits import LIMIT_FIELDS, Limits
from companies.domain.places import locate
from companies.domain.profile_data import CapabilityData, SiteData
from companies.domain.recording import assign, delete_recorded, save_recorded
from companies.enums import CapabilitySource
from companies.models import Capability, CapabilityLimit, Company, Site
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind

if TYPE_CHECKING:
    from accounts.models import User

NOT_MEANT = {
    Kind.PROCESS: "excluded_processes",
    Kind.MATERIAL: "excluded_materials",
    Kind.CERTIFICATE: "excluded_certificates",
}
"""Kind of the vocabulary → list of the firm with what its texts name without meaning it."""


def _contacts(company: Company) -> Any:
    return tuple(parts.contact_data(row) for row in company.contacts.all())


def _further_sites(company: Company) -> Any:
    rows = sorted((row for row in company.sites.all() if not row.is_main), key=lambda row: row.pk)
    return tuple(SiteData(row.label, row.street, row.postcode, row.municipality) for row in rows)


def _capabilities(company: Company) -> Any:
    rows = entered_capabilities(company)
    return tuple(
        CapabilityData(
            row.process.key,
            row.relation,
            row.depth,
            row.text,
            tuple(
                (limit.material.key if limit.material else "", _limits(limit)) for limit in row.limits.all()
            ),
        )
        for row in rows
    )


def _not_meant(company: Company) -> Any:
    return tuple(
        sorted(
            f"{kind.value}:{key}"
            for kind, name in NOT_MEANT.items()
            for key in getattr(company, name).order_by("key").values_list("key", flat=True)
        )
    )


LISTS: dict[str, Callable[[Company], Any]] = {
    "contacts": _contacts,
    "further_sites": _further_sites,
    "capabilities": _capabilities,
    "not_meant": _not_meant,
    "logo": lambda company: str(company.logo_id or ""),
}
"""Field of ProfileData that is written as a whole → what is stored of it."""


def stored(company: Company | None, name: str) -> Any:
    """Return what is stored in one of LISTS; nothing for a firm that does not exist yet."""
    if company is None:
        return "" if name == "logo" else ()
    return LISTS[name](company)


def entered_capabilities(company: Company) -> list[Capability]:
    """Return the capabilities that a person entered or confirmed for all sites, with their limits."""
    rows = company.capabilities.filter(source=CapabilitySource.ENTERED, site=None)
    return list(
        rows.select_related("process").prefetch_related("limits__material").order_by("relation", "pk")
    )


def write(
    company: Company, new: Mapping[str, Any], *, consent: ConsentSource, actor: "User | None", reason: str
) -> None:
    """Bring the given lists in line with what is stated; call it before what follows is derived anew."""
    if "contacts" in new:
        parts.write_contacts(company, new["contacts"], consent=consent, actor=actor, reason=reason)
    if "further_sites" in new:
        _write_sites(company, new["further_sites"], actor, reason)
    if "not_meant" in new:
        _write_not_meant(company, new["not_meant"])
    if "capabilities" in new:
        _write_capabilities(company, new["capabilities"], actor, reason)
    if "logo" in new:
        company.logo_id = uuid.UUID(new["logo"]) if new["logo"] else None
        save_recorded(company, actor=actor, reason=reason)


def _write_sites(company: Company, sites: Sequence[SiteData], actor: "User | None", reason: str) -> None:
    """Rows with the same statement stay, others take over the remaining rows in order: sites keep their key."""
    rows = sorted(company.sites.filter(is_main=False), key=lambda row: row.pk)
    missing = []
    for item in sites:
        same = next((row for row in rows if _site_values(row) == item), None)
        if same:
            rows.remove(same)
        else:
            missing.append(item)
    for item in missing:
        row = rows.pop(0) if rows else Site(company=company)
        row.label, row.street, row.postcode, row.municipality = (
            item.label,
            item.street,
            item.postcode,
            item.town,
        )
        locate(row, current_vocabulary())
        row.clean_fields(exclude=["company", "place"])
        save_recorded(row, actor=actor, reason=reason)
    delete_recorded(rows, actor=actor, reason=reason)


def _site_values(row: Site) -> SiteData:
    return SiteData(row.label, row.street, row.postcode, row.municipality)


def _write_not_meant(company: Company, not_meant: Sequence[str]) -> None:
    vocabulary = current_vocabulary()
    wanted: dict[Kind, list[int]] = {kind: [] for kind in NOT_MEANT}
    for entry in not_meant:
        kind, _, key = entry.partition(":")
        pks = node_pks(Kind(kind), vocabulary) if kind in {k.value for k in NOT_MEANT} else {}
        if key in pks:  # an entry that was merged away in the meantime is not recognised any more either
            wanted[Kind(kind)].append(pks[key])
    for kind, name in NOT_MEANT.items():
        getattr(company, name).set(wanted[kind])


def _write_capabilities(
    company: Company, capabilities: Sequence[CapabilityData], actor: "User | None", reason: str
) -> None:
    vocabulary = current_vocabulary()
    processes = node_pks(Kind.PROCESS, vocabulary)
    rows = {
        (row.relation, row.process.key): row
        for row in company.capabilities.filter(site=None).select_related("process")
    }
    kept = set()
    for item in capabilities:
        if item.process not in processes:
            raise ValidationError(f"Das Verfahren „{item.process}“ gibt es nicht mehr.", code="process")
        key = (item.relation, item.process)
        kept.add(key)
        row = rows.get(key) or Capability(
            company=company, relation=item.relation, process_id=processes[item.process]
        )
        values = {"source": CapabilitySource.ENTERED.value, "depth": item.depth, "text": item.text}
        if assign(row, values) or row.pk is None:
            row.clean_fields(exclude=["company", "process"])
            save_recorded(row, actor=actor, reason=reason)
        _write_limits(row, dict(item.limits), actor, reason)
    gone = [row for key, row in rows.items() if key not in kept and row.source == CapabilitySource.ENTERED]
    delete_recorded(gone, actor=actor, reason=reason)


def _write_limits(
    capability: Capability, limits: Mapping[str, Limits], actor: "User | None", reason: str
) -> None:
    materials = node_pks(Kind.MATERIAL, current_vocabulary())
    rows = {row.material_id: row for row in capability.limits.all()}
    wanted = {
        materials[key] if key else None: values
        for key, values in limits.items()
        if values and (not key or key in materials)
    }
    delete_recorded(
        [row for material, row in rows.items() if material not in wanted], actor=actor, reason=reason
    )
    for material, values in wanted.items():
        row = rows.get(material) or CapabilityLimit(capability=capability, material_id=material)
        if assign(row, {name: getattr(values, name) for name in LIMIT_FIELDS}) or row.pk is None:
            row.clean_fields(exclude=["capability", "material"])
            save_recorded(row, actor=actor, reason=reason)


def _limits(row: CapabilityLimit) -> Limits:
    return Limits(**{name: getattr(row, name) for name in LIMIT_FIELDS})
