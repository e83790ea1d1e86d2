"""What a firm sees: who could work for it, for whom it could work, who could step in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.domain.publishing import index
from companies.enums import CompanyState
from companies.models import Company
from competences.models import Process
from matching.enums import Visibility
from tests.companies.pages_helpers import make_buyer, text_of
from tests.factories import CapabilityFactory, ClusterFactory
from tests.factories.matching import DemandFactory, StoredMatchFactory
from tests.matching.directory import make_fields, make_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    make_fields()
    return make_buyer("Omega AG")


def say(company, offers=(), seeks=()):
    for keys, sought in ((offers, False), (seeks, True)):
        for key in keys:
            CapabilityFactory(company=company, process=Process.objects.get(key=key), sought=sought)
    index(company)


def test_both_directions_with_reasons(buyer):
    say(buyer.company, offers=["wig-schweissen"], seeks=["drehen"])
    make_firm(buyer.cluster, "Dreherei GmbH", offers=["drehen"])
    make_firm(buyer.cluster, "Stahlbau KG", seeks=["schweissen", "haerten"])
    words = text_of(buyer.client.get("/partner/"))
    assert "Wer könnte für uns arbeiten Drehen Dreherei GmbH , Landstuhl Drehen als Kernleistung." in words
    assert "Für wen könnten wir arbeiten Stahlbau KG , Landstuhl sucht Schweißen 15 km" in words


def test_what_nobody_offers_is_said(buyer):
    say(buyer.company, seeks=["haerten"])
    assert "Härten Zurzeit bietet das niemand an." in text_of(buyer.client.get("/partner/"))


def test_the_firm_itself_and_other_clusters_never_appear(buyer):
    say(buyer.company, offers=["drehen"], seeks=["drehen"])
    make_firm(ClusterFactory(), "Fern GmbH", offers=["drehen"], seeks=["drehen"])
    page = buyer.client.get("/partner/").context["page"]
    assert [work.candidates for work in page.sought] == [()]
    assert page.customers == ()


def test_sought_work_makes_nobody_a_supplier(buyer):
    say(buyer.company, seeks=["drehen"])
    make_firm(buyer.cluster, "Sucht auch GmbH", seeks=["drehen"])
    page = buyer.client.get("/partner/").context["page"]
    assert [work.candidates for work in page.sought] == [()]


def test_nothing_sought_and_nobody_seeks(buyer):
    words = text_of(buyer.client.get("/partner/"))
    assert "Sie suchen zurzeit keinen Partner" in words
    assert "Zurzeit sucht niemand, was Sie anbieten" in words


def test_an_unpublished_firm(buyer):
    Company.objects.filter(pk=buyer.company.pk).update(state=CompanyState.DRAFT)
    assert "Ihr Profil ist nicht veröffentlicht" in text_of(buyer.client.get("/partner/"))


def test_more_firms_cost_no_more_queries(buyer):
    say(buyer.company, offers=["drehen"], seeks=["haerten", "saegen"])
    counts = []
    for number in range(3):
        make_firm(buyer.cluster, f"A{number} GmbH", offers=["haerten", "saegen"], seeks=["drehen"])
        buyer.client.get("/partner/")
        with CaptureQueriesContext(connection) as queries:
            buyer.client.get("/partner/")
        counts.append(len(queries))
    assert counts == [15, 15, 15]


def test_who_could_step_in(buyer):
    firm = make_firm(buyer.cluster, "Dreherei GmbH", offers=["drehen", "haerten"])
    make_firm(buyer.cluster, "Dreht auch GmbH", offers=["drehen"])
    make_firm(buyer.cluster, "Härterei GmbH", offers=["haerten"])
    profile = text_of(buyer.client.get(firm.get_absolute_url()))
    assert "Wer könnte einspringen?" in profile
    words = text_of(buyer.client.get(f"/unternehmen/{firm.slug}/ausfallhilfe/"))
    assert "Dreht auch GmbH , Landstuhl Drehen nicht genannt: Härten" in words
    assert "Wer es gemeinsam könnte Dreht auch GmbH + Härterei GmbH" in words


def test_who_could_step_in_for_a_firm_that_stands_alone(buyer):
    firm = make_firm(buyer.cluster, "Einzig GmbH", offers=["haerten"])
    words = text_of(buyer.client.get(f"/unternehmen/{firm.slug}/ausfallhilfe/"))
    assert "Kein anderes Unternehmen bietet Vergleichbares an" in words


def test_stepping_in_costs_a_fixed_number_of_queries(buyer):
    firm = make_firm(buyer.cluster, "Dreherei GmbH", offers=["drehen", "haerten"])
    counts = []
    for number in range(3):
        make_firm(buyer.cluster, f"A{number} GmbH", offers=["drehen"])
        make_firm(buyer.cluster, f"B{number} GmbH", offers=["haerten"])
        buyer.client.get(f"/unternehmen/{firm.slug}/ausfallhilfe/")
        with CaptureQueriesContext(connection) as queries:
            buyer.client.get(f"/unternehmen/{firm.slug}/ausfallhilfe/")
        counts.append(len(queries))
    assert counts == [22, 22, 22]  # six of them read the whole model, which only happens inside a transaction


def test_open_demands_that_the_firm_matches_without_names_of_who_hides(buyer):
    asking = make_firm(buyer.cluster, "Geheimrat AG")
    hidden = DemandFactory(
        cluster=buyer.cluster,
        company=asking,
        is_open=True,
        title="Wellen drehen",
        visibility=Visibility.ANONYMOUS,
    )
    StoredMatchFactory(demand=hidden, company=buyer.company, score=0.9)
    own = DemandFactory(cluster=buyer.cluster, company=buyer.company, is_open=True, title="Eigener Bedarf")
    StoredMatchFactory(demand=own, company=buyer.company)
    weak = DemandFactory(cluster=buyer.cluster, is_open=True, title="Schwach")
    StoredMatchFactory(demand=weak, company=buyer.company, score=0.3)
    words = text_of(buyer.client.get("/partner/"))
    assert "Offene Bedarfe, zu denen Sie passen Wellen drehen Auftrag" in words
    for absent in ("Geheimrat", "Eigener Bedarf", "Schwach"):
        assert absent not in words
