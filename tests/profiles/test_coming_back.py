"""A firm that was archived answers again: once staff approve, it is shown and found as before."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.domain.staff_groups import sync_staff_groups
from companies.domain.publishing import archive
from companies.enums import CompanyState
from companies.models import SearchRow
from profiles.domain.reviewing import approve, reject
from profiles.domain.search_effect import effect_of
from tests.profiles.submission_cast import House, make_house


@pytest.fixture
def house(db: None) -> House:
    house = make_house()
    archive(company=house.company, actor=None, reason="zwei Jahre nicht bestätigt")
    return house


def test_approving_shows_an_archived_firm_again(house: House) -> None:
    waiting = house.submitted(core_competences="Drehen und Sägen.")
    assert house.fresh().state == CompanyState.ARCHIVED
    approve(submission=waiting, actor=house.steward)
    assert (house.fresh().state, house.fresh().core_text) == (CompanyState.PUBLISHED, "Drehen und Sägen.")
    assert not SearchRow.objects.get(company=house.company).removed


def test_confirming_what_was_archived_is_reviewed_and_shows_it_again(house: House) -> None:
    waiting = house.submitted()
    approve(submission=waiting, actor=house.steward)
    assert house.fresh().state == CompanyState.PUBLISHED


def test_rejecting_leaves_it_archived(house: House) -> None:
    reject(submission=house.submitted(), actor=house.steward, note="Der Betrieb ist abgemeldet.")
    assert house.fresh().state == CompanyState.ARCHIVED
    assert SearchRow.objects.get(company=house.company).removed


def test_the_effect_counts_everything_the_firm_is_found_by_again(house: House) -> None:
    waiting = house.submitted()
    effect = effect_of(waiting)
    assert [name for kind, _, name in effect["found"] if kind == "process"] == ["Drehen", "Fräsen"]
    assert house.fresh().state == CompanyState.ARCHIVED


def test_owner_and_reviewer_read_that_it_is_not_shown(house: House, settings: Any) -> None:
    sync_staff_groups(groups=settings.STAFF_GROUPS)
    house.steward.groups.set(Group.objects.all())
    owner, steward = Client(), Client()
    owner.force_login(house.owner)
    steward.force_login(house.steward)
    waiting = house.submitted()
    assert "Dieses Profil wird zurzeit nicht gezeigt" in owner.get(reverse("profiles:own")).text
    page = steward.get(reverse("admin:profiles_submission_change", args=[waiting.pk]))
    assert "mit der Freigabe wird es wieder gezeigt" in page.text
