"""The headers that keep pages from doing what nobody wanted (the harness looks at them on every answer, too)."""

import pytest
from django.conf import settings
from django.test import Client

from tests.cluster_portal.processes import run_python

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}


def policy_of(header: str) -> dict[str, list[str]]:
    """The directives of a Content-Security-Policy."""
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: sorted(values) for name, *values in parts}


@pytest.mark.parametrize("address", ["/", "/admin/", "/konto/anmelden/", "/gibt/es/nicht/", "/gesundheit/"])
def test_the_policy_is_the_same_everywhere(address: str, db: None, client: Client) -> None:
    response = client.get(address)
    assert policy_of(response["Content-Security-Policy"]) == {
        name: sorted(values) for name, values in POLICY.items()
    }
    allowed = [item for item in response["Permissions-Policy"].split(", ") if not item.endswith("=()")]
    assert allowed == ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
    assert response["Permissions-Policy"].count("=()") == 15
    assert "Server" not in response.headers


def test_map_tiles_may_come_from_the_host_that_is_set() -> None:
    program = """
from django.conf import settings
print(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])
"""
    done = run_python(
        "-c",
        program,
        DJANGO_SETTINGS_MODULE="tests.settings",
        TILE_URL="https://{s}.kacheln.example/{z}/{x}/{y}.png",
    )
    assert done.stdout == "[\"'self'\", 'data:', 'https://*.kacheln.example']\n", done.stderr


def test_production_insists_on_https() -> None:
    program = """
import django
django.setup()
from django.conf import settings
from django.test import Client
plain = Client(headers={"host": "localhost"}).get("/")
print(plain.status_code, plain["Location"])
safe = Client(headers={"host": "localhost"}).get("/gesundheit/", secure=True)
print(safe["Strict-Transport-Security"])
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""
    done = run_python(
        "-c",
        program,
        DJANGO_SETTINGS_MODULE="cluster_portal.settings",
        DEBUG="0",
        SECRET_KEY="a secret for this test only, long enough to be accepted by everybody",
        DATABASE_URL="postgres://nobody@127.0.0.1:1/x",
    )
    assert done.stdout == ("301 https://localhost/\nmax-age=31536000; includeSubDomains\nTrue True True\n"), (
        done.stderr
    )


def test_cookies_are_not_for_scripts_or_other_sites() -> None:
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY is True
