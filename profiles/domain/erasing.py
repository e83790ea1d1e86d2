"""Erasing what answers, invitations and imports store about a firm or a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.domain.privacy import Person, same_address
from companies.domain.identity import identity_keys
from companies.domain.person_traces import replaced, without_person
from companies.domain.privacy import email_lookup
from companies.models import StoredFile
from profiles.domain.privacy import (
    DOCUMENTS,
    ROW_DOCUMENTS,
    references_of,
    registrations_of,
    rows_with,
    submissions_with,
)
from profiles.domain.submission_mails import mail_reference
from profiles.models import (
    Delivery,
    ImportBatch,
    ImportRow,
    Invitation,
    Registration,
    Submission,
    SubmissionEvent,
)

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def erase_company(
    *, entries: list[int], identity: frozenset[str], names: Collection[str], actor: User | None
) -> list[str]:
    """Erase everything that answers, invitations and imports hold of a firm, before the firm itself goes.

    In: the keys of its entries; what it is recognised by (`companies.domain.erasing.identity_of`) and its names, for
    rows that name it without referring to it; who. Out: the references under which mails and links about it stand.
    """
    references = references_of(entries)
    registrations = [
        *registrations_of(entries),
        *_meaning(Registration.objects.filter(submission=None), identity),
    ]
    invitations = _meaning(Invitation.objects.filter(company=None), identity)
    submissions = [
        each
        for each in Submission.objects.filter(company=None)
        if identity & _identity_in({**each.base, **each.answers})
    ]
    references += [each.reference for each in (*registrations, *invitations)]
    references += [mail_reference(each) for each in submissions]
    Registration.objects.filter(pk__in=[each.pk for each in registrations]).delete()
    Invitation.objects.filter(Q(company__in=entries) | Q(pk__in=[each.pk for each in invitations])).delete()
    _erase_submissions([each.pk for each in submissions])
    Submission.objects.filter(company__in=entries).delete()
    rows = _rows_meaning(entries, identity)
    batches = {row.batch_id for row in rows}
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _clean_batches(batches, sorted(names))
    return references


@transaction.atomic
def erase_person(*, person: Person, actor: User | None) -> list[str]:
    """Take a person out of answers, invitations and imports; firms and their answers stay.

    In: the person with her or his firms, who. Out: the references under which mails and links to the person stand.
    Registrations go as a whole, because they are a person's letter to the agency; answers that belong to no firm yet
    go with them. Of returned files the stored original goes, because it cannot be changed in part.
    """
    registrations = list(Registration.objects.filter(email_lookup(person)))
    invitations = Invitation.objects.filter(email_lookup(person))
    references = [*(each.reference for each in registrations), *(each.reference for each in invitations)]
    unknown = [
        each.submission_id for each in registrations if each.submission and not each.submission.company_id
    ]
    Registration.objects.filter(pk__in=[each.pk for each in registrations]).delete()
    _erase_submissions([pk for pk in unknown if pk])
    invitations.update(email="")
    Delivery.objects.filter(email_lookup(person)).update(email="")
    for submission in submissions_with(person):
        _clean_submission(submission, person)
    batches = set()
    for row in rows_with(person):
        if _clean_row(row, person):
            batches.add(row.batch_id)
    _clean_batches(batches, [*person.names, person.email, *person.emails])
    return references


def _meaning(rows: QuerySet, identity: frozenset[str]) -> list[Any]:
    return [
        row for row in rows if identity & identity_keys(name=row.name, postcode=row.postcode, town=row.town)
    ]


def _identity_in(fields: Mapping[str, Any]) -> frozenset[str]:
    name = fields.get("name") or ""
    return (
        identity_keys(name=name, postcode=fields.get("postcode") or "", town=fields.get("town") or "")
        if name
        else frozenset()
    )


def _rows_meaning(entries: list[int], identity: frozenset[str]) -> list[ImportRow]:
    own = list(ImportRow.objects.filter(company__in=entries))
    unknown = ImportRow.objects.filter(company=None)
    return [*own, *(row for row in unknown if identity & _identity_in(row.fields))]


def _erase_submissions(keys: Collection[int]) -> None:
    files = list(StoredFile.objects.filter(submissions__in=keys).values_list("pk", flat=True))
    Submission.objects.filter(pk__in=keys).delete()
    StoredFile.objects.filter(pk__in=files, logo_of=None, certificates=None, submissions=None).delete()


def _clean_submission(submission: Submission, person: Person) -> None:
    by_name = submission.company_id is None or submission.company_id in person.firms
    values = {
        column: without_person(getattr(submission, column), person, by_name=by_name)
        for column in DOCUMENTS
        if getattr(submission, column) is not None
    }
    if any(value != getattr(submission, column) for column, value in values.items()):
        Submission.objects.filter(pk=submission.pk).update(**values)
    for event in SubmissionEvent.objects.filter(submission=submission).order_by("pk"):
        answers = without_person(event.answers, person, by_name=by_name)
        if answers != event.answers:
            SubmissionEvent.objects.filter(pk=event.pk).update(answers=answers)


def _clean_row(row: ImportRow, person: Person) -> bool:
    """Clean a row and say whether the person was in it; a row with the address means the person by the name, too."""
    by_name = row.company_id in person.firms or any(
        email in same_address(str([row.raw, row.fields])) for email in person.emails
    )
    values = {
        column: without_person(getattr(row, column), person, by_name=by_name, in_texts=column != "fields")
        for column in ROW_DOCUMENTS
    }
    values["reason"] = replaced(row.reason, [*person.emails, *(person.names if by_name else ())])
    if all(value == getattr(row, column) for column, value in values.items()):
        return False
    ImportRow.objects.filter(pk=row.pk).update(**values)
    return True


def _clean_batches(keys: Collection[int], needles: Collection[str]) -> None:
    for batch in ImportBatch.objects.without_content().filter(pk__in=keys).order_by("pk"):
        ImportBatch.objects.filter(pk=batch.pk).update(
            content=b"",
            file_name=replaced(batch.file_name, list(needles)),
            facts=_replaced_in(batch.facts, list(needles)),
            messages=_replaced_in(batch.messages, list(needles)),
            headers=_replaced_in(batch.headers, list(needles)),
        )


def _replaced_in(value: Any, needles: list[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _replaced_in(each, needles) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced_in(each, needles) for each in value]
    return replaced(value, needles) if isinstance(value, str) else value
