"""An erased person is found nowhere any more, and nobody else loses anything."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.domain.privacy import person_of
from accounts.models import PersonalLink, User
from companies.domain.versions import keep_version
from companies.enums import CompanyRole
from companies.models import Company, CompanyUser, ContactPerson, ProfileVersion
from companies.notifications import PEOPLE_CHANGED
from outbox.domain.mails import queue_mail
from outbox.enums import LegalBasis, MailState, ObjectionVia
from outbox.models import Address, Mail
from privacy.domain.due import unused_accounts
from privacy.domain.erasing import (
    BACKUPS,
    STAYS,
    STOP_ENTRY,
    TEXTS_OF_OTHERS,
    erase_own_data,
    erase_person,
    preview_person,
)
from privacy.domain.hindrances import ELSEWHERE
from privacy.domain.mentions import mentions_of
from privacy.enums import RequestState
from privacy.models import DataRequest
from profiles.domain.reviewing import approve
from profiles.models import ImportBatch, ImportRow, Invitation, Registration, Submission
from tests.cast import Cast
from tests.factories import CompanyFactory, CompanyUserFactory, DataRequestFactory, UserFactory
from tests.privacy.database import places_of
from tests.privacy.people import EMAIL, FIRM, NAME, Stored, counts, other_firm

WORDS = (NAME, EMAIL, "Kröll-Zwiebelsuppe", "kroell")


def test_the_search_through_the_database_finds_what_is_there(stored: Stored) -> None:
    assert {
        "accounts_user.email",
        "companies_contactperson.name",
        "companies_historicalcontactperson.email",
        "companies_profileversion.data",
        "companies_accessrequest.person_name",
        "outbox_address.email",
        "outbox_mail.text",
        "profiles_submission.answers",
        "profiles_submissionevent.answers",
        "profiles_importrow.raw",
        "profiles_importrow.fields",
        "profiles_registration.person",
        "profiles_delivery.email",
    } <= places_of(*WORDS)


def test_an_erased_person_is_found_nowhere(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    assert places_of(*WORDS) == set()


def test_an_erased_person_without_account_is_found_nowhere(stored: Stored, staff: User) -> None:
    User.objects.filter(pk=stored.user.pk).delete()
    erase_person(person=person_of(email=EMAIL.upper(), name="juergen kroell-zwiebelsuppe"), actor=staff)
    assert places_of(*WORDS) == set()


def test_the_firm_and_other_people_of_it_stay(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    company = Company.objects.get(pk=stored.company.pk)
    assert (company.name, company.core_text) == (FIRM, "Wir drehen Kupferbolzen.")
    assert [contact.name for contact in company.contacts.all()] == ["Petra Bleibt"]
    (version,) = ProfileVersion.objects.filter(company=company)
    assert [contact["name"] for contact in version.data["contacts"]] == ["Petra Bleibt"]
    submission = Submission.objects.get(company=company)
    assert submission.answers == {"name": FIRM, "contacts": []}
    row = ImportRow.objects.get(company=company)
    assert row.fields == {"name": FIRM}
    assert row.raw == [FIRM, "[gelöscht]", "Kontakt: [gelöscht], [gelöscht]"]
    assert bytes(ImportBatch.objects.get(pk=row.batch_id).content) == b""
    assert Invitation.objects.get(company=company).email == ""
    assert Registration.objects.count() == 0
    assert CompanyUser.objects.filter(company=company).count() == 1


def test_the_latest_version_is_the_profile_as_it_stands(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    keep_version(company=stored.company, actor=staff, reason="Probe")
    assert ProfileVersion.objects.filter(company=stored.company).count() == 1


def test_who_did_something_stays_as_an_erased_account(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    left = User.objects.get(pk=stored.user.pk)
    assert (str(left), left.email, left.is_active) == (
        "gelöschtes Konto",
        f"geloescht-{left.pk}@konto.invalid",
        False,
    )
    assert not left.has_usable_password()
    assert Submission.objects.get(company=stored.company).author == left
    assert not UserSession.objects.filter(user=left).exists()
    assert left not in unused_accounts(timezone.now())[0]


def test_an_account_that_did_nothing_goes_altogether(cast: Cast) -> None:
    user = UserFactory(email="neu@firma.example")
    erase_own_data(user=user, now=timezone.now())
    assert not User.objects.filter(pk=user.pk).exists()


def test_whoever_is_signed_in_elsewhere_is_signed_out(stored: Stored, staff: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(stored.user)
    erase_person(person=stored.person, actor=staff)
    assert elsewhere.get("/konto/daten/").status_code == 302


def test_personal_links_of_the_person_stop_to_exist(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    assert PersonalLink.objects.count() == 0
    assert Client().get(stored.link).status_code == 404


def test_an_objection_stays_as_a_stop_entry(stored: Stored, staff: User) -> None:
    address = Address.objects.named(EMAIL).get()
    address.objected_at, address.objected_via = timezone.now(), ObjectionVia.LINK
    address.save()
    done = erase_person(person=stored.person, actor=staff)
    assert STOP_ENTRY in done.stays
    assert places_of(*WORDS) == {"outbox_address.email", "outbox_historicaladdress.email"}
    kept = Address.objects.named(EMAIL).get()
    assert (kept.basis_note, kept.objected_via) == ("", ObjectionVia.LINK)
    assert done.mentions == []


def test_mails_to_others_lose_their_text_and_waiting_ones_are_taken_back(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    (mail,) = Mail.objects.to("chefin@quarzbluete.example").exclude(state=MailState.WAITING)
    assert (mail.state, mail.subject, mail.text) == (MailState.CANCELLED, "(Inhalt gelöscht)", "")


def test_somebody_of_the_same_name_elsewhere_stays(stored: Stored, cast: Cast, staff: User) -> None:
    ContactPerson.objects.create(company=cast.other, name=NAME, email="ganz@anders.example")
    done = erase_person(person=stored.person, actor=staff)
    assert cast.other.contacts.get().name == NAME
    assert [mention.table for mention in done.mentions] == [
        "companies_contactperson",
        "companies_historicalcontactperson",
    ]


def test_a_name_in_the_words_of_another_firm_stays_and_is_said(
    stored: Stored, cast: Cast, staff: User
) -> None:
    firm = other_firm(cast, f"Gegründet von {NAME}.")
    done = preview_person(person=stored.person, actor=staff)
    (mention,) = (each for each in done.mentions if each.table == "companies_company")
    assert (mention.title, mention.count, mention.keys) == ("Unternehmen", 1, (str(firm.pk),))
    erase_person(person=stored.person, actor=staff)
    firm.refresh_from_db()
    assert NAME in firm.core_text


def test_reasons_and_the_log_of_the_administration_lose_the_name(stored: Stored, staff: User) -> None:
    stored.company._change_reason = f"Anruf von {NAME}"
    stored.company.save()
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(stored.user.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message="",
    )
    erase_person(person=stored.person, actor=staff)
    assert places_of(*WORDS) == set()
    assert Company.history.filter(history_change_reason="Anruf von [gelöscht]").count() == 1
    assert LogEntry.objects.get().object_repr == "[gelöscht]"


def test_the_firms_own_address_is_emptied_when_it_is_the_persons(stored: Stored, staff: User) -> None:
    company = stored.company
    company.email = EMAIL
    company.save()
    keep_version(company=company, actor=staff, reason="Probe")
    done = preview_person(person=stored.person, actor=staff)
    assert ("Unternehmen mit dieser E-Mail-Adresse", 1, "die Adresse wird geleert") in done.counts
    erase_person(person=stored.person, actor=staff)
    company.refresh_from_db()
    assert company.email == ""
    assert places_of(*WORDS) == set()


def test_answers_in_review_can_still_be_published(stored: Stored, staff: User) -> None:
    submission = Submission.objects.get(company=stored.company)
    erase_person(person=stored.person, actor=staff)
    submission.refresh_from_db()
    approve(submission=submission, actor=staff)
    assert places_of(*WORDS) == set()


def test_a_preview_changes_nothing_and_says_the_same(stored: Stored, staff: User) -> None:
    before = places_of(*WORDS)
    promised = preview_person(person=stored.person, actor=staff)
    assert places_of(*WORDS) == before
    done = erase_person(person=stored.person, actor=staff)
    assert counts(promised) == counts(done)
    assert promised.stays == [STAYS, BACKUPS]
    assert counts(done)["Eintrag als Ansprechperson"] == 1
    assert counts(done)["In Einreichungen von Unternehmen"] == 1


def test_a_second_erasure_says_that_it_is_done(stored: Stored, staff: User) -> None:
    erase_person(person=stored.person, actor=staff)
    with pytest.raises(ValidationError, match="inzwischen schon gelöscht"):
        erase_person(person=stored.person, actor=staff)
    with pytest.raises(ValidationError, match="nichts \\(mehr\\) gespeichert"):
        erase_person(person=person_of(email=EMAIL), actor=staff)


def test_the_last_owner_first_hands_over(cast: Cast, staff: User) -> None:
    owner = cast.people["owner"]
    with pytest.raises(ValidationError, match="der einzige Inhaber, und andere Personen handeln dort mit"):
        erase_person(person=person_of(user=owner), actor=staff)
    with pytest.raises(ValidationError, match="Sie sind bei „Dreherei Vogel GmbH“ der einzige Inhaber"):
        erase_own_data(user=owner, now=timezone.now())
    assert DataRequest.objects.count() == 0


def test_whoever_is_alone_in_a_firm_asks_the_staff_who_may(cast: Cast, staff: User) -> None:
    neighbour = cast.people["neighbour"]
    with pytest.raises(ValidationError, match="handelt außer Ihnen niemand"):
        erase_own_data(user=neighbour, now=timezone.now())
    erase_person(person=person_of(user=neighbour), actor=staff)
    assert not cast.other.people.exists()


def test_staff_are_not_erased(cast: Cast, staff: User) -> None:
    with pytest.raises(ValidationError, match="löscht das eigene Konto nicht selbst"):
        erase_own_data(user=staff, now=timezone.now())
    with pytest.raises(ValidationError, match="gehört zur Wirtschaftsförderung"):
        erase_person(person=person_of(user=staff), actor=cast.people["superuser"])


def test_members_erase_nobody_else(stored: Stored, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        erase_person(person=stored.person, actor=cast.people["owner"])


def test_whoever_also_belongs_to_another_cluster_is_not_erased_by_this_one(
    stored: Stored, cast: Cast, staff: User
) -> None:
    CompanyUserFactory(user=stored.user, company=cast.elsewhere, role=CompanyRole.VIEWER)
    with pytest.raises(ValidationError) as refused:
        erase_person(person=stored.person, actor=staff)
    assert refused.value.messages == [ELSEWHERE]
    erase_person(person=stored.person, actor=cast.people["superuser"])
    assert places_of(*WORDS) == set()


def test_an_erasure_answers_its_request_and_closes_the_others(
    stored: Stored, cast: Cast, staff: User
) -> None:
    request = DataRequestFactory(
        cluster=cast.cluster, kind="ERASURE", name=NAME, email=EMAIL.upper(), identified_by="EMAIL"
    )
    other = DataRequestFactory(cluster=cast.cluster, name=NAME, email=EMAIL)
    erase_person(person=stored.person, actor=staff, request=request)
    request.refresh_from_db()
    other.refresh_from_db()
    assert (request.state, request.name, request.email, request.decided_by) == (
        RequestState.FULFILLED,
        "",
        "",
        staff,
    )
    assert request.done.startswith("Gelöscht oder bereinigt: Konto 1, ")
    assert (other.state, other.done) == (RequestState.WITHDRAWN, "Durch die Löschung erledigt.")
    assert places_of(*WORDS) == set()


def test_a_request_without_identification_erases_nothing(stored: Stored, cast: Cast, staff: User) -> None:
    request = DataRequestFactory(cluster=cast.cluster, kind="ERASURE", name=NAME, email=EMAIL)
    with pytest.raises(ValidationError, match="wie Sie die Identität festgestellt haben"):
        erase_person(person=stored.person, actor=staff, request=request)
    assert User.objects.filter(email=EMAIL).exists()


def test_the_own_erasure_is_logged_without_a_name(stored: Stored) -> None:
    erase_own_data(user=stored.user, now=timezone.now())
    logged = DataRequest.objects.get()
    assert (logged.kind, logged.state, logged.decided_by, logged.user) == ("ERASURE", "FULFILLED", None, None)
    assert places_of(*WORDS) == set()


def test_an_accepted_invitation_under_another_address_goes_too(stored: Stored, staff: User) -> None:
    stored.company.colleague_invitations.update(email="privat@anders.example", accepted_by=stored.user)
    erase_person(person=stored.person, actor=staff)
    assert places_of("privat@anders.example") == set()


def test_a_name_without_address_is_found_in_every_firm(cast: Cast, staff: User) -> None:
    firm = CompanyFactory(cluster=cast.cluster)
    ContactPerson.objects.create(company=firm, name="Änne Grünspan")
    keep_version(company=firm, actor=None, reason="Probe")
    erase_person(person=person_of(name="AENNE GRÜNSPAN"), actor=staff)
    assert places_of("Grünspan") == set()


def test_mentions_take_signs_of_patterns_literally(db: None) -> None:
    UserFactory(email="a_b@x.example", first_name="100%")
    assert [each.table for each in mentions_of(["a_b@x.example"])] == ["accounts_user"]
    assert mentions_of(["a%b@x.example"]) == []
    assert mentions_of([""]) == []


def test_addresses_are_the_same_whatever_their_letters_are_made_of(cast: Cast, staff: User) -> None:
    user = UserFactory(email="jürgen@köln.example", first_name="Jürgen", last_name="Umlaut")
    ContactPerson.objects.create(company=cast.own, name="J. Umlaut", email="JÜRGEN@KÖLN.example")
    CompanyUserFactory(user=user, company=cast.own)
    Address.objects.create(email="Jürgen@Köln.example", basis=LegalBasis.CONSENT)
    erase_person(person=person_of(email="JU\u0308RGEN@köln.example"), actor=staff)
    assert places_of("jürgen@köln", "Umlaut") == set()


def test_whoever_takes_the_name_of_a_colleague_erases_nothing_of_hers(stored: Stored, staff: User) -> None:
    User.objects.filter(pk=stored.user.pk).update(first_name="Petra", last_name="Bleibt")
    erase_own_data(user=User.objects.get(pk=stored.user.pk), now=timezone.now())
    assert [contact.name for contact in stored.company.contacts.all()] == ["Petra Bleibt"]
    (version,) = ProfileVersion.objects.filter(company=stored.company)
    assert [contact["name"] for contact in version.data["contacts"]] == ["Petra Bleibt"]


def test_whoever_is_called_like_our_words_empties_no_foreign_mail(stored: Stored, cast: Cast) -> None:
    with transaction.atomic():
        mail = queue_mail(
            kind=PEOPLE_CHANGED,
            recipient="neighbour@beispiel.de",
            context={
                "name": "",
                "company_name": cast.other.name,
                "sentence": "Guten Tag Zusammen",
                "site_url": "https://portal.example/",
            },
            actor=None,
            reference=f"people:{cast.other.pk}",
        )
    cast.other._change_reason = "Guten Tag Zusammen"
    cast.other.save()
    User.objects.filter(pk=stored.user.pk).update(first_name="Guten Tag", last_name="Zusammen")
    erase_own_data(user=User.objects.get(pk=stored.user.pk), now=timezone.now())
    mail.refresh_from_db()
    assert (mail.state, "Guten Tag Zusammen" in mail.text) == (MailState.WAITING, True)
    assert cast.other.history.latest().history_change_reason == "Guten Tag Zusammen"


def test_a_person_alone_is_not_told_where_others_write_the_name(stored: Stored, cast: Cast) -> None:
    other_firm(cast, f"Gegründet von {NAME}.")
    done = preview_person(person=stored.person, actor=stored.user)
    assert done.mentions == ()
    assert TEXTS_OF_OTHERS in done.stays


def test_an_earlier_address_of_the_same_entry_goes_too(stored: Stored, staff: User) -> None:
    contact = stored.company.contacts.get(email=EMAIL)
    contact.email = "alt@zwiebel.example"
    contact.save()
    keep_version(company=stored.company, actor=None, reason="Probe")
    contact.email = EMAIL
    contact.save()
    erase_person(person=stored.person, actor=staff)
    assert places_of(*WORDS, "alt@zwiebel.example") == set()
