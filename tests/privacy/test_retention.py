"""Every table has a period or a reason, every period is applied, and the page says the same."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail as django_mail
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from companies.domain.consents import give_consent
from companies.enums import CompanyRole, CompanyState, ConsentWay
from companies.models import Consent, ContactPerson, ProfileVersion, StoredFile
from outbox.domain.delivery import deliver_due
from outbox.domain.schedule import jobs
from outbox.models import Address, Mail
from pages.domain.editing import publish_text
from pages.enums import PageSlug
from privacy.domain import applying
from privacy.domain.applying import apply_nightly, apply_retention, due_now
from privacy.domain.kept import KEPT
from privacy.domain.periods import Rule, period_words
from privacy.domain.retention import RULES
from privacy.enums import Fate
from profiles.enums import CampaignState
from profiles.models import ImportRow
from tests.cast import Cast
from tests.factories import (
    AddressFactory,
    CampaignFactory,
    CertificateHeldFactory,
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    ContactPersonFactory,
    DeliveryFactory,
    InvitationFactory,
    MembershipFactory,
    SendingFactory,
    StaffFactory,
    StoredFileFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.privacy.overdue import EMPTIED, MAKERS, changed, mail

NOW = datetime(2026, 11, 23, 3, 40, tzinfo=UTC)
DAY = timedelta(days=1)
BY_KEY = {rule.key: rule for rule in RULES}
# Applied to rows that are due, without a word before and by no other job.
PLAIN = [rule for rule in RULES if not rule.told_days and not rule.job]


def run(key: str, now: datetime = NOW) -> int:
    """Apply the table and return how many rows one rule treated."""
    return {done.rule.key: done.number for done in apply_retention(now)}[key]


def counted(key: str, now: datetime = NOW) -> int:
    return {due.rule.key: due.number for due in due_now(now)}[key]


def test_every_table_has_a_period_or_a_reason() -> None:
    covered = {label for part in (*RULES, *KEPT) for label in part.tables}
    assert covered == {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_the_table_is_complete_and_every_rule_is_tried() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert set(MAKERS) == {rule.key for rule in RULES}
    assert {rule.job for rule in RULES if rule.job} <= {job.key for job in jobs()}
    assert {rule.key for rule in RULES if rule.fate == Fate.EMPTY} == set(EMPTIED)
    assert all(rule.data and rule.since and rule.reason.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 Tag"), (14, "14 Tage"), (30, "1 Monat"), (180, "6 Monate"), (365, "1 Jahr"), (1095, "3 Jahre")],
)
def test_periods_in_words(days: int, words: str) -> None:
    assert period_words(days) == words


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_only_what_has_outlived_its_period_is_due(rule: Rule, db: None) -> None:
    begin = NOW - timedelta(days=rule.days)
    old, young = MAKERS[rule.key](begin - 2 * DAY), MAKERS[rule.key](begin + 40 * DAY)
    found = [row for rows in rule.found(NOW) for row in rows]
    assert old in found
    assert young not in found


@pytest.mark.parametrize("rule", PLAIN, ids=lambda rule: rule.key)
def test_what_is_due_goes_and_the_rest_stays(rule: Rule, db: None) -> None:
    begin = NOW - timedelta(days=rule.days)
    old, young = MAKERS[rule.key](begin - 2 * DAY), MAKERS[rule.key](begin + 40 * DAY)
    before = counted(rule.key)
    assert before >= 1
    assert type(old)._base_manager.filter(pk=old.pk).exists()  # counting writes nothing
    assert run(rule.key) == before
    rows = type(old)._base_manager.all()
    assert rows.filter(pk=young.pk).exists()
    if rule.fate == Fate.EMPTY:
        assert EMPTIED[rule.key](rows.get(pk=old.pk))
        assert not EMPTIED[rule.key](rows.get(pk=young.pk))
    else:
        assert not rows.filter(pk=old.pk).exists()
        if rule.with_history:
            assert not type(old).history.filter(id=old.pk).exists()
    assert counted(rule.key) == 0


def test_long_tables_are_treated_in_batches_and_the_rest_follows(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    monkeypatch.setattr(applying, "MOST_AT_NIGHT", 3)
    for _ in range(4):
        mail(NOW - 200 * DAY)
    assert apply_nightly(NOW) == "3 × Texte gesendeter E-Mails (weitere folgen)"
    assert apply_nightly(NOW) == "1 × Texte gesendeter E-Mails"
    assert apply_nightly(NOW) == "nichts war fällig"


def test_a_mail_that_still_has_to_leave_keeps_its_text(db: None) -> None:
    waiting = changed(mail(NOW - 4000 * DAY), state="WAITING", next_attempt_at=NOW)
    apply_retention(NOW)
    waiting.refresh_from_db()
    assert waiting.text == "Guten Tag\n"


def test_files_stay_as_long_as_anything_shows_them(db: None) -> None:
    logo, certificate, answered, version_logo, version_file, loose = (StoredFileFactory() for _ in range(6))
    StoredFile.objects.update(uploaded_at=NOW - 60 * DAY)
    company = CompanyFactory(logo=logo)
    CertificateHeldFactory(company=company, file=certificate)
    SubmissionFactory(company=company).files.add(answered)
    ProfileVersion.objects.create(company=company, data={"logo": str(version_logo.pk)})
    ProfileVersion.objects.create(
        company=company, data={"certificates": [{"name": "ISO", "file": str(version_file.pk)}, {"file": ""}]}
    )
    assert run("files") == 1
    assert not StoredFile.objects.filter(pk=loose.pk).exists()
    assert StoredFile.objects.count() == 5


def test_the_twenty_newest_versions_stay_and_the_last_one_in_any_case(db: None) -> None:
    company = CompanyFactory()
    for number in range(23):
        changed(
            ProfileVersion.objects.create(company=company, data={}), written_at=NOW - (400 - number) * DAY
        )
    assert run("versions_surplus") == 3
    lonely = changed(
        ProfileVersion.objects.create(company=CompanyFactory(), data={}), written_at=NOW - 9999 * DAY
    )
    assert run("versions") == 0
    assert ProfileVersion.objects.filter(pk=lonely.pk).exists()


def test_an_address_that_objected_is_never_forgotten(db: None) -> None:
    changed(AddressFactory(objected_at=NOW - 3000 * DAY, objected_via="LINK"), since=NOW - 3000 * DAY)
    campaign = CampaignFactory(
        state=CampaignState.CLOSED, started_at=NOW - 500 * DAY, closed_at=NOW - 400 * DAY
    )
    email = Address.objects.get().email
    invitation = InvitationFactory(campaign=campaign, email=email.upper())
    other = InvitationFactory(campaign=campaign, decline_reason="keine Zeit")
    for one in (invitation, other):
        DeliveryFactory(sending=SendingFactory(campaign=campaign, number=one.pk), invitation=one)
    apply_retention(NOW)
    assert Address.objects.get().email == email
    assert sorted(campaign.invitations.values_list("email", flat=True)) == ["", email.upper()]
    assert sorted(campaign.sendings.values_list("deliveries__email", flat=True)) == ["", email.upper()]


def test_a_file_goes_with_its_rows(db: None) -> None:
    MAKERS["imports"](NOW - 300 * DAY)
    apply_retention(NOW)
    assert ImportRow.objects.count() == 0


def test_an_unused_account_ends_only_after_its_owner_was_told(db: None) -> None:
    ClusterFactory(name="Metall-Cluster", agency_email="wifo@stadt.example")
    user = UserFactory(email="erika@vogel.example", last_login=NOW - 1070 * DAY)
    StaffFactory(last_login=NOW - 3000 * DAY)
    access = CompanyUserFactory(user=user)
    assert run("accounts") == 0
    deliver_due(clock=lambda: NOW)
    (message,) = django_mail.outbox
    assert message.to == ["erika@vogel.example"]
    assert "Ihres am 23.12.2026" in message.body
    apply_retention(NOW + DAY)
    assert Mail.objects.count() == 1
    assert run("accounts", NOW + 29 * DAY) == 0
    assert run("accounts", NOW + 31 * DAY) == 1
    assert not User.objects.filter(pk=user.pk).exists()
    assert access.company.people.count() == 0


def test_whoever_signs_in_after_being_told_keeps_the_account(db: None) -> None:
    ClusterFactory()
    user = UserFactory(last_login=NOW - 1070 * DAY)
    apply_retention(NOW)
    changed(user, last_login=NOW + DAY)
    assert run("accounts", NOW + 40 * DAY) == 0


def test_the_only_owner_among_others_is_left(db: None) -> None:
    owner = CompanyUserFactory(user=UserFactory(last_login=NOW - 2000 * DAY), role=CompanyRole.OWNER)
    assert BY_KEY["accounts"].found(NOW)[0].get() == owner.user
    CompanyUserFactory(company=owner.company, role=CompanyRole.EDITOR, user=UserFactory(last_login=NOW))
    assert not BY_KEY["accounts"].found(NOW)[0].exists()


def test_people_of_an_archived_firm_go_after_it_was_told(db: None) -> None:
    cluster = ClusterFactory(agency_email="wifo@stadt.example")
    company = CompanyFactory(state=CompanyState.ARCHIVED, email="info@vogel.example", name="Vogel GmbH")
    MembershipFactory(company=company, cluster=cluster)
    contact = ContactPersonFactory(company=company)
    give_consent(contact=contact, way=ConsentWay.STAFF, actor=None)
    changed(company, changed_at=NOW - 340 * DAY)
    assert run("archived_people") == 0
    deliver_due(clock=lambda: NOW)
    assert "Am 23.12.2026 löschen wir deshalb Ihre Ansprechpersonen" in django_mail.outbox[0].body
    assert run("archived_people", NOW + 31 * DAY) == 1
    assert ContactPerson.objects.count() == 0
    assert ContactPerson.history.count() == 0
    assert ProfileVersion.objects.count() == 0
    assert Consent.objects.get().withdrawn_way == ConsentWay.REMOVED
    company.refresh_from_db()
    assert company.name == "Vogel GmbH"


def test_a_firm_that_no_mail_reaches_is_not_waited_for(db: None) -> None:
    MAKERS["archived_people"](NOW - 400 * DAY)
    assert run("archived_people") == 1


def test_the_command_counts_and_applies(db: None) -> None:
    mail(NOW - 300 * DAY)
    said = io.StringIO()
    call_command("apply_retention", dry_run=True, stdout=said)
    assert "        1  mail_texts" in said.getvalue()
    assert Mail.objects.get().text
    call_command("apply_retention", stdout=said)
    assert Mail.objects.get().text == ""


def test_staff_see_the_table_with_what_is_due(cast: Cast) -> None:
    mail(NOW - 300 * DAY)
    page = cast.client("staff").get("/admin/aufbewahrung/").content.decode()
    for rule in RULES:
        assert rule.data in page
        assert rule.reason in page
    assert Mail.objects.get().text


def test_the_public_page_shows_the_table_whatever_staff_write(db: None) -> None:
    publish_text(slug=PageSlug.PRIVACY, title="Datenschutz", body="Kurz.", actor=None)
    page = Client().get("/datenschutz/").content.decode()
    for rule in RULES:
        assert f"<td>{rule.data}</td>" in page
        assert rule.since in page
    assert "Ohne feste Frist" in page
