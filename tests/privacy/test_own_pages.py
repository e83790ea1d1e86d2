"""People see and take away what is stored about them and their firms."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company, CompanyUser
from tests.cast import Cast
from tests.factories import ContactPersonFactory, InvitationFactory
from tests.privacy.people import FIRM, Stored

QUERIES = 79


@pytest.fixture
def client_of(stored: Stored) -> Client:
    client = Client()
    client.force_login(stored.user)
    return client


def owner_of(stored: Stored) -> Client:
    client = Client()
    client.force_login(CompanyUser.objects.get(company=stored.company, role="OWNER").user)
    return client


def test_the_account_leads_to_the_own_data(client_of: Client) -> None:
    assert reverse("privacy:own") in client_of.get(reverse("mfa_index")).content.decode()


def test_a_person_sees_by_title_what_is_stored(client_of: Client) -> None:
    page = client_of.get(reverse("privacy:own")).content.decode()
    assert "Eintrag als Ansprechperson" in page
    assert "In Einreichungen von Unternehmen" in page


def test_a_person_takes_everything_away(client_of: Client) -> None:
    answer = client_of.get(reverse("privacy:own_download", args=["json"]))
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="auskunft-juergen-kroell-zwiebelsuppe-'
    )
    assert "no-store" in answer["Cache-Control"]
    titles = [section["titel"] for section in json.loads(answer.content)["bereiche"]]
    assert titles[:3] == ["Konto", "Zweite Faktoren", "Anmeldungen"]
    assert client_of.get(reverse("privacy:own_download", args=["pdf"])).content[:5] == b"%PDF-"
    assert client_of.get(reverse("privacy:own_download", args=["zip"])).content[:2] == b"PK"


def test_only_owners_take_the_data_of_the_firm_away(stored: Stored, client_of: Client) -> None:
    address = reverse("privacy:firm_download", args=[stored.company.slug, "json"])
    assert client_of.get(address).status_code == 403
    answer = owner_of(stored).get(address)
    assert json.loads(answer.content)["betrifft"] == FIRM
    page = owner_of(stored).get(reverse("privacy:own")).content.decode()
    assert reverse("privacy:firm", args=[stored.company.slug]) in page


def test_the_data_of_a_merged_firm_do_not_exist_any_more(stored: Stored, cast: Cast) -> None:
    Company.objects.filter(pk=stored.company.pk).update(state="MERGED", merged_into=cast.other)
    assert owner_of(stored).get(reverse("privacy:firm", args=[stored.company.slug])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(stored: Stored, rows: int, django_assert_num_queries) -> None:
    for _ in range(rows):
        ContactPersonFactory(company=stored.company)
        InvitationFactory(company=stored.company)
    client = owner_of(stored)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("privacy:firm", args=[stored.company.slug]))
