"""What becomes of rows that both entries of a firm have: nothing goes without a rule that says so."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint

from accounts.domain.links import issue_link
from accounts.models import PersonalLink
from companies.domain import merge_rules
from companies.domain.merge_rules import merge_rule
from companies.domain.merging import merge_companies, preview_merge
from companies.domain.versions import keep_version
from companies.enums import CapabilitySource, CompanyRole, CompanyState, InvitationState, MembershipRole
from companies.models import Company, CompanyName, InternalNote, Membership, Site, UnknownWord
from companies.notifications import COLLEAGUE_LINK
from tests.factories import (
    AccessRequestFactory,
    CapabilityFactory,
    CapabilityLimitFactory,
    CertificateHeldFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    MaterialFactory,
    ProcessFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def keep(cluster):
    company = CompanyFactory(name="Müller Zerspanung GmbH", cluster=cluster)
    SiteFactory(company=company)
    return company


@pytest.fixture
def other(cluster):
    company = CompanyFactory(name="Mueller Zerspanungs KG", cluster=cluster)
    SiteFactory(company=company)
    return company


def outcomes(keep, other, label):
    """What the preview says about the rows of one kind."""
    return next(row.outcomes for row in preview_merge(keep=keep, other=other).moves if row.label == label)


def test_limits_that_only_one_entry_states_stay(keep, other):
    process, steel = ProcessFactory(), MaterialFactory()
    mine = CapabilityFactory(company=keep, process=process, text="")
    CapabilityLimitFactory(capability=mine, material=None, diameter_mm=200, length_mm=None)
    theirs = CapabilityFactory(company=other, process=process, text="Ganz genau.")
    CapabilityLimitFactory(capability=theirs, material=None, diameter_mm=300, length_mm=900)
    CapabilityLimitFactory(capability=theirs, material=steel, diameter_mm=100, length_mm=None)
    assert outcomes(keep, other, "Leistungen") == (
        f"„{process}“ haben beide: Grenzwerte, die nur einer nennt, bleiben.",
    )
    merge_companies(keep=keep, other=other, actor=None)
    mine.refresh_from_db()
    assert mine.text == "Ganz genau."
    assert list(mine.limits.order_by("pk").values_list("material", "diameter_mm", "length_mm")) == [
        (None, 200, 900),
        (steel.pk, 100, None),
    ]


def test_what_was_entered_takes_the_place_of_what_was_only_recognised(keep, other):
    process = ProcessFactory()
    CapabilityFactory(company=keep, process=process, source=CapabilitySource.RECOGNISED)
    theirs = CapabilityFactory(company=other, process=process)
    merge_companies(keep=keep, other=other, actor=None)
    assert keep.capabilities.get(process=process) == theirs


def test_work_at_a_site_that_both_have_moves_to_the_one_that_stays(keep, other):
    here = other.sites.get(is_main=True)
    capability = CapabilityFactory(company=other, site=here)
    certificate = CertificateHeldFactory(company=other, site=here, name="ISO 14001")
    merge_companies(keep=keep, other=other, actor=None)
    for row in (capability, certificate):
        row.refresh_from_db()
        assert (row.company, row.site) == (keep, keep.sites.get(is_main=True))


def test_the_earlier_membership_and_the_fuller_role_stay(keep, other):
    Membership.objects.filter(company=keep).update(
        role=MembershipRole.PARTNER, since=datetime.date(2024, 1, 1)
    )
    Membership.objects.filter(company=other).update(since=datetime.date(2020, 1, 1))
    merge_companies(keep=keep, other=other, actor=None)
    assert list(Membership.objects.values_list("company", "role", "since")) == [
        (keep.pk, MembershipRole.MEMBER, datetime.date(2020, 1, 1))
    ]


def test_a_name_that_both_had_leads_on_with_its_old_address(keep, other):
    for company, slug in ((keep, ""), (other, "zerspanung-alt")):
        CompanyName.objects.create(company=company, name="Zerspanung Alt", match_name="alt", slug=slug)
    assert outcomes(keep, other, "weitere Namen") == (
        "Den Namen „Zerspanung Alt“ haben beide: er bleibt einmal.",
    )
    merge_companies(keep=keep, other=other, actor=None)
    assert Company.objects.at_address("zerspanung-alt").get() == keep


@pytest.mark.parametrize(
    ("mine", "theirs", "open_role"),
    [
        (CompanyRole.VIEWER, CompanyRole.OWNER, CompanyRole.OWNER),
        (CompanyRole.OWNER, CompanyRole.VIEWER, CompanyRole.OWNER),
        (CompanyRole.EDITOR, CompanyRole.EDITOR, CompanyRole.EDITOR),
    ],
)
def test_of_two_invitations_of_one_person_the_weaker_is_withdrawn(keep, other, mine, theirs, open_role):
    rows = [
        ColleagueInvitationFactory(company=company, email="neu@firma.example", role=role)
        for company, role in ((keep, mine), (other, theirs))
    ]
    for row in rows:
        issue_link(purpose=COLLEAGUE_LINK, reference=row.reference)
    assert outcomes(keep, other, "Einladungen von Personen") == (
        "neu@firma.example ist von beiden eingeladen: die schwächere Einladung wird widerrufen.",
    )
    merge_companies(keep=keep, other=other, actor=UserFactory())
    states = keep.colleague_invitations.order_by("state").values_list("state", flat=True)
    assert list(states) == [InvitationState.OPEN, InvitationState.REVOKED]
    stays = keep.colleague_invitations.open().get()
    assert stays.role == open_role
    working = PersonalLink.objects.filter(revoked_at=None).values_list("reference", flat=True)
    assert list(working) == [stays.reference]


def test_requests_for_access_notes_and_versions_move(keep, other):
    AccessRequestFactory(company=other)
    InternalNote.objects.create(company=other, text="Am Telefon freundlich.")
    keep_version(company=other, actor=None, reason="Bestand")
    merge_companies(keep=keep, other=other, actor=None)
    assert (keep.access_requests.count(), keep.notes.count(), keep.versions.count()) == (1, 1, 2)


def test_an_unknown_word_of_both_stays_once(keep, other):
    Company.objects.filter(pk__in=[keep.pk, other.pk]).update(offered_text="Xylofrakt")
    for company in (keep, other):
        UnknownWord.objects.create(company=company, word="xylofrakt", surface="Xylofrakt")
    assert outcomes(keep, other, "unbekannte Wörter") == (
        "Das unbekannte Wort „Xylofrakt“ steht bei beiden: es bleibt einmal.",
    )
    merge_companies(keep=keep, other=other, actor=None)
    assert list(UnknownWord.objects.values_list("company", "word")) == [(keep.pk, "xylofrakt")]


def test_every_table_in_which_two_firms_can_collide_has_a_rule():
    collide = {
        relation.related_model
        for relation in Company._meta.related_objects
        for constraint in relation.related_model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
        and (relation.field.name in constraint.fields or "F(company)" in str(constraint.expressions))
    }
    assert {model for model in collide if merge_rule(model) is None} == {
        Site
    }  # the merge looks after its main site


def test_rows_that_collide_without_a_rule_stop_the_merge(keep, other, monkeypatch):
    monkeypatch.delitem(merge_rules._rules, Membership)
    with pytest.raises(ValidationError) as caught:
        merge_companies(keep=keep, other=other, actor=None)
    assert caught.value.messages == [
        "Mitgliedschaft „Müller Zerspanung GmbH in Metall-Cluster“ haben beide Einträge, und keine Regel sagt, was "
        "daraus wird."
    ]
    other.refresh_from_db()
    assert other.state == CompanyState.PUBLISHED
