"""Writing a whole profile: the one way in which a firm's answers reach the directory."""

import dataclasses
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from companies.domain import profile_lists as lists
from companies.domain import profile_parts as parts
from companies.domain.consent_records import BY_STAFF, ConsentSource, effective
from companies.domain.derived import renew_derived
from companies.domain.identity import match_name, sort_name
from companies.domain.profile_data import (
    FieldChange,
    ProfileChange,
    ProfileData,
)
from companies.domain.publishing import index
from companies.domain.recording import create_recorded, save_recorded
from companies.domain.stored_profile import ADDRESS, COLUMNS, profile_data_of
from companies.domain.versions import keep_version
from companies.enums import CompanyState, NameKind
from companies.models import Cluster, Company, CompanyName, InternalNote, Membership
from competences.language import fold

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERS = ("employees", "founded")
"""Columns in which nothing stated is NULL."""


def save_profile(
    *,
    data: ProfileData,
    actor: "User | None",
    cluster: Cluster,
    source: str,
    company: Company | None = None,
    publish: bool = True,
    consent: ConsentSource = BY_STAFF,
) -> ProfileChange:
    """Create or update one firm whole: answers, sites, lists, what follows from them, history and search row.

    In: data – the statements (see ProfileData); actor – who writes, None for the system; cluster – becomes a
    membership where it is none; source – the reason in the history ("Import …", "Gespräch am …"); company – the
    firm to update, None creates one; publish – a draft becomes visible; consent – how statements about consents of
    contact persons came about. Out: what changed, empty when all was
    stored already (then nothing is written). Raises ValidationError with German messages; nothing is written
    then. Whole or not at all.
    """
    with transaction.atomic():
        if company is not None:
            company = Company.objects.select_for_update().get(pk=company.pk)
        data = _with_consents(data, company, consent)
        change = _compare(data, company, cluster, publish)
        if not change:
            return change
        is_new = company is None
        company = company or Company()
        _write_company(company, change, actor, source)
        _write_parts(company, change, cluster, consent, actor, source)
        fields = {item.field for item in change}
        if is_new or parts.ANALYSED & fields:
            is_bare = is_new and not fields & lists.LISTS.keys()
            renew_derived(company=company, actor=actor, reason=source, is_new=is_bare)
        index(company)
        keep_version(company=company, actor=actor, reason=source)
    return dataclasses.replace(change, company_id=company.pk)


def preview_profile(
    *,
    data: ProfileData,
    actor: "User | None",
    cluster: Cluster,
    source: str,
    company: Company | None = None,
    publish: bool = True,
    consent: ConsentSource = BY_STAFF,
) -> ProfileChange:
    """Return what save_profile with the same arguments would change, writing nothing."""
    return _compare(_with_consents(data, company, consent), company, cluster, publish)


def _with_consents(data: ProfileData, company: Company | None, source: ConsentSource) -> ProfileData:
    """Return the data with what the statements about consent really amount to."""
    if data.contact is not None and data.contact.consent_public:
        named = dataclasses.replace(data.contact, name=parts.name_of_contact(company, data.contact))
        (allowed,) = effective([named], company=company, source=source)
        if not allowed.consent_public:
            data = dataclasses.replace(data, contact=dataclasses.replace(data.contact, consent_public=None))
    if data.contacts is not None:
        data = dataclasses.replace(data, contacts=effective(data.contacts, company=company, source=source))
    return data


def _compare(data: ProfileData, company: Company | None, cluster: Cluster, publish: bool) -> ProfileChange:
    stated = parts.cleaned(data)
    if company is None and not stated.name:
        raise ValidationError("Der Name des Unternehmens fehlt.", code="name")
    if company is not None and stated.name == "":
        raise ValidationError("Der Name des Unternehmens darf nicht leer sein.", code="name")
    if company is not None and company.state == CompanyState.MERGED:
        raise ValidationError(
            f"„{company}“ ist mit „{company.merged_into}“ zusammengeführt worden.", code="merged"
        )
    old = profile_data_of(company) if company else parts.EMPTY
    changes = []
    for field in dataclasses.fields(ProfileData):
        new = getattr(stated, field.name)
        if new is None:
            continue
        before = lists.stored(company, field.name) if field.name in lists.LISTS else getattr(old, field.name)
        if field.name == "contact":
            before, new = parts.compare_contact(company, new)
        elif field.name == "machines_text" and new and new == parts.machine_lines(old.machines or ()):
            continue  # the list of machines, read in again from an export
        elif field.name == "notes_internal":
            before = "" if company is None or not company.notes.filter(text=new).exists() else new
        if parts.differs(before, new):
            changes.append(FieldChange(field.name, before, new))
    if company is None or not company.memberships.filter(cluster=cluster).exists():
        changes.append(FieldChange("cluster", None, cluster.name))
    if publish and company is not None and company.state == CompanyState.DRAFT:
        changes.append(FieldChange("state", CompanyState.DRAFT, CompanyState.PUBLISHED))
    if publish and company is None:
        changes.append(FieldChange("state", None, CompanyState.PUBLISHED))
    return ProfileChange(company.pk if company else None, company is None, tuple(changes))


def _write_company(company: Company, change: ProfileChange, actor: "User | None", source: str) -> None:
    new = {item.field: item.new for item in change}
    old_name, old_slug = company.name, company.slug
    values = {COLUMNS[name]: value for name, value in new.items() if name in COLUMNS}
    if "industries" in new:
        values["industries_text"] = ", ".join(new["industries"])
    if "languages" in new:
        values["languages"] = list(new["languages"])
    if "state" in new:
        values["state"] = new["state"]
    if not values and not company._state.adding:
        return
    for name, value in values.items():
        setattr(company, name, None if name in _NUMBERS and value == "" else value)
    renamed = name_company(company)
    company.clean_fields()
    if {"register_number", "register_court", "vat_id"} & new.keys() and (
        company.vat_id or (company.register_number and company.register_court)
    ):
        company.validate_constraints()
    save_recorded(company, actor=actor, reason=source)
    if renamed and old_name:
        keep_former_name(company, old_name, old_slug, actor=actor, reason=source)


def name_company(company: Company) -> bool:
    """Set what follows from the firm's name and say whether the firm now counts as renamed.

    Another spelling of the same name (umlauts, legal form, blanks) keeps the firm's address in the directory.
    """
    folded = match_name(company.name)
    company.sort_name = sort_name(company.name)[:220]
    if company.match_name == folded[:220] and company.slug:
        return False
    company.match_name = folded[:220]
    company.slug = _free_slug(company)
    return True


def keep_former_name(company: Company, name: str, slug: str, *, actor: "User | None", reason: str) -> None:
    """Remember a former name with its address, so that both still lead to the firm."""
    if company.names.filter(name=name).exists():
        return
    former = CompanyName(
        company=company, name=name, kind=NameKind.FORMER, match_name=match_name(name)[:220], slug=slug
    )
    save_recorded(former, actor=actor, reason=reason)


def _free_slug(company: Company) -> str:
    base = slugify(fold(company.name))[:200] or "unternehmen"
    taken = set(
        Company.objects.filter(slug__startswith=base)
        .exclude(pk=company.pk)
        .values_list("slug", flat=True)
        .union(
            CompanyName.objects.filter(slug__startswith=base)
            .exclude(company=company.pk)
            .values_list("slug", flat=True)
        )
    )
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)


def _write_parts(
    company: Company,
    change: ProfileChange,
    cluster: Cluster,
    consent: ConsentSource,
    actor: "User | None",
    source: str,
) -> None:
    new = {item.field: item.new for item in change}
    if "cluster" in new:
        create_recorded([Membership(company=company, cluster=cluster)], actor=actor, reason=source)
    address = {ADDRESS[name]: value for name, value in new.items() if name in ADDRESS}
    if address:
        parts.write_address(company, address, is_new=change.created, actor=actor, reason=source)
    if "machines" in new:
        parts.write_machines(company, new["machines"], is_new=change.created, actor=actor, reason=source)
    if "certificates" in new:
        parts.write_certificates(
            company, new["certificates"], is_new=change.created, actor=actor, reason=source
        )
    if "contact" in new:
        parts.write_contact(
            company,
            new["contact"],
            is_new=change.created,
            consent=consent,
            actor=actor,
            reason=source,
        )
    whole = {name: new[name] for name in lists.LISTS if name in new}
    lists.write(company, whole, consent=consent, actor=actor, reason=source)
    if "notes_internal" in new:
        InternalNote.objects.create(company=company, text=new["notes_internal"], author=actor)
