"""What the directory does when the vocabulary changes: counts, merges, new words, profiles analysed again."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.domain.unknown_words import passages, unknown_words, vain_searches
from companies.domain.vocabulary_effects import preview_word
from companies.domain.vocabulary_usage import CompanyVocabulary, companies_using, writing
from companies.enums import CapabilitySource, CompanyState, Depth
from companies.models import Capability, CapabilityLimit, Company, SearchMiss, SearchRow, UnknownWord
from companies.search.filters import Filters
from competences.domain.editing import add_alias, delete_node, ignore_word, remove_alias
from competences.domain.merging import merge_nodes, preview_merge
from competences.domain.vocabulary import current_vocabulary
from competences.enums import AliasRole
from competences.language import Kind
from competences.models import Alias, Certificate, Industry, Material, Place, Process
from tests.factories import (
    CapabilityFactory,
    CapabilityLimitFactory,
    CertificateHeldFactory,
    CompanyFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("vocabulary")
DAY = datetime.date(2026, 9, 1)
ROWS = CompanyVocabulary()


def save(cluster, name, **answers):
    change = save_profile(data=ProfileData(name=name, **answers), actor=None, cluster=cluster, source="Test")
    return Company.objects.get(pk=change.company_id)


def process(key):
    return Process.objects.get(key=key)


def offered(company):
    return set(company.capabilities.values_list("process__key", flat=True))


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def miss(db):
    return SearchMiss.objects.create(
        digest="1", criteria={"word": ["knickwerk"]}, hits=0, times=4, first_on=DAY, last_on=DAY
    )


def test_use_is_counted_by_firm(django_assert_num_queries):
    drehen, fraesen = process("drehen"), process("fraesen")
    first, second = CompanyFactory(), CompanyFactory()
    gone = CompanyFactory(state=CompanyState.MERGED, merged_into=first)
    for company in (first, second, gone):
        CapabilityFactory(company=company, process=drehen)
    CapabilityFactory(company=first, process=drehen, sought=True)
    first.excluded_processes.add(fraesen)
    with django_assert_num_queries(2):
        assert ROWS.used_by(Kind.PROCESS, [drehen.pk, fraesen.pk]) == {drehen.pk: 2, fraesen.pk: 1}
    assert ROWS.rows_of(Kind.PROCESS, drehen.pk) == [("Leistungen", 4)]
    assert ROWS.rows_of(Kind.PROCESS, fraesen.pk) == [("Unternehmen, bei denen es nicht gemeint ist", 1)]
    assert list(companies_using(Kind.PROCESS, "drehen")) == [first, second]
    assert list(companies_using(Kind.PROCESS, "fraesen")) == [first]


def test_every_kind_of_use_is_seen():
    company = CompanyFactory()
    material, place = Material.objects.get(key="stahl"), Place.objects.get(key="66849-landstuhl")
    certificate, industry = Certificate.objects.get(key="iso-9001"), Industry.objects.get(key="maschinenbau")
    company.materials.add(material)
    company.industries.add(industry)
    CapabilityLimitFactory(
        capability=CapabilityFactory(company=company, process=process("drehen")), material=material
    )
    CertificateHeldFactory(company=company, certificate=certificate)
    SiteFactory(company=company, place=place)
    for kind, node in (
        (Kind.MATERIAL, material),
        (Kind.CERTIFICATE, certificate),
        (Kind.INDUSTRY, industry),
        (Kind.PLACE, place),
    ):
        assert ROWS.used_by(kind, [node.pk]) == {node.pk: 1}
        assert list(companies_using(kind, node.key)) == [company]
        with pytest.raises(ValidationError) as error:
            delete_node(node=node, actor=None)
        assert "wird verwendet" in error.value.messages[0]


def test_a_new_word_brings_the_firms_that_write_it_up_to_date(cluster, person):
    company = save(cluster, "Knick GmbH", core_competences="Knickwerk und Drehteile.")
    other = save(cluster, "Dreh GmbH", core_competences="Drehteile")
    before = {row.company_id: row.change_number for row in SearchRow.objects.all()}
    assert offered(company) == {"drehen"}
    assert list(company.unknown_words.values_list("word", "surface")) == [("knickwerk", "Knickwerk")]
    alias = add_alias(node=process("schweissen"), text="Knickwerk", actor=person, reason="Probe")
    assert offered(company) == {"drehen", "schweissen"}
    record = Capability.history.filter(process__key="schweissen").get()
    assert (record.history_user, record.history_change_reason) == (person, "Probe")
    assert not company.unknown_words.exists()
    after = {row.company_id: row.change_number for row in SearchRow.objects.all()}
    assert after[company.pk] > before[company.pk]
    assert after[other.pk] == before[other.pk]
    remove_alias(alias=alias, actor=person)
    assert offered(company) == {"drehen"}
    assert company.unknown_words.get().word == "knickwerk"


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Kantteile", "Wir liefern KANTTEILEN"),
        ("Drehteile", "Dreh- und Frästeile"),
        ("Stanz-Biege-Teil", "Stanzbiegeteile"),
        ("5-Achs-Fräsen", "Fünfachsfräsen"),
        ("Öse", "Ösen"),
        ("Öse", "Oesen"),
    ],
)
def test_firms_that_may_write_a_word_are_found(word, text):
    company = CompanyFactory(core_text=text)
    CompanyFactory(core_text="Ganz etwas anderes")
    assert writing([word]) == [company.pk]


def test_a_merge_moves_what_firms_say_and_finds_them_under_the_winner(cluster, person):
    loser, winner = process("wig-schweissen"), process("schweissen")
    company = save(cluster, "Naht GmbH", core_competences="WIG-Schweißen", offered_services="Schweißen")
    company.excluded_processes.add(loser)
    assert offered(company) == {"wig-schweissen", "schweissen"}
    assert preview_merge(loser=loser, winner=winner).rows == (
        ("Leistungen", 1),
        ("Unternehmen, bei denen es nicht gemeint ist", 1),
    )
    company.excluded_processes.clear()
    number = company.search_row.change_number
    merge_nodes(loser=loser, winner=winner, actor=person)
    assert list(company.capabilities.values_list("process__key", "depth")) == [("schweissen", Depth.CORE)]
    assert SearchRow.objects.get(company=company).change_number > number
    assert ROWS.rows_of(Kind.PROCESS, loser.pk) == []
    assert Alias.objects.get(text="WIG-Schweißen").process == winner


def test_of_two_capabilities_the_one_entered_by_hand_stays_with_both_limits():
    loser, winner = process("wig-schweissen"), process("schweissen")
    stahl, alu = Material.objects.get(key="stahl"), Material.objects.get(key="aluminium")
    company = CompanyFactory()
    entered = CapabilityFactory(company=company, process=loser, depth=Depth.SUPPLEMENTARY)
    recognised = CapabilityFactory(company=company, process=winner, source=CapabilitySource.RECOGNISED)
    CapabilityLimitFactory(capability=entered, material=stahl, thickness_max_mm=8)
    CapabilityLimitFactory(capability=recognised, material=stahl, thickness_max_mm=5)
    CapabilityLimitFactory(capability=recognised, material=alu, thickness_max_mm=3)
    merge_nodes(loser=loser, winner=winner, actor=None)
    (left,) = company.capabilities.all()
    assert (left.pk, left.process, left.source, left.depth) == (
        entered.pk,
        winner,
        CapabilitySource.ENTERED,
        Depth.SUPPLEMENTARY,
    )
    assert set(CapabilityLimit.objects.values_list("material__key", "thickness_max_mm")) == {
        ("stahl", 8.0),
        ("aluminium", 3.0),
    }


def test_materials_certificates_industries_and_places_move():
    company = CompanyFactory(industries_text="Maschinenbau", materials_text="1.4301")
    alu, steel = Material.objects.get(key="1-4301"), Material.objects.get(key="stahl")
    company.materials.add(alu, steel)
    iso, en = Certificate.objects.get(key="iso-9001"), Certificate.objects.get(key="en-1090")
    held = CertificateHeldFactory(company=company, certificate=iso)
    machines, cars = Industry.objects.get(key="maschinenbau"), Industry.objects.get(key="fahrzeugbau")
    company.industries.add(machines)
    here, there = Place.objects.get(key="66849-landstuhl"), Place.objects.get(key="67655-kaiserslautern")
    site = SiteFactory(company=company, place=here)
    for loser, winner in ((alu, steel), (iso, en), (machines, cars), (here, there)):
        merge_nodes(loser=loser, winner=winner, actor=None)
    held.refresh_from_db()
    site.refresh_from_db()
    assert (held.certificate, site.place) == (en, there)
    assert (list(company.materials.all()), list(company.industries.all())) == ([steel], [cars])


def test_unknown_words_are_counted_with_examples_and_searches(cluster, miss, django_assert_num_queries):
    first = save(
        cluster, "Erste GmbH", core_competences="Drehteile.", offered_services="Auch KNICKWERK für alle."
    )
    second = save(cluster, "Zweite GmbH", core_competences="Knickwerk, Zwirbelei")
    hidden = save(cluster, "Dritte GmbH", core_competences="Knickwerk")
    visible = Company.objects.exclude(pk=hidden.pk)
    rows = unknown_words(visible)
    assert [(row.word, row.number) for row in rows if row.word in ("knickwerk", "zwirbelei")] == [
        ("knickwerk", 2),
        ("zwirbelei", 1),
    ]
    with django_assert_num_queries(2):
        found = passages(["knickwerk", "zwirbelei"], visible)
    assert [(p.company, p.before, p.word, p.after) for p in found["knickwerk"]] == [
        (first, "Auch ", "KNICKWERK", " für alle."),
        (second, "", "Knickwerk", ", Zwirbelei"),
    ]
    assert vain_searches(["knickwerk", "zwirbelei"]) == {"knickwerk": 4}
    ignore_word(text="Zwirbelei", actor=None)
    assert "zwirbelei" not in [row.word for row in unknown_words(visible)]


def test_unknown_words_follow_the_answers(cluster):
    company = save(cluster, "Erste GmbH", core_competences="Knickwerk")
    number = UnknownWord.objects.get().pk
    save(cluster, "Zweite GmbH", core_competences="Drehteile")
    save_profile(
        data=ProfileData(core_competences="Knickwerk und Zwirbelei"),
        actor=None,
        cluster=cluster,
        source="Test",
        company=company,
    )
    assert set(UnknownWord.objects.values_list("pk", "word")) >= {(number, "knickwerk")}
    assert set(UnknownWord.objects.values_list("word", flat=True)) == {"knickwerk", "zwirbelei"}


def test_the_preview_names_profiles_and_searches_and_writes_nothing(cluster, miss):
    company = save(cluster, "Erste GmbH", core_competences="Knickwerk nach Zeichnung")
    save(cluster, "Zweite GmbH", sought_partners="Knickwerk")
    save(cluster, "Dritte GmbH", core_competences="Drehteile")
    words = list(Alias.objects.values())
    effects = preview_word(
        node=process("fraesen"),
        text="Knickwerk",
        role=AliasRole.STRONG,
        language="de",
        companies=Company.objects.filter(pk=company.pk),
    )
    (effect,) = effects.profiles
    assert (effect.passage.company, effect.passage.word, effect.passage.after) == (
        company,
        "Knickwerk",
        " nach Zeichnung",
    )
    assert (effect.added, effect.removed) == (("Fräsen (angeboten, Kernleistung)",), ())
    (search,) = effects.searches
    assert (search.text, search.times, search.before, search.after) == ("knickwerk", 4, (), ("Fräsen",))
    assert (effects.more_profiles, effects.elsewhere) == (0, 1)
    assert list(Alias.objects.values()) == words
    assert offered(company) == set()


def test_what_the_preview_says_is_what_happens(cluster):
    company = save(cluster, "Erste GmbH", core_competences="Knickwerk und Drehteile")
    node = process("fraesen")
    effects = preview_word(
        node=node, text="Knickwerk", role=AliasRole.WEAK, language="de", companies=Company.objects.all()
    )
    add_alias(node=node, text="Knickwerk", role=AliasRole.WEAK, actor=None)
    said = {statement.split(" (")[0] for effect in effects.profiles for statement in effect.added}
    assert offered(company) == {"drehen"} | {Process.objects.get(name_de=name).key for name in said}
    assert said == {"Fräsen"}


def test_a_saved_address_with_a_merged_key_still_filters(django_assert_num_queries):
    merge_nodes(loser=process("drehen"), winner=process("fraesen"), actor=None)
    words = current_vocabulary()
    filters = Filters(processes=("drehen", "fraesen", "nie"), materials=("stahl",))
    found = filters.in_force(words)
    assert (found.processes, found.materials) == (("fraesen", "nie"), ("stahl",))
    with django_assert_num_queries(0):
        Filters(processes=("fraesen",), certificates=("iso-9001",)).in_force(words)
