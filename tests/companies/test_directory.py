"""States, freshness, completeness, scope, history and the demo data of the directory."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from companies.domain.changes import changes_of
from companies.domain.completeness import PARTS, completeness, with_completeness
from companies.domain.demo import SIGN_INS
from companies.domain.editing import confirm_profile
from companies.domain.naming import named
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.domain.publishing import archive, publish, unpublish
from companies.enums import COMPANY_TRANSITIONS, CompanyRole, CompanyState, Freshness
from companies.models import Cluster, Company, CompanyName, SearchRow
from companies.rules import EDITING_ROLES, freshness, is_overdue, may_edit, may_see, size_class
from competences.domain.loading import load_vocabulary
from tests.factories import (
    CapabilityFactory,
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    SiteFactory,
    StaffFactory,
    SuperuserFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "FRESH"),
        (365, "FRESH"),
        (366, "AGING"),
        (730, "AGING"),
        (731, "STALE"),
        (None, "NEVER"),
        (-3, "FRESH"),
    ],
)
def test_freshness_is_the_same_for_one_firm_and_for_a_filter(days, expected):
    confirmed = None if days is None else DAY - datetime.timedelta(days=days)
    company = CompanyFactory(confirmed_at=confirmed)
    assert freshness(confirmed, DAY) == expected
    matching = [v for v in Freshness.values if company in Company.objects.with_freshness(v, DAY)]
    assert matching == [expected]


@pytest.mark.parametrize(
    ("employees", "expected"),
    [
        (0, "MICRO"),
        (9, "MICRO"),
        (10, "SMALL"),
        (49, "SMALL"),
        (50, "MEDIUM"),
        (249, "MEDIUM"),
        (250, "LARGE"),
    ],
)
def test_size_class_is_the_same_for_one_firm_and_for_a_filter(employees, expected):
    company = CompanyFactory(employees=employees)
    assert size_class(employees) == expected
    assert list(Company.objects.of_size(expected)) == [company]


def test_states_follow_the_table(cluster):
    company = CompanyFactory(cluster=cluster, state=CompanyState.DRAFT)
    publish(company=company, actor=None)
    assert SearchRow.objects.get(company=company).removed is False
    archive(company=company, actor=None)
    assert (company.state, SearchRow.objects.get(company=company).removed) == (CompanyState.ARCHIVED, True)
    publish(company=company, actor=None)
    unpublish(company=company, actor=None)
    assert company.state == CompanyState.DRAFT
    assert [row.state for row in company.history.all()[:2]] == [CompanyState.DRAFT, CompanyState.PUBLISHED]


def test_a_merged_firm_has_no_way_back():
    assert COMPANY_TRANSITIONS[CompanyState.MERGED] == frozenset()
    company = CompanyFactory(name="Alt GmbH", state=CompanyState.MERGED, merged_into=CompanyFactory())
    with pytest.raises(ValidationError) as caught:
        publish(company=company, actor=None)
    assert caught.value.messages == ["„Alt GmbH“ ist zusammengeführt und kann nicht veröffentlicht werden."]


def test_confirming_never_goes_back(cluster):
    company = CompanyFactory(cluster=cluster, confirmed_at=DAY)
    confirm_profile(company=company, actor=None, on=DAY - datetime.timedelta(days=1))
    assert Company.objects.get().confirmed_at == DAY
    confirm_profile(company=company, actor=None, on=DAY + datetime.timedelta(days=1))
    assert Company.objects.get().confirmed_at == DAY + datetime.timedelta(days=1)
    assert company.history.first().history_change_reason == "bestätigt"


def test_completeness_counts_every_part_once():
    company = CompanyFactory(kind="", name="Leer GmbH")
    assert completeness(company).percent == 0
    assert completeness(company).missing == tuple(label for label, _ in PARTS.values())
    Company.objects.filter(pk=company.pk).update(core_text="Drehen", phone="1", email="a@b.example")
    SiteFactory(company=company)
    CapabilityFactory(company=company)
    state = completeness(with_completeness(Company.objects.all()).get())
    assert state.percent == 100 * 3 // len(PARTS)
    assert "Kernkompetenzen" not in state.missing
    assert "Ort" in state.missing  # the factory's site is not linked to the directory of places


def test_who_sees_which_firms(cluster):
    elsewhere = ClusterFactory()
    own = CompanyFactory(cluster=cluster, state=CompanyState.DRAFT)
    shown = CompanyFactory(cluster=cluster)
    draft = CompanyFactory(cluster=cluster, state=CompanyState.DRAFT)
    far = CompanyFactory(cluster=elsewhere)
    member = CompanyUserFactory(company=own).user

    def visible(user):
        return set(Company.objects.visible_to(user))

    assert visible(member) == {own, shown}
    assert visible(StaffFactory(clusters=[cluster])) == {own, shown, draft}
    assert visible(StaffFactory()) == set()
    assert visible(SuperuserFactory()) == {own, shown, draft, far}
    assert visible(UserFactory()) == set()
    assert visible(AnonymousUser()) == set()
    assert (may_see(member, shown), may_see(member, draft), may_see(member, far)) == (True, False, False)


@pytest.mark.parametrize("role", CompanyRole.values)
def test_owners_and_editors_may_edit_their_firm_only(cluster, role):
    company, other = CompanyFactory(cluster=cluster), CompanyFactory(cluster=cluster)
    user = CompanyUserFactory(company=company, role=role).user
    assert may_edit(user, company) is (role in EDITING_ROLES)
    assert may_edit(user, other) is False
    assert may_edit(StaffFactory(clusters=[cluster]), other) is True


@pytest.mark.parametrize("words", ["Müller", "mueller", "MÜLLER zerspanungs", "Alt-Name", "landstuhl"])
def test_firms_are_found_by_any_name_in_any_spelling(words):
    company = CompanyFactory(name="Müller Zerspanung GmbH")
    SiteFactory(company=company)
    CompanyFactory(name="Andere GmbH")
    CompanyName.objects.create(company=company, name="Altname", match_name="altname")
    assert list(named(Company.objects.all(), words)) == [company]
    assert list(named(Company.objects.all(), "–")) == []


def test_history_shows_the_firm_and_its_parts(vocabulary, cluster, django_assert_num_queries):
    user = UserFactory(first_name="Eva", last_name="Lotse")
    data = ProfileData(name="Alpha GmbH", core_competences="Drehen", employees=3, postcode="66849")
    company = Company.objects.get(
        pk=save_profile(data=data, actor=user, cluster=cluster, source="Gespräch").company_id
    )
    save_profile(
        data=ProfileData(employees=5, core_competences="Fräsen"),
        actor=user,
        cluster=cluster,
        source="Anruf",
        company=company,
    )
    changes = changes_of(company)
    newest = [change for change in changes if change.reason == "Anruf"]
    edited = next(change for change in newest if change.what == "Unternehmen geändert")
    assert edited.who == "Eva Lotse"
    assert [(field.label, field.old, field.new) for field in edited.fields] == [
        ("Beschäftigte", "3", "5"),
        ("Kernkompetenzen", "Drehen", "Fräsen"),
    ]
    assert {(change.what, change.thing.split(" · ")[1]) for change in newest if change is not edited} == {
        ("Leistung gelöscht", "Drehen"),
        ("Leistung angelegt", "Fräsen"),
    }
    with django_assert_num_queries(13):
        changes_of(company)


def test_demo_data_fill_an_empty_directory_only(settings):
    settings.TRIAL = True
    load_vocabulary()
    call_command("load_demo", verbosity=0)
    assert Company.objects.published().count() == 115
    assert SearchRow.objects.filter(removed=False).count() == 115
    assert Cluster.objects.get().memberships.count() == 115
    assert Company.objects.filter(sites__place__isnull=True).count() == 0
    assert Company.objects.filter(kind="").count() == 0
    assert [s.email for s in SIGN_INS if not s.email.endswith(".example")] == []
    with pytest.raises(CommandError) as caught:
        call_command("load_demo", verbosity=0)
    assert str(caught.value) == "Das Verzeichnis ist nicht leer; Beispieldaten kommen nur in ein leeres."


def test_demo_data_stay_out_of_production():
    with pytest.raises(CommandError) as caught:
        call_command("load_demo", verbosity=0)
    assert "--production" in str(caught.value)


@pytest.mark.parametrize(
    ("age", "expected"), [(None, False), (-1, False), (365, False), (395, False), (396, True), (3000, True)]
)
def test_a_profile_turns_grey_after_a_year_and_all_reminders(age: int | None, expected: bool) -> None:
    confirmed = None if age is None else DAY - datetime.timedelta(days=age)
    assert is_overdue(confirmed, DAY) is expected
