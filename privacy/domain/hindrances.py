"""What stands against an erasure, each as a sentence that says what to do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.domain.privacy import Person
from accounts.models import User
from companies.domain.privacy import email_lookup
from companies.enums import CompanyRole, CompanyState
from companies.models import AccessRequest, Cluster, Company, CompanyUser
from companies.rules import may_look_after
from profiles.models import Invitation, Registration

ELSEWHERE = (
    "Über diese Person ist auch in einem anderen Cluster etwas gespeichert. Antworten kann nur, wer alle diese Cluster "
    "betreut."
)
MEMBER_OF_STAFF = (
    "„{name}“ gehört zur Wirtschaftsförderung. Nehmen Sie dem Konto unter „Benutzerkonten“ zuerst den "
    "Mitarbeiterstatus und die Cluster; danach lässt es sich löschen."
)
ONESELF_AS_STAFF = (
    "Wer zur Wirtschaftsförderung gehört, löscht das eigene Konto nicht selbst; das tut jemand anderes."
)
LAST_OWNER = (
    "„{name}“ ist bei {firms} der einzige Inhaber, und andere Personen handeln dort mit. Machen Sie zuerst jemand "
    "anderen zum Inhaber, übernehmen Sie die Betreuung, oder löschen Sie das Unternehmen."
)
ALONE = (
    "Bei {firms} handelt außer Ihnen niemand. Die Wirtschaftsförderung klärt mit Ihnen, ob auch das Unternehmen "
    "gelöscht wird oder wer es betreut."
)
ONESELF_LAST_OWNER = (
    "Sie sind bei {firms} der einzige Inhaber, und andere Personen handeln dort mit. Machen Sie zuerst jemand anderen "
    "zum Inhaber; danach löschen Sie hier Ihre Daten sofort."
)
FIRM_ELSEWHERE = (
    "„{name}“ gehört auch zu einem anderen Cluster. Antworten kann nur, wer alle diese Cluster betreut."
)
MERGED = "„{name}“ ist mit „{into}“ zusammengeführt. Löschen Sie „{into}“; die früheren Einträge gehen mit."


def check_scope(*, person: Person, actor: User) -> None:
    """Raise ValidationError where something is stored about a person in a cluster that the actor does not look after.

    `person` with her or his firms (`located`). Raises PermissionDenied for anybody but staff and the person alone.
    """
    if person.user == actor:
        return
    if not actor.is_staff:
        raise PermissionDenied
    own = Cluster.objects.staffed_by(actor)
    written = email_lookup(person)
    foreign = (
        Company.objects.filter(pk__in=person.firms).exclude(
            pk__in=Company.objects.staffed_by(actor).values("pk")
        ),
        AccessRequest.objects.filter(written).exclude(cluster__in=own),
        Registration.objects.filter(written).exclude(cluster__in=own),
        Invitation.objects.filter(written).exclude(campaign__cluster__in=own),
    )
    if any(rows.exists() for rows in foreign):
        raise ValidationError(ELSEWHERE, code="elsewhere")


def check_person(*, person: Person, actor: User) -> None:
    """Raise ValidationError with what stands against erasing a person; `person` with her or his firms (`located`)."""
    check_scope(person=person, actor=actor)
    user = person.user
    if user is None:
        return
    is_own = user == actor
    if user.is_staff or user.is_superuser:
        raise ValidationError(ONESELF_AS_STAFF if is_own else MEMBER_OF_STAFF.format(name=user), code="staff")
    shared, alone = _owned_alone(user)
    if shared:
        sentence = ONESELF_LAST_OWNER if is_own else LAST_OWNER
        raise ValidationError(sentence.format(name=user, firms=_listed(shared)), code="last_owner")
    if alone and is_own:
        raise ValidationError(ALONE.format(firms=_listed(alone)), code="alone")


def check_firm_scope(*, company: Company, actor: User) -> None:
    """Raise PermissionDenied for those who are not staff of the firm, ValidationError where others are, too."""
    if not may_look_after(actor, company):
        raise PermissionDenied
    clusters = Cluster.objects.filter(memberships__company=company)
    if clusters.exclude(pk__in=Cluster.objects.staffed_by(actor).values("pk")).exists():
        raise ValidationError(FIRM_ELSEWHERE.format(name=company), code="elsewhere")


def check_company(*, company: Company, actor: User) -> None:
    """Raise ValidationError with what stands against erasing a firm, PermissionDenied for those not its staff."""
    check_firm_scope(company=company, actor=actor)
    if company.state == CompanyState.MERGED:
        raise ValidationError(MERGED.format(name=company, into=company.merged_into), code="merged")


def _owned_alone(user: User) -> tuple[list[Company], list[Company]]:
    """Return the firms of which somebody is the only owner: with other people in them, and without."""
    shared: list[Company] = []
    alone: list[Company] = []
    for access in (
        CompanyUser.objects.filter(user=user, role=CompanyRole.OWNER).select_related("company").order_by("pk")
    ):
        others = access.company.people.exclude(user=user)
        if others.filter(role=CompanyRole.OWNER).exists():
            continue
        (shared if others.exists() else alone).append(access.company)
    return shared, alone


def _listed(firms: list[Company]) -> str:
    return ", ".join(f"„{firm}“" for firm in firms)
