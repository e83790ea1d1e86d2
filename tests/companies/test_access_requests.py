"""Claiming a firm: the address is confirmed, then staff decide; nobody comes first, nobody decides about themselves."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import find_link
from companies.domain.access_requests import (
    confirm_access_request,
    decline_access,
    forget_unconfirmed,
    grant_access,
    request_access,
    resembling_companies,
)
from companies.enums import AccessRequestState, CompanyRole, InvitationState
from companies.models import AccessRequest, ColleagueInvitation, CompanyUser
from companies.notifications import ACCESS_LINK
from companies.views.joining import MAILS_PER_DAY
from outbox.domain.worker import deliver_due
from outbox.models import Mail
from tests.cast import Cast
from tests.factories import AccessRequestFactory, StaffFactory

FORM = {
    "company_name": "Dreherei  Vogel GmbH",
    "person_name": "Petra Schmitt",
    "email": "petra@vogel.example",
    "message": "Ich leite den Einkauf.",
    "homepage": "",
}


@pytest.fixture(autouse=True)
def fresh_cache(empty_cache: None) -> None:
    """Requests are counted."""


def ask(client: Client | None = None, **values: str) -> str:
    """Send the form and return the answer's text."""
    return (client or Client()).post("/zugang/", {**FORM, **values}).content.decode()


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"/zugang/bestaetigen/\S+", mail.body)
    assert found is not None
    return found[0]


def waiting(cast: Cast, **values: object) -> AccessRequest:
    return AccessRequestFactory(cluster=cast.cluster, is_waiting=True, **values)


def test_from_the_form_to_the_firm(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    assert "E-Mail geschickt" in ask()
    stored = AccessRequest.objects.get()
    assert (stored.company_name, stored.state) == ("Dreherei Vogel GmbH", AccessRequestState.UNCONFIRMED)
    deliver_due(clock=timezone.now)
    path = link_in(mailoutbox[0])
    assert Client().get(path).status_code == 200
    stored.refresh_from_db()
    assert stored.state == AccessRequestState.UNCONFIRMED
    assert "prüft nun Ihren Antrag" in Client().post(path).content.decode()
    assert Client().post(path).status_code == 410
    assert Mail.objects.to("staff@beispiel.de").count() == 1
    queue = cast.client("staff").get(reverse("admin:companies_accessrequest_changelist")).content.decode()
    assert "Petra Schmitt" in queue
    decide = reverse("admin:companies_accessrequest_decide", args=[stored.pk])
    assert cast.own.name in cast.client("staff").get(decide).content.decode()
    assert CompanyUser.objects.filter(user__email="petra@vogel.example").exists() is False
    cast.client("staff").post(decide, {"do": "grant", "company": cast.own.pk, "role": "EDITOR"})
    stored.refresh_from_db()
    assert (stored.state, stored.company, stored.decided_by) == (
        AccessRequestState.GRANTED,
        cast.own,
        cast.people["staff"],
    )
    invitation = ColleagueInvitation.objects.get()
    assert (invitation.email, invitation.role, invitation.state) == (
        "petra@vogel.example",
        CompanyRole.EDITOR,
        InvitationState.OPEN,
    )
    assert "hat Zugang zu Dreherei Vogel GmbH beantragt" in Mail.objects.to("owner@beispiel.de").get().text


def test_the_answer_tells_nothing_about_the_directory(cast: Cast) -> None:
    known, unknown = ask(), ask(company_name="Gibt es nicht AG", email="andere@vogel.example")
    assert re.sub(r'value="\w{64}"', "", known) == re.sub(r'value="\w{64}"', "", unknown)


def test_a_program_that_fills_the_trap_gets_the_same_answer_and_no_mail(cast: Cast) -> None:
    assert "E-Mail geschickt" in ask(homepage="https://spam.example")
    assert (AccessRequest.objects.count(), Mail.objects.count()) == (0, 0)


def test_one_address_is_not_flooded(cast: Cast) -> None:
    for number in range(MAILS_PER_DAY + 2):
        ask(
            company_name=f"Betrieb {number}",
            email="OPFER@vogel.example" if number % 2 else "opfer@vogel.example",
        )
    assert Mail.objects.count() == MAILS_PER_DAY


@pytest.mark.parametrize("field", ["company_name", "person_name"])
def test_nobody_sends_advertising_through_us(field: str, cast: Cast) -> None:
    answer = ask(**{field: "Gewinn: https://boese.example"})
    assert "keine Internet- oder E-Mail-Adresse" in answer
    assert Mail.objects.count() == 0


def test_asking_twice_is_one_request(cast: Cast) -> None:
    ask()
    ask(company_name="DREHEREI VOGEL GMBH", email="PETRA@vogel.example")
    assert AccessRequest.objects.count() == 1
    AccessRequest.objects.update(state=AccessRequestState.WAITING, confirmed_at=timezone.now())
    ask()
    assert (AccessRequest.objects.count(), Mail.objects.count()) == (1, 2)


def test_whoever_is_signed_in_asks_with_the_own_address(cast: Cast) -> None:
    ask(cast.client("neighbour"), email="boss@beispiel.de", user="1")
    stored = AccessRequest.objects.get()
    assert (stored.email, stored.user) == ("neighbour@beispiel.de", cast.people["neighbour"])


def test_without_a_confirmed_address_nobody_decides(cast: Cast) -> None:
    stored = AccessRequestFactory(cluster=cast.cluster)
    decide = reverse("admin:companies_accessrequest_decide", args=[stored.pk])
    assert cast.client("superuser").get(decide).status_code == 404
    with pytest.raises(ValidationError, match="E-Mail nicht bestätigt"):
        grant_access(request=stored, company=cast.own, role=CompanyRole.OWNER, actor=cast.people["staff"])
    assert ColleagueInvitation.objects.count() == 0


@pytest.mark.parametrize("standing", ["owner", "editor", "viewer", "neighbour", "stranger"])
def test_members_decide_nothing(standing: str, cast: Cast) -> None:
    stored = waiting(cast)
    actor = cast.people[standing]
    with pytest.raises(PermissionDenied):
        grant_access(request=stored, company=cast.own, role=CompanyRole.OWNER, actor=actor)
    with pytest.raises(PermissionDenied):
        decline_access(request=stored, reason="nein", actor=actor)
    stored.refresh_from_db()
    assert stored.state == AccessRequestState.WAITING


@pytest.mark.parametrize("by", ["user", "email"])
def test_nobody_decides_about_an_own_request(by: str, cast: Cast) -> None:
    staff = cast.people["staff"]
    own = waiting(cast, user=staff) if by == "user" else waiting(cast, email=staff.email.upper())
    with pytest.raises(PermissionDenied):
        grant_access(request=own, company=cast.own, role=CompanyRole.OWNER, actor=staff)
    decide = reverse("admin:companies_accessrequest_decide", args=[own.pk])
    assert "entscheidet jemand anderes" in cast.client("staff").get(decide).content.decode()
    assert (
        cast.client("staff")
        .post(decide, {"do": "grant", "company": cast.own.pk, "role": "OWNER"})
        .status_code
        == 403
    )
    grant_access(request=own, company=cast.own, role=CompanyRole.VIEWER, actor=cast.people["superuser"])


def test_staff_decide_for_their_own_cluster_and_firms_only(cast: Cast) -> None:
    foreign = AccessRequestFactory(cluster=cast.second_cluster, is_waiting=True)
    staff = cast.people["staff"]
    decide = reverse("admin:companies_accessrequest_decide", args=[foreign.pk])
    assert cast.client("staff").get(decide).status_code == 404
    with pytest.raises(PermissionDenied):
        grant_access(request=foreign, company=cast.own, role=CompanyRole.OWNER, actor=staff)
    own = waiting(cast)
    with pytest.raises(PermissionDenied):
        grant_access(request=own, company=cast.elsewhere, role=CompanyRole.OWNER, actor=staff)
    looking = StaffFactory(clusters=[cast.cluster])
    with pytest.raises(PermissionDenied):
        decline_access(request=own, reason="nein", actor=looking)


def test_declining_says_why(cast: Cast) -> None:
    stored = waiting(cast)
    decide = reverse("admin:companies_accessrequest_decide", args=[stored.pk])
    client = cast.client("staff")
    assert client.post(decide, {"do": "decline", "reason": ""}).status_code == 200
    client.post(decide, {"do": "decline", "reason": "Am Telefon nicht bekannt."})
    stored.refresh_from_db()
    assert stored.state == AccessRequestState.DECLINED
    assert "Am Telefon nicht bekannt." in Mail.objects.to(stored.email).get().text
    assert "Am Telefon nicht bekannt." in client.get(decide).content.decode()
    with pytest.raises(ValidationError, match="schon weiter: abgelehnt"):
        grant_access(request=stored, company=cast.own, role=CompanyRole.OWNER, actor=cast.people["staff"])


def test_granting_to_somebody_who_is_there_already_says_so(cast: Cast) -> None:
    stored = waiting(cast, email="viewer@beispiel.de")
    decide = reverse("admin:companies_accessrequest_decide", args=[stored.pk])
    answer = cast.client("staff").post(decide, {"do": "grant", "company": cast.own.pk, "role": "OWNER"})
    assert "handelt schon für das Unternehmen" in answer.content.decode()
    stored.refresh_from_db()
    assert stored.state == AccessRequestState.WAITING


def test_resembling_firms_are_those_that_staff_look_after(cast: Cast) -> None:
    stored = waiting(cast, company_name=cast.elsewhere.name)
    assert resembling_companies(stored, cast.people["staff"]) == []
    found = resembling_companies(stored, cast.people["superuser"])
    assert [candidate.company for candidate in found] == [cast.elsewhere]


def test_unconfirmed_requests_are_forgotten(cast: Cast) -> None:
    now = timezone.now()
    AccessRequestFactory(cluster=cast.cluster, requested_at=now - timedelta(days=8))
    kept = AccessRequestFactory(cluster=cast.cluster, requested_at=now - timedelta(days=6))
    old = waiting(cast, requested_at=now - timedelta(days=80))
    assert forget_unconfirmed(now) == "1 unbestätigte Anträge gelöscht"
    assert set(AccessRequest.objects.all()) == {kept, old}
    assert set(AccessRequest.history.values_list("id", flat=True)) == {kept.pk, old.pk}


def test_a_link_to_a_forgotten_request_says_so(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    request_access(
        cluster=cast.cluster,
        company_name="Betrieb",
        person_name="Petra",
        email="petra@vogel.example",
        message="",
        user=None,
    )
    deliver_due(clock=timezone.now)
    path = link_in(mailoutbox[0])
    link = find_link(purpose=ACCESS_LINK, token=path.rstrip("/").rpartition("/")[2])
    AccessRequest.objects.all().delete()
    assert Client().get(path).status_code == 410
    with pytest.raises(ValidationError, match="gelöscht"):
        confirm_access_request(link=link)  # type: ignore[arg-type]
