"""Every page of the administration opens, with data in it, for superusers and as far as staff's groups reach."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.permission_table import ADMIN_MODELS
from tests.samples import MAKERS, sample_of

MODELS = sorted(ADMIN_MODELS)


def model_of(name: str) -> type[Model]:
    return apps.get_model(name.replace("_", ".", 1))


def test_every_model_of_the_administration_has_a_sample() -> None:
    missing = {model.__name__ for model in admin.site._registry} - {model.__name__ for model in MAKERS}
    assert missing == set(), "add them to tests/samples.py"


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("standing", ["superuser", "staff"])
def test_pages_of_one_object(name: str, standing: str, cast: Cast) -> None:
    client = cast.client(standing)
    model = model_of(name)
    model_admin = admin.site._registry[model]
    pages = ADMIN_MODELS[name][0]
    sample = sample_of(model, cast)
    superuser_may = {
        "a": model_admin.has_add_permission,
        "d": lambda request: model_admin.has_delete_permission(request, sample),
    }
    request = client.get(reverse("admin:index")).wsgi_request
    for letter, page, args in (
        ("a", "add", []),
        ("c", "change", [sample.pk]),
        ("h", "history", [sample.pk]),
        ("d", "delete", [sample.pk]),
    ):
        expected = 200 if letter in pages else 403
        if standing == "superuser" and letter not in pages:
            expected = 200 if superuser_may.get(letter, lambda request: True)(request) else 403
        assert client.get(reverse(f"admin:{name}_{page}", args=args)).status_code == expected, page


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("standing", ["superuser", "staff"])
def test_list_with_search_and_every_filter(name: str, standing: str, cast: Cast) -> None:
    client = cast.client(standing)
    for _ in range(2):
        sample_of(model_of(name), cast)
    url = reverse(f"admin:{name}_changelist")
    expected = 200 if standing == "superuser" or "l" in ADMIN_MODELS[name][0] else 403
    response = client.get(url)
    assert response.status_code == expected
    if expected != 200:
        return
    changes = response.context["cl"]
    addresses = {choice["query_string"] for spec in changes.filter_specs for choice in spec.choices(changes)}
    addresses |= {f"?o={column}" for column in range(len(changes.list_display))}
    if changes.search_fields:
        addresses |= {"?q=Schrau%C3%9Fe", "?q=%22offenes+Ende", "?q=%25_%5C"}
    for address in sorted(addresses):
        assert client.get(url + address, follow=True).status_code == 200, address


@pytest.mark.parametrize("name", MODELS)
def test_a_longer_list_costs_no_more_queries(name: str, cast: Cast) -> None:
    client = cast.client("superuser")
    url = reverse(f"admin:{name}_changelist")
    sample_of(model_of(name), cast)
    few = queries_of(client, url)
    for _ in range(2):
        sample_of(model_of(name), cast)
    assert queries_of(client, url) == few


@pytest.mark.parametrize("name", MODELS)
def test_the_list_speaks_german(name: str, cast: Cast) -> None:
    page = cast.client("superuser").get(reverse(f"admin:{name}_changelist")).content.decode()
    assert str(model_of(name)._meta.verbose_name_plural) in page


def queries_of(client: Client, url: str) -> int:
    """Number of queries of one GET, the second one: the first fills caches of a process."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
