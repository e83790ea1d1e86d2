"""Which rows have outlived their period: one function per kind of data, each with the moment before which it began.

What a function returns is deleted or emptied in batches; every condition can be answered with an index.
"""

import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from accounts.domain.privacy import NO_HOST
from accounts.models import PersonalLink, User
from companies.enums import AccessRequestState, CompanyRole, CompanyState, InvitationState
from companies.models import (
    AccessRequest,
    Capability,
    CapabilityLimit,
    CertificateHeld,
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
    SearchCount,
    SearchMiss,
    Site,
    StoredFile,
)
from competences import models as vocabulary
from matching.enums import DemandState
from matching.models import Demand, DemandCriterion, DemandStep
from outbox.domain.privacy import closed_before
from outbox.models import Address, JobRun, Mail
from privacy.enums import RequestState
from privacy.models import DataRequest, PersonNotice
from profiles.enums import BatchState, CampaignState, RegistrationState, SubmissionState
from profiles.models import (
    Campaign,
    CertificateNotice,
    ConfirmationRound,
    Delivery,
    ImportBatch,
    Invitation,
    Registration,
    Submission,
    SubmissionEvent,
)

Before = datetime.datetime
Found = list[QuerySet[Any]]

VERSIONS_KEPT = 20
"""So many of the newest versions of a profile stay, however old they are."""


def mail_texts(before: Before) -> Found:
    return [closed_before(before).exclude(text="")]


def mails(before: Before) -> Found:
    return [closed_before(before)]


def addresses(before: Before) -> Found:
    written = Mail.objects.filter(recipient=OuterRef("pk"))
    quiet = Address.objects.filter(since__lt=before, objected_at__isnull=True, undeliverable_at__isnull=True)
    return [quiet.filter(~Exists(written))]


def job_runs(before: Before) -> Found:
    later = JobRun.objects.filter(job=OuterRef("job"), due_at__gt=OuterRef("due_at"))
    return [JobRun.objects.filter(due_at__lt=before).filter(Exists(later))]


def personal_links(before: Before) -> Found:
    return [PersonalLink.objects.filter(expires_at__lt=before)]


def invited_addresses(before: Before) -> Found:
    """Of campaigns that ended; an address that objected stays, so that the firm is left in peace."""
    closed = Q(campaign__state=CampaignState.CLOSED, campaign__closed_at__lt=before)
    objected = Address.objects.filter(objected_at__isnull=False).annotate(address=Lower("email"))
    stays = Exists(objected.filter(address=Lower(OuterRef("email"))))
    stated = ~Q(email="") | ~Q(phone="") | ~Q(street="") | ~Q(decline_reason="")
    sent = Delivery.objects.exclude(email="").filter(
        invitation__campaign__state=CampaignState.CLOSED, invitation__campaign__closed_at__lt=before
    )
    return [Invitation.objects.filter(closed, stated).exclude(stays), sent.exclude(stays)]


def campaigns(before: Before) -> Found:
    last = Coalesce("closed_at", "started_at", "created_at")
    return [Campaign.objects.annotate(last=last).filter(last__lt=before)]


def ended_submissions(before: Before) -> Found:
    ended = Submission.objects.filter(state__in=(SubmissionState.REJECTED, SubmissionState.WITHDRAWN))
    # Nothing is decided before it is saved: the condition on `saved_at` is there for its index.
    at = Coalesce("decided_at", "saved_at")
    return [ended.annotate(ended=at).filter(ended__lt=before, saved_at__lt=before)]


def abandoned_drafts(before: Before) -> Found:
    return [
        Submission.objects.filter(
            state__in=(SubmissionState.DRAFT, SubmissionState.RETURNED), saved_at__lt=before
        )
    ]


def approved_submissions(before: Before) -> Found:
    return [
        Submission.objects.filter(state=SubmissionState.APPROVED, decided_at__lt=before, saved_at__lt=before)
    ]


def event_answers(before: Before) -> Found:
    return [SubmissionEvent.objects.filter(at__lt=before).exclude(answers={})]


def surplus_versions(before: Before) -> Found:
    """Those older than the twenty newest of their firm; few firms have so many, and only theirs are compared."""
    of_firms = ProfileVersion.objects.order_by().values("company").annotate(number=Count("pk"))
    crowded = of_firms.filter(number__gt=VERSIONS_KEPT).values("company")
    newer = ProfileVersion.objects.filter(company=OuterRef("company"), written_at__gt=OuterRef("written_at"))
    beyond = newer.order_by("written_at")[VERSIONS_KEPT - 1 : VERSIONS_KEPT]
    old = ProfileVersion.objects.filter(written_at__lt=before, company__in=crowded)
    return [old.filter(Exists(beyond))]


def old_versions(before: Before) -> Found:
    """All but the one in force."""
    newer = ProfileVersion.objects.filter(company=OuterRef("company"), written_at__gt=OuterRef("written_at"))
    return [ProfileVersion.objects.filter(written_at__lt=before).filter(Exists(newer))]


_NAMED_FILES = """
SELECT data->>'logo' FROM companies_profileversion WHERE data->>'logo' <> ''
UNION
SELECT certificate->>'file' FROM companies_profileversion,
    jsonb_array_elements(CASE jsonb_typeof(data->'certificates') WHEN 'array' THEN data->'certificates'
        ELSE '[]'::jsonb END) AS certificate
WHERE certificate->>'file' <> ''
"""


def unshown_files(before: Before) -> Found:
    """Files that no profile, no answers and no version of a profile show any more."""
    loose = StoredFile.objects.filter(
        ~Exists(Company.objects.filter(logo=OuterRef("pk"))),
        ~Exists(CertificateHeld.objects.filter(file=OuterRef("pk"))),
        ~Exists(Submission.files.through.objects.filter(storedfile=OuterRef("pk"))),
        uploaded_at__lt=before,
    )
    keys = set(loose.values_list("pk", flat=True))
    if keys:  # the versions are read as a whole, and only where there is something to look for
        with connection.cursor() as cursor:
            cursor.execute(_NAMED_FILES)
            named = {row[0] for row in cursor.fetchall()}
        keys = {key for key in keys if str(key) not in named}
    return [StoredFile.objects.filter(pk__in=keys)]


def import_batches(before: Before) -> Found:
    done = Q(state__in=(BatchState.APPLIED, BatchState.DISCARDED), closed_at__lt=before)
    return [ImportBatch.objects.filter(done | Q(uploaded_at__lt=before - datetime.timedelta(days=365)))]


def unconfirmed_requests(before: Before) -> Found:
    return [AccessRequest.objects.unconfirmed().filter(requested_at__lt=before)]


def access_requests(before: Before) -> Found:
    decided = Q(state__in=(AccessRequestState.GRANTED, AccessRequestState.DECLINED), decided_at__lt=before)
    waiting = Q(state=AccessRequestState.WAITING, requested_at__lt=before)
    return [AccessRequest.objects.filter(decided | waiting)]


def unverified_registrations(before: Before) -> Found:
    return [Registration.objects.filter(state=RegistrationState.UNVERIFIED, created_at__lt=before)]


def registrations(before: Before) -> Found:
    return [Registration.objects.exclude(state=RegistrationState.UNVERIFIED).filter(created_at__lt=before)]


def colleague_invitations(before: Before) -> Found:
    run_out = Q(state=InvitationState.OPEN, expires_at__lt=before)
    return [ColleagueInvitation.objects.filter(run_out | Q(closed_at__lt=before))]


def search_misses(before: Before) -> Found:
    return [SearchMiss.objects.filter(last_on__lt=before.date())]


def found_counts(before: Before) -> Found:
    month = before.date().replace(day=1)
    return [FoundCount.objects.filter(month__lt=month), SearchCount.objects.filter(month__lt=month)]


def sessions(before: Before) -> Found:
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=before)
    return [Session.objects.filter(expire_date__lt=before), UserSession.objects.filter(~Exists(alive))]


def _history(before: Before, *models: Any) -> Found:
    return [model.history.filter(history_date__lt=before) for model in models]


def history_of_persons(before: Before) -> Found:
    return _history(before, ContactPerson, CompanyUser, ColleagueInvitation, AccessRequest, Address)


def history_of_firms(before: Before) -> Found:
    parts = (CompanyName, Site, Capability, CapabilityLimit, Machine, CertificateHeld, Membership)
    return _history(before, Company, *parts, Demand, DemandStep, DemandCriterion)


def history_of_vocabulary(before: Before) -> Found:
    nodes = (
        "Process",
        "ProcessRelation",
        "Material",
        "Certificate",
        "Industry",
        "Place",
        "Alias",
        "IgnoredWord",
    )
    return _history(before, *(getattr(vocabulary, name) for name in nodes))


def admin_log(before: Before) -> Found:
    return [LogEntry.objects.filter(action_time__lt=before)]


def internal_notes(before: Before) -> Found:
    return [InternalNote.objects.filter(created_at__lt=before)]


def rounds(before: Before) -> Found:
    return [ConfirmationRound.objects.filter(answered_at__lt=before)]


def certificate_notices(before: Before) -> Found:
    return [CertificateNotice.objects.filter(valid_until__lt=before.date())]


def demands(before: Before) -> Found:
    ended = Demand.objects.filter(state__in=(DemandState.AWARDED, DemandState.CLOSED, DemandState.EXPIRED))
    draft = Demand.objects.filter(state=DemandState.DRAFT, changed_at__lt=before)
    return [ended.filter(changed_at__lt=before), draft]


def withdrawn_consents(before: Before) -> Found:
    return [Consent.objects.filter(withdrawn_at__lt=before)]


def data_requests(before: Before) -> Found:
    return [DataRequest.objects.exclude(state=RequestState.OPEN).filter(decided_at__lt=before)]


def notices(before: Before) -> Found:
    """Of addresses that stand nowhere any more, so that nobody would be told a second time."""
    contact = ContactPerson.objects.annotate(address=Lower("email")).filter(address=Lower(OuterRef("email")))
    firm = Company.objects.annotate(address=Lower("email")).filter(address=Lower(OuterRef("email")))
    return [PersonNotice.objects.filter(told_at__lt=before).filter(~Exists(contact), ~Exists(firm))]


def people_of_archived_firms(before: Before) -> Found:
    """Contact persons of firms that were archived long ago, and what is kept of them in versions and notes."""
    return [ContactPerson.objects.filter(company__in=archived_firms(before))]


def archived_firms(before: Before) -> QuerySet[Company]:
    """Return the firms that have been archived since before a moment."""
    return Company.objects.filter(state=CompanyState.ARCHIVED, changed_at__lt=before)


def unused_accounts(before: Before) -> Found:
    """Accounts without sign-in since then.

    Staff, the only owner of a firm with other people, and what is left of erased accounts are left out.
    """
    others = CompanyUser.objects.filter(company=OuterRef("company")).exclude(user=OuterRef("user"))
    owners = others.filter(role=CompanyRole.OWNER)
    needed = (
        CompanyUser.objects.filter(user=OuterRef("pk"), role=CompanyRole.OWNER)
        .filter(Exists(others))
        .filter(~Exists(owners))
    )
    used = Coalesce("last_login", F("date_joined"))
    return [
        User.objects.annotate(used=used)
        .filter(used__lt=before, is_staff=False, is_superuser=False)
        .filter(~Exists(needed))
        .exclude(email__endswith=f"@{NO_HOST}")
    ]
