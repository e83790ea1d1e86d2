"""What the start page tells somebody who acts for a firm: what waits, what is new, how often the firm was found."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from companies.domain.found_counts import Found, found_of
from companies.enums import CertificateState, CompanyRole, Freshness, Relation
from companies.models import Capability, CertificateHeld, ColleagueInvitation, Company
from companies.rules import EDITING_ROLES, freshness
from competences.domain.vocabulary import current_vocabulary
from matching.domain.partner_page import pair_sentences
from matching.enums import DemandState, PairState
from matching.models import Demand, Pair, PairQuerySet, StoredMatch
from profiles.domain.expiring_certificates import EARLY_DAYS
from profiles.enums import SubmissionState
from profiles.models import Submission

if TYPE_CHECKING:
    from accounts.models import User

NEW_DAYS = 14
"""What was found within so many days is new."""

EXPIRY_DAYS = 7
"""So long before it ends an own demand is mentioned."""

CUSTOMERS_SHOWN = 4
SOUGHT_SHOWN = 8
DEMANDS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to do: sentence, further words (may be empty), and the address and words of the way there."""

    icon: str
    text: str
    detail: str
    address: str
    action: str


@dataclass(frozen=True, slots=True)
class News:
    """Something new since some days that needs no answer: sentence, names, and where to read on."""

    text: str
    names: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A firm that seeks work which this one does, with the reason in a sentence."""

    company: Company
    process: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FirmStart:
    """The start page of a firm; `since` is the day from which on something is new."""

    company: Company
    freshness: Freshness
    waiting: tuple[Waiting, ...]
    news: tuple[News, ...]
    since: datetime.date
    found: Found
    customers: tuple[Customer, ...]
    sought: tuple[Capability, ...]


def start_of(
    company: Company, *, role: str, clusters: Collection[int] | None, user: User, now: datetime.datetime
) -> FirmStart:
    """Return what a person reads about the firm on whose behalf he or she is here; twelve queries at most.

    In: the firm, the person's role in it, the clusters in which he or she reads (None: all), and the present.
    """
    today = timezone.localdate(now)
    since = today - datetime.timedelta(days=NEW_DAYS)
    vocabulary = current_vocabulary()
    fresh = freshness(company.confirmed_at, today)
    waiting = list(_answers(company, fresh)) + list(_certificates(company, today))
    if role not in EDITING_ROLES:
        waiting = []
    elif role == CompanyRole.OWNER:
        waiting += _invitations(company, now)
    sought = Capability.objects.filter(company=company, relation=Relation.SOUGHT).select_related("process")
    own_news, own_waiting = _own_demands(company, since, today)
    return FirmStart(
        company=company,
        freshness=fresh,
        waiting=(*waiting, *(own_waiting if role in EDITING_ROLES else ())),
        news=(*own_news, *_fitting_demands(company, user, since), *_new_partners(company, clusters, since)),
        since=since,
        found=found_of(company, vocabulary=vocabulary, today=today),
        customers=tuple(_customers(company, clusters, today)),
        sought=tuple(sought.order_by("pk")[:SOUGHT_SHOWN]),
    )


def _answers(company: Company, fresh: Freshness) -> Iterator[Waiting]:
    """Yield how far the answers have come, and whether a confirmation is due where nothing is under way."""
    own = reverse("profiles:own")
    rows = Submission.objects.open().filter(company=company).defer("answers", "base", "edited")
    submission = rows.first()
    if submission is None:
        if fresh != Freshness.FRESH:
            day = f"zuletzt bestätigt am {company.confirmed_at:%d.%m.%Y}" if company.confirmed_at else ""
            yield Waiting("clock", "Stimmt Ihr Profil noch?", day, own, "Durchsehen und bestätigen")
    elif submission.state == SubmissionState.RETURNED:
        text = "Die Wirtschaftsförderung bittet um eine Änderung Ihrer Angaben"
        yield Waiting("edit", text, submission.note, own, "Weiter bearbeiten")
    elif submission.state == SubmissionState.DRAFT:
        saved = f"zuletzt gespeichert am {timezone.localtime(submission.saved_at):%d.%m.%Y}"
        yield Waiting("edit", "Ihre Angaben sind noch nicht eingereicht", saved, own, "Weiter bearbeiten")


def _certificates(company: Company, today: datetime.date) -> Iterator[Waiting]:
    """Yield certificates that run out, from the day on which the firm gets its first mail, and as long after."""
    around = datetime.timedelta(days=EARLY_DAYS)
    rows = CertificateHeld.objects.filter(
        company=company, valid_until__range=(today - around, today + around)
    )
    for row in (
        rows.exclude(state=CertificateState.ANNOUNCED).select_related("certificate").order_by("valid_until")
    ):
        ran_out = row.is_expired(today)
        text = f"{row} ist abgelaufen" if ran_out else f"{row} läuft ab"
        detail = f"am {row.valid_until:%d.%m.%Y}; abgelaufene Zertifikate zählen in der Suche nicht"
        yield Waiting("award", text, detail, reverse("profiles:own"), "Neues Datum eintragen")


def _invitations(company: Company, now: datetime.datetime) -> Iterator[Waiting]:
    rows = ColleagueInvitation.objects.open().filter(company=company, expires_at__lte=now)
    for row in rows.order_by("expires_at", "pk"):
        detail = f"am {timezone.localtime(row.expires_at):%d.%m.%Y}, ohne dass sie angenommen wurde"
        address = reverse("companies:people", args=[company.slug])
        yield Waiting(
            "person", f"Die Einladung an {row.email} ist abgelaufen", detail, address, "Noch einmal einladen"
        )


def _own_demands(
    company: Company, since: datetime.date, today: datetime.date
) -> tuple[list[News], list[Waiting]]:
    """Return which own demands found firms lately, and which end soon."""
    shown = Q(stored_matches__score__gte=StoredMatch.SHOWN_FROM)
    later = Q(stored_matches__found_at__gt=F("opened_at"), stored_matches__found_at__date__gte=since)
    rows = Demand.objects.of_company(company).filter(state=DemandState.OPEN)
    news, waiting = [], []
    for demand in rows.annotate(new=Count("stored_matches", filter=shown & later)).order_by(
        "-opened_at", "pk"
    ):
        if demand.new:
            firms = "1 Unternehmen passt neu" if demand.new == 1 else f"{demand.new} Unternehmen passen neu"
            news.append(News(f"{firms} zu Ihrem Bedarf „{demand}“", (), demand.get_absolute_url()))
        if demand.expires_on and demand.expires_on <= today + datetime.timedelta(days=EXPIRY_DAYS):
            text, day = f"Ihr Bedarf „{demand}“ läuft ab", f"am {demand.expires_on:%d.%m.%Y}"
            waiting.append(
                Waiting("clock", text, day, demand.get_absolute_url(), "Verlängern oder schließen")
            )
    return news, waiting


def _fitting_demands(company: Company, user: User, since: datetime.date) -> Iterator[News]:
    rows = (
        Demand.objects.visible_to(user)
        .open()
        .exclude(company=company)
        .filter(
            stored_matches__company=company,
            stored_matches__score__gte=StoredMatch.SHOWN_FROM,
            stored_matches__found_at__date__gte=since,
        )
        .order_by("-opened_at", "pk")
    )
    titles = [demand.title for demand in rows[: DEMANDS_NAMED + 1]]
    if titles:
        text = "Ein neuer Bedarf passt zu Ihnen" if len(titles) == 1 else "Neue Bedarfe passen zu Ihnen"
        yield News(text, tuple(titles[:DEMANDS_NAMED]), reverse("matching:partners"))


def _new_partners(company: Company, clusters: Collection[int] | None, since: datetime.date) -> Iterator[News]:
    """Yield who lately came to offer what the firm seeks."""
    pairs = _pairs(clusters).filter(seeker=company, found_at__date__gte=since)
    rows = pairs.select_related("provider", "process").order_by("-score", "pk")[: DEMANDS_NAMED + 1]
    names = tuple(f"{pair.provider}: {pair.process}" for pair in rows)
    if names:
        text = "Für das, was Sie suchen, gibt es neue Anbieter"
        yield News(text, names[:DEMANDS_NAMED], reverse("matching:partners"))


def _customers(
    company: Company, clusters: Collection[int] | None, today: datetime.date
) -> Iterator[Customer]:
    """Yield for whom the firm could work: stored pairs that hold at present, the best first."""
    rows = (
        _pairs(clusters).filter(provider=company).select_related("seeker", "process").order_by("-score", "pk")
    )
    pairs = list({pair.seeker_id: pair for pair in reversed(rows[: 3 * CUSTOMERS_SHOWN])}.values())[::-1]
    reasons = pair_sentences(pairs, today=today) if pairs else {}
    holding = (pair for pair in pairs if pair.pk in reasons)
    for pair, _ in zip(holding, range(CUSTOMERS_SHOWN), strict=False):
        yield Customer(pair.seeker, str(pair.process), reasons[pair.pk])


def _pairs(clusters: Collection[int] | None) -> PairQuerySet:
    pairs = Pair.objects.in_directory().exclude(state=PairState.DISMISSED)
    return pairs if clusters is None else pairs.filter(cluster__in=clusters)
