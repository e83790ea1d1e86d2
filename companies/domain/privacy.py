"""What the directory stores about a firm and about a person: the parts for information under Art. 15 DSGVO."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.db import models
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.domain.privacy import Person
from companies.domain.changes import PARTS
from companies.domain.person_traces import contacts_in, is_about
from companies.models import (
    AccessRequest,
    Capability,
    CapabilityLimit,
    CertificateHeld,
    Cluster,
    ColleagueInvitation,
    Company,
    CompanyName,
    CompanyUser,
    Consent,
    ContactPerson,
    FoundCount,
    InternalNote,
    Machine,
    Membership,
    ProfileVersion,
    SearchRow,
    Site,
    StoredFile,
    UnknownWord,
)
from companies.models.stored import StoredFileQuerySet

RECORDED_PARTS: tuple[type[models.Model], ...] = (*PARTS, AccessRequest)
"""Tables of a firm that keep a history with the column `company`."""

WITHHELD: dict[str, set[str]] = {}
"""Columns that no information contains; this app stores no secrets."""


def history_of(model: type[models.Model]) -> Any:
    """Return the table of the recorded changes of a table."""
    return cast(Any, model).history


def entries_of(company: Company) -> list[int]:
    """Return the keys of a firm and of all entries that were merged into it."""
    found, latest = [company.pk], [company.pk]
    while latest:
        latest = list(
            Company.objects.filter(merged_into__in=latest).order_by("pk").values_list("pk", flat=True)
        )
        found += latest
    return found


def files_of(companies: list[int]) -> StoredFileQuerySet:
    """Return the files that belong to firms: logos and certificates now, in older versions, and in answers."""
    named = {
        key
        for data in ProfileVersion.objects.filter(company__in=companies).values_list("data", flat=True)
        for key in _file_keys(data)
    }
    files: StoredFileQuerySet = StoredFile.objects.all()
    return files.filter(
        Q(logo_of__in=companies)
        | Q(certificates__company__in=companies)
        | Q(submissions__company__in=companies)
        | Q(pk__in=named)
    ).distinct()


def about_company(entries: list[int]) -> dict[str, QuerySet]:
    """Return everything the directory stores about a firm, by title; `entries` as `entries_of` gives them."""
    limits = history_of(Capability).filter(company_id__in=entries).values("id")
    own: dict[str, type[models.Model]] = {
        "Weitere Namen": CompanyName,
        "Standorte": Site,
        "Ansprechpersonen": ContactPerson,
        "Einwilligungen der Ansprechpersonen": Consent,
        "Leistungen": Capability,
        "Maschinen": Machine,
        "Zertifikate": CertificateHeld,
        "Mitgliedschaften": Membership,
        "Interne Notizen der Wirtschaftsförderung": InternalNote,
        "Personen mit Zugang": CompanyUser,
        "Einladungen von Personen": ColleagueInvitation,
        "Anträge auf Zugang": AccessRequest,
        "Fassungen des Profils": ProfileVersion,
        "Nicht zugeordnete Wörter": UnknownWord,
        "Fundzahlen": FoundCount,
    }
    found: dict[str, QuerySet] = {"Unternehmen": Company.objects.filter(pk__in=entries).order_by("pk")}
    for title, model in own.items():
        found[title] = model._base_manager.filter(company__in=entries).order_by("pk")
    found["Grenzwerte der Leistungen"] = CapabilityLimit.objects.filter(
        capability__company__in=entries
    ).order_by("pk")
    found["Dateien"] = files_of(entries).without_content().order_by("uploaded_at", "pk")
    found["Suchzeile"] = SearchRow.objects.filter(company__in=entries).order_by("pk")
    found["Verlauf: Unternehmen"] = history_of(Company).filter(id__in=entries).order_by("history_id")
    for model in RECORDED_PARTS:
        title = f"Verlauf: {model._meta.verbose_name_plural}"
        found[title] = history_of(model).filter(company_id__in=entries).order_by("history_id")
    found["Verlauf: Grenzwerte"] = (
        history_of(CapabilityLimit).filter(capability_id__in=limits).order_by("history_id")
    )
    return found


def about_person(person: Person) -> Mapping[str, QuerySet | list[dict[str, Any]]]:
    """Return everything the directory stores about a person, by title, copies in older versions included."""
    owned = Q(user=person.user) if person.user else Q(pk__in=[])
    written = email_lookup(person)
    contacts = contact_keys(person, ContactPerson.objects.all())
    past = contact_keys(person, history_of(ContactPerson).all(), key="history_id")
    return {
        "Zugänge zu Unternehmen": CompanyUser.objects.filter(owned).order_by("pk"),
        "Arbeit für Cluster": Cluster.objects.filter(staff=person.user).order_by("pk")
        if person.user
        else Cluster.objects.none(),
        "Eintrag als Ansprechperson": ContactPerson.objects.filter(pk__in=contacts).order_by("pk"),
        "Einwilligungen als Ansprechperson": Consent.objects.filter(
            pk__in=consents_of(person, contacts)
        ).order_by("pk"),
        "Unternehmen mit dieser E-Mail-Adresse": [
            {"Unternehmen": str(company), "E-Mail": company.email}
            for company in Company.objects.filter(written).order_by("pk")
        ],
        "Einladungen, für ein Unternehmen zu handeln": ColleagueInvitation.objects.filter(
            invited_lookup(person)
        ).order_by("pk"),
        "Anträge auf Zugang": AccessRequest.objects.filter(owned | written).order_by("pk"),
        "Verlauf: Zugänge": _recorded(CompanyUser, owned),
        "Verlauf: Eintrag als Ansprechperson": history_of(ContactPerson)
        .filter(history_id__in=past)
        .order_by("history_id"),
        "Verlauf: Einladungen": _recorded(ColleagueInvitation, invited_lookup(person)),
        "Verlauf: Anträge auf Zugang": _recorded(AccessRequest, owned | written),
        "In Fassungen von Profilen": list(_in_versions(person)),
    }


def consents_of(person: Person, contacts: list[int]) -> list[int]:
    """Return the keys of consents of these contact persons, and of the person's entries that were removed since."""
    past = contact_keys(person, history_of(ContactPerson).all(), key="history_id")
    names = history_of(ContactPerson).filter(history_id__in=past).values_list("name", flat=True)
    removed = Q(contact__isnull=True, company__in=person.firms, person__in=set(names))
    return list(Consent.objects.filter(Q(contact__in=contacts) | removed).values_list("pk", flat=True))


def email_lookup(person: Person, column: str = "email") -> Q:
    """Return the condition on a column that holds an address of the person, in any case; never true without one."""
    condition = Q(pk__in=[])
    for email in sorted(person.emails):
        condition |= Q(**{f"{column}__iexact": email})
    return condition


def invited_lookup(person: Person) -> Q:
    """Return the condition on invitations of colleagues (stored or recorded) that went to the person."""
    accepted = Q(accepted_by=person.user) if person.user else Q(pk__in=[])
    return email_lookup(person) | accepted


def mentioned_lookup(person: Person, *columns: str) -> Q:
    """Return the condition on JSON columns (annotated by `with_texts`) that hold an address of the person."""
    condition = Q(pk__in=[])
    for column in columns:
        for email in sorted(person.emails):
            condition |= Q(**{f"{column}_as_text__icontains": email})
    return condition


def with_texts(rows: QuerySet, *columns: str) -> QuerySet:
    """Annotate JSON columns as text, under their name and `_as_text`, so that they can be searched."""
    return rows.annotate(**{f"{column}_as_text": Cast(F(column), TextField()) for column in columns})


def located(person: Person) -> Person:
    """Return the person with earlier addresses, and with the firms in which the name means her or him.

    An earlier address is one that the same entry of a contact had under the same name.

    Those are the firms for which the person acts, and those where the address stands beside a contact or in an older
    version. Without any address it is every firm that has a contact of that name.
    """
    person = dataclasses.replace(person, further=tuple(sorted(_earlier_addresses(person))))
    found: set[int] = set()
    if person.user:
        found |= set(CompanyUser.objects.filter(user=person.user).values_list("company", flat=True))
        found |= set(
            history_of(CompanyUser).filter(user_id=person.user.pk).values_list("company_id", flat=True)
        )
    for rows in (ContactPerson.objects.all(), history_of(ContactPerson).all()):
        if person.emails:
            found |= set(rows.filter(_without_key(person)).values_list("company_id", flat=True))
        else:
            pairs = rows.values_list("company_id", "name").distinct()
            found |= {company for company, name in pairs if person.has_name(name)}
    versions = with_texts(ProfileVersion.objects.all(), "data")
    found |= set(versions.filter(mentioned_lookup(person, "data")).values_list("company", flat=True))
    return dataclasses.replace(person, firms=frozenset(found - {None}))


def _earlier_addresses(person: Person) -> set[str]:
    past = history_of(ContactPerson)
    same_entries = past.filter(email_lookup(person)).values("id")
    rows = past.filter(id__in=same_entries).exclude(email="").values_list("name", "email")
    names = dataclasses.replace(person, names=(*person.names, *(n for n, e in rows if person.has_email(e))))
    return {email for name, email in rows if names.has_name(name)}


def contact_keys(person: Person, rows: QuerySet, *, key: str = "pk") -> list[int]:
    """Return the keys of the contact persons (stored or recorded) who are this person."""
    return [
        row[key]
        for row in rows.values(key, "company_id", "name", "email")
        if is_about(row, person, by_name=row["company_id"] in person.firms)
    ]


def _without_key(person: Person) -> Q:
    condition = Q()
    for email in sorted(person.emails):
        condition |= Q(email__iexact=email)
    return condition


def _recorded(model: type[models.Model], condition: Q) -> QuerySet:
    return cast(QuerySet, history_of(model).filter(condition).order_by("history_id"))


def _in_versions(person: Person) -> Iterator[dict[str, Any]]:
    versions = with_texts(ProfileVersion.objects.select_related("company"), "data").filter(
        mentioned_lookup(person, "data") | Q(company__in=person.firms)
    )
    for version in versions.order_by("pk"):
        for contact in contacts_in(version.data, person, by_name=version.company_id in person.firms):
            yield {"Unternehmen": str(version.company), "Fassung vom": version.written_at, "Angaben": contact}


def _file_keys(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        if document.get("logo"):
            yield document["logo"]
        for certificate in document.get("certificates") or ():
            if certificate.get("file"):
                yield certificate["file"]
