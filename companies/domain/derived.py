"""What the directory derives from a firm's answers and renews whenever they or the vocabulary change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from companies.domain.limits import LIMIT_FIELDS, Limits, LimitsByMaterial
from companies.domain.recognition import Answers, Recognised, RecognisedCertificate, recognise
from companies.domain.recording import assign, create_recorded, delete_recorded, update_recorded
from companies.domain.unknown_words import renew_unknown_words
from companies.enums import CapabilitySource
from companies.models import Capability, CapabilityLimit, CertificateHeld, Company
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind

if TYPE_CHECKING:
    from accounts.models import User


def answers_of(company: Company) -> Answers:
    """Return the free answers of a stored firm, its machines as one text each."""
    machines = (
        [" ".join(filter(None, (m.type, m.details))) for m in company.machines.all()] if company.pk else []
    )
    return Answers(
        core=company.core_text,
        offered=company.offered_text,
        sought=company.sought_text,
        materials=company.materials_text,
        machines=(*machines, *company.machines_text.splitlines()),
        dimensions=company.dimensions_text,
        batches=company.batch_text,
        industries=company.industries_text,
    )


def renew_derived(*, company: Company, actor: "User | None", reason: str, is_new: bool = False) -> Recognised:
    """Bring recognised capabilities, limits, materials, industries and certificates in line with the answers.

    In: a saved company; `is_new` spares looking for what a new one cannot have. Out: what was recognised.
    Rows entered by staff are never touched; an entered capability takes the place of a recognised one of the
    same process; processes that staff excluded are left out. To be called in a transaction.
    """
    vocabulary = current_vocabulary()
    recognised = recognise(answers_of(company), vocabulary)
    pks = {kind: node_pks(kind, vocabulary) for kind in Kind}
    _renew_capabilities(company, recognised, pks, actor, reason, is_new)
    _renew_certificates(company, recognised, pks, actor, reason, is_new)
    materials = set() if is_new else set(company.excluded_materials.values_list("key", flat=True))
    for relation, kind, keys in (
        (company.industries, Kind.INDUSTRY, recognised.industries),
        (company.materials, Kind.MATERIAL, recognised.materials),
    ):
        wanted = [pks[kind][key] for key in keys if kind is Kind.INDUSTRY or key not in materials]
        if is_new:
            relation.add(*wanted)
        else:
            relation.set(wanted)
    renew_unknown_words(company=company, words=recognised.unmapped, is_new=is_new)
    return recognised


def _renew_capabilities(
    company: Company,
    recognised: Recognised,
    pks: Mapping[Kind, Mapping[str, int]],
    actor: "User | None",
    reason: str,
    is_new: bool,
) -> None:
    stored = [] if is_new else list(company.capabilities.prefetch_related("limits"))
    entered = {(row.relation, row.process_id) for row in stored if row.source == CapabilitySource.ENTERED}
    excluded = set() if is_new else set(company.excluded_processes.values_list("pk", flat=True))
    old = {(row.relation, row.process_id): row for row in stored if row.source == CapabilitySource.RECOGNISED}
    wanted: dict[tuple[str, int], tuple[dict[str, Any], LimitsByMaterial]] = {}
    for item in recognised.capabilities:
        key = (item.relation.value, pks[Kind.PROCESS][item.process])
        if key not in entered and key[1] not in excluded:
            wanted[key] = ({"depth": item.depth or "", "text": item.text}, item.limits)
    delete_recorded([row for key, row in old.items() if key not in wanted], actor=actor, reason=reason)
    new = [
        Capability(
            company=company,
            relation=relation,
            process_id=process,
            source=CapabilitySource.RECOGNISED,
            **values,
        )
        for (relation, process), (values, _) in wanted.items()
        if (relation, process) not in old
    ]
    changed = [row for key, row in old.items() if key in wanted and assign(row, wanted[key][0])]
    create_recorded(new, actor=actor, reason=reason)
    update_recorded(changed, ["depth", "text"], actor=actor, reason=reason)
    rows = {**{(row.relation, row.process_id): row for row in new}, **old}
    _renew_limits(
        [(rows[key], limits, key in old) for key, (_, limits) in wanted.items()], pks, actor, reason
    )


def _renew_limits(
    wanted: list[tuple[Capability, LimitsByMaterial, bool]],
    pks: Mapping[Kind, Mapping[str, int]],
    actor: "User | None",
    reason: str,
) -> None:
    new: list[CapabilityLimit] = []
    changed: list[CapabilityLimit] = []
    gone: list[CapabilityLimit] = []
    for capability, by_material, has_old in wanted:
        limits = {
            (pks[Kind.MATERIAL][key] if key else None): values
            for key, values in by_material.items()
            if values
        }
        old = {row.material_id: row for row in capability.limits.all()} if has_old else {}
        gone += [row for material, row in old.items() if material not in limits]
        for material, values in limits.items():
            fields = limit_values(values)
            if material not in old:
                new.append(CapabilityLimit(capability=capability, material_id=material, **fields))
            elif assign(old[material], fields):
                changed.append(old[material])
    delete_recorded(gone, actor=actor, reason=reason)
    create_recorded(new, actor=actor, reason=reason)
    update_recorded(changed, LIMIT_FIELDS, actor=actor, reason=reason)


def limit_values(limits: Limits) -> dict[str, Any]:
    """Return limits as column values, a range put in order (a firm may write "10.000 bis 1")."""
    values = {name: getattr(limits, name) for name in LIMIT_FIELDS}
    for low, high in (("batch_min", "batch_max"), ("thickness_min_mm", "thickness_max_mm")):
        if values[low] is not None and values[high] is not None and values[low] > values[high]:
            values[low], values[high] = values[high], values[low]
    return values


def _renew_certificates(
    company: Company,
    recognised: Recognised,
    pks: Mapping[Kind, Mapping[str, int]],
    actor: "User | None",
    reason: str,
    is_new: bool,
) -> None:
    stored = list(company.certificates.all())
    listed = {row.certificate_id for row in stored if row.source == CapabilitySource.ENTERED}
    if not is_new:
        listed.update(company.excluded_certificates.values_list("pk", flat=True))
    old = {(row.certificate_id, row.part): row for row in stored if row.source == CapabilitySource.RECOGNISED}
    wanted = {}
    for item in recognised.certificates:
        key = (pks[Kind.CERTIFICATE][item.certificate], item.part)
        if key[0] not in listed:
            wanted[key] = _certificate_values(item)
    delete_recorded([row for key, row in old.items() if key not in wanted], actor=actor, reason=reason)
    new = [
        CertificateHeld(
            company=company,
            certificate_id=certificate,
            part=part,
            source=CapabilitySource.RECOGNISED,
            **values,
        )
        for (certificate, part), values in wanted.items()
        if (certificate, part) not in old
    ]
    create_recorded(new, actor=actor, reason=reason)
    changed = [row for key, row in old.items() if key in wanted and assign(row, wanted[key])]
    update_recorded(changed, ["name", "level", "state"], actor=actor, reason=reason)


def _certificate_values(item: RecognisedCertificate) -> dict[str, Any]:
    return {"name": item.name[:200], "level": item.level[:30], "state": item.state.value}
