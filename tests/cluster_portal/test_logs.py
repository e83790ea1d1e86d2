"""Personal links never reach the log, firms and numbers do."""

import logging
from secrets import token_urlsafe

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.logs import HideSecrets, without_secrets


@given(st.binary(min_size=32, max_size=32))
def test_no_secret_of_a_link_stays(random: bytes) -> None:
    token = "A" + random.hex().upper()
    assert without_secrets(f"Conflict: /einladung/{token}/fragen/") == "Conflict: /einladung/…/fragen/"


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /unternehmen/rohrbiegetechnik-und-behaelterbau-muster-und-soehne-gmbh-co-kg/",
        "Forbidden: /mein-profil/9907ca36-0356-4e7f-8991-3295dc74830d/fragen/",
        "Not Found: /admin/profiles/submission/12/change/",
    ],
)
def test_other_addresses_stay_readable(text: str) -> None:
    assert without_secrets(text) == text


def test_every_line_of_the_server_goes_through_the_filter() -> None:
    handlers = settings.LOGGING["handlers"]
    assert {name: handler["filters"] for name, handler in handlers.items()} == {"stderr": ["hide_secrets"]}
    assert settings.LOGGING["filters"] == {"hide_secrets": {"()": "cluster_portal.logs.HideSecrets"}}


def test_a_refused_request_with_a_link_is_logged_without_it(
    db: None, empty_cache: None, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_urlsafe(32) + "A"
    caplog.handler.addFilter(HideSecrets())
    with caplog.at_level(logging.WARNING):
        Client().get(f"/einladung/{token}/")
    assert caplog.messages == ["Not Found: /einladung/…/"]
