"""Who could step in for a firm."""

import datetime

import pytest

from companies.domain.publishing import index
from competences.domain.vocabulary import current_vocabulary
from competences.models import Certificate
from matching.domain.replacement import rating, replacement_page, replacement_wanted
from tests.factories import CertificateHeldFactory, ClusterFactory
from tests.matching.directory import make_fields, make_firm

TODAY = datetime.date(2026, 11, 24)
CITY = "67655-kaiserslautern"


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory()


def certify(company, key, until=None, level=""):
    CertificateHeldFactory(
        company=company, certificate=Certificate.objects.get(key=key), valid_until=until, level=level
    )
    index(company)


def find(company):
    clusters = frozenset(company.memberships.values_list("cluster", flat=True))
    vocabulary = current_vocabulary()
    return replacement_page(company, clusters=clusters, vocabulary=vocabulary, today=TODAY).firms


def test_more_of_the_same_work_comes_first(cluster):
    company = make_firm(cluster, "A", offers=["drehen", "fraesen"])
    make_firm(cluster, "B", offers=["drehen"])
    make_firm(cluster, "C", offers=["drehen", "fraesen"])
    make_firm(cluster, "D", offers=["haerten"])
    found = find(company)
    assert [one.company.name for one in found] == ["C", "B"]
    assert found[0].core == ("Drehen", "Fräsen")
    assert found[1].missing == ("Fräsen",)


def test_certificates_count_while_they_are_valid_and_at_their_level(cluster):
    company = make_firm(cluster, "A", offers=["drehen"])
    certify(company, "iso-9001")
    certify(company, "en-1090", level="EXC3")
    certify(company, "iso-3834", until=datetime.date(2025, 1, 1))
    for name, until, level in (
        ("B", None, "EXC2"),
        ("C", datetime.date(2025, 1, 1), "EXC4"),
        ("D", None, "EXC4"),
    ):
        other = make_firm(cluster, name, offers=["drehen"])
        certify(other, "en-1090", until=until, level=level)
        if name == "D":
            certify(other, "iso-9001")
    found = find(company)
    assert [one.company.name for one in found] == ["D", "B", "C"]
    states = {one.company.name: [answer.state for answer in one.certificates] for one in found}
    assert states == {
        "D": ["valid", "valid"],
        "B": ["too_low", "unknown"],
        "C": ["expired", "unknown"],
    }


def test_of_equal_firms_the_nearer_one(cluster):
    company = make_firm(cluster, "A", offers=["drehen"])
    make_firm(cluster, "B", offers=["drehen"], town=CITY)
    make_firm(cluster, "C", offers=["drehen"])
    assert [one.company.name for one in find(company)] == ["C", "B"]


def test_other_clusters_and_hidden_firms_stay_out(cluster):
    company = make_firm(cluster, "A", offers=["drehen"])
    make_firm(ClusterFactory(), "B", offers=["drehen"])
    assert find(company) == ()


def test_a_whole_field_of_work_is_nothing_to_step_in_for(cluster):
    company = make_firm(cluster, "A", offers=["drehen", "arbeitsgebiet"])
    make_firm(cluster, "B", offers=["drehen", "arbeitsgebiet"])
    assert [one.core for one in find(company)] == [("Drehen",)]


def test_the_rating():
    assert rating(1.0, 1.0, 0.0) == 1.0
    assert rating(0.8, 0.5, 22.0) == pytest.approx(0.8 * 0.85 * 0.9)
    assert rating(0.8, 0.5, None) == pytest.approx(0.8 * 0.85 * 0.9)
    assert rating(1.0, 0.0, 1e9) == pytest.approx(0.7 * 0.8)


def test_what_others_might_cover_together(cluster):
    company = make_firm(cluster, "A", offers=["drehen", "haerten"])
    wanted = replacement_wanted(company, ["drehen", "haerten"])
    assert [step.key for step in wanted.steps] == ["drehen", "haerten"]
    assert wanted.seekers == {company.pk}
    assert (wanted.place.latitude, wanted.place.longitude) == (49.413, 7.570)
