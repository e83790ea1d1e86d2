"""The search page as a browser without JavaScript and as htmx get it."""

import pytest
from django.utils import timezone

from companies.domain.number_words import number_words
from companies.enums import Depth
from companies.models import Company
from companies.search.filters import DEFAULT_RADIUS_KM
from companies.search.rows import write_row
from companies.search.weights import WEIGHT_TABLE
from competences.domain.vocabulary import bump_version
from competences.models import Place, Process
from tests.companies.pages_helpers import Buyer, make_buyer, text_of
from tests.factories import (
    AliasFactory,
    CapabilityFactory,
    CompanyFactory,
    PlaceFactory,
    ProcessFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db

QUERIES = 13
"""Ten of the page itself; three more because the open transaction of a test is never kept in the read model."""


@pytest.fixture
def buyer() -> Buyer:
    return make_buyer()


@pytest.fixture
def turning() -> Process:
    process = ProcessFactory(key="drehen", name_de="Drehen")
    AliasFactory(text="Drehteile", process=process)
    AliasFactory(text="Drehen", process=process)
    return process


@pytest.fixture
def landstuhl() -> Place:
    district = PlaceFactory(key="kreis-kl", name_de="Kreis KL", postcode="", latitude=None, longitude=None)
    place = PlaceFactory(key="66849-landstuhl", name_de="Landstuhl", parent=district)
    bump_version()
    return place


def shop(buyer: Buyer, process: Process, name: str, depth: str = Depth.CORE, **fields: object) -> Company:
    """Store a firm in Landstuhl that says it turns parts, findable like after publishing."""
    firm = CompanyFactory(name=name, cluster=buyer.cluster, core_text="Drehteile nach Zeichnung.", **fields)
    SiteFactory(company=firm, place=Place.objects.filter(key="66849-landstuhl").first())
    CapabilityFactory(company=firm, process=process, depth=depth)
    bump_version()
    write_row(firm)
    return firm


def test_a_hit_tells_name_place_reason_own_words_distance_and_freshness(
    buyer: Buyer, turning: Process
) -> None:
    today = timezone.localdate()
    shop(buyer, turning, "Lauterdreh GmbH", confirmed_at=today)
    response = buyer.client.get("/suche/?q=Drehteile")
    assert (
        "Lauterdreh GmbH Landstuhl Drehen Kernleistung Kernkompetenzen: Drehteile nach Zeichnung. "
        f"15 km bestätigt am {today:%d.%m.%Y}"
    ) in text_of(response)
    assert "<mark>Drehteile</mark> nach Zeichnung." in response.content.decode()


def test_every_understood_part_can_be_taken_out_with_a_link(
    buyer: Buyer, turning: Process, landstuhl: Place
) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    response = buyer.client.get("/suche/?q=Drehteile Landstuhl")
    words = text_of(response)
    assert "Verstanden als Drehen weglassen um Landstuhl, 25 km weglassen Umkreis ändern:" in words
    links = [part.params for part in response.context["result"].parts]
    assert links == [{"q": ("Drehteile Landstuhl",), "ohne": ("process:drehen",)}]
    assert 'href="/suche/?q=Drehteile+Landstuhl&amp;ohne=process%3Adrehen"' in response.content.decode()


def test_filters_show_exact_counts_and_stay_ticked(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    shop(buyer, turning, "Zweitdreh GmbH", kind="SERVICE")
    content = buyer.client.get("/suche/?q=Drehteile&art=SERVICE").content.decode()
    assert (
        '<input class="form-check-input" type="checkbox" name="art" id="f-art-SERVICE" value="SERVICE" checked>'
        in content
    )
    words = text_of(buyer.client.get("/suche/?q=Drehteile&art=SERVICE"))
    assert "Zulieferer 2 Dienstleister Anwenden" in words
    assert "1 Treffer" in words


def test_the_empty_question_offers_examples_and_the_whole_directory(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    words = text_of(buyer.client.get("/suche/"))
    assert "Was brauchen Sie?" in words
    assert "Zum Beispiel: Laserteile kanten 1.4301 Landstuhl" in words
    assert "Lauterdreh GmbH Landstuhl" in words


def test_nothing_found_is_never_an_empty_page(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    words = text_of(buyer.client.get("/suche/?q=Drehteile&art=RESEARCH"))
    assert "Dafür ist kein Unternehmen eingetragen Am nächsten kommt:" in words
    assert "(1)" in words


def test_any_or_all_is_asked_once_several_processes_are_ticked(buyer: Buyer, turning: Process) -> None:
    milling = ProcessFactory(key="fraesen", name_de="Fräsen")
    firm = shop(buyer, turning, "Lauterdreh GmbH")
    both = shop(buyer, turning, "Kann Beides KG")
    CapabilityFactory(company=both, process=milling)
    write_row(both)
    assert "Mehrere Verfahren" not in text_of(buyer.client.get("/suche/?verfahren=drehen"))
    one = buyer.client.get("/suche/?verfahren=drehen&verfahren=fraesen")
    every = buyer.client.get("/suche/?verfahren=drehen&verfahren=fraesen&modus=alle")
    assert "Mehrere Verfahren eines davon genügt alle aus einem Betrieb" in text_of(one)
    assert {hit.name for hit in one.context["result"].hits} == {firm.name, both.name}
    assert [hit.name for hit in every.context["result"].hits] == [both.name]


def test_htmx_gets_hits_filters_count_and_map_data_only(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    content = buyer.client.get("/suche/?q=Drehteile", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in content
    assert '<div id="filter" hx-swap-oob="innerHTML">' in content
    assert '<p id="ansage" hx-swap-oob="innerHTML">' in content
    assert '<div id="karten-daten" hx-swap-oob="innerHTML"><script id="karte-punkte"' in content


@pytest.mark.parametrize(
    "query",
    [
        "q=%20",
        "q=" + "x" * 5000,
        "q=%F0%9F%94%A9%22%3E%3Cscript%3E",
        "seite=-1",
        "seite=99999",
        "seite=²",
        "umkreis=viel&um=nirgends",
        "verfahren=&art=UNSINN&ohne=%00x".replace("%00", ""),
    ],
)
def test_nonsense_in_the_address_never_fails(buyer: Buyer, query: str) -> None:
    assert buyer.client.get(f"/suche/?{query}").status_code == 200


def test_own_words_never_become_markup(buyer: Buyer, turning: Process) -> None:
    firm = shop(buyer, turning, "Lauterdreh GmbH")
    Company.objects.filter(pk=firm.pk).update(core_text="<img src=x> Drehteile & mehr")
    firm.refresh_from_db()
    write_row(firm)
    content = buyer.client.get("/suche/?q=Drehteile").content.decode()
    assert "&lt;img src=x&gt; <mark>Drehteile</mark> &amp; mehr" in content


@pytest.mark.parametrize("rows", [3, 9])  # below three a find is rare and counted with a query more
def test_the_page_asks_the_database_the_same_number_of_times_whatever_it_finds(
    buyer: Buyer, turning: Process, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        shop(buyer, turning, f"Dreherei {number} GmbH")
    buyer.client.get("/suche/?q=Drehteile")  # builds vocabulary and read model, once per process and version
    with django_assert_num_queries(QUERIES):
        buyer.client.get("/suche/?q=Drehteile")


def test_the_ranking_page_shows_every_weight_that_the_engine_uses(client) -> None:
    words = text_of(client.get("/reihenfolge/"))
    for weight in WEIGHT_TABLE:
        assert f"{weight.label} {number_words(weight.value)}" in words
    assert f"Ein Ort in der Suche begrenzt sie auf {DEFAULT_RADIUS_KM} km" in words


def test_suggestions_complete_the_last_word_and_lead_to_firms(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Drehwerk GmbH")
    found = buyer.client.get("/suche/vorschlaege/?q=eilig Dreh").json()["suggestions"]
    assert next((one["text"], one["kind"], one["url"]) for one in found) == ("eilig Drehen", "Verfahren", "")
    firms = buyer.client.get("/suche/vorschlaege/?q=Drehwerk").json()["suggestions"]
    assert ("Drehwerk GmbH", "/unternehmen/drehwerk-gmbh/") in [(one["text"], one["url"]) for one in firms]


@pytest.mark.parametrize("query", ["", "?q=", "?q=x", "?q=" + "x" * 5000, "?q=%F0%9F%94%A9"])
def test_suggestions_take_anything(buyer: Buyer, query: str) -> None:
    assert buyer.client.get(f"/suche/vorschlaege/{query}").status_code == 200


def test_the_neighbourhood_of_the_own_site_is_one_tick_away(buyer: Buyer, turning: Process) -> None:
    shop(buyer, turning, "Lauterdreh GmbH")
    assert "nur in der Nähe meines Standorts" in text_of(buyer.client.get("/suche/?q=Drehteile"))
    response = buyer.client.get("/suche/?q=Drehteile&um=eigen")
    assert 'name="um" id="um-eigen" value="eigen" checked' in response.content.decode()
    assert "um meinen Standort, 25 km" in text_of(response)
