"""An erased firm is found nowhere any more: not in the search, not in histories, files, mails or imports."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client

from accounts.domain.links import issue_link
from accounts.models import User
from companies.domain.identity import match_name, sort_name
from companies.domain.merging import merge_companies
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.domain.publishing import archive
from companies.models import Company, ContactPerson, SearchMiss, SearchRow, SearchTerm, StoredFile
from companies.search.keeper import KEEPER
from competences.domain.vocabulary import current_vocabulary
from matching.models import Demand
from outbox.models import Address
from privacy.domain.erasing import erase_company, preview_company
from privacy.domain.information import SOLE_TRADER
from privacy.enums import RequestState
from profiles.models import ImportBatch, ImportRow, Registration
from profiles.notifications import CHANGE_LINK
from tests.cast import Cast
from tests.factories import (
    AccessRequestFactory,
    CompanyUserFactory,
    DataRequestFactory,
    ImportRowFactory,
    InvitationFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.privacy.database import places_of
from tests.privacy.people import EMAIL, FIRM, FIRM_EMAIL, NAME, Stored, counts, other_firm

WORDS = (
    FIRM,
    FIRM_EMAIL,
    match_name(FIRM),
    sort_name(FIRM),
    "kupferschmiede-quarzbluete",
    "quarzbluete",
    "Quarzblüte",
    "Kupferbolzen",
    NAME,
    EMAIL,
    "petra@",
)


def test_an_erased_firm_is_found_nowhere(stored: Stored, staff: User) -> None:
    assert len(places_of(*WORDS)) > 30
    erase_company(company=stored.company, actor=staff)
    assert places_of(*WORDS) == set()


def test_the_search_loses_the_firm_at_once_and_keeps_a_tombstone(stored: Stored, staff: User) -> None:
    vocabulary = current_vocabulary()
    before = KEEPER.current(vocabulary)
    erase_company(company=stored.company, actor=staff)
    after = KEEPER.current(vocabulary)
    assert after.size == before.size - 1
    row = SearchRow.objects.get(company_id=stored.company.pk)
    assert (row.removed, row.sort_name, bytes(row.words), row.passages) == (True, "", b"", [])
    assert not SearchTerm.objects.filter(text__contains="quarz").exists()


def test_what_others_use_stays(stored: Stored, cast: Cast, staff: User) -> None:
    with transaction.atomic():
        save_profile(
            data=ProfileData(name="Andere GmbH", core_competences="Wir polieren Quarzkugeln."),
            actor=staff,
            cluster=cast.cluster,
            source="Interview",
        )
    demands = Demand.objects.exclude(company=stored.company).count()
    erase_company(company=stored.company, actor=staff)
    assert SearchTerm.objects.filter(text__startswith="w:quarzkugel").exists()
    assert Demand.objects.count() == demands
    assert Company.objects.filter(pk=cast.other.pk).exists()


def test_files_go_with_the_firm_and_those_of_others_stay(stored: Stored, cast: Cast, staff: User) -> None:
    foreign = StoredFile.objects.create(
        kind="LOGO", content_type="image/png", file_name="fremd.png", content=b"x", size=1
    )
    Company.objects.filter(pk=cast.other.pk).update(logo=foreign)
    erase_company(company=stored.company, actor=staff)
    assert [file.file_name for file in StoredFile.objects.all()] == ["fremd.png"]


def test_accounts_that_act_for_other_firms_or_the_agency_stay(
    stored: Stored, cast: Cast, staff: User
) -> None:
    CompanyUserFactory(user=stored.user, company=cast.other)
    CompanyUserFactory(user=staff, company=stored.company)
    done = erase_company(company=stored.company, actor=staff)
    assert User.objects.get(pk=stored.user.pk).email == EMAIL
    assert User.objects.get(pk=staff.pk).is_active
    assert not User.objects.filter(email="chefin@quarzbluete.example").exists()
    assert counts(done)["Konten, die nur für dieses Unternehmen handeln"] == 1
    assert f"E-Mail-Adressen, die auch andere verwenden: {EMAIL}." in done.stays


def test_an_address_that_another_firm_uses_stays(stored: Stored, cast: Cast, staff: User) -> None:
    ContactPerson.objects.create(company=cast.other, name="Büro", email=FIRM_EMAIL)
    with transaction.atomic():
        Address.objects.create(email=FIRM_EMAIL, basis="CONSENT")
    erase_company(company=stored.company, actor=staff)
    assert Address.objects.named(FIRM_EMAIL).exists()


def test_merged_entries_go_with_the_firm(stored: Stored, cast: Cast, staff: User) -> None:
    keep = Company.objects.create(name="Neuer Name GmbH", slug="neuer-name", sort_name="neuer name")
    keep.memberships.create(cluster=cast.cluster)
    merge_companies(keep=keep, other=stored.company, actor=staff)
    with pytest.raises(ValidationError, match="ist mit „Neuer Name GmbH“ zusammengeführt"):
        erase_company(company=stored.company, actor=cast.people["superuser"])
    erase_company(company=keep, actor=staff)
    assert places_of(*WORDS, "Neuer Name", "neuer-name") == set()


def test_an_archived_firm_with_an_older_text_leaves_no_words(stored: Stored, cast: Cast, staff: User) -> None:
    with transaction.atomic():
        save_profile(
            data=ProfileData(core_competences="Wir fertigen Zirkonhülsen."),
            actor=staff,
            cluster=cast.cluster,
            source="Interview",
            company=stored.company,
        )
    archive(company=Company.objects.get(pk=stored.company.pk), actor=staff)
    erase_company(company=stored.company, actor=staff)
    assert places_of(*WORDS, "zirkonhuels", "Zirkonhülsen") == set()


def test_rows_that_only_name_the_firm_go_and_those_of_a_namesake_stay(
    stored: Stored, cast: Cast, staff: User
) -> None:
    here = {"name": FIRM, "postcode": "67655", "town": "Kaiserslautern"}
    away = {"name": FIRM, "postcode": "80331", "town": "München"}
    gone = ImportRowFactory(fields=here, raw=[FIRM])
    kept = ImportRowFactory(fields=away, raw=[FIRM])
    RegistrationFactory(cluster=cast.cluster, **here)
    RegistrationFactory(cluster=cast.cluster, **away)
    InvitationFactory(**here)
    AccessRequestFactory(cluster=cast.cluster, company_name=FIRM.upper(), person_name="Nur Gefragt")
    erase_company(company=stored.company, actor=staff)
    assert list(ImportRow.objects.filter(pk__in=[gone.pk, kept.pk])) == [kept]
    assert bytes(ImportBatch.objects.get(pk=gone.batch_id).content) == b""
    assert [row.town for row in Registration.objects.all()] == ["München"]
    assert places_of("Nur Gefragt") == set()


def test_searches_for_the_name_are_forgotten(stored: Stored, staff: User) -> None:
    for number, words in enumerate((["kupferschmiede", "quarzbluete", "gmbh"], ["zirkon"])):
        SearchMiss.objects.create(
            digest=str(number),
            criteria={"word": words},
            hits=0,
            first_on="2026-01-01",
            last_on="2026-01-01",
        )
    erase_company(company=stored.company, actor=staff)
    assert [miss.criteria for miss in SearchMiss.objects.all()] == [{"word": ["zirkon"]}]


def test_personal_links_about_the_firm_stop_to_exist(stored: Stored, staff: User) -> None:
    link = issue_link(purpose=CHANGE_LINK, reference=f"company:{stored.company.pk}")
    erase_company(company=stored.company, actor=staff)
    assert Client().get(link).status_code == 404


def test_the_name_in_the_words_of_another_firm_stays_and_is_said(
    stored: Stored, cast: Cast, staff: User
) -> None:
    firm = other_firm(cast, f"Wir arbeiten mit {FIRM} zusammen.")
    done = erase_company(company=stored.company, actor=staff)
    assert {mention.table: mention.keys for mention in done.mentions} == {
        "companies_company": (str(firm.pk),),
        "companies_historicalcompany": (str(firm.history.get().pk),),
    }


def test_a_preview_changes_nothing_and_says_the_same(stored: Stored, staff: User) -> None:
    before = places_of(*WORDS)
    promised = preview_company(company=stored.company, actor=staff)
    assert places_of(*WORDS) == before
    assert SearchRow.objects.get(company=stored.company).removed is False
    done = erase_company(company=stored.company, actor=staff)
    assert counts(promised) == counts(done)
    assert counts(done)["Interne Notizen der Wirtschaftsförderung"] == 1
    assert counts(done)["Paarungen"] == 1


def test_a_sole_trader_is_said_to_be_a_person(stored: Stored, staff: User) -> None:
    Company.objects.filter(pk=stored.company.pk).update(legal_form="e. K.")
    assert list(preview_company(company=stored.company, actor=staff).notes) == [SOLE_TRADER]


def test_a_second_erasure_says_that_it_is_done(stored: Stored, staff: User) -> None:
    erase_company(company=stored.company, actor=staff)
    with pytest.raises(ValidationError, match="inzwischen schon gelöscht"):
        erase_company(company=stored.company, actor=staff)


def test_only_staff_of_all_its_clusters_erase_a_firm(stored: Stored, cast: Cast, staff: User) -> None:
    for standing in ("owner", "stranger"):
        with pytest.raises(PermissionDenied):
            erase_company(company=stored.company, actor=cast.people[standing])
    stored.company.memberships.create(cluster=cast.second_cluster)
    with pytest.raises(ValidationError, match="gehört auch zu einem anderen Cluster"):
        erase_company(company=stored.company, actor=staff)


def test_an_erasure_answers_its_request_and_closes_the_others(
    stored: Stored, cast: Cast, staff: User
) -> None:
    asked = {"cluster": cast.cluster, "name": FIRM, "email": "", "company": stored.company}
    request = DataRequestFactory(**asked, kind="ERASURE", identified_by="CALLBACK")
    other = DataRequestFactory(**asked, user=UserFactory())
    erase_company(company=stored.company, actor=staff, request=request)
    request.refresh_from_db()
    other.refresh_from_db()
    assert (request.state, request.name, request.company) == (RequestState.FULFILLED, "", None)
    assert request.done.startswith("Gelöscht oder bereinigt: Unternehmen 1, ")
    assert other.state == RequestState.WITHDRAWN
    assert places_of(*WORDS) == set()
