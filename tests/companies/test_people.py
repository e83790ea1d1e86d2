"""Who acts for a firm: roles, leaving, handing over, taking over; a firm with people has an owner, whatever happens."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from companies.domain.changes import changes_of
from companies.domain.inviting import invite_colleague
from companies.domain.people import change_role, hand_over, remove_person, take_over
from companies.enums import CompanyRole, CompanyState, InvitationState
from companies.models import ColleagueInvitation, Company, CompanyUser
from outbox.models import Mail
from tests.cast import Cast, make_cast
from tests.factories import CompanyUserFactory, UserFactory

OWNER, EDITOR, VIEWER = CompanyRole.OWNER, CompanyRole.EDITOR, CompanyRole.VIEWER


def access(cast: Cast, standing: str) -> CompanyUser:
    """The access of a person of the cast."""
    return CompanyUser.objects.get(user=cast.people[standing])


def roles(company: Company) -> dict[str, str]:
    """Name before the @ → role, of everybody who acts for the firm."""
    rows = company.people.select_related("user").order_by("user__email")
    return {row.user.email.partition("@")[0]: row.role for row in rows}


def told() -> set[str]:
    """Who got a mail, without the domain."""
    addresses = Mail.objects.values_list("recipient__email", flat=True).distinct().order_by()
    return {address.partition("@")[0] for address in addresses}


def test_an_owner_changes_a_role_and_the_person_is_told(cast: Cast) -> None:
    change_role(access=access(cast, "viewer"), role=EDITOR, actor=cast.people["owner"])
    assert roles(cast.own) == {"owner": OWNER, "editor": EDITOR, "viewer": EDITOR}
    assert told() == {"viewer"}
    latest = changes_of(cast.own)[0]
    assert (latest.reason, latest.who) == ("Rolle geändert", "owner@beispiel.de")


@pytest.mark.parametrize("standing", ["editor", "viewer", "neighbour", "stranger"])
def test_others_decide_nothing_about_people(standing: str, cast: Cast) -> None:
    actor = cast.people[standing]
    for attempt in (
        lambda: change_role(access=access(cast, "viewer"), role=OWNER, actor=actor),
        lambda: hand_over(to=access(cast, "viewer"), actor=actor),
        lambda: invite_colleague(company=cast.own, email="x@beispiel.de", role=OWNER, actor=actor),
        lambda: take_over(company=cast.own, reason="weil", actor=actor),
        lambda: remove_person(access=access(cast, "owner"), actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert roles(cast.own) == {"owner": OWNER, "editor": EDITOR, "viewer": VIEWER}


def test_the_last_owner_stays(cast: Cast) -> None:
    owner = cast.people["owner"]
    for attempt in (
        lambda: change_role(access=access(cast, "owner"), role=EDITOR, actor=owner),
        lambda: remove_person(access=access(cast, "owner"), actor=owner),
        lambda: change_role(access=access(cast, "owner"), role=EDITOR, actor=cast.people["staff"]),
        lambda: remove_person(access=access(cast, "owner"), actor=cast.people["superuser"]),
    ):
        with pytest.raises(ValidationError, match="mindestens eine Person als Inhaber"):
            attempt()
    assert roles(cast.own)["owner"] == OWNER


def test_an_owner_beside_another_may_leave(cast: Cast) -> None:
    change_role(access=access(cast, "editor"), role=OWNER, actor=cast.people["owner"])
    Mail.objects.all().delete()
    remove_person(access=access(cast, "owner"), actor=cast.people["owner"])
    assert roles(cast.own) == {"editor": OWNER, "viewer": VIEWER}
    assert told() == {"editor"}
    assert changes_of(cast.own)[0].reason == "ausgeschieden"


def test_everybody_may_leave(cast: Cast) -> None:
    remove_person(access=access(cast, "viewer"), actor=cast.people["viewer"])
    assert roles(cast.own) == {"owner": OWNER, "editor": EDITOR}
    assert told() == {"owner"}


def test_taking_access_away_tells_the_person(cast: Cast) -> None:
    remove_person(access=access(cast, "viewer"), actor=cast.people["owner"])
    assert "viewer" not in roles(cast.own)
    assert told() == {"viewer"}
    with pytest.raises(CompanyUser.DoesNotExist):
        access(cast, "viewer")


def test_who_left_meanwhile_cannot_be_changed(cast: Cast) -> None:
    seen = access(cast, "viewer")
    CompanyUser.objects.filter(pk=seen.pk).delete()
    with pytest.raises(ValidationError, match="handelt nicht mehr"):
        change_role(access=seen, role=EDITOR, actor=cast.people["owner"])


def test_handing_over_swaps_the_roles(cast: Cast) -> None:
    hand_over(to=access(cast, "editor"), actor=cast.people["owner"])
    assert roles(cast.own) == {"owner": EDITOR, "editor": OWNER, "viewer": VIEWER}
    with pytest.raises(PermissionDenied):
        hand_over(to=access(cast, "viewer"), actor=cast.people["staff"])
    with pytest.raises(ValidationError, match="schon Inhaber"):
        hand_over(to=access(cast, "editor"), actor=cast.people["editor"])


def test_staff_take_over_and_hand_back(cast: Cast) -> None:
    staff = cast.people["staff"]
    invite_colleague(company=cast.own, email="neu@beispiel.de", role=EDITOR, actor=cast.people["owner"])
    Mail.objects.all().delete()
    assert take_over(company=cast.own, reason="Inhaber verstorben", actor=staff) == 3
    assert roles(cast.own) == {}
    assert told() == {"owner", "editor", "viewer"}
    assert "Inhaber verstorben" in Mail.objects.first().text  # type: ignore[union-attr]
    assert ColleagueInvitation.objects.get().state == InvitationState.REVOKED
    assert "Übernommen: Inhaber verstorben" in {change.reason for change in changes_of(cast.own)}
    assert cast.client("owner").get(reverse("companies:people", args=[cast.own.slug])).status_code == 404
    invite_colleague(company=cast.own, email="nachfolge@beispiel.de", role=OWNER, actor=staff)
    assert ColleagueInvitation.objects.open().get().role == OWNER


def test_staff_of_another_cluster_cannot_take_over(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        take_over(company=cast.elsewhere, reason="weil", actor=cast.people["staff"])


def test_a_merged_firm_has_no_people_to_change(cast: Cast) -> None:
    Company.objects.filter(pk=cast.own.pk).update(state=CompanyState.MERGED, merged_into=cast.other)
    with pytest.raises(ValidationError, match="zusammengeführt"):
        remove_person(access=access(cast, "viewer"), actor=cast.people["viewer"])


@pytest.mark.parametrize(("more", "queries"), [(0, 10), (4, 10)])
def test_the_page_costs_the_same_for_few_and_many(
    more: int, queries: int, cast: Cast, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(more):
        CompanyUserFactory(company=cast.own, role=VIEWER, user=UserFactory())
        invite_colleague(
            company=cast.own, email=f"{UserFactory().email}.neu", role=VIEWER, actor=cast.people["owner"]
        )
    client = cast.client("owner")
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        client.get(reverse("companies:people", args=[cast.own.slug]))


def test_the_forms_do_what_their_buttons_say(cast: Cast) -> None:
    client = cast.client("owner")
    page = reverse("companies:person", args=[cast.own.slug, access(cast, "viewer").pk])
    client.post(page, {"do": "role", "role": "EDITOR"})
    assert roles(cast.own)["viewer"] == EDITOR
    assert client.post(page, {"do": "role", "role": "KING"}).status_code == 200
    client.post(page, {"do": "hand_over"})
    assert roles(cast.own) == {"owner": EDITOR, "editor": EDITOR, "viewer": OWNER}
    assert client.post(page, {"do": "remove"}).status_code == 403
    cast.client("editor").post(reverse("companies:leave", args=[cast.own.slug]))
    assert roles(cast.own) == {"owner": EDITOR, "viewer": OWNER}
    answer = cast.client("viewer").post(reverse("companies:leave", args=[cast.own.slug]), follow=True)
    assert "mindestens eine Person als Inhaber" in answer.content.decode()
    cast.client("staff").post(reverse("companies:take_over", args=[cast.own.slug]), {"reason": "Streit"})
    assert roles(cast.own) == {}


def test_nobody_removes_themselves_on_the_page_of_a_person(cast: Cast) -> None:
    change_role(access=access(cast, "editor"), role=OWNER, actor=cast.people["owner"])
    page = reverse("companies:person", args=[cast.own.slug, access(cast, "owner").pk])
    assert cast.client("owner").post(page, {"do": "remove"}).status_code == 200
    assert roles(cast.own)["owner"] == OWNER


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_leave_the_firm_alone(sample_kinds: None) -> None:
    cast = make_cast()
    change_role(access=access(cast, "editor"), role=OWNER, actor=cast.people["owner"])
    gate, refused = threading.Barrier(2), []

    def go(standing: str) -> None:
        try:
            own = access(cast, standing)
            gate.wait()
            remove_person(access=own, actor=cast.people[standing])
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[standing]) for standing in ("owner", "editor")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_owner"]
    assert cast.own.people.filter(role=OWNER).count() == 1
