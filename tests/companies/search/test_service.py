"""Searching in the database: what a profile shows is what finds it, and what is written is found at once."""

import datetime

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from companies.domain.profile import save_profile
from companies.domain.profile_data import CertificateData, ProfileData
from companies.domain.publishing import archive, publish
from companies.enums import Relation
from companies.models import Company, SearchFound, SearchMiss, SearchRow
from companies.search.counting import count_search
from companies.search.filters import Filters
from companies.search.rebuilding import rebuild
from companies.search.results import CertificateFit
from companies.search.service import answer
from companies.search.similar import similar_companies
from companies.search.suggest import suggest
from companies.search.viewer import Viewer, viewer_of
from competences.domain.vocabulary import current_vocabulary
from tests.factories import ClusterFactory, CompanyUserFactory, SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]

DAY = datetime.date(2026, 11, 24)
ANYBODY = Viewer(clusters=None)


def firm(cluster, name="Muster GmbH", **values) -> Company:
    """A published firm with its answers."""
    data = ProfileData(name=name, **values)
    change = save_profile(data=data, actor=None, cluster=cluster, source="Test")
    return Company.objects.get(pk=change.company_id)


def found(text="", params="", viewer=ANYBODY):
    """Answer to a search."""
    return answer(text, filters=Filters.from_params(QueryDict(params)), viewer=viewer, today=DAY)


def names(*args, **kwargs):
    return [hit.name for hit in found(*args, **kwargs).hits]


def test_what_is_offered_finds_the_firm_and_what_is_sought_does_not(cluster):
    firm(cluster, "Dreherei Eins", core_competences="Drehteile", sought_partners="Feuerverzinken, Härten")
    firm(cluster, "Zink Zwei", core_competences="Feuerverzinken")
    assert names("Feuerverzinken") == ["Zink Zwei"]
    assert names("Drehen") == ["Dreherei Eins"]
    assert names("", "verfahren=haerten") == []


def test_a_denied_process_does_not_find_the_firm_by_its_word_either(cluster):
    firm(cluster, "Nein GmbH", core_competences="Drehteile. KEIN Feuerverzinken.")
    assert names("Feuerverzinken") == []


def test_every_value_of_a_profile_finds_it_as_a_filter_and_no_other_does(cluster):
    one = firm(
        cluster, "Eins", core_competences="Drehen", offered_services="WIG-Schweißen", materials="1.4301",
        sought_partners="Sägen", certificates=(CertificateData("ISO 9001", None, ""),), employees=20, kind="Zulieferer",
    )  # fmt: skip
    two = firm(cluster, "Zwei", core_competences="Laserschneiden", materials="Aluminium", employees=300)
    for company in (one, two):
        offered = {c.process.key for c in company.capabilities.filter(relation=Relation.OFFERED)}
        for key in ("drehen", "fraesen", "wig-schweissen", "laserschneiden", "saegen", "haerten"):
            assert (company.name in names("", f"verfahren={key}")) is (key in offered), key
        for key in ("1-4301", "aluminium", "stahl"):
            stated = company.materials.filter(key=key).exists()
            assert (company.name in names("", f"werkstoff={key}")) is stated, key
    assert names("", "verfahren=schweissen") == ["Eins"]
    assert names("", "werkstoff=edelstahl") == ["Eins"]
    assert names("", "zertifikat=iso-9001") == ["Eins"]
    assert names("", "groesse=LARGE") == ["Zwei"]
    assert names("", "art=SUPPLIER") == ["Eins"]


def test_an_empty_search_shows_all_firms_by_name(cluster):
    for name in ("Zeta", "Ärmel", "Beta"):
        firm(cluster, name, core_competences="Drehen")
    result = found()
    assert [hit.name for hit in result.hits] == ["Ärmel", "Beta", "Zeta"]
    assert (result.total, result.matches, result.parts, result.relaxation) == (3, 3, (), None)


def test_the_answer_says_what_it_understood_and_each_part_can_be_left_out(cluster):
    firm(cluster, core_competences="Drehen", materials="1.4301", postcode="66849", town="Landstuhl")
    result = found("Drehteile 1.4301 Landstuhl")
    assert [part.id for part in result.parts] == ["process:drehen", "material:1-4301"]
    assert (result.area.label, result.area.radius_km) == ("Landstuhl", 25)
    params = QueryDict(mutable=True)
    for name, values in result.parts[1].params.items():
        params.setlist(name, values)
    fewer = answer(params["q"], filters=Filters.from_params(params), viewer=ANYBODY, today=DAY)
    assert [part.id for part in fewer.parts] == ["process:drehen"]
    assert fewer.area is not None


def test_a_hit_gives_its_reason_and_marks_its_own_words(cluster):
    firm(cluster, core_competences="Wir liefern Drehteile aus Stahl.", offered_services="Sägen")
    (hit,) = found("Drehen").hits
    assert [(r.criterion, r.fit, r.depth, r.text) for r in hit.reasons] == [
        ("Drehen", "exact", "CORE", "Drehen")
    ]
    assert hit.passages[0].source == "Kernkompetenzen"
    assert hit.passages[0].segments == (("Wir liefern ", False), ("Drehteile", True), (" aus Stahl.", False))


def test_a_certificate_that_was_asked_for_is_answered_with_its_state(cluster):
    expired = DAY - datetime.timedelta(days=1)
    firm(
        cluster,
        "Alt",
        core_competences="Schweißen",
        certificates=(CertificateData("EN 1090 EXC3", expired, ""),),
    )
    firm(
        cluster, "Gut", core_competences="Schweißen", certificates=(CertificateData("EN 1090 EXC3", DAY, ""),)
    )
    firm(
        cluster,
        "Klein",
        core_competences="Schweißen",
        certificates=(CertificateData("EN 1090 EXC2", DAY, ""),),
    )
    firm(cluster, "Ohne", core_competences="Schweißen")
    states = {hit.name: hit.certificates[0].state for hit in found("Schweißen EN 1090 EXC3").hits}
    assert states == {
        "Gut": CertificateFit.VALID,
        "Alt": CertificateFit.EXPIRED,
        "Klein": CertificateFit.TOO_LOW,
        "Ohne": CertificateFit.UNKNOWN,
    }
    assert [hit.name for hit in found("Schweißen EN 1090 EXC3").hits if hit.is_match] == ["Gut"]


def test_a_typing_error_is_repaired_and_said_so(cluster):
    firm(cluster, core_competences="Drehteile")
    result = found("Drehtiele")
    assert (result.repaired.literal, result.repaired.shown) == ("Drehtiele", "Drehteile")
    assert result.total == 1
    assert found("Drehtiele", "woertlich=1").repaired is None


def test_no_hit_offers_the_best_single_relaxation_with_its_count(cluster):
    firm(cluster, "Eins", core_competences="Drehen", employees=5)
    firm(cluster, "Zwei", core_competences="Drehen", employees=5)
    result = found("Drehen", "groesse=LARGE")
    assert result.total == 0
    assert (result.relaxation.label, result.relaxation.count) == ("ohne den Filter Größe", 2)


def test_no_match_offers_related_processes_with_their_counts(cluster):
    firm(cluster, core_competences="Drehen")
    assert {(r.key, r.count) for r in found("Fräsen").related} == {("zerspanen", 1), ("drehen", 1)}


def test_where_nobody_fits_the_words_find_whom_to_ask_and_nobody_matches(cluster):
    firm(cluster, "Hydraulik Eins", offered_services="Zylinder instandsetzen, Schlauchleitungen pressen")
    firm(cluster, "Dreherei Zwei", core_competences="Drehteile", sought_partners="Hydraulikzylinder")
    result = found("Zylinder feuerverzinken")
    assert [hit.name for hit in result.hits] == ["Hydraulik Eins"]
    assert result.matches == 0
    assert [piece for piece, marked in result.hits[0].passages[0].segments if marked] == ["Zylinder"]
    assert result.is_by_words
    assert names("Feuerverzinken") == []
    assert names("Zylinder feuerverzinken EN 1090") == []


def test_an_answer_by_words_alone_explains_materials_and_industries_by_their_words_too(cluster):
    firm(cluster, "Edelstahlbau", core_competences="Drehen", materials="Edelstahl")
    result = found("Feuerverzinken Edelstahl")
    assert [hit.name for hit in result.hits] == ["Edelstahlbau"]
    assert [reason.text for reason in result.hits[0].reasons] == ["„Edelstahl“"]


def test_who_comes_near_in_words_does_not_depend_on_firms_of_other_clusters(cluster):
    other = ClusterFactory(name="Anderswo", slug="anderswo")
    firm(cluster, "Hier", core_competences="Zylinder")
    firm(other, "Dort", core_competences="Kolben, Dichtung, Pleuel")
    viewer = Viewer(clusters=frozenset({cluster.pk}))
    assert names("Zylinder Kolben Dichtung Pleuel feuerverzinken", viewer=viewer) == ["Hier"]
    assert names("Zylinder Kolben Dichtung Pleuel feuerverzinken") == ["Dort"]


def test_a_viewer_sees_the_firms_of_the_own_clusters_only(cluster):
    mine = firm(cluster, "Meine", core_competences="Drehen")
    firm(ClusterFactory(), "Fremde", core_competences="Drehen")
    user = UserFactory()
    CompanyUserFactory(user=user, company=mine)
    viewer = viewer_of(user)
    assert names("Drehen", viewer=viewer) == ["Meine"]
    assert [s.text for s in suggest("Frem", viewer=viewer)] == []
    assert [s.text for s in suggest("Mein", viewer=viewer)] == ["Meine"]


def test_the_distance_is_that_from_the_own_site_where_no_place_is_typed(cluster):
    user = UserFactory()
    mine = firm(cluster, "Meine", core_competences="Sägen", postcode="67655", town="Kaiserslautern")
    CompanyUserFactory(user=user, company=mine)
    firm(cluster, "Andere", core_competences="Drehen", postcode="66849", town="Landstuhl")
    (hit,) = found("Drehen", viewer=viewer_of(user)).hits
    assert hit.distance_km == pytest.approx(14.6, abs=0.2)


def test_archived_firms_are_not_found_and_published_again_they_are(cluster):
    company = firm(cluster, core_competences="Drehen")
    archive(company=company, actor=None)
    assert found("Drehen").total == 0
    publish(company=company, actor=None)
    assert found("Drehen").total == 1


def test_a_change_that_is_rolled_back_was_seen_inside_only(cluster):
    firm(cluster, "Eins", core_competences="Drehen")
    with transaction.atomic():
        firm(cluster, "Zwei", core_competences="Drehen")
        assert found("Drehen").total == 2
        transaction.set_rollback(True)
    assert found("Drehen").total == 1


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_takes_the_same_queries_for_one_hit_and_for_three(cluster, count):
    for number in range(count):
        firm(cluster, f"Firma {number}", core_competences="Drehen", postcode="66849", town="Landstuhl")
    found("Drehen Landstuhl")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found("Drehen Landstuhl")
    assert len(queries) - _queries_of_a_transient_model() == 3


def _queries_of_a_transient_model():
    """Inside the test's transaction the model is read anew: state, rows (twice, the second time none), terms."""
    return 4


def test_misses_are_counted_as_criteria_without_the_person(cluster):
    for _ in range(2):
        count_search(found("Härten 1.4301"), filters=Filters(), today=DAY, clusters=None)
    miss = SearchMiss.objects.get()
    assert miss.criteria == {"material": ["1-4301"], "process": ["haerten"]}
    assert (miss.times, miss.hits, miss.first_on, miss.last_on) == (2, 0, DAY, DAY)


def test_what_looks_like_a_person_or_a_number_is_not_recorded(cluster):
    count_search(found("erika@example.org 06313650"), filters=Filters(), today=DAY, clusters=[cluster.pk])
    assert not SearchMiss.objects.exists()
    assert not SearchFound.objects.exists()


def test_suggestions_complete_the_last_words_and_keep_the_first(cluster):
    firm(cluster, "Fräserei Muster", core_competences="Fräsen")
    texts = [(s.text, s.kind) for s in suggest("Edelstahl fräs", viewer=ANYBODY)]
    assert ("Edelstahl Fräsen", "Verfahren") in texts
    assert ("Fräserei Muster", "Unternehmen") in [(s.text, s.kind) for s in suggest("fräs", viewer=ANYBODY)]
    assert ("Landstuhl", "Ort") in [(s.text, s.kind) for s in suggest("lands", viewer=ANYBODY)]
    assert suggest("", viewer=ANYBODY) == ()


def test_similar_firms_share_most_of_the_offer(cluster):
    one = firm(cluster, "Eins", core_competences="Drehen, Härten")
    firm(cluster, "Zwei", core_competences="Drehen, Härten")
    firm(cluster, "Drei", core_competences="Laserschneiden")
    similar = similar_companies(one, viewer=ANYBODY, vocabulary=current_vocabulary())
    assert [(s.name, set(s.shared)) for s in similar] == [("Zwei", {"Drehen", "Härten"})]


def test_rebuilding_writes_the_same_rows_under_a_new_epoch(cluster):
    company = firm(cluster, core_competences="Drehen", postcode="66849", town="Landstuhl")
    before = SearchRow.objects.get(pk=company.pk)
    assert rebuild(dry_run=True) == 1
    assert rebuild() == 1
    after = SearchRow.objects.get(pk=company.pk)
    assert after.change_number > before.change_number
    assert bytes(after.concepts) == bytes(before.concepts)
    assert found("Drehen").total == 1


def test_a_site_for_which_nothing_is_known_does_not_hide_the_firm(cluster):
    company = firm(cluster, core_competences="Drehen")
    SiteFactory(company=company, postcode="", municipality="", latitude=None, longitude=None, place=None)
    assert found("Drehen").total == 1
