"""Whatever stands in an address or a form: an answer in words, never a crash, and never more than was offered."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from companies.models import Company, CompanyUser
from tests.addresses import all_patterns
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory
from tests.permission_table import ADMIN_MODELS
from tests.samples import sample_of
from tests.test_admin_pages import model_of

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e309",
    "NaN",
    "9" * 40,
    "-" + "9" * 19,
    "None",
    "true",
    "[]",
    '{"a": 1}',
    "' OR 1=1 --",
    '"',
    "%",
    "_",
    "\\",
    "<script>alert(1)</script>",
    "{{ 7 }}{% load x %}",
    "../../etc/passwd",
    "😀🔩",
    "ß" * 300,
    "\u202e\u0300\ufeff",
    "a" * 10_000,
    "2026-02-30",
    "0000-00-00",
    "12:61",
    "(((((",
)
# Each alone, where the first unreadable parameter would hide what the others do.
TELLING = ("9" * 40, "(((((")
READS_PARAMETERS = {
    "companies:search",
    "companies:suggestions",
    "companies:list",
    "matching:pairs",
    "matching:gaps",
    "admin:autocomplete",
    *("companies:search", "companies:suggestions", "companies:list", "admin:autocomplete"),
    *("matching:list", "matching:new"),
}
# Sent as they stand, because no client would write them like this: broken percent signs and UTF-8.
RAW = (
    "%",
    "%zz",
    "%ff%fe",
    "%c3%28",
    "%ed%a0%80",
    "%f0%9f",
    "%E2%82",
    "+++",
    ";;;",
    "&&&",
    "=",
    "%0d%0a",
    "%00",
)
# Names of parameters that our pages or Django read, those that the administration reads, and one nobody does.
PARAMETERS = (
    *(
        "q",
        "seite",
        "page",
        "ohne",
        "next",
        "ordnung",
        "format",
        "verfahren",
        "werkstoff",
        "zertifikat",
        "kreis",
    ),
    *("umkreis", "ort", "art", "groesse", "frisch", "alle", "buchstabe", "unbekannt"),
)
ADMIN_PARAMETERS = (
    *("q", "p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "begriff", "unbekannt"),
    *("state__exact", "is_staff__exact", "pk__in", "id__in", "company__id__exact", "created_at__year"),
    *("app_label", "model_name", "field_name", "term"),
)
PATH_ARGUMENTS = ("0", "-1", "9" * 30, "a", "ä", "a_2Fb", "😀", "x" * 300, "%25", "..;", "1,2")
# Ends the session of the person who asks.
NOT_ASKED = {"admin:logout"}


def addresses_of(name: str) -> Iterator[str]:
    """Addresses of the name: the plain one, or one for every nasty argument that the pattern accepts."""
    wanted = all_patterns()[name].pattern.regex.groups
    for argument in PATH_ARGUMENTS if wanted else [""]:
        try:
            yield reverse(name, args=[argument] * wanted)
        except NoReverseMatch:
            continue


def known_parameters(client: Client, url: str) -> set[str]:
    """Names of the fields that the page itself offers."""
    response = client.get(url)
    form = (response.context or {}).get("form") if response.status_code == 200 else None
    return set(getattr(form, "fields", ()))


@pytest.mark.parametrize("name", sorted(set(all_patterns()) - NOT_ASKED))
def test_no_address_crashes(name: str, cast: Cast, settings: object) -> None:
    settings.SEARCHES_PER_MINUTE = 0  # type: ignore[attr-defined]
    client = cast.client("superuser" if name.startswith("admin:") else "owner")
    for url in addresses_of(name):
        statuses = {client.get(url).status_code}
        if not all_patterns()[name].pattern.regex.groups:
            names = ADMIN_PARAMETERS if name.startswith("admin:") else PARAMETERS
            parameters = sorted({*names, *known_parameters(client, url)})
            for nasty in NASTY:
                statuses.add(client.get(url, dict.fromkeys(parameters, nasty)).status_code)
            for parameter in parameters if name in READS_PARAMETERS or name.endswith("_changelist") else ():
                statuses |= {client.get(url, {parameter: nasty}).status_code for nasty in TELLING}
            for raw in RAW:
                query = "&".join(f"{parameter}={raw}&{parameter}={raw}" for parameter in parameters)
                statuses.add(client.get(url, QUERY_STRING=query).status_code)
        assert max(statuses) < 500


@pytest.mark.parametrize("nasty", NASTY)
def test_sign_in_forms_take_anything(nasty: str, db: None, client: Client, empty_cache: None) -> None:
    for url, fields in (
        ("/konto/anmelden/", ("login", "password", "remember", "next")),
        ("/konto/passwort/vergessen/", ("email",)),
    ):
        assert client.post(url, dict.fromkeys(fields, nasty)).status_code in {200, 302, 429}


@pytest.mark.parametrize("model", sorted(ADMIN_MODELS))
def test_forms_of_the_administration_take_anything(model: str, cast: Cast) -> None:
    client = cast.client("superuser")
    sample = sample_of(model_of(model), cast)
    for page, args in (("add", []), ("change", [sample.pk])):
        url = reverse(f"admin:{model}_{page}", args=args)
        response = client.get(url)
        if response.status_code != 200 or "adminform" not in (response.context or {}):
            continue
        fields = set(response.context["adminform"].form.fields)
        management = {
            f"{formset.prefix}-{key}": str(value)
            for inline in response.context["inline_admin_formsets"]
            if (formset := inline.formset) is not None
            for key, value in formset.management_form.initial.items()
        }
        for nasty in NASTY[::3]:
            assert client.post(url, dict.fromkeys(fields, nasty) | management).status_code < 500
        assert client.post(url, dict.fromkeys(management, "x")).status_code < 500
        assert client.post(url, {}).status_code < 500


SMUGGLED = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "groups": "1",
    "user_permissions": "1",
    "role": "OWNER",
    "company": "1",
    "user": "1",
    "email": "neu@beispiel.de",
    "state": "PUBLISHED",
    "cluster": "1",
}


def standing_of_everybody() -> list[object]:
    return [
        *Company.objects.order_by("pk").values_list("pk", "state", "name"),
        *CompanyUser.objects.order_by("pk").values_list("user", "company", "role"),
        *UserFactory._meta.model.objects.order_by("pk").values_list(
            "pk", "email", "is_staff", "is_superuser", "is_active"
        ),
        *Group.objects.order_by("pk").values_list("pk", "user"),
    ]


@pytest.mark.parametrize("standing", ["anonymous", "owner", "viewer"])
def test_smuggled_fields_change_nobodys_rights(standing: str, cast: Cast) -> None:
    before = standing_of_everybody()
    for url in [url for name in sorted(all_patterns()) for url in addresses_of(name)]:
        client = cast.client(standing)
        assert client.post(url, SMUGGLED).status_code < 500
        assert (
            client.post(f"{url}?{'&'.join(f'{key}={value}' for key, value in SMUGGLED.items())}").status_code
            < 500
        )
    assert standing_of_everybody() == before


def test_signing_in_with_smuggled_fields_gives_no_rights(cast: Cast, client: Client) -> None:
    before = standing_of_everybody()
    client.post("/konto/anmelden/", {"login": "viewer@beispiel.de", "password": PASSWORD, **SMUGGLED})
    assert client.session["_auth_user_id"] == str(cast.people["viewer"].pk)
    assert standing_of_everybody() == before


def test_huge_forms_are_refused_in_words(db: None, client: Client) -> None:
    too_many = {f"feld{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    response = client.post("/konto/anmelden/", too_many)
    assert response.status_code == 400
    assert '<html lang="de">' in response.content.decode()
