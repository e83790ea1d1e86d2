"""What answers, invitations and imports store about a firm and about a person: information under Art. 15 DSGVO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.domain.privacy import Person
from companies.domain.person_traces import contacts_in
from companies.domain.privacy import email_lookup, mentioned_lookup, with_texts
from outbox.domain.privacy import mails_about
from profiles.domain.submission_mails import mail_reference
from profiles.models import (
    CertificateNotice,
    ConfirmationRound,
    Delivery,
    ImportRow,
    Invitation,
    Registration,
    Submission,
    SubmissionEvent,
)

DOCUMENTS = ("answers", "base", "edited")
"""Columns of a submission that hold a profile."""

ROW_DOCUMENTS = ("raw", "fields", "messages", "changes")
"""Columns of a row of a returned file that hold what was delivered, or quote it."""


def submissions_of(companies: list[int]) -> QuerySet[Submission]:
    """Return all answers of firms."""
    return Submission.objects.filter(company__in=companies).order_by("pk")


def registrations_of(companies: list[int]) -> QuerySet[Registration]:
    """Return the registrations from which answers of firms came."""
    return Registration.objects.filter(submission__company__in=companies).order_by("pk")


def references_of(companies: list[int]) -> list[str]:
    """Return under which references mails and personal links of firms stand."""
    things: list[Invitation | ConfirmationRound | Registration] = [
        *Invitation.objects.filter(company__in=companies),
        *ConfirmationRound.objects.filter(company__in=companies),
        *registrations_of(companies),
    ]
    submissions = [mail_reference(each) for each in submissions_of(companies).only("reference")]
    return [
        *(f"{kind}:{pk}" for pk in companies for kind in ("company", "people")),
        *(thing.reference for thing in things),
        *submissions,
    ]


def about_company(entries: list[int]) -> dict[str, QuerySet | list[dict[str, Any]]]:
    """Return what answers, invitations, questions about freshness and imports store about a firm, by title.

    `entries` are the keys of the firm and of what was merged into it.
    """
    return {
        "Einreichungen": submissions_of(entries),
        "Schritte der Einreichungen": SubmissionEvent.objects.filter(
            submission__company__in=entries
        ).order_by("pk"),
        "Einladungen zu antworten": Invitation.objects.filter(company__in=entries).order_by("pk"),
        "Zustellungen der Einladungen": Delivery.objects.filter(invitation__company__in=entries).order_by(
            "pk"
        ),
        "Nachfragen zur Aktualität": ConfirmationRound.objects.filter(company__in=entries).order_by("pk"),
        "Hinweise auf ablaufende Zertifikate": CertificateNotice.objects.filter(company__in=entries).order_by(
            "pk"
        ),
        "Selbstanmeldungen": registrations_of(entries),
        "Zeilen aus Rückmeldungen": ImportRow.objects.filter(company__in=entries).order_by("pk"),
        "E-Mails über das Unternehmen": mails_about(references_of(entries)),
    }


def about_person(person: Person) -> Mapping[str, QuerySet | list[dict[str, Any]]]:
    """Return what answers, invitations and imports store about a person, by title."""
    written = email_lookup(person)
    return {
        "Selbstanmeldungen": Registration.objects.filter(written).order_by("pk"),
        "Einladungen zu antworten": Invitation.objects.filter(written).order_by("pk"),
        "Zustellungen der Einladungen": Delivery.objects.filter(written).order_by("pk"),
        "In Einreichungen von Unternehmen": list(_in_submissions(person)),
        "In Rückmeldungen von Unternehmen": list(_in_rows(person)),
    }


def submissions_with(person: Person) -> QuerySet[Submission]:
    """Return the answers in which the person may occur: those with the address, and all of the person's firms."""
    rows = with_texts(Submission.objects.all(), *DOCUMENTS)
    return rows.filter(mentioned_lookup(person, *DOCUMENTS) | Q(company__in=person.firms)).order_by("pk")


def rows_with(person: Person) -> QuerySet[ImportRow]:
    """Return the rows of returned files in which the person may occur."""
    rows = with_texts(ImportRow.objects.all(), *ROW_DOCUMENTS)
    return rows.filter(mentioned_lookup(person, *ROW_DOCUMENTS) | Q(company__in=person.firms)).order_by("pk")


def _in_submissions(person: Person) -> Iterator[dict[str, Any]]:
    for submission in submissions_with(person).select_related("company"):
        by_name = submission.company_id in person.firms
        found = [
            contact
            for column in DOCUMENTS
            for contact in contacts_in(getattr(submission, column), person, by_name=by_name)
        ]
        for number, contact in enumerate(found):
            if contact not in found[:number]:
                yield {
                    "Unternehmen": str(submission),
                    "begonnen am": submission.started_at,
                    "Angaben": contact,
                }


def _in_rows(person: Person) -> Iterator[dict[str, Any]]:
    for row in rows_with(person).select_related("batch").defer("batch__content"):
        for contact in contacts_in(row.fields, person, by_name=row.company_id in person.firms):
            yield {
                "Datei": row.batch.file_name,
                "hochgeladen am": row.batch.uploaded_at,
                "Zeile": row.row,
                "Angaben": contact,
            }
