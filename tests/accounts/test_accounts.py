"""The account itself, its place in the administration, groups of staff and limits."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.limits import count_and_check
from accounts.domain.staff_groups import sync_staff_groups
from accounts.models import User
from tests.cast import Cast
from tests.factories import UserFactory


def test_an_address_belongs_to_one_account_in_any_spelling(db: None) -> None:
    UserFactory(email="petra@beispiel.de")
    with pytest.raises(ValidationError, match="gibt es schon ein Konto"):
        User(email="Petra@beispiel.de").validate_constraints()
    with pytest.raises(IntegrityError, match="user_email_unique"):
        UserFactory(email="Petra@beispiel.de")


def test_an_account_needs_an_address(db: None) -> None:
    with pytest.raises(ValueError, match="E-Mail-Adresse"):
        User.objects.create_user("")


def test_people_are_called_by_name_or_address(db: None) -> None:
    assert str(UserFactory(first_name="Petra", last_name="Schmitt")) == "Petra Schmitt"
    assert str(UserFactory(email="p@beispiel.de")) == "p@beispiel.de"


def test_groups_of_staff_are_made_once_and_kept_exact(db: None) -> None:
    first = sync_staff_groups(groups=settings.STAFF_GROUPS)
    Group.objects.get(name="Konten").permissions.clear()
    assert sync_staff_groups(groups=settings.STAFF_GROUPS) == first
    assert set(first) == set(settings.STAFF_GROUPS)
    granted = Group.objects.get(name="Konten").permissions.values_list("codename", flat=True)
    assert {"view_user", "add_user", "change_user"} <= set(granted)
    assert "delete_user" not in granted


def test_a_misspelt_permission_is_an_error(db: None) -> None:
    with pytest.raises(LookupError, match="fly"):
        sync_staff_groups(groups={"Konten": {"accounts.user": ("fly",)}})


def test_staff_cannot_raise_anybodys_rights(cast: Cast) -> None:
    person = UserFactory()
    url = reverse("admin:accounts_user_change", args=[person.pk])
    data = {"email": person.email, "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": "1"}
    assert cast.client("staff").post(url, data).status_code == 302
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_staff_cannot_take_over_an_account_with_more_rights(cast: Cast) -> None:
    superuser = cast.people["superuser"]
    client = cast.client("staff")
    page = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert client.get(page).status_code == 403
    client.post(
        reverse("admin:accounts_user_change", args=[superuser.pk]),
        {"email": "neu@beispiel.de", "is_active": "on"},
    )
    superuser.refresh_from_db()
    assert superuser.email == "superuser@beispiel.de"


def test_staff_make_accounts_without_a_password(cast: Cast) -> None:
    data = {"email": "neu@beispiel.de", "first_name": "Neu", "last_name": "Hier", "usable_password": "false"}
    response = cast.client("staff").post(reverse("admin:accounts_user_add"), data)
    assert response.status_code == 302
    assert User.objects.get(email="neu@beispiel.de").has_usable_password() is False


def test_uses_are_counted_per_person_and_action(empty_cache: None) -> None:
    answers = [count_and_check(action="search", who="1", allowed=2) for _ in range(3)]
    assert answers == [True, True, False]
    assert count_and_check(action="search", who="2", allowed=2) is True
    assert count_and_check(action="other", who="1", allowed=2) is True


def test_the_window_starts_anew_when_it_has_run_out(empty_cache: None) -> None:
    assert count_and_check(action="search", who="1", allowed=1) is True
    assert count_and_check(action="search", who="1", allowed=1) is False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache_entries SET expires = now() - interval '1 second'")
    assert count_and_check(action="search", who="1", allowed=1) is True


def test_counting_costs_one_query(empty_cache: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        count_and_check(action="search", who="1", allowed=2)
    assert len(queries) == 1
