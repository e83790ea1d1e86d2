"""Information about a firm or a person (Art. 15 DSGVO): what every app offers, put together in one place.

An app offers its part by one function in its own `domain/privacy.py`, which returns stored rows (or rows in words) by
German title; here they are called. Columns that are never told stand beside these functions.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.domain import privacy as accounts
from accounts.domain.privacy import Person
from accounts.models import User
from companies.domain import privacy as companies
from companies.models import Company, StoredFile
from companies.rules import is_sole_trader
from matching.domain import privacy as matching
from outbox.domain import privacy as outbox
from privacy.domain.hindrances import check_firm_scope, check_scope
from privacy.domain.sections import Part, Section, sections_of
from privacy.domain.traces import traces_of
from privacy.models import DataRequest, PersonNotice
from profiles.domain import privacy as profiles

WITHHELD = {**accounts.WITHHELD, **companies.WITHHELD}

SOLE_TRADER = (
    "Das Unternehmen wird von einer Person (oder von Personen ohne eigene Rechtsform) geführt. Seine Angaben sind "
    "deshalb personenbezogene Daten."
)
SECRETS = (
    "Nicht enthalten sind Geheimnisse: Passwort, zweite Faktoren, persönliche Links und Codes. Gespeichert sind davon "
    "ohnehin nur Prüfsummen oder verschlüsselte Werte."
)
OTHERS = (
    "Begründungen der Wirtschaftsförderung zu Paarungen betreffen auch andere Unternehmen. Sie stehen nicht in diesem "
    "Auszug; fragen Sie danach bei der Wirtschaftsförderung."
)


@dataclass(frozen=True)
class Information:
    """Everything that is stored about one subject at one moment."""

    subject: str
    at: datetime.datetime
    notes: Sequence[str]
    sections: Sequence[Section]
    files: Sequence[StoredFile] = ()


def parts_about_company(company: Company, *, for_staff: bool) -> dict[str, Part]:
    """Return the parts of all apps about a firm by title.

    Mails are told by what they are about, never by the address they went to: a firm writes down addresses of others.
    """
    entries = companies.entries_of(company)
    address = outbox.about_addresses({company.email} - {""}) if for_staff else {}
    return {
        **companies.about_company(entries),
        **profiles.about_company(entries),
        **matching.about_company(entries, for_staff=for_staff),
        **{title: part for title, part in address.items() if title != "E-Mails"},
        "Anträge zum Datenschutz": DataRequest.objects.filter(company__in=entries).order_by("pk"),
    }


def parts_about_person(person: Person) -> dict[str, Part]:
    """Return the parts of all apps about a person by title."""
    person = companies.located(person)
    asked = companies.email_lookup(person) | (Q(user=person.user) if person.user else Q(pk__in=[]))
    return {
        **accounts.about_person(person),
        **companies.about_person(person),
        **profiles.about_person(person),
        **outbox.about_addresses(person.emails),
        "Unterrichtungen": PersonNotice.objects.filter(companies.email_lookup(person)).order_by("pk"),
        "Anträge zum Datenschutz": DataRequest.objects.filter(asked).order_by("pk"),
        "Spuren als handelnde Person": traces_of(person.user),
    }


def information_about_company(company: Company, *, now: datetime.datetime, for_staff: bool) -> Information:
    """Return everything stored about a firm; `for_staff` adds what a person has to look at before it is handed over."""
    notes = [SOLE_TRADER] if is_sole_trader(company) else []
    files = companies.files_of(companies.entries_of(company)).order_by("uploaded_at", "pk")
    return Information(
        subject=str(company),
        at=now,
        notes=[*notes, SECRETS, *([] if for_staff else [OTHERS])],
        sections=_sections(parts_about_company(company, for_staff=for_staff)),
        files=list(files.without_content()),
    )


def information_about_person(person: Person, *, now: datetime.datetime) -> Information:
    """Return everything stored about a person, found by the account, the address, and the name in her or his firms."""
    return Information(person.label, now, [SECRETS], _sections(parts_about_person(person)))


def information_for_staff(subject: Person | Company, *, actor: User, now: datetime.datetime) -> Information:
    """Return everything stored about a subject for staff who answer its request.

    Raises ValidationError where the subject also belongs to clusters that the actor does not look after, and
    PermissionDenied for anybody but staff.
    """
    if isinstance(subject, Company):
        check_firm_scope(company=subject, actor=actor)
        return information_about_company(subject, now=now, for_staff=True)
    check_scope(person=companies.located(subject), actor=actor)
    return information_about_person(subject, now=now)


def _sections(parts: Mapping[str, Part]) -> list[Section]:
    return sections_of(parts, WITHHELD)
