"""Invitations: one mail, one link, one role; accepted on any device, with an account one has or a new one."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import find_link, issue_link
from accounts.models import PersonalLink, User
from companies.domain.inviting import accept_invitation, invite_colleague, revoke_invitation, send_again
from companies.domain.merging import merge_companies
from companies.enums import CompanyRole, InvitationState
from companies.models import ColleagueInvitation, CompanyUser
from companies.notifications import COLLEAGUE_LINK
from companies.views.people import INVITATIONS_PER_DAY
from outbox.domain.addresses import address_of, object_to_mail
from outbox.domain.worker import deliver_due
from outbox.enums import LegalBasis, MailState, ObjectionVia
from outbox.models import Mail
from tests.cast import Cast, make_cast
from tests.factories import ColleagueInvitationFactory, UserFactory

NAME = {"first_name": "Nadine", "last_name": "Neu", "password1": "", "password2": ""}


def invited(
    cast: Cast, email: str = "neu@beispiel.de", role: CompanyRole = CompanyRole.EDITOR
) -> ColleagueInvitation:
    return invite_colleague(company=cast.own, email=email, role=role, actor=cast.people["owner"])


def link_in(mail: EmailMessage) -> str:
    """The path of the personal link in a mail."""
    found = re.search(r"/zugang/annehmen/\S+", mail.body)
    assert found is not None
    return found[0]


def link_to(invitation: ColleagueInvitation) -> str:
    """The path of a fresh link."""
    address = issue_link(purpose=COLLEAGUE_LINK, reference=invitation.reference)
    return "/" + address.split("/", 3)[3]


@pytest.fixture(autouse=True)
def fresh_cache(empty_cache: None) -> None:
    """Requests to links are counted."""


def test_a_new_colleague_comes_in_without_a_password(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    invitation = invited(cast)
    assert Mail.objects.get().text.count("/zugang/annehmen/") == 0
    deliver_due(clock=timezone.now)
    path, phone = link_in(mailoutbox[0]), Client()
    for _ in range(3):  # a mail scanner and the person look first
        assert phone.get(path).status_code == 200
    assert ColleagueInvitation.objects.get().state == InvitationState.OPEN
    answer = phone.post(path, {"do": "accept", **NAME})
    assert answer["Location"] == cast.own.get_absolute_url()
    person = User.objects.get(email="neu@beispiel.de")
    assert (person.get_full_name(), person.has_usable_password(), person.is_staff) == (
        "Nadine Neu",
        False,
        False,
    )
    assert phone.session["_auth_user_id"] == str(person.pk)
    assert CompanyUser.objects.get(user=person).role == CompanyRole.EDITOR
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, person)
    assert Mail.objects.to("owner@beispiel.de").get().text.count("Nadine Neu") == 1
    assert phone.get(path).status_code == Client().post(path, {"do": "accept", **NAME}).status_code == 410


def test_role_firm_and_address_come_from_the_invitation_alone(cast: Cast) -> None:
    path = link_to(invited(cast, role=CompanyRole.VIEWER))
    smuggled = {
        "role": "OWNER",
        "company": str(cast.other.pk),
        "email": "boss@beispiel.de",
        "is_staff": "on",
        "invitation": "1",
        "token": "x",
    }
    Client().post(f"{path}?role=OWNER&company={cast.other.pk}", {"do": "accept", **NAME, **smuggled})
    person = User.objects.get(email="neu@beispiel.de")
    assert person.is_staff is False
    access = CompanyUser.objects.get(user=person)
    assert (access.company, access.role) == (cast.own, CompanyRole.VIEWER)


def test_an_existing_account_accepts_after_signing_in(cast: Cast) -> None:
    person = cast.people["neighbour"]
    path = link_to(invited(cast, email=person.email.upper()))
    page = Client().get(path).content.decode()
    assert f"?next={path}" in page
    assert "Vorname" not in page
    assert Client().post(path, {"do": "accept", **NAME}).status_code == 200
    assert User.objects.filter(email__iexact=person.email).count() == 1
    cast.client("neighbour").post(path, {"do": "accept"})
    assert set(person.company_roles.values_list("company__name", "role")) == {
        ("Dreherei Vogel GmbH", "EDITOR"),
        ("Blechwerk Hanauer KG", "OWNER"),
    }


def test_another_account_is_named_before_it_accepts(cast: Cast) -> None:
    path = link_to(invited(cast))
    page = cast.client("neighbour").get(path).content.decode()
    assert "Die Einladung ging an neu@beispiel.de" in page
    assert "Als neighbour@beispiel.de annehmen" in page


def test_accepting_never_weakens_a_role(cast: Cast) -> None:
    invitation = ColleagueInvitationFactory(company=cast.own, email="x@beispiel.de", role=CompanyRole.VIEWER)
    cast.client("owner").post(link_to(invitation), {"do": "accept"})
    assert CompanyUser.objects.get(user=cast.people["owner"]).role == CompanyRole.OWNER
    stronger = ColleagueInvitationFactory(company=cast.own, email="y@beispiel.de", role=CompanyRole.OWNER)
    cast.client("editor").post(link_to(stronger), {"do": "accept"})
    assert CompanyUser.objects.get(user=cast.people["editor"]).role == CompanyRole.OWNER


def test_declining_closes_the_invitation(cast: Cast) -> None:
    path = link_to(invited(cast))
    assert "abgelehnt" in Client().post(path, {"do": "decline"}).content.decode()
    assert ColleagueInvitation.objects.get().state == InvitationState.DECLINED
    assert Client().get(path).status_code == 410


def test_a_weak_password_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    path = link_to(invited(cast))
    for first, second in (
        ("kurz", "kurz"),
        ("Amboss-und-Hammer-77", "Amboss-und-Hammer-78"),
        ("", "nur zwei"),
    ):
        answer = Client().post(path, {"do": "accept", **NAME, "password1": first, "password2": second})
        assert answer.status_code == 200
    assert User.objects.filter(email="neu@beispiel.de").exists() is False
    assert ColleagueInvitation.objects.get().state == InvitationState.OPEN
    assert PersonalLink.objects.get().used_at is None


def test_a_revoked_invitation_is_of_no_use(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    invitation = invited(cast)
    path = link_to(invitation)
    revoke_invitation(invitation=invitation, actor=cast.people["owner"])
    assert Client().post(path, {"do": "accept", **NAME}).status_code == 410
    deliver_due(clock=timezone.now)
    assert mailoutbox == []
    assert Mail.objects.get().state == MailState.CANCELLED
    with pytest.raises(ValidationError, match="schon widerrufen"):
        send_again(invitation=invitation, actor=cast.people["owner"])


def test_an_expired_invitation_makes_room_for_a_new_one(cast: Cast) -> None:
    first = invited(cast)
    with pytest.raises(ValidationError, match="schon eingeladen"):
        invited(cast, email="NEU@beispiel.de")
    past = timezone.now() - timedelta(days=20)
    ColleagueInvitation.objects.update(invited_at=past, expires_at=past + timedelta(days=14))
    assert Client().get(link_to(first)).status_code == 410
    invited(cast)
    assert list(ColleagueInvitation.objects.order_by("pk").values_list("state", flat=True)) == [
        "REVOKED",
        "OPEN",
    ]


def test_sending_again_gives_the_whole_time_and_another_link(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    invitation = invited(cast)
    later = timezone.now() + timedelta(days=10)
    send_again(invitation=invitation, actor=cast.people["owner"], now=later)
    deliver_due(clock=timezone.now)
    first, second = (link_in(mail) for mail in mailoutbox)
    assert first != second
    invitation.refresh_from_db()
    assert invitation.expires_at == later + timedelta(days=14)
    Client().post(second, {"do": "accept", **NAME})
    assert Client().get(first).status_code == 410


def test_who_is_there_already_is_not_invited(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="handelt schon"):
        invited(cast, email="EDITOR@beispiel.de")


def test_who_wants_no_mail_is_not_said_to_be_invited(cast: Cast) -> None:
    object_to_mail(
        address=address_of("nie@wieder.example", basis=LegalBasis.CONSENT), via=ObjectionVia.LINK, actor=None
    )
    with pytest.raises(ValidationError, match="sprechen Sie die Person selbst an"):
        invite_colleague(
            company=cast.own, email="Nie@wieder.example", role=CompanyRole.EDITOR, actor=cast.people["owner"]
        )
    assert cast.own.colleague_invitations.count() == 0


def test_a_merge_takes_invitations_along(cast: Cast) -> None:
    path = link_to(invited(cast))
    merge_companies(keep=cast.other, other=cast.own, actor=None)
    Client().post(path, {"do": "accept", **NAME})
    assert CompanyUser.objects.get(user__email="neu@beispiel.de").company == cast.other


def test_inviting_through_the_page(cast: Cast) -> None:
    client, page = cast.client("owner"), reverse("companies:invite", args=[cast.own.slug])
    client.post(page, {"email": "neu@beispiel.de", "role": "EDITOR", "company": str(cast.other.pk)})
    invitation = ColleagueInvitation.objects.get()
    assert (invitation.company, invitation.invited_by) == (cast.own, cast.people["owner"])
    again = client.post(page, {"email": "neu@beispiel.de", "role": "EDITOR"})
    assert "Diese Person ist schon eingeladen." in again.content.decode()
    row = reverse("companies:colleague_invitation", args=[cast.own.slug, invitation.pk])
    client.post(row, {"do": "again"})
    assert Mail.objects.about(invitation.reference).count() == 2
    client.post(row, {"do": "revoke"})
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED


def test_invitations_are_limited(cast: Cast) -> None:
    client, page = cast.client("owner"), reverse("companies:invite", args=[cast.own.slug])
    for number in range(INVITATIONS_PER_DAY + 1):
        answer = client.post(page, {"email": f"person{number}@beispiel.de", "role": "VIEWER"})
    assert ColleagueInvitation.objects.count() == INVITATIONS_PER_DAY
    assert "sehr viele Einladungen" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_comes_in(sample_kinds: None) -> None:
    cast = make_cast()
    path = link_to(invited(cast))
    token = path.rstrip("/").rpartition("/")[2]
    persons = [UserFactory(), UserFactory()]
    gate, refused = threading.Barrier(2), []

    def go(person: User) -> None:
        try:
            link = find_link(purpose=COLLEAGUE_LINK, token=token)
            gate.wait()
            accept_invitation(link=link, user=person)  # type: ignore[arg-type]
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[person]) for person in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["closed"]
    assert CompanyUser.objects.filter(user__in=persons).count() == 1
