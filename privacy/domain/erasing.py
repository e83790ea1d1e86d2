"""Erasing a person or a firm (Art. 17 DSGVO): every app takes out its own part, in one transaction.

A preview does the whole erasure for trial and takes it back, so that it cannot promise anything else than what happens.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.domain import privacy as accounts
from accounts.domain.privacy import Person
from accounts.models import User
from companies.domain import erasing as companies
from companies.domain.privacy import contact_keys, email_lookup, entries_of, history_of, located
from companies.models import AccessRequest, Cluster, Company, CompanyUser, ContactPerson
from companies.rules import is_sole_trader
from matching.domain import erasing as matching
from outbox.domain.privacy import erase_address, erase_mails_about, forget_mails_with
from outbox.models import Address
from privacy.domain.hindrances import check_company, check_person
from privacy.domain.information import SOLE_TRADER, parts_about_company, parts_about_person
from privacy.domain.mentions import Mention, mentions_of
from privacy.domain.requests import log, settle_requests
from privacy.domain.scrubbing import scrub, scrub_names
from privacy.domain.sections import Part
from privacy.domain.traces import traces_of
from privacy.enums import RequestKind
from privacy.models import DataRequest, PersonNotice
from profiles.domain import erasing as profiles
from profiles.domain.privacy import references_of
from profiles.models import Invitation, Registration

SHORTEST_WORD = 4
"""Shorter names are not looked for in texts: they stand in every second word."""

ERASURE_LOCK = 4_711_002
"""Number of the advisory lock under which one erasure happens at a time."""

CHANGED = {
    "Unternehmen mit dieser E-Mail-Adresse": "die Adresse wird geleert",
    "Einladungen zu antworten": "die Adresse wird geleert, die Einladung des Unternehmens bleibt",
    "Zustellungen der Einladungen": "die Adresse wird geleert",
    "In Fassungen von Profilen": "die Angaben zur Person werden entfernt, die Fassung bleibt",
    "In Einreichungen von Unternehmen": "die Angaben zur Person werden entfernt, die Einreichung bleibt",
    "In Rückmeldungen von Unternehmen": "die Angaben zur Person und die Originaldatei werden gelöscht",
    "Verlauf: Zugänge": "bleibt unter „gelöschtes Konto“",
    "Spuren als handelnde Person": "bleiben unter „gelöschtes Konto“",
    "Anträge zum Datenschutz": "werden ohne Inhalt abgeschlossen",
}
"""What happens to a part of a person that is not deleted as a whole."""

CHANGED_OF_FIRM = {
    "Anträge zum Datenschutz": "werden ohne Inhalt abgeschlossen",
    "Suchzeile": "es bleibt ein leerer Platzhalter",
}
"""The same of a firm."""

STAYS = (
    "Das Protokoll der Anträge zum Datenschutz: Art, Daten der Fristen und was getan wurde, ohne Namen (Nachweis nach "
    "Art. 5 Abs. 2 DSGVO)."
)
STOP_ENTRY = (
    "Die E-Mail-Adresse als Sperrvermerk: Sonst wäre ihr Widerspruch beim nächsten Einlesen vergessen "
    "(Art. 21 Abs. 3 DSGVO)."
)
ACCOUNTS_ELSEWHERE = (
    "{number} Konten von Personen, die auch bei einem anderen Unternehmen stehen; "
    "sie verlieren nur den Zugang zu diesem Unternehmen."
)
TEXTS_OF_OTHERS = (
    "Texte, die andere geschrieben haben und in denen Ihr Name steht. "
    "Nennen Sie der Wirtschaftsförderung solche Stellen; sie klärt das."
)
BACKUPS = "Sicherungskopien: Sie werden nicht verändert und laufen nach ihrer Frist ab."


@dataclass(frozen=True)
class Erasure:
    """What an erasure does: what to know first, rows per title with what happens to them, what stays and why, and
    where the words still stand."""

    subject: str
    notes: Sequence[str]
    counts: Sequence[tuple[str, int, str]]
    stays: Sequence[str]
    mentions: Sequence[Mention]

    @property
    def sentence(self) -> str:
        """What was done, without any name, for the request log."""
        done = ", ".join(f"{title} {count}" for title, count, _ in self.counts)
        return f"Gelöscht oder bereinigt: {done}."[:500]


class _TakenBackError(Exception):
    """Ends the trial."""


def preview_person(*, person: Person, actor: User) -> Erasure:
    """Return what `erase_person` would do, having done and taken it back. Raises what it would raise."""
    return _tried(lambda: erase_person(person=person, actor=actor))


def preview_company(*, company: Company, actor: User) -> Erasure:
    """Return what `erase_company` would do, having done and taken it back. Raises what it would raise."""
    return _tried(lambda: erase_company(company=company, actor=actor))


@transaction.atomic
def erase_person(*, person: Person, actor: User, request: DataRequest | None = None) -> Erasure:
    """Erase a person out of everything; the firms in which she or he occurs stay.

    In: the person (`person_of`), who does it (staff, or the person alone), the request that is answered by it. Out:
    what was done. Raises ValidationError with a sentence where something stands against it or nothing is stored.
    """
    _lock()
    person = located(_fresh(person))
    check_person(person=person, actor=actor)
    parts = _counted(parts_about_person(person))
    if not parts:
        raise ValidationError("Zu dieser Person ist nichts (mehr) gespeichert.", code="nothing")
    person = _with_spellings(person)
    stays = _take_out(person, actor)
    is_own = person.user == actor
    stays += [TEXTS_OF_OTHERS] if is_own else []
    done = Erasure(person.label, (), _effects(parts, CHANGED), [STAYS, *stays, BACKUPS], ())
    settle_requests(person=person, request=request, done=done.sentence, actor=actor)
    return done if is_own else replace(done, mentions=_left(_words_of(person)))


@transaction.atomic
def erase_company(*, company: Company, actor: User, request: DataRequest | None = None) -> Erasure:
    """Erase a firm with all entries that were merged into it, and the accounts that only act for it.

    In: the firm, who does it (staff of its clusters), the request that is answered by it. Out: what was done. Raises
    ValidationError with a sentence where something stands against it, PermissionDenied for anybody else.
    """
    _lock()
    company = _fresh_company(company)
    check_company(company=company, actor=actor)
    entries = entries_of(company)
    notes = [SOLE_TRADER] if is_sole_trader(company) else []
    parts = _counted(parts_about_company(company, for_staff=True))
    names, identity, emails = companies.names_of(entries), companies.identity_of(entries), _emails_of(entries)
    people = [located(accounts.person_of(user=user)) for user in _accounts_alone(entries)]
    alone = [person for person in people if person.firms <= set(entries)]
    parts["Konten, die nur für dieses Unternehmen handeln"] = len(alone)
    settle_requests(entries=entries, request=request, done="", actor=actor)
    matching.erase_company(entries=entries, actor=actor)
    references = profiles.erase_company(entries=entries, identity=identity, names=names, actor=actor)
    references += companies.erase_company(entries=entries, actor=actor)
    for person in alone:
        _take_out(person, actor)
    gone = {email for email in emails if not _is_used(email)}
    words = {*_distinct(names), *gone}
    stays = _forget_mails(references, gone, actor)
    forget_mails_with(words=words, actor=actor)
    scrub(words)
    if len(people) > len(alone):
        stays.append(ACCOUNTS_ELSEWHERE.format(number=len(people) - len(alone)))
    if kept := sorted(emails - gone):
        stays.append(f"E-Mail-Adressen, die auch andere verwenden: {', '.join(kept)}.")
    done = Erasure(str(company), notes, _effects(parts, CHANGED_OF_FIRM), [STAYS, *stays, BACKUPS], ())
    if request is not None:
        settle_requests(entries=(), request=request, done=done.sentence, actor=actor)
    return replace(done, mentions=_left({*names, *gone}))


def _tried(erase: Callable[[], Erasure]) -> Erasure:
    found: list[Erasure] = []
    try:
        with transaction.atomic():
            found.append(erase())
            raise _TakenBackError
    except _TakenBackError:
        return found[0]


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ERASURE_LOCK])


def _fresh(person: Person) -> Person:
    """The person with the account as it is now: another erasure may just have ended it."""
    if person.user is None:
        return person
    user = User.objects.select_for_update().filter(pk=person.user.pk).first()
    if user is None or accounts.is_erased(user):
        raise ValidationError("Dieses Konto ist inzwischen schon gelöscht.", code="gone")
    return replace(person, user=user)


def _fresh_company(company: Company) -> Company:
    found = Company.objects.select_for_update().filter(pk=company.pk).first()
    if found is None:
        raise ValidationError("Dieses Unternehmen ist inzwischen schon gelöscht.", code="gone")
    return found


def _take_out(person: Person, actor: User) -> list[str]:
    """Erase a person in all apps and return what stays."""
    of_firms = references_of(sorted(person.firms))
    names = [name for name in person.names if " " in name.strip()]
    references = profiles.erase_person(person=person, actor=actor)
    references += companies.erase_person(person=person, actor=actor)
    stays = _forget_mails(references, person.emails, actor)
    forget_mails_with(words=names, about=of_firms, actor=actor)
    forget_mails_with(words=person.emails, actor=actor)
    scrub(person.emails)
    scrub_names(names, firms=person.firms, user=person.user)
    if person.user:
        accounts.erase_account(user=person.user, keeps_row=bool(traces_of(person.user)))
    return stays


def _forget_mails(references: Collection[str], emails: Collection[str], actor: User) -> list[str]:
    """Erase mails, addresses and links; say whether an objection stays."""
    accounts.forget_links(references=references)
    erase_mails_about(references=references)
    for email in sorted(emails):
        erase_address(email=email, actor=actor)
        PersonNotice.objects.filter(email__iexact=email).delete()
    return [STOP_ENTRY] if _stopped(emails) else []


def _stopped(emails: Collection[str]) -> bool:
    return any(Address.objects.named(email).filter(objected_at__isnull=False).exists() for email in emails)


def _words_of(person: Person) -> set[str]:
    return {word for word in (*person.names, person.email.strip(), *person.emails) if word}


def _with_spellings(person: Person) -> Person:
    """Add how the name is written wherever the person occurs, so that every spelling is found in texts."""
    past = history_of(ContactPerson)
    written = [
        *ContactPerson.objects.filter(pk__in=contact_keys(person, ContactPerson.objects.all())).values_list(
            "name", flat=True
        ),
        *past.filter(history_id__in=contact_keys(person, past.all(), key="history_id")).values_list(
            "name", flat=True
        ),
        *AccessRequest.objects.filter(email_lookup(person)).values_list("person_name", flat=True),
        *Registration.objects.filter(email_lookup(person)).values_list("person", flat=True),
    ]
    return replace(person, names=tuple(dict.fromkeys([*person.names, *filter(None, written)])))


def _emails_of(entries: Collection[int]) -> set[str]:
    """Return all addresses of a firm, its contacts and its invitations, now and earlier, in comparison form."""
    written = [
        *Company.objects.filter(pk__in=entries).values_list("email", flat=True),
        *history_of(Company).filter(id__in=entries).values_list("email", flat=True),
        *ContactPerson.objects.filter(company__in=entries).values_list("email", flat=True),
        *history_of(ContactPerson).filter(company_id__in=entries).values_list("email", flat=True),
        *Invitation.objects.filter(company__in=entries).values_list("email", flat=True),
        *Registration.objects.filter(submission__company__in=entries).values_list("email", flat=True),
    ]
    return {accounts.same_address(email) for email in written if email}


def _is_used(email: str) -> bool:
    """Say whether somebody who stays has this address: an account, a firm, a contact, an agency."""
    return any(
        rows.exists()
        for rows in (
            User.objects.filter(email__iexact=email),
            Company.objects.filter(email__iexact=email),
            ContactPerson.objects.filter(email__iexact=email),
            Cluster.objects.filter(agency_email__iexact=email),
        )
    )


def _accounts_alone(entries: Collection[int]) -> QuerySet[User]:
    """Return the accounts that act for this firm and for no other, staff left out."""
    elsewhere = CompanyUser.objects.exclude(company__in=entries).values("user")
    users = User.objects.filter(company_roles__company__in=entries, is_staff=False, is_superuser=False)
    return users.exclude(pk__in=elsewhere).distinct().order_by("pk")


def _distinct(names: Collection[str]) -> set[str]:
    """Return the names that no firm and no contact who stays has as a part of the own name."""
    return {
        name
        for name in names
        if len(name) >= SHORTEST_WORD
        and not Company.objects.filter(name__icontains=name).exists()
        and not ContactPerson.objects.filter(name__icontains=name).exists()
    }


def _counted(parts: Mapping[str, Part]) -> dict[str, int]:
    numbers = {
        title: part.count() if isinstance(part, QuerySet) else len(part) for title, part in parts.items()
    }
    return {title: number for title, number in numbers.items() if number}


def _effects(parts: Mapping[str, int], changed: Mapping[str, str]) -> list[tuple[str, int, str]]:
    return [(title, number, changed.get(title, "")) for title, number in parts.items() if number]


def _left(words: Collection[str]) -> list[Mention]:
    """Return where the words still stand, apart from the entries that have to stay."""
    known = {Address._meta.db_table, history_of(Address).model._meta.db_table}
    long = [word for word in words if len(word) >= SHORTEST_WORD]
    return [each for each in mentions_of(long) if each.table not in known or not _stopped(words)]


@transaction.atomic
def erase_own_data(*, user: User, now: datetime.datetime) -> Erasure:
    """Erase somebody's own data at once, and log it as a request that was fulfilled in the same moment.

    Nobody has to decide about it: Art. 17 gives the right, the sign-in proves who it is, and what could stand against
    it (a firm left without an owner, a member of staff) is checked by `check_person`. Raises ValidationError then.
    """
    request = log(kind=RequestKind.ERASURE, user=user, now=now)
    return erase_person(person=accounts.person_of(user=user), actor=user, request=request)
