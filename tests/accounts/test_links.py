"""Personal links: one purpose, a time, revocable, no secret in the database, and nothing happens by looking."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.domain.links import find_link, issue_link, revoke_links, use_link
from accounts.enums import LinkPurpose, LinkState
from accounts.models import PersonalLink
from accounts.views import LINK_MISSES, personal_link
from tests.factories import UserFactory

# Any address with one secret as its argument will do.
PURPOSE = LinkPurpose("tests.answer", "outbox:preferences", days=60, way_out="Bitte fragen Sie nach.")
OTHER = LinkPurpose("tests.other", "outbox:preferences", days=1, way_out="Bitte fragen Sie nach.")


@personal_link(PURPOSE)
def page(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    return HttpResponse(f"{request.method} {link.reference} {token}")


def answer(token: str, method: str = "GET") -> HttpResponse:
    request = RequestFactory().generic(method, "/")
    request.user = AnonymousUser()
    return page(request, token=token)


@pytest.fixture
def token(db: None, empty_cache: None) -> str:
    """The secret of a link for thing 17."""
    return token_in(issue_link(purpose=PURPOSE, reference="thing:17"))


def token_in(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_only_the_digest_is_stored(token: str) -> None:
    (stored,) = PersonalLink.objects.values()
    assert len(token) == 43
    assert token not in str(stored)
    assert stored["expires_at"] - stored["issued_at"] == timedelta(days=60)


def test_a_link_serves_one_purpose(token: str) -> None:
    link = find_link(purpose=PURPOSE, token=token)
    assert link is not None
    assert link.reference == "thing:17"
    assert find_link(purpose=OTHER, token=token) is None
    assert find_link(purpose=PURPOSE, token=token[:-1]) is None
    assert find_link(purpose=PURPOSE, token="\ud800") is None


def test_looking_changes_nothing_and_acting_counts_as_opening(token: str) -> None:
    assert answer(token).content.decode() == f"GET thing:17 {token}"
    assert PersonalLink.objects.get().opened_at is None
    answer(token, "POST")
    first = PersonalLink.objects.get().opened_at
    assert first is not None
    answer(token, "POST")
    assert PersonalLink.objects.get().opened_at == first
    assert answer(token, "DELETE").status_code == 405


def test_a_link_is_used_once(token: str) -> None:
    link = find_link(purpose=PURPOSE, token=token)
    assert link is not None
    use_link(link=link)
    with pytest.raises(ValidationError, match="schon verwendet"):
        use_link(link=link)
    assert PersonalLink.objects.get().state_at(timezone.now()) == LinkState.USED


def test_revoking_closes_all_open_links_of_a_thing(token: str) -> None:
    actor = UserFactory()
    later = token_in(issue_link(purpose=PURPOSE, reference="thing:17"))
    elsewhere = token_in(issue_link(purpose=PURPOSE, reference="thing:18"))
    use_link(link=find_link(purpose=PURPOSE, token=token))  # type: ignore[arg-type]
    assert revoke_links(purpose=PURPOSE, reference="thing:17", actor=actor) == 1
    states = [
        find_link(purpose=PURPOSE, token=each).state_at(timezone.now())  # type: ignore[union-attr]
        for each in (token, later, elsewhere)
    ]
    assert states == [LinkState.USED, LinkState.REVOKED, LinkState.OPEN]
    with pytest.raises(ValidationError, match="gilt nicht mehr"):
        use_link(link=find_link(purpose=PURPOSE, token=later))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"used_at": timezone.now()}, "Dieser Link wurde schon verwendet."),
        ({"revoked_at": timezone.now()}, "Dieser Link gilt nicht mehr."),
        (
            {"issued_at": timezone.now() - timedelta(2), "expires_at": timezone.now()},
            "Dieser Link ist abgelaufen.",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_closed_link_says_so_and_shows_a_way_out(
    values: dict[str, object], sentence: str, method: str, token: str
) -> None:
    PersonalLink.objects.update(**values)
    response = answer(token, method)
    assert response.status_code == 410
    assert sentence in response.content.decode()
    assert "Bitte fragen Sie nach." in response.content.decode()
    assert PersonalLink.objects.get().opened_at is None


def test_unknown_links_do_not_exist_and_say_what_may_be_wrong(token: str) -> None:
    response = answer("erfunden")
    assert response.status_code == 404
    assert "Diesen Link kennen wir nicht." in response.content.decode()
    assert "Bitte fragen Sie nach." in response.content.decode()


def test_guessing_links_is_limited_and_using_one_is_not(token: str) -> None:
    for number in range(LINK_MISSES):
        assert answer(f"erfunden{number}").status_code == 404
    assert answer("erfunden").status_code == 429
    assert answer(token).status_code == 200
