"""What a profile says about consents of contact persons, and the proof that is kept of each.

`save_profile` calls `effective` before it compares and `note` for every person it writes. No import, no older answers
and no restored version bring a consent back that was withdrawn.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from companies.domain.profile_data import ContactData
from companies.enums import ConsentWay
from companies.models import Company, Consent, ContactPerson
from competences.language import fold
from pages.domain.editing import version_in_force
from pages.enums import PageSlug

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Tick:
    """A box that was ticked: beside which TextVersion (its key) and when (aware)."""

    text: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentSource:
    """How the statements about consents in a profile came about.

    `way` – on which way; `at` – when (aware), None for now; `by` – key of the account that filled in the form of a
    firm, None for a personal link; `ticks` – folded name of a person → what was ticked; whoever is missing there
    agreed, at that time, to the text that is in force for the way.
    """

    way: ConsentWay
    at: datetime | None = None
    by: int | None = None
    ticks: Mapping[str, Tick] = field(default_factory=dict)

    def time_for(self, name: str) -> datetime:
        """Return when the person of this folded name agreed."""
        return self.ticks[name].at if name in self.ticks else self.at or timezone.now()


def on_day(way: ConsentWay, day: date | None) -> ConsentSource:
    """Return the source of what was stated on a day, at its beginning; None for now."""
    return ConsentSource(way, timezone.make_aware(datetime.combine(day, time())) if day else None)


BY_STAFF = ConsentSource(ConsentWay.STAFF)


def text_of(way: ConsentWay) -> int:
    """Return the key of the text that somebody agrees to now on this way."""
    slug = PageSlug.CONSENT_ON_PAPER if way == ConsentWay.IMPORT else PageSlug.CONSENT
    return int(version_in_force(slug).pk)


def effective(
    contacts: Iterable[ContactData], *, company: Company | None, source: ConsentSource
) -> tuple[ContactData, ...]:
    """Return what the statements about consent amount to: no statement keeps what is stored, and "yes" needs a right.

    A consent that was withdrawn is not given again by an import, nor by a statement made before the withdrawal.
    """
    people = list(contacts)
    shown = _shown(company) if any(person.consent_public is None for person in people) else frozenset()
    new = {fold(person.name) for person in people if person.consent_public}
    withdrawn = _withdrawn(company, source) if new else frozenset()
    known = _shown(company) if withdrawn & new else frozenset()
    result = []
    for person in people:
        name = fold(person.name)
        if person.consent_public is None:
            result.append(replace(person, consent_public=name in shown))
        elif person.consent_public and name in withdrawn:
            result.append(replace(person, consent_public=name in known))
        else:
            result.append(person)
    return tuple(result)


def note(contact: ContactPerson, *, source: ConsentSource, actor: "User | None") -> None:
    """Bring the consents of a stored contact person in line with whether he or she is shown."""
    present = contact.consents.in_force().first()
    name = fold(contact.name)
    by_firm = source.way in (ConsentWay.FORM, ConsentWay.LINK)
    if contact.consent_public and present is None:
        Consent.objects.create(
            company_id=contact.company_id,
            contact=contact,
            person=contact.name,
            text_id=source.ticks[name].text if name in source.ticks else text_of(source.way),
            way=source.way,
            given_at=source.time_for(name),
            given_by_id=source.by if by_firm else actor.pk if actor else None,
        )
    elif not contact.consent_public and present is not None:
        _end(present, source.way, source.at or timezone.now(), actor)


def end_for_removed(contacts: Collection[ContactPerson], *, actor: "User | None") -> None:
    """End the consents of persons who are about to be removed from a profile."""
    for consent in Consent.objects.in_force().filter(contact__in=contacts):
        _end(consent, ConsentWay.REMOVED, timezone.now(), actor)


def _end(consent: Consent, way: ConsentWay, at: datetime, actor: "User | None") -> None:
    consent.withdrawn_at = max(at, consent.given_at)
    consent.withdrawn_way, consent.withdrawn_by = way, actor
    consent.save(update_fields=["withdrawn_at", "withdrawn_way", "withdrawn_by"])


def _shown(company: Company | None) -> frozenset[str]:
    if company is None or company.pk is None:
        return frozenset()
    return frozenset(fold(row.name) for row in company.contacts.all() if row.consent_public)


def _withdrawn(company: Company | None, source: ConsentSource) -> frozenset[str]:
    """Return the folded names of those whose withdrawal outweighs a statement from this source."""
    if company is None or company.pk is None:
        return frozenset()
    rows = Consent.objects.filter(company=company, withdrawn_at__isnull=False).order_by("withdrawn_at")
    latest = {fold(name): at for name, at in rows.values_list("person", "withdrawn_at") if at}
    if source.way == ConsentWay.IMPORT:
        return frozenset(latest)
    return frozenset(name for name, at in latest.items() if at > source.time_for(name))
