"""What staff change by hand, one step at a time, inside one transaction of the form."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from companies.domain.consent_records import BY_STAFF, end_for_removed, note
from companies.domain.derived import renew_derived
from companies.domain.identity import match_name
from companies.domain.places import locate
from companies.domain.profile import keep_former_name, name_company
from companies.domain.publishing import index
from companies.domain.recognition import announced_state, recognise_certificate
from companies.domain.recording import delete_recorded, save_recorded
from companies.domain.versions import keep_version
from companies.enums import CapabilitySource
from companies.models import (
    Capability,
    CertificateHeld,
    Cluster,
    Company,
    CompanyName,
    ContactPerson,
    InternalNote,
    Membership,
    Site,
)
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind
from competences.models import Process

if TYPE_CHECKING:
    from accounts.models import User

BY_HAND = "Verwaltung"
"""Reason in the history of what was typed into the administration."""


def save_edited(*, company: Company, actor: "User | None", reason: str = BY_HAND) -> None:
    """Save a changed or new firm with what follows from its name; a former name keeps leading to it."""
    with transaction.atomic():
        before = Company.objects.filter(pk=company.pk).values_list("name", "slug").first()
        renamed = name_company(company)
        save_recorded(company, actor=actor, reason=reason)
        if before and renamed:
            keep_former_name(company, *before, actor=actor, reason=reason)


def save_main_address(
    *, company: Company, street: str, postcode: str, municipality: str, actor: "User | None"
) -> None:
    """Store the address of the main site; nothing happens while there is none and none is given."""
    site = company.sites.filter(is_main=True).first()
    if site is None and not (street or postcode or municipality):
        return
    site = site or Site(company=company, is_main=True)
    new = (street, postcode, municipality)
    if site.pk and (site.street, site.postcode, site.municipality) == new:
        return
    site.street, site.postcode, site.municipality = new
    save_site(site=site, actor=actor)


def save_site(*, site: Site, actor: "User | None", reason: str = BY_HAND) -> None:
    """Save a site with the place and the coordinates of its address."""
    locate(site, current_vocabulary())
    save_recorded(site, actor=actor, reason=reason)


def save_capability(*, capability: Capability, actor: "User | None", reason: str = BY_HAND) -> None:
    """Save a capability typed in or corrected by staff; from now on the text does not change it any more.

    It takes the place of a recognised one for the same process.
    """
    with transaction.atomic():
        capability.source = CapabilitySource.ENTERED
        delete_recorded(
            capability.company.capabilities.filter(
                relation=capability.relation,
                process=capability.process,
                source=CapabilitySource.RECOGNISED,
            ).exclude(pk=capability.pk),
            actor=actor,
            reason=reason,
        )
        save_recorded(capability, actor=actor, reason=reason)


def drop_capability(*, capability: Capability, actor: "User | None", reason: str = BY_HAND) -> None:
    """Delete a capability; a recognised one is not meant and is not recognised again in this firm's text."""
    with transaction.atomic():
        if capability.source == CapabilitySource.RECOGNISED:
            capability.company.excluded_processes.add(capability.process)
        delete_recorded([capability], actor=actor, reason=reason)


def set_excluded_processes(
    *, company: Company, processes: Collection[Process], actor: "User | None", reason: str = BY_HAND
) -> None:
    """Keep only these processes from being recognised in the firm's text; the others are recognised again."""
    before = set(company.excluded_processes.all())
    if before != set(processes):
        with transaction.atomic():
            company.excluded_processes.set(processes)
            lifted = ", ".join(sorted(str(process) for process in before - set(processes)))
            save_recorded(company, actor=actor, reason=f"{reason}: wieder erkannt {lifted}")


def save_certificate(*, certificate: CertificateHeld, actor: "User | None", reason: str = BY_HAND) -> None:
    """Save a certificate typed in by staff with the node, part and level that its name means."""
    known = recognise_certificate(certificate.name, certificate.number, current_vocabulary())
    if known:
        certificate.certificate_id = node_pks(Kind.CERTIFICATE, current_vocabulary())[known.certificate]
        certificate.part, certificate.level = known.part, known.level
    certificate.state = announced_state(certificate.name, certificate.number).value
    certificate.source = CapabilitySource.ENTERED
    save_recorded(certificate, actor=actor, reason=reason)


def save_part(*, row: models.Model, actor: "User | None", reason: str = BY_HAND) -> None:
    """Save any row that belongs to a firm the way its kind is saved."""
    match row:
        case Capability():
            save_capability(capability=row, actor=actor, reason=reason)
        case CertificateHeld():
            save_certificate(certificate=row, actor=actor, reason=reason)
        case Site():
            save_site(site=row, actor=actor, reason=reason)
        case InternalNote():
            if row.author_id is None:
                row.author = actor
            row.save()
        case ContactPerson():
            save_recorded(row, actor=actor, reason=reason)
            note(row, source=BY_STAFF, actor=actor)
        case CompanyName():
            row.match_name = match_name(row.name)[:220]
            save_recorded(row, actor=actor, reason=reason)
        case _:
            save_recorded(row, actor=actor, reason=reason)


def drop_part(*, row: models.Model, actor: "User | None", reason: str = BY_HAND) -> None:
    """Delete any row that belongs to a firm the way its kind is deleted."""
    if isinstance(row, Capability):
        drop_capability(capability=row, actor=actor, reason=reason)
    else:
        if isinstance(row, ContactPerson):
            end_for_removed([row], actor=actor)
        delete_recorded([row], actor=actor, reason=reason)


def join_cluster(*, company: Company, cluster: Cluster, actor: "User | None") -> None:
    """Make a firm a member of a cluster; nothing happens when it is one."""
    if not company.memberships.filter(cluster=cluster).exists():
        save_recorded(Membership(company=company, cluster=cluster), actor=actor, reason=BY_HAND)


def finish_edited(*, company: Company, actor: "User | None", reason: str = BY_HAND) -> None:
    """Renew what follows from the answers and write the search row, after all parts of a form are saved."""
    with transaction.atomic():
        renew_derived(company=company, actor=actor, reason=reason)
        index(company)
        keep_version(company=company, actor=actor, reason=reason)


def confirm_profile(*, company: Company, actor: "User | None", on: datetime.date | None = None) -> Company:
    """Note that the firm said on a day (today) that its profile is right; an older day changes nothing."""
    day = on or timezone.localdate()
    with transaction.atomic():
        current = Company.objects.select_for_update().get(pk=company.pk)
        if current.confirmed_at is None or current.confirmed_at < day:
            current.confirmed_at = day
            save_recorded(current, actor=actor, reason="bestätigt")
            index(current)
    return current
