"""What people see when something cannot be answered: a page of the site, in German, with the right status."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from accounts.models import User
from accounts.views import limit_searches
from cluster_portal import urls
from tests.cast import Cast
from tests.cluster_portal.processes import run_python


def failing(error: type[Exception]) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    view.login_required = False  # type: ignore[attr-defined]
    return view


# The site with addresses that fail in every way there is.
handler429 = urls.handler429
urlpatterns = [
    path("400/", failing(BadRequest)),
    path("403/", failing(PermissionDenied)),
    path("404/", failing(Http404)),
    path("500/", failing(RuntimeError)),
    path("ohne-datenbank/", failing(OperationalError)),
    path("suchen/", limit_searches(lambda request: HttpResponse("{}", "application/json"))),
    path("", include(urls)),
]


def assert_page(response: HttpResponse, status: int, heading: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert '<html lang="de">' in page
    assert f"<h1>{heading}</h1>" in page
    assert f"Fehler {status}" in page


@pytest.mark.urls("tests.cluster_portal.test_error_pages")
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/400/", 400, "Diese Anfrage war nicht lesbar"),
        ("/403/", 403, "Das dürfen Sie hier nicht"),
        ("/404/", 404, "Diese Seite gibt es nicht"),
        ("/500/", 500, "Da ist bei uns etwas schiefgegangen"),
        ("/ohne-datenbank/", 500, "Da ist bei uns etwas schiefgegangen"),
    ],
)
def test_error_pages_look_like_the_site_and_need_no_database(address: str, status: int, heading: str) -> None:
    # No database fixture: a query would fail the test.
    client = Client(raise_request_exception=False)
    assert_page(client.get(address), status, heading)


def test_a_database_that_is_down_gives_the_german_page() -> None:
    program = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"}, raise_request_exception=False)
client.cookies["sessionid"] = "a" * 32
response = client.get("/unternehmen/")
print(response.status_code, "Da ist bei uns etwas schiefgegangen" in response.content.decode())
"""
    done = run_python(
        "-c", program, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL="postgres://nobody@127.0.0.1:1/x"
    )
    assert done.stdout == "500 True\n", done.stderr


def test_an_unknown_address_of_a_visitor(client: Client) -> None:
    assert_page(client.get("/gibt/es/nicht/"), 404, "Diese Seite gibt es nicht")


def test_a_form_without_its_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {"login": "a@beispiel.de", "password": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert '<html lang="de">' in page
    assert "CSRF" not in page


def test_a_nul_byte_in_the_address(db: None, client: Client) -> None:
    assert client.get("/unternehmen/?seite=%00").status_code == 400
    assert client.get("/unternehmen/a%00b/").status_code == 400


@pytest.mark.urls("tests.cluster_portal.test_error_pages")
def test_too_many_searches(cast: Cast, empty_cache: None, settings: object) -> None:
    settings.SEARCHES_PER_MINUTE = 2  # type: ignore[attr-defined]
    owner, editor = cast.client("owner"), cast.client("editor")
    statuses = [owner.get("/suchen/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert_page(owner.get("/suchen/"), 429, "Das waren zu viele Anfragen")
    assert editor.get("/suchen/").status_code == 200
    settings.SEARCHES_PER_MINUTE = 0  # type: ignore[attr-defined]
    assert owner.get("/suchen/").status_code == 200


def test_the_log_names_no_visitor(db: None, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"x-forwarded-for": "203.0.113.78"})
    client.get("/gibt/es/nicht/")
    client.get("/unternehmen/?seite=%00")
    client.post(reverse("account_login"), {"login": "petra@beispiel.de", "password": "falsch"})
    assert len(caplog.records) >= 2
    assert "203.0.113" not in caplog.text
    assert "petra@beispiel.de" not in caplog.text
    assert User.objects.count() == 0


@pytest.mark.parametrize("name", ["companies:search", "companies:suggestions"])
def test_the_search_is_limited(name: str, cast: Cast, empty_cache: None, settings: object) -> None:
    settings.SEARCHES_PER_MINUTE = 1  # type: ignore[attr-defined]
    client = cast.client("owner")
    assert [client.get(reverse(name), {"q": "drehen"}).status_code for _ in range(2)] == [200, 429]
