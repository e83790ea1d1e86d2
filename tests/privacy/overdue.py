"""One row for every rule of the retention table, whose period began at a given moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model

from accounts.models import PersonalLink
from companies.domain.consents import give_consent, withdraw_consent
from companies.enums import AccessRequestState, CompanyState, ConsentWay, InvitationState
from companies.models import Company, FoundCount, InternalNote, ProfileVersion, SearchMiss
from matching.enums import DemandState
from outbox.enums import MailState, RunState
from outbox.models import JobRun, Mail
from privacy.models import PersonNotice
from profiles.enums import BatchState, CampaignState, RegistrationState, RoundAnswer, SubmissionState
from profiles.models import CertificateNotice, SubmissionEvent
from tests.factories import (
    AccessRequestFactory,
    AddressFactory,
    CampaignFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    ConfirmationRoundFactory,
    ContactPersonFactory,
    DataRequestFactory,
    DemandFactory,
    ImportBatchFactory,
    ImportRowFactory,
    InvitationFactory,
    JobRunFactory,
    MailFactory,
    RegistrationFactory,
    StoredFileFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.factories.competences import ProcessFactory

Maker = Callable[[datetime], Model]
_numbers = count(1)


def changed(row: Model, **values: Any) -> Model:
    """The row with columns that set themselves brought to other values."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def mail(at: datetime) -> Model:
    sent = MailFactory(state=MailState.SENT, next_attempt_at=None, sent_at=at)
    return changed(sent, created_at=at)


def mail_without_text(at: datetime) -> Model:
    return changed(mail(at), text="", html="")


def submission(at: datetime, state: SubmissionState, **values: Any) -> Model:
    dates = {"submitted_at": at} if state != SubmissionState.DRAFT else {}
    return changed(SubmissionFactory(state=state, **dates, **values), saved_at=at)


def event(at: datetime) -> Model:
    step = SubmissionEvent.objects.create(
        submission=SubmissionFactory(), state=SubmissionState.SUBMITTED, answers={"name": "Vogel"}
    )
    return changed(step, at=at)


def version(company: Company, at: datetime) -> Model:
    return changed(ProfileVersion.objects.create(company=company, data={}), written_at=at)


def old_version(at: datetime) -> Model:
    company = CompanyFactory()
    old = version(company, at)
    version(company, at + timedelta(days=30_000))
    return old


def surplus_version(at: datetime) -> Model:
    company = CompanyFactory()
    old = version(company, at)
    for number in range(20):
        version(company, at + timedelta(days=20_000 + number))
    return old


def batch(at: datetime) -> Model:
    done = ImportBatchFactory(state=BatchState.APPLIED, closed_at=at)
    ImportRowFactory(batch=done)
    return changed(done, uploaded_at=at)


def closed_campaign(at: datetime) -> Model:
    return CampaignFactory(state=CampaignState.CLOSED, started_at=at, closed_at=at)


def consent(at: datetime) -> Model:
    contact = ContactPersonFactory()
    given = give_consent(contact=contact, way=ConsentWay.STAFF, actor=None, at=at)
    withdraw_consent(contact=contact, way=ConsentWay.STAFF, actor=None, at=at)
    return given


def history(row: Any, at: datetime) -> Model:
    entry = row.history.first()
    return changed(entry, history_date=at)


def run(at: datetime) -> Model:
    done = JobRunFactory(
        job=f"sample.{next(_numbers)}", due_at=at, next_attempt_at=None, state=RunState.DONE, finished_at=at
    )
    JobRun.objects.create(job=done.job, due_at=at + timedelta(days=20_000), next_attempt_at=at)
    return done


def personal_link(at: datetime) -> Model:
    return PersonalLink.objects.create(
        purpose="tests.link",
        reference="x",
        digest=f"{next(_numbers):064d}",
        issued_at=at - timedelta(days=1),
        expires_at=at,
    )


def log_entry(at: datetime) -> Model:
    kind = ContentType.objects.get_for_model(Company)
    entry = LogEntry.objects.create(
        user=UserFactory(), content_type=kind, object_id="1", object_repr="Vogel", action_flag=CHANGE
    )
    return changed(entry, action_time=at)


def miss(at: datetime) -> Model:
    digest = f"{next(_numbers):064d}"
    return SearchMiss.objects.create(
        digest=digest, criteria={}, hits=0, first_on=at.date(), last_on=at.date()
    )


def loose_address(at: datetime) -> Model:
    return changed(AddressFactory(), since=at)


def note(at: datetime) -> Model:
    return changed(InternalNote.objects.create(company=CompanyFactory(), text="Ruft an."), created_at=at)


def archived_person(at: datetime) -> Model:
    company = CompanyFactory(state=CompanyState.ARCHIVED)
    contact = ContactPersonFactory(company=company)
    changed(company, changed_at=at)
    return contact


def certificate_notice(at: datetime) -> Model:
    return CertificateNotice.objects.create(
        company=CompanyFactory(), certificate="ISO 9001", valid_until=at.date(), days_before=60, told_at=at
    )


def access(at: datetime, state: AccessRequestState, **values: Any) -> Model:
    return AccessRequestFactory(
        company_name=f"Vogel {next(_numbers)}", state=state, requested_at=at, **values
    )


MAKERS: dict[str, Maker] = {
    "sessions": lambda at: Session.objects.create(
        session_key=f"{next(_numbers)}", session_data="", expire_date=at
    ),
    "accounts": lambda at: UserFactory(last_login=at),
    "access_unconfirmed": lambda at: access(at, AccessRequestState.UNCONFIRMED),
    "access_requests": lambda at: access(at, AccessRequestState.DECLINED, confirmed_at=at, decided_at=at),
    "registrations_unverified": lambda at: changed(RegistrationFactory(), created_at=at),
    "registrations": lambda at: changed(
        RegistrationFactory(state=RegistrationState.VERIFIED, verified_at=at), created_at=at
    ),
    "colleague_invitations": lambda at: ColleagueInvitationFactory(
        state=InvitationState.ACCEPTED, invited_at=at - timedelta(days=1), closed_at=at
    ),
    "consents": consent,
    "archived_people": archived_person,
    "notices": lambda at: PersonNotice.objects.create(email=f"weg{next(_numbers)}@firma.example", told_at=at),
    "notes": note,
    "drafts": lambda at: submission(at, SubmissionState.DRAFT),
    "submissions_ended": lambda at: submission(
        at, SubmissionState.REJECTED, decided_at=at, note="Passt nicht."
    ),
    "event_answers": event,
    "submissions": lambda at: submission(at, SubmissionState.APPROVED, decided_at=at),
    "versions_surplus": surplus_version,
    "versions": old_version,
    "files": lambda at: changed(StoredFileFactory(), uploaded_at=at),
    "imports": batch,
    "invited": lambda at: InvitationFactory(campaign=closed_campaign(at), phone="0631 1"),
    "campaigns": closed_campaign,
    "links": personal_link,
    "rounds": lambda at: ConfirmationRoundFactory(answer=RoundAnswer.CONFIRMED, answered_at=at),
    "certificate_notices": certificate_notice,
    "demands": lambda at: changed(DemandFactory(state=DemandState.CLOSED, closed_at=at), changed_at=at),
    "search_misses": miss,
    "found_counts": lambda at: FoundCount.objects.create(
        company=CompanyFactory(), month=(at - timedelta(days=31)).date().replace(day=1), times=1
    ),
    "mail_texts": mail,
    "mails": mail_without_text,
    "addresses": loose_address,
    "history_persons": lambda at: history(ContactPersonFactory(), at),
    "history_firms": lambda at: history(CompanyFactory(), at),
    "history_vocabulary": lambda at: history(ProcessFactory(), at),
    "admin_log": log_entry,
    "data_requests": lambda at: DataRequestFactory(fulfilled=True, decided_at=at),
    "job_runs": run,
}

EMPTIED: dict[str, Callable[[Any], bool]] = {
    "event_answers": lambda row: row.answers == {} and row.state == SubmissionState.SUBMITTED,
    "invited": lambda row: (row.email, row.phone) == ("", "") and bool(row.name),
    "mail_texts": lambda row: isinstance(row, Mail) and (row.text, row.html) == ("", ""),
}
