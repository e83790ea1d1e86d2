"""Erasing a firm, or a person out of firms that stay: rows, histories, versions, files, search row."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.domain.privacy import Person
from companies.domain.identity import identity_keys, match_name
from companies.domain.person_traces import without_person
from companies.domain.privacy import (
    RECORDED_PARTS,
    consents_of,
    contact_keys,
    email_lookup,
    files_of,
    history_of,
    invited_lookup,
    mentioned_lookup,
    with_texts,
)
from companies.domain.recording import delete_recorded, save_recorded
from companies.domain.versions import keep_version
from companies.models import (
    AccessRequest,
    Capability,
    CapabilityLimit,
    Cluster,
    ColleagueInvitation,
    Company,
    CompanyName,
    CompanyUser,
    Consent,
    ContactPerson,
    ProfileVersion,
    SearchMiss,
    StoredFile,
)
from companies.search.forgetting import forget_unused_words
from companies.search.rows import remove_row
from competences.language import fold

if TYPE_CHECKING:
    from accounts.models import User

REASON = "Daten einer Person gelöscht"


def names_of(entries: Collection[int]) -> set[str]:
    """Return every name that a firm (the keys of its entries) has or had."""
    return {
        *Company.objects.filter(pk__in=entries).values_list("name", flat=True),
        *CompanyName.objects.filter(company__in=entries).values_list("name", flat=True),
        *history_of(Company).filter(id__in=entries).values_list("name", flat=True),
    }


def identity_of(entries: Collection[int]) -> frozenset[str]:
    """Return by what rows that name a firm without referring to it are recognised as meaning this firm."""
    names = tuple(sorted(names_of(entries)))
    keys = {f"name:{match_name(name)}" for name in names}
    for company in Company.objects.filter(pk__in=entries).prefetch_related("sites"):
        for site in company.sites.all():
            keys |= identity_keys(
                name=company.name, postcode=site.postcode, town=site.municipality, other_names=names
            )
    return frozenset(keys)


def access_requests_for(entries: Collection[int]) -> QuerySet[AccessRequest]:
    """Return requests to act for a firm, also those that only name it."""
    names = {match_name(name) for name in names_of(entries)}
    undecided = AccessRequest.objects.filter(company__isnull=True).values_list("pk", "company_name")
    meant = [pk for pk, name in undecided if match_name(name) in names]
    return AccessRequest.objects.filter(Q(company__in=entries) | Q(pk__in=meant)).order_by("pk")


@transaction.atomic
def erase_company(*, entries: Collection[int], actor: User | None) -> list[str]:
    """Erase a firm with all its entries, rows, histories, versions, files and its place in the search.

    In: the keys as `entries_of` gives them, who. Out: the references under which mails and personal links about its
    people stand. What other apps protect (demands) must be gone already. A tombstone without content stays in the
    search, so that every process drops the firm.
    """
    requests = list(access_requests_for(entries))
    references = [
        *_references(requests),
        *_references(ColleagueInvitation.objects.filter(company__in=entries)),
    ]
    files = list(files_of(list(entries)).values_list("pk", flat=True))
    names = names_of(entries)
    companies = {company.pk: company for company in Company.objects.filter(pk__in=entries)}
    for company in companies.values():
        remove_row(company)
    AccessRequest.objects.filter(pk__in=[row.pk for row in requests]).delete()
    for key in reversed(list(entries)):  # an entry may go once nothing is merged into it any more
        companies[key].delete()
    StoredFile.objects.filter(pk__in=files, logo_of=None, certificates=None, submissions=None).delete()
    _forget_histories(entries, [row.pk for row in requests])
    forget_misses(names)
    forget_unused_words()
    return references


@transaction.atomic
def erase_person(*, person: Person, actor: User | None) -> list[str]:
    """Take a person out of all firms: accesses, contacts, requests, invitations, and copies in older versions.

    In: the person with her or his firms (`located`), who. Out: the references under which mails and personal links
    about the person stand. A firm's own address that is the person's is emptied.
    """
    requests, invitations = _requests_of(person), ColleagueInvitation.objects.filter(invited_lookup(person))
    references = [*_references(requests), *_references(invitations)]
    request_keys, invitation_keys = _keys(requests), _keys(invitations)
    AccessRequest.objects.filter(pk__in=request_keys).delete()
    ColleagueInvitation.objects.filter(pk__in=invitation_keys).delete()
    history_of(AccessRequest).filter(Q(id__in=request_keys) | email_lookup(person)).delete()
    history_of(ColleagueInvitation).filter(Q(id__in=invitation_keys) | email_lookup(person)).delete()
    if person.user:
        rows = CompanyUser.objects.filter(user=person.user).order_by("pk")
        delete_recorded(list(rows), actor=actor, reason="Konto gelöscht")
        for cluster in Cluster.objects.filter(staff=person.user):
            cluster.staff.remove(person.user)
    changed = _erase_contacts(person) | _empty_addresses(person, actor)
    _clean_versions(person)
    for company in Company.objects.filter(pk__in=changed).order_by("pk"):
        keep_version(company=company, actor=actor, reason=REASON)
    forget_misses([name for name in person.names if " " in name.strip()])
    return references


def forget_misses(names: Collection[str]) -> int:
    """Delete what was searched for in vain with all the words of one of the names, and return how many."""
    wanted = [words for name in names if (words := set(fold(name).split()))]
    gone = [
        pk
        for pk, criteria in SearchMiss.objects.values_list("pk", "criteria")
        if any(words <= _searched(criteria) for words in wanted)
    ]
    SearchMiss.objects.filter(pk__in=gone).delete()
    return len(gone)


def _searched(criteria: dict[str, list[str]]) -> set[str]:
    return {word for words in criteria.get("word", ()) for word in str(words).split()}


def _requests_of(person: Person) -> QuerySet[AccessRequest]:
    owned = Q(user=person.user) if person.user else Q(pk__in=[])
    return AccessRequest.objects.filter(owned | email_lookup(person))


def _references(rows: Collection[AccessRequest] | QuerySet) -> list[str]:
    return [row.reference for row in rows]


def _keys(rows: QuerySet) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _erase_contacts(person: Person) -> set[int]:
    """Erase contact persons with everything recorded of them; rows that name somebody else by now keep the rest."""
    keys = contact_keys(person, ContactPerson.objects.all())
    past = contact_keys(person, history_of(ContactPerson).all(), key="history_id")
    rows = ContactPerson.objects.filter(pk__in=keys)
    firms = set(rows.values_list("company", flat=True))
    Consent.objects.filter(pk__in=consents_of(person, keys)).delete()
    rows.delete()
    history_of(ContactPerson).filter(Q(id__in=keys) | Q(history_id__in=past)).delete()
    return firms


def _empty_addresses(person: Person, actor: User | None) -> set[int]:
    firms = list(Company.objects.filter(email_lookup(person)).order_by("pk"))
    for company in firms:
        company.email = ""
        save_recorded(company, actor=actor, reason=REASON)
    history_of(Company).filter(email_lookup(person)).update(email="")
    return {company.pk for company in firms}


def _clean_versions(person: Person) -> None:
    versions = with_texts(ProfileVersion.objects.all(), "data").filter(
        mentioned_lookup(person, "data") | Q(company__in=person.firms)
    )
    for version in versions.order_by("pk"):
        data = without_person(version.data, person, by_name=version.company_id in person.firms)
        if data != version.data:
            ProfileVersion.objects.filter(pk=version.pk).update(data=data)


def _forget_histories(entries: Collection[int], requests: Collection[int]) -> None:
    capabilities = history_of(Capability).filter(company_id__in=entries).values("id")
    history_of(CapabilityLimit).filter(capability_id__in=capabilities).delete()
    for model in RECORDED_PARTS:
        history_of(model).filter(company_id__in=entries).delete()
    history_of(AccessRequest).filter(id__in=requests).delete()
    history_of(Company).filter(id__in=entries).delete()
