"""What waits for the staff of the agency today: one row per kind of work, each from one query, the most urgent first.

A row knows how many things wait, which has waited longest and since when. Each kind of work has a number of days
within which it should be looked at; the longer something waits in proportion to that, the further up it stands.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet, Window
from django.urls import reverse
from django.utils import timezone

from companies.domain.number_words import number_words
from companies.domain.unknown_words import unknown_words
from companies.enums import CompanyState, Freshness
from companies.models import AccessRequest, Cluster, Company
from matching.models import Demand, Pair
from outbox.domain.overview import LOOK_BACK, schedule_at
from outbox.domain.schedule import label_of
from outbox.enums import MailState
from outbox.models import JobRun, Mail
from outbox.rules import visible_addresses, visible_mails_lookup
from privacy.models import DataRequest
from profiles.domain.freshness import to_be_called
from profiles.enums import RegistrationState, SubmissionState
from profiles.models import ConfirmationRound, ImportBatch, Registration, Submission

if TYPE_CHECKING:
    from accounts.models import User

WRITTEN_BY = 2
"""An unknown word waits from so many firms on that write it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work that waits.

    `text` says in German how many, `address` leads to their list; `oldest` is the one that has waited longest, with
    its own address ("" where it has none) and the day since when (None where that is not known). `urgency` is its
    waiting time in proportion to what is meant for this kind of work; from 1 on it is late.
    """

    text: str
    address: str
    oldest: str
    oldest_address: str
    since: datetime.date | None
    urgency: float

    @property
    def is_late(self) -> bool:
        """Say whether the oldest has waited longer than is meant for this kind of work."""
        return self.urgency >= 1


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one kind of work comes from.

    `rows` gives what waits for a person at a moment, `since` names the column with the day, `name` makes a name out
    of the columns `names`; `page` is the address of a single one by its key; `days` is how long it may wait.
    """

    one: str
    many: str
    right: str
    rows: Callable[[User, datetime.datetime], QuerySet[Any]]
    since: str
    names: tuple[str, ...]
    list_name: str
    days: int
    query: str = ""
    page_name: str = ""
    name: Callable[[tuple[Any, ...]], str] = lambda values: next(
        (str(value) for value in values if value), ""
    )


def _staffed(user: User) -> QuerySet[Cluster]:
    return Cluster.objects.staffed_by(user)


def _rounds(user: User) -> QuerySet[ConfirmationRound]:
    return to_be_called(ConfirmationRound.objects.filter(company__in=Company.objects.staffed_by(user)))


def _registrations(user: User) -> QuerySet[Registration]:
    verified = Registration.objects.staffed_by(user).filter(state=RegistrationState.VERIFIED)
    begun = verified.filter(submission__state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN))
    return verified.filter(submission=None) | begun


_SOURCES = (
    _Source(
        "Einreichung durchsehen",
        "Einreichungen durchsehen",
        "profiles.view_submission",
        lambda user, now: Submission.objects.staffed_by(user).waiting(),
        "submitted_at",
        ("company__name", "answers__name"),
        "admin:profiles_submission_changelist",
        days=3,
        page_name="admin:profiles_submission_change",
    ),
    _Source(
        "Antrag auf Zugang entscheiden",
        "Anträge auf Zugang entscheiden",
        "companies.change_companyuser",
        lambda user, now: AccessRequest.objects.waiting().filter(cluster__in=_staffed(user)),
        "confirmed_at",
        ("person_name",),
        "admin:companies_accessrequest_changelist",
        days=2,
        query="state__exact=WAITING",
        page_name="admin:companies_accessrequest_decide",
    ),
    _Source(
        "Selbstanmeldung ohne Angaben",
        "Selbstanmeldungen ohne Angaben",
        "profiles.view_registration",
        lambda user, now: _registrations(user),
        "verified_at",
        ("name",),
        "admin:profiles_registration_changelist",
        days=7,
        query="state__exact=VERIFIED",
        page_name="admin:profiles_registration_change",
    ),
    _Source(
        "Datei mit Rückmeldungen fertig übernehmen",
        "Dateien mit Rückmeldungen fertig übernehmen",
        "profiles.view_importbatch",
        lambda user, now: ImportBatch.objects.filter(cluster__in=_staffed(user)).waiting(),
        "uploaded_at",
        ("file_name",),
        "admin:profiles_importbatch_changelist",
        days=3,
        page_name="admin:profiles_importbatch_change",
    ),
    _Source(
        "Unternehmen anrufen, das nicht antwortet",
        "Unternehmen anrufen, die nicht antworten",
        "profiles.view_confirmationround",
        lambda user, now: _rounds(user),
        "asked_at",
        ("company__name",),
        "admin:profiles_confirmationround_changelist",
        days=14,
    ),
    _Source(
        "Antrag zum Datenschutz beantworten",
        "Anträge zum Datenschutz beantworten",
        "privacy.view_datarequest",
        lambda user, now: DataRequest.objects.staffed_by(user).open(),
        "received_on",
        ("name", "email"),
        "admin:privacy_datarequest_changelist",
        days=14,
        query="stand=offen",
        page_name="admin:privacy_datarequest_change",
    ),
    _Source(
        "veraltetes Profil",
        "veraltete Profile",
        "companies.view_company",
        lambda user, now: (
            Company.objects.staffed_by(user)
            .published()
            .with_freshness(Freshness.STALE, timezone.localdate(now))
        ),
        "confirmed_at",
        ("name",),
        "admin:companies_company_changelist",
        days=1000,
        query=f"aktualitaet={Freshness.STALE}&state__exact={CompanyState.PUBLISHED}",
        page_name="admin:companies_company_change",
    ),
    _Source(
        "Unternehmen steht vielleicht doppelt da",
        "Unternehmen stehen vielleicht doppelt da",
        "companies.change_company",
        lambda user, now: Company.objects.staffed_by(user).current().duplicated(),
        "created_at",
        ("name",),
        "admin:companies_company_changelist",
        days=30,
        query="doppelt=ja",
        page_name="admin:companies_company_merge",
    ),
    _Source(
        "E-Mail im Unklaren: hat der Empfänger sie?",
        "E-Mails im Unklaren: haben die Empfänger sie?",
        "outbox.view_mail",
        lambda user, now: Mail.objects.filter(visible_mails_lookup(user), state=MailState.UNCLEAR),
        "created_at",
        ("subject",),
        "admin:outbox_mail_changelist",
        days=1,
        query=f"state__exact={MailState.UNCLEAR}",
        page_name="admin:outbox_mail_change",
    ),
    _Source(
        "unzustellbare E-Mail-Adresse",
        "unzustellbare E-Mail-Adressen",
        "outbox.view_address",
        lambda user, now: visible_addresses(user).filter(undeliverable_at__isnull=False),
        "undeliverable_at",
        ("email",),
        "admin:outbox_address_changelist",
        days=14,
        query="undeliverable_at__isempty=0",
        page_name="admin:outbox_address_change",
    ),
    _Source(
        "regelmäßige Arbeit ist fehlgeschlagen oder ausgefallen",
        "Läufe regelmäßiger Arbeiten sind fehlgeschlagen oder ausgefallen",
        "outbox.view_jobrun",
        lambda user, now: JobRun.objects.problems_since(now - LOOK_BACK).not_made_up(),
        "due_at",
        ("job",),
        "admin:outbox_jobrun_changelist",
        days=1,
        page_name="admin:outbox_jobrun_change",
        name=lambda values: label_of(values[0]),
    ),
    _Source(
        "Bedarf, zu dem niemand passt",
        "Bedarfe, zu denen niemand passt",
        "matching.view_demand",
        lambda user, now: Demand.objects.staffed_by(user).open().unserved(),
        "opened_at",
        ("title",),
        "admin:matching_demand_changelist",
        days=7,
        query="treffer=keine&state__exact=OPEN",
        page_name="admin:matching_demand_change",
    ),
    _Source(
        "Paarung wartet",
        "Paarungen warten",
        "",
        lambda user, now: Pair.objects.staffed_by(user).in_directory().waiting(timezone.localdate(now)),
        "found_at",
        ("seeker__name", "provider__name"),
        "matching:pairs",
        days=21,
        page_name="matching:pair",
        name=lambda values: " ← ".join(values),
    ),
)


def tasks_of(user: User, *, now: datetime.datetime) -> list[Task]:
    """Return what waits for a member of staff, the most urgent first; one query per kind of work he or she may see."""
    found = [task for source in _SOURCES if (task := _task(source, user, now))]
    found += _words(user)
    found += _overdue_jobs(user, now)
    return sorted(found, key=lambda task: (-task.urgency, task.text))


def _task(source: _Source, user: User, now: datetime.datetime) -> Task | None:
    if source.right and not user.has_perm(source.right):
        return None
    row = (
        source.rows(user, now)
        .annotate(waiting=Window(Count("pk")))
        .order_by(F(source.since).asc(nulls_last=True), "pk")
        .values_list("pk", "waiting", source.since, *source.names)
        .first()
    )
    if row is None:
        return None
    pk, number, since, *names = row
    day = timezone.localdate(since) if isinstance(since, datetime.datetime) else since
    waited = (timezone.localdate(now) - day).days if day else 0
    return Task(
        text=_counted(number, source.one, source.many),
        address=_address(source.list_name, source.query),
        oldest=source.name(tuple(names)),
        oldest_address=reverse(source.page_name, args=[pk]) if source.page_name else "",
        since=day,
        urgency=waited / source.days,
    )


def _words(user: User) -> Iterator[Task]:
    """Yield the words that several firms write and nobody has assigned to an entry of the vocabulary."""
    if not user.has_perm("competences.change_alias"):
        return
    words = unknown_words(Company.objects.staffed_by(user)).filter(number__gte=WRITTEN_BY)
    row = words.annotate(waiting=Window(Count("pk"))).values_list("surface", "number", "waiting").first()
    if row is None:
        return
    surface, firms, number = row
    text = _counted(number, "unbekanntes Wort zuordnen", "unbekannte Wörter zuordnen")
    list_address = reverse("admin:companies_unknownword_changelist")
    yield Task(text, list_address, f"„{surface}“ bei {firms} Unternehmen", "", None, 0)


def _overdue_jobs(user: User, now: datetime.datetime) -> Iterator[Task]:
    """Yield the jobs that are due and do not take place, which is how a worker that stands still shows."""
    if not user.has_perm("outbox.view_jobrun"):
        return
    overdue = [planned for planned in schedule_at(now) if planned.is_overdue]
    if overdue:
        text = _counted(
            len(overdue), "regelmäßige Arbeit ist überfällig", "regelmäßige Arbeiten sind überfällig"
        )
        first = min(overdue, key=lambda planned: planned.last_done or now)
        since = timezone.localdate(first.last_done) if first.last_done else None
        yield Task(text, reverse("admin:outbox_jobrun_changelist"), first.job.label, "", since, 1)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number_words(number)} {one if number == 1 else many}"


def _address(name: str, query: str) -> str:
    return reverse(name) + (f"?{query}" if query else "")
