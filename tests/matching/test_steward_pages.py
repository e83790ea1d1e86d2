"""The steward's pages: pairs, rings, gaps."""

import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from companies.domain.publishing import archive
from competences.models import Process
from matching.domain.pair_refresh import catch_up_pairs
from matching.enums import PairState
from matching.models import Pair
from tests.companies.pages_helpers import text_of
from tests.factories import ClusterFactory, StaffFactory
from tests.factories.matching import DemandFactory, DemandStepFactory, PairFactory
from tests.matching.directory import make_fields, make_firm


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory(name="Metall-Cluster")


@pytest.fixture
def steward(cluster):
    client = Client()
    client.force_login(StaffFactory(clusters=[cluster]))
    return client


def a_pair(cluster, **values):
    number = Pair.objects.count()
    seeker = make_firm(cluster, f"Sucher {number} GmbH", seeks=["drehen"])
    provider = make_firm(cluster, f"Bieter {number} GmbH", offers=["drehen"])
    process = Process.objects.get(key="drehen")
    return PairFactory(
        cluster=cluster, seeker=seeker, provider=provider, process=process, found_at=timezone.now(), **values
    )


def listed(steward, query=""):
    return [pair.pk for pair in steward.get(f"/vermittlung/{query}").context["page"]]


def test_the_list_says_who_who_and_why(cluster, steward):
    a_pair(cluster)
    words = text_of(steward.get("/vermittlung/"))
    assert "1 Paarung Sucher 0 GmbH sucht Drehen Bieter 0 GmbH: Drehen als Kernleistung." in words


def test_three_pairs_cost_no_more_queries_than_one(cluster, steward):
    a_pair(cluster)
    steward.get("/vermittlung/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            steward.get("/vermittlung/")
        counts.append(len(queries))
        a_pair(cluster)
        a_pair(cluster)
    assert counts == [13, 13]


def test_what_waits_and_what_is_decided(cluster, steward):
    tomorrow = timezone.localdate() + datetime.timedelta(1)
    new = a_pair(cluster)
    due = a_pair(cluster, state=PairState.POSTPONED, remind_on=timezone.localdate())
    later = a_pair(cluster, state=PairState.POSTPONED, remind_on=tomorrow)
    proposed = a_pair(cluster, state=PairState.PROPOSED)
    dismissed = a_pair(cluster, state=PairState.DISMISSED, reason="kennen sich")
    gone = a_pair(cluster)
    archive(company=gone.provider, actor=None)
    assert set(listed(steward)) == {new.pk, due.pk}
    assert set(listed(steward, "?stand=POSTPONED")) == {due.pk, later.pk}
    assert listed(steward, "?stand=PROPOSED") == [proposed.pk]
    assert listed(steward, "?stand=DISMISSED") == [dismissed.pk]
    assert set(listed(steward, "?stand=unsinn")) == {new.pk, due.pk}


def test_the_list_is_narrowed_by_a_name(cluster, steward):
    pair, other = a_pair(cluster), a_pair(cluster)
    assert listed(steward, "?name=sucher+0") == [pair.pk]
    assert set(listed(steward, "?name=drehen")) == {pair.pk, other.pk}
    assert "Keine Paarung passt dazu" in text_of(steward.get("/vermittlung/?name=xyz"))


def test_pairs_of_other_clusters_do_not_exist(cluster, steward):
    foreign = a_pair(ClusterFactory())
    assert listed(steward) == []
    assert steward.get(foreign.get_absolute_url()).status_code == 404


def test_the_page_of_a_pair_explains_it(cluster, steward):
    pair = a_pair(cluster)
    words = text_of(steward.get(pair.get_absolute_url()))
    assert "Sucher 0 GmbH sucht Drehen" in words
    assert "Drehen als Kernleistung" in words
    assert "Landstuhl" in words


def test_the_page_of_a_pair_whose_reason_is_gone(cluster, steward):
    pair = a_pair(cluster, state=PairState.PROPOSED)
    archive(company=pair.provider, actor=None)
    assert "Im Profil steht diese Leistung nicht mehr." in text_of(steward.get(pair.get_absolute_url()))


def decide(steward, pair, to, seen="NEW", **more):
    return steward.post(pair.get_absolute_url(), {"seen": seen, "to": to, **more}, follow=True)


def test_proposing_postponing_dismissing(cluster, steward):
    first, second, third = (a_pair(cluster) for _ in range(3))
    day = timezone.localdate() + datetime.timedelta(30)
    assert "vorgeschlagen" in text_of(decide(steward, first, "PROPOSED"))
    decide(steward, second, "POSTPONED", remind_on=day.isoformat())
    decide(steward, third, "DISMISSED", reason="Wettbewerber")
    rows = Pair.objects.order_by("pk").values_list("state", "remind_on", "reason")
    assert list(rows) == [("PROPOSED", None, ""), ("POSTPONED", day, ""), ("DISMISSED", None, "Wettbewerber")]


def test_taking_up_again(cluster, steward):
    pair = a_pair(cluster, state=PairState.DISMISSED, reason="kennen sich")
    decide(steward, pair, "NEW", seen="DISMISSED")
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("NEW", "")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"to": "DISMISSED"}, "Bitte nennen Sie den Grund, warum Sie die Paarung verwerfen."),
        ({"to": "POSTPONED"}, "Bitte geben Sie an, wann die Paarung wieder vorgelegt werden soll."),
        ({"to": "POSTPONED", "remind_on": "2020-01-01"}, "Bitte wählen Sie einen Tag nach heute"),
        ({"to": "NEW"}, "kann nicht „neu“ werden"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(more, message, cluster, steward):
    pair = a_pair(cluster)
    response = steward.post(pair.get_absolute_url(), {"seen": "NEW", **more})
    assert response.status_code == 200
    assert message in text_of(response)
    pair.refresh_from_db()
    assert pair.state == PairState.NEW


def test_the_second_of_two_people_sees_what_the_first_did(cluster, steward):
    pair = a_pair(cluster)
    decide(steward, pair, "PROPOSED")
    words = text_of(decide(steward, pair, "DISMISSED", reason="zu spät"))
    assert "Inzwischen hat jemand anders entschieden: vorgeschlagen." in words
    pair.refresh_from_db()
    assert pair.state == PairState.PROPOSED


def test_rings_show_who_does_what_for_whom(cluster, steward):
    make_firm(cluster, "Alpha GmbH", offers=["drehen"], seeks=["haerten"])
    make_firm(cluster, "Beta GmbH", offers=["haerten"], seeks=["saegen"])
    make_firm(cluster, "Gamma GmbH", offers=["saegen"], seeks=["drehen"])
    catch_up_pairs(now=timezone.now())
    words = text_of(steward.get("/vermittlung/ringe/"))
    assert "Alpha GmbH · Beta GmbH · Gamma GmbH" in words
    assert "Alpha GmbH , Landstuhl sucht Härten bietet Beta GmbH" in words


def test_a_dismissed_pair_closes_no_ring(cluster, steward):
    make_firm(cluster, "Alpha GmbH", offers=["drehen"], seeks=["haerten"])
    make_firm(cluster, "Beta GmbH", offers=["haerten"], seeks=["drehen"])
    catch_up_pairs(now=timezone.now())
    assert len(steward.get("/vermittlung/ringe/").context["page"].rings) == 1
    Pair.objects.filter(seeker__name="Alpha GmbH").update(state=PairState.DISMISSED, reason="nein")
    assert "Zurzeit schließt sich kein Kreis" in text_of(steward.get("/vermittlung/ringe/"))


def test_rings_cost_a_fixed_number_of_queries(cluster, steward):
    counts = []
    for number in range(3):
        make_firm(cluster, f"A{number} GmbH", offers=["drehen"], seeks=["haerten"])
        make_firm(cluster, f"B{number} GmbH", offers=["haerten"], seeks=["drehen"])
        catch_up_pairs(now=timezone.now())
        steward.get("/vermittlung/ringe/")
        with CaptureQueriesContext(connection) as queries:
            steward.get("/vermittlung/ringe/")
        counts.append(len(queries))
    assert counts == [9, 9, 9]


def test_the_gaps(cluster, steward):
    make_firm(cluster, "Alpha GmbH", offers=["drehen"], seeks=["haerten"])
    make_firm(cluster, "Beta GmbH", seeks=["drehen"])
    words = text_of(steward.get("/vermittlung/luecken/"))
    assert "1 niemand 1 Einzelquelle 0 zwei und mehr" in words
    assert "Härten Arbeitsgebiet niemand 1 1 gesuchte Partner" in words
    assert "Drehen Arbeitsgebiet Einzelquelle 1 1 gesuchte Partner" in words


def test_gaps_stand_first_and_the_rest_is_a_choice(cluster, steward):
    make_firm(cluster, "Alpha GmbH", offers=["drehen"], seeks=["haerten"])
    make_firm(cluster, "Beta GmbH", offers=["drehen"], seeks=["drehen"])

    def processes(query):
        return [row.gap.process for row in steward.get(f"/vermittlung/luecken/{query}").context["page"].rows]

    assert processes("") == ["haerten"]
    assert processes("?angebot=SEVERAL") == ["drehen"]
    assert processes("?angebot=alle") == ["haerten", "drehen"]
    assert processes("?angebot=unsinn") == ["haerten"]


def test_gaps_cost_a_fixed_number_of_queries(cluster, steward):
    counts = []
    for key in ("haerten", "saegen", "drehen"):
        make_firm(cluster, f"Sucht {key}", seeks=[key])
        steward.get("/vermittlung/luecken/")
        with CaptureQueriesContext(connection) as queries:
            steward.get("/vermittlung/luecken/")
        counts.append(len(queries))
    assert counts == [15, 15, 15]


def test_behind_a_gap(cluster, steward):
    make_firm(cluster, "Alpha GmbH", seeks=["haerten"])
    words = text_of(steward.get("/vermittlung/luecken/haerten/"))
    assert "Niemand bietet es selbst an" in words
    assert "Als Partner gesucht von Alpha GmbH" in words
    assert steward.get("/vermittlung/luecken/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("audience", ["intern", "weitergabe"])
def test_the_table_as_a_file_is_text_only(audience, cluster, steward):
    Process.objects.filter(key="haerten").update(name_de="=1+1")
    make_firm(cluster, "Alpha GmbH", seeks=["haerten"])
    response = steward.get(f"/vermittlung/luecken/{audience}.xlsx")
    assert f"luecken-{audience}-" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet["A1"].value == "Verfahren"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_demands_stand_behind_a_gap_and_those_without_any_firm_apart(cluster, steward):
    demand = DemandFactory(cluster=cluster, is_open=True, title="Ringe härten", matched_at=timezone.now())
    DemandStepFactory(demand=demand, process=Process.objects.get(key="haerten"))
    overview = text_of(steward.get("/vermittlung/luecken/"))
    assert "Offene Bedarfe ohne passendes Unternehmen Ringe härten" in overview
    assert "Härten Arbeitsgebiet niemand 1 1 offene Bedarfe" in overview
    page = steward.get("/vermittlung/luecken/haerten/")
    assert f'href="{demand.get_absolute_url()}"' in page.content.decode()
