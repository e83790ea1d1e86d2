"""The measures, and the whole evaluation on the development set."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from companies.models import Company
from companies.search.evaluation.collection import read_collection
from companies.search.evaluation.metrics import mean, measure, measure_gaps

DEVSET = Path(__file__).resolve().parents[1] / "data" / "devset"


def test_measures_of_one_answer_list():
    grades = {"a": 3, "b": 2, "c": 1}
    found = measure([("x", 0.9), ("a", 0.8), ("c", 0.7), ("b", 0.6)], grades)
    # gains 7, 1, 3 on places 2, 3, 4; ideal 7, 3, 1 on places 1, 2, 3
    assert found.ndcg == pytest.approx(
        (7 / 1.58496 + 1 / 2 + 3 / 2.32193) / (7 + 3 / 1.58496 + 1 / 2), abs=1e-4
    )
    assert (found.precision, found.recall, found.reciprocal) == (0.4, 1.0, 0.5)


def test_where_only_marginal_ones_are_judged_they_count_as_relevant():
    found = measure([("a", 0.9)], {"a": 1})
    assert tuple(found) == (1.0, 0.2, 1.0, 1.0)
    assert tuple(measure([], {"a": 1})) == (0.0, 0.0, 0.0, 0.0)
    assert tuple(mean([found, measure([], {"a": 1})])) == (0.5, 0.1, 0.5, 0.5)


def test_gaps_are_told_from_answerable_queries_by_their_best_score():
    runs = {"gap": [("a", 0.4)], "empty gap": [], "good": [("a", 0.8)], "weak": [("b", 0.3)]}
    found = measure_gaps(runs, ["gap", "empty gap"], ["good", "weak"])
    assert (found.auc, found.correct, found.answerable, found.balanced) == (0.75, 1.0, 0.5, 0.75)


def test_the_collection_is_read_with_its_gaps():
    collection = read_collection(DEVSET)
    assert (len(collection.companies), len(collection.queries), collection.gaps) == (40, 40, {"q932"})
    assert collection.companies["c901"].town == "Kaiserslautern"


def test_a_folder_that_is_no_collection_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate", tmp_path)


@pytest.mark.django_db(transaction=True)
def test_the_development_set_is_answered_in_a_database_of_its_own(tmp_path, capsys):
    name = connection.settings_dict["NAME"]
    call_command("evaluate", DEVSET, runs=tmp_path)
    assert connection.settings_dict["NAME"] == name
    assert not Company.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [f"evaluation_{os.getpid()}"])
        assert cursor.fetchone() == (0,)
    printed = capsys.readouterr().out
    overall, demands = (line.split() for line in printed.splitlines() if line.startswith("overall"))
    ndcg, recall = float(overall[2]), float(overall[4])
    assert ndcg >= 0.90
    assert recall >= 0.97
    assert float(demands[2]) >= 0.88
    assert printed.count("gap_correct 1.0000") == 2
    assert printed.count("violation@5 0.0000  violation@10 0.0000") == 2
    rows = [line.split("\t") for line in (tmp_path / "run_search.tsv").read_text().splitlines()]
    assert {len(row) for row in rows} == {4}
    assert all(0 <= float(row[3]) <= 1 for row in rows)
    assert max(int(row[2]) for row in rows) <= 50
    for name in ("run_demands.tsv", "run_consortia.json", "run_gaps.json"):
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.django_db(transaction=True)
def test_a_demand_is_explained(capsys):
    call_command("evaluate", DEVSET, explain="d918")
    printed = capsys.readouterr().out
    assert "EN 1090 (tragende Bauteile Stahl/Aluminium) EXC3 (Bedingung)" in printed
    assert "[erfüllt] Zertifikat:" in printed
